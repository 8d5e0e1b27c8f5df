"""Tumor type as stated -> the label axis. Text only; a text that is not understood is `unknown`, never `labelled`.

Whole phrases of data/tumor_types.tsv are looked for, the longest first, so that `small cell lung cancer` is not found inside
`non-small cell lung cancer`. Words that hedge, deny or change the meaning turn a labelled type into an ambiguous one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from fusionflag.codes import Code
from fusionflag.knowledge import DATA, table

LABELS = {
    "LABELLED": "labelled",
    "NOT_LABELLED": "not_labelled",
    "AMBIGUOUS": "ambiguous",
    "UNKNOWN": "unknown",
}
_GROUPS = {"lung": "nsclc", "pancreas": "pancreas", "biliary": "cholangiocarcinoma"}
_STOP = frozenset(
    {
        "of",
        "the",
        "in",
        "a",
        "an",
        "with",
        "from",
        "primary",
        "metastatic",
        "stage",
        "iv",
        "iiib",
        "iii",
        "advanced",
    }
)
_HEDGES = re.compile(
    r"\b(?:favou?rs?|favou?red|favou?ring|suspicious|suspected|suspect|versus|vs|or|rule out|ruled out|r o|not|no|non|without"
    r"|exclude[sd]?|excluding|possibl[ey]|probabl[ey]|likely|query|consistent with|suggestive|differential|history|former|prior"
    r"|previous|cannot|negative|benign|against|uncertain|unclear|mother|father|sister|brother|family)\b"
)
_CHANGES = re.compile(
    r"\b(?:neuroendocrine|carcinoid|small cell|combined|mixed|in situ|sarcoma|lymphoma|mesothelioma|transformed|transformation"
    r"|secondary|metastas[ei]s|ampull\w*|gallbladder|cervix|cervical|thymic|thymoma|melanoma|breast|colon|colorectal|prostate"
    r"|renal|kidney|ovarian|ovary|gastric|stomach|intraductal|adenoma|dysplasia|germ cell|blastoma|hepatocellular)\b"
)
_ORGAN_WORDS = {
    "biliary": ("liver", "hepatic", "intrahepatic", "biliary", "bile", "cholangiocarcinoma"),
    "cervix": ("cervix", "cervical", "uterine", "uterus"),
    "thyroid": ("thyroid",),
    "pancreas": ("pancreas", "pancreatic"),
    "lung": ("lung", "pulmonary", "bronchial"),
}


@dataclass(frozen=True, slots=True)
class TumorType:
    """A tumor type against the drug's label.

    label   labelled, not_labelled, ambiguous or unknown
    organ   organ group, to tell one primary from another; empty if not understood
    group   nsclc, pancreas or cholangiocarcinoma where labelled, else empty
    """

    key: str = ""
    name: str = ""
    organ: str = ""
    group: str = ""
    label: str = "unknown"
    reason: str = "tumor type not stated or not understood"
    cholangiocarcinoma: bool = False
    pancreatic_adenocarcinoma: bool = False
    invasive_mucinous_lung: bool = False
    lung_adenocarcinoma: bool = False
    lung: bool = False
    age_excluded: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    name: str
    organ: str
    oncotree: str
    label: str
    reason: str
    phrases: tuple[str, ...]


UNKNOWN = TumorType()


def fold(text: str) -> str:
    """Lower case, no accents, every hyphen and punctuation a blank: `Non‑Small-Cell` and `non small cell` agree."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^0-9a-z]+", " ", plain).split())


@cache
def _rows() -> tuple[_Row, ...]:
    found = []
    for row in table(
        DATA / "tumor_types.tsv", ("key", "preferred_label", "organ_group", "label_status", "checked")
    ):
        names = [row["preferred_label"], *row["synonyms_seen"].replace('"', "").split(";")]
        names += [re.sub(r"\([^)]*\)", " ", name) for name in names if "(" in name]
        names = [re.sub(r",?\s*NOS\Z", "", n) for n in names] + names
        organ = row["organ_group"] if row["organ_group"] != "other" else row["key"]
        label = LABELS[row.one_of("label_status", tuple(LABELS))]
        phrases = tuple(dict.fromkeys(p for n in names if (p := fold(n))))
        reason = row["reason"].replace('"', "") or "as listed"
        found.append(
            _Row(row["key"], row["preferred_label"], organ, row["oncotree_code"], label, reason, phrases)
        )
    return tuple(found)


@cache
def _phrases() -> dict[str, tuple[_Row, ...]]:
    index: dict[str, list[_Row]] = defaultdict(list)
    for row in _rows():
        for phrase in row.phrases:
            if row not in index[phrase]:
                index[phrase].append(row)
    return {phrase: tuple(rows) for phrase, rows in index.items()}


@cache
def _bags() -> dict[tuple[str, ...], tuple[_Row, ...]]:
    """Phrases as bags of words, for `adenocarcinoma, lung`."""
    index: dict[tuple[str, ...], list[_Row]] = defaultdict(list)
    for phrase, rows in _phrases().items():
        index[_bag(phrase)] += [row for row in rows if row not in index[_bag(phrase)]]
    return {bag: tuple(rows) for bag, rows in index.items() if bag}


def _bag(text: str) -> tuple[str, ...]:
    return tuple(sorted(w for w in text.split() if w not in _STOP))


def classify(text: str, *, age: float | None = None) -> TumorType:
    """The tumor type that `text` names, and whether the label covers it. `age` in years; below 18 the label does not apply."""
    return _with_age(_classify(text), age)


def classify_many(texts: Sequence[str], *, age: float | None = None) -> TumorType:
    """Several texts of one case: one type if they agree, else ambiguous with all of them named."""
    found = [t for t in dict.fromkeys(_classify(text) for text in texts if text.strip()) if t.key]
    if len(found) <= 1:
        return _with_age(found[0] if found else UNKNOWN, age)
    if len({(t.organ, t.label) for t in found}) == 1 and found[0].label == "labelled":
        return _with_age(found[0], age)
    names = "; ".join(t.name for t in found)
    several = TumorType(
        key="several", name=names, label="ambiguous", reason=f"several tumor types are stated: {names}"
    )
    return _with_age(several, age)


def _with_age(tumor: TumorType, age: float | None) -> TumorType:
    if age is None or age >= 18:
        return tumor
    return replace(
        tumor, label="not_labelled", reason=f"{Code.LABEL_AGE}: the label is for adults", age_excluded=True
    )


@cache
def _classify(text: str) -> TumorType:
    folded = fold(text)
    if not folded:
        return UNKNOWN
    exact = _phrases().get(folded) or _bags().get(_bag(folded)) or _by_code(text.strip())
    if exact:
        return _one_of(exact, folded, "")
    return _inside(folded)


def _by_code(text: str) -> tuple[_Row, ...]:
    """An OncoTree code stands alone and in capitals: `LUAD`. Several rows share some codes; the first is the general one."""
    rows = tuple(row for row in _rows() if row.oncotree and row.oncotree == text)
    return rows[:1]


def _inside(folded: str) -> TumorType:
    """The longest phrase inside a longer text; other phrases that it does not cover make it ambiguous."""
    padded = f" {folded} "
    hits = sorted((p for p in _phrases() if f" {p} " in padded and len(p) > 2), key=lambda p: (-len(p), p))
    if not hits:
        return UNKNOWN
    longest = hits[0]
    rest = padded.replace(f" {longest} ", "  ", 1)
    rows = _phrases()[longest]
    others = [r for p in hits[1:] if f" {p} " in rest for r in _phrases()[p]]
    chosen = _one_of(rows, folded, rest)
    if chosen.label == "unknown":
        return chosen
    differing = [
        r for r in others if r.label != "unknown" and (r.organ, r.label) != (chosen.organ, chosen.label)
    ]
    if differing:
        names = "; ".join(dict.fromkeys([chosen.name, *(r.name for r in differing)]))
        return replace(chosen, label="ambiguous", group="", reason=f"several tumor types are named: {names}")
    return chosen


def _one_of(rows: tuple[_Row, ...], folded: str, rest: str) -> TumorType:
    """One row, settled by the organ that other words name; then lowered by words that hedge or change the meaning."""
    if len({(r.organ, r.label) for r in rows}) > 1:
        words = set(folded.split())
        named = [r for r in rows if words & set(_ORGAN_WORDS.get(r.organ, (r.organ,)))]
        if len(named) != 1:
            names = "; ".join(r.name for r in rows)
            return TumorType(
                rows[0].key, names, label="ambiguous", reason=f"the abbreviation stands for: {names}"
            )
        rows = (named[0],)
    tumor = _tumor(rows[0])
    if tumor.label == "labelled" and (_HEDGES.search(rest) or _CHANGES.search(rest)):
        return replace(tumor, label="ambiguous", group="", reason=f"the wording leaves it open: {folded}")
    return tumor


def _tumor(row: _Row) -> TumorType:
    labelled = row.label == "labelled"
    return TumorType(
        key=row.key,
        name=row.name,
        organ=row.organ if row.key != "missing" and row.label != "unknown" else "",
        group=_GROUPS.get(row.organ, "") if labelled else "",
        label=row.label,
        reason=row.reason,
        cholangiocarcinoma=labelled and row.organ == "biliary",
        pancreatic_adenocarcinoma=labelled and row.organ == "pancreas",
        invasive_mucinous_lung=row.key == "ima",
        lung_adenocarcinoma=row.key in ("luad", "ima"),
        lung=row.organ == "lung" and row.label in ("labelled", "ambiguous"),
    )
