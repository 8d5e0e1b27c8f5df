"""The worker's side of the pool: it takes tasks from a pipe, tells which one it is at, and sends what they yield."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Work = Callable[[Any], Iterable[Any]]
_FLUSH_ITEMS, _FLUSH_SECONDS = 256, 0.2  # what a worker gathers before it sends


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a task gave nothing: `cause` is died, timeout or memory."""

    cause: str
    text: str


class _Sender:
    """Gathers what tasks yield, and sends it on when there is enough of it."""

    def __init__(self, pipe: Connection) -> None:
        self.pipe, self.parts, self.count, self.last = pipe, [], 0, time.monotonic()  # type: ignore[var-annotated]

    def add(self, number: int, items: list[Any], ended: bool, failure: Failure | None = None) -> None:
        self.parts.append((number, items, ended, failure))
        self.count += len(items) + 1
        if self.count >= _FLUSH_ITEMS or time.monotonic() - self.last >= _FLUSH_SECONDS:
            self.flush()

    def flush(self) -> None:
        if self.parts:
            self.pipe.send(self.parts)
        self.parts, self.count, self.last = [], 0, time.monotonic()


def serve(pipe: Connection, slot: Any, work: Work, ready: Callable[[], None] | None, memory: int) -> None:
    """What a worker does until the parent closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's, who ends us
    _die_with_parent()
    status = 0
    try:
        if ready is not None:
            ready()
        _limit_memory(memory)
        sender = _Sender(pipe)
        while True:
            for number, task in pipe.recv():
                slot[1] = time.monotonic()
                slot[0] = number
                _one(number, task, work, sender)
                slot[0] = -1
            sender.flush()
    except (EOFError, OSError):
        pass  # the parent is gone, or done
    except BaseException:  # noqa: BLE001  the parent names the task; a traceback here could quote a report
        status = 70
    os._exit(status)  # no clean-up of what a fork inherited


def _one(number: int, task: Any, work: Work, sender: _Sender) -> None:
    items: list[Any] = []
    try:
        for item in work(task):
            items.append(item)
            if len(items) >= _FLUSH_ITEMS:
                sender.add(number, items, ended=False)
                items = []
    except MemoryError:
        items.clear()
        sender.add(number, [], True, Failure("memory", "it needs more memory than one file may take"))
        sender.flush()
        os._exit(0)  # a heap that was full is not trusted with the next task
    except Exception as error:  # noqa: BLE001  its message could quote a report
        sender.add(number, [], True, Failure("died", f"it failed with {type(error).__name__}"))
        return
    sender.add(number, items, ended=True)


def _limit_memory(memory: int) -> None:
    if memory and sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        if most != resource.RLIM_INFINITY:
            memory = min(memory, most)  # the system, or who started us, may allow less
        resource.setrlimit(resource.RLIMIT_AS, (memory, most))


def _die_with_parent() -> None:
    """A worker that hangs must not outlive a parent that was killed; only Linux can promise that."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
