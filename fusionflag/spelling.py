"""How NRG1 is written: the token itself, and the odd spellings that people and word processors give it.

`NRG-1`, `NRG 1`, `NRG_1`, `neuregulin 1`, `NRG1exon6`, full-width letters, a non-breaking hyphen, an invisible character inside:
all of them name NRG1. NRG10, NRG2, NRGN and NDRG1 do not, and NRG1-IT1 is another gene, however its hyphens are written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# soft, non-breaking, figure, en and em dash, minus, small and full-width hyphen: word processors write them
DASHES = re.compile("[\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
INVISIBLE = re.compile("[\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
INNER = r"(?:IT|AS|DT|OT)\d*"  # intronic, antisense, divergent, overlapping transcript: RNA genes named after their host
TOKENS = ("NRG1", "ENSG00000157168", "HGNC:7997")
# names that NRG1 had, or that its proteins have; HRG is the approved symbol of another gene
ALIASES = frozenset({"SMDF", "HGL", "GGF", "GGF2", "HRGA", "HRG1", "NDF"})
# NRG1exon6, NRG1e6, NRG1i5, NRG1v2: where in the gene; NRG1fusion, NRG1rearrangement: what became of it
_GLUED = (
    r"(?:(?:e(?:x(?:on)?)?|i(?:n(?:tron)?)?|v)\d|fus|rearr|transl|iso|variant|positive|negative|detected)"
)
_ENDS = rf"(?!(?!{_GLUED})[A-Za-z0-9]|[-_ \u2010-\u2015\u2212]{INNER}(?![A-Za-z0-9]))"
_NRG1 = re.compile(
    rf"(?<![A-Za-z0-9])(?:NRG1(?!(?!{_GLUED})[A-Za-z0-9]|[-\u2010-\u2015\u2212]{INNER}(?![A-Za-z0-9]))"
    r"|ENSG00000157168(?!\d)|HGNC:7997(?!\d))",
    re.I,
)
_ODD = re.compile(rf"(?<![A-Za-z0-9])(?:NRG[-_ \n\r]{{1,2}}1|neuregulin[-_ \n\r]{{0,2}}1){_ENDS}", re.I)


def mentions_nrg1(text: str) -> bool:
    """Does the text name NRG1, by symbol, Ensembl or HGNC id, or in an odd spelling? NRG1-IT1, NDRG1, NRG10 alone do not."""
    if not text.isascii():
        return _named(text) or _named(_plain(text))  # a footnote mark may be a digit once it is made plain
    return _named(text)


def any_mentions_nrg1(texts: Iterable[str]) -> bool:
    """Does one of the texts name NRG1? Asked of all at once: no spelling reaches over a NUL."""
    return mentions_nrg1("\0".join(texts))


def _named(text: str) -> bool:
    upper = text if "NRG1" in text else text.upper()
    if "NRG" in upper or "NEUREGULIN" in upper:
        return _NRG1.search(text) is not None or _ODD.search(text) is not None
    return ("ENSG00000157168" in upper or "HGNC:7997" in upper) and _NRG1.search(text) is not None


def as_nrg1(text: str) -> str:
    """The text with every odd spelling of NRG1 written as NRG1; any other text as it is."""
    if text.isascii():
        upper = text.upper()
        return _ODD.sub("NRG1", text) if "NRG" in upper or "NEUREGULIN" in upper else text
    if _NRG1.search(text):
        return text
    plain = _plain(text)
    return _ODD.sub("NRG1", plain) if _named(plain) else text


def is_odd(text: str) -> bool:
    """Is NRG1 named here in an odd spelling only?"""
    return "NRG1" not in text.upper() and "NRG1" in as_nrg1(text)


def _plain(text: str) -> str:
    """Full-width and styled letters as plain ones, plain hyphens, nothing that cannot be seen."""
    return DASHES.sub("-", unicodedata.normalize("NFKC", INVISIBLE.sub("", text)))
