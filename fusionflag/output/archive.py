"""The tables, the exports and run.json from the judged ledger of a batch."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fusionflag import schema
from fusionflag.dossiers import RunInfo
from fusionflag.output.folder import beside, move, write_run, write_table
from fusionflag.output.formats import FORMATS, writer
from fusionflag.output.tsv import outputs
from fusionflag.results import Results
from fusionflag.stream import SCHEMA


def write(
    results: Results,
    info: RunInfo,
    out: Path,
    formats: tuple[str, ...] = (),
    more: Mapping[str, Any] | None = None,
) -> None:
    """Write all outputs beside the folder, then move them into it at once. `more`: what run.json tells of the batch."""
    writers = {name: writer(name) for name in formats}
    with beside(out) as folder:
        for name in schema.TABLES:
            write_table(folder, name, schema.header(name), results.lines(name))
        for name, export in writers.items():
            export(results.dossiers(), info, folder / FORMATS[name].file)
        write_run(folder, {**info.as_json(SCHEMA), **(more or {})})
        move(folder, out, outputs(formats), (f.file for f in FORMATS.values()))
