"""novoBreak.

Facts: KChen-lab/novoBreak; two real files. IDs are all `N`, REF is `.`, columns behind FORMAT are positional and unnamed.
CT does not agree with the kind of event (a deletion is 3to5 65 times and 5to3 64 times), so no orientation of it is
believed.
"""

from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf import orientation
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.support import Keys

CALLER = Caller(reads=Keys(), check=orientation.unknown, wide=True)


@parser(
    title="novoBreak",
    molecule="DNA",
    versions="1.1",
    evidence="real",
    direction="unknown: CT does not agree with the kind of event",
    positions="1-based",
    build="header",
    silence="dna",
    looks_like=Vcf(ids=r"N$", info=("CT", "CHR2")),
)
def novobreak(report: Report) -> Iterator[Record]:
    """One finding a junction at NRG1."""
    yield from sv_calls(report, CALLER)
