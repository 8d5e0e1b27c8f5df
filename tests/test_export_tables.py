"""The tables as a workbook, CSV, Parquet and JSON lines: what stands in the TSV tables, and nothing that a program would run."""

from __future__ import annotations

import csv
import json
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from fusionflag import schema
from fusionflag.dossiers import RunInfo, Unread
from fusionflag.model import VOCABULARY
from fusionflag.output import csv_tables, xlsx
from fusionflag.output.formats import FORMATS
from tests.exports import loaded
from tests.files import STAR, Run, invoke, run, star

openpyxl = pytest.importorskip("openpyxl", reason="needs the extra `xlsx`")
parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra `parquet`")
HOSTILE = {
    "formula.tsv": ("=HYPERLINK(http://x)", STAR + star()),
    "date.tsv": ("SEPT9", STAR + star(left="SEPT9", left_at="chr17:77398228:+")),
    "empty.tsv": ("@case", ""),
    "other.tsv": ("-1+2", STAR + star("EML4", "chr2:42295516:+", "ALK", "chr2:29223528:-")),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run over cases with hostile names, in every format of tables."""
    sheet = {
        name: {"case_id": case, "assay": "whole transcriptome RNA-seq", "qc": "pass", "tumor_content": "40"}
        for name, (case, _) in HOSTILE.items()
    }
    files: dict[str, bytes | str] = {name: text for name, (_, text) in HOSTILE.items()}
    return run(tmp_path_factory.mktemp("tables"), files, sheet, "--format", "xlsx,csv,jsonl,parquet")


def cells(out: Path, table: str) -> list[list[str]]:
    lines = (out / f"{table}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines]


# -- workbook --------------------------------------------------------------------------------------
def test_a_workbook_holds_the_tables_as_text_and_numbers(made: Run) -> None:
    book = openpyxl.load_workbook(made.out / "fusionflag.xlsx")
    assert book.sheetnames == [*schema.TABLES, "run"]
    for table in schema.TABLES:
        sheet, expected = book[table], cells(made.out, table)
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref
        assert sheet.max_row == max(len(expected), 1)
        for row, texts in zip(sheet.iter_rows(), expected, strict=True):
            for cell, text in zip(row, texts, strict=True):
                assert cell.data_type in ("s", "n"), "neither a formula nor a date nor a link"
                assert cell.hyperlink is None
                assert ("" if cell.value is None else schema.cell(cell.value)) == text


def test_a_workbook_colours_what_the_word_says(made: Run) -> None:
    sheet = openpyxl.load_workbook(made.out / "fusionflag.xlsx")["cases"]
    column = schema.header("cases").index("verdict") + 1
    filled = {
        sheet.cell(r, column).value: sheet.cell(r, column).fill.fgColor.rgb
        for r in range(2, sheet.max_row + 1)
    }
    assert set(filled) == {"positive", "unreadable", "negative"}
    assert len(set(filled.values())) == 3
    assert set(xlsx._COLOURS) == set(VOCABULARY["verdict"])
    green = xlsx._COLOURS["negative"]
    assert [word for word, colour in xlsx._COLOURS.items() if colour == green] == ["negative"]


@pytest.mark.parametrize("word", xlsx._COLOURS)
def test_the_colours_of_a_workbook_can_be_read(word: str) -> None:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    fill, letters = map(light, xlsx._COLOURS[word])
    assert (fill + 0.05) / (letters + 0.05) >= 7


def test_a_workbook_names_what_was_not_read(made: Run) -> None:
    sheet = openpyxl.load_workbook(made.out / "fusionflag.xlsx")["run"]
    assert ("not read whole", "empty.tsv: unreadable") in [
        tuple(c.value for c in row) for row in sheet.iter_rows()
    ]


def small(folder: Path, cases: int, addendum: str = "", others: str = "") -> Path:
    """The tables of a run of so many cases, `others` in each further column; a destination beside them."""
    numbers = {name for name, dtype in schema.dtypes("cases").items() if dtype != "string"}
    for table in schema.TABLES:
        (folder / f"{table}.tsv").write_text("\t".join(schema.header(table)) + "\n", encoding="utf-8")
    with (folder / "cases.tsv").open("a", encoding="utf-8") as file:
        for n in range(cases):
            values = {"case_id": f"case-{n}", "verdict": "negative", "addendum": addendum}
            row = [values.get(name, "1" if name in numbers else others) for name in schema.header("cases")]
            file.write("\t".join(row) + "\n")
    return folder / "x.xlsx"


def test_what_is_too_much_for_a_sheet_goes_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "ROWS", 3)
    xlsx.write([], RunInfo(), path := small(tmp_path, 7))
    book = openpyxl.load_workbook(path)
    ids = [
        book[name].cell(r, 1).value
        for name in ("cases", "cases 2", "cases 3")
        for r in range(2, book[name].max_row + 1)
    ]
    assert ids == [f"case-{n}" for n in range(7)]
    assert "cases 4" not in book.sheetnames


def test_what_is_too_long_for_a_cell_says_so(tmp_path: Path) -> None:
    xlsx.write(
        [], RunInfo(unread=[Unread("\ufffe.tsv", "unreadable")]), path := small(tmp_path, 1, "x" * 40_000)
    )
    book = openpyxl.load_workbook(path)
    value = book["cases"].cell(2, schema.header("cases").index("addendum") + 1).value
    assert len(value) == xlsx.LONGEST
    assert value.endswith("[cut: the whole text stands in the TSV table]")
    assert xlsx.fitting("x" * xlsx.LONGEST) == "x" * xlsx.LONGEST


def test_a_workbook_takes_little_longer_than_its_cells(tmp_path: Path) -> None:
    """Against the bare writer with as many cells, which runs beside it."""
    import xlsxwriter

    path = small(tmp_path, 2000, "a sentence of some length", "a text")
    rows = cells(tmp_path, "cases")

    def bare() -> None:
        book = xlsxwriter.Workbook(str(tmp_path / "bare.xlsx"))
        sheet = book.add_worksheet()
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if cell:
                    sheet.write_string(r, c, cell)
        book.close()

    def seconds(call: Any) -> float:
        start = time.process_time()
        call()
        return time.process_time() - start

    own = min(seconds(lambda: xlsx.write([], RunInfo(), path)) for _ in range(3))
    assert own < 2.5 * min(seconds(bare) for _ in range(3))


# -- CSV -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+/+", "'+/+"),
        ("-2+3", "'-2+3"),
        ("@SUM(1)", "'@SUM(1)"),
        (" =1", "' =1"),
        ("\uff1d1", "'\uff1d1"),
        ("-", "-"),
        ("+", "+"),
        ("-12", "-12"),
        ("-0.5e-3", "-0.5e-3"),
        ("CD74::NRG1", "CD74::NRG1"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_a_spreadsheet_runs_no_cell(cell: str, shown: str) -> None:
    assert csv_tables.safe(cell) == shown


def test_csv_holds_the_tables(made: Run) -> None:
    for table in schema.TABLES:
        raw = (made.out / "csv" / f"{table}.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
        assert rows == [[csv_tables.safe(c) for c in row] for row in cells(made.out, table)]
    assert b'"\'=HYPERLINK(http://x)"' in (made.out / "csv" / "cases.csv").read_bytes()


# -- Parquet and JSON lines ------------------------------------------------------------------------
def test_parquet_holds_the_tables_with_their_types(made: Run) -> None:
    types = {"Int64": "int64", "Float64": "double", "boolean": "bool", "string": "string"}
    for table in schema.TABLES:
        found = parquet.read_table(made.out / "parquet" / f"{table}.parquet")
        assert {f.name: str(f.type) for f in found.schema} == {
            n: types[t] for n, t in schema.dtypes(table).items()
        }
        rows = [[schema.cell(v) for v in row.values()] for row in found.to_pylist()]
        assert rows == cells(made.out, table)[1:]
        assert all(v != "" for row in found.to_pylist() for v in row.values()), "not stated is null"


def test_json_lines_hold_a_case_each(made: Run) -> None:
    lines = (made.out / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    expected = cells(made.out, "cases")[1:]
    assert [
        [schema.cell(tuple(v) if isinstance(v, list) else v) for v in c["case"].values()] for c in found
    ] == expected
    by_case = {c["case"]["case_id"]: c for c in found}
    assert by_case["SEPT9"]["findings"][0]["gene5_reported"] == "SEPT9"
    assert (by_case["-1+2"]["findings"], by_case["-1+2"]["other_findings"]) == ([], 1)
    assert by_case["@case"]["notices"][0]["code"] == "EMPTY"
    for case in found:
        assert set(case["assays"][0]) == set(schema.header("assays")), "no identity"


# -- all formats -----------------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "module"), [("xlsx", "xlsxwriter"), ("parquet", "pyarrow")])
def test_a_missing_extra_is_one_line_before_anything_is_read(
    name: str, module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.delitem(sys.modules, FORMATS[name].module, raising=False)
    report = tmp_path / "x.tsv"
    report.write_text(STAR + star())
    result = invoke("run", str(report), "-o", str(tmp_path / "out"), "--format", name)
    assert result.exit_code == 2
    assert f"pip install 'fusionflag[{name}]'" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_equal_runs_give_equal_files(tmp_path: Path) -> None:
    report = tmp_path / "x.tsv"
    report.write_text(STAR + star())
    exported = {made.file for made in FORMATS.values()}
    written = []
    for out in (tmp_path / "a", tmp_path / "b"):
        invoke("run", str(report), "-o", str(out), "--format", ",".join(FORMATS))
        files = [p for p in sorted(out.rglob("*")) if p.is_file() and (p.parent != out or p.name in exported)]
        written.append({p.relative_to(out): p.read_bytes() for p in files})
    assert written[0] == written[1]
    assert {p.parts[0] for p in written[0]} == exported


def test_the_run_of_a_report_and_of_its_stream_give_equal_files(tmp_path: Path) -> None:
    report = tmp_path / "x.tsv"
    report.write_text(STAR + star())
    parsed = invoke("parse", str(report))
    one, two = tmp_path / "one", tmp_path / "two"
    invoke("run", str(report), "-o", str(one), "--format", "fhir,jsonl")
    invoke("report", "-", "-o", str(two), "--format", "fhir,jsonl", stdin=parsed.stdout_bytes)
    assert (one / "cases.jsonl").read_bytes() == (two / "cases.jsonl").read_bytes()
    assert loaded(next((one / "fhir").iterdir())) == loaded(next((two / "fhir").iterdir()))


def test_every_format_is_in_the_help_and_the_documents() -> None:
    root = Path(__file__).parents[1]
    documents = (root / "docs" / "exports.md", root / "README.md")
    for name in FORMATS:
        assert name in invoke("run", "--help").stdout
        for document in documents:
            assert f"`{name}`" in document.read_text(encoding="utf-8"), f"{document}: {name}"
    told = documents[0].read_text(encoding="utf-8")
    for name, chosen in FORMATS.items():
        row = next(line for line in told.splitlines() if line.startswith(f"| `{name}` |"))
        assert f"`{chosen.file}" in row
        assert (f"| `{chosen.extra}` |" in row) == bool(chosen.extra)
