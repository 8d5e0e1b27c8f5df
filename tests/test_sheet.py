"""The sample sheet where it goes wrong: a sheet read wrongly gives one patient's report to another."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusionflag.model import Severity
from fusionflag.sheet import COLUMNS, SheetError, read_sheet
from tests.files import KNOWN_ADEQUATE, STAR, invoke, run, star


def sheet(tmp_path: Path, text: str | bytes, name: str = "cases.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "path,case_id,tumor_type,qc\na.tsv,c,lung, left,pass\n",
            r"cases.csv:2: 5 cells.* header has 4.*`,`",
        ),
        ("path,case_id,specimen,tumor_content\na.tsv,c,block 1,2,60\n", "cases.csv:2: 5 cells"),
        ("path\tcase_id\na.tsv\tc\tmore\n", "cases.csv:2: 3 cells.*a tab"),
        ('path,case_id\n"a.tsv,c\n', "cases.csv:2: a quoted cell has no end"),
        ("path,case_id,sample\na.tsv,c,\na.tsv,d,S1\n", r"cases.csv:3: `a.tsv` stands in line 2"),
        ("path,case_id,sample\na.tsv,c,S1\na.tsv,d,S1\n", r"cases.csv:3: sample `S1` of `a.tsv`"),
        (b"path,case_id\na.tsv,c\0\n", "NUL"),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\xff", "cases.csv"),
    ],
)
def test_a_sheet_that_would_be_misread_is_refused(tmp_path: Path, text: str | bytes, says: str) -> None:
    with pytest.raises(SheetError, match=says):
        read_sheet(sheet(tmp_path, text))


def test_blank_cells_beyond_the_header_and_missing_ones_at_the_end_are_no_slip(tmp_path: Path) -> None:
    rows, notices = read_sheet(sheet(tmp_path, "path,case_id,qc\na.tsv,c,pass,,\nb.tsv,d\n"))
    assert not notices
    assert [(r.path, r.qc) for r in rows] == [("a.tsv", "pass"), ("b.tsv", "")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_quoted_cells(tmp_path: Path, delimiter: str) -> None:
    text = delimiter.join(("path", "case_id", "tumor_type")) + "\n"
    text += delimiter.join(('"a,b;c.tsv"', '"c"', '"lung, ""left"""')) + "\n"
    rows, _ = read_sheet(sheet(tmp_path, text))
    assert (rows[0].path, rows[0].case_id, rows[0].tumor_type) == ("a,b;c.tsv", "c", 'lung, "left"')


def test_a_bad_value_is_an_error_and_says_what_is_allowed(tmp_path: Path) -> None:
    _, notices = read_sheet(sheet(tmp_path, "path,case_id,qc,shoes\na.tsv,c,fine,42\n"))
    assert [(n.code, n.severity) for n in notices] == [
        ("UNKNOWN_COLUMN", Severity.WARNING),
        ("BAD_SHEET_VALUE", Severity.ERROR),
    ]
    assert "pass, fail, borderline" in notices[1].text
    assert (notices[1].place, notices[1].value) == ("cases.csv:2:3", "fine")


def test_bytes_read_as_latin_1_are_told(tmp_path: Path) -> None:
    rows, notices = read_sheet(sheet(tmp_path, "path,case_id\nMüller.tsv,c\n".encode("latin-1")))
    assert rows[0].path == "Müller.tsv"
    assert [n.code for n in notices] == ["ENCODING"]


@pytest.mark.parametrize("second", ["./a.tsv", "sub/../a.tsv", "link.tsv"])
def test_two_rows_that_lead_to_one_file_do_not_hide_a_case(tmp_path: Path, second: str) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.tsv").write_text(STAR + star(), encoding="utf-8")
    (tmp_path / "link.tsv").symlink_to(tmp_path / "a.tsv")
    result = invoke("run", "--sample-sheet", str(sheet(tmp_path, f"path,case_id\na.tsv,c1\n{second},c2\n")))
    assert result.exit_code == 2
    assert "cases.csv:3" in result.stderr
    assert "line 2" in result.stderr


@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8), min_size=1, max_size=16))
def test_no_row_is_lost_or_shifted(tmp_path_factory: pytest.TempPathFactory, cells: list[str]) -> None:
    """Whatever a row holds: it is refused by name, or its cells stand under the header they were written under."""
    folder = tmp_path_factory.mktemp("sheet")
    line = ",".join(cells)
    path = sheet(folder, ",".join(COLUMNS) + f"\n{line}\nlast.tsv,last\n")
    try:
        rows, _ = read_sheet(path)
    except SheetError:
        return
    assert rows[-1].path == "last.tsv"
    if len(rows) == 2 and '"' not in line:
        written = line.split(",")
        assert rows[0].path == written[0].strip().replace("\\", "/")
        assert rows[0].case_id == written[1].strip()
        assert not any(cell.strip() for cell in written[len(COLUMNS) :])


@pytest.mark.parametrize(
    ("column", "value", "verdict", "unread"),
    [
        ("tumor_content", "40", "negative", False),
        ("tumor_content", "30-40", "negative", False),
        ("tumor_content", "~30 %", "negative", False),
        ("tumor_content", "NA", "negative", True),  # not stated
        ("tumor_content", "", "negative", False),
        ("tumor_content", "10-20", "inadequate_rna_negative", False),  # its lower end is too low
        ("tumor_content", "<10", "inadequate_rna_negative", True),
        ("tumor_content", "0.05", "inadequate_rna_negative", True),
        ("tumor_content", "0.1", "inadequate_rna_negative", True),
        ("tumor_content", "low", "inadequate_rna_negative", True),
        ("nrg1_coverage", "none", "inadequate_rna_negative", True),
        ("nrg1_coverage", "not covered", "inadequate_rna_negative", True),
        ("molecule", "total nucleic acid", "inadequate_rna_negative", True),
    ],
)
def test_what_a_sheet_states_and_nobody_can_read_takes_a_negative_away(
    tmp_path: Path, column: str, value: str, verdict: str, unread: bool
) -> None:
    got = run(tmp_path, {"a.tsv": STAR}, {"a.tsv": KNOWN_ADEQUATE | {column: value}})
    case = got.cases["case"]
    assert case["verdict"] == verdict
    assert ("BAD_SHEET_VALUE" in got.codes) is unread
    assert (f"Correct the sample sheet ({column})." in case["next_step"]) is (
        unread and verdict != "negative"
    )


def test_an_unreadable_content_in_the_sheet_costs_no_finding(tmp_path: Path) -> None:
    got = run(tmp_path, {"a.tsv": STAR + star()}, {"a.tsv": KNOWN_ADEQUATE | {"tumor_content": "<10"}})
    assert got.verdicts == {"positive"}
