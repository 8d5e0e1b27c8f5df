"""run, parse, flag and report."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from fusionflag import running
from fusionflag.asking import asked, check, how, watch
from fusionflag.batch_options import batch_options, ledger_options
from fusionflag.cli import fail, guarded
from fusionflag.laboratory import warn_of_unused
from fusionflag.options import (
    as_of_option,
    fail_on_option,
    format_option,
    out_option,
    reading_options,
    settings_options,
)
from fusionflag.output.folder import check_folder
from fusionflag.output.formats import FORMATS
from fusionflag.pipeline import Outcome, decoded, tables
from fusionflag.pipeline import flag as flag_frames
from fusionflag.showing import leave, print_cases, rows
from fusionflag.stream import Frame
from fusionflag.streaming import streamed
from fusionflag.workers import default_jobs


def show(results: running.Cases) -> None:
    """Print the cases of a ledger."""
    print_cases(results.cases, lambda: results.lines("cases"))


def _showing(options: dict[str, Any]) -> Callable[[running.Cases], None]:
    """Prints the cases, and names columns files that read nothing."""

    def shown(results: running.Cases) -> None:
        show(results)
        if options["columns"]:
            warn_of_unused(options["columns"], results.parsers())

    return shown


@contextmanager
def _resumable(out: Path | None) -> Iterator[None]:
    """Ctrl-C says how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        if out is not None:
            click.echo(
                f"\nfusionflag: stopped; what was read is kept, and --resume -o {out} goes on from there",
                err=True,
            )
        raise


@click.command()
@reading_options
@settings_options
@batch_options
@ledger_options
@fail_on_option
@format_option
@out_option
@guarded
def run(paths: tuple[str, ...], out: Path | None, **options: Any) -> None:
    """Read reports and print one verdict per case: in a terminal a summary, into a pipe or a file the table of cases.

    PATHS are files, folders, globs, `-` (standard input) or @list.

    \b
    Examples:
      fusionflag run reports/ --sample-sheet cases.csv -o out/
      fusionflag run sample.fusions.tsv
      fusionflag run reports/ --case-from folder --fail-on positive,unreadable
      fusionflag run archive/ -o out/ --resume
    """
    if out is not None:
        check_folder(out)
    check(paths, out, options)
    with _resumable(out):
        if options["watch"] and out is not None:
            watch(paths, out, options)
        found = asked(paths, options)
        result = running.run(found, out, how(found, options), _showing(options))
    if options["shard"] != (1, 1):
        click.echo(
            f"fusionflag: {result.reports} reports are in this shard; `fusionflag merge` judges all of them",
            err=True,
        )
        sys.exit(0)
    leave(result.code, result.reports, result.incomplete, out)


@click.command()
@reading_options
@settings_options
@batch_options
@guarded
def parse(paths: tuple[str, ...], **options: Any) -> None:
    """Read reports into the framed record stream (one JSON object a line).

    \b
    Examples:
      fusionflag parse reports/ > records.jsonl
      fusionflag parse - < sample.fusions.tsv | fusionflag flag -
    """
    found = asked(paths, options)
    bad = reports = 0
    for line, whole in streamed(found, how(found, options)):
        sys.stdout.write(line + "\n")
        reports += whole is not None
        bad += whole is False
    sys.stdout.flush()
    if not reports:
        fail("no report found")
    sys.exit(1 if bad else 0)


def _lines(source: str) -> Iterator[str]:
    if source == "-":
        reader = sys.stdin
        reader.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr]
        yield from reader
        return
    path = Path(source)
    if not path.is_file():
        fail(f"{source}: no such file; give a record stream, or `-` for standard input")
    with path.open(encoding="utf-8", errors="surrogateescape") as lines:
        yield from lines


def _received(source: str) -> Iterator[Frame]:
    """The frames of a stream from a file or from standard input; where it breaks, stderr is told."""
    return decoded(_lines(source), lambda why: click.echo(f"fusionflag: {source}: {why}", err=True))


@click.command()
@click.argument("stream", default="-")
@as_of_option
@fail_on_option
@guarded
def flag(stream: str, as_of: str, fail_on: frozenset[str]) -> None:
    """Judge a record stream: adds event classes and a `case` line per case. Or judge the ledger of a finished run again, under
    the rules and the knowledge of today, without reading its reports.

    \b
    Examples:
      fusionflag parse reports/ | fusionflag flag - > judged.jsonl
      fusionflag flag records.jsonl | grep '"type":"case"'
      fusionflag flag out/
    """
    if Path(stream).is_dir():
        out = Path(stream)
        formats = tuple(name for name, made in FORMATS.items() if (out / made.file).exists())
        chosen = running.How(jobs=default_jobs(), formats=formats, fail_on=fail_on)
        result = running.rejudged(out, chosen, as_of, show)
        leave(result.code, result.reports, result.incomplete, out)
    outcome = flag_frames(_received(stream), sys.stdout.write)
    sys.stdout.flush()
    _left(outcome, fail_on, None)


@click.command()
@click.argument("stream", default="-")
@fail_on_option
@format_option
@out_option
@guarded
def report(stream: str, out: Path | None, fail_on: frozenset[str], formats: tuple[str, ...]) -> None:
    """Write the tables of a record stream; a stream that was not flagged is judged here.

    \b
    Examples:
      fusionflag parse reports/ | fusionflag flag - | fusionflag report - -o out/
      fusionflag report judged.jsonl
    """
    if out is not None:
        check_folder(out)
    outcome = tables(_received(stream), out, fail_on, formats)
    cases = outcome.judged.cases
    print_cases(lambda: cases, lambda: rows(cases))
    _left(outcome, fail_on, out)


def _left(outcome: Outcome, fail_on: frozenset[str], out: Path | None) -> None:
    """Leave, and say before that a stream was cut."""
    if outcome.broken:
        what = "was cut" if not outcome.whole else "lacks lines of a report"
        click.echo(f"fusionflag: the stream {what}: it supports no negative; run the pipe again", err=True)
    leave(outcome.exit_code(fail_on), outcome.reports, outcome.incomplete, out)
