"""lookback and merge: questions to the ledgers of finished runs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from fusionflag import running, schema
from fusionflag.batch_options import date_option, jobs_option, verdicts_option
from fusionflag.cli import fail, guarded
from fusionflag.commands import show
from fusionflag.keeping import alone, finish, settle, where
from fusionflag.ledger import Ledger
from fusionflag.lookback import COLUMNS, changes
from fusionflag.options import fail_on_option, format_option, out_option
from fusionflag.output.folder import check_folder
from fusionflag.settings import Settings
from fusionflag.showing import leave
from fusionflag.wording import shown
from fusionflag.workers import default_jobs

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("out", type=_FOLDER)
@date_option("--since", "The day to compare with: what the label said then.")
@verdicts_option("--verdict", "Only cases that have one of these now.")
@jobs_option
@guarded
def lookback(out: Path, since: str, verdict: frozenset[str], jobs: int | None) -> None:
    """List the cases of a finished run whose verdict or label changed, and why, most urgent first. No report is read.

    A label changes when the drug is approved for a tumor type; a verdict when rules or knowledge do. In a terminal a worklist is
    printed, into a pipe or a file a table.

    \b
    Examples:
      fusionflag lookback out/ --since 2026-05-01
      fusionflag lookback out/ --since 2026-05-01 --verdict dna_only_negative,inadequate_rna_negative > worklist.tsv
    """
    with running.opened(out) as (ledger, head):
        found = changes(
            ledger, Settings(**(head.settings or {})), since, default_jobs() if jobs is None else jobs
        )
    found = [change for change in found if not verdict or change.verdict in verdict]
    if sys.stdout.isatty():
        for change in found:
            name, tumor = schema.cell(change.case_id), schema.cell(change.tumor_type)
            click.echo(
                f"{name} ({tumor or 'tumor type unknown'}): {shown(change.verdict, ())} [{change.urgency}]"
            )
            click.echo(f"    {change.why}\n    {change.next_step}")
    else:
        sys.stdout.write("\t".join(COLUMNS) + "\n")
        sys.stdout.writelines("\t".join(schema.cell(getattr(c, n)) for n in COLUMNS) + "\n" for c in found)
        sys.stdout.flush()
    click.echo(
        f"fusionflag: {len(found)} cases are told otherwise than on {since} or in the last run", err=True
    )


@click.command()
@click.argument("shards", nargs=-1, required=True, type=_FOLDER)
@out_option
@format_option
@fail_on_option
@jobs_option
@guarded
def merge(
    shards: tuple[Path, ...],
    out: Path | None,
    formats: tuple[str, ...],
    fail_on: frozenset[str],
    jobs: int | None,
) -> None:
    """Judge the shards of a run together: the outputs are those of one machine that read all of them.

    \b
    Examples:
      fusionflag merge shard-1/ shard-2/ -o out/
    """
    from fusionflag.merging import merge as fill

    if out is None:
        fail("merge needs -o OUT/, the folder to write into")
    check_folder(out)
    out.mkdir(parents=True, exist_ok=True)
    if out.resolve() in {folder.resolve() for folder in shards}:
        fail(f"{out}: is one of the shards; name another folder to write into")
    chosen = running.How(jobs=default_jobs() if jobs is None else jobs, formats=formats, fail_on=fail_on)
    with alone(out):
        path = where(out, resume=False)
        with Ledger(path) as ledger:
            fill(shards, ledger)
            head = running.head_in(ledger)
            settings = Settings(**(head.settings or {}))
            result = running.judged(ledger, head, settings, out, chosen, show, running.Batched(), {})
            finish(ledger)
        settle(path, out)
    leave(result.code, result.reports, result.incomplete, out)
