"""Structural variants as two sites whose order says nothing: cBioPortal's tables, MSK's documents.

Site 1 need not be the 5' side. Three ways of wording state who is 5', and all else does not:
`ENST..(ALK):e.1_19::ENST..(EML4):e.22_23` (5'::3'), iAnnotateSV's `Protein fusion: in frame (KIAA1549-BRAF)` (its
PredictFunction.py writes 5P-3P in brackets), and exons, `CD74 exons 1-6 fused to NRG1 exons 6-13` (the part with exon 1 is 5').
`A (NM_..) - B (NM_..) fusion` and `A-B fusion` follow the sites as often as the transcript; cBioPortal's own viewer takes no
order from them. Connection types (3to5) are ends of the genome in DELLY's files and of transcripts in others: no order either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fusionflag.cells import Row, RowError
from fusionflag.expressions import expression
from fusionflag.layouts import frame_word
from fusionflag.model import Assay, Finding, Mark
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report

NRG1_ENTREZ = "3084"
_GENE = r"[A-Za-z0-9@._-]+"
_HGVS = expression(rf"\(({_GENE})\):[er]\.[\d_?]+::[^()\s]*\(({_GENE})\):[er]\.", re.I)
_IANNOTATE = expression(
    rf"(?:protein|transcript) fusion[^({{]*[({{]([^(){{}}:]+?)\s*[-:]+\s*({_GENE})[)}}]", re.I
)
_EXONS = expression(
    rf"({_GENE})\s+(?:\([^)]*\)\s*)?exons?\s*(\d+)(?:\s*(?:-|to)\s*\d+)?\s+(?:is |are )?(?:fused\s+)?(?:in[- ]frame\s+)?"
    rf"(?:to|with|and)\s+({_GENE})\s+(?:\([^)]*\)\s*)?exons?\s*(\d+)",
    re.I,
)
_FRAME = expression(r"\b(in|out[- ]of)[- ]frame\b", re.I)
_BUILDS = {
    "37": "GRCh37",
    "grch37": "GRCh37",
    "hg19": "GRCh37",
    "38": "GRCh38",
    "grch38": "GRCh38",
    "hg38": "GRCh38",
}
_YES, _NO = frozenset({"yes", "y", "true", "1"}), frozenset({"no", "n", "false", "0", "unknown", ""})


def first_is_five_prime(first: str, second: str, *texts: str) -> bool | None:
    """Is the gene of site 1 the 5' partner? None where nothing says so, or where statements differ."""
    said = {
        place
        for text in texts
        for five, three in _stated(text)
        if (place := _place(five, three, first, second)) is not None
    }
    return said.pop() if len(said) == 1 else None


def _stated(text: str) -> list[tuple[str, str]]:
    """The pairs (5' gene, 3' gene) that a text states."""
    pairs = [(m[1], m[2]) for pattern in (_HGVS, _IANNOTATE) for m in pattern.finditer(text)]
    for m in _EXONS.finditer(text):
        starts = [m[2] == "1", m[4] == "1"]
        if starts[0] != starts[1]:
            pairs.append((m[1], m[3]) if starts[0] else (m[3], m[1]))
    return pairs


def _place(five: str, three: str, first: str, second: str) -> bool | None:
    a, b, one, two = (name.strip().casefold() for name in (five, three, first, second))
    if one == two:
        return None
    straight, turned = (a == one) + (b == two), (a == two) + (b == one)
    return straight > turned if straight != turned else None


def gene_of(symbol: str, entrez: str) -> str:
    """The gene of a site: its symbol, but NRG1 where its Entrez number says so (old files call it HRG or leave it out)."""
    return "NRG1" if entrez == NRG1_ENTREZ else symbol


def both_genes(first: str, second: str, *texts: str) -> tuple[str, str]:
    """The genes of both sites; a single gene whose text says `intragenic` stands on both."""
    if bool(first) != bool(second) and any("intragenic" in text.casefold() for text in texts):
        return first or second, first or second
    return first, second


def call_of(first: str, second: str, line: str) -> tuple[str, tuple[Mark, ...]]:
    """A name for the row, and WEAK_ID where only its text names NRG1: then NRG1 is part of the name."""
    if mentions_nrg1(line) and not mentions_nrg1(first) and not mentions_nrg1(second):
        return "-".join(name for name in (first, second, "NRG1") if name), (Mark.WEAK_ID,)
    return "-".join(name for name in (first, second) if name), ()


def words_of(event: str, kind: str) -> tuple[Mark, ...]:
    """What event text and class say: antisense, or an exon left out of one gene."""
    text = f"{event} {kind}".casefold()
    said = {
        Mark.ANTISENSE: "antisense fusion" in text,
        Mark.SPLICE_VARIANT: "exon skipping" in text or "exon_skipping" in text,
    }
    return tuple(mark for mark, holds in said.items() if holds)


def frame_of(effect: str, event: str = "") -> str:
    """in, out or unknown: from the column of the frame, else from iAnnotateSV's words."""
    word = frame_word(re.split(r"[;,(]", effect)[0])
    if word == "unknown" and (found := _FRAME.search(f"{effect} {event}")):
        word = "in" if found[1].casefold() == "in" else "out"
    return word


def build_of(text: str) -> str | None:
    """GRCh37, GRCh38, empty where not stated; None for any other assembly."""
    return _BUILDS.get(text.strip().casefold().split(".")[0]) if text.strip() else ""


def molecule_of(row: Row, dna: int, rna: int) -> tuple[str, bool]:
    """RNA where RNA supports the event, else DNA where DNA does, else unknown; and whether both do.

    Raises RowError where a word is not understood: what was read decides.
    """
    said = []
    for column in (dna, rna):
        word = row.text(column).casefold()
        if word not in _YES | _NO:
            # people write remarks and names in such columns: neither the cell nor its line may quote them
            row[column] = "NRG1" if mentions_nrg1(word) else ""
            raise RowError("is neither yes nor no", row.table.number_of(column))
        said.append(word in _YES)
    return "RNA" if said[1] else "DNA" if said[0] else "unknown", all(said)


def arms_of(report: Report, found: Iterable[Finding]) -> Iterator[Assay]:
    """The arms of an export that lists events only: what was read of each sample. Without any event it says nothing."""
    arms = dict.fromkeys((f.sample, f.molecule) for f in found)
    for sample, molecule in arms:
        # `*`: the file lists every sample of its study that shows something, so a panel list tells of the others
        joins = (f"cbioportal:{sample}", "cbioportal:*") if sample else ()
        yield Assay(sample=sample, molecule=molecule, report_kind="export", joins=joins)
    if not arms and not report.wanted_samples:
        yield Assay(report_kind="export", fusions_stated=False)
