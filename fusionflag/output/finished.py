"""The finished tables of a run, row by row: what every format that shows whole tables is made from.

The tables are written first, so they stand beside a format's destination when it is made. They hold the findings of all genes,
which dossiers do not, and reading them needs no more memory than a line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fusionflag import schema

_READ: dict[str, Callable[[str], Any]] = {
    "Int64": int,
    "Float64": float,
    "boolean": "true".__eq__,
    "string": str,
}


def rows(destination: Path, table: str) -> Iterator[list[str]]:
    """The cells of each row of a table, in the order of the schema. Raises FileNotFoundError where the run left no tables."""
    with (destination.parent / f"{table}.tsv").open(encoding="utf-8", newline="\n") as lines:
        next(lines, "")
        for line in lines:
            yield line.rstrip("\n").split("\t")


def readers(table: str) -> tuple[Callable[[str], Any], ...]:
    """For each column what makes its value of a cell that is not empty: int, float, truth or text."""
    types = schema.dtypes(table)
    return tuple(_READ[types[name]] for name in schema.header(table))
