"""Changed copies of a fixture for the conformance check (`fusionflag.testing`): NRG1 on the other side, in a list, as NRG1-IT1;
columns moved, added and lost; another caller's header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fusionflag.cells import canonical
from fusionflag.marks import Columns
from fusionflag.model import Finding
from fusionflag.parsing import Parser

LISTED = tuple(f"LINC00999{mark}NRG1" for mark in ",;/|")  # NRG1 in second place
FOREIGN = (b"sequence", b"first position", b"last position", b"depth")
_NRG1 = re.compile(rb"(?<![A-Za-z0-9-])NRG1(?![A-Za-z0-9-](?!-))")


@dataclass(frozen=True)
class Grid:
    """A fixture that is one table: what stands above its header, the delimiter, and the cells of header and rows."""

    above: bytes
    mark: bytes
    cells: list[list[bytes]]

    def written(self, cells: list[list[bytes]]) -> bytes:
        return self.above + b"".join(self.mark.join(row) + b"\n" for row in cells)


def grid(declared: Parser, data: bytes) -> Grid | None:
    """The table of a fixture, if its parser knows it by its columns; None for others, and for quoted cells or ragged rows."""
    marks = [m for alternative in declared.looks_like for m in alternative if isinstance(m, Columns)]
    lines = data.splitlines(keepends=True)
    if b'"' in data or not data.endswith(b"\n") or b"\r" in data:
        return None
    for number, line in enumerate(lines):
        for mark in (b"\t", b",", b";"):
            names = frozenset(canonical(c.decode()) for c in line.rstrip(b"\n").split(mark))
            if any(m.fits(names) for m in marks):
                cells = [row.rstrip(b"\n").split(mark) for row in lines[number:]]
                whole = len({len(row) for row in cells}) == 1 and len(names) == len(cells[0])
                return Grid(b"".join(lines[:number]), mark, cells) if whole else None
    return None


def same(table: Grid) -> Iterator[tuple[str, bytes]]:
    """Copies that say what the fixture says: the first column last, and one more."""
    yield "with its first column last", table.written([[*row[1:], row[0]] for row in table.cells])
    more = [[*row, b"lab note" if not n else b"seen"] for n, row in enumerate(table.cells)]
    yield "with one more column", table.written(more)


def less(table: Grid) -> Iterator[tuple[str, bytes]]:
    """Copies that lack a column each, or stand below another caller's header."""
    for at, name in enumerate(table.cells[0]):
        without = [row[:at] + row[at + 1 :] for row in table.cells]
        yield f"without its column {name.decode()}", table.written(without)
    other = [FOREIGN[n] if n < len(FOREIGN) else b"value %d" % n for n in range(len(table.cells[0]))]
    yield "under another caller's header", table.written([other, *table.cells[1:]])


def renamed(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Copies in which NRG1 is the second of a list, or another transcript of its locus."""
    for name in (*LISTED, "NRG1-IT1"):
        yield f"with {name} for NRG1", _NRG1.sub(name.encode(), data)


def swapped(data: bytes, finding: Finding) -> bytes | None:
    """The copy in which NRG1 and its partner in this finding have changed names; None where the text does not name both."""
    names = {finding.gene5, finding.gene3} if finding.gene5_reported and finding.gene3_reported else set()
    partner = next(iter(names - {"NRG1"}), "")
    if len(names) != 2 or "NRG1" not in names or not re.fullmatch(r"[A-Z0-9]+", partner):
        return None
    found = re.compile(rf"(?<![A-Za-z0-9])(?:NRG1|{partner})(?![A-Za-z0-9])".encode())
    copy = found.sub(lambda m: partner.encode() if m[0] == b"NRG1" else b"NRG1", data)
    return copy if copy != data else None
