"""Records as rows of the ledger, and back: every field a column, lists as JSON arrays, so that any SQLite tool can ask."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any

from fusionflag import schema
from fusionflag.codes import Code
from fusionflag.model import Assay, Case, Finding, Mark, Marker, Notice, Severity, maker

TABLES: dict[str, type[Any]] = {
    "assays": Assay,
    "findings": Finding,
    "markers": Marker,
    "notices": Notice,
    "cases": Case,
}
NAMES = {table: tuple(f.name for f in fields(kind)) for table, kind in TABLES.items()}
_MAKE = {t: maker(kind) for t, kind in TABLES.items()}
_SQL = {"int": "INTEGER", "float": "REAL", "bool": "INTEGER"}


def _kind(field: Any) -> str:
    return re.split(r"\W", str(field.type))[0]


def _places(table: str, names: Sequence[str], *kinds: str) -> tuple[int, ...]:
    """Where among `names` the columns of these kinds are."""
    wanted = {f.name for f in fields(TABLES[table]) if _kind(f) in kinds}
    return tuple(n for n, name in enumerate(names) if name in wanted)


_LISTS = {t: _places(t, NAMES[t], "tuple") for t in TABLES}
_TRUTHS = {t: _places(t, NAMES[t], "bool") for t in TABLES}
_WORDS: dict[str, dict[int, Callable[[str], Any]]] = {
    "notices": {NAMES["notices"].index("code"): Code, NAMES["notices"].index("severity"): Severity}
}
_MARKS = NAMES["findings"].index("marks")
_SHOWN_LISTS = {t: _places(t, schema.header(t), "tuple") for t in TABLES}
_SHOWN_TRUTHS = {t: _places(t, schema.header(t), "bool") for t in TABLES}
_NULLABLE = {
    t: frozenset(f.name for f in fields(k) if "None" in str(f.type) or _kind(f) == "tuple")
    for t, k in TABLES.items()
}


def columns_sql(table: str) -> str:
    """The columns of a table with their types, as CREATE TABLE wants them."""
    kinds = (_SQL.get(_kind(f), "TEXT") for f in fields(TABLES[table]))
    every = zip(NAMES[table], kinds, strict=True)
    return ", ".join(f'"{n}" {k}' + ("" if n in _NULLABLE[table] else " DEFAULT ''") for n, k in every)


def values_sql(table: str, names: Iterable[str]) -> str:
    """Placeholders for cells of these columns: "" stands for a missing number or truth, which is NULL.

    The sqlite3 module looks for an adapter at each None, which costs as much as two other cells.
    """
    return ", ".join("nullif(?, '')" if name in _NULLABLE[table] else "?" for name in names)


def line_sql(table: str) -> str:
    """The line of a row that is `plain`, made by SQLite."""
    kinds = {f.name: _kind(f) for f in fields(TABLES[table])}
    truth = "CASE {0} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END"
    shown = schema.header(table)
    cells = (truth.format(f'"{name}"') if kinds[name] == "bool" else f'"{name}"' for name in shown)
    layout = "\t".join(["%s"] * len(shown))
    return f"printf('{layout}', {', '.join(cells)})"


_as_json = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps would make an encoder each time


class Layout:
    """Rows of a table without the columns that hold nothing in any record so far, each with whether it is plain.

    plain  its cells are shown as they are stored: no list, no fraction, no character that would break its line

    Most formats fill half of the columns. `names` grows when a record fills another one.
    """

    def __init__(self, table: str, *, whole: bool = False) -> None:
        self.table = table
        self._fields = {f.name: f for f in fields(TABLES[table])}
        always = {name for name, f in self._fields.items() if _nothing(f) is ...}
        self._use(set(self._fields) if whole else always)

    def _use(self, used: set[str]) -> None:
        self.names = tuple(name for name in self._fields if name in used)
        rest = [name for name in self._fields if name not in used]
        scope: dict[str, Any] = {
            "as_json": _as_json,
            "none": tuple(_nothing(self._fields[name]) for name in rest),
        }
        exec(self._code(rest), scope)
        self._row: Callable[[Any], tuple[int, list[Any]] | None] = scope["row"]

    def _code(self, rest: Sequence[str]) -> str:
        """`row`, a line a cell: a loop over the cells takes twice as long."""
        shown = [name for name in schema.header(self.table) if name in self.names]
        kinds = {name: _kind(self._fields[name]) for name in self.names}
        plain = [
            f"""''.join(({"".join(f"{n}, " for n in shown if kinds[n] in ("str", "Code", "Severity"))})).isprintable()""",
            *(f"{n} == ''" for n in shown if kinds[n] in ("tuple", "float")),
            *(f"({n} == '' or {-(1 << 63)} <= {n} < {1 << 63})" for n in shown if kinds[n] == "int"),
        ]
        return "\n ".join(
            (
                "def row(record):",
                f"if ({''.join(f'record.{name}, ' for name in rest)}) != none: return None",
                *(f"{n} = {_CELL.get(kinds[n], 'record.{0}').format(n)}" for n in self.names),
                *(f"if {n} is None: {n} = ''" for n in self.names if kinds[n] in ("int", "float")),
                f"return int({' and '.join(plain)}), [{', '.join(self.names)}]",
            )
        )

    def row(self, record: Any) -> tuple[int, list[Any]]:
        """1 where it is plain, and its cells of the columns `names`."""
        while (found := self._row(record)) is None:
            fills = {n for n, f in self._fields.items() if getattr(record, n) != _nothing(f)}
            self._use(fills.union(self.names))
        return found


_CELL = {  # how a field becomes a cell
    "bool": "'' if record.{0} is None else int(record.{0})",
    "tuple": "as_json(record.{0}) if record.{0} else ''",
    "Code": "str(record.{0})",
    "Severity": "str(record.{0})",
}


def _nothing(field: Any) -> Any:
    """What stands for nothing in a field; an ellipsis where it always holds something."""
    if _kind(field) == "str":
        return ""
    if _kind(field) == "tuple":
        return ()
    return None if "None" in str(field.type) else ...


# -- reading ---------------------------------------------------------------------------------------
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
    if bytes in map(type, cells):
        cells = [text_of(value) for value in cells]
    return _MAKE[table](cells)


@lru_cache(4096)
def _joined(cell: str | bytes) -> str:
    """A list as its table shows it: few differ."""
    return schema.cell(tuple(json.loads(cell)))


def line_of(table: str, cells: Sequence[Any]) -> str:
    """The line of a table from the ledger's cells of its columns, in the order of `schema.header`: the record is not made."""
    found = list(cells)
    for n in _SHOWN_LISTS[table]:
        found[n] = _joined(found[n]) if found[n] else ""
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
