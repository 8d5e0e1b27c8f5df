"""Guardant's workbook of results: sheets SNV, Indels, CNAs, Fusion or Fusions, MSI, and QC in newer ones.

Facts: mizomizo1/OncoUnify load_guardant.py and tests/make_fixtures.py (made-up files after the real columns); no real file is
public. Plasma DNA, GRCh37. `call` 1 is called; rows with 0 are polymorphisms, and gene pairs that were looked for.
`downstream_gene` is the 3' gene. The workbook states no product, patient or diagnosis (the file's name does, which is not
read); the fusion genes that are known to be listed exclude NRG1.
"""

from collections.abc import Iterator

from fusionflag import documents, markers, workbook
from fusionflag.cells import RowError
from fusionflag.codes import Code
from fusionflag.documents import Node
from fusionflag.guardant import COLUMNS, NEEDED, arm, called, copies, pair
from fusionflag.model import Finding, Marker, Record
from fusionflag.parsing import Sheets, parser
from fusionflag.reading import Report

SHEETS = {"snv", "indels", "cnas", "fusion", "fusions", "msi", "qc"}
STATUS = {"PASS": "pass", "FAIL": "fail"}
GROUPS = {"", "sample", "control", "flowcell"}


@parser(
    title="Guardant workbook",
    molecule="cfDNA",
    versions="not stated",
    evidence="documentation",
    direction="row: `downstream_gene` is 3'",
    positions="1-based",
    build="GRCh37",
    silence="dna",
    looks_like=Sheets("SNV", "Indels", "CNAs", "Fusion|Fusions", "MSI"),
)
def guardant_xlsx(report: Report) -> Iterator[Record]:
    """One finding a fusion that is called or was rejected, markers for the other sheets, one arm."""
    fusions = _rows(report, "Fusion", "Fusions", needed=NEEDED)
    msi = _rows(report, "MSI", needed=("msi_status",))
    quality = _rows(report, "QC", needed=("metric", "value", "status"))
    own = [row for row in quality if row.text("category").casefold() in ("", "sample")]
    sample = _only(report, [*fusions, *msi, *own], "run_sample_id")

    def fusion(row: Node) -> Finding | Marker | None:
        cells = {name: workbook.fact(row, name) for name in COLUMNS}
        return pair(cells, row.count, row.number("percentage"), sample)

    def of_sample(marker: Marker | None, row: Node) -> Marker | None:
        row.explain()  # a row of this sheet speaks of no fusion
        if marker is not None:
            marker.sample = sample
        return marker

    yield from documents.each(fusions, fusion)
    for name, needed in (("SNV", ("gene", "mut_aa", "call")), ("Indels", ("gene", "call"))):
        small = _rows(report, name, needed=needed)
        yield from documents.each(small, lambda row: of_sample(_small(row), row))
    numbers = _rows(report, "CNAs", needed=("gene", "copy_number", "call"))
    yield from documents.each(numbers, lambda row: of_sample(_copies(row), row))
    yield from documents.each(msi, lambda row: of_sample(markers.msi(row.text("msi_status")), row))
    _check_others(report)
    yield arm(
        sample,
        _only(report, [*fusions, *msi, *own], "runid"),
        qc=_quality(report, quality),
        qc_metrics=";".join(
            f"{r.text('metric')}={r.text('value')}" for r in own if r.number("value") is not None
        ),
    )


def _rows(report: Report, *names: str, needed: tuple[str, ...]) -> list[Node]:
    """The rows of all sheets of these names. One that lacks its columns makes the report incomplete, the others are read."""
    found = []
    for sheet in workbook.sheets(report, *names):
        try:
            found += workbook.rows(sheet, *needed)
        except RowError as error:
            documents.bad(sheet, error)
    return found


def _only(report: Report, rows: list[Node], column: str) -> str:
    values = sorted({text for row in rows if (text := row.text(column))})
    if len(values) > 1:
        report.problem(
            Code.PARTIAL_TABLE,
            f"`{column}` holds {len(values)} values: two reports in one workbook? Their rows cannot be told apart",
            hint="Give each report as a file of its own.",
        )
    return values[0] if len(values) == 1 else ""


def _small(row: Node) -> Marker | None:
    """A small variant that is called; what is not called is a polymorphism or noise."""
    if not called(workbook.fact(row, "call")):
        return None
    change = row.first("mut_aa", "mut_aa_short", "cdna").text()
    share = f", {row.text('percentage')}%" if row.text("percentage") else ""
    return markers.small_variant(workbook.fact(row, "gene"), change, detail=f"{change}{share}")


def _copies(row: Node) -> Marker | None:
    return copies(workbook.fact(row, "gene"), workbook.fact(row, "call"), workbook.fact(row, "copy_number"))


def _quality(report: Report, rows: list[Node]) -> str:
    """One failed metric, of the sample or of its run, fails the arm. A word that is not known is not passed over."""
    words = {}
    for row in rows:
        text = row.text("status").upper()
        if (text and text not in STATUS) or row.text("category").casefold() not in GROUPS:
            documents.bad(row, RowError("its status or category is not known", row.pointer, text))
        elif text:
            words[STATUS[text]] = row
    return "fail" if "fail" in words else "pass" if words else "not_provided"


def _check_others(report: Report) -> None:
    for title in report.workbook.sheets if report.workbook else ():
        name = title.strip().casefold()
        if name not in SHEETS and any(
            word in name for word in ("fusion", "rearrang", "transloc", "structural")
        ):
            report.problem(
                Code.PARTIAL_TABLE,
                "holds a sheet that may list fusions and that is not known; it was not read",
                hint="Look at the sheets of this workbook by hand.",
            ).place = report.place(None, f"/{title}")
