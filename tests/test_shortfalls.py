"""Words against the sample or its RNA, wherever a document has them, limit its silence; general sentences do not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fusionflag import shortfalls
from fusionflag.model import Assay, Finding
from fusionflag.testing import read_bytes
from tests.reports import FIXTURES, complete, of

CLEAN = ("caris/rna_clean.json", "tempus/v3.rna_clean.json", "fhir_genomics/rna_clean.json")
AGAINST = "RNA quality was insufficient, so fusions could not be assessed."
GENERAL = "Patients whose sample failed testing may be tested again."


def _objects(value: Any) -> list[dict[str, Any]]:
    """All objects of a document but those of trials and therapies, which speak of other people's samples."""
    if isinstance(value, list):
        return [found for inner in value for found in _objects(inner)]
    if not isinstance(value, dict):
        return []
    below = [
        inner
        for name, inner in value.items()
        if name not in ("clinicalTrials", "therapies", "treatments", "trials")
    ]
    return [value, *(found for inner in below for found in _objects(inner))]


def rna(data: bytes, name: str) -> Assay:
    return next(a for a in of(Assay, read_bytes(data, name)) if a.molecule == "RNA")


@pytest.mark.parametrize("file", CLEAN)
def test_a_sentence_against_the_sample_counts_at_every_place(file: str) -> None:
    document = json.loads((FIXTURES / file).read_text(encoding="utf-8"))
    assert not rna(json.dumps(document).encode(), "x.json").limitation
    for place in _objects(document):
        place["zzremark"] = AGAINST
        data = json.dumps(document).encode()
        assert rna(data, "x.json").limitation or not complete(read_bytes(data, "x.json"))
        assert "insufficient" not in repr([a.limitation for a in of(Assay, read_bytes(data, "x.json"))])
        place["zzremark"] = GENERAL
        assert rna(json.dumps(document).encode(), "x.json").limitation != shortfalls.LIMITATION
        del place["zzremark"]


@pytest.mark.parametrize(
    ("text", "limited"),
    [
        (AGAINST, True),
        ("The specimen failed to meet the minimum performance standard.", True),
        ("degraded", True),
        ("The library was of poor quality", True),
        ("No fusion was identified.", False),
        ("NRG1 fusion was not detected.", False),
        ("The sample passed.", False),
        (GENERAL, False),
        ("", False),
    ],
)
def test_what_speaks_against_a_report_in_xml(text: str, limited: bool) -> None:
    data = (FIXTURES / "foundation_xml" / "rna_clean.xml").read_text(encoding="utf-8")
    for place in ("</FinalReport>", "</rr:ResultsPayload>"):
        assert data.count(place) == 1
        changed = data.replace(place, f"<Comments>{text}</Comments>{place}").encode()
        assert bool(rna(changed, "x.xml").limitation) is limited


def test_a_finding_stands_whatever_is_said_against_the_sample() -> None:
    document = json.loads((FIXTURES / "caris" / "positive.json").read_text(encoding="utf-8"))
    document["testDetails"]["comments"] = AGAINST
    frames = read_bytes(json.dumps(document).encode(), "x.json")
    assert [f.fusion for f in of(Finding, frames)] == ["CD74::NRG1"]
