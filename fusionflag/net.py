"""The nets under records: a name in which NRG1 could be hidden, and under documents: what names NRG1 and became neither a
record nor an explained part is not passed over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fusionflag.cells import sound
from fusionflag.codes import Code
from fusionflag.documents import document, told
from fusionflag.model import Finding, Mark, Severity
from fusionflag.reading import MOST, Report
from fusionflag.spelling import any_mentions_nrg1, mentions_nrg1
from fusionflag.xmltext import Element

FARTHEST = 10**11  # no chromosome of any genome is that long


class OddCells:
    """Marks findings of whose row a cell could not be read: few reads are then no reason to pass over it."""

    def __init__(self, report: Report) -> None:
        self._notices, self._seen, self._told = report.notices, 0, 0
        self._places: set[str] = set()

    def mark(self, finding: Finding) -> None:
        """Look at what has been noted since the last finding."""
        while self._seen < len(self._notices):
            note = self._notices[self._seen]
            self._seen += 1
            if note.code == Code.BAD_CELL:
                self._told += 1
                self._places.update(_around(note.place))
        if self._told and (
            self._told > MOST or not self._places.isdisjoint((finding.place, *finding.also_at))
        ):
            finding.marks = (*finding.marks, Mark.UNREAD_CELL)


def _around(place: str) -> Iterator[str]:
    """The place of a cell and of what holds it: its row, or the objects of a document down to it."""
    while place:
        yield place
        place = place.rpartition("/" if "#" in place else ":")[0]


def check_names(report: Report, f: Finding) -> None:
    """The net under fusions: no gene or place that is none, and no NRG1 with a wrong byte or in other words (`NRG1 exon 6`)."""
    if not sound("".join((f.gene5_reported, f.gene3_reported, f.chrom5, f.chrom3))):
        report.problem(
            Code.BAD_ROW,
            "a gene or a chromosome holds characters that stand in no such name: it may be another",
            hint="Look at this place of the report by hand, and ask for the file again.",
        ).place = f.place
    if (f.pos5 or 0) >= FARTHEST or (f.pos3 or 0) >= FARTHEST:
        report.problem(
            Code.BAD_ROW,
            "a breakpoint lies beyond the end of any chromosome",
            hint="Correct the row in its source, or ask the laboratory for the file again.",
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
