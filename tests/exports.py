"""Dossiers of the worked cases and of the demo, and what a file that was exported from them is read back as."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from fusionflag.dossiers import Dossier, RunInfo
from fusionflag.evidence import Evidence
from fusionflag.judge import Judge
from fusionflag.model import Assay, Case, Finding, Marker, Notice
from fusionflag.stream import decode
from fusionflag.testing import read_bytes
from fusionflag.verdict import judge
from tests.test_worked_cases import ALL, Worked

INFO = RunInfo(version="0", knowledge="2026-01-01")
NEGATIVES = ("dna_only_negative", "inadequate_rna_negative", "not_tested", "unreadable", "negative")


def dossier(*records: Any, case_id: str = "case") -> Dossier:
    """A case as the judge gives it: its findings with their classes, its arms weighed."""
    kinds: dict[type, list[Any]] = {Assay: [], Finding: [], Notice: [], Marker: []}
    for record in records:
        kinds[type(record)].append(record)
    evidence = Evidence.of(kinds[Assay], kinds[Finding], kinds[Notice], kinds[Marker])
    return Dossier(
        case=judge(evidence, case_id, "sheet"),
        assays=list(evidence.arms),
        findings=list(evidence.events),
        markers=kinds[Marker],
        notices=kinds[Notice],
    )


def of_worked(case: Worked) -> Dossier:
    return dossier(*case.records)


@cache
def worked() -> tuple[tuple[str, Dossier], ...]:
    """Every worked case with its dossier."""
    return tuple((case.id, of_worked(case)) for case in ALL)


def cases_of(content: bytes, name: str) -> list[Case]:
    """The cases that an exported file is judged to hold, without a sample sheet."""
    return cases_of_files({name: content})


def cases_of_files(files: dict[str, bytes]) -> list[Case]:
    """The cases of several files that are read together."""
    made = Judge()
    for name, content in files.items():
        for frame in read_bytes(content, name):
            made.add(frame)
    return made.finish().cases


def text_of(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


__all__ = ["ALL", "INFO", "NEGATIVES", "cases_of", "cases_of_files", "decode", "dossier", "of_worked", "text_of", "worked"]
