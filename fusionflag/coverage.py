"""What a silence of one arm could be worth: which assay it was, whether it covers NRG1, whether its QC passed.

Three layers must all say yes, and each says who told it: the wet assay targets NRG1, the pipeline can call it, the report lists
it. Raw caller output
says nothing of the wet assay, so its coverage is unknown until the sample sheet states the assay. Where the file and the sheet
both speak, the less trusting value holds and a notice says so.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

from fusionflag import assays, qc, tumor_codes
from fusionflag.assays import AssayEntry, AssayRegistry
from fusionflag.codes import Code
from fusionflag.knowledge import QcLimit
from fusionflag.model import Assay, Notice, Severity
from fusionflag.sources import SheetRow, Source

# least trusting first; values that say nothing are not listed
QC_TRUST = ("fail", "borderline", "attested", "pass")
COVERAGE_TRUST = ("no", "partner_side", "listed_pairs", "yes")
STATED_TRUST = (
    "no",
    "unknown",
    *COVERAGE_TRUST[1:],
)  # of two statements: `unknown`, where it is said outright, says less than yes
UNREAD_SHEET = "the sample sheet states what cannot be read: "
NO_ROW = SheetRow(path="", case_id="")
MOLECULE_TRUST = ("IHC", "FISH", "cfDNA", "DNA", "cfRNA", "RNA")


def less_trusting(values: Collection[str], order: tuple[str, ...], nothing: str) -> str:
    """The least trusting of the values that say something; `nothing` if none does."""
    for value in order:
        if value in values:
            return value
    return nothing


def molecule_of(reported: str, row: SheetRow | None) -> str:
    """The nucleic acid of an arm: as the format or the row says, or less trusting by the sheet."""
    return less_trusting((reported, row.molecule if row else ""), MOLECULE_TRUST, "unknown")


def stated_genome(source: Source) -> str:
    """The genome build that the sheet states for a file, if its rows agree."""
    builds = {row.genome for row in source.sheet}
    return builds.pop() if len(builds) == 1 else ""


def cover(
    arm: Assay, row: SheetRow | None = None, registry: AssayRegistry | None = None
) -> tuple[Assay, list[Notice]]:
    """Fill an arm that has not left its reader with what the sheet and the assay registry add; notices where they disagree."""
    notices: list[Notice] = []
    own = tuple(filter(None, arm.assay_reported.split("; ")))
    row = _with_own_words(arm, row or NO_ROW, notices)
    _from_sheet(arm, row, notices)
    known = registry or assays.default()
    entry = _entry(arm, own or tuple(filter(None, (row.assay,))), known, notices)
    stated = _entry(arm, (row.assay,), known, notices) if own and row.assay else None
    silent = arm.report_kind == "companion" or arm.status in ("pending", "not_done", "failed")
    if arm.molecule == "unknown" and silent and entry and len(entry.molecules) == 1:
        arm.molecule = entry.molecules[0]  # a panel tells it; results of an arm are never upgraded so
    layers = _layers(arm, row, entry, stated)
    arm.nrg1_coverage = _together(arm, row, stated if own else entry, layers, notices)
    arm.coverage_from = _said(layers)
    arm.assay_known = entry.assay if entry else stated.assay if stated else ""
    if arm.min_tumor_content is None:
        arm.min_tumor_content = _minimum(stated or entry)
    arm.molecule = _liquid(arm.molecule, entry)
    arm.method = arm.method or (entry.method if entry else "")
    limits = tuple(q for e in (entry, stated) if e is not None for q in e.qc_limits)
    arm.limits = tuple(f"{q.metric}{q.operator}{q.limit!r}" for q in limits)
    _quality(arm, row, limits, notices)
    return arm, notices


def _with_own_words(arm: Assay, row: SheetRow, notices: list[Notice]) -> SheetRow:
    """The row with what the laboratory's columns file states: it counts as the sheet does, and the less trusting value holds."""
    if not (arm.own_qc or arm.own_coverage):
        return row
    for name, own, said in (
        ("qc", arm.own_qc, row.qc),
        ("nrg1_coverage", arm.own_coverage, row.nrg1_coverage),
    ):
        if own and said and own != said:
            _differ(notices, row, name, own, said, whose=arm.own_from)
    return replace(
        row,
        qc=less_trusting((arm.own_qc, row.qc), QC_TRUST, ""),
        nrg1_coverage=less_trusting((arm.own_coverage, row.nrg1_coverage), STATED_TRUST, ""),
        who=f"{row.who}, {arm.own_from}" if row.qc or row.nrg1_coverage else arm.own_from,
    )


def _from_sheet(arm: Assay, row: SheetRow, notices: list[Notice]) -> None:
    """Fill what the file leaves out; note where both speak and differ."""
    content = arm.tumor_content
    if row.tumor_content is not None and content is not None and content != row.tumor_content:
        _differ(notices, row, "tumor_content", f"{content:g}", f"{row.tumor_content:g}")
        content = min(content, row.tumor_content)
    for name, own, said in (("molecule", arm.molecule, row.molecule), ("genome", arm.genome, row.genome)):
        if own and own != "unknown" and said and said not in (own, "unknown"):
            _differ(notices, row, name, own, said)
    types = dict.fromkeys(t for t in (arm.tumor_type_reported, row.tumor_type) if t)
    arm.molecule = molecule_of(arm.molecule, row)
    contrary = arm.genome and row.genome and arm.genome != row.genome
    arm.genome = "" if contrary else arm.genome or row.genome
    arm.specimen = arm.specimen or row.specimen
    arm.run = arm.run or row.run
    arm.assay_reported = arm.assay_reported or row.assay
    arm.tumor_type_reported = tumor_codes.spelled_out("; ".join(types))
    arm.tumor_content = content if content is not None else row.tumor_content
    if row.unread:
        arm.limitation = arm.limitation or UNREAD_SHEET + ", ".join(row.unread)


def _differ(
    notices: list[Notice], row: SheetRow, what: str, own: str, said: str, *, whose: str = "the report"
) -> None:
    notices.append(
        Notice(
            code=Code.SHEET_DISAGREES,
            severity=Severity.WARNING,
            text=f"{what}: {whose} says {own}, the {row.who} {said}; "
            + (
                "neither is believed, and positions are not interpreted"
                if what == "genome"
                else "the less trusting value is used"
            ),
            place=row.place,
            hint="Correct the sheet and run again, or ask the laboratory.",
        )
    )


def _entry(
    arm: Assay, names: tuple[str, ...], registry: AssayRegistry, notices: list[Notice]
) -> AssayEntry | None:
    """The one assay that these names lead to; several names of one report must agree, or the assay is unknown."""
    if not names:
        return None
    found = {
        e.assay: e for name in names if (e := registry.find(name, vendor=arm.issuer, molecule=arm.molecule))
    }
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        text = f"the names `{'`, `'.join(names)}` lead to several assays of the registry ({', '.join(found)})"
    elif arm.status in ("not_done", "pending"):
        return None  # an arm that was not run is named after the test that was
    elif any(registry.find(name) for name in names):
        text = f"assay `{'; '.join(names)}` is not a {arm.molecule} assay in the registry"
    else:
        return None
    notices.append(
        Notice(
            code=Code.SHEET_DISAGREES,
            severity=Severity.WARNING,
            text=f"{text}: coverage stays unknown",
            hint="State the assay of this arm in the sample sheet.",
        )
    )
    return None


class _Layer(NamedTuple):
    """What one layer says of NRG1 fusions, and who says it; `unknown` where nobody does."""

    value: str = "unknown"
    who: str = "nobody says"
    answered: bool = False


def _layers(
    arm: Assay, row: SheetRow, entry: AssayEntry | None, stated: AssayEntry | None
) -> dict[str, _Layer]:
    """Wet assay, pipeline, report list. A row of the registry speaks of a vendor's whole test, so of its pipeline too."""
    answers = {f"registry: {e.assay}": e.coverage_for(arm.molecule) for e in (entry, stated) if e is not None}
    if row.nrg1_coverage:
        answers[row.who] = row.nrg1_coverage
    wet, value, whole = _Layer(), "unknown", False
    if answers:
        value = less_trusting(answers.values(), COVERAGE_TRUST, "unknown")
        whole = any(name.startswith("registry") and answers[name] in COVERAGE_TRUST for name in answers)
        who = "; ".join(n for n, v in answers.items() if v == value) or "nobody says"
        wet = _Layer(value, who, answered=True)
    pipeline = _Layer("yes", "it is not limited to listed genes")
    if arm.report_kind not in ("caller", "candidates") or arm.assay_reported:
        pipeline = _Layer(value, "as the whole test") if whole else _Layer()
    listed = "no" if arm.list_excludes_nrg1 else arm.nrg1_coverage
    if listed != "unknown" and not whole:
        pipeline = _Layer(listed, "as the report lists")
    report = (
        _Layer(listed, "genes that the report lists", True)
        if listed != "unknown"
        else _Layer("unknown", "no list printed")
    )
    return {"wet assay": wet, "pipeline": pipeline, "report list": report}


def _said(layers: dict[str, _Layer]) -> str:
    """The three answers in one cell; empty where neither the assay nor a list is known."""
    if not layers["wet assay"].answered and not layers["report list"].answered:
        return ""
    return "; ".join(f"{name}: {layer.value} ({layer.who})" for name, layer in layers.items())


def _together(
    arm: Assay, row: SheetRow, stated: AssayEntry | None, layers: dict[str, _Layer], notices: list[Notice]
) -> str:
    """One answer. The list that a report prints outranks the registry; that a kit amplifies listed pairs only, it cannot change.

    Where the laboratory says less, by the coverage or by the assay in its sheet, that holds.

    stated  the assay that the sheet names
    """
    wet, listed = layers["wet assay"], layers["report list"].value
    if listed == "no":
        return "no"
    if listed not in COVERAGE_TRUST:
        return wet.value
    pairs = wet.value if wet.value == "listed_pairs" else ""
    said = (row.nrg1_coverage, stated.coverage_for(arm.molecule) if stated else "")
    value = less_trusting((listed, *said, pairs), COVERAGE_TRUST, "unknown")
    if value != listed and value in said:
        _differ(notices, row, "nrg1_coverage", listed, value)
    return value


def _minimum(entry: AssayEntry | None) -> float | None:
    return entry.min_tumor_content if entry else None


def _liquid(molecule: str, entry: AssayEntry | None) -> str:
    return f"cf{molecule}" if entry and entry.liquid and molecule in ("DNA", "RNA") else molecule


def _quality(arm: Assay, row: SheetRow, limits: tuple[QcLimit, ...], notices: list[Notice]) -> None:
    """QC as stated, as attested by a signed negative, or as judged from metrics; the less trusting value holds."""
    own, notes, who = arm.qc, arm.notes, "report" if arm.qc != "not_provided" else ""
    if own == "not_provided" and arm.qc_metrics:
        family = f"{arm.assay_known or arm.assay_reported} {arm.pipeline}".strip()
        call = qc.judge(qc.parse_metrics(arm.qc_metrics), family, limits)
        own, notes, who = call.state, (*notes, *call.codes), call.limits_from
    if own == "not_provided" and _attested(arm):
        own, who = "attested", "signed report"
    if row.qc and own in QC_TRUST and row.qc != own:
        _differ(notices, row, "qc", own, row.qc)
    value = less_trusting((own, row.qc), QC_TRUST, "not_provided")
    if row.qc and value == row.qc != own:
        who = row.who
    arm.qc, arm.qc_from, arm.notes = value, who if value != "not_provided" else "", notes


def _attested(arm: Assay) -> bool:
    """A signed report that lists NRG1 as tested and negative, without a limitation of its own, attests its QC."""
    return (
        arm.report_kind == "signed"
        and arm.negative_stated
        and arm.nrg1_coverage == "yes"
        and not arm.list_excludes_nrg1
        and not arm.limitation
        and not arm.qc_metrics
    )
