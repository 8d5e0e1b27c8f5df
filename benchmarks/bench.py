"""Speed, as ratios against yardsticks that run beside it: `make bench`.

    P   `python -c pass` of the same interpreter           (start of a process, wall)
    C   counting the rows with csv.reader, on the same file (CPU)
    H   open, read and blake2b of the same files            (CPU)
    S, V, B   pysam, pyvcf3 and bcftools: see variants.py

Every figure is the best of several runs, taken in turns with its yardstick, so that a busy machine hits both. All checks are on.
"""

from __future__ import annotations

import csv
import hashlib
import random
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import variants
from benchmarks.timing import best, cpu, row
from fusionflag.model import Finding
from fusionflag.parsing import recognise
from fusionflag.readfile import read_source
from fusionflag.reading import open_report
from fusionflag.registry import parsers
from fusionflag.sources import Source

ROOT = Path(__file__).parents[1]
GENES = [
    "ALK",
    "EML4",
    "RET",
    "KIF5B",
    "ROS1",
    "CD74",
    "FGFR3",
    "TACC3",
    "TMPRSS2",
    "ERG",
    "BCR",
    "ABL1",
    "ETV6",
    "NTRK3",
]


def arriba_rows(path: Path, rows: int, seed: int = 1) -> None:
    """A made-up Arriba table of about 900 bytes a row (30 columns, as the program writes it)."""
    source = (ROOT / "fixtures" / "arriba" / "v2.positive.tsv").read_text(encoding="utf-8").splitlines()
    cells = source[2].split("\t")
    dice = random.Random(seed)
    with path.open("w", encoding="utf-8") as out:
        out.write(source[0] + "\n")
        for _ in range(rows):
            row = list(cells)
            row[0], row[1] = dice.sample(GENES, 2)
            row[4], row[5] = (f"chr{dice.randint(1, 22)}:{dice.randint(10**6, 10**8)}" for _ in range(2))
            row[9], row[10], row[11] = (str(dice.randint(0, 99)) for _ in range(3))
            row[27] = "".join(dice.choices("ACGT", k=300))
            row[28] = "".join(dice.choices("ACDEFGHIKLMNPQRSTVWY", k=80))
            row[29] = ",".join(f"read{dice.randint(1, 10**8)}" for _ in range(22))
            out.write("\t".join(row) + "\n")


def wall(*command: str) -> float:
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT, check=False)
    return time.perf_counter() - start


def parse_stage(path: Path) -> int:
    """open -> recognise -> parse, every check on, every record made."""
    with open_report(path, path.name) as report:
        chosen = recognise(report, parsers())
        return sum(isinstance(r, Finding) for r in chosen.read(report))


def whole_stage(path: Path) -> int:
    """The parse stage and normalising, coverage and framing: from file to its last record."""
    return sum(1 for _ in read_source(Source(path=path, shown=path.name)))


def counted(path: Path) -> int:
    csv.field_size_limit(1 << 30)
    with path.open(newline="", encoding="utf-8") as lines:
        return sum(1 for _ in csv.reader(lines, delimiter="\t"))


def hashed(files: list[Path]) -> None:
    for file in files:
        hashlib.blake2b(file.read_bytes()).digest()


def read_all(files: list[Path]) -> None:
    for file in files:
        whole_stage(file)


def starts() -> None:
    python, script = sys.executable, str(Path(sys.executable).with_name("fusionflag"))
    command = [script] if Path(script).is_file() else [python, "-m", "fusionflag"]
    report = str(ROOT / "fixtures" / "demo" / "lung-01.star-fusion.tsv")

    def floor() -> float:
        return wall(python, "-c", "pass")

    row("fusionflag --version", best(lambda: wall(*command, "--version"), floor, 15), "P", 2)
    row("fusionflag --help", best(lambda: wall(*command, "--help"), floor, 15), "P", 5)
    row("fusionflag run one report", best(lambda: wall(*command, "run", report), floor, 15), "P", 8)


def rows(folder: Path) -> None:
    sizes = {}
    for count in (50_000, 100_000, 200_000):
        path = folder / f"{count}.tsv"
        arriba_rows(path, count)
        sizes[count] = best(partial(cpu, partial(parse_stage, path)), partial(cpu, partial(counted, path)), 3)
    row("100,000 Arriba rows, parse stage", sizes[100_000], "C", 1.0)
    path = folder / "100000.tsv"
    whole = best(lambda: cpu(lambda: whole_stage(path)), lambda: cpu(lambda: counted(path)), 2)
    row("100,000 Arriba rows, to the last record", whole, "C")
    for low, high in ((50_000, 100_000), (100_000, 200_000)):
        row(f"{low:,} -> {high:,} rows", (sizes[high][0], sizes[low][0]), "x", 2.2)


def small(folder: Path) -> None:
    files = []
    for index in range(400):
        path = folder / f"small-{index}.tsv"
        arriba_rows(path, 6, seed=index)
        files.append(path)
    read_all(files[:5])
    pair = best(lambda: cpu(lambda: read_all(files)), lambda: cpu(lambda: hashed(files)), 5)
    row("400 small reports (5.8 kB), from file to last record", pair, "H", 9)
    print(f"{'':<58} {pair[0] / 400 * 1e6:9.0f} us a report")


def main() -> None:
    """Print the table."""
    print(f"Python {sys.version.split()[0]}; best of several runs, yardsticks taken in turns\n")
    starts()
    with tempfile.TemporaryDirectory() as folder:
        rows(Path(folder))
        small(Path(folder))
    variants.main()


if __name__ == "__main__":
    main()
