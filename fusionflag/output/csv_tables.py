"""The tables as CSV for spreadsheets: comma, every cell quoted, UTF-8 with a byte-order mark, CRLF.

A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a formula, and reports are not trusted to hold none: such a
cell gets an apostrophe in front, which a spreadsheet shows and never runs. Numbers and a lone strand (`+`, `-`) are left alone.
What a spreadsheet makes of a gene such as SEPT9 no CSV can prevent: that is what the workbook is for, and TSV is for programs.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path

from fusionflag import schema
from fusionflag.dossiers import Dossier, RunInfo
from fusionflag.output.finished import rows

_RUNS = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_HARMLESS = re.compile(r"[+-]|[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


def safe(cell: str) -> str:
    """The cell, with an apostrophe in front where a spreadsheet would take it for a formula."""
    return "'" + cell if _RUNS.match(cell) and not _HARMLESS.fullmatch(cell) else cell


def write(dossiers: Iterable[Dossier], info: RunInfo, destination: Path) -> None:
    """A folder with one file a table."""
    destination.mkdir()
    for table in schema.TABLES:
        with (destination / f"{table}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
            writer.writerow(schema.header(table))
            writer.writerows(map(safe, row) for row in rows(destination, table))
