"""Below the door for bytes: limits, errors in our words, and a stream that refuses bombs and endless lines."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

from fusionflag.codes import Code

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one report may cost, in bytes. The defaults are far above any report seen; a file beyond them is refused."""

    unpacked: int = 16 << 30  # a line format after unpacking
    document: int = 256 * MIB  # a JSON or XML document or a workbook, held in memory
    cells: int = 2_000_000  # of a workbook, empty ones between counted
    line: int = 64 * MIB  # one line
    header: int = 4 * MIB  # comment lines before the data, looked at to recognise the format
    after_header: int = 64 * 1024
    bomb_ratio: int = 300  # unpacked : packed, beyond the first 64 MiB; real tables stay below 60
    bomb_floor: int = 64 * MIB


class ReportError(Exception):
    """The report, or the rest of it, cannot be read. Carries the code, the place and what to do."""

    def __init__(self, code: Code, text: str, *, hint: str = "", line: int | None = None) -> None:
        super().__init__(text)
        self.code, self.text, self.hint, self.line = code, text, hint, line


class Guarded(io.RawIOBase):
    """Counts what comes out of a stream; refuses a bomb, an oversized file and an endless line.

    Where reading fails, the stream just ends and `failed` says why: the lines before the damage are not lost.
    """

    def __init__(
        self, source: IO[bytes] | io.RawIOBase | gzip.GzipFile, limits: Limits, packed: int | None
    ) -> None:
        self.source, self.limits, self.packed = source, limits, packed
        self.seen = self.since_newline = 0
        self.failed: ReportError | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.failed is not None:
            return 0
        try:
            return self._read(buffer)
        except ReportError as error:
            self.failed = error
            return 0

    def _read(self, buffer: Any) -> int:
        # read1: what stands before the damage in a compressed file comes out first
        read = self.source.read1 if isinstance(self.source, gzip.GzipFile) else self.source.read
        data = reading_errors(lambda: read(len(buffer)) or b"")
        buffer[: len(data)] = data
        self.seen += len(data)
        last = max(data.rfind(b"\n"), data.rfind(b"\r"))
        self.since_newline = len(data) - last - 1 if last >= 0 else self.since_newline + len(data)
        limits = self.limits
        if self.packed is not None and self.seen > max(limits.bomb_floor, limits.bomb_ratio * self.packed):
            raise ReportError(
                Code.GZIP_BOMB,
                f"unpacks to more than {limits.bomb_ratio} times its size: refused",
                hint="Unpack the file by hand and look at it; if it is a true report, give it unpacked.",
            )
        if self.seen > limits.unpacked:
            raise ReportError(
                Code.TOO_LARGE,
                f"holds more than {limits.unpacked >> 30} GiB of text: refused",
            )
        if self.since_newline > limits.line:
            raise ReportError(
                Code.TOO_LARGE,
                f"has a line of more than {limits.line >> 20} MiB: no report format has one",
            )
        return len(data)


def reading_errors(read: Callable[[], bytes]) -> bytes:
    """Run one read; say in our words what zlib, gzip and the disk say in theirs."""
    try:
        return read()
    except EOFError as error:
        raise ReportError(
            Code.TRUNCATED,
            "the compressed file ends in the middle: it was cut short",
            hint="Copy the file again from its source; compare sizes or checksums.",
        ) from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise ReportError(
            Code.BAD_COMPRESSION,
            f"the compressed data are damaged ({error})",
            hint="Copy the file again from its source in binary mode; test it with gzip -t.",
        ) from error
    except OSError as error:
        raise ReportError(
            Code.UNREADABLE_FILE,
            f"the disk or share refused the file ({error.strerror or error})",
        ) from error
