"""What a board wants to see beside NRG1 in cholangiocarcinoma: each target, detected, not detected, not tested or not known."""

from __future__ import annotations

from fusionflag.events import DNA, RNA
from fusionflag.evidence import Evidence
from fusionflag.meanings import shown
from fusionflag.model import Case, Marker
from fusionflag.unread import digest

# gene, marker, nucleic acids whose test could show it (a fusion stands in either, a variant or a gain in DNA)
TARGETS = (
    ("FGFR2", "fusion", RNA | DNA),
    ("IDH1", "variant", DNA),
    ("BRAF", "V600E", DNA),
    ("ERBB2", "amplification", DNA),
)
_NRG1 = {
    "positive": "detected",
    "positive_confirm_rna": "detected",
    "negative": "not_detected",
    "not_tested": "not_tested",
}
_ORDER = ("detected", "not_detected", "not_tested", "unknown")


def targets(case: Case, evidence: Evidence) -> list[Marker]:
    """The targets of a tumor of the biliary tract that its reports leave out, as rows of the markers table, NRG1 first.

    Rows of the reports themselves stay as they are; these have no report, and say why they are there.
    """
    if evidence.tumor.organ != "biliary" and not evidence.tumor.cholangiocarcinoma:
        return []
    rows = [
        _row(case, "NRG1", "fusion", _NRG1.get(case.verdict, "unknown"), shown(case.verdict, case.reasons))
    ]
    tested = {a.molecule for a in evidence.arms if a.status == "done"}
    for gene, marker, acids in TARGETS:
        if state_of(evidence, gene, marker) is None:
            open_ = "unknown" if tested & acids else "not_tested"
            rows.append(_row(case, gene, marker, open_, "no report of this case says anything of it"))
    return rows


def state_of(evidence: Evidence, gene: str, marker: str) -> str | None:
    """What the reports say of a marker together: a detection first; None where none speaks of it."""
    wanted = {marker, "variant"} if marker == "V600E" else {marker}
    said = {m.state for m in evidence.markers if m.gene == gene and m.marker in wanted}
    return next((s for s in _ORDER if s in said), None)


def _row(case: Case, gene: str, marker: str, state: str, detail: str) -> Marker:
    return Marker(
        marker_id=digest("target", case.case_id, gene, marker),
        case_id=case.case_id,
        gene=gene,
        marker=marker,
        state=state,
        detail=detail,
    )
