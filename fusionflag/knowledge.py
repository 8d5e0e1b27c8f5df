"""The knowledge tables: partners, artefacts, therapies, QC limits. Facts with a source and a date in every row.

Read once, checked while they are read; a malformed row is a `KnowledgeError` that names file, line and column.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import zip_longest
from pathlib import Path

DATA = Path(__file__).parent / "data"
KNOWN_GRADES = frozenset({"A", "B"})  # grade D, SIMULATED, ARTEFACT and NRG2 rows are never a known partner


class KnowledgeError(ValueError):
    """A knowledge table, shipped or the laboratory's own, has a row that cannot be used."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, by column name, with its place (`file:line`) for error messages."""

    cells: dict[str, str]
    place: str

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def wrong(self, column: str, what: str) -> KnowledgeError:
        """The error that names file, line and column (counted from 1; 0 if the table lacks it)."""
        at = list(self.cells).index(column) + 1 if column in self.cells else 0
        return KnowledgeError(f"{self.place}:{at}: column `{column}` {what}")

    def one_of(self, column: str, allowed: tuple[str, ...]) -> str:
        value = self[column]
        if value not in allowed:
            raise self.wrong(column, f"is {value!r}, none of {', '.join(allowed)}")
        return value

    def whole(self, column: str) -> int | None:
        value = self[column]
        if value and not (value.isascii() and value.isdigit()):
            raise self.wrong(column, f"is {value!r}, not a whole number")
        return int(value) if value else None

    def number(self, column: str) -> float | None:
        """A finite number; `nan` would pass every comparison with a limit in silence."""
        value = self[column]
        try:
            number = float(value) if value else None
        except ValueError:
            raise self.wrong(column, f"is {value!r}, not a number") from None
        if number is not None and not math.isfinite(number):
            raise self.wrong(column, f"is {value!r}, not a finite number")
        return number

    def day(self, column: str) -> str:
        try:
            return date.fromisoformat(self[column]).isoformat()
        except ValueError:
            raise self.wrong(column, f"is {self[column]!r}, not a date such as 2026-11-22") from None


def table(path: Path, required: tuple[str, ...]) -> Iterator[Row]:
    """The rows of a tab-separated table without quoting; lines that start with `#` are remarks.

    Raises KnowledgeError for a missing or repeated column, a row with too many cells, and an empty cell of `required`.
    Cells missing at the end of a row are empty: editors cut trailing tabs.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{path.name}: cannot be read ({error})") from error
    header = [cell.strip() for cell in lines[0].split("\t")]
    for at, name in enumerate(header):
        if name and name in header[:at]:
            raise KnowledgeError(f"{path.name}:1:{at + 1}: column `{name}` stands twice")
    missing = [name for name in required if name not in header]
    if missing:
        tabs = "" if "\t" in lines[0] else "; columns must be separated by tabs"
        raise KnowledgeError(f"{path.name}:1:1: column `{missing[0]}` is missing{tabs}")
    for number, line in enumerate(lines[1:], 2):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        place = f"{path.name}:{number}"
        if len(cells) > len(header):
            raise KnowledgeError(
                f"{place}:{len(header) + 1}: {len(cells)} cells, the header has {len(header)}"
            )
        row = Row(dict(zip_longest(header, cells, fillvalue="")), place)
        for name in required:
            if not row[name]:
                raise row.wrong(name, "is empty")
        yield row


@cache
def version() -> str:
    """The date of the knowledge tables, ISO 8601."""
    return (DATA / "VERSION").read_text(encoding="utf-8").strip()


# -- partners --------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Partner:
    """A gene reported as fused to NRG1. `cases`: cases seen in the sources, at least.

    `known` speaks of the pair only: for some rows (STMN2, PMEPA1) NRG1 is the 5' gene, and NRG1 itself stands for
    intragenic events.
    """

    symbol: str
    grade: str
    cases: int
    sources: str

    @property
    def known(self) -> bool:
        return self.grade in KNOWN_GRADES


@cache
def partners() -> dict[str, Partner]:
    """The rows of partners.tsv by symbol; of several rows of one gene the NRG1 row with the best grade."""
    found: dict[str, Partner] = {}
    for row in table(DATA / "partners.tsv", ("partner_symbol", "evidence_grade", "checked")):
        if row["nrg1_acceptor"].startswith("NRG2") or "NRG2" in row["evidence_grade"]:
            continue
        cases = row["min_cases_seen"]
        partner = Partner(
            row["partner_symbol"], row["evidence_grade"], int(cases) if cases.isdigit() else 0, row["sources"]
        )
        old = found.get(partner.symbol)
        if old is None or (partner.known and not old.known):
            found[partner.symbol] = partner
    return found


def partner_known(symbol: str) -> bool:
    """Grade A or B in partners.tsv."""
    partner = partners().get(symbol)
    return partner is not None and partner.known


def partner_recurrent(symbol: str) -> bool:
    """Grade A and at least two cases in the sources (`min_cases_seen`); used for urgency only.

    The column counts cases the sources let us count, so a partner known from lists alone is not recurrent here.
    """
    partner = partners().get(symbol)
    return partner is not None and partner.grade == "A" and partner.cases >= 2


# -- artefacts -------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Artefact:
    """A recurrent false call: a gene pair with its breakpoint or its limit of reads."""

    gene_pair: str
    pos: dict[str, int]
    max_reads: int | None
    why: str


@cache
def artefacts() -> tuple[Artefact, ...]:
    """The rows of artefacts.tsv."""
    rows = table(DATA / "artefacts.tsv", ("gene_pair", "why", "source", "checked"))
    return tuple(_artefact(row) for row in rows)


def _artefact(row: Row) -> Artefact:
    places = {"GRCh38": row.whole("pos_hg38"), "GRCh37": row.whole("pos_hg19")}
    pos = {build: at for build, at in places.items() if at is not None}
    return Artefact(row["gene_pair"], pos, row.whole("max_reads"), row["why"])


def artefact_hit(
    a: str, b: str, partner_pos: int | None, build: str, total_reads: int | None
) -> Artefact | None:
    """The artefact that a row is: its gene pair in either order, and the partner's breakpoint or at most the listed reads.

    An empty cell never matches; an unknown build ("" or "unknown") matches the position of either build, any other build none.
    """
    build = "" if build == "unknown" else build
    for artefact in artefacts():
        if {a, b} != set(artefact.gene_pair.split("--")):
            continue
        places = {at for name, at in artefact.pos.items() if build in ("", name)}
        at_place = partner_pos is not None and partner_pos in places
        few = artefact.max_reads is not None and total_reads is not None and total_reads <= artefact.max_reads
        if at_place or few:
            return artefact
    return None


# -- therapies and QC limits -----------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Therapy:
    """One labelled indication. Dates ISO 8601; `accelerated`: yes, no or unverified.

    tumor_types  keys of tumor_types.tsv
    population   conditions of the label, most of which no sequencing can show, separated by `;`
    """

    drug: str
    tumor_group: str
    tumor_types: tuple[str, ...]
    indication: str
    approved: str
    status: str
    withdrawn: str
    accelerated: str
    population: str
    source: str
    checked: str

    def in_force(self, as_of: str) -> bool:
        """Was the indication approved on that day? Without a day: as the table stands."""
        if not as_of:
            return self.status == "approved"
        return self.approved <= as_of and not (self.withdrawn and self.withdrawn <= as_of)


@cache
def therapies() -> tuple[Therapy, ...]:
    """The rows of therapies.tsv."""
    required = (
        "drug",
        "tumor_group",
        "tumor_types",
        "indication",
        "status",
        "population",
        "source",
        "checked",
    )
    return tuple(_therapy(row) for row in table(DATA / "therapies.tsv", required))


def _therapy(row: Row) -> Therapy:
    status = row.one_of("status", ("approved", "withdrawn"))
    if (status == "withdrawn") != bool(row["withdrawn"]):
        raise row.wrong("withdrawn", "and `status` must both say that the indication was withdrawn, and when")
    return Therapy(
        drug=row["drug"],
        tumor_group=row["tumor_group"],
        tumor_types=tuple(row["tumor_types"].split(";")),
        indication=row["indication"],
        approved=row.day("approved"),
        status=status,
        withdrawn=row.day("withdrawn") if row["withdrawn"] else "",
        accelerated=row.one_of("accelerated", ("yes", "no", "unverified")),
        population=row["population"],
        source=row["source"],
        checked=row.day("checked"),
    )


def therapy_of(tumor_group: str) -> Therapy | None:
    """The labelled indication of a tumor group."""
    return next((t for t in therapies() if t.tumor_group == tumor_group), None)


def label_of(tumor_group: str) -> str:
    """The labelled indication of a tumor group in words; empty if there is none."""
    therapy = therapy_of(tumor_group)
    if therapy is None:
        return ""
    kind = {"yes": ", accelerated approval"}.get(therapy.accelerated, "")
    return f"{therapy.drug}: {therapy.indication} (approved {therapy.approved}{kind})"


@dataclass(frozen=True, slots=True)
class QcLimit:
    """A limit of one QC metric of one assay family. `sourced`: read in a source; one that is only remembered passes nothing."""

    assay: str
    metric: str
    operator: str
    limit: float
    unit: str
    sourced: bool = True


@cache
def qc_limits() -> tuple[QcLimit, ...]:
    """The rows of qc_limits.tsv."""
    return tuple(
        _limit(row)
        for row in table(DATA / "qc_limits.tsv", ("assay", "metric", "limit", "source", "checked"))
    )


def _limit(row: Row) -> QcLimit:
    operator = row.one_of("operator", (">=", "<="))
    limit = row.number("limit") or 0.0
    return QcLimit(
        row["assay"], row["metric"], operator, limit, row["unit"], row["how_sure"].startswith("sourced")
    )
