"""From a columns file to a checked `Mapping`: every key is known, every value is allowed, and nothing contradicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from fusionflag.columns import keys, toml
from fusionflag.columns.toml import ColumnsError, Problem
from fusionflag.sheet import ALLOWED, CHECKS


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact of the assay: a fixed value, or a column, with the laboratory's words for our values."""

    fixed: str = ""
    column: str = ""
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Mapping:
    """Which column of a table is what. `columns`: column names by key; words are without blanks and case (`word`).

    file      name of the columns file, for messages
    list_key  `list` of the file
    optional  keys whose column may be absent; all others are the marks of the table
    """

    file: str
    title: str
    kind: str
    delimiter: str
    sheet: str
    list_key: str
    base: int
    columns: dict[str, str]
    optional: frozenset[str]
    no_fusion: frozenset[str]
    instead_of: tuple[str, ...]
    rule: str
    words: dict[str, frozenset[str]]
    assay: dict[str, Stated]

    @property
    def name(self) -> str:
        """The parser's name: no shipped format has a colon in its name."""
        return f"columns:{Path(self.file).stem}"

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that a table must have."""
        return tuple(dict.fromkeys(c for key, c in self.columns.items() if key not in self.optional))


def word(text: str) -> str:
    """A word as it is compared: without case, quotes and outer blanks. `none` is a word, and no empty cell."""
    return " ".join(text.strip().strip('"').casefold().split())


def load(path: Path) -> Mapping:
    """The mapping of a columns file. Raises ColumnsError that names every line and key that is wrong."""
    found, text = toml.read(path)
    checked = _Checked(found, text)
    mapping = checked.mapping(path.name)
    if checked.problems:
        raise ColumnsError(path.name, checked.problems)
    return mapping


class _Checked:
    """Reads the values of a columns file; what is wrong is collected, so that a person sees all of it at once."""

    def __init__(self, found: dict[str, Any], text: str) -> None:
        self.text = text
        self.problems: list[Problem] = []
        self.sections = {name: self._section(name, found) for name in keys.SECTIONS}

    def wrong(self, what: str, *path: str) -> None:
        self.problems.append(Problem(toml.line_of(self.text, *path), what))

    # -- keys --------------------------------------------------------------------------------------
    def _section(self, name: str, found: dict[str, Any]) -> dict[str, Any]:
        """The known keys of a section; others are problems."""
        values = found.get(name, {}) if name else found
        if not isinstance(values, dict):
            self.wrong(f"`{name}` must be a section: write [{name}] on a line of its own", name)
            return {}
        path = (name,) if name else ()
        known = dict(keys.SECTIONS[name])
        for key in values:
            if key not in known and not (not name and key in keys.SECTIONS):
                self.wrong(self._unknown(name, key), *path, key)
        return {key: values[key] for key in known if key in values}

    def _unknown(self, section: str, key: str) -> str:
        where = f" in [{section}]" if section else ""
        valid = [*keys.SECTIONS[section], *(() if section else filter(None, keys.SECTIONS))]
        others = [name for name, known in keys.SECTIONS.items() if key in known]
        if others:
            place = f"under [{others[0]}]" if others[0] else "above the first [section]"
            return f"`{key}` does not belong here{where}; it stands {place}"
        near = get_close_matches(key.casefold(), valid, 1, 0.5)
        hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(valid)}"
        return f"`{key}` is not known{where}; {hint}"

    # -- values ------------------------------------------------------------------------------------
    def _text(self, section: str, key: str) -> str:
        value = self.sections[section].get(key, "")
        if isinstance(value, str) and (value.strip() or key not in self.sections[section]):
            return value.strip()
        self.wrong(f"`{key}` must be a text in quotes that is not empty", *filter(None, (section,)), key)
        return ""

    def _texts(self, section: str, key: str) -> tuple[str, ...]:
        value = self.sections[section].get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.wrong(f'`{key}` must be a list of texts, such as ["yes", "no"]', *filter(None, (section,)), key)
        return ()

    def _choice(self, section: str, key: str, allowed: tuple[str, ...], default: str) -> str:
        value = self._text(section, key) or default
        if value not in allowed:
            near = get_close_matches(value.casefold(), allowed, 1, 0.5)
            self.wrong(
                f"`{key}` is {value!r}, none of {', '.join(allowed)}"
                + (f"; did you mean {near[0]!r}?" if near else ""),
                *filter(None, (section,)),
                key,
            )
            return default
        return value

    # -- the whole ---------------------------------------------------------------------------------
    def mapping(self, file: str) -> Mapping:
        """The mapping, as far as it could be read; `problems` says whether it can be used."""
        kind = self._choice("", "kind", keys.KINDS, "table")
        delimiter = (
            self._choice("", "delimiter", tuple(keys.DELIMITERS), "")
            if "delimiter" in self.sections[""]
            else ""
        )
        base = self.sections[""].get("base", 1)
        if base not in (0, 1) or isinstance(base, bool):
            self.wrong("`base` must be 0 or 1", "base")
        columns = {key: self._text("columns", key) for key in self.sections["columns"]}
        words = {
            f"{section}.{key}": frozenset(map(word, self._texts(section, key)))
            for section in ("direction", "frame", "filter")
            for key in keys.SECTIONS[section]
            if key in keys.LISTS
        }
        for section in ("direction", "frame", "filter"):
            if "column" in self.sections[section]:
                columns[section] = self._text(section, "column")
        assay = {key: self._stated(key, value) for key, value in self.sections["assay"].items()}
        columns |= {key: stated.column for key, stated in assay.items() if stated.column}
        mapping = Mapping(
            file=file,
            title=self._text("", "title") or Path(file).stem,
            kind=kind,
            delimiter=keys.DELIMITERS.get(delimiter, ""),
            sheet=self._text("", "sheet"),
            list_key=self._text("", "list"),
            base=int(base == 1),
            columns=columns,
            optional=frozenset(self._texts("", "optional")),
            no_fusion=frozenset(map(word, self._texts("", "no_fusion"))),
            instead_of=self._texts("", "instead_of"),
            rule=self._choice("direction", "rule", keys.RULES, "unknown"),
            words=words,
            assay=assay,
        )
        if not self.problems:  # a misspelled key would be told a second time as a missing one
            for what, *path in _contradictions(mapping):
                self.wrong(what, *path)
        return mapping

    def _stated(self, key: str, value: Any) -> Stated:
        """`"RNA"`, or `{ column = "Material", values = { "total RNA" = "RNA" } }`."""
        if not isinstance(value, dict):
            return Stated(fixed=self._allowed(key, value))
        for inner in value:
            if inner not in ("column", "values"):
                self.wrong(f"`{inner}` is not known here; known are column, values", "assay", key, inner)
        column, values = value.get("column"), value.get("values", {})
        if not isinstance(column, str) or not column.strip():
            self.wrong(f"`{key}` needs a column in quotes, or is a fixed text", "assay", key)
            return Stated()
        if not isinstance(values, dict):
            self.wrong('`values` must be { "word of the table" = "our word" }', "assay", key, "values")
            values = {}
        return Stated(
            column=column.strip(), values={word(w): self._allowed(key, v) for w, v in values.items()}
        )

    def _allowed(self, key: str, value: Any) -> str:
        text = value if isinstance(value, str) else ""
        if key == "tumor_content" and isinstance(value, int | float) and not isinstance(value, bool):
            text = str(value)
        found = checked(key, text) if text.strip() else None
        if found is None:
            allowed = (
                "one of " + ", ".join(keys.METHODS)
                if key == "method"
                else ALLOWED.get(key, "a text in quotes")
            )
            self.wrong(f"`{key}` must be {allowed}", "assay", key)
        return found or ""


def checked(key: str, text: str) -> str | None:
    """A value of the assay as the sample sheet would take it; None where it would not."""
    if key == "method":
        return next((m for m in keys.METHODS if m.casefold() == text.strip().casefold()), None)
    check: Callable[[str], Any] | None = CHECKS.get(key)
    value = check(text.strip()) if check else text.strip()
    return None if value is None else str(value)


def _contradictions(m: Mapping) -> Iterator[tuple[str, ...]]:
    """What is missing, or does not go together, each with the path of its key."""
    c = m.columns
    if not ("fusion" in c or {"gene5", "gene3"} <= c.keys()):
        yield "needs `gene5` and `gene3`, or `fusion`: the columns that name the genes", "columns"
    for side in "53":
        if f"breakpoint{side}" in c and f"pos{side}" in c:
            yield f"`pos{side}` and `breakpoint{side}` say the same: keep one", "columns", f"pos{side}"
        if (f"pos{side}" in c) != (f"chrom{side}" in c):
            there = "pos" if f"pos{side}" in c else "chrom"
            other = "chrom" if there == "pos" else "pos"
            yield f"`{there}{side}` needs `{other}{side}` beside it", "columns", f"{there}{side}"
    if m.kind == "sheet" and not m.sheet:
        yield 'needs `sheet = "..."`, the name of the sheet', "kind"
    for key, kind in (("delimiter", "table"), ("sheet", "sheet"), ("list_key", "json")):
        if getattr(m, key) and m.kind != kind:
            own = key.removesuffix("_key")
            yield f'`{own}` goes with kind = "{kind}"', own
    if m.rule == "column" and not ("direction" in c and m.words["direction.forward"]):
        yield "the rule `column` needs `column` and `forward`", "direction", "rule"
    if m.rule != "column" and "direction" in c:
        yield '`column` goes with rule = "column"', "direction", "column"
    if m.words["direction.forward"] & m.words["direction.reversed"]:
        yield "a word stands in `forward` and in `reversed`", "direction", "reversed"
    for section in ("frame", "filter"):
        if section not in c and any(m.words[k] for k in m.words if k.startswith(f"{section}.")):
            yield f"[{section}] needs `column`", section
    if "filter" in c and not m.words["filter.passed"]:
        yield "needs `passed`: the words of the rows that count", "filter", "column"
    if m.words["filter.passed"] & m.words["filter.rejected"]:
        yield "a word stands in `passed` and in `rejected`", "filter", "rejected"
    yield from _wrong_lists(m)


def _wrong_lists(m: Mapping) -> Iterator[tuple[str, ...]]:
    frames = [m.words[f"frame.{k}"] for k in ("in", "out", "stop")]
    if sum(map(len, frames)) > len(frozenset().union(*frames)):
        yield "a word of the frame stands in two lists", "frame"
    for key in sorted(m.optional):
        if key in keys.DECIDING:
            yield f"`{key}` decides what a row means: its column cannot be optional", "optional"
        elif key not in m.columns:
            near = get_close_matches(key, list(m.columns), 1, 0.5)
            yield f"`{key}` has no column here" + (f"; did you mean `{near[0]}`?" if near else ""), "optional"
    seen: dict[str, str] = {}
    for key, column in m.columns.items():
        other = seen.setdefault(column, key)
        if column and other != key and {key, other} <= keys.COLUMNS.keys():
            yield f"`{key}` and `{other}` are the same column", "columns", key
