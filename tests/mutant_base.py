"""What is damaged (the fixtures of all parsers, and where NRG1 stands in them), and what is known of a damaged report."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from fusionflag import magic
from fusionflag.model import Finding, Marker, is_held
from fusionflag.parsing import Vcf
from fusionflag.partners import mentions_nrg1
from fusionflag.registry import parser_named, parsers
from fusionflag.stream import Frame
from fusionflag.testing import fixture_files, lacks, read_bytes

FIXTURES = Path(__file__).parents[1] / "fixtures"


@dataclass(frozen=True)
class Original:
    """A fixture. `kind`: table (header and rows), vcf, lines (other text), json, xml or workbook."""

    parser: str
    name: str
    data: bytes
    kind: str

    @property
    def shown(self) -> str:
        return f"{self.parser}/{self.name}"

    @property
    def is_text(self) -> bool:
        return self.kind in ("table", "vcf", "lines")

    @property
    def lines(self) -> list[bytes]:
        """The lines with their ends."""
        return self.data.splitlines(keepends=True)


@dataclass(frozen=True)
class Mutant:
    """A damaged report and what is known of the damage.

    detectable  the file shows that it is damaged (design, section 5): never read as complete
    spared      the header and the rows or nodes that name NRG1 are as they were: what they say is not lost
    same        another dress of the same content: the same verdict
    """

    original: Original
    data: bytes
    done: tuple[str, ...] = ()
    detectable: bool = False
    spared: bool = False
    same: bool = False

    def then(self, what: str, data: bytes, **known: bool) -> Mutant:
        """The next change; what was known before it is not known any more."""
        return Mutant(self.original, data, (*self.done, what), **known)


Operator = Callable[[random.Random, Original], Mutant | None]


@dataclass
class Layout:
    """Where the lines of a text report stand: those that became records, and those that no change may touch if it spares NRG1."""

    rows: list[int] = field(default_factory=list)
    kept: set[int] = field(default_factory=set)

    @property
    def free(self) -> list[int]:
        return [row for row in self.rows if row not in self.kept]


@cache
def originals() -> dict[str, tuple[Original, ...]]:
    """All fixtures by parser, as far as they can be read here."""
    found = {}
    for parser in parsers():
        folder = FIXTURES / parser.name
        files = [f for f in fixture_files(folder) if not lacks(f)] if folder.is_dir() else []
        if files:
            found[parser.name] = tuple(
                Original(parser.name, f.name, f.read_bytes(), kind_of(parser.name, f.read_bytes()))
                for f in files
            )
    return found


def kind_of(parser: str, data: bytes) -> str:
    if data.startswith(magic.ZIP):
        return "workbook"
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] in (b"{", b"["):
        # `[Section]` of a table, or a list
        return "json" if start[:1] == b"{" or start[1:2].strip() in (b"", b"{", b"[") else "lines"
    if start[:1] == b"<":
        return "xml"
    if all(isinstance(alternative[0], Vcf) for alternative in parser_named(parser).looks_like):
        return "vcf"
    return "table" if b"[" not in start.split(b"\n")[0] and _is_table(start) else "lines"


def _is_table(text: bytes) -> bool:
    """One header and rows of as many cells, tabs or commas apart."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith(b"##")]
    return any(
        len({line.count(mark) for line in lines}) == 1 and lines[0].count(mark) > 2 for mark in (b"\t", b",")
    )


@cache
def frames_of(original: Original) -> tuple[Frame, ...]:
    """What the fixture itself gives."""
    return tuple(read_bytes(original.data, original.name))


@cache
def layout(original: Original) -> Layout:
    """The rows of a text report, 0-based, and which lines must stay if NRG1 is to be spared."""
    found = Layout()
    lines = original.lines
    if original.kind == "vcf":
        found.rows = [n for n, line in enumerate(lines) if not line.startswith(b"#")]
    else:
        places = {
            p for f in frames_of(original) if isinstance(f, Finding | Marker) for p in places_of(f, original)
        }
        found.rows = sorted(n for n in places if n < len(lines))
    found.kept = {n for n, line in enumerate(lines) if mentions_nrg1(line.decode("utf-8", "replace"))}
    for frame in frames_of(original):
        if isinstance(frame, Finding) and is_held(frame):
            found.kept |= places_of(frame, original)
    found.kept |= set(range(len(lines))) - set(found.rows)
    return found


def places_of(record: Finding | Marker, original: Original) -> set[int]:
    """The 0-based lines of the file that a record stands on."""
    told = (record.place, *getattr(record, "also_at", ()))
    parts = [place.removeprefix(original.name + ":").split(":")[0] for place in told]
    return {int(part) - 1 for part in parts if part.isdigit()}
