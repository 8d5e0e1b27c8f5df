"""Batches, against the serial run and against reading alone: `make bench-batch`, and with `million` for 10^6 reports.

    H   open, read and SHA-256 of the same files (CPU), which a finished run must do at least
    S   the same run in one process, without workers (wall)

Reports are made up (benchmarks/bench.py); they are linked under distinct paths, so each is read, and that all were is asserted.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.bench import arriba_rows
from benchmarks.timing import cpu, memory_row, row
from fusionflag.ledger import Ledger
from fusionflag.ledger_rows import Layout
from fusionflag.model import Finding
from fusionflag.readfile import read_source
from fusionflag.sources import Source

ROOT = Path(__file__).parents[1]
KINDS = 400  # different reports
# as installed: with compiled modules, whatever the shell says of them
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {
    "PYTHONPATH": str(ROOT)
}
MEASURE = (
    "import resource, sys, time; from fusionflag.cli import main; start = time.perf_counter()\n"
    "try: main()\n"
    "finally: print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)"
)
ALONE = (  # no worker at all: what --jobs never does, since one file could bring the run down
    "from fusionflag import results, running\n"
    "batch, judge = running.Batch, results.Results.judge\n"
    "running.Batch = lambda ledger, reader, jobs, *rest: batch(ledger, reader, 0, *rest)\n"
    "results.Results.judge = lambda self, settings, jobs=0, **more: judge(self, settings, 0, **more)\n"
)
POISON = (
    "import os, signal, sys, time\n"
    "from fusionflag import reader\n"
    "real = reader.isolated\n"
    "def isolated(source):\n"
    "    kind = source.shown.rpartition('/')[2].partition('.')[0]\n"
    "    if kind == 'segv': os.kill(os.getpid(), signal.SIGSEGV)\n"
    "    if kind == 'kill': os.kill(os.getpid(), signal.SIGKILL)\n"
    "    if kind == 'exit': os._exit(7)\n"
    "    if kind == 'hang': time.sleep(600)\n"
    "    if kind == 'memory': bytearray(1 << 40)\n"
    "    yield from real(source)\n"
    "reader.isolated = isolated\n"
)


def archive(folder: Path, count: int) -> Path:
    """`count` reports in folders of `KINDS`, as links to `KINDS` files."""
    base = folder / "base"
    if not base.exists():
        base.mkdir()
        for n in range(KINDS):
            arriba_rows(base / f"r{n}.tsv", 6, seed=n)
    root = folder / f"archive-{count}"
    for n in range(count):
        part = root / f"{n // KINDS:05}"
        if n % KINDS == 0:
            part.mkdir(parents=True)
        os.link(base / f"r{n % KINDS}.tsv", part / f"r{n % KINDS}.tsv")
    return root


def run(root: Path, out: Path, *options: str, before: str = "") -> tuple[float, int]:
    """Seconds and peak MiB of the parent. Asserts that all reports were read."""
    command = [sys.executable, "-c", before + MEASURE, "run", str(root), "-o", str(out), *options]
    done = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=ENVIRONMENT, check=False
    )
    assert done.returncode in (0, 1), done.stderr.decode()
    seconds, memory = done.stderr.decode().split("\n")[-2].split()
    return float(seconds), int(memory)


def facts(out: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return found


def hashed(root: Path) -> None:
    for path, _, names in os.walk(root):
        for name in names:
            hashlib.sha256(Path(path, name).read_bytes()).digest()


def workers(folder: Path, count: int = 20_000) -> int:
    """Two workers against one, a finished run again, and the memory of the parent; its MiB."""
    root = archive(folder, count)
    serial, _ = run(root, folder / "serial", before=ALONE)
    one, _ = run(root, folder / "one", "--jobs", "1")
    two, memory = run(root, folder / "two", "--jobs", "2")
    assert facts(folder / "two")["reports"] == count
    row(f"{count:,} small reports, 2 workers", (two, serial), "S", 1 / 1.6)
    row(f"{count:,} small reports, one worker", (one, serial), "S")
    again, _ = run(root, folder / "two", "--jobs", "2", "--resume")
    row(f"{count:,} small reports, finished run again", (again, cpu(lambda: hashed(root))), "H", 1.5)
    memory_row(f"{count:,} small reports, parent", memory, 60)
    return memory


def poisoned(folder: Path, count: int = 20_000) -> None:
    """Five files that bring their reader down."""
    root = (
        archive(folder, count) if not (folder / f"archive-{count}").exists() else folder / f"archive-{count}"
    )
    clean, _ = run(root, folder / "clean", "--jobs", "2")
    kinds = ("segv", "kill", "exit", "hang", "memory")
    for n, kind in enumerate(kinds):
        os.link(folder / "base" / "r0.tsv", root / f"{n * 9:05}" / f"{kind}.tsv")
    limit = 3.0
    seconds, _ = run(root, folder / "poisoned", "--jobs", "2", "--timeout", str(limit), before=POISON)
    found = facts(folder / "poisoned")
    lines = (folder / "poisoned" / "notices.tsv").read_text(encoding="utf-8").split("\n")
    named = {kind for kind in kinds if any(f"/{kind}.tsv" in line and "\terror\t" in line for line in lines)}
    assert found["reports"] == count + 5, "a report was lost or doubled"
    assert found["reports_complete"] == count
    print(f"five poison files among {count:,}: {len(named)} named, 0 lost, 0 doubled")
    row(
        "  its time, against the clean run and the time-out",
        (seconds, clean + limit),
        "x",
        1 + 5 * 0.2 / (clean + limit),
    )
    for n, kind in enumerate(kinds):
        (root / f"{n * 9:05}" / f"{kind}.tsv").unlink()


def killed(folder: Path, count: int = 4_000, times: int = 20) -> None:
    """kill -9 of the parent at random moments, then --resume: byte for byte the outputs of a quiet run."""
    root = archive(folder, count)
    seconds, _ = run(root, folder / "quiet", "--jobs", "2")
    dice = random.Random(9)
    out = folder / "killed"
    command = [
        sys.executable,
        "-m",
        "fusionflag",
        "run",
        str(root),
        "-o",
        str(out),
        "--jobs",
        "2",
        "--resume",
    ]
    done = 0
    for n in range(times):
        if n == times // 2:
            shutil.rmtree(out, ignore_errors=True)
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(command, stdout=quiet, stderr=quiet, env=ENVIRONMENT)
        time.sleep(dice.uniform(0.1, seconds / 3))
        process.send_signal(signal.SIGKILL)
        process.wait()
        done += 1
    run(root, out, "--jobs", "2", "--resume")
    for name in ("cases", "assays", "findings", "markers", "notices"):
        same = (out / f"{name}.tsv").read_bytes() == (folder / "quiet" / f"{name}.tsv").read_bytes()
        assert same, f"{name}.tsv differs after {done} kills"
    print(f"kill -9 at {done} random moments, then --resume: all tables equal those of an undisturbed run")


def stored(folder: Path, count: int = 1_000_000) -> None:
    """Findings as Arriba's tables give them, from records to the last commit."""
    arriba_rows(folder / "stored.tsv", 1000, seed=1)
    source = Source(path=folder / "stored.tsv", shown="stored.tsv", named=True)
    records = [frame for frame in read_source(source) if isinstance(frame, Finding)]
    assert len(records) == 1000

    def write() -> None:
        layout = Layout("findings")
        with Ledger(folder / "store.sqlite") as ledger:
            for start in range(0, count, 1000):
                with ledger.transaction():
                    rows = [
                        (1 + n // 10, n % 10, 0, plain, *cells)
                        for n, (plain, cells) in enumerate(map(layout.row, records), start)
                    ]
                    ledger.add_records("findings", layout.names, rows)

    row(f"{count:,} findings stored", (cpu(write), 1.0), "CPU s", 8)


def million(folder: Path, before: int) -> None:
    """10^6 reports under distinct paths, each one read."""
    count = 1_000_000
    root = archive(folder, count)
    seconds, memory = run(root, folder / "million", "--jobs", "2")
    assert facts(folder / "million")["reports_complete"] == count
    row("1,000,000 small reports, 2 workers", (seconds, 60.0), "min", 3)
    again, _ = run(root, folder / "million", "--jobs", "2", "--resume")
    row("1,000,000 small reports, finished run again", (again, cpu(lambda: hashed(root))), "H", 1.5)
    memory_row("1,000,000 small reports, parent", memory, 60)
    memory_row("  more than with 20,000", memory - before, 20)


def main() -> None:
    """Print the table."""
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name:
        folder = Path(name)
        memory = workers(folder)
        poisoned(folder)
        killed(folder)
        stored(folder)
        if "million" in sys.argv[1:]:
            million(folder, memory)
    print(f"children: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MiB at most")


if __name__ == "__main__":
    main()
