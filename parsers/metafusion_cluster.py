"""MetaFusion's clusters: the calls of several tools joined by genes and breakpoints.

Facts: ccmbioinfo/MetaFusion (pygeneann_MetaFusion.py: output_cluster_header, CategoryFusions.out); written from its code,
no real file was at hand. Filtered and ranked, so its silence says nothing. Breakpoints, tools and samples are lists joined
by `|` or `,`; with several breakpoints nobody knows which belong together, and none is exact. The order is that of the
tools joined, which need not agree, so it is not known. max_split_cnt and max_span_cnt are the largest of any tool. RNA and
DNA are not told apart, and MetaFusion is made for RNA.
"""

import re
from collections.abc import Iterator

from fusionflag import lists
from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError


@parser(
    title="MetaFusion cluster",
    molecule="RNA",
    versions="not stated",
    evidence="documentation",
    direction="unknown: the tools joined need not agree",
    positions="1-based",
    build="unstated",
    silence="nothing: filtered and ranked",
    multi_sample=True,
    looks_like=Columns(
        "gene1", "gene2", "breakpoint_1", "breakpoint_2", "max_split_cnt", "inferred_fusion_type"
    ),
)
def metafusion_cluster(report: Report) -> Iterator[Record]:
    """One finding a row and sample."""
    t = table(report)
    genes = t.column("gene1"), t.column("gene2")
    chroms, breaks = (
        (t.optional("chr1"), t.optional("chr2")),
        (t.column("breakpoint_1"), t.column("breakpoint_2")),
    )
    reads, pairs = t.column("max_split_cnt"), t.optional("max_span_cnt")
    samples, tools, kind = t.optional("samples"), t.optional("tools"), t.column("inferred_fusion_type")
    of = t.optional("sample_type")

    def read_row(row: Row) -> list[Finding]:
        one, two = (row.key(gene, may_be_missing=True) for gene in genes)
        if not one and not two:
            raise RowError("names no gene", genes[0] + 1)
        places = [_places(row, column) for column in breaks]
        normal = row.text(of).casefold() == "normal"
        counts = [None if row.text(c) == "-1" else row.reads(c) for c in (reads, pairs)]
        return [
            Finding(
                sample=sample,
                gene5_reported=one,
                gene3_reported=two,
                call_reported=f"{one}--{two}",
                callers=tuple(_listed(row.text(tools))),
                marks=(
                    *((Mark.IMPRECISE,) if any(len(found) > 1 for found in places) else ()),
                    *((Mark.FILTERED, Mark.GERMLINE) if normal else ()),
                    *lists.readthrough(row.text(kind)),
                ),
                order_known=False,
                order_from="none",
                chrom5=row.text(chroms[0]),
                pos5=places[0][0] if places[0] else None,
                chrom3=row.text(chroms[1]),
                pos3=places[1][0] if places[1] else None,
                event=row.text(kind),
                junction_reads=counts[0],
                pair_reads=counts[1],
            )
            for sample in _listed(row.text(samples)) or [""]
        ]

    yield from lists.candidates(report, t.map(read_row))


def _listed(text: str) -> list[str]:
    return list(dict.fromkeys(part for item in re.split("[|,]", text) if (part := item.strip())))


def _places(row: Row, column: int) -> list[int]:
    found = _listed(row.text(column))
    if not all(part.isascii() and part.isdigit() for part in found):
        raise RowError("is no list of positions", column + 1, row[column])
    return [int(part) for part in found]
