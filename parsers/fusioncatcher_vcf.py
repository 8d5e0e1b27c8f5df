"""FusionCatcher's VCF.

Facts: ndaniel/fusioncatcher bin/fc2vcf.py; a real file of 1.20. Two records a fusion, IDs `A--B__5__0` and `A--B__3__0`.
INFO END is 5 or 3, the end of the fusion, not a position. The base stands first where END is 5, whatever the strand, so the
brackets of genes on the minus strand are wrong: genes and order come from GENE5 and GENE3. SR counts junction reads, SP
pairs. GRCh38, contigs without `chr`.
"""

from collections.abc import Iterator

from fusionflag.layouts import frame_word, fusioncatcher_marks
from fusionflag.model import Finding, Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf import alt
from fusionflag.vcf.fusions import Fusions, name
from fusionflag.vcf.record import Record as Line


@parser(
    title="FusionCatcher (VCF)",
    molecule="RNA",
    versions="1.20-1.33",
    evidence="real",
    direction="format: GENE5; the brackets are not read",
    positions="1-based",
    build="GRCh38",
    silence="negative: a header alone",
    looks_like=[Vcf(meta=r"##source=fusioncatcher"), Vcf(info=("GENE5", "GENE3", "GENS5", "GENS3"))],
)
def fusioncatcher_vcf(report: Report) -> Iterator[Record]:
    """One finding a pair of records."""
    vcf = Fusions(report)

    def made(record: Line) -> Iterator[Finding]:
        other = vcf.by_id.get(record.value("MATEID"))
        is_five = record.value("END") == "5"
        if not is_five and other is not None and other.value("END") == "5":
            return
        mate = alt.breakend(record.alt)
        here, there = (record.chrom, record.pos), (mate.chrom, mate.pos)
        five, three = (here, there) if is_five else (there, here)
        yield Finding(
            gene5_reported=name(record, "GENE5", "GENS5"),
            gene3_reported=name(record, "GENE3", "GENS3"),
            call_reported=record.value("FUSION"),
            filters=record.value("DESC"),
            marks=fusioncatcher_marks(record.value("DESC")),
            order_from="format",
            chrom5=five[0],
            pos5=five[1],
            chrom3=three[0],
            pos3=three[1],
            event=record.value("EFFECT"),
            in_frame=frame_word(record.value("EFFECT")),
            junction_reads=record.count("SR"),
            pair_reads=record.count("SP"),
            also_at=vcf.place(other),
        )

    yield from vcf.map(made)
    yield from vcf.end()
