"""Several files, one arm: who is joined with whom, what a partner may change, and what makes no case."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.files import KNOWN_ADEQUATE, STAR, Run, invoke, run, table
from tests.tso500_files import combined, metrics, verdicts

FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.mark.parametrize(
    ("change", "verdict", "reason"),
    [
        ({}, "negative", "RNA_NEGATIVE"),
        ({"cv": "0.94"}, "inadequate_rna_negative", "QC_FAILED"),
        ({"cv": "90"}, "negative", "RNA_NEGATIVE"),  # a percentage for the fraction that the limit is
        ({"cv": "94"}, "inadequate_rna_negative", "QC_FAILED"),
        ({"cv": "NA"}, "inadequate_rna_negative", "QC_NOT_PROVIDED"),
        ({"cv": "NA", "reads": "NA", "insert": "NA"}, "inadequate_rna_negative", "QC_NOT_PROVIDED"),
        ({"reads": "2400000"}, "inadequate_rna_negative", "QC_FAILED"),
        ({"reads": "2600000"}, "negative", "RNA_NEGATIVE"),  # the limit of the file, not the older 9,000,000
        ({"insert": "74"}, "inadequate_rna_negative", "QC_FAILED"),
        ({"failed": "DragenRna"}, "inadequate_rna_negative", "RNA_FAILED"),
    ],
)
def test_the_metrics_of_a_pair_decide(
    tmp_path: Path, change: dict[str, str], verdict: str, reason: str
) -> None:
    files = {"run/MetricsOutput.tsv": metrics("PAIR0001", **change), "run/PAIR0001/out.tsv": combined()}
    found = run(tmp_path, files, "")
    assert verdicts(found) == {"PAIR0001": verdict}
    assert reason in found.cases["PAIR0001"]["reasons"].split(";")


def test_without_its_metrics_a_negative_is_not_earned(tmp_path: Path) -> None:
    found = run(tmp_path, {"out.tsv": combined()}, "")
    assert verdicts(found) == {"PAIR0001": "inadequate_rna_negative"}
    assert found.cases["PAIR0001"]["reasons"] == "QC_NOT_PROVIDED"


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"a/MetricsOutput.tsv": metrics("PAIR0001"), "b/out.tsv": combined()}, "another branch of folders"),
        ({"MetricsOutput.tsv": metrics("PAIR0002"), "out.tsv": combined()}, "another id"),
        ({"MetricsOutput.tsv": metrics("PAIR0001", day="2026-03-20"), "out.tsv": combined()}, "another day"),
        ({"MetricsOutput.tsv": metrics("PAIR0001"), "out.tsv": combined(version="ruo-2.1.1.4")}, "software"),
        ({"MetricsOutput.tsv": metrics("PAIR0001X"), "out.tsv": combined()}, "a longer id"),
    ],
)
def test_metrics_of_another_analysis_pass_nothing(tmp_path: Path, files: dict[str, str], why: str) -> None:
    found = run(tmp_path, dict(files), "")
    assert "negative" not in found.verdicts, why
    assert found.cases["PAIR0001"]["verdict"] == "inadequate_rna_negative"


def test_the_less_trusting_of_two_metrics_files_holds(tmp_path: Path) -> None:
    files = {"m1.tsv": metrics("PAIR0001"), "m2.tsv": metrics("PAIR0001", cv="0.99"), "out.tsv": combined()}
    assert "QC_FAILED" in run(tmp_path, files, "").cases["PAIR0001"]["reasons"]


def test_a_metrics_file_that_was_cut_makes_its_case_unreadable(tmp_path: Path) -> None:
    files = {"m.tsv": metrics("PAIR0001")[:-40], "out.tsv": combined()}
    assert verdicts(run(tmp_path, files, "")) == {"PAIR0001": "unreadable"}


def test_a_sheet_joins_by_the_files_own_identifiers_too(tmp_path: Path) -> None:
    """Only the result is listed; the run's metrics stand beside it and name all its pairs."""
    files = {"MetricsOutput.tsv": metrics("PAIR0001", "PAIR0009"), "out.tsv": combined()}
    found = run(tmp_path, files, {"out.tsv": {"case_id": "patient-1"}})
    assert found.cases["patient-1"]["verdict"] == "negative"
    assert verdicts(found) == {"patient-1": "negative", "PAIR0009": "not_tested"}
    assert found.cases["PAIR0009"]["reasons"] == "NO_FUSION_ANALYSIS;COMPANION_ALONE"


def test_the_sheets_word_does_not_pass_what_the_metrics_fail(tmp_path: Path) -> None:
    files = {"m.tsv": metrics("PAIR0001", cv="0.99"), "out.tsv": combined()}
    found = run(tmp_path, files, {"out.tsv": {"case_id": "c", "qc": "pass"}})
    assert found.cases["c"]["verdict"] == "inadequate_rna_negative"


def test_a_companion_without_an_id_belongs_to_the_one_library_of_its_case(tmp_path: Path) -> None:
    stats = (FIXTURES / "archer_read_stats" / "rna_failed.json").read_bytes()
    clean = (FIXTURES / "archer_text" / "rna_clean.txt").read_bytes()
    row = {"case_id": "c", "assay": "FusionPlex Solid Tumor"}
    found = run(
        tmp_path, {"a.txt": clean, "stats.json": stats}, {"a.txt": row, "stats.json": {"case_id": "c"}}
    )
    assert "QC_FAILED" in found.cases["c"]["reasons"]
    arm = next(a for a in table(found.out / "assays.tsv") if a["report_kind"] == "caller")
    assert arm["qc_from"].startswith("stats.json")


CONTROL = combined("NTC-RNA-1", "NTC-RNA-1")
CONTROL_HIT = CONTROL.replace(
    "Gene 2 Reference Reads\nNA",
    "Gene 2 Reference Reads\nCD74-NRG1\tchr5:149784243\tchr8:32585467\t159\t0\t2",
)


def test_a_no_template_control_is_no_patient(tmp_path: Path) -> None:
    found = run(
        tmp_path, {"ntc.tsv": CONTROL, "out.tsv": combined(), "m.tsv": metrics("PAIR0001", "11_NTC")}, ""
    )
    assert verdicts(found) == {"PAIR0001": "negative"}
    assert "NO_TEMPLATE_CONTROL" in found.codes


def test_a_fusion_in_a_control_is_told_and_makes_no_patient_positive(tmp_path: Path) -> None:
    assert CONTROL_HIT != CONTROL
    found = run(tmp_path, {"ntc.tsv": CONTROL_HIT, "out.tsv": combined()}, "")
    assert verdicts(found) == {"PAIR0001": "inadequate_rna_negative", "NTC-RNA-1": "equivocal"}
    assert found.cases["NTC-RNA-1"]["reasons"].startswith("CONTROL_HAS_FUSION")
    assert [n["place"] for n in found.notices if n["code"] == "CONTROL_HAS_FUSION"]


def test_a_control_that_the_sheet_lists_stays_a_case_without_a_test(tmp_path: Path) -> None:
    found = run(tmp_path, {"ntc.tsv": CONTROL}, {"ntc.tsv": {"case_id": "c", **KNOWN_ADEQUATE}})
    assert verdicts(found) == {"c": "not_tested"}


def test_all_candidates_join_the_pair_whose_rna_sample_their_name_says(tmp_path: Path) -> None:
    listed = (FIXTURES / "tso500_all_fusions" / "P900001-R_AllFusions.csv").read_bytes()
    report = combined("P900001", "P900001-R")
    files = {"P900001/out.tsv": report, "P900001/rna/P900001-R_AllFusions.csv": listed}
    found = run(tmp_path, files, "")
    assert set(found.cases) == {"P900001"}
    assert found.cases["P900001"]["verdict"] == "positive"
    rows = table(found.out / "findings.tsv")
    assert {r["case_id"] for r in rows} == {"P900001"}
    apart = run(tmp_path / "2", {"P900001/out.tsv": report, "x_AllFusions.csv": listed}, "")
    assert set(apart.cases) == {"P900001", "x_AllFusions.csv"}


PANELS = (
    "SAMPLE_ID\tmutations\tstructural_variants\n"
    "S1\tIMPACT468\tIMPACT468\nS2\tIMPACT468\tARCHER-SOLID-CV4\nS3\tIMPACT468\tNA\n"
)
SV = (
    "Sample_Id\tSV_Status\tSite1_Hugo_Symbol\tSite2_Hugo_Symbol\tNCBI_Build\tDNA_Support\tRNA_Support\tClass\n"
    "S1\tSOMATIC\tEML4\tALK\tGRCh37\tyes\tno\tFUSION\n"
)


def test_a_panel_list_tells_what_a_studys_silence_is_worth(tmp_path: Path) -> None:
    found = run(tmp_path, {"data_sv.txt": SV, "data_gene_panel_matrix.txt": PANELS}, "")
    by_sample = {name.rpartition("#")[2]: case for name, case in found.cases.items()}
    assert {name: c["verdict"] for name, c in by_sample.items()} == {
        "S1": "dna_only_negative",  # the DNA panel of this sample has no NRG1
        "S2": "inadequate_rna_negative",  # an RNA panel with NRG1; the study states no quality
        "S3": "not_tested",
    }
    assert "NRG1_NOT_COVERED" in by_sample["S1"]["reasons"]
    assert by_sample["S2"]["reasons"] == "QC_NOT_PROVIDED"
    alone = run(tmp_path / "2", {"data_gene_panel_matrix.txt": PANELS}, "")
    assert set(verdicts(alone).values()) == {"not_tested"}


def same_as_run(folder: Path, found: Run) -> None:
    """The tables of `parse | report` and of `parse | flag | report` are those of `run`."""
    stream = invoke("parse", str(folder / "reports")).stdout_bytes
    judged = invoke("flag", "-", stdin=stream).stdout_bytes
    again = invoke("flag", "-", stdin=judged).stdout_bytes
    for name, given in (("once", stream), ("twice", judged), ("thrice", again)):
        out = folder / name
        invoke("report", "-", "-o", str(out), stdin=given)
        for file in ("cases", "assays", "findings", "markers", "notices"):
            mine, other = (found.out / f"{file}.tsv").read_text(), (out / f"{file}.tsv").read_text()
            assert sorted(mine.splitlines()) == sorted(other.splitlines()), (name, file)


def test_a_pipe_parts_one_id_of_two_libraries_as_a_run_does(tmp_path: Path) -> None:
    found = run(
        tmp_path, {"a/out.tsv": combined("1", "A-R"), "b/out.tsv": combined("1", "B-R", day="2026-01-01")}, ""
    )
    assert len(found.cases) == 2
    assert all("SAME_ID_OTHER_RUN" in case["warnings"] for case in found.cases.values())
    assert {n["case_id"] for n in found.notices if n["code"] == "SAME_ID_OTHER_RUN"} == set(found.cases)
    same_as_run(tmp_path, found)


def test_a_pipe_joins_as_a_run_does(tmp_path: Path) -> None:
    listed = (FIXTURES / "tso500_all_fusions" / "P900001-R_AllFusions.csv").read_bytes()
    files: dict[str, bytes | str] = {
        "m.tsv": metrics("PAIR0001", "P900001", "12_NTC"),
        "out.tsv": combined(),
        "P900001/out.tsv": combined("P900001", "P900001-R"),
        "P900001/P900001-R_AllFusions.csv": listed,
        "ntc.tsv": CONTROL_HIT,
    }
    same_as_run(tmp_path, run(tmp_path, files, ""))


def test_one_pair_id_of_two_runs_is_warned_of(tmp_path: Path) -> None:
    one, two = (
        combined().replace("[Sequencing Run Details]\nNA", f"[Sequencing Run Details]\nRun Name\t{name}")
        for name in ("RUN-A", "RUN-B")
    )
    found = run(tmp_path, {"a/out.tsv": one, "b/out.tsv": two}, "")
    assert "SAME_ID_OTHER_RUN" in found.codes


def test_a_header_only_caller_is_no_companions_result(tmp_path: Path) -> None:
    """Metrics of another format never pass the silence of a raw caller."""
    found = run(tmp_path, {"m.tsv": metrics("S1"), "star.tsv": STAR}, "")
    assert "negative" not in found.verdicts


def test_a_patient_who_shows_the_fusion_of_the_runs_control_is_warned_of(tmp_path: Path) -> None:
    hit = combined("PAIR0001", "PAIR0001-R").replace(
        "Gene 2 Reference Reads\nNA",
        "Gene 2 Reference Reads\nCD74-NRG1\tchr5:149784243\tchr8:32585467\t80\t0\t2",
    )
    found = run(tmp_path, {"ntc.tsv": CONTROL_HIT, "out.tsv": hit}, "")
    assert found.cases["PAIR0001"]["verdict"] == "positive"
    assert "CONTROL_HAS_FUSION" in found.cases["PAIR0001"]["warnings"]


def test_one_person_in_two_cases_is_told(tmp_path: Path) -> None:
    clean = (FIXTURES / "caris" / "rna_clean.json").read_bytes()
    positive = (FIXTURES / "caris" / "positive.json").read_bytes()
    found = run(tmp_path, {"a.json": clean, "b.json": positive}, "")
    assert found.verdicts == {"negative", "positive"}
    assert all("SAME_PERSON_OTHER_CASE" in c["warnings"] for c in found.cases.values())
    assert "SAME_PERSON_OTHER_CASE" in found.codes


# -- the sheet -------------------------------------------------------------------------------------
STUDY = SV + "S2\tSOMATIC\tCD74\tNRG1\tGRCh37\tno\tyes\tFUSION\n"


def test_several_samples_in_one_row_of_the_sheet_are_no_patient(tmp_path: Path) -> None:
    found = run(
        tmp_path,
        {"data_sv.txt": SV + SV.splitlines()[1].replace("S1", "S2") + "\n"},
        {"data_sv.txt": {"case_id": "c"}},
    )
    assert verdicts(found) == {"c": "unreadable"}
    assert "SEVERAL_SAMPLES" in found.codes
    one = run(tmp_path / "2", {"data_sv.txt": SV}, {"data_sv.txt": {"case_id": "c"}})
    assert verdicts(one) == {"c": "dna_only_negative"}


def test_the_draft_of_a_sheet_parts_samples_and_keeps_pairs(tmp_path: Path) -> None:
    files = {
        "study/data_sv.txt": STUDY,
        "run/out.tsv": combined(),
        "run/m.tsv": metrics("PAIR0001", "11_NTC"),
        "run/ntc.tsv": CONTROL,
        "star.tsv": STAR,
    }
    for name, text in files.items():
        path = tmp_path / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    drafted = invoke("sheet", str(tmp_path / "reports")).stdout
    rows = [line.split(",")[:4] for line in drafted.splitlines()[1:]]
    assert [(r[0], r[1], r[3]) for r in rows] == [
        ("run/out.tsv", "PAIR0001", ""),
        ("star.tsv", "star", ""),
        ("study/data_sv.txt", "study/data_sv.txt#S1", "S1"),
        ("study/data_sv.txt", "study/data_sv.txt#S2", "S2"),
    ]
    (tmp_path / "reports" / "cases.csv").write_text(drafted)
    more = ("--sample-sheet", str(tmp_path / "reports" / "cases.csv"), "-o", str(tmp_path / "out"))
    invoke("run", str(tmp_path / "reports"), *more)
    cases = {c["case_id"]: c["verdict"] for c in table(tmp_path / "out" / "cases.tsv")}
    assert cases["PAIR0001"] == "negative"
    assert len(cases) == 4
