"""The JSON of MSK's reports: what a panel stands for, and what else names NRG1."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.reports import told


def cvr(*events: dict[str, Any], meta: dict[str, Any] | None = None, **sections: Any) -> bytes:
    head = {"dmp_sample_id": "P-1-T01-AS1", "dmp_patient_id": "P-1", "gene-panel": "ARCHER-SOLID-CV4"} | (
        meta or {}
    )
    sample = {"meta-data": head, "sv-variants": list(events)} | sections
    return json.dumps({"results": {"P-1-T01-AS1": sample}}).encode()


EVENT = {
    "site1_gene": "NRG1",
    "site2_gene": "CD74",
    "event_info": "CD74-NRG1 Fusion",
    "split_read_support": 30,
}


def test_the_panel_stands_for_the_nucleic_acid_and_no_order_is_taken_from_sites() -> None:
    for event in (EVENT, {"gene1": "NRG1", "gene2": "CD74", "event_info": "-"}):
        findings, arms, _, complete = told(cvr(event))
        assert (findings[0].molecule, findings[0].nrg1_role, complete) == ("unknown", "unknown", True)
        assert (arms[0].molecule, arms[0].assay_reported, arms[0].joins) == (
            "unknown",
            "ARCHER-SOLID-CV4",
            ("cbioportal:P-1-T01-AS1",),
        )


def test_samples_without_a_patient_are_no_ones_relatives() -> None:
    samples = {
        name: {"meta-data": {"dmp_sample_id": name, "dmp_patient_id": patient}, "sv-variants": []}
        for name, patient in (("A", "P-1"), ("B", ""), ("C", None))
    }
    _, arms, _, _ = told(json.dumps({"results": samples}).encode())
    assert len({a.case_id for a in arms}) == 3


@pytest.mark.parametrize("events", [None, "none", {"site1_gene": "CD74"}])
def test_a_list_of_events_that_is_none_is_no_empty_list(events: Any) -> None:
    data = json.loads(cvr(**{"snp-indel-exonic": []}))
    data["results"]["P-1-T01-AS1"]["sv-variants"] = events
    assert not told(json.dumps(data).encode())[3]
    assert told(cvr())[3]


def test_other_kinds_of_variants_of_nrg1_are_markers() -> None:
    snv = [{"gene_id": "NRG1", "aa_change": "p.R10H"}]
    findings, _, _, complete = told(cvr(**{"snp-indel-exonic": snv, "cnv-variants": [{"gene_id": "NRG1"}]}))
    assert (findings, complete) == ([], True)
    findings, _, _, _ = told(cvr(**{"cnv-intragenic-variants": [{"gene_id": "NRG1"}]}))
    assert findings[0].nrg1_role == "intragenic"


@pytest.mark.parametrize(
    ("section", "row", "complete"),
    [
        ("snp-indel-exonic", {"gene_id": "NRG1", "aa_change": "p.R10H", "exon_num": "exon6"}, True),
        ("snp-indel-exonic", {"gene_id": "NRG1", "aa_change": "CD74-NRG1 fusion"}, False),
        ("snp-indel-silent", {"gene_id": "TP53", "aa_change": "CD74-NRG1"}, False),
        (
            "cnv-variants",
            {"gene_id": "NRG1", "cnv_class_name": "AMPLIFICATION", "entrez_gene_id": 3084},
            True,
        ),
        ("snp-indel-exonic", {"gene_id": "NRG1", "aa_change": "inversion joins CD74 exon 6"}, False),
        ("cnv-variants", {"gene_id": "NRG1", "cnv_class_name": "REARRANGEMENT"}, False),
        ("cnv-variants", {"gene_id": "NRG1", "site2_gene": "CD74"}, False),
        ("cnv-variants", {"gene_id": "CD74-NRG1", "cnv_class_name": "FUSION"}, False),
        ("cnv-variants", {"gene_id": "TP53", "cnv_class_name": "FUSION"}, True),
        ("seg-data", {"gene_id": "NRG1", "seg_mean": 0.1}, True),
        ("seg-data", {"gene_id": "CD74-NRG1"}, False),
        ("cnv-arm-variants", {"arm": "8p", "comment": "NRG1 fusion"}, False),
    ],
)
def test_a_fusion_filed_under_another_kind_is_not_passed_over(
    section: str, row: dict[str, Any], complete: bool
) -> None:
    assert told(cvr(**{section: [row]}))[3] == complete


@pytest.mark.parametrize(("purity", "content"), [("40", 40.0), ("0.3", 30.0), ("", None)])
def test_tumor_content_is_percent(purity: str, content: float | None) -> None:
    assert told(cvr(meta={"tumor_purity": purity}))[1][0].tumor_content == content


@pytest.mark.parametrize(
    ("word", "status", "complete"),
    [
        ("", "done", True),
        ("Pass", "done", True),
        ("Signed out", "done", True),
        ("Pending review", "pending", True),
        ("Not signed out", "pending", True),
        ("Failed", "failed", True),
        ("Insufficient", "not_done", True),
        ("Cancelled - QNS", "not_done", True),
        ("zz", "unknown", False),
    ],
)
def test_the_state_of_signing_out(word: str, status: str, complete: bool) -> None:
    _, (arm,), _, whole = told(cvr(meta={"so_status_name": word}))
    assert (arm.status, whole) == (status, complete)
    assert arm.molecule == ("unknown" if status in ("done", "unknown") else "RNA")
