"""The assay registry: which test reads NRG1 fusions, with source and date per row; the laboratory may overlay its own.

A name matches a row whole and exactly (letters' case and blanks aside), with vendor or nucleic acid agreeing where they are
given. A name that fits two rows is unknown, and unknown counts as not covered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

from fusionflag.knowledge import DATA, KnowledgeError, QcLimit, Row, table

COVERAGE = ("yes", "listed_pairs", "partner_side", "no", "unknown")
_REQUIRED = ("assay", "nucleic_acid", "nrg1_fusion_covered")
_ACIDS = {"dna": "DNA", "rna": "RNA", "fish": "FISH", "ihc": "IHC", "unknown": "unknown"}
_LIMIT = re.compile(r"(\w+)\s*(>=|<=)\s*(\d+(?:\.\d+)?)")
_COMMON_WORDS = frozenset(
    {"any", "lab", "labs", "laboratory", "laboratories", "medicine", "health", "life", "sciences", "clinic"}
)
_METHODS = (
    ("wts", "WTS"),  # first: a test of exome and transcriptome reads its fusions from the transcriptome
    ("whole exome", "WES"),
    ("wes", "WES"),
    ("wgs", "WGS"),
    ("whole genome", "WGS"),
    ("fish", "FISH"),
)


@dataclass(frozen=True, slots=True)
class AssayEntry:
    """One test. `molecules`: nucleic acids it reads; `min_tumor_content`: percent, where the assay has its own minimum."""

    vendor: str
    assay: str
    names: frozenset[str]
    molecules: tuple[str, ...]
    method: str
    nrg1_coverage: str
    liquid: bool
    min_tumor_content: float | None
    why: str
    source: str
    how_sure: str
    checked: str
    nrg1_coverage_dna: str = ""
    qc_limits: tuple[QcLimit, ...] = ()

    def coverage_for(self, molecule: str) -> str:
        """What the arm of this nucleic acid covers.

        The column speaks of the RNA arm where the test has one: fusions of a DNA+RNA panel are called from RNA, so its DNA arm
        covers NRG1 fusions only by its partners' introns at best, and counts as `no` unless the row says otherwise in
        `nrg1_fusion_covered_dna`. An arm whose nucleic acid is not known is not given the RNA arm's coverage: `unknown`.
        """
        acid = molecule.removeprefix("cf")
        if "RNA" not in self.molecules or acid == "RNA" or len(self.molecules) == 1:
            return self.nrg1_coverage
        return self.nrg1_coverage_dna or "no" if acid == "DNA" else "unknown"


@dataclass(frozen=True)
class AssayRegistry:
    """All rows, and the look-up by name."""

    entries: tuple[AssayEntry, ...]

    def find(self, name: str, *, vendor: str = "", molecule: str = "") -> AssayEntry | None:
        """The one entry that `name` fits; None if there is none or more than one.

        A nucleic acid that is given must agree. A vendor settles between rows, but alone decides nothing: reports name the
        laboratory that ran a kit, not its maker.
        """
        wanted = fold(name)
        if not wanted:
            return None
        found = self._named.get(wanted, [])
        if vendor:
            found = [e for e in found if _vendor_agrees(vendor, e.vendor)] or found
        if molecule and molecule != "unknown":
            found = [e for e in found if _molecule_agrees(molecule, e)]
        return found[0] if len(found) == 1 else None

    @cached_property
    def _named(self) -> dict[str, list[AssayEntry]]:
        """The rows that a name fits."""
        found: dict[str, list[AssayEntry]] = {}
        for entry in self.entries:
            for name in entry.names:
                found.setdefault(name, []).append(entry)
        return found


def fold(name: str) -> str:
    """A name without differences of case and blanks."""
    return " ".join(name.casefold().split())


def _vendor_agrees(a: str, b: str) -> bool:
    words = [set(re.findall(r"\w{3,}", name.casefold())) - _COMMON_WORDS for name in (a, b)]
    return bool(words[0] & words[1])


def _molecule_agrees(molecule: str, entry: AssayEntry) -> bool:
    """A nucleic acid that the row does not state agrees with any."""
    return "unknown" in entry.molecules or molecule.removeprefix("cf") in entry.molecules


def _entry(row: Row) -> AssayEntry:
    coverage = row.one_of("nrg1_fusion_covered", COVERAGE)
    method = row["fusion_method"]
    names = [row["assay"], *row["aliases_seen_in_reports"].split(";")]
    short = re.sub(r"\s*\([^)]*\)\Z", "", row["assay"])
    kind = next(
        (name for mark, name in _METHODS if mark in method.casefold().split("(")[0]),
        "panel" if method else "",
    )
    return AssayEntry(
        vendor=row["vendor"],
        assay=row["assay"],
        names=frozenset(fold(n) for n in (*names, short) if fold(n)),
        molecules=_molecules(row),
        method=kind,
        nrg1_coverage=coverage,
        liquid=row["specimen"] == "liquid",
        min_tumor_content=_percent(row, "min_tumor_content"),
        why=row["why_notes"],
        source=row["source"],
        how_sure=row["how_sure"],
        checked=row["checked"],
        nrg1_coverage_dna=row.one_of("nrg1_fusion_covered_dna", ("", *COVERAGE)),
        qc_limits=tuple(_limits(row)),
    )


def _limits(row: Row) -> Iterator[QcLimit]:
    """The laboratory's own QC limits, `NAME>=number; NAME<=number`."""
    for part in filter(None, (p.strip() for p in row["qc_limits"].split(";"))):
        found = _LIMIT.fullmatch(part)
        if found is None:
            raise row.wrong("qc_limits", f"holds {part!r}, which is not NAME>=number or NAME<=number")
        yield QcLimit(row["assay"], found[1], found[2], float(found[3]), "")


def _molecules(row: Row) -> tuple[str, ...]:
    """DNA, RNA, DNA+RNA, FISH, IHC or unknown, in any case. Any other word would match no arm, without a word."""
    acids = [part.strip().casefold() for part in row["nucleic_acid"].split("+")]
    if not all(acid in _ACIDS for acid in acids):
        raise row.wrong(
            "nucleic_acid", f"is {row['nucleic_acid']!r}, none of DNA, RNA, DNA+RNA, FISH, IHC, unknown"
        )
    return tuple(dict.fromkeys(_ACIDS[acid] for acid in acids))


def _percent(row: Row, column: str) -> float | None:
    """Percent, 1 to 100. A fraction such as 0.2 is refused: read as percent it would let every specimen pass."""
    value = row.number(column)
    if value is not None and not 1 <= value <= 100:
        raise row.wrong(column, f"is {row[column]!r}, not a percentage from 1 to 100")
    return value


def _listed(rows: Iterable[Row]) -> list[AssayEntry]:
    """The entries of a table. An assay may have a row per nucleic acid, but not two for one."""
    entries: dict[tuple[str, tuple[str, ...]], AssayEntry] = {}
    for row in rows:
        entry = _entry(row)
        key = (fold(entry.assay), entry.molecules)
        if key in entries:
            raise row.wrong("assay", f"is {entry.assay!r}, which another row lists for the same nucleic acid")
        entries[key] = entry
    return list(entries.values())


def load(overlay: Path | None = None) -> AssayRegistry:
    """The shipped registry, with the rows of `overlay` in place of those of the same assay, and its others added.

    An overlay has the same columns in any order; assay, nucleic_acid and nrg1_fusion_covered are required. Raises KnowledgeError.
    """
    entries = _listed(table(DATA / "assays.tsv", (*_REQUIRED, "source", "how_sure", "checked")))
    if overlay is not None:
        own = _listed(table(overlay, _REQUIRED))
        if not own:
            raise KnowledgeError(f"{overlay.name}:2:1: holds no row")
        taken = {name for e in own for name in e.names}
        # what the laboratory says of a name holds: no shipped row may make the name ambiguous
        entries = [_without(e, taken) for e in entries if fold(e.assay) not in taken] + own
    return AssayRegistry(tuple(entries))


def _without(entry: AssayEntry, names: set[str]) -> AssayEntry:
    if not entry.names & names:
        return entry
    return replace(entry, names=entry.names - names)


@cache
def _shipped() -> AssayRegistry:
    return load()


_overlaid: list[AssayRegistry] = []


def use(registry: AssayRegistry | None) -> None:
    """Make `registry` the one that `default` gives in this process (None: the shipped one)."""
    _overlaid[:] = [registry] if registry else []


def default() -> AssayRegistry:
    """The registry in use: the laboratory's overlay if one was given, else the shipped one."""
    return _overlaid[0] if _overlaid else _shipped()
