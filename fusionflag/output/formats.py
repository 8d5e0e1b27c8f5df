"""The formats of `--format` beside the tables. A format is a module with
`write(dossiers: Iterable[Dossier], info: RunInfo, destination: Path) -> None`.

`destination` is a file, or for a format of several files a folder that `write` makes; it lies beside the output folder and is
moved there with the tables, so that nothing is ever half there.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from fusionflag.dossiers import Dossier, RunInfo
from fusionflag.output.folder import OutputError

Write = Callable[[Iterable[Dossier], RunInfo, Path], None]


@dataclass(frozen=True, slots=True)
class Format:
    """Where a format is written by whom. `extra`: the extra of the package that its module needs, if any."""

    module: str
    file: str
    extra: str = ""


FORMATS: dict[str, Format] = {
    "html": Format("fusionflag.output.page", "report.html"),
    "xlsx": Format("fusionflag.output.xlsx", "fusionflag.xlsx", "xlsx"),
    "csv": Format("fusionflag.output.csv_tables", "csv"),
    "parquet": Format("fusionflag.output.parquet", "parquet", "parquet"),
    "jsonl": Format("fusionflag.output.jsonl", "cases.jsonl"),
    "fhir": Format("fusionflag.output.fhir", "fhir"),
    "cbioportal": Format("fusionflag.output.cbioportal", "cbioportal"),
    "vicc": Format("fusionflag.output.vicc", "vicc"),
    "bedpe": Format("fusionflag.output.bedpe", "fusionflag.bedpe"),
    "multiqc": Format("fusionflag.output.multiqc", "fusionflag_mqc.json"),
}


def writer(name: str) -> Write:
    """The function that writes a format, imported only now. Raises OutputError where its extra is not installed."""
    chosen = FORMATS[name]
    try:
        write: Write = importlib.import_module(chosen.module).write
    except ImportError as error:
        extra = f"pip install 'fusionflag[{chosen.extra}]'" if chosen.extra else "install fusionflag again"
        raise OutputError(f"--format {name} needs {error.name}, which is not installed: {extra}") from error
    return write
