"""What a column of an unknown table seems to be, by its name and by what stands in it. Guesses, for a person to correct."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from fusionflag import numbers
from fusionflag.cells import MISSING
from fusionflag.genes import Genes, chromosome
from fusionflag.layouts import frame_word
from fusionflag.partners import split_alternatives, split_fusion

MOST = 0.6  # share of the values that must look like what is sought
_EXAMPLES = 3
LARGEST_COUNT = 1_000_000  # a larger number is no count of reads; record numbers are
_BREAKPOINT = re.compile(r"[\w.]+:\d{1,10}(?::[+-])?\Z")
_CHROMOSOME = re.compile(r"chr(?:\d\d?|X|Y|MT?)\Z")
_TRANSCRIPT = re.compile(r"(?:ENST\d{6,}|[NX][MR]_\d{6,})(?:\.\d+)?\Z")
# what the names of two columns differ in, first the 5' side
_SIDES = {("5", "3"), ("1", "2"), ("a", "b"), ("left", "right"), ("up", "down"), ("five", "three")}
_SIDES |= {("first", "second"), ("donor", "acceptor"), ("head", "tail"), ("upstream", "downstream")}
_SAMPLE = r"sample|library|probe|specimen|accession|case"
_NAMES = {"gene": r"gene|symbol|partner", "breakpoint": r"break ?point", "transcript": r"transcript"}
_PERSON = r"patient|surname|(?:first|last|family|full) ?name|birth|dob\b|mrn|physician|doctor|address"
# words that stand in filters everywhere: nothing else of such a column is shown, it could name a person
_PASSED = frozenset({"pass", "passed", "ok", "good", "true", "yes", "keep", "reported", "high", "positive"})
_REJECTED = frozenset(
    {"fail", "failed", "filtered", "rejected", "reject", "artefact", "artifact", "false", "no", "low"}
    | {"medium", "negative", "lowsupport", "low_support", "germline"}
)
FILTER_WORDS = _PASSED | _REJECTED


@dataclass(slots=True)
class Column:
    """A column of a table that is looked at: its name and its first values that say something."""

    name: str
    values: list[str] = field(default_factory=list)

    def share(self, fits: Callable[[str], bool]) -> float:
        """The share of the values that fit; 0 where there is none."""
        return sum(map(fits, self.values)) / len(self.values) if self.values else 0.0

    def examples(self, fits: Callable[[str], bool]) -> tuple[str, ...]:
        """Some of the values that fit."""
        return tuple(dict.fromkeys(filter(fits, self.values)))[:_EXAMPLES]

    def named(self, pattern: str) -> bool:
        """Does the name fit, with its capitals and signs set apart?"""
        return re.search(pattern, self.spread()) is not None

    def spread(self) -> str:
        """The name in small letters, with what its capitals and signs join set apart: `GeneA` is `gene a`."""
        return re.sub(r"(?<=[a-z])(?=[A-Z0-9])|[_.\-/()#]", " ", self.name).lower()


@dataclass(frozen=True, slots=True)
class Guess:
    """A key, the column that it seems to be, and why; `examples`: values that were recognised, so they name no person."""

    key: str
    column: Column
    why: str
    examples: tuple[str, ...] = ()


def guessed(columns: list[Column], genes: Genes) -> list[Guess]:
    """The guesses of a table, each column at most once, the surest first. Columns that name a person are left out."""
    left = [column for column in columns if not column.named(_PERSON)]
    found: list[Guess] = []
    for guess in _Guesser(left, genes).all():
        found.append(guess)
        left.remove(guess.column)
    taken = {guess.key for guess in found}
    places = {"chrom5": "pos5", "chrom3": "pos3", "pos5": "chrom5", "pos3": "chrom3"}
    return [guess for guess in found if guess.key not in places or places[guess.key] in taken]


class _Guesser:
    """Takes what it recognises out of `left`, which the caller shortens as guesses come."""

    def __init__(self, left: list[Column], genes: Genes) -> None:
        self.left, self.genes = left, genes

    def all(self) -> Iterator[Guess]:
        yield from self._sided(
            "breakpoint", lambda v: _BREAKPOINT.match(v) is not None, "chrom:pos texts", ""
        )
        yield from self._fusion()
        yield from self._sided("gene", self._is_gene, "gene symbols", "")
        yield from self._sided("transcript", lambda v: _TRANSCRIPT.match(v) is not None, "transcript ids", "")
        yield from self._sided("chrom", _is_chromosome, "chromosomes", r"chr")
        yield from self._sided(
            "pos",
            lambda v: (numbers.position(v) or 0) > 10_000,
            "large whole numbers",
            r"pos|break|bp|base|start|end",
        )
        yield from self._sided("strand", lambda v: v in ("+", "-", "1", "-1"), "strands", r"strand")
        yield from self._sided(
            "exon", lambda v: v.isdigit() and int(v) < 400, "small whole numbers", r"exon|\bex\b"
        )
        yield from self._counts()
        yield from self._words()

    def _fusion(self) -> Iterator[Guess]:
        fits = [c for c in self.left if c.share(self._is_fusion) >= MOST]
        if fits:
            yield Guess(
                "fusion", fits[0], "its values are two gene symbols joined", fits[0].examples(self._is_fusion)
            )

    def _sided(self, key: str, fits: Callable[[str], bool], what: str, name: str) -> Iterator[Guess]:
        """Two columns of one kind: the sides by their names, else by their order."""
        fitting = [c for c in self.left if c.share(fits) >= MOST and (not name or c.named(name))]
        if not fitting:  # a table without rows has names only
            fitting = [c for c in self.left if not c.values and c.named(name or _NAMES[key])]
        pairs = [(a, b) for a in fitting for b in fitting if (_apart(a, b), _apart(b, a)) in _SIDES]
        found = pairs[0] if pairs else fitting[:2]
        if len(found) == 1 and key in ("gene", "chrom", "pos", "breakpoint"):
            return  # one side alone would leave out the other
        for side, column in zip("53", found, strict=False):
            yield Guess(f"{key}{side}", column, f"its values are {what}", column.examples(fits))

    def _counts(self) -> Iterator[Guess]:
        patterns = {
            "junction_reads": r"junction|split|spanning ?reads|jxn",
            "pair_reads": r"pair|mate|discordant|encompass|spanning",
            "total_reads": r"total|support",
        }
        count = 0
        for key, pattern in patterns.items():
            column = next((c for c in self.left if c.named(pattern) and c.share(_is_count) >= MOST), None)
            if column is None and key == "total_reads" and not count:
                reads = (c for c in self.left if c.named(r"reads?\b|count") and c.share(_is_count) >= MOST)
                column = next(reads, None)
            if column:
                count += 1
                examples = column.examples(_is_count)
                yield Guess(key, column, "by its name; its values are whole numbers", examples)
        column = next((c for c in self.left if c.named(r"vaf|allele|\baf\b|fraction")), None)
        if column and column.share(lambda v: numbers.decimal(v) is not None) >= MOST:
            percent = any(v.endswith("%") or (numbers.decimal(v) or 0) > 1 for v in column.values)
            key = "allele_percent" if percent else "allele_fraction"
            yield Guess(key, column, "by its name; its values are numbers")

    def _words(self) -> Iterator[Guess]:
        column = next((c for c in self.left if c.named(r"frame")), None)
        if column:
            known = column.examples(lambda v: frame_word(v) != "unknown")
            yield Guess("frame", column, "by its name", known)
        column = next((c for c in self.left if c.named(r"filter|status|flag")), None)
        column = column or next(
            (c for c in self.left if c.share(lambda v: v.casefold() in FILTER_WORDS) >= MOST), None
        )
        if column:
            yield Guess("filter", column, "by its name or its words")
        column = next((c for c in self.left if c.named(_SAMPLE)), None)
        if column:
            yield Guess("sample", column, "by its name")

    def _is_gene(self, value: str) -> bool:
        names = split_alternatives(value)
        return bool(names) and all(self.genes.resolve(n).how != "unknown" for n in names)

    def _is_fusion(self, value: str) -> bool:
        parts = split_fusion(value, self.genes).parts
        return len(parts) > 1 and all(self.genes.resolve(p).how != "unknown" for p in parts)


def headless(names: list[str], genes: Genes) -> bool:
    """Does what should be a header hold genes or places? Then it is a row, and its cells are no names of columns."""
    known = [n for n in names if genes.resolve(n).how in ("approved", "ensembl")]
    places = [n for n in names if _BREAKPOINT.match(n) or (numbers.position(n) or 0) > 10_000]
    return len(known) > 1 or bool(places)


def passed(values: list[str]) -> tuple[list[str], list[str], int]:
    """Of a filter's values: known words for a pass, known words for a rejection, and how many others there are."""
    distinct = list(dict.fromkeys(values))
    known = [v for v in distinct if v.casefold() in FILTER_WORDS]
    good = [v for v in known if v.casefold() in _PASSED]
    return good, [v for v in known if v not in good], len(distinct) - len(known)


def says(value: str) -> bool:
    """Is a cell neither empty nor a word for "missing"?"""
    return value not in MISSING


def _apart(one: Column, other: Column) -> str:
    """What the name of one column has that the other's has not, in small letters: `Gene B` beside `Gene A` is `b`."""
    a, b = (" ".join(re.findall(r"[a-z]+|\d", c.spread())).split() for c in (one, other))
    differ = [x for x, y in zip(a, b, strict=False) if x != y]
    return differ[0] if len(differ) == 1 and len(a) == len(b) else ""


def _is_chromosome(value: str) -> bool:
    return _CHROMOSOME.match(chromosome(value)) is not None


def _is_count(value: str) -> bool:
    number = numbers.count(value)[0]
    return number is not None and number < LARGEST_COUNT
