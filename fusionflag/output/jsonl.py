"""One JSON object a case and line: the case, its arms, its findings at NRG1, its markers and its notices, each record with the
columns of its table. Lists are lists here; what is not stated is null (a number, a truth) or an empty text, as in the records."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fusionflag.dossiers import Dossier, RunInfo
from fusionflag.model import columns


def plain(value: Any) -> Any:
    """A value as JSON has it; half a surrogate pair, which no UTF-8 text may hold, becomes the replacement character."""
    if isinstance(value, tuple):
        return [plain(v) for v in value]
    if isinstance(value, str):
        return str(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def record(of: Any) -> dict[str, Any]:
    """A record with the columns that its table shows."""
    return {f.name: plain(getattr(of, f.name)) for f in columns(type(of))}


def write(dossiers: Iterable[Dossier], info: RunInfo, destination: Path) -> None:
    """One file, a line a case, in the order of the table of cases."""
    with destination.open("w", encoding="utf-8", newline="\n") as file:
        for d in dossiers:
            case = {
                "case": record(d.case),
                "assays": [record(a) for a in d.assays],
                "findings": [record(f) for f in d.findings],
                "markers": [record(m) for m in d.markers],
                "notices": [record(n) for n in d.notices],
                "other_findings": d.other_findings,
            }
            file.write(json.dumps(case, ensure_ascii=False, separators=(",", ":")) + "\n")
