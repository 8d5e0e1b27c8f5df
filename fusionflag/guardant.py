"""What Guardant's workbook and tables share: rows of gene pairs and of copy numbers, with a `call`.

`call` 1 is an event that the laboratory's software calls, 0 is not one. Pairs that were looked for and not found are listed, too:
call 0, no molecules, no position, no downstream gene. Such a row is no finding; where it names NRG1 it becomes a marker `fusion`,
not detected, so that it is not lost. A row with call 0 that shows molecules, a fraction or a place was seen and rejected: a
finding that was filtered out. Copy numbers are called with 1 to 3, which name kinds of change; their number tells a gain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fusionflag import markers, numbers
from fusionflag.cells import RowError
from fusionflag.model import Assay, Finding, Mark, Marker, Record
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report
from fusionflag.rows import Row, Table

GENOME = "GRCh37"
NEEDED = ("gene_a", "gene_b", "downstream_gene", "call")
REPORTABLE = ("ldt_reportable", "ruo_reportable")
# what shows that something was seen at all, besides the call
EVIDENCE = (
    *("pos_a", "pos_b", "percentage", "downstream_gene"),
    *(f"fusion_{what}_count_{side}" for what in ("molecule", "read") for side in ("a", "b", "ab")),
)
COLUMNS = (*NEEDED, "chrom_a", "chrom_b", *REPORTABLE, *(name for name in EVIDENCE if name not in NEEDED))
CALLS = {"1": True, "TRUE": True, "0": False, "FALSE": False}


def called(text: str) -> bool:
    """The cell `call`. Raises RowError for any other word than 1 and 0: an unknown result is not a negative."""
    word = text.upper().removesuffix(".0")
    if word not in CALLS:
        raise RowError("`call` is neither 1 nor 0", value=text)
    return CALLS[word]


def pair(
    cells: Mapping[str, str], count: Callable[[str], int | None], share: float | None, sample: str
) -> Finding | Marker | None:
    """What a row says; None for a pair that was looked for and not found.

    cells   texts by column, "" where missing
    count   reads a column as a number of molecules or reads
    share   the column `percentage` as a number
    """
    genes = cells["gene_a"], cells["gene_b"]
    if not any(genes):
        raise RowError("names no gene")
    call = called(cells["call"])
    if not call and not any(cells[name].strip("0.") for name in EVIDENCE):
        if not any(map(mentions_nrg1, genes)):
            return None
        detail = f"{'/'.join(filter(None, genes))}: looked for, call 0"
        return Marker(gene="NRG1", marker="fusion", state="not_detected", detail=detail, sample=sample)
    last = _downstream(cells["downstream_gene"], genes)
    five, three = ("b", "a") if last == "a" else ("a", "b")
    at = {side: _position(cells, f"pos_{side}") for side in "ab"}
    said = {name: cells[name] for name in REPORTABLE if cells[name]}
    return Finding(
        sample=sample,
        gene5_reported=cells[f"gene_{five}"],
        gene3_reported=cells[f"gene_{three}"],
        call_reported=f"{genes[0]}, {genes[1]}; downstream {cells['downstream_gene'] or 'not stated'}",
        filters="; ".join(f"{name}={value}" for name, value in said.items()),
        reported=any(value != "0" for value in said.values()) if said else None,
        marks=(Mark.PASS if call else Mark.FILTERED,),
        order_known=bool(last),
        order_from="format" if last else "none",
        chrom5=cells[f"chrom_{five}"] if at[five] else "",
        pos5=at[five],
        chrom3=cells[f"chrom_{three}"] if at[three] else "",
        pos3=at[three],
        genome=GENOME,
        total_reads=count("fusion_read_count_ab"),
        unique_reads=count("fusion_molecule_count_ab"),
        allele_fraction=round(share / 100, 8) if share is not None else None,
    )


def _downstream(text: str, genes: tuple[str, str]) -> str:
    """Which side is the 3' gene, a or b; empty if it is not said. The cell holds the side's letter or the gene's name."""
    if text.upper() in ("A", "B"):
        return text.lower()
    first, second = (gene.upper() == text.upper() != "" for gene in genes)
    return "" if first == second else "a" if first else "b"


def _position(cells: Mapping[str, str], name: str) -> int | None:
    text = cells[name]
    value = numbers.position(text) if text else None
    if text and value is None:
        raise RowError(f"`{name}` is not a position", value=text)
    return value or None


def copies(gene: str, call: str, number: str) -> Marker | None:
    """A row of copy numbers: amplified, or not. Raises RowError for an unknown call."""
    call = call.removesuffix(".0")
    if call not in ("0", "1", "2", "3"):
        raise RowError("`call` is none of 0, 1, 2, 3", value=call)
    value = numbers.decimal(number) if number else None
    gained = "unknown" if value is None else "detected" if value > 2 else "not_detected"
    return markers.amplification(
        gene, f"copy number {number}", state=gained if call != "0" else "not_detected"
    )


def arm(sample: str, run: str, **facts: Any) -> Assay:
    """The arm of a sample. The files of one sample find each other by its id; no file states a product."""
    return Assay(
        sample=sample,
        molecule="cfDNA",
        issuer="Guardant Health",
        genome=GENOME,
        run=run,
        joins=(f"guardant:{sample}",) if sample else (),
        **facts,
    )


def without_fusions(sample: str, run: str) -> Assay:
    """The same arm as a file shows it that cannot hold a fusion."""
    return arm(
        sample, run, report_kind="companion", fusions_stated=False, read_status="cannot_express_fusions"
    )


def by_sample(
    report: Report,
    t: Table,
    sample: int,
    read: Callable[[Row, str], Finding | Marker | None],
    make_arm: Callable[[str, str], Assay],
) -> Iterator[Record]:
    """What `read` makes of each row and its sample, then an arm for each sample; one nameless arm where there is no row.

    sample   the column of the sample's id; -1 where there is none
    """
    run = t.optional("runid")
    runs: dict[str, str] = {}

    def read_row(row: Row) -> list[Finding | Marker]:
        name = row.key(sample) if sample >= 0 else ""
        runs.setdefault(name, row.text(run))
        found = read(row, name)
        return [found] if found is not None else []

    records = [*t.map(read_row)]
    report.several_samples = len(runs) > 1
    yield from records
    for name, of_run in (runs or {"": ""}).items():
        yield make_arm(name, of_run)
