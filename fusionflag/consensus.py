"""Which findings of a case are one event: the same junction from several callers, both orders of a pair, RNA and DNA of it.

Nothing is merged: every finding keeps its row, and those of one event share an id. Three steps, each the same for any order of
reports. First, findings of one specimen, gene pair, order and molecule whose breakpoints lie within `NEAR` on both sides, or at
the same splice sites in whichever build, are one junction. Then findings that state no breakpoint join the junction that they
can only mean. Last, junctions of one pair that differ in order or molecule are one event. Where two could be meant, none is
joined: two junctions of one pair stay two events. Another specimen, person or partner is always another event.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from itertools import combinations, product
from typing import Generic, TypeVar

from fusionflag.events import DNA, RNA
from fusionflag.genes import chromosome
from fusionflag.locus import on_chr8
from fusionflag.model import Finding, Mark
from fusionflag.sides import NRG1

# Bases by which breakpoints of one junction may differ, on each side. RNA: callers count from 0 or 1, and place bases that both
# genes share on either side. DNA: the distance within which Truvari holds two calls for one (its --refdist).
NEAR = {"RNA": 5, "DNA": 500}
ORDERS = {"three_prime": "3", "five_prime": "5", "intragenic": "both"}
UNKNOWN = "?"
T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Junction:
    """The two ends of a finding: `own` at NRG1, `other` at the partner, 1-based; `kept`: the part of each that stays."""

    genome: str
    chrom: str  # of the partner's end
    own: int
    other: int
    kept_own: str
    kept_other: str


@dataclass(slots=True)
class _Cluster:
    """Findings of one junction, or of one that is not stated."""

    family: str
    order: str
    findings: list[Finding]
    junction: Junction | None = None


def family(molecule: str) -> str:
    """RNA also for cfRNA, DNA also for cfDNA; anything else is itself."""
    return "RNA" if molecule in RNA else "DNA" if molecule in DNA else molecule


def order_of(f: Finding) -> str:
    """3 or 5: which partner NRG1 is; both, where it is joined to itself; ? where it is not known."""
    return ORDERS.get(f.nrg1_role, UNKNOWN) if f.order_known else UNKNOWN


def junction(f: Finding) -> Junction | None:
    """The ends of a finding, NRG1's first; None where they are not stated, or are not those of the junction at NRG1."""
    ends = (f.chrom5, f.pos5, f.kept5), (f.chrom3, f.pos3, f.kept3)
    (chrom, other, kept_other), (own_chrom, own, kept_own) = ends if f.gene3 == NRG1 else ends[::-1]
    if own is None or Mark.FOREIGN_ASSEMBLY in f.marks or not on_chr8(own_chrom):
        return None
    if other is None and f.partner:
        return None
    kept_own = kept_own or {"3": "-", "5": "+"}.get(order_of(f), "")
    return Junction(f.genome, chromosome(chrom), own, other or 0, kept_own, kept_other)


def events_of(findings: Iterable[Finding], specimen: Callable[[Finding], Hashable]) -> list[list[Finding]]:
    """The findings of a case by event, in no particular order. `specimen`: what findings of one specimen share."""
    pairs: dict[Hashable, list[Finding]] = defaultdict(list)
    for f in findings:
        alone = Mark.COPY_NUMBER in f.marks or (not f.partner and junction(f) is None)
        own = (
            f.finding_id if alone else ""
        )  # neither partner nor place: nothing says that it is another's event
        pairs[specimen(f), frozenset((f.gene5, f.gene3)), own].append(f)
    return [event for group in pairs.values() for event in _events(group)]


def _events(group: list[Finding]) -> list[list[Finding]]:
    """The events of one pair in one specimen."""
    if len(group) == 1:
        return [group]
    kinds: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for f in group:
        kinds[family(f.molecule), order_of(f)].append(f)
    clusters = [c for kind in sorted(kinds) for c in _junctions(*kind, kinds[kind])]
    if not group[0].partner:  # nothing but its place says what such a junction joins
        return [c.findings for c in clusters]
    known = [c for c in clusters if c.order != UNKNOWN]
    events = _linked(known or clusters)
    if known:
        _settle_orders([c for c in clusters if c.order == UNKNOWN], events)
    return [[f for c in event for f in c.findings] for event in events]


# -- one junction ----------------------------------------------------------------------------------
def _junctions(molecule: str, order: str, findings: list[Finding]) -> list[_Cluster]:
    """The findings of one pair, order and molecule by junction."""
    placed = [(f, at) for f in findings if (at := junction(f)) is not None]
    clusters = [
        _Cluster(molecule, order, [f for f, _ in members], min((at for _, at in members), key=_best))
        for members in _near(placed, NEAR.get(molecule, NEAR["RNA"]))
    ]
    unplaced: dict[str, list[Finding]] = defaultdict(list)
    for f in findings:
        if junction(f) is None:
            unplaced[f.nrg1_exon].append(f)
    for exon in sorted(unplaced, reverse=True):  # those that name an exon first
        fits = [c for c in clusters if not exon or any(f.nrg1_exon == exon for f in c.findings)]
        if len(fits) == 1:
            fits[0].findings += unplaced[exon]
        else:
            clusters.append(_Cluster(molecule, order, unplaced[exon]))
    return clusters


def _best(at: Junction) -> tuple[object, ...]:
    """Sorts the ends that stand for a junction first: with a build, then by place."""
    return (not at.genome, at.genome, at.chrom, at.own, at.other, at.kept_own, at.kept_other)


def _near(placed: list[tuple[Finding, Junction]], near: int) -> Iterable[list[tuple[Finding, Junction]]]:
    """Single linkage by distance on both sides, on a grid whose cells are so small that what shares one is near."""
    cells: dict[tuple[str, str, int, int], list[tuple[Finding, Junction]]] = defaultdict(list)
    for f, at in placed:
        cells[at.genome, at.chrom, at.own // (near + 1), at.other // (near + 1)].append((f, at))
    one = _Union(cells)
    builds = {genome for genome, *_ in cells}
    for cell, found in cells.items():
        genome, chrom, x, y = cell
        for build, dx, dy in product({genome, ""} if genome else builds, (-1, 0, 1), (-1, 0, 1)):
            beside = (build, chrom, x + dx, y + dy)
            if beside not in cells or one.same(cell, beside):
                continue
            if any(_within(a, b, near) for _, a in found for _, b in cells[beside]):
                one.join(cell, beside)
    sites: dict[tuple[str, str], tuple[str, str, int, int]] = {}
    for cell, found in cells.items():
        for f, _ in found:
            if f.partner_exon and f.nrg1_exon:  # the same splice sites, in whichever build
                one.join(cell, sites.setdefault((f.partner_exon, f.nrg1_exon), cell))
    return [[member for cell in group for member in cells[cell]] for group in one.groups()]


def _within(a: Junction, b: Junction, near: int) -> bool:
    return abs(a.own - b.own) <= near and abs(a.other - b.other) <= near


# -- one event -------------------------------------------------------------------------------------
def _linked(clusters: list[_Cluster]) -> list[list[_Cluster]]:
    """Clusters that differ in order or molecule and can only mean each other, as one event."""
    kinds: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, c in enumerate(clusters):
        kinds[c.family, c.order].append(n)
    one = _Union(range(len(clusters)))
    for a, b in combinations(sorted(kinds), 2):
        few, many = sorted((kinds[a], kinds[b]), key=len)
        fits = [n for n in many if _fit(clusters[few[0]], clusters[n])] if len(few) == 1 else []
        if len(fits) == 1:
            one.join(few[0], fits[0])
    return [[clusters[n] for n in group] for group in one.groups()]


def _settle_orders(unsure: list[_Cluster], events: list[list[_Cluster]]) -> None:
    """A junction whose order is not known joins the event that it can only be part of, if it is the only one of its molecule."""
    joins: dict[tuple[str, int], list[_Cluster]] = defaultdict(list)
    alone = []
    for cluster in unsure:
        own = [n for n, event in enumerate(events) if any(c.family == cluster.family for c in event)]
        fits = [
            n
            for n in own or range(len(events))
            if any(_fit(cluster, c) for c in events[n] if not own or c.family == cluster.family)
        ]
        if len(fits) == 1:
            joins[cluster.family, fits[0]].append(cluster)
        else:
            alone.append(cluster)
    for (_, n), found in joins.items():
        if len(found) == 1:
            events[n] = events[n] + found
        else:
            alone += found
    events += [[cluster] for cluster in alone]


def _fit(a: _Cluster, b: _Cluster) -> bool:
    """Can both be of one event? Where a breakpoint or its build is not stated, nothing contradicts it."""
    if a.junction is None or b.junction is None or a.junction.genome != b.junction.genome:
        return True
    families = {a.family, b.family}
    if a.order != b.order and UNKNOWN not in (a.order, b.order):
        return True  # both orders of a pair: reciprocal, or the two sides of an insertion
    if families == {"RNA", "DNA"}:
        if a.order != b.order or not a.junction.genome:
            return True
        dna, rna = (a.junction, b.junction) if a.family == "DNA" else (b.junction, a.junction)
        return _explains(dna.own, dna.kept_own, rna.own) and _explains(dna.other, dna.kept_other, rna.other)
    near = max(NEAR.get(name, NEAR["RNA"]) for name in families)
    return a.junction.chrom == b.junction.chrom and _within(a.junction, b.junction, near)


def _explains(broken: int, kept: str, spliced: int) -> bool:
    """Does the exon end that RNA shows lie on the part that a DNA break keeps?"""
    near = NEAR["DNA"]
    return {"+": spliced <= broken + near, "-": spliced >= broken - near}.get(kept, True)


class _Union(Generic[T]):
    """Disjoint sets."""

    def __init__(self, items: Iterable[T]) -> None:
        self._above: dict[T, T] = {item: item for item in items}

    def _top(self, item: T) -> T:
        while self._above[item] != item:
            self._above[item] = item = self._above[self._above[item]]
        return item

    def same(self, a: T, b: T) -> bool:
        """Are they in one set?"""
        return self._top(a) == self._top(b)

    def join(self, a: T, b: T) -> None:
        """Make their sets one."""
        self._above[self._top(a)] = self._top(b)

    def groups(self) -> list[list[T]]:
        """The sets."""
        found: dict[T, list[T]] = defaultdict(list)
        for item in self._above:
            found[self._top(item)].append(item)
        return list(found.values())
