"""Reports for the page: a case of every verdict, hostile names, long lists, and pages of many cases."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fusionflag import knowledge, runfolder
from fusionflag.dossiers import Dossier, RunInfo
from fusionflag.model import with_facts
from fusionflag.output.page import write
from fusionflag.output.page.rendering import Renderer
from fusionflag.story import Story
from tests.files import ARRIBA, STAR, invoke, star, table

ROOT = Path(__file__).parents[1]
HOSTILE = {
    "script": "<script>alert(1)</script>&amp;",
    "formula": "=cmd|' /C calc'!A0",
    "rtl": "case-\u202egnp.tset\u2066",
    "zero": "zero\u200bwidth\u2060",
    "quote": "\"><img src=x onerror=alert(1)>'",
}
LONG = "Befundbericht_Molekularpathologie_Institut-für-Pathologie_Universitätsklinikum_Nachmeldung_endgültige-Fassung_2026-03-04"


def demo(folder: Path, *more: str) -> Path:
    """The page of the demo, which has a case of every verdict."""
    out = folder / "out"
    sheet = ROOT / "fixtures" / "demo" / "cases.csv"
    invoke("run", str(sheet.parent), "--sample-sheet", str(sheet), "-o", str(out), "--format", "html", *more)
    return out / "report.html"


def hostile(folder: Path) -> Path:
    """The page of a run whose names try to be more than text, and whose lists and file names are long."""
    reports, out = folder / "reports", folder / "out"
    reports.mkdir(parents=True)
    rows = [["path", "case_id", "specimen", "tumor_type", "assay", "qc", "tumor_content"]]
    genes = ", ".join(f"GENE{n}" for n in range(300))
    for name, text in HOSTILE.items():
        (reports / f"{LONG}.{name}.tsv").write_text(
            STAR + star(annots=f"[{text}; {genes}]"), encoding="utf-8"
        )
        kind = f"lung adenocarcinoma {text}"
        rows.append([f"{LONG}.{name}.tsv", text, text, kind, "whole transcriptome RNA-seq", "pass", "40"])
    (reports / "empty.tsv").write_text(ARRIBA, encoding="utf-8")
    with (reports / "cases.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    sheet = str(reports / "cases.csv")
    invoke("run", str(reports), "--sample-sheet", sheet, "-o", str(out), "--format", "html")
    assert len(table(out / "cases.tsv")) == len(HOSTILE) + 1
    return out / "report.html"


def many(folder: Path, count: int, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page of `count` cases: those of the demo again and again, under names of their own; each sheet is rendered once."""
    sheet, known = Renderer.sheet, {}

    def again_with_its_number(renderer: Renderer, number: int, story: Story) -> str:
        kind = story.case.case_id.rpartition("-")[0]
        if kind not in known:
            known[kind] = number, sheet(renderer, number, story)
        first, text = known[kind]
        return text.replace(f'"c{first}', f'"c{number}').replace(f"{kind}-{first:05d}", story.case.case_id)

    monkeypatch.setattr(Renderer, "sheet", again_with_its_number)
    page = demo(folder)
    found = list(runfolder.dossiers_of(page.parent))
    info: RunInfo = runfolder.info_of(page.parent)
    info.cases, info.knowledge = count, knowledge.version()

    def again() -> Iterator[Dossier]:
        for number in range(count):
            dossier: Any = found[number % len(found)]
            name = f"{dossier.case.case_id}-{number:05d}"
            yield replace(dossier, case=with_facts(dossier.case, case_id=name))

    big = folder / f"big-{count}.html"
    write(again(), info, big)
    return big
