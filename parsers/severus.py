"""Severus.

Facts: KolmogorovLab/Severus README and vcf_output.py; a real file of 0.1.2. Breakends in pairs whose mate stands in MATE_ID,
IDs `..._1` and `..._2`. Up to 1.6 the brackets of parts that are not turned are exchanged (38 records of the real file,
against the HG008 truth set); STRANDS is right, in the order `_1`, `_2` on both records. From 1.7 both are right. `<INV>` has
no END (19 of 19): its end is POS + SVLEN; STRANDS tells the parts, but in versions 1.x `reciprocal_inversion` means both
junctions. DV counts supporting reads, VAF is a fraction. Somatic and all variants are separate files, so one column says
nothing of the germline.
"""

import re
from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.header import header_of
from fusionflag.vcf.junctions import BY_STRANDS, Junction
from fusionflag.vcf.orientation import as_written, keep, unknown
from fusionflag.vcf.record import Record as Line
from fusionflag.vcf.support import Keys

READS = Keys(junction=("DV",))
VERSION = re.compile(r"##source=Severus_?v(\d{1,4})\.(\d{1,4})\b")


def _exchanged(record: Line, junction: Junction) -> bool:
    parts = BY_STRANDS.get(record.value("STRANDS"))
    if parts and junction.kind == "BND":
        keep(junction, parts[::-1] if record.id.endswith("_2") else parts)
    return True


def _turned_only(record: Line, junction: Junction) -> bool:
    turned = junction.second is None or junction.first.kept == junction.second.kept
    return junction.kind != "BND" or turned or unknown(record, junction)


@parser(
    title="Severus",
    molecule="DNA",
    versions="0.1-1.7",
    evidence="real",
    direction="places: to 1.6 by STRANDS, not by the brackets",
    positions="1-based",
    build="header",
    silence="dna",
    looks_like=[Vcf(meta=r"##source=Severus"), Vcf(ids=r"severus_")],
)
def severus(report: Report) -> Iterator[Record]:
    """One finding a junction at NRG1."""
    header = header_of(report)
    version = VERSION.search(header.text) if header else None
    check = _turned_only
    if version:
        check = _exchanged if (int(version[1]), int(version[2])) < (1, 7) else as_written
    yield from sv_calls(report, Caller(READS, check))
