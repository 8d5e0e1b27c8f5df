"""Caris and Tempus: what makes an RNA arm, what a result word says, and which reports are no negative."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from fusionflag import assays, clinical
from fusionflag.model import Assay, Finding, Marker, Notice
from fusionflag.stream import Frame, ReportEnd
from fusionflag.testing import fixture_files, read_bytes

FIXTURES = Path(__file__).parents[1] / "fixtures"
PLANTED = (
    "Zzplanted",
    "1931",
    "777001",
    "Zzphysician",
    "Zzaddress",
    "planted.example",
    "Zzhospital",
    "010-7770",
)


def read(document: Any) -> list[Frame]:
    return read_bytes(json.dumps(document).encode(), "report.json")


def of(kind: Any, frames: list[Frame]) -> list[Any]:
    return [f for f in frames if isinstance(f, kind)]


def arms(frames: list[Frame]) -> dict[str, Assay]:
    return {a.molecule: a for a in of(Assay, frames)}


def complete(frames: list[Frame]) -> bool:
    return bool(of(ReportEnd, frames)[0].complete)


def load(name: str) -> Any:
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))


def caris(**result: Any) -> dict[str, Any]:
    """The report without a fusion, with one more result of the transcriptome."""
    report: dict[str, Any] = load("caris/rna_clean.json")
    if result:
        report["tests"][1]["testResults"].append({"translocation": result})
    return report


JOINED = {"gene": "NRG1", "gene1": "CD74", "gene2": "NRG1", "fusionISOForm": "CD74:NRG1"}


# -- identity and names ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "file", [f for name in ("caris", "tempus") for f in fixture_files(FIXTURES / name)], ids=str
)
def test_no_identity_leaves_the_reader(file: Path) -> None:
    shown = "\n".join(repr(f) for f in read_bytes(file.read_bytes(), "report"))
    assert any(word in file.read_text(encoding="utf-8") for word in PLANTED)
    assert not [word for word in PLANTED if word in shown]


@pytest.mark.parametrize(
    "file", [f for name in ("caris", "tempus") for f in fixture_files(FIXTURES / name)], ids=str
)
def test_the_names_of_an_assay_lead_to_one_row_of_the_registry(file: Path) -> None:
    for arm in of(Assay, read_bytes(file.read_bytes(), "report")):
        if arm.molecule in ("IHC", "unknown"):
            continue
        rows = {
            entry.assay
            for name in arm.assay_reported.split("; ")
            for entry in assays.default().entries
            if assays.fold(name) in entry.names
        }
        assert len(rows) == 1, (arm.assay_reported, rows)


@pytest.mark.parametrize(
    "file", [f for name in ("caris", "tempus") for f in fixture_files(FIXTURES / name)], ids=str
)
def test_arms_findings_and_markers_of_a_report_are_one_case(file: Path) -> None:
    frames = read_bytes(file.read_bytes(), "report")
    assert len({f.case_id for f in frames if isinstance(f, Assay | Finding | Marker)}) == 1
    keys = {(a.sample, a.molecule) for a in of(Assay, frames)}
    assert {(f.sample, f.molecule) for f in frames if isinstance(f, Finding | Marker)} <= keys
    assert all(a.case_hint for a in of(Assay, frames))


# -- Caris: result words ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("result", "group", "is_finding", "is_complete"),
    [
        ("Fusion Detected", "Mutated", True, True),
        ("Pathogenic Fusion", "Mutated", True, True),
        ("Likely Pathogenic Fusion", "", True, True),
        ("Positive", "Mutated", True, True),
        ("Fusion of Uncertain Significance", "Mutated", True, True),
        ("", "unclassifiedVD", True, True),
        ("Indeterminate", "indeterminate", True, True),
        ("Fusion Detected", "Normal", True, False),  # word and group contradict
        ("Fusion Seen", "Mutated", True, False),
        ("Pathogenic Fusion", "other", True, False),
        ("", "", True, False),
        ("Fusion Not Detected", "Normal", False, False),  # two genes, but none found
    ],
)
def test_a_named_fusion_is_found_whatever_its_result(
    result: str, group: str, is_finding: bool, is_complete: bool
) -> None:
    frames = read(caris(**JOINED, result=result, result_group=group))
    found = [f for f in of(Finding, frames) if f.fusion == "CD74::NRG1"]
    assert bool(found) is is_finding
    assert complete(frames) is is_complete


@pytest.mark.parametrize(
    ("result", "group", "coverage", "limited", "is_complete"),
    [
        ("Fusion Not Detected", "Normal", "yes", False, True),
        ("Indeterminate", "No Result", "unknown", True, True),
        ("", "", "unknown", True, False),
        ("-", "Normal", "unknown", True, False),
        ("Fusion Not Detected", "Mutated", "unknown", True, False),
        ("Not Tested", "", "unknown", True, False),
    ],
)
def test_a_result_for_nrg1_alone(
    result: str, group: str, coverage: str, limited: bool, is_complete: bool
) -> None:
    report = caris(gene="NRG1", biomarkerName="NRG1", result=result, result_group=group)
    for test in report["tests"]:
        test["testName"] = f"X {test['testName']}"  # no name that the registry knows
    report["testDetails"].update(testName="X", testCode="X")
    frames = read(report)
    assert arms(frames)["RNA"].nrg1_coverage == coverage
    assert bool(arms(frames)["RNA"].limitation) is limited
    assert complete(frames) is is_complete
    assert not of(Finding, frames)


@pytest.mark.parametrize(
    ("gene", "is_complete"),
    [("NRG1", True), ("NRG1 fusion", True), ("CD74-NRG1", False), ("CD74-NRG1 fusion detected", False)],
)
def test_a_negative_result_is_one_for_a_gene_alone(gene: str, is_complete: bool) -> None:
    for name in ("gene", "biomarkerName"):
        report = caris(**{name: gene}, result="Fusion Not Detected", result_group="Normal")
        assert complete(read(report)) is is_complete


def test_results_for_other_genes_are_markers() -> None:
    states = {
        (m.gene, m.marker): m.state
        for m in of(Marker, read(caris(gene="RET", result="Indeterminate", result_group="No Result")))
    }
    assert states["NTRK1", "fusion"] == "not_detected"
    assert states["RET", "fusion"] == "unknown"
    assert states["KRAS", "variant"] == "detected"


def test_the_same_fusion_with_two_results_is_two_findings() -> None:
    report = caris(**JOINED, result="Fusion Detected", result_group="Mutated")
    report["tests"][1]["testResults"].append(
        {"translocation": {**JOINED, "result": "", "result_group": "unclassifiedVD"}}
    )
    assert [f.classification for f in of(Finding, read(report))] == [
        "Fusion Detected",
        "VUS (unclassifiedVD)",
    ]


@pytest.mark.parametrize(
    ("genes", "fusion"),
    [
        ({"fusionISOForm": "NRG1", "gene1": "CD74", "gene2": "NRG1"}, "CD74::NRG1"),
        ({"fusionISOForm": "CD74:NRG1"}, "CD74::NRG1"),
        ({"fusionISOForm": "CD74:NRG1", "gene2": "NRG1"}, "CD74::NRG1"),
        ({"gene1": "NRG1", "gene2": "STMN2"}, "NRG1::STMN2"),
        ({"gene": "NRG1"}, "NRG1/?"),
    ],
)
def test_the_genes_of_a_fusion(genes: dict[str, str], fusion: str) -> None:
    frames = read(caris(**genes, result="Fusion Detected", result_group="Mutated"))
    assert [f.fusion for f in of(Finding, frames)] == [fusion]
    assert complete(frames)


@pytest.mark.parametrize("place", ["interpretation", "note"])
def test_nrg1_in_the_text_of_another_gene_is_not_passed_over(place: str) -> None:
    assert not complete(
        read(
            caris(gene="ROS1", result="Fusion Not Detected", result_group="Normal", **{place: "NRG1 fusion"})
        )
    )
    assert complete(
        read(
            caris(gene="ROS1", result="Fusion Not Detected", result_group="Normal", **{place: "ROS1 fusion"})
        )
    )


def test_a_trial_for_nrg1_without_an_nrg1_finding_is_left_to_a_person() -> None:
    report = caris()
    report["clinicalTrials"] = {"titleBrief": "NRG1 fusions"}
    assert not complete(read(report))
    positive = load("caris/positive.json")
    assert "NRG1" in positive["clinicalTrials"]["titleBrief"]
    assert complete(read(positive))


# -- Caris: arms -----------------------------------------------------------------------------------
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


# -- Tempus ----------------------------------------------------------------------------------------
def tempus(name: str = "v3.rna_clean", **changes: Any) -> Any:
    """A fixture with values put at `a/b/c`."""
    report = copy.deepcopy(load(f"tempus/{name}.json"))
    for path, value in changes.items():
        *way, last = path.split("/")
        node = report
        for key in way:
            node = node[key]
        if value == "GONE":
            del node[last]
        else:
            node[last] = value
    return report


@pytest.mark.parametrize(
    ("kind", "code", "molecule", "is_complete"),
    [
        ("RNA", "XR", "RNA", True),
        ("DNA", "XT.V4", "DNA", True),
        ("DNA", "XF", "cfDNA", True),
        ("DNA", "XF+", "cfDNA", True),
        ("", "XR", "RNA", True),
        ("RNA", "?", "RNA", True),
        ("DNA", "XR", "unknown", False),
        ("DNA+RNA", "?", "unknown", False),
        ("", "?", "unknown", False),
        ("pending", "XR", "unknown", False),
    ],
)
def test_the_nucleic_acid(kind: str, code: str, molecule: str, is_complete: bool) -> None:
    changes = {"report/workflow/reportType": kind, "order/test/code": code, "order/test/name": ""}
    frames = read(tempus(**changes))
    assert list(arms(frames)) == [molecule]
    assert complete(frames) is is_complete


@pytest.mark.parametrize(
    ("word", "status", "is_complete"),
    [
        ("standard", "done", True),
        ("qns", "not_done", True),
        ("pending", "pending", True),
        ("", "unknown", False),
        ("new", "unknown", False),
    ],
)
def test_the_status(word: str, status: str, is_complete: bool) -> None:
    frames = read(tempus(**{"report/workflow/reportStatus": word}))
    assert arms(frames)["RNA"].status == status
    assert arms(frames)["RNA"].negative_stated is (status == "done")
    assert complete(frames) is is_complete


@pytest.mark.parametrize(
    ("notes", "findings", "status"),
    [
        ("RNA analysis is being performed and will be reported when complete.", [], "pending"),
        ("mRNA sequencing: to follow.", [{"gene": "ERBB2", "mechanism": "overexpressed"}], "pending"),
        ("RNA sequencing could not be performed: insufficient material.", [], "not_done"),
        ("DNA analysis was repeated.", [], ""),
        ("", [{"gene": "ERBB2", "mechanism": "overexpressed"}], "done"),
    ],
)
def test_the_old_test_has_an_rna_arm_only_where_the_report_shows_it(
    notes: str, findings: list[Any], status: str
) -> None:
    frames = read(tempus("v1.rna_clean", **{"report/notes": notes, "results/rnaFindings": findings}))
    rna = arms(frames).get("RNA")
    assert (rna.status if rna else "") == status
    assert rna is None or not rna.negative_stated
    assert complete(frames)


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("v1.rna_clean", "results/fusionVariants"),
        ("v1.rna_clean", "results/somaticBiologicallyRelevantVariants"),
        ("v3.rna_clean", "genomicVariants/biologicallyRelevant"),
        ("v3.rna_clean", "genomicVariants/unknownSignificance/variants"),
    ],
)
def test_a_list_that_is_not_there_says_nothing(name: str, gone: str) -> None:
    assert complete(read(tempus(name)))
    assert not complete(read(tempus(name, **{gone: "GONE"})))
    assert not complete(read(tempus(name, **{gone: None})))
    assert not complete(read(tempus(name, **{gone: "none found"})))


@pytest.mark.parametrize(
    ("details", "fusion", "role"),
    [
        ({"gene5": "CD74", "gene3": "NRG1"}, "CD74::NRG1", "three_prime"),
        ({"gene5": "NRG1", "gene3": "STMN2"}, "NRG1::STMN2", "five_prime"),
        ({"gene5": None, "gene3": "NRG1", "fusedGene": "CD74-NRG1"}, "CD74::NRG1", "three_prime"),
        ({"gene5": "CD74", "gene3": None, "gene": "NRG1"}, "CD74::NRG1", "three_prime"),
        ({"gene5": None, "gene3": "NRG1"}, "?::NRG1", "three_prime"),
        ({"gene": "CD74", "fusedGene": "NRG1"}, "NRG1/CD74", "unknown"),
        ({"gene": "NRG1"}, "NRG1/?", "unknown"),
        ({"gene": "NRG1", "gene5": "SDC4", "gene3": "NRG1"}, "SDC4::NRG1", "three_prime"),
    ],
)
def test_the_genes_of_a_tempus_fusion(details: Any, fusion: str, role: str) -> None:
    variants = [{"variantType": "fusions", "variantDetails": [details]}]
    frames = read(tempus(**{"genomicVariants/biologicallyRelevant/variants": variants}))
    assert [(f.fusion, f.nrg1_role) for f in of(Finding, frames)] == [(fusion, role)]
    assert complete(frames)


def test_an_amended_report_replaces_the_report_it_names_and_no_other_of_its_accession() -> None:
    new = arms(read(tempus("v3.amended")))["RNA"]
    old = arms(read(tempus("v3.rna_positive")))["RNA"]
    dna, rna = arms(read(tempus("v3.dna_only")))["DNA"], arms(read(tempus("v3.rna_clean")))["RNA"]
    assert (new.report_status, new.accession) == ("corrected", old.accession)
    assert dna.case_hint == rna.case_hint
    assert dna.accession != rna.accession


@pytest.mark.parametrize(
    ("path", "value"),
    [("report/signoutDate", value) for value in (None, "", "pending", "not signed", "TBD", "2025-13-40")],
)
def test_a_report_that_is_not_signed_out_is_preliminary(path: str, value: Any) -> None:
    rna = arms(read(tempus(**{path: value})))["RNA"]
    assert (rna.report_status, rna.negative_stated) == ("preliminary", False)


def test_the_day_of_signing_out_is_enough() -> None:
    rna = arms(read(tempus(**{"report/signingPathologist": None})))["RNA"]
    assert (rna.report_status, rna.negative_stated) == ("final", True)


@pytest.mark.parametrize(
    ("notes", "limited"),
    [
        ("RNA was degraded.", True),
        ("Results are limited by low tumor purity.", True),
        ("Low RNA quality.", True),
        ("RNA did not meet quality control thresholds", True),
        ("RNA sequencing did not pass QC.", True),
        ("Below the required read depth", True),
        ("DV200 below threshold", True),
        ("uninformative", True),
        (["RNA not sequenced"], True),
        ({"text": {"line": "Low RNA input"}}, True),
        ("No reportable variants found. RNA failed.", True),
        ("RNA analysis is being performed.", True),  # not in a report of DNA
        ("The tumor shows a loss of heterozygosity in TP53.", True),  # nobody knows what it limits
        ("No potentially actionable variants found.", False),
        (["No reportable treatment options were found."], False),
        (None, False),
        ([], False),
    ],
)
def test_notes_on_the_material_limit_a_silence(notes: str | None, limited: bool) -> None:
    assert bool(arms(read(tempus(**{"report/notes": notes})))["RNA"].limitation) is limited


def test_a_type_of_variant_that_is_not_known_may_be_a_fusion_and_has_no_class() -> None:
    variants = [{"variantType": "rearrangements", "variantDetails": [{"gene": "NRG1"}]}]
    frames = read(tempus(**{"genomicVariants/biologicallyRelevant/variants": variants}))
    assert [(f.fusion, f.classification) for f in of(Finding, frames)] == [("NRG1/?", "")]
    assert not complete(frames)


def test_a_small_variant_whose_text_speaks_of_a_fusion_stays_one() -> None:
    details = {"gene": "KRAS", "pVar": "p.G12D", "variantDescription": "also seen beside fusions"}
    variants = [{"variantType": "snvIndels", "variantDetails": [details]}]
    frames = read(tempus(**{"genomicVariants/biologicallyRelevant/variants": variants}))
    assert ("KRAS", "detected") in {(m.gene, m.state) for m in of(Marker, frames)}
    assert not of(Finding, frames)


def test_expression_of_nrg1_is_no_fusion() -> None:
    frames = read(tempus(**{"rna/variants": [{"gene": "NRG1", "mechanism": "overexpressed"}]}))
    assert not of(Finding, frames)
    assert ("NRG1", "expression") in {(m.gene, m.marker) for m in of(Marker, frames)}
    assert complete(frames)


# -- words -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sentence", "frame"),
    [
        ("Exon 6 of CD74 (NM_1.2) is joined in-frame to exon 6 of NRG1.", "in"),
        ("This fusion is in-frame and has been reported.", "in"),
        ("This fusion is predicted to be in-frame and encode an intact domain. It may be active.", "in"),
        ("This fusion is out-of-frame.", "out"),
        ("This fusion is not predicted to be in-frame.", "out"),
        ("This fusion may be in-frame.", "unknown"),
        ("It is unknown whether this fusion is in-frame.", "unknown"),
        ("In-frame fusions of this gene are known.", "unknown"),
        ("", "unknown"),
    ],
)
def test_frame_by_exact_words(sentence: str, frame: str) -> None:
    assert clinical.frame(sentence) == frame


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("C25,C25.9", ["ICD-10 C25.9"]),
        ("C81-C96,C96.9", ["ICD-10 C96.9"]),
        ("C34.1, 8140/3", ["ICD-10 C34.1", "ICD-O-3 8140/3"]),
        ("8140/3,8070/3", []),
        ("Neoplasm, not otherwise specified", []),
    ],
)
def test_codes(text: str, codes: list[str]) -> None:
    assert clinical.codes(text) == codes


@pytest.mark.samples
def test_the_samples_are_read(samples: Path) -> None:
    """All but the empty one hold one key twice in an object, which counts as a list."""
    files = sorted((samples / "vendor" / "caris").glob("*.json"))
    assert files
    for file in files:
        frames = read_bytes(file.read_bytes(), file.name)
        qns = "empty_test" in file.name
        assert complete(frames)
        assert {a.status for a in of(Assay, frames)} == {"not_done" if qns else "done"}
        assert not [n for n in of(Notice, frames) if n.severity == "error"]
        assert qns or "TPM3::ALK" in {f.fusion for f in of(Finding, frames)}
    for file in sorted((samples / "vendor" / "_synthetic_from_parser_facts").glob("tempus_*.json")):
        assert complete(read_bytes(file.read_bytes(), file.name))
