"""run, parse, flag and report."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from fusionflag import identity, knowledge, pseudonyms, registry
from fusionflag.cli import fail, guarded
from fusionflag.codes import Code
from fusionflag.laboratory import Laboratory, laboratory
from fusionflag.model import Assay, Case, Notice, Severity
from fusionflag.options import fail_on_option, format_option, out_option, reading_options, settings_options
from fusionflag.output.folder import check_folder
from fusionflag.pipeline import Outcome, Request, decoded, line_of, tables
from fusionflag.pipeline import flag as flag_frames
from fusionflag.pipeline import parse as parse_plan
from fusionflag.settings import Settings
from fusionflag.sheet import read_sheet
from fusionflag.stream import Frame
from fusionflag.walk import plan
from fusionflag.wording import SHOWN, shown


def _frames(paths: tuple[str, ...], options: dict[str, Any]) -> Iterator[Frame]:
    """Plan and parse what the command line names."""
    sheet: Path | None = options["sample_sheet"]
    if not paths and sheet is None:
        fail("nothing to read: give PATHS or --sample-sheet (fusionflag run --help)")
    own = laboratory(options["columns"], options["config"], options["overlay"], options["tumor_codes"])
    own.use()
    name = options["parser"]
    if name and name not in {p.name for p in registry.parsers()}:
        fail(f"--parser {name}: no such format; `fusionflag formats` lists them")
    rows, notices = read_sheet(sheet) if sheet else ([], [])
    _warn(notices, options["as_of"])
    warn_of_plugins()
    notices = [*notices, *(_broken(text) for text in registry.broken())]
    found = plan(
        paths,
        sheet=sheet,
        rows=rows,
        parser=name,
        case_from=options["case_from"],
        all_junctions=options["all_junctions"],
        passed_over=own.files(),
    )
    settings = Settings(as_of=options["as_of"])
    if "min_reads" in options:
        settings = replace(
            settings,
            min_reads=options["min_reads"],
            min_junction_reads=options["min_junction_reads"],
            min_tumor_content=options["min_tumor_content"],
            require_tumor_content=options["require_tumor_content"],
        )
    progress = _progress if sys.stderr.isatty() else None
    key = pseudonyms.read_key(options["hash_ids"]) if options["hash_ids"] else None
    identity.use(key)
    inputs = tuple(Path(p).name or p for p in paths) + ((sheet.name,) if sheet else ())
    read_by = set()
    for frame in parse_plan(found, notices, Request(inputs, options["as_of"], settings, progress, key)):
        if isinstance(frame, Assay):
            read_by.add(frame.parser)
        yield frame
    if progress:
        click.echo("\r\033[K", err=True, nl=False)
    _warn_of_unused(own, read_by)


def _warn_of_unused(own: Laboratory, read_by: set[str]) -> None:
    """A columns file that was named outright and that fits no report: the person who named it expects otherwise."""
    names = {path.resolve().name for path in own.named}
    for parser in registry.parsers():
        if parser.own in names and parser.name not in read_by:
            click.echo(
                f"fusionflag: {parser.own} fits none of the reports; `fusionflag columns check {parser.own} REPORT` says why",
                err=True,
            )


def warn_of_plugins() -> None:
    """Name on standard error what other packages bring and cannot be used."""
    for text in registry.broken():
        click.echo(f"fusionflag: {_cell(text)}", err=True)


def _broken(text: str) -> Notice:
    hint = "Its formats are not read. Update or remove that package."
    return Notice(code=Code.BROKEN_PLUGIN, severity=Severity.WARNING, text=text, hint=hint)


def _warn(notices: list[Notice], as_of: str) -> None:
    """What of the request itself is not understood, before anything is read: nobody looks for it in the notices."""
    wrong = [n for n in notices if n.code is Code.BAD_SHEET_VALUE]
    if wrong:
        more = f", and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        click.echo(f"fusionflag: {_cell(wrong[0].place)}: {wrong[0].text}{more}", err=True)
    if as_of > knowledge.version():
        click.echo(
            f"fusionflag: --as-of {as_of}: the label is known as of {knowledge.version()}, what changed later is not",
            err=True,
        )


def _progress(shown: str, number: int, total: int) -> None:
    click.echo(f"\r\033[K{number}/{total} {_cell(shown)[:60]}", err=True, nl=False)


def _cell(text: str) -> str:
    """Text from a report or a file name, as a terminal may show it: no control characters."""
    from fusionflag import schema

    return schema.cell(text)


@click.command()
@reading_options
@settings_options
@fail_on_option
@format_option
@out_option
@guarded
def run(
    paths: tuple[str, ...],
    out: Path | None,
    fail_on: frozenset[str],
    formats: tuple[str, ...],
    **options: Any,
) -> None:
    """Read reports and print one verdict per case: in a terminal a summary, into a pipe or a file the table of cases.

    PATHS are files, folders, globs, `-` (standard input) or @list.

    \b
    Examples:
      fusionflag run reports/ --sample-sheet cases.csv -o out/
      fusionflag run sample.fusions.tsv
      fusionflag run reports/ --case-from folder --fail-on positive,unreadable
    """
    if out is not None:
        check_folder(out)
    outcome = tables(_frames(paths, options), out, fail_on, formats)
    _print_cases(outcome)
    _finish(outcome, fail_on, out)


@click.command()
@reading_options
@settings_options
@guarded
def parse(paths: tuple[str, ...], **options: Any) -> None:
    """Read reports into the framed record stream (one JSON object a line).

    \b
    Examples:
      fusionflag parse reports/ > records.jsonl
      fusionflag parse - < sample.fusions.tsv | fusionflag flag -
    """
    from fusionflag.stream import ReportEnd

    bad = reports = 0
    for frame in _frames(paths, options):
        sys.stdout.write(line_of(frame) + "\n")
        if isinstance(frame, ReportEnd):
            reports += 1
            bad += not frame.complete
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
@guarded
def flag(stream: str) -> None:
    """Judge a record stream: adds event classes and a `case` line per case.

    \b
    Examples:
      fusionflag parse reports/ | fusionflag flag - > judged.jsonl
      fusionflag flag records.jsonl | grep '"type":"case"'
    """
    outcome = flag_frames(_received(stream), sys.stdout.write)
    sys.stdout.flush()
    _finish(outcome, frozenset(), None)


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
    _print_cases(outcome)
    _finish(outcome, fail_on, out)


def _finish(outcome: Outcome, fail_on: frozenset[str], out: Path | None) -> None:
    """Say on stderr what a reader must know, and leave with the exit status."""
    code = outcome.exit_code(fail_on)
    if outcome.broken:
        what = "was cut" if not outcome.whole else "lacks lines of a report"
        click.echo(f"fusionflag: the stream {what}: it supports no negative; run the pipe again", err=True)
    if not outcome.reports and outcome.whole:
        fail("no report found in these paths")
    if outcome.incomplete:
        where = f"see {out / 'notices.tsv'}" if out else "use -o OUT/ to see the notices"
        click.echo(
            f"fusionflag: {outcome.incomplete} of {outcome.reports} reports were not read whole; {where}",
            err=True,
        )
    sys.exit(code)


def _print_cases(outcome: Outcome) -> None:
    cases = outcome.judged.cases
    if not sys.stdout.isatty():
        from fusionflag import schema

        sys.stdout.write("\t".join(schema.header("cases")) + "\n")
        sys.stdout.writelines(schema.row("cases", case) + "\n" for case in cases)
        sys.stdout.flush()
        return
    width = max((len(_cell(c.case_id)) for c in cases), default=4)
    for case in cases:
        click.echo(_line(case, min(width, 40)))
    counts = Counter(case.verdict for case in cases)
    each = ", ".join(f"{counts[v]} {v}" for v in SHOWN if counts[v])
    click.echo(f"fusionflag: {len(cases)} cases: {each}", err=True)


def _line(case: Case, width: int) -> str:
    color = {
        "positive": "red",
        "positive_confirm_rna": "red",
        "equivocal": "yellow",
        "negative": "green",
    }.get(case.verdict)
    verdict = click.style(shown(case.verdict, case.reasons), fg=color, bold=case.urgency == "high")
    why = case.fusion or ", ".join(case.reasons)
    return f"{_cell(case.case_id):<{width}}  {verdict}  [{_cell(why)}]  {_cell(case.next_step)}"
