"""Metrics pass no silence but that of their own library, and none that they do not measure."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.files import invoke, run, table
from tests.tso500_files import combined, dna_only, metrics, verdicts

FIXTURES = Path(__file__).parents[1] / "fixtures"


def test_a_file_that_the_sheet_leaves_out_does_not_slip_into_a_case_by_its_id(tmp_path: Path) -> None:
    files = {"a.tsv": dna_only("77AAA"), "other/b.tsv": combined("1", "1-R"), "other/m.tsv": metrics("1")}
    found = run(tmp_path, files, {"a.tsv": {"case_id": "1"}})
    assert found.cases["1"]["verdict"] == "dna_only_negative"
    assert set(found.cases) == {"1", "other/b.tsv"}


def test_one_pair_id_of_two_libraries_is_two_cases(tmp_path: Path) -> None:
    files = {
        "runA/out.tsv": combined("PAIR0001", "S1-R", day="2026-01-04"),
        "runA/m.tsv": metrics("PAIR0001", day="2026-01-04"),
        "runB/out.tsv": combined("PAIR0001", "S9-R", day="2026-03-04"),
    }
    found = run(tmp_path, files, "")
    assert sorted(verdicts(found).values()) == ["inadequate_rna_negative", "negative"]
    assert "SAME_ID_OTHER_RUN" in found.codes
    assert all("SAME_ID_OTHER_RUN" in c["warnings"] for c in found.cases.values())


def test_the_arms_of_one_pair_in_one_run_stay_together(tmp_path: Path) -> None:
    both = combined("PAIR0001", "S1-R").replace("DNA Sample ID\tNA", "DNA Sample ID\tS1-D")
    assert set(run(tmp_path, {"out.tsv": both}, "").cases) == {"PAIR0001"}


@pytest.mark.parametrize("change", [{"day": "2026-01-04"}, {"version": "ruo-2.1.1.4"}])
def test_metrics_that_the_results_refuse_pass_no_candidate_list_of_theirs(
    tmp_path: Path, change: dict[str, str]
) -> None:
    whole = (FIXTURES / "tso500_all_fusions" / "v2.2.header_only.csv").read_bytes()
    files = {
        "out.tsv": combined("PAIR0001", "S1-R", **change),
        "S1-R_AllFusions.csv": whole,
        "m.tsv": metrics("S1-R"),
    }
    assert run(tmp_path, files, "").cases["PAIR0001"]["verdict"] == "inadequate_rna_negative"


@pytest.mark.parametrize("named", ["folders", "files", "above"])
def test_folders_count_however_they_are_named(tmp_path: Path, named: str) -> None:
    for name, text in {"runA/out.tsv": combined(), "runB/m.tsv": metrics("PAIR0001")}.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    root = tmp_path / "in"
    paths = {
        "folders": [root / "runA", root / "runB"],
        "files": [root / "runA/out.tsv", root / "runB/m.tsv"],
        "above": [root],
    }[named]
    out = tmp_path / "out"
    assert invoke("run", *map(str, paths), "-o", str(out)).exit_code == 0
    cases = {c["case_id"]: c["verdict"] for c in table(out / "cases.tsv")}
    assert cases["PAIR0001"] == "inadequate_rna_negative"


def test_one_column_passes_no_two_patients(tmp_path: Path) -> None:
    """The column is the pair of one and the sample of another."""
    files = {
        "a.tsv": combined("SAMP01", "A-R"),
        "b.tsv": combined("PAIR02", "SAMP01"),
        "m.tsv": metrics("SAMP01"),
    }
    found = run(tmp_path, files, "")
    assert found.verdicts == {"inadequate_rna_negative"}
    assert "COMPANION_ALONE" in found.codes
    worse = run(tmp_path / "2", {**files, "m.tsv": metrics("SAMP01", cv="1.5")}, "")
    assert {c["reasons"] for c in worse.cases.values()} == {"QC_FAILED"}


def test_a_cut_metrics_file_reaches_every_case_it_speaks_of_in_a_pipe_too(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {
        "patA/out.tsv": combined("PAIR0001", "A-R"),
        "patB/out.tsv": combined("PAIR0001", "A-R"),
        "m.tsv": metrics("PAIR0001")[:-40],
    }
    sheet = {"patA/out.tsv": {"case_id": "A", "qc": "pass"}, "patB/out.tsv": {"case_id": "B", "qc": "pass"}}
    found = run(tmp_path, files, sheet)
    assert verdicts(found) == {"A": "unreadable", "B": "unreadable"}
    more = ("--sample-sheet", str(tmp_path / "reports" / "cases.csv"))
    stream = invoke("parse", str(tmp_path / "reports"), *more).stdout_bytes
    judged = invoke("flag", "-", stdin=stream).stdout_bytes
    invoke("report", "-", "-o", str(tmp_path / "pipe"), stdin=judged)
    assert {c["verdict"] for c in table(tmp_path / "pipe" / "cases.tsv")} == {"unreadable"}


def test_candidates_in_the_makers_own_folders_reach_their_pair(tmp_path: Path) -> None:
    listed = (FIXTURES / "tso500_all_fusions" / "P900001-R_AllFusions.csv").read_bytes()
    files = {
        "Results/P900001/out.tsv": combined("P900001", "P900001-R"),
        "Results/MetricsOutput.tsv": metrics("P900001"),
        "Logs_Intermediates/Rna/P900001-R/P900001-R_AllFusions.csv": listed,
    }
    assert verdicts(run(tmp_path, files, "")) == {"P900001": "positive"}


@pytest.mark.parametrize(
    ("limit", "verdict"),
    [
        (">=20000000", "inadequate_rna_negative"),
        (">=5000000", "negative"),
        (">=1; TOTAL_ON_TARGET_READS<=500", "inadequate_rna_negative"),
    ],
)
def test_the_laboratorys_limits_hold_for_joined_metrics(tmp_path: Path, limit: str, verdict: str) -> None:
    own = tmp_path / "own.tsv"
    own.write_text(
        f"assay\tnucleic_acid\tnrg1_fusion_covered\tqc_limits\nMy TSO\tDNA+RNA\tyes\tTOTAL_ON_TARGET_READS{limit}\n"
    )
    files = {"out.tsv": combined(), "m.tsv": metrics("PAIR0001")}
    found = run(tmp_path, files, {"out.tsv": {"case_id": "c", "assay": "My TSO"}}, "--assays", str(own))
    assert found.cases["c"]["verdict"] == verdict


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ({}, "negative"),
        ({"qc": "fail"}, "inadequate_rna_negative"),
        ({"qc": "not good"}, "inadequate_rna_negative"),  # nobody can read it
        ({"tumor_content": "5"}, "inadequate_rna_negative"),
        ({"tumor_content": "<5"}, "inadequate_rna_negative"),
        ({"tumor_content": "50"}, "negative"),
    ],
)
def test_what_the_sheet_says_beside_the_metrics_counts_for_their_results(
    tmp_path: Path, row: dict[str, str], verdict: str
) -> None:
    files = {"out.tsv": combined(), "m.tsv": metrics("PAIR0001")}
    sheet = {"out.tsv": {"case_id": "c"}, "m.tsv": {"case_id": "c", **row}}
    assert run(tmp_path, files, sheet).cases["c"]["verdict"] == verdict


ROW = "MEDIAN_INSERT_SIZE (Count)\t80\tNA\t101"


@pytest.mark.parametrize(
    "row",
    [
        f"MEDIAN_INSERT_SIZE (Count)\t80\tNA\t40\n{ROW}",  # a row twice
        f"{ROW}\nMEDIAN_INSERT_SIZE (bp)\t80\tNA\t40",
        "MEDIAN_INSERT_SIZE (Count)\t80\tNA\t-1",  # a sentinel
        "MEDIAN_INSERT_SIZE (Count)\t9,000\tNA\t101",  # nine thousand, not nine
        "MEDIAN_INSERT_SIZE (Count)\teighty\tNA\t101",
        "MEDIAN_INSERT_SIZE (Count)\t0\tNA\t12",  # a limit that bounds nothing: the usual one holds
    ],
)
def test_metrics_that_only_look_like_a_pass(tmp_path: Path, row: str) -> None:
    text = metrics("PAIR0001")
    assert ROW in text
    found = run(tmp_path, {"out.tsv": combined(), "m.tsv": text.replace(ROW, row)}, "")
    assert found.cases["PAIR0001"]["verdict"] in ("inadequate_rna_negative", "unreadable")


def test_a_missing_upper_limit_does_not_switch_the_usual_one_off(tmp_path: Path) -> None:
    text = metrics("PAIR0001", cv="1.7").replace("\t0\t0.93\t", "\t0\tNA\t")
    found = run(tmp_path, {"out.tsv": combined(), "m.tsv": text}, "")
    assert "QC_FAILED" in found.cases["PAIR0001"]["reasons"]
