"""However the records came to them, workers, stream, ledger or an earlier run, the exports are the same, byte by byte."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fusionflag.output.formats import FORMATS
from tests.files import invoke, table

DEMO = Path(__file__).parents[1] / "fixtures" / "demo"
REPORTS = (str(DEMO), "--sample-sheet", str(DEMO / "cases.csv"))
Way = Callable[[Path], None]
ASKED = ("--format", "html,jsonl,fhir,cbioportal,vicc,bedpe,multiqc,csv")


def exports(out: Path) -> dict[str, bytes]:
    """Every exported file by its path."""
    names = {made.file for made in FORMATS.values()}
    files = [p for p in sorted(out.rglob("*")) if p.relative_to(out).parts[0] in names and p.is_file()]
    return {str(p.relative_to(out)): p.read_bytes() for p in files}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with one worker."""
    out = tmp_path_factory.mktemp("exports") / "out"
    assert invoke("run", *REPORTS, "-o", str(out), "--jobs", "1", *ASKED).exit_code == 1
    tops = {name.partition("/")[0] for name in exports(out)}
    assert tops == {FORMATS[name].file for name in ASKED[1].split(",")}
    return out


def with_workers(out: Path) -> None:
    invoke("run", *REPORTS, "-o", str(out), "--jobs", "2", *ASKED)


def through_a_pipe(out: Path) -> None:
    stream = invoke("parse", *REPORTS).stdout_bytes
    invoke("report", "-", "-o", str(out), *ASKED, stdin=stream)


def through_the_judge(out: Path) -> None:
    judged = invoke("flag", "-", stdin=invoke("parse", *REPORTS).stdout_bytes).stdout_bytes
    invoke("report", "-", "-o", str(out), *ASKED, stdin=judged)


def again_from_the_ledger(out: Path) -> None:
    """`flag OUT/` writes the formats that it finds, and does not keep what stands there."""
    for page in (out / "report.html", out / "fusionflag.bedpe"):
        page.write_text("of yesterday", encoding="utf-8")
    invoke("flag", str(out))


def resumed(out: Path) -> None:
    """No report is read again: the records come from the ledger."""
    invoke("run", *REPORTS, "-o", str(out), "--resume", *ASKED)


@pytest.mark.parametrize("way", [with_workers, through_a_pipe, through_the_judge])
def test_a_new_folder_has_the_same_exports(way: Way, expected: Path, tmp_path: Path) -> None:
    way(tmp_path / "out")
    assert exports(tmp_path / "out") == exports(expected)


@pytest.mark.parametrize("way", [again_from_the_ledger, resumed])
def test_an_old_folder_gets_the_same_exports(way: Way, expected: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(expected, out)
    way(out)
    assert exports(out) == exports(expected)


def test_an_export_follows_a_report_that_changed(tmp_path: Path) -> None:
    """A resumed run exports what stands in the reports now, not what stood there."""
    reports = tmp_path / "reports"
    reports.mkdir()
    report = reports / "lung-02.arriba.tsv"
    shutil.copy(DEMO / "pancreas-04.arriba.tsv", report)
    old, new = tmp_path / "old", tmp_path / "new"
    invoke("run", str(reports), "-o", str(old), *ASKED)
    before = exports(old)
    shutil.copy(DEMO / "lung-02.arriba.tsv", report)
    invoke("run", str(reports), "-o", str(old), "--resume", *ASKED)
    invoke("run", str(reports), "-o", str(new), *ASKED)
    assert table(old / "cases.tsv")[0]["verdict"] != "equivocal"
    assert exports(old) == exports(new)
    assert exports(old) != before
