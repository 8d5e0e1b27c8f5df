"""Finds the parsers: the shipped ones by the names of their modules, then those of the entry-point group."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from functools import cache
from pathlib import Path

from fusionflag.parsing import Parser

GROUP = "fusionflag.parsers"


class RegistryError(Exception):
    """A parser module or an entry point does not hold what it must."""


@cache
def parsers() -> tuple[Parser, ...]:
    """All parsers, shipped ones first, each group by name. Raises RegistryError for a broken or doubled one."""
    shipped = [_load(name) for name in _module_names()]
    found = {p.name: p for p in shipped}
    for extra in _entry_points():
        if extra.name in found:
            raise RegistryError(f"the parser name `{extra.name}` is given twice")
        found[extra.name] = extra
    return tuple(found.values())


def parser_named(name: str) -> Parser:
    """The parser called `name`. Raises KeyError."""
    return (
        next(p for p in parsers() if p.name == name)
        if name in {p.name for p in parsers()}
        else _no_parser(name)
    )


def _no_parser(name: str) -> Parser:
    raise KeyError(name)


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


def _entry_points() -> list[Parser]:
    if not _installed_plugins():
        return []
    from importlib.metadata import entry_points

    loaded = [(point.name, point.load()) for point in entry_points(group=GROUP)]
    for name, found in loaded:
        if not isinstance(found, Parser):
            raise RegistryError(f"entry point `{name}` of group {GROUP} is no parser")
    return sorted((found for _, found in loaded), key=lambda p: p.name)
