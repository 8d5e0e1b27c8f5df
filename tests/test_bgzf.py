"""BGZF block by block: what a damaged block costs, and what it must not."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusionflag.bgzf import Blocks
from fusionflag.magic import BGZF_END
from fusionflag.unpacking import ReportError
from tests.vcf_files import Place, header, line, pair, read


def block(data: bytes) -> bytes:
    """One BGZF block."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    body = packer.compress(data) + packer.flush()
    head = b"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0" + struct.pack("<H", len(body) + 25)
    return head + body + struct.pack("<II", zlib.crc32(data), len(data))


def bgzf(text: bytes, size: int) -> bytes:
    return b"".join(block(text[i : i + size]) for i in range(0, len(text), size)) + BGZF_END


def unpacked(data: bytes) -> tuple[bytes, list[str]]:
    """What comes out, and what was said of it."""
    said: list[str] = []
    out = b""
    stream = Blocks(io.BytesIO(data), said.append)
    try:
        while part := stream.read(100):
            out += part
    except ReportError as error:
        said.append(error.text)
    return out, said


TEXT = b"".join(b"line %d of a file with lines of no great length\n" % n for n in range(200))


@given(st.integers(1, 400), st.binary(max_size=60))
def test_whole_files_come_out_whole(size: int, tail: bytes) -> None:
    text = TEXT + tail
    assert unpacked(bgzf(text, size)) == (text, [])


@given(st.integers(20, 900), st.data())
def test_a_changed_byte_costs_lines_but_changes_none(size: int, data: st.DataObject) -> None:
    """Every line that comes out is a line that was put in, in its order, and the damage is named or harmless."""
    packed = bgzf(TEXT, size)
    at = data.draw(st.integers(0, len(packed) - 1))
    value = data.draw(st.integers(0, 255).filter(lambda v: v != packed[at]))
    out, said = unpacked(packed[:at] + bytes([value]) + packed[at + 1 :])
    lines = out.splitlines(keepends=True)
    rest = iter(TEXT.splitlines(keepends=True))
    assert all(any(known == found for known in rest) for found in lines), "in order, and none invented"
    assert said or out == TEXT


@given(st.integers(20, 900), st.data())
def test_a_cut_file_gives_whole_lines_and_says_so(size: int, data: st.DataObject) -> None:
    blocks = [block(TEXT[i : i + size]) for i in range(0, len(TEXT), size)]
    packed, ends = b"".join(blocks) + BGZF_END, {len(b"".join(blocks[:n])) for n in range(len(blocks) + 1)}
    cut = data.draw(st.integers(1, len(packed) - len(BGZF_END) - 1))
    out, said = unpacked(packed[:cut])
    assert TEXT.startswith(out)
    # between two blocks only the missing end block tells, which the reader looks for
    assert bool(said) == (cut not in ends)


def test_a_file_cut_between_two_blocks_lacks_its_end_block() -> None:
    text = (header() + pair(CD74, NRG1)).encode()
    for end, status in ((BGZF_END, "ok"), (b"", "incomplete")):
        _, arms, _ = read("", "x.vcf.gz", data=block(text) + end)
        assert [a.read_status for a in arms] == [status]


CD74, NRG1 = Place("chr5", 150_403_800, "-"), Place("chr8", 32_700_000, "-")


@pytest.mark.parametrize("broken", range(3))
def test_a_junction_behind_a_damaged_block_is_found(broken: int) -> None:
    others = "".join(line("chr1", n, "C", ".", ref="A") for n in range(1000, 3000))
    text = (header() + others + pair(CD74, NRG1)).encode()
    blocks = [block(text[i : i + 20_000]) for i in range(0, len(text), 20_000)]
    assert len(blocks) > 4
    blocks[1 + broken] = blocks[1 + broken][:-6] + b"\0\0" + blocks[1 + broken][-4:]
    found, arms, _ = read("", "x.vcf.gz", data=b"".join(blocks) + BGZF_END)
    assert [f.fusion for f in found] == ["CD74::NRG1"]
    assert [a.read_status for a in arms] == ["incomplete"]


def test_half_a_line_is_never_read_as_another_chromosome() -> None:
    """`chr18` whose `chr1` is lost with a block would read as chromosome 8."""
    record = line("18", 32_700_000, "[chr5:150403800[N", "SVTYPE=BND")
    text = header(chr=False) + line("1", 5, "C", ".", ref="A")
    data = block(text.encode()) + block(b"1")[:-6] + b"\0\0\0\0\0\0" + block(record[1:].encode()) + BGZF_END
    found, arms, _ = read("", "x.vcf.gz", data=data)
    assert not found
    assert arms[0].read_status == "incomplete"
