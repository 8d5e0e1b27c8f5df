"""The text of a columns file, and where in it a key stands: tomllib tells the line of a slip of syntax, and of nothing else."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fusionflag.knowledge import KnowledgeError

_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)\s*\Z")
_HEADER = re.compile(r"\s*\[[^\[].*\]\s*(?:#.*)?\Z")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong with a columns file, and in which line (1-based; 0: of the file as a whole)."""

    line: int
    text: str


class ColumnsError(KnowledgeError):
    """A columns file that cannot be used. `problems` in the order of their lines; the message names file, line, key and cause."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self.name, self.problems = name, sorted(problems)
        more = len(problems) - 1
        super().__init__(
            self.lines()[0] + (f" (and {more} more: `fusionflag columns check` lists them)" if more else "")
        )

    def lines(self) -> list[str]:
        """A line a problem: `file:line: cause`."""
        return [f"{self.name}{f':{p.line}' if p.line else ''}: {p.text}" for p in self.problems]


def read(path: Path) -> tuple[dict[str, Any], str]:
    """The values of a TOML file and its text. Raises ColumnsError, with line and column, where it is none."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ColumnsError(path.name, [Problem(0, "is not UTF-8 text; save it as UTF-8")]) from error
    except OSError as error:
        raise ColumnsError(path.name, [Problem(0, f"cannot be opened: {error.strerror}")]) from error
    text = text.replace("\r\n", "\n")
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        place = _AT.search(said)
        line = int(place[1]) if place and place[1] else text.count("\n") + 1 if place else 0
        where = f" in column {place[2]}" if place and place[2] else ""
        raise ColumnsError(
            path.name, [Problem(line, f'is not TOML{where}: {_AT.sub("", said)}; quote texts with "')]
        ) from error


def line_of(text: str, *path: str) -> int:
    """The line (1-based) in which a key stands; of a key that is not there, the line of the section it would stand in, else 0."""
    best, found = 0, 0
    section: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        if _HEADER.match(line):
            section = _path(line)
            here = section
        else:
            key, equals, _ = line.partition("=")
            here = (*section, *_path(f"{key}= 0")) if equals and key.strip() else ()
        depth = next((n for n in range(min(len(here), len(path)), 0, -1) if here[:n] == path[:n]), 0)
        if depth > best and depth in (len(here), len(path)):
            best, found = depth, number
    return found


def _path(line: str) -> tuple[str, ...]:
    """The keys of a header or of one assignment, outermost first; nothing where the line alone is no TOML."""
    try:
        found: Any = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return ()
    path = []
    while isinstance(found, dict) and found:
        key, found = next(iter(found.items()))
        path.append(key)
    return tuple(path)
