"""From findings as reported to findings that can be compared: symbols, order, build, NRG1's role, EGF-like domain, frame.

Nothing that was reported is overwritten; every derived fact has a field of its own, and every assumption a note. Only rows at
NRG1 are looked at closely; the others get their symbols and their place in the table.
"""

from __future__ import annotations

from fusionflag import breakpoints, knowledge, nrg1
from fusionflag.codes import Code
from fusionflag.genes import BUILDS, Genes, default
from fusionflag.locus import on_chr8
from fusionflag.model import Finding, Mark, Notice, Severity, total_support
from fusionflag.partners import mentions_nrg1, split_alternatives, split_fusion
from fusionflag.sides import NRG1, Side, Sides

HOMOLOGY = 50  # bases that both sides may share at a junction; no caller states more


class Normaliser:
    """Normalises the findings of one report; keeps what it learned of the report's genome build."""

    def __init__(self, *, genome: str = "", genes: Genes | None = None) -> None:
        self.genome = genome
        self.genes = genes or default()
        self.notices: list[Notice] = []
        self.sides = Sides(self.genes, shared=genes is None)
        self._builds: set[str] = set()

    def genome_of_report(self) -> str:
        """The build that the report states or that its NRG1 rows show; empty if unknown or contradictory."""
        return self.genome or (next(iter(self._builds)) if len(self._builds) == 1 else "")

    def finding(self, f: Finding) -> Finding:
        """Fill the derived facts of a finding that has not left the reader yet."""
        if f.marks and Mark.BREAKENDS in f.marks:
            return self._breakends(f)
        if f.marks and Mark.FOREIGN_ASSEMBLY in f.marks:  # its places mean nothing here: names alone count
            places, f.pos5, f.pos3 = (f.pos5, f.pos3), None, None
            self._called(f)
            f.pos5, f.pos3 = places
            return f
        return self._called(f)

    def _called(self, f: Finding) -> Finding:
        """A fusion whose partners the caller names."""
        if (
            not f.gene5_reported
            and not f.gene3_reported
            and f.call_reported
            and f.pos5 is None
            and f.pos3 is None
        ):
            self._split_call(f)
        five, three = self.sides.of(f.gene5_reported), self.sides.of(f.gene3_reported)
        build = f.genome or self.genome
        five, three = (
            self.sides.by_place(five, f, f.chrom5, f.pos5, build),
            self.sides.by_place(three, f, f.chrom3, f.pos3, build),
        )
        f.gene5, f.gene3 = five.symbol, three.symbol
        f.fusion = _named(f)
        if five.match == "none" and three.match == "none":
            if f.call_reported and mentions_nrg1(f.call_reported):
                self._inside_a_chain(f)
            return f
        f.notes = tuple(dict.fromkeys((*f.notes, *five.notes, *three.notes)))
        self._at_nrg1(f, five, three)
        if (f.nrg1_role, f.kept3) == ("three_prime", "+") or (f.nrg1_role, f.kept5) == ("five_prime", "-"):
            f.marks = (*f.marks, Mark.ANTISENSE)  # NRG1 lies on the plus strand
        return f

    def _breakends(self, f: Finding) -> Finding:
        """Two places that are joined: genes and order follow from the places and the kept parts."""
        contrary = bool(f.genome and self.genome) and f.genome != self.genome
        f.genome = (
            "" if contrary else f.genome or self.genome
        )  # a sheet that contradicts the file: no build is believed
        if not f.genome and not contrary and Mark.FOREIGN_ASSEMBLY not in f.marks:
            self._build_of_breakends(f)
        breakpoints.resolve(f, self.genes)
        f.fusion = _named(f)
        if f.nrg1_match == "none":
            return f
        f.partner = f.gene5 if f.gene3 == NRG1 else f.gene3
        f.partner_known = knowledge.partner_known(f.partner) if f.partner else None
        if f.nrg1_role != "intragenic" and Mark.FOREIGN_ASSEMBLY not in f.marks:
            self._junction(f)
            self._artefact(f)
        f.notes = tuple(dict.fromkeys(f.notes))
        return f

    def _build_of_breakends(self, f: Finding) -> None:
        """A partner that the file names, and whose span tells the builds apart."""
        for chrom, pos, other, cell in (
            (f.chrom3, f.pos3, f.pos5, f.gene5_reported),
            (f.chrom5, f.pos5, f.pos3, f.gene3_reported),
        ):
            if pos is None or other is None or not nrg1.in_locus(chrom, pos):
                continue
            names = [self.genes.resolve(name).symbol for name in split_alternatives(cell)]
            builds = {nrg1.infer_build(chrom, pos, name, other, self.genes) for name in names} - {""}
            if len(builds) == 1:
                self._infer(f, builds.pop())
            return

    # -- partner cells -----------------------------------------------------------------------------
    def _split_call(self, f: Finding) -> None:
        """Only a name was given: split it. More than two genes keep the first and the last, with a note."""
        name = split_fusion(f.call_reported, self.genes)
        parts = name.parts or (f.call_reported,)
        f.gene5_reported = parts[0]
        f.gene3_reported = parts[-1] if len(parts) > 1 else ""
        f.notes = (*f.notes, *name.notes)
        if name.exons and len(name.exons) == len(parts) > 1:
            f.exon5, f.exon3 = f.exon5 or name.exons[0], f.exon3 or name.exons[-1]
        if name.transcripts and len(name.transcripts) == len(parts) > 1:
            f.transcript5 = f.transcript5 or name.transcripts[0]
            f.transcript3 = f.transcript3 or name.transcripts[-1]
        if len(parts) > 2:
            f.notes = (*f.notes, Code.MULTI_GENE)

    def _inside_a_chain(self, f: Finding) -> None:
        """The call names NRG1, but neither end does: NRG1 lies inside a chain of genes (APP::NRG1::APP).

        The positions belong to the ends, so nothing is said of the junction into NRG1.
        """
        parts = split_fusion(f.call_reported, self.genes).parts
        first = next((part for part in parts if self.sides.of(part).match == "none"), "")
        f.gene5, f.gene3 = self.sides.of(first).symbol, NRG1
        f.nrg1_match, f.partner = "alternative", f.gene5
        f.nrg1_role = "three_prime" if f.order_known and f.gene5 else "unknown"
        f.partner_known = knowledge.partner_known(f.partner) if f.partner else None
        f.fusion = _named(f)
        f.notes = tuple(dict.fromkeys((*f.notes, Code.MULTI_GENE)))

    # -- rows at NRG1 ------------------------------------------------------------------------------
    def _at_nrg1(self, f: Finding, five: Side, three: Side) -> None:
        own = ("exact", "alternative", "nearest")
        is5, is3 = five.match in own, three.match in own
        if not is5 and not is3:
            f.nrg1_match = "intronic" if "intronic" in (five.match, three.match) else "family"
            inner = three if three.match == f.nrg1_match else five
            f.partner = (five if inner is three else three).symbol
            if f.nrg1_match == "family":
                f.notes = (*f.notes, Code.NRG2_NOT_LABELLED)
            else:
                f.notes = (*f.notes, Code.NRG1_IT1_NOT_NRG1)
            return
        f.nrg1_match = three.match if is3 else five.match
        self._build(f, five, three)
        if is5 and is3:
            f.nrg1_role, f.partner = "intragenic", NRG1
            return
        self._choose_partner(f, five if is3 else three, is3)
        self._order(f, is3)
        f.nrg1_role = "unknown" if not f.order_known else "three_prime" if f.gene3 == NRG1 else "five_prime"
        f.partner = f.gene5 if f.gene3 == NRG1 else f.gene3
        f.partner_known = knowledge.partner_known(f.partner) if f.partner else None
        self._junction(f)
        self._artefact(f)

    def _choose_partner(self, f: Finding, side: Side, is3: bool) -> None:
        """Of the genes that the partner side may be: the one with a splice donor there, else a known partner."""
        pos, chrom = (f.pos5, f.chrom5) if is3 else (f.pos3, f.chrom3)
        if not side.symbol and pos is not None and f.genome and Mark.INTERGENIC not in f.marks:
            side = self.sides.from_position(chrom, pos, f.genome)
            f.notes = tuple(dict.fromkeys((*f.notes, *side.notes)))
        names = (side.symbol, *side.others)
        with_donor = [n for n in names if pos is not None and f.genome and self.genes.donor(n, pos, f.genome)]
        chosen = (with_donor or [n for n in names if knowledge.partner_known(n)] or [side.symbol])[0]
        if is3:
            f.gene5 = chosen
        else:
            f.gene3 = chosen
        f.fusion = _named(f)

    def _build(self, f: Finding, five: Side, three: Side) -> None:
        """The build of a row: as stated, unless the genes' spans show that the label is wrong; else as the junction shows."""
        stated = f.genome = f.genome or self.genome
        nrg1_pos, partner, pos = (f.pos3, five, f.pos5) if three.symbol == NRG1 else (f.pos5, three, f.pos3)
        chrom = f.chrom3 if three.symbol == NRG1 else f.chrom5
        if nrg1_pos is None or not on_chr8(chrom):
            return
        build = nrg1.infer_build(chrom, nrg1_pos, partner.symbol, pos, self.genes)
        if not stated:
            if build:
                self._infer(f, build)
            return
        if build not in ("", stated):
            f.genome = ""
            self._infer(f, build)
        elif not build and not nrg1.builds_of(nrg1_pos, stated):
            f.genome = ""
        if f.genome != stated:
            f.notes = (*f.notes, Code.BUILD_CONFLICT)
            self.notices.append(
                Notice(
                    code=Code.BUILD_CONFLICT,
                    severity=Severity.WARNING,
                    text=f"the positions are labelled {stated}, but there they lie outside the genes they are said to be in"
                    + (f"; read as {build}" if build else "; no exon is named"),
                    place=f.place,
                    hint="Ask the laboratory for the build of these positions, and state it in the sample sheet.",
                )
            )

    def _infer(self, f: Finding, build: str) -> None:
        """Take the build that a junction shows, with a note, and a notice where junctions show different ones."""
        f.genome = build
        f.notes = (*f.notes, Code.BUILD_INFERRED)
        self._builds.add(build)
        if len(self._builds) > 1:
            self.notices.append(
                Notice(
                    code=Code.BUILD_CONFLICT,
                    severity=Severity.WARNING,
                    text="rows of this report point to different genome builds",
                    place=f.place,
                    hint="State the genome in the sample sheet.",
                )
            )

    def _order(self, f: Finding, is3: bool) -> None:
        """Where the caller does not know the order: an exact NRG1 acceptor and an exact partner donor settle it."""
        if f.order_known:
            return
        pos, other, chrom = (f.pos3, f.pos5, f.chrom3) if is3 else (f.pos5, f.pos3, f.chrom5)
        partner = f.gene5 if is3 else f.gene3
        if pos is None or other is None or not on_chr8(chrom) or not f.genome or Mark.IMPRECISE in f.marks:
            return
        acceptor = nrg1.acceptor_at(pos, f.genome, tolerance=0)
        if acceptor is None or self.genes.donor(partner, other, f.genome) is None:
            return
        if not is3:
            _swap(f)
        f.order_known, f.order_from = True, "junction"
        f.fusion = _named(f)
        f.notes = (*f.notes, Code.ORDER_FROM_JUNCTION)

    def _junction(self, f: Finding) -> None:
        """EGF-like domain and frame at the junction, where NRG1 is the 3' partner."""
        stated = f.egf_kept
        f.egf_from = "stated" if stated != "unknown" else ""
        if f.nrg1_role == "three_prime" and f.pos3 is None:
            self._by_exon_number(f)
        if f.nrg1_role != "three_prime" or f.pos3 is None or not on_chr8(f.chrom3):
            return
        dna = f.molecule in ("DNA", "cfDNA", "FISH") or (
            f.molecule == "unknown"
            and Mark.BREAKENDS in f.marks
            and nrg1.acceptor_at(f.pos3, f.genome) is None
        )
        pos5, pos3 = (f.pos5, f.pos3) if dna else self._at_splice_sites(f)
        assert pos3 is not None
        call = nrg1.egf_in_interval(pos3, f.interval3, f.genome, dna=dna)
        if dna and not f.genome and len(nrg1.builds_of(f.pos3, "")) < len(BUILDS):
            call = nrg1.EgfCall("unknown", "", "in one of the builds the break is not in NRG1")
        f.nrg1_exon = call.exon
        if stated == "unknown" or (call.state == "lost" and stated == "kept"):
            f.egf_kept, f.egf_from = call.state, "position" if call.state != "unknown" else ""
        if "BREAK_IN_EXON" in call.why:
            f.notes = (*f.notes, Code.BREAK_IN_EXON)
        if dna:
            return
        acceptor = nrg1.acceptor_at(pos3, f.genome)
        if acceptor is None:
            return
        donor = self._donor(f, pos5, acceptor.offset)
        # bases that neither gene brings shift the frame, and may hold a stop: their sequence is not read here
        frame = nrg1.FrameCall("unknown") if f.inserted else nrg1.frame(donor, acceptor)
        f.frame_computed = frame.state
        f.partner_exon = donor.exon if donor is not None else ""
        offset = acceptor.offset or (donor is not None and pos5 is not None and donor.pos != pos5)
        f.notes = (
            *f.notes,
            *((Code.OFF_BY_ONE,) if offset else ()),
            *((Code(frame.note),) if frame.note else ()),
        )

    def _by_exon_number(self, f: Finding) -> None:
        """Without a position: the NRG1 exon by its number, which means something only with its transcript."""
        if not f.transcript3 or not f.exon3.isdecimal() or len(f.exon3) > 4:
            return
        build = f.genome or "GRCh38"  # the exons of a transcript are the same in both builds
        exon = nrg1.exon_at_number(f.transcript3, int(f.exon3), build)
        if exon is None:
            return
        call = nrg1.egf_at_rna_junction(exon[1], build)
        f.nrg1_exon = exon[0]
        if f.egf_kept == "unknown":
            f.egf_kept, f.egf_from = call.state, "position" if call.state != "unknown" else ""

    def _donor(self, f: Finding, pos: int | None, offset: int) -> nrg1.Donor | None:
        """The partner's donor: exact, or off by one base where the row shows that it counts differently."""
        if pos is None or not f.genome:
            return None
        tolerance = 1 if offset else 0
        return self.genes.donor(f.gene5, pos, f.genome, tolerance) or self.genes.donor(
            f.gene5, pos, f.genome, 1
        )

    def _at_splice_sites(self, f: Finding) -> tuple[int | None, int | None]:
        """Both positions, moved to NRG1's acceptor where homology leaves open which bases belong to which side.

        A base that one side gives the other gains, so both ends move: in one direction if different parts are kept.
        """
        if f.pos3 is None or not f.interval3 or Mark.IMPRECISE in f.marks or not (f.kept5 and f.kept3):
            return f.pos5, f.pos3
        for shift in sorted(range(min(f.interval3), max(f.interval3) + 1), key=abs)[:HOMOLOGY]:
            if nrg1.acceptor_at(f.pos3 + shift, f.genome, tolerance=0) is not None:
                along = shift if f.kept5 != f.kept3 else -shift
                return f.pos5 + along if f.pos5 is not None else None, f.pos3 + shift
        return f.pos5, f.pos3

    def _artefact(self, f: Finding) -> None:
        partner_pos = f.pos5 if f.gene3 == NRG1 else f.pos3
        reads = None if Mark.UNREAD_CELL in f.marks else total_support(f)
        hit = knowledge.artefact_hit(f.gene5, f.gene3, partner_pos, f.genome, reads)
        if hit is not None:
            f.artefact = hit.gene_pair


def _named(f: Finding) -> str:
    """GENE5::GENE3; GENE/GENE where the order is not known; `?` for a side without a gene."""
    return f"{f.gene5 or '?'}{'::' if f.order_known else '/'}{f.gene3 or '?'}"


def _swap(f: Finding) -> None:
    """Exchange the two sides, reported and derived alike."""
    breakpoints.turn(f)
    f.gene5, f.gene3 = f.gene3, f.gene5
