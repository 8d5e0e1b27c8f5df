"""Reports in tests: load a fixture, change it, read it, and what its frames and its verdict say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fusionflag.model import Assay, Finding, Notice
from fusionflag.stream import Frame, ReportEnd
from fusionflag.testing import read_bytes
from tests.files import invoke, table

FIXTURES = Path(__file__).parents[1] / "fixtures"


def read(document: Any) -> list[Frame]:
    return read_bytes(json.dumps(document).encode(), "report.json")


def of(kind: Any, frames: list[Frame]) -> list[Any]:
    return [f for f in frames if isinstance(f, kind)]


def arms(frames: list[Frame]) -> dict[str, Assay]:
    return {a.molecule: a for a in of(Assay, frames)}


def arms_of_samples(frames: list[Frame]) -> dict[tuple[str, str], Assay]:
    return {(a.sample, a.molecule): a for a in of(Assay, frames)}


def complete(frames: list[Frame]) -> bool:
    return bool(of(ReportEnd, frames)[0].complete)


def told(data: bytes, name: str = "x") -> tuple[list[Finding], list[Assay], list[Notice], bool]:
    """Findings, arms and notices of a report, and whether it was read whole."""
    frames = read_bytes(data, name)
    return of(Finding, frames), of(Assay, frames), of(Notice, frames), complete(frames)


def load(name: str) -> Any:
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))


def verdict(folder: Path, data: bytes, name: str = "report.xml") -> dict[str, str]:
    (folder / name).write_bytes(data)
    result = invoke("run", str(folder / name), "-o", str(folder / "out"))
    assert result.exit_code in (0, 1), result.output + result.stderr
    (case,) = table(folder / "out" / "cases.tsv")
    return case
