"""INTEGRATE's bk_sv.vcf.

Facts: ChrisMaherLab/INTEGRATE; real files. Two records a fusion, IDs `bnd_1_KCTD2_ARHGEF12_5p` and `..._3p`; a side may list
genes, `MINOS1/MINOS1-NBL1`. The suffix tells the side. The brackets follow the strand of each gene alone (5p `N[` or `]N`,
3p `]N` or `N[`), so they are not read. No counts, no filters.
"""

import re
from collections.abc import Iterator

from fusionflag.cells import RowError
from fusionflag.layouts import underscored
from fusionflag.model import Finding, Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf import alt
from fusionflag.vcf.fusions import Fusions
from fusionflag.vcf.record import Record as Line

ID = re.compile(r"bnd_(\d+)_(.+)_([53])p\Z")


@parser(
    title="INTEGRATE (VCF)",
    molecule="RNA",
    versions="not stated",
    evidence="real",
    direction="format: the suffix `_5p`; the brackets are not read",
    positions="1-based",
    build="header",
    silence="negative: a header alone",
    looks_like=[Vcf(ids=r"bnd_\d+_.+_[53]p$"), Vcf(meta=r"Fucion Junction")],
)
def integrate_vcf(report: Report) -> Iterator[Record]:
    """One finding a pair of records."""
    vcf = Fusions(report)

    def made(record: Line) -> Iterator[Finding]:
        match = ID.match(record.id)
        if match is None:
            raise RowError("is no ID of INTEGRATE, bnd_1_GENE_GENE_5p", 3, record.id)
        end = match[3]
        other = vcf.by_id.get(f"bnd_{match[1]}_{match[2]}_{'3' if end == '5' else '5'}p")
        if end == "3" and other is not None:
            return
        mate = alt.breakend(record.alt)
        here, there = (record.chrom, record.pos), (mate.chrom, mate.pos)
        five, three = (here, there) if end == "5" else (there, here)
        gene5, gene3 = underscored(match[2], 3)
        yield Finding(
            sample=vcf.sample,
            gene5_reported=gene5,
            gene3_reported=gene3,
            call_reported=match[2],
            order_from="format",
            chrom5=five[0],
            pos5=five[1],
            chrom3=three[0],
            pos3=three[1],
            event=record.value("SVTYPE"),
            also_at=vcf.place(other),
        )

    yield from vcf.map(made)
    yield from vcf.end()
