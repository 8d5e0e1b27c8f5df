"""MyCaller 1 to 2, `fusions.mycaller.tsv`. The caller is made up, and so are these facts.

`up` is the 5' gene. Breakpoints are 0-based, `chr:pos:strand`. `flag` is PASS, or the reasons of a rejection.
"""

from collections.abc import Iterator

from fusionflag.layouts import both_sides, frame_word
from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row


@parser(
    title="MyCaller",
    molecule="RNA",
    versions="1-2",
    evidence="documentation: it is made up",
    direction="format: up",
    positions="0-based",
    build="unstated",
    silence="negative: a header alone",
    looks_like=Columns("#mycaller_id", "up", "down", "up_break", "down_break", "flag"),
)
def mycaller(report: Report) -> Iterator[Record]:
    """One finding a row; a row with another flag than PASS is a rejected one."""
    t = table(report)
    up, down, flag = t.column("up"), t.column("down"), t.column("flag")
    up_break, down_break = t.column("up_break"), t.column("down_break")
    reads, frame = t.optional("reads"), t.optional("frame")

    def read_row(row: Row) -> Finding:
        passed = row.key(flag) == "PASS"
        return Finding(
            gene5_reported=row.key(up),
            gene3_reported=row.key(down),
            order_from="format",
            **both_sides(row, up_break, down_break, base=0),
            in_frame=frame_word(row.text(frame)),
            junction_reads=row.reads(reads),
            filters=row.key(flag),
            marks=() if passed else (Mark.FILTERED,),
        )

    yield from t.map(read_row)
