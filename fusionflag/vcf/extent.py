"""Does a VCF reach NRG1 at all? A part of a call set, one chromosome of it or some regions, says nothing of the rest."""

from __future__ import annotations

import re

from fusionflag.genes import chromosome
from fusionflag.locus import LOCUS, on_chr8
from fusionflag.vcf.build import lengths
from fusionflag.vcf.header import Header

# bcftools notes its commands in the header; -t ^chr8 leaves regions out, and files of regions (-R, -T) tell nothing here
_REGIONS = re.compile(r"^##bcftools_\w+Command=.*?\s(?:-r|--regions|-t|--targets)[ =]?(\^?[^\s;]+)", re.M)
_REGION = re.compile(r"(?P<chrom>.+?)(?::(?P<first>[\d,]+)(?:-(?P<last>[\d,]*))?)?\Z")


def without_nrg1(header: Header, *, contigs: bool = True) -> str:
    """Words for why no record at NRG1 could stand in this file; empty if one could.

    contigs  the header names all sequences of the genome; some RNA callers name only those with a fusion
    """
    for regions in _REGIONS.findall(header.text):
        out = regions[:1] == "^"
        holds = any(_reaches_nrg1(region) for region in re.split(r",(?=\D)", regions.lstrip("^")))
        if holds == out:
            return f"bcftools kept only a part of it ({regions[:60]}), without NRG1"
    human = {chromosome(name) for name in header.contigs} & lengths()["GRCh38"].keys()
    used = {chromosome(cells[0]) for cells in header.first_records} & lengths()["GRCh38"].keys()
    # where a record stands on a chromosome that the header does not name, its list is not complete
    if contigs and human and used <= human and "chr8" not in human:
        return "its header names other chromosomes and not chromosome 8: it is a part of a call set"
    return ""


def _reaches_nrg1(region: str) -> bool:
    """Does a region of bcftools, `chr8`, `8:1-2`, `8:5` or `8:5-`, share a base with NRG1?"""
    match = _REGION.match(region)
    if match is None or not on_chr8(match["chrom"]):
        return False
    first = int((match["first"] or "1").replace(",", ""))
    last = match["last"]
    end = first if last is None and match["first"] else int((last or str(LOCUS.stop)).replace(",", ""))
    return first < LOCUS.stop and end >= LOCUS.start
