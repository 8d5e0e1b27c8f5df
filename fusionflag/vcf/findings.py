"""From junctions to findings and arms: which sample shows what, with how many reads, past which filters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from fusionflag.model import Assay, Finding, Mark
from fusionflag.reading import Report
from fusionflag.vcf import support
from fusionflag.vcf.build import Assembly
from fusionflag.vcf.columns import Columns
from fusionflag.vcf.header import Header
from fusionflag.vcf.junctions import End, Junction
from fusionflag.vcf.orientation import as_written
from fusionflag.vcf.record import Record

SOMATIC, GERMLINE = (
    ("SOMATIC", "Somatic"),
    ("GERMLINE", "Germline"),
)  # INFO flags; DELLY's old filters write the second
Check = Callable[[Record, Junction], bool]
# of the tumor's supporting reads: more of them in the normal is no contamination by tumor cells; one read alone proves nothing
GERMLINE_SHARE, GERMLINE_READS = 0.05, 2
CONTAMINATED_SHARE = 0.2  # the same where the caller weighed both samples and calls it somatic


@dataclass(frozen=True, slots=True)
class Caller:
    """What a parser knows of its caller.

    reads         the keys of its counts
    check         what its brackets and kinds are worth (orientation.py)
    pass_counts   is PASS a calibrated filter here? Some programs write it into every record
    harmless      words of FILTER and FT that say nothing against a call
    germline      it calls germline cohorts: nothing of it is somatic, and its silence says nothing of a tumor
    normal_first  expression found in the header where it is known that of two columns the first is the normal (columns.tell)
    rearranges    can its files hold any rearrangement? None: the file must show it
    symbols       False: `<DEL>`, `<DUP>` and long indels join nothing here, only breakends do
    depth         gains and losses are told from depth of coverage: notes, no junctions
    candidates    its files without sample columns are unscored candidates
    file_a_kind   it writes a file for each kind of event: one kind alone says nothing of the others
    wide          it writes more cells than it names columns
    merges        it merges the calls of several programs: two that agree pass; its sample columns are the merged files, `A`
                  and `A_1` of one sample
    """

    reads: support.Keys = support.ANY
    check: Check = as_written
    pass_counts: bool = True
    harmless: frozenset[str] = frozenset()
    germline: bool = False
    normal_first: str = ""
    rearranges: bool | None = True
    symbols: bool = True
    depth: bool = False
    candidates: bool = False
    file_a_kind: bool = False
    wide: bool = False
    merges: bool = False


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the findings and arms of one file."""

    report: Report
    header: Header
    caller: Caller
    columns: Columns
    assembly: Assembly

    @property
    def arms(self) -> tuple[int | None, ...]:
        """The sample columns that are arms; None stands for a file without sample columns."""
        return self.columns.tumors if self.header.samples else (None,)

    @property
    def only_candidates(self) -> bool:
        return self.caller.candidates and not self.header.samples

    def assays(self, *, express: bool, records: int) -> Iterator[Assay]:
        """One arm a tumor column. A file of a normal alone says nothing of a tumor."""
        only_normal = bool(self.header.samples) and not self.columns.tumors
        for number in self.columns.normals[:1] if only_normal else self.arms:
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
        normal = _most(self._reads(junction, n).all for n in self.columns.normals)
        if self.header.samples and not self.columns.tumors:
            yield self._finding(junction, self.columns.normals[0], None, germline=True)
            return
        shown = [arm for arm in self.arms if not self._absent(junction, arm)]
        # a call that no column shows is still a call
        for arm in shown if shown or self.elsewhere(junction) else self.arms:
            yield self._finding(junction, arm, normal)

    def only_in_normal(self, junction: Junction) -> bool:
        """Has the normal reads of it, and no tumor any?"""
        normal = _most(self._reads(junction, n).all for n in self.columns.normals)
        return bool(normal and self.columns.tumors) and not any(
            self._reads(junction, arm).all for arm in self.arms
        )

    def elsewhere(self, junction: Junction) -> list[str]:
        """Of the columns that are neither arm nor normal, because the sheet names others: those that show the junction."""
        ours = {column for arm in self.arms for column in self.columns.of(arm)}
        others = set(range(len(self.header.samples))) - {*ours, *self.columns.normals}
        return [self.header.samples[n] for n in sorted(others) if not self._absent(junction, n)]

    def _reads(self, junction: Junction, number: int | None) -> support.Reads:
        """The counts of the record that states the most: mates may count differently, or one of them not at all."""
        if junction.support is not None and len(self.header.samples) < 2:
            return support.Reads(total=junction.support)
        single = junction.second is None
        stated = [
            self.caller.reads.read(record, column, single=single, allele=junction.alleles.get(record.line, 1))
            for column in self.columns.of(number)
            for record in junction.records
        ]
        return max(stated, key=lambda reads: -1 if reads.all is None else reads.all)

    def _absent(self, junction: Junction, number: int | None) -> bool:
        """Does this column show that its sample lacks the event?"""
        reads = self._reads(junction, number).all
        if reads is not None:
            return reads == 0
        held = [self._in_file(junction, column) for column in self.columns.of(number)]
        if None not in held:
            return not any(held)
        return all(self._without(junction, column) for column in self.columns.of(number))

    def _without(self, junction: Junction, column: int | None) -> bool:
        """Does GT name the reference, or another ALT, and not this one? `.` is no call: it may be there."""
        told = {record.line: _alleles([record], column) for record in junction.records}
        named = {allele for alleles in told.values() for allele in alleles}
        own = any(str(junction.alleles.get(line, 1)) in alleles for line, alleles in told.items())
        return not own and not named & {"", "."}

    def gain(self, record: Record) -> Iterator[Finding]:
        """An NRG1 copy-number change: a note, no fusion; not in a sample that is called without it."""
        for number in self.arms:
            if _alleles([record], number) == {"0"}:
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
        record, first, reads = junction.records[0], junction.first, self._reads(junction, number)
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
            and not self._of_others(junction, number),
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
        return self.caller.pass_counts or (self.caller.merges and self._agreeing(junction, number) > 1)

    def _agreeing(self, junction: Junction, number: int | None) -> int:
        """How many of the merged call sets of this sample hold the event: other patients' do not confirm it."""
        record = junction.records[0]
        if self._in_file(junction, number) is not None:
            return sum(bool(self._in_file(junction, column)) for column in self.columns.of(number))
        stated = record.whole("SUPP", "NumCallers", "FOUNDBY")
        return record.value("SUPP_VEC").count("1") if stated is None else stated

    def _of_others(self, junction: Junction, number: int | None) -> bool:
        """Does this column say nothing where another shows reads? In a cohort the call, and its FILTER, are the other's."""
        if number is None or self._reads(junction, number).all is not None:
            return False
        others = set(range(len(self.header.samples))) - {*self.columns.of(number)}
        return any(self._reads(junction, n).all for n in others)

    def _germline(self, junction: Junction, reads: support.Reads, normal: int | None) -> bool:
        """In the normal sample too, or called germline by the caller."""
        called = _flagged(junction, *GERMLINE) and not _flagged(junction, *SOMATIC)
        if self.caller.germline or called:
            return True
        somatic = _flagged(junction, *SOMATIC)
        if (
            normal is None
        ):  # nothing is counted: a genotype or a merge may tell, but not against the caller's own word
            return not somatic and any(self._carries(junction, column) for column in self.columns.normals)
        share = CONTAMINATED_SHARE if somatic else GERMLINE_SHARE
        return normal >= GERMLINE_READS and normal > share * (reads.all or 0)

    def _carries(self, junction: Junction, column: int) -> bool:
        """Does this column name the allele, or its file of a merge hold the event?"""
        return self._in_file(junction, column) is True or any(
            str(junction.alleles.get(record.line, 1)) in _alleles([record], column)
            for record in junction.records
        )

    def _in_file(self, junction: Junction, column: int | None) -> bool | None:
        """Does the merged file of this column hold the event? None where SUPP_VEC does not tell it by column."""
        vectors = [record.value("SUPP_VEC") for record in junction.records]
        if (
            not self.caller.merges
            or column is None
            or any(len(v) != len(self.header.samples) for v in vectors)
        ):
            return None
        return any(vector[column] == "1" for vector in vectors)


def filter_words(records: Iterable[Record]) -> list[str]:
    """The words of FILTER that are neither PASS nor nothing."""
    words = (w for record in records for w in record.filter.split(";"))
    return [w for w in words if w not in ("", ".") and w.upper() != "PASS"]


def _alleles(records: Iterable[Record], number: int | None) -> set[str]:
    """The alleles of GT in a sample column."""
    column = -1 if number is None else number
    return {allele for record in records for allele in re.split(r"[|/]", record.cell("GT", column))}


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


def _most(counts: Iterable[int | None]) -> int | None:
    stated = [n for n in counts if n is not None]
    return max(stated) if stated else None
