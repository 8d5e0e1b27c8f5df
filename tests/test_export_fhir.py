"""FHIR bundles: read back, valid, bound to the codes that are required, and never absent but for a trusted negative."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fusionflag.dossiers import Dossier
from fusionflag.model import with_facts
from fusionflag.output import fhir
from fusionflag.output.fhir_codes import ABSENT, ANSWER, GUIDE, LOINC, NO_CALL
from tests.cases import WTS, arm, fusion, wts
from tests.exports import INFO, OPEN, dossier, encoded, read_back, worked
from tests.fhir_bundles import FUSION, absent, bundle, genes, observation, part, read
from tests.files import invoke, table

R4B = pytest.importorskip("fhir.resources.R4B.bundle", reason="needs fhir.resources (the extra `test`)")
ROOT = Path(__file__).parents[1]
CASES = worked()
# required bindings of R4 and of the guide, which fhir.resources does not check
BOUND = {
    ("Bundle", "type"): {"collection"},
    ("Observation", "status"): {"final", "preliminary", "cancelled"},
    ("DiagnosticReport", "status"): {"final", "partial", "cancelled"},
    ("Procedure", "status"): {"completed", "stopped", "not-done", "in-progress", "unknown"},
    ("Task", "status"): {"draft"},
    ("Task", "intent"): {"proposal"},
    ("Task", "priority"): {"routine", "urgent"},
}
LL1971_2 = {"LA9633-4", "LA9634-2", "LA18198-4", "LA11884-6"}
PROFILES = {
    "variant": "Observation",
    "genomic-report": "DiagnosticReport",
    "genomic-study": "Procedure",
    "genomic-study-analysis": "Procedure",
    "followup-recommendation": "Task",
}


def resources(made: dict[str, Any], kind: str = "") -> list[dict[str, Any]]:
    every = [e["resource"] for e in made["entry"]]
    return [r for r in every if not kind or r["resourceType"] == kind]


def walk(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value)


def codes(concept: dict[str, Any]) -> set[str]:
    return {c["code"] for c in concept.get("coding", ())}


@pytest.mark.parametrize("name", CASES)
def test_a_bundle_is_read_back_with_the_same_verdict(name: str) -> None:
    d = CASES[name]
    (case,) = read_back({"x.json": encoded(fhir.bundle(d, INFO))})
    assert (case.case_id, case.verdict) == (d.case.case_id, d.case.verdict), case.reasons
    if d.case.verdict.startswith("positive"):
        assert case.fusion == d.case.fusion
    if "age" not in d.case.label_reason.lower():  # the age is told to nobody
        assert case.label == d.case.label


def test_the_demo_is_read_back_with_the_same_verdicts(tmp_path: Path) -> None:
    demo = ROOT / "fixtures" / "demo"
    out = tmp_path / "out"
    invoke("run", str(demo), "--sample-sheet", str(demo / "cases.csv"), "-o", str(out), "--format", "fhir")
    expected = {c["case_id"]: c["verdict"] for c in table(out / "cases.tsv")}
    again = tmp_path / "again"
    invoke("run", str(out / "fhir"), "-o", str(again))
    assert {c["case_id"]: c["verdict"] for c in table(again / "cases.tsv")} == expected
    assert len(set(expected.values())) == 8, "the demo has every verdict"


@pytest.mark.parametrize("name", CASES)
def test_a_bundle_is_valid_and_bound(name: str) -> None:
    made = fhir.bundle(CASES[name], INFO)
    R4B.Bundle.model_validate(json.loads(json.dumps(made)))
    for resource in (made, *resources(made)):
        for (kind, element), allowed in BOUND.items():
            if resource["resourceType"] == kind:
                assert resource[element] in allowed, (kind, element)
        for profile in resource.get("meta", {}).get("profile", ()):
            assert PROFILES[profile.removeprefix(f"{GUIDE}/StructureDefinition/")] == resource["resourceType"]
    for observed in resources(made, "Observation"):
        assert ("valueCodeableConcept" in observed) != ("dataAbsentReason" in observed), "obs-6"
        answer = observed.get("valueCodeableConcept") or observed["dataAbsentReason"]
        assert len(codes(answer) & LL1971_2) == 1
        assert {c["system"] for c in answer["coding"] if c["code"] in LL1971_2} == {LOINC}
        assert any("laboratory" in codes(c) for c in observed["category"])
        assert {"HGNC:7997"} <= {
            c for p in observed["component"] for c in codes(p.get("valueCodeableConcept", {}))
        }
    (report,) = resources(made, "DiagnosticReport")
    assert any("GE" in codes(c) for c in report["category"])
    assert report["conclusion"]
    (task,) = resources(made, "Task")
    assert task["code"]


@pytest.mark.parametrize("name", CASES)
def test_references_and_ids_of_a_bundle_hold(name: str) -> None:
    made = fhir.bundle(CASES[name], INFO)
    urls = [e["fullUrl"] for e in made["entry"]]
    assert len(set(urls)) == len(urls)
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", u) for u in urls)
    assert {n["reference"] for n in walk(made) if "reference" in n} <= set(urls)
    assert all(re.fullmatch(r"[A-Za-z0-9.-]{1,64}", r["id"]) for r in resources(made))
    assert made == fhir.bundle(CASES[name], INFO), "nothing in it changes from run to run"


@pytest.mark.parametrize("name", CASES)
def test_what_each_verdict_becomes(name: str) -> None:
    d = CASES[name]
    made = fhir.bundle(d, INFO)
    text = json.dumps(made)
    answers = [o.get("valueCodeableConcept") for o in resources(made, "Observation")]
    assert (ABSENT[0] in text) == (d.case.verdict == "negative")
    if d.case.verdict in OPEN:
        (observed,) = resources(made, "Observation")
        assert answers == [None]
        assert NO_CALL[0] in codes(observed["dataAbsentReason"])
        assert len(observed["dataAbsentReason"]["coding"]) == 2
    else:
        assert ANSWER[d.case.verdict][0] in {c for a in answers for c in codes(a)}
    if d.case.verdict == "equivocal":
        assert all(codes(a) == {"LA11884-6"} for a in answers)
    if d.case.verdict == "positive_confirm_rna" and "NUCLEIC_ACID_UNKNOWN" not in d.case.reasons:
        assert "confirm by RNA" in json.dumps(resources(made, "Observation"))


def test_the_whole_wording_goes_with_the_report() -> None:
    d = dossier(wts(), fusion())
    (report,) = resources(fhir.bundle(d, INFO), "DiagnosticReport")
    wording = base64.b64decode(report["presentedForm"][0]["data"]).decode()
    for text in (d.case.addendum, d.case.next_step, "RNA_POSITIVE", "r1.tsv:1", "Decision support"):
        assert text in wording


def test_the_reports_of_two_people_have_no_result() -> None:
    people = (
        {"patient_name": "Able Marker", "birth_date": "1950-01-01"},
        {"patient_name": "Other Person", "birth_date": "1960-01-01"},
    )
    d = dossier(arm("a", **WTS, **people[0]), arm("b", **WTS, **people[1]), fusion(of="a"))
    assert d.case.reasons == ("IDENTITY_CONFLICT",)
    made = fhir.bundle(d, INFO)
    assert [o.get("valueCodeableConcept") for o in resources(made, "Observation")] == [None]
    assert "Able" not in json.dumps(made)
    assert [c.verdict for c in read_back({"x.json": encoded(made)})] == ["unreadable"]


def test_one_person_of_a_joint_case_gets_no_arm_of_the_other() -> None:
    d = dossier(
        arm("a", **WTS, specimen="S1"), arm("b", "DNA", specimen="S2"), fusion(of="a"), case_id="case#1"
    )
    alone = fhir.bundle(replace(d, joint="case"), INFO)
    assert not resources(alone, "Specimen")
    assert len(resources(alone, "Procedure")) == 1, "the study, without analyses"
    assert len(resources(fhir.bundle(d, INFO), "Procedure")) == 3
    assert [c.verdict for c in read_back({"x.json": encoded(alone)})] == ["positive"]


@pytest.mark.parametrize(
    "case_id", ["a/b.tsv", "Case 7", "<script>", "=cmd|x", "ä", "x" * 80, "sheet#2", "a\u00a0b\u2028c"]
)
def test_any_case_id_makes_a_valid_bundle(case_id: str) -> None:
    d = worked()["01"]
    made = fhir.bundle(Dossier(with_facts(d.case, case_id=case_id), d.assays, d.findings), INFO)
    R4B.Bundle.model_validate(made)
    assert [c.verdict for c in read_back({"x.json": encoded(made)})] == ["positive"]


def test_hashed_ids_stay_hashed(tmp_path: Path) -> None:
    demo = ROOT / "fixtures" / "demo"
    key = tmp_path / "key"
    key.write_text("0123456789abcdef0123456789abcdef")
    out = tmp_path / "out"
    formats = "fhir,cbioportal,vicc,bedpe,multiqc,jsonl,csv"
    sheet = ("--sample-sheet", str(demo / "cases.csv"))
    invoke("run", str(demo), *sheet, "-o", str(out), "--hash-ids", str(key), "--format", formats)
    files = [
        p for p in out.rglob("*") if p.is_file() and p.suffix in (".json", ".jsonl", ".csv", ".txt", ".bedpe")
    ]
    assert len(files) > 40
    for file in files:
        text = file.read_text(encoding="utf-8") + file.name
        for form in re.findall(r'"data": "([A-Za-z0-9+/=]+)"', text):
            text += base64.b64decode(form).decode()
        assert not re.search(r"lung-\d\d|bile-\d\d|pancreas-\d\d", text), file


# -- what reading had to learn ---------------------------------------------------------------------
UNSURE = ("LA11884-6", "Indeterminate")


@pytest.mark.parametrize(
    ("parts", "events"),
    [
        ([*genes("NRG1"), *FUSION], 0),  # the test gave no answer
        ([*genes("NRG1"), *FUSION, part("53037-8", {"text": "VUS"})], 1),
        (
            [
                *genes("NRG1"),
                *FUSION,
                {"code": {"coding": [{"code": "82121-5"}]}, "valueQuantity": {"value": 30}},
            ],
            1,
        ),
        ([*genes("ALK"), *FUSION, part("53037-8", {"text": "VUS"})], 0),
    ],
)
def test_an_indeterminate_result_is_an_event_where_it_tells_of_one(parts: list[Any], events: int) -> None:
    document = bundle(observation(UNSURE, parts))
    _, findings, _, _, complete = read(document)
    assert complete
    assert [f.marks for f in findings] == [("INDETERMINATE",)] * events
    (case,) = read_back({"x.json": encoded(document)})
    assert case.verdict == ("equivocal" if events else "inadequate_rna_negative")


def test_an_indeterminate_event_is_never_positive_whatever_its_class() -> None:
    sure = [
        *genes("CD74", "NRG1"),
        *FUSION,
        part("53037-8", {"text": "Pathogenic"}),
        part("81252-9", {"text": "CD74::NRG1"}),
    ]
    for value, verdict in ((UNSURE, "equivocal"), (("LA9633-4", "Present"), "positive")):
        assert [c.verdict for c in read_back({"x.json": encoded(bundle(observation(value, sure)))})] == [
            verdict
        ]


@pytest.mark.parametrize(
    ("conclusion", "complete"),
    [
        ("No NRG1 fusion detected.", True),
        ("NRG1 fusion not excluded: only DNA was tested. This is not a negative result.", True),
        ("NRG1 fusion not excluded: detected elsewhere.", False),
        ("NRG1 fusion not excluded: see CD74.", False),
        ("No NRG1 fusion detected. NRG1 rearranged by FISH.", False),
        ("NRG1 fusion detected.", False),
    ],
)
def test_a_conclusion_that_says_no_more_is_understood(conclusion: str, complete: bool) -> None:
    assert read(bundle(absent(), conclusion=conclusion))[4] is complete


def test_the_conclusion_of_a_negative_takes_nothing_from_it() -> None:
    for conclusion, verdict in (
        ("No NRG1 fusion detected.", "negative"),
        ("NRG1 fusion uncertain.", "inadequate_rna_negative"),
    ):
        (case,) = read_back({"x.json": encoded(bundle(absent(), conclusion=conclusion))})
        assert case.verdict == verdict
