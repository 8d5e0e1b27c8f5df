"""Row layouts that several report formats share, so that their parsers need not import one another."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from fusionflag import genes
from fusionflag.model import Finding, Mark
from fusionflag.partners import split_fusion
from fusionflag.rows import Row, RowError, Table

# labels of FusionCatcher's manual that mean "seen in healthy samples, or an artefact of pseudogenes": it bans these itself
_BANNED = frozenset(
    {"banned", "healthy", "gtex", "hpa", "bodymap2", "1000genomes", "matched-normal", "pair_pseudo_genes"}
)
_CTAT_FRAME = {"INFRAME": "in", "FRAMESHIFT": "out"}


def frame_word(cell: str) -> str:
    """in, out, stop or unknown from a caller's word, whatever its case, hyphens and blanks."""
    word = cell.strip().strip('"').casefold().replace("-", "").replace("_", "").replace(" ", "")
    words = {
        "in": ("inframe", "true", "y"),
        "out": ("outofframe", "frameshift", "false"),
        "stop": ("stopcodon",),
    }
    return next((state for state, names in words.items() if word in names), "unknown")


def side_of(strand: str) -> str:
    """A strand cell as + or -, else empty."""
    return {"+": "+", "-": "-", "1": "+", "-1": "-"}.get(strand.strip(), "")


def other_part(strand: str) -> str:
    """The part kept on the 3' side of a junction, by the strand of its transcript: right of the break on +, left of it on -."""
    return {"+": "-", "-": "+"}.get(strand, "")


def underscored(text: str, column: int | None = None) -> tuple[str, str]:
    """Both sides of `A_B`; a symbol that holds an underscore itself is settled by the gene tables. RowError: not two genes."""
    if text.count("_") == 1:
        five, _, three = text.partition("_")
        return five, three
    parts = split_fusion(text, genes.default()).parts
    if len(parts) < 2:
        raise RowError("names no two genes", column, text)
    return parts[0], parts[-1]


def both_sides(row: Row, left: int, right: int, base: int = 1) -> dict[str, Any]:
    """Both sides of a junction from two `chr:pos:strand` cells, as keyword arguments of Finding; left is the 5' side."""
    chrom5, pos5, strand5 = row.breakpoint(left, base)
    chrom3, pos3, strand3 = row.breakpoint(right, base)
    return {
        "chrom5": chrom5,
        "pos5": pos5,
        "strand5": strand5,
        "chrom3": chrom3,
        "pos3": pos3,
        "strand3": strand3,
    }


def ctat(
    t: Table, junction: Iterable[str], pairs: Iterable[str], extra: Callable[[Row], list[Mark]] | None = None
) -> Callable[[Row], Finding]:
    """The layout of the Trinity CTAT tools (STAR-Fusion, FusionInspector, CTAT-LR-fusion).

    LeftGene is the 5' partner. Breakpoints are 1-based, `chr:pos:strand`, with the annotated gene's strand. `junction` and
    `pairs` name the count columns of the version, the first one present is used.
    """
    name = t.optional("FusionName", "fusion_name")
    left, right = t.column("LeftGene"), t.column("RightGene")
    left_at, right_at = t.column("LeftBreakpoint"), t.column("RightBreakpoint")
    reads, mates = t.optional(*junction), t.optional(*pairs)
    frame, splice, anchor = (
        t.optional("PROT_FUSION_TYPE"),
        t.optional("SpliceType"),
        t.optional("LargeAnchorSupport"),
    )
    annots, left_cds, right_cds = t.optional("annots"), t.optional("CDS_LEFT_ID"), t.optional("CDS_RIGHT_ID")

    def read_row(row: Row) -> Finding:
        return Finding(
            gene5_reported=row.key(left),
            gene3_reported=row.key(right),
            call_reported=row.text(name),
            filters=row.text(annots),
            order_from="format",
            **both_sides(row, left_at, right_at),
            transcript5=row.text(left_cds),
            transcript3=row.text(right_cds),
            event=";".join(cell for cell in (row.text(splice), row.text(anchor)) if cell),
            in_frame=_CTAT_FRAME.get(row[frame].strip().strip('"'), "unknown"),
            junction_reads=row.reads(reads),
            pair_reads=row.reads(mates),
            marks=tuple(extra(row)) if extra else (),
        )

    return read_row


def bedpe_ends(t: Table) -> Callable[[Row], list[tuple[str, int | None, str]]]:
    """SQUID's BEDPE: (contig, 1-based breakpoint, kept part) of both sides, a kept left part (+) first.

    0-based half-open intervals: the breakpoint is the end where the left part is kept, the start + 1 where the right part is.
    """
    sides = tuple(tuple(t.column(f"{n}{i}") for n in ("chrom", "start", "end", "strand")) for i in (1, 2))

    def ends(row: Row) -> list[tuple[str, int | None, str]]:
        found = []
        for chrom, start, end, strand in sides:
            kept = row[strand].strip()
            if kept not in ("+", "-"):
                raise RowError("is neither + nor -", strand + 1, kept)
            position = row.position(end) if kept == "+" else row.position(start, base=0)
            found.append((row.key(chrom), position, kept))
        return sorted(found, key=lambda side: side[2] == "-")  # equal strands stay as they are

    return ends


def fusioncatcher_marks(description: str) -> tuple[Mark, ...]:
    """What FusionCatcher's labels say of a row."""
    labels = {label.strip() for label in description.lower().split(",")}
    said = {
        Mark.FILTERED: bool(labels & _BANNED),
        Mark.READTHROUGH: "readthrough" in labels,
        Mark.RECIPROCAL: "reciprocal" in labels,
    }
    return tuple(mark for mark, holds in said.items() if holds)


def side_marks(row: Row, sides: tuple[tuple[int, int], ...]) -> tuple[Mark, ...]:
    """DRAGEN RNA's columns of location and sense, one pair a side: what they say of the row. Both are lists joined by `;`."""
    marks = []
    for location, sense in sides:
        senses = [s.strip().lower() for s in row[sense].split(";") if s.strip() and s.strip() != "N/A"]
        if senses and not any(s == "true" for s in senses):
            marks.append(Mark.ANTISENSE)
        if "intergenic" in row[location].lower():
            marks.append(Mark.INTERGENIC)
    return tuple(dict.fromkeys(marks))
