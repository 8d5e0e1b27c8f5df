"""Marks: what the content of a report format shows, so that a report is recognised without looking at its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from fusionflag.cells import canonical, split_cells
from fusionflag.reading import Report

DELIMITERS = ("\t", ",", ";")
HEADER_WITHIN = 60  # lines that may stand before a header, comment lines not counted


@dataclass(frozen=True)
class Columns:
    """A header line with all of `names` and none of `absent`; `*.Suffix` matches any column ending so.

    The header is looked for below comment lines (`##`, `# `) and at most `titles` title lines. Names are compared as
    `rows.canonical` reduces them, so a header rewritten by R, pandas or a spreadsheet (dropped `#`, quotes, `X.`,
    semicolons) is still met. `first` demands that the first column is the first of `names`.
    """

    names: tuple[str, ...]
    absent: tuple[str, ...] = ()
    titles: int = 0
    first: bool = True

    def __init__(
        self,
        *names: str,
        absent: Iterable[str] = (),
        titles: int = 0,
        first: bool = True,
    ) -> None:
        object.__setattr__(self, "names", tuple(names))
        object.__setattr__(self, "absent", tuple(absent))
        object.__setattr__(self, "titles", titles)
        object.__setattr__(self, "first", first)

    def match(self, report: Report) -> tuple[int, str] | None:
        """(line number, delimiter) of the header, or None."""
        for number, delimiter, names in header_candidates(report, self.titles):
            if self.fits(names):
                return number, delimiter
        return None

    def fits(self, names: list[str]) -> bool:
        if self.first and not _is(names[0], self.names[0]):
            return False
        return not self.missing(names) and not any(_in(a, names) for a in self.absent)

    def missing(self, names: list[str]) -> list[str]:
        """The columns of the mark that a header lacks, as the format spells them."""
        return [n for n in self.names if not _in(n, names)]

    def marks(self) -> frozenset[str]:
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
        regex = re.compile(self.pattern)
        for number, line in enumerate(report.head[: self.lines], 1):
            if regex.match(line):
                return number, "\t"
        return None

    def marks(self) -> frozenset[str]:
        return frozenset({f"text {self.pattern}"})

    def __str__(self) -> str:
        return f"a line like /{self.pattern}/"


@dataclass(frozen=True)
class Keys:
    """A JSON document whose top level is an object with all these keys; `shape` may look deeper."""

    names: tuple[str, ...]
    shape: Callable[[Any], bool] | None = field(default=None, compare=False)

    def __init__(self, *names: str, shape: Callable[[Any], bool] | None = None) -> None:
        object.__setattr__(self, "names", tuple(names))
        object.__setattr__(self, "shape", shape)

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


Mark = Columns | Text | Keys


def is_json(report: Report) -> bool:
    """Does the text begin as a JSON document?"""
    first = next((line.lstrip() for line in report.head if line.strip()), "")
    return first[:1] in "{["


def header_candidates(report: Report, titles: int = 0) -> Iterator[tuple[int, str, list[str]]]:
    """Lines that may be a header: every line of the comment block, the first line after it, and `titles` more."""
    after = 0
    for number, line in enumerate(report.head, 1):
        line = line.rstrip("\n")
        if not line.strip():
            continue
        if not line.startswith("##"):
            for delimiter in DELIMITERS:
                if delimiter in line:
                    yield (
                        number,
                        delimiter,
                        [canonical(c) for c in split_cells(line, delimiter)],
                    )
        if not line.startswith("#"):
            after += 1
            if after > titles:
                return


def _is(name: str, wanted: str) -> bool:
    wanted = canonical(wanted)
    return name.endswith(wanted.lstrip("*")) if wanted.startswith("*") else name == wanted


def _in(wanted: str, names: list[str]) -> bool:
    return any(_is(name, wanted) for name in names)
