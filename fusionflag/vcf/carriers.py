"""Which sample columns show a junction: by counts of reads, by genotypes, and in merges by the files that hold it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fusionflag.vcf import support
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.columns import Columns
from fusionflag.vcf.header import Header
from fusionflag.vcf.junctions import Junction
from fusionflag.vcf.record import Record


@dataclass(frozen=True, slots=True)
class Carriers:
    """What the columns of one file say of a junction."""

    header: Header
    caller: Caller
    columns: Columns

    @property
    def arms(self) -> tuple[int | None, ...]:
        """The sample columns that are arms; None stands for a file without sample columns."""
        return self.columns.tumors if self.header.samples else (None,)

    def reads(self, junction: Junction, number: int | None) -> support.Reads:
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

    def absent(self, junction: Junction, number: int | None) -> bool:
        """Does this column show that its sample lacks the event?"""
        reads = self.reads(junction, number).all
        if reads is not None:
            return reads == 0
        held = [self._in_file(junction, column) for column in self.columns.of(number)]
        if None not in held:
            return not any(held)
        return all(self._without(junction, column) for column in self.columns.of(number))

    def _without(self, junction: Junction, column: int | None) -> bool:
        """Does GT name the reference, or another ALT, and not this one? `.` is no call: it may be there."""
        told = {record.line: alleles_of([record], column) for record in junction.records}
        named = {allele for alleles in told.values() for allele in alleles}
        own = any(str(junction.alleles.get(line, 1)) in alleles for line, alleles in told.items())
        return not own and not named & {"", "."}

    def elsewhere(self, junction: Junction) -> list[str]:
        """Of the columns that are neither arm nor normal, because the sheet names others: those that show the junction."""
        ours = {column for arm in self.arms for column in self.columns.of(arm)}
        others = set(range(len(self.header.samples))) - {*ours, *self.columns.normals}
        return [self.header.samples[n] for n in sorted(others) if self._shows(junction, n)]

    def _shows(self, junction: Junction, number: int) -> bool:
        """Does this column have reads of the event, or where none are counted, its allele?"""
        reads = self.reads(junction, number).all
        return bool(reads) if reads is not None else self.carries(junction, number)

    def normal(self, junction: Junction) -> int | None:
        """The most reads of it in a normal; None where none are counted."""
        stated = [n for column in self.columns.normals if (n := self.reads(junction, column).all) is not None]
        return max(stated, default=None)

    def only_in_normal(self, junction: Junction) -> bool:
        """Has the normal reads of it, and no tumor any?"""
        normal = self.normal(junction)
        return bool(normal and self.columns.tumors) and not any(
            self.reads(junction, arm).all for arm in self.arms
        )

    def carries(self, junction: Junction, column: int) -> bool:
        """Does this column name the allele, or its file of a merge hold the event?"""
        return self._in_file(junction, column) is True or any(
            str(junction.alleles.get(record.line, 1)) in alleles_of([record], column)
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

    def agreeing(self, junction: Junction, number: int | None) -> int:
        """How many of the merged call sets of this sample hold the event: other patients' do not confirm it."""
        record = junction.records[0]
        if self._in_file(junction, number) is not None:
            return sum(bool(self._in_file(junction, column)) for column in self.columns.of(number))
        stated = record.whole("SUPP", "NumCallers", "FOUNDBY")
        return record.value("SUPP_VEC").count("1") if stated is None else stated

    def of_others(self, junction: Junction, number: int | None) -> bool:
        """Does this column say nothing where another shows reads? In a cohort the call, and its FILTER, are the other's."""
        if number is None or self.reads(junction, number).all is not None:
            return False
        others = set(range(len(self.header.samples))) - {*self.columns.of(number)}
        return any(self.reads(junction, n).all for n in others)


def alleles_of(records: Iterable[Record], number: int | None) -> set[str]:
    """The alleles of GT in a sample column."""
    column = -1 if number is None else number
    return {allele for record in records for allele in re.split(r"[|/]", record.cell("GT", column))}
