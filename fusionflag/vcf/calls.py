"""From a structural-variant VCF to arms, findings and notices: what every parser of such a caller calls.

Listed are the junctions at NRG1, each once, with the lines that tell it; the others are counted. (`--all-junctions` lists
them too.) Nothing is judged here: genes, roles and the EGF-like domain follow from place and kept parts in `normalise`.
"""

from __future__ import annotations

from collections.abc import Iterator

from fusionflag.cells import RowError
from fusionflag.codes import Code
from fusionflag.locus import LOCUS, NEAR, at_nrg1, may_be_called_nrg1, on_chr8
from fusionflag.model import Record as Made
from fusionflag.model import Severity
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report, ReportError
from fusionflag.vcf import columns, junctions
from fusionflag.vcf.annotation import genes_of, without_annotation
from fusionflag.vcf.build import Assembly, assembly_of, is_unknown, say_assembly
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.extent import without_nrg1
from fusionflag.vcf.findings import Maker
from fusionflag.vcf.header import Header, header_of, say_repairs
from fusionflag.vcf.junctions import Junction
from fusionflag.vcf.mates import Paired
from fusionflag.vcf.readers import read_again
from fusionflag.vcf.record import Record
from fusionflag.vcf.scan import Rows, Scan, lines_told


def sv_calls(report: Report, caller: Caller) -> Iterator[Made]:
    """The findings, arms and notices of a structural-variant VCF."""
    header = header_of(report)
    assert header is not None, "recognised as a VCF"
    foreign = bool(assembly_of(header).foreign)
    scan = Scan(report, header, everything=report.all_junctions, known_assembly=not foreign, wide=caller.wide)
    yield from _Door(report, header, caller, scan).records()


def sv_rows(report: Report, caller: Caller, rows: Rows, header: Header) -> Iterator[Made]:
    """The same for a table whose rows are records of a VCF in another dress; `header` names its sample columns."""
    yield from _Door(report, header, caller, rows).records()


_BETWEEN = frozenset({"TRA", "CTX", "BND"})
_DISTANT = frozenset(
    {"BND", "INV", "TRA", "CTX", "CPX"}
)  # kinds that no caller of small variants or copy number writes


class _Door:
    """One VCF on its way to records."""

    def __init__(self, report: Report, header: Header, caller: Caller, scan: Rows) -> None:
        self.report, self.header, self.caller, self.scan = report, header, caller, scan
        self.assembly: Assembly = assembly_of(header)
        self.columns = columns.tell(
            header, report.wanted_samples, normal_first=caller.normal_first, files=caller.merges
        )
        self.without = without_nrg1(header)
        self.gains: list[Record] = []
        self.failed: ReportError | None = None
        report.several_samples = len(self.columns.tumors) > 1

    def records(self) -> Iterator[Made]:
        """Findings, then arms: what can be said of an arm is known when all has been read."""
        self._before()
        paired = Paired(self._junctions())
        read_again(
            self.report,
            (r for junction in paired.junctions if self._touches(junction) for r in junction.records),
        )
        self._say_pairs(paired)
        make = Maker(self.report, self.header, self.caller, self.columns, self.assembly)
        for junction in paired.junctions:
            found = list(make.findings(junction))
            for record in junction.records:
                self._say_doubts(record)  # before the findings, which are marked for it
            yield from found
            if self._touches(junction):
                self._say_other_columns(make, junction)
            for record in junction.records:
                self._say_doubts(record)
        for record in self.gains:
            yield from make.gain(record)
        yield from make.assays(express=self._can_express(), records=self.scan.records)
        self._after(len(paired.junctions))
        if self.failed:
            raise self.failed

    def _say_pairs(self, paired: Paired) -> None:
        for record in paired.lonely:
            self.report.notice(
                Code.MATE_MISSING,
                "the mate that this record names is not in the file; the record tells both ends by itself and counts",
                severity=Severity.INFO,
                line=record.line,
                value=record.id,
            )
        for junction in paired.contrary:
            self.report.notice(
                Code.BREAKENDS_DISAGREE,
                "the two records of this junction contradict each other in what is joined; its orientation is not known",
                line=junction.records[0].line,
                value=junction.records[0].alt,
                hint="Look at both records by hand.",
            )

    def _say_other_columns(self, make: Maker, junction: Junction) -> None:
        """A junction at NRG1 that a column shows which is no arm."""
        if make.shown.only_in_normal(junction):
            self.report.notice(
                Code.TUMOR_COLUMN,
                "only the column that is taken for the normal shows this junction at NRG1",
                line=junction.records[0].line,
                hint="Look whether the columns are told rightly; name the tumor's in the sample sheet.",
            )
        if names := make.shown.elsewhere(junction):
            self.report.notice(
                Code.TUMOR_COLUMN,
                "a junction at NRG1 is shown in columns that the sample sheet does not name",
                line=junction.records[0].line,
                value=", ".join(names),
                hint="Look whether the sheet names the right column.",
            )

    # -- the file ----------------------------------------------------------------------------------
    def _before(self) -> None:
        header, report = self.header, self.report
        say_repairs(report, header)
        say_assembly(report, self.assembly)
        self._say_columns()

    def _say_columns(self) -> None:
        names, told = self.header.samples, self.columns
        if told.how and told.certain:
            normal = ", ".join(f"`{names[i]}`" for i in told.normals) or "none"
            tumor = ", ".join(f"`{names[i]}`" for i in told.tumors) or "none"
            self.report.notice(
                Code.TUMOR_COLUMN,
                f"tumor: {tumor}; normal: {normal} ({told.how})",
                severity=Severity.INFO if told.tumors else Severity.WARNING,
            )
        elif not told.certain and not self.caller.germline:
            self.report.notice(
                Code.TUMOR_COLUMN_UNKNOWN,
                f"{len(told.tumors)} sample columns, and nothing tells which is the tumor: each is read as a tumor",
                value=", ".join(names),
                hint="Name the tumor's column in the sample sheet (column `sample`).",
            )

    def _after(self, listed: int) -> None:
        report, scan = self.report, self.scan
        if scan.small:
            report.notice(
                Code.NRG1_CNV_OR_SNV,
                f"{_count(len(scan.small), 'small or spanning variant')} at NRG1: no fusion",
                severity=Severity.INFO,
                line=scan.small[0],
                value=lines_told(scan.small),
            )
        if not self._can_express():
            why = (
                "this caller lists germline variants, so its silence says nothing of a tumor"
                if self.caller.germline
                else self.without
                or "nothing shows that its caller writes fusions (small variants or copy numbers only?); it is no test of fusions"
            )
            report.notice(
                Code.CANNOT_EXPRESS_FUSIONS,
                f"{_count(scan.records, 'record')} read, {_count(listed, 'junction')} at NRG1; {why}",
                severity=Severity.INFO,
            )
        elif not report.all_junctions:
            report.notice(
                Code.NOT_LISTED,
                f"{_count(scan.records, 'record')} read; {_count(listed, 'junction')} at NRG1",
                severity=Severity.INFO,
            )

    def _can_express(self) -> bool:
        """Could a tumor's fusion stand in this file? A caller that writes none is believed unless its file holds breakends."""
        if self.caller.germline or self.without:
            return False
        met = self.scan.rearranged or self.scan.breakends
        if self.caller.candidates and not self.header.samples and not met:
            return False  # Manta's candidateSmallIndels
        if (
            self.caller.file_a_kind
            and "BND" not in self.header.declared.get("ALT", ())
            and not (self.scan.breakends or {*self.scan.kinds} & _BETWEEN or len(self.scan.kinds) > 1)
        ):
            return False
        if self.caller.rearranges is None:
            return self.header.rearranges or met
        return self.caller.rearranges or self.scan.breakends

    # -- records -----------------------------------------------------------------------------------
    def _junctions(self) -> Iterator[Junction]:
        """The junctions at NRG1. Where the file breaks off, those before count, and the error is raised behind them."""
        try:
            yield from self._read()
        except ReportError as error:
            self.failed = error

    def _read(self) -> Iterator[Junction]:
        for record in self.scan:
            try:
                found = [j for j in junctions.of_record(record) if self.caller.check(record, j)]
                _check_places(found, self.header)
            except RowError as error:
                self.scan.bad_row(
                    record.line, f"the record cannot be understood: {error}", record.text, error
                )
                continue
            if not self.caller.symbols:  # Strelka writes long insertions as `CTTT.`, others gains as `<DUP>`
                found = [j for j in found if j.kind.split(":")[0] in _DISTANT]
            names = genes_of(record, self.header) if found else ()
            others = tuple(name for name in names if not mentions_nrg1(name))
            at_nrg1 = False
            for junction in found:
                here = self._wanted(junction, names)
                if here or self.report.all_junctions:
                    _name_ends(junction, names if here else others)
                    yield junction
                at_nrg1 |= here
            if not at_nrg1:
                self._passed_over(record)

    def _wanted(self, junction: Junction, names: tuple[str, ...]) -> bool:
        """Is it at NRG1: by place, or, where places tell nothing or only one end is told, by name?"""
        if self._touches(junction):
            return True
        if not any(mentions_nrg1(name) for name in names) or self._refuted(junction):
            return False
        return junction.kind in ("BND", "SGL", "TRA", "CTX") or not self.assembly.genome

    def _touches(self, junction: Junction) -> bool:
        return not self.assembly.foreign and any(
            at_nrg1(end.chrom, end.pos, end.kept) for end in junction.ends
        )

    def _refuted(self, junction: Junction) -> bool:
        """Do the places say that NRG1 is only spanned? An annotation lists every gene between the two ends."""
        if self.assembly.foreign:
            return False
        there = [end for end in junction.ends if on_chr8(end.chrom)]
        return bool(there) and not any(may_be_called_nrg1(end.pos) for end in there)

    def _passed_over(self, record: Record) -> None:
        """No junction at NRG1: a small variant, gain or spanning event there, or a line that names it for no reason."""
        end = record.whole("END") or record.pos
        here = (
            not self.assembly.foreign
            and on_chr8(record.chrom)
            and record.pos < LOCUS.stop
            and max(end, record.pos) >= LOCUS.start
        )
        if not here and not mentions_nrg1(record.text):
            return
        depth = junctions.is_copy_number(record) or (self.caller.depth and record.alt[:1] == "<")
        if depth and record.alt != ".":
            self.gains.append(record)
        elif here or not mentions_nrg1(without_annotation(record)):
            self.scan.small.append(record.line)
        else:
            self.scan.unexplained(record.line, record.text)

    def _say_doubts(self, record: Record) -> None:
        for what, column, value in record.doubts:
            self.report.notice(Code.BAD_CELL, what, line=record.line, column=column, value=value)
        record.doubts.clear()


def _count(count: int, word: str) -> str:
    return f"{count or 'no'} {word}{'' if count == 1 else 's'}"


def _check_places(found: list[Junction], header: Header) -> None:
    """Raise RowError for an end beyond the end of its sequence, or at NRG1's position of a sequence that is not known: a
    damaged name would hide it."""
    for junction in found:
        for end in junction.ends:
            if end.pos in NEAR and is_unknown(end.chrom, header):
                raise RowError("is no sequence that is known", None, f"{end.chrom}:{end.pos}")
            length = header.lengths.get(end.chrom)
            if length is not None and end.pos > length + 1:
                raise RowError(f"{end.chrom} has only {length} bases", None, f"{end.chrom}:{end.pos}")


def _name_ends(junction: Junction, names: tuple[str, ...]) -> None:
    """Give the genes that the record names to the end where it stands; NRG1 to the end that lies there."""
    nrg1 = tuple(name for name in names if mentions_nrg1(name))
    others = ";".join(name for name in names if name not in nrg1)
    ends = junction.ends
    there = next((end for end in ends if at_nrg1(end.chrom, end.pos, end.kept)), None) or next(
        (end for end in ends if on_chr8(end.chrom)), ends[0]
    )
    if nrg1:
        there.genes = "NRG1"
    first = junction.first
    if others and (first is not there or not nrg1):
        first.genes = others
    elif others and junction.second is not None and junction.second is not there:
        junction.second.genes = others
