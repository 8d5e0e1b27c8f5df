"""The framed pipe format: one JSON object a line, so that a pipe cut at any line is seen to be cut.

    {"type": "head", "schema": 1, "inputs": [...]}
    {"type": "report", ...}  {"type": "assay|finding|marker|notice", ...} ...  {"type": "report_end", "rows": N, ...}
    {"type": "end", "reports": N}

Only fields that differ from their defaults are written. A report without `report_end` is unread; a stream without `end` makes
every case without an event unreadable.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from fusionflag.codes import Code
from fusionflag.model import Assay, Case, Finding, Mark, Marker, Notice, Severity

SCHEMA = 1


@dataclass(slots=True, kw_only=True)
class Head:
    """Begins a stream: what was asked for."""

    schema: int = SCHEMA
    version: str = ""
    knowledge: str = ""
    as_of: str = ""
    inputs: tuple[str, ...] = ()
    skipped: dict[str, int] | None = None
    settings: dict[str, Any] | None = None
    flagged: bool = False


@dataclass(slots=True, kw_only=True)
class ReportStart:
    """Begins a report. `cases`: sample -> (case id, who says so); the key "" stands for every other sample."""

    report_id: str = ""
    path: str = ""
    sha256: str = ""
    named: bool = False
    cases: dict[str, tuple[str, str]] | None = None


@dataclass(slots=True, kw_only=True)
class ReportEnd:
    """Ends a report: without it the report counts as unread, as it does where records are missing before it."""

    report_id: str = ""
    rows: int = 0
    records: int = 0
    complete: bool = True


@dataclass(slots=True, kw_only=True)
class End:
    """Ends a stream: without it the stream was cut."""

    reports: int = 0


Frame = Head | ReportStart | Assay | Finding | Marker | Notice | Case | ReportEnd | End
_TYPES: dict[str, type[Any]] = {
    "head": Head,
    "report": ReportStart,
    "assay": Assay,
    "finding": Finding,
    "marker": Marker,
    "notice": Notice,
    "case": Case,
    "report_end": ReportEnd,
    "end": End,
}
_NAMES = {kind: name for name, kind in _TYPES.items()}
_ENUMS: dict[tuple[type[Any], str], Any] = {(Notice, "code"): Code, (Notice, "severity"): Severity}
_ALWAYS = {
    "head": {"schema"},
    "report_end": {"rows", "records", "complete"},
    "end": {"reports"},
    "report": {"report_id"},
}


class StreamError(ValueError):
    """A line of a stream is no frame."""


_DEFAULTS: dict[type, tuple[tuple[str, Any, bool], ...]] = {
    kind: tuple((f.name, f.default, f.name in _ALWAYS.get(name, set())) for f in fields(kind))
    for name, kind in _TYPES.items()
}


def as_dict(frame: Frame) -> dict[str, Any]:
    """A frame as a JSON-ready dict: its type, then the fields that differ from their defaults."""
    found: dict[str, Any] = {"type": _NAMES[type(frame)]}
    for name, default, always in _DEFAULTS[type(frame)]:
        value = getattr(frame, name)
        if value != default or always:
            found[name] = value
    return found


def encode(frame: Frame) -> str:
    """One line of the stream, without newline."""
    return json.dumps(as_dict(frame), ensure_ascii=False, separators=(",", ":"))


def decode(line: str) -> Frame:
    """The frame of one line. Raises StreamError for anything that is not a whole, known frame."""
    try:
        found = json.loads(line)
        kind = _TYPES[found.pop("type")]
        values = {name: _value(kind, name, value) for name, value in found.items()}
        frame: Frame = kind(**values)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        what = "not JSON" if isinstance(error, json.JSONDecodeError) else f"{type(error).__name__}: {error}"
        raise StreamError(
            f"not a line of a record stream ({what}); to read reports use `fusionflag run`"
        ) from error
    if isinstance(frame, Head) and frame.schema != SCHEMA:
        raise StreamError(f"schema {frame.schema}; this version reads schema {SCHEMA}")
    return frame


def _value(kind: type[Any], name: str, value: Any) -> Any:
    if name == "marks":
        return tuple(Mark(v) for v in value)
    if name == "cases" and isinstance(value, dict):
        return {sample: (case, source) for sample, (case, source) in value.items()}
    if isinstance(value, list):
        return tuple(value)
    convert = _ENUMS.get((kind, name))
    return convert(value) if convert else value


def decode_lines(lines: Iterable[str]) -> Iterator[tuple[int, Frame]]:
    """Number and frame of every line; blank lines are passed over."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield number, decode(line)
