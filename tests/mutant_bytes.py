"""Damage that knows nothing of formats: cuts, wrong bytes, other encodings, and files packed, badly packed, or joined."""

from __future__ import annotations

import gzip
import io
import random
import re
import struct
import zlib

from fusionflag.magic import BGZF_END
from fusionflag.registry import parser_named
from tests.mutant_base import Mutant, Operator, Original, layout, originals


def _seen_when_cut(original: Original, piece: bytes) -> bool:
    """Does a piece of a file show that it was cut? A document always, a text table by its last line."""
    if original.kind in ("json", "xml", "workbook"):
        return len(piece) < len(original.data.rstrip())
    return not piece.endswith((b"\n", b"\r")) and not parser_named(original.parser).no_final_newline


def cut(rng: random.Random, o: Original) -> Mutant | None:
    """The file ends at any byte."""
    at = rng.randrange(1, len(o.data))
    piece = o.data[:at]
    spared = False
    if o.is_text and o.kind != "lines":
        whole = len(piece.splitlines(keepends=True)) - (not piece.endswith((b"\n", b"\r")))
        spared = all(n < whole for n in layout(o).kept)
    return Mutant(o, piece, (f"cut at byte {at}",), detectable=_seen_when_cut(o, piece), spared=spared)


def cut_in_front(rng: random.Random, o: Original) -> Mutant | None:
    """The beginning is lost."""
    at = rng.randrange(1, len(o.data))
    return Mutant(o, o.data[at:], (f"begins at byte {at}",))


def hole(rng: random.Random, o: Original) -> Mutant | None:
    """A stretch in the middle is lost, or reads as zeros, as after a crash."""
    a = rng.randrange(len(o.data))
    b = min(len(o.data), a + rng.choice((1, 7, 64, 512)))
    fill = rng.choice((b"", bytes(b - a)))
    return Mutant(o, o.data[:a] + fill + o.data[b:], (f"bytes {a} to {b} {'are zeros' if fill else 'lost'}",))


def wrong_bytes(rng: random.Random, o: Original) -> Mutant | None:
    """One or several bytes are others."""
    data = bytearray(o.data)
    for at in (places := [rng.randrange(len(data)) for _ in range(rng.choice((1, 1, 1, 3, 20)))]):
        data[at] = rng.choice((data[at] ^ (1 << rng.randrange(8)), rng.randrange(256)))
    return Mutant(o, bytes(data), (f"wrong bytes at {places}",), spared=_only_in(o, places, layout(o).free))


def _only_in(o: Original, places: list[int], rows: list[int]) -> bool:
    """Do all these bytes lie in these rows (their line ends not counted)?"""
    if o.kind not in ("table", "vcf"):  # elsewhere a row hangs on other lines
        return False
    ends, at = [], 0
    for line in o.lines:
        ends.append((at, at + len(line.rstrip(b"\r\n"))))
        at += len(line)
    return all(any(ends[n][0] <= place < ends[n][1] for n in rows) for place in places)


def foreign_byte(rng: random.Random, o: Original) -> Mutant | None:
    """A byte that is no UTF-8, as from Latin-1, anywhere; in the row of a fusion it may cost the row, not the event."""
    at = rng.randrange(len(o.data))
    put = rng.choice((b"\xe9", b"\xfc", b"\xb5", b"\x96", b"\xff", b"\xc3", b"\xed\xa0\x80"))
    return Mutant(
        o,
        o.data[:at] + put + o.data[at:],
        (f"a foreign byte at {at}",),
        spared=_only_in(o, [at], layout(o).rows),
    )


def number_swollen(rng: random.Random, o: Original) -> Mutant | None:
    """A number anywhere (a position, a count, an id, a version) is one that no machine or no integer holds, or is no number."""
    runs = [m.span() for m in re.finditer(rb"\d+", o.data)]
    if not runs:
        return None
    a, b = rng.choice(runs)
    put = rng.choice(
        (b"9" * 25, b"9" * 5000, "\u00b2".encode(), "\u0663".encode(), b"1e400", b"-1", b"0", b"")
    )
    return Mutant(o, o.data[:a] + put + o.data[b:], (f"the number at byte {a} is {put[:12]!r}",))


def encoded(rng: random.Random, o: Original) -> Mutant | None:
    """The same text in another encoding or with other line ends."""
    try:
        text = o.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    unix = text.replace("\r\n", "\n")
    label, data = rng.choice(
        (
            ("byte-order mark", b"\xef\xbb\xbf" + text.encode()),
            ("UTF-16", text.encode("utf-16")),
            ("UTF-16 BE", b"\xfe\xff" + text.encode("utf-16-be")),
            ("UTF-32", text.encode("utf-32")),
            ("CRLF", unix.replace("\n", "\r\n").encode()),
            ("CR", unix.replace("\n", "\r").encode()),
            ("packed", gzip.compress(o.data, mtime=0)),
            ("packed in two members", _members(rng, o.data)),
            ("packed as BGZF", bgzf(o.data)),
        )
    )
    return Mutant(o, data, (f"written as {label}",), same=True, spared=True)


def wide_and_cut(rng: random.Random, o: Original) -> Mutant | None:
    """UTF-16 that ends inside a line."""
    try:
        wide = o.data.decode("utf-8-sig").rstrip("\r\n").encode("utf-16")
    except UnicodeDecodeError:
        return None
    at = rng.randrange(3, max(4, len(wide)))
    piece = wide[:at]
    shown = piece[: at - at % 2].decode("utf-16", "replace").encode()
    return Mutant(
        o,
        piece,
        (f"UTF-16, cut at byte {at}",),
        detectable=at % 2 == 1 or _seen_when_cut(o, shown),
    )


def packed_badly(rng: random.Random, o: Original) -> Mutant | None:
    """A gzip file with damage anywhere. What Python's gzip says of it is the truth."""
    packed = bytearray(rng.choice((gzip.compress(o.data, mtime=0), _members(rng, o.data))))
    how = rng.choice(("cut", "wrong byte", "checksum", "length", "rubbish behind", "zeros behind"))
    if how == "cut":
        del packed[rng.randrange(1, len(packed)) :]
    elif how == "wrong byte":
        packed[rng.randrange(2, len(packed))] ^= 1 << rng.randrange(8)
    elif how in ("checksum", "length"):
        packed[-8 if how == "checksum" else -4] ^= 0xFF
    else:
        packed += bytes(9) if how == "zeros behind" else b"rubbish!!"
    return _by_gzip(o, bytes(packed), f"packed, {how}")


def _by_gzip(o: Original, packed: bytes, what: str) -> Mutant | None:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as file:
            same = file.read() == o.data
    except (EOFError, OSError, zlib.error):
        return Mutant(o, packed, (what,), detectable=True)
    return Mutant(o, packed, (what,), same=same, spared=same) if same else None


def blocks_badly(rng: random.Random, o: Original) -> Mutant | None:
    """A BGZF file with a wrong byte or a cut: its blocks carry checksums, its end has a mark."""
    packed = bytearray(bgzf(o.data, rng.choice((60, 400, 60_000))))
    if rng.random() < 0.5:
        del packed[rng.randrange(1, len(packed)) :]
        return Mutant(o, bytes(packed), ("BGZF, cut",), detectable=len(packed) > 0)
    packed[rng.randrange(18, len(packed) - len(BGZF_END))] ^= 1 << rng.randrange(8)
    found = _by_gzip(o, bytes(packed), "BGZF, wrong byte")
    if found is None or not found.detectable or _by_blocks(bytes(packed)) == o.data:
        return None  # not every byte of a block's head is looked at, and gzip gives up over some that change nothing
    return found


def _by_blocks(packed: bytes) -> bytes:
    """What the blocks hold by their lengths, as far as their checksums hold."""
    found, at = b"", 0
    while at + 18 <= len(packed):
        end = at + struct.unpack_from("<H", packed, at + 16)[0] + 1
        try:
            piece = zlib.decompress(packed[at + 18 : end - 8], -15)
        except zlib.error:
            break
        if struct.pack("<II", zlib.crc32(piece), len(piece)) != packed[end - 8 : end]:
            break
        found, at = found + piece, end
    return found


def packed_twice(rng: random.Random, o: Original) -> Mutant | None:
    """gzip in gzip is no report."""
    return Mutant(
        o, gzip.compress(gzip.compress(o.data, mtime=0), mtime=0), ("packed twice",), detectable=True
    )


def joined(rng: random.Random, o: Original) -> Mutant | None:
    """Two files in one, of one format or of two, with or without a line end between them."""
    own = rng.random() < 0.6
    other = rng.choice(originals()[o.parser if own else rng.choice(sorted(originals()))])
    between = rng.choice((b"", b"", b"\n", b"\0"))
    first, second = (o, other) if rng.random() < 0.5 else (other, o)
    ended = first.data.endswith(b"\n") and between != b"\0"
    spared = o is first and ended and o.kind in ("table", "vcf")
    detectable = "json" in (first.kind, second.kind) and first.kind == second.kind
    return Mutant(
        o,
        first.data + between + second.data,
        (f"joined: {first.shown} and {second.shown}",),
        detectable=detectable,
        spared=spared,
    )


def _members(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data))
    return gzip.compress(data[:at], mtime=0) + gzip.compress(data[at:], mtime=0)


def bgzf(data: bytes, size: int = 300) -> bytes:
    """The bytes as BGZF (SAM specification 4.1) in blocks of `size` bytes."""
    found = b""
    for at in range(0, len(data), size):
        piece = data[at : at + size]
        deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
        body = deflate.compress(piece) + deflate.flush()
        head = b"\x1f\x8b\x08\x04" + bytes(4) + b"\0\xff\x06\0BC\x02\0" + struct.pack("<H", len(body) + 25)
        found += head + body + struct.pack("<II", zlib.crc32(piece), len(piece))
    return found + BGZF_END


ANY: list[Operator] = [cut, cut_in_front, hole, wrong_bytes, joined, packed_badly, packed_twice]
TEXT: list[Operator] = [
    *ANY,
    number_swollen,
    wrong_bytes,
    cut,
    foreign_byte,
    encoded,
    encoded,
    wide_and_cut,
    blocks_badly,
]
