"""Which files must be judged together: those that share a case, a library, a person or a run-mate, and nobody else.

Every file leaves a few hashed links in the ledger. Files that share one are a block; a block is judged by itself, in any process,
with the same answer as if all files of the run had been judged at once. A link too many costs time, a link too few an answer, so
everything that `judge`, `joining` and `grouping` compare between files stands here.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import groupby
from typing import TYPE_CHECKING

from fusionflag.model import Assay, Finding, Marker, Notice, is_held
from fusionflag.stream import ReportStart

if TYPE_CHECKING:
    from fusionflag.ledger import Ledger

_SORTED = 250_000  # links that are sorted at once: SQLite keeps what it sorts in memory, or maps it there
PLAIN, FUSION, CONTROL = 0, 1, 2  # a fusion links only files of which one shows it in a no-template control


class Links:
    """Gathers the links of one file from its frames."""

    def __init__(self) -> None:
        self._keys: set[tuple[str, ...]] = set()
        self._held: list[Finding] = []
        self._arms: dict[str, Assay] = {}

    def take(self, frame: object) -> None:
        """Look at one frame."""
        if isinstance(frame, Finding):
            if is_held(frame):
                self._held.append(frame)
                self._keys.add(("case", frame.case_id))
        elif isinstance(frame, Assay):
            self._arm(frame)
        elif isinstance(frame, Marker | Notice):
            if frame.case_id:
                self._keys.add(("case", frame.case_id))
        elif isinstance(frame, ReportStart):
            self._keys.update(("case", case_id) for case_id, _ in (frame.cases or {}).values())

    def _arm(self, arm: Assay) -> None:
        self._arms[arm.assay_id] = arm
        self._keys.add(("case", arm.case_id))
        for name in arm.joins:
            kind = name.partition(":")[0]
            self._keys.add(("study", kind, arm.branch) if name.endswith(":*") else ("join", name))
            if (
                arm.report_kind == "companion"
            ):  # a panel list may be of a study whose results name all of its samples
                self._keys.add(("study", kind, arm.branch))
        if arm.patient_name and arm.birth_date:
            self._keys.add(("person", arm.patient_name, arm.birth_date))

    def found(self) -> list[tuple[int, int]]:
        """(link, kind) of the file, sorted."""
        kinds = {(_hashed(key), PLAIN) for key in self._keys}
        for finding in self._held:
            arm = self._arms.get(finding.assay_id)
            pair = (finding.gene5, finding.gene3)
            if arm and arm.run and finding.pos5 is not None and finding.pos3 is not None:
                kinds.add((_hashed(("run", arm.run, *pair, str(finding.pos5), str(finding.pos3))), PLAIN))
            control = arm is not None and arm.report_kind == "control"
            kinds.add((_hashed(("fusion", *pair)), CONTROL if control else FUSION))
        return sorted(kinds)


def _hashed(key: tuple[str, ...]) -> int:
    """64 bits: two keys that clash link two files for nothing, and change no answer."""
    data = "\0".join(key).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big", signed=True)


def mark_blocks(ledger: Ledger) -> None:
    """Write into the plan the block of each file: the place of its first file. Some bytes of memory for a file."""
    last = ledger.execute("SELECT coalesce(max(file_id), 0) FROM plan").fetchone()[0]
    place, root = array("I", bytes(4 * (last + 1))), array("I", range(last + 1))
    for n, file_id in ledger.execute("SELECT n, file_id FROM plan"):
        place[file_id] = n
    for one, other in _pairs(ledger, place):
        first, found = _root(root, one), _root(root, other)
        low, high = (first, found) if place[first] <= place[found] else (found, first)
        root[high] = low
    with ledger.transaction():
        ledger.execute("UPDATE plan SET block = n")
        ledger.executemany(
            "UPDATE plan SET block = ? WHERE file_id = ?",
            ((place[_root(root, i)], i) for i in range(last + 1) if place[i] and root[i] != i),
        )


def _root(root: array[int], file_id: int) -> int:
    while root[file_id] != file_id:
        root[file_id] = root[root[file_id]]
        file_id = root[file_id]
    return file_id


def _pairs(ledger: Ledger, place: array[int]) -> Iterator[tuple[int, int]]:
    """Files of the plan that share a link: its first with each other one. A million that share one are never in memory."""
    count = ledger.execute("SELECT count(*) FROM links").fetchone()[0]
    parts = count // _SORTED + 1
    query = "SELECT link, kind, file_id FROM links WHERE abs(link % ?) = ? ORDER BY link, kind DESC"
    for part in range(parts):
        rows = (
            row for row in ledger.execute(query, (parts, part)) if row[2] <= len(place) - 1 and place[row[2]]
        )
        for _, group in groupby(rows, key=lambda row: row[0]):
            yield from _pairs_of(group)


def _pairs_of(group: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int]]:
    first, control = 0, False
    for _, kind, file_id in group:
        control = control or kind == CONTROL  # they come first
        if kind == FUSION and not control:
            continue
        if first:
            yield first, file_id
        else:
            first = file_id
