"""One task brings its worker down: it alone is lost, it is named, and nothing comes twice."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from fusionflag.workers import CHUNK, Done, Pool, PoolError

GIB = 1 << 30
Task = tuple[str, int]


def work(task: Task) -> Iterator[int]:
    kind, number = task
    faulthandler.disable()  # what is expected is not told
    if kind == "segv":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif kind == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif kind == "hang":
        time.sleep(600)
    elif kind == "exit":
        os._exit(3)
    elif kind == "memory":
        yield len(bytearray(64 * GIB))
    elif kind == "raise":
        raise ValueError("a name that must not be told")
    elif kind == "late":  # it has given much before it falls
        yield from range(5000)
        os.kill(os.getpid(), signal.SIGKILL)
    elif kind == "much":
        yield from range(20_000)
    else:
        yield number


def results(tasks: list[Task], **options: object) -> dict[int, Done]:
    found: dict[int, Done] = {}
    for done in Pool(work, 2, **options).map(tasks):  # type: ignore[arg-type]
        assert done.number not in found, "a task came twice"
        found[done.number] = done
    return found


METHODS = ["fork", "spawn"] if sys.platform == "linux" else ["spawn"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")
@pytest.mark.parametrize("method", METHODS)
def test_each_culprit_is_named_and_all_others_are_done(method: str) -> None:
    tasks: list[Task] = [("ok", n) for n in range(400)]
    poison = {7: "segv", 100: "kill", 101: "hang", 200: "exit", 250: "memory", 300: "raise", 399: "late"}
    for number, kind in poison.items():
        tasks[number] = (kind, number)
    tasks[350] = ("much", 350)
    found = results(tasks, timeout=1.0, memory=4 * GIB, method=method)
    assert sorted(found) == list(range(400))
    failures = {n: done.failure for n, done in found.items() if done.failure}
    assert {n: f.cause for n, f in failures.items() if f} == {
        7: "died",
        100: "died",
        101: "timeout",
        200: "died",
        250: "memory",
        300: "died",
        399: "died",
    }
    assert "SIGSEGV" in str(failures[7])
    assert "status 3" in str(failures[200])
    assert "must not be told" not in str(failures[300])
    assert list(found[350].items()) == list(range(20_000))
    assert not list(found[399].items()), "what a task gave before it fell is not half a result"
    assert all(list(found[n].items()) == [n] for n in range(400) if n not in poison and n != 350)


def test_a_worker_killed_from_outside_costs_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The out-of-memory killer of a system may take the process of an innocent file: it is tried once more."""
    flag = tmp_path_factory.mktemp("once") / "met"

    def once(task: Task) -> Iterator[int]:
        if task[1] == 5 and not flag.exists():
            flag.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        yield task[1]

    found = list(Pool(once, 2, method="fork").map([("ok", n) for n in range(20)]))
    assert sorted(next(iter(d.items())) for d in found) == list(range(20))
    assert not any(done.failure for done in found)


def test_workers_that_cannot_begin_are_an_error_and_no_endless_loop() -> None:
    def broken() -> None:
        raise OSError

    with pytest.raises(PoolError, match="end before they begin"):
        list(Pool(work, 2, ready=broken, method="fork").map([("ok", 1)]))


def test_tasks_are_taken_as_they_are_needed() -> None:
    taken = 0

    def endless() -> Iterator[Task]:
        nonlocal taken
        while True:
            taken += 1
            yield "ok", taken

    pool = Pool(work, 2).map(endless())
    for _ in range(10):
        next(pool)
    pool.close()
    assert taken < 20 * CHUNK


def test_no_task_runs_far_ahead_of_a_slow_one() -> None:
    def slow(task: Task) -> Iterator[int]:
        if task[1] == 0:
            time.sleep(0.5)
        yield task[1]

    order = [d.number for d in Pool(slow, 2, ahead=50, method="fork").map([("ok", n) for n in range(1000)])]
    assert order.index(0) <= 50 + 4 * CHUNK
    assert sorted(order) == list(range(1000))


def test_what_a_slow_task_leaves_behind_is_done_even_far_ahead() -> None:
    """The one before all others hangs; those given with it must not be lost because the rest is far ahead."""

    def hang(task: Task) -> Iterator[int]:
        if task[1] == 0:
            time.sleep(600)
        yield task[1]

    pool = Pool(hang, 2, timeout=0.5, ahead=40, method="fork")
    found = {d.number: d.failure for d in pool.map([("ok", n) for n in range(300)], chunk=8)}
    assert sorted(found) == list(range(300))
    assert [n for n, failure in found.items() if failure] == [0]


def give_much(task: bytes) -> Iterator[bytes]:
    for _ in range(600):
        yield task[:20_000]


@pytest.mark.skipif(sys.platform == "win32", reason="alarms of POSIX")
@pytest.mark.parametrize("method", METHODS)
def test_large_tasks_with_large_results_do_not_wait_for_each_other(method: str) -> None:
    """Parent and worker both write more than a pipe holds: neither may wait until the other reads."""
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.alarm(60)
    try:
        done = Pool(give_much, 2, method=method).map((bytes(3_000_000) for _ in range(8)), chunk=1)
        found = {d.number: sum(1 for _ in d.items()) for d in done}
    finally:
        signal.alarm(0)
    assert sorted(found) == list(range(8))
    assert len(set(found.values())) == 1


def test_few_slow_tasks_are_shared_out() -> None:
    """One worker must not be given all of a night's large files because they are few."""

    def slow(task: Task) -> Iterator[int]:
        time.sleep(0.1)
        yield os.getpid()

    found = [next(done.items()) for done in Pool(slow, 2, method="fork").map([("ok", n) for n in range(6)])]
    assert sorted(Counter(found).values()) in ([2, 4], [3, 3])


def test_no_worker_outlives_its_pool() -> None:
    def pid(task: Task) -> Iterator[int]:
        yield os.getpid()

    pids = {
        next(iter(done.items())) for done in Pool(pid, 2, method="fork").map([("ok", n) for n in range(200)])
    }
    for number in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)
