"""columns init and columns check."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from fusionflag.cli import fail, guarded

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def columns() -> None:
    """Map a table of one's own: draft a columns file from a table, and check it.

    \b
    Examples:
      fusionflag columns init table.csv > mylab.toml
      fusionflag columns check mylab.toml table.csv
      fusionflag run reports/ --columns mylab.toml
    """


@columns.command()
@click.argument("file", type=_FILE)
@guarded
def init(file: Path) -> None:
    """Look at an unknown table and write a commented draft of a columns file, to be corrected by a person.

    \b
    Examples:
      fusionflag columns init table.csv > mylab.toml
    """
    from fusionflag.columns.draft import drafted
    from fusionflag.reading import ReportError, open_report

    try:
        with open_report(file, file.name) as report:
            click.echo(drafted(report), nl=False)
    except ReportError as error:
        fail(f"{file.name}: {error.text}")


@columns.command()
@click.argument("mapping", type=_FILE)
@click.argument("file", type=_FILE, required=False)
@guarded
def check(mapping: Path, file: Path | None) -> None:
    """Check a columns file: each slip with its line and key; with FILE, also what it reads of that table.

    \b
    Examples:
      fusionflag columns check mylab.toml
      fusionflag columns check mylab.toml table.csv
    """
    from fusionflag import registry
    from fusionflag.columns.parser import load_all
    from fusionflag.columns.toml import ColumnsError

    try:
        own = load_all([mapping])
    except ColumnsError as error:
        for line in error.lines():
            click.echo(line, err=True)
        sys.exit(2)
    click.echo(f"{mapping.name}: can be used; it fits tables with {own[0].looks_like[0][0]}")
    if file is not None:
        registry.use(own)
        sys.exit(0 if _tried(file, own[0].name) else 1)


def _tried(file: Path, name: str) -> bool:
    """Read a table by the mapping and say what came of it, without a word of what stands in it. Was it read whole?"""
    from fusionflag.model import Assay, Finding, Notice, is_held
    from fusionflag.readfile import read_source
    from fusionflag.sources import Source
    from fusionflag.stream import ReportEnd

    arms = findings = at_nrg1 = filtered = rows = 0
    complete = False
    for frame in read_source(Source(path=file, shown=file.name, named=True, parser=name)):
        if isinstance(frame, Finding):
            findings += 1
            at_nrg1 += is_held(frame)
            filtered += "FILTERED" in frame.marks
        elif isinstance(frame, Assay):
            arms += 1
        elif isinstance(frame, Notice):
            hint = f" -> {frame.hint}" if frame.hint else ""
            click.echo(f"{frame.place}: {frame.severity} {frame.code}: {frame.text}{hint}")
        elif isinstance(frame, ReportEnd):
            rows, complete = frame.rows, frame.complete
    click.echo(
        f"{file.name}: {rows} rows, {findings} findings ({at_nrg1} at NRG1, {filtered} rejected by the filter), "
        f"{arms} arm{'s' * (arms != 1)}; {'read whole' if complete else 'not read whole'}"
    )
    return complete
