"""What a parser says of its caller; everything else of a structural-variant VCF is read alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fusionflag.vcf import support
from fusionflag.vcf.junctions import Junction
from fusionflag.vcf.orientation import as_written
from fusionflag.vcf.record import Record

Check = Callable[[Record, Junction], bool]


@dataclass(frozen=True, slots=True)
class Caller:
    """What a parser knows of its caller.

    reads         the keys of its counts
    check         what its brackets and kinds are worth (orientation.py)
    pass_counts   is PASS a calibrated filter here? Some programs write it into every record
    harmless      words of FILTER and FT that say nothing against a call
    germline      it calls germline cohorts: nothing of it is somatic, and its silence says nothing of a tumor
    normal_first  expression found in the header where it is known that of two columns the first is the normal (columns.tell)
    rearranges    can its files hold any rearrangement? None: the file must show it
    symbols       False: `<DEL>`, `<DUP>` and long indels join nothing here, only breakends do
    depth         gains and losses are told from depth of coverage: notes, no junctions
    candidates    its files without sample columns are unscored candidates
    file_a_kind   without BND in its header a file may be of one kind of event, which says nothing of the others
    wide          it writes more cells than it names columns
    merges        it merges the calls of several programs: two that agree pass; its sample columns are the merged files, `A`
                  and `A_1` of one sample
    """

    reads: support.Keys = support.ANY
    check: Check = as_written
    pass_counts: bool = True
    harmless: frozenset[str] = frozenset()
    germline: bool = False
    normal_first: str = ""
    rearranges: bool | None = True
    symbols: bool = True
    depth: bool = False
    candidates: bool = False
    file_a_kind: bool = False
    wide: bool = False
    merges: bool = False
