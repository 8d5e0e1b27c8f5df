"""Tumor types by code: OncoTree, NCIt, ICD-10 and ICD-O-3, from an allow-list, never by likeness or by a code's ancestors.

A code stands in a report's tumor type as `ICD-10 C34.1`, `ICD-O-3 8140/3 C34.1`, `OncoTree LUAD`, `NCIt C3512`. Codes that
state a site only (`C34.1`) agree with every tumor of that organ and name none. SNOMED CT and local codes mean something only
through the laboratory's own table (`--tumor-codes`), which writes beside them what they stand for:
`SNOMED CT 254637007 = lung adenocarcinoma`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from fusionflag.knowledge import DATA, KnowledgeError, Row, table
from fusionflag.tumors import UNKNOWN, TumorType, of_key

_SYSTEMS = {
    "oncotree": "OncoTree",
    "ncit": "NCIt",
    "icd10": "ICD-10",
    "icd10cm": "ICD-10",
    "icdo": "ICD-O-3",
    "icdo3": "ICD-O-3",
    "snomedct": "SNOMED CT",
    "snomed": "SNOMED CT",
}
_PART = re.compile(r"(OncoTree|NCIt?|ICD-?10(?:-?CM)?|ICD-?O(?:-?3)?|SNOMED(?: ?CT)?)\s*:?\s+(\S.*)\Z", re.I)
_MORPHOLOGY = re.compile(r"\b\d{4}/\d\b")
_SITE = re.compile(r"\bC\d\w(?:\.?[\dX-]\w*)?\b", re.I)
_ORGANS = {"C34": "lung", "C25": "pancreas", "C22": "biliary", "C23": "biliary", "C24": "biliary"}
_NO_PRIMARY = frozenset({"C76", "C77", "C78", "C79", "C80"})


@dataclass(frozen=True, slots=True)
class Coded:
    """What a code stands for. `site_only`: it names an organ and no histology; `nothing`: it is no code of a primary tumor."""

    tumor: TumorType
    site_only: bool = False
    nothing: bool = False


@cache
def _listed() -> dict[tuple[str, str], tuple[str, bool]]:
    """(system, code) -> key of tumor_types.tsv, and whether the code states the site only."""
    found: dict[tuple[str, str], tuple[str, bool]] = {}
    for row in table(DATA / "tumor_codes.tsv", ("system", "code", "key", "source", "checked")):
        place = (row.one_of("system", tuple(dict.fromkeys(_SYSTEMS.values()))), row["code"])
        if place in found or of_key(row["key"]) is None:
            raise row.wrong(
                "key", f"is {row['key']!r}: not a key of tumor_types.tsv, or its code stands twice"
            )
        found[place] = (row["key"], row["site_only"] == "yes")
    return found


def is_code(text: str) -> bool:
    """Does the text name a code system first?"""
    return _PART.match(text.strip()) is not None


@cache
def classify(text: str) -> Coded:
    """The tumor type of one coded part; unknown where the code is not on the list."""
    found = _PART.match(text.strip())
    if found is None:
        return Coded(UNKNOWN, nothing=True)
    system = _SYSTEMS[
        re.sub(r"[\W_]", "", found[1].casefold()).replace("nci", "ncit").replace("ncitt", "ncit")
    ]
    code = found[2].strip().rstrip(",;")
    if system == "ICD-10":
        return _by_site(system, code)
    if system == "ICD-O-3":
        return _icd_o(code)
    return _of(_listed().get((system, code.split()[0])), f"{system} {code}")


def _icd_o(code: str) -> Coded:
    """Morphology and topography together; a topography alone is a site, a morphology alone an adenocarcinoma of anything."""
    morphology, site = _MORPHOLOGY.search(code), _SITE.search(code)
    if morphology and site:
        for place in _places(site[0]):
            if listed := _listed().get(("ICD-O-3", f"{morphology[0]} {place}")):
                return _of(listed, f"ICD-O-3 {code}")
        return replace(_by_site("ICD-O-3", site[0]), site_only=False)
    if site:
        return _by_site("ICD-O-3", site[0])
    return _of(None, f"ICD-O-3 {code}")


def _by_site(system: str, code: str) -> Coded:
    site = _SITE.search(code) or re.search(r"\bD0[0-9]\.?\d?\b", code)
    if site is None:
        return _of(None, f"{system} {code}")
    for place in _places(site[0]):
        if listed := _listed().get((system, place)):
            return _of(listed, f"{system} {code}")
    category = site[0].upper()[:3]
    if category in _NO_PRIMARY:
        return Coded(UNKNOWN, nothing=True)
    reason = f"{system} {code} is not on the list of codes"
    return Coded(
        TumorType(
            key=f"code {code}", name=f"{system} {code}", organ=_ORGANS.get(category, category), reason=reason
        )
    )


def _places(site: str) -> tuple[str, ...]:
    """C34.11 -> C34.11, C34.1, C34.-: the exact code first, its category last."""
    plain = site.upper().replace(".", "")
    category, rest = plain[:3], plain[3:].rstrip("X-")
    codes = [f"{category}.{rest[:n]}" for n in range(len(rest), 0, -1)]
    return (*codes, f"{category}.-", category)


def _of(listed: tuple[str, bool] | None, shown: str) -> Coded:
    if listed is None:
        return Coded(TumorType(reason=f"{shown} is not on the list of codes"))
    tumor = of_key(listed[0])
    assert tumor is not None
    return Coded(tumor, site_only=listed[1])


# -- the laboratory's own codes --------------------------------------------------------------------
_own: list[Mapping[tuple[str, str], str]] = []


def load(path: Path) -> dict[tuple[str, str], str]:
    """The laboratory's table: system, code, and `tumor_type` in words that `tumors.py` understands. Raises KnowledgeError."""
    from fusionflag.tumors import classify as of_text

    found: dict[tuple[str, str], str] = {}
    for row in table(path, ("system", "code", "tumor_type")):
        if not of_text(row["tumor_type"]).key:
            raise row.wrong(
                "tumor_type", f"is {row['tumor_type']!r}, which is not understood as a tumor type"
            )
        found[_key(row)] = row["tumor_type"]
    if not found:
        raise KnowledgeError(f"{path.name}:2:1: holds no row")
    return found


def _key(row: Row) -> tuple[str, str]:
    system = re.sub(r"[\W_]", "", row["system"].casefold())
    return _SYSTEMS.get(system, row["system"].casefold()), row["code"].casefold()


def use(own: Mapping[tuple[str, str], str] | None) -> None:
    """Make `own` the laboratory's codes of this process."""
    _own[:] = [own] if own else []


def spelled_out(text: str) -> str:
    """The parts of a tumor type with what the laboratory's table says of their codes written beside them."""
    if not _own or not text:
        return text
    return "; ".join(_spelled(part.strip()) for part in text.split(";"))


def _spelled(part: str) -> str:
    system, _, code = part.rpartition(" ")
    plain = re.sub(r"[\W_]", "", system.casefold())
    words = _own[0].get((_SYSTEMS.get(plain, system.casefold()), code.casefold()))
    return f"{part} = {words}" if words and "=" not in part else part
