"""Commands, exit codes, pipes, what is imported, and the demo."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fusionflag.cli import COMMANDS, SUMMARY
from fusionflag.output.tsv import FILES
from fusionflag.pipeline import decoded, flag, tables
from fusionflag.vocabulary import VOCABULARY
from tests.files import OTHER, STAR, invoke, run, star, table, told_by

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "fixtures" / "demo"
PATHS = {
    "lung-01": "positive",
    "lung-02": "negative",
    "bile-03": "inadequate_rna_negative",
    "pancreas-04": "equivocal",
    "lung-05": "unreadable",
    "bile-06": "dna_only_negative",
    "lung-07": "positive_confirm_rna",
    "lung-08": "inadequate_rna_negative",
    "lung-09": "positive_confirm_rna",
    "pancreas-10": "dna_only_negative",
    "lung-11": "not_tested",
    "bile-12": "negative",
    "bile-13": "dna_only_negative",
    "lung-14": "inadequate_rna_negative",
    "lung-15": "dna_only_negative",
    "lung-16": "positive_confirm_rna",
    "lung-17": "positive",
    "lung-18": "dna_only_negative",
    "lung-19": "unreadable",
}
VENDORS = {
    "tso500_combined",
    "tso500_metrics",
    "caris",
    "foundation_xml",
    "tempus",
    "guardant_tsv",
    "fhir_genomics",
}


def python(*arguments: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *arguments], input=stdin, capture_output=True, cwd=ROOT, check=False
    )


def test_the_demo(tmp_path: Path) -> None:
    result = invoke("run", str(DEMO), "--sample-sheet", str(DEMO / "cases.csv"), "-o", str(tmp_path / "out"))
    assert result.exit_code == 1, "one report of the demo is cut short"
    cases = {r["case_id"]: r for r in table(tmp_path / "out" / "cases.tsv")}
    assert {name: case["verdict"] for name, case in cases.items()} == PATHS
    assert set(PATHS.values()) == set(VOCABULARY["verdict"]), "the demo shows every verdict"
    assert {a["parser"] for a in table(tmp_path / "out" / "assays.tsv")} >= VENDORS
    assert cases["lung-19"]["reasons"] == "PENDING"
    assert cases["lung-14"]["reasons"].startswith("RNA_FAILED")
    dna = cases["lung-09"]
    assert (dna["fusion"], dna["urgency"]) == ("SLC3A2::NRG1", "high")
    assert "RNA confirmation is advised" in dna["addendum"]
    assert "This result does not exclude an NRG1 fusion." in cases["pancreas-10"]["addendum"]


@pytest.fixture(scope="module")
def stream() -> list[str]:
    result = invoke("parse", str(DEMO), "--sample-sheet", str(DEMO / "cases.csv"))
    assert result.exit_code == 1
    return result.stdout.splitlines(keepends=True)


def test_the_pipe_writes_the_tables_of_run(tmp_path: Path, stream: list[str]) -> None:
    invoke("run", str(DEMO), "--sample-sheet", str(DEMO / "cases.csv"), "-o", str(tmp_path / "run"))
    judged = invoke("flag", "-", stdin="".join(stream).encode())
    result = invoke("report", "-", "-o", str(tmp_path / "pipe"), stdin=judged.stdout.encode())
    assert judged.exit_code == result.exit_code == 1
    for name in FILES:
        assert (tmp_path / "run" / name).read_bytes() == (tmp_path / "pipe" / name).read_bytes(), name
    assert told_by(tmp_path / "run") == told_by(tmp_path / "pipe")
    unflagged = invoke("report", "-", "-o", str(tmp_path / "unflagged"), stdin="".join(stream).encode())
    assert unflagged.exit_code == 1
    assert (tmp_path / "run" / "findings.tsv").read_bytes() == (
        tmp_path / "unflagged" / "findings.tsv"
    ).read_bytes()


def verdicts(lines: list[str]) -> tuple[dict[str, str], int]:
    outcome = tables(decoded(lines), None)
    return {c.case_id: c.verdict for c in outcome.judged.cases}, outcome.exit_code()


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_pipe_cut_anywhere_yields_no_negative_and_loses_no_positive(
    stream: list[str], data: st.DataObject
) -> None:
    """Cut between parse and flag, and again between flag and report; in the middle of a line too."""
    text = "".join(stream)
    cut = data.draw(st.integers(0, len(text) - 2))
    piece = text[:cut].splitlines(keepends=True)
    seen: list[str] = []
    outcome = flag(decoded(piece), seen.append)
    assert outcome.exit_code() == 1
    again = "".join(seen)
    second = again[: data.draw(st.integers(0, len(again)))].splitlines(keepends=True)
    for lines in (piece, seen, second):
        got, code = verdicts(lines)
        assert code == 1
        assert not {"negative", "dna_only_negative", "inadequate_rna_negative", "not_tested"} & set(
            got.values()
        )
    whole = [line for line in piece if line.endswith("\n")]
    if any('"SLC3A2::NRG1"' in line and '"type":"finding"' in line for line in whole):
        assert verdicts(piece)[0]["lung-01"] in ("positive", "equivocal", "positive_confirm_rna")
    if any('"assay"' in line and "lung-01.star" in line for line in whole):
        assert verdicts(piece)[0]["lung-01"] == "positive"


def test_a_stream_with_a_line_missing_is_not_whole(stream: list[str]) -> None:
    lung_02 = next(json.loads(line)["report_id"] for line in stream if '"path":"lung-02' in line)
    for index, line in enumerate(stream):
        kind = json.loads(line)["type"]
        got, code = verdicts(stream[:index] + stream[index + 1 :])
        assert code == 1
        if kind in ("report", "report_end", "end"):
            assert "negative" not in got.values(), kind
        elif kind != "head":
            own = f'"report_id":"{lung_02}"' in line
            assert got["lung-02"] == ("unreadable" if own else "negative"), line


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["run"], 2),
        (["run", "no/such/path"], 2),
        (["run", "--parser", "nonsense", "fixtures/demo"], 2),
        (["run", "fixtures/demo", "--fail-on", "nonsense"], 2),
        (["run", "fixtures/demo", "--sample-sheet", "README.md"], 2),
        (["run", "docs", "-o", "tests"], 2),
        (["flag", "no/such/file"], 2),
        (["run", "fixtures/demo/lung-01.star-fusion.tsv"], 0),
        (["run", "fixtures/demo/lung-01.star-fusion.tsv", "--fail-on", "positive"], 3),
        (["run", "fixtures/demo/lung-01.star-fusion.tsv", "--fail-on", "negative"], 0),
        (["run", "fixtures/demo/lung-05.star-fusion.tsv", "--fail-on", "unreadable"], 1),
        (["run", "--parser", "star_fusion", "fixtures/demo/lung-01.star-fusion.tsv"], 0),
        (["run", "--parser", "arriba", "fixtures/demo/lung-01.star-fusion.tsv"], 1),
        (["sniff", "fixtures/demo/lung-01.star-fusion.tsv"], 0),
        (["sniff", "README.md"], 1),
        (["assays", "TSO500"], 0),
        (["assays", "nothing like it"], 1),
        (["explain", "fixtures/demo", "lung-01.star-fusion.tsv"], 0),
        (["explain", "fixtures/demo", "nobody"], 2),
        (["formats"], 0),
        (["rules"], 0),
        (["sheet", "fixtures/demo"], 0),
    ],
)
def test_exit_codes(arguments: list[str], code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = invoke(*arguments)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    if code == 2:
        assert result.stderr.strip(), "a usage error says what is wrong"


def test_an_empty_folder_is_no_report(tmp_path: Path) -> None:
    assert invoke("run", str(tmp_path)).exit_code == 2


def test_selfcheck() -> None:
    result = invoke("selfcheck")
    assert result.exit_code == 0, result.output
    assert "0 differ" in result.stdout


@pytest.mark.parametrize("command", [*COMMANDS, ""])
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = invoke(*([command] if command else []), "--help")
    assert result.exit_code == 0
    assert "Example" in result.stdout
    assert "fusionflag " in result.stdout


def test_standard_input_and_output() -> None:
    data = (STAR + OTHER + star()).encode()
    result = python("-m", "fusionflag", "run", "-", stdin=data)
    assert result.returncode == 0, result.stderr
    assert b"\tpositive\t" in result.stdout
    assert result.stderr == b""
    empty = python("-m", "fusionflag", "run", "-", stdin=b"")
    assert empty.returncode == 1
    assert b"\tunreadable\t" in empty.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["--help"],
        ["run", "--help"],
        ["run", "fixtures/arriba"],
        ["parse", "fixtures/arriba"],
        ["run", "fixtures/delly/v0.8.negative.vcf"],  # other readers are asked about records at NRG1 only
    ],
)
def test_what_is_not_imported(arguments: list[str]) -> None:
    """By sys.modules, not by time."""
    code = (
        "import sys; sys.argv[1:] = " + repr(arguments) + "\n"
        "import fusionflag.__main__ as m\n"
        "try:\n    m.main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'pandas', 'numpy', 'pysam', 'vcf', 'jinja2'} & set(sys.modules)\n"
        "heavy |= {'click'} & set(sys.modules) if sys.argv[1:] == ['--version'] else set()\n"
        "print(sorted(heavy), file=sys.stderr)"
    )
    assert python("-c", code).stderr.decode().strip().endswith("[]")


def test_output_folders(tmp_path: Path) -> None:
    first = run(tmp_path, {"a.tsv": STAR})
    again = invoke("run", str(tmp_path / "reports" / "a.tsv"), "-o", str(first.out))
    assert again.exit_code == 0, "a folder of an earlier run is written anew"
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "thesis.txt").write_text("x", encoding="utf-8")
    assert invoke("run", str(tmp_path / "reports" / "a.tsv"), "-o", str(foreign)).exit_code == 2
    assert sorted(p.name for p in first.out.iterdir()) == sorted(
        [*FILES, "run.json", "ledger.key", "ledger.sqlite"]
    )
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".fusionflag")]


def test_run_json_says_what_was_done(tmp_path: Path) -> None:
    result = run(
        tmp_path, {"a.tsv": STAR + OTHER, "README.txt": "x", "b.bam": b"BAM\1xx"}, {}, "--as-of", "2026-11-22"
    )
    found = json.loads((result.out / "run.json").read_text(encoding="utf-8"))
    assert (found["as_of"], found["reports"], found["rows"], found["files_ignored"]) == (
        "2026-11-22",
        1,
        1,
        1,
    )
    assert found["files_skipped"] == {"README*": 1}
    assert str(tmp_path) not in json.dumps(found), "no absolute paths"


def test_every_command_has_a_summary() -> None:
    assert list(COMMANDS) == list(SUMMARY)


def test_a_sheet_draft_can_be_used_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(STAR, encoding="utf-8")
    draft = invoke("sheet", str(tmp_path)).stdout
    (tmp_path / "cases.csv").write_text(draft, encoding="utf-8")
    result = invoke("run", "--sample-sheet", str(tmp_path / "cases.csv"))
    assert result.exit_code == 0
    assert "a\tsheet\tinadequate_rna_negative" in result.stdout


def test_an_overlay_changes_the_coverage(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("assay\tnucleic_acid\tnrg1_fusion_covered\nOur panel\tRNA\tyes\n", encoding="utf-8")
    sheet = {"a.tsv": {"assay": "Our panel", "qc": "pass"}}
    assert (
        run(tmp_path / "with", {"a.tsv": STAR}, sheet, "--assays", str(own)).cases["case"]["verdict"]
        == "negative"
    )
    assert (
        run(tmp_path / "without", {"a.tsv": STAR}, sheet).cases["case"]["verdict"]
        == "inadequate_rna_negative"
    )


def test_thresholds_travel_through_the_pipe(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(STAR + star(reads=5, pairs=0), encoding="utf-8")
    parsed = invoke("parse", str(tmp_path / "a.tsv"), "--min-reads", "5")
    assert "\tpositive\t" in invoke("report", "-", stdin=parsed.stdout.encode()).stdout
    assert "\tequivocal\t" in invoke("run", str(tmp_path / "a.tsv")).stdout


def test_a_folder_of_another_programs_run_is_not_overwritten(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "run.json").write_text('{"tool": "something else"}\n', encoding="utf-8")
    (tmp_path / "a.tsv").write_text(STAR, encoding="utf-8")
    assert invoke("run", str(tmp_path / "a.tsv"), "-o", str(foreign)).exit_code == 2
    assert "something else" in (foreign / "run.json").read_text(encoding="utf-8")


def test_a_draft_leaves_out_sheets_and_the_file_it_is_written_to(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(star(OTHER), encoding="utf-8")
    (tmp_path / "old.csv").write_text("path,case_id\na.tsv,c\n", encoding="utf-8")
    with (tmp_path / "cases.csv").open("wb") as out:
        subprocess.run(
            [sys.executable, "-m", "fusionflag", "sheet", str(tmp_path)], stdout=out, check=True, cwd=ROOT
        )
    rows = (tmp_path / "cases.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [row.split(",")[0] for row in rows] == ["a.tsv"]


def test_explain_tells_what_holds_for_the_whole_file() -> None:
    """A file of two cases: which column is the tumor is said of the file, and shown for each of them."""
    file = ROOT / "fixtures" / "vcf_generic" / "two_unknown_columns.vcf"
    cases = [f"{file.name}#SMP-A81", f"{file.name}#SMP-B14"]
    for case in cases:
        assert "TUMOR_COLUMN_UNKNOWN" in invoke("explain", str(file), case).output
    refused = invoke("explain", str(file), "SMP-B14")
    assert refused.exit_code == 2
    assert cases[1] in refused.output


def test_the_next_step_follows_what_is_wrong(tmp_path: Path) -> None:
    from tests.vcf_files import Place, header, pair

    text = header(samples=("S1", "S2")) + pair(Place("chr2", 5, "+"), Place("chr3", 9, "-")).replace(
        "\n", "\t0,0:0,0\n"
    )
    wrong = run(tmp_path / "a", {"x.vcf": text}, {"x.vcf": {"sample": "S3"}})
    assert wrong.cases["case"]["next_step"] == "Correct `sample` in the sample sheet and run again."
    assert any("it holds `S1`, `S2`" in n["text"] for n in wrong.notices)
    gone = run(tmp_path / "b", {"y.txt": "a note\n"}, "path,case_id\nx.vcf,case\n")
    assert "correct its path" in gone.cases["case"]["next_step"]
    cut = run(tmp_path / "c", {"x.vcf": text.rstrip("\n")}, {"x.vcf": {}})
    assert cut.cases["case"]["next_step"].startswith("Obtain the original")
