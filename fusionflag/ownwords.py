"""The words that this program itself uses: what a text quotes and is none of them comes from a report, or from a user.

They are the texts that stand in the program's code: names of parsers, columns, keys, codes, words of vocabularies. So nobody has
to keep a list, and a column that a new parser asks for is known with it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from types import CodeType

from fusionflag.cells import canonical
from fusionflag.registry import parsers


@cache
def own_words() -> frozenset[str]:
    """Every text of the code, as it stands there and as a column name is compared."""
    found = {text for code in _modules() for text in _texts(code)}
    for parser in parsers():  # those of other packages too
        found |= {parser.name, parser.title}
    return frozenset(found | {canonical(text) for text in found} - {""})


@cache
def callers() -> frozenset[str]:
    """Names of callers, without case, blanks and signs: the parsers, and each word of their names and titles."""
    names = {text for p in parsers() for text in (p.name, p.title, *p.name.split("_"), *p.title.split())}
    return frozenset(name for name in map(reduced, names) if len(name) > 2) | _CALLERS


# programs whose calls are merged, and that have no parser of their own name
_CALLERS = frozenset(
    {
        "breakdancer",
        "breakseq2",
        "cnvnator",
        "cnvkit",
        "cutesv",
        "debreak",
        "delly",
        "gridss",
        "gatk",
        "lumpy",
        "manta",
    }
    | {
        "meerkat",
        "nanomonsv",
        "nanosv",
        "octopus",
        "pbsv",
        "pindel",
        "purple",
        "sniffles",
        "sniffles2",
        "smoove",
        "svaba",
    }
    | {"svaba2", "svim", "svision", "tardis", "tiddit", "wham", "whamg"}
)


def reduced(name: str) -> str:
    """Letters and digits of a name, in small letters."""
    return "".join(c for c in name.casefold() if c.isalnum())


def _modules() -> Iterator[CodeType]:
    for package in (
        "fusionflag",
        "fusionflag.columns",
        "fusionflag.fhir",
        "fusionflag.output",
        "fusionflag.parsers",
        "fusionflag.vcf",
    ):
        for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
            spec = None if module.ispkg else find_spec(f"{package}.{module.name}")
            code = getattr(spec and spec.loader, "get_code", lambda _: None)(spec and spec.name)
            if isinstance(code, CodeType):
                yield code


def _texts(code: CodeType) -> Iterator[str]:
    stack: list[object] = [*code.co_consts]
    while stack:
        value = stack.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, CodeType):
            stack += value.co_consts
        elif isinstance(value, tuple | frozenset):
            stack += value
