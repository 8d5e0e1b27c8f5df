"""Sentences in the free text of a FHIR report: which deny, which affirm, which are harmless, which cast doubt.

Only whole sentences of a known form are understood. What is not on the short list is never taken for harmless.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from fusionflag.spelling import mentions_nrg1

_GENE = r"(?!RNA\b|DNA\b)(?-i:[A-Z][A-Z0-9]{1,9})"
_GENES = rf"{_GENE}(?:(?:::|-|/|, (?:and |or )?| and | or ){_GENE})*"
_KIND = r"(?:fusions?|rearrangements?|translocations?|variants?|mutations?|alterations?|amplifications?)"
_SEEN = r"(?:detected|identified|found|seen|present)"
_DENIAL = re.compile(
    rf"(?:no(?: evidence of)?|negative for)(?: an?)?(?: {_GENES})?(?: gene)? {_KIND}(?: (?:was|were|is|are))?(?: {_SEEN})?"
    rf"|(?:{_GENES} )?(?:gene )?{_KIND}:?(?: (?:was|were|is|are))? (?:not {_SEEN}|absent|negative)",
    re.I,
)
_AFFIRMATION = re.compile(
    rf"positive for (?:an? )?{_GENES}(?: gene)?(?: {_KIND})?(?: {_SEEN})?"
    rf"|(?:{_GENES} )?(?:gene )?{_KIND}:?(?: (?:was|were|is|are))? (?:{_SEEN}|positive)",
    re.I,
)
_OPEN = re.compile(
    rf"(?:{_GENES} )?{_KIND} (?:not excluded|not tested|not assessed|uncertain)(?:: (?-i:[a-zRNAD, ]+))?",
    re.I,
)
_HARMLESS = re.compile(
    r"(?:\(c\)|©)? ?copyright[\w ,]*|all rights reserved|v?\d+(?:\.\d+){1,3}|none|no comments?"
    r"|(?:the )?(?:rna|dna|specimen|sample|tissue)(?: quality| quantity| integrity| yield)?(?: (?:was|is|were))?"
    r" (?:adequate|sufficient|acceptable|good|satisfactory)(?: for (?:analysis|testing|sequencing))?"
    r"|(?:(?:rna|dna|specimen|sample) )?(?:quality control|qc)(?: metrics| criteria)?:?(?: was| were)? (?:pass|passed)"
    r"|(?:the )?(?:rna|dna|specimen|sample) passed (?:quality control|qc)"
    r"|ffpe(?: tissue| block)?|formalin[- ]fixed,? paraffin[- ]embedded(?: tissue| block)?|(?:fresh )?frozen|froz|cool|room"
    r"|room temperature|good|adequate|acceptable|sufficient|satisfactory",
    re.I,
)
_DOUBT = re.compile(
    r"insufficient|inadequate|not (?:sufficient|adequate)|\bqns\b|\bfail|pending|awaited|being performed"
    r"|not (?:be )?(?:performed|tested|evaluable|assessed|done|reported|meet|pass)|unable|unreliable|caution|degraded"
    r"|sub-?optimal|inconclusive|indeterminate|could not|cannot|\blow\b|\bpoor|\blimited|compromised|missed"
    r"|fehlgeschlagen|misslungen|ausstehend"
    r"|nicht (?:ausreichend|auswertbar|beurteilbar|m(?:ö|oe)glich|durchgef)|unzureichend|degradiert|eingeschr(?:ä|ae)nkt",
    re.I,
)
_PASSED = re.compile(
    r"(?:qc[: ]*)?(?:pass(?:ed|es)?|ok|good|high|adequate|acceptable|sufficient|satisfactory|bestanden|ausreichend|gut)",
    re.I,
)
_FAILED = re.compile(
    r"fail|insufficient|inadequate|poor|\blow\b|degrad|\bnot\b|\bno\b|unsatisfactory|borderline|unzureichend|nicht|schlecht",
    re.I,
)
_PAIR = re.compile(r"[A-Z0-9]\s*(?:::|--?|/)\s*NRG1\b|\bNRG1\s*(?:::|--?|/)\s*[A-Z][A-Z0-9]")
_BLOCK = re.compile(r"</?(?:p|div|li|ul|ol|tr|table|tbody|br|h\d)\b[^>]*>", re.I)
_OF_RNA = re.compile(r"rna|transcript|transkript|fusion|sequenc|sequenz", re.I)
_NO = re.compile(
    r"\b(?:no|not|negative|absent|without|pending|awaited|nicht|kein\w*|negativ|fail\w*|cannot|never)\b", re.I
)
_FOUND = re.compile(r"\b(?:detected|positive|present|found|identified|nachgewiesen|positiv)\b", re.I)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, without their full stops."""
    for part in re.split(r"(?<=[.;!?])\s+|\n|;", text):
        if plain := " ".join(part.split()).strip(" .;!"):
            yield plain


def denies(sentence: str) -> bool:
    """`No NRG1 fusion detected`, and nothing beside it."""
    return _DENIAL.fullmatch(sentence) is not None


def leaves_open(sentence: str) -> bool:
    """`NRG1 fusion not excluded: only DNA was tested`, and no word of anything found."""
    return _OPEN.fullmatch(sentence) is not None and _FOUND.search(sentence) is None


def affirms(sentence: str) -> bool:
    """`CD74-NRG1 fusion detected`, and nothing beside it."""
    return _AFFIRMATION.fullmatch(sentence) is not None


def has_denial(text: str) -> bool:
    """Does any word of the text deny or put off?"""
    return _NO.search(text) is not None


def claims(text: str) -> bool:
    """Does the text say that something was found?"""
    return _FOUND.search(text) is not None and not has_denial(text)


def harmless(sentence: str) -> bool:
    """A sentence that takes nothing from a result: it states good quality, repeats that nothing was found, or says nothing."""
    if denies(sentence):
        return True
    return _HARMLESS.fullmatch(sentence) is not None and _DOUBT.search(sentence) is None


def passed(text: str) -> bool:
    """Is this the result of a control of quality that was passed?"""
    return _PASSED.fullmatch(text.strip(" .")) is not None


def failed(text: str) -> bool:
    """Is this the result of a control of quality that was not passed?"""
    return _FAILED.search(text) is not None


def narrates_nrg1(markup: str) -> bool:
    """Does a sentence of a narrative (XHTML) say that NRG1 was found, or join it to another gene?"""
    text = html.unescape(re.sub("<[^>]*>", " ", _BLOCK.sub("\n", markup)))
    return any(
        mentions_nrg1(s) and not harmless(s) and (_PAIR.search(s) or claims(s)) for s in sentences(text)
    )


def doubts(text: str) -> bool:
    """Does a sentence speak of RNA, sequencing or fusions, with a word of failure or doubt in it?"""
    return any(_OF_RNA.search(s) and _DOUBT.search(s) for s in sentences(text))
