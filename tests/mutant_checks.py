"""What must hold of every damaged report, whatever was done to it: the invariants that the soak and the tests share."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import cast

from fusionflag import schema
from fusionflag.codes import Code
from fusionflag.model import Assay, Finding, Marker, Notice
from fusionflag.pipeline import line_of, parse, tables
from fusionflag.sources import SheetRow, Source
from fusionflag.stream import Frame, ReportEnd, decode
from fusionflag.walk import Plan, Sources
from tests.mutant_base import Mutant, Original

NEGATIVES = frozenset({"negative", "dna_only_negative", "inadequate_rna_negative", "not_tested"})
EVENTS = frozenset({"positive", "positive_confirm_rna", "equivocal"})
_TABLE = {Assay: "assays", Finding: "findings", Marker: "markers", Notice: "notices"}


@dataclass(frozen=True)
class Answer:
    """What a report came to: its frames, the verdicts of its cases (the sheet's first), and whether it was read whole."""

    frames: tuple[Frame, ...]
    verdicts: tuple[str, ...]
    complete: bool

    @property
    def verdict(self) -> str:
        return self.verdicts[0] if self.verdicts else "none"


class _One(list[Source]):
    """The only file of a run, held in memory."""

    def unlisted(self) -> Iterator[str]:
        return iter(())


def answer(data: bytes, name: str, *, stated: bool, sha256: str = "") -> Answer:
    """Read and judge a report as the whole pipeline does, with a sheet that states an adequate assay, or without a sheet."""
    row = SheetRow(
        path=name,
        case_id="case",
        assay="whole transcriptome RNA-seq",
        qc="pass",
        tumor_content=40.0,
        sha256=sha256,
        line=2,
        place="cases.csv:2",
    )
    source = Source(
        path=None, shown=name, data=data, named=True, listed=stated, sheet=(row,) if stated else ()
    )
    frames = tuple(parse(Plan(cast(Sources, _One([source])))))
    judged = tables(iter(frames), None).judged
    return Answer(
        frames,
        tuple(c.verdict for c in sorted(judged.cases, key=lambda c: (c.case_id != "case", c.verdict))),
        all(f.complete for f in frames if isinstance(f, ReportEnd)),
    )


@cache
def baseline(original: Original) -> Answer:
    """What the undamaged fixture comes to with an adequate assay in the sheet."""
    return answer(original.data, original.name, stated=True)


@cache
def is_raw(original: Original) -> bool:
    """Is the fixture raw output of a caller, which says nothing of the wet assay?"""
    kinds = {f.report_kind for f in baseline(original).frames if isinstance(f, Assay)}
    return kinds <= {"caller", "candidates"}


def violations(m: Mutant, got: Answer | None = None, *, bare: bool = True, summed: bool = True) -> list[str]:
    """What a damaged report breaks, one sentence a violation.

    got  what it came to with an adequate assay stated, if that is known already
    bare, summed  read it without a sheet, and with the original's checksum in the sheet, too
    """
    got = got or answer(m.data, m.original.name, stated=True)
    found = [*_readable(got), *_of_the_damage(m, got)]
    if bare:
        alone = answer(m.data, m.original.name, stated=False)
        found += _readable(alone)
        if is_raw(m.original) and "negative" in alone.verdicts:
            found.append("a raw caller file without a stated assay is negative")
        if not alone.complete and NEGATIVES.intersection(alone.verdicts):
            found.append(f"not read whole, without a sheet, and yet {', '.join(alone.verdicts)}")
    if summed and m.data != m.original.data:
        digest = hashlib.sha256(m.original.data).hexdigest()
        checked = answer(m.data, m.original.name, stated=True, sha256=digest)
        if checked.verdict in NEGATIVES:
            found.append(f"not the file whose checksum the sheet states, and yet {checked.verdict}")
    return found


def _of_the_damage(m: Mutant, got: Answer) -> list[str]:
    """What the damage itself demands."""
    found = []
    silent = got.verdict in NEGATIVES
    before = baseline(m.original)
    if silent and not got.complete:
        found.append(f"not read whole, and yet {got.verdict}")
    if m.detectable and (got.complete or silent):
        found.append(f"damage that shows was not seen: {got.verdict}, complete {got.complete}")
    if m.spared and silent and before.verdict in EVENTS:
        found.append(f"{before.verdict} became {got.verdict} though its row is untouched")
    if m.same and (got.verdicts, got.complete) != (before.verdicts, before.complete):
        found.append(f"the same content in another dress: {before.verdict} became {got.verdict}")
    return found


def _readable(got: Answer) -> list[str]:
    """No failure of a parser, and every record can be written and read back."""
    found = [
        f"{f.code}: {f.text}" for f in got.frames if isinstance(f, Notice) and f.code == Code.PARSER_FAILED
    ]
    for frame in got.frames:
        line = line_of(frame)
        line.encode("utf-8")
        if "\n" in line or decode(line) != frame:
            found.append(f"a record does not come back from the stream: {type(frame).__name__}")
        table = _TABLE.get(type(frame))
        if table:
            row = schema.row(table, frame)
            row.encode("utf-8")
            if row.count("\t") != len(schema.header(table)) - 1 or any(map(_breaks, row)):
                found.append(f"a row of {table} holds what breaks a table")
    return found


def _breaks(sign: str) -> bool:
    """Would the sign break a line or steer a terminal?"""
    return sign != "\t" and unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")
