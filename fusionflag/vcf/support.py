"""How many reads support a junction in one sample column, as each caller writes it.

A caller's module names its keys; `ANY` tries the writings that mean the same in every program. `DR` is never among them: it
is the reference in DELLY and Sniffles, and the alternative in SvABA and TIDDIT 4.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fusionflag.vcf.record import Record


@dataclass(frozen=True, slots=True)
class Reads:
    """Counts of reads or fragments that support the alternative; None: not stated."""

    junction: int | None = None
    pairs: int | None = None
    total: int | None = None
    fraction: float | None = None

    @property
    def all(self) -> int | None:
        """Supporting reads in all; None where nothing is stated."""
        counts = [n for n in (self.junction, self.pairs) if n is not None]
        if self.total is not None:
            return max(self.total, sum(counts))
        return sum(counts) if counts else None


@dataclass(frozen=True, slots=True)
class Keys:
    """FORMAT keys of a caller's counts; of two numbers in one cell the first is the reference, the second the alternative.

    junction, pairs, total  keys, the first that is there counts; `+`-joined keys are added
    single                  the keys of all reads of a single breakend
    info_...                INFO keys in the same three kinds, for files with at most one sample column that says nothing
    """

    junction: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    total: tuple[str, ...] = ()
    single: tuple[str, ...] = ()
    info_junction: tuple[str, ...] = ()
    info_pairs: tuple[str, ...] = ()
    info_total: tuple[str, ...] = ()
    fraction: tuple[str, ...] = ("VAF", "AF")

    def read(self, record: Record, sample: int | None, *, single: bool = False, allele: int = 1) -> Reads:
        """The counts in a sample column; of the record as a whole where there is none, or only one that states nothing.

        allele  number of the ALT that is asked for
        """
        column = -1 if sample is None else sample
        if single and self.single:
            told = _sample(record, column, self.single, allele)
            return Reads(total=_info(record, self.single) if told is None and sample is None else told)
        found = Reads(
            _sample(record, column, self.junction, allele),
            _sample(record, column, self.pairs, allele),
            _sample(record, column, self.total, allele),
            _fraction(record, column, self.fraction),
        )
        if found.all is not None or len(record.samples) > 1:
            return found
        return Reads(
            _info(record, self.info_junction),
            _info(record, self.info_pairs),
            _info(record, self.info_total),
            found.fraction,
        )


def _sample(record: Record, sample: int, keys: tuple[str, ...], allele: int) -> int | None:
    return _first(keys, lambda key: _alternative(record.counts(key, sample), record.alleles, allele))


def _info(record: Record, keys: tuple[str, ...]) -> int | None:
    return _first(keys, record.count)


def _first(keys: tuple[str, ...], count: Callable[[str], int | None]) -> int | None:
    """The first of `keys` that states a number; `A+B` is the sum of both."""
    for key in keys:
        stated = [n for part in key.split("+") if (n := count(part)) is not None]
        if stated:
            return sum(stated)
    return None


def _alternative(counts: list[int | None], alleles: int, allele: int) -> int | None:
    """The alternative's count: the only number, else the one behind the reference's. Of several alternatives each has its own;
    where the list has another length nothing is told of one of them."""
    if alleles > 1:
        own = {alleles + 1: allele, alleles: allele - 1}.get(len(counts))
        return counts[own] if own is not None else None
    if len(counts) > 1:
        return counts[1]
    return counts[0] if counts else None


def _fraction(record: Record, sample: int, keys: tuple[str, ...]) -> float | None:
    for key in keys:
        text = record.cell(key, sample)
        try:
            value = float(text) if text else None
        except ValueError:
            continue
        if value is not None and 0 <= value <= 1:
            return value
    return None


ANY = Keys(
    junction=("SR", "RV"),
    pairs=("PR", "PE", "DV"),
    total=("VF", "SU", "AO", "AD"),
    info_junction=("SR", "SPLIT_READS"),
    info_pairs=("PE", "PAIR_COUNT"),
    info_total=("SU", "SUPPORT", "RE", "VF", "num_Reads"),
)
