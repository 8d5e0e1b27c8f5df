"""The one door for bytes."""

from __future__ import annotations

import gzip
import io
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusionflag import magic
from fusionflag.codes import Code
from fusionflag.model import Assay, Finding, Notice
from fusionflag.reading import Limits, Report, ReportError
from fusionflag.stream import ReportEnd
from fusionflag.testing import read_bytes
from tests.files import OTHER, STAR, star

GOOD = (STAR + OTHER + star()).encode()


def complete(frames: list[object]) -> bool:
    return any(isinstance(f, ReportEnd) and f.complete for f in frames)


def codes(frames: list[object]) -> set[str]:
    return {str(f.code) for f in frames if isinstance(f, Notice)}


def fusions(frames: list[object]) -> list[str]:
    return [f.fusion for f in frames if isinstance(f, Finding)]


def bgzf(data: bytes, *, end: bool = True) -> bytes:
    """BGZF by hand: gzip members with the extra field BC (SAM specification 4.1)."""
    import struct
    import zlib

    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    body = packer.compress(data) + packer.flush()
    head = b"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0" + struct.pack("<H", len(body) + 25)
    block = head + body + struct.pack("<II", zlib.crc32(data), len(data))
    return block + (magic.BGZF_END if end else b"")


@pytest.mark.parametrize(
    ("label", "data"),
    [
        ("plain", GOOD),
        ("gzip whatever the name says", gzip.compress(GOOD)),
        ("two gzip members", gzip.compress(GOOD[:200]) + gzip.compress(GOOD[200:])),
        ("BGZF", bgzf(GOOD)),
        ("UTF-8 with mark", b"\xef\xbb\xbf" + GOOD),
        ("UTF-16 with mark", GOOD.decode().encode("utf-16")),
        ("UTF-16 without mark", GOOD.decode().encode("utf-16-le")),
        ("UTF-16 big end", GOOD.decode().encode("utf-16-be")),
        ("CRLF", GOOD.replace(b"\n", b"\r\n")),
        ("CR", GOOD.replace(b"\n", b"\r")),
        ("trailing tabs", GOOD.replace(b"\n", b"\t\n").replace(b"TYPE\t\n", b"TYPE\n")),
        ("blank lines at the end", GOOD + b"\n\n"),
        ("semicolons", GOOD.replace(b"\t", b";")),
        ("commas", GOOD.replace(b"\t", b",")),
    ],
)
def test_the_same_content_in_any_dress(label: str, data: bytes) -> None:
    frames = read_bytes(data, "x.bin")
    assert fusions(frames) == ["EML4::ALK", "CD74::NRG1"], codes(frames)
    assert complete(frames), codes(frames)


@pytest.mark.parametrize(
    ("label", "data", "code"),
    [
        ("zero bytes", b"", "EMPTY"),
        ("blanks only", b" \n\n\t\n", "EMPTY"),
        ("gzip of nothing", gzip.compress(b"", mtime=0), "EMPTY"),
        ("gzip cut", gzip.compress(GOOD)[:-20], "TRUNCATED"),
        ("gzip damaged", gzip.compress(GOOD)[:-8] + b"\0" * 8, "BAD_COMPRESSION"),
        ("BGZF without end block", bgzf(GOOD, end=False), "TRUNCATED"),
        ("no final newline", GOOD[:-1], "NO_FINAL_NEWLINE"),
        ("last row cut", GOOD[:-60], "TRUNCATED"),
        ("NUL bytes", GOOD.replace(b"EML4--ALK", b"EML4\0\0ALK"), "NUL_BYTE"),
        ("PDF", b"%PDF-1.7\n%x", "DOCUMENT"),
        ("Word", b"PK\x03\x04\x14\0\6\0\x08\0\0\0!\0[Content_Types].xml", "DOCUMENT"),
        ("old Excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "DOCUMENT"),
        ("PNG", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "DOCUMENT"),
        ("JPEG", b"\xff\xd8\xff\xe0" + b"\0" * 100, "DOCUMENT"),
        ("web page", b"<!DOCTYPE html><html><body>404</body></html>\n", "HTML_PAGE"),
        ("web page with mark", b"\xef\xbb\xbf\n<html>Log in</html>\n", "HTML_PAGE"),
        ("xz", b"\xfd7zXZ\0" + b"x" * 50, "UNKNOWN_FORMAT"),
        ("unknown table", b"a\tb\tc\n1\t2\t3\n", "UNKNOWN_FORMAT"),
        ("broken JSON", b'{"genes": [{"geneA": {"id": 1}', "TRUNCATED"),
        ("bad JSON", b'{"genes": [,]}\n', "BAD_JSON"),
    ],
)
def test_what_cannot_be_read_has_a_name_and_is_never_complete(label: str, data: bytes, code: str) -> None:
    frames = read_bytes(data, "x.tsv")
    assert code in codes(frames)
    assert not complete(frames)
    assert any(isinstance(f, Assay) for f in frames), (
        "an unread file is an arm too, so that its case is never empty"
    )


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_a_document_says_what_to_ask_the_laboratory_for(data: bytes) -> None:
    note = next(f for f in read_bytes(data, "report.pdf") if isinstance(f, Notice))
    assert "structured export" in note.hint
    assert "VCF" in note.hint


def test_a_latin_1_byte_costs_its_cell_at_most() -> None:
    frames = read_bytes(GOOD.replace(b"ONLY_REF_SPLICE", b"M\xfcller", 1), "x.tsv")
    assert fusions(frames) == ["EML4::ALK", "CD74::NRG1"]
    assert codes(frames) == {"ENCODING"}
    assert complete(frames)
    assert [f.value for f in frames if isinstance(f, Notice)] == [""]  # the line may name a patient
    assert "Müller" in next(f.event for f in frames if isinstance(f, Finding))


def test_mixed_encodings_keep_the_good_text() -> None:
    line = OTHER.replace("ONLY_REF_SPLICE", "Grün—").encode() + b""
    line = line.replace(b"YES_LDAS", b"\xe9t\xe9")
    frames = read_bytes(STAR.encode() + line, "x.tsv")
    assert next(f.event for f in frames if isinstance(f, Finding)) == "Grün—;été"


def test_a_gzip_bomb_is_refused_early() -> None:
    bomb = gzip.compress(b"\0" * (80 << 20))
    with (
        pytest.raises(ReportError) as caught,
        Report(io.BytesIO(bomb), "x.gz", Limits(bomb_floor=1 << 20)) as report,
    ):
        list(report.lines())
    assert caught.value.code in (Code.GZIP_BOMB, Code.EMPTY)
    data = gzip.compress(STAR.encode() + OTHER.encode() * 200_000)
    limits = Limits(bomb_floor=1 << 20, bomb_ratio=50)
    with pytest.raises(ReportError) as caught, Report(io.BytesIO(data), "x.gz", limits) as report:
        list(report.lines())
    assert caught.value.code is Code.GZIP_BOMB


def test_size_limits() -> None:
    rows = STAR.encode() + OTHER.encode() * 100
    for data, limits in ((rows, Limits(unpacked=2000)), (rows + b"x" * (1 << 20), Limits(line=1000))):
        with pytest.raises(ReportError) as caught, Report(io.BytesIO(data), "x", limits) as report:
            list(report.lines())
        assert caught.value.code is Code.TOO_LARGE
    with (
        pytest.raises(ReportError) as caught,
        Report(io.BytesIO(b'{"a": "' + b"x" * 500 + b'"}'), "x", Limits(document=100)) as report,
    ):
        report.json()
    assert caught.value.code is Code.TOO_LARGE


class Endless(io.RawIOBase):
    """A long report without the memory for it."""

    def __init__(self, rows: int) -> None:
        self.rows, self.at = rows, 0
        self.block = OTHER.encode() * 500
        self.phase = 0

    def readable(self) -> bool:
        return True

    def seek(self, position: int, whence: int = 0) -> int:
        self.at = self.phase = 0
        return 0

    def read(self, size: int = -1) -> bytes:
        if self.at > self.rows:
            return b""
        size = size if 0 < size < 60_000 else 60_000
        self.at += size // len(OTHER)
        start, self.phase = self.phase, (self.phase + size) % len(self.block)
        return (self.block * 2)[start : start + size]


def _peak(rows: int) -> int:
    def walk() -> Iterator[int]:
        with Report(Endless(rows), "x") as report:  # type: ignore[arg-type]
            for number, _ in report.lines():
                yield number

    tracemalloc.start()
    total = sum(1 for _ in walk())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total > rows / 2
    return peak


def test_memory_does_not_grow_with_the_file() -> None:
    assert _peak(60_000) < _peak(6_000) + 200_000


@given(st.integers(1, len(GOOD) - 1))
def test_a_cut_inside_a_line_is_never_complete(cut: int) -> None:
    piece = GOOD[:cut]
    if not piece.endswith(b"\n"):
        assert not complete(read_bytes(piece, "x.tsv"))


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_one_changed_byte_never_raises_and_loses_no_nrg1_row_in_silence(place: int, value: int) -> None:
    data = GOOD[:place] + bytes([value]) + GOOD[place + 1 :]
    frames = read_bytes(data, "x.tsv")
    assert isinstance(frames[-1], ReportEnd)
    if data.count(b"NRG1") == GOOD.count(b"NRG1") and complete(frames):
        assert any("NRG1" in fusion for fusion in fusions(frames)) or b"\n" not in data[place - 1 : place + 2]
