"""Archer's annotation of a fusion: its parts in the order of the transcript, `CD74(-)NM_001025159.2|exon:6|chr5:149784243`.

A part may name several transcripts (`NM_1/NM_2`), no place, or a range of places (`chr5:a,chr5:b`), of which the end at the
junction is taken by the strand of its gene.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

_PART = re.compile(
    r"(?P<gene>[^\s,|()]+)\((?P<strand>[+-])\)(?P<transcript>[^|,]*)\|(?P<region>[A-Za-z_ ']+):(?P<number>\d+)"
    r"(?:\|(?P<chrom>[^\s:,|()]+):(?P<start>\d{1,12})(?:,(?P<chrom2>[^\s:,|()]+):(?P<end>\d{1,12}))?)?"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of one gene in a fusion transcript; `exon` is empty in introns."""

    gene: str
    strand: str
    transcript: str
    exon: str
    chrom: str = ""
    ends: tuple[int, ...] = ()

    def at(self, *, five_prime: bool) -> int | None:
        """The place at the junction: where the 5' part ends, or where the 3' part begins."""
        if not self.ends:
            return None
        return max(self.ends) if five_prime == (self.strand == "+") else min(self.ends)


def parts_of(text: str) -> tuple[Part, ...]:
    """The parts of an annotation in its order; nothing where any of it is not understood."""
    found = list(_PART.finditer(text))
    if not found or _PART.sub("", text).strip(" ,;"):
        return ()
    return tuple(
        Part(
            gene=m["gene"],
            strand=m["strand"],
            transcript=_transcript(m["transcript"]),
            exon=m["number"] if m["region"].strip().casefold() == "exon" else "",
            chrom=m["chrom"] or "",
            ends=tuple(int(p) for p in (m["start"], m["end"]) if p)
            if m["chrom2"] in (None, m["chrom"])
            else (int(m["start"]),),
        )
        for m in found
    )


def best(texts: Iterable[str]) -> str:
    """Of alternative annotations of one part, the one in a coding RefSeq transcript, else the first."""
    listed = [text for text in texts if text]
    return next((text for text in listed if "NM_" in text), listed[0] if listed else "")


def junctions(parts: Iterable[Part]) -> list[tuple[Part, Part]]:
    """The places where one gene passes into the next, in the order of the transcript."""
    return [(a, b) for a, b in pairwise(parts) if a.gene != b.gene]


def sides(five: Part, three: Part) -> dict[str, Any]:
    """Both sides of a junction as keyword arguments of Finding."""
    return {
        "gene5_reported": five.gene,
        "gene3_reported": three.gene,
        "order_known": True,
        "order_from": "format",
        "transcript5": five.transcript,
        "exon5": five.exon,
        "chrom5": five.chrom,
        "pos5": five.at(five_prime=True),
        "strand5": five.strand,
        "transcript3": three.transcript,
        "exon3": three.exon,
        "chrom3": three.chrom,
        "pos3": three.at(five_prime=False),
        "strand3": three.strand,
    }


def _transcript(text: str) -> str:
    names = [name for name in text.split("/") if name]
    return next((name for name in names if name.startswith("NM_")), names[0] if names else "")
