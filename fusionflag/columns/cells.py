"""Rows of a sheet, or of a list in JSON, under the questions that `cells.Row` answers for lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fusionflag import numbers, workbook
from fusionflag.cells import MISSING, Row, RowError
from fusionflag.codes import Code
from fusionflag.columns.marks import items_of, sheet_of
from fusionflag.documents import Node, bad, document
from fusionflag.model import Severity
from fusionflag.rows import Table

if TYPE_CHECKING:
    from fusionflag.columns.mapping import Mapping
    from fusionflag.reading import Report


class NodeTable(Table):
    """A table whose rows are nodes of a document, a cell's place its pointer. `names`: the keys of the cells in their nodes."""

    def __init__(self, report: Report, header: list[str], names: list[str], nodes: list[Node]) -> None:
        super().__init__(report, header, iter(()), "")
        self.names, self.nodes = names, nodes
        self.node = Node(report, None)

    def number_of(self, column: int) -> str:
        """The pointer of a cell of the row that is being read."""
        if not 0 <= column < len(self.names):
            return self.node.pointer
        return f"{self.node.pointer}/{self.names[column].replace('~', '~0').replace('/', '~1')}"

    def row_of(self, node: Node) -> Row:
        """The cells of a node as a row. RowError where a cell holds a formula without its result, or an error."""
        self.node = node
        read = workbook.fact if self.report.workbook is not None else Node.text
        row = Row([*(read(node, name) or _plain(node.value.get(name)) for name in self.names), ""])
        row.line, row.table = 0, self
        return row

    def bad_cell(
        self, row: Row, column: int, cell: str, text: str = "is not a number; read as not stated"
    ) -> None:
        note = self.report.notice(Code.BAD_CELL, f"`{self.name_of(column)}` {text}", value=cell)
        note.place = self.report.place(None, self.number_of(column))

    def odd_count(self, row: Row, column: int, cell: str) -> int | None:
        if cell.strip() in MISSING:
            return None
        value, assumed = numbers.count(cell)
        if value is None:
            self.bad_cell(row, column, cell)
        elif assumed:
            text = f"`{self.name_of(column)}` read as {value}"
            note = self.report.notice(Code.UNIT_ASSUMED, text, severity=Severity.INFO, value=cell)
            note.place = self.report.place(None, self.number_of(column))
        return value


def _plain(value: object) -> str:
    """A word for "missing" as it stands there: `-` may be a strand, and `none` a result."""
    return "" if value is None or isinstance(value, dict | list) else str(value).strip()


def items(mapping: Mapping, report: Report) -> NodeTable:
    """The objects of a JSON list, their keys as columns."""
    root = document(report)
    node = root.get(mapping.list_key) if mapping.list_key else root
    found = items_of(mapping, report) or []
    header = list(dict.fromkeys(key for item in found for key in item))
    nodes = [Node(report, item, f"{node.pointer}/{n}") for n, item in enumerate(found)]
    return NodeTable(report, header, header, nodes)


def sheet(mapping: Mapping, report: Report) -> NodeTable:
    """The rows below the header of a sheet, which stands in row `report.header_line`; a row's keys are the columns' letters."""
    root = document(report)
    title = next((t for t in root.value if root.value[t] is sheet_of(mapping, report)), mapping.sheet)
    rows = dict(root.get(title).items())
    header = rows[str(report.header_line)].value
    letters = list(header)
    return NodeTable(report, list(header.values()), letters, list(_below(report.header_line, letters, rows)))


def _below(header: int, letters: list[str], rows: dict[str, Node]) -> Iterator[Node]:
    for number, node in rows.items():
        if int(number) > header:
            if node.value.keys() - set(letters):
                bad(node, RowError("has cells beyond the header of its sheet"))
            else:
                yield node
