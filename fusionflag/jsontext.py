"""JSON as reports hold it: where it breaks is said in our words, and a key that stands twice is not lost in silence."""

from __future__ import annotations

import json
from typing import Any

from fusionflag.codes import Code
from fusionflag.unpacking import ReportError

DEEPEST = 200  # levels; a report has some fifteen


def parsed(text: str) -> tuple[Any, list[str]]:
    """The document, and the keys of which a value would be lost because the key stands twice in one object.

    Objects under one key become a list, as an XML converter means them (Caris writes `copyNumberAlteration` so); equal values
    are one. Only different texts or numbers under one key contradict each other. Raises ReportError where the text is no JSON,
    or breaks off.
    """
    twice: list[str] = []

    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            for name in found:
                found[name] = _together([value for key, value in pairs if key == name], name, twice)
        return found

    try:
        document = json.loads(text, object_pairs_hook=made)
        if _too_deep(document):
            raise RecursionError
    except (ValueError, RecursionError) as error:
        raise _broken(error, text) from error
    return document, list(dict.fromkeys(twice))


def _too_deep(document: Any) -> bool:
    """Is it nested deeper than `DEEPEST`? How deep json itself reads depends on the version of Python."""
    level = [document]
    for _ in range(DEEPEST):
        inner = [c.values() if isinstance(c, dict) else c for c in level if isinstance(c, dict | list)]
        level = [value for values in inner for value in values if isinstance(value, dict | list)]
        if not level:
            return False
    return True


def _together(values: list[Any], name: str, twice: list[str]) -> Any:
    """What one key says that stands several times."""
    if all(value == values[0] for value in values):
        return values[0]
    if not all(isinstance(value, dict | list) for value in values):
        twice.append(name)
        return values[-1]
    return [item for value in values for item in (value if isinstance(value, list) else [value])]


def _broken(error: Exception, text: str) -> ReportError:
    if isinstance(error, RecursionError):
        return ReportError(Code.TOO_LARGE, "is nested too deeply to be a report: refused")
    line = getattr(error, "lineno", None)
    cut = getattr(error, "pos", 0) >= len(text.rstrip()) - 1
    return ReportError(
        Code.TRUNCATED if cut else Code.BAD_JSON,
        f"{'the JSON breaks off' if cut else 'is not valid JSON'}: {error}",
        hint="Ask for the file again; a JSON report must end with its closing bracket.",
        line=line,
    )
