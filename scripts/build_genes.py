"""Build fusionflag/data/genes.sqlite from public gene tables.

    python scripts/build_genes.py --genes GRCh37=genes_hg19.tsv.gz --genes GRCh38=genes_hg38.tsv.gz \\
        --donors GRCh37=donors_hg19.tsv.gz --donors GRCh38=donors_hg38.tsv.gz \\
        --hgnc hgnc_alias.tsv.gz -o fusionflag/data/genes.sqlite

Tables are tab-separated with a header, plain or gzip. Columns used:
  genes   symbol hgnc_id ensembl_gene_id chrom start end strand biotype     (Ensembl gene set, HGNC symbols)
  donors  symbol chrom strand donor phase exon mane_phase                   (last base of each exon, UCSC refGene)
  hgnc    approved_symbol hgnc_id previous_symbols alias_symbols ensembl_gene_id   (HGNC; `|` joins)
The same inputs give the same bytes. Origins and terms of the data stand in NOTICE.
"""

from __future__ import annotations

import argparse
import gzip
import sqlite3
from collections.abc import Iterator
from pathlib import Path

SCHEMA = """
PRAGMA page_size = 4096;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE gene (id INTEGER PRIMARY KEY, symbol TEXT NOT NULL, hgnc INTEGER, ensembl TEXT NOT NULL);
CREATE TABLE name (key TEXT, kind INTEGER, gene INTEGER, PRIMARY KEY (key, kind, gene)) WITHOUT ROWID;
CREATE TABLE locus (build INTEGER, chrom TEXT, start INTEGER, gene INTEGER, end INTEGER, strand TEXT, biotype INTEGER,
                    PRIMARY KEY (build, chrom, start, gene)) WITHOUT ROWID;
CREATE INDEX locus_of_gene ON locus (gene, build);
CREATE TABLE biotype (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE transcript (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE donor (build INTEGER, gene INTEGER, pos INTEGER, chrom TEXT, strand TEXT, phases INTEGER, mane INTEGER,
                    transcript INTEGER, exon INTEGER, PRIMARY KEY (build, gene, pos, chrom)) WITHOUT ROWID;
"""
PHASES = ("0", "1", "2", "utr5", "utr3", "noncoding")
APPROVED, PREVIOUS, ALIAS, ENSEMBL, HGNC = range(5)


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a TSV table as dicts; gzip is told by its magic number."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    with gzip.open(path, "rt", encoding="utf-8") if packed else path.open(encoding="utf-8") as lines:
        header = next(lines).rstrip("\n").split("\t")
        for line in lines:
            yield dict(zip(header, line.rstrip("\n").split("\t"), strict=False))


class Build:
    """Collects the tables in memory and writes them in a fixed order."""

    def __init__(self) -> None:
        self.genes: dict[str, int] = {}
        self.facts: dict[int, tuple[str, int | None, str]] = {}
        self.names: set[tuple[str, int, int]] = set()
        self.loci: dict[tuple[int, str, int, int], tuple[int, str, str]] = {}
        self.donors: dict[tuple[int, int, int, str], tuple[str, int, int | None, str, int]] = {}

    def gene(self, symbol: str, hgnc: str = "", ensembl: str = "") -> int:
        number = self.genes.setdefault(symbol, len(self.genes) + 1)
        _, old_hgnc, old_ensembl = self.facts.get(number, (symbol, None, ""))
        own = int(hgnc.removeprefix("HGNC:")) if hgnc else old_hgnc
        self.facts[number] = (symbol, own, ensembl or old_ensembl)
        self.names.add((symbol.upper(), APPROVED, number))
        if ensembl:
            self.names.add((ensembl.upper(), ENSEMBL, number))
        if own:
            self.names.add((f"HGNC:{own}", HGNC, number))
        return number

    def read_hgnc(self, path: Path) -> None:
        for row in rows(path):
            number = self.gene(row["approved_symbol"], row["hgnc_id"], row["ensembl_gene_id"])
            for kind, column in ((PREVIOUS, "previous_symbols"), (ALIAS, "alias_symbols")):
                self.names.update((name.upper(), kind, number) for name in row[column].split("|") if name)

    def read_genes(self, build: int, path: Path) -> None:
        for row in rows(path):
            number = self.gene(row["symbol"], row["hgnc_id"], row["ensembl_gene_id"])
            place = (build, row["chrom"], int(row["start"]), number)
            self.loci[place] = (int(row["end"]), row["strand"], row["biotype"])

    def read_donors(self, build: int, path: Path) -> None:
        for row in rows(path):
            phases = sum(1 << PHASES.index(p) for p in row["phase"].split("|"))
            mane = PHASES.index(row["mane_phase"]) if row.get("mane_phase") else None
            transcript, _, exon = row["exon"].rpartition(":")
            place = (build, self.gene(row["symbol"]), int(row["donor"]), row["chrom"])
            self.donors[place] = (row["strand"], phases, mane, transcript, int(exon))

    def write(self, out: Path, sources: dict[str, str]) -> None:
        biotypes = {name: i for i, name in enumerate(sorted({v[2] for v in self.loci.values()}), 1)}
        transcripts = {name: i for i, name in enumerate(sorted({v[3] for v in self.donors.values()}), 1)}
        symbols = {symbol.upper() for symbol in self.genes}
        # a string that is itself a symbol of a table is never an alias of another gene
        names = sorted(n for n in self.names if n[1] not in (PREVIOUS, ALIAS) or n[0] not in symbols)
        out.unlink(missing_ok=True)
        with sqlite3.connect(out) as db:
            db.executescript(SCHEMA)
            db.executemany("INSERT INTO meta VALUES (?, ?)", sorted(sources.items()))
            db.executemany(
                "INSERT INTO gene VALUES (?, ?, ?, ?)", ((i, *f) for i, f in sorted(self.facts.items()))
            )
            db.executemany("INSERT INTO name VALUES (?, ?, ?)", names)
            db.executemany("INSERT INTO biotype VALUES (?, ?)", ((i, n) for n, i in biotypes.items()))
            db.executemany("INSERT INTO transcript VALUES (?, ?)", ((i, n) for n, i in transcripts.items()))
            db.executemany(
                "INSERT INTO locus VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    (*place, end, strand, biotypes[kind])
                    for place, (end, strand, kind) in sorted(self.loci.items())
                ),
            )
            db.executemany(
                "INSERT INTO donor VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (*place, s, p, m, transcripts[t], e)
                    for place, (s, p, m, t, e) in sorted(self.donors.items())
                ),
            )
        with sqlite3.connect(out) as db:
            db.execute("VACUUM")


def _by_build(text: str) -> tuple[int, Path]:
    build, _, path = text.partition("=")
    if build not in ("GRCh37", "GRCh38") or not path:
        raise argparse.ArgumentTypeError(f"{text!r}: write GRCh37=FILE or GRCh38=FILE")
    return int(build.removeprefix("GRCh")), Path(path)


def main() -> None:
    """Read the tables named on the command line and write the database."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hgnc", type=Path, required=True)
    parser.add_argument("--genes", type=_by_build, action="append", required=True)
    parser.add_argument("--donors", type=_by_build, action="append", required=True)
    parser.add_argument("--release", default="", help="releases of the tables, kept in the database")
    parser.add_argument("-o", "--out", type=Path, required=True)
    options = parser.parse_args()
    build = Build()
    build.read_hgnc(options.hgnc)
    for number, path in options.genes:
        build.read_genes(number, path)
    for number, path in options.donors:
        build.read_donors(number, path)
    build.write(options.out, {"schema": "1", "release": options.release})


if __name__ == "__main__":
    main()
