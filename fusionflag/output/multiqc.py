"""Custom content of MultiQC: a table of the verdicts, one row a case, and the shares of the verdicts as bars.

Only `negative` is coloured as passed. MultiQC cuts names of samples at dots, slashes and known endings, so that two cases could
become one row: rows are named by what it leaves alone, and a column has the case. It shows text as HTML, so text is escaped here.
"""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fusionflag import schema
from fusionflag.dossiers import Dossier, RunInfo
from fusionflag.meanings import SHOWN, shown
from fusionflag.output.names import file_name

_COLUMNS = {
    "case": ("Case", "As the tables name it"),
    "verdict": ("NRG1 verdict", "Only `negative` is a negative"),
    "meaning": ("Meaning", "The verdict in words"),
    "fusion": ("Fusion", "5' and 3' partner"),
    "reasons": ("Reasons", "Reason codes"),
    "urgency": ("Urgency", "How soon to act"),
    "tumor_type": ("Tumor type", "As the reports state it"),
    "unread": ("Reports not read", "Reports not read, or not read whole"),
}
_RULES = {
    "pass": [{"s_eq": "negative"}],
    "warn": [
        {"s_eq": word} for word in ("equivocal", "dna_only_negative", "inadequate_rna_negative", "not_tested")
    ],
    "fail": [{"s_eq": word} for word in ("positive", "positive_confirm_rna")],
    "blue": [{"s_eq": "unreadable"}],  # one of the colours that MultiQC knows by name
}


def write(dossiers: Iterable[Dossier], info: RunInfo, destination: Path) -> None:
    """One file that MultiQC finds by its name."""
    data = {file_name(d.case.case_id, underscores=False): _row(d) for d in dossiers}
    headers: dict[str, Any] = {
        name: {"title": title, "description": told, "scale": False}
        for name, (title, told) in _COLUMNS.items()
    }
    headers["verdict"]["cond_formatting_rules"] = _RULES
    counts = Counter(row["verdict"] for row in data.values())
    each = ", ".join(f"{counts[word]} {word}" for word in SHOWN if counts[word])
    content = {
        "id": "fusionflag",
        "section_name": "NRG1 fusions (fusionflag)",
        "description": f"{len(data)} cases: {each}. Only <code>negative</code> is a negative: in all others a fusion is "
        f"there, uncertain, or not excluded. fusionflag {_text(info.version)}, knowledge of {_text(info.knowledge)}.",
        "plot_type": "table",
        "pconfig": {"id": "fusionflag_verdicts", "title": "fusionflag: NRG1 verdicts", "col1_header": "Row"},
        "headers": headers,
        "data": data,
    }
    destination.write_text(
        json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n"
    )


def _row(d: Dossier) -> dict[str, Any]:
    case = d.case
    return {
        "case": _text(case.case_id),
        "verdict": case.verdict,
        "meaning": _text(shown(case.verdict, case.reasons)),
        "fusion": _text(case.fusion),
        "reasons": _text("; ".join(case.reasons)),
        "urgency": case.urgency,
        "tumor_type": _text(case.tumor_type),
        "unread": case.reports_unread,
    }


def _text(value: str) -> str:
    return html.escape(schema.cell(value))
