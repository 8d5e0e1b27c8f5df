"""Reports in `[Section]` layout (Illumina's TSO500 software): tab-separated rows under bracketed titles, padded or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from fusionflag.cells import MISSING, RowError
from fusionflag.reading import Report

_TITLE = re.compile(r"\[([^\[\]]+)\]\Z")


@dataclass(slots=True)
class Section:
    """One section: its title, the line it begins at, and its rows as (line number, cells), blank rows left out.

    Trailing empty cells are cut: the software pads lines to the widest one, or does not.
    """

    title: str
    line: int
    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Does it say in the software's own way that it holds nothing: a lone `NA` (below its header, if it has one)?"""
        return bool(self.rows) and self.rows[-1][1] == ["NA"]

    def facts(self) -> dict[str, str]:
        """Rows of name and value; the words for "missing" read as empty."""
        return {cells[0]: _said(cells[1]) if len(cells) > 1 else "" for _, cells in self.rows}

    def table(self, *needed: str) -> Iterator[tuple[int, dict[str, str]]]:
        """Line and cells by column name of the rows below the header; none where the section is empty.

        Raises RowError if there is no header with the columns `needed`, if a row has more cells than it, or if the section
        breaks off behind its header.
        """
        if not self.rows or (missing := [name for name in needed if name not in self.rows[0][1]]):
            raise RowError(
                f"section [{self.title}] lacks its header, or column `{missing[0] if self.rows else needed[0]}` of it"
            )
        header = self.rows[0][1]
        body = self.rows[1:]
        if not body:
            raise RowError(f"section [{self.title}] breaks off behind its header: neither a row nor `NA`")
        for number, cells in body:
            if cells == ["NA"]:
                continue
            if len(cells) > len(header):
                raise RowError(f"line {number}: more cells than the header of [{self.title}] has")
            yield number, dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))


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
                raise RowError(f"section [{title[1]}] stands twice (line {number}): two reports in one file?")
            current = found[title[1]] = Section(title[1], number)
        elif current is None:
            before.append((number, line))
        elif cells:
            current.rows.append((number, cells))
    return before, found


def _said(cell: str) -> str:
    return "" if cell in MISSING else cell
