"""The tables of a finished run, read back as the records and dossiers they were written from."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from fusionflag import schema
from fusionflag.codes import Code
from fusionflag.dossiers import Dossier, RunInfo, gathered, not_read, of_the_run
from fusionflag.model import Assay, Case, Finding, Mark, Marker, Notice, Severity, columns

_RECORDS = ("assays", "findings", "markers", "notices")
_ENUMS: dict[str, Callable[[str], Any]] = {"code": Code, "severity": Severity}


class RunFolderError(ValueError):
    """A table is missing, damaged, or of another version."""


def rows(out: Path, table: str) -> Iterator[list[str]]:
    """The cells of each row of a table. Raises RunFolderError, also for a header that is not of this version."""
    file = out / f"{table}.tsv"
    names = list(schema.header(table))
    try:
        with file.open(encoding="utf-8", newline="\n") as lines:
            if next(lines, "").rstrip("\n").split("\t") != names:
                raise RunFolderError(_damaged(file))
            for line in lines:
                cells = line.rstrip("\n").split("\t")
                if len(cells) != len(names):
                    raise RunFolderError(_damaged(file))
                yield cells
    except (OSError, UnicodeDecodeError) as error:
        raise RunFolderError(_damaged(file)) from error


def _damaged(file: Path) -> str:
    return f"{file}: is missing, damaged, or of another version of fusionflag; run it again"


@cache
def _readers(table: str) -> tuple[tuple[str, Callable[[str], Any]], ...]:
    """For each column how its cell is read; an empty cell is what the record says by default of "not stated"."""
    kinds: dict[str, Callable[[str], Any]] = {
        "Int64": lambda cell: int(cell) if cell else None,
        "Float64": lambda cell: float(cell) if cell else None,
        "boolean": lambda cell: cell == "true" if cell else None,
        "string": str,
    }
    types = schema.dtypes(table)
    found = []
    for field in columns(schema.TABLES[table]):
        read = _ENUMS.get(field.name) or kinds[types[field.name]]
        if field.name == "marks":
            read = _marks
        elif isinstance(field.default, tuple):
            read = _parts
        found.append((field.name, read))
    return tuple(found)


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(";")) if cell else ()


def _marks(cell: str) -> tuple[Mark, ...]:
    return tuple(map(Mark, _parts(cell)))


def records(out: Path, table: str) -> Iterator[Any]:
    """The records of a table, without what the tables do not show. Raises RunFolderError."""
    kind, readers = schema.TABLES[table], _readers(table)
    for cells in rows(out, table):
        try:
            yield kind(**{name: read(cell) for (name, read), cell in zip(readers, cells, strict=True)})
        except ValueError as error:
            raise RunFolderError(_damaged(out / f"{table}.tsv")) from error


def cases(out: Path) -> list[Case]:
    """The cases of a run."""
    return list(records(out, "cases"))


def dossiers_of(out: Path, wanted: str = "") -> Iterator[Dossier]:
    """The dossiers of a run, or that of one case alone. Raises RunFolderError."""
    chosen = [c for c in records(out, "cases") if not wanted or c.case_id == wanted]
    own = {wanted, wanted.rpartition("#")[0] or wanted}

    def concerns(record: Assay | Finding | Marker | Notice) -> bool:
        return not wanted or isinstance(record, Notice) or record.case_id in own

    return gathered(chosen, (r for table in _RECORDS for r in records(out, table) if concerns(r)))


def info_of(out: Path) -> RunInfo:
    """What the run says of itself, with what was not read. Raises RunFolderError."""
    try:
        told = json.loads((out / "run.json").read_text(encoding="utf-8"))
        known = {name: told[name] for name in RunInfo.__dataclass_fields__ if name in told}
    except (OSError, ValueError, TypeError) as error:
        raise RunFolderError(_damaged(out / "run.json")) from error
    notices = list(records(out, "notices"))
    info = RunInfo(**{**known, "inputs": tuple(known.get("inputs", ()))})
    info.unread = not_read(records(out, "assays"), notices)
    info.run_notices = of_the_run(notices)
    return info
