"""Structural variants of several callers merged into one file: SURVIVOR, Jasmine, SVDB, in-house merges.

Facts: fritzsedlazeck/SURVIVOR, mkirsche/Jasmine, J35P312/SVDB; a real merge of SvABA, GRIDSS and BRASS. One record a
junction, the keys of the callers prefixed. SURVIVOR writes brackets after the first strand only (combine_svs.cpp), so those
that contradict STRANDS are not believed. Its columns are the files that were merged: `A` and `A_1` are one sample. Counts of
reads differ in meaning from caller to caller and are not taken; which callers agree stands in SUPP_VEC or Callers. PASS is
written always: two callers that agree count as much.
"""

from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.orientation import only_agreed
from fusionflag.vcf.support import Keys

CALLER = Caller(reads=Keys(), check=only_agreed, pass_counts=False, merges=True)


@parser(
    title="merged SV calls (SURVIVOR, Jasmine, SVDB)",
    molecule="DNA",
    versions="SURVIVOR 1.0.7; others not stated",
    evidence="real",
    direction="places: SURVIVOR's brackets only where they agree with STRANDS",
    positions="1-based",
    build="header",
    silence="dna",
    looks_like=Vcf(merged=True),
)
def sv_merge(report: Report) -> Iterator[Record]:
    """One finding a junction at NRG1."""
    yield from sv_calls(report, CALLER)
