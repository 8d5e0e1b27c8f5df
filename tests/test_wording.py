"""What the addendum and the next step say: for each case one that says it, and one that just does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fusionflag import commands, knowledge
from fusionflag.codes import Code
from fusionflag.meanings import shown
from fusionflag.model import Assay, Case, Mark, Notice, Severity
from tests.cases import HG38, SIGNED, arm, found, fusion, verdict, wts
from tests.files import STAR, invoke, run, star


def dna(id: str = "d1", **facts: Any) -> Assay:
    return arm(id, "DNA", **facts)


def dna_fusion() -> Any:
    return found(
        "CD74",
        "NRG1",
        "d1",
        "DNA",
        **HG38,
        chrom5="chr5",
        pos5=150404000,
        chrom3="chr8",
        pos3=32700000,
        marks=(Mark.PASS,),
    )


def error(code: Code, place: str = "x:2") -> Notice:
    return Notice(code=code, severity=Severity.ERROR, text="said", place=place)


def said(case: Case) -> str:
    return f"{case.verdict} | {case.addendum} | {case.next_step}"


@pytest.mark.parametrize(
    ("records", "there", "absent"),
    [
        # an RNA negative of another specimen, and one that may be of the same
        (
            [dna(specimen="S1"), dna_fusion(), wts(specimen="S2")],
            ["An RNA test of another specimen was negative."],
            ["state `specimen`"],
        ),
        (
            [dna(), dna_fusion(), wts()],
            [
                "it is not stated whether it was of the same specimen.",
                "state `specimen` in the sample sheet: the verdict becomes equivocal.",
            ],
            ["another specimen"],
        ),
        (
            [arm("a", specimen="S1"), fusion(of="a"), wts("b", run="other")],
            [
                "it is not stated whether it was of the same specimen.",
                "state `specimen` in the sample sheet.",
            ],
            ["becomes equivocal", "another specimen"],
        ),
        # preliminary alone, and beside damage
        (
            [wts(report_status="preliminary")],
            ["The report is preliminary.", "The report is preliminary: await the final report."],
            ["could not be read", "Obtain the original"],
        ),
        (
            [wts(report_status="preliminary"), error(Code.TRUNCATED)],
            ["could not be read", "x:2: said", "Obtain the original"],
            [],
        ),
        # RNA that was not done for lack of material
        (
            [arm(status="not_done")],
            ["not_tested", "ordered but not done for lack of material", "New tissue is needed"],
            [],
        ),
        (
            [arm(status="not_done"), dna()],
            ["dna_only_negative", "ordered but not done for lack of material", "on new tissue"],
            [],
        ),
        ([dna()], ["dna_only_negative", "Order RNA fusion testing (tissue)"], ["lack of material"]),
        # a DNA test that failed its quality control, and one that reads some partners only
        ([dna(qc="fail")], ["The quality control of the DNA test failed."], []),
        ([dna(qc="pass")], [], ["quality control of the DNA"]),
        ([dna(assay_reported="FoundationOne CDx")], ["read only from some partners' introns"], ["unknown"]),
        ([dna(nrg1_coverage="listed_pairs")], ["read only together with listed partners"], []),
        # negatives
        (
            [wts(specimen="S1", report_date="2026-01-02")],
            [
                "stated by the laboratory), specimen S1, dated 2026-01-02)",
                "No further NRG1 test is needed now",
                "progresses on targeted therapy or this specimen was poor.",
            ],
            ["Another RNA test", "newer specimen"],
        ),
        (
            [wts("a"), arm("b", status="failed", **SIGNED)],
            ["negative |", "Another RNA test of this case failed"],
            [],
        ),
        (
            [
                wts("a", specimen="S1", report_date="2024-01-01"),
                dna("b", specimen="S2", report_date="2025-01-01"),
            ],
            ["A newer specimen has no adequate RNA test.", "Repeat RNA testing on the newer specimen"],
            ["No further NRG1 test"],
        ),
        (
            [
                wts(
                    assay_reported="",
                    parser="star_fusion",
                    nrg1_coverage="yes",
                    qc="not_provided",
                    qc_metrics="READS=12;READS_LSL=9;READS_USL=NA",
                )
            ],
            ["(assay not named)", "criteria (READS=12)"],
            ["star_fusion", "LSL", "USL"],
        ),
        # what can be stated, and what cannot be mended
        (
            [wts(qc="not_provided", qc_metrics="READS=12")],
            ["no limit to judge them by: state limits (`qc_limits` in --assays)"],
            ["Obtain the metrics file"],
        ),
        (
            [wts(qc="not_provided", qc_metrics="READS=NA;READS_LSL=9;INSERT=90;INSERT_LSL=80")],
            ["The metrics give no value for READS: obtain"],
            ["no limit to judge them by", "INSERT:", "READS_LSL:"],
        ),
        (
            [wts(qc="not_provided", qc_metrics="READS=NA")],
            ["The metrics give no value for READS: obtain"],
            ["no limit to judge them by"],
        ),
        ([wts(qc="not_provided")], ["Obtain the metrics file"], ["no limit to judge them by"]),
        ([arm(status="failed")], ["Test new tissue"], ["metrics", "quality data", "State the assay"]),
        ([wts(qc="fail")], ["Test new tissue"], ["metrics file", "quality data"]),
        ([arm(qc="pass")], ["State the assay, or its coverage of NRG1"], ["metrics file"]),
        # unreadable
        (
            [wts(), error(Code.NRG1_UNEXPLAINED)],
            ["| A line of the report names NRG1: look at it by hand now. Obtain the original"],
            [],
        ),
        ([wts(), error(Code.BAD_ROW)], ["| Obtain the original"], ["by hand now"]),
        (
            [wts(), error(Code.BROKEN_STREAM, place="")],
            ["incomplete (said)", "| Run the pipe again"],
            [": said"],
        ),
    ],
)
def test_wording_and_next_step(records: list[Any], there: list[str], absent: list[str]) -> None:
    text = said(verdict(*records))
    assert not [t for t in there if t not in text], text
    assert not [t for t in absent if t in text], text


def test_a_failed_arm_is_not_also_without_quality_data() -> None:
    got = verdict(arm(status="failed"))
    assert {"RNA_FAILED", "QC_FAILED"} <= set(got.reasons)
    assert "QC_NOT_PROVIDED" not in got.reasons
    assert "QC_NOT_PROVIDED" in verdict(arm()).reasons


def test_a_failed_dna_test_is_named_among_the_reasons() -> None:
    assert "QC_FAILED" in verdict(dna(qc="fail")).reasons
    assert "QC_FAILED" in verdict(arm("c", "cfDNA", qc="fail")).reasons
    assert "QC_FAILED" not in verdict(dna(qc="borderline")).reasons


def test_a_preliminary_report_is_not_called_unreadable() -> None:
    assert shown("unreadable", ("PENDING",)) == "a report is preliminary; no conclusion"
    assert "could not be read" in shown("unreadable", ("UNREAD_INPUT", "PENDING"))


def test_metrics_alone_ask_for_their_results(tmp_path: Path) -> None:
    metrics = Path(__file__).parents[1] / "fixtures" / "demo" / "bile-12.MetricsOutput.tsv"
    case = next(
        iter(run(tmp_path, {"m.tsv": metrics.read_bytes()}, "path,case_id\nm.tsv,c\n").cases.values())
    )
    assert case["verdict"] == "not_tested"
    assert "hold quality metrics or a list of panels, and no results" in case["addendum"]
    assert case["next_step"].startswith("Find the result file")


# -- what is said on standard error, and by explain ------------------------------------------------
def test_a_value_of_the_sheet_that_is_not_understood_is_told_at_once(tmp_path: Path) -> None:
    sheet = "path,case_id,qc\na.tsv,c,good\nb.tsv,d,fine\n"
    got = run(tmp_path / "1", {"a.tsv": STAR, "b.tsv": STAR}, sheet)
    assert "cases.csv:2:3: `qc` must be one of" in got.stderr
    assert "and 1 more" in got.stderr
    got = run(tmp_path / "2", {"a.tsv": STAR}, "path,case_id,qc\na.tsv,c,Passed\n")
    assert "cases.csv" not in got.stderr


def test_a_day_after_the_knowledge_is_told(tmp_path: Path) -> None:
    sheet = {"a.tsv": {"case_id": "c"}}
    late = run(tmp_path / "1", {"a.tsv": STAR}, sheet, "--as-of", "2999-01-01")
    assert f"the label is known as of {knowledge.version()}" in late.stderr
    assert "as-of" not in run(tmp_path / "2", {"a.tsv": STAR}, sheet, "--as-of", knowledge.version()).stderr


def test_a_terminal_gets_the_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.tsv").write_text(STAR + star(), encoding="utf-8")
    (tmp_path / "b.tsv").write_text(STAR, encoding="utf-8")
    monkeypatch.setattr(commands.sys.stdout, "isatty", lambda: True, raising=False)
    with pytest.raises(SystemExit):
        commands.run.main([str(tmp_path)], standalone_mode=False)
    told = capsys.readouterr()
    assert "2 cases: 1 positive, 1 inadequate_rna_negative" in told.err
    assert "cases:" not in told.out


def test_explain_speaks_of_neighbors_of_this_case_only(tmp_path: Path) -> None:
    for name in ("PAT1.a.tsv", "PAT1.b.tsv", "lone.tsv"):
        (tmp_path / name).write_text(STAR, encoding="utf-8")
    assert "UNGROUPED_NEIGHBOR" in invoke("explain", str(tmp_path), "PAT1.b.tsv").output
    told = invoke("explain", str(tmp_path), "lone.tsv").output
    assert "UNGROUPED_NEIGHBOR" not in told
    assert "a clean result here does not count as a negative" in told
    refused = invoke("explain", str(tmp_path), "case-7")
    assert "first `fusionflag run ... -o OUT`" in refused.output


def test_a_table_without_tabs_is_told_so(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    for text, hint in (("assay,nucleic_acid\nx,RNA\n", True), ("assay\tnucleic_acid\nx\tRNA\n", False)):
        own.write_text(text, encoding="utf-8")
        with pytest.raises(knowledge.KnowledgeError) as told:
            list(knowledge.table(own, ("assay", "nrg1_fusion_covered")))
        assert ("columns must be separated by tabs" in str(told.value)) is hint
