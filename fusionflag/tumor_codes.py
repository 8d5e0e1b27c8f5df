"""Tumor types by code: OncoTree, NCIt, ICD-10 and ICD-O-3, from an allow-list, never by likeness or by a code's ancestors.

A code stands in a report's tumor type as `ICD-10 C34.1`, `ICD-O-3 8140/3 C34.1`, `OncoTree LUAD`, `NCIt C3512`, and as nothing
else: a second code, a question mark or any word beside it leaves the type open. Codes that
state a site only (`C34.1`) agree with every tumor of that organ and name none. SNOMED CT and local codes mean something only
through the laboratory's own table (`--tumor-codes`), which writes beside them what they stand for:
`SNOMED CT 254637007 ≙ lung adenocarcinoma`. No report can write so itself: the sign is taken out of what it says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from fusionflag.expressions import expression
from fusionflag.knowledge import DATA, KnowledgeError, Row, table
from fusionflag.tumors import UNKNOWN, TumorType, flags_of, of_key

_SYSTEMS = {
    "oncotree": "OncoTree",
    "ncit": "NCIt",
    "icd10": "ICD-10",
    "icd10cm": "ICD-10",
    "icdo": "ICD-O-3",
    "icdo3": "ICD-O-3",
    "snomedct": "SNOMED CT",
    "snomed": "SNOMED CT",
    "sct": "SNOMED CT",
    "httpsnomedinfosct": "SNOMED CT",
}
SIGN = "≙"  # stands only where the laboratory's table says what a code means
_PART = expression(
    r"(OncoTree|NCIt?|ICD-?10(?:-?CM)?|ICD-?O(?:-?3)?|SNOMED(?: ?CT)?|SCT|http://snomed\.info/sct)\s*:?\s+(\S.*)\Z",
    re.I,
)
_ICD10 = r"[A-Z]\d\w(?:\.?[\dX-]{1,4})?"
_TOPOGRAPHY = r"C\d\d(?:\.?[\dX-]{1,2})?"
_MORPHOLOGY = r"\d{4}/\d"
_WHOLE = {
    "OncoTree": expression(r"\w+"),
    "NCIt": expression(r"C\d+", re.I),
    "ICD-10": expression(_ICD10, re.I),
    "ICD-O-3": expression(
        rf"(?P<first>{_MORPHOLOGY})?(?:(?(first)[\s,]+)(?P<site>{_TOPOGRAPHY}))?(?:[\s,]+(?P<last>{_MORPHOLOGY}))?",
        re.I,
    ),
    "SNOMED CT": expression(r"\d+"),
}
_INSIDE = {
    "OncoTree": expression(r"\b[A-Z_]{2,}\b"),
    "NCIt": expression(r"\bC\d+\b", re.I),
    "ICD-10": expression(rf"\b{_ICD10}", re.I),
    "ICD-O-3": expression(rf"\b(?:{_MORPHOLOGY}[\s,]+)?{_TOPOGRAPHY}", re.I),
}
_NEOPLASM = expression(r"C|D[0-4]|Z12|Z8[56]", re.I)  # the chapter; to look for one, and to have had one
_ORGANS = {"C34": "lung", "C25": "pancreas", "C22": "biliary", "C23": "biliary", "C24": "biliary"}
_NO_PRIMARY = frozenset({"C76", "C77", "C78", "C79", "C80"})


@dataclass(frozen=True, slots=True)
class Coded:
    """What a code stands for.

    site_only   it names an organ and no histology
    nothing     it is no code of a primary tumor
    unlisted    it is well formed and means nothing here: it may contradict what else is said
    morphology  it names a histology and no organ
    """

    tumor: TumorType
    site_only: bool = False
    nothing: bool = False
    unlisted: bool = False
    morphology: str = ""


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


def system_of(found: re.Match[str]) -> str:
    """The usual name of the code system that a part begins with."""
    plain = re.sub(r"[\W_]", "", found[1].casefold())
    return "NCIt" if plain == "nci" else _SYSTEMS[plain]


@cache
def classify(text: str) -> Coded:
    """The tumor type of one coded part; unknown where the code is not on the list, open where it does not stand alone."""
    found = _PART.match(text.strip())
    if found is None:
        return Coded(UNKNOWN, nothing=True)
    system, code = system_of(found), found[2].strip().rstrip(",;").strip()
    whole = _WHOLE[system].fullmatch(code)
    if whole is None:
        return _left_open(system, code)
    if system == "ICD-10":
        return _by_site(system, code)
    if system == "ICD-O-3":
        return _icd_o(code, whole)
    if system == "SNOMED CT":
        return Coded(
            TumorType(reason="SNOMED CT codes need the laboratory's table (--tumor-codes)"), nothing=True
        )
    return _of(_listed().get((system, code.upper() if system == "NCIt" else code)), f"{system} {code}")


def _left_open(system: str, code: str) -> Coded:
    """Several codes in one part, or doubt beside one. What raises the urgency is kept, the label is not."""
    pattern = _INSIDE.get(system)
    inside = (
        [classify(f"{system} {part}").tumor for part in dict.fromkeys(pattern.findall(code))]
        if pattern
        else []
    )
    named = [t for t in inside if t.key]
    organs = {t.organ for t in named}
    shown = f"{system} {code}"
    return Coded(
        TumorType(
            key=f"open {shown}",
            name=shown,
            organ=organs.pop() if len(organs) == 1 else "",
            label="ambiguous",
            reason=f"the wording leaves it open: {shown}",
            **flags_of(named),
        )
    )


def _icd_o(code: str, whole: re.Match[str]) -> Coded:
    """Morphology and topography together; a topography alone is a site, a morphology alone an adenocarcinoma of anything."""
    forms, site = [form for form in (whole["first"], whole["last"]) if form], whole["site"]
    if len(forms) > 1:
        return _left_open("ICD-O-3", code)
    if not site:
        return Coded(TumorType(reason=f"ICD-O-3 {code} names no organ"), unlisted=True, morphology=code)
    if not forms:
        return _by_site("ICD-O-3", site)
    for place in _places(site):
        if listed := _listed().get(("ICD-O-3", f"{forms[0]} {place}")):
            return _of(listed, f"ICD-O-3 {code}")
    return replace(_by_site("ICD-O-3", site), site_only=False)


def fits(morphology: str, tumor: TumorType) -> bool:
    """Is this histology, at some site of the tumor's organ, a type of the same standing?"""
    keys = {key for (_, code), (key, _) in _listed().items() if code.startswith(f"{morphology} ")}
    types = [t for key in keys if (t := of_key(key)) is not None and t.organ == tumor.organ]
    return bool(types) and any(t.label == tumor.label for t in types)


def _by_site(system: str, code: str) -> Coded:
    if system == "ICD-10" and not _NEOPLASM.match(code):
        return Coded(TumorType(reason=f"{system} {code} is no code of a tumor"), nothing=True)
    for place in _places(code):
        if listed := _listed().get((system, place)):
            return _of(listed, f"{system} {code}")
    category = code.upper()[:3]
    if category in _NO_PRIMARY:
        return Coded(UNKNOWN, nothing=True)
    if category[0] != "C":
        return _of(None, f"{system} {code}")
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
        return Coded(TumorType(reason=f"{shown} is not on the list of codes"), unlisted=True)
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
    text = text.replace(SIGN, "=")
    if not _own or not text:
        return text
    return "; ".join(_spelled(part.strip()) for part in text.split(";"))


def _spelled(part: str) -> str:
    if found := _PART.match(part):
        system, code = system_of(found), found[2].strip()
    else:
        system, _, code = part.rpartition(" ")
        system = system.casefold().rstrip(": ")
    words = _own[0].get((system, code.casefold()))
    return f"{part} {SIGN} {words}" if words else part


def words_of(text: str) -> str:
    """What the laboratory's table wrote behind a code; empty where it wrote nothing."""
    return text.partition(f" {SIGN} ")[2]
