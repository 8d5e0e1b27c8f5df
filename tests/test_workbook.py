"""The door for Excel workbooks: what must be read, what must be refused, and what must never look like a negative."""

import datetime
import gzip
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fusionflag import workbook
from fusionflag.codes import Code
from fusionflag.model import Assay, Finding, Notice
from fusionflag.reading import Limits, Report, ReportError
from fusionflag.stream import Frame
from fusionflag.testing import fixture_files, lacks, read_bytes
from tests.reports import complete
from tests.xlsx_files import (
    BOOKS,
    FIXTURES,
    NRG1,
    TESTED,
    changed,
    guardant,
    shared,
    written,
)

pytest.importorskip("openpyxl", reason=f"needs openpyxl: {workbook.INSTALL}")

TABLE = {"Results": [["gene", "call"], ["KRAS", 1]]}


def read(data: bytes) -> list[Frame]:
    return read_bytes(data, "x.xlsx")


def codes(frames: list[Frame]) -> set[str]:
    return {f.code for f in frames if isinstance(f, Notice)}


def book(data: bytes, limits: Limits | None = None) -> workbook.Workbook:
    report = Report(io.BytesIO(data), "x.xlsx", limits)
    assert report.workbook is not None
    assert (report.head, report.is_document) == ([], True)
    return report.workbook


def refused(data: bytes, limits: Limits | None = None) -> ReportError:
    with pytest.raises(ReportError) as caught:
        Report(io.BytesIO(data), "x.xlsx", limits)
    return caught.value


def sheet_xml(change: Callable[[bytes], bytes], sheets: Any = TABLE, number: int = 1) -> bytes:
    return changed(written(sheets), {f"xl/worksheets/sheet{number}.xml": change})


# -- what is read ----------------------------------------------------------------------------------
def test_the_fixtures_are_what_the_builder_writes() -> None:
    assert {f.name for f in fixture_files(FIXTURES)} == set(BOOKS)
    for name, sheets in BOOKS.items():
        assert book((FIXTURES / name).read_bytes()) == book(written(sheets)), name


def test_sheets_in_their_order_hidden_ones_too() -> None:
    found = book(written({"B": [["x"]], "A": [["y"]]}, hidden=["A"]))
    assert found.sheets == ("B", "A")
    assert found.tree == {"B": {"1": {"A": "x"}}, "A": {"1": {"A": "y"}}}


def test_texts_in_a_table_of_their_own_and_in_pieces() -> None:
    data = shared(written(BOOKS["odd.xlsx"]))
    assert b"inlineStr" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet4.xml")
    assert book(data) == book(written(BOOKS["odd.xlsx"]))
    pieces = b"<r><t>NR</t></r><r><t>G1</t></r>"
    pieced = changed(data, {"xl/sharedStrings.xml": lambda part: part.replace(b"<t>NRG1</t>", pieces)})
    assert book(pieced) == book(data)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "TRUE"),
        (42522656.0, "42522656"),
        (0.61, "0.61"),
        ("  EML4 ", "EML4"),
        (datetime.datetime(2001, 3, 1), "2001-03-01"),  # noqa: DTZ001  a cell has no zone
        (datetime.datetime(2001, 3, 1, 7, 30), "2001-03-01 07:30:00"),  # noqa: DTZ001
        ("#REF!", "#REF!"),
    ],
)
def test_a_cell_is_a_text(value: Any, text: str) -> None:
    assert workbook.text_of(value) == text


def test_the_size_that_a_sheet_states_is_not_trusted() -> None:
    """A writer that states A1 would hide all other cells from openpyxl."""
    data = sheet_xml(
        lambda part: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', part), guardant([NRG1]), 4
    )
    assert b'<dimension ref="A1"' in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet4.xml")
    assert [f.fusion for f in read(data) if isinstance(f, Finding)] == ["CD74::NRG1"]


def test_macros_are_no_hindrance_and_gzip_is_unpacked() -> None:
    macros = changed(written(BOOKS["positive.xlsx"]), {}, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    for data in (macros, gzip.compress(macros)):
        assert complete(read(data))


# -- what is refused -------------------------------------------------------------------------------
def test_without_openpyxl_the_hint_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "available", lambda: False)
    error = refused(written(TABLE))
    assert error.code is Code.DOCUMENT
    assert "pip install 'fusionflag[xlsx]'" in error.hint
    assert lacks(FIXTURES / "positive.xlsx")
    assert not lacks(Path(__file__))


def test_an_unknown_layout_tells_of_its_sheets_what_is_no_secret() -> None:
    frames = read(written(TABLE))
    note = next(f for f in frames if isinstance(f, Notice))
    assert note.code is Code.UNKNOWN_FORMAT
    assert "1 sheet, of names that are known: none" in note.text  # a title may name a patient
    assert [f.read_status for f in frames if isinstance(f, Assay)] == ["unreadable"]


@pytest.mark.parametrize("at", [30, 2000, -1, -23])
def test_a_cut_workbook(at: int) -> None:
    assert refused(written(TABLE)[:at]).code in (Code.TRUNCATED, Code.DOCUMENT)


def test_a_damaged_workbook() -> None:
    data = written(TABLE)
    at = data.index(b"xl/worksheets/sheet1.xml") + 60
    damaged = data[:at] + bytes([data[at] ^ 255]) + data[at + 1 :]
    assert refused(damaged).code is Code.BAD_COMPRESSION


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"xl/worksheets/sheet1.xml": None}, Code.BAD_XML),
        ({"xl/worksheets/sheet1.xml": lambda part: part[:-20]}, Code.BAD_XML),
        ({"xl/sharedStrings.xml": lambda part: part.replace(b"KRAS</t></si>", b"")}, Code.BAD_XML),
        ({"xl/sharedStrings.xml": lambda part: part.replace(b"<si><t>KRAS</t></si>", b"")}, Code.BAD_XML),
        ({"xl/workbook.xml": lambda part: b'<!DOCTYPE a [<!ENTITY b "c">]>' + part}, Code.BAD_XML),
        ({"xl/workbook.xml": lambda part: part.decode().encode("utf-16")}, Code.BAD_XML),
    ],
    ids=["sheet missing", "sheet cut", "strings broken", "string missing", "entity", "UTF-16"],
)
def test_a_damaged_part(change: dict[str, Any], code: Code) -> None:
    assert refused(changed(shared(written(TABLE)), change)).code is code


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'<row r="2"', b'<row r="1"'), (b'r="B2"', b'r="A2"'), (b'r="A2"', b'r="C2"')],
    ids=["row twice", "cell twice", "cells not in order"],
)
def test_rows_and_cells_that_openpyxl_would_drop(old: bytes, new: bytes) -> None:
    assert book(sheet_xml(lambda part: part))
    assert refused(sheet_xml(lambda part: part.replace(old, new))).code is Code.BAD_XML


def test_a_strict_workbook_has_no_cells_for_openpyxl() -> None:
    def strict(part: bytes) -> bytes:
        return part.replace(
            b"schemas.openxmlformats.org/spreadsheetml/2006/main", b"purl.oclc.org/ooxml/spreadsheetml/main"
        )

    names = ["xl/workbook.xml", "xl/worksheets/sheet1.xml"]
    assert refused(changed(written(TABLE), dict.fromkeys(names, strict))).code is Code.BAD_XML


def test_a_password() -> None:
    assert "password" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)).text
    data = bytearray(written(TABLE))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1  # the flag of an encrypted member, in the directory
    assert "password" in refused(bytes(data)).text


def test_a_binary_workbook_and_other_archives() -> None:
    assert ".xlsb" in refused(changed(written(TABLE), {}, {"xl/workbook.bin": b"x"})).text
    other = changed(
        written(TABLE),
        {"xl/workbook.xml": None, "xl/worksheets/sheet1.xml": None},
        {"word/document.xml": b"<a/>"},
    )
    assert refused(other).code is Code.DOCUMENT


def test_a_bomb_is_refused_by_its_directory() -> None:
    bomb = changed(written(TABLE), {}, {"xl/media/a.bin": bytes(80 << 20)})
    assert len(bomb) < 200_000
    assert refused(bomb).code is Code.GZIP_BOMB
    small = changed(written(TABLE), {}, {"xl/media/a.bin": bytes(100_000)})
    assert book(small)
    assert refused(small, Limits(bomb_floor=1000, bomb_ratio=2)).code is Code.GZIP_BOMB
    assert refused(small, Limits(document=50_000)).code is Code.TOO_LARGE


def test_a_row_far_away_is_refused() -> None:
    far = sheet_xml(lambda part: part.replace(b'<row r="2"', b'<row r="900000000"'))
    assert refused(far, Limits(cells=10_000)).code is Code.TOO_LARGE


# -- nothing of NRG1 is lost -----------------------------------------------------------------------
@pytest.mark.parametrize("title", ["Notes", "NRG1", "Fusion details"])
def test_nrg1_in_a_sheet_that_nobody_reads(title: str) -> None:
    data = written(guardant([TESTED], **{title: [["a"], ["CD74-NRG1"]]}), hidden=[title])
    frames = read(data)
    notes = [f for f in frames if isinstance(f, Notice)]
    assert Code.NRG1_UNEXPLAINED in codes(frames)
    assert any(n.place.startswith(f"x.xlsx#/{title}") for n in notes)
    assert not complete(frames)


def test_other_sheets_do_no_harm() -> None:
    assert complete(read(written(guardant([TESTED], Notes=[["NRG1-IT1"], ["NRG2"]]))))


def test_a_sheet_that_may_list_fusions_is_not_passed_over() -> None:
    frames = read(written(guardant([TESTED], **{"Denovo fusions": [["gene"], ["EML4"]]})))
    assert Code.PARTIAL_TABLE in codes(frames)
    assert not complete(frames)


def test_nrg1_outside_of_cells() -> None:
    text = (
        b'<comments><comment ref="A1"><text><r><t>NR</t></r><r><t>G1 seen</t></r></text></comment></comments>'
    )
    frames = read(changed(written(guardant([TESTED])), {}, {"xl/comments1.xml": text}))
    assert Code.NRG1_UNEXPLAINED in codes(frames)
    pivot = b'<pivotCacheDefinition><sharedItems><s v="NRG1"/></sharedItems></pivotCacheDefinition>'
    frames = read(
        changed(written(guardant([TESTED])), {}, {"xl/pivotCache/pivotCacheDefinition1.xml": pivot})
    )
    assert Code.NRG1_UNEXPLAINED in codes(frames)
    footer = b"<headerFooter><oddFooter>NRG1 on request</oddFooter></headerFooter></worksheet>"
    frames = read(sheet_xml(lambda part: part.replace(b"</worksheet>", footer), guardant([TESTED])))
    assert not complete(frames)
