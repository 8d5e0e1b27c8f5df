"""From PATHS and a sample sheet to the files to read, in a fixed order, and a count of what was passed over and why.

Files are collected first and named afterwards, so that a file's name, from which its id and its case follow, does not depend on
the order of PATHS, and so that no two files, folders or cases of different patients ever share one.
"""

from __future__ import annotations

import glob
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import translate
from pathlib import Path

from fusionflag.magic import is_ledger
from fusionflag.manifest import Manifest, Met, distinct, folder_of
from fusionflag.sheet import SheetError, check_doubles
from fusionflag.sources import SheetRow, Source

SKIPPED_NAMES = ("*.golden", "SOURCE*", "README*", "LICENSE*", "*.tbi", "*.csi", "*.bai", "*.md5")
_SKIPPED = re.compile("|".join(f"({translate(pattern)})" for pattern in SKIPPED_NAMES))
Accept = Callable[[str, os.stat_result], bool]  # is this file, found in such a state, complete?
STDIN = b""  # what standard input is on disk


class WalkError(Exception):
    """A PATH that does not exist or cannot be looked at, or nothing to read."""


@dataclass
class Plan:
    """What to read, and what was skipped by kind. `unlisted`: files that a sheet in use does not name."""

    sources: Sources
    skipped: Counter[str] = field(default_factory=Counter)

    @property
    def unlisted(self) -> Iterator[str]:
        return self.sources.unlisted()


def plan(
    paths: Iterable[str],
    *,
    sheet: Path | None = None,
    rows: Iterable[SheetRow] = (),
    parser: str = "",
    case_from: str = "path",
    all_junctions: bool = False,
    accept: Accept | None = None,
    passed_over: Iterable[Path] = (),
) -> Plan:
    """The sources that `paths` and the sheet name.

    `accept` tells of each file met in a folder whether it is complete; of one that is not, and of a case of the sheet that
    waits for one, nothing is planned. `passed_over` are files of options: no reports where they lie in a folder of reports.

    Raises WalkError for a path that does not exist, SheetError where two rows of the sheet lead to one file.
    """
    walker = _Walker(sheet, list(rows), accept)
    walker.passed_over = frozenset(_resolved(str(path)) for path in passed_over)
    try:
        for path in _expanded(paths):
            walker.take(path)
    except OSError as error:
        raise WalkError(f"`{error.filename or 'a path'}`: cannot be looked at: {error.strerror}") from error
    return walker.plan(parser, by_folder=case_from == "folder", all_junctions=all_junctions)


def holds_our_run(folder: Path) -> bool:
    """Is this the output folder of an earlier run? Other programs write a run.json too: theirs holds reports to read."""
    file = folder / "run.json"
    if not file.is_file():
        return is_ledger(folder / "ledger.part.sqlite") or is_ledger(folder / "ledger.sqlite")
    try:
        found = json.loads(file.read_bytes())
    except (ValueError, OSError, RecursionError):
        return (folder / "cases.tsv").is_file()  # ours, damaged
    return isinstance(found, dict) and found.get("tool") == "fusionflag"


def _expanded(paths: Iterable[str]) -> Iterator[str]:
    """`@list` names a file with one path a line; a glob that the shell did not expand is expanded here."""
    for path in paths:
        if path.startswith("@") and len(path) > 1:
            yield from _listed(Path(path[1:]))
        elif any(c in path for c in "*?[") and not Path(path).exists():
            found = sorted(glob.glob(path, recursive=True))  # noqa: PTH207  it leaves dot-files out, as a shell does
            if not found:
                raise WalkError(f"{path}: nothing fits this pattern")
            yield from found
        else:
            yield path


def _listed(file: Path) -> list[str]:
    if not file.is_file():
        raise WalkError(f"@{file}: no such list of paths")
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise WalkError(f"@{file}: is not UTF-8 text; write one path a line") from error
    return [line.strip() for line in lines if line.strip()]


class _Walker:
    def __init__(self, sheet: Path | None, rows: list[SheetRow], accept: Accept | None) -> None:
        self.sheet, self.accept = sheet, accept
        self.passed_over: frozenset[bytes] = frozenset()
        self.skipped: Counter[str] = Counter()
        self.files = Manifest()
        self.stdin: bytes | None = None
        self.rows: dict[bytes, list[SheetRow]] = {}
        self.base = sheet.parent if sheet else Path()
        check_doubles(rows, lambda row: self._real(row.path))
        for row in rows:
            self.rows.setdefault(self._real(row.path), []).append(row)
        self.cases = {row.case_id for row in rows}

    def _real(self, path: str) -> bytes:
        return _resolved(str(self.base / path))

    # -- meeting files -----------------------------------------------------------------------------
    def take(self, path: str) -> None:
        """Meet one PATH."""
        if path == "-":
            if self.stdin is None:
                self.stdin = sys.stdin.buffer.read()
                self._meet(Met(STDIN, b"", named=True), shown="-")
        elif Path(path).is_dir():
            for entry, real, depth in self._inside(path, frozenset()):
                self._meet(Met(real, os.fsencode(entry), False, depth, max(1, depth - 1)))
        elif Path(path).exists():
            self._meet(Met(_resolved(path), os.fsencode(path), named=True))
        else:
            raise WalkError(f"{path}: no such file or folder")

    def _meet(self, file: Met, shown: str = "") -> None:
        rows = self.rows.get(file.real)
        self.files.meet(file, listed=bool(rows), shown=rows[0].path if rows else shown)

    def _inside(
        self, folder: str, above: frozenset[bytes], depth: int = 1
    ) -> Iterator[tuple[str, bytes, int]]:
        """The files in a folder and below it, in the order of their names: path, what it is on disk, parts below the top."""
        real = _resolved(folder)
        if real in above:
            self.skipped["linked folder that leads back"] += 1
            return
        if above and holds_our_run(Path(folder)):
            self.skipped["folder of an earlier run"] += 1
            return
        try:
            with os.scandir(folder) as entries:
                inside = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            if not above:
                raise
            yield folder, real, depth - 1  # it may hold reports: one that nobody could read
            return
        for entry in inside:
            if entry.name.startswith("."):
                self.skipped["dot-file"] += 1
            elif _is(entry.is_dir):
                yield from self._inside(entry.path, above | {real}, depth + 1)
            else:
                target = _resolved(entry.path) if entry.is_symlink() else _below(real, entry.name)
                if kind := self._skipped(entry, target) or self._unfinished(entry):
                    self.skipped[kind] += 1
                else:
                    yield entry.path, target, depth

    def _skipped(self, file: os.DirEntry[str], real: bytes) -> str:
        """Why a file met in a folder is passed over; the sheet's own files never are."""
        if real in self.rows:
            return ""
        if self.sheet is not None and real == _resolved(str(self.sheet)):
            return "sample sheet"
        if real in self.passed_over:
            return "file of an option"
        if not _is(file.is_file) and Path(file.path).exists():
            return "pipe or device"  # opening one could wait for ever
        found = _SKIPPED.match(file.name)
        return SKIPPED_NAMES[found.lastindex - 1] if found and found.lastindex else ""

    def _unfinished(self, file: os.DirEntry[str]) -> str:
        try:
            return "" if self.accept is None or self.accept(file.path, file.stat()) else "not yet complete"
        except OSError:
            return "not yet complete"  # it was moved away meanwhile

    def _wait(self) -> None:
        """Leave out the cases of the sheet of which a listed file is not there yet: they would be judged without it."""
        there = self.files.met()
        late = {row.case_id for real, rows in self.rows.items() if real not in there for row in rows}
        self.skipped["case that waits for a listed file"] += len(late)
        for real in [r for r, rows in self.rows.items() if any(row.case_id in late for row in rows)]:
            del self.rows[real]
            self.files.leave(real)

    # -- naming them -------------------------------------------------------------------------------
    def plan(self, parser: str, *, by_folder: bool, all_junctions: bool) -> Plan:
        """All files met, then those that only the sheet names, each under a name of its own."""
        if self.accept is not None:
            self._wait()
        for real, rows in self.rows.items():
            path = os.fsencode(self.base / rows[0].path)
            self.files.meet(Met(real, path, named=True), listed=True, shown=rows[0].path)
        taken = {rows[0].path for rows in self.rows.values()} | self.cases
        if self.stdin is not None:
            taken.add("-")
        self.files.name(taken)
        folders = distinct(self.files.folders(), taken) if by_folder else {}
        sources = Sources(
            self.files,
            shared=self.files.shared(),
            rows={real: tuple(rows) for real, rows in self.rows.items()},
            folders=folders,
            stdin=self.stdin,
            parser=parser,
            all_junctions=all_junctions,
            sheet_cases=frozenset(self.cases),
            sheet=self.sheet is not None,
        )
        return Plan(sources, self.skipped)


@dataclass
class Sources:
    """The files of a plan, made into sources as they are asked for. `shared`: parts of the folder that they have in common."""

    files: Manifest
    shared: int = 0
    rows: dict[bytes, tuple[SheetRow, ...]] = field(default_factory=dict)
    folders: dict[bytes, str] = field(default_factory=dict)
    stdin: bytes | None = None
    parser: str = ""
    all_junctions: bool = False
    sheet_cases: frozenset[str] = frozenset()
    sheet: bool = False  # is one in use?

    def __len__(self) -> int:
        return len(self.files)

    def unlisted(self) -> Iterator[str]:
        """The names of files that the sheet in use does not list."""
        return self.files.unlisted() if self.sheet else iter(())

    def paths(self) -> Iterator[str]:
        """Their paths on disk; that of standard input is empty."""
        return self.files.paths()

    def __iter__(self) -> Iterator[Source]:
        last, branch = None, ""
        for real, path, named, listed, shown in self.files.rows():
            stdin = real == STDIN
            folder = folder_of(real)
            if folder != last:
                last, branch = folder, _branch(folder, self.shared)
            yield Source(
                path=None if stdin else os.fsdecode(path),
                data=self.stdin if stdin else None,
                shown=shown,
                named=named or listed,
                parser=self.parser,
                sheet=self.rows.get(real, ()),
                listed=listed,
                branch="" if stdin else branch,
                sheet_cases=frozenset() if listed else self.sheet_cases,
                folder=self._case(path) if self.folders and not listed and not stdin else "",
                all_junctions=self.all_junctions,
            )

    def _case(self, path: bytes) -> str:
        return self.folders[os.path.dirname(os.path.abspath(path))]  # noqa: PTH100, PTH120


def _is(ask: Callable[[], bool]) -> bool:
    """What a DirEntry says of itself; it fails at a link that leads to itself."""
    try:
        return ask()
    except OSError:
        return False


def _resolved(path: str) -> bytes:
    return os.fsencode(os.path.realpath(path))


def _below(folder: bytes, name: str) -> bytes:
    return os.path.join(folder, os.fsencode(name))  # noqa: PTH118  a path object each would double the time of a walk


def _branch(folder: bytes, shared: int) -> str:
    """The folder below the one that all files have in common: two runs' folders differ, however they were named."""
    names = Path(os.fsdecode(folder)).parts[shared:]
    return os.fsencode("/".join(names)).decode("utf-8", "backslashreplace")


__all__ = ["Plan", "SheetError", "Sources", "WalkError", "holds_our_run", "plan"]
