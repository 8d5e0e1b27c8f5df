"""TSO500 files of one pair and of a run, built for tests."""

from __future__ import annotations

from tests.files import Run

SMALL_VARIANTS = (
    "Gene\tChromosome\tGenomic Position\tReference Call\tAlternative Call\tAllele Frequency\tDepth\tP-Dot Notation\t"
    "C-Dot Notation\tConsequence(s)\tAffected Exon(s)"
)
DAY, VERSION = "2026-03-04", "ruo-2.6.2.4"


def combined(
    pair: str = "PAIR0001", rna: str = "PAIR0001-R", *, day: str = DAY, version: str = VERSION
) -> str:
    """A TSO500 report of an RNA arm in which nothing was found."""
    return f"""DRAGEN TruSight Oncology 500 v2.6.2 Analysis Software - Combined Variant Output
For Research Use Only. Not for use in diagnostic procedures.

[Analysis Details]
Pair ID\t{pair}
DNA Sample ID\tNA
RNA Sample ID\t{rna}
Output Date\t{day}
Output Time\t05:06:07
Module Version\tNA
Pipeline Version\t{version}

[Sequencing Run Details]
NA

[TMB]
Total TMB\tNA

[MSI]
Usable MSI Sites\tNA

[Gene Amplifications]
Gene\tFold Change
NA

[Splice Variants]
Gene\tAffected Exon\tBreakpoint 1\tBreakpoint 2\tSplice Supporting Reads\tReference Reads Transcript
NA

[Fusions]
Gene Pair\tBreakpoint 1\tBreakpoint 2\tFusion Supporting Reads\tGene 1 Reference Reads\tGene 2 Reference Reads
NA

[Small Variants]
{SMALL_VARIANTS}
NA
"""


def metrics(
    *columns: str,
    cv: str = "0.69",
    reads: str = "12000000",
    insert: str = "101",
    failed: str = "NA",
    day: str = DAY,
) -> str:
    """TSO500's run metrics with the same numbers in every column."""
    names = "\t".join(columns)

    def row(name: str, low: str, high: str, value: str) -> str:
        return "\t".join([name, low, high, *[value] * len(columns)])

    done = "TRUE" if failed == "NA" else "FALSE"
    return "\n".join(
        [
            "DRAGEN TruSight Oncology 500 v2.6.2 Analysis Software - Metrics Output",
            "For Research Use Only. Not for use in diagnostic procedures.",
            "",
            "[Header]",
            f"Output Date\t{day}",
            "Output Time\t05:06:07",
            "Workflow Version\t2.6.2.4",
            "",
            "[Run QC Metrics]",
            "Metric (UOM)\tLSL Guideline\tUSL Guideline\tValue",
            "PCT_PF_READS (%)\tNA\tNA\tNA",
            "",
            "[Analysis Status]",
            f"\t{names}",
            "\t".join(["COMPLETED_ALL_STEPS", *[done] * len(columns)]),
            "\t".join(["FAILED_STEPS", *[failed] * len(columns)]),
            "\t".join(["STEPS_NOT_EXECUTED", *["NA"] * len(columns)]),
            "",
            "[RNA Library QC Metrics]",
            f"Metric (UOM)\tLSL Guideline\tUSL Guideline\t{names}",
            row("MEDIAN_CV_GENE_500X (NA)", "0", "0.93", cv),
            row("TOTAL_ON_TARGET_READS (Count)", "2500000", "NA", reads),
            row("MEDIAN_INSERT_SIZE (Count)", "80", "NA", insert),
            "",
            "[Notes]",
            "Run Metrics\tmade up",
            "",
        ]
    )


def dna_only(pair: str) -> str:
    return combined(pair, "NA").replace("DNA Sample ID\tNA", f"DNA Sample ID\t{pair}-D")


def verdicts(found: Run) -> dict[str, str]:
    return {name: case["verdict"] for name, case in found.cases.items()}
