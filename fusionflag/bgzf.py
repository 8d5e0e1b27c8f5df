"""BGZF (SAM specification 4.1), block by block: a damaged block costs its own lines, not the rest of the file.

htslib and gzip stop at the first damaged block, or hand its bytes out before they have checked them. Every block says how
long it is, so the next one can be found; only whole lines of checked blocks are handed out, because half a line may read as
another record (`chr18` cut in front of its 8).
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import IO, Any

from fusionflag.codes import Code
from fusionflag.unpacking import MIB, ReportError

_START = b"\x1f\x8b\x08\x04"
_HEAD, _TAIL = 18, 8  # bytes before and behind the deflated data
_LONGEST = 64 * MIB  # of a line that spans blocks


class Blocks(io.RawIOBase):
    """The unpacked bytes. `damaged` is told of each gap; ReportError is raised where the file ends inside a block."""

    def __init__(self, source: IO[bytes], damaged: Callable[[str], object]) -> None:
        self._source, self._damaged = source, damaged
        self._ready = b""
        self._line = b""  # the beginning of a line whose end stands in the next block
        self._skipping = False  # behind a gap: up to the first line that begins in a checked block
        self._ended = False
        self._at = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready and not self._ended:
            self._take(self._block())
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _take(self, data: bytes | None) -> None:
        """Whole lines of the next block; None stands for a damaged one."""
        if data is None:
            self._line, self._skipping = b"", True
            return
        if self._skipping:
            at = data.find(b"\n")
            if at < 0 and not self._ended:
                return
            data, self._skipping = data[at + 1 :] if at >= 0 else b"", False
        cut = len(data) if self._ended else data.rfind(b"\n") + 1
        if cut:
            self._ready, self._line = self._line + data[:cut], data[cut:]
        else:
            self._line += data
        if self._ended:
            self._ready, self._line = self._ready or self._line, b""
        if len(self._line) > _LONGEST:
            raise ReportError(
                Code.TOO_LARGE, f"has a line of more than {_LONGEST >> 20} MiB: no report format has one"
            )

    def _block(self) -> bytes | None:
        """The data of the next block, empty at the end; None if it is damaged."""
        self._at = self._source.tell()
        head = self._source.read(_HEAD)
        if not head:
            self._ended = True
            return b""
        if head[:4] != _START or head[12:14] != b"BC":
            self._lost(head)
            return None
        size = int.from_bytes(head[16:18], "little") + 1 - _HEAD
        body = self._source.read(size)
        if len(head) < _HEAD or len(body) < size:
            self._ended = True
            raise ReportError(
                Code.TRUNCATED,
                "the compressed file ends in the middle: it was cut short",
                hint="Copy the file again from its source; compare sizes or checksums.",
            )
        try:
            data = zlib.decompress(body[:-_TAIL], -zlib.MAX_WBITS)
        except zlib.error as error:
            self._gap(f"the block at byte {self._at} of the compressed file is damaged ({error})")
            return None
        if zlib.crc32(data) != int.from_bytes(body[-_TAIL:-4], "little") or len(data) != int.from_bytes(
            body[-4:], "little"
        ):
            self._gap(
                f"the block at byte {self._at} of the compressed file is damaged (its checksum or length differs)"
            )
            return None
        return data

    def _gap(self, text: str) -> None:
        self._damaged(f"{text}: the lines there are lost")

    def _lost(self, seen: bytes) -> None:
        """No block begins here: look for the next one, as far as the file goes."""
        self._gap(f"at byte {self._at} of the compressed file no block begins")
        window = seen[1:]
        while more := self._source.read(64 * 1024):
            window += more
            at = window.find(_START)
            while at >= 0 and len(window) >= at + _HEAD:
                if window[at + 12 : at + 14] == b"BC":
                    self._source.seek(at - len(window), io.SEEK_CUR)
                    return
                at = window.find(_START, at + 1)
            window = window[at:] if at >= 0 else window[-3:]
        self._ended = True
