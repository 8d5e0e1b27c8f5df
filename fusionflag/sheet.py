"""The sample sheet: which file belongs to which case, and what the laboratory knows that the file does not say.

CSV or TSV, in any encoding that reports are read in. `path` is relative to the sheet. What cannot be understood is a notice;
where it speaks of what a silence is worth (`DECIDING`), no negative is drawn from its row. A sheet that cannot be used at all
(no path, no case, two rows for one sample, cells that stand in no column) is a usage error: a sheet read wrongly would give one
patient's report to another.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any

from fusionflag import clinical
from fusionflag.cells import MISSING
from fusionflag.codes import Code
from fusionflag.model import VOCABULARY, Notice, Severity
from fusionflag.reading import ReportError, open_report
from fusionflag.rows import canonical, split_cells
from fusionflag.sources import SheetRow
from fusionflag.tumor_codes import SIGN

REQUIRED = ("path", "case_id")
COLUMNS = (
    *REQUIRED,
    "specimen",
    "sample",
    "run",
    "tumor_type",
    "assay",
    "molecule",
    "genome",
    "qc",
    "nrg1_coverage",
    "tumor_content",
    "sha256",
)
ABOUT = {
    "path": "the report, relative to the sheet; one row a file, or one for each `sample` of it",
    "case_id": "what is judged together: one patient's reports",
    "specimen": "the block or sample taken; results of one specimen confirm or contradict each other",
    "sample": "the report's own name of the library; of a VCF with several columns the tumor's column (of two that share a name: "
    "`NAME, column 11`)",
    "run": "the sequencing run, for the carry-over check",
    "tumor_type": "in words, or as a code with its system (`OncoTree LUAD`, `ICD-10 C22.1`, `ICD-O-3 8140/3 C34.1`, "
    "`NCIt C3512`; several joined by `;`); decides the label axis and the next step, never the verdict",
    "assay": "the wet test; `fusionflag assays` lists those whose coverage of NRG1 is known",
    "molecule": "what was sequenced, where the file does not say it",
    "genome": "the build of the positions, where the file does not say it",
    "qc": "did the RNA, or DNA, pass the assay's own quality control?",
    "nrg1_coverage": "can the test see NRG1 fusions: with any partner, with listed partners, by the partner's introns only?",
    "tumor_content": "neoplastic cells",
    "sha256": "checksum of the file as its source made it; another file is not read as this one",
}
DECIDING = ("molecule", "qc", "nrg1_coverage", "tumor_content")  # what a silence is worth depends on them
NOT_STATED = MISSING - {"none", "None"}  # no coverage is a statement
_SPELLINGS = {
    "tumour_type": "tumor_type",
    "tumour_content": "tumor_content",
    "case": "case_id",
    "file": "path",
}
_GENOMES = {
    "grch37": "GRCh37",
    "hg19": "GRCh37",
    "b37": "GRCh37",
    "hs37d5": "GRCh37",
    "grch38": "GRCh38",
    "hg38": "GRCh38",
}


class SheetError(Exception):
    """The sheet cannot be used. The message names line and cause."""


def read_sheet(path: Path) -> tuple[list[SheetRow], list[Notice]]:
    """The rows of a sheet, and notices on what was not understood. Raises SheetError."""
    try:
        with open_report(path, path.name) as report:
            lines = [(number, line) for number, line in report.lines() if line.strip(" \t,;")]
            notices = report.notices
    except ReportError as error:
        raise SheetError(f"{path.name}: {error.text}") from error
    damaged = next((n for n in notices if n.severity is Severity.ERROR), None)
    if damaged:
        raise SheetError(f"{damaged.place}: {damaged.text}")
    if not lines:
        raise SheetError(f"{path.name}: the sheet is empty")
    rows, more = _Sheet(path.name).read(lines)
    return rows, [*notices, *more]


class _Sheet:
    def __init__(self, name: str) -> None:
        self.name = name
        self.notices: list[Notice] = []

    def read(self, lines: list[tuple[int, str]]) -> tuple[list[SheetRow], list[Notice]]:
        number, header = lines[0]
        delimiter = max("\t,;", key=lambda d: len(split_cells(header, d)))
        names = self._cells(header, delimiter, number)
        columns = self._columns(names, number)
        rows = []
        for line_number, line in lines[1:]:
            cells = self._cells(line, delimiter, line_number)
            self._check_width(cells, len(names), line_number, delimiter)
            rows.append(self._row(cells, columns, line_number))
        if not rows:
            raise SheetError(f"{self.name}: the sheet lists no report")
        check_doubles(rows, lambda row: row.path)
        return rows, self.notices

    def _cells(self, line: str, delimiter: str, number: int) -> list[str]:
        """Unlike a caller's table, a sheet comes from a spreadsheet, which quotes in tab-separated text too."""
        if '"' not in line:
            return line.split(delimiter)
        try:
            return next(csv.reader([line], delimiter=delimiter, strict=True))
        except csv.Error as error:
            raise SheetError(
                f"{self.name}:{number}: a quoted cell has no end on its line ({error}); write each row on one line"
            ) from error

    def _check_width(self, cells: list[str], width: int, number: int, delimiter: str) -> None:
        """A row that is too long has slipped: its cells would be read under the wrong columns."""
        if any(cell.strip() for cell in cells[width:]):
            shown = {"\t": "a tab"}.get(delimiter, f"`{delimiter}`")
            raise SheetError(
                f"{self.name}:{number}: {len(cells)} cells, but the header has {width}; quote a cell that holds {shown}"
            )

    def _columns(self, header: list[str], number: int) -> dict[int, str]:
        found: dict[int, str] = {}
        for index, cell in enumerate(header):
            name = canonical(cell).replace(".", "_")
            name = _SPELLINGS.get(name, name)
            if name in COLUMNS and name not in found.values():
                found[index] = name
            elif name:
                self._note(
                    Code.UNKNOWN_COLUMN,
                    "this column is not known and not used",
                    number,
                    index,
                    cell,
                )
        for name in REQUIRED:
            if name not in found.values():
                raise SheetError(
                    f"{self.name}:{number}: column `{name}` is missing (columns: {', '.join(COLUMNS)})"
                )
        return found

    def _row(self, cells: list[str], columns: dict[int, str], number: int) -> SheetRow:
        values: dict[str, Any] = {}
        unread = []
        for index, name in columns.items():
            cell = cells[index].strip() if index < len(cells) else ""
            check = CHECKS.get(name)
            values[name] = cell
            if check and cell:
                value = check(cell)
                if value is None:
                    decides = name in DECIDING and cell not in NOT_STATED
                    unread += [name] if decides else []
                    self._note(
                        Code.BAD_SHEET_VALUE,
                        f"`{name}` must be {ALLOWED[name]}; "
                        + ("no negative is drawn from this row" if decides else "read as not stated"),
                        number,
                        index,
                        cell,
                    )
                values[name] = value if value is not None else ""
        if not isinstance(values.get("tumor_content"), float):
            values["tumor_content"] = None
        for name in REQUIRED:
            if not values[name]:
                raise SheetError(f"{self.name}:{number}: `{name}` is empty")
        values["path"] = values["path"].replace("\\", "/")
        return SheetRow(**values, line=number, place=f"{self.name}:{number}", unread=tuple(unread))

    def _note(self, code: Code, text: str, line: int, index: int, value: str) -> None:
        severity = Severity.ERROR if code is Code.BAD_SHEET_VALUE else Severity.WARNING
        place = f"{self.name}:{line}:{index + 1}"
        self.notices.append(Notice(code=code, severity=severity, text=text, place=place, value=value[:80]))


def check_doubles(rows: list[SheetRow], file_of: Callable[[SheetRow], Hashable]) -> None:
    """Raise SheetError where two rows speak of one file without naming two samples: one case would hide the other."""
    by_file: dict[Hashable, list[SheetRow]] = {}
    for row in rows:
        others = by_file.setdefault(file_of(row), [])
        for other in others:
            if row.sample and other.sample and row.sample != other.sample:
                continue
            sheet = row.place.rpartition(":")[0]
            what = (
                f"sample `{row.sample}` of `{row.path}`"
                if row.sample == other.sample != ""
                else f"`{row.path}`"
            )
            raise SheetError(
                f"{sheet}:{row.line}: {what} stands in line {other.line} already (`{other.path}`); "
                "name each report once, or once for each `sample`"
            )
        others.append(row)


def _one_of(words: tuple[str, ...]) -> Callable[[str], str | None]:
    by_fold = {w.casefold(): w for w in words}
    return lambda cell: by_fold.get(cell.casefold().replace(" ", "_"))


_QC = ("pass", "fail", "borderline")
_QC_WORDS = {"passed": "pass", "failed": "fail"}
CHECKS: dict[str, Callable[[str], Any]] = {
    "tumor_type": lambda cell: cell.replace(SIGN, "="),
    "molecule": _one_of(VOCABULARY["molecule"]),
    "genome": lambda cell: _GENOMES.get(cell.casefold()),
    "qc": lambda cell: _one_of(_QC)(_QC_WORDS.get(cell.casefold(), cell)),
    "nrg1_coverage": _one_of(VOCABULARY["nrg1_coverage"]),
    "tumor_content": lambda cell: clinical.tumor_content(cell)[0],
    "sha256": lambda cell: cell.lower() if re.fullmatch("[0-9a-fA-F]{64}", cell) else None,
}
ALLOWED = {
    "molecule": "one of " + ", ".join(VOCABULARY["molecule"]),
    "genome": "GRCh37 or GRCh38 (hg19, hg38)",
    "qc": "one of " + ", ".join(_QC),
    "nrg1_coverage": "one of " + ", ".join(VOCABULARY["nrg1_coverage"]),
    "tumor_content": "a percentage from 1 to 100 (40, not 0.4), or 0; a range counts by its lower end",
    "sha256": "64 hexadecimal digits",
}
