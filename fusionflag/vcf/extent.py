"""Does a VCF reach NRG1 at all? A part of a call set, one chromosome of it, some regions or kinds, says nothing of the rest."""

from __future__ import annotations

from collections.abc import Iterator

from fusionflag.expressions import expression
from fusionflag.genes import chromosome
from fusionflag.vcf.build import lengths
from fusionflag.vcf.header import Header

# bcftools, GATK and Manta note their commands in the header; options of plugins, behind ` -- `, are others
_BCFTOOLS = expression(r"##bcftools_(?!plugin)\w+Command=(?P<command>.*?)(?: -- .*)?\Z")
_REGIONS = expression(r"\s(?:-[rt] ?|--(?:regions|targets)[ =])(?P<regions>\^?[^\s;-][^\s;]*)")
_FILES = expression(r"\s(?:-[RT] ?|--(?:regions|targets)-file[ =])(?P<file>[^\s;]+)")
_KINDS = expression(r"\s(?:-(?P<not>[vV]) ?|--(?P<long>exclude-types|types)[ =])(?P<kinds>[a-z,]+)\b")
_GATK = expression(r"##GATKCommandLine[^\n]*SelectVariants[^\n]*?--intervals\s+(?P<regions>[^\s\",]+)")
_MANTA = expression(r"##cmdline=\S*configManta\.py\s.*--region[ =](?P<regions>\S+)")


def without_nrg1(header: Header, *, contigs: bool = True) -> str:
    """Words for why an NRG1 junction might not stand in this file though it was called; empty if nothing says so.

    contigs  the header names all sequences of the genome; some RNA callers name only those with a fusion
    """
    for part in _parts(header):
        return part
    human = lengths()["GRCh38"].keys()
    named = {chromosome(name) for name in header.lengths} & human
    used = {chromosome(cells[0]) for cells in header.first_records} & human
    # where a record stands on a chromosome that the header does not name, its list is not complete
    if contigs and named and used <= named and "chr8" not in named:
        return "its header names other chromosomes and not chromosome 8: it is a part of a call set"
    return ""


def _parts(header: Header) -> Iterator[str]:
    """What a command in the header left out."""
    for line in header.meta:
        if match := _BCFTOOLS.match(line):
            command = f" {match['command']}"
            for found in _REGIONS.finditer(command):
                if not _whole(found["regions"]):
                    yield f"bcftools kept only a part of it ({found['regions'][:60]})"
            for found in _FILES.finditer(command):
                yield f"bcftools kept only the regions of a file ({found['file'][:60]})"
            for found in _KINDS.finditer(command):
                kinds, out = (
                    set(found["kinds"].split(",")),
                    found["not"] == "V" or found["long"] == "exclude-types",
                )
                if bool(kinds & {"bnd", "other"}) == out:
                    yield f"bcftools kept only some kinds of variants ({found[0].strip()[:60]})"
        elif match := _GATK.match(line) or _MANTA.match(line):
            yield f"only a part of the genome was called or kept ({match['regions'][:60]})"


def _whole(regions: str) -> bool:
    """Do regions of bcftools hold every chromosome, whole? A junction may stand at its other end alone."""
    names = {chromosome(name) for name in regions.lstrip("^").split(",")}
    human = lengths()["GRCh38"].keys() - {"chrY"}
    return not names & human if regions[:1] == "^" else human <= names
