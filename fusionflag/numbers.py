"""Numbers as reports write them: thousands marks, decimal commas, a trailing x."""

from __future__ import annotations

import math
import re

LONGEST = 18  # digits of a count: no machine counts more reads, and 64 bits hold no more
_GROUPED = re.compile(r"\d{1,3}(?:[,' \u00a0\u202f]\d{3})+\Z")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3})+\Z")
_WHOLE = re.compile(r"\d+(?:[.,]0+)?\Z")


def count(text: str) -> tuple[int | None, bool]:
    """A count of reads and whether its reading was an assumption. (None, False) if it is no count.

    `1,092`, `1092x`, `12.0` and `"12"` are plain; `1.092` is taken as 1092 (reads come whole), which is an assumption.
    Negative numbers are sentinels for "missing" (CFF -1) and read as None.
    """
    text = text.strip().strip('"').strip()
    text = text.removesuffix("x").removesuffix("X").strip()
    if len(text) > LONGEST:
        return None, False
    if text.isascii() and text.isdigit():
        return int(text), False
    if _GROUPED.match(text):
        return int(re.sub(r"\D", "", text)), False
    if _WHOLE.match(text):
        return int(re.split("[.,]", text)[0]), False
    if _DOTTED.match(text):
        return int(text.replace(".", "")), True
    value = decimal(text)
    return (math.floor(value), True) if value is not None and 0 <= value < 10**LONGEST else (None, False)


def decimal(text: str) -> float | None:
    """A finite decimal number with point or comma; None if it is none."""
    text = text.strip().strip('"').strip().removesuffix("%").strip()
    if "," in text and "." not in text:
        text = text.replace(",", ".")
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def position(text: str) -> int | None:
    """A genomic position written as 32,727,949 or 32727949.0; None if it is none."""
    text = text.strip().strip('"')
    if len(text) > 15:
        return None  # no chromosome is that long, and no table of genes holds it
    if _GROUPED.match(text):
        return int(re.sub(r"\D", "", text))
    if re.fullmatch(r"\d+(?:\.0+)?", text, re.ASCII):
        return int(text.split(".")[0])
    return None
