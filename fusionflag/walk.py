"""From PATHS and a sample sheet to the files to read, in a fixed order, and a count of what was passed over and why."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from fusionflag.sheet import SheetError
from fusionflag.sources import SheetRow, Source

SKIPPED_NAMES = ("*.golden", "SOURCE*", "README*", "LICENSE*", "*.tbi", "*.csi", "*.bai", "*.md5")
OUR_FOLDER = "run.json"


class WalkError(Exception):
    """A PATH that does not exist, or nothing to read."""


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
    """The sources that `paths` and the sheet name. Raises WalkError for a path that does not exist."""
    return _Walker(sheet, list(rows), parser, case_from).plan(_expanded(paths))


def _expanded(paths: Iterable[str]) -> Iterator[str]:
    """`@list` names a file with one path a line; a glob that the shell did not expand is expanded here."""
    for path in paths:
        if path.startswith("@") and len(path) > 1:
            listed = Path(path[1:])
            if not listed.is_file():
                raise WalkError(f"{path}: no such list of paths")
            yield from (
                line.strip() for line in listed.read_text(encoding="utf-8-sig").splitlines() if line.strip()
            )
        elif any(c in path for c in "*?[") and not Path(path).exists():
            found = sorted(str(p) for p in Path().glob(path)) if not Path(path).is_absolute() else []
            if Path(path).is_absolute():
                anchor = Path(Path(path).anchor)
                found = sorted(str(p) for p in anchor.glob(str(Path(path).relative_to(anchor))))
            if not found:
                raise WalkError(f"{path}: nothing fits this pattern")
            yield from found
        else:
            yield path


class _Walker:
    def __init__(self, sheet: Path | None, rows: list[SheetRow], parser: str, case_from: str) -> None:
        self.sheet, self.parser, self.case_from = sheet, parser, case_from
        self.result = Plan()
        self.taken: set[Path] = set()
        self.shown: set[str] = set()
        self.by_file: dict[Path, list[SheetRow]] = {}
        base = sheet.parent if sheet else Path()
        for row in rows:
            same = self.by_file.setdefault((base / row.path).resolve(), [])
            if any(row.sample == other.sample for other in same):
                raise SheetError(f"{row.place}: `{row.path}` is listed already, in another spelling")
            same.append(row)

    def plan(self, paths: Iterator[str]) -> Plan:
        for path in paths:
            if path == "-":
                self._stdin()
            elif Path(path).is_dir():
                self._folder(Path(path))
            elif Path(path).exists():
                self._file(Path(path), Path(path).name, named=True)
            else:
                raise WalkError(f"{path}: no such file or folder")
        for file, rows in self.by_file.items():
            if file not in self.taken:
                self._add(file, rows[0].path, named=True)
        return self.result

    def _stdin(self) -> None:
        data = sys.stdin.buffer.read()
        self.result.sources.append(Source(path=None, shown="-", data=data, named=True, parser=self.parser))

    def _folder(self, root: Path) -> None:
        for file in self._inside(root, set()):
            self._file(file, file.relative_to(root).as_posix(), named=False)

    def _inside(self, folder: Path, above: set[Path]) -> Iterator[Path]:
        real = folder.resolve()
        if real in above:
            self.result.skipped["linked folder that leads back"] += 1
            return
        if above and (folder / OUR_FOLDER).is_file():
            self.result.skipped["folder of an earlier run"] += 1
            return
        try:
            entries = sorted(folder.iterdir(), key=lambda p: p.name)
        except OSError as error:
            raise WalkError(f"{folder}: cannot be listed: {error.strerror}") from error
        for entry in entries:
            if entry.name.startswith("."):
                self.result.skipped["dot-file"] += 1
            elif entry.is_dir():
                yield from self._inside(entry, above | {real})
            elif kind := self._skipped(entry):
                self.result.skipped[kind] += 1
            else:
                yield entry

    def _skipped(self, file: Path) -> str:
        """Why a file met in a folder is passed over; the sheet's own files never are."""
        real = file.resolve()
        if real in self.by_file:
            return ""
        if self.sheet is not None and real == self.sheet.resolve():
            return "sample sheet"
        return next((pattern for pattern in SKIPPED_NAMES if fnmatchcase(file.name, pattern)), "")

    def _file(self, file: Path, shown: str, *, named: bool) -> None:
        real = file.resolve()
        rows = self.by_file.get(real)
        if rows is None and self.sheet is not None:
            self.result.unlisted.append(shown)
        if rows is not None:
            shown = rows[0].path
        self._add(file, shown, named=named or rows is not None)

    def _add(self, file: Path, shown: str, *, named: bool) -> None:
        real = file.resolve()
        if real in self.taken:
            return
        self.taken.add(real)
        rows = tuple(self.by_file.get(real, ()))
        shown = self._distinct(shown, file)
        folder = (
            shown.rpartition("/")[0] or file.resolve().parent.name
            if self.case_from == "folder" and not rows
            else ""
        )
        self.result.sources.append(
            Source(
                path=file,
                shown=shown,
                named=named,
                parser=self.parser,
                sheet=rows,
                listed=bool(rows),
                folder=folder,
            )
        )

    def _distinct(self, shown: str, file: Path) -> str:
        """Two files that would be shown alike get their parent folders, so that their ids differ."""
        parents = list(file.resolve().parent.parts)
        while shown in self.shown and len(parents) > 1:
            shown = f"{parents.pop()}/{shown}"
        self.shown.add(shown)
        return shown


__all__ = ["Plan", "SheetError", "WalkError", "plan"]
