"""From PATHS and a sample sheet to the files to read, in a fixed order, and a count of what was passed over and why.

Files are collected first and named afterwards, so that a file's name, from which its id and its case follow, does not depend on
the order of PATHS, and so that no two files, folders or cases of different patients ever share one.
"""

from __future__ import annotations

import glob
import json
import os
import sys
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeVar

from fusionflag.sheet import SheetError, check_doubles
from fusionflag.sources import SheetRow, Source

SKIPPED_NAMES = ("*.golden", "SOURCE*", "README*", "LICENSE*", "*.tbi", "*.csi", "*.bai", "*.md5")
STDIN = Path("-")  # its key; those of files are absolute
K = TypeVar("K", bound=Hashable)


class WalkError(Exception):
    """A PATH that does not exist or cannot be looked at, or nothing to read."""


@dataclass
class Plan:
    """What to read, and what was skipped by kind."""

    sources: list[Source] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    unlisted: list[str] = field(default_factory=list)


def plan(
    paths: Iterable[str],
    *,
    sheet: Path | None = None,
    rows: Iterable[SheetRow] = (),
    parser: str = "",
    case_from: str = "path",
) -> Plan:
    """The sources that `paths` and the sheet name.

    Raises WalkError for a path that does not exist, SheetError where two rows of the sheet lead to one file.
    """
    walker = _Walker(sheet, list(rows))
    try:
        for path in _expanded(paths):
            walker.take(path)
    except OSError as error:
        raise WalkError(f"{error.filename or 'a path'}: cannot be looked at: {error.strerror}") from error
    return walker.plan(parser, by_folder=case_from == "folder")


def holds_our_run(folder: Path) -> bool:
    """Is this the output folder of an earlier run? Other programs write a run.json too: theirs holds reports to read."""
    file = folder / "run.json"
    if not file.is_file():
        return False
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


@dataclass(frozen=True, slots=True)
class _File:
    """A file that was met: `depth` says how many parts of its path are shown, `above` how many of its folder's."""

    path: Path
    named: bool
    depth: int = 1
    above: int = 1


class _Walker:
    def __init__(self, sheet: Path | None, rows: list[SheetRow]) -> None:
        self.sheet = sheet
        self.skipped: Counter[str] = Counter()
        self.files: dict[Path, _File] = {}  # by what they are on disk, so that each is read once
        self.stdin: bytes | None = None
        self.rows: dict[Path, list[SheetRow]] = {}
        self.base = sheet.parent if sheet else Path()
        check_doubles(rows, lambda row: _real(self.base / row.path))
        for row in rows:
            self.rows.setdefault(_real(self.base / row.path), []).append(row)
        self.cases = {row.case_id for row in rows}

    # -- meeting files -----------------------------------------------------------------------------
    def take(self, path: str) -> None:
        """Meet one PATH."""
        if path == "-":
            if self.stdin is None:
                self.stdin = sys.stdin.buffer.read()
                self.files[STDIN] = _File(STDIN, named=True)
        elif Path(path).is_dir():
            root = Path(path)
            for file in self._inside(root, set()):
                depth = len(file.relative_to(root).parts)
                self._meet(_File(file, named=False, depth=depth, above=max(1, depth - 1)))
        elif Path(path).exists():
            self._meet(_File(Path(path), named=True))
        else:
            raise WalkError(f"{path}: no such file or folder")

    def _meet(self, file: _File) -> None:
        self.files.setdefault(_real(file.path), file)

    def _inside(self, folder: Path, above: set[Path]) -> Iterator[Path]:
        real = _real(folder)
        if real in above:
            self.skipped["linked folder that leads back"] += 1
            return
        if above and holds_our_run(folder):
            self.skipped["folder of an earlier run"] += 1
            return
        try:
            entries = sorted(folder.iterdir(), key=lambda p: p.name)
        except OSError:
            if not above:
                raise
            yield folder  # it may hold reports: one that nobody could read
            return
        for entry in entries:
            if entry.name.startswith("."):
                self.skipped["dot-file"] += 1
            elif entry.is_dir():
                yield from self._inside(entry, above | {real})
            elif kind := self._skipped(entry):
                self.skipped[kind] += 1
            else:
                yield entry

    def _skipped(self, file: Path) -> str:
        """Why a file met in a folder is passed over; the sheet's own files never are."""
        real = _real(file)
        if real in self.rows:
            return ""
        if self.sheet is not None and real == _real(self.sheet):
            return "sample sheet"
        if file.exists() and not file.is_file():
            return "pipe or device"  # opening one could wait for ever
        return next((pattern for pattern in SKIPPED_NAMES if fnmatchcase(file.name, pattern)), "")

    # -- naming them -------------------------------------------------------------------------------
    def plan(self, parser: str, *, by_folder: bool) -> Plan:
        """All files met, then those that only the sheet names, each under a name of its own."""
        shown = {real: rows[0].path for real, rows in self.rows.items()}
        taken = {*shown.values(), *self.cases}
        free = {real: file for real, file in self.files.items() if real not in self.rows}
        wanted = {real: (_parts(file.path), file.depth) for real, file in free.items() if real != STDIN}
        if self.stdin is not None:
            shown[STDIN] = "-"
            taken.add("-")
        shown |= _distinct(wanted, taken)
        folders = self._folders(free, taken) if by_folder else {}
        branches = _branches(real for real in dict.fromkeys([*self.files, *self.rows]) if real != STDIN)
        result = Plan(skipped=self.skipped)
        for real in dict.fromkeys([*self.files, *self.rows]):
            rows = tuple(self.rows.get(real, ()))
            file = self.files.get(real) or _File(self.base / rows[0].path, named=True)
            stdin = real == STDIN
            if self.sheet is not None and not rows:
                result.unlisted.append(shown[real])
            source = Source(
                path=None if stdin else file.path,
                data=self.stdin if stdin else None,
                shown=shown[real],
                named=file.named or bool(rows),
                parser=parser,
                sheet=rows,
                listed=bool(rows),
                branch=branches.get(real, ""),
                sheet_cases=frozenset() if rows else frozenset(self.cases),
                folder=folders.get(_absolute(file.path.parent), "") if not rows and not stdin else "",
            )
            result.sources.append(source)
        return result

    def _folders(self, free: Mapping[Path, _File], taken: Collection[str]) -> dict[Path, str]:
        """The case that each folder is, named like its files: two folders of one name are two patients."""
        depth: dict[Path, int] = {}
        for real, file in free.items():
            if real != STDIN:
                folder = _absolute(file.path.parent)
                depth[folder] = max(depth.get(folder, 1), file.above)
        return _distinct({folder: (_parts(folder), depth[folder]) for folder in depth}, taken)


def _branches(files: Iterable[Path]) -> dict[Path, str]:
    """The folder of each file below the folder that all have in common: two runs' folders differ, however they were named."""
    folders = {file: file.parent.parts for file in files}
    shared = 0
    if folders:
        shared = next(
            (n for n, names in enumerate(zip(*folders.values(), strict=False)) if len(set(names)) > 1),
            min(map(len, folders.values())),
        )
    written = {file: "/".join(parts[shared:]) for file, parts in folders.items()}
    return {file: os.fsencode(name).decode("utf-8", "backslashreplace") for file, name in written.items()}


def _real(path: Path) -> Path:
    """The file behind all links; a link that leads to itself stays what it is, and is met again when it is opened."""
    try:
        return path.resolve()
    except (RuntimeError, OSError):  # RuntimeError before Python 3.13
        return _absolute(path)


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100  unlike resolve(), it keeps links, whose names count


def _parts(path: Path) -> tuple[str, ...]:
    """The parts of the absolute path; bytes that are no text are written as `\\xff`."""
    return Path(os.fsencode(_absolute(path)).decode("utf-8", "backslashreplace")).parts


def _distinct(wanted: Mapping[K, tuple[tuple[str, ...], int]], taken: Collection[str]) -> dict[K, str]:
    """A name for each: the last parts of its path, and of names that clash as many folders more as it takes."""
    depth = {key: count for key, (_, count) in wanted.items()}
    while True:
        names = {key: "/".join(parts[-depth[key] :]) for key, (parts, _) in wanted.items()}
        count = Counter(names.values())
        clash = [k for k, n in names.items() if (count[n] > 1 or n in taken) and depth[k] < len(wanted[k][0])]
        if not clash:
            return names
        for key in clash:
            depth[key] += 1


__all__ = ["Plan", "SheetError", "WalkError", "holds_our_run", "plan"]
