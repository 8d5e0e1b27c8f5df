"""Archer Analysis: strong and weak calls, who is 5', and files that are a part of the answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fusionflag.archer import STARTS
from fusionflag.model import Assay, Finding, Mark, Notice
from fusionflag.segments import parts_of
from tests.files import run
from tests.reports import told

CD74 = "CD74(-)NM_001025159.2|exon:6|chr5:149784243"
NRG1 = "NRG1(+)NM_013964.3|exon:6|chr8:32585467"


def read(data: str) -> tuple[list[Finding], list[Assay], list[Notice], bool]:
    return told(data.encode())


def text(genes: str = "CD74:NRG1", strong: str = "TRUE", head: str = "", **keys: str) -> str:
    """A file of one fusion; `keys` are written FCA_1_KEY, with `__` for a hyphen."""
    lines = [f"FCA_1_GENES_UNIQUE\t{genes}", f"FCA_1_STRONG_EVIDENCE_ABERRATION\t{strong}"]
    lines += [f"FCA_1_{key.replace('__', '-')}\t{value}" for key, value in keys.items()]
    return "SAMPLE_NAME\tS1\n" + head + "\n".join(lines) + "\n"


# -- annotations -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("annotation", "five", "three"),
    [
        (f"{CD74},{NRG1}", 149784243, 32585467),
        (
            "CD74(-)NM_1.1|exon:6|chr5:149784340,chr5:149784243,NRG1(+)NM_2.1|exon:6|chr8:32585467,chr8:32585590",
            149784243,
            32585467,
        ),
        (
            "CD74(-)NM_1.1|exon:6|chr5:149784243,chr5:149784340,NRG1(+)NM_2.1|exon:6|chr8:32585590,chr8:32585467",
            149784243,
            32585467,
        ),
        ("CD74(-)NM_1.1|exon:6,NRG1(+)NM_2.1|exon:6", None, None),
    ],
)
def test_the_end_at_the_junction_is_taken_by_the_strand(
    annotation: str, five: int | None, three: int | None
) -> None:
    a, b = parts_of(annotation)
    assert (a.at(five_prime=True), b.at(five_prime=False)) == (five, three)


def test_an_annotation_that_is_not_understood_whole_is_not_understood() -> None:
    assert parts_of(f"{CD74},{NRG1}")
    assert parts_of(f"{CD74},something,{NRG1}") == ()
    assert parts_of("") == ()


# -- the text file ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("genes", "keys"),
    [
        ("CD74:NRG1", {"ANNOTATION_1": f"{CD74},{NRG1}"}),
        ("NRG1:CD74", {"ANNOTATION_1": f"{CD74},{NRG1}"}),  # a set of genes, no order
        ("NRG1:CD74", {"ANNOTATION_1__1": CD74, "ANNOTATION_2__1": NRG1}),
        (
            "NRG1:CD74",
            {"ANNOTATION_2__1": NRG1, "ANNOTATION_1__1": "CD74(-)|intron:5|chr5:1", "ANNOTATION_1__2": CD74},
        ),
    ],
)
def test_the_annotation_tells_who_is_five_prime(genes: str, keys: dict[str, str]) -> None:
    findings, arms, _, complete = read(text(genes, HAS_INFRAME_TRANSLATION="TRUE", **keys))
    found = findings[0]
    assert (found.fusion, found.pos5, found.pos3, found.exon5) == ("CD74::NRG1", 149784243, 32585467, "6")
    assert (found.egf_kept, found.frame_computed, found.marks) == ("kept", "in", (Mark.PASS,))
    assert (arms[0].sample, arms[0].molecule, arms[0].joins, complete) == ("S1", "RNA", ("archer:S1",), True)


def test_turned_genes_are_the_five_prime_partner() -> None:
    keys = {
        "ANNOTATION_1": "NRG1(+)NM_013964.3|exon:3|chr8:32474403,CD74(-)NM_001025159.2|exon:7|chr5:149782188"
    }
    assert read(text(**keys))[0][0].nrg1_role == "five_prime"


@pytest.mark.parametrize(
    ("genes", "annotation"),
    [
        ("CD74:NRG1", ""),
        ("CD74:NRG1", "not understood"),
        ("CD74:NRG1", f"{CD74},{CD74.replace('CD74', 'EZR')}"),
    ],
)
def test_without_an_annotation_that_agrees_the_order_is_not_known(genes: str, annotation: str) -> None:
    found = read(text(genes, ANNOTATION_1=annotation))[0][0]
    assert (found.order_known, found.nrg1_role, {found.gene5, found.gene3}) == (
        False,
        "unknown",
        {"CD74", "NRG1"},
    )
    assert found.pos3 is None


def test_a_gene_between_two_makes_two_junctions() -> None:
    middle = "EZR(-)NM_003379.5|exon:2|chr6:159210000"
    findings = read(text("CD74:EZR:NRG1", ANNOTATION_1=f"{CD74},{middle},{NRG1}"))[0]
    assert [f.fusion for f in findings] == ["CD74::EZR", "EZR::NRG1"]
    findings = read(text("CD74:NRG1:EZR"))[0]
    assert [f.nrg1_match for f in findings] == ["alternative"]


def test_nrg1_in_the_annotation_alone_is_not_lost() -> None:
    found = read(text("CD74:HRG", ANNOTATION_1=f"{CD74},{NRG1}"))[0][0]
    assert (found.nrg1_match, Mark.WEAK_ID in found.marks) == ("alternative", True)


@pytest.mark.parametrize(
    ("strong", "more", "mark", "filters"),
    [
        ("TRUE", {}, Mark.PASS, ""),
        ("FALSE", {}, Mark.FILTERED, "weak evidence"),
        ("TRUE", {"IS_ARTIFACT": "TRUE"}, Mark.FILTERED, "artifact"),
    ],
)
def test_only_strong_evidence_passes(strong: str, more: dict[str, str], mark: Mark, filters: str) -> None:
    found = read(text(strong=strong, ANNOTATION_1=f"{CD74},{NRG1}", **more))[0][0]
    assert (found.marks, found.filters) == ((mark,), filters)


@pytest.mark.parametrize(
    "data",
    [
        text(strong="MAYBE"),
        text(SUPPORTING_ISOFORM_ID_1="FC_3"),  # an isoform that is not there
        text() + "FCA_1_GENES_UNIQUE\tEML4:ALK\n",
        text() + "SAMPLE_NAME\tS2\n",
        text() + "FC_9_GENES\tNRG1\n",
        text() + "a line without a tab\n",
    ],
)
def test_what_is_not_understood_makes_the_report_incomplete(data: str) -> None:
    assert not read(data)[3]
    assert read(text())[3]


def test_reads_of_all_isoforms_count_and_the_panel_and_its_gate_are_kept() -> None:
    head = "PANEL_NAME\tFusionPlex Solid Tumor\nAVG_UNIQUE_RNA_START_SITES_PER_GSP2_CONTROL\t{}\n"
    keys = {"SUPPORTING_ISOFORM_ID_1": "FC_1", "SUPPORTING_ISOFORM_ID_2": "FC_2"}
    for value, qc in (("40", "not_provided"), ("3", "fail"), ("NA", "not_provided")):
        data = text(head=head.format(value), **keys) + "FC_1_EITHER_R1_OR_R2\t20\nFC_2_EITHER_R1_OR_R2\t5\n"
        findings, arms, _, _ = read(data)
        assert findings[0].junction_reads == 25
        assert (arms[0].qc, arms[0].nrg1_coverage) == (qc, "yes")
    assert read(text())[1][0].nrg1_coverage == "unknown"


@pytest.mark.parametrize(("count", "reads"), [("1", 2), ("?1", None), ("", 1)])
def test_reads_of_an_isoform_that_cannot_be_read_are_not_none(count: str, reads: int | None) -> None:
    keys = {"SUPPORTING_ISOFORM_ID_1": "FC_1", "SUPPORTING_ISOFORM_ID_2": "FC_2"}
    data = text(**keys) + f"FC_1_EITHER_R1_OR_R2\t1\nFC_2_EITHER_R1_OR_R2\t{count}\n"
    assert read(data)[0][0].junction_reads == reads


# -- the documents ---------------------------------------------------------------------------------
def entry(**more: Any) -> dict[str, Any]:
    return {
        "strong_evidence_aberration": True,
        "is_artifact": False,
        "num_reads": 200,
        "unique_start_sites": 40,
        "gene_arms": [{"gene": "CD74"}, {"gene": "NRG1"}],
        "annotations": ["CD74(-)NM_001025159.2|exon:6", "NRG1(+)NM_013964.3|exon:6"],
        "breakpoint_signature": "chr5:149784243,chr8:32585467",
        "in_frame": True,
    } | more


def isoforms(*entries: dict[str, Any], **more: Any) -> str:
    return json.dumps({"sample_name": "S1", "fusions": list(entries), "oncogenic_isoforms": []} | more)


@pytest.mark.parametrize(
    "signature", ["chr5:149784243,chr8:32585467|chr5:1,chr8:2", "chr8:32585467,chr5:149784243"]
)
def test_the_signature_gives_the_places(signature: str) -> None:
    findings, arms, _, complete = read(isoforms(entry(breakpoint_signature=signature)))
    found = findings[0]
    assert (found.fusion, found.pos5, found.pos3) == ("CD74::NRG1", 149784243, 32585467)
    assert (found.marks, found.egf_kept, found.unique_reads) == ((Mark.PASS,), "kept", 40)
    assert (arms[0].joins, complete) == (("archer:S1",), True)


def test_gene_arms_alone_tell_no_order() -> None:
    assert read(isoforms(entry(annotations=[])))[0][0].nrg1_role == "unknown"
    found = read(isoforms(entry(gene_arms=[{"gene": "CD74"}, {"gene": "EZR"}])))[0][0]
    assert (found.nrg1_match, Mark.WEAK_ID in found.marks) == ("alternative", True)


@pytest.mark.parametrize(
    "data",
    [
        isoforms(next="https://x/2"),
        isoforms(entry(strong_evidence_aberration=None)),
        isoforms(fusions=None),
        json.dumps({"fusions": [entry()]}),  # the other list is missing
        json.dumps({"results": [entry()], "next": "https://x/2"}),
        json.dumps({"results": [entry()], "next": None, "previous": "https://x/1"}),
        json.dumps({"results": [entry()], "count": 2}),
        json.dumps({"results": [entry()], "count": "many"}),
    ],
)
def test_a_part_of_the_answer_is_not_complete(data: str) -> None:
    assert not read(data)[3]
    assert read(isoforms())[3]
    assert read(json.dumps({"results": [entry()], "next": None, "previous": None, "count": 1}))[3]


def test_a_paged_list_is_read_with_the_statistics_beside_it() -> None:
    stats = {"read_stats": {"qc_stats": {STARTS: 80}}}
    findings, arms, _, complete = read(json.dumps({"results": [entry()]} | stats))
    assert ([f.fusion for f in findings], complete) == (["CD74::NRG1"], True)
    assert [(a.report_kind, a.qc_metrics) for a in arms] == [
        ("caller", "UNIQUE_RNA_START_SITES_PER_GSP2_CONTROL=80")
    ]
    assert not read(json.dumps({"results": []} | stats))[3]


def test_primers_of_one_fusion_are_not_the_panel() -> None:
    gsp2s = [{"name": "NRG1_chr8_32585467_22_+_A1_GSP2"}]
    assert read(isoforms(entry(gsp2s=gsp2s)))[1][0].nrg1_coverage == "unknown"


def test_an_exon_left_out_is_a_splice_variant() -> None:
    skipped = entry(name="MET exon 14 skipping", gene_arms=[], annotations=[])
    found = read(isoforms(oncogenic_isoforms=[skipped]))[0][0]
    assert (found.gene5, found.gene3, found.marks) == ("MET", "MET", (Mark.PASS, Mark.SPLICE_VARIANT))


@pytest.mark.parametrize(
    ("stats", "complete"),
    [
        *(({"qc_stats": {STARTS: gate}}, True) for gate in (52.4, "52.4", 9, None, "", ["12"])),
        *(
            ({"qc_stats": {STARTS: gate}}, False)
            for gate in ("FAIL", "<50", "45 (fail)", "45%", ["12", "13"], {"value": 12})
        ),
        ({"qc_stats": {STARTS: True}}, False),
        *(({"qc_stats": group}, False) for group in ("QNS", [])),
        *((group, False) for group in ("QNS", [], 4)),
        (None, True),
        ({}, True),
    ],
)
def test_a_gate_that_is_no_number_is_not_a_missing_one(stats: Any, complete: bool, tmp_path: Path) -> None:
    data = isoforms(read_stats=stats)
    assert read(data)[3] == complete
    stated = {"a.json": {"assay": "FusionPlex Lung v2", "molecule": "RNA", "qc": "pass"}}
    case = run(tmp_path, {"a.json": data}, stated).cases["case"]
    assert (case["verdict"] != "unreadable") == complete


@pytest.mark.parametrize(
    ("stats", "qc", "complete"),
    [
        ({"avg_unique_rna_start_sites_per_gsp2_control": "QNS"}, "not_provided", False),
        ({"avg_unique_rna_start_sites_per_gsp2_control": [52.4]}, "not_provided", True),
        ({"avg_unique_rna_start_sites_per_gsp2_control": 52.4}, "not_provided", True),
        ({"avg_unique_rna_start_sites_per_gsp2_control": 9.9}, "fail", True),
        ({"avg_unique_rna_start_sites_per_gsp2_control": None}, "not_provided", True),
        ({}, "not_provided", False),
    ],
)
def test_read_statistics_are_a_companion(stats: dict[str, Any], qc: str, complete: bool) -> None:
    inner = {"read_stat_types": [], "qc_stats": stats}
    for data in (inner, {"read_stats": inner, "sample": {"name": "S1", "id": 7}}):
        findings, arms, _, whole = read(json.dumps(data))
        assert (findings, whole) == ([], complete)
        assert [(a.qc, a.report_kind, a.fusions_stated) for a in arms] == [(qc, "companion", False)]
    assert arms[0].joins == ("archer:S1", "archer:7")
