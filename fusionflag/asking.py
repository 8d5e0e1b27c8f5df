"""What the command line asks for, as the parts that a run needs: what to read, how, under which settings."""

from __future__ import annotations

import secrets
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from fusionflag import knowledge, pseudonyms, registry, running, schema
from fusionflag.cli import fail
from fusionflag.codes import Code
from fusionflag.laboratory import laboratory, plugin_notices, warn_of_plugins
from fusionflag.model import Notice
from fusionflag.pipeline import Request
from fusionflag.reader import Reader
from fusionflag.running import Asked, Cases, How
from fusionflag.settings import Settings
from fusionflag.sheet import SheetError, read_sheet
from fusionflag.walk import Accept, Plan, WalkError, plan
from fusionflag.watching import Settled, rounds
from fusionflag.wording import SHOWN
from fusionflag.workers import default_jobs

_EVERY = 0.2  # seconds between two lines of progress


def asked(paths: tuple[str, ...], options: dict[str, Any], accept: Accept | None = None) -> Asked:
    """Look at the paths, the sheet and the options of `reading_options`; `accept`: see `walk.plan`."""
    sheet: Path | None = options["sample_sheet"]
    if not paths and sheet is None:
        fail("nothing to read: give PATHS or --sample-sheet (fusionflag run --help)")
    own = laboratory(options["columns"], options["config"], options["overlay"], options["tumor_codes"])
    hidden = pseudonyms.read_key(options["hash_ids"]) if options["hash_ids"] else None
    run_key = pseudonyms.read_key(options["run_key"]) if options.get("run_key") else None
    reader = Reader(
        identity=hidden or run_key or secrets.token_bytes(32),  # the same in all workers
        kept=bool(hidden or run_key),
        hidden=hidden,
        overlay=own.assays,
        tumor_codes=own.tumor_codes,
        columns=own.columns,
    )
    reader.ready()  # what is wrong with the laboratory's own files is told now
    name = options["parser"]
    if name and name not in {p.name for p in registry.parsers()}:
        fail(f"--parser {name}: no such format; `fusionflag formats` lists them")
    warn_of_plugins()
    try:
        rows, notices = read_sheet(sheet) if sheet else ([], [])
        warn(notices, options["as_of"])
        notices = [*notices, *plugin_notices()]
        found = plan(
            paths,
            sheet=sheet,
            rows=rows,
            parser=name,
            case_from=options["case_from"],
            all_junctions=options["all_junctions"],
            accept=accept,
            passed_over=own.files(),
        )
    except (SheetError, WalkError) as error:
        raise type(error)(pseudonyms.Veil(hidden).text(str(error))) from error
    inputs = tuple(Path(p).name or p for p in paths) + ((sheet.name,) if sheet else ())
    request = Request(inputs, options["as_of"], _settings(options), None, hidden)
    return Asked(found, notices, request, reader)


def _settings(options: dict[str, Any]) -> Settings:
    settings = Settings(as_of=options["as_of"])
    if "min_reads" not in options:
        return settings
    names = ("min_reads", "min_junction_reads", "min_tumor_content", "require_tumor_content")
    return replace(settings, **{name: options[name] for name in names})


def check(paths: tuple[str, ...], out: Path | None, options: dict[str, Any]) -> None:
    """Options that do not go together, before anything is looked at."""
    asks = [name for name in ("--resume", "--watch", "--dask") if options[name[2:]]]
    sharded = options["shard"] != (1, 1)
    if out is None and (asks or sharded):
        fail(f"{(*asks, '--shard')[0]} needs -o OUT/, where the ledger is")
    if sharded and not (options["run_key"] or options["hash_ids"]):
        fail(
            "--shard needs --run-key KEYFILE, the same for every shard, so that names and birth dates can be compared; "
            "make one with: openssl rand -hex 32 > KEYFILE"
        )
    if sharded and (options["watch"] or options["dask"]):
        fail("--shard goes with neither --watch nor --dask, which share the files out themselves")
    if options["watch"] and (options["dask"] or not paths or not all(Path(p).is_dir() for p in paths)):
        fail("--watch needs folders as PATHS, and reads them on this machine")


def watch(paths: tuple[str, ...], out: Path, options: dict[str, Any]) -> None:
    """Run again whenever the complete files of the folders are others; until Ctrl-C."""
    settled = Settled()
    sheet: Path | None = options["sample_sheet"]
    found: list[Asked] = []

    def planned() -> Plan | None:
        # a sheet that is being written lacks rows: the files of one case would be judged apart
        if sheet is not None and not (sheet.exists() and settled(str(sheet), sheet.stat())):
            return None
        found[:] = [asked(paths, options, settled)]
        return found[0].plan

    options = {**options, "resume": True}
    for round_ in rounds(settled, planned, options["every"]):
        if not len(round_.sources):
            continue
        now = found[0]
        chosen = how(now, options)
        result = running.run(now, out, chosen, _print_nothing)
        verdicts = ", ".join(f"{result.verdicts[v]} {v}" for v in SHOWN if result.verdicts.get(v))
        click.echo(
            f"fusionflag: {result.read} files read anew, {result.reports} reports: {verdicts}", err=True
        )


def _print_nothing(cases: Cases) -> None:
    """Nobody reads the table of cases again and again: it stands in the folder."""


def how(found: Asked, options: dict[str, Any]) -> How:
    """How many workers, and what a file may take. One file alone is read in this process, unless limits are asked for."""
    jobs, timeout, memory = options["jobs"], options["timeout"], options["max_memory"]
    if jobs is None:
        alone = len(found.plan.sources) < 2 and timeout is None and memory is None
        jobs = 0 if alone else default_jobs()
    return How(
        jobs=jobs,
        timeout=300 if timeout is None else timeout,
        memory=(4096 if memory is None else memory) << 20,
        told=Progress() if sys.stderr.isatty() else None,
        **{
            name: options[name]
            for name in ("resume", "shard", "dask", "formats", "fail_on")
            if name in options
        },
    )


def warn(notices: list[Notice], as_of: str) -> None:
    """What of the request itself is not understood, before anything is read: nobody looks for it in the notices."""
    wrong = [n for n in notices if n.code is Code.BAD_SHEET_VALUE]
    if wrong:
        more = f", and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        click.echo(f"fusionflag: {schema.cell(wrong[0].place)}: {wrong[0].text}{more}", err=True)
    if as_of > knowledge.version():
        click.echo(
            f"fusionflag: --as-of {as_of}: the label is known as of {knowledge.version()}, what changed later is not",
            err=True,
        )


class Progress:
    """One line on a terminal: files, rate, time left, how many name NRG1."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._last = 0.0

    def __call__(self, shown: str, done: int, total: int, named: int) -> None:
        now = time.monotonic()
        if done < total and now - self._last < _EVERY:
            return
        self._last = now
        rate = done / max(now - self._start, 0.001)
        left = int((total - done) / rate) if rate else 0
        clock = f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02}"
        text = f"{done:,}/{total:,} files, {rate:,.0f}/s, {clock} left, NRG1 named in {named:,}  {schema.cell(shown)[:40]}"
        end = "\r\033[K" if done >= total else ""
        click.echo(f"\r\033[K{text}{end}", err=True, nl=False)
