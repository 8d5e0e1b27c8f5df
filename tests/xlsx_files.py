"""Excel workbooks written on the spot. `python tests/xlsx_files.py` writes the fixtures of guardant_xlsx anew."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).parents[1] / "fixtures" / "guardant_xlsx"
Sheets = Mapping[str, Sequence[Sequence[Any]]]
WHEN = (2020, 1, 1, 0, 0, 0)

SNV = [
    "gene",
    "chrom",
    "position",
    "mut_nt",
    "mut_aa",
    "cdna",
    "percentage",
    "call",
    "transcript_id",
    "exon",
    "reporting_category",
    "rm_reportable",
]
INDELS = [
    "gene",
    "chrom",
    "position",
    "mut_nt",
    "mut_aa",
    "cdna",
    "length",
    "exon",
    "type",
    "percentage",
    "call",
    "transcript_id",
]
CNAS = ["chrom", "gene", "copy_number", "call"]
FUSIONS = [
    "gene_a",
    "gene_b",
    "downstream_gene",
    "chrom_a",
    "chrom_b",
    "pos_a",
    "pos_b",
    "percentage",
    "call",
]
MSI = ["runid", "run_sample_id", "msi_score", "msi_status", "max_maf", "mean_maf"]
QC = ["runid", "run_sample_id", "category", "metric", "verbose_name", "unit", "value", "status"]
RUN = ("RUN_000001", "A0000001-01")

KRAS = ["KRAS", "12", 25398284, "C>T", "G12D", "c.35G>A", 4.2, 1, "NM_004985.5", "2.0", "protein_coding", 1]
TP53 = ["TP53", "17", 7579472, "G>C", "P72R", "c.215C>G", 49.8, 0, "NM_000546.6", "4.0", "protein_coding", 0]
EXON19 = [
    "EGFR",
    "7",
    55242464,
    "AGGAATTAAGAGAAGC>A",
    "E746_A750del",
    "c.2235_2249del",
    15,
    "19.0",
    "Deletion",
]
TESTED = ["NTRK1", "TPM3", "-", 0, 0, 0, 0, 0, 0]
NRG1 = ["CD74", "NRG1", "NRG1", "5", "8", 149783500, 32580010, 0.62, 1]
PASSED = [*RUN, "sample", "coverage", "Coverage", "families", 2100, "PASS"]
BOOKS: dict[str, Sheets] = {}


def guardant(
    fusions: Sequence[Sequence[Any]], *, quality: Sequence[Sequence[Any]] | None = None, **other: Any
) -> Sheets:
    """The sheets of a Guardant workbook around these rows of fusions; `other`: rows by sheet, with their header."""
    sheets: dict[str, Any] = {
        "SNV": [SNV, TP53],
        "Indels": [INDELS],
        "CNAs": [CNAS, ["17", "ERBB2", 2.1, 0]],
        "Fusions": [FUSIONS, *fusions],
        "MSI": [MSI, [*RUN, 1, "MSS/MSI-L", 0.05, None]],
        "QC": [QC, *([PASSED] if quality is None else quality)],
    }
    return sheets | other


BOOKS["positive.xlsx"] = guardant([NRG1, TESTED])
BOOKS["negative.xlsx"] = guardant([TESTED])
BOOKS["odd.xlsx"] = guardant(
    [
        [
            "NRG1",
            "SLC3A2",
            "A",
            "8",
            "11",
            32580010,
            62649364,
            0.1,
            0,
        ],  # seen and rejected; the letter of the side
        ["NRG1", "ATP1B1", "ATP1B1", "8", "1", 32580010, 169080736, 0.4, 1],  # NRG1 as the 5' gene
        ["SDC4", "NRG1", "-", 0, 0, 0, 0, 0, 0],  # looked for, not found
        ["EZR", "ROS1", "-", "6", "6", 159191796, 117645578, 0.3, 1],  # order not stated
    ],
    CNAs=[CNAS, ["17", "ERBB2", 3.4, 1], ["8", "NRG1", 2.0, 0], ["9", "CDKN2A", 0.9, 1]],
    SNV=[SNV, KRAS, ["NRG1", "8", 32585500, "A>G", "K10R", "c.29A>G", 48.0, 0, "", "", "protein_coding", 0]],
    Indels=[INDELS, [*EXON19, 0.92, 1, "NM_005228.5"]],
)
OLD = {
    ("Fusion" if name == "Fusions" else name): rows
    for name, rows in guardant([TESTED]).items()
    if name != "QC"
}
BOOKS["old_layout.xlsx"] = OLD | {"MSI": [MSI, [*RUN, 24, "MSI-High", 0.08, None]]}
BOOKS["qc_failed.xlsx"] = guardant(
    [TESTED], quality=[PASSED, [*RUN, "flowcell", "q30", "Q30", "%", 40.5, "FAIL"]]
)


def written(sheets: Sheets, *, hidden: Sequence[str] = (), creator: str = "Dr Zzphysician Marker") -> bytes:
    """The bytes of a workbook, the same on every day."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        if title in hidden:
            sheet.sheet_state = "hidden"
    book.properties.creator = creator
    out = io.BytesIO()
    book.save(out)
    return changed(
        out.getvalue(),
        {"docProps/core.xml": lambda part: re.sub(rb"20\d\d-[0-9T:-]+Z", b"2020-01-01T00:00:00Z", part)},
    )


def changed(data: bytes, changes: Mapping[str, Any], add: Mapping[str, bytes] | None = None) -> bytes:
    """The workbook with some parts changed (None: left out) and others added, under a fixed date."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            change = changes.get(name, lambda part: part)
            if change is not None:
                new.writestr(zipfile.ZipInfo(name, WHEN), change(old.read(name)), zipfile.ZIP_DEFLATED)
        for name, part in (add or {}).items():
            new.writestr(zipfile.ZipInfo(name, WHEN), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def shared(data: bytes) -> bytes:
    """The workbook with its texts in a table of their own, as Excel writes it (openpyxl writes them into the cells)."""
    texts: list[bytes] = []

    def put(match: re.Match[bytes]) -> bytes:
        texts.append(match[2])
        return b'%s t="s"><v>%d</v></c>' % (match[1], len(texts) - 1)

    def cells(part: bytes) -> bytes:
        return re.sub(rb'(<c [^>]*) t="inlineStr"><is>(.*?)</is></c>', put, part)

    def types(part: bytes) -> bytes:
        kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        line = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % kind
        return part.replace(b"</Types>", line)

    with zipfile.ZipFile(io.BytesIO(data)) as old:
        sheets = {name: cells for name in old.namelist() if name.startswith("xl/worksheets/")}
    data = changed(data, {**sheets, "[Content_Types].xml": types})
    table = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>'
    return changed(
        data, {}, {"xl/sharedStrings.xml": table % b"".join(b"<si>%s</si>" % text for text in texts)}
    )


if __name__ == "__main__":
    for name, sheets in BOOKS.items():
        (FIXTURES / name).write_bytes(written(sheets))
