"""Damage to rows, columns and cells of text tables."""

from __future__ import annotations

import random

from fusionflag.marks import Shape
from fusionflag.registry import parsers
from tests.mutant_base import Mutant, Operator, Original, layout

# what a column is follows from its place: no header, or samples that stand behind FORMAT
POSITIONAL = frozenset(
    {"annotsv", *(p.name for p in parsers() if any(isinstance(m, Shape) for a in p.looks_like for m in a))}
)
JUNK = (
    "",
    " ",
    ".",
    "NA",
    "nan",
    "-1",
    "0",
    "1e999",
    "-inf",
    "9" * 25,
    "9" * 5000,
    "1.5",
    "1,5",
    "1.234.567",
    "²",
    "１２",
    "٣",
    "x" * 70_000,
    "'",
    '"',
    '""',
    "=1+1",
    "\x1b[2J",
    "é",
    "\u202e",
    "\ufeff",
    "\ufffd",
    "\u2028",
    "a:b:c",
    ":::",
    "chr8:",
    "chr8:1:+:2",
    "--",
    "::",
    "(",
    "[]",
    "{}",
    ";",
    "|",
    "]chr8:3",
    "true",
    "2024-03-01",
    "01.03.2024",
)


def rows_shuffled(rng: random.Random, o: Original) -> Mutant | None:
    """The rows in another order."""
    where, lines = layout(o), o.lines
    if len(where.rows) < 2 or not lines[-1].endswith(b"\n"):
        return None
    order = where.rows[:]
    rng.shuffle(order)
    found = lines[:]
    for to, old in zip(where.rows, order, strict=True):
        found[to] = lines[old]
    return Mutant(o, b"".join(found), ("rows shuffled",), spared=o.kind != "lines")


def rows_deleted(rng: random.Random, o: Original) -> Mutant | None:
    """Some rows, or any lines, are gone."""
    where, lines = layout(o), o.lines
    choices = rng.choice((where.free, where.rows, list(range(len(lines)))))
    if not choices:
        return None
    gone = set(rng.sample(choices, rng.randint(1, min(3, len(choices)))))
    data = b"".join(line for n, line in enumerate(lines) if n not in gone)
    return Mutant(
        o, data, (f"lines {sorted(gone)} deleted",), spared=o.kind != "lines" and gone <= set(where.free)
    )


def rows_doubled(rng: random.Random, o: Original) -> Mutant | None:
    """Some lines stand twice, there or at the end."""
    lines = o.lines
    choices = rng.choice((layout(o).rows or [0], list(range(len(lines)))))
    chosen = rng.choice(choices)
    if not lines[chosen].endswith(b"\n") or not lines[-1].endswith(b"\n"):
        return None
    at = rng.choice((chosen, len(lines)))
    found = [*lines[:at], *[lines[chosen]] * rng.choice((1, 1, 5)), *lines[at:]]
    spared = o.kind != "lines" and chosen in layout(o).rows
    return Mutant(o, b"".join(found), (f"line {chosen} doubled",), spared=spared)


def lines_swapped(rng: random.Random, o: Original) -> Mutant | None:
    """Any two lines have changed places."""
    lines = o.lines
    if len(lines) < 2:
        return None
    a, b = rng.sample(range(len(lines)), 2)
    lines[a], lines[b] = lines[b], lines[a]
    return Mutant(o, b"".join(lines), (f"lines {a} and {b} swapped",))


def line_broken(rng: random.Random, o: Original) -> Mutant | None:
    """A line end stands in the middle of a line, or is missing."""
    lines = o.lines
    n = rng.randrange(len(lines))
    if rng.random() < 0.5:
        at = rng.randrange(len(lines[n]))
        put = rng.choice((b"\n", b"\r", b"\r\n", b"\x0b", b"\x0c", b"\xe2\x80\xa8", b"\xc2\x85"))
        lines[n] = lines[n][:at] + put + lines[n][at:]
    else:
        lines[n] = lines[n].rstrip(b"\r\n")
    return Mutant(o, b"".join(lines), (f"line {n} broken or joined",), spared=False)


def line_put_in(rng: random.Random, o: Original) -> Mutant | None:
    """A line that belongs to no report."""
    lines = o.lines
    last = lines[-1].endswith(b"\n")
    at = rng.randrange(1, len(lines) + last) if len(lines) + last > 1 else 0
    text, told = rng.choice(
        (
            (b"\n", False),
            (b"\t\t\t\n", False),
            (b"Killed\n", False),
            (b"slurmstepd: error: *** JOB 1 CANCELLED ***\n", False),
            (b"<<<<<<< HEAD\n", False),
            (b"seen by eye: CD74--NRG1\n", True),
            (b"# seen by eye: CD74--NRG1\n", True),
        )
    )
    data = b"".join([*lines[:at], text, *lines[at:]])
    # in a table, behind its header, nothing but the net can catch a line that is no row
    caught = told and o.kind == "table" and bool(layout(o).rows) and at > min(layout(o).rows)
    return Mutant(o, data, (f"a line put in at {at}: {text!r}",), detectable=caught)


def cell_damaged(rng: random.Random, o: Original) -> Mutant | None:
    """A cell holds something else, is missing, or is one too many; in any row, the header's row too."""
    lines = o.lines
    where = layout(o)
    n = rng.choice(rng.choice((where.free, where.rows, [*range(len(lines))])) or [0])
    line = lines[n].rstrip(b"\r\n")
    end = lines[n][len(line) :]
    mark = b"\t" if b"\t" in line else b"," if b"," in line else b" "
    cells = line.split(mark)
    index = rng.randrange(len(cells))
    how = rng.choice(("junk", "junk", "junk", "gone", "more", "swap", "other"))
    if how == "junk":
        cells[index] = rng.choice(JUNK).encode()
    elif how == "gone":
        del cells[index]
    elif how == "more":
        cells.insert(index, rng.choice(JUNK).encode())
    elif how == "swap":
        other = rng.randrange(len(cells))
        cells[index], cells[other] = cells[other], cells[index]
    else:
        cells[index] = rng.choice(rng.choice(lines).rstrip(b"\r\n").split(mark))
    lines[n] = mark.join(cells) + end
    spared = n in where.free and o.kind != "lines" and b"\xe2\x80\xa8" not in lines[n]
    # a table without a header may have rows of several lengths: a lost cell leaves one that is legal
    named = o.parser not in POSITIONAL
    short = how == "gone" and o.kind == "table" and n == len(lines) - 1 and n in where.rows and named
    return Mutant(
        o, b"".join(lines), (f"line {n + 1}, cell {index + 1}: {how}",), spared=spared, detectable=short
    )


# -- tables with one header ------------------------------------------------------------------------
def _grid(o: Original) -> tuple[int, bytes, list[list[bytes]]] | None:
    """Lines above the header, the delimiter, and the cells of the header and the rows; None where quotes stand."""
    lines = o.lines
    head = next((n for n, line in enumerate(lines) if line.strip() and not line.startswith(b"##")), 0)
    mark = b"\t" if b"\t" in lines[head] else b","
    cells = [line.rstrip(b"\r\n").split(mark) for line in lines[head:] if line.strip()]
    if b'"' in o.data or len({len(row) for row in cells}) > 1 or not o.data.endswith(b"\n"):
        return None
    return head, mark, cells


def _written(o: Original, head: int, mark: bytes, cells: list[list[bytes]]) -> bytes:
    return b"".join(o.lines[:head]) + b"".join(mark.join(row) + b"\n" for row in cells)


def columns_shuffled(rng: random.Random, o: Original) -> Mutant | None:
    """The columns in another order, header and rows alike: nothing is lost."""
    grid = _grid(o)
    if grid is None:
        return None
    head, mark, cells = grid
    order = list(range(len(cells[0])))
    rng.shuffle(order)
    names = [name.strip(b"# ").lower() for name in cells[0]]
    same = len(set(names)) == len(names) and b"" not in names and o.parser not in POSITIONAL
    moved = [[row[i] for i in order] for row in cells]
    return Mutant(o, _written(o, head, mark, moved), ("columns shuffled",), same=same, spared=same)


def column_lost(rng: random.Random, o: Original) -> Mutant | None:
    """A column is gone, empty, or stands twice."""
    grid = _grid(o)
    if grid is None:
        return None
    head, mark, cells = grid
    at = rng.randrange(len(cells[0]))
    how = rng.choice(("gone", "empty", "twice"))
    if how == "gone":
        found = [row[:at] + row[at + 1 :] for row in cells]
    elif how == "twice":
        found = [[*row, row[at]] for row in cells]
    else:
        found = [cells[0], *[[*row[:at], b"", *row[at + 1 :]] for row in cells[1:]]]
    return Mutant(o, _written(o, head, mark, found), (f"column {at + 1} {how}",))


LINES: list[Operator] = [
    rows_shuffled,
    rows_deleted,
    rows_doubled,
    lines_swapped,
    line_broken,
    line_put_in,
    cell_damaged,
    cell_damaged,
    cell_damaged,
]
TABLE: list[Operator] = [columns_shuffled, column_lost]
