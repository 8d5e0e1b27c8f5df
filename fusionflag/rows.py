"""Tables inside a report: a header, rows of cells, and what can be asked of a cell.

A row is split once and its columns are looked up once per header, so a parser pays for the cells it uses. Anything a parser
asks for and cannot get is a notice with file, line and column; the cells that decide (gene, position, filter) raise instead,
which makes the row unreadable and the report incomplete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from fusionflag import numbers
from fusionflag.cells import MISSING, Row, RowError, canonical, split_cells, told
from fusionflag.codes import Code
from fusionflag.model import Finding, Severity
from fusionflag.spelling import any_mentions_nrg1, mentions_nrg1

if TYPE_CHECKING:
    from fusionflag.model import Marker
    from fusionflag.reading import Report

__all__ = ["Row", "RowError", "Table", "canonical", "map_lines", "split_cells", "unexplained"]


class Table:
    """A header and the rows below it. Iterate once; `map` is the usual way."""

    def __init__(
        self,
        report: Report,
        header: list[str],
        lines: Iterator[tuple[int, str]],
        delimiter: str,
    ) -> None:
        self.report = report
        self.path = report.path
        self.delimiter = delimiter
        self.header = header
        self.canonical = list(map(canonical, header))
        self._lines = lines
        self._index = dict(zip(self.canonical[::-1], range(len(header) - 1, -1, -1), strict=True))
        for index, name in enumerate(self.canonical if len(self._index) < len(header) else ()):
            if self._index[name] != index and name:
                report.notice(
                    Code.DUPLICATE_COLUMN,
                    f"column `{name}` stands twice; the first is used",
                    line=report.header_line or None,
                    severity=Severity.INFO,
                )

    # -- columns -----------------------------------------------------------------------------------
    def has(self, name: str) -> bool:
        """Does the header have a column of this name?"""
        return self.optional(name) >= 0

    def column(self, *names: str) -> int:
        """Index of the first of `names` that the header has. RowError (the whole table) if none is there."""
        index = self.optional(*names)
        if index < 0:
            raise RowError(f"column `{names[0]}` is missing")
        return index

    def optional(self, *names: str) -> int:
        """As `column`, but an absent column is -1 and reads as an empty cell."""
        for wanted in map(canonical, names):
            if wanted[:1] == "*":
                ending = wanted.lstrip("*.")
                index = next((i for i, n in enumerate(self.canonical) if n.endswith(ending)), -1)
            else:
                index = self._index.get(wanted, -1)
            if index >= 0:
                return index
        return -1

    def number_of(self, column: int) -> str:
        """How a place names a column: its 1-based number."""
        return str(column + 1) if column >= 0 else ""

    def name_of(self, column: int) -> str:
        return self.header[column].strip() if 0 <= column < len(self.header) else "?"

    # -- rows --------------------------------------------------------------------------------------
    def __iter__(self) -> Iterator[Row]:
        report, delimiter = self.report, self.delimiter
        width, short, number = len(self.header), False, 0
        tab = delimiter == "\t" and '"' not in "".join(self.header)
        for number, line in self._lines:
            cells = line.split("\t") if tab else split_cells(line, delimiter)
            if len(cells) != width:
                kept = self._reshaped(cells, line, number)
                if kept is None:
                    continue
                short = len(cells) < width
                cells = kept
            elif (line[:1] == "#" or cells == self.header) and self._comment(line, number):
                continue
            else:
                short = False
            cells.append("")  # index -1: where optional columns that are absent point to
            row = Row(cells)
            row.line = number
            row.table = self
            report.rows_read += 1
            yield row
        if short:
            report.problem(
                Code.TRUNCATED,
                f"the last row has too few cells (header: {width}): the file was cut short",
                line=number,
                hint="Copy the file again from its source; compare sizes or checksums.",
            )

    def _reshaped(self, cells: list[str], line: str, number: int) -> list[str] | None:
        """A row of another width: trailing empty cells go, missing ones are filled; None if it is no row."""
        width = len(self.header)
        if not line.strip(' \t,;"'):
            return None
        if self._comment(line, number):
            return None
        if len(cells) > width:
            if any(cell.strip() for cell in cells[width:]):
                self.report.rows_read += 1
                self._bad_row(
                    number,
                    f"has {len(cells)} cells, the header {width}: its columns cannot be told apart",
                    "",
                )
                return None
            return cells[:width]
        if len(cells) > 1 or width == 1:
            self.report.notice(
                Code.RAGGED_ROW,
                f"has {len(cells)} cells, the header {width}; the missing ones are read as empty",
                line=number,
                severity=Severity.INFO,
            )
        return cells + [""] * (width - len(cells))

    def _comment(self, line: str, number: int) -> bool:
        """A comment or a repeated header inside the table; NRG1 in it is never passed over in silence."""
        repeated = [canonical(c) for c in split_cells(line, self.delimiter)] == self.canonical
        if repeated:
            self.report.notice(
                Code.PARTIAL_TABLE,
                "the header stands here again: two reports joined in one file? Their cases cannot be told apart",
                line=number,
                hint="Give the reports as separate files.",
            )
            return True
        if line.startswith("#"):
            self.unexplained(number, line)
            return True
        return False

    # -- from rows to records ----------------------------------------------------------------------
    def map(
        self, read_row: Callable[[Row], Finding | Iterable[Finding | Marker] | None]
    ) -> Iterator[Finding | Marker]:
        """Run `read_row` over every row. A row that raises RowError becomes a notice and makes the report incomplete."""
        for row in self:
            try:
                result = read_row(row)
                if type(result) is Finding:
                    result.place = f"{self.path}:{row.line}"
                    yield result
                    continue
                records = list(result) if result is not None else []  # type: ignore[arg-type]
            except (RowError, ValueError, IndexError, KeyError) as error:
                self._failed(row, error)
                continue
            for record in records:
                record.place = record.place or f"{self.path}:{row.line}"
                yield record
            if not records:
                self.unexplained(row.line, *row)

    def unexplained(self, number: int, *cells: str) -> None:
        """The net under all: a line with the token NRG1 that ended in no record."""
        unexplained(self.report, number, *cells)

    def _failed(self, row: Row, error: Exception) -> None:
        if isinstance(error, RowError):
            index = int(error.column) - 1 if error.column and str(error.column).isdigit() else -1
            name = f"`{self.name_of(index)}` " if index >= 0 else ""
            self._bad_row(row.line, f"{name}{error}", error.value, error.column)
        else:
            self._bad_row(row.line, f"the row cannot be understood ({type(error).__name__})", "")
        self.unexplained(row.line, *row)

    def _bad_row(self, line: int, text: str, value: str, column: int | str | None = None) -> None:
        self.report.notice(
            Code.BAD_ROW,
            text,
            severity=Severity.ERROR,
            line=line,
            column=column,
            value=value,
            hint="Correct the row in its source, or ask the laboratory for the file again.",
        )

    def bad_cell(
        self,
        row: Row,
        column: int,
        cell: str,
        text: str = "is not a number; read as not stated",
    ) -> None:
        self.report.notice(
            Code.BAD_CELL,
            f"`{self.name_of(column)}` {text}",
            line=row.line,
            column=self.number_of(column),
            value=cell,
        )

    def odd_count(self, row: Row, column: int, cell: str) -> int | None:
        """A count that is not plain digits: 1,092, 1.092, 12.0, 1092x; what cannot be read is a notice."""
        cell = cell.strip().strip('"')
        if cell in MISSING:
            return None
        value, assumed = numbers.count(cell)
        if value is None:
            self.bad_cell(row, column, cell)
        elif assumed:
            self.report.notice(
                Code.UNIT_ASSUMED,
                f"`{self.name_of(column)}` read as {value}",
                severity=Severity.INFO,
                line=row.line,
                column=self.number_of(column),
                value=cell,
            )
        return value


def map_lines(report: Report, read_line: Callable[[int, str], Finding | None]) -> Iterator[Finding]:
    """For reports that are no tables: run `read_line` over every line, with the same net under it as `Table.map`."""
    for number, line in report.lines():
        try:
            found = read_line(number, line)
        except (RowError, ValueError, IndexError, KeyError) as error:
            report.problem(
                Code.BAD_ROW,
                f"the line cannot be understood ({told(error)})",
                line=number,
                value=error.value if isinstance(error, RowError) else "",
                hint="Ask the laboratory for the file again.",
            )
            continue
        if found is not None:
            report.rows_read += 1
            found.place = found.place or f"{report.path}:{number}"
            yield found
        else:
            unexplained(report, number, line)


def unexplained(report: Report, number: int, *cells: str) -> None:
    """Note a line with the token NRG1 that ended in no record: no silence of this report counts.

    cells  those of the line; of a row, the cells that name NRG1 are quoted, of any other line nothing: it may name a patient
    """
    if any_mentions_nrg1(cells):
        named = [cell.strip() for cell in cells if mentions_nrg1(cell)]
        report.problem(
            Code.NRG1_UNEXPLAINED,
            "a line that names NRG1 was not understood as a finding; no negative is drawn from this report",
            line=number,
            value="; ".join(named) if len(cells) > 1 else "",
            hint="Look at this line by hand.",
        )
