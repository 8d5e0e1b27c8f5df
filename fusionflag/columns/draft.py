"""A draft of a columns file for an unknown table: guesses with their reasons, and every other key as a remark.

Values are shown only of columns whose values were recognised as genes, places, numbers or words of a closed list.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fusionflag import genes
from fusionflag.cells import split_cells
from fusionflag.codes import Code
from fusionflag.columns import guesses, keys
from fusionflag.columns.guesses import Column, Guess
from fusionflag.columns.marks import HEAD
from fusionflag.documents import Node, is_json, is_xml
from fusionflag.marks import LONGEST_NAME
from fusionflag.reading import Report, ReportError

_ROWS = 200  # rows that are looked at


@dataclass(frozen=True, slots=True)
class Shape:
    """How a table is written: what stands above the sections, and its columns."""

    top: dict[str, str]
    columns: list[Column]


def drafted(report: Report) -> str:
    """The text of the draft. Raises ReportError where the report is no table."""
    shape = _shape(report)
    found = {g.key: g for g in guesses.guessed(shape.columns, genes.default())}
    return "\n".join([*_top(shape), *_columns(found, shape), *_sections(found)]) + "\n"


# -- the table -------------------------------------------------------------------------------------
def _shape(report: Report) -> Shape:
    if report.workbook is not None:
        shapes = [
            Shape({"kind": "sheet", "sheet": title}, columns) for title, columns in _sheets(report) if columns
        ]
    elif is_json(report):
        shapes = [*_lists(report)]
    elif is_xml(report):
        shapes = []
    else:
        shapes = [_text(report)]
    if any(guesses.headless([c.name for c in s.columns], genes.default()) for s in shapes):
        raise ReportError(
            Code.UNKNOWN_FORMAT,
            "has no header, as far as can be seen: its first line holds genes or places. Add a line with names of the columns",
        )
    table = max(shapes, key=lambda s: len(guesses.guessed(s.columns, genes.default())), default=None)
    if table is None or not table.columns:
        raise ReportError(
            Code.UNKNOWN_FORMAT,
            "is no table: a delimited text, a sheet with a header, or a JSON list of flat objects is needed",
        )
    return table


def _text(report: Report) -> Shape:
    """The first line that looks like a header, with lines of as many cells below; of two delimiters the one of more cells."""
    lines = [line.rstrip("\n") for line in report.head if line.strip()][: HEAD + _ROWS]
    best: tuple[int, int, str] | None = None
    for name, delimiter in keys.DELIMITERS.items():
        rows = [_split(line, delimiter) for line in lines]
        number = next((n for n in range(min(HEAD, len(rows))) if _is_header(rows, n)), None)
        if number is not None and (best is None or (number, -len(rows[number])) < best[:2]):
            best = (number, -len(rows[number]), name)
    if best is None:
        return Shape({}, [])
    number, width, name = best
    header, *rows = [_split(line, keys.DELIMITERS[name]) for line in lines[number:]]
    names = [cell.strip().strip('"').strip() for cell in header]
    return Shape({"delimiter": name}, _filled(names, (row for row in rows if len(row) == -width)))


def _is_header(rows: list[list[str]], number: int) -> bool:
    cells, below = rows[number], rows[number + 1 : number + 4]
    return (
        len(cells) > 1
        and all(cell.strip() and len(cell) <= LONGEST_NAME for cell in cells)
        and not all(cell.strip().isdigit() for cell in cells)
        and all(len(row) == len(cells) for row in below)
    )


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return split_cells(line, delimiter)
    except csv.Error:
        return []


def _sheets(report: Report) -> Iterator[tuple[str, list[Column]]]:
    assert report.workbook is not None
    for title in report.workbook.sheets:
        rows = list(report.workbook.tree[title].values())
        header: dict[str, str] = max(rows[:HEAD], key=len, default={})
        below = rows[rows.index(header) + 1 :] if header else []
        yield title, _filled(list(header.values()), ([row.get(c, "") for c in header] for row in below))


def _lists(report: Report) -> Iterator[Shape]:
    """The lists of flat objects: the document, or what stands under one of its keys."""
    document = report.json()
    named = document.items() if isinstance(document, dict) else [("", document)]
    for name, items in named:
        if isinstance(items, list) and items and all(isinstance(item, dict) for item in items):
            header = list(dict.fromkeys(key for item in items for key in item))
            rows = ([Node(report, item).text(key) for key in header] for item in items)
            top = {"kind": "json"} | ({"list": name} if name else {})
            yield Shape(top, _filled(header, rows))


def _filled(header: list[str], rows: Iterable[list[str]]) -> list[Column]:
    columns = [Column(name) for name in header]
    for _, row in zip(range(_ROWS), rows, strict=False):
        for column, cell in zip(columns, row, strict=False):
            value = cell.strip().strip('"').strip()
            if guesses.says(value):
                column.values.append(value)
    return columns


# -- the text --------------------------------------------------------------------------------------
def _top(shape: Shape) -> list[str]:
    lines = [
        "# A draft: look at every line, correct it, and try it with `fusionflag columns check THIS FILE`.",
        "# What could not be guessed stands behind a `#`. docs/columns.md explains each key.",
        "",
        *(f"{key} = {_quoted(value)}" for key, value in shape.top.items()),
        f'# title = "..."  # {keys.TOP["title"]}',
        f"# base = 1  # {keys.TOP['base']}",
        f'# no_fusion = ["negative"]  # {keys.TOP["no_fusion"]}',
        f'# optional = ["frame"]  # {keys.TOP["optional"]}',
    ]
    return lines


def _columns(found: dict[str, Guess], shape: Shape) -> list[str]:
    lines = ["", "[columns]"]
    names = {"gene5", "gene3"} <= found.keys()
    for key, about in keys.COLUMNS.items():
        guess = found.get(key)
        if guess is not None and (key != "fusion" or not names):
            lines += [f"# {about}", f"#   {_why(guess)}", f"{key} = {_quoted(guess.column.name)}"]
        elif guess is not None:
            lines.append(
                f"# fusion = {_quoted(guess.column.name)}  # {about}; not needed beside gene5 and gene3"
            )
        else:
            lines.append(f'# {key} = "..."  # {about}')
    used = {g.column.name for g in found.values()}
    rest = [_quoted(c.name) for c in shape.columns if c.name not in used]
    if rest:
        lines.append(f"# columns of the table that nothing was guessed of: {', '.join(rest)}")
    return lines


def _why(guess: Guess) -> str:
    """Why a column was guessed, with examples."""
    examples = f": {', '.join(map(_quoted, guess.examples))}" if guess.examples else ""
    return f"guessed: {guess.why}{examples}"


def _sections(found: dict[str, Guess]) -> list[str]:
    lines = [
        "",
        "[direction]",
        f"# {keys.DIRECTION['rule']}",
        "# Ask the table's maker: a wrong order of the genes turns a fusion round. Left open, NRG1's role is unknown.",
        'rule = "unknown"',
        *(_left_open(key, text) for key, text in keys.DIRECTION.items() if key != "rule"),
    ]
    frame = found.get("frame")
    lines += ["", "[frame]", *_section(frame, keys.FRAME)]
    lines += ["", "[filter]", *_filter(found.get("filter"))]
    lines += [
        "",
        "[assay]",
        "# What the table says by no column is stated here, or in the sample sheet: without it no negative is drawn.",
    ]
    for key in keys.ASSAY:
        lines.append(f'# {key} = "..."  # {keys.about("assay", key)}')
    lines.append('# of a column, with its words: qc = { column = "...", values = { "good" = "pass" } }')
    return lines


def _left_open(key: str, about: str) -> str:
    """A key that nothing was guessed of."""
    return f"# {key} = {'[]' if key in keys.LISTS else _quoted('...')}  # {about}"


def _section(guess: Guess | None, about: dict[str, str]) -> list[str]:
    if guess is None:
        return [_left_open(key, text) for key, text in about.items()]
    lines = [f"# {about['column']}", f"#   {_why(guess)}", f"column = {_quoted(guess.column.name)}"]
    return lines + [
        f"# {key} = []  # {about[key]}; left out: the usual words" for key in about if key != "column"
    ]


def _filter(guess: Guess | None) -> list[str]:
    if guess is None:
        return _section(None, keys.FILTER)
    good, bad, others = guesses.passed(guess.column.values)
    hidden = f"; {others} other words, not shown: they may name a person" if others else ""
    lines = [f"# {keys.FILTER['column']}", f"#   {_why(guess)}{hidden}"]
    mark = "" if good else "# "  # a filter without a word that passes cannot be used
    lines += [f"{mark}column = {_quoted(guess.column.name)}"]
    seen = f"; seen: {', '.join(map(_quoted, bad))}" if bad else ""
    lines += [
        f"{mark}passed = [{', '.join(map(_quoted, good))}]  # {keys.FILTER['passed']}",
        "# No word is rejected by a guess. Until each word stands in a list, its rows count and the report is not read whole.",
        f"{mark}rejected = []  # {keys.FILTER['rejected']}{seen}",
    ]
    return lines


def _quoted(text: str) -> str:
    """A text as TOML writes it: what JSON escapes, TOML escapes alike."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
