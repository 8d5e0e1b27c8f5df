"""What a silence of one arm could be worth: which assay it was, whether it covers NRG1, whether its QC passed.

Three layers must all say yes: the wet assay targets NRG1, the pipeline can call it, the report lists it. Raw caller output
says nothing of the wet assay, so its coverage is unknown until the sample sheet states the assay. Where the file and the sheet
both speak, the less trusting value holds and a notice says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from fusionflag import assays, qc
from fusionflag.assays import AssayEntry, AssayRegistry
from fusionflag.codes import Code
from fusionflag.model import Assay, Notice, Severity, with_facts
from fusionflag.sources import SheetRow, Source

# least trusting first; values that say nothing are not listed
QC_TRUST = ("fail", "borderline", "attested", "pass")
COVERAGE_TRUST = ("no", "partner_side", "listed_pairs", "yes")
MOLECULE_TRUST = ("IHC", "FISH", "cfDNA", "DNA", "cfRNA", "RNA")


def less_trusting(values: Iterable[str], order: tuple[str, ...], nothing: str) -> str:
    """The least trusting of the values that say something; `nothing` if none does."""
    said = [v for v in values if v in order]
    return min(said, key=order.index) if said else nothing


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
    """The arm with what the sheet and the assay registry add, and notices where they disagree with the file."""
    notices: list[Notice] = []
    row = row or SheetRow(path="", case_id="")
    arm = _from_sheet(arm, row, notices)
    entry = _entry(arm, registry or assays.default(), notices)
    coverage, source = _coverage(arm, row, entry)
    arm = with_facts(
        arm,
        nrg1_coverage=coverage,
        coverage_from=source,
        assay_known=entry.assay if entry else "",
        min_tumor_content=arm.min_tumor_content if arm.min_tumor_content is not None else _minimum(entry),
        molecule=_liquid(arm.molecule, entry),
        method=arm.method or (entry.method if entry else ""),
    )
    return _quality(arm, row, notices), notices


def _from_sheet(arm: Assay, row: SheetRow, notices: list[Notice]) -> Assay:
    """Fill what the file leaves out; note where both speak and differ."""
    content = arm.tumor_content
    if row.tumor_content is not None and content is not None and content != row.tumor_content:
        _differ(notices, row, "tumor_content", f"{content:g}", f"{row.tumor_content:g}")
        content = min(content, row.tumor_content)
    for name, own, said in (("molecule", arm.molecule, row.molecule), ("genome", arm.genome, row.genome)):
        if own and own != "unknown" and said and said not in (own, "unknown"):
            _differ(notices, row, name, own, said)
    types = dict.fromkeys(t for t in (arm.tumor_type_reported, row.tumor_type) if t)
    return with_facts(
        arm,
        molecule=molecule_of(arm.molecule, row),
        genome="" if arm.genome and row.genome and arm.genome != row.genome else arm.genome or row.genome,
        specimen=arm.specimen or row.specimen,
        run=arm.run or row.run,
        assay_reported=arm.assay_reported or row.assay,
        tumor_type_reported="; ".join(types),
        tumor_content=content if content is not None else row.tumor_content,
    )


def _differ(notices: list[Notice], row: SheetRow, what: str, own: str, said: str) -> None:
    notices.append(
        Notice(
            code=Code.SHEET_DISAGREES,
            severity=Severity.WARNING,
            text=f"{what}: the report says {own}, the sample sheet {said}; "
            + (
                "neither is believed, and positions are not interpreted"
                if what == "genome"
                else "the less trusting value is used"
            ),
            place=row.place,
            hint="Correct the sheet and run again, or ask the laboratory.",
        )
    )


def _entry(arm: Assay, registry: AssayRegistry, notices: list[Notice]) -> AssayEntry | None:
    if not arm.assay_reported:
        return None
    entry = registry.find(arm.assay_reported, vendor=arm.issuer, molecule=arm.molecule)
    if entry is None and registry.find(arm.assay_reported) is not None:
        notices.append(
            Notice(
                code=Code.SHEET_DISAGREES,
                severity=Severity.WARNING,
                text=f"assay `{arm.assay_reported}` is not a {arm.molecule} assay in the registry: coverage stays unknown",
                hint="State the assay of this arm in the sample sheet.",
            )
        )
    return entry


def _coverage(arm: Assay, row: SheetRow, entry: AssayEntry | None) -> tuple[str, str]:
    """The least trusting of what report, sheet and registry say, and who said it."""
    said = {
        "report": "no" if arm.list_excludes_nrg1 else arm.nrg1_coverage,
        "sheet": row.nrg1_coverage,
        "registry": entry.coverage_for(arm.molecule) if entry else "",
    }
    value = less_trusting(said.values(), COVERAGE_TRUST, "unknown")
    if entry and said["registry"] not in COVERAGE_TRUST and not row.nrg1_coverage and not arm.coverage_from:
        value = "unknown" if value == "yes" else value
    return value, ";".join(name for name, v in said.items() if v == value and value != "unknown")


def _minimum(entry: AssayEntry | None) -> float | None:
    return entry.min_tumor_content if entry else None


def _liquid(molecule: str, entry: AssayEntry | None) -> str:
    return f"cf{molecule}" if entry and entry.liquid and molecule in ("DNA", "RNA") else molecule


def _quality(arm: Assay, row: SheetRow, notices: list[Notice]) -> Assay:
    """QC as stated, as attested by a signed negative, or as judged from metrics; the less trusting value holds."""
    own, notes = arm.qc, arm.notes
    if own == "not_provided" and arm.qc_metrics:
        call = qc.judge(
            qc.parse_metrics(arm.qc_metrics),
            f"{arm.assay_known or arm.assay_reported} {arm.pipeline}".strip(),
        )
        own, notes = call.state, (*notes, *call.codes)
    if own == "not_provided" and _attested(arm):
        own = "attested"
    if row.qc and own in QC_TRUST and row.qc != own:
        _differ(notices, row, "qc", own, row.qc)
    return with_facts(arm, qc=less_trusting((own, row.qc), QC_TRUST, "not_provided"), notes=notes)


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
