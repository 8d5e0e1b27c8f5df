"""Many machines, one answer: shards and merge, a real dask cluster of which a worker dies, a real Snakemake."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.files import invoke
from tests.test_batch import FIXTURES, PROGRAM, ROOT, outputs, program

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
DEMO = (str(FIXTURES / "demo"), "--sample-sheet", str(FIXTURES / "demo" / "cases.csv"))


def needs(module: str) -> pytest.MarkDecorator:
    """Skip where an extra is not installed; .ci/run sets FUSIONFLAG_NEED_CLUSTER, and then it must be."""
    lacks = importlib.util.find_spec(module) is None and not os.environ.get("FUSIONFLAG_NEED_CLUSTER")
    return pytest.mark.skipif(lacks, reason=f"{module} is not installed (pip install '.[cluster,workflow]')")


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("key") / "key"
    path.write_text("0123456789abcdef" * 2, encoding="utf-8")
    return str(path)


@pytest.fixture(scope="module")
def serial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("serial") / "out"
    assert invoke("run", *DEMO, "-o", str(out), "--jobs", "1").exit_code == 1
    return out


def shard(out: Path, part: str, key: str, *paths: str) -> None:
    result = invoke("run", *(paths or DEMO), "-o", str(out), "--shard", part, "--run-key", key)
    assert result.exit_code == 0, result.stderr


@pytest.mark.parametrize("parts", [1, 3, 40])
def test_shards_merge_to_the_outputs_of_one_machine(
    tmp_path: Path, serial: Path, key: str, parts: int
) -> None:
    """40: more shards than files, so that some are empty."""
    folders = [tmp_path / f"s{i}" for i in range(1, parts + 1)]
    for i, folder in enumerate(folders, 1):
        if parts == 1:
            invoke("run", *DEMO, "-o", str(folder), "--run-key", key)
        else:
            shard(folder, f"{i}/{parts}", key)
            assert not (folder / "cases.tsv").exists(), "a shard alone judges nothing"
    result = invoke("merge", *map(str, reversed(folders)), "-o", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert outputs(tmp_path / "out") == outputs(serial)
    assert invoke("flag", str(tmp_path / "out")).exit_code == 1
    assert outputs(tmp_path / "out") == outputs(serial), "a merged ledger can be judged again"


def test_a_missing_shard_is_no_small_run(tmp_path: Path, key: str) -> None:
    """A merge that left a shard out would lose patients without a word."""
    shard(tmp_path / "s1", "1/3", key)
    shard(tmp_path / "s3", "3/3", key)
    result = invoke("merge", str(tmp_path / "s1"), str(tmp_path / "s3"), "-o", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert "shard 2/3 is not among the folders" in result.stderr
    assert not (tmp_path / "out" / "cases.tsv").exists()


def test_shards_of_different_runs_are_refused(tmp_path: Path, key: str) -> None:
    other = tmp_path / "other"
    other.write_text("another key of sufficient length", encoding="utf-8")
    shard(tmp_path / "s1", "1/2", key)
    shard(tmp_path / "s2", "2/2", str(other))
    shard(tmp_path / "s2b", "2/2", key, str(FIXTURES / "arriba"))
    for second, why in (("s2", "keys differ"), ("s2b", "differ"), ("s1", "and so is")):
        result = invoke("merge", str(tmp_path / "s1"), str(tmp_path / second), "-o", str(tmp_path / "out"))
        assert result.exit_code == 2
        assert why in result.stderr


def test_a_shard_needs_the_key_of_all(tmp_path: Path) -> None:
    result = invoke("run", *DEMO, "-o", str(tmp_path / "s"), "--shard", "1/2")
    assert result.exit_code == 2
    assert "--run-key" in result.stderr


@pytest.mark.parametrize("part", ["0/2", "3/2", "2", "a/b", "1/0", "-1/2"])
def test_what_is_no_shard(part: str, tmp_path: Path) -> None:
    result = invoke("run", *DEMO, "-o", str(tmp_path / "s"), "--shard", part)
    assert result.exit_code == 2
    assert "is no shard" in result.stderr


# -- dask ------------------------------------------------------------------------------------------
def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def cluster() -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers, each a process of its own."""
    address = f"tcp://127.0.0.1:{(port := free_port())}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": ENVIRONMENT, "cwd": ROOT}
    base = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    scheduler = subprocess.Popen(
        [*base, "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"], **quiet
    )  # type: ignore[call-overload]
    base = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"]
    workers = [subprocess.Popen([*base, "--no-nanny"], **quiet) for _ in range(2)]  # type: ignore[call-overload]
    try:
        _await(address)
        yield address, workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def _await(address: str) -> None:
    code = "import sys; from distributed import Client; c = Client(sys.argv[1], timeout=60); c.wait_for_workers(2, timeout=60)"
    subprocess.run([sys.executable, "-c", code, address], check=True, timeout=120, env=ENVIRONMENT, cwd=ROOT)


@needs("distributed")
def test_a_cluster_that_loses_a_worker_gives_the_outputs_of_one_machine(tmp_path: Path) -> None:
    root = tmp_path / "in"
    for n in range(60):  # enough for several tasks
        shutil.copytree(
            FIXTURES / "demo", root / f"{n:02}", ignore=shutil.ignore_patterns("cases.csv", "*.md")
        )
    assert program("run", str(root), "-o", str(tmp_path / "serial"), "--jobs", "2").returncode == 1
    with cluster() as (address, workers):
        run = subprocess.Popen(
            [*PROGRAM, "run", str(root), "-o", str(tmp_path / "out"), "--dask", address],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=ENVIRONMENT,
            cwd=ROOT,
        )
        time.sleep(2.5)
        workers[0].send_signal(signal.SIGKILL)
        _, said = run.communicate(timeout=300)
    assert run.returncode == 1
    assert b"Traceback" not in said, said.decode()
    assert outputs(tmp_path / "out") == outputs(tmp_path / "serial")


@needs("distributed")
def test_no_scheduler_is_one_line(tmp_path: Path) -> None:
    result = program("run", *DEMO, "-o", str(tmp_path / "out"), "--dask", f"tcp://127.0.0.1:{free_port()}")
    assert result.returncode == 2
    assert b"no scheduler answers there" in result.stderr
    assert b"Traceback" not in result.stderr


# -- Snakemake -------------------------------------------------------------------------------------
@needs("snakemake")
def test_the_workflow_gives_the_outputs_of_one_machine(tmp_path: Path, serial: Path) -> None:
    command = [sys.executable, "-m", "snakemake", "-s", str(ROOT / "workflow" / "Snakefile"), "--cores", "2"]
    config = [f"paths={DEMO[0]}", f"sheet={DEMO[2]}", "out=out", "shards=3"]
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    environment = {
        **ENVIRONMENT,
        "PATH": path,
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "HOME": str(tmp_path),
    }
    result = subprocess.run(
        [*command, "--config", *config],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=False,
        timeout=600,
    )
    assert result.returncode == 0, result.stderr.decode()[-3000:]
    assert outputs(tmp_path / "out") == outputs(serial)
    assert not list(tmp_path.glob("out.shards/*/ledger.sqlite")), "shards are gone"
    assert not (tmp_path / "out.shards" / "key").exists()


def test_a_shard_is_no_finished_run(tmp_path: Path, key: str) -> None:
    """Of the files of other shards its folder may hold what an earlier run read."""
    shard(tmp_path / "s", "1/2", key)
    for command in (
        ["flag", str(tmp_path / "s")],
        ["lookback", str(tmp_path / "s"), "--since", "2026-05-01"],
    ):
        result = invoke(*command)
        assert result.exit_code == 2
        assert "is a shard of a run" in result.stderr


def test_shards_merge_after_a_file_has_passed_from_one_to_another(tmp_path: Path, key: str) -> None:
    archive = tmp_path / "in"
    archive.mkdir()
    for name in ("b.tsv", "c.tsv"):
        shutil.copy(FIXTURES / "arriba" / "v2.positive.tsv", archive / name)
    folders = [tmp_path / "s1", tmp_path / "s2"]

    def read(*more: str) -> None:
        for i, folder in enumerate(folders, 1):
            assert (
                invoke(
                    "run", str(archive), "-o", str(folder), "--shard", f"{i}/2", "--run-key", key, *more
                ).exit_code
                == 0
            )

    read()
    shutil.copy(FIXTURES / "arriba" / "v2.positive.tsv", archive / "a.tsv")
    read("--resume")
    assert invoke("merge", *map(str, folders), "-o", str(tmp_path / "out")).exit_code in (0, 1)
    invoke("run", str(archive), "-o", str(tmp_path / "whole"), "--run-key", key)
    assert outputs(tmp_path / "out") == outputs(tmp_path / "whole")
