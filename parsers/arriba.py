"""Arriba fusions.tsv (v0.8 to v2.5) and its discarded list.

Facts: suhrig/arriba documentation/output-files.md and source/output_fusions.cpp. gene1 is the 5' partner where the strand
after the slash is known; `.` there means that the order could not be determined. `type` with /5'-5' or /3'-3', and a fusion
strand that differs from the gene's, are no productive fusions. Breakpoints are 1-based.
"""

import re
from collections.abc import Iterator

from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row

FRAME = {"in-frame": "in", "out-of-frame": "out", "stop-codon": "stop"}
_NEAREST = re.compile(r"\(\d+\)")


@parser(
    title="Arriba",
    molecule="RNA",
    versions="0.8-2.5",
    evidence="real",
    direction="row: gene1 where both fusion strands are known",
    positions="1-based",
    build="unstated",
    silence="negative: a header alone; the discarded list supports none",
    looks_like=Columns(
        "#gene1",
        "gene2",
        "strand1(gene/fusion)",
        "strand2(gene/fusion)",
        "breakpoint1",
        "breakpoint2",
    ),
    candidates_names=("*discarded*",),
)
def arriba(report: Report) -> Iterator[Record]:
    """One finding a row; rows of the discarded file are the same rows with filters."""
    t = table(report)
    gene1, gene2 = t.column("gene1"), t.column("gene2")
    strand1, strand2 = (
        t.column("strand1(gene/fusion)"),
        t.column("strand2(gene/fusion)"),
    )
    break1, break2, kind = (
        t.column("breakpoint1"),
        t.column("breakpoint2"),
        t.optional("type"),
    )
    split1, split2, mates = (
        t.optional("split_reads1"),
        t.optional("split_reads2"),
        t.optional("discordant_mates"),
    )
    site1, site2, filters = (
        t.optional("site1"),
        t.optional("site2"),
        t.optional("filters"),
    )
    confidence, frame = t.optional("confidence"), t.optional("reading_frame")
    transcript1, transcript2 = (
        t.optional("transcript_id1"),
        t.optional("transcript_id2"),
    )
    coverage2 = t.optional("coverage2")

    def read_row(row: Row) -> Finding:
        chrom5, pos5, _ = row.breakpoint(break1)
        chrom3, pos3, _ = row.breakpoint(break2)
        name5, name3 = (
            row.key(gene1, may_be_missing=True),
            row.key(gene2, may_be_missing=True),
        )
        left, right = row.reads(split1), row.reads(split2)
        strands5, strands3, event = row[strand1], row[strand2], row[kind]
        gene_strand5, _, fusion_strand5 = strands5.partition("/")
        gene_strand3, _, fusion_strand3 = strands3.partition("/")
        known = fusion_strand5 in ("+", "-") and fusion_strand3 in ("+", "-")
        return Finding(
            gene5_reported=name5,
            gene3_reported=name3,
            call_reported=f"{name5}--{name3}",
            confidence=row[confidence],
            filters=row.text(filters),
            marks=_marks(event, (name5, row[site1], strands5), (name3, row[site2], strands3)),
            order_known=known,
            order_from="strand" if known else "none",
            chrom5=chrom5,
            pos5=pos5,
            strand5=gene_strand5 if gene_strand5 in "+-" else "",
            chrom3=chrom3,
            pos3=pos3,
            strand3=gene_strand3 if gene_strand3 in "+-" else "",
            transcript5=row.text(transcript1),
            transcript3=row.text(transcript2),
            event=event,
            in_frame=FRAME.get(row[frame], "unknown"),
            junction_reads=None if left is None and right is None else (left or 0) + (right or 0),
            pair_reads=row.reads(mates),
            depth=row.reads(coverage2),
        )

    yield from t.map(read_row)


def _marks(event: str, *sides: tuple[str, str, str]) -> tuple[Mark, ...]:
    marks = []
    if "read-through" in event:
        marks.append(Mark.READTHROUGH)
    if "'" in event:  # 5'-5' or 3'-3'
        marks.append(Mark.SAME_ENDS)
    for name, site, strand in sides:
        if site == "intergenic" or (name[-1:] == ")" and _NEAREST.search(name)):
            marks.append(Mark.INTERGENIC)
        if strand == "+/-" or strand == "-/+":
            marks.append(Mark.ANTISENSE)
    return tuple(dict.fromkeys(marks)) if marks else ()
