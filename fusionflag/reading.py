"""The one door for bytes: opens a report once, says what it is, and hands out its text line by line.

Compression is told by magic number, never by name. Line formats are streamed; JSON and XML are read up to a limit. Whatever
stops a file from being read to its last byte is a `ReportError` or a notice that clears `Report.complete`: an input that was
not read whole never supports a negative.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from fusionflag import bgzf, jsontext, magic
from fusionflag.codes import Code
from fusionflag.model import Notice, Severity, with_facts
from fusionflag.opening import opened
from fusionflag.unpacking import MIB, Guarded, Limits, ReportError, reading_errors

if TYPE_CHECKING:
    from fusionflag.workbook import Workbook

__all__ = ["Limits", "Report", "ReportError", "clip", "open_report"]

# characters of text handed out at once: as fast as more, and it stays in the processor's cache (for a small report, less)
BLOCK = 256 * 1024
_PLAIN_KEY = re.compile(r"[A-Za-z_]\w{0,39}\Z", re.A)
MOST = 10_000  # notices of one code that are listed
_LATIN1 = re.compile(r"\s*<\?xml[^>]*encoding=.(?:iso-8859-1|windows-1252)", re.I)
_SURROGATE = re.compile("[\udc80-\udcff]")
_LIMITS = Limits()


class Report:
    """One report, opened once. Use as a context manager.

    path      as shown in places: relative to the input root, with forward slashes
    sha256    of the bytes on disk, hexadecimal
    head      the first lines, without newline: comment lines up to `Limits.header`, and what follows them
    complete  False as soon as anything was not read or not understood
    """

    def __init__(self, source: IO[bytes], path: str, limits: Limits | None = None) -> None:
        self.path = path
        self.limits = limits or _LIMITS
        self.notices: list[Notice] = []
        self._told: dict[Code, int] = {}
        self.complete = True
        self.rows_read = 0
        self.line_number = 0
        self.delimiter = "\t"
        self.header_line = 0
        self.final_newline = True
        self.drained = False  # was every line handed out?
        self.is_document = False  # JSON, XML or workbook: read as a whole
        self.workbook: Workbook | None = None
        self.document_text = ""
        self.kept: dict[str, Any] = {}  # what recognition found out about the head, once
        self._source = source
        self._json: Any = None
        start, packed = self._fingerprint()
        self.compressed = start[:2] == b"\x1f\x8b"
        self.bgzf = magic.is_bgzf(start)
        self.several_samples = False  # set by a parser: the file's samples are cases of their own
        self.wanted_samples: tuple[str, ...] = ()  # the samples that the sheet names
        self.all_junctions = False  # list what lies away from NRG1 too, where a format holds thousands
        self._guard = self._unpacked(start, packed)
        self._stream, start = self._buffered(start, packed)
        self._text = self._decoded(start)
        self.head = self._read_head(packed)

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

    def _unpacked(self, start: bytes, packed: int) -> Guarded:
        if self.compressed:
            self._check_bgzf_end(packed)
            start = self._peek(len(magic.BCF))
        bound = packed if self.compressed else None
        if start.startswith(magic.BCF):
            from fusionflag.bcf import Text  # htslib is loaded only where a BCF is met

            return Guarded(Text(self._source), self.limits, bound)
        if self.bgzf:
            return Guarded(bgzf.Blocks(self._source, self._damaged), self.limits, bound)
        source = gzip.GzipFile(fileobj=self._source, mode="rb") if self.compressed else self._source
        return Guarded(source, self.limits, bound)

    def _buffered(self, start: bytes, packed: int) -> tuple[IO[bytes], bytes]:
        """What the text is decoded from, and how it begins. What lies in memory as it is, within all limits, needs no guard."""
        held = self._guard.source is self._source and isinstance(self._source, io.BytesIO)
        if held and packed <= min(self.limits.line, self.limits.unpacked):
            return self._source, start
        size = BLOCK if self.compressed else max(BLOCK // 4, min(BLOCK, packed))
        stream = io.BufferedReader(self._guard, size)
        return stream, stream.peek(4096)[:4096]

    def _damaged(self, text: str) -> None:
        self.problem(
            Code.BAD_COMPRESSION,
            text,
            hint="Copy the file again from its source in binary mode; test it with gzip -t.",
        )

    def _peek(self, size: int) -> bytes:
        """The first bytes packed in gzip; none where they are damaged, which is met again, and named, when the text is read."""
        start = b""
        with suppress(EOFError, OSError, zlib.error):
            start = gzip.GzipFile(fileobj=self._source, mode="rb").read(size)
        self._source.seek(0)
        return start

    def _check_bgzf_end(self, packed: int) -> None:
        """BGZF cut at a block border unpacks without complaint: only its missing end block tells."""
        if self.bgzf:
            self._source.seek(max(0, packed - len(magic.BGZF_END)))
            if self._source.read() != magic.BGZF_END:
                self.problem(
                    Code.TRUNCATED,
                    "the BGZF file has no end block: it may be cut short",
                    hint="Copy the file again, or compress it anew with bgzip.",
                )
        self._source.seek(0)

    def _decoded(self, start: bytes) -> IO[str]:
        if self._guard.failed is not None and not start:
            raise self._guard.failed
        if not start.strip(b"\xef\xbb\xbf \t\r\n\0"):
            raise ReportError(
                Code.EMPTY,
                "holds nothing but blanks: it says nothing",
                hint="Ask for the report again.",
            )
        if start.startswith(magic.ZIP):
            from fusionflag import workbook  # only where an archive is met

            self.workbook = workbook.opened(self._stream, self._guard)
            if self.workbook is not None:
                self.is_document, self.document_text = True, self.workbook.text
                return io.StringIO()
        if refused := magic.refuse(start):
            raise ReportError(refused.code, refused.text, hint=refused.hint)
        encoding = self.encoding = magic.encoding_of(start)
        errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
        text = io.TextIOWrapper(self._stream, encoding=encoding, errors=errors, newline=None)
        text._CHUNK_SIZE = 64 * 1024  # type: ignore[attr-defined]  # 8 KiB cost a tenth of the time
        return text

    # -- lines -------------------------------------------------------------------------------------
    def _read_head(self, packed: int) -> list[str]:
        if self._stream is self._source and packed < self.limits.after_header:
            return self._text.readlines()  # all of a small report, which has no more characters than bytes
        lines: list[str] = []
        size, budget = 0, self.limits.header + self.limits.after_header
        for line in self._text:
            lines.append(line)
            size += len(line)
            if not line.startswith("#"):
                budget = min(budget, size + self.limits.after_header)
            if size >= budget:
                break
        return lines

    def blocks(self) -> Iterator[tuple[int, list[str], str]]:
        """The lines in blocks of about `BLOCK` characters: number of the first line of each, its lines, and them as one text.

        A byte that is no text costs its cell only. Can be walked once. Raises ReportError where the file breaks off.
        """
        first, block, line = 1, self.head, "\n"
        while block:
            whole = "".join(block)
            if not whole.isascii() or "\0" in whole:
                block = [
                    text if text.isascii() and "\0" not in text else self._repaired(text, number)
                    for number, text in enumerate(block, first)
                ]
            yield first, block, whole
            first, line = first + len(block), block[-1]
            block = self._text.readlines(BLOCK)
        self.line_number = first - 1
        self.final_newline = line.endswith("\n")
        if self._guard.failed is not None:
            self._guard.failed.line = self.line_number
            raise self._guard.failed
        self.drained = True

    def lines(self) -> Iterator[tuple[int, str]]:
        """Every line with its number, from the first, without newline; see `blocks`."""
        for first, block, _ in self.blocks():
            for number, line in enumerate(block, first):
                yield number, line.rstrip("\n")

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
            # tables come in many encodings; JSON must be UTF-8, and XML must say what else it is
            document = self.is_document and not _LATIN1.match(self.head[0])
            told = self.problem if document else self.notice
            told(Code.ENCODING, "bytes that are not UTF-8; read as Latin-1", line=number)
            if not raw.isascii():
                return _latin1_cells(line)
            return line.encode("utf-8", "surrogateescape").decode("latin-1")
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
            self.document_text = self.text()
            self._json, twice = jsontext.parsed(self.document_text)
            for key in twice:
                # a name may stand in a key's place
                named = f"the key `{key}`" if _PLAIN_KEY.match(key) else "a key"
                self.problem(Code.PARTIAL_TABLE, f"{named} stands twice in one object: one value is lost")
        return self._json

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
        told = self._told[code] = self._told.get(code, 0) + 1
        if told <= MOST:
            self.notices.append(note)
        elif told == MOST + 1:  # a file of a million odd cells must not fill the memory
            self.notices.append(
                with_facts(note, text=f"more than {MOST} notices of this kind: the rest is not listed")
            )
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
    return Report(opened(path, limits or _LIMITS), shown, limits)


def clip(value: str, length: int = 80) -> str:
    """A value as it may stand in a notice: one line, printable, at most `length` characters."""
    clean = "".join(c if c.isprintable() else "?" for c in value.strip())
    return clean if len(clean) <= length else clean[: length - 1] + "…"


def _latin1_cells(line: str) -> str:
    """Mixed encodings in one line: only the bad bytes are read as Latin-1, the good text stays."""
    return "".join(chr(ord(c) - 0xDC00) if "\udc80" <= c <= "\udcff" else c for c in line)
