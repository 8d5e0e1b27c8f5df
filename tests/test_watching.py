"""The drop folder: no file is read before it is complete, no case before its files are there, and outputs change at once."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from fusionflag.sheet import read_sheet
from fusionflag.walk import Plan, plan
from fusionflag.watching import Settled, rounds
from tests.files import STAR, star, table
from tests.test_batch import PROGRAM, ROOT


class Enough(Exception):  # noqa: N818  it ends a loop that has no end
    pass


def watched(root: Path, steps: list[object], sheet: str = "") -> list[list[str]]:
    """The files of each round, where `steps` are what happens between two looks."""
    settled = Settled()
    path = root.parent / "cases.csv"
    if sheet:
        path.write_text(sheet, encoding="utf-8")
    todo = iter(steps)

    def planned() -> Plan:
        rows = read_sheet(path)[0] if sheet else []
        return plan([str(root)], sheet=path if sheet else None, rows=rows, accept=settled)

    def wait(_: float) -> None:
        step = next(todo, None)
        if step is None:
            raise Enough
        step()  # type: ignore[operator]

    found: list[list[str]] = []
    with suppress(Enough):
        for each in rounds(settled, planned, 1, wait):
            found.append(sorted(s.shown for s in each.sources))
    return found


def nothing() -> None:
    pass


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def test_a_file_that_grows_is_left_alone_until_it_is_still(root: Path) -> None:
    def grow() -> None:
        with (root / "a.tsv").open("a", encoding="utf-8") as file:
            file.write(STAR + star())

    assert watched(root, [grow, grow, grow, nothing, nothing]) == [["a.tsv"]]
    assert watched(root, [grow, nothing, grow, nothing, nothing]) == [["a.tsv"], [], ["a.tsv"]]


def test_a_file_of_the_same_size_but_another_time_is_not_still(root: Path) -> None:
    """A copy that is allocated first and filled then."""
    file = root / "a.tsv"

    def fill() -> None:
        file.write_text(STAR, encoding="utf-8")
        os.utime(file, ns=(0, fill.now))
        fill.now += 10**9

    fill.now = 10**18  # type: ignore[attr-defined]
    assert watched(root, [fill, fill, fill]) == []
    assert watched(root, [fill, nothing, nothing]) == [["a.tsv"]]


def test_a_file_that_is_renamed_in_is_read(root: Path, tmp_path: Path) -> None:
    (tmp_path / "ready").write_text(STAR, encoding="utf-8")
    (root / "b.tsv.part").write_text(STAR, encoding="utf-8")
    steps = [lambda: (tmp_path / "ready").rename(root / "a.tsv"), nothing, nothing]
    assert watched(root, steps) == [["a.tsv"]], "what its writer still calls a part is none"


def test_a_removed_file_is_a_change(root: Path) -> None:
    for name in ("a.tsv", "b.tsv"):
        (root / name).write_text(STAR, encoding="utf-8")
    assert watched(root, [nothing, (root / "a.tsv").unlink, nothing]) == [["a.tsv", "b.tsv"], ["b.tsv"]]


def test_a_case_waits_for_all_files_that_the_sheet_gives_it(root: Path) -> None:
    """Else its DNA alone would be told as DNA alone, though its RNA is on the way."""
    sheet = "path,case_id\nin/dna.tsv,c\nin/rna.tsv,c\nin/other.tsv,d\n"
    for name in ("dna.tsv", "other.tsv"):
        (root / name).write_text(STAR, encoding="utf-8")
    late = lambda: (root / "rna.tsv").write_text(STAR, encoding="utf-8")  # noqa: E731
    found = watched(root, [nothing, late, nothing], sheet)
    assert found == [["in/other.tsv"], ["in/dna.tsv", "in/other.tsv", "in/rna.tsv"]]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_watch_writes_after_each_round(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (root / "a.tsv").write_text(STAR, encoding="utf-8")
    run = subprocess.Popen(
        [*PROGRAM, "run", "--watch", str(root), "-o", str(out), "--every", "0.2", "--jobs", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        assert _cases(out, 1) == {"a.tsv": "inadequate_rna_negative"}
        (root / "b.tsv").write_text(STAR + star(), encoding="utf-8")
        assert _cases(out, 2) == {"a.tsv": "inadequate_rna_negative", "b.tsv": "positive"}
        assert run.stderr is not None
        told = run.stderr.readline() + run.stderr.readline()  # a round is told when its outputs are there
    finally:
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=60)
    assert run.returncode == 130
    assert b"Traceback" not in said
    assert b"2 reports: 1 positive, 1 inadequate_rna_negative" in told


def _cases(out: Path, count: int) -> dict[str, str]:
    for _ in range(600):
        if (out / "run.json").is_file() and len(rows := table(out / "cases.tsv")) == count:
            return {row["case_id"]: row["verdict"] for row in rows}
        time.sleep(0.1)
    return {}
