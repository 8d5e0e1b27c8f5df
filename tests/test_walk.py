"""From PATHS to files: nothing is lost, nothing waits for ever, and no two patients share a name."""

from __future__ import annotations

import json
import os
import sys
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fusionflag.sheet import read_sheet
from fusionflag.walk import WalkError, holds_our_run, plan
from tests.files import KNOWN_ADEQUATE, STAR, invoke, run, star, table


def tree(root: Path, *names: str) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(STAR, encoding="utf-8")
    return root


def cases_of(*arguments: str) -> dict[str, str]:
    lines = [line.split("\t") for line in invoke("run", *arguments).stdout.splitlines()[1:]]
    return {cells[0]: cells[2] for cells in lines}


def test_only_our_own_run_folder_is_passed_over(tmp_path: Path) -> None:
    """Sequencers and pipelines write a run.json too; the reports beside it are patients' reports."""
    root = tree(tmp_path / "in", "theirs/a.tsv", "ours/cases.tsv", "damaged/cases.tsv")
    (root / "theirs/run.json").write_text('{"sequencer": "x"}', encoding="utf-8")
    (root / "ours/run.json").write_text(json.dumps({"tool": "fusionflag"}), encoding="utf-8")
    (root / "damaged/run.json").write_text('{"tool": "fus', encoding="utf-8")
    found = plan([str(root)])
    assert [s.shown for s in found.sources] == ["theirs/a.tsv", "theirs/run.json"]
    assert found.skipped == {"folder of an earlier run": 2}
    assert not holds_our_run(root / "theirs")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "queue")
    found = plan([str(tree(tmp_path, "a.tsv"))])
    assert [s.shown for s in found.sources] == ["a.tsv"]
    assert found.skipped == {"pipe or device": 1}


def test_a_link_that_leads_nowhere_is_an_unread_report(tmp_path: Path) -> None:
    (tmp_path / "gone.tsv").symlink_to(tmp_path / "nothing")
    assert cases_of(str(tmp_path)) == {"gone.tsv": "unreadable"}


def test_a_name_does_not_depend_on_the_order_of_paths(tmp_path: Path) -> None:
    root = tree(tmp_path, "A/x.tsv", "B/x.tsv", "C/A/x.tsv", "B/y.tsv")
    files = [str(p) for p in root.rglob("*.tsv")]
    expected = {"x.tsv"} and {"B/x.tsv", f"{root.name}/A/x.tsv", "C/A/x.tsv", "y.tsv"}
    for order in permutations(files):
        shown = {str(s.path): s.shown for s in plan(order).sources}
        assert set(shown.values()) == expected
        assert all(path.endswith(name) for path, name in shown.items())
        assert list(shown) == list(order), "reading order is the order of PATHS"


def test_folders_of_one_name_are_two_patients(tmp_path: Path) -> None:
    """--case-from folder over two batches that both have a folder called p1."""
    tree(tmp_path, "monday/p1/a.tsv", "tuesday/p1/b.tsv", "tuesday/p2/c.tsv")
    (tmp_path / "tuesday/p1/b.tsv").write_text(STAR + star(), encoding="utf-8")
    days = [str(tmp_path / "monday"), str(tmp_path / "tuesday")]
    found = cases_of(*days, "--case-from", "folder")
    assert found == {
        "monday/p1": "inadequate_rna_negative",
        "tuesday/p1": "positive",
        "p2": "inadequate_rna_negative",
    }
    files = [str(tmp_path / "monday/p1/a.tsv"), str(tmp_path / "tuesday/p1/b.tsv")]
    assert set(cases_of(*files, "--case-from", "folder")) == {"monday/p1", "tuesday/p1"}


def test_one_folder_reached_in_two_ways_is_one_case(tmp_path: Path) -> None:
    tree(tmp_path, "x/p1/a.tsv", "x/p1/b.tsv")
    found = plan([str(tmp_path / "x/p1/a.tsv"), str(tmp_path)], case_from="folder")
    assert {s.folder for s in found.sources} == {"x/p1"}
    assert len(found.sources) == 2


def test_an_unlisted_file_never_joins_a_case_of_the_sheet(tmp_path: Path) -> None:
    """A file whose path happens to be another patient's case id."""
    result = run(
        tmp_path,
        {"P1": STAR + star(), "a.tsv": STAR},
        {"a.tsv": {**KNOWN_ADEQUATE, "case_id": "P1"}},
    )
    assert result.cases["P1"]["verdict"] == "negative"
    assert result.cases["reports/P1"]["verdict"] == "positive"
    notices = [n for n in result.notices if n["code"] == "UNLISTED_FILE"]
    assert [n["place"] for n in notices] == ["reports/P1"]


def test_a_listed_link_keeps_the_name_that_lowers_trust(tmp_path: Path) -> None:
    """Work-flow managers stage files as links; `discarded` in the link's name must still count."""
    (tmp_path / "store").mkdir()
    (tmp_path / "store/1f3a").write_text(STAR, encoding="utf-8")
    (tmp_path / "fusions.discarded.tsv").symlink_to(tmp_path / "store/1f3a")
    sheet = tmp_path / "cases.csv"
    sheet.write_text("path,case_id\nfusions.discarded.tsv,c\n", encoding="utf-8")
    rows, _ = read_sheet(sheet)
    for paths in ([], [str(tmp_path / "fusions.discarded.tsv")]):
        (source,) = plan(paths, sheet=sheet, rows=rows).sources
        assert source.path is not None
        assert Path(source.path).name == "fusions.discarded.tsv"


def test_a_listed_file_is_shown_as_the_sheet_writes_it(tmp_path: Path) -> None:
    root = tree(tmp_path, "a.tsv", "sub/a.tsv")
    sheet = root / "cases.csv"
    sheet.write_text("path,case_id\n./sub/a.tsv,c\nmissing.tsv,d\n", encoding="utf-8")
    rows, _ = read_sheet(sheet)
    found = plan([str(root)], sheet=sheet, rows=rows)
    assert [(s.shown, s.named, s.listed) for s in found.sources] == [
        ("a.tsv", False, False),
        ("./sub/a.tsv", True, True),
        ("missing.tsv", True, True),
    ]
    assert list(found.unlisted) == ["a.tsv"]
    assert cases_of(str(root), "--sample-sheet", str(sheet))["d"] == "unreadable"


def test_globs_leave_dot_files_out_and_reach_below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree(tmp_path, ".hidden.tsv", "a.tsv", "p/b.tsv"))
    assert [s.shown for s in plan(["*.tsv"]).sources] == ["a.tsv"]
    assert [s.shown for s in plan(["**/*.tsv"]).sources] == ["a.tsv", "b.tsv"]
    assert [s.shown for s in plan([str(tmp_path / "*.tsv")]).sources] == ["a.tsv"]


@pytest.mark.parametrize("path", ["x" * 5000, "a**b", "nothing[", "@list"])
def test_odd_paths_are_usage_errors(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("list").write_bytes(b"\xff\xfe\xfa\n")
    with pytest.raises(WalkError):
        plan([path])


def test_standard_input_is_read_once() -> None:
    result = invoke("run", "-", "-", stdin=(STAR + star()).encode())
    assert result.exit_code == 0
    assert [line.split("\t")[2] for line in result.stdout.splitlines()[1:]] == ["positive"]


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    try:
        with open(os.fsencode(tmp_path) + b"/\xff.tsv", "w", encoding="utf-8") as file:  # noqa: PTH123
            file.write(STAR + star())
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    result = invoke("run", str(tmp_path), "-o", str(tmp_path / "out"))
    assert result.exit_code == 0
    assert [c["verdict"] for c in table(tmp_path / "out/cases.tsv")] == ["positive"]


NAMES = st.lists(st.sampled_from("ab"), min_size=1, max_size=4).map("/".join)


@settings(max_examples=60, deadline=None)
@given(st.sets(NAMES, min_size=1, max_size=8), st.randoms())
def test_every_file_is_read_once_under_a_name_of_its_own(
    tmp_path_factory: pytest.TempPathFactory, names: set[str], random: object
) -> None:
    root = tree(tmp_path_factory.mktemp("walk"), *(f"{name}/f.tsv" for name in names))
    files = sorted(root.rglob("f.tsv"))
    paths = [str(p) for p in files] + [str(root / "a"), str(root / "b"), str(root)]
    paths = [p for p in paths if Path(p).exists()]
    random.shuffle(paths)  # type: ignore[attr-defined]
    for case_from in ("path", "folder"):
        found = plan(paths, case_from=case_from)
        assert sorted(Path(s.path).resolve() for s in found.sources if s.path) == [f.resolve() for f in files]
        assert len({s.shown for s in found.sources}) == len(files)
        if case_from == "folder":
            assert len({s.folder for s in found.sources}) == len(names), "one folder, one case"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such a name")
def test_a_name_that_is_no_text_differs_from_one_that_spells_it(tmp_path: Path) -> None:
    names = [b"\xff.tsv", rb"\xff.tsv"]
    for name in names:
        (tmp_path / os.fsdecode(name)).write_text(STAR + name.hex(), encoding="utf-8")
    found = plan([str(tmp_path)])
    shown = [s.shown for s in found.sources]
    assert len(set(shown)) == 2
    assert any(name.endswith("\\xff.tsv") for name in shown)
    assert invoke("run", str(tmp_path), "-o", str(tmp_path / "out")).exit_code in (0, 1)
    assert len(table(tmp_path / "out" / "assays.tsv")) == 2
