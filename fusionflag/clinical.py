"""What the reports of clinical laboratories state in the same words, whichever laboratory wrote them.

Everything here reads exact words only: a sentence that is not understood says nothing.
"""

from __future__ import annotations

import re

from fusionflag import markers
from fusionflag.cells import RowError
from fusionflag.codes import Code
from fusionflag.documents import Node, bad
from fusionflag.expressions import expression
from fusionflag.genes import default
from fusionflag.model import Marker
from fusionflag.partners import mentions_nrg1

_OUT = expression(r"\bout[- ]of[- ]frame\b|\bframe ?shift|\bnot (?:\w+ ){0,3}in[- ]frame\b", re.I)
_IN = expression(
    r"\bjoined in[- ]frame to\b|\b(?:fusion|transcript|product) (?:is|was) (?:an )?(?:predicted to be )?in[- ]frame\b"
    r"|\ban? in[- ]frame (?:\S+ ){0,3}(?:fusion|transcript)\b",
    re.I,
)
_OPEN = expression(
    r"\b(?:may|might|could|cannot|unclear|unknown|uncertain|unlikely|undetermined|whether)\b", re.I
)
_GRCH37 = expression(r"GRCh37|hg19|\bb37\b", re.I)
_GRCH38 = expression(r"GRCh38|hg38", re.I)
_ABSENT = expression(r"\bnot detected\b|\bwild ?type\b|\bnegative\b|\bno mutation", re.I)
_STATUS = tuple(
    (status, expression(words, re.I))
    for status, words in (
        ("preliminary", r"\b(?:prelim\w*|pending|partial\w*|interim|draft|(?:in )?progress)\b"),
        ("corrected", r"\b(?:amend\w*|correct(?:ed|ions?)|revis(?:ed|ions?)|supersed\w*)\b"),
        ("final", r"^(?:final|addendum|qns)$"),
    )
)
_DENIED = expression(r"\b(?:not|no|non|never|without|un\w+)\b", re.I)
_FUSED = expression(
    r"(?<!ef)(?<!in)(?<!con)(?<!dif)fusion|\bfused|rearrang|transloc|structural|inversion|juxtapos|breakpoint|chimer|joined",
    re.I,
)
_PAIR = expression(
    r"[A-Za-z0-9)]\s*(?:::?|--?|/|~)\s*NRG1(?![A-Za-z0-9])|(?<![A-Za-z0-9])NRG1\s*(?:::|--?|/|~)\s*[A-Z0-9]{2}"
)
_SYMBOL = expression(r"(?<![A-Za-z0-9.])[A-Z][A-Z0-9]{2,}(?![A-Za-z0-9])")
SHORT = 60  # letters; what is longer is a sentence, which may name other genes and fusions in general
_MORPHOLOGY = expression(r"\d{4}/\d\Z")
_ICD10 = expression(r"[A-Z]\d[0-9A-Z](?:\.\w{1,4})?\Z")


def build(label: str) -> str:
    """The genome build that a label names; empty where it names none, or both."""
    found = [name for name, words in (("GRCh37", _GRCH37), ("GRCh38", _GRCH38)) if words.search(label)]
    return found[0] if len(found) == 1 else ""


def frame(sentence: str) -> str:
    """in or out where a sentence of the report says so without reserve, else unknown."""
    if _OUT.search(sentence):
        return "unknown" if _IN.search(sentence) else "out"
    said = [part for part in re.split(r"(?<=[.;])\s", sentence) if _IN.search(part)]
    return "in" if said and not any(_OPEN.search(part) for part in said) else "unknown"


def icd10(text: str) -> list[str]:
    """Codes of a list such as `C25,C25.9`, each with its system; a code that another makes more exact is left out.

    Ranges (`C81-C96`) and words name no tumor and are left out too.
    """
    found = dict.fromkeys(part for one in re.split("[,;]", text) if _ICD10.match(part := one.strip().upper()))
    return [f"ICD-10 {code}" for code in found if not any(c != code and c.startswith(code) for c in found)]


def icd_o(morphology: str, topography: str = "") -> list[str]:
    """Morphology and topography of one tumor as one part."""
    form, site = morphology.strip(), topography.strip().upper()
    parts = [form if _MORPHOLOGY.match(form) else "", site if _ICD10.match(site) else ""]
    return [f"ICD-O-3 {' '.join(filter(None, parts))}"] if any(parts) else []


def codes(text: str) -> list[str]:
    """The codes of a list that holds both kinds; the morphology only where there is one, so of one tumor."""
    forms = {part for one in re.split("[,;]", text) if _MORPHOLOGY.match(part := one.strip())}
    return icd10(text) + (icd_o(forms.pop()) if len(forms) == 1 else [])


def listed(node: Node, *names: str) -> list[Node]:
    """`Node.all`, where text in the place of the list is a problem of its own and costs nothing else.

    The text is not repeated: a sentence that stands there may name anybody.
    """
    try:
        return node.all(*names)
    except RowError as error:
        bad(node, RowError(str(error), error.column))
        return []


def names_nrg1(node: Node, *fields: str) -> bool:
    """Does one of these fields name NRG1?"""
    return any(mentions_nrg1(node.text(field)) for field in fields)


def check_rest(node: Node, *fields: str) -> None:
    """Note NRG1 anywhere below `node` where none of the fields that its record was made from names it."""
    if names_nrg1(node, *fields):
        return
    for inner in node.walk():
        if isinstance(inner.value, str) and mentions_nrg1(inner.value):
            note = node.report.problem(
                Code.NRG1_UNEXPLAINED,
                "a result of another gene names NRG1 in its text; no negative is drawn from this report",
                hint="Look at this place of the report by hand.",
            )
            note.place = inner.place
            return


def speaks_of_fusion(node: Node) -> bool:
    """Does a key or a value below `node` speak of a fusion, join NRG1 to something, or name a gene beside NRG1?"""
    for inner in node.walk():
        text = inner.text()
        if not text or text == "false":
            continue
        key = "" if inner is node else inner.pointer.removeprefix(node.pointer)
        if _FUSED.search(key) or _FUSED.search(text) or _PAIR.search(text):
            return True
        words = _SYMBOL.findall(text) if len(text) <= SHORT else []
        if any(gene.how == "approved" and gene.symbol != "NRG1" for gene in map(default().resolve, words)):
            return True
    return False


def explain_no_fusion(node: Node, *names: str) -> None:
    """Explain a result for NRG1 that is filed as no fusion: a small variant, copies, expression.

    names  what its cells for a gene hold
    Raises RowError where it may be a fusion that was filed under another kind.
    """
    if any(name not in ("", "NRG1") for name in names) or speaks_of_fusion(node):
        raise RowError("names NRG1, is filed as no fusion, and may be one", node.pointer)
    node.explain()


def report_status(word: str) -> str:
    """preliminary, corrected or final by the word that stands for the kind of report; empty where it is not known."""
    for status, words in _STATUS:
        if status != "preliminary" and _DENIED.search(word):
            return ""
        if words.search(word):
            return status
    return ""


def variant(gene: str, change: str, result: str, *, exon14: bool = False) -> Marker | None:
    """A small variant in the words of a laboratory: detected, not detected, or not known (VUS, indeterminate, benign).

    exon14  the report places it at a splice site of exon 14, which of MET is a driver of its own
    """
    if _ABSENT.search(result):
        return markers.absent(gene, "variant", result)
    significant = bool(re.search("pathogenic", result, re.I)) and not re.search("benign", result, re.I)
    if gene == "MET" and significant and exon14:
        return markers.exon14(change)
    if not change and not significant:
        return Marker(gene=gene, marker="variant", state="unknown") if gene in markers.VARIANTS else None
    return markers.small_variant(
        gene, change, significant=significant, detail=f"{change}; {result}".strip("; ")
    )


def copies(gene: str, result: str, detail: str = "") -> Marker | None:
    """A gain of copies; a loss, or a result that is open, is none."""
    state = "detected" if re.search(r"amplif|\bgain", result, re.I) else "unknown"
    if _ABSENT.search(result) or re.search(r"not amplified|\bnormal\b", result, re.I):
        state = "not_detected"
    return markers.amplification(gene, f"{result} {detail}".strip(), state=state)


def problem(node: Node, text: str, value: str = "") -> None:
    """Note that what stands at `node` cannot be told; the silence of its report counts for nothing."""
    note = node.report.problem(
        Code.PARTIAL_TABLE, text, value=value, hint="Look at this place of the report, or ask the laboratory."
    )
    note.place = node.place


_CONTENT = expression(
    r"(?P<sign>[<>]=?|[≤≥~≈]|ca\.?|about|approx\w*\.?|less than|more than|at least|under|over)?\s*"
    r"(?P<low>\d+(?:[.,]\d+)?)\s*%?(?:\s*(?:-|–|to)\s*(?P<high>\d+(?:[.,]\d+)?))?\s*(?:%|percent)?",
    re.I,
)


def tumor_content(text: str) -> tuple[float | None, str]:
    """Tumor cell content in percent, and a limitation where what is stated tells no least content.

    A range counts by its lower end. `<10` tells no least content, nor does a fraction (0.4 may be 40 or 0.4 percent), nor words:
    stated and not understood is not the same as not stated.
    """
    plain = " ".join(text.split())
    if not plain:
        return None, ""
    found = _CONTENT.fullmatch(plain)
    value = float(found["low"].replace(",", ".")) if found else None
    bound = found and (found["sign"] or "").casefold() in ("<", "<=", "≤", "less than", "under")
    if value is None or bound or not (value == 0 or 1 <= value <= 100):
        return None, "the tumor content is stated, but tells no least content"
    return value, ""
