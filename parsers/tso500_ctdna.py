"""TSO500 ctDNA CombinedVariantOutput.tsv: all results of one plasma sample in sections.

Written from documentation: the help of DRAGEN TSO500 ctDNA 2.6 and a quotation of its MetricsOutput. As the tissue product's
file, but it states a `Sample ID` alone (no pair, no RNA), and fusions stand in [DNA Fusions]: passing calls with a gene of its
own list, to which NRG1 need not belong. Names of columns are taken from the tissue product; where they are others, the file is
not understood. Plasma DNA: silence is no negative.
"""

from collections.abc import Iterator

from fusionflag import tso500
from fusionflag.model import Assay, Record
from fusionflag.parsing import Text, parser
from fusionflag.reading import Report
from fusionflag.sections import check_net, sections

BANNER = r"(?:M-oM-;M-\?|\W)*(?:DRAGEN )?TruSight Oncology 500\b.*Combined Variant Output"
WHOLE = ("Analysis Details", "DNA Fusions", "Small Variants")
KNOWN = (*WHOLE, "Sequencing Run Details", "TMB", "MSI", "Copy Number Variants", "Gene Amplifications")
SAMPLE = Text(r"\"?Sample ID\b")


@parser(
    title="TSO500 ctDNA CombinedVariantOutput",
    molecule="cfDNA",
    versions="2.1-2.6",
    evidence="documentation",
    direction="row: `A-B` is 5' to 3', `A/B` says nothing",
    positions="1-based",
    build="GRCh37",
    silence="dna",
    looks_like=[
        (Text(BANNER, lines=5), SAMPLE, Text(rf"(?=.*ctDNA){BANNER}", lines=5)),
        (Text(BANNER, lines=5), SAMPLE, Text(r"\"?\[DNA Fusions\]", lines=10_000)),
    ],
)
def tso500_ctdna(report: Report) -> Iterator[Record]:
    """One arm, of plasma DNA."""
    before, found = sections(report)
    details = found["Analysis Details"].facts() if "Analysis Details" in found else {}
    run = found["Sequencing Run Details"].facts() if "Sequencing Run Details" in found else {}
    sample, version = tso500.stated(details, "Sample ID"), details.get("Pipeline Version", "")
    yield Assay(
        sample=sample,
        report_kind="control" if tso500.is_control(sample) else "caller",
        assay_reported=tso500.CTDNA,
        pipeline=f"{tso500.CTDNA} {version}".strip(),
        genome=tso500.GENOME,
        report_date=details.get("Output Date", ""),
        run=run.get("Run Name", ""),
        case_hint=sample,
        joins=tso500.joins(sample),
    )
    tso500.demand(report, found, WHOLE)
    tso500.unknown_sections(report, found, KNOWN)
    fusions = found.get("DNA Fusions")
    if fusions is not None and not (fusions.empty and len(fusions.rows) == 1):
        yield from fusions.map(
            report, lambda row: tso500.fusion(report, row, sample, "cfDNA"), "Gene Pair", "Breakpoint 1"
        )
    yield from tso500.dna_results(report, found, sample, "cfDNA")
    check_net(report, before, found.values())
