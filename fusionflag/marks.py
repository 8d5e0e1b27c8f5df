"""Marks: what the content of a report format shows, so that a report is recognised without looking at its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from fusionflag.cells import canonical, split_cells
from fusionflag.documents import is_json, is_xml, xml_root
from fusionflag.reading import Report

LONGEST_NAME = (
    250  # characters of a column name; a line with a longer cell (sequence, list of reads) is a data row
)
DELIMITERS = ("\t", ",", ";")


@dataclass(frozen=True, slots=True)
class Header:
    """A line that may be a header: its 1-based number, the delimiter tried, and its column names, reduced."""

    number: int
    delimiter: str
    names: frozenset[str]


@dataclass(frozen=True)
class Columns:
    """A header line with all of `names` and none of `absent`; `*.Suffix` matches any column ending so.

    The header is looked for among comment lines and on the first line below them. Names are compared as `cells.canonical`
    reduces them, so a header rewritten by R, pandas or a spreadsheet (dropped `#`, quotes, `X.`, semicolons, another order of
    columns) is still met.
    """

    names: tuple[str, ...]
    absent: tuple[str, ...] = ()

    def __init__(self, *names: str, absent: Iterable[str] = ()) -> None:
        object.__setattr__(self, "names", tuple(names))
        object.__setattr__(self, "absent", tuple(absent))

    def match(self, report: Report) -> tuple[int, str] | None:
        """(line number, delimiter) of the header, or None."""
        for header in headers(report):
            if self.fits(header.names):
                return header.number, header.delimiter
        return None

    def fits(self, names: frozenset[str]) -> bool:
        """Does a header with these reduced names bear the mark?"""
        plain, ends, absent = self._wanted
        return plain <= names and absent.isdisjoint(names) and all(_ending(end, names) for end in ends)

    @cached_property
    def _wanted(self) -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
        """Plain names, endings and absent names, reduced once."""
        reduced = [canonical(n) for n in self.names]
        plain = frozenset(n for n in reduced if n[0] != "*")
        ends = tuple(n.lstrip("*") for n in reduced if n[0] == "*")
        return plain, ends, frozenset(map(canonical, self.absent))

    @property
    def plain(self) -> frozenset[str]:
        """The reduced names without those that are endings: a header that lacks one of them does not bear the mark."""
        return self._wanted[0]

    def missing(self, names: frozenset[str]) -> list[str]:
        """The columns of the mark that a header lacks, as the format spells them."""
        reduced = ((n, canonical(n)) for n in self.names)
        return [n for n, c in reduced if not (_ending(c.lstrip("*"), names) if c[0] == "*" else c in names)]

    def lacks(self, report: Report) -> list[str]:
        """The columns that the header which comes closest lacks; all of them where there is no header."""
        return min((self.missing(h.names) for h in headers(report)), key=len, default=list(self.names))

    def difference(self, report: Report) -> str:
        """What keeps a report that has some of the columns from bearing the mark, in words; else empty."""
        missing = self.lacks(report)
        if not 0 < len(missing) < len(self.names):
            return ""
        names, verb = ", ".join(f"`{m}`" for m in missing), "s" if len(missing) > 1 else ""
        return f", but column{verb} {names} {'are' if verb else 'is'} missing"

    def marks(self) -> frozenset[str]:
        """The mark as a set of demands, to compare it with other marks."""
        return frozenset(
            {f"column {canonical(n)}" for n in self.names}
            | {f"no column {canonical(n)}" for n in self.absent}
        )

    def __str__(self) -> str:
        return "columns " + ", ".join(f"`{n}`" for n in self.names)


@dataclass(frozen=True)
class Text:
    """A regular expression that one of the first `lines` lines matches from its start."""

    pattern: str
    lines: int = 50

    def match(self, report: Report) -> tuple[int, str] | None:
        match = self._match
        for number, line in enumerate(report.head[: self.lines], 1):
            if match(line):
                return number, "\t"
        return None

    @cached_property
    def _match(self) -> Callable[[str], object]:
        return re.compile(self.pattern).match

    def marks(self) -> frozenset[str]:
        return frozenset({f"text {self.pattern}"})

    def __str__(self) -> str:
        return f"a line like /{self.pattern}/"


@dataclass(frozen=True, init=False)
class _Named:
    """A mark that is a set of names."""

    names: tuple[str, ...]

    def __init__(self, *names: str) -> None:
        object.__setattr__(self, "names", names)


@dataclass(frozen=True, init=False)
class _Shaped(_Named):
    """The same with a look at the document's shape."""

    shape: Callable[[Any], bool] | None = field(default=None, compare=False)

    def __init__(self, *names: str, shape: Callable[[Any], bool] | None = None) -> None:
        super().__init__(*names)
        object.__setattr__(self, "shape", shape)


@dataclass(frozen=True, init=False)
class Keys(_Shaped):
    """A JSON document whose top level is an object with all these keys; `shape` may look deeper."""

    def match(self, report: Report) -> tuple[int, str] | None:
        if not is_json(report):
            return None
        document = report.json()
        if (
            isinstance(document, dict)
            and set(self.names) <= document.keys()
            and (self.shape is None or self.shape(document))
        ):
            return 0, ""
        return None

    def marks(self) -> frozenset[str]:
        return frozenset(f"key {n}" for n in self.names)

    def __str__(self) -> str:
        return "JSON keys " + ", ".join(f"`{n}`" for n in self.names)


@dataclass(frozen=True, init=False)
class Listed(_Named):
    """A JSON document that is a list of objects with all these keys (an empty list bears no mark)."""

    def match(self, report: Report) -> tuple[int, str] | None:
        document = report.json() if is_json(report) else None
        if not isinstance(document, list) or not document:
            return None
        met = all(isinstance(item, dict) and set(self.names) <= item.keys() for item in document)
        return (0, "") if met else None

    def marks(self) -> frozenset[str]:
        return frozenset(f"item key {n}" for n in self.names)

    def __str__(self) -> str:
        return "a JSON list of objects with " + ", ".join(f"`{n}`" for n in self.names)


@dataclass(frozen=True)
class Root:
    """An XML document whose root element has this local name; `shape` may look at the root (`documents.Element`)."""

    name: str
    shape: Callable[[Any], bool] | None = field(default=None, compare=False)

    def match(self, report: Report) -> tuple[int, str] | None:
        if not is_xml(report):
            return None
        root = xml_root(report).value.get(self.name)
        return (0, "") if root is not None and (self.shape is None or self.shape(root)) else None

    def marks(self) -> frozenset[str]:
        return frozenset({f"root {self.name}"})

    def __str__(self) -> str:
        return f"XML root `{self.name}`"


@dataclass(frozen=True, init=False)
class Sheets(_Named):
    """An Excel workbook with all these sheets, in any order and among others; `Fusion|Fusions` are two spellings of one."""

    def match(self, report: Report) -> tuple[int, str] | None:
        if report.workbook is None:
            return None
        own = {title.strip().casefold() for title in report.workbook.sheets}
        met = all(own & set(name.casefold().split("|")) for name in self.names)
        return (0, "") if met else None

    @property
    def spellings(self) -> frozenset[str]:
        """All names of the sheets, in small letters."""
        return frozenset(name for spelled in self.names for name in spelled.casefold().split("|"))

    def marks(self) -> frozenset[str]:
        return frozenset(f"sheet {n}" for n in self.names)

    def __str__(self) -> str:
        return "an Excel workbook with sheets " + ", ".join(f"`{n}`" for n in self.names)


@dataclass(frozen=True, init=False)
class AnyRoot(_Shaped):
    """An XML document whose root element, whatever its name, has all these children or attributes; `shape` may look at it."""

    def match(self, report: Report) -> tuple[int, str] | None:
        if not is_xml(report):
            return None
        root = next(iter(xml_root(report).value.values()))
        met = set(self.names) <= root.keys() and (self.shape is None or self.shape(root))
        return (0, "") if met else None

    def marks(self) -> frozenset[str]:
        return frozenset(f"root child {n}" for n in self.names)

    def __str__(self) -> str:
        return "an XML root element with " + ", ".join(f"`{n}`" for n in self.names)


@dataclass(frozen=True)
class Shape:
    """A tab-separated table without a header, told by the cells of its rows alone.

    told   the shape in words
    cells  regular expressions of the first cells, each to be met whole
    more   how many further cells there may be, at least and at most

    The first row and nine of ten rows in the head must have it (a damaged row is the parser's affair); comment lines do not
    count. It is the weakest of marks: `parsing.recognise` asks it only where nothing else fits.
    """

    told: str
    cells: tuple[str, ...]
    more: tuple[int, int] = (0, 0)

    def match(self, report: Report) -> tuple[int, str] | None:
        """(0, tab): there is no line with a header."""
        first, rows, odd = True, 0, 0
        for line in report.head:
            line = line.rstrip("\n")
            if not line.strip() or line.startswith("#"):
                continue
            met = self._fits(line.split("\t"))
            if first and not met:
                return None
            first, rows, odd = False, rows + 1, odd + (not met)
        return (0, "\t") if rows and odd <= max(1, rows // 10) else None

    def _fits(self, row: list[str]) -> bool:
        """Cell by cell: one expression over a line without an end would go back and forth in it."""
        least, most = (len(self.cells) + n for n in self.more)
        if not least <= len(row) <= most:
            return False
        return all(fits(cell) for fits, cell in zip(self._cells, row, strict=False))

    @cached_property
    def _cells(self) -> tuple[Callable[[str], object], ...]:
        return tuple(re.compile(cell).fullmatch for cell in self.cells)

    def marks(self) -> frozenset[str]:
        return frozenset({f"shape {self.told}"})

    def __str__(self) -> str:
        return f"rows without a header: {self.told}"


# cells of header-less tables
CONTIG = r"(?:chr[\w.]+|[1-9]|1\d|2[0-2]|[XYM]|MT|(?:GL|KI|JH|KN|KZ|NC_|NT_|NW_)\w*[\w.]*)"
COUNT = r"\d+"
ANY = r"[^\t]*"
SOME = r"\s*[^\t\s][^\t]*"

Mark = Columns | Text | Keys | Listed | Root | AnyRoot | Sheets | Shape


def headers(report: Report) -> tuple[Header, ...]:
    """The lines that may be a header: every comment line that is no `##` line, and the first line below them."""
    if "headers" not in report.kept:
        report.kept["headers"] = tuple(_headers(report))  # every parser asks
    found: tuple[Header, ...] = report.kept["headers"]
    return found


def _headers(report: Report) -> Iterator[Header]:
    for number, line in enumerate(report.head, 1):
        line = line.rstrip("\n")
        if not line.strip():
            continue
        if not line.startswith("##"):
            for delimiter in DELIMITERS:
                cells = split_cells(line, delimiter) if delimiter in line else []
                if cells and max(map(len, cells)) <= LONGEST_NAME:
                    yield Header(number, delimiter, frozenset(map(canonical, cells)))
        if not line.startswith("#"):
            return


def _ending(end: str, names: frozenset[str]) -> bool:
    return any(name.endswith(end) for name in names)
