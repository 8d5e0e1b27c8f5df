"""Lists of candidates, tables without a header, and ORANGE: what their silence is worth, and what a row of theirs means."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fusionflag.lists import pair, place, readthrough
from fusionflag.model import Assay, Finding, Mark
from fusionflag.testing import read_bytes
from tests.files import ARRIBA, KNOWN_ADEQUATE, run
from tests.reports import of, told

FIXTURES = Path(__file__).parents[1] / "fixtures"
RNA = {**KNOWN_ADEQUATE, "molecule": "RNA", "nrg1_coverage": "yes"}
LISTS = (
    "annofuse",
    "bedpe",
    "enfusion",
    "fusion_list",
    "fusion_report_csv",
    "fusion_report_json",
    "mavis",
    "metafusion_cff",
    "metafusion_cluster",
    "oncofuse",
    "oncokb_fusions",
    "pcgr_fusions",
)
SILENT = [
    f
    for name in LISTS
    for f in sorted((FIXTURES / name).iterdir())
    if f.suffix != ".golden" and ("negative" in f.name or "header_only" in f.name)
]


def verdict(folder: Path, file: Path, sheet: dict[str, str]) -> tuple[str, set[str]]:
    """Verdict and reasons of a report that the sheet gives to one case, for each sample that it names."""
    data = file.read_bytes()
    samples = {a.sample for a in of(Assay, read_bytes(data, file.name))}
    rows = "".join(f"{file.name},case,{s}," + ",".join(sheet.values()) + "\n" for s in sorted(samples))
    found = run(folder, {file.name: data}, f"path,case_id,sample,{','.join(sheet)}\n{rows}")
    (case,) = found.cases.values()
    return case["verdict"], set(case["reasons"].split(";"))


@pytest.mark.parametrize("file", SILENT, ids=lambda f: f"{f.parent.name}/{f.name}")
def test_the_silence_of_a_list_is_no_negative_whatever_the_sheet_says(tmp_path: Path, file: Path) -> None:
    assert "CANDIDATES_ONLY" in verdict(tmp_path, file, RNA)[1]
    assert verdict(tmp_path, file, RNA)[0] == "inadequate_rna_negative"


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("cicero/final.negative.txt", "negative"),
        ("cicero/final.header_only.txt", "negative"),
        ("cicero/annotated.header_only.txt", "inadequate_rna_negative"),
        ("cicero/final.positive.txt", "positive"),
        ("fusion_report_json/positive.json", "positive"),
        ("oncofuse/negative.tsv", "inadequate_rna_negative"),
    ],
)
def test_a_caller_with_a_stated_assay_may_be_silent(tmp_path: Path, file: str, expected: str) -> None:
    assert verdict(tmp_path, FIXTURES / file, RNA)[0] == expected


def test_a_list_beside_its_caller_takes_nothing_from_the_callers_silence(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {"a.tsv": ARRIBA, "b.tsv": "EML4--ALK\nIGH@--CRLF2\n"}
    case = run(tmp_path, files, dict.fromkeys(files, RNA)).cases["case"]
    assert case["verdict"] == "negative"


@pytest.mark.parametrize(
    "file", ["pcgr_fusions/header_only.tsv", "bedpe/header_only.bedpe", "oncofuse/header_only.tsv"]
)
def test_an_empty_list_is_no_negative_where_the_sheet_names_its_sample(tmp_path: Path, file: str) -> None:
    name = file.rpartition("/")[2]
    case = run(tmp_path, {name: (FIXTURES / file).read_bytes()}, {name: {**RNA, "sample": "lib-1"}}).cases[
        "case"
    ]
    assert case["verdict"] in ("inadequate_rna_negative", "unreadable")


# -- tables without a header -----------------------------------------------------------------------
CFF = "5\t{p5}\t{s5}\t8\t{p3}\t{s3}\tRNA\tlib\tTumor\tLUAD\t{tool}\t41\t18\t{a}\tNA\t{b}\tNA\n"


@pytest.mark.parametrize(
    ("tool", "strands", "offset", "known", "reads"),
    [
        ("star_fusion", "-+", 0, "format", (41, 18, None)),
        ("star_seqr", "-+", 1, "format", (41, 18, None)),
        ("ericscript", "NA", 0, "format", (None, None, 59)),
        ("arriba", "-+", 0, "format", (41, 18, None)),
        ("arriba", "NA", 0, "junction", (41, 18, None)),
        ("some_tool", "-+", 0, "junction", (41, 18, None)),
    ],
)
def test_a_row_of_cff_means_what_its_tool_means(
    tool: str, strands: str, offset: int, known: str, reads: tuple[int | None, ...]
) -> None:
    s5, s3 = strands if strands != "NA" else ("NA", "NA")
    line = CFF.format(
        p5=150404680 - offset, p3=32727949 - offset, s5=s5, s3=s3, tool=tool, a="CD74", b="NRG1"
    )
    (f,), _, _, whole = told(line.encode())
    assert (f.fusion, f.pos5, f.pos3, f.order_from) == ("CD74::NRG1", 150404680, 32727949, known)
    assert (f.junction_reads, f.pair_reads, f.total_reads) == reads
    assert whole


@pytest.mark.parametrize(
    ("a", "b", "p5", "p3", "s5", "s3", "role"),
    [
        ("CD74", "NRG1", 150400000, 32700000, "-", "-", "three_prime"),
        ("CD74", "NRG1", 150400000, 32700000, "+", "+", "five_prime"),
    ],
)
def test_defuses_strands_are_the_kept_parts(
    a: str, b: str, p5: int, p3: int, s5: str, s3: str, role: str
) -> None:
    line = CFF.format(p5=p5, p3=p3, s5=s5, s3=s3, tool="defuse", a=a, b=b)
    assert told(line.encode())[0][0].nrg1_role == role


@pytest.mark.parametrize(
    ("text", "parser"),
    [
        ("CD74--NRG1\n", "fusion_list"),
        ("CD74--NRG1\t.\n", "fusion_list"),
        ("CD74-NRG1\n", ""),
        ("CD74--NRG1\t12\t3\n", ""),
        ("# made by hand\nCD74--NRG1\t.\n", "fusion_list"),
        ("#fusion\treads\nCD74--NRG1\t12\n", ""),
        ("#a\tb\n8\t1\t2\t5\t3\t4\n", ""),
        ("8\t1\t2\t5\t3\t4\n", "bedpe"),
        ("8\t1\t2\t5\t3\n", ""),
        ("8\t1\t2\t5\t3\tx\n", ""),
        ("#chrom1\tstart1\tend1\tchrom2\tstart2\tend2\n8\t1\t2\t5\t3\t4\n", "bedpe"),
        (CFF.format(p5=1, p3=2, s5="+", s3="+", tool="x", a="A", b="B"), "metafusion_cff"),
        (CFF.format(p5=1, p3=2, s5="+", s3="+", tool="x", a="A", b="B").replace("RNA", "rna"), ""),
    ],
)
def test_rows_without_a_header_are_told_by_their_shape_with_a_notice(text: str, parser: str) -> None:
    _, arms, notices, _ = told(text.encode())
    assert {a.parser for a in arms} == {parser}
    assert ("SHAPE_ONLY" in {n.code for n in notices}) == (bool(parser) and "chrom1" not in text)


def test_a_damaged_row_of_a_table_without_a_header_is_not_lost() -> None:
    text = "EML4--ALK\n" * 9 + "CD74-NRG1\n"
    findings, _, notices, whole = told(text.encode())
    assert (len(findings), whole) == (9, False)
    assert any(n.place.endswith(":10") for n in notices if n.severity == "error")


@pytest.mark.parametrize(
    ("text", "partner"),
    [
        ("7\t1\t2\t9\t3\t4\tSV_1\t9\t+\t-\tCD74\tNRG1\n", ""),
        ("CD74--ROS1\tseen with NRG1\n", "CD74"),
    ],
)
def test_nrg1_in_a_cell_that_nobody_reads_is_a_weak_sign(text: str, partner: str) -> None:
    (f,), _, _, whole = told(text.encode())
    assert (f.nrg1_role, Mark.WEAK_ID in f.marks, whole) == ("unknown", True, True)
    assert partner in f.fusion
    assert told(text.replace("NRG1", "NRG1-IT1").encode())[0][0].nrg1_role == "none"


@pytest.mark.parametrize("strands", ["++", "+-", "-+", "--", ".."])
def test_strands_of_bedpe_say_nothing_of_direction(strands: str) -> None:
    line = f"8\t32699999\t32700000\t5\t150399999\t150400000\tCD74--NRG1\t9\t{strands[0]}\t{strands[1]}\n"
    (f,), _, _, _ = told(line.encode())
    assert (f.nrg1_role, f.order_known, f.pos5, f.pos3) == ("unknown", False, 32700000, 150400000)


# -- small parts -----------------------------------------------------------------------------------
def test_places_names_and_words() -> None:
    assert place("chr8:32727949:+") == ("chr8", 32727949, "+")
    assert place("8:32727949") == ("8", 32727949, "")
    assert place("8:?") == place("32727949") == place("8:1:x") == ("", None, "")
    assert pair("A--B", "--") == ("A", "B")
    assert pair("A--B--C", "--") == pair("A--", "--") == pair("A-B", "--") == ("", "")
    assert readthrough("deletion/read-through") == readthrough("ReadThrough") == (Mark.READTHROUGH,)
    assert readthrough("deletion", "reads through") == ()


# -- ORANGE ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "sheet", "expected", "reason"),
    [
        ("positive", {}, "positive", ""),
        ("v4.positive", {}, "positive_confirm_rna", ""),
        ("dna_only", {}, "dna_only_negative", "RNA_QNS"),
        ("rna_failed", {"nrg1_coverage": "yes"}, "inadequate_rna_negative", "RNA_FAILED"),
        ("rna_warning", {"nrg1_coverage": "yes"}, "inadequate_rna_negative", "QC_BORDERLINE"),
        ("rna_stripped", {"nrg1_coverage": "yes"}, "inadequate_rna_negative", "CANDIDATES_ONLY"),
        ("rna_without_fusions", {"nrg1_coverage": "yes"}, "inadequate_rna_negative", "NO_FUSION_ANALYSIS"),
        ("rna_clean", {}, "inadequate_rna_negative", "COVERAGE_UNKNOWN"),
        ("rna_clean", {"nrg1_coverage": "yes"}, "negative", "RNA_NEGATIVE"),
    ],
)
def test_verdicts_of_orange(
    tmp_path: Path, name: str, sheet: dict[str, str], expected: str, reason: str
) -> None:
    data = (FIXTURES / "orange" / f"{name}.json").read_bytes()
    case = run(tmp_path, {"o.json": data}, {"o.json": {"tumor_content": "40", **sheet}}).cases["case"]
    assert (case["verdict"], reason in case["reasons"]) == (expected, True), case


def test_rna_that_orange_does_not_have_is_an_arm_that_says_so() -> None:
    document = json.loads((FIXTURES / "orange" / "rna_clean.json").read_text(encoding="utf-8"))
    for absent in (lambda d: d.pop("isofox"), lambda d: d.update(isofox=None), lambda d: d.update(isofox={})):
        changed = json.loads(json.dumps(document))
        absent(changed)
        arms = {a.molecule: a for a in of(Assay, read_bytes(json.dumps(changed).encode(), "o.json"))}
        assert (arms["RNA"].status, arms["RNA"].fusions_stated) == ("not_done", False)
        assert arms["DNA"].status == "done"


def test_a_fusion_that_orange_lists_twice_is_one_finding() -> None:
    found = of(Finding, read_bytes((FIXTURES / "orange" / "positive.json").read_bytes(), "o.json"))
    assert [f.fusion for f in found if f.molecule == "RNA"] == ["CD74::NRG1", "EML4::ALK"]
    assert len([f for f in found if f.molecule == "DNA" and f.reported]) == 1
