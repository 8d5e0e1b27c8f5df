"""Manta (DNA): somaticSV, diploidSV, tumorSV, candidateSV.

Facts: Illumina/manta docs/userGuide and src; real files of 0.29 to 1.6. Breakends come in pairs (MATEID); inversions are
four breakends with INV3 or INV5 and an EVENT (1.5 and later) or `<INV>` with one of the flags. PR and SR are `ref,alt`; SR
is absent where a call is imprecise. somaticSV has two columns, the normal first; tumorSV has one and says nothing of the
germline; candidateSV has none and scores nothing. The source line may be hidden by a merging program: the IDs stay.
"""

from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.support import Keys

CALLER = Caller(
    reads=Keys(junction=("SR",), pairs=("PR",), total=("VF",), info_pairs=("PAIR_COUNT",)),
    normal_first=r"##INFO=<ID=SOMATIC|--normalBam",
    candidates=True,
)


@parser(
    title="Manta",
    molecule="DNA",
    versions="0.29-1.6",
    evidence="real",
    direction="places",
    positions="1-based",
    build="header",
    silence="dna",
    looks_like=[Vcf(meta=r"##source=GenerateSVCandidates"), Vcf(ids=r"Manta(?:BND|DEL|INS|DUP|INV):")],
)
def manta(report: Report) -> Iterator[Record]:
    """One finding a junction at NRG1."""
    yield from sv_calls(report, CALLER)
