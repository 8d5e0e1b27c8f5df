"""What a silence could be worth: three layers of coverage with who said so, and QC by whose limits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fusionflag import assays, qc
from fusionflag.codes import Code
from fusionflag.coverage import cover
from fusionflag.model import Assay
from fusionflag.sources import SheetRow
from tests.files import STAR, invoke, run


def arm(**facts: Any) -> Assay:
    return Assay(assay_id="a", report_kind="signed", **{"molecule": "RNA", **facts})


def row(**facts: Any) -> SheetRow:
    return SheetRow(path="a", case_id="c", place="cases.csv:2", **facts)


LISTED = {"nrg1_coverage": "yes"}
UNLISTED = {"nrg1_coverage": "no", "list_excludes_nrg1": True}


@pytest.mark.parametrize(
    ("facts", "sheet", "coverage"),
    [
        ({"assay_reported": "FoundationOne RNA"}, {}, "yes"),
        ({"assay_reported": "FoundationOne RNA", **UNLISTED}, {}, "no"),
        (
            {"assay_reported": "TST170", **LISTED},
            {},
            "yes",
        ),  # the report's list outranks a registry that does not know
        ({"assay_reported": "FoundationOne Heme", **LISTED}, {}, "yes"),  # and one that says no
        ({"assay_reported": "OCAv3", **LISTED}, {}, "listed_pairs"),  # amplicons of listed pairs stay that
        ({"assay_reported": "TST170"}, {}, "unknown"),
        ({}, {}, "unknown"),
        (LISTED, {}, "yes"),
        (LISTED, {"nrg1_coverage": "no"}, "no"),  # where the laboratory says less, that holds
        (LISTED, {"nrg1_coverage": "listed_pairs"}, "listed_pairs"),
        (LISTED, {"assay": "Idylla"}, "no"),
        ({"assay_reported": "FoundationOne RNA", **LISTED}, {"assay": "Idylla"}, "no"),
        (UNLISTED, {"nrg1_coverage": "yes"}, "no"),
        ({"assay_reported": "FoundationOne RNA"}, {"nrg1_coverage": "no"}, "no"),
        ({"assay_reported": "TST170"}, {"nrg1_coverage": "yes"}, "yes"),
        ({}, {"assay": "FoundationOne RNA"}, "yes"),
        ({"assay_reported": "FoundationOne RNA"}, {"assay": "Idylla"}, "no"),  # both speak: the less trusting
        ({"assay_reported": "FoundationOne RNA"}, {"assay": "nobody knows it"}, "yes"),
        ({"assay_reported": "xR; XR"}, {}, "yes"),  # two names of one assay
        ({"assay_reported": "XR; FoundationOne RNA"}, {}, "unknown"),  # names that lead to two
        ({"assay_reported": "something new; XR"}, {}, "yes"),
        ({"assay_reported": "TSO500", "molecule": "DNA"}, {}, "no"),
        ({"assay_reported": "TSO500", "molecule": "unknown"}, {}, "unknown"),
        ({"assay_reported": "IMPACT468"}, {}, "unknown"),  # a DNA panel named in an RNA report
    ],
)
def test_wet_assay_pipeline_and_list_together(
    facts: dict[str, Any], sheet: dict[str, Any], coverage: str
) -> None:
    assert cover(arm(**facts), row(**sheet))[0].nrg1_coverage == coverage


@pytest.mark.parametrize(
    ("facts", "sheet", "said"),
    [
        (
            {"assay_reported": "FoundationOne RNA", **UNLISTED},
            {},
            "wet assay: yes (registry: FoundationOne RNA); pipeline: yes (as the whole test); "
            "report list: no (genes that the report lists)",
        ),
        (
            {},
            {"nrg1_coverage": "yes"},
            "wet assay: yes (sample sheet); pipeline: unknown (nobody says); report list: unknown (no list printed)",
        ),
        ({}, {}, ""),
    ],
)
def test_each_layer_says_who_answered(facts: dict[str, Any], sheet: dict[str, Any], said: str) -> None:
    assert cover(arm(**facts), row(**sheet))[0].coverage_from == said


def test_a_companion_alone_may_take_its_nucleic_acid_from_its_panel() -> None:
    """A panel id tells the nucleic acid of a panel list; results are never made RNA by the name of a test."""
    facts = {"assay_reported": "ARCHER-SOLID-CV4", "molecule": "unknown"}
    assert cover(Assay(report_kind="companion", **facts))[0].molecule == "RNA"
    assert cover(Assay(report_kind="export", **facts))[0].molecule == "unknown"


# -- quality ---------------------------------------------------------------------------------------
TSO = "TruSight Oncology 500"
GOOD = {"MEDIAN_CV_GENE_500X": "0.7", "TOTAL_ON_TARGET_READS": "10000000", "MEDIAN_INSERT_SIZE": "100"}


def printed(name: str, low: str = "NA", high: str = "NA") -> dict[str, str]:
    return {f"{name}_LSL": low, f"{name}_USL": high}


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, "pass"),
        ({"TOTAL_ON_TARGET_READS": "8999999"}, "fail"),
        ({"TOTAL_ON_TARGET_READS": "4000000", **printed("TOTAL_ON_TARGET_READS", "2500000")}, "pass"),
        ({"TOTAL_ON_TARGET_READS": "2400000", **printed("TOTAL_ON_TARGET_READS", "2500000")}, "fail"),
        ({"MEDIAN_CV_GENE_500X": "93"}, "pass"),
        ({"MEDIAN_CV_GENE_500X": "93.1"}, "fail"),
        ({"MEDIAN_CV_GENE_500X": "93", **printed("MEDIAN_CV_GENE_500X", "0", "0.93")}, "pass"),
        ({"MEDIAN_CV_GENE_500X": "0.94", **printed("MEDIAN_CV_GENE_500X", "0", "93")}, "fail"),
        ({"MEDIAN_CV_GENE_500X": "0.92", **printed("MEDIAN_CV_GENE_500X", "0", "93")}, "pass"),
        ({"MEDIAN_CV_GENE_500X": "300", **printed("MEDIAN_CV_GENE_500X", "0", "0.93")}, "not_provided"),
        ({"MEDIAN_CV_GENE_500X": "NA"}, "not_provided"),
        ({"MEDIAN_INSERT_SIZE": ""}, "not_provided"),
        ({"MEDIAN_INSERT_SIZE": "NA", **printed("MEDIAN_INSERT_SIZE", "80")}, "not_provided"),
        ({"MEDIAN_INSERT_SIZE": "79,9"}, "fail"),
        ({"OTHER": "5", **printed("OTHER", "10")}, "fail"),  # a limit that only this report knows
        ({"OTHER": "50", **printed("OTHER", "10")}, "pass"),
        ({"OTHER": "5"}, "pass"),  # without a limit it says nothing
    ],
)
def test_limits_of_the_file_come_first(change: dict[str, str], state: str) -> None:
    assert qc.judge({**GOOD, **change}, TSO).state == state


def test_a_unit_that_was_assumed_is_noted() -> None:
    assert qc.judge({**GOOD, "MEDIAN_CV_GENE_500X": "90"}, TSO).codes == (Code.UNIT_ASSUMED,)
    assert qc.judge(GOOD, TSO).codes == ()


@pytest.mark.parametrize(
    ("value", "own", "state", "who"),
    [
        ("12", "", "not_provided", ""),  # FusionPlex' usual limit is remembered, not sourced
        ("9", "", "fail", "limits of the registry"),
        ("12", "UNIQUE_RNA_START_SITES_PER_GSP2_CONTROL>=10", "pass", "limits of the registry"),
        ("12", "UNIQUE_RNA_START_SITES_PER_GSP2_CONTROL>=20", "fail", "limits of the registry"),
        ("12", "DV200>=30", "not_provided", ""),
    ],
)
def test_a_limit_without_a_source_passes_nothing(
    tmp_path: Path, value: str, own: str, state: str, who: str
) -> None:
    overlay = tmp_path / "own.tsv"
    overlay.write_text(
        f"assay\tnucleic_acid\tnrg1_fusion_covered\tqc_limits\nFusionPlex of ours\tRNA\tyes\t{own}\n"
    )
    facts = {
        "assay_reported": "FusionPlex of ours",
        "qc_metrics": f"UNIQUE_RNA_START_SITES_PER_GSP2_CONTROL={value}",
    }
    found, _ = cover(arm(**facts), None, assays.load(overlay))
    assert (found.qc, found.qc_from) == (state, who)


@pytest.mark.parametrize(
    ("metrics", "assay", "own", "names"),
    [
        ({"A": "12", "B": "NA"}, "", [], ["B"]),  # none has a limit
        ({"A": "12", "A_LSL": "9", "B": "NA"}, "", [], []),  # only what has a limit is needed
        ({"A": "", "A_LSL": "9"}, "", [], ["A"]),
        ({"A": "12"}, "", ["DV200"], ["DV200"]),
        ({"A": "12"}, "FusionPlex of ours", [], ["UNIQUE_RNA_START_SITES_PER_GSP2_CONTROL"]),
    ],
)
def test_which_metrics_have_no_value(
    metrics: dict[str, str], assay: str, own: list[str], names: list[str]
) -> None:
    assert qc.unmeasured(metrics, assay, own) == names


@pytest.mark.parametrize("limits", ["DV200", "DV200>30", "DV200>=thirty", "DV200>=30 RIN>=2"])
def test_a_limit_that_is_not_understood_names_its_place(tmp_path: Path, limits: str) -> None:
    overlay = tmp_path / "own.tsv"
    overlay.write_text(f"assay\tnucleic_acid\tnrg1_fusion_covered\tqc_limits\nours\tRNA\tyes\t{limits}\n")
    with pytest.raises(assays.KnowledgeError, match=r"own\.tsv:2:4: column `qc_limits`"):
        assays.load(overlay)


@pytest.mark.parametrize(
    ("content", "least", "verdict"),
    [
        ("20", "", "negative"),
        ("19", "", "inadequate_rna_negative"),
        ("12", "10", "negative"),
        ("9", "10", "inadequate_rna_negative"),
    ],
)
def test_tumor_content_is_held_against_the_assays_own_minimum(
    tmp_path: Path, content: str, least: str, verdict: str
) -> None:
    overlay = tmp_path / "own.tsv"
    overlay.write_text(
        f"assay\tnucleic_acid\tnrg1_fusion_covered\tmin_tumor_content\nour RNA panel\tRNA\tyes\t{least}\n"
    )
    sheet = {"a.tsv": {"case_id": "c", "assay": "our RNA panel", "qc": "pass", "tumor_content": content}}
    found = run(tmp_path, {"a.tsv": STAR}, sheet, "--assays", str(overlay))
    assert found.cases["c"]["verdict"] == verdict


# -- asking ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("TSO500", 0, ["RNA: yes", "DNA: no", "source: https://help.connected.illumina.com"]),
        ("Guardant360 CDx", 0, ["cfDNA: no", "checked: 2026-11-22"]),
        ("Oncomine", 1, ["fits no test", "like it: Oncomine Focus Assay"]),
        ("xyzzy", 1, ["fits no test", "Name the test exactly"]),
    ],
)
def test_assays_tells_what_is_known_and_from_where(name: str, code: int, said: list[str]) -> None:
    result = invoke("assays", name)
    assert result.exit_code == code
    for text in said:
        assert text in result.stdout


def test_rules_takes_a_number() -> None:
    assert invoke("rules", "r9").stdout.startswith("R9\tnegative")
    assert invoke("rules", "R99").exit_code == 2
