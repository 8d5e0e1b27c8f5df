"""Sniffles 1 and 2.

Facts: fritzsedlazeck/Sniffles, README and source of 2.2 to 2.8; real files of 1.0.2 to 2.2. One record a junction, at the
end on the lower chromosome (125 of 125 between chromosomes in version 1): `<TRA>` with CHR2, END (which may be less than
POS) and STRANDS in version 1, a breakend in some of its versions and in version 2. Version 1 writes `]p]N` for STRANDS `--`
and `N[p[` for `++` (issue 121): STRANDS is right. Version 2 up to 2.7 (sv.py, classify_splits) puts the base first when the
record's segment comes first in the read, on whichever strand, so its brackets do not tell the parts (issue 413); 2.8 looks
at the clipped side. STRAND in version 2 is the strand of the reads. Deletions may be written out as sequence. DV counts
supporting reads, DR the reference. SUPP_VEC is of the samples of one run. There is no tumor and normal.
"""

import re
from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf import orientation
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.header import header_of
from fusionflag.vcf.junctions import Junction
from fusionflag.vcf.record import Record as Line
from fusionflag.vcf.support import Keys

READS = Keys(junction=("DV",), info_junction=("RE", "SUPPORT"))
RIGHT = re.compile(r"##source=Sniffles2_(?:2\.(?:[89]|\d\d)|[3-9])")


def _unless_version_1(record: Line, junction: Junction) -> bool:
    if record.value("SVMETHOD").startswith("Snifflesv1") or junction.kind != "BND":
        return orientation.by_strands(record, junction)
    return orientation.unknown(record, junction)


@parser(
    title="Sniffles",
    molecule="DNA",
    versions="1.0-2.8",
    evidence="real",
    direction="places: version 1 by STRANDS; 2.0 to 2.7 say nothing",
    positions="1-based",
    build="header",
    silence="dna",
    looks_like=[
        Vcf(meta=r"##source=Sniffles", merged=None),
        Vcf(used=r"SVMETHOD=Sniffles"),
        Vcf(ids=r"Sniffles2\."),
    ],
)
def sniffles(report: Report) -> Iterator[Record]:
    """One finding a junction at NRG1."""
    header = header_of(report)
    right = header is not None and bool(RIGHT.search(header.text))
    yield from sv_calls(report, Caller(READS, orientation.as_written if right else _unless_version_1))
