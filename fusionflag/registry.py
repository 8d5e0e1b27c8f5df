"""Finds the parsers: the shipped ones by the names of their modules, then those of the entry-point group."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

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


def _entry_points() -> list[Parser]:
    from importlib.metadata import entry_points

    loaded = [(point.name, point.load()) for point in entry_points(group=GROUP)]
    for name, found in loaded:
        if not isinstance(found, Parser):
            raise RegistryError(f"entry point `{name}` of group {GROUP} is no parser")
    return sorted((found for _, found in loaded), key=lambda p: p.name)
