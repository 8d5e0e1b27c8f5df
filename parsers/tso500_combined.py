"""TSO500 CombinedVariantOutput.tsv (tissue): all results of a pair of DNA and RNA libraries in sections.

Facts: files of the Local App 2.2 and of DRAGEN TSO500 2.1.1, the help of versions 2.5 and 2.6. Titles in brackets,
tab-separated rows, padded with tabs or not, sometimes a mangled byte-order mark (`M-oM-;M-?`) before the first line. An empty
section is its header and a lone NA: [Fusions] of a pair without RNA looks exactly like that of an RNA without fusions, so `RNA
Sample ID` (NA or left out: no RNA) decides which arms there are. Fusions and splice variants are called from RNA alone.
[Fusions] lists rows with KeepFusion True and a gene of the list of 55, to which NRG1 belongs; `A-B` is 5' to 3', `A/B` is not,
`;` joins what one side may be. hg19, not stated. Version 2.6 calls [Exon-Level CNVs] [Large Rearrangements] (BRCA1, BRCA2) and
adds loss of heterozygosity. A no-template control has the same layout, and can show a fusion. QC stands in MetricsOutput.tsv.
"""

from collections.abc import Iterator

from fusionflag import tso500
from fusionflag.codes import Code
from fusionflag.model import Assay, Finding, Mark, Marker, Record
from fusionflag.parsing import Text, parser
from fusionflag.reading import Report
from fusionflag.sections import Section, check_net, sections

BANNER = Text(
    r"(?:M-oM-;M-\?|\W)*(?:DRAGEN )?TruSight Oncology 500\b(?!.*ctDNA).*Combined Variant Output", lines=5
)
FUSIONS = ("Gene Pair", "Breakpoint 1", "Breakpoint 2", "Fusion Supporting Reads")
SPLICE = ("Gene", "Affected Exon", "Breakpoint 1", "Breakpoint 2", "Splice Supporting Reads")
WHOLE = ("Analysis Details", "Sequencing Run Details", "Splice Variants", "Fusions", "Small Variants")
KNOWN = (
    *WHOLE,
    "TMB",
    "MSI",
    "GIS",
    "Gene Amplifications",
    "Copy Number Variants",
    "Exon-Level CNVs",
    "Large Rearrangements",
    "Gene-level Loss of Heterozygosity",
)


@parser(
    title="TSO500 CombinedVariantOutput",
    molecule="unknown",
    versions="Local App 2.2, DRAGEN TSO500 2.1-2.6",
    evidence="real",
    direction="row: `A-B` is 5' to 3', `A/B` says nothing",
    positions="1-based",
    build="GRCh37",
    silence="negative: `NA` in [Fusions] of a pair whose RNA was run",
    looks_like=(BANNER, Text(r"\"?Pair ID\b")),
)
def tso500_combined(report: Report) -> Iterator[Record]:
    """An arm for each nucleic acid that was run; fusions belong to the RNA, everything else to the DNA."""
    before, found = sections(report)
    details = found["Analysis Details"].facts() if "Analysis Details" in found else {}
    pair, dna, rna = (tso500.stated(details, f"{name} ID") for name in ("Pair", "DNA Sample", "RNA Sample"))
    run = found["Sequencing Run Details"].facts() if "Sequencing Run Details" in found else {}
    version = details.get("Pipeline Version", "")
    whole = tso500.is_control(
        *filter(None, (pair, dna, rna))
    )  # a pair named so throughout, with all that it shows

    def arm(sample: str, molecule: str) -> Assay:
        return Assay(
            sample=sample,
            molecule=molecule,
            report_kind="control" if whole or tso500.is_control(sample) else "caller",
            assay_reported=tso500.ASSAY,
            pipeline=f"{tso500.ASSAY} {version}".strip(),
            genome=tso500.GENOME,
            report_date=details.get("Output Date", ""),
            run=run.get("Run Name", ""),
            case_hint=pair,
            joins=tso500.joins(pair, sample),
        )

    tested = [(sample, molecule) for sample, molecule in ((dna, "DNA"), (rna, "RNA")) if sample]
    yield from (arm(*key) for key in tested)
    if not dna and not rna:
        report.problem(
            Code.MISSING_COLUMN, "names neither a DNA nor an RNA sample: what was tested is not known"
        )
    tso500.demand(report, found, WHOLE)
    tso500.unknown_sections(report, found, KNOWN)
    records = [
        *_rna_results(report, found, rna, pair),
        *tso500.dna_results(report, found, dna or pair, "DNA" if dna else "unknown"),
    ]
    yield from records
    if whole:  # what it shows of a library that it does not name is of no patient either
        more = dict.fromkeys((r.sample, r.molecule) for r in records)
        yield from (arm(*key) for key in more if key not in tested)
    check_net(report, before, found.values())


def _rna_results(
    report: Report, found: dict[str, Section], rna: str, pair: str
) -> Iterator[Finding | Marker]:
    """Fusions and splice variants. Where they are listed without an RNA sample, what they were seen in is not known."""
    sample, molecule = (rna, "RNA") if rna else (pair, "unknown")

    def splice(row: dict[str, str]) -> Finding:
        (chrom5, pos5), (chrom3, pos3) = (tso500.place(row[f"Breakpoint {n}"]) for n in (1, 2))
        return Finding(
            sample=sample,
            molecule=molecule,
            gene5_reported=row["Gene"],
            gene3_reported=row["Gene"],
            call_reported=f"{row['Gene']} splice variant",
            event=f"exon {row['Affected Exon']}" if row["Affected Exon"] else "",
            reported=True,
            marks=(Mark.PASS, Mark.SPLICE_VARIANT),
            order_from="format",
            chrom5=chrom5,
            pos5=pos5,
            chrom3=chrom3,
            pos3=pos3,
            genome=tso500.GENOME,
            total_reads=tso500.count(report, row["Splice Supporting Reads"], "Splice Supporting Reads"),
        )

    records: list[Finding | Marker] = []
    if "Fusions" in found:
        records += found["Fusions"].map(
            report, lambda row: tso500.fusion(report, row, sample, molecule), *FUSIONS
        )
    if "Splice Variants" in found:
        records += found["Splice Variants"].map(report, splice, *SPLICE)
    if records and not rna:
        report.problem(
            Code.BAD_ROW,
            "lists fusions or splice variants, which are called from RNA, but names no RNA sample",
            hint="Ask the laboratory which library they were seen in.",
        )
    yield from records
