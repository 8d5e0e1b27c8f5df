"""Opening a path: a regular file, or what a shell hands over as one (`<(zcat x)`), never a device that has no end."""

from __future__ import annotations

import io
import stat
from pathlib import Path
from typing import IO

from fusionflag.codes import Code
from fusionflag.unpacking import MIB, Limits, ReportError

SMALL = 8 * MIB  # read at once: saves a second pass over the disk for the hash
_OF_THE_SHELL = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")


def opened(path: Path, limits: Limits) -> IO[bytes]:
    """The bytes of `path`, to be sought in. Raises ReportError for what cannot be opened, or is no file."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return _piped(path, status.st_mode, limits)
        return path.open("rb") if status.st_size > SMALL else io.BytesIO(path.read_bytes())
    except OSError as error:
        raise ReportError(
            Code.MISSING_FILE if isinstance(error, FileNotFoundError) else Code.UNREADABLE_FILE,
            f"cannot be opened: {error.strerror}",
            hint="Check the path and the permissions.",
        ) from error


def _piped(path: Path, mode: int, limits: Limits) -> IO[bytes]:
    """What the shell pipes in, held in memory; a named pipe could be waited for, and a device read, for ever."""
    if not stat.S_ISFIFO(mode) or not str(path).startswith(_OF_THE_SHELL):
        kind = "a folder that cannot be looked into" if stat.S_ISDIR(mode) else "a pipe, a socket or a device"
        raise ReportError(
            Code.UNREADABLE_FILE,
            f"is {kind}, not a file: it is not read",
            hint="Give the report as a file, or as standard input (`fusionflag run - < PIPE`).",
        )
    with path.open("rb") as source:
        data = source.read(limits.document + 1)
    if len(data) > limits.document:
        raise ReportError(Code.TOO_LARGE, f"pipes in more than {limits.document >> 20} MiB: refused")
    return io.BytesIO(data)
