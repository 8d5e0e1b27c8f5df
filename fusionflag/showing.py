"""What run, flag and report print: in a terminal a summary, into a pipe or a file the table of cases."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from fusionflag import schema
from fusionflag.cli import fail
from fusionflag.model import Case
from fusionflag.wording import SHOWN, shown

_WIDEST = 40  # letters of a case id on a terminal
_COLORS = {"positive": "red", "positive_confirm_rna": "red", "equivocal": "yellow", "negative": "green"}


def print_cases(cases: Callable[[], Iterable[Case]], lines: Callable[[], Iterable[str]]) -> None:
    """Print all cases; each of the two may be asked for again."""
    if not sys.stdout.isatty():
        sys.stdout.write("\t".join(schema.header("cases")) + "\n")
        sys.stdout.writelines(line + "\n" for line in lines())
        sys.stdout.flush()
        return
    width = min(max((len(schema.cell(c.case_id)) for c in cases()), default=4), _WIDEST)
    counts: Counter[str] = Counter()
    for case in cases():
        counts[case.verdict] += 1
        click.echo(_line(case, width))
    each = ", ".join(f"{counts[v]} {v}" for v in SHOWN if counts[v])
    click.echo(f"fusionflag: {sum(counts.values())} cases: {each}", err=True)


def rows(cases: Iterable[Case]) -> Iterator[str]:
    """The lines of the table of cases."""
    return (schema.row("cases", case) for case in cases)


def _line(case: Case, width: int) -> str:
    color = _COLORS.get(case.verdict)
    verdict = click.style(shown(case.verdict, case.reasons), fg=color, bold=case.urgency == "high")
    why = case.fusion or ", ".join(case.reasons)
    return f"{schema.cell(case.case_id):<{width}}  {verdict}  [{schema.cell(why)}]  {schema.cell(case.next_step)}"


def leave(code: int, reports: int, incomplete: int, out: Path | None) -> None:
    """Say on stderr what a reader must know, and leave with the exit status."""
    if code == 2:
        fail("no report found in these paths")
    if incomplete:
        where = f"see {out / 'notices.tsv'}" if out else "use -o OUT/ to see the notices"
        click.echo(f"fusionflag: {incomplete} of {reports} reports were not read whole; {where}", err=True)
    sys.exit(code)
