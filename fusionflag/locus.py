"""Where NRG1 lies, and which places count as at it or beside it. Positions are 1-based."""

from __future__ import annotations

from fusionflag.genes import chromosome

# hg19 and hg38 spans together (nrg1.json, unknown_build_locus): where a row is looked at by position
LOCUS = range(31_496_902, 32_855_667)
UPSTREAM = 10_000  # bases before NRG1 in which a break keeps all of NRG1 behind whatever it is joined to
MARGIN = 100_000  # bases beside NRG1 within which a file may well call a place NRG1
NEAR = range(LOCUS.start - UPSTREAM, LOCUS.stop)


def on_chr8(chrom: str) -> bool:
    """Is this a name of chromosome 8: 8, chr8, NC_000008.11, CM000670.2 ...?"""
    return chromosome(chrom) == "chr8"


def at_nrg1(chrom: str, pos: int, kept: str) -> bool:
    """In NRG1 in either build, or just upstream of it with NRG1 on the kept part (`-`, or not known)."""
    return pos in NEAR and (pos >= LOCUS.start or kept != "+") and on_chr8(chrom)


def may_be_called_nrg1(pos: int) -> bool:
    """Is this position of chromosome 8 so near to NRG1, in either build, that a file may name it so?"""
    return LOCUS.start - MARGIN <= pos < LOCUS.stop + MARGIN
