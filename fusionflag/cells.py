"""Cells and rows: what a parser may ask of one line of a table.

The cells that decide (gene, position, filter) raise `RowError` where they cannot be read, which makes the row unreadable and the
report incomplete; any other bad cell is a notice, and reads as not stated.
"""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from fusionflag import numbers
from fusionflag.numbers import LONGEST

if TYPE_CHECKING:
    from fusionflag.rows import Table

MISSING = frozenset(
    {
        "",
        ".",
        "NA",
        "N/A",
        "NaN",
        "nan",
        "None",
        "none",
        "NULL",
        "null",
        "-",
        "na",
        "n/a",
        "---",
    }
)
_DASHES = re.compile("[\u2010-\u2015\u2212]")  # hyphens of word processors; `partners.py` makes them plain
_TRIM = ' \t\xa0"'  # blanks, and the quotes that rewriting programs leave
_NOT_WORD = re.compile(r"[^0-9a-z*]+")


class RowError(ValueError):
    """A row cannot be understood. Parsers raise it with the cause; `Table.map` turns it into a notice."""

    def __init__(self, text: str, column: int | str | None = None, value: str = "") -> None:
        super().__init__(text)
        self.column, self.value = column, value


def told(error: Exception) -> str:
    """An error as a notice may tell it: other exceptions than ours quote what they stumbled over."""
    return str(error) if isinstance(error, RowError) else type(error).__name__


@lru_cache(4096)
def canonical(name: str) -> str:
    """A column name reduced to what survives rewriting by R, pandas or a spreadsheet: `#FusionName` = `X.FusionName`."""
    name = name.strip().strip('"').strip()
    if name.startswith(("X.", "#", "# ")):
        name = name.removeprefix("X.").lstrip("# ")
    return _NOT_WORD.sub(".", name.lower()).strip(".")


def split_cells(line: str, delimiter: str) -> list[str]:
    """The cells of one line. Tab-separated text is never unquoted: a stray quote must not swallow cells."""
    if delimiter == "\t" or '"' not in line:
        return line.split(delimiter)
    return next(csv.reader([line], delimiter=delimiter), [])


def sound(name: str) -> bool:
    """Can this be a gene, a contig or a filter: plain text, or with the hyphens of a word processor?"""
    plain = name if name.isascii() else _DASHES.sub("-", name)
    return plain.isascii() and plain.isprintable()


class Row(list[str]):
    """The cells of one data row; `row[i]` is the raw text, an optional column that is absent reads as empty."""

    __slots__ = ("line", "table")
    line: int
    table: Table

    def text(self, column: int) -> str:
        """The cell without surrounding blanks and quotes; the usual words for "missing" read as empty."""
        cell = self[column].strip(_TRIM)
        return "" if cell in MISSING else cell

    def key(self, column: int, *, may_be_missing: bool = False) -> str:
        """A cell that decides (gene, filter). RowError if it is missing or was damaged on the way."""
        cell = self[column].strip(_TRIM)
        if cell in MISSING:
            if may_be_missing:
                return ""
            raise RowError("is empty", self.table.number_of(column))
        if not sound(cell):
            raise RowError(
                "holds characters that stand in no gene or filter name", self.table.number_of(column), cell
            )
        return cell

    def position(self, column: int, *, may_be_missing: bool = False, base: int = 1) -> int | None:
        """A genomic position, returned 1-based (`base` = base of the file). RowError if it is not a whole number."""
        cell = self[column].strip(_TRIM)
        if cell.isascii() and cell.isdigit() and len(cell) < 12:
            return int(cell) + 1 - base
        if cell in MISSING and may_be_missing:
            return None
        position = numbers.position(cell)
        if position is None:
            raise RowError("is not a position", self.table.number_of(column), cell)
        return position + 1 - base

    def breakpoint(self, column: int, base: int = 1) -> tuple[str, int, str]:
        """`chr8:32727949:+` or `8:32727949` as contig, 1-based position and strand (empty if not given)."""
        chrom, _, pos = self[column].strip(_TRIM).rpartition(":")
        strand = ""
        if pos in ("+", "-"):
            strand = pos
            chrom, _, pos = chrom.rpartition(":")
        if not (chrom and pos.isascii() and pos.isdigit() and len(pos) < 12):
            raise RowError("is not chromosome:position", self.table.number_of(column), self[column])
        return chrom, int(pos) + 1 - base, strand

    def reads(self, column: int) -> int | None:
        """A count of reads; None where missing. What is no number costs a notice, not the row."""
        cell = self[column]
        if cell.isdecimal() and len(cell) <= LONGEST:
            return int(cell)
        return self.table.odd_count(self, column, cell)

    def fraction(self, column: int) -> float | None:
        """A decimal number, with a point or a comma; None where missing, a notice where it is neither."""
        cell = self.text(column)
        value = numbers.decimal(cell) if cell else None
        if cell and value is None:
            self.table.bad_cell(self, column, cell)
        return value

    def place(self) -> str:
        return f"{self.table.path}:{self.line}"
