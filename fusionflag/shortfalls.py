"""What a signed document says against its own material or its own RNA analysis, wherever it says it.

Every laboratory has places of its own for such words, and the parser of a format reads those that are known. This is the net
under them: a sentence anywhere in a JSON or XML report by which the sample, the RNA, the quality or the analysis fell short.
It limits what the silence of the report is worth (`RNA_LIMITED`) and never a finding. Sentences of a general kind (`may`, `if`),
and what is said of studies, drugs and the literature, say nothing of this sample. The words are not repeated: they may name
people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fusionflag.documents import Node, document
from fusionflag.expressions import expression
from fusionflag.reading import Report

LIMITATION = "a sentence of the report speaks against its sample, its quality or its analysis of RNA"
_SUBJECT = expression(
    r"\bc?f?m?[RD]NA\b|fusion|rearrang|transcript|specimen|sample|tissue|material|librar|nucleic|quality|sequenc|\bqc\b"
    r"|\banaly(?:sis|sed|zed)|\bassay|\btest(?:ing|ed)?\b|\breport\b|result",
    re.I,
)
# keys of remarks, for a value that names no subject itself: `"condition": "degraded"`
_REMARK = expression(r"note|comment|remark|condition|reason|quality|qc|limitation|\border\b|amend", re.I)
_SHORT = expression(
    r"insufficien|inadequate|degraded|degradation|\bfailed\b|\bfailure\b|could not be"
    r"|unable|\bqns\b|sub-?optimal|compromised|withdrawn|cancell?ed|unreliable|\bpoor (?:\w+ )?quality|not evaluable"
    r"|not (?:be )?(?:sufficient|adequate|analy[sz]|evaluat|assess|perform|interpret|complet|pass|met\b|meet|reliabl)"
    r"|below (?:the )?(?:limit|threshold|minimum|requirement)|\blow (?:\w+ )?(?:quality|quantity|yield|input|integrity)"
    r"|(?:results?|analysis|detection|assessment|sensitivity) (?:are|is|was|were|may be) limited",
    re.I,
)
_GENERAL = expression(
    r"\b(?:may|might|can|could(?! not)|if|whether|patients?|subjects?|should|would|in general)\b", re.I
)
# sections that speak of other people's samples
_ELSEWHERE = expression(
    r"trial|therap|drug|treat|citation|\breferences?\b|literature|eligib|definition|summar", re.I
)


def limitation(report: Report, molecule: str) -> str:
    """What the document says against an arm that may be of RNA; empty for any other, and for what is no document."""
    if "DNA" in molecule or report.kept.get("told") is None:
        return ""
    if "shortfall" not in report.kept:  # every arm asks
        report.kept["shortfall"] = any(_speaks_against(*said) for said in _texts(document(report)))
    return LIMITATION if report.kept["shortfall"] else ""


def _texts(top: Node) -> Iterator[tuple[str, str]]:
    for node in top.walk():
        if isinstance(node.value, str) and _SHORT.search(node.value) and not _ELSEWHERE.search(node.pointer):
            yield node.pointer, node.value


def _speaks_against(pointer: str, text: str) -> bool:
    remark = _REMARK.search(pointer.removesuffix("/").rpartition("/")[2])
    return any(
        _SHORT.search(sentence) and not _GENERAL.search(sentence) and (remark or _SUBJECT.search(sentence))
        for sentence in re.split(r"[.;!]+(?:\s|\Z)|\n", text)
    )
