"""The command line where users and shells are unkind: locales, closed pipes, odd arguments, draft sheets, damaged folders."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fusionflag import __version__, commands, queries
from fusionflag.cli import guarded
from fusionflag.knowledge import KnowledgeError
from tests.files import OTHER, STAR, invoke, run, star, told_by

ROOT = Path(__file__).parents[1]
PROGRAM = [sys.executable, "-m", "fusionflag"]


def program(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*PROGRAM, *arguments],
        capture_output=True,
        cwd=ROOT,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-16"])
def test_streams_and_tables_are_utf_8_in_any_locale(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "Ωmega.tsv").write_text(STAR + star(), encoding="utf-8")
    expected = program("run", str(tmp_path), PYTHONIOENCODING="utf-8")
    assert expected.returncode == 0, expected.stderr
    assert "Ωmega.tsv\tpath\tpositive".encode() in expected.stdout
    assert program("run", str(tmp_path), PYTHONIOENCODING=encoding).stdout == expected.stdout
    parsed = program("parse", str(tmp_path), PYTHONIOENCODING=encoding)
    (tmp_path / "s.jsonl").write_bytes(parsed.stdout)
    judged = program("report", str(tmp_path / "s.jsonl"), PYTHONIOENCODING=encoding)
    assert judged.stdout == expected.stdout


def test_a_reader_that_goes_away_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(STAR + OTHER * 20000, encoding="utf-8")
    writer = subprocess.Popen(
        [*PROGRAM, "parse", str(tmp_path / "a.tsv")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert writer.stdout
    assert writer.stderr
    writer.stdout.readline()
    writer.stdout.close()
    assert writer.stderr.read() == b""
    assert writer.wait(30) != 0, "what was not passed on is not a success"
    writer.stderr.close()


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_stream_whose_writer_was_killed_is_a_cut_stream(tmp_path: Path) -> None:
    """parse is killed half-way; flag and report go on, keep the positive and draw no negative."""
    for name, text in {"a-pos": STAR + star(), "b-neg": STAR, "c-long": STAR + OTHER * 200000}.items():
        (tmp_path / f"{name}.tsv").write_text(text, encoding="utf-8")
    columns = "path,case_id,assay,qc,tumor_content"
    rows = "".join(f"{n}.tsv,{n},whole transcriptome RNA-seq,pass,40\n" for n in ("a-pos", "b-neg", "c-long"))
    (tmp_path / "cases.csv").write_text(f"{columns}\n{rows}", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    parse = subprocess.Popen(
        [*PROGRAM, "parse", "--sample-sheet", str(tmp_path / "cases.csv")],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=environment,
    )
    assert parse.stdout
    start = b"".join(parse.stdout.readline() for _ in range(40))
    parse.send_signal(signal.SIGKILL)
    rest = parse.stdout.read()
    parse.stdout.close()
    assert parse.wait(30) == -signal.SIGKILL
    flagged = subprocess.run(
        [*PROGRAM, "flag", "-"],
        input=start + rest,
        capture_output=True,
        cwd=ROOT,
        env=environment,
        check=False,
    )
    report = subprocess.run(
        [*PROGRAM, "report", "-"],
        input=flagged.stdout,
        capture_output=True,
        cwd=ROOT,
        env=environment,
        check=False,
    )
    assert flagged.returncode == report.returncode == 1
    verdicts = {c[0]: c[2] for c in (line.split("\t") for line in report.stdout.decode().splitlines()[1:])}
    assert verdicts["a-pos"] == "positive"
    assert set(verdicts.values()) == {"positive", "unreadable"}
    assert b"cut" in report.stderr


@pytest.mark.parametrize("value", ["yesterday", "20261122", "2026-13-01", "22.11.2026", "2026-W47-1"])
def test_as_of_is_a_date(tmp_path: Path, value: str) -> None:
    (tmp_path / "a.tsv").write_text(STAR, encoding="utf-8")
    result = invoke("run", str(tmp_path), "--as-of", value)
    assert result.exit_code == 2
    assert "2026-11-22" in result.stderr


def test_a_draft_sheet_groups_nothing_by_likeness(tmp_path: Path) -> None:
    """Used as it is, it must not join two patients; a name without a double is shortened."""
    for name in ("run.A.tsv", "run.B.tsv", "S7.star.tsv", "sub/run.C.tsv"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(STAR + (star() if "B" in name else ""), encoding="utf-8")
    draft = invoke("sheet", str(tmp_path)).stdout
    assert [line.split(",")[:2] for line in draft.splitlines()[1:]] == [
        ["S7.star.tsv", "S7"],
        ["run.A.tsv", "run.A.tsv"],
        ["run.B.tsv", "run.B.tsv"],
        ["sub/run.C.tsv", "sub/run"],
    ]
    (tmp_path / "cases.csv").write_text(draft, encoding="utf-8")
    found = invoke("run", "--sample-sheet", str(tmp_path / "cases.csv"))
    assert found.stdout.count("\tpositive\t") == 1
    assert len(found.stdout.splitlines()) == 5


@pytest.mark.parametrize(
    "damage",
    [
        lambda out: (out / "cases.tsv").write_text("case_id\nx\ty\n", encoding="utf-8"),
        lambda out: (out / "cases.tsv").write_bytes(b"\xff\n"),
        lambda out: (out / "assays.tsv").unlink(),
        lambda out: (out / "findings.tsv").write_text("", encoding="utf-8"),
        lambda out: (out / "cases.tsv").write_text(
            (out / "cases.tsv").read_text(encoding="utf-8").replace("\tR2\t", "\tR99\t"), encoding="utf-8"
        ),
    ],
)
def test_explain_on_a_damaged_folder_says_so(tmp_path: Path, damage: object) -> None:
    result = run(tmp_path, {"a.tsv": STAR + star()})
    assert invoke("explain", str(result.out), "case").exit_code == 0
    damage(result.out)  # type: ignore[operator]
    told = invoke("explain", str(result.out), "case")
    assert told.exit_code == 2
    assert "run it again" in told.stderr
    assert told.exception is None or isinstance(told.exception, SystemExit)


def test_explain_names_places_reasons_and_what_was_not_read(tmp_path: Path) -> None:
    result = run(tmp_path, {"a.tsv": STAR + star(), "b.tsv": STAR[:20]})
    told = invoke("explain", str(result.out), "case").stdout
    for text in ("positive", "RNA_POSITIVE", "UNREAD_INPUT", "a.tsv:2", "b.tsv", "unreadable", "Next step"):
        assert text in told, text


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_an_argument_that_is_no_text(tmp_path: Path) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.tsv")
    try:
        Path(name).write_text(STAR + star(), encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    result = program("run", name, "-o", str(tmp_path / "out"))
    assert result.returncode == 0, result.stderr
    assert b"\tpositive\t" in result.stdout
    assert json.loads((tmp_path / "out/run.json").read_text(encoding="utf-8"))["inputs"]
    piped = subprocess.run(
        [*PROGRAM, "report", "-", "-o", str(tmp_path / "pipe")],
        input=program("parse", name).stdout,
        capture_output=True,
        cwd=ROOT,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert piped.stdout == result.stdout
    assert told_by(tmp_path / "pipe") == told_by(tmp_path / "out")


@pytest.mark.parametrize("path", ["no/such", "fixtures"])
def test_sniff_wants_files(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = invoke("sniff", path)
    assert result.exit_code == 2
    assert path in result.stderr


def test_selfcheck_of_a_damaged_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged() -> tuple[int, list[str]]:
        raise KnowledgeError("partners.tsv: line 3: no source")

    monkeypatch.setattr(queries, "_check_fixtures", damaged)
    result = invoke("selfcheck")
    assert result.exit_code == 1
    assert "partners.tsv: line 3" in result.stderr
    monkeypatch.setattr(queries, "_check_fixtures", lambda: (3, ["a/b: differs"]))
    assert invoke("selfcheck").exit_code == 1


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (KeyboardInterrupt(), 130, ""),
        (KnowledgeError("assays.tsv: line 2"), 2, "assays.tsv: line 2"),
        (PermissionError(13, "Permission denied", "/x"), 2, "/x: Permission denied"),
    ],
)
def test_errors_are_one_line(
    error: BaseException, code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    @guarded
    def command() -> None:
        raise error

    with pytest.raises(SystemExit) as left:
        command()
    assert left.value.code == code
    told = capsys.readouterr().err
    assert says in told
    assert told.count("\n") == (1 if says else 0)


def test_what_a_terminal_is_shown_cannot_be_forged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x\x1b[2K\rcase: no NRG1 fusion.tsv").write_text(STAR + star(), encoding="utf-8")
    lines: list[str] = []
    monkeypatch.setattr(commands.click, "echo", lambda text="", **_: lines.append(text))
    monkeypatch.setattr(commands.sys.stdout, "isatty", lambda: True, raising=False)
    with pytest.raises(SystemExit):
        commands.run.main([str(tmp_path)], standalone_mode=False)
    shown = [line for line in lines if "NRG1 fusion detected" in line]
    assert len(shown) == 1
    assert "\r" not in shown[0]
    assert "\x1b[2K" not in shown[0]


def test_precedence_of_exit_codes(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.tsv").write_text(STAR + star(), encoding="utf-8")
    arguments = ["run", str(tmp_path / "in"), "--fail-on", "positive"]
    assert invoke(*arguments).exit_code == 3
    (tmp_path / "in/b.tsv").write_text(STAR[:20], encoding="utf-8")
    assert invoke(*arguments).exit_code == 1, "an unread report outranks a verdict"
    assert invoke(*arguments, str(tmp_path / "missing")).exit_code == 2, "a usage error outranks both"


def test_version_by_every_way() -> None:
    """The short way, before click is imported, says what click would say."""
    said = {program(*a).stdout for a in (["--version"], ["-V"], ["--version", "run"])}
    assert said == {f"fusionflag {__version__}\n".encode()}
