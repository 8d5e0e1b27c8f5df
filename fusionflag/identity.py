"""Who a report is of, without saying it: names, birth dates and record numbers become tokens before they leave the reader.

Reports of one case are compared by these tokens; no output, stream or log ever holds what they stand for. The key is drawn
anew in every run, so a token cannot be looked up in a list of names or dates; with `--hash-ids` it is the laboratory's own.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from datetime import date

from fusionflag.model import Assay, with_facts

OLDEST = 90  # years; beyond it an age tells who somebody is
_key: list[bytes] = []
_TITLES = frozenset({"mr", "mrs", "ms", "dr", "prof", "herr", "frau", "jr", "sr"})
_DATES = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?\Z"), (1, 2, 3)),
    (re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})\Z"), (1, 2, 3)),
    (re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{4,6})?\Z"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\Z"), (3, 2, 1)),
)
_SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})\Z")


def use(key: bytes | None) -> None:
    """Make `key` the one of this process; None: a fresh random one."""
    _key[:] = [key] if key else []


def token(text: str, kind: str) -> str:
    """16 hex digits for `text`, different for every kind of fact and under every key."""
    if not _key:
        _key.append(secrets.token_bytes(32))
    return hmac.new(
        _key[0], f"{kind}\0{text}".encode("utf-8", "backslashreplace"), hashlib.sha256
    ).hexdigest()[:16]


def names(text: str) -> tuple[str, ...]:
    """The words of a name, sorted, without case, accents, titles and initials: `Doe, Jane A.` and `JANE DOE` agree."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = "".join(c if c.isalnum() else " " for c in plain).split()
    return tuple(sorted({w for w in words if len(w) > 1 and w not in _TITLES}))


def day(text: str) -> str:
    """A date as ISO 8601; empty where it is none, or where day and month could be exchanged (03/04/1960)."""
    text = text.strip()
    for pattern, (year, month, of_month) in _DATES:
        if found := pattern.match(text):
            return _iso(found[year], found[month], found[of_month])
    if found := _SLASHES.match(text):
        a, b, year_ = found.groups()
        if a == b or int(a) > 12:
            return _iso(year_, b, a)
        return _iso(year_, a, b) if int(b) > 12 else ""
    return ""


def _iso(year: str, month: str, of_month: str) -> str:
    try:
        return date(int(year), int(month), int(of_month)).isoformat()
    except ValueError:
        return ""


def veiled(arm: Assay) -> Assay:
    """The arm with tokens in place of name, birth date and record number, and the age on the day of the report."""
    arm = _scrubbed(arm)
    born, on = day(arm.birth_date), day(arm.report_date)
    age = arm.age
    if age is None and born and on and born <= on:
        age = float(int(on[:4]) - int(born[:4]) - (on[5:] < born[5:]))
    return with_facts(
        arm,
        report_date=on,
        patient_name=" ".join(sorted(token(word, "name") for word in names(arm.patient_name))),
        birth_date=token(born, "birth") if born else "",
        mrn=token(arm.mrn, "mrn") if arm.mrn else "",
        age=min(age, OLDEST) if age is not None else None,
    )


_SHOWN = (
    "specimen",
    "sample",
    "assay_reported",
    "tumor_type_reported",
    "case_hint",
    "accession",
    "issuer",
    "limitation",
    "run",
)
_PERSON = re.compile(r"\b(?:dr|prof|mr|mrs|ms|herr|frau|md|dipl)\b\.?(?:\s+[\w.'-]+){0,3}", re.I)


def _scrubbed(arm: Assay) -> Assay:
    """The arm without its own patient in any field that is shown: laboratories write names into ids and free text.

    An id that holds the record number, a birth date or a word of the name is left out; in the text of the tumor type the words
    go, and titles with what follows them.
    """
    words = {w for w in names(arm.patient_name) if len(w) > 2}
    numbers = {n for n in (arm.mrn.strip(), arm.birth_date.strip(), day(arm.birth_date)) if len(n) > 3}
    facts = {}
    for name in _SHOWN:
        text = getattr(arm, name)
        if not text:
            continue
        holds = words & set(names(text)) or any(n in text for n in numbers)
        if name == "tumor_type_reported":
            facts[name] = _PERSON.sub(" ", _without(text, words, numbers) if holds else text).strip(" ,;")
        elif holds:
            facts[name] = ""
    joins = tuple(j for j in arm.joins if not any(n in j for n in numbers))
    return with_facts(arm, joins=joins, **facts)


def _without(text: str, words: set[str], numbers: set[str]) -> str:
    for number in numbers:
        text = text.replace(number, " ")
    return " ".join(w for w in text.split() if not set(names(w)) & words)
