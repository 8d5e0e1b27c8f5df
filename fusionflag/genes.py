"""Genes in both builds: symbols and aliases, places, splice donors with their phases.

Everything comes from data/genes.sqlite, opened read-only and looked up, never loaded whole (origins: NOTICE; made by
scripts/build_genes.py). Positions are 1-based. Builds are called GRCh37 and GRCh38; in any other build nothing has a
place. Chromosomes may be written with or without `chr`.
"""

from __future__ import annotations

import os
import re
import sqlite3
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

DATABASE = Path(__file__).parent / "data" / "genes.sqlite"
BUILDS = {"GRCh37": 37, "GRCh38": 38}
HOW = ("approved", "previous", "alias")
_ENSEMBL = re.compile(r"ENSG(\d{11})(?:\.\d+)?(?:_PAR_Y)?\Z", re.I)
_HGNC = re.compile(r"HGNC:(\d{1,6})\Z", re.I)
_OWN_IDS = 1_000_000  # scripts/build_genes.py: ids below are HGNC numbers
_NRG1_INNER = re.compile(r"NRG1-[A-Z0-9]", re.I)
_LONGEST_GENE = 2_600_000  # the longest gene of either table spans 2.5 Mb: bounds the search for overlaps
_MANY = 100_000  # entries of a cache before it is emptied: a table of a million rows names far fewer genes


@dataclass(frozen=True, slots=True)
class Gene:
    """A resolved gene. `how`: approved, previous, alias, ensembl, hgnc, or unknown (then the symbol is the text as given).

    approved also covers the gene set's own names of genes that HGNC has not named (NRG1-IT2 and clone names in GRCh37).
    """

    symbol: str
    how: str = "unknown"
    hgnc_id: str = ""
    ensembl_id: str = ""


@dataclass(frozen=True, slots=True)
class Locus:
    """Where a gene lies: 1-based, inclusive."""

    symbol: str
    chrom: str
    start: int
    end: int
    strand: str
    biotype: str


@dataclass(frozen=True, slots=True)
class Donor:
    """The last base of an exon in transcription direction, and the phases after it.

    phases       coding bases so far mod 3 (`0`, `1`, `2`), or `utr5`, `utr3`, `noncoding`; several where transcripts differ
    mane_phase   the phase in the MANE Select transcript, where that has this donor
    exon         one RefSeq transcript and its exon number
    symbol       the gene
    """

    pos: int
    phases: frozenset[str]
    mane_phase: str
    exon: str
    chrom: str
    strand: str
    symbol: str = ""


_DONORS = (
    "SELECT d.pos, p.phases, p.mane, t.name, d.code / 128, c.chrom, p.strand, g.symbol FROM contig c"
    " CROSS JOIN donor d ON d.contig = c.id AND d.pos BETWEEN :first AND :last JOIN transcript t ON t.id = d.transcript"
    " JOIN gene g ON g.id = t.gene JOIN phase p ON p.id = d.code % 128 WHERE c.build = :build"
)
_LOCI = (
    "SELECT g.symbol, c.chrom, l.start, l.start + l.length - 1, k.strand, k.biotype FROM locus l JOIN contig c ON c.id ="
    " l.contig JOIN gene g ON g.id = l.gene JOIN kind k ON k.id = l.kind WHERE c.build = :build"
)


class Genes:
    """Read-only look-ups with a cache, opened on first use; not to be shared between processes (see `default`)."""

    def __init__(self, path: Path = DATABASE) -> None:
        self._path = path
        self._resolved: dict[str, Gene] = {}
        self._known: dict[str, bool] = {}

    @cached_property
    def _db(self) -> sqlite3.Connection:
        """sqlite3.OperationalError if the file is missing or no database. `immutable`: no lock, no journal beside it."""
        uri = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
        return sqlite3.connect(uri, uri=True, check_same_thread=False)

    def _all(self, sql: str, **values: Any) -> list[Any]:
        try:
            return self._db.execute(sql, values).fetchall()
        except (OverflowError, UnicodeEncodeError):
            return []  # a place beyond 64 bits, or half a character: no gene has such a place or name

    # -- names -------------------------------------------------------------------------------------
    def resolve(self, text: str) -> Gene:
        """The gene that `text` names: an approved symbol, an Ensembl or HGNC id, else a unique older name.

        Never None: text that names no gene, or an older name of several, is a gene of its own with how = unknown.
        """
        gene = self._resolved.get(text)
        if gene is None:
            if len(self._resolved) > _MANY:
                self._resolved.clear()
            gene = self._resolved[text] = self._resolve(text.strip())
        return gene

    def _resolve(self, text: str) -> Gene:
        if match := _ENSEMBL.match(text):
            found = self._all(
                "SELECT g.id, g.symbol, g.ensembl FROM ensembl e JOIN gene g ON g.id = e.gene WHERE e.number = :number",
                number=int(match[1]),
            )
            if found:
                return _gene("ensembl", found[0])
        if match := _HGNC.match(text):
            found = self._all(
                "SELECT id, symbol, ensembl FROM gene WHERE id = :id AND id < :own",
                id=int(match[1]),
                own=_OWN_IDS,
            )
            return _gene("hgnc", found[0]) if found else Gene(text)
        found = self._all(
            "SELECT n.kind, g.id, g.symbol, g.ensembl FROM name n JOIN gene g ON g.id = n.gene WHERE n.key = :key"
            " ORDER BY n.kind, g.symbol <> :text, g.id",
            key=text.upper(),
            text=text,
        )
        if not found:
            return Gene(text)
        kind, *row = found[0]
        if kind and (len({r[1] for r in found}) > 1 or _NRG1_INNER.match(text)):
            # an older name of several genes names none of them; NRG1-IT2 was withdrawn into NRG1, but means the
            # non-coding gene in its intron
            return Gene(text)
        return _gene(HOW[kind], row)

    def is_symbol(self, text: str) -> bool:
        """Is `text` a symbol, an older name or an id of a table, in any case of letters? (Also if it names several genes.)"""
        known = self._known.get(text)
        if known is None:
            if len(self._known) > _MANY:
                self._known.clear()
            named = self._all("SELECT 1 FROM name WHERE key = :key LIMIT 1", key=text.strip().upper())
            known = self._known[text] = bool(named) or self.resolve(text).how != "unknown"
        return known

    def _id(self, symbol: str) -> int:
        """The number of the gene that has exactly this symbol, in any case of letters, or this Ensembl id; 0 if none."""
        if match := _ENSEMBL.match(symbol):
            found = self._all("SELECT gene FROM ensembl WHERE number = :number", number=int(match[1]))
        else:
            found = self._all(
                "SELECT n.gene FROM name n JOIN gene g ON g.id = n.gene WHERE n.key = :key AND n.kind = 0"
                " ORDER BY g.symbol <> :symbol, g.id LIMIT 1",
                key=symbol.upper(),
                symbol=symbol,
            )
        return int(found[0][0]) if found else 0

    # -- places ------------------------------------------------------------------------------------
    def locus(self, symbol: str, build: str) -> Locus | None:
        """Where the gene lies in `build`; None if the tables do not place it. Of several entries the protein-coding
        one, then the longest (X before Y)."""
        found = self._all(
            f"{_LOCI} AND l.gene = :gene ORDER BY k.biotype <> 'protein_coding', l.length DESC, c.chrom LIMIT 1",
            build=BUILDS.get(build),
            gene=self._id(symbol),
        )
        return Locus(*found[0]) if found else None

    def at(self, chrom: str, pos: int, build: str) -> list[Locus]:
        """The genes that overlap a position, protein-coding ones first."""
        found = self._all(
            f"{_LOCI} AND c.chrom = :chrom AND l.start BETWEEN :first AND :pos AND l.start + l.length > :pos",
            build=BUILDS.get(build),
            chrom=chromosome(chrom),
            first=pos - _LONGEST_GENE,
            pos=pos,
        )
        loci = [Locus(*row) for row in found]
        return sorted(loci, key=lambda g: (g.biotype != "protein_coding", g.start, g.symbol))

    def beside(
        self, chrom: str, pos: int, build: str, strand: str, *, left: bool, within: int
    ) -> Locus | None:
        """The nearest protein-coding gene of a strand on one side of a position; None beyond `within` bases."""
        reach = "l.start + l.length - 1 BETWEEN :low AND :high" if left else "l.start BETWEEN :low AND :high"
        found = self._all(
            f"{_LOCI} AND c.chrom = :chrom AND {reach} AND l.start >= :first AND k.strand = :strand"
            " AND k.biotype = 'protein_coding'"
            f" ORDER BY {'l.start + l.length DESC' if left else 'l.start'}, g.symbol LIMIT 1",
            build=BUILDS.get(build),
            chrom=chromosome(chrom),
            low=pos - within if left else pos,
            high=pos if left else pos + within,
            first=pos - within - _LONGEST_GENE,
            strand=strand,
        )
        return Locus(*found[0]) if found else None

    # -- splice donors -----------------------------------------------------------------------------
    def donor(self, symbol: str, pos: int, build: str, tolerance: int = 0) -> Donor | None:
        """The splice donor of a gene at a position; within `tolerance` bases, the nearest."""
        found = self._all(
            f"{_DONORS} AND t.gene = :gene ORDER BY abs(d.pos - :pos), d.pos, c.chrom LIMIT 1",
            build=BUILDS.get(build),
            gene=self._id(symbol),
            pos=pos,
            first=pos - tolerance,
            last=pos + tolerance,
        )
        return _donor(found[0]) if found else None

    def donors_at(self, chrom: str, pos: int, build: str) -> list[Donor]:
        """The splice donors of every gene at exactly this position, by symbol."""
        found = self._all(
            f"{_DONORS} AND c.chrom = :chrom ORDER BY g.symbol, t.name",
            build=BUILDS.get(build),
            chrom=chromosome(chrom),
            first=pos,
            last=pos,
        )
        return [_donor(row) for row in found]

    def release(self) -> str:
        """Releases of the tables that the database was built from."""
        return self.meta().get("release", "")

    def meta(self) -> dict[str, str]:
        """Schema version, releases, and name and sha256 of every table that the database was built from."""
        return dict(self._all("SELECT key, value FROM meta"))


def _gene(how: str, row: Any) -> Gene:
    number, symbol, ensembl = row
    return Gene(
        symbol,
        how,
        f"HGNC:{number}" if number < _OWN_IDS else "",
        f"ENSG{ensembl:011d}" if ensembl else "",
    )


def _donor(row: Any) -> Donor:
    pos, phases, mane, transcript, exon, chrom, strand, symbol = row
    return Donor(pos, frozenset(phases.split("|")), mane, f"{transcript}:{exon}", chrom, strand, symbol)


_ACCESSION = re.compile(r"NC_0000(\d\d)\.\d+\Z|CM000(\d{3})\.\d+\Z", re.I)
_SEX = {"23": "X", "24": "Y"}


@lru_cache(4096)
def chromosome(name: str) -> str:
    """A contig name as the tables write it: chr1..chr22, chrX, chrY, chrM; other names are returned as they are.

    RefSeq and GenBank accessions of the human chromosomes (NC_000008.11, CM000670.2) are names of them, whatever the version.
    """
    if match := _ACCESSION.match(name):
        number = str(int(match[1]) if match[1] else int(match[2]) - 662)  # CM000663 is chromosome 1
        if 1 <= int(number) <= 24:
            return f"chr{_SEX.get(number, number)}"
        return name
    bare = name[3:] if name[:3].lower() == "chr" else name
    if bare[:1].isdigit():  # 08, and the 8.0 of a spreadsheet
        bare = bare.removesuffix(".0").lstrip("0") or bare
    bare = bare.upper() if bare.upper() in ("X", "Y", "M", "MT") else bare
    if bare == "MT":
        bare = "M"
    return f"chr{bare}" if bare.isdigit() or bare in ("X", "Y", "M") else name


@cache
def _for_process(_pid: int) -> Genes:
    return Genes()


def default() -> Genes:
    """The shipped tables, opened once in each process: a connection must not be carried over a fork."""
    return _for_process(os.getpid())
