"""The ledger's files in an output folder: which is written, by one run alone, and how a finished one takes an old one's place."""

from __future__ import annotations

import os
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fusionflag.judging import release
from fusionflag.ledger import Ledger, LedgerError, told
from fusionflag.reader import Reader

LEDGER, PART, KEY, LOCK = "ledger.sqlite", "ledger.part.sqlite", "ledger.key", "ledger.lock"
_KEY_BYTES = 32
_WAIT = 5.0  # seconds: workers of a run that was killed hold its lock until they are gone


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Nobody else writes this folder meanwhile. Raises LedgerError where somebody does."""
    file = _locked(out)
    try:
        yield
    finally:
        if sys.platform == "win32":
            os.close(file)
        with suppress(OSError):
            (out / LOCK).unlink()
        if sys.platform != "win32":
            os.close(file)


def _locked(out: Path) -> int:
    """The lock file, held until it is closed or this process ends, however it ends."""
    path = out / LOCK
    last = time.monotonic() + _WAIT
    while True:
        with told_as_rights(out):
            file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if _taken(file):
            with suppress(OSError):
                if os.path.samestat(os.fstat(file), path.stat()):  # else its holder removed it meanwhile
                    return file
        os.close(file)
        if time.monotonic() > last:
            raise LedgerError(
                f"{out}: another fusionflag writes it; wait for its end, or name another folder"
            )
        time.sleep(0.1)


def _taken(file: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        pass  # a disk that knows no locks
    return True


@contextmanager
def told_as_rights(out: Path) -> Iterator[None]:
    """A folder that may not be written, as the ledger would say it."""
    try:
        yield
    except PermissionError as error:
        raise LedgerError(f"{out}: it cannot be written; check the rights of the folder") from error


def where(out: Path, *, resume: bool) -> Path:
    """The ledger to write: the one to go on from, or a new one beside the old."""
    part, whole = out / PART, out / LEDGER
    if resume:
        return part if part.exists() or not whole.exists() else whole
    _unlink(part)
    return part


def key_of(out: Path, reader: Reader) -> bytes:
    """The key of names and birth dates: of --hash-ids, or the folder's own, so that a later run can compare them."""
    if reader.kept:
        return reader.identity
    file = out / KEY
    if not file.is_file() or file.stat().st_size != _KEY_BYTES:  # half a key is none
        part = file.with_suffix(".key.part")
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as key:  # noqa: PTH123
            key.write(secrets.token_bytes(_KEY_BYTES))
        part.replace(file)
    return file.read_bytes()


def finish(ledger: Ledger) -> None:
    """Bring all into the one file, so that it can be moved. Raises LedgerError where a reader keeps it from that."""
    release()
    with told(ledger.path):
        busy, _, _ = ledger.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise LedgerError(
            f"{ledger.path}: another program reads it and keeps it from being finished; end that, and finish with --resume"
        )


def settle(path: Path, out: Path) -> None:
    """Make a finished and closed ledger the one of the folder.

    The log of an old ledger must go before the new one has its name: SQLite would play it into the new one.
    """
    if path.name != PART:
        return
    _unlink(out / LEDGER)
    path.replace(out / LEDGER)


def _unlink(ledger: Path) -> None:
    """Remove a ledger, then what SQLite wrote beside it."""
    for end in ("", "-wal", "-shm"):
        ledger.with_name(ledger.name + end).unlink(missing_ok=True)
