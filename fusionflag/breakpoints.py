"""Two places of the genome that are joined: which genes lie there, and which of them is the 5' partner.

A gene is the 5' partner if the kept part of its side equals its strand: a `+` gene whose left part is kept, a `-` gene
whose right part is kept, each brings its start. One 5' and one 3' partner make a chimera that can be read; two of a kind do
not. NRG1 lies on the plus strand, so it is the 3' partner exactly when the part right of the break is kept. NRG1 is never
masked by the genes in its introns (NRG1-IT1 to IT3), nor by another gene that overlaps it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fusionflag import knowledge, nrg1
from fusionflag.genes import BUILDS, Genes, Locus
from fusionflag.locus import LOCUS, UPSTREAM, may_be_called_nrg1, on_chr8
from fusionflag.model import Finding, Mark
from fusionflag.partners import split_alternatives
from fusionflag.sides import NRG1

BESIDE = (
    100_000  # bases within which a gene beside an intergenic break is named, as a candidate and not as a call
)
FIVE, THREE = "5", "3"


@dataclass(frozen=True, slots=True)
class Choice:
    """The gene of one end. how: sense, antisense, beside (the end lies in no gene) or unknown."""

    symbol: str = ""
    how: str = "unknown"
    role: str = ""


@dataclass(slots=True)
class _End:
    chrom: str
    pos: int | None
    kept: str
    names: tuple[str, ...]


def role(kept: str, strand: str) -> str:
    """5 or 3: which partner a gene of `strand` is when `kept` is the part of its side that stays; empty if not known."""
    if not kept or not strand:
        return ""
    return FIVE if kept == strand else THREE


def resolve(f: Finding, genes: Genes) -> None:
    """Fill genes, order and what they mean for a finding made of two ends, and put its 5' side first."""
    ends = (
        _End(f.chrom5, f.pos5, f.kept5, split_alternatives(f.gene5_reported)),
        _End(f.chrom3, f.pos3, f.kept3, split_alternatives(f.gene3_reported)),
    )
    foreign = Mark.FOREIGN_ASSEMBLY in f.marks
    matches = [_nrg1_match(end, f.genome, foreign) for end in ends]
    if not any(matches):
        _elsewhere(f, ends, genes, foreign)
        return
    if all(matches):
        _intragenic(f, ends)
        return
    mine = 0 if matches[0] else 1
    own, other = ends[mine], ends[1 - mine]
    wanted = {FIVE: THREE, THREE: FIVE, "": ""}[role(own.kept, "+")]
    choice = _partner(other, wanted, f.genome, genes, foreign)
    f.nrg1_match = matches[mine]
    f.nrg1_role = {FIVE: "five_prime", THREE: "three_prime", "": "unknown"}[role(own.kept, "+")]
    five = f.nrg1_role == "five_prime" or (f.nrg1_role == "unknown" and mine == 0)
    if f.order_known and own.kept and (mine == 0) != five:
        f.marks = (
            *f.marks,
            Mark.ANTISENSE,
        )  # the caller knows the order, and NRG1 is read against its strand
    f.order_known, f.order_from = f.nrg1_role != "unknown", "strand" if own.kept else "none"
    _say(f, choice)
    f.gene5, f.gene3 = (NRG1, choice.symbol) if five else (choice.symbol, NRG1)
    if (mine == 0) != five:
        turn(f)


def _nrg1_match(end: _End, genome: str, foreign: bool) -> str:
    """exact: inside NRG1 (in either build where the build is not known); nearest: just upstream of it, or by name only."""
    named = any(_is_nrg1(name) for name in end.names)
    if foreign:
        return "exact" if named else ""
    if end.pos is not None and on_chr8(end.chrom):
        if nrg1.in_locus(end.chrom, end.pos, genome):
            return "exact"
        start = nrg1.model()["gene"][genome][0] if genome in BUILDS else LOCUS.start
        if start - UPSTREAM <= end.pos < start and end.kept != "+":
            return "nearest"
        if not may_be_called_nrg1(end.pos):
            return ""  # the place refutes the name
    if named and genome not in BUILDS:
        return "exact"
    return "nearest" if named else ""


def _is_nrg1(name: str) -> bool:
    return name == NRG1 or name.startswith("ENSG00000157168")


def _intragenic(f: Finding, ends: Iterable[_End]) -> None:
    f.gene5 = f.gene3 = NRG1
    f.nrg1_match, f.nrg1_role = "exact", "intragenic"
    f.order_known = all(end.kept for end in ends)
    f.order_from = "strand" if f.order_known else "none"
    if f.kept5 == "-" and f.kept3 == "+":
        turn(f)  # the side that brings its start first, as in every other row


def _say(f: Finding, choice: Choice) -> None:
    """What the partner's end means, as marks."""
    if f.pos3 is None or f.pos5 is None:
        return  # a single breakend: there is no partner to speak of
    if choice.how == "antisense":
        f.marks = (*f.marks, Mark.ANTISENSE)
    elif choice.how == "beside":
        f.marks = (*f.marks, Mark.INTERGENIC)


# -- the partner -----------------------------------------------------------------------------------
def _partner(end: _End, wanted: str, genome: str, genes: Genes, foreign: bool) -> Choice:
    """The gene of the other end. With an unknown build it must be the same in both builds."""
    if end.pos is None:
        return Choice()
    if foreign:
        return _by_name(end, wanted, genes)
    if genome in BUILDS:
        return _by_place(end, wanted, genome, genes)
    found = {_by_place(end, wanted, build, genes) for build in BUILDS}
    if len(found) == 1 and (choice := found.pop()).how != "beside":
        return choice
    return _by_name(end, wanted, genes)


def _by_place(end: _End, wanted: str, build: str, genes: Genes) -> Choice:
    """The best gene at the end's position, else the nearest one that is read in the fitting direction."""
    assert end.pos is not None
    here = genes.at(end.chrom, end.pos, build)
    if here:
        return _best(here, end, wanted)
    beside = _beside(end, wanted, build, genes)
    return Choice(beside.symbol if beside else "", "beside", wanted)


def _best(here: list[Locus], end: _End, wanted: str) -> Choice:
    """Protein-coding on the fitting strand, then on the other strand, then RNA genes and pseudogenes; known partners first."""

    def rank(gene: Locus) -> tuple[bool, bool, bool, int, str]:
        fits = not wanted or not end.kept or role(end.kept, gene.strand) == wanted
        known = knowledge.partner_known(gene.symbol)
        return (gene.biotype != "protein_coding", not fits, not known, gene.start - gene.end, gene.symbol)

    return _choice(min(here, key=rank), end, wanted)


def _choice(gene: Locus, end: _End, wanted: str) -> Choice:
    found = role(end.kept, gene.strand)
    if not found or not wanted:
        return Choice(gene.symbol, "unknown", found)
    return Choice(gene.symbol, "sense" if found == wanted else "antisense", found)


def _beside(end: _End, wanted: str, build: str, genes: Genes) -> Locus | None:
    """On the kept part: the gene that would be read towards the break (5') or away from it (3')."""
    if not wanted or not end.kept or end.pos is None:
        return None
    strand = end.kept if wanted == FIVE else {"+": "-", "-": "+"}[end.kept]
    return genes.beside(end.chrom, end.pos, build, strand, left=end.kept == "+", within=BESIDE)


def _by_name(end: _End, wanted: str, genes: Genes) -> Choice:
    """The gene that the file itself names: its strand is the same in every build, its place is not needed."""
    found = []
    for name in end.names:
        symbol = genes.resolve(name).symbol
        locus = next((at for build in BUILDS if (at := genes.locus(symbol, build)) is not None), None)
        if locus is not None and symbol != NRG1:
            found.append(locus)
    return _best(found, end, wanted) if found else Choice()


# -- junctions away from NRG1 ----------------------------------------------------------------------
def _elsewhere(f: Finding, ends: tuple[_End, _End], genes: Genes, foreign: bool) -> None:
    """Two genes that are not NRG1: named for the table, the pair that can be read first."""
    if foreign or f.genome not in BUILDS or ends[0].pos is None:
        names = ([name for name in end.names if not _is_nrg1(name)] for end in ends)
        f.gene5, f.gene3 = (genes.resolve(found[0]).symbol if found else "" for found in names)
        return
    if ends[1].pos is None:
        f.gene5 = _by_place(ends[0], "", f.genome, genes).symbol
        return
    options = [
        (a, b)
        for a, b in (
            (_by_place(ends[0], FIVE, f.genome, genes), _by_place(ends[1], THREE, f.genome, genes)),
            (_by_place(ends[0], THREE, f.genome, genes), _by_place(ends[1], FIVE, f.genome, genes)),
        )
        if a.how == b.how == "sense"
    ]
    if len(options) == 1:
        (one, two), f.order_known, f.order_from = options[0], True, "strand"
        f.gene5, f.gene3 = one.symbol, two.symbol
        if one.role == THREE:
            f.gene5, f.gene3 = two.symbol, one.symbol
            turn(f)
        return
    f.gene5, f.gene3 = (_by_place(end, "", f.genome, genes).symbol for end in ends)


SIDES = (
    ("gene5_reported", "gene3_reported"),
    ("chrom5", "chrom3"),
    ("pos5", "pos3"),
    ("strand5", "strand3"),
    ("kept5", "kept3"),
    ("interval5", "interval3"),
    ("transcript5", "transcript3"),
    ("exon5", "exon3"),
)


def turn(f: Finding) -> None:
    """Exchange the two sides as reported: the file's order was no order."""
    for a, b in SIDES:
        first, second = getattr(f, a), getattr(f, b)
        setattr(f, a, second)
        setattr(f, b, first)
