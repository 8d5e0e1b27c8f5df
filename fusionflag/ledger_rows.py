"""Records as rows of the ledger, and back: every field a column, lists as JSON arrays, so that any SQLite tool can ask."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import fields
from operator import attrgetter, itemgetter
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
_SQL = {"int": "INTEGER", "float": "REAL", "bool": "INTEGER"}


def _kind(field: Any) -> str:
    return re.split(r"\W", str(field.type))[0]


def _places(table: str, names: Sequence[str], *kinds: str) -> tuple[int, ...]:
    """Where among `names` the columns of these kinds are."""
    wanted = {f.name for f in fields(TABLES[table]) if _kind(f) in kinds}
    return tuple(n for n, name in enumerate(names) if name in wanted)


def _shown(table: str, *kinds: str) -> tuple[int, ...]:
    """The places of those columns that the tables show."""
    return tuple(n for n in _places(table, NAMES[table], *kinds) if NAMES[table][n] in schema.header(table))


_LISTS = {t: _places(t, NAMES[t], "tuple") for t in TABLES}
_TRUTHS = {t: _places(t, NAMES[t], "bool") for t in TABLES}
_NULLS = {
    t: tuple(n for n, f in enumerate(fields(k)) if "None" in str(f.type) or _kind(f) == "tuple")
    for t, k in TABLES.items()
}
_WORDS: dict[str, dict[int, Callable[[str], Any]]] = {
    "notices": {NAMES["notices"].index("code"): Code, NAMES["notices"].index("severity"): Severity}
}
_MARKS = NAMES["findings"].index("marks")
# of the columns that are shown
_ODD = {t: _shown(t, "tuple", "float") for t in TABLES}
_INTS = {t: _shown(t, "int") for t in TABLES}
_TEXTS = {t: itemgetter(*_shown(t, "str", "Code", "Severity")) for t in TABLES}
_SHOWN_LISTS = {t: _places(t, schema.header(t), "tuple") for t in TABLES}
_SHOWN_TRUTHS = {t: _places(t, schema.header(t), "bool") for t in TABLES}


def columns_sql(table: str) -> str:
    """The columns of a table with their types, as CREATE TABLE wants them."""
    kinds = [_SQL.get(_kind(f), "TEXT") for f in fields(TABLES[table])]
    return ", ".join(f'"{name}" {kind}' for name, kind in zip(NAMES[table], kinds, strict=True))


def values_sql(table: str) -> str:
    """Placeholders for what `row_of` gives."""
    return ", ".join("nullif(?, '')" if n in _NULLS[table] else "?" for n in range(len(NAMES[table])))


def line_sql(table: str) -> str:
    """The line of a row that is `plain`, made by SQLite."""
    kinds = {f.name: _kind(f) for f in fields(TABLES[table])}
    truth = "CASE {0} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END"
    shown = schema.header(table)
    cells = (truth.format(f'"{name}"') if kinds[name] == "bool" else f'"{name}"' for name in shown)
    layout = "\t".join(["%s"] * len(shown))
    return f"printf('{layout}', {', '.join(cells)})"


def row_of(table: str, record: Any) -> list[Any]:
    """The cells of a record in the order of `NAMES`. A missing number or truth and an empty list are "".

    `values_sql` makes that NULL: the sqlite3 module looks for an adapter at each None, which costs as much as two other cells.
    """
    row = list(_GET[table](record))
    for n in _NULLS[table]:
        if row[n] is None:
            row[n] = ""
    for n in _LISTS[table]:
        row[n] = json.dumps(row[n], ensure_ascii=False) if row[n] else ""
    for n in _TRUTHS[table]:
        if row[n] != "":
            row[n] = int(row[n])
    for n in _WORDS.get(table, ()):
        row[n] = str(row[n])
    return row


def plain(table: str, row: Sequence[Any]) -> int:
    """1 for a row whose cells are shown as they are stored: no list, no fraction, no character that would break its line."""
    for n in _ODD[table]:
        if row[n] != "":
            return 0
    for n in _INTS[table]:
        if row[n] != "" and not -(1 << 63) <= row[n] < 1 << 63:
            return 0
    return int("".join(_TEXTS[table](row)).isprintable())


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
