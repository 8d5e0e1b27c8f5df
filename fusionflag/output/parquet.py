"""The tables as Parquet, one file a table, with the types of the schema. Lists stay joined by `;`, as in the other tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow
from pyarrow import parquet

from fusionflag import schema
from fusionflag.dossiers import Dossier, RunInfo
from fusionflag.output.finished import readers, rows

_TYPES = {
    "Int64": pyarrow.int64(),
    "Float64": pyarrow.float64(),
    "boolean": pyarrow.bool_(),
    "string": pyarrow.string(),
}
_ROWS = 20_000  # of a row group: what is held in memory at once


def write(dossiers: Iterable[Dossier], info: RunInfo, destination: Path) -> None:
    """A folder with one file a table. What is not stated is null, never an empty text."""
    destination.mkdir()
    about = {"fusionflag": info.version, "knowledge": info.knowledge}
    for table in schema.TABLES:
        types = schema.dtypes(table)
        shape = pyarrow.schema([(name, _TYPES[types[name]]) for name in schema.header(table)], metadata=about)
        with parquet.ParquetWriter(destination / f"{table}.parquet", shape) as file:
            for columns in _groups(destination, table):
                file.write_table(pyarrow.table(columns, schema=shape))


def _groups(destination: Path, table: str) -> Iterator[list[list[Any]]]:
    """The columns of so many rows, with their values."""
    read = readers(table)
    listed = rows(destination, table)
    while group := list(islice(listed, _ROWS)):
        yield [
            [to_value(cell) if cell else None for cell in column]
            for to_value, column in zip(read, zip(*group, strict=True), strict=True)
        ]
