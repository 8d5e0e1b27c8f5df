"""FHIR: who a report is of, and elements that are not what they must be."""

import json
from pathlib import Path
from typing import Any

import pytest

from fusionflag.model import Severity
from tests.fhir_bundles import (
    ABSENT,
    FUSION,
    GUIDE,
    NO_FUSION,
    PRESENT,
    absent,
    analysis,
    bundle,
    concept,
    genes,
    observation,
    read,
    specimen,
)

FIXTURES = Path(__file__).parents[1] / "fixtures"
PLANTED = ("Zzplanted", "Marker", "1931-02-03", "MRN-ZZ", "Zzphysician", "Zzaddress", "0100777", "zz@planted")


@pytest.mark.parametrize(
    ("own", "hint"),
    [
        ("case-a", "case-a"),
        ("0b9c5d1e", "0b9c5d1e"),
        ("zzplanted-marker-77", ""),
        ("pat-1931-7", ""),
        ("pat-ZZ-777001", ""),
        ("mrnzz777001", ""),
    ],
)
def test_a_server_id_that_tells_who_the_patient_is_names_no_case(own: str, hint: str) -> None:
    document = bundle(
        absent(subject={"reference": f"Patient/{own}"}), subject={"reference": f"Patient/{own}"}
    )
    document["entry"][0]["resource"] |= {
        "id": own,
        "identifier": [{"value": "MRN-ZZ-777001"}],
        "name": [{"family": "Marker", "given": ["Zzplanted"]}],
        "birthDate": "1931-02-03",
    }
    (arm,), *_ = read(document)
    assert arm.case_hint == hint


def test_a_patient_that_the_file_lacks_names_no_case() -> None:
    document = bundle(subject={"reference": "Patient/MRN-ZZ-777001"})
    (arm,), *_ = read(document)
    assert (arm.case_hint, "777001" in arm.case_id) == ("", False)


@pytest.mark.parametrize(
    ("identifier", "shown"),
    [
        ({"value": "ACC-1"}, "ACC-1"),
        ({"type": concept("ACSN"), "value": "ACC-1"}, "ACC-1"),
        *(({"type": concept(kind), "value": "ACC-1"}, "") for kind in ("MR", "PI", "SS")),
        ({"type": concept("ACSN"), "value": "MRN-ZZ-777001"}, ""),
        ({"value": "S/MRN ZZ 777001/2"}, ""),
    ],
)
def test_a_number_of_the_patient_is_neither_accession_nor_specimen(identifier: Any, shown: str) -> None:
    document = bundle(
        specimen(identifier=[identifier]), identifier=[identifier], specimen=[{"reference": "Specimen/s1"}]
    )
    document["entry"][0]["resource"]["identifier"] = [{"value": "MRN-ZZ-777001"}]
    (arm,), *_ = read(document)
    assert (arm.accession, arm.specimen) == (shown, shown or "s1")


@pytest.mark.parametrize(("name", "shown"), [("Tempus Labs, Inc", "Tempus"), ("Zzhospital", "")])
def test_a_clinic_is_a_token(name: str, shown: str) -> None:
    laboratory = {"resourceType": "Organization", "id": "l", "name": name}
    (arm,), *_ = read(bundle(laboratory, performer=[{"reference": "Organization/l"}]))
    assert arm.issuer == shown or (not shown and len(arm.issuer) == 16 and "zz" not in arm.issuer)
    (bare,), *_ = read(bundle(identifier=[{"system": "https://zzhospital.example/acc", "value": "A-1"}]))
    assert len(bare.issuer) == 16


BROKEN = analysis("SO:0001565")


@pytest.mark.parametrize(
    "document",
    [
        bundle(absent(), result=[[{"reference": "Observation/o1"}, {"reference": "Observation/o2"}]]),
        bundle(absent(), result=["Observation/o1"]),
        bundle(absent(), result=[{}]),
        bundle(absent(), {**BROKEN, "extension": [*BROKEN["extension"], "uncalled NRG1"]}),
        bundle(absent(), {**BROKEN, "extension": [*BROKEN["extension"], {"url": ["x"]}]}),
        bundle(absent(), extension=[{"valueReference": {"reference": "Procedure/a"}}]),
        bundle(
            absent(),
            extension=[
                {"url": f"{GUIDE}genomic-study-reference", "valueReference": {"reference": "Procedure/a"}}
            ],
        ),
    ],
)
def test_an_element_that_is_not_what_it_must_be_is_not_passed_over(document: Any) -> None:
    *_, notices, complete = read(document)
    assert not complete
    assert [n for n in notices if n.severity is Severity.ERROR]


def test_an_observation_alone_attests_nothing() -> None:
    lone = observation(ABSENT, NO_FUSION, method={"text": "RNA sequencing"})
    (arm,), *_ = read(lone)
    assert (arm.molecule, arm.report_kind, arm.qc) == ("RNA", "export", "not_provided")
    (arm,), *_ = read(bundle(lone))
    assert (arm.report_kind, arm.qc) == ("signed", "attested")
    (arm,), *_ = read({**lone, **observation(PRESENT, [*genes("CD74", "NRG1"), *FUSION])})
    assert arm.report_kind == "signed"  # found by a laboratory, not a row of a caller


@pytest.mark.parametrize("file", sorted((FIXTURES / "fhir_genomics").glob("*.json")), ids=lambda f: f.name)
def test_no_identity_leaves_the_reader(file: Path) -> None:
    golden = file.with_name(file.name + ".golden").read_text(encoding="utf-8")
    assert not [word for word in PLANTED if word in golden]


def test_a_bundle_without_genomics_is_not_claimed() -> None:
    document = {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Patient", "id": "p"}}]}
    *_, notices, complete = read(document)
    assert [n.code for n in notices] == ["UNKNOWN_FORMAT"]
    assert not complete


@pytest.mark.samples
def test_the_bundle_of_tempus(samples: Path) -> None:
    file = samples / "vendor" / "fhir" / "tempus_xT_gdx_bundle_converted.json"
    (arm,), (finding,), markers, _, complete = read(json.loads(file.read_text(encoding="utf-8")))
    assert complete
    assert (arm.molecule, arm.report_status, arm.nrg1_coverage) == ("DNA", "final", "unknown")
    assert arm.assay_reported.startswith("XT.V4")
    assert (finding.fusion, finding.classification) == ("MET/ALK", "Pathogenic")
    assert {(m.gene, m.state) for m in markers} >= {("NRAS", "not_detected"), ("BRAF", "not_detected")}
