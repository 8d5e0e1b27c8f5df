"""Which tables a mapping fits: those that have all its columns.

A header is looked for in the first lines (rows) of a table, whatever stands above it: laboratories put headings there.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from fusionflag.cells import canonical, split_cells
from fusionflag.columns.keys import DELIMITERS
from fusionflag.documents import is_json, is_xml
from fusionflag.marks import Columns

if TYPE_CHECKING:
    from fusionflag.columns.mapping import Mapping
    from fusionflag.reading import Report

HEAD = 50  # lines or rows in which the header is looked for


def _plain(name: str) -> str:
    return name.strip().strip('"').strip()


def index_of(header: Sequence[str], column: str) -> int:
    """Where a column stands in a header: under its very name, else as `cells.canonical` reduces both; -1 if it is not there."""
    exact = [i for i, name in enumerate(header) if _plain(name) == _plain(column)]
    if exact:
        return exact[0]
    wanted = canonical(column)
    return next((i for i, name in enumerate(header) if wanted and canonical(name) == wanted), -1)


def stands_twice(header: Sequence[str], column: str) -> bool:
    """Is there a second column that the name means as well? Then nobody can tell which was meant."""
    index = index_of(header, column)
    rest = list(header)
    if index >= 0 and _plain(header[index]) == _plain(column):
        return sum(_plain(name) == _plain(column) for name in rest) > 1
    return sum(canonical(name) == canonical(column) for name in rest) > 1


def lacking(header: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """The wanted columns that a header lacks."""
    return [column for column in wanted if index_of(header, column) < 0]


def headings(mapping: Mapping, report: Report) -> Iterator[tuple[int, str, list[str]]]:
    """What may be the header: its line (of a sheet: its row), the delimiter tried, and its cells."""
    if mapping.kind == "table":
        if report.workbook is None and not is_json(report) and not is_xml(report):
            yield from _lines(mapping, report)
    elif mapping.kind == "sheet":
        for number, row in list(sheet_of(mapping, report).items())[:HEAD]:
            yield int(number), "", list(row.values())
    elif is_json(report):
        found = items_of(mapping, report)
        if found:
            yield 0, "", list(dict.fromkeys(key for item in found for key in item))
        elif found is not None and mapping.list_key:
            yield 0, "", list(mapping.required)  # an empty list under its own key: nothing was found


def _lines(mapping: Mapping, report: Report) -> Iterator[tuple[int, str, list[str]]]:
    for number, line in enumerate(report.head[:HEAD], 1):
        line = line.rstrip("\n")
        for delimiter in [mapping.delimiter] if mapping.delimiter else DELIMITERS.values():
            if delimiter in line or len(mapping.required) == 1:
                try:
                    yield number, delimiter, split_cells(line, delimiter)
                except csv.Error:
                    continue


def sheet_of(mapping: Mapping, report: Report) -> dict[str, dict[str, str]]:
    """The rows of the sheet that the mapping names, by number; empty if there is none."""
    if report.workbook is None:
        return {}
    wanted = mapping.sheet.casefold()
    title = next((t for t in report.workbook.sheets if t.strip().casefold() == wanted), "")
    rows: dict[str, dict[str, str]] = report.workbook.tree.get(title, {})
    return rows


def items_of(mapping: Mapping, report: Report) -> list[dict[str, Any]] | None:
    """The objects of the JSON list; None where there is no list, or where something else than objects stands in it."""
    document = report.json()
    if mapping.list_key:
        document = document.get(mapping.list_key) if isinstance(document, dict) else None
    if not isinstance(document, list) or not all(isinstance(item, dict) for item in document):
        return None
    return document


class Mapped(Columns):
    """The marks of a mapping: all columns that it needs."""

    mapping: Mapping

    def __init__(self, mapping: Mapping) -> None:
        super().__init__(*mapping.required)
        object.__setattr__(self, "mapping", mapping)

    @property
    def plain(self) -> frozenset[str]:
        """None: every report is asked, for its header may stand anywhere in the first lines."""
        return frozenset()

    def match(self, report: Report) -> tuple[int, str] | None:
        """Line (row) and delimiter of the header, or None."""
        for number, delimiter, cells in headings(self.mapping, report):
            if not lacking(cells, self.names):
                return number, delimiter
        return None

    def lacks(self, report: Report) -> list[str]:
        """What the header that comes closest lacks; all columns where nothing of them is there."""
        return min(
            (lacking(cells, self.names) for *_, cells in headings(self.mapping, report)),
            key=len,
            default=list(self.names),
        )

    def difference(self, report: Report) -> str:
        """What keeps a report from being this table, in words."""
        if (
            self.mapping.kind == "sheet"
            and report.workbook is not None
            and not sheet_of(self.mapping, report)
        ):
            return f", but there is no sheet `{self.mapping.sheet}`, or it is empty"
        return super().difference(report)

    def marks(self) -> frozenset[str]:
        """The marks as shipped formats would name them, so that they can be compared."""
        m = self.mapping
        what = "item key" if m.kind == "json" and not m.list_key else "key" if m.kind == "json" else "column"
        names = [n if m.kind == "json" else canonical(n) or n for n in self.names]
        more = {"sheet": {f"sheet {m.sheet}"}, "json": {f"key {m.list_key}"} if m.list_key else set()}
        return frozenset({f"{what} {n}" for n in names} | more.get(m.kind, set()))

    def __str__(self) -> str:
        where = f" of sheet `{self.mapping.sheet}`" if self.mapping.sheet else ""
        return f"{super().__str__()}{where} ({self.mapping.file})"
