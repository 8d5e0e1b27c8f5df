"""VCFs in which an RNA caller lists every fusion: one arm, every record looked at, genes as the caller names them.

The brackets of such files are often wrong (FusionCatcher, nf-core/rnafusion), so their parsers take order and genes from
the caller's own fields. Where the brackets are right and no genes are named (Manta --rna, AnaCore), they are joined places
like in DNA.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from fusionflag.cells import MISSING, RowError
from fusionflag.codes import Code
from fusionflag.locus import at_nrg1
from fusionflag.model import Assay, Finding, Mark, Severity
from fusionflag.model import Record as Made
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report, ReportError
from fusionflag.vcf.build import assembly_of, say_assembly
from fusionflag.vcf.extent import without_nrg1
from fusionflag.vcf.header import NO_FILEFORMAT, header_of, say_repairs
from fusionflag.vcf.readers import read_again
from fusionflag.vcf.record import Record
from fusionflag.vcf.scan import Scan, lines_told


class Fusions:
    """The records of one file, all of them held: such files are small, and a fusion may stand on two of them."""

    def __init__(self, report: Report, *, bare: bool = False) -> None:
        """`bare`: the format has no `##` lines, so their absence is nothing to be repaired."""
        header = header_of(report)
        assert header is not None, "recognised as a VCF"
        self.report, self.header = report, header
        self.assembly = assembly_of(header)
        self.scan = Scan(report, header, everything=True, one_file=True)
        self._used: set[int] = set()
        self._failed: ReportError | None = None
        say_repairs(report, header, but=NO_FILEFORMAT if bare else "")
        say_assembly(report, self.assembly)
        if not header.columns:
            report.problem(
                Code.TRUNCATED,
                "the line #CHROM is missing: the beginning of the file may be lost, with rows of it",
                line=header.first or None,
                hint="Ask for the whole file; what it reports counts, what it leaves out does not.",
            )
        self.records = list(self._read())
        self.by_id = {record.id: record for record in self.records}

    def _read(self) -> Iterator[Record]:
        try:
            yield from self.scan
        except ReportError as error:  # what stands before the damage counts
            self._failed = error

    def map(self, made: Callable[[Record], Iterable[Finding]]) -> Iterator[Finding]:
        """Run `made` over every record. One that cannot be understood is a notice; a line that names NRG1 is never lost."""
        for record in self.records:
            try:
                found = list(made(record))
            except (RowError, ValueError, KeyError, IndexError) as error:
                known = error if isinstance(error, RowError) else RowError(type(error).__name__)
                self.scan.bad_row(
                    record.line, f"the record cannot be understood: {known}", record.text, known
                )
                continue
            for finding in found:
                lines = {record.line, *(int(place.rsplit(":", 1)[1]) for place in finding.also_at)}
                self._used |= lines
                for one in lines & self._by_line.keys():  # said before the finding, which is marked for it
                    self._say_doubts(self._by_line[one])
                finding.place = finding.place or self.report.place(record.line)
                finding.genome = finding.genome or self.assembly.genome
                if self.assembly.foreign:
                    finding.marks = tuple(dict.fromkeys((*finding.marks, Mark.FOREIGN_ASSEMBLY)))
                yield finding
            if any("=" not in part and mentions_nrg1(part) for part in record.info_text.split(";")):
                self.scan.unexplained(record.line, record.text)  # `GENEB=A;NRG1`: a list cut at its `;`
            self._say_doubts(record)

    @cached_property
    def _by_line(self) -> dict[int, Record]:
        return {record.line: record for record in self.records}

    def _say_doubts(self, record: Record) -> None:
        for what, column, value in record.doubts:
            self.report.notice(Code.BAD_CELL, what, line=record.line, column=column, value=value)
        record.doubts.clear()

    def end(self, arm: Assay | None = None, *, explained: Iterable[int] = ()) -> Iterator[Made]:
        """The arm, and the net under all: a record that names NRG1 and gave no finding. Raises what broke the file off."""
        self.scan.say_rest()
        used = (r for r in self.records if r.line in self._used)
        read_again(self.report, (r for r in used if mentions_nrg1(r.text) or at_nrg1(r.chrom, r.pos, "")))
        explained = set(explained) - self._used
        named = [r for r in self.records if r.line not in self._used and mentions_nrg1(r.text)]
        for record in named:
            if record.line not in explained:
                self.scan.unexplained(record.line, record.text)
        if told := [record.line for record in named if record.line in explained]:
            self.report.notice(
                Code.NOT_LISTED,
                f"{len(told)} rows name NRG1 and are no findings: targets without a read, controls, expression",
                severity=Severity.INFO,
                line=told[0],
                value=lines_told(told),
            )
        arm = arm or Assay(molecule="")
        arm.sample = arm.sample or self.sample
        arm.rows_read = self.scan.records
        arm.genome = arm.genome or self.assembly.genome
        if why := without_nrg1(self.header, contigs=False):
            arm.fusions_stated, arm.read_status = False, "cannot_express_fusions"
            self.report.notice(Code.CANNOT_EXPRESS_FUSIONS, why, severity=Severity.INFO)
        yield arm
        if self._failed:
            raise self._failed

    @property
    def sample(self) -> str:
        """The name of the only sample column."""
        return self.header.samples[0] if len(self.header.samples) == 1 else ""

    def place(self, record: Record | None) -> tuple[str, ...]:
        """The place of the other record of a fusion, for `also_at`."""
        return (self.report.place(record.line),) if record is not None else ()


def name(record: Record | None, *keys: str) -> str:
    """A gene name in INFO; empty where it is missing or written as `nan` or 0."""
    text = record.value(*keys) if record is not None else ""
    return "" if text in MISSING or text == "0" else text


def position(text: str) -> int | None:
    """A position in INFO, `42295516` or `42295516.0`; None where it is missing or 0."""
    whole = text.split(".")[0]
    return int(whole) or None if whole.isascii() and whole.isdigit() and len(whole) <= 10 else None
