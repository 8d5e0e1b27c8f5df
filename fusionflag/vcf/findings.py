"""From junctions to findings and arms: which sample shows what, with how many reads, past which filters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fusionflag.model import Assay, Finding, Mark
from fusionflag.reading import Report
from fusionflag.vcf import support
from fusionflag.vcf.build import Assembly
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.carriers import Carriers, alleles_of
from fusionflag.vcf.columns import Columns
from fusionflag.vcf.header import Header
from fusionflag.vcf.junctions import End, Junction
from fusionflag.vcf.record import Record

SOMATIC, GERMLINE = (
    ("SOMATIC", "Somatic"),
    ("GERMLINE", "Germline"),
)  # INFO flags; DELLY's old filters write the second
# of the tumor's supporting reads: more of them in the normal is no contamination by tumor cells; one read alone proves nothing
GERMLINE_SHARE, GERMLINE_READS = 0.05, 2
CONTAMINATED_SHARE = 0.2  # the same where the caller weighed both samples and calls it somatic


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the findings and arms of one file."""

    report: Report
    header: Header
    caller: Caller
    columns: Columns
    assembly: Assembly

    @property
    def shown(self) -> Carriers:
        """What the columns say."""
        return Carriers(self.header, self.caller, self.columns)

    @property
    def only_candidates(self) -> bool:
        return self.caller.candidates and not self.header.samples

    def assays(self, *, express: bool, records: int) -> Iterator[Assay]:
        """One arm a tumor column. A file of a normal alone says nothing of a tumor."""
        only_normal = bool(self.header.samples) and not self.columns.tumors
        for number in self.columns.normals[:1] if only_normal else self.shown.arms:
            yield Assay(
                sample=self._name(number),
                molecule="",
                report_kind="candidates" if self.only_candidates else "caller",
                fusions_stated=express and not only_normal,
                read_status="ok" if express else "cannot_express_fusions",
                rows_read=records,
                genome=self.assembly.genome,
            )

    def findings(self, junction: Junction) -> Iterator[Finding]:
        """The junction in each arm; of columns that stand for themselves, only in those that show it."""
        columns = self.shown
        normal = columns.normal(junction)
        if self.header.samples and not self.columns.tumors:
            yield self._finding(junction, self.columns.normals[0], None, germline=True)
            return
        shown = [arm for arm in columns.arms if not columns.absent(junction, arm)]
        # a call that no column shows is still a call
        for arm in shown if shown or columns.elsewhere(junction) else columns.arms:
            yield self._finding(junction, arm, normal)

    def gain(self, record: Record) -> Iterator[Finding]:
        """An NRG1 copy-number change: a note, no fusion; not in a sample that is called without it."""
        for number in self.shown.arms:
            if alleles_of([record], number) == {"0"}:
                continue
            yield Finding(
                sample=self._name(number),
                gene5_reported="NRG1",
                call_reported=record.id if record.id != "." else "",
                filters="" if record.filter == "." else record.filter,
                marks=(Mark.COPY_NUMBER,),
                order_known=False,
                order_from="none",
                genome=self.assembly.genome,
                event=record.alt.strip("<>"),
                place=self.report.place(record.line),
            )

    def _name(self, number: int | None) -> str:
        return "" if number is None else self.header.samples[number]

    def _finding(
        self,
        junction: Junction,
        number: int | None,
        normal: int | None,
        *,
        germline: bool = False,
    ) -> Finding:
        record, first, reads = junction.records[0], junction.first, self.shown.reads(junction, number)
        second = junction.second or End("", 0, "")
        filters = self._filters(junction, number)
        germline = germline or self._germline(junction, reads, normal)
        return Finding(
            sample=self._name(number),
            gene5_reported=first.genes,
            gene3_reported=second.genes,
            call_reported=record.id if record.id not in (".", "N") else "",
            filters=";".join(filters) or ("" if record.filter == "." else record.filter),
            marks=self._marks(junction, number, filters, germline, reads, normal),
            order_known=False,
            order_from="none",
            chrom5=first.chrom,
            pos5=first.pos,
            kept5=first.kept,
            interval5=first.interval if any(first.interval) else (),
            chrom3=second.chrom,
            pos3=second.pos if junction.second else None,
            kept3=second.kept,
            interval3=second.interval if any(second.interval) else (),
            genome=self.assembly.genome,
            event=record.value("SVTYPE") or junction.kind,
            junction_reads=reads.junction,
            pair_reads=reads.pairs,
            total_reads=reads.total,
            allele_fraction=reads.fraction,
            inserted=junction.inserted,
            callers=_callers(record, self.header) if self.caller.merges else (),
            place=self.report.place(record.line),
            also_at=tuple(self.report.place(r.line) for r in junction.records[1:]),
        )

    def _filters(self, junction: Junction, number: int | None) -> list[str]:
        """What speaks against the call: FILTER words of all its records, and FT of the sample."""
        words = filter_words(junction.records)
        if number is not None:
            said = (w for record in junction.records for w in record.cell("FT", number).split(";"))
            words += [w for w in said if w and w.upper() != "PASS"]
        return list(dict.fromkeys(w for w in words if w not in self.caller.harmless))

    def _marks(
        self,
        junction: Junction,
        number: int | None,
        filters: list[str],
        germline: bool,
        reads: support.Reads,
        normal: int | None,
    ) -> tuple[Mark, ...]:
        rejected = bool(filters) or self.only_candidates
        flagged = _flagged(junction, *SOMATIC)
        clear = normal is not None and normal <= GERMLINE_SHARE * (reads.all or 0)
        somatic = flagged if normal is None else clear or normal < GERMLINE_READS
        filtered = any(record.filter != "." for record in junction.records)
        said = {
            Mark.BREAKENDS: True,
            # a call without a read in this column is no call of it, whatever FILTER says of the record
            Mark.PASS: filtered
            and self._calibrated(junction, number)
            and not rejected
            and reads.all != 0
            and not self.shown.of_others(junction, number),
            Mark.FILTERED: rejected,
            Mark.IMPRECISE: junction.imprecise,
            Mark.SINGLE_BREAKEND: junction.second is None,
            Mark.GERMLINE: germline,
            Mark.NOT_SOMATIC: not somatic and not germline,
            Mark.FOREIGN_ASSEMBLY: bool(self.assembly.foreign),
        }
        return tuple(mark for mark, holds in said.items() if holds)

    def _calibrated(self, junction: Junction, number: int | None) -> bool:
        """Does PASS mean that the call was weighed?"""
        return self.caller.pass_counts or (self.caller.merges and self.shown.agreeing(junction, number) > 1)

    def _germline(self, junction: Junction, reads: support.Reads, normal: int | None) -> bool:
        """In the normal sample too, or called germline by the caller."""
        called = _flagged(junction, *GERMLINE) and not _flagged(junction, *SOMATIC)
        if self.caller.germline or called:
            return True
        somatic = _flagged(junction, *SOMATIC)
        if (
            normal is None
        ):  # nothing is counted: a genotype or a merge may tell, but not against the caller's own word
            return not somatic and any(
                self.shown.carries(junction, column) for column in self.columns.normals
            )
        share = CONTAMINATED_SHARE if somatic else GERMLINE_SHARE
        return normal >= GERMLINE_READS and normal > share * (reads.all or 0)


def filter_words(records: Iterable[Record]) -> list[str]:
    """The words of FILTER that are neither PASS nor nothing."""
    words = (w for record in records for w in record.filter.split(";"))
    return [w for w in words if w not in ("", ".") and w.upper() != "PASS"]


def _callers(record: Record, header: Header) -> tuple[str, ...]:
    """The programs, or merged files, that tell the event: Callers, svdb_origin (SVDB), SUPP_VEC by column (SURVIVOR)."""
    if told := record.value("Callers", "svdb_origin"):
        return tuple(re.split(r"[,|]", told))
    vector = record.value("SUPP_VEC")
    if len(vector) != len(header.samples):
        return ()
    return tuple(name for name, bit in zip(header.samples, vector, strict=True) if bit == "1")


def _flagged(junction: Junction, *keys: str) -> bool:
    """A flag, or a key whose value does not deny it."""
    denied = ("0", "false", "no")
    return any(
        record.flag(key) and record.info[key].lower() not in denied
        for record in junction.records
        for key in keys
    )
