"""Lines written as they come, with gaps for records whose last facts are known only at the end.

Memory stays flat however many rows there are: ordinary lines go to a temporary file at once; a held record leaves a gap with
its key, which the second pass fills.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from types import TracebackType

_GAP = "\x00"  # no line of ours holds a NUL


class Spool:
    """A temporary text file with gaps. Use as a context manager."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115  closed in __exit__
        self.lines = 0

    def line(self, text: str) -> None:
        """Write one line (without newline)."""
        self._file.write(text + "\n")
        self.lines += 1

    def gap(self, kind: str, key: str) -> None:
        """Leave a gap for the record `key`."""
        self.line(f"{_GAP}{kind}{_GAP}{key}")

    def filled(self, fill: Callable[[str, str], str]) -> Iterator[str]:
        """All lines in order; gaps are asked of `fill(kind, key)`."""
        self._file.seek(0)
        for line in self._file:
            text = line.rstrip("\n")
            if text.startswith(_GAP):
                _, kind, key = text.split(_GAP)
                text = fill(kind, key)
            yield text

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
