"""pizzly, the flattened table.

Facts: pmelsted/pizzly scripts/flatten_json.py. geneA is the 5' partner. Positions are in transcripts, not in the genome, so
there is no breakpoint here.
"""

from collections.abc import Iterator

from fusionflag.model import Finding, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row


@parser(
    title="pizzly (flat table)",
    molecule="RNA",
    versions="not stated",
    evidence="real",
    direction="format: geneA",
    positions="none: those of transcripts",
    build="unstated",
    silence="negative: a header alone",
    looks_like=Columns("geneA.name", "geneA.id", "geneB.name", "geneB.id"),
)
def pizzly_flat(report: Report) -> Iterator[Record]:
    """One finding a row."""
    t = table(report)
    name_a, id_a = t.column("geneA.name"), t.column("geneA.id")
    name_b, id_b = t.column("geneB.name"), t.column("geneB.id")
    pairs, split = t.optional("paircount"), t.optional("splitcount")

    def read_row(row: Row) -> Finding:
        five = row.key(name_a, may_be_missing=True) or row.key(id_a)
        three = row.key(name_b, may_be_missing=True) or row.key(id_b)
        return Finding(
            gene5_reported=five,
            gene3_reported=three,
            call_reported=f"{five}--{three}",
            order_from="format",
            junction_reads=row.reads(split),
            pair_reads=row.reads(pairs),
        )

    yield from t.map(read_row)
