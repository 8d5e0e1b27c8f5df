"""One arm in words: what was tested, how well it was read, what its silence is worth."""

from __future__ import annotations

from dataclasses import dataclass

from fusionflag import schema
from fusionflag.meanings import meaning
from fusionflag.model import Assay
from fusionflag.qc import parse_metrics

_KINDS = {"companion": "tells of another report's arm", "control": "a control, no patient"}
_READ = {
    "ok": "read whole",
    "repaired": "read whole, after a repair",
    "incomplete": "NOT read whole",
    "cannot_express_fusions": "read whole; its format cannot express fusions",
    "unreadable": "unreadable, NOT read",
}


@dataclass(frozen=True, slots=True)
class Metric:
    """One quality metric as measured, with the limits that the report prints beside it."""

    name: str
    value: str
    limit: str


@dataclass(frozen=True, slots=True)
class ArmStory:
    """What is said of one arm. `facts`: label and value, only those that are known. `reads_badly`: not read whole."""

    file: str
    title: str
    silence: str
    facts: tuple[tuple[str, str], ...]
    metrics: tuple[Metric, ...]
    reads_badly: bool
    is_test: bool  # False of a companion or a control
    why_not: tuple[str, ...] = ()


def arm_story(a: Assay, shows_event: bool = False) -> ArmStory:
    """The words for an arm; an unstated fact is left out, an unknown one is called unknown. `shows_event`: it has one itself."""
    named = a.assay_known or a.assay_reported or "assay not named"
    title = f"{a.molecule}: {named}" if a.molecule != "unknown" else f"nucleic acid not stated: {named}"
    whole = a.complete and a.read_status not in ("incomplete", "unreadable")
    read = (
        _READ[a.read_status] if whole or a.read_status in ("incomplete", "unreadable") else "NOT read whole"
    )
    facts = (
        ("Kind", _KINDS.get(a.report_kind, a.report_kind)),
        ("Read by", a.parser or "no format fits"),
        ("Reading", read + (f", {a.rows_read} rows" if a.rows_read is not None else "")),
        ("Status", a.status),
        ("NRG1 covered", a.nrg1_coverage.replace("_", " ")),
        ("Who says so", a.coverage_from),
        ("Quality control", a.qc.replace("_", " ") + (f" ({a.qc_from})" if a.qc_from else "")),
        ("Date", a.report_date),
        ("Specimen", a.specimen),
        ("Sample", a.sample),
        ("Tumor type as stated", a.tumor_type_reported),
        ("Tumor content", f"{schema.cell(a.tumor_content)} %" if a.tumor_content is not None else ""),
        ("Genome", a.genome),
        ("Assay as printed", a.assay_reported if a.assay_reported != named else ""),
    )
    codes = tuple(c for c in a.adequate_reason.split(";") if c and c != "HAS_EVENT")
    return ArmStory(
        file=a.report_file,
        title=title,
        silence="" if a.report_kind in _KINDS else _silence(a, codes, shows_event),
        facts=tuple((label, value) for label, value in facts if value),
        metrics=_metrics(a.qc_metrics),
        reads_badly=not whole,
        is_test=a.report_kind not in _KINDS,
        why_not=codes,
    )


def _metrics(text: str) -> tuple[Metric, ...]:
    stated = parse_metrics(text)
    found = []
    for name, value in stated.items():
        if name.upper().endswith(("_LSL", "_USL")):
            continue
        low, high = stated.get(f"{name}_LSL", ""), stated.get(f"{name}_USL", "")
        low = "" if low == "0" else low  # bounds nothing
        limits = [f"at least {low}"] * bool(low) + [f"at most {high}"] * bool(high)
        found.append(Metric(name, value, ", ".join(limits)))
    return tuple(found)


def _silence(a: Assay, codes: tuple[str, ...], shows_event: bool) -> str:
    """What it is worth that an arm shows nothing, in words."""
    if a.adequate:
        return "a clean result here counts as a negative"
    if "HAS_EVENT" in a.adequate_reason:
        return "it, or another caller on its library, reports an event"
    if shows_event:
        return "it reports an event"
    why = "; ".join(meaning(c) for c in codes)
    return "a clean result here does not count as a negative" + (f": {why}" if why else "")
