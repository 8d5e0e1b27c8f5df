"""Tumor type as stated -> the label axis. Text only; a text that is not understood is `unknown`, never `labelled`.

Whole phrases of data/tumor_types.tsv are looked for, the longest first, so that `small cell lung cancer` is not found inside
`non-small cell lung cancer`. A type is labelled only if every other word of the text is understood too: words that hedge, deny
or change the meaning, and words not known here in any language, leave it ambiguous. An OncoTree code is known as a whole
word; codes that name their system are read by `tumor_codes.py`, several texts and codes of one case by `tumor_case.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any

from fusionflag.codes import Code
from fusionflag.expressions import expression
from fusionflag.knowledge import DATA, table

LABELS = {label.upper(): label for label in ("labelled", "not_labelled", "ambiguous", "unknown")}
_GROUPS = {"lung": "nsclc", "pancreas": "pancreas", "biliary": "cholangiocarcinoma"}
# words that leave any type open; those of _SOFT are usual beside types outside the label (triple negative breast cancer)
_DENIES = (
    r"favou?r\w*|suspicio\w*|suspect\w*|versus|vs|or|rule out|ruled out|r o|not|without|no evidence|exclud\w*|possibl[ey]"
    r"|probabl[ey]|query|queried|consistent with|compatible|suggestive|suggests|differential|ddx|dd|cf|presum\w*|concern\w*"
    r"|equivocal|indeterminate|history|former|prior|previous\w*|cannot|against|uncertain|unclear|unlikely|maybe|perhaps"
    r"|screening|kein\w*|verdacht"
)
_SOFT = r"no|non|likely|negative|benign|normal|mother|father|sister|brother|family"
_HEDGES = expression(rf"\b(?:{_DENIES}|{_SOFT})\b")
_OPEN = expression(rf"\b(?:{_DENIES})\b|\b(?:no|non) \|")
_QUESTION = expression(r"[?¿!≠¬~]|\(\s*[-–−]+\s*\)|[:=]\s*(?:[-–−]+|0|no?)\s*\Z", re.I)
_CHANGES = expression(
    r"\b(?:neuroendocrine|carcinoid|small cell|combined|mixed|in situ|sarcoma|lymphoma|mesothelioma|transformed|transformation"
    r"|secondary|metastas[ei]s|ampull\w*|gallbladder|cervix|cervical|thymic|thymoma|melanoma|breast|colon|colorectal|prostate"
    r"|renal|kidney|ovarian|ovary|gastric|stomach|intraductal|adenoma|dysplasia|germ cell|blastoma|hepatocellular|unknown"
    r"|see below|n a)\b"
)
_SPREAD = expression(r"\b(?:metasta\w*|secondary|spread|to)\b")
_ORGAN_WORDS = {
    "biliary": ("liver", "hepatic", "intrahepatic", "biliary", "bile", "cholangiocarcinoma"),
    "cervix": ("cervix", "cervical", "uterine", "uterus"),
    "thyroid": ("thyroid",),
    "pancreas": ("pancreas", "pancreatic"),
    "lung": ("lung", "pulmonary", "bronchial", "bronchus"),
}
# words that may stand beside a labelled type without changing what it is
_HARMLESS = (
    "of|the|a|an|in|to|with|and|at|primary|type|cancer|carcinoma|malignant|nos|diagnosis|dx|histology|pathology|metastatic|advanced"
    "|locally|recurrent|relapsed|unresectable|inoperable|resected|invasive|infiltrating|poorly|moderately|well|differentiated"
    "|grade|high|low|intermediate|stage|left|right|biopsy|specimen|resection|ffpe|block|brain|bone|liver|lymph|nodes?|nodal"
    "|adrenal|pleural?|peritone(?:um|al)|egfr|kras|alk|ros1|braf|met|ret|her2|erbb2|ntrk[1-3]?|fgfr2|idh1|nrg1|mutant|mutated"
    "|mutation|wild|wildtype|wt|positive|fusion|adult|patient"
)
_HARMLESS_AT = {
    "lung": "adenocarcinoma|squamous|lepidic|acinar|(?:micro)?papillary|solid|predominant|mucinous|upper|lower|middle|lobe"
    "|bilateral|central|peripheral",
    "pancreas": "adenocarcinoma|ductal|head|body|tail|uncinate",
    "biliary": "adenocarcinoma|duct|distal|proximal|(?:peri)?hilar|extrahepatic|common",
}
_NON = expression(r"\bnon (?:squamous|mucinous|smoker|resectable)\b")
_STAGE = expression(
    r"\b(?:(?:stage|grade) (?:[1-4]|i{1,3}|iv)[abc]?\d?|i{1,3}[abc]?\d?|iv[abc]?|g[1-4]|[a-z]\d{1,4}[a-z]"
    r"|(?:[cpyra]{0,2}(?:t[1-4][a-d]?|n[0-3x]|m[01x][a-c]?))+)\b"
)
_SPELLINGS = (
    (expression(r"\b(\w*)tumour"), r"\1tumor"),
    (expression(r"\boesoph"), "esoph"),
    (expression(r"\b(\w*(?:oma|tumor|cancer|neoplasm|carcinoid))s\b"), r"\1"),
    (expression(r"\bmetastases\b"), "metastasis"),
    (expression(r"\bnon(small|squamous|mucinous|smoker|resectable)"), r"non \1"),
    (expression(r"\bmetastatic adenocarcinoma lung primary\b"), "adenocarcinoma lung primary metastatic"),
    (expression(r"\bnot otherwise specified\b"), "nos"),
)
_UNITS = expression(r"\b(?:(?:non )?small cell|large cell|squamous cell|clear cell|in situ)\b")
_FILLERS = frozenset({"of", "the", "a", "an"})


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
    needs_organ: tuple[str, ...]


UNKNOWN = TumorType()


def fold(text: str) -> str:
    """Lower case, no accents, every hyphen and punctuation a blank, US spelling, singular.

    `Non‑Small-Cell Lung Cancers` and `non small cell lung cancer` agree. Letters of other scripts stay, so that they are seen.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = " ".join(re.sub(r"[\W_]+", " ", plain).split())
    for spelling, usual in _SPELLINGS:
        plain = spelling.sub(usual, plain)
    return plain


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
        needs = tuple(fold(n) for n in row["needs_organ"].split(";") if n)
        code = fold(row["oncotree_code"])
        found.append(_Row(row["key"], row["preferred_label"], organ, code, label, reason, phrases, needs))
    return tuple(found)


@cache
def _phrases() -> dict[str, tuple[_Row, ...]]:
    index: dict[str, list[_Row]] = defaultdict(list)
    for row in _rows():
        for phrase in row.phrases:
            if row not in index[phrase]:
                index[phrase].append(row)
    for row in _rows():  # codes of labelled types are words of their own: `LUAD, stage IV`
        if row.label == "labelled" and len(row.oncotree) > 3 and row.oncotree not in index:
            index[row.oncotree].append(row)
    return {phrase: tuple(rows) for phrase, rows in index.items()}


@cache
def _bags() -> dict[tuple[str, ...], tuple[_Row, ...]]:
    """Phrases as bags of words, for `adenocarcinoma, lung`."""
    index: dict[tuple[str, ...], list[_Row]] = defaultdict(list)
    for phrase, rows in _phrases().items():
        index[_bag(phrase)] += [row for row in rows if row not in index[_bag(phrase)]]
    return {bag: tuple(rows) for bag, rows in index.items() if bag}


def _bag(text: str) -> tuple[str, ...]:
    """The words of a text in order of the alphabet; `non small cell` stays one word, so that `non` cannot wander."""
    joined = _UNITS.sub(lambda m: m[0].replace(" ", "_"), text)
    return tuple(sorted(w for w in joined.split() if w not in _FILLERS))


def classify(text: str, *, age: float | None = None) -> TumorType:
    """The tumor type that `text` names, and whether the label covers it. `age` in years; below 18 the label does not apply."""
    return with_age(named(text), age)


def flags_of(types: Sequence[TumorType]) -> dict[str, Any]:
    """The flags that any of these types has: they raise the urgency, so none is lost."""
    names = [f.name for f in fields(TumorType) if f.type == "bool" and f.name != "age_excluded"]
    return {name: any(getattr(t, name) for t in types) for name in names}


def states_nothing(folded: str) -> bool:
    """Only stage, site of the biopsy and the like: it neither agrees with a tumor type nor contradicts one."""
    listed = _phrases().get(folded, ())
    if any(row.key == "lung_met" or row.label == "unknown" for row in listed):
        return True
    named = (
        re.search(r"carcinoma|\b(?:cancer|malignant)\b", folded)
        or listed
        or any(row.oncotree == folded for row in _rows())
    )
    return not named and any(not _strange(folded, organ) for organ in _GROUPS)


def is_plain(text: str, organ: str) -> bool:
    """Does a text hold, beside phrases that name this organ, or no organ, and no type, only harmless words, and no doubt?"""
    rest = f" {fold(text)} "
    for phrase, rows in sorted(_phrases().items(), key=lambda item: (-len(item[0]), item[0])):
        general = all(
            r.label == "unknown" or r.key == "adnos" or (r.key.endswith("_nos") and r.organ == organ)
            for r in rows
        )
        if general and len(phrase) > 2:
            rest = rest.replace(f" {phrase} ", " | ")
    doubt = (
        _HEDGES.search(rest) or _CHANGES.search(rest) or _QUESTION.search(unicodedata.normalize("NFKC", text))
    )
    return not doubt and organ in _GROUPS and not _strange(rest, organ)


def with_age(tumor: TumorType, age: float | None) -> TumorType:
    """The type against the label for a patient of this age in years: below 18 the label does not apply."""
    if age is None or age >= 18:
        return tumor
    return replace(
        tumor, label="not_labelled", reason=f"{Code.LABEL_AGE}: the label is for adults", age_excluded=True
    )


@cache
def named(text: str) -> TumorType:
    """The tumor type that a text names, whatever the patient's age."""
    folded = fold(text)
    if not folded:
        return UNKNOWN
    found = _exact(folded) or _inside(folded)
    if found.label in ("labelled", "not_labelled") and _QUESTION.search(unicodedata.normalize("NFKC", text)):
        return _left_open(found, folded)
    return found


def _exact(folded: str) -> TumorType | None:
    """A text that is a listed phrase, in any order of its words, or an OncoTree code; its first row is the general one."""
    rows = _phrases().get(folded) or _bags().get(_bag(folded))
    if not rows:
        rows = tuple(row for row in _rows() if row.oncotree == folded)[:1]
        return _tumor(rows[0]) if rows else None
    phrase = folded if folded in _phrases() else next(p for p in _phrases() if _bag(p) == _bag(folded))
    return _settled(rows, phrase, folded)


def _inside(folded: str) -> TumorType:
    """The longest phrase inside a longer text, lowered by what else the text says."""
    padded = rest = f" {' '.join(_NON.sub(' ', folded).split())} "
    found: list[str] = []
    hits = sorted((p for p in _phrases() if f" {p} " in padded and len(p) > 2), key=lambda p: (-len(p), p))
    for phrase in hits:
        while f" {phrase} " in rest:
            rest = rest.replace(f" {phrase} ", " | ", 1)
            found.append(phrase)
    if not found:
        return UNKNOWN
    # a site such as `metastatic to lung` is no type: the next longest phrase is
    longest = next((p for p in found if any(r.label != "unknown" for r in _phrases()[p])), found[0])
    chosen = _settled(_phrases()[longest], longest, folded)
    if chosen.label == "unknown":
        return chosen
    others = [_tumor(r) for p in found if p != longest for r in _phrases()[p] if r.label != "unknown"]
    differing = [t for t in others if (t.organ, t.label) != (chosen.organ, chosen.label)]
    chosen = replace(chosen, **flags_of([chosen, *others]))
    if differing:
        names = "; ".join(dict.fromkeys([chosen.name, *(t.name for t in differing)]))
        return replace(chosen, label="ambiguous", group="", reason=f"several tumor types are named: {names}")
    return _lowered(chosen, folded, rest, padded.replace(f" {longest} ", "  ", 1))


def _lowered(tumor: TumorType, folded: str, rest: str, beside: str) -> TumorType:
    """`rest`: the text with a bar for every phrase found; `beside`: the text without the phrase that was chosen."""
    if tumor.label == "not_labelled":  # means no urgency: said only of what is stated plainly
        return _left_open(tumor, folded) if _OPEN.search(rest) else tumor
    if tumor.label != "labelled":
        return tumor
    if _HEDGES.search(rest) or _CHANGES.search(beside):
        return _left_open(tumor, folded)
    strange = _strange(rest, tumor.organ)
    if not strange:
        return tumor
    reason = f"not understood beside {tumor.name}: {' '.join(strange)}"
    return replace(tumor, label="ambiguous", group="", reason=reason)


def _strange(folded: str, organ: str) -> list[str]:
    """The words that are neither harmless beside a tumor of this organ, nor a stage, grade or mutation."""
    known = re.compile("|".join((_HARMLESS, _HARMLESS_AT[organ], *_ORGAN_WORDS[organ])))
    return [w for w in _STAGE.sub(" ", folded).split() if w != "|" and not known.fullmatch(w)]


def _left_open(tumor: TumorType, folded: str) -> TumorType:
    reason = f"the wording leaves it open: {folded}"
    return replace(tumor, label="ambiguous", group="", reason=reason)


def _settled(rows: tuple[_Row, ...], phrase: str, folded: str) -> TumorType:
    """The one row that a phrase stands for; where it needs an organ (`ICC`), the organ that other words name settles it.

    An abbreviation of two organs without that word is ambiguous, also where the text speaks of spread: `ICC metastatic to liver`.
    """
    words = set() if _SPREAD.search(folded) else set(folded.split())
    named = [r for r in rows if words & set(_ORGAN_WORDS.get(r.organ, (r.organ,)))]
    clash = len({(r.organ, r.label) for r in rows}) > 1
    if clash and len(named) != 1:
        names = "; ".join(r.name for r in rows)
        reason = f"the abbreviation stands for: {names}"
        return TumorType(rows[0].key, names, label="ambiguous", reason=reason)
    tumor = _tumor(named[0] if clash else rows[0])
    if phrase in rows[0].needs_organ and not named and tumor.label == "labelled":
        return replace(tumor, label="ambiguous", group="", reason=f"the organ is not stated: {folded}")
    return tumor


def of_key(key: str) -> TumorType | None:
    """The tumor type of a row of tumor_types.tsv."""
    return next((_tumor(row) for row in _rows() if row.key == key), None)


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
