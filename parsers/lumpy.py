"""LUMPY, smoove and svtyper.

Facts: arq5x/lumpy-sv, brentp/smoove, hall-lab/svtools and svtyper; real files with and without genotypes. Breakends in
pairs; where the two records of an inverted junction contradict each other, STRANDS is right (lumpy_annotsv, 2 of 2 pairs).
`<INV>` with STRANDS `++:a,--:b` is two junctions with their counts. SU counts all evidence, PE pairs, SR split reads;
svtyper's AO, AP and AS are the alternative's counts in a sample. FILTER is never PASS. Files of eight columns exist.
"""

from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.junctions import BY_STRANDS, Junction, strands
from fusionflag.vcf.orientation import by_strands
from fusionflag.vcf.record import Record as Line
from fusionflag.vcf.support import Keys


def _check(record: Line, junction: Junction) -> bool:
    if junction.kind == "INV" and junction.second is not None:
        counts = {BY_STRANDS.get(kept): count for kept, count in strands(record)}
        junction.support = counts.get((junction.first.kept, junction.second.kept))
    return by_strands(record, junction)


CALLER = Caller(
    check=_check,
    reads=Keys(
        junction=("AS", "SR"),
        pairs=("AP", "PE"),
        total=("AO", "SU"),
        info_junction=("SR",),
        info_pairs=("PE",),
        info_total=("SU",),
    ),
)


@parser(
    title="LUMPY / smoove / svtyper",
    molecule="DNA",
    versions="not stated",
    evidence="real",
    direction="places",
    positions="1-based",
    build="header",
    silence="dna",
    looks_like=[
        Vcf(meta=r"##source=LUMPY"),
        Vcf(info=("STRANDS", "SU", "PE", "SR")),
        Vcf(formats=("RO", "AO", "QR", "QA", "RS", "AS")),
    ],
)
def lumpy(report: Report) -> Iterator[Record]:
    """One finding a junction at NRG1."""
    yield from sv_calls(report, CALLER)
