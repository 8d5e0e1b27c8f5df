"""Batches: the same answer for any number of workers, after any interruption, whatever one file does to its reader."""

from __future__ import annotations

import faulthandler
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fusionflag import reader
from fusionflag.sources import Source
from fusionflag.stream import Frame
from tests.files import FILES_OF_A_RUN, STAR, invoke, star, table, told_by

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures"
PROGRAM = [sys.executable, "-m", "fusionflag"]


def outputs(out: Path) -> dict[str, bytes]:
    found = {name: (out / name).read_bytes() for name in FILES_OF_A_RUN}
    found["run.json"] = json.dumps(told_by(out)).encode()
    return found


def program(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*PROGRAM, *arguments],
        capture_output=True,
        cwd=ROOT,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        **options,
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports of many formats, some of which refer to one another, some damaged."""
    root = tmp_path_factory.mktemp("archive") / "in"
    for name in (
        "demo",
        "tso500_combined",
        "tso500_metrics",
        "cbioportal_sv",
        "cbioportal_matrix",
        "tempus",
        "arriba",
    ):
        if (FIXTURES / name).is_dir():
            shutil.copytree(
                FIXTURES / name, root / name, ignore=shutil.ignore_patterns("*.golden", "SOURCE*")
            )
    return root


@pytest.fixture(scope="module")
def serial(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of the stream, which knows nothing of workers, ledgers and blocks."""
    out = tmp_path_factory.mktemp("serial") / "out"
    stream = invoke("parse", str(archive), "--jobs", "1").stdout.encode()
    assert invoke("report", "-", "-o", str(out), stdin=stream).exit_code == 1
    return out


@pytest.mark.parametrize("jobs", ["1", "2", "5"])
def test_the_outputs_do_not_depend_on_the_number_of_workers(
    archive: Path, serial: Path, tmp_path: Path, jobs: str
) -> None:
    result = invoke("run", str(archive), "-o", str(tmp_path / "out"), "--jobs", jobs)
    assert result.exit_code == 1
    assert outputs(tmp_path / "out") == outputs(serial)
    assert result.stdout.encode() == (serial / "cases.tsv").read_bytes()


def test_the_stream_does_not_depend_on_the_number_of_workers(archive: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("k" * 32, encoding="utf-8")
    one, many = (
        invoke("parse", str(archive), "--hash-ids", str(key), "--jobs", n).stdout for n in ("1", "3")
    )
    assert one == many
    assert one.endswith('"}\n') or one.rstrip().endswith("}")


# -- files that bring their reader down ------------------------------------------------------------
POISON = {"segv.tsv": signal.SIGSEGV, "kill.tsv": signal.SIGKILL}


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a file of these names ends the process that reads it."""
    real = reader.isolated

    def isolated(source: Source) -> Iterator[Frame]:
        name = source.shown.rpartition("/")[2]
        faulthandler.disable()  # what is expected is not told
        if name in POISON:
            os.kill(os.getpid(), POISON[name])
        elif name == "hang.tsv":
            time.sleep(600)
        elif name == "exit.tsv":
            os._exit(7)
        elif name == "memory.tsv":
            bytearray(1 << 40)
        yield from real(source)

    monkeypatch.setattr(reader, "isolated", isolated)


@pytest.mark.skipif(sys.platform != "linux", reason="workers inherit the faults by fork")
@pytest.mark.usefixtures("poisoned")
def test_a_poisonous_file_costs_itself(tmp_path: Path) -> None:
    """Five of them among two hundred: five named with their cause, none lost, none doubled, no negative for any."""
    root = tmp_path / "in"
    root.mkdir()
    names = ["segv.tsv", "kill.tsv", "hang.tsv", "exit.tsv", "memory.tsv"]
    for n in range(195):
        (root / f"r{n:03}.tsv").write_text(STAR + (star() if n % 40 == 0 else ""), encoding="utf-8")
    for name in names:
        (root / name).write_text(STAR, encoding="utf-8")
    rows = "".join(f"{p.name},{p.stem},whole transcriptome RNA-seq,pass\n" for p in sorted(root.iterdir()))
    (root / "cases.csv").write_text("path,case_id,assay,qc\n" + rows, encoding="utf-8")
    out = tmp_path / "out"
    options = ("--sample-sheet", str(root / "cases.csv"), "-o", str(out), "--jobs", "2")
    result = invoke("run", str(root), *options, "--timeout", "5", "--max-memory", "4096")
    assert result.exit_code == 1
    cases = {c["case_id"]: c["verdict"] for c in table(out / "cases.tsv")}
    assert len(cases) == 200
    assert {c for c, v in cases.items() if v == "unreadable"} == {n.removesuffix(".tsv") for n in names}
    assert sum(v == "positive" for v in cases.values()) == 5
    assert sum(v == "negative" for v in cases.values()) == 190
    codes = {n["place"]: n["code"] for n in table(out / "notices.tsv") if n["severity"] == "error"}
    assert codes == {
        "segv.tsv": "PROCESS_DIED",
        "kill.tsv": "PROCESS_DIED",
        "exit.tsv": "PROCESS_DIED",
        "hang.tsv": "TIMED_OUT",
        "memory.tsv": "OUT_OF_MEMORY",
    }
    assert len({a["report_id"] for a in table(out / "assays.tsv")}) == 200
    batch = json.loads((out / "run.json").read_text(encoding="utf-8"))["batch"]
    assert batch["failures"] == {"died": 3, "memory": 1, "timeout": 1}


@pytest.mark.skipif(sys.platform != "linux", reason="workers inherit the faults by fork")
def test_what_failed_is_tried_again_by_resume(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "in"
    root.mkdir()
    (root / "exit.tsv").write_text(STAR + star(), encoding="utf-8")
    (root / "good.tsv").write_text(STAR, encoding="utf-8")
    real = reader.isolated

    def isolated(source: Source) -> Iterator[Frame]:
        if "exit" in source.shown:
            os._exit(7)
        yield from real(source)

    monkeypatch.setattr(reader, "isolated", isolated)
    out = str(tmp_path / "out")
    assert invoke("run", str(root), "-o", out).exit_code == 1
    monkeypatch.undo()
    result = invoke("run", str(root), "-o", out, "--resume")
    assert result.exit_code == 0
    assert "\tpositive\t" in result.stdout
    assert json.loads(Path(out, "run.json").read_text(encoding="utf-8"))["batch"]["files_read_anew"] == 1


# -- going on --------------------------------------------------------------------------------------
def anew(out: Path) -> int:
    found: int = json.loads((out / "run.json").read_text(encoding="utf-8"))["batch"]["files_read_anew"]
    return found


def test_resume_reads_what_is_new_or_has_changed(tmp_path: Path) -> None:
    root, out, fresh = tmp_path / "in", tmp_path / "out", tmp_path / "fresh"
    root.mkdir()
    for n in range(6):
        (root / f"r{n}.tsv").write_text(STAR, encoding="utf-8")
    invoke("run", str(root), "-o", str(out))
    before = {p.name: p.stat().st_mtime_ns for p in out.iterdir()}
    assert invoke("run", str(root), "-o", str(out), "--resume").exit_code == 0
    assert {
        p.name: p.stat().st_mtime_ns for p in out.iterdir() if p.suffix == ".tsv"
    }.items() <= before.items()
    (root / "r1.tsv").write_text(STAR + star(), encoding="utf-8")  # changed
    (root / "r2.tsv").unlink()
    (root / "r7.tsv").write_text(STAR, encoding="utf-8")  # new
    result = invoke("run", str(root), "-o", str(out), "--resume")
    assert anew(out) == 2
    invoke("run", str(root), "-o", str(fresh))
    assert outputs(out) == outputs(fresh)
    assert result.stdout.encode() == (fresh / "cases.tsv").read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes")
def test_a_file_that_cannot_be_compared_in_time_is_read_like_a_new_one(tmp_path: Path) -> None:
    """A report that has become a pipe: looking at its bytes would wait for ever."""
    names = ["a.tsv", "b.tsv", "c.tsv"]
    for name in names:
        (tmp_path / name).write_text(STAR + name, encoding="utf-8")
    paths, out = [str(tmp_path / name) for name in names], tmp_path / "out"
    invoke("run", *paths, "-o", str(out), "--jobs", "2")
    (tmp_path / "b.tsv").unlink()
    os.mkfifo(tmp_path / "b.tsv")
    assert invoke("run", *paths, "-o", str(out), "--jobs", "2", "--resume", "--timeout", "1").exit_code == 1
    told = json.loads((out / "run.json").read_text(encoding="utf-8"))["batch"]
    assert (told["files_read_anew"], told["files_kept"]) == (1, 2)
    assert {n["place"] for n in table(out / "notices.tsv") if n["severity"] == "error"} >= {"b.tsv"}


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes")
def test_one_file_that_has_become_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """One file alone is read without workers and without a clock."""
    report, out = tmp_path / "a.tsv", tmp_path / "out"
    report.write_text(STAR, encoding="utf-8")
    assert program("run", str(report), "-o", str(out)).returncode == 0
    report.unlink()
    os.mkfifo(report)
    assert program("run", str(report), "-o", str(out), "--resume", timeout=60).returncode == 1


def test_half_a_character_in_a_case_costs_no_output(tmp_path: Path) -> None:
    text = (FIXTURES / "svim" / "v1.positive.vcf").read_bytes()
    (tmp_path / "a.vcf").write_bytes(text.replace(b"\tQUAL\t", b"\tQUAL\xff\t"))
    (tmp_path / "b.tsv").write_text(STAR, encoding="utf-8")
    out = tmp_path / "out"
    for more in ((), ("--resume",)):
        assert invoke(
            "run", str(tmp_path / "a.vcf"), str(tmp_path / "b.tsv"), "-o", str(out), *more
        ).exit_code in (0, 1)
        assert {"a.vcf", "b.tsv"} <= {arm["report_file"] for arm in table(out / "assays.tsv")}
    assert invoke("lookback", str(out), "--since", "2026-05-01").exit_code in (0, 1)


def test_resume_reads_again_what_the_sheet_says_otherwise(tmp_path: Path) -> None:
    """A sheet that now gives a file to another patient must not leave the old case in the ledger."""
    root, out = tmp_path / "in", tmp_path / "out"
    root.mkdir()
    for n in range(3):
        (root / f"r{n}.tsv").write_text(STAR, encoding="utf-8")
    sheet = root / "cases.csv"
    for case in ("a", "b"):
        sheet.write_text(f"path,case_id\nr0.tsv,{case}\nr1.tsv,x\nr2.tsv,y\n", encoding="utf-8")
        invoke("run", str(root), "--sample-sheet", str(sheet), "-o", str(out), "--resume")
    assert anew(out) == 1
    assert {c["case_id"] for c in table(out / "cases.tsv")} == {"b", "x", "y"}


def test_another_version_of_a_parser_reads_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, out = tmp_path / "in", tmp_path / "out"
    root.mkdir()
    (root / "a.tsv").write_text(STAR, encoding="utf-8")
    (root / "b.tsv").write_text(STAR, encoding="utf-8")
    invoke("run", str(root), "-o", str(out))
    monkeypatch.setattr(reader, "__version__", "99.0")
    invoke("run", str(root), "-o", str(out), "--resume")
    assert anew(out) == 2


def test_a_run_that_is_killed_at_any_moment_goes_on(archive: Path, serial: Path, tmp_path: Path) -> None:
    """kill -9 at random moments: nothing half is in the ledger, and in the end the outputs are those of one quiet run."""
    out = tmp_path / "out"
    dice = random.Random(5)
    arguments = [*PROGRAM, "run", str(archive), "-o", str(out), "--jobs", "2", "--resume"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for _ in range(4):
        run = subprocess.Popen(
            arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT, env=environment
        )
        time.sleep(dice.uniform(0.3, 2.5))
        run.kill()
        run.wait()
        for path in out.glob("*.sqlite"):
            db = sqlite3.connect(path)
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            if db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'files'").fetchone()[0]:
                half = "SELECT count(*) FROM assays WHERE file_id NOT IN (SELECT file_id FROM files)"
                assert db.execute(half).fetchone() == (0,)
            db.close()
    assert program("run", str(archive), "-o", str(out), "--jobs", "2", "--resume").returncode == 1
    assert outputs(out) == outputs(serial)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_control_c_says_how_to_go_on(archive: Path, tmp_path: Path) -> None:
    run = subprocess.Popen(
        [*PROGRAM, "run", str(archive), "-o", str(tmp_path / "out"), "--jobs", "2"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    while not (tmp_path / "out" / "ledger.part.sqlite").exists() and run.poll() is None:
        time.sleep(0.02)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)
    if run.returncode == 130:  # else it was quicker than we
        assert b"--resume" in said
        assert b"Traceback" not in said
        assert not (tmp_path / "out" / "cases.tsv").exists()


# -- what the disk does ----------------------------------------------------------------------------
def test_a_new_run_leaves_the_old_outputs_until_it_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, out = tmp_path / "in", tmp_path / "out"
    root.mkdir()
    (root / "a.tsv").write_text(STAR + star(), encoding="utf-8")
    invoke("run", str(root), "-o", str(out))
    before = outputs(out)
    (root / "a.tsv").write_text(STAR, encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", str(out))

    monkeypatch.setattr("fusionflag.output.archive.write_table", full)
    result = invoke("run", str(root), "-o", str(out))
    assert result.exit_code == 2
    assert "No space left" in result.stderr
    assert outputs(out) == before
    monkeypatch.undo()
    assert invoke("explain", str(out), "a.tsv").exit_code == 0
    invoke("run", str(root), "-o", str(out), "--resume")
    assert table(out / "cases.tsv")[0]["verdict"] == "inadequate_rna_negative"
    assert not list(out.glob("*.part*"))


@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
def test_a_full_disk_is_one_line_and_can_be_gone_on_from(tmp_path: Path) -> None:
    root, out = tmp_path / "in", tmp_path / "out"
    root.mkdir()
    for n in range(300):
        (root / f"r{n:03}.tsv").write_text(STAR + star() * 5, encoding="utf-8")
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000));"
        "from fusionflag.cli import main; sys.argv[1:] = sys.argv[1:]; main()"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    arguments = ["run", str(root), "-o", str(out), "--jobs", "2"]
    result = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, cwd=ROOT, env=environment, check=False
    )
    said = result.stderr.decode()
    assert result.returncode == 2, said
    assert "Traceback" not in said
    assert "disk" in said or "File too large" in said
    assert program(*arguments, "--resume").returncode == 0
    assert len(table(out / "cases.tsv")) == 300


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(STAR, encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir(mode=0o500)
    result = invoke("run", str(tmp_path / "a.tsv"), "-o", str(out))
    assert result.exit_code == 2
    assert "rights" in result.stderr


def test_a_ledger_that_another_run_writes(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(STAR, encoding="utf-8")
    out = tmp_path / "out"
    invoke("run", str(tmp_path / "a.tsv"), "-o", str(out))
    before = outputs(out)
    db = sqlite3.connect(out / "ledger.sqlite", isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    result = invoke("run", str(tmp_path / "a.tsv"), "-o", str(out), "--resume")
    db.close()
    assert result.exit_code == 2
    assert "another fusionflag writes it" in result.stderr
    assert outputs(out) == before


def test_the_key_of_names_is_for_its_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(STAR, encoding="utf-8")
    out = tmp_path / "out"
    invoke("run", str(tmp_path / "a.tsv"), "-o", str(out))
    assert (out / "ledger.key").stat().st_mode & 0o777 == 0o600
    assert (out / "ledger.key").read_bytes() not in (out / "ledger.sqlite").read_bytes()


def test_resume_and_shard_ask_for_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(STAR, encoding="utf-8")
    for options in (["--resume"], ["--shard", "1/2"], ["--watch"], ["--dask", "tcp://127.0.0.1:1"]):
        result = invoke("run", str(tmp_path / "a.tsv"), *options)
        assert result.exit_code == 2
        assert "needs -o OUT/" in result.stderr
