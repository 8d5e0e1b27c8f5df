"""TIDDIT.

Facts: SciLifeLab/TIDDIT README and tiddit_variant.pyx; a real file of 4.0. Two breakend records a junction, `SV_n_1` and
`SV_n_2`. From version 3 on the brackets forget whether the parts are turned against each other, and the kind (DEL, DUP, INV)
follows coverage, so no orientation is believed. In version 4 DR and SR count pairs and split reads of the alternative (in
DELLY and Sniffles DR is the reference); versions 2 and 3 write DV and RV.
"""

import re
from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.header import header_of
from fusionflag.vcf.orientation import as_written, unknown
from fusionflag.vcf.support import Keys

READS = Keys(junction=("RV", "SR"), pairs=("DV", "DR"))


@parser(
    title="TIDDIT",
    molecule="DNA",
    versions="2-4",
    evidence="real",
    direction="places: from version 3 on not believed",
    positions="1-based",
    build="header",
    silence="dna",
    looks_like=Vcf(meta=r"##source=TIDDIT"),
)
def tiddit(report: Report) -> Iterator[Record]:
    """One finding a junction at NRG1."""
    header = header_of(report)
    old = header is not None and bool(re.search(r"##source=TIDDIT-[12]\.", header.text))
    yield from sv_calls(report, Caller(READS, as_written if old else unknown))
