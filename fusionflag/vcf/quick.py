"""A quick look at a line of a VCF: may it touch NRG1? Most lines do not, and are not taken apart.

The answer is yes wherever only a closer look can tell. A test holds it against reading every record.
"""

from __future__ import annotations

import re

from fusionflag.locus import NEAR, on_chr8
from fusionflag.spelling import TOKENS, mentions_nrg1
from fusionflag.vcf import alt, junctions
from fusionflag.vcf.annotation import names_symbols
from fusionflag.vcf.build import is_unknown
from fusionflag.vcf.header import FIXED, Header
from fusionflag.vcf.record import LONGEST

_ONE_PLACE = frozenset({"<DEL>", "<DUP>", "<INV>", "<INS>", "<CNV>", "<DUP:TANDEM>", "<NON_REF>", "<*>"})
_CHROM2 = re.compile(rf"(?:^|;)(?:{'|'.join(junctions.CHROM2)})=([^;]+)")
_FAR_END = re.compile(rf"(?:^|;)(?:{'|'.join(junctions.FAR_ENDS)}|Pos2)=")
_BETWEEN = ("TRA", "CTX", "TRX", "BND", "FUS")
_CLEAN = re.compile(r"(?!\d{3,}\Z)(?:[\w.|#+-]+|HLA\S+)\Z")  # a sequence's name, and nothing else
_END = re.compile(r"(?:^|;)END=(\d{1,10})(?:;|$)")


class QuickLook:
    """What lines of one file are looked at for.

    named, uneven  of the block that is read: may it hold a name of NRG1, a line with another number of cells?
    """

    def __init__(self, header: Header, *, known_assembly: bool) -> None:
        self.by_place = known_assembly
        self._header = header
        self.named = self.uneven = True
        self._tabs = max(header.width, FIXED) - 1
        # an annotation by symbol names NRG1 wherever it names one of its numbers
        self._tokens = TOKENS[:1] if names_symbols(header) else TOKENS
        self._eight: dict[str, bool] = {}

    def block(self, lines: list[str], text: str) -> None:
        """Note what holds for all lines of a block."""
        self.named = any(text.rfind(token) >= 0 for token in self._tokens)  # half the time of `in`, measured
        self.uneven = text.count("\t") != len(lines) * self._tabs

    def even(self, line: str) -> bool:
        """Has it as many cells as the column line names?"""
        return line.count("\t") == self._tabs

    def names(self, text: str) -> bool:
        """Does the text hold a name of NRG1, be it inside another name?"""
        return any(token in text for token in self._tokens)

    def may_touch(self, line: str, cells: list[str]) -> bool:
        """A quick look at one line. True where only a closer look can tell."""
        allele, info = cells[4], cells[7]
        if not (cells[1].isdigit() and cells[3].isalpha()) or (self.uneven and not self.even(line)):
            return True
        if self.named and self.names(line) and mentions_nrg1(line):
            return True
        here = self._eight.get(cells[0])
        if here is None:
            if not _CLEAN.match(cells[0]):
                return True
            here = self._on_eight(cells[0])
        if "[" in allele or "]" in allele:
            return not self.by_place or (here and self._near(cells[1])) or self._mate_near(allele)
        if allele[:1] == "<" or "SVTYPE=" in info:
            if not self.by_place:
                return True
            second = _CHROM2.search(info) if "CHR" in info or "Chr2" in info else None
            if (
                second is None
                and allele not in _ONE_PLACE
                and (allele[1:4].upper() in _BETWEEN or allele[:1] != "<")
            ):
                return True  # where it leads stands in no key that is known at first sight
            if second is not None and not _CLEAN.match(second[1]):
                return True
            there = here if second is None else self._on_eight(second[1])
            if here and there and (second is None or not _FAR_END.search(info)):
                return self._spans(cells)
            return here or there
        if "=" in allele:
            return True  # INFO in the cell of ALT
        if here and not allele.isalpha() and allele not in (".", "*"):
            return True
        return here and self._at_nrg1(_number(cells[1]), len(cells[3]))

    def _mate_near(self, allele: str) -> bool:
        """Is the other end of a breakend, or one of several, at NRG1?"""
        match = alt.USUAL.match(allele)
        if match is None:  # several alleles, a contig with colons, or no breakend at all
            alleles = allele.split(",")
            ends = [alt.breakend(text) for text in alleles if "[" in text or "]" in text]
            return len(ends) < len(alleles) or any(self._on_eight(e.chrom) and e.pos in NEAR for e in ends)
        chrom = match[2] or match[5]
        there = self._eight.get(chrom)
        return (self._on_eight(chrom) if there is None else there) and int(match[3] or match[6]) in NEAR

    def _spans(self, cells: list[str]) -> bool:
        """May an event of chromosome 8 with POS and END have an end at NRG1, or lie across it?"""
        pos, match = _number(cells[1]), _END.search(cells[7])
        if pos is None or match is None or int(match[1]) <= pos or "," in cells[4]:
            return True  # of several alternatives each may have its own length
        return not (max(pos, int(match[1])) < NEAR.start or min(pos, int(match[1])) >= NEAR.stop)

    def _at_nrg1(self, pos: int | None, length: int) -> bool:
        return pos is None or (pos + length >= NEAR.start and pos < NEAR.stop)

    def _near(self, pos: str) -> bool:
        found = _number(pos)
        return found is None or found in NEAR

    def _on_eight(self, chrom: str) -> bool:
        known = self._eight.get(chrom)
        if known is None:
            if len(self._eight) > 100_000:
                self._eight.clear()
            name = chrom.strip()  # an unknown name may be a damaged one
            known = self._eight[chrom] = on_chr8(name) or is_unknown(name, self._header)
        return known


def _number(cell: str) -> int | None:
    """A position in plain digits; None sends the line to the closer look."""
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) <= LONGEST else None
