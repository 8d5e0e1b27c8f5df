"""The one door for bytes: opens a report once, says what it is, and hands out its text line by line.

Compression is told by magic number, never by name. Line formats are streamed; JSON and XML are read up to a limit. Whatever
stops a file from being read to its last byte is a `ReportError` or a notice that clears `Report.complete`: an input that was
not read whole never supports a negative.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from fusionflag import magic
from fusionflag.codes import Code
from fusionflag.model import Notice, Severity
from fusionflag.unpacking import MIB, Guarded, Limits, ReportError, reading_errors

__all__ = ["Limits", "Report", "ReportError", "clip", "open_report"]

_SURROGATE = re.compile("[\udc80-\udcff]")


class Report:
    """One report, opened once. Use as a context manager.

    path      as shown in places: relative to the input root, with forward slashes
    sha256    of the bytes on disk, hexadecimal
    head      the first lines, without newline: comment lines up to `Limits.header`, and what follows them
    complete  False as soon as anything was not read or not understood
    """

    def __init__(self, source: IO[bytes], path: str, limits: Limits | None = None) -> None:
        self.path = path
        self.limits = limits or Limits()
        self.notices: list[Notice] = []
        self.complete = True
        self.rows_read = 0
        self.line_number = 0
        self.delimiter = "\t"
        self.header_line = 0
        self.final_newline = True
        self.drained = False  # was every line handed out?
        self.is_document = False  # JSON or XML: read as a whole
        self.document_text = ""
        self.headers: Any = None  # what recognition found out about the head, once
        self._source = source
        self._json: Any = None
        start, packed = self._fingerprint()
        self.compressed = start[:2] == b"\x1f\x8b"
        self._stream: IO[bytes] = self._unpacked(packed)
        self._text = self._decoded()
        self.head = self._read_head()

    # -- bytes -------------------------------------------------------------------------------------
    def _fingerprint(self) -> tuple[bytes, int]:
        digest, size, start = hashlib.sha256(usedforsecurity=False), 0, b""
        while block := reading_errors(lambda: self._source.read(MIB)):
            start = start or block[:4096]
            digest.update(block)
            size += len(block)
        self._source.seek(0)
        self.sha256 = digest.hexdigest()
        if not size:
            raise ReportError(
                Code.EMPTY,
                "the file is empty (0 bytes): it says nothing, least of all that nothing was found",
                hint="Ask for the report again; a caller that found nothing writes at least a header.",
            )
        return start, size

    def _unpacked(self, packed: int) -> IO[bytes]:
        if not self.compressed:
            return io.BufferedReader(Guarded(self._source, self.limits, None), 256 * 1024)
        self._check_bgzf_end(packed)
        unpacked = gzip.GzipFile(fileobj=self._source, mode="rb")
        return io.BufferedReader(Guarded(unpacked, self.limits, packed), 256 * 1024)

    def _check_bgzf_end(self, packed: int) -> None:
        """BGZF cut at a block border unpacks without complaint: only its missing end block tells."""
        start = self._source.read(18)
        if magic.is_bgzf(start):
            self._source.seek(max(0, packed - len(magic.BGZF_END)))
            if self._source.read() != magic.BGZF_END:
                self.problem(
                    Code.TRUNCATED,
                    "the BGZF file has no end block: it may be cut short",
                    hint="Copy the file again, or compress it anew with bgzip.",
                )
        self._source.seek(0)

    def _decoded(self) -> IO[str]:
        start = self._stream.peek(4096)[:4096]  # type: ignore[attr-defined]
        if not start.strip(b"\xef\xbb\xbf \t\r\n\0"):
            raise ReportError(
                Code.EMPTY,
                "holds nothing but blanks: it says nothing",
                hint="Ask for the report again.",
            )
        refused = magic.refuse(start)
        if refused:
            raise ReportError(refused.code, refused.text, hint=refused.hint)
        encoding = magic.encoding_of(start)
        self.encoding = encoding
        errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
        return io.TextIOWrapper(self._stream, encoding=encoding, errors=errors, newline=None)

    # -- lines -------------------------------------------------------------------------------------
    def _read_head(self) -> list[str]:
        lines: list[str] = []
        size, budget = 0, self.limits.header + self.limits.after_header
        try:
            for line in self._text:
                lines.append(line)
                size += len(line)
                if not line.startswith("#"):
                    budget = min(budget, size + self.limits.after_header)
                if size >= budget:
                    break
        except ReportError as error:
            self._late: ReportError | None = error
        else:
            self._late = None
        return lines

    def lines(self) -> Iterator[tuple[int, str]]:
        """Every line with its number, from the first, without newline. A byte that is no text costs its cell only.

        Can be walked once. Raises ReportError where the file breaks off.
        """
        number, line = 0, "\n"
        for source in (self.head, () if self._late else self._text):
            for line in source:
                number += 1
                if not line.isascii() or "\0" in line:
                    line = self._repaired(line, number)
                yield number, line.rstrip("\n")
        self.line_number = number
        self.final_newline = line.endswith("\n")
        if self._late:
            self._late.line = number
            raise self._late
        self.drained = True

    def _repaired(self, line: str, number: int) -> str:
        if "\0" in line:
            self.problem(
                Code.NUL_BYTE,
                "the line holds NUL bytes: the file is damaged or was copied badly",
                line=number,
                hint="Copy the file again from its source.",
            )
        if _SURROGATE.search(line):
            raw = _SURROGATE.sub("", line)
            self.notice(
                Code.ENCODING,
                "bytes that are not UTF-8; read as Latin-1",
                line=number,
                severity=Severity.WARNING,
                value=raw,
            )
            return (
                line.encode("utf-8", "surrogateescape").decode("latin-1")
                if raw.isascii()
                else _latin1_cells(line)
            )
        if "�" in line and not self.encoding.startswith("utf-8"):
            self.problem(
                Code.ENCODING,
                f"bytes that are not {self.encoding}",
                line=number,
                hint="Export the file as UTF-8.",
            )
        return line

    # -- documents ---------------------------------------------------------------------------------
    def text(self) -> str:
        """The whole text, for JSON and XML; ReportError beyond `Limits.document`."""
        self.is_document = True
        parts, size = [], 0
        for _, line in self.lines():
            size += len(line) + 1
            if size > self.limits.document:
                raise ReportError(
                    Code.TOO_LARGE,
                    f"is larger than {self.limits.document >> 20} MiB: refused as one document",
                )
            parts.append(line)
        return "\n".join(parts)

    def json(self) -> Any:
        """The parsed JSON document (kept); ReportError with line and column where it breaks."""
        if self._json is None:
            text = self.text()
            self.document_text = text
            try:
                self._json = json.loads(text)
            except (ValueError, RecursionError) as error:
                raise self._json_error(error, text) from error
        return self._json

    def _json_error(self, error: Exception, text: str) -> ReportError:
        line = getattr(error, "lineno", None)
        cut = getattr(error, "pos", 0) >= len(text.rstrip()) - 1
        return ReportError(
            Code.TRUNCATED if cut else Code.BAD_JSON,
            f"{'the JSON breaks off' if cut else 'is not valid JSON'}: {error}",
            hint="Ask for the file again; a JSON report must end with its closing bracket.",
            line=line,
        )

    # -- what went wrong ---------------------------------------------------------------------------
    def place(self, line: int | None = None, column: int | str | None = None) -> str:
        """`file:line:column`, as far as known; `file#/pointer` for a JSON pointer."""
        if isinstance(column, str) and line is None:
            return f"{self.path}#{column}"
        return ":".join(str(part) for part in (self.path, line, column) if part is not None)

    def notice(
        self,
        code: Code,
        text: str,
        *,
        severity: Severity = Severity.WARNING,
        line: int | None = None,
        column: int | str | None = None,
        value: str = "",
        hint: str = "",
    ) -> Notice:
        """Note something about this report; an error also clears `complete`."""
        note = Notice(
            code=code,
            severity=severity,
            text=text,
            place=self.place(line, column),
            value=clip(value),
            hint=hint,
        )
        self.notices.append(note)
        if severity is Severity.ERROR:
            self.complete = False
        return note

    def problem(
        self,
        code: Code,
        text: str,
        *,
        line: int | None = None,
        hint: str = "",
        value: str = "",
    ) -> Notice:
        """Something was not read: no silence of this report counts any more."""
        return self.notice(code, text, severity=Severity.ERROR, line=line, hint=hint, value=value)

    def close(self) -> None:
        with suppress(ReportError, OSError, ValueError):
            self._text.close()
        self._source.close()

    def __enter__(self) -> Report:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_report(path: Path, shown: str, limits: Limits | None = None) -> Report:
    """Open `path`, shown in places as `shown`. Raises ReportError for what is no report at all."""
    try:
        if path.stat().st_size > SMALL:
            source: IO[bytes] = path.open("rb")
        else:
            source = io.BytesIO(path.read_bytes())
    except OSError as error:
        raise ReportError(
            Code.MISSING_FILE if isinstance(error, FileNotFoundError) else Code.UNREADABLE_FILE,
            f"cannot be opened: {error.strerror}",
            hint="Check the path and the permissions.",
        ) from error
    return Report(source, shown, limits)


SMALL = 8 * MIB  # read at once: saves a second pass over the disk for the hash


def clip(value: str, length: int = 80) -> str:
    """A value as it may stand in a notice: one line, printable, at most `length` characters."""
    clean = "".join(c if c.isprintable() else "?" for c in value.strip())
    return clean if len(clean) <= length else clean[: length - 1] + "…"


def _latin1_cells(line: str) -> str:
    """Mixed encodings in one line: only the bad bytes are read as Latin-1, the good text stays."""
    return "".join(chr(ord(c) - 0xDC00) if "\udc80" <= c <= "\udcff" else c for c in line)
