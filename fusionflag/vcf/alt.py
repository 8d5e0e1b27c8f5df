"""One ALT allele, by the grammar of the VCF specification (section 5.4 of version 4.3).

`t[p[`, `t]p]`, `[p[t`, `]p]t`: the base first means that the left part of the record's side is kept, the base last the right
one; `[` that the part right of the mate's position is joined, `]` the part left of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fusionflag.cells import RowError

# contigs may hold colons (HLA-A*01:01): the position is what stands behind the last one. <ctg1> is a contig of an assembly file
_BREAKEND = re.compile(
    r"(?P<before>[ACGTUNRYSWKMBDHV.*]*)(?P<open>[\[\]])(?P<chrom><[^<>\s]+>|[^\[\]<>\s]+):(?P<pos>\d{1,10})"
    r"(?P<close>[\[\]])(?P<after>[ACGTUNRYSWKMBDHV.*]*)\Z",
    re.I,
)
_BASES_ONLY = "[ACGTUNRYSWKMBDHV.*]+"
# the usual breakend in one look, for the scan of large files; what it does not match gets the closer look
USUAL = re.compile(
    rf"(?:{_BASES_ONLY}([\[\]])([^\[\]<>:\s]+):(\d{{1,10}})\1|([\[\]])([^\[\]<>:\s]+):(\d{{1,10}})\4{_BASES_ONLY})\Z",
    re.I,
)
_SINGLE = re.compile(r"(?:\.(?P<after>[ACGTUNRYSWKMBDHV]+)|(?P<before>[ACGTUNRYSWKMBDHV]+)\.)\Z", re.I)
_SYMBOL = re.compile(r"<([^<>]+)>\Z")
_BASES = re.compile(r"[ACGTUNRYSWKMBDHV*]+\Z", re.I)


def is_second(cell: str) -> bool:
    """Is this cell of a sample column the ALT of another record, whose line break is missing?"""
    return bool(USUAL.match(cell) or _SYMBOL.match(cell))


@dataclass(frozen=True, slots=True)
class Breakend:
    """A breakend with its mate.

    kept, mate_kept  + the left part of the place is kept, - the right one
    inserted         bases between the two parts that belong to neither
    """

    kept: str
    chrom: str
    pos: int
    mate_kept: str
    inserted: int = 0


@dataclass(frozen=True, slots=True)
class Single:
    """A breakend whose mate is not known."""

    kept: str


@dataclass(frozen=True, slots=True)
class Symbol:
    """`<DEL>`, `<DUP:TANDEM>` and the like, in capitals."""

    name: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """Bases, or nothing at all (`.`)."""

    bases: str


Allele = Breakend | Single | Symbol | Sequence


def parse(text: str) -> Allele:
    """The allele that `text` writes. RowError if it is none."""
    if "[" in text or "]" in text:
        return breakend(text)
    if match := _SYMBOL.match(text):
        return Symbol(match[1].upper())
    if text in (".", "*", "") or _BASES.match(text):
        return Sequence("" if text == "." else text)
    if match := _SINGLE.match(text):
        return Single("-" if match["after"] else "+")
    raise RowError("is no allele of the VCF specification", 5, text)


def breakend(text: str) -> Breakend:
    """The breakend that `text` writes. RowError if brackets, place or bases are not as the specification has them."""
    match = _BREAKEND.match(text)
    if match is None:
        raise RowError("is no breakend: expected t[chr:pos[, t]chr:pos], [chr:pos[t or ]chr:pos]t", 5, text)
    if match["open"] != match["close"]:
        raise RowError("has two different brackets: which part of the mate is joined is not said", 5, text)
    if bool(match["before"]) == bool(match["after"]):
        raise RowError(
            "has no base, or one on each side: which part of the record's side is kept is not said", 5, text
        )
    return Breakend(
        kept="+" if match["before"] else "-",
        chrom=match["chrom"],
        pos=int(match["pos"]),
        mate_kept="-" if match["open"] == "[" else "+",
        inserted=len(match["before"] or match["after"]) - 1,
    )
