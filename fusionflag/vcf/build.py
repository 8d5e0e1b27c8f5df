"""Which genome assembly the positions of a VCF are of.

Told by the lengths of its contigs, then by accession versions, then by the names of reference, VEP or SnpEff. Order of
contigs and the prefix `chr` prove nothing. Contig lengths: data/chrom_lengths.tsv (NCBI assembly reports).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from fusionflag.codes import Code
from fusionflag.expressions import expression
from fusionflag.genes import chromosome
from fusionflag.knowledge import DATA, table
from fusionflag.reading import Report
from fusionflag.vcf.header import Header

COLUMNS = {"GRCh37": "GRCh37", "GRCh38": "GRCh38", "T2T_CHM13v2": "T2T-CHM13v2.0"}
_NAMES = {
    "GRCh37": expression(r"hg19|grch37|(?<![a-z0-9])b37(?!\d)|hs37|g1k_v37|human_g1k", re.I),
    "GRCh38": expression(r"hg38|grch38|hs38", re.I),
    "other": expression(
        r"chm13|t2t|hg18|ncbi36|(?<![a-z])mm(?:9|10|39)(?!\d)|grcm3\d|(?<![a-z])rn[567](?!\d)", re.I
    ),
}
# sequences beside the chromosomes, in the order of whose names a file may begin; `.` is no sequence
_EXTRA = expression(
    r"\.\Z|HLA|(?:chr)?(?:GL|KI|Un|EBV)|hs37d5|N[TW]_|phix|decoy|.*_(?:random|alt|decoy|fix|hap\d+)\Z", re.I
)
_ACCESSION = expression(r"(NC_0000\d\d|CM000[67]\d\d)\.(\d{1,4})\Z", re.I)
# versions of GRCh37's sequences, chromosome 1 to 22, X, Y; those of GRCh38 are one higher (NCBI assembly GCF_000001405.13, .26)
_GRCH37_VERSIONS = (10, 11, 11, 11, 9, 11, 13, 10, 11, 10, 9, 11, 10, 8, 9, 9, 10, 9, 9, 10, 8, 10, 10, 9)


@dataclass(frozen=True, slots=True)
class Assembly:
    """genome: GRCh37, GRCh38 or empty; foreign: another assembly, in words; conflict: what contradicts `genome`, in words."""

    genome: str = ""
    foreign: str = ""
    conflict: str = ""


def say_assembly(report: Report, assembly: Assembly) -> None:
    """Notices of an assembly that is not known here, which no absence can be read from, and of a contradiction."""
    if assembly.foreign:
        report.problem(
            Code.FOREIGN_ASSEMBLY,
            f"the positions are of {assembly.foreign}: where NRG1 lies there is not known; only its name is found",
            hint="Call or lift the variants on GRCh37 or GRCh38; if it is one of these, correct the contig lines.",
        )
    if assembly.conflict:
        report.notice(Code.BUILD_CONFLICT, f"{assembly.conflict}; the lengths count")


@cache
def lengths() -> dict[str, dict[str, int]]:
    """assembly -> chromosome -> length in bases."""
    found: dict[str, dict[str, int]] = {name: {} for name in COLUMNS.values()}
    for row in table(DATA / "chrom_lengths.tsv", ("chrom", *COLUMNS)):
        for column, name in COLUMNS.items():
            found[name][row["chrom"]] = row.whole(column) or 0
    return found


def assembly_of(header: Header) -> Assembly:
    """The assembly that the header shows."""
    if strange := _strange(header):
        return Assembly(foreign=strange)
    by_length, named = _by_length(header), _by_name(header)
    if by_length is None:
        by_length = _by_accession(header)
    if by_length is None:
        return Assembly(foreign=named) if named not in ("", "GRCh37", "GRCh38") else Assembly(named)
    if by_length not in ("GRCh37", "GRCh38"):
        return Assembly(foreign=by_length)
    conflict = (
        f"contig lengths are of {by_length}, the reference is called {named}"
        if named not in ("", by_length)
        else ""
    )
    return Assembly(by_length, conflict=conflict)


def is_unknown(name: str, header: Header) -> bool:
    """Is this the name of no human chromosome, of no sequence beside them, and of none that the header names?"""
    known = chromosome(name) in lengths()["GRCh38"] or chromosome(name) == "chrM" or _EXTRA.match(name)
    return not known and name not in header.contigs


def _strange(header: Header) -> str:
    """Words for sequences of which none has the name of a human chromosome; nothing can be found by its place there."""
    used = {cells[0].strip(): None for cells in header.first_records if not _EXTRA.match(cells[0])}
    human = {*lengths()["GRCh38"], "chrM"}
    if not used or any(chromosome(name) in human for name in used):
        return ""
    if set(used) <= set(header.contigs) and any(chromosome(name) in human for name in header.contigs):
        return ""  # decoys and unplaced contigs first
    return f"sequences called {', '.join(list(used)[:3])}, of which none is a human chromosome by name"


def _by_length(header: Header) -> str | None:
    """The one assembly that every chromosome's length agrees with; None without lengths of chromosomes."""
    stated = {chromosome(name): length for name, length in header.lengths.items()}
    known = lengths()
    stated = {name: length for name, length in stated.items() if name in known["GRCh38"]}
    if not stated:
        return None
    fits = [name for name, table in known.items() if all(table[c] == length for c, length in stated.items())]
    if len(fits) == 1:
        return fits[0]
    return None if fits else "an assembly whose chromosome lengths are neither GRCh37's nor GRCh38's"


def _by_accession(header: Header) -> str | None:
    names = {*header.contigs, *(cells[0] for cells in header.first_records)}
    builds = set()
    for name in names:
        if match := _ACCESSION.match(name):
            number, version = chromosome(name).removeprefix("chr"), int(match[2])
            index = {"X": 23, "Y": 24}.get(number) or int(number)
            if match[1].upper().startswith("CM"):
                builds.add({1: "GRCh37", 2: "GRCh38"}.get(version, ""))
            else:
                builds.add({0: "GRCh37", 1: "GRCh38"}.get(version - _GRCH37_VERSIONS[index - 1], ""))
    return builds.pop() or None if len(builds) == 1 else None


def _by_name(header: Header) -> str:
    """The assembly that the reference is named after; the first kind of line that names exactly one decides."""
    stated = (value for key in ("reference", "assembly", "genome") for value in header.values(key))
    reference = " ".join(stated)
    vep = " ".join(re.findall(r'assembly="([^"]+)"', " ".join(header.values("VEP"))))
    snpeff = " ".join(header.values("SnpEffCmd"))
    for text in (reference, header.assembly, vep, snpeff):
        named = [name for name, pattern in _NAMES.items() if pattern.search(text)]
        if len(named) == 1:
            return named[0] if named[0] != "other" else f"the reference {text[:80]}"
    return ""
