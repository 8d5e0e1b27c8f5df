"""A mapping as a `Parser`, of the same kind as the shipped ones: recognition, the net under NRG1 and completeness are theirs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fusionflag import registry
from fusionflag.columns import toml
from fusionflag.columns.mapping import Mapping, load
from fusionflag.columns.marks import Mapped
from fusionflag.columns.reader import Reading
from fusionflag.columns.toml import ColumnsError, Problem
from fusionflag.parsing import Parser


def parser_of(mapping: Mapping) -> Parser:
    """The parser that reads the tables of a mapping."""
    stated = mapping.assay.get("molecule")
    return Parser(
        name=mapping.name,
        title=mapping.title
        if mapping.title == Path(mapping.file).stem
        else f"{mapping.title} ({mapping.file})",
        molecule=(stated.fixed if stated else "") or "unknown",
        looks_like=((Mapped(mapping),),),
        read=Reading(mapping),
        versions="a columns file",
        multi_sample="sample" in mapping.columns,
        own=mapping.file,
        instead_of=mapping.instead_of,
    )


def load_all(paths: Iterable[Path]) -> tuple[Parser, ...]:
    """The parsers of several columns files. Raises ColumnsError where one cannot be used, or two have one name."""
    known = {p.name for p in registry.installed()}
    found: dict[str, Parser] = {}
    seen: dict[str, Path] = {}
    for path in dict.fromkeys(p.resolve() for p in paths):
        mapping = load(path)
        strange = [name for name in mapping.instead_of if name not in known]
        if strange:
            text = f"`instead_of` names `{strange[0]}`, which is no format; `fusionflag formats` lists them"
            line = toml.line_of(toml.read(path)[1], "instead_of")
            raise ColumnsError(path.name, [Problem(line, text)])
        if mapping.name in seen:
            text = f"another columns file has this name ({seen[mapping.name]}): rename one"
            raise ColumnsError(path.name, [Problem(0, text)])
        seen[mapping.name], found[mapping.name] = path, parser_of(mapping)
    return tuple(found.values())
