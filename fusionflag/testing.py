"""The conformance test of a parser: `check_parser("myformat", Path("fixtures/myformat"))`. Third parties import it too.

Fixtures are reports with a golden file beside each (`<report>.golden`: the framed records, without head and paths). The check
reads every fixture as it is and in other dress (CRLF, byte-order mark, UTF-16, gzip), damaged and cut at many places, and
demands: the same records for the same content, and never a complete reading of an incomplete file. One fixture is read with its
names and columns changed (`variants.py`): no NRG1 row may be lost. The facts of the format (`facts.py`) must hold.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fusionflag import identity, magic, variants, workbook
from fusionflag.facts import word
from fusionflag.model import Assay, Finding, Marker, Notice, is_held
from fusionflag.partners import mentions_nrg1
from fusionflag.readfile import read_source
from fusionflag.registry import broken, parser_named, parsers
from fusionflag.sources import Source
from fusionflag.stream import Frame, ReportEnd, as_dict

NOT_FIXTURES = ("SOURCE",)
_DROPPED = {
    "report_id",
    "assay_id",
    "finding_id",
    "marker_id",
    "notice_id",
    "sha256",
    "path",
    "report_file",
    "case_id",
    "cases",
}


def fixture_files(folder: Path) -> list[Path]:
    """The reports of a fixture folder: everything that is no golden file and no note on sources."""
    return sorted(
        p
        for p in folder.iterdir()
        if p.is_file() and p.suffix not in (".golden", ".py") and not p.name.startswith(NOT_FIXTURES)
    )


def lacks(file: Path) -> str:
    """Why this fixture cannot be read here: it is a workbook, and openpyxl is not installed. Else empty."""
    if workbook.available() or file.read_bytes()[:4] != magic.ZIP:
        return ""
    return f"openpyxl is not installed ({workbook.INSTALL})"


def read_bytes(data: bytes, name: str) -> list[Frame]:
    """The records that `data` gives when it stands in a file called `name`; identities as tokens under a fixed key."""
    identity.use(b"fixtures")
    return list(read_source(Source(path=None, shown=name, data=data, named=True)))


def golden_of(frames: list[Frame], name: str) -> str:
    """What a golden file holds: one line of sorted JSON a record, without ids, paths and versions."""
    lines = []
    for frame in frames:
        found = {k: v for k, v in as_dict(frame).items() if k not in _DROPPED}
        if "place" in found:
            found["place"] = str(found["place"]).removeprefix(name)
        if "also_at" in found:
            found["also_at"] = [str(place).removeprefix(name) for place in found["also_at"]]
        lines.append(json.dumps(found, ensure_ascii=False, sort_keys=True))
    return "\n".join(lines) + "\n"


def check_parser(name: str, folder: Path, *, update_golden: bool = False) -> None:
    """Raise AssertionError if the parser `name` breaks the contract on any fixture of `folder`."""
    why = "; ".join(broken()) or "no installed package brings it"
    assert name in {p.name for p in parsers()}, f"no parser is called {name}: {why}"
    files = fixture_files(folder)
    assert files, f"{folder} holds no fixture"
    assert (folder / "SOURCE.md").is_file(), f"{folder} has no SOURCE.md (made up, after which layout)"
    for file in files:
        if not lacks(file):
            check_fixture(name, file, update_golden=update_golden)
    check_facts(name, folder)
    check_changes(name, folder)


def check_facts(name: str, folder: Path) -> None:
    """Raise AssertionError if the parser leaves a fact of its format untold, or its golden files say otherwise."""
    declared = parser_named(name)
    assert declared.versions, f"{name}: `versions` is empty; write `not stated` where nothing tells them"
    assert not declared.facts.wrong(), f"{name}: {'; '.join(declared.facts.wrong())} (fusionflag/facts.py)"
    records = [
        json.loads(line)
        for golden in sorted(folder.glob("*.golden"))
        for line in golden.read_text(encoding="utf-8").splitlines()
    ]
    against = declared.facts.contradicted(records)
    assert not against, f"{name}: {'; '.join(against)}"


def check_fixture(name: str, file: Path, *, update_golden: bool = False) -> None:
    """Raise AssertionError if the parser `name` breaks the contract on this report."""
    data = file.read_bytes()
    frames = read_bytes(data, file.name)
    arms = [f for f in frames if isinstance(f, Assay)]
    assert arms, f"{file}: no assay"
    read_by = {a.parser for a in arms}
    assert read_by == {name}, f"{file}: read by {read_by or 'no parser'}, not by {name}; {_notices(frames)}"
    golden = file.with_name(file.name + ".golden")
    text = golden_of(frames, file.name)
    if update_golden:
        golden.write_text(text, encoding="utf-8")
    assert golden.is_file(), f"{golden} is missing: run pytest --update-golden and read what it wrote"
    expected = golden.read_text(encoding="utf-8")
    assert text == expected, f"{file}: differs from its golden file\n{_first_difference(expected, text)}"
    _check_places(file, frames, data)
    _check_dresses(file, data, frames)
    _check_cuts(name, file, data)


def _check_places(file: Path, frames: list[Frame], data: bytes) -> None:
    """Every finding says where it stands, and no line that names NRG1 vanishes."""
    findings = [f for f in frames if isinstance(f, Finding)]
    for finding in findings:
        assert finding.place.startswith(file.name), f"{file}: a finding without a place: {finding}"
        for position in (finding.pos5, finding.pos3):
            assert position is None or position >= 0, f"{file}: position {position}"
    if data[:2] == b"\x1f\x8b" or data.startswith(magic.ZIP):
        return
    if _is_document(data):
        root = json.loads(data) if data.lstrip()[:1] != b"<" else None
        assert root is None or all(_leads_to(root, f.place.partition("#")[2]) for f in findings), file
        return
    lines = data.decode("utf-8", "replace").splitlines()
    for finding in findings:
        number = int(finding.place.removeprefix(file.name + ":").split(":")[0])
        assert _stands_in(finding, lines[number - 1]), f"{finding.place}: is not the line of {finding}"
    assert not (lost := _lost(data, frames)), f"{file}:{lost} name NRG1 and ended in no record"


def _leads_to(node: Any, pointer: str) -> bool:
    """Does a JSON pointer lead to a part of the document that holds something?"""
    try:
        for step in filter(None, pointer.split("/")):
            key = step.replace("~1", "/").replace("~0", "~")
            node = node[int(key)] if isinstance(node, list) else node[key]
    except (LookupError, TypeError, ValueError):
        return False
    return bool(node)


def _stands_in(finding: Finding, line: str) -> bool:
    """Does the line hold a name or a position of the finding?"""
    names = (finding.gene5_reported, finding.gene3_reported, finding.call_reported)
    if {*names} <= {"NRG1", ""} and finding.pos5 is None and finding.pos3 is None:
        return bool(line.strip())  # it may be told by the gene's number, or by where a gain lies
    places = [p + shift for p in (finding.pos5, finding.pos3) if p is not None for shift in (0, -1)]
    return any(sign in line for sign in (*filter(None, names), *map(str, places)))


def _lost(data: bytes, frames: list[Frame]) -> set[int]:
    """The lines of a text that name NRG1 and that no record tells of."""
    seen = set(_lines_told(frames))
    lines = data.decode("utf-8", "replace").splitlines()
    return {n for n, line in enumerate(lines, 1) if mentions_nrg1(line) and str(n) not in seen}


def check_changes(name: str, folder: Path) -> None:
    """Raise AssertionError if the fixture with most NRG1 findings, changed in its names or columns, loses one of them."""
    told = {
        golden: golden.read_text(encoding="utf-8").count('"nrg1_match"') for golden in folder.glob("*.golden")
    }
    file = max(sorted(told), key=lambda g: (told[g], "positive" in g.name), default=folder).with_suffix("")
    data = file.read_bytes() if file.is_file() else b""
    if data[:2] in (b"", b"\x1f\x8b", magic.ZIP[:2]):
        return  # nothing but packed files
    frames = read_bytes(data, file.name)
    if not _held(frames):
        return
    copies = list(variants.renamed(data))
    if table := variants.grid(parser_named(name), data):
        ends = [f for f in frames if isinstance(f, ReportEnd)]
        rows = sum(map(any, table.cells[1:]))
        assert ends[0].rows == rows, f"{file}: {ends[0].rows} rows counted, {rows} stand in it"
        for label, copy in variants.same(table):
            got = read_bytes(copy, file.name)
            assert (_facts(got), _complete(got)) == (_facts(frames), _complete(frames)), (
                f"{file}: other {label}"
            )
        assert not _facts(read_bytes(table.written(table.cells[:1]), file.name)), f"{file}: findings, no rows"
        copies += variants.less(table)
    for label, copy in copies:
        got = read_bytes(copy, file.name)
        gone = set() if _is_document(data) else _lost(copy, _judged(got)) - _lost(data, _judged(frames))
        whole = _held(got) and not gone
        assert whole or not _complete(got), f"{file}: NRG1 is lost {label} (lines {sorted(gone)})"
    _check_sides(name, file, data, frames)


def _check_sides(name: str, file: Path, data: bytes, frames: list[Frame]) -> None:
    """NRG1 and its partner with their names exchanged: where the format tells the 5' side, NRG1 is read on the other one."""
    strict = word(parser_named(name).facts.direction) == "format"
    for finding in _held(frames):
        copy = variants.swapped(data, finding) if finding.order_from == "format" and strict else None
        if copy is None:
            continue
        there = [f for f in _held(read_bytes(copy, file.name)) if f.place == finding.place]
        sides = [f.gene3_reported if finding.gene5 == "NRG1" else f.gene5_reported for f in there]
        assert any(map(mentions_nrg1, sides)), f"{finding.place}: NRG1 is not read on the other side"


def _held(frames: list[Frame]) -> list[Finding]:
    return [f for f in frames if isinstance(f, Finding) and is_held(f)]


def _judged(frames: list[Frame]) -> list[Frame]:
    """Without the findings that the judge never sees."""
    return [f for f in frames if not isinstance(f, Finding) or is_held(f)]


def _lines_told(frames: list[Frame]) -> Iterator[str]:
    """Numbers of the lines that findings and notices speak of; a notice lists more of them in its value: `lines 3, 4`."""
    for frame in frames:
        places = (frame.place, *frame.also_at) if isinstance(frame, Finding) else ()
        places = (frame.place,) if isinstance(frame, Notice | Marker) else places
        yield from (place.split(":")[1] for place in places if ":" in place)
        if isinstance(frame, Notice) and frame.value.startswith("lines "):
            yield from re.findall(r"\d+", frame.value)


def _check_dresses(file: Path, data: bytes, frames: list[Frame]) -> None:
    """The same content in another dress gives the same findings and is read as completely."""
    expected = _facts(frames)
    for label, dressed in dresses(data):
        got = read_bytes(dressed, file.name)
        assert _facts(got) == expected, f"{file}: other findings when written as {label}"
        assert _complete(got) == _complete(frames), (
            f"{file}: read as {_complete(got)} when written as {label}"
        )


def dresses(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The content of a report in the dresses it is met in; a workbook has one only."""
    if data[:2] == b"\x1f\x8b":
        return
    yield "gzip", gzip.compress(data, mtime=0)
    if data.startswith(magic.ZIP):
        return
    text = data.decode("utf-8-sig")
    unix = text.replace("\r\n", "\n")
    yield "CRLF", unix.replace("\n", "\r\n").encode()
    yield "byte-order mark", b"\xef\xbb\xbf" + text.encode()
    yield "UTF-16", text.encode("utf-16")
    yield "old Mac line ends", unix.replace("\n", "\r").encode()


def _check_cuts(name: str, file: Path, data: bytes) -> None:
    """A file cut in the middle of a line, or a document cut anywhere, is never complete."""
    declared = parser_named(name)
    step = max(1, len(data) // 60)
    is_document = _is_document(data)
    end = len(data.rstrip()) if is_document and not data.startswith(magic.ZIP) else len(data)
    for cut in range(1, end, step):
        piece = data[:cut]
        if not is_document and (piece.endswith((b"\n", b"\r")) or declared.no_final_newline):
            continue
        frames = read_bytes(piece, file.name)
        assert not _complete(frames), f"{file}: cut after {cut} bytes and still read as complete"
    packed = gzip.compress(data, mtime=0)
    frames = read_bytes(packed[: len(packed) - 5], file.name)
    assert not _complete(frames), f"{file}: cut gzip file read as complete"


def _is_document(data: bytes) -> bool:
    """JSON, XML or a workbook: complete only as a whole."""
    return data.lstrip()[:1] in (b"{", b"[", b"<") or data.startswith(magic.ZIP)


def _facts(frames: list[Frame]) -> list[dict[str, Any]]:
    facts = []
    for frame in frames:
        if isinstance(frame, Finding):
            found = as_dict(frame)
            facts.append({k: v for k, v in found.items() if k not in _DROPPED})
    return facts


def _complete(frames: list[Frame]) -> bool:
    return any(isinstance(f, ReportEnd) and f.complete for f in frames)


def _notices(frames: list[Frame]) -> str:
    return "; ".join(f"{f.code}: {f.text}" for f in frames if isinstance(f, Notice))


def _first_difference(expected: str, got: str) -> str:
    old, new = expected.splitlines(), got.splitlines()
    for index in range(max(len(old), len(new))):
        a = old[index] if index < len(old) else "(nothing)"
        b = new[index] if index < len(new) else "(nothing)"
        if a != b:
            return f"line {index + 1}\n  golden: {a}\n  now:    {b}"
    return "(same)"
