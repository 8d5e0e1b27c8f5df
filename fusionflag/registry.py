"""Finds the parsers: the shipped ones by the names of their modules, those of the entry-point group, and the laboratory's own.

A broken plugin costs its own formats alone: it is named (`broken`), and everything else is read.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from fusionflag.parsing import Parser

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint  # costs an interpreter start

GROUP = "fusionflag.parsers"


class RegistryError(Exception):
    """A shipped parser module does not hold what it must."""


def parsers() -> tuple[Parser, ...]:
    """All parsers: shipped ones, those of other packages, and those of the columns files in use."""
    return (*installed(), *_own)


@cache
def installed() -> tuple[Parser, ...]:
    """The shipped parsers, then those of other packages, each group by name. Raises RegistryError for a broken shipped one."""
    return (*_shipped(), *_plugins()[0])


def broken() -> tuple[str, ...]:
    """What is wrong with plugins that cannot be used, one line each."""
    return _plugins()[1]


_own: list[Parser] = []


def use(own: Iterable[Parser] = ()) -> None:
    """Make these the laboratory's own parsers in this process (none: there are none)."""
    _own[:] = own


def parser_named(name: str) -> Parser:
    """The parser called `name`. Raises KeyError."""
    found = next((p for p in parsers() if p.name == name), None)
    if found is None:
        raise KeyError(name)
    return found


@cache
def _shipped() -> tuple[Parser, ...]:
    return tuple(_load(name) for name in _module_names())


def _module_names() -> list[str]:
    package = importlib.import_module("fusionflag.parsers")
    return sorted(m.name for m in pkgutil.iter_modules(package.__path__) if not m.name.startswith("_"))


def _load(name: str) -> Parser:
    module = importlib.import_module(f"fusionflag.parsers.{name}")
    found = getattr(module, name, None)
    if not isinstance(found, Parser):
        raise RegistryError(f"parsers/{name}.py holds no parser called `{name}`")
    return found


def _installed_plugins() -> bool:
    """Does any installed package name our group? A look at text files; importlib.metadata alone costs an interpreter start."""
    for folder in sys.path:
        for file in Path(folder or ".").glob("*-info/entry_points.txt"):
            if f"[{GROUP}]" in file.read_text(encoding="utf-8", errors="replace"):
                return True
    return False


@cache
def _plugins() -> tuple[tuple[Parser, ...], tuple[str, ...]]:
    """The parsers of other packages, and what is wrong with those that cannot be used."""
    if not _installed_plugins():
        return (), ()
    taken = {p.name: "fusionflag" for p in _shipped()}
    found, wrong = [], []
    for package, point in sorted(_points(), key=lambda p: (p[1].name, p[0])):
        try:
            parser = _checked(point, taken)
        except Exception as error:  # noqa: BLE001  whatever a plugin raises is its own fault
            why = str(error) if isinstance(error, RegistryError) else f"{type(error).__name__} on import"
            wrong.append(f"plugin `{point.name}` of the package {package} is not used: {why}")
            continue
        taken[parser.name] = package
        found.append(replace(parser, plugin=package))
    return tuple(sorted(found, key=lambda p: p.name)), tuple(wrong)


def _points() -> Iterator[tuple[str, EntryPoint]]:
    from importlib.metadata import entry_points

    for point in entry_points(group=GROUP):
        yield f"{point.dist.name} {point.dist.version}" if point.dist else "unknown", point


def _checked(point: EntryPoint, taken: dict[str, str]) -> Parser:
    """The parser behind an entry point. Raises RegistryError, or whatever the import raises."""
    parser = point.load()
    if not isinstance(parser, Parser):
        raise RegistryError(f"`{point.value}` is no parser (a function under @fusionflag.parsing.parser)")
    if parser.name in taken:
        raise RegistryError(
            f"the parser name `{parser.name}` is given twice, {taken[parser.name]} has it already"
        )
    if not parser.looks_like or not all(parser.looks_like):
        raise RegistryError(f"the parser `{parser.name}` has no marks: it would fit every file")
    return parser
