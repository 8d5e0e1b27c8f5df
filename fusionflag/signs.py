"""Which parsers are asked whether a report is theirs: to ask the marks of all costs more than to read a small report.

Each alternative of a parser has a sign, something that every report shows which meets it. A parser none of whose signs is shown
cannot fit, and is not asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from fusionflag.documents import is_json, is_xml
from fusionflag.marks import AnyRoot, Columns, Keys, Listed, Mark, Root, Shape, Sheets, Text, headers
from fusionflag.reading import Report
from fusionflag.vcf.header import header_of
from fusionflag.vcf.marks import Vcf

if TYPE_CHECKING:
    from fusionflag.parsing import Parser

# signs are words in capital letters, which no reduced name of a column has
ALWAYS, TEXT, SHAPE = "ANYTHING", "TEXT", "SHAPE"
_LINES = 50  # how far one expression looks for all texts
# refers to its own groups, or sets flags: it would mean something else inside a longer expression
_ALONE = re.compile(r"\\[1-9]|\(\?[aiLmsuxP(]")


class _Signs(NamedTuple):
    """Sign -> the numbers of the parsers one of whose alternatives needs it; and what matches a line with any of the texts."""

    of: dict[str, list[int]]
    text: Callable[[str], object]


def asked(report: Report, parsers: tuple[Parser, ...], *, shapes: bool = True) -> list[Parser]:
    """The parsers that the report may fit, in their order; those that know it by the shape of its rows alone if asked for."""
    signs = _signs(parsers)
    shown = {ALWAYS}.union(*[header.names for header in headers(report)])
    if is_json(report):
        shown.add("JSON")
    elif is_xml(report):
        shown.add("XML")
    elif report.workbook is not None:
        shown.add("WORKBOOK")
    if header_of(report) is not None:
        shown.add("VCF")
    if any(map(signs.text, report.head[:_LINES])):
        shown.add(TEXT)
    if shapes:
        shown.add(SHAPE)
    return [parsers[n] for n in sorted({n for sign in signs.of.keys() & shown for n in signs.of[sign]})]


@lru_cache(8)
def _signs(parsers: tuple[Parser, ...]) -> _Signs:
    """The sign of a table is the column that the fewest marks need, since most tables lack it."""
    needs = Counter(n for p in parsers for alternative in p.looks_like for n in _columns(alternative))
    of: dict[str, list[int]] = {}
    texts: dict[str, None] = {}
    for number, parser in enumerate(parsers):
        for alternative in parser.looks_like:
            sign = _sign(alternative, needs)
            of.setdefault(sign, []).append(number)
            if sign == TEXT and isinstance(alternative[0], Text):
                texts[alternative[0].pattern] = None
    any_text = "|".join(f"(?:{text})" for text in texts) or r"(?!)"
    return _Signs(of, re.compile(any_text).match)


def _sign(alternative: tuple[Mark | Vcf, ...], needs: Counter[str]) -> str:
    """What every report shows that meets this alternative."""
    first = alternative[0]
    if isinstance(first, Keys | Listed):
        return "JSON"
    if isinstance(first, Root | AnyRoot):
        return "XML"
    if isinstance(first, Sheets):
        return "WORKBOOK"
    if isinstance(first, Vcf):
        return "VCF"
    if columns := _columns(alternative):
        return min(sorted(columns), key=needs.__getitem__)
    if by_shape(alternative):
        return SHAPE
    if type(first) is Text and first.lines <= _LINES and not _ALONE.search(first.pattern):
        return TEXT
    return ALWAYS


def _columns(alternative: tuple[Mark | Vcf, ...]) -> frozenset[str]:
    return frozenset().union(*(mark.plain for mark in alternative if isinstance(mark, Columns)))


def by_shape(alternative: tuple[Mark | Vcf, ...]) -> bool:
    """Does it know a report by the shape of its rows alone?"""
    return any(isinstance(mark, Shape) for mark in alternative)
