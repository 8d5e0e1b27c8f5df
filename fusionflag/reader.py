"""What a worker does: one file to rows of the ledger, under all that reading depends on beside the file."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fusionflag import __version__, identity, knowledge, registry
from fusionflag.codes import Code
from fusionflag.laboratory import Laboratory
from fusionflag.ledger_rows import Layout
from fusionflag.linking import Links
from fusionflag.model import Assay, Finding, Marker, Notice, Severity, is_held
from fusionflag.pipeline import failed, isolated
from fusionflag.pseudonyms import Veil
from fusionflag.reading import ReportError
from fusionflag.serving import Failure
from fusionflag.sources import Source
from fusionflag.stream import Frame, ReportEnd, ReportStart

_TABLE = {Assay: "assays", Finding: "findings", Marker: "markers", Notice: "notices"}
_BLOCK = 64 * 1024  # bytes that are hashed at once
_ROWS = 64  # records that are sent as one part
_ERRORS = {
    "timeout": (Code.TIMED_OUT, "Look at the file alone; give it more time with --timeout."),
    "memory": (Code.OUT_OF_MEMORY, "Look at the file alone; give it more memory with --max-memory."),
    "died": (
        Code.PROCESS_DIED,
        "Look at the file alone, and please report this with its layout (not its content).",
    ),
}
_AGAIN = {code: cause for cause, (code, _) in _ERRORS.items()}  # read again by the next run


@dataclass(frozen=True)
class Reader:
    """All that reading depends on beside the file; every worker begins with it.

    identity  the key under which names and birth dates become tokens
    kept      somebody keeps that key; else a ledger's folder keeps one of its own
    hidden    the key of --hash-ids
    """

    identity: bytes
    kept: bool = False
    hidden: bytes | None = None
    overlay: Path | None = None
    tumor_codes: Path | None = None
    columns: tuple[Path, ...] = ()

    def _own(self) -> Laboratory:
        return Laboratory(self.columns, (), self.overlay, self.tumor_codes)

    def ready(self) -> None:
        """Set this process up for reading, before the clock of its first file runs."""
        registry.parsers()
        self._own().use()
        identity.use(self.identity)
        _veil[:] = [Veil(self.hidden)]

    def fingerprint(self) -> bytes:
        """Changes with all that could change what the same file gives: versions, knowledge, the laboratory's own files, keys."""
        digest = hashlib.blake2b(f"{__version__}\0{knowledge.version()}".encode(), digest_size=16)
        plugins = [f"{p.name} of {p.plugin}".encode() for p in registry.parsers() if p.plugin]
        for part in (self.identity, self.hidden or b"", *plugins, *self._own().content()):
            digest.update(hashlib.blake2b(part).digest())
        return digest.digest()


_veil: list[Veil] = []


def veil() -> Veil:
    """What hides the ids of this process' outputs, if anything does."""
    return _veil[0]


def frames(source: Source) -> Iterator[Frame]:
    """The frames of one file as they may be shown."""
    return veil().frames(isolated(source), source)


def rows(source: Source) -> Iterator[tuple[Any, ...]]:
    """One file as rows of the ledger without its file_id: (table, columns, rows) ..., then (None, its own row, links)."""
    return as_rows(frames(source))


def as_rows(found: Iterable[Frame]) -> Iterator[tuple[Any, ...]]:
    """Frames of one file as `rows` gives them."""
    start, end, links = ReportStart(), ReportEnd(complete=True), Links()
    parser = failure = ""
    seq = 0
    parts: dict[str, _Part] = {}
    for frame in found:
        links.take(frame)
        if isinstance(frame, ReportStart):
            start = frame
        elif isinstance(frame, ReportEnd):
            end = frame
        elif (table := _TABLE.get(type(frame))) is not None:
            if isinstance(frame, Assay):
                parser = parser or frame.parser
            elif isinstance(frame, Notice):
                failure = _AGAIN.get(frame.code, failure)
            if (part := parts.get(table)) is None:
                part = parts[table] = _Part(table, parser)
            yield from part.add(seq, frame)
            seq += 1
    for part in parts.values():
        yield from part.ended()
    own = (
        start.sha256,
        start.report_id,
        parser,
        int(start.named),
        json.dumps(start.cases or {}),
        end.rows,
        end.records,
        int(end.complete),
        failure,
    )
    yield None, own, links.found()


class _Part:
    """Rows of one table that are sent together."""

    def __init__(self, table: str, parser: str) -> None:
        self.table, self.rows = table, []  # type: ignore[var-annotated]
        if (table, parser) not in _layouts:
            _layouts[table, parser] = Layout(table)
        self.layout = _layouts[table, parser]
        self.names = self.layout.names

    def add(self, seq: int, record: Any) -> Iterator[tuple[Any, ...]]:
        """Take a record; gives what was taken before where it must be sent."""
        plain, row = self.layout.row(record)
        if self.layout.names is not self.names or len(self.rows) == _ROWS:
            yield from self.ended()
        self.rows.append((seq, _judged(record), plain, *row))

    def ended(self) -> Iterator[tuple[Any, ...]]:
        """What was taken, as (table, columns, rows)."""
        if self.rows:
            yield self.table, self.names, self.rows
        self.names, self.rows = self.layout.names, []


_layouts: dict[tuple[str, str], Layout] = {}  # by table and format


def _judged(record: Assay | Finding | Marker | Notice) -> int:
    """Does a judge look at it?"""
    if isinstance(record, Finding):
        return int(is_held(record))
    return int(not isinstance(record, Notice) or record.severity is not Severity.INFO)


def changed(task: list[tuple[int, str, str]]) -> list[int]:
    """Of (number, path, sha256) the numbers whose content is another, or cannot be read."""
    return [number for number, path, sha256 in task if _hash_of(path) != sha256]


def _hash_of(path: str) -> str:
    """SHA-256 of a regular file. What is none is not looked into: a pipe can be read once only, and may be waited for."""
    digest = hashlib.sha256(usedforsecurity=False)
    try:
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(number, "rb", buffering=0) as file:
            if not stat.S_ISREG(os.fstat(number).st_mode):
                return ""
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest()


def failed_frames(source: Source, failure: Failure) -> Iterator[Frame]:
    """What stands for a file whose reader died, hung or ran out of memory."""
    code, hint = _ERRORS[failure.cause]
    return failed(source, ReportError(code, failure.text, hint=hint))
