"""STAR-SEQR candidates.

Facts: ExpressionAnalysis/STAR-SEQR README; measured: breakpoints look like STAR-Fusion's but are 0-based (226 of 227 rows
are the others' minus 1). LEFT is the 5' partner. DISPOSITION is PASS or a list of reasons.
"""

from collections.abc import Iterator

from fusionflag.layouts import both_sides
from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row


@parser(
    title="STAR-SEQR",
    molecule="RNA",
    versions="0.6",
    evidence="real",
    direction="format: LEFT",
    positions="0-based",
    build="unstated",
    silence="negative: a header alone",
    looks_like=Columns("NAME", "NREAD_SPANS", "NREAD_JXNLEFT", "NREAD_JXNRIGHT", "BRKPT_LEFT", "BRKPT_RIGHT"),
)
def star_seqr(report: Report) -> Iterator[Record]:
    """One finding a row."""
    t = table(report)
    name, spans = t.column("NAME"), t.column("NREAD_SPANS")
    left_reads, right_reads = t.column("NREAD_JXNLEFT"), t.column("NREAD_JXNRIGHT")
    left_at, right_at = t.column("BRKPT_LEFT"), t.column("BRKPT_RIGHT")
    left, right = t.column("LEFT_SYMBOL"), t.column("RIGHT_SYMBOL")
    kind, disposition = t.optional("FUSION_CLASS"), t.optional("DISPOSITION")

    def read_row(row: Row) -> Finding:
        reads = [n for n in (row.reads(left_reads), row.reads(right_reads)) if n is not None]
        state, event = row.key(disposition, may_be_missing=True), row.text(kind)
        marks = [Mark.FILTERED] if state and state != "PASS" else []
        marks += [Mark.READTHROUGH] if "READ_THROUGH" in event.upper() else []
        return Finding(
            gene5_reported=row.key(left),
            gene3_reported=row.key(right),
            call_reported=row.text(name),
            filters=state,
            marks=tuple(marks),
            order_from="format",
            **both_sides(row, left_at, right_at, base=0),
            event=event,
            junction_reads=sum(reads) if reads else None,
            pair_reads=row.reads(spans),
        )

    yield from t.map(read_row)
