"""Genes in both builds: symbols and aliases, places, splice donors with their phases.

Everything comes from data/genes.sqlite, opened read-only and looked up, never loaded whole (origins: NOTICE). Positions are
1-based. Builds are called GRCh37 and GRCh38. An approved symbol is matched first; a previous symbol or alias only where it
points to one gene, and never where the string is itself a symbol of a table.
"""

from __future__ import annotations

import os
import re
import sqlite3
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATABASE = Path(__file__).parent / "data" / "genes.sqlite"
BUILDS = {"GRCh37": 37, "GRCh38": 38}
PHASES = ("0", "1", "2", "utr5", "utr3", "noncoding")
HOW = ("approved", "previous", "alias", "ensembl", "hgnc")
_ENSEMBL = re.compile(r"(ENSG\d{11})(?:\.\d+)?\Z", re.I)
_NRG1_INNER = re.compile(r"NRG1-[A-Z0-9]", re.I)
_LONGEST_GENE = 2_600_000  # the longest gene of either table spans 2.5 Mb: bounds the search for overlaps


@dataclass(frozen=True, slots=True)
class Gene:
    """A resolved gene. `how`: approved, previous, alias, ensembl, hgnc, or unknown (then the symbol is the text as given)."""

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
    """

    pos: int
    phases: frozenset[str]
    mane_phase: str
    exon: str
    chrom: str
    strand: str


class Genes:
    """Read-only look-ups with a cache; safe to keep for the life of a process, not to share between processes."""

    def __init__(self, path: Path = DATABASE) -> None:
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._resolved: dict[str, Gene] = {}

    def resolve(self, text: str) -> Gene:
        """The gene that `text` names: an approved symbol, else an Ensembl or HGNC id, else a unique older name."""
        gene = self._resolved.get(text)
        if gene is None:
            if len(self._resolved) > 100_000:
                self._resolved.clear()
            gene = self._resolved[text] = self._resolve(text.strip())
        return gene

    def _resolve(self, text: str) -> Gene:
        key = text.upper()
        if match := _ENSEMBL.match(text):
            key = match[1].upper()
        found = self._db.execute(
            "SELECT n.kind, g.symbol, g.hgnc, g.ensembl FROM name n JOIN gene g ON g.id = n.gene WHERE n.key = ? ORDER BY n.kind",
            (key,),
        ).fetchall()
        if not found:
            return Gene(text)
        best = found[0][0]
        same = [row for row in found if row[0] == best]
        if best in (1, 2) and len({row[1] for row in found}) > 1:
            return Gene(text)  # an older name of several genes names none of them
        if best in (1, 2) and _NRG1_INNER.match(text):
            return Gene(text)  # NRG1-IT2 was withdrawn into NRG1, but means the non-coding gene in its intron
        exact = next((row for row in same if row[1] == text), same[0])
        kind, symbol, hgnc, ensembl = exact
        return Gene(symbol, HOW[kind], f"HGNC:{hgnc}" if hgnc else "", ensembl)

    def is_symbol(self, text: str) -> bool:
        """Is `text` a symbol of a table or an older name, in any case of letters?"""
        return bool(self._db.execute("SELECT 1 FROM name WHERE key = ? LIMIT 1", (text.upper(),)).fetchone())

    def locus(self, symbol: str, build: str) -> Locus | None:
        """Where the gene lies in `build`; None if the tables do not place it."""
        row = self._db.execute(
            "SELECT l.chrom, l.start, l.end, l.strand, b.name FROM gene g JOIN locus l ON l.gene = g.id"
            " JOIN biotype b ON b.id = l.biotype WHERE l.build = ? AND g.id IN"
            " (SELECT gene FROM name WHERE key = ? AND kind = 0) ORDER BY l.chrom, l.start LIMIT 1",
            (BUILDS[build], symbol.upper()),
        ).fetchone()
        return Locus(symbol, *row) if row else None

    def at(self, chrom: str, pos: int, build: str) -> list[Locus]:
        """The genes that overlap a position, protein-coding ones first."""
        found = self._db.execute(
            "SELECT g.symbol, l.chrom, l.start, l.end, l.strand, b.name FROM locus l JOIN gene g ON g.id = l.gene"
            " JOIN biotype b ON b.id = l.biotype WHERE l.build = ? AND l.chrom = ? AND l.start BETWEEN ? AND ? AND l.end >= ?",
            (BUILDS[build], chromosome(chrom), pos - _LONGEST_GENE, pos, pos),
        ).fetchall()
        loci = [Locus(*row) for row in found]
        return sorted(loci, key=lambda g: (g.biotype != "protein_coding", g.start, g.symbol))

    def donor(self, symbol: str, pos: int, build: str, tolerance: int = 0) -> Donor | None:
        """The splice donor of a gene at a position; within `tolerance` bases, the nearest."""
        found = self._db.execute(
            "SELECT d.pos, d.phases, d.mane, t.name, d.exon, d.chrom, d.strand FROM donor d"
            " JOIN transcript t ON t.id = d.transcript WHERE d.build = ? AND d.pos BETWEEN ? AND ?"
            " AND d.gene IN (SELECT gene FROM name WHERE key = ? AND kind = 0) ORDER BY abs(d.pos - ?), d.pos, d.chrom LIMIT 1",
            (BUILDS[build], pos - tolerance, pos + tolerance, symbol.upper(), pos),
        ).fetchone()
        if not found:
            return None
        at, bits, mane, transcript, exon, chrom, strand = found
        phases = frozenset(p for i, p in enumerate(PHASES) if bits >> i & 1)
        return Donor(at, phases, "" if mane is None else PHASES[mane], f"{transcript}:{exon}", chrom, strand)

    def release(self) -> str:
        """Releases of the tables that the database was built from."""
        row = self._db.execute("SELECT value FROM meta WHERE key = 'release'").fetchone()
        return str(row[0]) if row else ""


def chromosome(name: str) -> str:
    """A contig name as the tables write it: chr1..chr22, chrX, chrY, chrM; other names are returned as they are."""
    bare = name[3:] if name[:3].lower() == "chr" else name
    bare = bare.upper() if bare.upper() in ("X", "Y", "M", "MT") else bare
    if bare == "MT":
        bare = "M"
    return f"chr{bare}" if bare.isdigit() or bare in ("X", "Y", "M") else name


@cache
def _for_process(_pid: int) -> Genes:
    return Genes()


def default() -> Genes:
    """The shipped tables, opened once in each process."""
    return _for_process(os.getpid())
