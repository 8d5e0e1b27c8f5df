"""Going on after an interruption, and what the disk does to a run."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fusionflag import reader
from tests.files import STAR, invoke, star, table
from tests.test_batch import FIXTURES, PROGRAM, ROOT, outputs, program


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
