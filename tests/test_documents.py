"""The tree of JSON and XML reports: what names NRG1 there is never passed over, however it is written and wherever it stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fusionflag import documents
from fusionflag.codes import Code
from fusionflag.model import Assay, Finding, Notice
from fusionflag.stream import Frame
from fusionflag.testing import read_bytes
from tests.reports import complete

FIXTURES = Path(__file__).parents[1] / "fixtures"
CLEAN = (FIXTURES / "tempus" / "v3.rna_clean.json").read_text()
POSITIVE = (FIXTURES / "tempus" / "v3.rna_positive.json").read_text()
XML = (FIXTURES / "foundation_xml" / "rna_clean.xml").read_text()
FUSION = (FIXTURES / "vicc_fusion" / "five_prime.json").read_text()
NOTES = '"notes": null,\n  "reportId"'


def codes(frames: list[Frame]) -> set[str]:
    return {f.code for f in frames if isinstance(f, Notice)}


@pytest.mark.parametrize(
    ("notes", "named"),
    [
        ("Addendum: CD74-NRG1 detected", True),
        (r"Addendum:\nNRG1 fusion with CD74 detected", True),
        (r"CD74\tNRG1", True),
        (r"CD74\u2013NRG1 detected", True),
        (r"CD74-\u004eRG1 detected", True),
        (r"CD74-NRG\u200b1 detected", True),
        ("CD74-\uff2e\uff32\uff27\uff11 detected", True),
        ("CD74-NRG-1 detected", True),
        ("neuregulin 1 fusion detected", True),
        (r"Addendum:\nNRG10, NDRG1, NRG1-IT1 and neuregulin 2 seen", False),
    ],
)
def test_escapes_and_spellings_do_not_hide_nrg1(notes: str, named: bool) -> None:
    assert NOTES in CLEAN
    frames = read_bytes(CLEAN.replace(NOTES, f'"notes": "{notes}",\n  "reportId"').encode(), "t.json")
    assert (Code.NRG1_UNEXPLAINED in codes(frames)) is named
    assert complete(frames) is not named


@pytest.mark.parametrize(("note", "named"), [(r"CD74\nNRG1", True), (r"CD74\nNDRG1", False)])
def test_a_document_without_the_tree_has_the_net_too(note: str, named: bool) -> None:
    frames = read_bytes(f'{{"genes": [], "note": "{note}"}}'.encode(), "p.json")
    assert complete(frames) is not named
    assert (Code.NRG1_UNEXPLAINED in codes(frames)) is named


@pytest.mark.parametrize(
    ("part", "named"),
    [
        ("<!-- CD74-NRG1 -->", True),
        ("<!-- CD74-NRG2 -->", False),
        ("<?note CD74-NRG1?>", True),
        ("<Note>CD74-&#78;RG1</Note>", True),
        ("<Note><![CDATA[CD74-NRG1]]></Note>", True),
        ("<Note>CD74-<b>NR</b>G1</Note>", True),
        ("<Note><b>NR</b><i>G1</i></Note>", True),
        ("<Note>NRG<sub>1</sub> fusion</Note>", True),
        ("<Note>NRG<sub>2</sub> fusion</Note>", False),
        ("<Note><gene>NRG</gene><exon>1</exon></Note>", False),
        ('<Note NRG1="yes"/>', True),
        ('<Note xmlns:a="a" xmlns:b="b" a:g="NRG1" b:g="x"/>', True),
        ('<Note xmlns:a="a" xmlns:b="b" a:g="x" b:g="y"/>', False),
        ("<NRG1>fusion</NRG1>", True),
    ],
)
def test_no_part_of_xml_hides_nrg1(part: str, named: bool) -> None:
    end = XML.rindex("</")
    frames = read_bytes((XML[:end] + part + XML[end:]).encode(), "t.xml")
    assert (Code.NRG1_UNEXPLAINED in codes(frames)) is named
    assert complete(frames) is not named


@pytest.mark.parametrize("at", ["before", "after"])
def test_a_comment_beside_the_root_is_seen(at: str) -> None:
    whole = XML.rstrip() + "\n<!-- NRG1 -->\n" if at == "after" else XML.replace("?>", "?><!-- NRG1 -->", 1)
    assert Code.NRG1_UNEXPLAINED in codes(read_bytes(whole.encode(), "t.xml"))


SPELLINGS = [
    "NRG-1",
    "NRG\u20111",
    "\uff2e\uff32\uff27\uff11",
    "NRG_1",
    "NRG 1",
    "N\u200bRG1",
    "neuregulin 1",
    "Neuregulin-1",
]


@pytest.mark.parametrize("name", [*SPELLINGS, "SMDF", "HRG1", "GGF2"])
def test_a_finding_under_another_name_of_nrg1_is_one_of_nrg1(name: str) -> None:
    frames = read_bytes(POSITIVE.replace("NRG1", name).encode(), "t.json")
    found = [f for f in frames if isinstance(f, Finding) and "NRG1" in (f.gene5, f.gene3)]
    assert found
    assert all(Code.ALIAS_USED in f.notes for f in found)


def test_a_name_with_its_exon_glued_to_it_is_not_passed_over() -> None:
    assert not complete(read_bytes(POSITIVE.replace("NRG1", "NRG1exon6").encode(), "t.json"))


# -- shapes ----------------------------------------------------------------------------------------
def tempus(section: str, key: str, value: Any) -> list[Frame]:
    document = json.loads(CLEAN)
    document[section][key] = value
    return read_bytes(json.dumps(document).encode(), "t.json")


@pytest.mark.parametrize(
    ("diagnosis", "whole"),
    [
        (None, True),
        ("", True),
        ([], True),
        ({}, True),
        (["Checked.", "Signed."], True),
        ({"text": "The RNA was degraded."}, False),
        ([{"text": "The RNA was degraded."}], False),
    ],
)
def test_an_object_where_text_is_sought_is_not_passed_over(diagnosis: Any, whole: bool) -> None:
    assert complete(tempus("patient", "diagnosis", diagnosis)) is whole


@pytest.mark.parametrize(
    ("notes", "limited"),
    [
        (None, False),
        ("Standard.", False),
        ("The RNA was degraded.", True),
        ({"text": "The RNA was degraded."}, True),
        ([{"text": "The RNA was degraded."}], True),
    ],
)
def test_a_remark_in_any_shape_limits_a_silence(notes: Any, limited: bool) -> None:
    (arm,) = [f for f in tempus("report", "notes", notes) if isinstance(f, Assay)]
    assert bool(arm.limitation) is limited
    assert (arm.qc == "attested") is not limited


def test_texts_in_a_list_are_read() -> None:
    weak = json.loads((FIXTURES / "tempus" / "v3.weak.json").read_text())
    plain = read_bytes(json.dumps(weak).encode(), "t.json")
    weak["report"]["notes"] = [weak["report"]["notes"]]
    listed = read_bytes(json.dumps(weak).encode(), "t.json")
    assert [f.limitation for f in plain if hasattr(f, "limitation")] == [
        f.limitation for f in listed if hasattr(f, "limitation")
    ]


def wrapped(gene: str) -> str:
    return f"[{gene}]"


def doubled(gene: str) -> str:
    return f'{gene}, "gene": {{"label": "x"}}'


def repeated(gene: str) -> str:
    return f'{gene}, "gene": {gene}'


@pytest.mark.parametrize(("change", "whole"), [(wrapped, True), (repeated, True), (doubled, False)])
def test_an_object_in_a_list_is_read_or_told(change: Callable[[str], str], whole: bool) -> None:
    document = json.loads(FUSION)
    gene = json.dumps(document["structure"][0]["gene"])
    changed = json.dumps(document).replace(f'"gene": {gene}', f'"gene": {change(gene)}', 1)
    assert changed != json.dumps(document)
    before, after = read_bytes(FUSION.encode(), "f.json"), read_bytes(changed.encode(), "f.json")
    assert complete(after) is whole
    if whole:
        assert [f.fusion for f in after if isinstance(f, Finding)] == [
            f.fusion for f in before if isinstance(f, Finding)
        ]


def test_a_walk_asks_for_nothing() -> None:
    import io

    from fusionflag.reading import Report

    with Report(io.BytesIO(b'{"a": {"b": ["x", {"c": 1}]}, "d": null}'), "x.json") as report:
        root = documents.document(report)
        assert [n.text() for n in root.walk()] == ["", "", "", "x", "", "1", ""]
        assert report.complete
        assert root.text("d") == ""
        assert report.complete
        assert root.text("a") == ""
        assert not report.complete
        assert len(report.notices) == 1
        root.text("a")
        assert len(report.notices) == 1


@pytest.mark.parametrize(
    ("more", "whole"),
    [
        ("", True),
        ("<specimenInformation/>", True),
        ("<specimenInformation><liquidBiopsySpecimenInformation/></specimenInformation>", False),
        ("<patientInformation><dob>1950-01-01</dob></patientInformation>", False),
        ("<testDetails><reportType>Preliminary</reportType></testDetails>", False),
    ],
)
def test_a_second_element_of_one_name_is_not_passed_over(more: str, whole: bool) -> None:
    text = (FIXTURES / "caris" / "positive.xml").read_text(encoding="utf-8")
    assert text.count("</labReport>") == 1
    assert (
        complete(read_bytes(text.replace("</labReport>", f"{more}</labReport>").encode(), "x.xml")) is whole
    )
