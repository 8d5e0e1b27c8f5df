"""Regular expressions that are compiled when they are first asked: a run needs few of all that the formats have."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _Expression:
    """Stands for a compiled expression. What is asked of it is kept, so that it is looked up once."""

    def __init__(self, text: Any, flags: int) -> None:
        self._source = text, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._source), name)
        setattr(self, name, found)
        return found


def expression(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """`re.compile(text, flags)`, later. For modules that most runs load and do not use."""
    return cast("re.Pattern[AnyStr]", _Expression(text, flags))
