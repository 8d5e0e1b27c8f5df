"""What a report that no parser reads comes closest to, and what keeps it from being that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fusionflag.marks import Columns, Sheets
from fusionflag.reading import Report
from fusionflag.vcf.header import header_of

if TYPE_CHECKING:
    from fusionflag.parsing import Parser


def unknown(report: Report, parsers: list[Parser]) -> str:
    """Why no parser reads a report, in words; the nearest is named."""
    own = nearest(report, [p for p in parsers if p.own])
    if own is not None:
        return f"is in no known format; it looks like {own.title}{difference(report, own)}"
    if report.workbook is not None:
        known = {
            n for p in parsers for a in p.looks_like for m in a if isinstance(m, Sheets) for n in m.spellings
        }
        there = [f"`{title}`" for title in report.workbook.sheets if title.strip().casefold() in known]
        count = len(report.workbook.sheets)
        return (
            f"is an Excel workbook in no layout that fusionflag knows ({count} sheet{'s' * (count != 1)}, "
            f"of names that are known: {', '.join(there) or 'none'})"
        )
    near = nearest(report, parsers)
    if header_of(report) is not None:
        return "is a VCF, but no parser claims it (`fusionflag formats` lists what is read)"
    if near is None:
        return "is in no format that fusionflag knows (`fusionflag formats` lists them)"
    return f"is in no known format; it looks like {near.title}{difference(report, near)}"


def nearest(report: Report, parsers: list[Parser]) -> Parser | None:
    """The parser that the header comes closest to: at least half of its columns are there."""
    scored = [(score, p.name, p) for p in parsers if (score := _score(report, p)) >= 0.5]
    return max(scored, key=lambda s: (s[0], s[1]))[2] if scored else None


def _score(report: Report, candidate: Parser) -> float:
    return max(
        (1 - len(mark.lacks(report)) / len(mark.names) for mark in _column_marks(candidate)),
        default=0.0,
    )


def difference(report: Report, candidate: Parser) -> str:
    """What keeps the report from being `candidate`: the missing columns of its nearest alternative."""
    return min(
        filter(None, (mark.difference(report) for mark in _column_marks(candidate))), key=len, default=""
    )


def _column_marks(candidate: Parser) -> Iterator[Columns]:
    return (mark for marks in candidate.looks_like for mark in marks if isinstance(mark, Columns))
