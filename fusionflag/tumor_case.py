"""The tumor type of a case: what several texts and codes of its reports say together, on the day that is asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from fusionflag import knowledge, tumor_codes
from fusionflag.codes import Code
from fusionflag.tumors import UNKNOWN, TumorType, classify, flags_of, fold, is_plain, states_nothing, with_age

# types that name an organ, or a histology, alone: beside a fuller one they say nothing more
_UMBRELLAS = frozenset({"lung_nos", "panc_nos", "btc_nos", "liver_nos"})
_ADENOCARCINOMAS = frozenset(
    {
        "nsclc_nos",
        "luad",
        "ima",
        "paad",
        "pcolloid",
        "ipmn_inv",
        "chol",
        "ihch",
        "ehch",
        "phch",
        "chol_cholangiolo",
    }
)


def classify_many(texts: Sequence[str], *, age: float | None = None, as_of: str = "") -> TumorType:
    """One type if all parts agree, else ambiguous with all of them named, in any order of the parts.

    A text that states nothing (`n/a`, `stage IV`, a biopsy site) and a code of a site alone do not count beside one that says
    more; a text that is not understood does. `as_of` (ISO 8601): the label on that day; empty: as the knowledge tables stand.
    """
    return with_age(_together(tuple(texts), as_of), age)


@lru_cache(4096)  # few texts, or none, are what most cases state
def _together(texts: tuple[str, ...], as_of: str) -> TumorType:
    said = _said(texts)
    types = {tumor: text for text, tumor in said}
    found = sorted(types, key=lambda t: (t.key, t.label, t.reason))
    if not any(t.key for t in found):
        found = found[-1:] or sorted({_type(text) for text in texts}, key=lambda t: t.key)[-1:]
    if len(found) <= 1:
        return on(found[0] if found else UNKNOWN, as_of)
    flags = flags_of(found)
    if len({(t.organ, t.label) for t in found}) == 1 and found[0].label == "labelled":
        return on(replace(found[0], **flags), as_of)
    names = "; ".join(dict.fromkeys(_called(t, types[t]) for t in found))
    reason = f"several tumor types are stated: {names}"
    return TumorType("several", names, label="ambiguous", reason=reason, **flags)


def _called(tumor: TumorType, text: str) -> str:
    if tumor.name and tumor.label != "unknown":
        return tumor.name
    why = "a code that is not on the list" if tumor_codes.is_code(text) else "not understood"
    return f"`{text}` ({why})"


def _said(texts: Sequence[str]) -> list[tuple[str, TumorType]]:
    """The parts that count, sorted, with their types."""
    words, codes = [], []
    for text in sorted({t.strip() for t in texts}):
        if _is_code(text):
            codes.append((text, tumor_codes.classify(text)))
        elif fold(text) and not states_nothing(fold(_worded(text))):
            words.append((text, _type(text)))
    understood = [t for _, t in words if t.key] + [
        c.tumor for _, c in codes if c.tumor.key and not c.site_only
    ]
    specific = [t for t in understood if t.label in ("labelled", "not_labelled")]
    organs = {t.organ for t in understood if t.key not in _UMBRELLAS}
    kept = [(text, t) for text, t in words if not _says_no_more(text, t, specific, organs)]
    for text, coded in codes:
        if coded.nothing or (coded.site_only and coded.tumor.organ in organs):
            continue
        if coded.unlisted and (not specific or _agrees(coded.morphology, specific)):
            continue
        kept.append((text, coded.tumor))
    return kept


def _says_no_more(text: str, tumor: TumorType, specific: Sequence[TumorType], organs: set[str]) -> bool:
    """Does a text, beside types that are named more exactly, only repeat their organ or their histology, in plain words?

    `Malignant neoplasm of lung` says no more than `lung adenocarcinoma` does; `malignant neoplasm of breast` says something else.
    """
    worded = _worded(text)
    if tumor.key in _UMBRELLAS:
        return tumor.organ in organs and is_plain(worded, tumor.organ)
    labelled = [t for t in specific if t.label == "labelled"]
    if not labelled or len({t.organ for t in specific}) != 1:
        return False
    if tumor.key == "adnos":
        return all(t.key in _ADENOCARCINOMAS for t in labelled) and is_plain(worded, labelled[0].organ)
    return tumor.key == "missing" and is_plain(worded, labelled[0].organ)


def _agrees(morphology: str, specific: Sequence[TumorType]) -> bool:
    """A code of a histology alone (`ICD-O-3 8140/3`) agrees with a type that it is, at its own organ."""
    return bool(morphology) and all(tumor_codes.fits(morphology, t) for t in specific)


def _is_code(text: str) -> bool:
    return tumor_codes.is_code(text) and not tumor_codes.words_of(text)


def _worded(text: str) -> str:
    """The words of a part: what the laboratory's table wrote behind a code, else the part itself."""
    return tumor_codes.words_of(text) or text


def _type(text: str) -> TumorType:
    if _is_code(text):
        return tumor_codes.classify(text).tumor
    return classify(_worded(text))


def on(tumor: TumorType, as_of: str) -> TumorType:
    """The tumor type against the label as it stood on a day: an indication approved later, or withdrawn before, is none."""
    if tumor.label != "labelled":
        return tumor
    therapy = knowledge.therapy_of(tumor.group)
    if therapy is None or therapy.in_force(as_of):
        return tumor
    later = not therapy.withdrawn or as_of < therapy.approved
    when = f"approved {therapy.approved}" if later else f"withdrawn {therapy.withdrawn}"
    return replace(
        tumor, label="not_labelled", group="", reason=f"{Code.LABEL_LATER}: {when}, asked for {as_of}"
    )
