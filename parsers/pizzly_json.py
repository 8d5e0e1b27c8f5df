"""pizzly's JSON.

Facts: pmelsted/pizzly src and README: `{"genes": [{"geneA": {"id", "name"}, "geneB": {...}, "paircount", "splitcount",
"transcripts": [...]}]}`; a negative is `{"genes" : [ ]}`. geneA is the 5' partner; there is no genomic breakpoint.
"""

from collections.abc import Iterator
from typing import Any

from fusionflag.codes import Code
from fusionflag.model import Finding, Record
from fusionflag.numbers import LONGEST
from fusionflag.parsing import Keys, parser
from fusionflag.reading import Report


def _shape(document: Any) -> bool:
    genes = document.get("genes")
    return isinstance(genes, list) and all(
        isinstance(g, dict) and {"geneA", "geneB"} <= g.keys() for g in genes
    )


@parser(
    title="pizzly (JSON)",
    molecule="RNA",
    versions="not stated",
    evidence="documentation",
    direction="format: geneA",
    positions="none: those of transcripts",
    build="unstated",
    silence="negative: an empty list of genes",
    looks_like=Keys("genes", shape=_shape),
)
def pizzly_json(report: Report) -> Iterator[Record]:
    """One finding an entry of `genes`."""
    for index, entry in enumerate(report.json()["genes"]):
        report.rows_read += 1
        place = report.place(None, f"/genes/{index}")
        five, three = _name(entry["geneA"]), _name(entry["geneB"])
        if not five or not three:
            report.problem(Code.BAD_ROW, f"entry {index} of `genes` names no gene pair").place = place
            continue
        yield Finding(
            gene5_reported=five,
            gene3_reported=three,
            call_reported=f"{five}--{three}",
            order_from="format",
            junction_reads=_count(report, entry, "splitcount", place),
            pair_reads=_count(report, entry, "paircount", place),
            place=place,
        )


def _name(gene: Any) -> str:
    return str(gene.get("name") or gene.get("id") or "") if isinstance(gene, dict) else ""


def _count(report: Report, entry: dict[str, Any], key: str, place: str) -> int | None:
    value = entry.get(key)
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value < 10**LONGEST):
        return value
    report.notice(Code.BAD_CELL, f"`{key}` is not a number", value=str(value)).place = f"{place}/{key}"
    return None
