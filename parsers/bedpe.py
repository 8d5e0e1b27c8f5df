"""BEDPE of an unknown writer: pairs of places, with a header of the names that bedtools gives the cells, or without one.

Facts: bedtools' documentation of BEDPE. Six to ten cells and more: chrom1, start1, end1, chrom2, start2, end2, name, score,
strand1, strand2; intervals are 0-based and half-open, so [start + 1, end] holds the break; -1 and `.` are missing. What a
strand means is not laid down: callers of rearrangements write the kept part (+ the left one), callers of transcripts the
gene's strand. So nothing is said of 5' and 3', and an interval of several bases is not exact. A name such as `A--B`, `A::B`
or `A>>B` names the genes; any other is an id. Nucleic acid, filter and genome are not stated, and whoever wrote the file
chose its rows. Writers that are known (SQUID, pbfusion, INTEGRATE, ChimeraScan) have parsers of their own.
"""

from collections.abc import Iterator

from fusionflag import lists
from fusionflag.marks import ANY, CONTIG, Columns
from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import headless, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError, Table

_NAMES = ("chrom1", "start1", "end1", "chrom2", "start2", "end2", "name", "score", "strand1", "strand2")
_AT = r"-1|\d+"
_PAIR = (rf"{CONTIG}|\.", _AT, _AT) * 2
_OTHERS = ("num_concordantfrag_bp1", "FusedGenes", "info", "chimera_cluster_id", "gene5p")


@parser(
    title="BEDPE",
    molecule="unknown",
    versions="any",
    evidence="documentation",
    direction="unknown: callers mean different things by a strand",
    positions="half-open",
    build="unstated",
    silence="nothing: whoever wrote it chose its rows",
    looks_like=[
        Columns(*_NAMES[:6], absent=_OTHERS),
        Columns("chr1", "start1", "end1", "chr2", "start2", "end2", absent=_OTHERS),
        lists.Bare(
            "contig, start and end twice, name, score, two strands",
            (*_PAIR, ANY, ANY, r"[+.-]", r"[+.-]"),
            more=(0, 60),
        ),
        lists.Bare("contig, start and end twice, name", (*_PAIR, ANY), more=(0, 1)),
        lists.Bare("contig, start and end twice", _PAIR),
    ],
)
def bedpe(report: Report) -> Iterator[Record]:
    """One finding a row."""
    yield from lists.candidates(
        report, _rows(table(report) if report.header_line else _bare(report)), several=False
    )


def _bare(report: Report) -> Table:
    """Without a header: the ten cells that are laid down, and whatever the writer appended to the first row."""
    first = next((row for row in report.head if row.strip() and not row.startswith("#")), "")
    width = len(first.rstrip("\n").split("\t"))
    return headless(report, [*_NAMES[:width], *(f"cell {n}" for n in range(len(_NAMES) + 1, width + 1))])


def _rows(t: Table) -> Iterator[Record]:
    ends = [(t.column(f"chrom{n}", f"chr{n}"), t.column(f"start{n}"), t.column(f"end{n}")) for n in (1, 2)]
    name = t.optional("name", "id")

    def read_row(row: Row) -> Finding:
        genes = lists.pair(row.text(name), "--", "::", ">>")
        call, weak = lists.named(row.text(name), row)
        first, second = (_end(row, *columns) for columns in ends)
        return Finding(
            gene5_reported=genes[0],
            gene3_reported=genes[1],
            call_reported=call,
            marks=(*((Mark.IMPRECISE,) if first[2] or second[2] else ()), Mark.NOT_SOMATIC, *weak),
            order_known=False,
            order_from="none",
            chrom5=first[0],
            pos5=first[1],
            interval5=first[2],
            chrom3=second[0],
            pos3=second[1],
            interval3=second[2],
        )

    yield from t.map(read_row)


def _end(row: Row, chrom: int, start: int, end: int) -> tuple[str, int | None, tuple[int, ...]]:
    """Contig, first base of the interval (1-based) and how far the break may lie beyond it."""
    if row[start].strip() == "-1" or row[chrom].strip() in (".", ""):
        return "", None, ()
    first, last = row.position(start, base=0), row.position(end)
    assert first is not None
    assert last is not None
    if last < first - 1:
        raise RowError("ends before it starts", end + 1, row[end])
    return row.key(chrom), first, (0, last - first) if last > first else ()
