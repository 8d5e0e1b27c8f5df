"""Batches: the same answer for any number of workers, after any interruption, whatever one file does to its reader."""

from __future__ import annotations

import faulthandler
import json
import os
import signal
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
