"""The junctions at NRG1 as BEDPE: 0-based, half-open, ten columns and named extras, 5' side first where it is known.

A strand is the part that is kept: `+` the one left of the place, `-` the one right of it, `.` not known. BEDPE lists only what
was found, so comment lines at the top say of every case without a line what its silence is worth.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fusionflag import schema
from fusionflag.dossiers import Dossier, RunInfo
from fusionflag.meanings import shown
from fusionflag.model import Finding, total_support
from fusionflag.output.standing import events, stands

COLUMNS = ("chrom1", "start1", "end1", "chrom2", "start2", "end2", "name", "score", "strand1", "strand2")
EXTRAS = (
    "case_id",
    "verdict",
    "event",
    "molecule",
    "reads",
    "genome",
    "order_known",
    "finding_id",
    "event_id",
)


def write(dossiers: Iterable[Dossier], info: RunInfo, destination: Path) -> None:
    """One file."""
    lines: list[str] = []
    silent: list[str] = []
    for d in dossiers:
        found = events(d)
        lines += ["\t".join(_cells(d, f)) for f in found]
        if not found:
            # without the gene's name: a comment must not look like a finding
            words = shown(d.case.verdict, d.case.reasons).replace("NRG1 ", "")
            silent.append(f"## no line: case {schema.cell(d.case.case_id)}: {d.case.verdict}: {words}")
    head = [
        f"## fusionflag {info.version}, knowledge of {info.knowledge}; a case without a line is negative only if it says so",
        *silent,
        "#" + "\t".join((*COLUMNS, *EXTRAS)),
    ]
    text = "".join(line + "\n" for line in [*head, *lines])
    destination.write_text(text, encoding="utf-8", newline="\n")


def _cells(d: Dossier, f: Finding) -> list[str]:
    values = [
        *_end(f, "5"),
        *_end(f, "3"),
        f.fusion,
        0,
        kept(f, "5"),
        kept(f, "3"),
        d.case.case_id,
        d.case.verdict,
        "present" if stands(d, f) else "indeterminate",
        f.molecule,
        total_support(f),
        f.genome,
        f.order_known,
        f.finding_id,
        f.event_id,
    ]
    return [schema.cell(v) or "." for v in values]


def _end(f: Finding, side: str) -> tuple[str, int, int]:
    """Contig, start and end of one side, as wide as it may be off."""
    chrom, pos = getattr(f, f"chrom{side}"), getattr(f, f"pos{side}")
    if not chrom or pos is None:
        return ".", -1, -1
    left, right = (*getattr(f, f"interval{side}"), 0, 0)[:2]
    return chrom, max(0, pos - 1 - abs(left)), pos + abs(right)


def kept(f: Finding, side: str) -> str:
    """The part that is kept: as stated, else by the strand of a gene whose side is known: the 5' gene ends at the junction."""
    if stated := getattr(f, f"kept{side}"):
        return str(stated)
    strand = getattr(f, f"strand{side}")
    if not f.order_known or strand not in ("+", "-"):
        return "."
    if side == "5":
        return str(strand)
    return "-" if strand == "+" else "+"
