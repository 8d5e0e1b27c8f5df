"""File names of cases: safe on every file system, and different for different cases."""

from __future__ import annotations

import hashlib
import re

_PLAIN = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d|.*-[0-9a-f]{8}")  # of Windows; and what `file_name` itself makes


def file_name(case_id: str) -> str:
    """The case id itself where it is short, plain and in lower case; else what is plain of it, with a part of its hash."""
    if _PLAIN.fullmatch(case_id) and not _RESERVED.fullmatch(case_id):
        return case_id
    plain = re.sub(r"[^a-z0-9]+", "-", case_id.lower()).strip("-")[:48].strip("-")
    number = hashlib.sha256(case_id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{plain or 'case'}-{number}"
