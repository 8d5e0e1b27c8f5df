"""Which parts of a junction are kept, for callers whose ALT does not tell it, or tells it wrongly.

A caller names one of these checks, or its own. A check corrects the junction in place and says whether it stays: of the two
junctions that `<INV>` may mean, a caller can state which one it saw.
"""

from __future__ import annotations

from fusionflag.vcf.junctions import BY_STRANDS, Junction, strands
from fusionflag.vcf.record import Record


def as_written(record: Record, junction: Junction) -> bool:
    """ALT is right, as by the specification."""
    return True


def unknown(record: Record, junction: Junction) -> bool:
    """Neither brackets nor kinds tell the parts."""
    for end in junction.ends:
        end.kept = ""
    return True


def by_strands(record: Record, junction: Junction) -> bool:
    """STRANDS is right where it contradicts the brackets; it follows the record's own end, then its mate."""
    stated = _stated(record)
    if stated and junction.kind == "BND":
        keep(junction, stated)
    return True


def only_agreed(record: Record, junction: Junction) -> bool:
    """Brackets count only while STRANDS does not contradict them."""
    stated = _stated(record)
    if stated and junction.kind == "BND" and stated != _kept(junction):
        return unknown(record, junction)
    return True


def keep(junction: Junction, parts: tuple[str, str]) -> None:
    """State the parts of both ends."""
    for end, kept in zip(junction.ends, parts, strict=False):
        end.kept = kept


def is_one_of_two(junction: Junction, parts: tuple[str, str]) -> bool:
    """Is this the junction that `parts` mean? Of another kind than `<INV>` every junction stays."""
    return junction.kind != "INV" or _kept(junction) == parts


def _stated(record: Record) -> tuple[str, str] | None:
    """The only pair of parts that STRANDS states."""
    seen = {BY_STRANDS[kept] for kept, count in strands(record) if kept in BY_STRANDS and count != 0}
    return seen.pop() if len(seen) == 1 else None


def _kept(junction: Junction) -> tuple[str, str]:
    return junction.first.kept, junction.second.kept if junction.second else ""
