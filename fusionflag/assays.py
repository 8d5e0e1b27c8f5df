"""The assay registry: which test reads NRG1 fusions, with source and date per row; the laboratory may overlay its own.

A name matches a row whole and exactly (letters' case and blanks aside), with vendor or nucleic acid agreeing where they are
given. A name that fits two rows is unknown, and unknown counts as not covered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fusionflag.knowledge import DATA, KnowledgeError, Row, table

COVERAGE = ("yes", "listed_pairs", "partner_side", "no", "unknown")
_REQUIRED = ("assay", "nucleic_acid", "nrg1_fusion_covered")
_METHODS = (
    ("whole exome", "WES"),
    ("wes", "WES"),
    ("wgs", "WGS"),
    ("whole genome", "WGS"),
    ("wts", "WTS"),
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

    def coverage_for(self, molecule: str) -> str:
        """What the arm of this nucleic acid covers.

        The column speaks of the RNA arm where the test has one: fusions of a DNA+RNA panel are called from RNA, so its DNA arm
        covers NRG1 fusions only by its partners' introns at best, and counts as `no`.
        """
        if molecule.removeprefix("cf") == "DNA" and "RNA" in self.molecules:
            return "no"
        return self.nrg1_coverage


@dataclass(frozen=True)
class AssayRegistry:
    """All rows, and the look-up by name."""

    entries: tuple[AssayEntry, ...]

    def find(self, name: str, *, vendor: str = "", molecule: str = "") -> AssayEntry | None:
        """The one entry that `name` fits; None if there is none or more than one."""
        wanted = fold(name)
        found = [e for e in self.entries if wanted and wanted in e.names]
        if vendor:
            found = [e for e in found if _vendor_agrees(vendor, e.vendor)] or found
        if molecule and molecule != "unknown":
            found = [e for e in found if _molecule_agrees(molecule, e)]
        return found[0] if len(found) == 1 else None


def fold(name: str) -> str:
    """A name without differences of case and blanks."""
    return " ".join(name.casefold().split())


def _vendor_agrees(a: str, b: str) -> bool:
    return bool(set(re.findall(r"\w{3,}", a.casefold())) & set(re.findall(r"\w{3,}", b.casefold())))


def _molecule_agrees(molecule: str, entry: AssayEntry) -> bool:
    """A nucleic acid that the row does not state agrees with any."""
    return "unknown" in entry.molecules or molecule.removeprefix("cf") in entry.molecules


def _entry(row: Row) -> AssayEntry:
    coverage = row.one_of("nrg1_fusion_covered", COVERAGE)
    acids = row["nucleic_acid"].replace(" or ", "+").split("+")
    method = row["fusion_method"]
    if method.upper() == "FISH":
        acids = ["FISH"]
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
        molecules=tuple(a.strip() for a in acids),
        method=kind,
        nrg1_coverage=coverage,
        liquid=row["specimen"] == "liquid",
        min_tumor_content=row.number("min_tumor_content"),
        why=row["why_notes"],
        source=row["source"],
        how_sure=row["how_sure"],
        checked=row["checked"],
    )


def load(overlay: Path | None = None) -> AssayRegistry:
    """The shipped registry, with the rows of `overlay` in place of those of the same assay, and its others added.

    An overlay has the same columns in any order; assay, nucleic_acid and nrg1_fusion_covered are required. Raises KnowledgeError.
    """
    entries = {
        fold(e.assay): e for e in (_entry(r) for r in table(DATA / "assays.tsv", (*_REQUIRED, "checked")))
    }
    if overlay is not None:
        own = [_entry(row) for row in table(overlay, _REQUIRED)]
        if not own:
            raise KnowledgeError(f"{overlay.name}: holds no row")
        taken = {name for e in own for name in e.names}
        entries = {key: e for key, e in entries.items() if key not in taken}
        # what the laboratory says of a name holds: no shipped row may make the name ambiguous
        entries = {k: _without(e, taken) for k, e in entries.items()} | {fold(e.assay): e for e in own}
    return AssayRegistry(tuple(entries.values()))


def _without(entry: AssayEntry, names: set[str]) -> AssayEntry:
    if not entry.names & names:
        return entry
    kept = {f: getattr(entry, f) for f in AssayEntry.__dataclass_fields__}
    return AssayEntry(**{**kept, "names": entry.names - names})


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
