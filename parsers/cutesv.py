"""cuteSV.

Facts: tjiangHIT/cuteSV README; a real file of 1.0.11. One breakend record a junction, at the end on the chromosome whose
name sorts first (9 of 9; chr11 before chr8). `<INV>` is one junction, as STRAND says. DV and INFO RE count supporting reads,
DR the reference.
"""

from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.junctions import BY_STRANDS, Junction
from fusionflag.vcf.orientation import is_one_of_two
from fusionflag.vcf.record import Record as Line
from fusionflag.vcf.support import Keys


def _check(record: Line, junction: Junction) -> bool:
    parts = BY_STRANDS.get(record.value("STRAND"))
    return parts is None or is_one_of_two(junction, parts)


CALLER = Caller(check=_check, reads=Keys(junction=("DV",), info_junction=("RE",)))


@parser(
    title="cuteSV",
    molecule="DNA",
    versions="1.0-2.1",
    evidence="real",
    direction="places",
    positions="1-based",
    build="header",
    silence="dna",
    looks_like=[Vcf(meta=r"##source=cuteSV"), Vcf(ids=r"cuteSV\.")],
)
def cutesv(report: Report) -> Iterator[Record]:
    """One finding a junction at NRG1."""
    yield from sv_calls(report, CALLER)
