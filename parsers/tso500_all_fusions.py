"""TSO500 AllFusions.csv: every candidate of the RNA, kept or not.

Facts: files of the Local App 2.2 and of DRAGEN TSO500 2.1.1. Comment lines explain the columns, below them a table with commas.
KeepFusion says what the software reports; Filter says why not. Gene A is the 5' side where `Fusion Directionality Known`, else
the order is not known. Several genes of one side are joined by `;`. Counts without duplicates (Dedup) are those that
CombinedVariantOutput adds up. Caller SpliceGirl sees splicing: inside a gene a splice variant, between neighbors a
read-through. DRAGEN adds location and sense of each side. N/A is missing. hg19, not stated. TruSight Tumor 170 writes a file of
the same kind without directionality and Dedup: it is not claimed here, because its coverage differs.

No id stands inside. The software calls the file `<Sample ID>_AllFusions.csv`: that name groups it with another file that states
this Sample ID or Pair ID itself, and decides nothing else.
"""

import re
from collections.abc import Callable, Iterator

from fusionflag import tso500
from fusionflag.layouts import side_marks
from fusionflag.model import Assay, Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError, Table

_NAME = re.compile(r"(?:.*/)?([^/]+)_AllFusions\.csv(?:\.gz)?\Z")
_READ_THROUGH = re.compile(r"read[-_ ]?through", re.I)
_TRUTH = {"true": True, "yes": True, "false": False, "no": False}


@parser(
    title="TSO500 AllFusions",
    molecule="RNA",
    versions="Local App 2.2, DRAGEN TSO500 2.1",
    evidence="real",
    direction="row: Gene A where directionality is known",
    positions="1-based",
    build="GRCh37",
    silence="nothing: all candidates, kept or not",
    looks_like=Columns(
        "Caller",
        "Gene A",
        "Gene B",
        "Gene A Breakpoint",
        "Gene B Breakpoint",
        "KeepFusion",
        "Alt Split Dedup",
        "Fusion Directionality Known",
    ),
)
def tso500_all_fusions(report: Report) -> Iterator[Record]:
    """One finding a row; those that the software drops are marked as filtered."""
    t = table(report)
    named = _NAME.match(report.path)
    yield Assay(
        report_kind="candidates",  # its silence supports nothing: the results stand in CombinedVariantOutput
        assay_reported=tso500.ASSAY,
        pipeline=tso500.ASSAY,
        genome=tso500.GENOME,
        joins=tso500.joins(named[1]) if named else (),
    )
    caller, gene_a, gene_b = t.column("Caller"), t.column("Gene A"), t.column("Gene B")
    at_a, at_b = t.column("Gene A Breakpoint"), t.column("Gene B Breakpoint")
    known, score, filters = t.column("Fusion Directionality Known"), t.optional("Score"), t.optional("Filter")
    split, pairs = t.column("Alt Split Dedup"), t.optional("Alt Pair Dedup")
    marks = _marks_of(t)

    def read_row(row: Row) -> Finding:
        chrom5, pos5, _ = row.breakpoint(at_a)
        chrom3, pos3, _ = row.breakpoint(at_b)
        ordered = _truth(row, known)
        said = marks(row)
        return Finding(
            gene5_reported=row.key(gene_a),
            gene3_reported=row.key(gene_b),
            call_reported=f"{row.text(gene_a)}{'-' if ordered else '/'}{row.text(gene_b)}",
            callers=(row.text(caller),) if row.text(caller) else (),
            confidence=row.text(score),
            filters=row.text(filters),
            reported=Mark.PASS in said,
            marks=said,
            order_known=ordered,
            order_from="format" if ordered else "none",
            chrom5=chrom5,
            pos5=pos5,
            chrom3=chrom3,
            pos3=pos3,
            genome=tso500.GENOME,
            junction_reads=row.reads(split),
            pair_reads=row.reads(pairs),
        )

    yield from t.map(read_row)


def _marks_of(t: Table) -> Callable[[Row], tuple[Mark, ...]]:
    """What a row's own words say of it, as marks."""
    caller, gene_a, gene_b = t.column("Caller"), t.column("Gene A"), t.column("Gene B")
    keep, filters, precise = t.column("KeepFusion"), t.optional("Filter"), t.optional("Precise/Imprecise")
    sides = tuple((t.optional(f"Gene {s} Location"), t.optional(f"Gene {s} Sense")) for s in "AB")

    def marks(row: Row) -> tuple[Mark, ...]:
        labels = {label.strip().casefold() for label in row[filters].split(";")}
        within = tso500.same_gene(row[gene_a], row[gene_b])
        said = {
            Mark.PASS: _truth(row, keep),
            Mark.FILTERED: not _truth(row, keep),
            Mark.SPLICE_VARIANT: row.text(caller).casefold() == "splicegirl" and within,
            Mark.READTHROUGH: bool(_READ_THROUGH.search(row[filters])),
            Mark.IMPRECISE: "imprecise" in labels or row.text(precise).casefold() == "imprecise",
        }
        return (*(mark for mark, holds in said.items() if holds), *side_marks(row, sides))

    return marks


def _truth(row: Row, column: int) -> bool:
    """True or False as these files write it; a row without it is not understood."""
    word = row.key(column)
    if word.casefold() not in _TRUTH:
        raise RowError("is neither True nor False", row.table.number_of(column), word)
    return _TRUTH[word.casefold()]
