"""Build fusionflag/data/genes.sqlite from public gene tables.

    python scripts/build_genes.py --genes GRCh37=genes_hg19.tsv.gz --genes GRCh38=genes_hg38.tsv.gz \\
        --donors GRCh37=donors_hg19.tsv.gz --donors GRCh38=donors_hg38.tsv.gz \\
        --hgnc hgnc_alias.tsv.gz --withdrawn hgnc_withdrawn.tsv.gz -o fusionflag/data/genes.sqlite

Tables are tab-separated with a header, plain or gzip. Columns used:
  genes      symbol hgnc_id ensembl_gene_id chrom start end strand biotype source_symbol   (Ensembl gene set, HGNC symbols)
  donors     symbol chrom strand donor phase exon mane_phase          (last base of each exon, UCSC refGene)
  hgnc       approved_symbol hgnc_id previous_symbols alias_symbols ensembl_gene_id        (HGNC; `|` joins)
  withdrawn  symbol status name                                       (HGNC; the name says `see [HGNC:n]`)
The same inputs and the same SQLite give the same bytes. Origins and terms of the data stand in NOTICE.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

SCHEMA = """
PRAGMA page_size = 8192;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE contig (id INTEGER PRIMARY KEY, build INTEGER NOT NULL, chrom TEXT NOT NULL);
-- ids below 1,000,000 are HGNC numbers, so that HGNC ids need no column and no index
CREATE TABLE gene (id INTEGER PRIMARY KEY, symbol TEXT NOT NULL, ensembl INTEGER);
-- kind: 0 symbol, 1 previous symbol, 2 alias; key in capitals
CREATE TABLE name (key TEXT, kind INTEGER, gene INTEGER, PRIMARY KEY (key, kind, gene)) WITHOUT ROWID;
CREATE TABLE ensembl (number INTEGER, gene INTEGER, PRIMARY KEY (number, gene)) WITHOUT ROWID;
CREATE TABLE kind (id INTEGER PRIMARY KEY, strand TEXT NOT NULL, biotype TEXT NOT NULL);
CREATE TABLE locus (contig INTEGER, start INTEGER, gene INTEGER, length INTEGER, kind INTEGER,
                    PRIMARY KEY (contig, start, gene)) WITHOUT ROWID;
CREATE INDEX locus_of_gene ON locus (gene);
CREATE TABLE transcript (id INTEGER PRIMARY KEY, name TEXT NOT NULL, gene INTEGER NOT NULL);
CREATE TABLE phase (id INTEGER PRIMARY KEY, phases TEXT NOT NULL, mane TEXT NOT NULL, strand TEXT NOT NULL);
-- code = 128 x number of the exon in the transcript + phase.id
CREATE TABLE donor (contig INTEGER, pos INTEGER, transcript INTEGER, code INTEGER,
                    PRIMARY KEY (contig, pos, transcript)) WITHOUT ROWID;
"""
SYMBOL, PREVIOUS, ALIAS = range(3)
OWN_IDS = 1_000_000  # genes without an HGNC id are numbered from here on
_ENSEMBL = re.compile(r"ENSG(\d{11})\Z")
_SEE = re.compile(r"\[HGNC:(\d+)\]")


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a TSV table as dicts; gzip is told by its magic number."""
    lines = iter(_text(path).decode("utf-8").splitlines())
    header = next(lines).split("\t")
    for line in lines:
        yield dict(zip(header, line.split("\t"), strict=True))


def _text(path: Path) -> bytes:
    packed = path.read_bytes()
    return gzip.decompress(packed) if packed[:2] == b"\x1f\x8b" else packed


def ensembl_number(text: str) -> int | None:
    """157168 for ENSG00000157168; None for anything else."""
    match = _ENSEMBL.match(text)
    return int(match[1]) if match else None


class Build:
    """Collects the tables in memory and writes them in a fixed order."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}  # symbol -> id
        self.ensembl: dict[int, int | None] = {}  # id -> number of its first Ensembl id
        self.by_ensembl: dict[int, int] = {}  # Ensembl number -> id of the gene that has a name
        self.names: set[tuple[str, int, int]] = set()
        self.source_names: set[tuple[str, int]] = set()
        self.loci: dict[tuple[int, str, int, int], tuple[int, str, str]] = {}
        self.donors: dict[tuple[int, str, int, str, int], tuple[int, tuple[str, str, str]]] = {}
        self.unnamed = 0

    def gene(self, symbol: str, hgnc: str = "", ensembl: str = "") -> int:
        """The id of a gene, made on first sight. An id that comes later never replaces the first."""
        number = ensembl_number(ensembl)
        if symbol == ensembl and number in self.by_ensembl:
            return self.by_ensembl[number]  # nameless in this build, named in the other
        found = self.ids.get(symbol)
        if found is None:
            self.unnamed += not hgnc
            found = int(hgnc.removeprefix("HGNC:")) if hgnc else OWN_IDS + self.unnamed
            self.ids[symbol] = found
            if ensembl_number(symbol) is None:
                self.names.add((symbol.upper(), SYMBOL, found))
        if number is not None:
            self.by_ensembl.setdefault(number, found)
        self.ensembl[found] = self.ensembl.get(found) or number
        return found

    def read_hgnc(self, path: Path) -> None:
        """Approved symbols with their previous symbols and aliases; a gene needs no place to be known."""
        for row in rows(path):
            number = self.gene(row["approved_symbol"], row["hgnc_id"], row["ensembl_gene_id"])
            for kind, column in ((PREVIOUS, "previous_symbols"), (ALIAS, "alias_symbols")):
                self.names.update((name.upper(), kind, number) for name in row[column].split("|") if name)

    def read_withdrawn(self, path: Path) -> None:
        """Symbols that HGNC withdrew in favor of another: previous symbols of that one."""
        known = set(self.ids.values())
        for row in rows(path):
            for target in map(int, _SEE.findall(row["name"])):
                if row["status"] == "Symbol Withdrawn" and target in known:
                    self.names.add((row["symbol"].upper(), PREVIOUS, target))

    def read_genes(self, tables: list[tuple[int, Path]]) -> None:
        """Places of all builds; rows with a name first, so that a gene named in one build only is one gene."""
        found = [(build, row) for build, path in tables for row in rows(path)]
        for build, row in sorted(found, key=lambda f: f[1]["symbol"] == f[1]["ensembl_gene_id"]):
            number = self.gene(row["symbol"], row["hgnc_id"], row["ensembl_gene_id"])
            start, end = int(row["start"]), int(row["end"])
            place, facts = (
                (build, row["chrom"], start, number),
                (end - start + 1, row["strand"], row["biotype"]),
            )
            self.loci[place] = max(self.loci.get(place, facts), facts)  # two entries of one gene: the longer
            if row["source_symbol"] and row["source_symbol"] != row["symbol"]:
                self.source_names.add((row["source_symbol"].upper(), number))

    def read_donors(self, build: int, path: Path) -> None:
        """Splice donors. A donor knows its gene through its transcript, which is kept once for each gene."""
        for row in rows(path):
            transcript, _, exon = row["exon"].rpartition(":")
            gene = self.gene(row["symbol"])
            phase = (row["phase"], row["mane_phase"], row["strand"])
            self.donors[build, row["chrom"], int(row["donor"]), transcript, gene] = (int(exon), phase)

    def all_names(self) -> list[tuple[str, int, int]]:
        """A string that is itself a symbol is never an older name of another gene. Names that only the gene set
        uses (clone names of GENCODE v19) count where HGNC has nothing of that name."""
        symbols = {key for key, kind, _ in self.names if kind == SYMBOL}
        known = {key for key, _, _ in self.names}
        extra = {(key, PREVIOUS, gene) for key, gene in self.source_names if key not in known}
        return sorted(n for n in self.names | extra if n[1] == SYMBOL or n[0] not in symbols)

    def write(self, out: Path, meta: dict[str, str]) -> None:
        """Write the database beside `out`, then rename: never half a file."""
        beside = out.with_name(out.name + ".new")
        beside.unlink(missing_ok=True)
        with closing(sqlite3.connect(beside)) as db:
            db.executescript(SCHEMA)
            with db:
                self._fill(db, meta)
            db.execute("VACUUM")
        beside.replace(out)

    def _fill(self, db: sqlite3.Connection, meta: dict[str, str]) -> None:
        contigs = _ids({k[:2] for k in self.loci} | {k[:2] for k in self.donors})
        kinds = _ids({facts[1:] for facts in self.loci.values()})
        phases = _ids({phase for _, phase in self.donors.values()})
        if len(phases) > 127:
            raise SystemExit("more than 127 combinations of phases: widen the code")
        # the transcripts with most donors get the smallest, that is shortest, ids
        used = Counter(key[3:] for key in self.donors)
        transcripts = {t: i for i, t in enumerate(sorted(used, key=lambda t: (-used[t], t)), 1)}
        _insert(db, "meta", sorted(meta.items()))
        _insert(db, "contig", [(i, *c) for c, i in contigs.items()])
        _insert(db, "gene", sorted((i, s, self.ensembl.get(i)) for s, i in self.ids.items()))
        _insert(db, "name", self.all_names())
        _insert(db, "ensembl", sorted(self.by_ensembl.items()))
        _insert(db, "kind", [(i, *k) for k, i in kinds.items()])
        loci = [(contigs[k[:2]], *k[2:], facts[0], kinds[facts[1:]]) for k, facts in self.loci.items()]
        _insert(db, "locus", sorted(loci))
        _insert(db, "transcript", sorted((i, *t) for t, i in transcripts.items()))
        _insert(db, "phase", [(i, *p) for p, i in phases.items()])
        donors = [
            (contigs[k[:2]], k[2], transcripts[k[3:]], exon * 128 + phases[phase])
            for k, (exon, phase) in self.donors.items()
        ]
        _insert(db, "donor", sorted(donors))


def _ids(values: set[Any]) -> dict[Any, int]:
    return {value: i for i, value in enumerate(sorted(values), 1)}


def _insert(db: sqlite3.Connection, table: str, values: list[Any]) -> None:
    db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values[0]))})", values)


def _by_build(text: str) -> tuple[int, Path]:
    build, _, path = text.partition("=")
    if build not in ("GRCh37", "GRCh38") or not path:
        raise argparse.ArgumentTypeError(f"{text!r}: write GRCh37=FILE or GRCh38=FILE")
    return int(build.removeprefix("GRCh")), Path(path)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hgnc", type=Path, required=True)
    parser.add_argument("--withdrawn", type=Path, required=True)
    parser.add_argument("--genes", type=_by_build, action="append", required=True)
    parser.add_argument("--donors", type=_by_build, action="append", required=True)
    parser.add_argument("--release", default="", help="releases of the tables, kept in the database")
    parser.add_argument("-o", "--out", type=Path, required=True)
    return parser.parse_args()


def main() -> None:
    """Read the tables named on the command line and write the database."""
    options = _arguments()
    build = Build()
    build.read_hgnc(options.hgnc)
    build.read_withdrawn(options.withdrawn)
    build.read_genes(sorted(options.genes))
    for number, path in sorted(options.donors):
        build.read_donors(number, path)
    inputs = {"hgnc": options.hgnc, "withdrawn": options.withdrawn}
    inputs |= {f"genes GRCh{n}": path for n, path in options.genes}
    inputs |= {f"donors GRCh{n}": path for n, path in options.donors}
    sources = {
        f"source {what}": f"{path.name} sha256:{hashlib.sha256(_text(path)).hexdigest()}"
        for what, path in inputs.items()
    }
    build.write(options.out, {"schema": "2", "release": options.release, **sources})


if __name__ == "__main__":
    main()
