"""The sample sheet, and the way from PATHS to files."""

from __future__ import annotations

from pathlib import Path

import pytest

from fusionflag.sheet import SheetError, read_sheet
from fusionflag.walk import WalkError, plan
from tests.files import KNOWN_ADEQUATE, OTHER, STAR, run, star


def sheet(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "cases.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


FULL = "path,case_id,tumour_type,genome,qc,tumor_content,molecule,nrg1_coverage\na.tsv,c1,lung cancer,hg19,PASS,40%,rna,yes\n"


@pytest.mark.parametrize(
    "data",
    [
        FULL,
        FULL.replace(",", "\t"),
        FULL.replace(",", ";"),
        FULL.replace("\n", "\r\n"),
        b"\xef\xbb\xbf" + FULL.encode(),
        FULL.encode("utf-16"),
        FULL + ",,,,,,,\n",
    ],
)
def test_one_sheet_in_many_dresses(tmp_path: Path, data: str | bytes) -> None:
    rows, notices = read_sheet(sheet(tmp_path, data))
    assert not notices
    row = rows[0]
    assert (row.path, row.case_id, row.tumor_type, row.genome) == ("a.tsv", "c1", "lung cancer", "GRCh37")
    assert (row.qc, row.tumor_content, row.molecule, row.nrg1_coverage) == ("pass", 40.0, "RNA", "yes")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("molecule", "protein"),
        ("genome", "hg17"),
        ("qc", "fine"),
        ("nrg1_coverage", "perhaps"),
        ("tumor_content", "140"),
        ("tumor_content", "many"),
        ("sha256", "12"),
    ],
)
def test_a_bad_value_is_named_and_not_used(tmp_path: Path, column: str, value: str) -> None:
    rows, notices = read_sheet(sheet(tmp_path, f"path,case_id,{column}\na.tsv,c,{value}\n"))
    assert notices[0].code == "BAD_SHEET_VALUE"
    assert notices[0].place == "cases.csv:2:3"
    assert not getattr(rows[0], column)


def test_an_unknown_column_is_a_warning(tmp_path: Path) -> None:
    rows, notices = read_sheet(sheet(tmp_path, "path,case_id,shoe size\na.tsv,c,42\n"))
    assert rows
    assert [n.code for n in notices] == ["UNKNOWN_COLUMN"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("path,tumor_type\na,b\n", "case_id"),
        ("path,case_id\n", "lists no report"),
        ("path,case_id\na.tsv,\n", "cases.csv:2"),
        ("path,case_id\n,c\n", "cases.csv:2"),
        ("path,case_id\na.tsv,c\na.tsv,d\n", "cases.csv:3"),
    ],
)
def test_a_sheet_that_cannot_be_used(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SheetError, match=says):
        read_sheet(sheet(tmp_path, text))


def test_two_samples_of_one_file_are_two_rows(tmp_path: Path) -> None:
    rows, _ = read_sheet(sheet(tmp_path, "path,case_id,sample\na.csv,c1,S1\na.csv,c2,S2\n"))
    assert [r.sample for r in rows] == ["S1", "S2"]


def tree(tmp_path: Path, *names: str) -> Path:
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n", encoding="utf-8")
    return tmp_path


def test_what_a_folder_walk_passes_over(tmp_path: Path) -> None:
    root = tree(
        tmp_path / "in",
        "a.tsv",
        ".hidden",
        "a.tsv.golden",
        "SOURCE.md",
        "README.txt",
        "LICENSE",
        "x.vcf.gz.tbi",
        "x.md5",
        "sub/b.tsv",
        "old/run.json",
        "old/cases.tsv",
        ".git/c.tsv",
    )
    found = plan([str(root)])
    assert [s.shown for s in found.sources] == ["a.tsv", "sub/b.tsv"]
    assert sum(found.skipped.values()) == 9
    named = plan([str(root / "README.txt"), str(root / ".hidden")])
    assert [s.shown for s in named.sources] == ["README.txt", ".hidden"], (
        "a file named outright is never skipped"
    )
    assert all(s.named for s in named.sources)


def test_paths_lists_globs_and_doubles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree(tmp_path / "in", "a.tsv", "b.tsv", "p/x.tsv", "q/x.tsv")
    monkeypatch.chdir(root)
    assert [s.shown for s in plan(["*.tsv", "a.tsv"]).sources] == ["a.tsv", "b.tsv"], (
        "the same file is read once"
    )
    Path("list.txt").write_text("b.tsv\n\na.tsv\n", encoding="utf-8")
    assert [s.shown for s in plan(["@list.txt"]).sources] == ["b.tsv", "a.tsv"]
    shown = [s.shown for s in plan(["p/x.tsv", "q/x.tsv"]).sources]
    assert len(set(shown)) == 2, "two files never share a name, so their ids differ"
    for bad in ("nothing.tsv", "*.nothing", "@nothing"):
        with pytest.raises(WalkError):
            plan([bad])


def test_a_folder_that_links_to_itself_ends(tmp_path: Path) -> None:
    root = tree(tmp_path / "in", "a.tsv")
    (root / "loop").symlink_to(root)
    assert [s.shown for s in plan([str(root)]).sources] == ["a.tsv"]


def test_a_file_that_the_sheet_does_not_list_is_its_own_case(tmp_path: Path) -> None:
    result = run(tmp_path, {"a.tsv": STAR, "extra.tsv": STAR + star()}, {"a.tsv": KNOWN_ADEQUATE})
    assert result.cases["case"]["verdict"] == "negative"
    assert result.cases["extra.tsv"]["verdict"] == "positive"
    assert "UNLISTED_FILE" in result.codes


def test_the_sheet_alone_names_the_files(tmp_path: Path) -> None:
    from tests.files import invoke

    (tmp_path / "a.tsv").write_text(STAR + OTHER, encoding="utf-8")
    path = sheet(tmp_path, "path,case_id\na.tsv,c\n")
    result = invoke("run", "--sample-sheet", str(path))
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1].startswith("c\tsheet\tinadequate_rna_negative")


def test_where_sheet_and_file_disagree_the_less_trusting_value_holds(tmp_path: Path) -> None:
    result = run(tmp_path, {"a.tsv": STAR}, {"a.tsv": {**KNOWN_ADEQUATE, "molecule": "DNA"}})
    assert result.cases["case"]["verdict"] == "dna_only_negative"
    assert "SHEET_DISAGREES" in result.codes


def test_look_alikes_are_warned_of_and_not_grouped(tmp_path: Path) -> None:
    result = run(tmp_path, {"P01.star.tsv": STAR, "P01.other.tsv": STAR}, {})
    assert len(result.cases) == 2
    assert "UNGROUPED_NEIGHBOR" in result.codes
    grouped = run(
        tmp_path / "folders", {"P01/a.tsv": STAR, "P01/b.tsv": STAR + star()}, {}, "--case-from", "folder"
    )
    assert list(grouped.cases) == ["P01"]
    assert grouped.cases["P01"]["verdict"] == "positive"
