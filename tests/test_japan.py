"""Traps of GenMineTOP and of C-CAT CATS."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fusionflag.model import Finding
from fusionflag.testing import read_bytes
from tests.reports import arms_of_samples, complete, of, verdict


# -- GenMineTOP ----------------------------------------------------------------------------------------
def genminetop(items: str = "", panel: str = "<item>TDv6</item><item>TRv6</item>") -> bytes:
    return (
        "<root><vendor-id>todai-oncopanel</vendor-id><report><id>G1</id><patient><id>M1</id></patient>"
        f"<test><type>todai-oncopanel</type><panel>{panel}</panel></test><result><reference-genome>hg38</reference-genome>"
        f"<alterations>{items}</alterations></result></report></root>"
    ).encode()


def fusion(genes: tuple[str, ...], points: tuple[str, ...], kind: str = "fusion") -> str:
    at = {"CD74": "<chr>chr5</chr><pos>150404680</pos>", "NRG1": "<chr>chr8</chr><pos>32727949</pos>"}
    named = "".join(f"<item>{g}</item>" for g in genes)
    broken = "".join(f"<item><gene>{g}</gene>{at.get(g, '')}</item>" for g in points)
    return (
        f"<item><gene>{named}</gene><type>{kind}</type><num-reads>90</num-reads><frame>in-frame</frame>"
        f"<breakpoint>{broken}</breakpoint><status>finding</status></item>"
    )


SNV = "<item><gene>NRG1</gene><type>snv</type><protein-alteration>{}</protein-alteration><status>finding</status></item>"


@pytest.mark.parametrize(
    ("old", "new", "shown", "known"),
    [
        ("<id>G1</id>", "<id>G1</id>", "G1", True),
        ("<id>G1</id>", "<id>M1</id>", "", True),  # the hospital's number of the patient
        ("</vendor-id>", "</vendor-id><vendor-id>todai-oncopanel</vendor-id>", "", False),
        ("<root><vendor-id>todai-oncopanel</vendor-id>", '<root vendor-id="todai-oncopanel">', "", False),
    ],
)
def test_only_the_report_s_own_number_is_shown(old: str, new: str, shown: str, known: bool) -> None:
    frames = read_bytes(genminetop().decode().replace(old, new).encode(), "g.xml")
    assert complete(frames) == known
    assert {(a.accession, a.case_hint) for a in arms_of_samples(frames).values() if a.parser} <= {
        (shown, shown)
    }


@pytest.mark.parametrize(
    ("panel", "molecules", "is_complete"),
    [
        ("<item>TDv6</item><item>TRv6</item>", {"DNA", "RNA"}, True),
        ("<item>TDv6</item>", {"DNA"}, True),
        ("<item>TRv6.4.3</item>", {"RNA"}, True),
        ("<item>TDv6</item><item>XX</item>", {"DNA", "unknown"}, False),
        ("", {"unknown"}, False),
    ],
)
def test_arms_come_from_the_panels(panel: str, molecules: set[str], is_complete: bool) -> None:
    frames = read_bytes(genminetop(panel=panel), "g.xml")
    assert {m for _, m in arms_of_samples(frames)} == molecules
    assert complete(frames) == is_complete


@pytest.mark.parametrize(
    ("item", "fusions", "at", "is_complete"),
    [
        (fusion(("CD74", "NRG1"), ("CD74", "NRG1")), ["CD74::NRG1"], 32727949, True),
        (
            fusion(("CD74", "NRG1"), ("NRG1", "CD74")),
            ["CD74::NRG1"],
            32727949,
            True,
        ),  # the points the other way
        (fusion(("CD74", "NRG1"), ("CD74",)), ["CD74::NRG1"], None, True),
        (fusion(("CD74", "NRG1"), ("CD74", "ALK")), ["CD74::NRG1"], None, False),
        (fusion(("CD74", "ALK"), ("CD74", "NRG1")), [], None, False),
        (fusion(("CD74", "ALK"), ("CD74", "ROS1")), ["CD74::ALK"], None, True),
        (SNV.format("R77S"), [], None, True),
        (SNV.format("CD74-NRG1"), [], None, False),
        (fusion(("CD74", "NRG1"), ("CD74", "NRG1"), "new-kind"), [], None, False),
        (fusion(("CD74", "NRG1", "X"), ("CD74", "NRG1")), [], None, False),
    ],
)
def test_fusions_of_genminetop(item: str, fusions: list[str], at: int | None, is_complete: bool) -> None:
    frames = read_bytes(genminetop(item), "g.xml")
    assert [f.fusion for f in of(Finding, frames)] == fusions
    assert [f.pos3 for f in of(Finding, frames)] == [at] * len(fusions)
    assert {f.molecule for f in of(Finding, frames)} <= {"RNA"}
    assert complete(frames) == is_complete


def test_silent_genminetop_is_no_trusted_negative_without_its_quality(tmp_path: Path) -> None:
    case = verdict(tmp_path, genminetop())
    assert case["verdict"] == "inadequate_rna_negative"
    assert "QC_NOT_PROVIDED" in case["reasons"]


# -- C-CAT CATS ----------------------------------------------------------------------------------------
def end(chrom: str, pos: int, *genes: str | None) -> dict[str, Any]:
    return {
        "chromosome": chrom,
        "startPosition": pos,
        "endPosition": pos,
        "transcripts": [{"geneSymbol": g} for g in genes],
    }


A, B = end("5", 150404680, "CD74"), end("8", 32500100, "NRG1", "NRG1-IT1")
TUMOR_RNA = {"itemId": "r", "tumorOrNormal": "tumor", "nucleicAcid": "RNA"}
TUMOR_DNA = {"itemId": "d", "tumorOrNormal": "tumor", "nucleicAcid": "DNA"}


def cats(*rearrangements: dict[str, Any], samples: Any = (TUMOR_RNA, TUMOR_DNA), **more: Any) -> bytes:
    root = {
        "metaData": {"schemaVersion": "1.2.1", "referenceGenome": {"grcRelease": "GRCh38"}},
        "testInfo": {"testId": "1", "testType": "tumor-only", "panelName": "GenMineTOP"},
        "sequencingSamples": list(samples),
        "variants": {"rearrangements": list(rearrangements)},
    }
    return json.dumps(root | more).encode()


def joined(a: dict[str, Any] = A, b: dict[str, Any] = B, **more: Any) -> dict[str, Any]:
    facts = {"itemId": "v", "rearrangementType": "gene fusion", "sampleItemId": "d", "reported": True}
    return {"breakends": [a, b]} | facts | more


@pytest.mark.parametrize(
    ("entry", "fusions", "at"),
    [
        (joined(orderedGenePairs=[["CD74", "NRG1"]]), ["CD74::NRG1"], [32500100]),
        (joined(B, A, orderedGenePairs=[["CD74", "NRG1"]]), ["CD74::NRG1"], [32500100]),
        (joined(orderedGenePairs=[["NRG1", "CD74"]]), ["NRG1::CD74"], [150404680]),
        (
            joined(orderedGenePairs=[["CD74", "NRG1"], ["NRG1", "CD74"]]),
            ["CD74::NRG1", "NRG1::CD74"],
            [32500100, 150404680],
        ),
        (joined(), ["CD74/NRG1"], [32500100]),
        (joined(end("3", 1000, None)), ["?/NRG1"], [32500100]),
        (joined(orderedGenePairs=[["CD74"]]), [], []),
    ],
)
def test_rearrangements_of_cats(entry: dict[str, Any], fusions: list[str], at: list[int]) -> None:
    frames = read_bytes(cats(entry), "c.json")
    assert [f.fusion for f in of(Finding, frames)] == fusions
    assert [f.pos3 for f in of(Finding, frames)] == at
    assert complete(frames) == bool(fusions)
    assert not any(f.kept5 or f.kept3 for f in of(Finding, frames))


@pytest.mark.parametrize(
    ("pairs", "fusions", "is_complete"),
    [
        ([["CD74", "NRG1-IT1"]], ["CD74::NRG1-IT1"], False),  # NRG1 stands beside it
        ([["CD74", "ALK"]], [], False),
        ([[None, None]], [], False),
        ([None], [], False),
        ([["FOO", "NRG1"]], ["FOO::NRG1"], False),
        ([["CD74", "NRG1"]], ["CD74::NRG1"], True),
    ],
)
def test_pairs_name_the_genes_of_the_breakends(pairs: Any, fusions: list[str], is_complete: bool) -> None:
    frames = read_bytes(cats(joined(orderedGenePairs=pairs)), "c.json")
    assert [f.fusion for f in of(Finding, frames)] == fusions
    assert complete(frames) == is_complete


@pytest.mark.parametrize(
    ("more", "sample", "expected"),
    [
        ({}, "d", "DNA"),
        ({}, "r", "RNA"),
        ({}, "x", "unknown"),
        ({"testInfo": {"testType": "tumor-only (cell-free)", "panelName": "x"}}, "d", "cfDNA"),
    ],
)
def test_the_nucleic_acid_is_the_sample_s(more: dict[str, Any], sample: str, expected: str) -> None:
    frames = read_bytes(cats(joined(sampleItemId=sample), **more), "c.json")
    assert [f.molecule for f in of(Finding, frames)] == [expected]
    assert complete(frames) == (sample != "x")


def test_a_file_without_the_list_of_rearrangements_says_nothing_of_fusions(tmp_path: Path) -> None:
    for variants_ in ({}, {"rearrangements": None}):
        assert not any(
            a.fusions_stated for a in arms_of_samples(read_bytes(cats(variants=variants_), "c.json")).values()
        )
    assert verdict(tmp_path, cats(variants={}, samples=[TUMOR_DNA]), "c.json")["verdict"] == "not_tested"


def test_a_suspected_sample_is_limited_and_an_empty_list_is_no_pass() -> None:
    states = [
        {**TUMOR_RNA, "suspectedSampleStates": ["degraded"]},
        {**TUMOR_DNA, "suspectedSampleStates": []},
    ]
    found = arms_of_samples(read_bytes(cats(samples=states), "c.json"))
    assert found["r", "RNA"].limitation
    assert (found["d", "DNA"].limitation, found["d", "DNA"].qc) == ("", "not_provided")


def test_two_files_with_one_arbitrary_test_id_are_two_cases() -> None:
    assert {a.case_hint for a in arms_of_samples(read_bytes(cats(), "c.json")).values()} == {""}


@pytest.mark.parametrize(
    ("comment", "is_complete"),
    [
        ({"itemIds": ["v"], "contents": ["NRG1 fusion"]}, True),
        ({"itemIds": [], "contents": ["NRG1 fusion"]}, False),
    ],
)
def test_a_comment_counts_as_read_only_with_what_it_speaks_of(
    comment: dict[str, Any], is_complete: bool
) -> None:
    meta = {"schemaVersion": "1.2.1", "referenceGenome": {"grcRelease": "GRCh38"}, "comments": [comment]}
    assert complete(read_bytes(cats(joined(), metaData=meta), "c.json")) == is_complete
