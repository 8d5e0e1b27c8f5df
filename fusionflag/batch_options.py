"""The options of batches: workers, limits, ledgers, shards, look-back."""

from __future__ import annotations

from pathlib import Path

import click

from fusionflag.options import Command, as_date, verdicts

_KEY = click.Path(exists=True, dir_okay=False, path_type=Path)


def _shard(ctx: click.Context, param: click.Parameter, value: str) -> tuple[int, int]:
    """`2/8` as (2, 8)."""
    i, _, n = value.partition("/")
    if not (i.isdecimal() and n.isdecimal() and 1 <= int(i) <= int(n)):
        raise click.BadParameter(f"{value} is no shard; write the second of eight as 2/8")
    return int(i), int(n)


jobs_option = click.option(
    "--jobs",
    type=click.IntRange(1),
    default=None,
    metavar="N",
    help="Workers; the default is one for each core. The answers are the same for any number.",
)
_BATCH = (
    jobs_option,
    click.option(
        "--timeout",
        type=click.FloatRange(0),
        default=None,
        metavar="SECONDS",
        help="Time that one file may take before it is given up, and named; 0: any. The default is 300.",
    ),
    click.option(
        "--max-memory",
        type=click.IntRange(0),
        default=None,
        metavar="MIB",
        help="Memory that a worker may take; 0: any. The default is 4096.",
    ),
)
_LEDGER = (
    click.option(
        "--resume",
        is_flag=True,
        help="Go on from the ledger of OUT/: read only files that are new, have changed, or failed.",
    ),
    click.option(
        "--shard",
        default="1/1",
        callback=_shard,
        metavar="I/N",
        help="Read every N-th file, beginning with the I-th, into the ledger of OUT/; `merge` judges all shards.",
    ),
    click.option(
        "--run-key",
        type=_KEY,
        metavar="KEYFILE",
        help="Key under which names and birth dates are compared; all shards of a run need the same one.",
    ),
    click.option(
        "--watch",
        is_flag=True,
        help="Look at the folders again and again, and read what is complete, until Ctrl-C.",
    ),
    click.option(
        "--every",
        type=click.FloatRange(0.1),
        default=10.0,
        show_default=True,
        metavar="SECONDS",
        help="With --watch: time between two looks.",
    ),
    click.option(
        "--dask",
        default="",
        metavar="ADDRESS",
        help="Let the workers of this dask scheduler read (extra `cluster`); they must see the same paths.",
    ),
)


def batch_options(command: Command) -> Command:
    """How many workers, and what a file may take."""
    for option in _BATCH:
        command = option(command)
    return command


def ledger_options(command: Command) -> Command:
    """Going on from a ledger, shards, watching, a cluster."""
    for option in _LEDGER:
        command = option(command)
    return command


def date_option(name: str, text: str) -> Command:
    """A day that must be given, as YYYY-MM-DD."""
    return click.option(name, required=True, callback=as_date, metavar="DATE", help=text)


def verdicts_option(name: str, text: str) -> Command:
    """A list of verdicts."""
    return click.option(name, default="", callback=verdicts, metavar="VERDICT[,...]", help=text)
