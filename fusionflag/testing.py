"""The conformance test of a parser: `check_parser("myformat", Path("fixtures/myformat"))`. Third parties import it too.

Fixtures are reports with a golden file beside each (`<report>.golden`: the framed records, without head and paths). The check
reads every fixture as it is and in other dress (CRLF, byte-order mark, UTF-16, gzip), damaged and cut at many places, and
demands: the same records for the same content, and never a complete reading of an incomplete file.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fusionflag import identity, magic, workbook
from fusionflag.model import Assay, Finding, Marker, Notice
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
    if data[:2] == b"\x1f\x8b" or _is_document(data):
        return
    seen = set(_lines_told(frames))
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        if mentions_nrg1(line):
            assert str(number) in seen, f"{file}:{number} names NRG1 and ended in no record"


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
