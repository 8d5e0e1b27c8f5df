"""Lists of candidates that somebody drew up from the calls of others: annotators, aggregators, tables made by hand.

What such a list leaves out was never called, or was filtered, or was not asked for; nobody can tell which. So its arms are
of the kind `candidates`, which supports no negative, also where the list is empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fusionflag.marks import Shape
from fusionflag.model import Assay, Finding, Mark, Record
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report


class Bare(Shape):
    """The shape of a table that has no header in a comment line either: such a header would give the cells another meaning."""

    def match(self, report: Report) -> tuple[int, str] | None:
        """(0, tab), or None where the rows have another shape or a comment above them has several cells."""
        if any("\t" in line for line in report.head if line.startswith("#")):
            return None
        return super().match(report)


def candidates(report: Report, records: Iterable[Record], *, several: bool = True) -> Iterator[Record]:
    """The records of a list, and after them an arm for each sample and nucleic acid that its findings name.

    several  the list may hold several samples, as the parser declares: where the sheet names samples and no finding does,
             there is no arm without a name
    """
    arms: dict[tuple[str, str], None] = {}
    for record in records:
        if isinstance(record, Finding):
            arms.setdefault((record.sample, record.molecule))
        yield record
    if not arms and not (several and report.wanted_samples):
        arms[("", "")] = None
    for sample, molecule in arms:
        yield Assay(sample=sample, molecule=molecule, report_kind="candidates")


def place(text: str) -> tuple[str, int | None, str]:
    """`8:32727949`, `chr8:32727949:+` as contig, 1-based position and strand; nothing where it is not stated in that form."""
    parts = text.strip().split(":")
    strand = parts.pop() if len(parts) > 2 and parts[-1] in ("+", "-", "") else ""
    if len(parts) != 2 or not (parts[0] and parts[1].isascii() and parts[1].isdigit() and len(parts[1]) < 12):
        return "", None, ""
    return parts[0], int(parts[1]), strand


def pair(name: str, *separators: str) -> tuple[str, str]:
    """The two sides of a fusion's name by the first separator that it holds once; two empty texts where none does."""
    for separator in separators:
        parts = [part.strip() for part in name.split(separator)]
        if len(parts) == 2 and all(parts):
            return parts[0], parts[1]
    return "", ""


def readthrough(*words: str) -> tuple[Mark, ...]:
    """READTHROUGH where one of these words of a caller says so, however it is spelt."""
    plain = " ".join(words).casefold().replace("-", "").replace("_", "").replace(" ", "")
    return (Mark.READTHROUGH,) if "readthrough" in plain else ()


def named(call: str, cells: Iterable[str]) -> tuple[str, tuple[Mark, ...]]:
    """The name of a row whose columns are not all known: NRG1 in a cell that nobody reads becomes part of it, as a weak sign."""
    if mentions_nrg1(call) or not any(map(mentions_nrg1, cells)):
        return call, ()
    return "-".join(filter(None, (call, "NRG1"))), (Mark.WEAK_ID,)
