"""Guardant's table of fusions, `*.fusion_call.hdr.tsv`, from laboratories that run the test themselves.

Facts: bioinformatics-policlinicogemelli/Varan vendor_adapters/guardant.py, and public scripts that read the tables of the
software: one row a gene pair and place, `call` 1 where it is called, rows with 0 for pairs that were looked for. Plasma DNA,
GRCh37. `downstream_gene` is the 3' gene: its name, or the letter of its side. Comments are free text and are not read.
No real file is public. The file states no product; the fusion genes that are known to be listed exclude NRG1.
"""

from collections.abc import Iterator

from fusionflag.guardant import COLUMNS, NEEDED, arm, by_sample, pair
from fusionflag.model import Finding, Marker, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row


@parser(
    title="Guardant fusion calls",
    molecule="cfDNA",
    versions="not stated",
    evidence="documentation",
    direction="row: `downstream_gene` is 3'",
    positions="1-based",
    build="GRCh37",
    silence="dna",
    looks_like=Columns(*NEEDED, "percentage"),
)
def guardant_tsv(report: Report) -> Iterator[Record]:
    """One finding a row that is called or was rejected; a pair without evidence is none."""
    t = table(report)
    columns = {name: t.column(name) if name in NEEDED else t.optional(name) for name in COLUMNS}

    def read_row(row: Row, sample: str) -> Finding | Marker | None:
        cells = {name: row.text(column) for name, column in columns.items()}
        for name in ("gene_a", "gene_b"):
            cells[name] = row.key(columns[name], may_be_missing=True)
        share = row.fraction(columns["percentage"])
        return pair(cells, lambda count: row.reads(columns[count]), share, sample)

    yield from by_sample(report, t, t.optional("run_sample_id"), read_row, arm)
