"""AnnotSV's table.

Facts: lgmgeo/AnnotSV README (versions 2 and 3) and the tables among its tests. An event stands on one `full` row and on a
`split` row for each gene, or on either kind alone (-annotationMode): all rows are read, and those of one event are one
junction. REF, ALT and, where they were asked for, ID, QUAL, FILTER and INFO are those of the VCF, and so are the columns
from FORMAT to the one before Annotation_mode. Gene_name of a full row lists every gene that the event overlaps, separated by
`;`: that a large gain spans NRG1 is no junction. `<TRA>` without a second chromosome (BNDrescue) does not tell what is
joined. The genome build is not stated.
"""

from collections.abc import Iterator

from fusionflag.cells import RowError
from fusionflag.model import Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, Table
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_rows
from fusionflag.vcf.header import Header
from fusionflag.vcf.record import Record as Line
from fusionflag.vcf.scan import Rows

FIXED = ("ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "Gene_name")


@parser(
    title="AnnotSV (table)",
    molecule="DNA",
    versions="2.x, 3.x",
    evidence="example",
    direction="places: by the caller's ALT",
    positions="1-based",
    build="unstated",
    silence="dna",
    looks_like=[
        Columns("AnnotSV_ID", "SV_chrom", "SV_start", "SV_end", "SV_type", "Annotation_mode", "Gene_name"),
        Columns("AnnotSV ID", "SV chrom", "SV start", "SV end", "SV type", "AnnotSV type", "Gene name"),
    ],
)
def annotsv(report: Report) -> Iterator[Record]:
    """One finding a junction at NRG1."""
    rows = _Events(report, table(report))
    yield from sv_rows(report, Caller(rearranges=None), rows, rows.header)


class _Events(Rows):
    """The rows, each as the record of a VCF that it was made from."""

    def __init__(self, report: Report, t: Table) -> None:
        super().__init__(report)
        self.table = t
        self.mode = t.column("Annotation_mode", "AnnotSV type")
        self.places = [t.column(name) for name in ("SV_chrom", "SV_start", "SV_end", "SV_type")]
        self.cells = {name: t.optional(name) for name in FIXED}
        form = t.optional("FORMAT")
        self.samples = range(form, self.mode) if 0 <= form < self.mode else range(0)
        self.header = Header(
            columns=report.header_line, samples=tuple(t.name_of(column) for column in self.samples[1:])
        )

    def __iter__(self) -> Iterator[Line]:
        for row in self.table:
            self.records += 1
            try:
                line = Line(row.line, self._text(row), self.header)
                self.met(line.alt, line.info_text)
                yield line
            except RowError as error:
                self.bad_row(row.line, f"the row cannot be understood: {error}", "\t".join(row), error)
        self.say_rest()

    def _text(self, row: Row) -> str:
        chrom, start, end, kind = (row.text(column) for column in self.places)
        cell = {name: row.text(column) for name, column in self.cells.items()}
        alt = cell["ALT"] or f"<{kind}>"
        info = [cell["INFO"], f"SVTYPE={kind}", f"Gene_name={cell['Gene_name'].replace(';', ',')}"]
        if alt not in ("<TRA>", "<BND>"):  # their SV_end is SV_start again, not the other end
            info.append(f"END={end}")
        fixed = (cell["ID"] or ".", cell["REF"] or "N", alt, ".", cell["FILTER"] or ".")
        samples = [row.text(column) or "." for column in self.samples]
        return "\t".join((chrom, start, *fixed, ";".join(part for part in info if part), *samples))
