"""PRADA's fusion table, with its sample and TAF columns or without.

Facts: a real file; no documentation was at hand. Measured on 13 junctions: the first breakpoint of `Junction` is the last base
of an exon of Gene_A in 12, the second never, so Gene_A is the 5' partner and positions are 1-based. `Junction` lists breakpoints
with the reads of each, `TBCD:17:80842078_GLIPR2:9:36147783,3|...`; Discordant_n counts pairs of the gene pair as a whole, so
each junction of a row bears them. Strands are 1 and -1. No filter, no frame. A table with a sample column may hold several
samples, and leaves out those without a fusion. Its negative was not seen; a header alone is read as one.
"""

import re
from collections.abc import Iterator

from fusionflag.layouts import side_of
from fusionflag.model import Finding, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError

_JUNCTION = re.compile(r"(.+):([\w.]+):(\d+)_(.+):([\w.]+):(\d+),(\d+)")


@parser(
    title="PRADA",
    molecule="RNA",
    versions="not stated",
    evidence="real",
    direction="format: Gene_A",
    positions="1-based",
    build="unstated",
    silence="negative: a header alone, which was not seen",
    looks_like=Columns("Gene_A", "Gene_B", "A_chr", "B_chr", "Discordant_n", "JSR_n", "Junction"),
)
def prada(report: Report) -> Iterator[Record]:
    """One finding a junction; a row without one is one finding by its genes."""
    t = table(report)
    sample, gene5, gene3 = t.optional("sample"), t.column("Gene_A"), t.column("Gene_B")
    chrom5, chrom3, strand5, strand3 = (
        t.column("A_chr"),
        t.column("B_chr"),
        t.optional("A_strand"),
        t.optional("B_strand"),
    )
    pairs, reads, junction = t.column("Discordant_n"), t.column("JSR_n"), t.column("Junction")
    report.several_samples = sample >= 0

    def read_row(row: Row) -> Iterator[Finding]:
        name5, name3 = row.key(gene5), row.key(gene3)
        places = row.key(junction, may_be_missing=True)
        for place in places.split("|") if places else [""]:
            match = _JUNCTION.fullmatch(place.strip())
            if place and match is None:
                raise RowError(
                    "is not GENE:chromosome:position_GENE:chromosome:position,reads", junction + 1, place
                )
            yield Finding(
                sample=row.key(sample) if sample >= 0 else "",
                gene5_reported=name5,
                gene3_reported=name3,
                call_reported=f"{name5}--{name3}",
                order_from="format",
                chrom5=match[2] if match else row.text(chrom5),
                pos5=int(match[3]) if match else None,
                strand5=side_of(row[strand5]),
                chrom3=match[5] if match else row.text(chrom3),
                pos3=int(match[6]) if match else None,
                strand3=side_of(row[strand3]),
                junction_reads=int(match[7]) if match else row.reads(reads),
                pair_reads=row.reads(pairs),
            )

    yield from t.map(read_row)
