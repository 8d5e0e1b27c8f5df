"""`parse`: the record stream of a plan, in the order of its files however many workers read them."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing

from fusionflag.pipeline import head_of, line_of, of_the_request
from fusionflag.pseudonyms import Veil
from fusionflag.reader import Reader, failed_frames, frames
from fusionflag.running import Asked, How
from fusionflag.sources import Source
from fusionflag.stream import End, Frame, ReportEnd
from fusionflag.walk import Plan
from fusionflag.workers import Done, Pool

AHEAD = 2_000  # files that may be read before one that is slow: they wait in memory, or on disk where they are large
Line = tuple[str, bool | None]  # one line; of the end of a report, whether it was read whole


def lines(source: Source) -> Iterator[Line]:
    """One file as lines of the stream."""
    return map(_line, frames(source))


def _line(frame: Frame) -> Line:
    return line_of(frame), frame.complete if isinstance(frame, ReportEnd) else None


def streamed(asked: Asked, how: How) -> Iterator[Line]:
    """All lines: head, what is said of the request, each report, end."""
    plan, request, reader = asked.plan, asked.request, asked.reader
    reader.ready()
    veil = Veil(reader.hidden)
    yield _line(veil.frame(head_of(plan, request)))
    for note in of_the_request(plan, asked.notices):
        yield _line(veil.frame(note))
    reports = 0
    total = len(plan.sources)
    with closing(_in_order(plan, reader, how)) as results:
        for number, done in enumerate(results, 1):
            for line in _of(done, veil):
                reports += line[1] is not None
                yield line
            if how.told:
                how.told(veil.shown(done.task.shown), number, total, 0)
    yield _line(End(reports=reports))


def _of(done: Done, veil: Veil) -> Iterator[Line]:
    if done.failure is None:
        return done.items()
    veil.begin(done.task)
    return (_line(veil.frame(frame, done.task)) for frame in failed_frames(done.task, done.failure))


def _in_order(plan: Plan, reader: Reader, how: How) -> Generator[Done]:
    if not how.jobs:
        for number, source in enumerate(plan.sources):
            yield Done(number, source, None, lines(source))
        return
    pool = Pool(lines, how.jobs, timeout=how.timeout, memory=how.memory, ready=reader.ready, ahead=AHEAD)
    waiting: dict[int, Done] = {}
    due = 0
    with closing(pool.map(plan.sources)) as results:
        for done in results:
            waiting[done.number] = done
            while due in waiting:
                yield waiting.pop(due)
                due += 1
