"""A draft of a sample sheet: what the reports of a folder say of who they are of, to be corrected by the laboratory."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fusionflag.judge import Judge
from fusionflag.model import Assay
from fusionflag.readfile import read_source
from fusionflag.sources import Source


@dataclass(frozen=True, slots=True)
class Draft:
    """One row of the draft."""

    path: str
    case_id: str
    sample: str = ""


def draft(sources: Iterable[Source]) -> Iterator[Draft]:
    """A row a file, or a row a sample where a file holds several cases; files of one declared id stand in one case.

    Names that look alike may be two patients: what no id joins gets a case of its own, named after its file. Files that only tell
    of another's arm (metrics, panel lists) are left out: they find it by themselves.
    """
    judge = Judge()
    kinds: dict[str, set[str]] = {}
    for source in sources:
        kinds[source.shown] = set()
        for frame in read_source(source):
            judge.add(frame)
            if isinstance(frame, Assay):
                kinds[source.shown].add(frame.report_kind)
    arms: dict[str, list[Assay]] = defaultdict(list)
    for arm in judge.finish().assays.values():
        arms[arm.report_file].append(arm)
    files = [file for file, found in kinds.items() if not found or found - {"companion", "control"}]
    stems = Counter(_stem(file) for file in files)
    for file in files:
        own = [a for a in arms[file] if a.report_kind not in ("companion", "control")]
        yield from _rows(file, own, _stem(file) if stems[_stem(file)] == 1 else file)


def _rows(file: str, own: list[Assay], name: str) -> Iterator[Draft]:
    cases = sorted({a.case_id for a in own})
    if len(cases) > 1:
        for case_id in cases:
            samples = sorted({a.sample for a in own if a.case_id == case_id} - {""})
            for sample in samples:
                yield Draft(file, case_id, sample)
        return
    declared = cases and cases[0] != file and not cases[0].startswith(f"{file}#")
    yield Draft(file, cases[0] if declared else name)


def _stem(file: str) -> str:
    folder, slash, name = file.rpartition("/")
    return folder + slash + (name.split(".")[0] or name)
