"""Partner sides: which gene a cell or a position names, and what it has to do with NRG1."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fusionflag import nrg1
from fusionflag.codes import Code
from fusionflag.genes import Gene, Genes
from fusionflag.locus import LOCUS, on_chr8
from fusionflag.model import Finding
from fusionflag.partners import excel_damaged, neighbors, split_alternatives
from fusionflag.spelling import ALIASES, as_nrg1, is_odd

NRG1 = "NRG1"
INTRONIC = frozenset({"NRG1-IT1", "NRG1-IT2", "NRG1-IT3"})
FAMILY = frozenset({"NRG2", "NRG3", "NRG4"})


@dataclass(frozen=True, slots=True)
class Side:
    """One partner cell, resolved: the symbol that stands for it, how NRG1 is named in it, and notes."""

    symbol: str
    match: str  # exact, alternative, nearest, intronic, family, none: what the cell has to do with NRG1
    notes: tuple[str, ...] = ()
    others: tuple[str, ...] = ()  # the other genes that the side may be
    contested: str = ""  # the gene that the tables know under this older name of NRG1


_SHARED: dict[str, Side] = {}  # cells resolved with the shipped tables: the same genes come in every report


class Sides:
    """Resolves partner cells; keeps what it resolved."""

    def __init__(self, genes: Genes, *, shared: bool) -> None:
        self.genes = genes
        self._known = _SHARED if shared else {}

    def of(self, cell: str) -> Side:
        """What a partner cell says: its gene, and whether it names NRG1."""
        side = self._known.get(cell)
        if side is None:
            if len(self._known) > 50_000:  # bounded: a table of a million rows holds far fewer genes
                self._known.clear()
            side = self._known[cell] = self._resolve(cell)
        return side

    def _resolve(self, cell: str) -> Side:
        if not cell:
            return Side("", "none")
        told = as_nrg1(cell)
        near = neighbors(told)
        names = [n.name for n in near] if near else list(split_alternatives(told))
        found = [gene for name in names if name for gene in self._genes(name)]
        if not found:
            return Side("", "none")
        symbols = [g.symbol for g in found]
        chosen, match = found[0], "none"
        for wanted, kind in ((frozenset({NRG1}), "exact"), (INTRONIC, "intronic"), (FAMILY, "family")):
            index = next((i for i, s in enumerate(symbols) if s in wanted), None)
            if index is not None:
                chosen, match = found[index], kind
                break
        if match == "exact" and near:
            match = "nearest"
        elif match == "exact" and len(set(symbols)) > 1:
            match = "alternative"
        older = chosen.how in ("alias", "previous") or (chosen.symbol == NRG1 and is_odd(cell))
        notes: tuple[str, ...] = (Code.ALIAS_USED,) if older else ()
        if any(excel_damaged(name) for name in names):
            notes = (*notes, Code.EXCEL_DAMAGED)
        others = tuple(s for s in dict.fromkeys(symbols) if s != chosen.symbol)
        contested = others[0] if len(names) == 1 and len(found) > 1 else ""
        return Side(chosen.symbol, match, notes, others, contested)

    def _genes(self, name: str) -> tuple[Gene, ...]:
        """The gene of a name. An older name of NRG1 that the tables do not know so means NRG1, and the gene that they know."""
        gene = self.genes.resolve(name)
        if gene.symbol == NRG1 or gene.how == "approved" or name.strip().upper() not in ALIASES:
            return (gene,)
        own = replace(self.genes.resolve(NRG1), how="alias")
        return (own,) if gene.how == "unknown" else (own, gene)

    def by_place(self, side: Side, f: Finding, chrom: str, pos: int | None, build: str) -> Side:
        """What the position says where the name does not: a nameless side, HRG, or another name at NRG1's own exons."""
        if pos is None:
            return self._hrg(side, at_locus=False) if side.symbol == "HRG" else side
        at_locus = pos in LOCUS and on_chr8(chrom)
        if side.symbol == "HRG":
            return self._hrg(side, at_locus=at_locus)
        if side.contested and chrom and not at_locus:
            return Side(side.contested, "none", side.notes)
        if not side.symbol and (at_locus or not (f.gene5_reported or f.gene3_reported)):
            return self.from_position(chrom, pos, build)
        if at_locus and side.match == "none":
            acceptor = nrg1.acceptor_at(pos, build, tolerance=0)
            if acceptor is not None:
                return Side(NRG1, "alternative", (*side.notes, Code.GENE_FROM_POSITION))
        return side

    def _hrg(self, side: Side, *, at_locus: bool) -> Side:
        """HRG is the approved symbol of another gene; only a position in NRG1's locus makes it NRG1."""
        if at_locus:
            return Side(NRG1, "exact", (Code.ALIAS_USED,))
        return Side(side.symbol, "none", (*side.notes, Code.HRG_NOT_NRG1))

    def from_position(self, chrom: str, pos: int, genome: str) -> Side:
        """A side without a name (SQUID, plain breakpoints): the protein-coding gene there, NRG1 before all others."""
        if pos in LOCUS and on_chr8(chrom) and nrg1.in_locus(chrom, pos, genome):
            return Side(NRG1, "exact", (Code.GENE_FROM_POSITION,))
        if not genome:
            return Side("", "none")
        here = self.genes.at(chrom, pos, genome)
        coding = [g for g in here if g.biotype == "protein_coding"] or here
        return Side(coding[0].symbol, "none", (Code.GENE_FROM_POSITION,)) if coding else Side("", "none")
