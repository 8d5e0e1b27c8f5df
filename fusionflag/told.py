"""One finding at NRG1 in words: where it stands, what the source says of it, what was derived, how it was classed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fusionflag import schema
from fusionflag.meanings import meaning
from fusionflag.model import Finding

CLASSES = {
    "R-QUAL": "RNA: meets the criteria of an activating fusion",
    "R-EQ": "RNA: of uncertain function",
    "R-NOTE": "RNA: a note, no event",
    "D-QUAL": "DNA: compatible with an activating fusion",
    "D-EQ": "DNA: uncertain",
    "D-NOTE": "DNA: a note, no event",
    "F-EQ": "FISH: a rearrangement, its partner not named",
    "none": "not classed",
}
EVENTS = ("R-QUAL", "R-EQ", "D-QUAL", "D-EQ", "F-EQ")  # the classes that count for a verdict
FRAMES = {
    "in": "in frame",
    "out": "out of frame",
    "stop": "a stop codon follows",
    "utr": "the partner gives no coding sequence",
    "unknown": "unknown",
}
MOST = 5  # places of other findings of an event that are told with each of its findings
_ROLES = {
    "three_prime": "3' partner",
    "five_prime": "5' partner",
    "intragenic": "both sides",
    "unknown": "unknown",
    "none": "none",
}


@dataclass(frozen=True, slots=True)
class EventStory:
    """What is said of one finding. `reported` and `derived` are label and value; unknown facts are called unknown."""

    finding: Finding
    name: str
    kind: str
    reasons: tuple[tuple[str, str], ...]  # code, meaning
    places: tuple[str, ...]
    reported: tuple[tuple[str, str], ...]
    derived: tuple[tuple[str, str], ...]


def event_story(f: Finding, together: Iterable[Finding] = ()) -> EventStory:
    """The words for a finding. `together`: the findings that are one event, this one among them."""
    names = " / ".join(filter(None, (f.gene5_reported, f.gene3_reported)))
    reported = (
        ("As reported", f.call_reported or names),
        ("Event", f.event),
        ("Reads", reads_in_words(f)),
        ("Frame as stated", FRAMES[f.in_frame]),
        ("Breakpoints", _points(f)),
        ("Exons as stated", _exons(f)),
        ("Confidence", f.confidence),
        ("Filters", f.filters),
        ("Laboratory's class", f.classification),
        ("Callers", ", ".join(f.callers)),
        ("Depth at NRG1", schema.cell(f.depth)),
        ("Allele fraction", schema.cell(f.allele_fraction)),
    )
    derived = (
        ("NRG1 is", _ROLES[f.nrg1_role]),
        ("Frame as computed", FRAMES[f.frame_computed]),
        ("EGF-like domain", f.egf_kept),
        ("NRG1 exon", f"{f.nrg1_exon} (type I numbering)" if f.nrg1_exon else "unknown"),
        ("Partner exon", f.partner_exon.replace(":", " exon ")),
        ("Known partner", {True: "yes", False: "no", None: ""}[f.partner_known]),
        ("5'/3' order", f"by {f.order_from}" if f.order_known and f.order_from else _order(f)),
        ("Known artefact", f.artefact),
        ("Seen as", f.event_callers),
        ("One event with", _beside(f, together)),
    )
    return EventStory(
        finding=f,
        name=f.fusion or f.call_reported or names or "NRG1",
        kind=CLASSES[f.event_class],
        reasons=tuple((code, meaning(code)) for code in f.event_reasons),
        places=(f.place, *f.also_at),
        reported=tuple((label, value) for label, value in reported if value),
        derived=tuple((label, value) for label, value in derived if value),
    )


def _beside(f: Finding, together: Iterable[Finding]) -> str:
    """Where the other findings of the event stand, the first of many."""
    places = [other.place for other in together if other.finding_id != f.finding_id]
    more = f" and {len(places) - MOST} more" if len(places) > MOST else ""
    return ", ".join(places[:MOST]) + more


def _order(f: Finding) -> str:
    return "as reported" if f.order_known else "unknown"


def _points(f: Finding) -> str:
    points = [f"{c}:{p}" for c, p in ((f.chrom5, f.pos5), (f.chrom3, f.pos3)) if c and p is not None]
    return " and ".join(points) + (f" ({f.genome})" if points and f.genome else "")


def _exons(f: Finding) -> str:
    sides = ((f.gene5, f.exon5, f.transcript5), (f.gene3, f.exon3, f.transcript3))
    return "; ".join(
        f"{gene} exon {exon}" + (f" of {of}" if of else " (transcript not stated)")
        for gene, exon, of in sides
        if exon
    )


def plural(word: str, count: int) -> str:
    """The word, with an s unless there is one of it."""
    return word if count == 1 else word + "s"


def reads_in_words(f: Finding) -> str:
    """The supporting reads as stated."""
    parts = [
        f"{count} {plural(name, count)}"
        for count, name in ((f.junction_reads, "junction read"), (f.pair_reads, "read pair"))
        if count is not None
    ]
    parts += [f"{f.unique_reads} unique"] if f.unique_reads is not None else []
    if not parts and f.total_reads is not None:
        parts = [f"{f.total_reads} supporting {plural('read', f.total_reads)}"]
    return ", ".join(parts) or "supporting reads not stated"
