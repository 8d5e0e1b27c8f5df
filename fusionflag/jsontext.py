"""JSON as reports hold it: where it breaks is said in our words, and a key that stands twice is not lost in silence."""

from __future__ import annotations

import json
from typing import Any

from fusionflag.codes import Code
from fusionflag.unpacking import ReportError


def parsed(text: str) -> tuple[Any, list[str]]:
    """The document, and the keys that stand twice in one object (the last value hides the others).

    Raises ReportError where the text is no JSON, or breaks off.
    """
    twice: list[str] = []

    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            names = [name for name, _ in pairs]
            twice.extend(dict.fromkeys(name for name in names if names.count(name) > 1))
        return found

    try:
        return json.loads(text, object_pairs_hook=made), twice
    except (ValueError, RecursionError) as error:
        raise _broken(error, text) from error


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
