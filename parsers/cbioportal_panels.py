"""cBioPortal's gene panel matrix (`data_gene_panel_matrix.txt`): which panel each sample was read with, a column a profile.

Facts: cbioportal docs/File-Formats.md. A column is named by the profile's stable id (mutations, cna, structural_variants; fusion
or sv in older studies). An empty cell or NA: the sample was not profiled. The panel of mutations says nothing of fusions, so a
matrix without a column of structural variants says nothing of them either.
"""

from collections.abc import Iterator

from fusionflag.codes import Code
from fusionflag.model import Assay, Record, Severity
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report

FUSIONS = ("structural_variants", "structural_variant", "sv", "fusions", "fusion")
NOT_A_MATRIX = ("PATIENT_ID", "Hugo_Symbol", "Site1_Hugo_Symbol")


@parser(
    title="cBioPortal gene panel matrix",
    molecule="unknown",
    versions="all",
    evidence="documentation",
    direction="none",
    positions="none",
    build="unstated",
    silence="companion",
    multi_sample=True,
    looks_like=[Columns("SAMPLE_ID", name, absent=NOT_A_MATRIX) for name in (*FUSIONS, "mutations", "cna")],
)
def cbioportal_panels(report: Report) -> Iterator[Record]:
    """One companion arm a sample."""
    t = table(report)
    sample, column = t.column("SAMPLE_ID"), t.optional(*FUSIONS)
    seen: dict[str, str] = {}
    doubtful: set[str] = set()
    for row in t:
        name, panel = row.text(sample), row.text(column)
        if not name:
            report.problem(Code.BAD_ROW, "names no sample", line=row.line)
            continue
        t.unexplained(row.line, *row)
        if seen.setdefault(name, panel) != panel:
            report.problem(
                Code.PARTIAL_TABLE,
                "the sample stands twice, with different panels",
                line=row.line,
                value=name,
            )
            doubtful.add(name)
    if column < 0:
        report.notice(
            Code.NOT_LISTED,
            "has no column of structural variants: with which panel fusions were read is not known",
            severity=Severity.INFO,
        )
    for name, panel in seen.items():
        unsure = column < 0 or name in doubtful
        yield Assay(
            sample=name,
            report_kind="companion",
            fusions_stated=False,
            status="unknown" if unsure else "done" if panel else "not_done",
            assay_reported="" if unsure else panel,
            joins=(f"cbioportal:{name}",),
        )
