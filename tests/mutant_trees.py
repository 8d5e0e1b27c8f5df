"""Damage to the structure of JSON, XML and workbooks: brackets, tags, values of another kind, parts of an archive."""

from __future__ import annotations

import copy
import io
import json
import random
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from fusionflag.model import Finding, is_held
from fusionflag.partners import mentions_nrg1
from tests.mutant_base import Mutant, Operator, Original, frames_of

VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1e300,
    10**25,
    "",
    "NA",
    "x",
    [],
    {},
    [[]],
    {"": ""},
    ["a", 1, None],
    {"value": {"value": {}}},
    "\ud800",
    "\x00",
    "9" * 5000,
    "2026-13-45",
)
_RAW = ("NaN", "Infinity", "1e999", "9" * 5000, "-", "'x'", "[" * 5000 + "]" * 5000, '{"a":' * 3000)


# -- JSON ------------------------------------------------------------------------------------------
def _spoilt(rng: random.Random, text: str, signs: str) -> tuple[str, str] | None:
    """The text with one sign of its structure gone, doubled or replaced."""
    places = [i for i, c in enumerate(text) if c in signs]
    if not places:
        return None
    at = rng.choice(places)
    put = rng.choice(("", text[at] * 2, rng.choice(signs)))
    return text[:at] + put + text[at + 1 :], f"`{text[at]}` at {at} is `{put}`"


def _loads(data: bytes) -> Any:
    return json.loads(data.decode("utf-8-sig"))


def json_spoilt(rng: random.Random, o: Original) -> Mutant | None:
    """A bracket, quote, comma or colon is gone, doubled or another."""
    found = _spoilt(rng, o.data.decode("utf-8"), '{}[]":,')
    if found is None:
        return None
    data = found[0].encode()
    try:
        _loads(data)
    except (ValueError, RecursionError):
        return Mutant(o, data, (found[1],), detectable=True)
    return Mutant(o, data, (found[1],))


def json_raw(rng: random.Random, o: Original) -> Mutant | None:
    """A number or a word is one that JSON or Python cannot hold."""
    text = o.data.decode("utf-8")
    places = [m.span() for m in re.finditer(r"(?<=[:\[,\s])(?:-?\d[\d.]*|true|false|null)(?=[,\s\]}])", text)]
    if not places:
        return None
    a, b = rng.choice(places)
    raw = rng.choice(_RAW)
    return Mutant(o, (text[:a] + raw + text[b:]).encode(), (f"{raw[:12]} at {a}",))


def _paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to all values below."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way for key, below in inner for way in ((*at, key), *_paths(below, (*at, key)))]


def _kept(o: Original) -> set[tuple[str, ...]]:
    """The ways, as texts, to the nodes of findings at NRG1."""
    found = set()
    for frame in frames_of(o):
        if isinstance(frame, Finding) and is_held(frame):
            pointer = frame.place.partition("#/")[2]
            parts = tuple(p.replace("~1", "/").replace("~0", "~") for p in pointer.split("/"))
            found.add(parts)
    return found


def json_changed(rng: random.Random, o: Original) -> Mutant | None:
    """A value is gone, of another kind, under another key, stands twice, or its list is in another order."""
    document = _loads(o.data)
    ways = _paths(document)
    kept = _kept(o)
    # a value in which nothing of NRG1 stands, and which does not stand in what tells of NRG1
    free = [way for way in ways if not any(_touch(tuple(map(str, way)), keep) for keep in kept)]
    if rng.random() < 0.6 and free and kept:
        ways, spared = free, True
    else:
        spared = False
    way = rng.choice(ways)
    parent = document
    for key in way[:-1]:
        parent = parent[key]
    how = rng.choice(("gone", "other", "other", "renamed", "twice", "in a list", "shuffled"))
    _change(rng, parent, way[-1], how)
    data = json.dumps(document, indent=rng.choice((None, 1))).encode()
    return Mutant(o, data, (f"/{'/'.join(map(str, way))} {how}",), spared=spared and how != "shuffled")


def _touch(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Is one on the way to the other, or do they stand in one list, whose items are counted?"""
    shared = min(len(a), len(b))
    return a[:shared] == b[:shared] or (a[: shared - 1] == b[: shared - 1] and a[-1].isdigit())


def _change(rng: random.Random, parent: Any, key: Any, how: str) -> None:
    value = parent[key]
    if how == "gone":
        del parent[key]
    elif how == "renamed" and isinstance(parent, dict):
        parent[rng.choice((key.upper(), key + "_", " " + key, ""))] = parent.pop(key)
    elif how == "twice" and isinstance(parent, list):
        parent.append(copy.deepcopy(value))
    elif how == "in a list":
        parent[key] = [value]
    elif how == "shuffled" and isinstance(value, list):
        rng.shuffle(value)
    else:
        parent[key] = rng.choice(VALUES)


# -- XML -------------------------------------------------------------------------------------------
@dataclass
class Span:
    """An element: its first byte, the byte behind its end, its line, and how deep it stands."""

    start: int
    line: int
    depth: int
    end: int = 0


@dataclass
class _Spans:
    found: list[Span] = field(default_factory=list)
    open: list[Span] = field(default_factory=list)


def spans(data: bytes) -> list[Span] | None:
    """All elements; None where expat refuses the text."""
    reader, seen = expat.ParserCreate(), _Spans()

    def begins(name: str, attributes: dict[str, str]) -> None:
        span = Span(reader.CurrentByteIndex, reader.CurrentLineNumber, len(seen.open))
        seen.open.append(span)
        seen.found.append(span)

    def ends(name: str) -> None:
        span = seen.open.pop()
        at = reader.CurrentByteIndex
        # behind `</name>`; of `<name/>` expat tells the end as where it begins, or behind it
        span.end = data.index(b">", at) + 1 if data[at : at + 1] == b"<" else at

    reader.StartElementHandler, reader.EndElementHandler = begins, ends
    try:
        reader.Parse(data, True)
    except expat.ExpatError:
        return None
    return seen.found


def xml_spoilt(rng: random.Random, o: Original) -> Mutant | None:
    """A bracket, slash, quote or ampersand is gone, doubled or another."""
    found = _spoilt(rng, o.data.decode("utf-8"), '<>/"&=')
    if found is None:
        return None
    data = found[0].encode()
    return Mutant(o, data, (found[1],), detectable=spans(data) is None)


def xml_changed(rng: random.Random, o: Original) -> Mutant | None:
    """An element is gone, stands twice, is renamed, or holds something else."""
    elements = [s for s in (spans(o.data) or ()) if s.depth]
    if not elements:
        return None
    lines = {
        int(f.place.split(":")[1])
        for f in frames_of(o)
        if isinstance(f, Finding) and is_held(f) and ":" in f.place
    }
    kept = [s for s in elements if s.line in lines or mentions_nrg1(o.data[s.start : s.end].decode("utf-8"))]
    free = [s for s in elements if all(s.end <= k.start or s.start >= k.end for k in kept)]
    spared = rng.random() < 0.6 and bool(free) and bool(lines)
    span = rng.choice(free if spared else elements)
    text = o.data[span.start : span.end]
    how = rng.choice(("gone", "twice", "renamed", "emptied", "other", "attribute"))
    name = re.match(rb"<([^\s/>]+)", text)
    if name is None:
        return None
    new = _element(rng, how, name[1], text)
    data = o.data[: span.start] + new + o.data[span.end :]
    what = f"the element in line {span.line}, byte {span.start}: {how}"
    return Mutant(o, data, (what,), spared=spared, detectable=spans(data) is None)


def _element(rng: random.Random, how: str, name: bytes, text: bytes) -> bytes:
    if how == "gone":
        return b""
    if how == "twice":
        return text + text
    if how == "renamed":
        return text.replace(name, name + b"x")
    if how == "emptied":
        return b"<" + name + b"/>"
    if how == "attribute":
        return re.sub(rb'="[^"]*"', b'="' + rng.choice((b"", b"x", b"9" * 5000, b"-1")) + b'"', text, count=1)
    inner = rng.choice((b"x", b"9" * 5000, b"<a><b/></a>", b"<![CDATA[x]]>", b"<!-- x -->", b"&amp;", b"-1"))
    return b"<" + name + b">" + inner + b"</" + name + b">"


# -- workbooks -------------------------------------------------------------------------------------
def part_changed(rng: random.Random, o: Original) -> Mutant | None:
    """A part of the archive is gone, empty, holds wrong bytes, or stands twice; the archive itself is sound."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(o.data)) as archive:
        parts = [(info.filename, archive.read(info)) for info in archive.infolist()]
    index = rng.randrange(len(parts))
    name, part = parts[index]
    how = rng.choice(("gone", "empty", "wrong", "wrong", "element", "element", "renamed"))
    if how == "gone":
        del parts[index]
    elif how == "empty":
        parts[index] = (name, b"")
    elif how == "renamed":
        parts[index] = (name + "x", part)
    elif how == "wrong":
        spoilt = bytearray(part)
        spoilt[rng.randrange(len(spoilt))] ^= 1 << rng.randrange(8)
        parts[index] = (name, bytes(spoilt))
    else:
        sheet = Original(o.parser, o.name, part, "xml")
        elements = [s for s in (spans(part) or ()) if s.depth]
        if not elements:
            return None
        span = rng.choice(elements)
        text = part[span.start : span.end]
        tag = re.match(rb"<([^\s/>]+)", text)
        kind = rng.choice(("gone", "twice", "renamed", "emptied", "other", "attribute"))
        new = _element(rng, kind, tag[1] if tag else b"x", text)
        parts[index] = (name, sheet.data[: span.start] + new + sheet.data[span.end :])
        how = f"element {kind} at {span.start}"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for title, content in parts:
            archive.writestr(zipfile.ZipInfo(title), content)
    return Mutant(o, out.getvalue(), (f"{name}: {how}",))


JSON: list[Operator] = [
    json_spoilt,
    json_spoilt,
    json_raw,
    json_changed,
    json_changed,
    json_changed,
    json_changed,
]
XML: list[Operator] = [xml_spoilt, xml_spoilt, xml_changed, xml_changed, xml_changed]
WORKBOOK: list[Operator] = [part_changed, part_changed, part_changed, part_changed]
