"""ChimeraScan chimeras.bedpe, 0.4.

Facts: chimerascan's write_output.py; a real file. The 5' partner stands first. Start and end are both positions of bases,
counted from 0 (not half-open, as BEDPE would have it: the genome position of the transcript's last base is written as the
end); measured: one more than the number is the last base of an exon, on either strand, in 9 of 19 rows. The breakpoint is the
end of the 5' part on a + gene and its start on a - gene, on the 3' side the other way round. `score` and `total_frags` count
all fragments, `spanning_frags` those on the junction; where there are none, the junction is a guess between two exons. Sides
list genes, separated by commas. `type` Read_Through and Adjacent_* name neighbors (and `Intrachromsomal_Diverging` is written
so). No filter, no frame. Its negative was not seen; a header alone is read as one.
"""

from collections.abc import Iterator

from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError


@parser(
    title="ChimeraScan",
    molecule="RNA",
    versions="0.4",
    evidence="real",
    direction="format: the first side",
    positions="0-based: start and end both",
    build="unstated",
    silence="negative: a header alone, which was not seen",
    looks_like=Columns(
        "#chrom5p",
        "start5p",
        "end5p",
        "chrom3p",
        "start3p",
        "end3p",
        "chimera_cluster_id",
        "genes5p",
        "genes3p",
    ),
)
def chimerascan(report: Report) -> Iterator[Record]:
    """One finding a cluster."""
    t = table(report)
    sides = [
        tuple(t.column(f"{n}{side}") for n in ("chrom", "start", "end", "strand", "genes"))
        for side in ("5p", "3p")
    ]
    transcripts5, transcripts3 = t.optional("transcript_ids_5p"), t.optional("transcript_ids_3p")
    kind, total, spanning = t.optional("type"), t.column("total_frags"), t.column("spanning_frags")
    unique = t.optional("unique_alignment_positions")

    def side(row: Row, columns: tuple[int, ...], five: bool) -> tuple[str, str, int | None, str]:
        """Genes, contig, 1-based breakpoint and strand of one side."""
        chrom, start, end, strand, genes = columns
        own = row[strand].strip()
        if own not in ("+", "-"):
            raise RowError("is neither + nor -", strand + 1, own)
        at = end if (own == "+") == five else start
        return row.key(genes), row.key(chrom), row.position(at, base=0), own

    def read_row(row: Row) -> Finding:
        name5, chrom5, pos5, strand5 = side(row, sides[0], True)
        name3, chrom3, pos3, strand3 = side(row, sides[1], False)
        event, reads, all_reads = row.text(kind), row.reads(spanning), row.reads(total)
        marks = [Mark.READTHROUGH] if event.startswith(("Read_Through", "Adjacent_")) else []
        marks += [Mark.IMPRECISE] if reads == 0 else []
        return Finding(
            gene5_reported=name5,
            gene3_reported=name3,
            call_reported=f"{name5}--{name3}",
            marks=tuple(marks),
            order_from="format",
            chrom5=chrom5,
            pos5=pos5,
            strand5=strand5,
            chrom3=chrom3,
            pos3=pos3,
            strand3=strand3,
            transcript5=row.text(transcripts5),
            transcript3=row.text(transcripts3),
            event=event,
            junction_reads=reads,
            pair_reads=all_reads - reads
            if all_reads is not None and reads is not None and all_reads >= reads
            else None,
            total_reads=all_reads,
            unique_reads=row.reads(unique),
        )

    yield from t.map(read_row)
