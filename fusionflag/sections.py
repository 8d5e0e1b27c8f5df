"""Reports in `[Section]` layout (Illumina's TSO500 software): tab-separated rows under bracketed titles, padded or not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from fusionflag.cells import MISSING, RowError, told
from fusionflag.codes import Code
from fusionflag.model import Finding, Marker
from fusionflag.reading import Report
from fusionflag.rows import unexplained

Reader = Callable[[dict[str, str]], Finding | Marker | Iterable[Finding | Marker] | None]
_TITLE = re.compile(r"\[([^\[\]]+)\]\Z")


@dataclass(slots=True)
class Section:
    """One section: its title, the line it begins at, and its rows as (line number, cells), blank rows left out.

    Trailing empty cells are cut: the software pads lines to the widest one, or does not.
    """

    title: str
    line: int
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    told: set[int] = field(default_factory=set)  # lines that became records

    @property
    def empty(self) -> bool:
        """Does it say in the software's own way that it holds nothing: a lone `NA` (below its header, if it has one)?"""
        return 1 <= len(self.rows) <= 2 and self.rows[-1][1] == ["NA"]

    def facts(self) -> dict[str, str]:
        """Rows of name and value; the words for "missing" read as empty."""
        return {cells[0]: _said(cells[1]) if len(cells) > 1 else "" for _, cells in self.rows}

    def map(
        self,
        report: Report,
        read: Reader,
        *needed: str,
    ) -> Iterator[Finding | Marker]:
        """Run `read` over the rows below the header, each as cells by column name; none where the section is empty.

        What cannot be read is a notice and makes the report incomplete: a header without the columns `needed`, a section that
        breaks off behind its header, a row that `read` raises RowError for, a row with more cells than the header.
        """
        header = self.rows[0][1] if self.rows else []
        missing = [name for name in needed if name not in header]
        if missing or len(self.rows) < 2:
            what = (
                f"lacks its header, or column `{missing[0]}` of it"
                if missing
                else "breaks off behind its header"
            )
            report.problem(
                Code.MISSING_COLUMN,
                f"section [{self.title}] {what}",
                line=self.line,
                hint="Ask for the whole file again.",
            )
            return
        for number, cells in self.rows[1:]:
            if cells == ["NA"]:
                continue
            report.rows_read += 1
            try:
                records = _records(header, cells, read)
            except (RowError, ValueError, KeyError, IndexError) as error:
                report.problem(
                    Code.BAD_ROW,
                    f"a row of section [{self.title}] cannot be understood ({told(error)})",
                    line=number,
                    value=error.value if isinstance(error, RowError) else "",
                    hint="Correct the row in its source, or ask the laboratory for the file again.",
                )
                continue
            for record in records:
                record.place = record.place or f"{report.path}:{number}"
                self.told.add(number)
                yield record


def _records(header: list[str], cells: list[str], read: Reader) -> list[Finding | Marker]:
    if len(cells) > len(header):
        raise RowError(f"has {len(cells)} cells, the header {len(header)}")
    found = read(dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True)))
    return [found] if isinstance(found, Finding | Marker) else list(found or ())


def sections(report: Report) -> tuple[list[tuple[int, str]], dict[str, Section]]:
    """The lines before the first section, and the sections by title (read whole: such files are small).

    Raises RowError where a title stands twice: two reports joined in one file.
    """
    before: list[tuple[int, str]] = []
    found: dict[str, Section] = {}
    current: Section | None = None
    for number, line in report.lines():
        cells = [cell.strip().strip('"') for cell in line.split("\t")]
        while cells and not cells[-1]:
            cells.pop()
        title = _TITLE.match(cells[0]) if len(cells) == 1 else None
        if title:
            if title[1] in found:
                raise RowError(f"a section stands twice (line {number}): two reports in one file?")
            current = found[title[1]] = Section(title[1], number)
        elif current is None:
            before.append((number, line))
        elif cells:
            current.rows.append((number, cells))
    return before, found


def check_net(report: Report, before: Iterable[tuple[int, str]], found: Iterable[Section]) -> None:
    """The net under all: a line that names NRG1 and ended in no record is a notice, and the report is incomplete."""
    for number, line in before:
        unexplained(report, number, line)
    for section in found:
        for number, cells in section.rows:
            if number not in section.told:
                unexplained(report, number, *cells)


def _said(cell: str) -> str:
    return "" if cell in MISSING else cell
