"""Ashion GEM ExTra, RNA: STAR-Fusion's calls and splice variants in the shape of a VCF.

Facts: lifeomic/ashion-ingest test data. CHROM is `.` and POS 0: everything stands in INFO. Left is the 5' partner, as in
STAR-Fusion; `left_region=E4` is an exon of left_transcript. GRCh37. Splice variants (METe14) name one gene in GENE.
"""

from collections.abc import Iterator

from fusionflag.cells import RowError
from fusionflag.model import Assay, Finding, Mark, Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.fusions import Fusions, name, position
from fusionflag.vcf.record import Record as Line


@parser(
    title="Ashion GEM ExTra, RNA",
    molecule="RNA",
    versions="not stated",
    evidence="example",
    direction="format: left",
    positions="1-based",
    build="GRCh37",
    silence="negative: a header alone",
    looks_like=Vcf(info=("fusion_name", "junction_count", "left_pos")),
    no_final_newline=True,  # none of the files seen has one
)
def ashion_rna(report: Report) -> Iterator[Record]:
    """One finding a record."""
    vcf = Fusions(report, bare=True)

    def made(record: Line) -> Iterator[Finding]:
        if not record.flag("right_region"):
            raise RowError(
                "ends before right_region, one of the last keys: it was cut short", 8, record.info_text
            )
        gene, call = name(record, "GENE"), record.value("fusion_name")
        five, _, three = call.partition("--")
        exons = [record.value(key).removeprefix("E") for key in ("left_region", "right_region")]
        yield Finding(
            gene5_reported=gene or five,
            gene3_reported=gene or three,
            call_reported=call,
            marks=(Mark.SPLICE_VARIANT,) if gene else (),
            order_from="format",
            chrom5=record.value("left_chr"),
            pos5=position(record.value("left_pos")),
            strand5=record.value("left_strand"),
            chrom3=record.value("right_chr"),
            pos3=position(record.value("right_pos")),
            strand3=record.value("right_strand"),
            genome="GRCh37",
            transcript5=record.value("left_transcript"),
            exon5=exons[0] if exons[0].isdigit() else "",
            transcript3=record.value("right_transcript"),
            exon3=exons[1] if exons[1].isdigit() else "",
            junction_reads=record.count("junction_count"),
            pair_reads=record.count("span_count"),
        )

    yield from vcf.map(made)
    yield from vcf.end(Assay(molecule="", assay_reported="GEM ExTra", genome="GRCh37"))
