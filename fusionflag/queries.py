"""formats, sniff, sheet, explain, rules, assays and selfcheck: questions about the tool and about a run."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from fusionflag import schema
from fusionflag.cli import fail, guarded
from fusionflag.options import own_options


@click.command()
@guarded
def formats() -> None:
    """List the report formats that can be read: name, title, molecule, versions, evidence, marks.

    \b
    Examples:
      fusionflag formats
      fusionflag formats | grep -i arriba
    """
    from fusionflag.facts import word
    from fusionflag.laboratory import warn_of_plugins
    from fusionflag.registry import parsers

    warn_of_plugins()
    for p in parsers():
        marks = " | ".join(" and ".join(str(m) for m in alternative) for alternative in p.looks_like)
        evidence = word(p.facts.evidence) or "-"
        click.echo(f"{p.name}\t{p.title}\t{p.molecule}\t{p.versions or '-'}\t{evidence}\t{marks}")


@click.command()
@click.argument("paths", nargs=-1, required=True)
@own_options
@guarded
def sniff(paths: tuple[str, ...], columns: tuple[Path, ...], config: Path | None) -> None:
    """Say which format a file is in, and why; or what it comes closest to.

    \b
    Examples:
      fusionflag sniff unknown.tsv
      fusionflag sniff reports/*
    """
    from fusionflag.laboratory import laboratory, warn_of_plugins
    from fusionflag.parsing import recognise
    from fusionflag.reading import ReportError, open_report
    from fusionflag.registry import parsers

    laboratory(columns, config).use()
    warn_of_plugins()
    failed = False
    for path in paths:
        if not Path(path).exists() or Path(path).is_dir():
            fail(f"{path}: {'is a folder; name the files in it' if Path(path).exists() else 'no such file'}")
    for path in paths:
        try:
            with open_report(Path(path), path) as report:
                found = recognise(report, parsers())
                met = found.match(report)
                why = " and ".join(str(m) for m in met[0]) if met else ""
                click.echo(f"{path}\t{found.name}\t{found.title}: {why}")
        except ReportError as error:
            failed = True
            click.echo(f"{path}\t-\t{error.code}: {error.text}{f' -> {error.hint}' if error.hint else ''}")
    sys.exit(1 if failed else 0)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@own_options
@guarded
def sheet(folder: Path, columns: tuple[Path, ...], config: Path | None) -> None:
    """Draft a sample sheet for a folder: a row a report, or a sample of it, to be corrected and filled in.

    \b
    Examples:
      fusionflag sheet reports/ > reports/cases.csv
    """
    import csv

    from fusionflag.drafting import draft
    from fusionflag.laboratory import laboratory
    from fusionflag.sheet import COLUMNS
    from fusionflag.walk import plan

    own = laboratory(columns, config)
    own.use()
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in draft(
        s
        for s in plan([str(folder)], passed_over=own.files()).sources
        if not (s.path and _is_sheet(Path(s.path)))
    ):
        cells = {"path": row.path, "case_id": row.case_id, "sample": row.sample}
        writer.writerow([cells.get(name, "") for name in COLUMNS])


def _is_sheet(path: Path) -> bool:
    """A sheet that lies in the folder is no report, nor is the file that this draft is being written to."""
    try:
        written = os.fstat(sys.stdout.fileno())
        if os.path.samestat(path.stat(), written):
            return True
        with path.open("rb") as lines:
            names = set(re.split(rb"[,;\t\"\r\n]+", lines.readline(4096).lower()))
    except (OSError, ValueError):
        return False
    return {b"case_id", b"path"} <= names


@click.command()
@click.argument("where")
@click.argument("case_id")
@guarded
def explain(where: str, case_id: str) -> None:
    """Explain the verdict of one case: the rule, each reason, the evidence with its places, what was not read.

    WHERE is the output folder of a run, or reports to run now, without a sample sheet or a registry of your own: where these
    are needed, `run ... -o OUT` comes first.

    \b
    Examples:
      fusionflag explain out/ case-7
      fusionflag explain reports/ sample.fusions.tsv
    """
    if (Path(where) / "run.json").is_file():
        _explain(Path(where), case_id)
        return
    from fusionflag.pipeline import parse, tables
    from fusionflag.walk import plan

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        tables(parse(plan([where])), out)
        _explain(
            out,
            case_id,
            " If the run needs a sample sheet or --assays: first `fusionflag run ... -o OUT`, then explain OUT.",
        )


def _explain(out: Path, case_id: str, hint: str = "") -> None:
    from fusionflag import explaining, runfolder
    from fusionflag.story import StoryError, tell

    try:
        every = [c.case_id for c in runfolder.cases(out)]
        if case_id not in every:
            near = [name for name in every if case_id in name] or every
            names = schema.cell(", ".join(near[:10]))
            fail(f"no case `{case_id}` here; {'such as' if near is every else 'is it'}: {names}?{hint}")
        dossier = next(runfolder.dossiers_of(out, case_id))
        click.echo("\n".join(explaining.lines(tell(dossier), runfolder.info_of(out).run_notices)))
    except runfolder.RunFolderError as error:
        fail(str(error))
    except StoryError as error:
        fail(f"{out}: {error}; run it again")


@click.command()
@guarded
def selfcheck() -> None:
    """Check the installation: knowledge loads, the gene tables open, every shipped fixture still reads as it should.

    \b
    Examples:
      fusionflag selfcheck
    """
    from fusionflag import __version__, genes, knowledge
    from fusionflag import assays as registry
    from fusionflag.laboratory import warn_of_plugins
    from fusionflag.registry import parsers
    from fusionflag.testing import lacks

    click.echo(f"fusionflag {__version__}, Python {sys.version.split()[0]}")
    warn_of_plugins()
    try:
        click.echo(f"knowledge {knowledge.version()}; genes: {genes.default().release()}")
        counts = (len(registry.load().entries), len(knowledge.partners()), len(parsers()))
        click.echo(f"assays: {counts[0]}; partners: {counts[1]}; formats: {counts[2]}")
        checked, wrong = _check_fixtures()
        passed_over = [reason for _, file in _fixtures() if (reason := lacks(file))]
    except Exception as error:  # noqa: BLE001  whatever is broken in the installation is the answer
        click.echo(f"fusionflag: the installation is damaged: {type(error).__name__}: {error}", err=True)
        sys.exit(1)
    for line in wrong:
        click.echo(line, err=True)
    click.echo(f"fixtures: {checked} read, {len(wrong)} differ from what was shipped")
    if passed_over:
        click.echo(f"fixtures: {len(passed_over)} passed over, {passed_over[0]}")
    sys.exit(1 if wrong or not checked else 0)


def _fixtures() -> Iterator[tuple[str, Path]]:
    """The shipped fixtures, each with the name of its parser."""
    import importlib

    from fusionflag.registry import parsers
    from fusionflag.testing import fixture_files

    root = Path(next(iter(importlib.import_module("fusionflag.fixtures").__path__)))
    for p in parsers():
        folder = root / p.name
        for file in fixture_files(folder) if folder.is_dir() else []:
            yield p.name, file


def _check_fixtures() -> tuple[int, list[str]]:
    from fusionflag.testing import golden_of, lacks, read_bytes

    checked, wrong = 0, []
    for name, file in _fixtures():
        if lacks(file):
            continue
        golden = file.with_name(file.name + ".golden")
        checked += 1
        text = golden_of(read_bytes(file.read_bytes(), file.name), file.name)
        if not golden.is_file() or text != golden.read_text(encoding="utf-8"):
            wrong.append(f"{name}/{file.name}: differs from its golden file")
    return checked, wrong
