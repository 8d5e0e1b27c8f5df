"""`run`: from a plan to a ledger, to verdicts, to an output folder that is whole at every moment.

A folder's ledger is `ledger.sqlite`; while a new run is under way it is `ledger.part.sqlite`, and the outputs of the run before
stay as they are until all of the new ones are there.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

from fusionflag import __version__, knowledge
from fusionflag.batch import Batch
from fusionflag.keeping import LEDGER, PART, alone, finish, key_of, settle, where
from fusionflag.ledger import REQUEST, Ledger, LedgerError
from fusionflag.magic import is_ledger
from fusionflag.model import Case, Notice
from fusionflag.output import archive
from fusionflag.output.tsv import outputs
from fusionflag.pipeline import Request, head_of
from fusionflag.pseudonyms import Veil
from fusionflag.reader import Reader
from fusionflag.results import Finished, Results
from fusionflag.settings import Settings
from fusionflag.stream import Head
from fusionflag.walk import Plan


@dataclass(frozen=True)
class How:
    """How a batch is to be run.

    jobs     workers, 0: in this process; timeout: seconds for a file; memory: bytes for a worker; 0: no limit
    resume   go on from the folder's ledger, and read only what is new or has changed
    shard    (i, n): read every n-th file, beginning with the i-th, and judge nothing
    dask     address of a scheduler whose workers read instead
    formats  exports beside the tables
    fail_on  verdicts at which the exit status is 3
    told     is called with a file's name, how many were read, how many there are, and how many name NRG1
    """

    jobs: int = 0
    timeout: float = 0
    memory: int = 0
    resume: bool = False
    shard: tuple[int, int] = (1, 1)
    dask: str = ""
    formats: tuple[str, ...] = ()
    fail_on: frozenset[str] = frozenset()
    told: Callable[[str, int, int, int], None] | None = None


@dataclass
class Batched:
    """What a run came to. `lines`: the table of cases."""

    reports: int = 0
    incomplete: int = 0
    read: int = 0  # files that were read anew
    code: int = 0
    verdicts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """A request that was understood."""

    plan: Plan
    notices: list[Notice]
    request: Request
    reader: Reader


class Cases(Protocol):
    """Where the cases of a run can be asked for, each time anew."""

    def cases(self) -> Iterator[Case]: ...

    def lines(self, table: str) -> Iterator[str]: ...

    def parsers(self) -> set[str]: ...


Show = Callable[[Cases], None]


def run(asked: Asked, out: Path | None, how: How, show: Show) -> Batched:
    """Read and judge what was asked for; with `out`, write the outputs. `show` is given the results while they are open."""
    if out is None:
        with (
            tempfile.TemporaryDirectory(prefix="fusionflag-") as folder,
            Ledger(Path(folder) / LEDGER) as ledger,
        ):
            return _run(ledger, asked, asked.reader, None, how, show)
    out.mkdir(parents=True, exist_ok=True)
    with alone(out):
        path = where(out, resume=how.resume)
        with Ledger(path) as ledger:
            keyed = replace(asked.reader, identity=key_of(out, asked.reader))
            result = _run(ledger, asked, keyed, out, how, show)
            finish(ledger)
        settle(path, out)
    return result


def _run(ledger: Ledger, asked: Asked, reader: Reader, out: Path | None, how: How, show: Show) -> Batched:
    head = head_of(asked.plan, asked.request)
    if reader.hidden:
        head = Veil(reader.hidden).frame(head)
    batch = Batch(ledger, reader, how.jobs, how.timeout, how.memory, how.shard, how.dask, how.told)
    start = monotonic()
    read = batch.read(asked.plan, asked.notices)
    seconds = {"reading": monotonic() - start}
    with ledger.transaction():
        ledger.put("head", _facts(head))
        ledger.put("shard", list(how.shard))
        ledger.put("unread", None)
    if how.shard[1] > 1:
        return Batched(read=read, reports=_reports(ledger)[0])
    if out is not None and not read and how.resume and _stands(ledger, asked.request.settings, out, how):
        return _again(ledger, how, show)
    return judged(ledger, head, asked.request.settings, out, how, show, Batched(read=read), seconds)


def judged(
    ledger: Ledger,
    head: Head,
    settings: Settings,
    out: Path | None,
    how: How,
    show: Show,
    result: Batched,
    seconds: dict[str, float],
) -> Batched:
    """Judge a ledger, write the outputs and show the cases."""
    start = monotonic()
    with Results(ledger) as results:
        results.judge(settings, how.jobs, dossiers=bool(how.formats))
        seconds["judging"] = monotonic() - start
        result.reports, whole = _reports(ledger)
        result.incomplete = result.reports - whole
        result.verdicts = dict(results.verdicts)
        result.code = exit_code(result, how.fail_on)
        if out is not None:
            start = monotonic()
            with ledger.transaction():
                ledger.put("head", _facts(head))
                # from here until all are written the outputs are of no one judging
                ledger.put("judged", None)
            results.keep()
            more = {"batch": _batch(ledger, result, how, seconds, start)}
            archive.write(results, results.info(head, result.code), out, how.formats, more)
            with ledger.transaction():
                ledger.put("judged", _state(ledger, settings, how))
        show(results)
    return result


def _state(ledger: Ledger, settings: Settings, how: How) -> list[Any]:
    """What the outputs depend on beside the records."""
    versions = [__version__, knowledge.version()]
    told = blake2b(digest_size=16)
    for row in ledger.execute(
        "SELECT notice_id, text, place, value FROM notices WHERE file_id = ? ORDER BY seq", (REQUEST,)
    ):
        told.update(repr(row).encode("utf-8", "backslashreplace"))
    facts = [ledger.get("planned"), ledger.get("head"), told.hexdigest()]
    return [*versions, *facts, asdict(settings), sorted(how.formats)]


def _stands(ledger: Ledger, settings: Settings, out: Path, how: How) -> bool:
    """Are the outputs of the folder those that judging once more would give?"""
    names = outputs(how.formats)
    return ledger.get("judged") == _state(ledger, settings, how) and all((out / n).exists() for n in names)


def _again(ledger: Ledger, how: How, show: Show) -> Batched:
    """The answers of a run in which nothing has changed."""
    reports, whole = _reports(ledger)
    verdicts = dict(ledger.execute("SELECT verdict, count(*) FROM cases GROUP BY verdict").fetchall())
    result = Batched(reports=reports, incomplete=reports - whole, verdicts=verdicts)
    result.code = exit_code(result, how.fail_on)
    show(Finished(ledger))
    return result


def exit_code(result: Batched, fail_on: frozenset[str]) -> int:
    """2 no report; 1 something unread; 3 a verdict of `fail_on`; else 0."""
    if not result.reports:
        return 2
    if result.incomplete:
        return 1
    return 3 if any(result.verdicts.get(v) for v in fail_on) else 0


def _reports(ledger: Ledger) -> tuple[int, int]:
    """Reports of the plan, and those that were read whole."""
    query = "SELECT count(*), coalesce(sum(complete), 0) FROM files JOIN plan USING (file_id) WHERE report_id <> ''"
    reports, whole = ledger.execute(query).fetchone()
    return int(reports), int(whole)


def _batch(
    ledger: Ledger, result: Batched, how: How, seconds: dict[str, float], start: float
) -> dict[str, Any]:
    """What run.json tells of the batch itself: the only part that differs from one run to the next."""
    query = (
        "SELECT coalesce(nullif(parser, ''), 'none'), count(*), sum(complete), sum(failure <> '') FROM files"
        " JOIN plan USING (file_id) GROUP BY 1 ORDER BY 1"
    )
    formats = {
        parser: {"files": files, "read_whole": whole, "brought_down": failed}
        for parser, files, whole, failed in ledger.execute(query)
    }
    causes = "SELECT failure, count(*) FROM files JOIN plan USING (file_id) WHERE failure <> '' GROUP BY 1 ORDER BY 1"
    return {
        "jobs": how.jobs,
        "timeout": how.timeout,
        "max_memory": how.memory,
        "resume": how.resume,
        "files_read_anew": result.read,
        "files_kept": ledger.execute("SELECT count(*) FROM plan").fetchone()[0] - result.read,
        "failures": dict(ledger.execute(causes).fetchall()),
        "formats": formats,
        "seconds": {**{k: round(v, 3) for k, v in seconds.items()}, "writing": round(monotonic() - start, 3)},
    }


def _facts(head: Head) -> dict[str, Any]:
    return asdict(head)


# -- a ledger that is there ------------------------------------------------------------------------
@contextmanager
def opened(out: Path) -> Iterator[tuple[Ledger, Head]]:
    """The ledger of a finished run and its head. Raises LedgerError."""
    path = out / LEDGER
    unfinished = f"{out}: its run was not finished; finish it with `fusionflag run ... -o {out} --resume`"
    if (out / PART).exists():
        raise LedgerError(unfinished)
    if not is_ledger(path):
        raise LedgerError(
            f"{out}: holds no ledger of fusionflag; make one with `fusionflag run ... -o {out}`"
        )
    with alone(out), Ledger(path) as ledger:
        if ledger.get("unread"):
            raise LedgerError(unfinished)
        if (ledger.get("shard") or [1, 1])[1] > 1:
            raise LedgerError(
                f"{out}: is a shard of a run; bring all of its shards together with `merge` first"
            )
        yield ledger, head_in(ledger)


def head_in(ledger: Ledger) -> Head:
    """What the run that wrote a ledger was asked for."""
    facts = ledger.get("head")
    if not isinstance(facts, dict):
        raise LedgerError(f"{ledger.path}: its run was not finished; finish it with --resume")
    return Head(**{**facts, "inputs": tuple(facts["inputs"])})


def rejudged(out: Path, how: How, as_of: str, show: Show) -> Batched:
    """Judge the ledger of `out` again, under the rules and the knowledge of today, and write its outputs anew."""
    with opened(out) as (ledger, head):
        settings = replace(Settings(**(head.settings or {})), as_of=as_of)
        head = Head(
            version=__version__,
            knowledge=knowledge.version(),
            as_of=as_of,
            inputs=head.inputs,
            skipped=head.skipped,
            settings=asdict(settings),
        )
        result = judged(ledger, head, settings, out, how, show, Batched(), {})
        finish(ledger)
    return result
