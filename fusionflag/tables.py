"""Tables as pandas DataFrames, for notebooks and exports. pandas is imported only here, and only when asked for."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fusionflag import schema

if TYPE_CHECKING:
    import pandas as pd


def read_run(out: Path | str) -> dict[str, pd.DataFrame]:
    """The tables of an output folder by name, with the dtypes of the schema. Raises FileNotFoundError."""
    import pandas as pd

    tables = {}
    for name in schema.TABLES:
        tables[name] = pd.read_csv(
            Path(out) / f"{name}.tsv",
            sep="\t",
            dtype=schema.dtypes(name),
            keep_default_na=False,
            na_values=[""],
            quoting=3,
            index_col=False,
            true_values=["true"],
            false_values=["false"],
        )
    return tables


def frame(table: str, records: Iterable[Any]) -> pd.DataFrame:
    """Records as a DataFrame with the columns and dtypes of `table`; lists stay joined by `;`."""
    import pandas as pd

    names = schema.header(table)
    rows = [[schema.cell(getattr(record, name)) or None for name in names] for record in records]
    made = pd.DataFrame(rows, columns=list(names), dtype="string")
    for name, dtype in schema.dtypes(table).items():
        if dtype == "boolean":
            made[name] = made[name].map({"true": True, "false": False}).astype("boolean")
        elif dtype != "string":
            made[name] = pd.to_numeric(made[name]).astype(dtype)  # type: ignore[call-overload]
    return made
