"""File names of cases: safe on every file system, and different for different cases."""

from __future__ import annotations

import hashlib
import re

_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,58}[a-z0-9])?")
_RESERVED = re.compile(
    r"con|prn|aux|nul|com\d|lpt\d|.*-[0-9a-f]{8}"
)  # of Windows; and what `file_name` itself makes


def file_name(case_id: str, *, underscores: bool = True) -> str:
    """The case id itself where it is short, plain and in lower case; else what is plain of it, with a part of its hash."""
    plain = _PLAIN.fullmatch(case_id) and (underscores or "_" not in case_id)
    if plain and not _RESERVED.fullmatch(case_id):
        return case_id
    words = re.sub(r"[^a-z0-9]+", "-", case_id.lower())[:48].strip("-")
    number = hashlib.sha256(case_id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{words or 'case'}-{number}"
