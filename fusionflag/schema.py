"""The tables' shape, derived from the records: cells of a row, pandas dtypes, JSON Schema, and docs/tables.md."""

from __future__ import annotations

import math
from operator import attrgetter
from typing import Any, get_type_hints

from fusionflag import model
from fusionflag.model import VOCABULARY, Assay, Case, Finding, Marker, Notice, columns

TABLES: dict[str, type[Any]] = {
    "cases": Case,
    "assays": Assay,
    "findings": Finding,
    "markers": Marker,
    "notices": Notice,
}
_DTYPES = {int: "Int64", float: "Float64", bool: "boolean"}
# what breaks a line or a terminal is a blank (C0, C1 and the line ends of Unicode); half a surrogate pair is no text at all
_CONTROL = {
    **dict.fromkeys([*range(32), *range(0x7F, 0xA0), 0x2028, 0x2029], " "),
    **dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}"),
}
_NAMES = {name: tuple(f.name for f in columns(kind)) for name, kind in TABLES.items()}
_VALUES = {name: attrgetter(*names) for name, names in _NAMES.items()}


def header(table: str) -> tuple[str, ...]:
    """The columns of a table, in order."""
    return _NAMES[table]


def cell(value: Any) -> str:
    """One cell: lists joined by `;`, truth as true/false, nothing as an empty cell, control characters as blanks."""
    text = _text(value)
    return text if text.isprintable() else text.translate(_CONTROL)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, tuple):
        value = ";".join(str(v) for v in value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def row(table: str, record: Any) -> str:
    """One line of a table, without newline."""
    cells = [value if type(value) is str else _text(value) for value in _VALUES[table](record)]
    if not "".join(cells).isprintable():  # one look at all of them: few lines hold such a character
        cells = [text.translate(_CONTROL) for text in cells]
    return "\t".join(cells)


def _kind(kind: type[Any], name: str) -> type:
    hint = get_type_hints(kind, vars(model))[name]
    options = getattr(hint, "__args__", (hint,))
    return next((o for o in options if o in _DTYPES), str)


def dtypes(table: str) -> dict[str, str]:
    """pandas dtypes by column: string, Int64, Float64 or boolean."""
    kind = TABLES[table]
    return {name: _DTYPES.get(_kind(kind, name), "string") for name in _NAMES[table]}


def json_schema(table: str) -> dict[str, Any]:
    """JSON Schema of one record as the framed stream writes it."""
    names = {"Int64": "integer", "Float64": "number", "boolean": "boolean", "string": "string"}
    properties: dict[str, Any] = {}
    for field in columns(TABLES[table]):
        if isinstance(field.default, tuple):
            shape: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
        else:
            shape = {"type": [names[dtypes(table)[field.name]], "null"]}
        if field.name in VOCABULARY and not (table == "findings" and field.name == "label"):
            shape["enum"] = list(VOCABULARY[field.name])
        properties[field.name] = {**shape, "description": field.metadata["doc"]}
    title = TABLES[table].__name__
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": "object",
        "properties": properties,
    }


def tables_md() -> str:
    """docs/tables.md."""
    lines = [
        "# Tables",
        "",
        "Made by `make docs` from the code; do not edit. Lists are joined by `;`; an empty cell means not stated.",
        "",
    ]
    for table, kind in TABLES.items():
        lines += [
            f"## {table}.tsv",
            "",
            (kind.__doc__ or "").strip(),
            "",
            "| column | type | meaning |",
            "|---|---|---|",
        ]
        types = dtypes(table)
        for field in columns(kind):
            words = VOCABULARY.get(field.name)
            meaning = field.metadata["doc"] + (f" ({', '.join(f'`{w}`' for w in words)})" if words else "")
            lines.append(f"| {field.name} | {types[field.name]} | {meaning} |")
        lines.append("")
    return "\n".join(lines)
