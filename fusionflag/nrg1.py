"""NRG1: its exons in both builds, the EGF-like domain at a junction, and the arithmetic of the reading frame.

Coordinates are 1-based on chromosome 8, plus strand; exon names follow type I numbering, where e6 holds the first part of the
EGF-like domain (data/nrg1.json, with sources). Builds are not lifted by an offset, which is not one constant, but looked up.
A build is GRCh37 or GRCh38; any other name, or none, is an unknown build.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fusionflag.codes import Code
from fusionflag.genes import BUILDS, Donor, Genes, chromosome

FILE = Path(__file__).parent / "data" / "nrg1.json"
_CODING = frozenset({"0", "1", "2"})
__all__ = ["Acceptor", "Donor", "EgfCall", "FrameCall"]


@dataclass(frozen=True, slots=True)
class Acceptor:
    """One of the six coding acceptors. `offset` = position asked for minus acceptor, in bases."""

    name: str
    pos: int
    needs_phase: str
    build: str
    offset: int = 0


@dataclass(frozen=True, slots=True)
class EgfCall:
    """state: kept, lost or unknown; exon: where the position lies; why: in words or a code."""

    state: str
    exon: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class FrameCall:
    """state: in, out, utr or unknown; note: FRAME_TRANSCRIPT_DEPENDENT where transcripts differ."""

    state: str
    note: str = ""


@cache
def model() -> dict[str, Any]:
    """The facts of data/nrg1.json."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def builds_of(pos: int, build: str) -> tuple[str, ...]:
    """The builds in which `pos` can lie in NRG1: the stated one, or each whose span holds it."""
    candidates = (build,) if build in BUILDS else tuple(BUILDS)
    gene = model()["gene"]
    return tuple(b for b in candidates if gene[b][0] <= pos <= gene[b][1])


def in_locus(chrom: str, pos: int, build: str = "") -> bool:
    """Does a position lie in NRG1? An unknown build (empty) takes both spans together."""
    return chromosome(chrom) == "chr8" and bool(builds_of(pos, build))


@cache
def _acceptors(build: str) -> tuple[tuple[str, int, str], ...]:
    found = model()["coding_acceptors"]
    return tuple((a["name"], a[build], str(a["needs_donor_phase"])) for a in found)


def acceptor_at(pos: int, build: str, tolerance: int = 1) -> Acceptor | None:
    """The coding acceptor within `tolerance` bases. With an unknown build only if exactly one build has one there."""
    found = []
    for candidate in (build,) if build in BUILDS else BUILDS:
        for name, at, phase in _acceptors(candidate):
            if abs(pos - at) <= tolerance:
                found.append(Acceptor(name, at, phase, candidate, pos - at))
    return found[0] if len(found) == 1 else None


@cache
def _exons(build: str) -> tuple[tuple[str, int, int], ...]:
    return tuple((e["name"], *e[build]) for e in model()["exons"])


def exon_name(pos: int, build: str) -> str:
    """The exon that holds a position, in type I numbering; empty in introns and where the build is not known."""
    if build not in BUILDS:
        return ""
    return next((name for name, start, end in _exons(build) if start <= pos <= end), "")


def exon_at_number(transcript: str, number: int, build: str) -> tuple[str, int, int] | None:
    """Unit name, first and last base of exon `number` (from 1) of a RefSeq or Ensembl transcript, with or without version.

    Numbers mean nothing without a transcript: exon 2 of NM_013959 is e6. None for a transcript or number not in the model.
    """
    if build not in BUILDS:
        return None
    bare = transcript.strip().split(".")[0].upper()
    for name, facts in model()["transcripts"].items():
        if bare in (name, facts["ensembl"]):
            found = next((e for e in facts["exons"] if e["number"] == number), None)
            return (found["unit"], *found[build]) if found else None
    return None


def egf_at_rna_junction(pos: int, build: str) -> EgfCall:
    """Is the EGF-like domain kept when an RNA junction enters NRG1 at `pos` (first NRG1 base)?

    Kept at one of the six coding acceptors; nowhere else upstream of e6 without proof of how the transcript goes on. With an
    unknown build the answer must hold in every build in which the position lies in NRG1.
    """
    return _in_every_build(pos, build, _egf_rna)


def egf_at_dna_break(pos: int, build: str) -> EgfCall:
    """Would the EGF-like domain be spliced in when DNA is joined to NRG1 at `pos`? A prediction.

    Upstream of e6: kept (first exons count as the intron after them; inside e1b to e5 with BREAK_IN_EXON); inside e6 and
    upstream of the gene: unknown; behind e6: lost.
    """
    return _in_every_build(pos, build, _egf_dna)


def egf_in_interval(pos: int, interval: tuple[int, ...], build: str, *, dna: bool) -> EgfCall:
    """As the two above, where the position may be off by `interval` (bases to the left and right). A break in DNA (`dna`) is
    judged only if both ends of its interval lie in NRG1 and say the same; in RNA the interval is homology, and does not count."""
    ask = egf_at_dna_break if dna else egf_at_rna_junction
    call = ask(pos, build)
    if not dna or not interval:
        return call
    low, high = pos + min(interval), pos + max(interval)
    if all(ask(p, build).state == call.state for p in (low, high)):
        return call
    return EgfCall("unknown", call.exon, "the position is not known well enough")


def _in_every_build(pos: int, build: str, call: Any) -> EgfCall:
    builds = builds_of(pos, build)
    if not builds:
        return EgfCall("unknown", "", "outside NRG1")
    calls = [call(pos, b) for b in builds]
    if len({c.state for c in calls}) > 1:
        return EgfCall("unknown", "", "depends on the genome build, which is not known")
    exons = {c.exon for c in calls}
    return EgfCall(calls[0].state, exons.pop() if len(exons) == 1 else "", calls[0].why)


def _egf_rna(pos: int, build: str) -> EgfCall:
    acceptor = acceptor_at(pos, build)
    if acceptor is not None:
        return EgfCall("kept", acceptor.name, "coding acceptor")
    for other in model()["acceptors_without_egf_exons"]:
        if other[build] == pos:
            return EgfCall(other["egf"], "", other["what"])
    name, start, end = next(e for e in _exons(build) if e[0] == "e6")
    if start < pos <= model()["egf_first_base"][build]:
        return EgfCall("kept", name, "inside e6, before the EGF-like domain")
    if start < pos <= end:
        return EgfCall("unknown", name, "partial: inside the EGF-like domain")
    if pos > end:
        return EgfCall("lost", _nearest_exon(pos, build), "behind the first EGF exon")
    return EgfCall(
        "unknown", exon_name(pos, build), "no coding acceptor; how the transcript goes on is not shown"
    )


def _nearest_exon(pos: int, build: str) -> str:
    return next((name for name, start, end in _exons(build) if start - 1 <= pos <= end), "")


def _egf_dna(pos: int, build: str) -> EgfCall:
    name = exon_name(pos, build)
    _, start, end = next(e for e in _exons(build) if e[0] == "e6")
    if start <= pos <= end:
        return EgfCall("unknown", "e6", "inside e6: its splice site or the EGF-like domain is damaged")
    if pos > end:
        return EgfCall("lost", name, "behind the first EGF exon")
    if name in ("e1b", "e2", "e3", "e4", "e5"):
        return EgfCall("kept", name, str(Code.BREAK_IN_EXON))
    return EgfCall("kept", name, "upstream of the EGF exons: predicted")


def infer_build(chrom: str, pos: int, partner: str, partner_pos: int | None, genes: Genes) -> str:
    """The genome build that a junction shows, or empty: all the evidence must agree.

    Evidence: an exact NRG1 exon boundary of one build only; an exact splice donor of the partner in one build only; a partner
    position inside the partner's span in one build only. A position that lies in NRG1 in one build only is no evidence, it
    may be of a third assembly; `egf_at_rna_junction` uses it for what it is worth.
    """
    if chromosome(chrom) != "chr8":
        return ""
    votes = [_only(b for b in BUILDS if _is_boundary(pos, b))]
    if partner and partner_pos is not None:
        votes.append(_only(b for b in BUILDS if genes.donor(partner, partner_pos, b)))
        votes.append(_only(b for b in BUILDS if _inside(genes, partner, partner_pos, b)))
    said = {vote for vote in votes if vote}
    return said.pop() if len(said) == 1 else ""


def _only(builds: Any) -> str:
    found = tuple(builds)
    return found[0] if len(found) == 1 else ""


def _is_boundary(pos: int, build: str) -> bool:
    return any(pos in (start, end) for _, start, end in _exons(build))


def _inside(genes: Genes, symbol: str, pos: int, build: str) -> bool:
    locus = genes.locus(symbol, build)
    return locus is not None and locus.start <= pos <= locus.end


def frame(
    donor: Donor | None, acceptor: Acceptor | None, stated_transcript_phase: str | None = None
) -> FrameCall:
    """The reading frame of partner donor and NRG1 acceptor: in frame if the phase after the donor is what the acceptor needs.

    The phase in the transcript that the report states decides (`0`, `1`, `2`, `utr5`, `utr3`, `noncoding`; None if it states
    none or its phase is not known), then that of MANE Select, else any coding phase that fits. In the tables a coding phase
    beats UTR and non-coding ones. A donor without any coding phase contributes no coding sequence: `utr`.
    """
    if acceptor is None:
        return FrameCall("unknown")
    if stated_transcript_phase is not None:
        if stated_transcript_phase not in _CODING:
            return FrameCall("utr")
        return FrameCall("in" if stated_transcript_phase == acceptor.needs_phase else "out")
    if donor is None:
        return FrameCall("unknown")
    coding = donor.phases & _CODING
    if not coding:
        return FrameCall("utr")
    note = str(Code.FRAME_TRANSCRIPT_DEPENDENT) if len(coding) > 1 else ""
    if donor.mane_phase in coding:
        return FrameCall("in" if donor.mane_phase == acceptor.needs_phase else "out", note)
    return FrameCall("in" if acceptor.needs_phase in coding else "out", note)
