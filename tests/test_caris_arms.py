"""Caris: the arms of a report, and what their silence is worth."""

from __future__ import annotations

import re
from typing import Any

import pytest

from fusionflag.model import Assay, Finding, Marker
from fusionflag.stream import Frame
from fusionflag.testing import read_bytes
from tests.reports import FIXTURES, arms, complete, load, of, read
from tests.test_caris import JOINED, caris


def _change(report: Any, change: str) -> Any:
    rna = report["tests"][1]
    match change:
        case "no transcriptome":
            del report["tests"][1]
        case "cancelled":
            del rna["testResults"]
            rna["test_cancellation_reason"] = "Quantitation quantity not sufficient"
        case "cancelled beside results":
            rna["test_cancellation_reason"] = "Quantitation quantity not sufficient"
        case "cancelled in the results":
            rna["testResults"] = {"test_cancellation_reason": "QNS"}
        case "blank":
            rna["testResults"] = ""
        case "isoforms in the panel":
            names = ("EGFRvIII", "METex14", "AR-V7")
            for result, name in zip(rna["testResults"], names, strict=True):
                result["translocation"].update(gene=name[:3], biomarkerName=name, result="Not Detected")
        case "isoforms by their results":
            for result in rna["testResults"]:
                result["translocation"].update(gene="EGFR", biomarkerName="EGFR")
                result["translocation"]["result"] = "Variant Transcript Not Detected"
        case "isoforms and a fusion":
            rna["testResults"][0]["translocation"].update(gene="EGFR", biomarkerName="EGFRvIII")
        case "only open":
            for result in rna["testResults"]:
                result["translocation"].update(result="Indeterminate", result_group="No Result")
        case "isoforms only":
            rna["testName"] = "Transcriptome Detection_v1 Variant Panel"
        case "qns":
            report["testDetails"]["reportType"] = "QNS"
        case "no kind of result":
            rna["testResults"] = [{"expressionAlteration": {"gene": "CD274", "result": "x"}}]
        case "text":
            rna["testResults"] = "see attachment"
    return report


@pytest.mark.parametrize(
    ("change", "status", "fusions", "attested", "is_complete"),
    [
        ("", "done", True, True, True),
        ("no transcriptome", "", False, False, True),
        ("cancelled", "not_done", True, False, True),
        ("cancelled beside results", "not_done", True, False, True),
        ("cancelled in the results", "not_done", True, False, True),
        ("blank", "unknown", True, False, False),
        ("only open", "failed", True, False, True),
        ("isoforms only", "done", False, False, True),
        ("isoforms in the panel", "unknown", True, False, False),
        ("isoforms by their results", "unknown", True, False, False),
        ("isoforms and a fusion", "done", True, True, True),
        ("qns", "not_done", True, False, True),
        ("no kind of result", "unknown", True, False, False),
        ("text", "unknown", True, False, False),
    ],
)
def test_the_rna_arm(change: str, status: str, fusions: bool, attested: bool, is_complete: bool) -> None:
    frames = read(_change(caris(), change))
    found = arms(frames)
    assert "DNA" in found
    assert found[
        "DNA"
    ].fusions_stated  # the profile reports fusions: without its RNA it is read as "none found"
    assert ("RNA" in found) is bool(status)
    if status:
        rna = found["RNA"]
        assert (rna.status, rna.fusions_stated, rna.negative_stated) == (status, fusions, attested)
    assert complete(frames) is is_complete


VARIANT_PANEL = {
    "testName": "Transcriptome Detection_v1 Variant Panel",
    "platformTechnology": "Transcriptome",
}


@pytest.mark.parametrize(
    ("beside", "status", "limited"),
    [
        ({}, "done", False),
        ({"note": "Low RNA quality"}, "done", True),
        ({"note": ""}, "done", False),
        ({"testStatus": "QNS"}, "done", True),
        ({"testMethodology": "QNS"}, "done", True),
        ({"testMethodology": "Seq"}, "done", False),
        ({"quality": {"RNA": ["low"]}}, "done", True),
        ({"test_cancellation_reason": ["Quantity not sufficient"]}, "not_done", True),
        ({"test_cancellation_reason": {"reason": "Quantity not sufficient"}}, "not_done", True),
        ({"test_cancellation_reason": None}, "done", False),
    ],
)
def test_what_stands_beside_the_results_of_rna(beside: Any, status: str, limited: bool) -> None:
    report = caris()
    report["tests"][1].update(beside)
    rna = arms(read(report))["RNA"]
    assert (rna.status, bool(rna.limitation)) == (status, limited)
    assert "uality" not in rna.limitation


@pytest.mark.parametrize(
    ("results", "limited"),
    [
        (["Indeterminate"] * 2 + ["Fusion Not Detected"], True),
        (["Fusion Not Detected"] * 2 + ["Equivocal"], True),
        (["Fusion Not Detected"] * 2 + ["Fusion Detected"], False),
    ],
)
def test_an_open_fusion_result_limits_the_silence_of_the_others(results: list[str], limited: bool) -> None:
    groups = {"Fusion Not Detected": "Normal", "Fusion Detected": "Mutated"}
    report = caris()
    for one, result in zip(report["tests"][1]["testResults"], results, strict=True):
        one["translocation"].update(result=result, result_group=groups.get(result, "indeterminate"))
    assert bool(arms(read(report))["RNA"].limitation) is limited


def test_a_cancelled_panel_of_isoforms_tells_of_the_same_rna() -> None:
    report = caris()
    report["tests"].append({**VARIANT_PANEL, "test_cancellation_reason": "Quantity not sufficient"})
    assert arms(read(report))["RNA"].limitation
    report["tests"][2] = {**VARIANT_PANEL, "testResults": ""}
    assert not arms(read(report))["RNA"].limitation


@pytest.mark.parametrize(
    ("tests", "is_complete"),
    [
        ([None], False),
        (["RNA test of Zzplanted failed"], False),
        ([["x"]], False),
        ([7], False),
        ([{**VARIANT_PANEL, "testResults": ["QNS"]}], False),
        ([{**VARIANT_PANEL, "testResults": [None]}], False),
        ([], True),
    ],
)
def test_a_test_that_is_no_object_is_a_problem(tests: list[Any], is_complete: bool) -> None:
    report = caris()
    report["tests"] += tests
    frames = read(report)
    assert complete(frames) is is_complete
    assert "Zzplanted" not in repr(frames)


def test_a_text_in_the_place_of_a_list_is_not_repeated() -> None:
    for path in (("tests",), ("specimenInformation", "tumorSpecimenInformation")):
        report = caris()
        node = report if len(path) == 1 else report[path[0]]
        node[path[-1]] = "see the letter to Dr Zzphysician"
        frames = read(report)
        assert not complete(frames)
        assert "Zzphysician" not in repr(frames)


@pytest.mark.parametrize(
    ("specimen", "molecule", "is_complete"),
    [
        (None, "RNA", False),
        ({}, "RNA", False),
        ([{"liquidBiopsySpecimenInformation": {"specimenType": "Blood"}}], "cfRNA", True),
        ([{"liquidBiopsySpecimenInformation": {"specimenType": "Blood"}}, {"x": {"y": 1}}], "RNA", False),
        ({"liquidBiopsySpecimenInformation": []}, "RNA", False),
        ({"liquidBiopsySpecimenInformation": {"specimenType": "x"}}, "cfRNA", True),
        ({"tumorSpecimenInformation": {"specimenType": "Plasma"}}, "cfRNA", True),
        ({"tumorSpecimenInformation": {"specimenType": "Peripheral blood"}}, "cfRNA", True),
        ({"tumorSpecimenInformation": {"specimenType": "Tissue Biopsy Paraffin Blocks"}}, "RNA", True),
    ],
)
def test_what_the_test_was_made_of(specimen: Any, molecule: str, is_complete: bool) -> None:
    report = caris()
    report["specimenInformation"] = specimen
    frames = read(report)
    assert molecule in arms(frames)
    assert complete(frames) is is_complete


@pytest.mark.parametrize(
    "kind",
    ["genomicAlteration", "copyNumberAlteration", "expressionAlteration", "microsatelliteInstability"],
)
@pytest.mark.parametrize(
    ("cells", "is_complete"),
    [
        ({"biomarkerName": "CD74-NRG1 fusion", "result": "Pathogenic Fusion"}, False),
        ({"biomarkerName": "NRG1", "result": "Pathogenic Fusion"}, False),
        ({"biomarkerName": "NRG1", "result": "High", "gene2": "CD74"}, False),
        ({"gene": "CD74-NRG1", "result": "High"}, False),
        ({"biomarkerName": "NRG1", "result": "High", "interpretation": "CD74::NRG1 was seen."}, False),
        ({"biomarkerName": "NRG1", "result": "High", "interpretation": "NRG1 is a ligand of HER3."}, True),
        ({"biomarkerName": "NRG1", "result": "Variant of Uncertain Significance"}, True),
    ],
)
def test_a_caris_fusion_filed_as_another_kind(kind: str, cells: Any, is_complete: bool) -> None:
    report = caris()
    report["tests"][1]["testResults"].append({kind: {"gene": "NRG1", "result_group": "Mutated", **cells}})
    assert complete(read(report)) is is_complete


@pytest.mark.parametrize(
    ("text", "tumor"),
    [
        ("Lung adenocarcinoma, signed by Dr Zzphysician for Zzplanted Marker", "Lung adenocarcinoma"),
        ("signed by Dr Zzphysician for Zzplanted Marker", ""),
    ],
)
def test_the_words_of_the_pathologist_are_not_repeated(text: str, tumor: str) -> None:
    report = caris()
    report["patientInformation"].update(
        diagnosis=None, pathologicDiagnosis=text, lineage=None, icd_code=None, fullName="Other Name"
    )
    frames = read(report)
    assert arms(frames)["RNA"].tumor_type_reported == tumor
    assert not any(word in repr(frames) for word in ("Zzphysician", "Zzplanted"))


def test_fusions_of_a_test_that_names_no_nucleic_acid_are_not_rna() -> None:
    report = caris(**JOINED, result="Fusion Detected", result_group="Mutated")
    report["tests"][1].update(testName="Fusion Panel", platformTechnology="NGS")
    frames = read(report)
    assert set(arms(frames)) == {"DNA", "unknown"}
    assert [f.molecule for f in of(Finding, frames)] == ["unknown"]


@pytest.mark.parametrize(
    ("word", "amendment", "status", "is_complete"),
    [
        ("Final", None, "final", True),
        ("final", "Corrected", "corrected", True),
        ("Amended", None, "corrected", True),
        ("Addendum", None, "final", True),
        ("Preliminary", None, "preliminary", True),
        ("Draft", None, "preliminary", True),
        ("final", "Not amended", "final", True),
        ("final", "pending", "preliminary", True),
        ("final", "No", "final", True),
        ("final", "Retracted", "final", False),
        ("final", "see page 2", "final", False),
        ("Amended - RNA pending", None, "preliminary", True),
        ("Final - partial results", None, "preliminary", True),
        ("Not corrected", None, "", False),
        ("Incorrect", None, "", False),
        ("Not final", None, "", False),
        ("Research", None, "", False),
        ("", None, "", False),
    ],
)
def test_the_kind_of_report(word: str, amendment: str | None, status: str, is_complete: bool) -> None:
    report = caris()
    report["testDetails"]["reportType"] = word
    report["testDetails"]["amendmentInformation"]["amendmentType"] = amendment
    frames = read(report)
    assert arms(frames)["RNA"].report_status == status
    assert complete(frames) is is_complete
    assert arms(frames)["RNA"].negative_stated is (status in ("final", "corrected"))


def test_xml_json_and_wrapped_json_say_the_same() -> None:
    bare, xml = load("caris/positive.json"), (FIXTURES / "caris/positive.xml").read_text(encoding="utf-8")
    wrapped = read({"root": bare})
    other_root = read_bytes(xml.replace("labReport>", "CarisReport>").encode(), "report.xml")
    for frames in (read(bare), wrapped, other_root):
        assert [f.fusion for f in of(Finding, frames)] == ["CD74::NRG1"]
        assert sorted(arms(frames)) == ["DNA", "RNA"]
        assert complete(frames)


@pytest.mark.parametrize("name", ["dna_only", "positive", "rna_clean"])
def test_a_wrapped_report_says_the_same_as_a_bare_one(name: str) -> None:
    """As some exports have it; only the places differ, and the ids that are drawn from the content."""

    def said(frames: list[Frame], way: str) -> str:
        text = re.sub(r"'[0-9a-f]{16,}'", "ID", repr(frames).replace(way, ""))
        return re.sub(r"sha256=[^,]*", "", text)

    bare = load(f"caris/{name}.json")
    assert said(read({"root": bare}), "#/root") == said(read(bare), "#")


def test_a_stain_of_copy_number_makes_no_arm() -> None:
    report = load("caris/dna_only.json")
    copies = {"gene": "ERBB2", "result": "Amplified", "result_group": "High"}
    cish = {
        "testName": "Her2 CISH",
        "platformTechnology": "CISH",
        "testResults": {"copyNumberAlteration": copies},
    }
    report["tests"] = [report["tests"], cish]
    frames = read(report)
    assert {a.molecule: a.fusions_stated for a in of(Assay, frames)} == {"DNA": True}
    assert ("ERBB2", "amplification", "DNA") in {(m.gene, m.marker, m.molecule) for m in of(Marker, frames)}


def test_lists_of_one_may_be_objects() -> None:
    report = caris()
    report["tests"] = report["tests"][1]
    report["tests"]["testResults"] = report["tests"]["testResults"][0]
    frames = read(report)
    assert [(a.molecule, a.status) for a in of(Assay, frames)] == [("RNA", "done")]
