"""One record of a VCF, taken apart; INFO and sample columns on demand.

What is checked here is what tells a record from the rest of a damaged line: number of cells, a sequence's name, a position,
bases in REF.
"""

from __future__ import annotations

import re
from functools import cached_property

from fusionflag import numbers
from fusionflag.cells import MISSING, RowError
from fusionflag.vcf import alt
from fusionflag.vcf.header import FIXED, Header, cells_of

UNREADABLE = (-1000, 1000)  # an interval that is stated and cannot be read: wider than callers write them
_REF = re.compile(r"(?:[ACGTUNRYSWKMBDHV*]+|\.|<[^<>]+>)\Z", re.I)
_WHOLE = re.compile(r"\s*([+-]?\d{1,10})(?:\.0*)?\s*\Z", re.ASCII)
_CHROM = re.compile(r"(?!\d{3,}\Z)[^\s\"';=]+\Z")  # a number of three digits is a position in the wrong cell
LONGEST = 10  # digits of a position: no chromosome of any species has more


class Record:
    """The cells of one line. `flaws` are what had to be repaired to read it, `doubts` cells that were not understood.

    short, wide  fewer or more cells than the column line names
    """

    def __init__(self, line: int, text: str, header: Header) -> None:
        cells = cells_of(text)
        if len(cells) < FIXED:
            raise RowError(f"has {len(cells)} cells, a record has at least {FIXED}")
        if any(alt.is_second(cell) for cell in cells[FIXED + 1 :]):
            raise RowError("holds two records: a line break is missing")
        self.line, self.text = line, text
        self.chrom, pos, self.id, self.ref, self.alt, self.qual, self.filter, info = (
            c.strip(" ") for c in cells[:FIXED]
        )
        self.flaws: list[str] = []
        self.doubts: list[tuple[str, int, str]] = []  # what, column, value
        if header.columns:
            while len(cells) > max(header.width, FIXED) and not cells[-1].strip():
                cells.pop()  # a tab at the end of the line
        self.short = len(cells) < header.width
        self.wide = bool(header.columns) and len(cells) > max(header.width, FIXED)
        if header.tabs and "\t" not in text:
            self.flaws.append("the cells are parted by blanks, not by tabs")
        if not _REF.match(self.ref):
            raise RowError("is no bases: cells are missing or were moved", 4, self.ref)
        if not _CHROM.match(self.chrom) and self.chrom not in header.contigs:
            raise RowError("is no name of a sequence", 1, self.chrom)
        if self.filter in MISSING:
            self.filter = "."
        self.pos = self._position(pos)
        self.info_text = self._unquoted(info)
        self.format = cells[FIXED] if len(cells) > FIXED else ""
        self.samples = cells[FIXED + 1 :]
        self._check_quality()

    def _position(self, cell: str) -> int:
        if cell.isascii() and cell.isdigit() and len(cell) <= LONGEST:
            return int(cell)
        found = numbers.position(cell) if len(cell) < 2 * LONGEST else None
        if found is None:
            raise RowError("is not a position", 2, cell)
        self.flaws.append(f"the position {cell} was read as {found}")
        return found

    def _unquoted(self, info: str) -> str:
        """Spreadsheets put INFO into quotes."""
        if info[:1] == '"' and info[-1:] == '"' and len(info) > 1:
            self.flaws.append("INFO stood in quotes")
            return info[1:-1].replace('""', '"')
        return info

    def _check_quality(self) -> None:
        if self.qual not in MISSING and numbers.decimal(self.qual) is None:
            self.doubts.append(("QUAL is not a number", 6, self.qual))

    # -- INFO --------------------------------------------------------------------------------------
    @cached_property
    def info(self) -> dict[str, str]:
        """INFO as written: key -> text; a flag has no text. The first of two equal keys counts."""
        found: dict[str, str] = {}
        for part in self.info_text.split(";"):
            key, _, value = part.partition("=")
            found.setdefault(key.strip(), value.strip())
        return found

    def value(self, *keys: str) -> str:
        """The text of the first of `keys` that says something."""
        info = self.info
        for key in keys:
            if (text := info.get(key, "")) not in MISSING:
                return text
        return ""

    def flag(self, key: str) -> bool:
        return key in self.info

    def whole(self, *keys: str, number: int = 1) -> int | None:
        """The first of `keys` as a whole number; what is none is a doubt, and not stated.

        number  which ALT is asked for: a list of one value for each ALT has its own
        """
        for key in keys:
            text = self.info.get(key, "")
            if text and text not in MISSING:
                stated = text.split(",")
                own = stated[number - 1] if len(stated) == self.alleles > 1 else stated[0]
                if match := _WHOLE.match(own):
                    return int(match[1])
                self._doubt(key, text)
        return None

    @cached_property
    def alleles(self) -> int:
        """How many alternatives ALT names."""
        return self.alt.count(",") + 1

    def interval(self, *keys: str) -> tuple[int, int]:
        """How far a position may be off, as CIPOS has it: bases to the left (<= 0) and right (>= 0); (0, 0) if not stated.

        What cannot be read is a doubt, and the position may then be anywhere near.
        """
        for key in keys:
            text = self.info.get(key, "")
            if text and text not in MISSING:
                ends = [_WHOLE.match(part) for part in text.split(",")[:2]]
                if len(ends) < 2 or not (ends[0] and ends[1]):
                    self._doubt(key, text)
                    return UNREADABLE
                low, high = int(ends[0][1]), int(ends[1][1])
                return min(low, high, 0), max(low, high, 0)
        return 0, 0

    # -- sample columns ----------------------------------------------------------------------------
    @cached_property
    def keys(self) -> dict[str, int]:
        """FORMAT: key -> its number."""
        return {key: index for index, key in enumerate(self.format.split(":"))} if self.format else {}

    def cell(self, key: str, sample: int) -> str:
        """The text of a FORMAT key in a sample column; empty where there is none."""
        index = self.keys.get(key)
        if index is None or not 0 <= sample < len(self.samples):
            return ""
        parts = self.samples[sample].split(":")
        text = parts[index].strip() if index < len(parts) else ""
        return "" if text in MISSING else text

    def counts(self, key: str, sample: int) -> list[int | None]:
        """The numbers of a FORMAT key in a sample column, `1,2`; what is none is a doubt, and None."""
        text = self.cell(key, sample)
        return [self._count(key, part) for part in text.split(",")] if text else []

    def _count(self, key: str, text: str) -> int | None:
        if text in MISSING:
            return None
        found, _ = numbers.count(text)
        if found is None:
            self._doubt(key, text)
        return found

    def _doubt(self, key: str, text: str) -> None:
        doubt = (f"{key} is not a number; read as not stated", 8 if key in self.info else 9, text)
        if doubt not in self.doubts:
            self.doubts.append(doubt)

    def count(self, *keys: str) -> int | None:
        """An INFO key as a count of reads."""
        for key in keys:
            text = self.value(key)
            if text:
                return self._count(key, text.split(",")[0])
        return None
