"""Several files, one arm: who is joined with whom, what a partner may change, and what makes no case."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.files import KNOWN_ADEQUATE, STAR, Run, invoke, run, table

FIXTURES = Path(__file__).parents[1] / "fixtures"
SMALL_VARIANTS = (
    "Gene\tChromosome\tGenomic Position\tReference Call\tAlternative Call\tAllele Frequency\tDepth\tP-Dot Notation\t"
    "C-Dot Notation\tConsequence(s)\tAffected Exon(s)"
)
DAY, VERSION = "2026-03-04", "ruo-2.6.2.4"


def combined(
    pair: str = "PAIR0001", rna: str = "PAIR0001-R", *, day: str = DAY, version: str = VERSION
) -> str:
    """A TSO500 report of an RNA arm in which nothing was found."""
    return f"""DRAGEN TruSight Oncology 500 v2.6.2 Analysis Software - Combined Variant Output
For Research Use Only. Not for use in diagnostic procedures.

[Analysis Details]
Pair ID\t{pair}
DNA Sample ID\tNA
RNA Sample ID\t{rna}
Output Date\t{day}
Output Time\t05:06:07
Module Version\tNA
Pipeline Version\t{version}

[Sequencing Run Details]
NA

[TMB]
Total TMB\tNA

[MSI]
Usable MSI Sites\tNA

[Gene Amplifications]
Gene\tFold Change
NA

[Splice Variants]
Gene\tAffected Exon\tBreakpoint 1\tBreakpoint 2\tSplice Supporting Reads\tReference Reads Transcript
NA

[Fusions]
Gene Pair\tBreakpoint 1\tBreakpoint 2\tFusion Supporting Reads\tGene 1 Reference Reads\tGene 2 Reference Reads
NA

[Small Variants]
{SMALL_VARIANTS}
NA
"""


def metrics(
    *columns: str,
    cv: str = "0.69",
    reads: str = "12000000",
    insert: str = "101",
    failed: str = "NA",
    day: str = DAY,
) -> str:
    """TSO500's run metrics with the same numbers in every column."""
    names = "\t".join(columns)

    def row(name: str, low: str, high: str, value: str) -> str:
        return "\t".join([name, low, high, *[value] * len(columns)])

    done = "TRUE" if failed == "NA" else "FALSE"
    return "\n".join(
        [
            "DRAGEN TruSight Oncology 500 v2.6.2 Analysis Software - Metrics Output",
            "For Research Use Only. Not for use in diagnostic procedures.",
            "",
            "[Header]",
            f"Output Date\t{day}",
            "Output Time\t05:06:07",
            "Workflow Version\t2.6.2.4",
            "",
            "[Run QC Metrics]",
            "Metric (UOM)\tLSL Guideline\tUSL Guideline\tValue",
            "PCT_PF_READS (%)\tNA\tNA\tNA",
            "",
            "[Analysis Status]",
            f"\t{names}",
            "\t".join(["COMPLETED_ALL_STEPS", *[done] * len(columns)]),
            "\t".join(["FAILED_STEPS", *[failed] * len(columns)]),
            "\t".join(["STEPS_NOT_EXECUTED", *["NA"] * len(columns)]),
            "",
            "[RNA Library QC Metrics]",
            f"Metric (UOM)\tLSL Guideline\tUSL Guideline\t{names}",
            row("MEDIAN_CV_GENE_500X (NA)", "0", "0.93", cv),
            row("TOTAL_ON_TARGET_READS (Count)", "2500000", "NA", reads),
            row("MEDIAN_INSERT_SIZE (Count)", "80", "NA", insert),
            "",
            "[Notes]",
            "Run Metrics\tmade up",
            "",
        ]
    )


def verdicts(found: Run) -> dict[str, str]:
    return {name: case["verdict"] for name, case in found.cases.items()}


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


def test_a_pipe_joins_as_a_run_does(tmp_path: Path) -> None:
    listed = (FIXTURES / "tso500_all_fusions" / "P900001-R_AllFusions.csv").read_bytes()
    files: dict[str, bytes | str] = {
        "m.tsv": metrics("PAIR0001", "P900001", "12_NTC"),
        "out.tsv": combined(),
        "P900001/out.tsv": combined("P900001", "P900001-R"),
        "P900001/P900001-R_AllFusions.csv": listed,
        "ntc.tsv": CONTROL_HIT,
    }
    found = run(tmp_path, files, "")
    stream = invoke("parse", str(tmp_path / "reports")).stdout_bytes
    judged = invoke("flag", "-", stdin=stream).stdout_bytes
    for name, given in (("once", stream), ("twice", judged)):
        out = tmp_path / name
        invoke("report", "-", "-o", str(out), stdin=given)
        for file in ("cases", "assays", "findings", "markers", "notices"):
            mine, other = (found.out / f"{file}.tsv").read_text(), (out / f"{file}.tsv").read_text()
            assert sorted(mine.splitlines()) == sorted(other.splitlines()), (name, file)


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


# -- what a review found: metrics that pass another's silence ---------------------------------------
def dna_only(pair: str) -> str:
    return combined(pair, "NA").replace("DNA Sample ID\tNA", f"DNA Sample ID\t{pair}-D")


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
