"""Copy-number VCFs: DRAGEN CNV, TSO500's Craft, CNVkit, Canvas, GATK gCNV.

Facts: Illumina DRAGEN and TSO500 documentation, etal/cnvkit, Illumina/canvas; real TSO500 files. Craft writes SVTYPE=BND
beside `<CNV>`: still no junction. A gain or loss of NRG1 is a note; a fusion cannot be expressed.
"""

from collections.abc import Iterator

from fusionflag.model import Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.caller import Caller
from fusionflag.vcf.calls import sv_calls
from fusionflag.vcf.marks import SMALL_VARIANTS
from fusionflag.vcf.support import Keys

CALLER = Caller(reads=Keys(), rearranges=False, symbols=False, depth=True)
CRAFT = Vcf(meta=r"##source=Craft\b")


@parser(
    title="copy-number VCF (DRAGEN CNV, TSO500 Craft, CNVkit, Canvas, gCNV)",
    molecule="DNA",
    versions="DRAGEN CNV 3.10, Craft 1.0; others not stated",
    evidence="real: DRAGEN and Craft; the others are written from documentation",
    direction="none",
    positions="none",
    build="header",
    silence="nothing: a fusion cannot be expressed",
    looks_like=[
        (SMALL_VARIANTS, CRAFT),
        CRAFT,
        Vcf(meta=r"##source=DRAGEN_CNV"),
        Vcf(ids=r"DRAGEN:(?:REF|GAIN|LOSS|CNLOH|GAINLOH)"),
        Vcf(
            meta=r"##source=(?:CNVkit|Canvas|GATK[^\n]*CNV|Illumina Canvas|Control-FREEC|cn\.mops|Postprocess\w*CNV)"
            r"|##GATKCommandLine[^\n]*Postprocess\w*CNV",
            rearranges=False,
        ),
    ],
)
def copy_number_vcf(report: Report) -> Iterator[Record]:
    """A note for each NRG1 gain or loss."""
    yield from sv_calls(report, CALLER)
