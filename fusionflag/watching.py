"""`run --watch DIR`: a drop folder, looked at again and again; what is complete is read, and the outputs are written anew.

A file is complete when its size and its times are what they were a look before, so one that is still being copied waits, however
its writer names it. Every round is a resumed run: what was read is not read again, and the outputs change at once or not at all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from os import stat_result

from fusionflag.walk import Plan

UNFINISHED = (
    ".part",
    ".partial",
    ".tmp",
    ".crdownload",
    ".filepart",
    "~",
)  # how copying programs name what they write
State = tuple[int, int, int]  # size, time of the last change of its content, inode


@dataclass
class Settled:
    """Tells which files have not changed since the last look. Asked for each file of a walk."""

    before: dict[str, State] = field(default_factory=dict)
    seen: dict[str, State] = field(default_factory=dict)
    taken: dict[str, State] = field(default_factory=dict)

    def begin(self) -> None:
        """A new look."""
        self.before, self.seen, self.taken = self.seen, {}, {}

    def __call__(self, path: str, found: stat_result) -> bool:
        """Is the file complete?"""
        state = found.st_size, found.st_mtime_ns, found.st_ino
        self.seen[path] = state
        whole = self.before.get(path) == state and not path.lower().endswith(UNFINISHED)
        if whole:
            self.taken[path] = state
        return whole


def rounds(
    settled: Settled,
    planned: Callable[[], Plan | None],
    every: float,
    wait: Callable[[float], None] = time.sleep,
) -> Iterator[Plan]:
    """Look for ever; yields the plan each time that the complete files are not those of the time before.

    planned  walks the folder and asks `settled` for each file; None: not now
    every    seconds between two looks
    """
    last: dict[str, State] = {}
    while True:
        settled.begin()
        plan = planned()
        if plan is not None and settled.taken != last:
            last = settled.taken
            yield plan
        wait(every)
