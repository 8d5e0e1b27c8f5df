"""cBioPortal's deprecated `data_fusions.txt`: one row a gene, so two rows a fusion.

Facts: cbioportal docs/File-Formats.md up to version 4, catstools and OncoKB's files. `Fusion` is text, `EML4-ALK fusion`,
`CD74-NRG1 Archer` or `AXIN1-intragenic`; its order says nothing. The rows of one sample with the same text are one fusion; a gene
that is not on the panel has no row. catstools writes the sample's name in the place of the gene. DNA_support and RNA_support
say what was read. There are no places, no counts and no negatives.
"""

import re
from collections.abc import Iterator

from fusionflag import two_sites
from fusionflag.cells import RowError
from fusionflag.layouts import frame_word
from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row

_NAME = re.compile(r"\s*([^\s:>-]+(?:\s*(?:-+|:+)>?\s*[^\s:>-]+)+)")


@parser(
    title="cBioPortal fusions (deprecated)",
    molecule="unknown",
    versions="to 4",
    evidence="example",
    direction="unknown",
    positions="none",
    build="unstated",
    silence="nothing: samples without a fusion are left out",
    multi_sample=True,
    looks_like=Columns("Hugo_Symbol", "Tumor_Sample_Barcode", "Fusion"),
)
def cbioportal_fusions(report: Report) -> Iterator[Record]:
    """One finding a fusion, made of all its rows."""
    t = table(report)
    sample, gene, text = t.column("Tumor_Sample_Barcode"), t.column("Hugo_Symbol"), t.column("Fusion")
    dna, rna = t.optional("DNA_support"), t.optional("RNA_support")
    frame, status = t.optional("Frame"), t.optional("Fusion_Status")

    def read_row(row: Row) -> Finding:
        name, symbol = row.text(text), row.key(gene, may_be_missing=True)
        if symbol.isdigit() or symbol == row.text(sample):
            symbol = two_sites.gene_of("", symbol)
        if not name and not symbol:
            raise RowError("names neither a gene nor a fusion", text + 1)
        molecule, both = two_sites.molecule_of(row, dna, rna)
        return Finding(
            sample=row.text(sample),
            molecule=molecule,
            filters="DNA and RNA support" if both else "",
            gene5_reported=symbol,
            call_reported=name,
            order_known=False,
            order_from="none",
            marks=(Mark.GERMLINE,) if row.text(status).upper() == "GERMLINE" else (),
            in_frame=frame_word(row[frame]),
        )

    groups: dict[tuple[str, ...], list[Finding]] = {}
    for row in t.map(read_row):
        assert isinstance(row, Finding)
        key = (row.sample, row.molecule, row.call_reported.casefold() or row.gene5_reported)
        groups.setdefault(key, []).append(row)
    yield from two_sites.arms_of(report, (rows[0] for rows in groups.values()))
    for rows in groups.values():
        yield _joined(rows)


def _joined(rows: list[Finding]) -> Finding:
    """One finding of the rows of a fusion; its genes are those of the rows, else those of its name."""
    found, text = rows[0], rows[0].call_reported
    genes = list(dict.fromkeys(row.gene5_reported for row in rows if row.gene5_reported))
    match = _NAME.match(text)
    name = match[1] if match else text
    if "intragenic" in text.casefold() and len(genes) <= 1:
        one = genes[0] if genes else re.split(r"[\s-]", text.strip())[0]
        found.gene5_reported = found.gene3_reported = one
    elif len(genes) >= 2:
        found.gene5_reported, found.gene3_reported = genes[:2]
    elif match and (not genes or genes[0].casefold() in name.casefold()):
        found.gene5_reported = found.gene3_reported = ""  # the name is taken apart by the tables of genes
    one, two = found.gene5_reported, found.gene3_reported
    call, weak = two_sites.call_of(one or ("" if two else name), two, " ".join([text, *genes]))
    found.call_reported = call
    found.marks = (*found.marks, *weak)
    states = {row.in_frame for row in rows}
    found.in_frame = states.pop() if len(states) == 1 else "unknown"
    found.also_at = tuple(row.place for row in rows[1:])
    return found
