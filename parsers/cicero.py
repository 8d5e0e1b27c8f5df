"""CICERO: final_fusions.txt, and annotated.fusion.txt before its rating.

Facts: stjude/CICERO README and its test output. A is the 5' side and B the 3' side where `sv_ort` is `>`; `?` is not sure.
A gene cell is a list where genes overlap. ortA and ortB are the strands that are read. readsA and readsB are split reads at
each side, one read may stand in both: the larger number counts. `frame` lists a code for each pair of transcripts: 1 in
frame, 0 out of frame, 2 and 3 into untranslated parts. The rating is HQ, LQ, RT (readthrough) or bad. Positions are
1-based; those of the annotated file were seen one base off from the final ones. The annotated file holds what is filtered
later. Its raw list without a header is not read: no public description of its columns was found.
"""

from collections.abc import Iterator

from fusionflag import lists
from fusionflag.layouts import side_of
from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, Table

_FRAMES = {"1": "in", "0": "out"}


@parser(
    title="CICERO",
    molecule="RNA",
    versions="0.2-1.9",
    evidence="real",
    direction="row: A where `sv_ort` is `>`",
    positions="1-based: the annotated list may be one base off",
    build="unstated",
    silence="negative: a header alone; the annotated list supports none",
    multi_sample=True,
    looks_like=Columns("sample", "geneA", "chrA", "posA", "ortA", "geneB", "chrB", "posB", "ortB", "sv_ort"),
)
def cicero(report: Report) -> Iterator[Record]:
    """One finding a row, for the sample that the row names."""
    t = table(report)
    found = _rows(t)
    if t.has("rating"):
        yield from found
    else:
        yield from lists.candidates(report, found)


def _rows(t: Table) -> Iterator[Record]:
    sample, arrow, kind = t.column("sample"), t.column("sv_ort"), t.optional("type")
    ends = [tuple(t.column(f"{name}{side}") for name in ("gene", "chr", "pos", "ort")) for side in "AB"]
    reads = t.optional("readsA"), t.optional("readsB")
    refseq = [(t.optional(f"sv_refseq{side}"), t.optional(f"sv_refseq{side}_exon")) for side in "AB"]
    rating, medal, frame = t.optional("rating"), t.optional("medal"), t.optional("frame")
    effect = t.optional("functional effect")

    def read_row(row: Row) -> Finding:
        known = row.key(arrow, may_be_missing=True) == ">"
        (five, three), said = (row.key(e[0], may_be_missing=True) for e in ends), row.text(rating)
        counts = [n for n in (row.reads(column) for column in reads) if n is not None]
        transcripts = [_single(row, columns) for columns in refseq]
        return Finding(
            sample=row.key(sample),
            gene5_reported=five,
            gene3_reported=three,
            call_reported=f"{five}--{three}",
            confidence=";".join(filter(None, (said, f"medal {row.text(medal)}" if row.text(medal) else ""))),
            marks=(
                *((Mark.FILTERED,) if said.casefold() == "bad" else ()),
                *lists.readthrough(row.text(kind), "readthrough" if said == "RT" else ""),
            ),
            order_known=known,
            order_from="format" if known else "none",
            chrom5=row.text(ends[0][1]),
            pos5=row.position(ends[0][2]),
            strand5=side_of(row[ends[0][3]]),
            chrom3=row.text(ends[1][1]),
            pos3=row.position(ends[1][2]),
            strand3=side_of(row[ends[1][3]]),
            transcript5=transcripts[0][0],
            exon5=transcripts[0][1],
            transcript3=transcripts[1][0],
            exon3=transcripts[1][1],
            event=";".join(filter(None, (row.text(kind), row.text(effect)))),
            in_frame=_frame(row.text(frame)),
            junction_reads=max(counts, default=None),
        )

    yield from t.map(read_row)


def _frame(codes: str) -> str:
    """in or out where all pairs of transcripts agree."""
    said = {_FRAMES.get(code.strip(), "unknown") for code in codes.split(",")}
    return said.pop() if len(said) == 1 else "unknown"


def _single(row: Row, columns: tuple[int, int]) -> tuple[str, str]:
    """Transcript and exon of a side where every pair names the same."""
    transcripts, exons = ({part.strip() for part in row.text(column).split(",")} for column in columns)
    if len(transcripts) != 1 or len(exons) != 1:
        return "", ""
    return transcripts.pop(), exons.pop()
