"""MAVIS summary: structural variants of genome and transcriptome libraries, merged from several tools and validated.

Facts: bcgsc/mavis documentation (glossary of columns) and its test file. MAVIS assembles and checks what other tools gave
it, so its silence supports no negative. Each row is of one `library`, and `protocol` says genome (DNA) or transcriptome
(RNA). gene1 and gene2 (Ensembl ids, symbols among the aliases) stand in the order of the breakpoints; gene1_direction and
gene2_direction say which is the 5' and which the 3' partner, None where neither. Positions are 1-based ranges; orientation
L keeps the left part, R the right one. One read may be counted as split at either side, as spanning and as remapped: the
largest number counts.
"""

from collections.abc import Iterator
from typing import Any

from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError, Table

_KEPT = {"L": "+", "R": "-"}
_MOLECULES = {"genome": "DNA", "transcriptome": "RNA"}
_ON_JUNCTION = ("break1_split_reads", "break2_split_reads", "spanning_reads", "contig_remapped_reads")


@parser(
    title="MAVIS summary",
    molecule="unknown",
    versions="2.x, 3.x",
    evidence="example",
    direction="row: gene1_direction and gene2_direction",
    positions="1-based: ranges",
    build="unstated",
    silence="nothing: it checks candidates that it is given",
    multi_sample=True,
    rechecker=True,
    looks_like=Columns(
        "tracking_id", "library", "event_type", "gene1", "gene2", "break1_chromosome", "break2_chromosome"
    ),
)
def mavis(report: Report) -> Iterator[Record]:
    """One finding a row, for the library that the row names."""
    t = table(report)
    library, protocol = t.column("library"), t.column("protocol")
    kind, product, tools = t.column("event_type"), t.optional("gene_product_type"), t.optional("tools")
    on_junction, flanking = [t.optional(name) for name in _ON_JUNCTION], t.optional("flanking_pairs")
    sides = [_Side(t, 1), _Side(t, 2)]

    def read_row(row: Row) -> Finding:
        molecule = _MOLECULES.get(row.key(protocol))
        if molecule is None:
            raise RowError("is neither genome nor transcriptome", protocol + 1, row[protocol])
        ways = [side.way(row) for side in sides]
        known = set(ways) == {"5", "3"}
        first, second = sides[::-1] if known and ways[0] == "3" else sides
        kept = all(side.kept(row) for side in sides)
        said = row.text(product).casefold()
        names = [side.gene(row) for side in (first, second)]
        return Finding(
            sample=row.key(library),
            molecule=molecule,
            gene5_reported=names[0],
            gene3_reported=names[1],
            call_reported="--".join(names) if all(names) else "",
            callers=tuple(filter(None, (tool.strip() for tool in row.text(tools).split(";")))),
            marks=(
                *((Mark.BREAKENDS,) if kept else ()),
                Mark.NOT_SOMATIC,
                *((Mark.ANTISENSE,) if said == "anti-sense" else ()),
                *((Mark.SAME_ENDS,) if ways in (["5", "5"], ["3", "3"]) else ()),
            ),
            order_known=known,
            order_from="format" if known else "none",
            event=row.text(kind),
            junction_reads=max((n for c in on_junction if (n := _count(row, c)) is not None), default=None),
            pair_reads=_count(row, flanking),
            **first.facts(row, "5"),
            **second.facts(row, "3"),
        )

    yield from t.map(read_row)


class _Side:
    """The columns of one breakpoint."""

    def __init__(self, t: Table, n: int) -> None:
        self.name, self.aliases = t.column(f"gene{n}"), t.optional(f"gene{n}_aliases")
        self.direction, self.transcript = t.optional(f"gene{n}_direction"), t.optional(f"transcript{n}")
        self.chrom, self.orientation = t.column(f"break{n}_chromosome"), t.column(f"break{n}_orientation")
        self.start, self.end = t.column(f"break{n}_position_start"), t.column(f"break{n}_position_end")

    def gene(self, row: Row) -> str:
        """Symbols and id as alternatives of one side: the id alone where no symbol is given."""
        return row.text(self.aliases).replace(",", ";") or row.key(self.name, may_be_missing=True)

    def way(self, row: Row) -> str:
        return row.text(self.direction)

    def kept(self, row: Row) -> str:
        return _KEPT.get(row.text(self.orientation), "")

    def facts(self, row: Row, side: str) -> dict[str, Any]:
        """Place and transcript as keyword arguments of Finding for side 5 or 3."""
        start, end = row.position(self.start), row.position(self.end)
        assert start is not None
        assert end is not None
        transcript = row.text(self.transcript)
        return {
            f"chrom{side}": row.key(self.chrom),
            f"pos{side}": start,
            f"kept{side}": self.kept(row),
            f"interval{side}": (0, end - start) if end > start else (),
            f"transcript{side}": transcript if ":" not in transcript else "",
        }


def _count(row: Row, column: int) -> int | None:
    """A count, of merged calls (`8;9`) the largest."""
    if ";" not in row[column]:
        return row.reads(column)
    numbers = [int(part) for part in row[column].split(";") if part.strip().isdigit()]
    return max(numbers, default=None)
