"""Dossiers of the worked cases, the demo in every format, and what an exported file is read back as."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from fusionflag.dossiers import Dossier, RunInfo
from fusionflag.evidence import Evidence
from fusionflag.judge import Judge
from fusionflag.model import Assay, Case, Finding, Marker, Notice
from fusionflag.testing import read_bytes
from fusionflag.verdict import judge
from tests.test_worked_cases import ALL

INFO = RunInfo(version="0", knowledge="2026-01-01")
OPEN = ("dna_only_negative", "inadequate_rna_negative", "not_tested", "unreadable")


def dossier(*records: Any, case_id: str = "case") -> Dossier:
    """A case as the judge gives it: its findings with their classes, its arms weighed."""
    of: dict[type, list[Any]] = {Assay: [], Finding: [], Notice: [], Marker: []}
    for record in records:
        of[type(record)].append(record)
    evidence = Evidence.of(of[Assay], of[Finding], of[Notice], of[Marker])
    return Dossier(
        case=judge(evidence, case_id, "sheet"),
        assays=list(evidence.arms),
        findings=list(evidence.events),
        markers=of[Marker],
        notices=of[Notice],
    )


@cache
def worked() -> dict[str, Dossier]:
    """Every worked case by its id, each with a case id of its own."""
    return {case.id: dossier(*case.records, case_id=f"case-{number}") for number, case in enumerate(ALL, 1)}


def read_back(files: dict[str, bytes]) -> list[Case]:
    """The cases that exported files are judged to hold, without a sample sheet."""
    made = Judge()
    for name, content in files.items():
        for frame in read_bytes(content, name):
            made.add(frame)
    return made.finish().cases


def encoded(document: Any) -> bytes:
    return json.dumps(document).encode()


def loaded(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
