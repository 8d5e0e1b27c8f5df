"""BCF as VCF text, by htslib (pysam)."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any

from fusionflag.codes import Code
from fusionflag.unpacking import ReportError


class Text(io.RawIOBase):
    """The lines of a BCF file as a byte stream. Reading raises ReportError where htslib finds the file damaged."""

    def __init__(self, source: IO[bytes]) -> None:
        try:
            import pysam
        except ImportError as error:  # there is no wheel of it for Windows
            raise ReportError(
                Code.UNREADABLE_FILE,
                "is a BCF, which needs pysam, and that is not installed here",
                hint="Convert it on a machine that has bcftools: bcftools view in.bcf -o out.vcf",
            ) from error
        pysam.set_verbosity(0)  # what is wrong is said in our notices
        self._file: Any = tempfile.TemporaryFile()  # noqa: SIM115  htslib needs a file of its own; closed in `close`
        shutil.copyfileobj(source, self._file)
        self._file.seek(0)
        self._rest = b""
        self._failed: ReportError | None = None
        self._lines = self._text(pysam)

    def _text(self, pysam: Any) -> Iterator[bytes]:
        variants: Any = None
        try:
            variants = pysam.VariantFile(self._file)
            yield str(variants.header).encode("utf-8", "surrogateescape")
            for record in variants:
                yield str(record).encode("utf-8", "surrogateescape")
        except (
            ValueError,
            OSError,
            TypeError,
            UnicodeError,
        ) as error:  # pysam raises TypeError for some damage
            cut = "truncated" in str(error)
            raise ReportError(
                Code.TRUNCATED if cut else Code.BAD_COMPRESSION,
                "the BCF was cut short" if cut else "the BCF is damaged: htslib cannot read on",
                hint="Copy the file again from its source in binary mode; look at it with bcftools view.",
            ) from error
        finally:
            with suppress(ValueError, OSError, TypeError, AttributeError):
                variants.close()  # of a damaged file this fails too

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = len(buffer)
        parts, found = [self._rest], len(self._rest)
        while found < size and (line := self._next()):
            parts.append(line)
            found += len(line)
        data = b"".join(parts)
        if self._failed and not data:
            raise self._failed
        buffer[: min(size, len(data))] = data[:size]
        self._rest = data[size:]
        return min(size, len(data))

    def _next(self) -> bytes:
        """The next line; nothing at the end, and where the file is damaged: the lines before are handed out first."""
        try:
            return next(self._lines, b"")
        except ReportError as error:
            self._failed = error
            return b""

    def close(self) -> None:
        self._file.close()
        super().close()
