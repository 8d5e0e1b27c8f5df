"""What a finding shows of both sides of its junction, and what it does not."""

from __future__ import annotations

from dataclasses import dataclass

from fusionflag import nrg1
from fusionflag.genes import BUILDS
from fusionflag.model import Finding
from fusionflag.told import FRAMES


@dataclass(frozen=True, slots=True)
class Known:
    """The two sides as they will be drawn.

    role       three_prime: NRG1's right part is kept behind the partner; five_prime: its left part before it; else unknown
    pos        the junction in NRG1 (1-based, in `build`), or None where nothing tells it
    exact      False where only the exon is known
    """

    finding: Finding
    role: str
    partner: str
    partner_place: str
    partner_exon: str
    pos: int | None
    build: str
    exact: bool
    place: str
    exon: str
    frame: str
    egf: str


def known(f: Finding) -> Known:
    """What can be drawn of a finding; a build that is not known places nothing."""
    role = f.nrg1_role if f.nrg1_role in ("three_prime", "five_prime", "intragenic") else "unknown"
    if not f.order_known:
        role = "unknown"
    left = role == "five_prime" or (role == "unknown" and f.gene5 == "NRG1" and f.gene3 != "NRG1")
    chrom, pos = (f.chrom5, f.pos5) if left else (f.chrom3, f.pos3)
    other = (f.chrom3, f.pos3) if left else (f.chrom5, f.pos5)
    at, build, exact = _placed(f, chrom, pos, left)
    stated = (f.exon3, f.transcript3) if left else (f.exon5, f.transcript5)
    return Known(
        finding=f,
        role=role,
        partner="" if f.partner == "NRG1" else f.partner,
        partner_place=_named(*other),
        partner_exon=_partner_exon(f.partner_exon, *stated),
        pos=at,
        build=build,
        exact=exact,
        place=_named(chrom, pos),
        exon=f.nrg1_exon,
        frame=_frame(f),
        egf=f.egf_kept,
    )


def _placed(f: Finding, chrom: str, pos: int | None, left: bool) -> tuple[int | None, str, bool]:
    if pos is not None and f.genome in BUILDS and nrg1.in_locus(chrom, pos, f.genome):
        return pos, f.genome, True
    if f.nrg1_exon:
        for exon in nrg1.model()["exons"]:
            if exon["name"] == f.nrg1_exon:
                return exon["GRCh38"][1 if left else 0], "GRCh38", False
    return None, "", False


def _named(chrom: str, pos: int | None) -> str:
    return f"{chrom}:{pos:,}" if chrom and pos is not None else ""


def _partner_exon(derived: str, exon: str, transcript: str) -> str:
    if derived:
        transcript, _, exon = derived.partition(":")
        return f"exon {exon} of {transcript}"
    if exon and transcript:
        return f"exon {exon} of {transcript} (as stated)"
    return f"exon {exon} as stated, transcript not stated" if exon else ""


def _frame(f: Finding) -> str:
    """The frame in words: as stated before as computed; both where they disagree."""
    stated, computed = f.in_frame, f.frame_computed
    if stated != "unknown" and computed not in ("unknown", stated):
        return f"{FRAMES[stated]} (stated), {FRAMES[computed]} (computed)"
    if stated != "unknown":
        return f"{FRAMES[stated]} (stated)"
    return f"{FRAMES[computed]} (computed)" if computed != "unknown" else "unknown"
