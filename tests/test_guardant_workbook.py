"""Guardant's workbook: its sheets, and what is left out of them."""

import datetime
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from fusionflag import workbook
from fusionflag.codes import Code
from fusionflag.model import Assay, Finding, Marker, Notice
from fusionflag.stream import Frame
from tests.files import KNOWN_ADEQUATE, STAR, invoke, run
from tests.reports import complete
from tests.test_workbook import TABLE, codes, read
from tests.xlsx_files import (
    BOOKS,
    FUSIONS,
    INDELS,
    MSI,
    NRG1,
    QC,
    RUN,
    TESTED,
    changed,
    guardant,
    written,
)


def fusions(row: list[Any]) -> list[Frame]:
    return read(written(guardant([row])))


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (
            ["CD74", "NRG1", "NRG1", "5", "8", 149784243, 32585467, 0.62, "=1+0"],
            "a formula without its result",
        ),
        (["=A1", "NRG1", "NRG1", "5", "8", 149784243, 32585467, 0.62, 1], "a formula where a gene stands"),
        (["CD74", "#REF!", "NRG1", "5", "8", 149784243, 32585467, 0.62, 1], "an error where a gene stands"),
        (["CD74", "NRG1", "NRG1", "5", "8", 149784243, "far", 0.62, 1], "no position"),
        (["CD74", "NRG1", "NRG1", "5", "8", 149784243, 32585467, 0.62, None], "no call"),
        (["EML4", "ALK", "ALK", "2", "2", 42522656, 29446394, 0.6, 2], "an unknown call"),
        ([None, None, None, None, None, None, None, None, 0], "no gene"),
        (["No fusion detected"], "words in the place of a row"),
    ],
)
def test_rows_that_are_not_understood(row: list[Any], what: str) -> None:
    frames = fusions(row)
    assert Code.BAD_ROW in codes(frames), what
    assert not complete(frames)
    assert not any(isinstance(f, Finding) for f in frames)
    assert ("NRG1" in map(str, row)) == (Code.NRG1_UNEXPLAINED in codes(frames))


def test_a_saved_result_of_a_formula_is_read() -> None:
    """Excel writes the result beside the formula; openpyxl, which wrote ours, does not."""
    part = "xl/worksheets/sheet4.xml"
    data = written(guardant([[*NRG1[:8], "=1+0"]]))
    assert b"<f>1+0</f><v" in zipfile.ZipFile(io.BytesIO(data)).read(part)
    saved = changed(
        data, {part: lambda xml: re.sub(rb"<f>1\+0</f><v ?/?>(</v>)?", b"<f>1+0</f><v>1</v>", xml)}
    )
    assert [f.fusion for f in read(saved) if isinstance(f, Finding)] == ["CD74::NRG1"]


def test_a_gene_that_excel_made_a_date() -> None:
    frames = fusions([datetime.datetime(2026, 3, 1), *NRG1[1:]])  # noqa: DTZ001
    [found] = [f for f in frames if isinstance(f, Finding)]
    assert (found.gene5_reported, found.gene3) == ("2026-03-01", "NRG1")
    assert Code.EXCEL_DAMAGED in found.notes


@pytest.mark.parametrize(
    ("row", "findings", "markers"),
    [
        (TESTED, 0, 0),
        (["CD74", "NRG1", "-", 0, 0, 0, 0, 0, 0], 0, 1),  # looked for, not found: told, but no finding
        (["CD74", "NRG1", "-", 0, 0, 0, 0, 0.01, 0], 1, 0),  # molecules were seen, and rejected
        (["CD74", "NRG1", "NRG1", 0, 0, 0, 0, 0, 0], 1, 0),
        (["NTRK1", "TPM3", "-", "1", "1", 156844361, 154142876, 0, 0], 1, 0),
        (["NRG1", None, None, "8", None, 32585467, None, 0.3, 1], 1, 0),  # a partner that is not named
    ],
)
def test_call_0(row: list[Any], findings: int, markers: int) -> None:
    frames = fusions(row)
    assert complete(frames)
    assert sum(isinstance(f, Finding) for f in frames) == findings
    told = [f for f in frames if isinstance(f, Marker) and f.gene == "NRG1"]
    assert [m.state for m in told] == ["not_detected"] * markers


@pytest.mark.parametrize(
    ("sheet", "rows"),
    [
        ("Fusions", [[name for name in FUSIONS if name != "call"], TESTED[:8]]),
        ("Fusions", []),
        ("MSI", [["score"], [1]]),
        ("Indels", [[*INDELS[:4], "gene"]]),
        ("QC", [QC, [*RUN, "sample", "coverage", "Coverage", "families", 2100, "REVIEW"]]),
        ("QC", [QC, [*RUN, "plate", "coverage", "Coverage", "families", 2100, "PASS"]]),
        ("MSI", [MSI, [*RUN, 1, "MSS", 0, 0], ["RUN_000001", "A0000002-01", 1, "MSS", 0, 0]]),
    ],
    ids=["no call", "empty sheet", "no status", "column twice", "status word", "category", "two samples"],
)
def test_sheets_that_are_not_understood(sheet: str, rows: list[list[Any]]) -> None:
    frames = read(written(guardant([TESTED]) | {sheet: rows}))
    assert not complete(frames)
    assert [a.parser for a in frames if isinstance(a, Assay)] == ["guardant_xlsx"]


def test_a_bad_sheet_does_not_hide_the_fusions() -> None:
    frames = read(written(guardant([NRG1]) | {"SNV": [["x"], ["y"]]}))
    assert [f.fusion for f in frames if isinstance(f, Finding)] == ["CD74::NRG1"]
    assert not complete(frames)


def test_a_bad_row_does_not_hide_the_others() -> None:
    frames = read(written(guardant([[*TESTED, "and more"], [*TESTED[:8], "?"], NRG1])))
    assert [f.place for f in frames if isinstance(f, Finding)] == ["x.xlsx#/Fusions/4"]
    places = [f.place for f in frames if isinstance(f, Notice) and f.code is Code.BAD_ROW]
    assert places == ["x.xlsx#/Fusions/2", "x.xlsx#/Fusions/3"]


def test_both_spellings_of_the_sheet_are_read() -> None:
    frames = read(written(guardant([TESTED], Fusion=[FUSIONS, NRG1])))
    assert [f.place for f in frames if isinstance(f, Finding)] == ["x.xlsx#/Fusion/2"]


def test_without_the_sheet_of_fusions_it_is_no_report() -> None:
    sheets = {name: rows for name, rows in guardant([]).items() if name != "Fusions"}
    assert Code.UNKNOWN_FORMAT in codes(read(written(sheets)))


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("positive.xlsx", "positive_confirm_rna"),
        ("negative.xlsx", "dna_only_negative"),
        ("odd.xlsx", "equivocal"),
        ("old_layout.xlsx", "dna_only_negative"),
        ("qc_failed.xlsx", "dna_only_negative"),
    ],
)
def test_what_a_workbook_is_worth(tmp_path: Path, name: str, verdict: str) -> None:
    """Its silence is never a negative, and who made the file is written nowhere."""
    result = run(tmp_path, {name: written(BOOKS[name])}, {})
    assert [row["verdict"] for row in result.cases.values()] == [verdict]
    for file in result.out.rglob("*"):
        assert not file.is_file() or b"Zzp" not in file.read_bytes()


def test_a_workbook_that_is_not_read_leaves_no_negative(tmp_path: Path) -> None:
    given = {"case_id": "c", **KNOWN_ADEQUATE}
    for name, data in (("unknown.xlsx", written(TABLE)), ("cut.xlsx", written(TABLE)[:-9])):
        result = run(tmp_path / name, {name: data, "s.tsv": STAR}, {name: given, "s.tsv": given})
        assert result.cases["c"]["verdict"] != "negative"


def test_selfcheck_without_openpyxl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "available", lambda: False)
    result = invoke("selfcheck")
    assert result.exit_code == 0, result.output
    assert f"fixtures: {len(BOOKS)} passed over, openpyxl is not installed" in result.output
