"""MetaFusion's common fusion format (CFF): the calls of several tools in one table without a header.

Facts: ccmbioinfo/MetaFusion (convert_fusion_results_to_cff.py) and its test data. 17 cells, told by their shape: chr1,
pos1, strand1, chr2, pos2, strand2, library (RNA or DNA), sample, sample type, disease, tool, split_cnt, span_cnt, t_gene1,
t_area1, t_gene2, t_area2; -1 and NA are missing. An empty file is all that a tool without calls leaves, and it is no
result. What a row means depends on its tool: order and positions are the tool's own. deFuse's strands are the kept parts,
and its genes stand in any order; STAR-SEQR counts positions from 0; of Arriba one of two numbers of split reads is taken;
EricScript's two counts are exchanged, so they are given as a sum. Samples without a call are left out.
"""

from collections.abc import Iterator

from fusionflag import lists
from fusionflag.layouts import side_of
from fusionflag.marks import ANY, CONTIG, SOME, Shape
from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import headless, parser
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError

COLUMNS = (
    "chr1", "pos1", "strand1", "chr2", "pos2", "strand2", "library", "sample", "sample_type", "disease", "tool",
    "split_cnt", "span_cnt", "t_gene1", "t_area1", "t_gene2", "t_area2",
)  # fmt: skip
_STRAND, _NUMBER = r"[+-]|NA|\.|", r"-?\d+|NA"
_PLACE = (CONTIG, r"\d+|NA|-1", _STRAND)
# tools whose first gene is the 5' one; Arriba where it knows the strands
_ORDERED = frozenset(
    {"star_fusion", "fusionmap", "star_seqr", "ericscript", "integrate", "fusioncatcher", "jaffa"}
)


@parser(
    title="MetaFusion CFF",
    molecule="unknown",
    versions="not stated",
    evidence="real",
    direction="row: that of the tool",
    positions="1-based: STAR-SEQR's are counted from 0",
    build="unstated",
    silence="nothing: samples without a call are left out",
    multi_sample=True,
    looks_like=Shape(
        "17 cells: contig, position and strand twice, RNA or DNA, sample, type, disease, tool, two counts, gene and area twice",
        (*_PLACE, *_PLACE, "RNA|DNA", SOME, ANY, ANY, SOME, _NUMBER, _NUMBER, ANY, ANY, ANY, ANY),
    ),
)
def metafusion_cff(report: Report) -> Iterator[Record]:
    """One finding a row, for the sample and nucleic acid that the row names."""
    t = headless(report, COLUMNS)
    at = {name: t.column(name) for name in COLUMNS}

    def read_row(row: Row) -> Finding:
        library, tool = row.key(at["library"]), row.key(at["tool"])
        if library not in ("RNA", "DNA"):
            raise RowError("is neither RNA nor DNA", at["library"] + 1, library)
        kept = [side_of(row[at[f"strand{n}"]]) for n in (1, 2)]
        defuse = tool == "defuse" and all(kept)
        known = tool in _ORDERED or (tool == "arriba" and all(kept))
        one, two = (row.key(at[f"t_gene{n}"], may_be_missing=True) for n in (1, 2))
        reads, pairs = (_count(row, at[name]) for name in ("split_cnt", "span_cnt"))
        summed = [n for n in (reads, pairs) if n is not None] if tool == "ericscript" else []
        first, second = (_position(row, at[f"pos{n}"], 0 if tool == "star_seqr" else 1) for n in (1, 2))
        return Finding(
            sample=row.key(at["sample"]),
            molecule=library,
            gene5_reported=one,
            gene3_reported=two,
            call_reported=f"{one}--{two}",
            callers=(tool,),
            marks=(
                *((Mark.BREAKENDS,) if defuse else ()),
                *_kind(row.text(at["sample_type"])),
            ),
            order_known=known,
            order_from="format" if known else "none",
            chrom5=row.text(at["chr1"]),
            pos5=first,
            strand5="" if tool == "defuse" else kept[0],
            kept5=kept[0] if defuse else "",
            chrom3=row.text(at["chr2"]),
            pos3=second,
            strand3="" if tool == "defuse" else kept[1],
            kept3=kept[1] if defuse else "",
            junction_reads=None if tool == "ericscript" else reads,
            pair_reads=None if tool == "ericscript" else pairs,
            total_reads=sum(summed) if summed else None,
        )

    yield from lists.candidates(report, t.map(read_row))


def _kind(text: str) -> tuple[Mark, ...]:
    """What a normal sample shows is no finding of a tumor."""
    return (Mark.FILTERED, Mark.GERMLINE) if text.casefold() == "normal" else ()


def _position(row: Row, column: int, base: int) -> int | None:
    return None if row.text(column) == "-1" else row.position(column, may_be_missing=True, base=base)


def _count(row: Row, column: int) -> int | None:
    return None if row.text(column) == "-1" else row.reads(column)
