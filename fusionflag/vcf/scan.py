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
from fusionflag.locus import NEAR, on_chr8
from fusionflag.model import Severity
from fusionflag.partners import TOKENS, mentions_nrg1
from fusionflag.reading import Report
from fusionflag.rows import unexplained
from fusionflag.vcf import alt, junctions
from fusionflag.vcf.annotation import names_symbols
from fusionflag.vcf.header import FIXED, Header
from fusionflag.vcf.readers import brackets
from fusionflag.vcf.record import LONGEST, Record

_EIGHT = ("8\t", "chr8\t", "Chr8\t", "CHR8\t", "NC_000008.", "CM000670.", "#")
_MOST_TOLD = 12
_SHORTEST = 16  # characters of the shortest record, with its newline
_SVTYPE = re.compile(r"(?:^|;)SVTYPE=(\w{3})")
_CHROM2 = re.compile(rf"(?:^|;)(?:{'|'.join(junctions.CHROM2)})=([^;]+)")
_FAR_END = re.compile(r"(?:^|;)(?:END2|POS2|Pos2)=")
_END = re.compile(r"(?:^|;)END=(\d{1,10})(?:;|$)")


class Rows:
    """Records one after the other, with counts of what was met and words for what was not understood.

    records     lines that are records
    breakends   of these, records with a bracket
    rearranged  was a symbol met that joins distant places?
    small       small variants and copy-number records at NRG1: their lines
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        self.records = self.breakends = 0
        self.rearranged = False
        self.small: list[int] = []
        self._bad: list[int] = []

    def __iter__(self) -> Iterator[Record]:
        """The records, once."""
        raise NotImplementedError

    def met(self, allele: str, info: str) -> None:
        """Note whether this record joins distant places: gains and losses do not show that their caller can tell such joins."""
        if "[" in allele or "]" in allele:
            self.breakends += 1
        elif not (self.rearranged or self.breakends):
            kind = _SVTYPE.search(info) if allele[:1] != "<" else None
            name = allele[1:4] if allele[:1] == "<" else kind[1] if kind else ""
            self.rearranged = name.upper() in ("INV", "BND", "TRA", "CTX", "CPX")

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
            value=error.value or line,
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
        unexplained(self.report, line, number)


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
        self.by_place = known_assembly
        self._eight: dict[str, bool] = {}
        self._odd: dict[tuple[Code, str], list[int]] = {}  # what was repaired or lost -> line numbers
        self._tabs = max(header.width, FIXED) - 1
        self._named = True  # does the block that is read hold a name of NRG1?
        # an annotation by symbol names NRG1 wherever it names one of its numbers
        self._tokens = TOKENS[:1] if names_symbols(header) else TOKENS
        # without a header, or with cells parted by blanks, nothing can be passed over by its text
        self._slow = everything or not header.tabs or not header.columns
        self._second = not header.meta or any(header.has("INFO", key) for key in junctions.CHROM2)

    def __iter__(self) -> Iterator[Record]:
        try:
            for first, lines, text in self.report.blocks():
                others = 0
                # half the time of `in`, measured
                named = self._named = any(text.rfind(token) >= 0 for token in self._tokens)
                # no bracket and no symbol: what a single breakend, or a bare SVTYPE, says of its caller
                kinds = not (self.rearranged or self.breakends) and text.rfind("SVTYPE=") >= 0
                uneven = text.count("\t") != len(lines) * self._tabs
                for number, line in self._looked_at(first, lines, named, kinds, uneven):
                    if line[0] == "#":
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

    def _looked_at(
        self, first: int, lines: list[str], named: bool, kinds: bool, uneven: bool
    ) -> list[tuple[int, str]]:
        """Number and text of the lines that are looked at."""
        numbered = enumerate(lines, first)
        if self._slow or min(map(len, lines)) < _SHORTEST:
            return list(numbered)
        if uneven:
            tabs = self._tabs
            return [(n, s) for n, s in numbered if s.count("\t") != tabs or self._candidate(s)]
        if named or kinds or self._second:
            return [(n, s) for n, s in numbered if self._candidate(s)]
        return [(n, s) for n, s in numbered if "[" in s or "]" in s or "<" in s or s.startswith(_EIGHT)]

    def _candidate(self, s: str) -> bool:
        return (
            "[" in s
            or "]" in s
            or "<" in s
            or s.startswith(_EIGHT)
            or "CHR" in s
            or "Chr2" in s
            or "SVTYPE=" in s
            or (self._named and self._names(s))
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
                self.met(cells[4], cells[7])
                if not self.everything and not self._may_touch(line, cells):
                    return None
                record = Record(number, line.rstrip("\n"), self.header)
        except RowError as error:
            self.bad_row(number, f"the record cannot be understood: {error}", line.rstrip("\n"), error)
            return None
        self._say_flaws(record)
        return record

    def _may_touch(self, line: str, cells: list[str]) -> bool:
        """A quick look at one line. True where only a closer look can tell."""
        allele, info = cells[4], cells[7]
        if not (cells[1].isdigit() and cells[3].isalpha()) or line.count("\t") != self._tabs:
            return True
        if self._named and self._names(line) and mentions_nrg1(line):
            return True
        here = self._eight.get(cells[0])
        if here is None:
            here = self._on_eight(cells[0])
        if "[" in allele or "]" in allele:
            return not self.by_place or (here and self._near(cells[1])) or self._mate_near(allele)
        if allele[:1] == "<" or "SVTYPE=" in info:
            if not self.by_place:
                return True
            second = _CHROM2.search(info) if "CHR" in info or "Chr2" in info else None
            there = here if second is None else self._on_eight(second[1])
            if here and there and (second is None or not _FAR_END.search(info)):
                return self._spans(cells)
            return here or there
        return here and self._at_nrg1(number_of(cells[1]), len(cells[3]))

    def _names(self, text: str) -> bool:
        return any(token in text for token in self._tokens)

    def _mate_near(self, allele: str) -> bool:
        """Is the other end of a breakend, or one of several, at NRG1?"""
        match = alt.USUAL.match(allele)
        if match is None:  # several alleles, a contig with colons, or no breakend at all
            alleles = allele.split(",")
            ends = [alt.breakend(text) for text in alleles if "[" in text or "]" in text]
            return len(ends) < len(alleles) or any(self._on_eight(e.chrom) and e.pos in NEAR for e in ends)
        chrom = match[2] or match[5]
        there = self._eight.get(chrom)
        return (self._on_eight(chrom) if there is None else there) and int(match[3] or match[6]) in NEAR

    def _spans(self, cells: list[str]) -> bool:
        """May an event of chromosome 8 with POS and END have an end at NRG1, or lie across it?"""
        pos, match = number_of(cells[1]), _END.search(cells[7])
        if pos is None or match is None:
            return True
        return not (max(pos, int(match[1])) < NEAR.start or min(pos, int(match[1])) >= NEAR.stop)

    def _at_nrg1(self, pos: int | None, length: int) -> bool:
        return pos is None or (pos + length >= NEAR.start and pos < NEAR.stop)

    def _near(self, pos: str) -> bool:
        found = number_of(pos)
        return found is None or found in NEAR

    def _on_eight(self, chrom: str) -> bool:
        known = self._eight.get(chrom)
        if known is None:
            if len(self._eight) > 100_000:
                self._eight.clear()
            known = self._eight[chrom] = on_chr8(chrom.strip())
        return known

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
        elif line.count("\t") == self._tabs and self._may_touch(line[1:], line[1:].split("\t", FIXED)):
            self._joined("a record that may touch NRG1 was made a comment", number)
        elif line[:2] != "##" and mentions_nrg1(line):
            self.unexplained(number, line)

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


def lines_told(numbers: list[int]) -> str:
    """Line numbers for a notice, the first of them: a germline file has a thousand variants at NRG1."""
    more = f" and {len(numbers) - _MOST_TOLD} more" if len(numbers) > _MOST_TOLD else ""
    return f"lines {', '.join(map(str, numbers[:_MOST_TOLD]))}{more}"


def number_of(cell: str) -> int | None:
    """A position in plain digits; None sends the line to the closer look."""
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) <= LONGEST else None
