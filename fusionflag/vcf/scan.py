"""One pass over a VCF: every record is counted, and only what may touch NRG1 is taken apart.

Nearly all lines of a large VCF are small variants elsewhere. A line is looked at if it holds a bracket or a `<`, lies on
chromosome 8, names a second chromosome in INFO, or names NRG1; every end of a breakend is checked, because many callers
write one record for a junction, at either end. An index is never used: it would show the records at NRG1 and hide a lone
record of the same junction at its other end, and whether there is one is only known when all has been read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fusionflag.cells import RowError
from fusionflag.codes import Code
from fusionflag.genes import chromosome
from fusionflag.locus import on_chr8
from fusionflag.model import Severity
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report
from fusionflag.rows import unexplained
from fusionflag.vcf import junctions
from fusionflag.vcf.build import lengths
from fusionflag.vcf.header import FIXED, Header
from fusionflag.vcf.quick import QuickLook
from fusionflag.vcf.readers import brackets
from fusionflag.vcf.record import Record

_USUAL = ("8\t", "chr8\t", "#")  # how lines of chromosome 8, and comments, begin
_OTHERS = ("Chr8\t", "CHR8\t", "NC_000008.", "CM000670.", "08\t", "chr08\t", "8.0\t", "chr8.0\t")
_MOST_TOLD = 12
_SHORTEST = 16  # characters of the shortest record, with its newline
_SVTYPE = re.compile(r"(?:^|;)SVTYPE=(\w{3})")


class Rows:
    """Records one after the other, with counts of what was met and words for what was not understood.

    records     lines that are records
    breakends   was a record with a bracket met?
    rearranged  was a symbol met that joins distant places?
    kinds       the kinds of symbols that were met: of many all, of a file without rearrangements the first few
    small       small variants and copy-number records at NRG1: their lines
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        self.records = 0
        self.breakends = self.rearranged = False
        self.kinds: set[str] = set()
        self.small: list[int] = []
        self._bad: list[int] = []

    def __iter__(self) -> Iterator[Record]:
        """The records, once."""
        raise NotImplementedError

    def met(self, allele: str, info: str) -> None:
        """Note whether this record joins distant places: gains and losses do not show that their caller can tell such joins."""
        if "[" in allele or "]" in allele:
            self.breakends = True
        elif not (self.breakends or (self.rearranged and len(self.kinds) > 1)):
            kind = _SVTYPE.search(info) if allele[:1] != "<" else None
            name = allele[1:4] if allele[:1] == "<" else kind[1] if kind else ""
            self.kinds.add(name)
            self.rearranged |= name.upper() in ("INV", "BND", "TRA", "CTX", "CPX")

    def bad_row(self, number: int, text: str, line: str, error: RowError) -> None:
        """A record that was not understood: nothing that the file leaves out counts any more.

        The first ones are named one by one, the rest in one notice (`say_rest`), but for those that name NRG1.
        """
        nrg1 = mentions_nrg1(line)
        self._bad.append(number)
        if len(self._bad) > _MOST_TOLD and not nrg1:
            return
        self.report.notice(
            Code.BAD_ROW,
            text,
            severity=Severity.ERROR,
            line=number,
            column=error.column,
            value=error.value,
            hint="Correct the record in its source, or ask the laboratory for the file again.",
        )
        if "[" in error.value or "]" in error.value:
            brackets(self.report, number, error.value)
        if nrg1:
            self.unexplained(number, line)

    def say_rest(self) -> None:
        """One notice for the bad records beyond the first ones."""
        if more := self._bad[_MOST_TOLD:]:
            self.report.problem(
                Code.BAD_ROW,
                f"{len(more)} more records cannot be understood",
                line=more[0],
                value=lines_told(more),
            )
            self._bad.clear()

    def unexplained(self, number: int, line: str) -> None:
        """The net under all: a line that names NRG1 and ended in no record."""
        unexplained(self.report, number, *((line,) if line[:1] == "#" else line.split("\t")))


class Scan(Rows):
    """The records of a VCF that may touch NRG1, or all of them."""

    def __init__(
        self,
        report: Report,
        header: Header,
        *,
        everything: bool = False,
        known_assembly: bool = True,
        wide: bool = False,
        one_file: bool = False,
    ) -> None:
        """everything: all records, not candidates; wide: the caller writes more cells than it names columns; one_file: records
        are told apart by their IDs, so two files joined into one cannot be read."""
        super().__init__(report)
        self.wide, self.one_file = wide, one_file
        self.header, self.everything = header, everything
        self.quick = QuickLook(header, known_assembly=known_assembly)
        self._odd: dict[tuple[Code, str], list[int]] = {}  # what was repaired or lost -> line numbers
        # without a header, or with cells parted by blanks, nothing can be passed over by its text
        self._slow = everything or not header.tabs or not header.columns
        # a kind without a symbol needs CHR2, which a header that declares its keys declares
        self._bare = not header.declared.get("INFO") or any(
            header.has("INFO", key) for key in junctions.CHROM2
        )
        self._eight = _names_of_eight(header)

    def __iter__(self) -> Iterator[Record]:
        try:
            for first, lines, text in self.report.blocks():
                others = 0
                self.quick.block(lines, text)
                # no bracket and no symbol: a kind that only SVTYPE names, or what a single breakend says of its caller
                kinds = (self._bare or not (self.rearranged or self.breakends)) and text.rfind("SVTYPE=") >= 0
                for number, line in self._looked_at(first, lines, kinds):
                    if line[:1] == "#":
                        others += 1
                        self._comment(number, line)
                    elif len(line) < _SHORTEST and line.isspace():
                        others += 1
                        self._repair("blank lines were passed over", number)
                    elif record := self._considered(number, line):
                        yield record
                self.records += len(lines) - others
                self.report.rows_read = self.records  # kept up to date: the file may break off
        finally:
            self._say_odd()
            self.say_rest()

    def _looked_at(self, first: int, lines: list[str], kinds: bool) -> list[tuple[int, str]]:
        """Number and text of the lines that are looked at. `kinds`: the block has lines whose kind stands in INFO."""
        numbered, quick, eight = enumerate(lines, first), self.quick, self._eight
        if self._slow:
            return list(numbered)
        if quick.uneven or quick.named:
            return [(n, s) for n, s in numbered if self._candidate(s)]
        if kinds:
            return [
                (n, s)
                for n, s in numbered
                if "[" in s or "]" in s or "<" in s or "SVTYPE=" in s or s.startswith(eight)
            ]
        return [(n, s) for n, s in numbered if "[" in s or "]" in s or "<" in s or s.startswith(eight)]

    def _candidate(self, s: str) -> bool:
        quick = self.quick
        return (
            "[" in s
            or "]" in s
            or "<" in s
            or "SVTYPE=" in s
            or s.startswith(self._eight)
            or (quick.named and quick.names(s))
            or (quick.uneven and not quick.even(s))
        )

    # -- one line ----------------------------------------------------------------------------------
    def _considered(self, number: int, line: str) -> Record | None:
        """The record of a line, if it may touch NRG1; what cannot be understood is a notice."""
        cells = line.split("\t", FIXED)
        try:
            if len(cells) < FIXED:
                record = Record(number, line.rstrip("\n"), self.header)
                self.met(record.alt, record.info_text)
            else:
                if not self.breakends:
                    self.met(cells[4], cells[7])
                if not self.everything and not self.quick.may_touch(line, cells):
                    return None
                record = Record(number, line.rstrip("\n"), self.header)
        except RowError as error:
            self.bad_row(number, f"the record cannot be understood: {error}", line.rstrip("\n"), error)
            return None
        self._say_flaws(record)
        return record

    # -- what was met ------------------------------------------------------------------------------
    def _comment(self, number: int, line: str) -> None:
        """A comment among the records: a second header means that two files were joined."""
        if number <= self.header.columns or (self.header.first and number < self.header.first):
            return
        if line[1:].upper().split()[:2] == ["CHROM", "POS"]:
            same = line.rstrip("\n").split("\t")[FIXED + 1 :] == list(self.header.samples)
            self._joined(
                "the column line stands here again: two files were joined"
                + ("" if same else ", and their samples differ: the records below cannot be told apart"),
                number,
                harmless=same and not self.one_file,
            )
        elif self.header.other_length(line):
            self._joined("another header begins here, of another genome build: two files were joined", number)
        elif self._was_record(line[1:]):
            self._joined("a record that may touch NRG1 was made a comment", number)
        elif line[:2] != "##" and mentions_nrg1(line):
            self.unexplained(number, line)

    def _was_record(self, line: str) -> bool:
        """Is this, without its `#`, a record that may touch NRG1?"""
        try:
            return self.quick.even(line) and self.quick.may_touch(line, line.split("\t", FIXED))
        except RowError:
            return True

    def _joined(self, text: str, number: int, *, harmless: bool = False) -> None:
        self.report.notice(
            Code.PARTIAL_TABLE,
            text,
            severity=Severity.INFO if harmless else Severity.ERROR,
            line=number,
            hint="" if harmless else "Give the files one by one, as their callers wrote them.",
        )

    def _say_flaws(self, record: Record) -> None:
        for text in record.flaws:
            self._repair(text, record.line)
        if record.short:
            what = "records have fewer cells than the column line names: they were cut short"
            self._odd.setdefault((Code.TRUNCATED, what), []).append(record.line)
        if record.wide and not self.wide:
            what = "records have more cells than the column line names: cells were moved or lines joined"
            self._odd.setdefault((Code.RAGGED_ROW, what), []).append(record.line)

    def _repair(self, text: str, number: int) -> None:
        self._odd.setdefault((Code.REPAIRED, text), []).append(number)

    def _say_odd(self) -> None:
        """Each kind of repair or damage is said once, with the lines where it was met."""
        for (code, text), numbers in self._odd.items():
            repaired = code is Code.REPAIRED
            self.report.notice(
                code,
                text,
                severity=Severity.INFO if repaired else Severity.ERROR,
                line=numbers[0],
                value=lines_told(numbers) if len(numbers) > 1 else "",
                hint="" if repaired else "Copy the file again from its source; compare sizes or checksums.",
            )


def _names_of_eight(header: Header) -> tuple[str, ...]:
    """How lines of chromosome 8 may begin; each name that is asked for costs time, so unusual ones only where they are used."""
    used = [*header.contigs, *(cells[0] for cells in header.first_records)]
    human = [name for name in used if chromosome(name) in lengths()["GRCh38"]]
    usual = header.contigs and all(re.match(r"(?:chr)?[\dXY]", name) for name in human)
    found = {f"{name}\t" for name in used if on_chr8(name)}
    return tuple(dict.fromkeys((*_USUAL, *sorted(found), *(() if usual else _OTHERS))))


def lines_told(numbers: list[int]) -> str:
    """Line numbers for a notice, the first of them: a germline file has a thousand variants at NRG1."""
    more = f" and {len(numbers) - _MOST_TOLD} more" if len(numbers) > _MOST_TOLD else ""
    return f"lines {', '.join(map(str, numbers[:_MOST_TOLD]))}{more}"
