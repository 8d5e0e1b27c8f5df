"""Records as rows of the ledger, and back: every field a column, lists as JSON arrays, so that any SQLite tool can ask."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, TypeVar

from fusionflag import schema
from fusionflag.codes import Code
from fusionflag.model import Assay, Case, Finding, Mark, Marker, Notice, Severity

R = TypeVar("R", Assay, Case, Finding, Marker, Notice)
TABLES: dict[str, type[Any]] = {
    "assays": Assay,
    "findings": Finding,
    "markers": Marker,
    "notices": Notice,
    "cases": Case,
}
NAMES = {table: tuple(f.name for f in fields(kind)) for table, kind in TABLES.items()}
_GET: dict[str, Callable[[Any], tuple[Any, ...]]] = {t: attrgetter(*names) for t, names in NAMES.items()}
_LISTS = {
    table: tuple(n for n, f in enumerate(fields(kind)) if isinstance(f.default, tuple))
    for table, kind in TABLES.items()
}
_TRUTHS = {
    table: tuple(n for n, f in enumerate(fields(kind)) if "bool" in str(f.type))
    for table, kind in TABLES.items()
}
_WORDS: dict[str, dict[int, Callable[[str], Any]]] = {
    "notices": {NAMES["notices"].index("code"): Code, NAMES["notices"].index("severity"): Severity}
}
_SHOWN_LISTS, _SHOWN_TRUTHS = (
    {t: tuple(n for n, name in enumerate(schema.header(t)) if NAMES[t].index(name) in of[t]) for t in TABLES}
    for of in (_LISTS, _TRUTHS)
)
_MARKS = NAMES["findings"].index("marks")
_SQL = {"int": "INTEGER", "float": "REAL", "bool": "INTEGER"}


def columns_sql(table: str) -> str:
    """The columns of a table with their types, as CREATE TABLE wants them."""
    kinds = [_SQL.get(str(f.type).partition(" ")[0], "TEXT") for f in fields(TABLES[table])]
    return ", ".join(f'"{name}" {kind}' for name, kind in zip(NAMES[table], kinds, strict=True))


def row_of(table: str, record: Any) -> list[Any]:
    """The cells of a record in the order of `NAMES`. An empty list is NULL."""
    row = list(_GET[table](record))
    for n in _LISTS[table]:
        row[n] = json.dumps(row[n], ensure_ascii=False) if row[n] else None
    for n in _TRUTHS[table]:
        if row[n] is not None:
            row[n] = int(row[n])
    for n in _WORDS.get(table, ()):
        row[n] = str(row[n])
    return row


def record_of(table: str, row: Sequence[Any]) -> Any:
    """The record of a row that `row_of` made."""
    cells = list(row)
    for n in _LISTS[table]:
        cells[n] = tuple(json.loads(cells[n])) if cells[n] else ()
    for n in _TRUTHS[table]:
        if cells[n] is not None:
            cells[n] = bool(cells[n])
    for n, word in _WORDS.get(table, {}).items():
        cells[n] = word(cells[n])
    if table == "findings" and cells[_MARKS]:
        cells[_MARKS] = tuple(map(Mark, cells[_MARKS]))
    record = object.__new__(TABLES[table])
    for name, value in zip(NAMES[table], cells, strict=True):
        setattr(record, name, value if type(value) is not bytes else _unstored(value))
    return record


def line_of(table: str, cells: Sequence[Any]) -> str:
    """The line of a table from the ledger's cells of its columns, in the order of `schema.header`: the record is not made."""
    found = list(cells)
    for n in _SHOWN_LISTS[table]:
        found[n] = tuple(json.loads(found[n])) if found[n] else ()
    for n in _SHOWN_TRUTHS[table]:
        if found[n] is not None:
            found[n] = bool(found[n])
    return schema.line(_unstored(v) if type(v) is bytes else v for v in found)


def storable(row: Sequence[Any]) -> list[Any]:
    """A row with what SQLite has no type for as bytes: text with half a surrogate pair, numbers of more than 64 bits."""
    return [v if v is None or type(v) is float else _stored(v) for v in row]


def _stored(value: Any) -> Any:
    if isinstance(value, int):
        return value if -(1 << 63) <= value < 1 << 63 else b"\0" + str(value).encode()
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogatepass")
    return value


def _unstored(value: bytes) -> str | int:
    return int(value[1:]) if value[:1] == b"\0" else value.decode("utf-8", "surrogatepass")


def text_of(cell: Any) -> Any:
    """A cell as its record holds it, where it was stored as bytes."""
    return _unstored(cell) if type(cell) is bytes else cell
