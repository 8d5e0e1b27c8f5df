"""The records of one junction found to each other, so that each junction stands once and none is lost.

Mates are named by MATEID, MATE_ID (Severus) or PARID (GRIDSS to 2.0, CREST, BreakDancer), else by EVENT, else told by their
places, which need not mirror exactly: homology and imprecise calls shift them. A lone mate is whole information and stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from urllib.parse import unquote

from fusionflag.genes import chromosome
from fusionflag.vcf.junctions import MATE_KEYS, End, Junction
from fusionflag.vcf.record import Record

_SLACK = 2  # bases by which callers differ in where they put a break, beyond the homology that they state
_MOST_SLACK = 1000
_WIDTHS = (0, 16, _MOST_SLACK)  # classes of precision: the most bases of a stated interval


class Paired:
    """The junctions of a file, each once.

    junctions   all of them, in the order of their first records
    lonely      records that name a mate which is not among them
    contrary    pairs of records that contradict each other in which parts are kept: their orientation is not known
    """

    def __init__(self, junctions: Iterable[Junction]) -> None:
        self.lonely: list[Record] = []
        self.contrary: list[Junction] = []
        left = _by_name(list(junctions), self)
        left = _by_event(left, self)
        self.junctions = _by_place(left, self)

    def merge(self, one: Junction, two: Junction) -> Junction:
        """One junction of two records; `two` is written from the other end, or is the same written twice."""
        assert one.second is not None
        assert two.second is not None
        turned = _mirrored(one, two)
        far, near = (two.first, two.second) if turned else (two.second, two.first)
        kept = (one.first.kept, one.second.kept) == (near.kept, far.kept)
        if not kept and "" not in (one.first.kept, near.kept):
            self.contrary.append(one)
        first = _joined(one.first, near, kept, own=one.first)
        second = _joined(one.second, far, kept, own=far if turned else one.second)
        records = [*one.records, *(r for r in two.records if r not in one.records)]
        imprecise, inserted = one.imprecise or two.imprecise, max(one.inserted, two.inserted)
        alleles = {**two.alleles, **one.alleles}
        return Junction(first, second, one.kind, records, imprecise, inserted=inserted, alleles=alleles)


def _joined(a: End, b: End, agreed: bool, own: End) -> End:
    """One end as two records tell it: the position of the record that stands there, and a kept part only if both agree."""
    kept = (a.kept or b.kept) if agreed or "" in (a.kept, b.kept) else ""
    interval = (min(a.interval[0], b.interval[0]), max(a.interval[1], b.interval[1]))
    names = dict.fromkeys(name for end in (a, b) for name in end.genes.split(";") if name)
    return End(own.chrom, own.pos, kept, interval, ";".join(names))


def _by_name(junctions: list[Junction], paired: Paired) -> list[Junction]:
    """Mates by the names that the records give."""
    by_id: dict[str, list[Junction]] = defaultdict(list)
    for junction in junctions:
        by_id[junction.records[0].id].append(junction)
    done: set[int] = set()
    found = []
    for junction in junctions:
        if id(junction) in done:
            continue
        name = mate_of(junction.records[0])
        named = by_id.get(name, ()) if name else ()
        mate = next((j for j in named if id(j) not in done and _named_mates(junction, j)), None)
        if mate is not None:
            done.add(id(mate))
            junction = paired.merge(junction, mate)
        elif name and junction.second is not None and name not in by_id:
            paired.lonely.append(junction.records[0])
        found.append(junction)
    return found


def mate_of(record: Record) -> str:
    """The ID of the mate that the record names; AnaCore writes it percent-encoded."""
    return unquote(record.value(*MATE_KEYS).split(",")[0])


def _named_mates(a: Junction, b: Junction) -> bool:
    """Records that name each other are one junction if both speak of the same two places; IDs repeat in joined files."""
    if a is b or a.records[0] is b.records[0] or a.second is None or b.second is None:
        return False
    near = _MOST_SLACK
    mirrored = _close(a.first, b.second, near) and _close(a.second, b.first, near)
    return mirrored or (_close(a.first, b.first, near) and _close(a.second, b.second, near))


def _contig(end: End) -> str:
    return chromosome(end.chrom).lower()


def _by_event(junctions: list[Junction], paired: Paired) -> list[Junction]:
    """Two records of one EVENT that name no mate and mirror each other; an event may have several junctions."""

    def event(junction: Junction) -> str:
        record = junction.records[0]
        return "" if mate_of(record) or junction.second is None else record.value("EVENT")

    def mirrored(a: Junction, b: Junction) -> bool:
        named = a.second is not None and b.second is not None and event(a) != ""
        return named and _fit(a.first, b.second, a.second, b.first, _MOST_SLACK)  # type: ignore[arg-type]

    return _merged(junctions, paired, mirrored, event)


def _by_place(junctions: list[Junction], paired: Paired) -> list[Junction]:
    """The same two places with the same parts kept, from either end, within the stated intervals."""
    return _merged(junctions, paired, _same, lambda junction: "")


def _merged(
    junctions: list[Junction],
    paired: Paired,
    same: Callable[[Junction, Junction], bool],
    group: Callable[[Junction], str],
) -> list[Junction]:
    """Junctions of one group that are the same are merged. Only near ones are compared: a file may hold very many.

    How near depends on how precise both are, so each pair of classes of precision has cells of its own size; where group names
    something, all are near whose ends lie in neighbouring cells of the largest size.
    """
    found: list[Junction] = []
    buckets: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for junction in junctions:
        name = group(junction)
        own = len(_WIDTHS) - 1 if name else _class(junction)
        near = (
            i
            for other in range(len(_WIDTHS))
            for cell in _cells(junction, _size(own, other), 1)
            for i in buckets.get((name, other, own, *cell), ())
        )
        at = min((i for i in near if same(found[i], junction)), default=None)
        if at is None:
            for other in range(len(_WIDTHS)):
                (cell,) = _cells(junction, _size(own, other), 0)
                buckets[(name, own, other, *cell)].append(len(found))
            found.append(junction)
        elif junction.second is None:
            known = found[at]
            known.first = _joined(known.first, junction.first, True, own=known.first)
            known.records += junction.records
            known.alleles = {**junction.alleles, **known.alleles}
        else:
            found[at] = paired.merge(found[at], junction)
    return found


def _class(junction: Junction) -> int:
    """How precise a junction is: a number in _WIDTHS."""
    width = max(high - low for low, high in (end.interval for end in junction.ends))
    return next((i for i, most in enumerate(_WIDTHS) if width <= most), len(_WIDTHS) - 1)


def _size(one: int, two: int) -> int:
    """The size of cells beyond whose neighbours no two junctions of these classes are the same."""
    return min(_SLACK + _WIDTHS[one] + _WIDTHS[two], _MOST_SLACK) + 1


def _cells(junction: Junction, size: int, reach: int) -> Iterator[tuple[tuple[str, int], ...]]:
    """The cells of the genome, of `size` bases, in which its ends lie, in no order; with `reach` those beside them too."""
    steps = range(-reach, reach + 1)
    cells = ([(_contig(end), end.pos // size + step) for step in steps] for end in junction.ends)
    yield from {tuple(sorted(cell)) for cell in product(*cells)}


def _same(a: Junction, b: Junction) -> bool:
    """One junction, written from the other end or a second time?"""
    if a.second is None or b.second is None:
        return a.second is b.second and _close(a.first, b.first) and a.first.kept == b.first.kept
    return _fit(a.first, b.first, a.second, b.second) or _fit(a.first, b.second, a.second, b.first)


def _mirrored(a: Junction, b: Junction) -> bool:
    """Is `b` written from the other end?"""
    assert a.second is not None
    assert b.second is not None
    straight = abs(a.first.pos - b.first.pos) + abs(a.second.pos - b.second.pos)
    turned = abs(a.first.pos - b.second.pos) + abs(a.second.pos - b.first.pos)
    if _contig(a.first) != _contig(a.second):
        return _contig(a.first) != _contig(b.first)
    return turned <= straight


def _fit(a: End, b: End, c: End, d: End, slack: int = 0) -> bool:
    """`a` with `b` and `c` with `d`: the same places and the same parts kept?"""
    return _close(a, b, slack) and _close(c, d, slack) and a.kept == b.kept and c.kept == d.kept


def _close(a: End, b: End, slack: int = 0) -> bool:
    if _contig(a) != _contig(b):
        return False
    slack = slack or _SLACK + sum(high - low for low, high in (a.interval, b.interval))
    return abs(a.pos - b.pos) <= min(slack, _MOST_SLACK)
