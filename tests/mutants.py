"""Damaged reports: every fixture of every parser, changed as disks, networks, spreadsheets and people change files.

`mutant(seed)` gives the same damaged report for the same seed, as long as the fixtures stay the same. It says of itself what must
hold (`Mutant`), told by what was done to the bytes and by other programs than ours (zlib, json, expat), never by our reader.
"""

from __future__ import annotations

import random
from dataclasses import replace

from tests import mutant_bytes, mutant_lines, mutant_trees
from tests.mutant_base import Mutant, Operator, Original, originals

OPERATORS: dict[str, list[Operator]] = {
    "table": [*mutant_bytes.TEXT, *mutant_lines.TABLE, *mutant_lines.LINES],
    "vcf": [*mutant_bytes.TEXT, *mutant_lines.LINES],
    "lines": [*mutant_bytes.TEXT, *mutant_lines.LINES],
    "json": [*mutant_bytes.TEXT, *mutant_trees.JSON],
    "xml": [*mutant_bytes.TEXT, *mutant_trees.XML],
    "workbook": [*mutant_bytes.ANY, *mutant_trees.WORKBOOK],
    "bytes": mutant_bytes.ANY,
}


def mutant(seed: int, parser: str = "") -> Mutant:
    """The damaged report of this seed: one change, or (one in five) several, of which nothing more is known."""
    rng = random.Random(seed)
    original = rng.choice(originals()[parser or rng.choice(sorted(originals()))])
    found = changed(rng, original)
    if rng.random() < 0.2:
        for _ in range(rng.randint(1, 3)):
            again = changed(rng, replace(original, data=found.data, kind="bytes"))
            found = replace(again, original=original, done=(*found.done, *again.done))
        found = Mutant(original, found.data, found.done)
    return found


def changed(rng: random.Random, original: Original) -> Mutant:
    """One change by an operator that can be used on this report."""
    choices = OPERATORS[original.kind]
    for _ in range(50 if len(original.data) > 1 else 0):
        found = rng.choice(choices)(rng, original)
        if found is not None and found.data != original.data:
            return found
    return Mutant(original, original.data + b"\0", ("a NUL byte behind the end",))
