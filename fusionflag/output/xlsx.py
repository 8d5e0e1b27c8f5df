"""The tables as a workbook for people: a sheet a table, the header frozen, filters on, and what the run could not read.

No cell is ever a formula, a link or a date: text is written as text, numbers only in columns that hold numbers. Colour repeats
what the word beside it says; only the trusted negative is green.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

import xlsxwriter

from fusionflag import schema
from fusionflag.dossiers import Dossier, RunInfo
from fusionflag.output.finished import rows

ROWS = 1_048_575  # what a sheet holds under its header
LONGEST = 32_767  # characters of a cell
_CUT = " [cut: the whole text stands in the TSV table]"
_NO_XML = {0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD}
_SAMPLED = 200  # rows that tell how wide a column should be
_COLOURS = {  # fill and letters, at least 7:1
    "positive": ("#F8CBAD", "#5A0F00"),
    "positive_confirm_rna": ("#F8CBAD", "#5A0F00"),
    "equivocal": ("#FFE699", "#4A3500"),
    "negative": ("#C6E0B4", "#14380A"),
    "dna_only_negative": ("#FFD966", "#4A3500"),
    "inadequate_rna_negative": ("#FFD966", "#4A3500"),
    "not_tested": ("#D9D9D9", "#262626"),
    "unreadable": ("#D9C3E8", "#3B1054"),
}


class _Book:
    """A workbook that is written row by row."""

    def __init__(self, destination: Path) -> None:
        self.book = xlsxwriter.Workbook(
            str(destination),
            {
                "constant_memory": False,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self.book.set_properties({"title": "fusionflag", "created": datetime(1980, 1, 1, tzinfo=UTC)})
        self.head = self.book.add_format({"bold": True, "bottom": 1, "bg_color": "#E7E6E6"})
        self.verdicts = {
            word: self.book.add_format({"bg_color": fill, "font_color": letters, "bold": True})
            for word, (fill, letters) in _COLOURS.items()
        }

    def sheet(self, name: str, header: tuple[str, ...], sampled: list[list[str]]) -> Any:
        """An empty sheet under its header, as wide as a sample of its rows."""
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        for column, title in enumerate(header):
            longest = max([len(title) + 3, *(len(row[column]) + 1 for row in sampled)])
            sheet.set_column(column, column, min(max(longest, 8), 60))
            sheet.write_string(0, column, title, self.head)
        return sheet

    def table(self, name: str, destination: Path) -> None:
        """A table; one that is too long for a sheet goes on in the next."""
        listed = rows(destination, name)
        number = 1
        sampled = list(islice(listed, _SAMPLED))
        listed = chain(sampled, listed)
        while number == 1 or sampled:
            header = schema.header(name)
            sheet = self.sheet(name if number == 1 else f"{name} {number}", header, sampled)
            count = self._rows(sheet, name, islice(listed, ROWS))
            sheet.autofilter(0, 0, max(count, 1), len(header) - 1)
            sampled = list(islice(listed, _SAMPLED))
            listed = chain(sampled, listed)
            number += 1

    def _rows(self, sheet: Any, name: str, listed: Iterable[list[str]]) -> int:
        types = schema.dtypes(name)
        numbers = {i for i, column in enumerate(schema.header(name)) if types[column] in ("Int64", "Float64")}
        coloured = schema.header(name).index("verdict") if name == "cases" else -1
        text: Callable[..., Any] = sheet.write_string
        count = 0
        for count, row in enumerate(listed, 1):
            for column, cell in enumerate(row):
                if not cell:
                    continue
                if column in numbers:
                    sheet.write_number(count, column, float(cell))
                elif column == coloured:
                    text(count, column, cell, self.verdicts.get(cell))
                else:
                    text(count, column, fitting(cell))
        return count


def fitting(cell: str) -> str:
    """The text as a cell can hold it: what is cut off says so."""
    cell = cell.translate(_NO_XML)
    return cell if len(cell) <= LONGEST else cell[: LONGEST - len(_CUT)] + _CUT


def write(dossiers: Iterable[Dossier], info: RunInfo, destination: Path) -> None:
    """One workbook: the five tables, then the run: versions, counts, and by name what was not read."""
    book = _Book(destination)
    for table in schema.TABLES:
        book.table(table, destination)
    about = [
        ["version", info.version],
        ["knowledge", info.knowledge],
        ["as_of", info.as_of],
        ["reports", str(info.reports)],
        ["reports read whole", str(info.reports_complete)],
        *([verdict, str(count)] for verdict, count in info.verdicts.items()),
        *(["not read whole", f"{unread.file}: {unread.read_status}"] for unread in info.unread),
        ["use", "Decision support for professionals. Only the verdict `negative` is a negative."],
    ]
    sheet = book.sheet("run", ("what", "value"), about)
    for row, cells in enumerate(about, 1):
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, fitting(schema.cell(cell)))
    book.book.close()
