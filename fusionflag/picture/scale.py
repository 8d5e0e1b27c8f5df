"""NRG1 on paper: its coding exons to scale, its locus with introns to scale, its domains.

Exons are those of the MANE Select transcript (data/nrg1.json). Places are genomic and 1-based, in the build that is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from fusionflag import nrg1
from fusionflag.picture.svg import Canvas

PER_BASE = 0.29  # units a coding base
GAP = 5.0  # units an intron between coding exons
DOMAINS = (("Ig-like_C2", "Ig-like"), ("EGF-like", "EGF-like"), ("transmembrane", "TM"))


@dataclass(frozen=True, slots=True)
class Exon:
    """The coding part of an exon."""

    name: str
    start: int
    end: int

    @property
    def width(self) -> float:
        return (self.end - self.start + 1) * PER_BASE


def transcript() -> str:
    """The transcript whose exons are drawn."""
    return str(nrg1.model()["mane_select"])


@cache
def exons(build: str) -> tuple[Exon, ...]:
    """The coding parts of its exons."""
    of = nrg1.model()["transcripts"][transcript().split(".")[0]]
    first, last = of["cds"][build]
    return tuple(Exon(e["unit"], max(e[build][0], first), min(e[build][1], last)) for e in of["exons"])


def kept_exons(build: str, pos: int, role: str) -> tuple[Exon, ...]:
    """The exons, and the part of one that is cut, on the side of `pos` that the fusion keeps."""
    found = []
    for e in exons(build):
        if role == "three_prime" and e.end >= pos:
            found.append(Exon(e.name, max(e.start, pos), e.end))
        elif role == "five_prime" and e.start <= pos:
            found.append(Exon(e.name, e.start, min(e.end, pos)))
    return tuple(found)


class Strip:
    """Exons one after the other from `x`, with a gap for each intron."""

    def __init__(self, parts: tuple[Exon, ...], x: float) -> None:
        self.parts = parts
        self.starts: list[float] = []
        for part in parts:
            self.starts.append(x)
            x += part.width + GAP
        self.end = x - GAP if parts else x

    def at(self, pos: int) -> float:
        """Where a place lies: inside an exon to scale, between two in their gap."""
        for part, x in zip(self.parts, self.starts, strict=True):
            if pos < part.start:
                return x - GAP / 2
            if pos <= part.end:
                return x + (pos - part.start) * PER_BASE
        return self.end

    def draw(self, canvas: Canvas, y: float, kinds: list[str]) -> None:
        """Exon boxes on a line, with their names below."""
        if self.parts:
            canvas.line(self.starts[0], y + 11, self.end, y + 11, "intron")
        for part, x, kind in zip(self.parts, self.starts, kinds, strict=True):
            canvas.box(x, y, part.width, 22, kind)
            canvas.text(x + part.width / 2, y + 36, part.name, "small", "middle")


def domains(build: str) -> list[tuple[str, int, int]]:
    """Name, first and last base of each domain, which introns may part."""
    found = nrg1.model()["domains"]
    return [(words, found[key][build][0][0], found[key][build][-1][1]) for key, words in DOMAINS]


def domain_state(build: str, first: int, last: int, pos: int, role: str) -> str:
    """Is a domain kept, lost or cut by a junction at `pos`?"""
    if role == "three_prime":
        return "kept" if pos <= first else "lost" if pos > last else "cut"
    return "kept" if pos >= last else "lost" if pos < first else "cut"


# -- the locus with its introns ----------------------------------------------------------------------
class Locus:
    """The gene from its first exon to its last on a line: everything from the type I first exon on to scale; the long first
    intron before it, of 0.9 million bases, is cut short."""

    LEFT, BREAK, RIGHT = 20.0, 130.0, 740.0

    def __init__(self, build: str) -> None:
        self.build = build
        self.first, self.last = int(nrg1.model()["gene"][build][0]), exons(build)[-1].end
        self.near = exons(build)[0].start - 5000  # from here on to scale

    def at(self, pos: int) -> float:
        """Where a place of the locus lies on the line."""
        if pos < self.near:
            share = (pos - self.first) / (self.near - self.first)
            return self.LEFT + min(max(share, 0), 1) * (self.BREAK - self.LEFT)
        share = (pos - self.near) / (self.last - self.near)
        return self.BREAK + min(share, 1) * (self.RIGHT - self.BREAK)
