"""The nets under records: a name in which NRG1 could be hidden, and under documents: what names NRG1 and became neither a
record nor an explained part is not passed over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fusionflag.cells import sound
from fusionflag.codes import Code
from fusionflag.documents import document, told
from fusionflag.model import Finding, Severity
from fusionflag.reading import Report
from fusionflag.spelling import any_mentions_nrg1, mentions_nrg1
from fusionflag.xmltext import Element


def check_names(report: Report, f: Finding) -> None:
    """The net under fusions: no other gene may be NRG1 with a wrong byte in it, or in other words (`NRG1 exon 6`)."""
    if not sound("".join((f.gene5_reported, f.gene3_reported, f.chrom5, f.chrom3))):
        report.problem(
            Code.BAD_ROW,
            "a gene or a chromosome holds characters that stand in no such name: it may be another",
            hint="Look at this place of the report by hand, and ask for the file again.",
        ).place = f.place
    if f.nrg1_match not in ("none", "family", "intronic"):
        return
    if any_mentions_nrg1((f.gene5_reported, f.gene3_reported, f.call_reported)):
        report.problem(
            Code.NRG1_UNEXPLAINED,
            "a fusion names NRG1 in words that are no gene's name; no negative is drawn from this report",
            hint="Look at this place of the report by hand.",
        ).place = f.place


def names_nrg1(report: Report) -> bool:
    """Is NRG1 named anywhere in the document? Asked of its values: in the raw text escapes (`\\u004e`) and tags may hide it."""
    if mentions_nrg1(report.document_text):
        return True
    if report.workbook is not None:
        return False  # its text is made of its values
    return any(map(mentions_nrg1, _texts(document(report).value)))


def _texts(document: Any) -> Iterator[str]:
    """Every key and text of a document, and what stands beside them."""
    stack = [document]
    while stack:
        value = stack.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from value
            stack.extend(value.values())
            if isinstance(value, Element):
                yield from value.beside
        elif isinstance(value, list):
            stack.extend(value)


def check_net(report: Report) -> None:
    """The net under documents: note every value that names NRG1 and that nobody has read (once for each parent)."""
    if not names_nrg1(report):
        return
    known = told(report)
    seen: set[str] = set()
    for node in document(report).walk():
        parts = node.pointer.split("/")
        beside = node.value.beside if isinstance(node.value, Element) else ()
        texts = (node.value, *beside) if isinstance(node.value, str) else beside
        if not any(map(mentions_nrg1, (*texts, parts[-1]))):
            continue
        if any("/".join(parts[:n]) in known for n in range(1, len(parts) + 1)):
            continue
        parent = "/".join(parts[:-1])
        if parent in seen:
            continue
        seen.add(parent)
        note = report.notice(
            Code.NRG1_UNEXPLAINED,
            "names NRG1 here, but it was not understood as a finding; no negative is drawn from this report",
            severity=Severity.ERROR,
            hint="Look at this place of the report by hand.",
        )
        note.place = node.place
