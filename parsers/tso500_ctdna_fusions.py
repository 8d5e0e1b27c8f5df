"""TSO500 ctDNA Fusions.csv: every candidate fusion of one plasma sample.

Written from documentation: the support pages of DRAGEN TSO500 ctDNA 2.1 and umccr/dracarys, which reads such files. `Direction`
says which parts are joined, in the terms of VCF: L1R2 (t[p[) keeps the left of break 1 and the right of break 2, L2R1 (]p]t)
the right of 1 and the left of 2, L1rL2 (t]p]) both left parts, rR2R1 ([p[t) both right parts. So the genes at the breaks and
their order follow from the places; `Fusion Directionality Known` adds nothing. Gene1 and Gene2 are lists. Counts are pairs of
reads. Filter is PASS or says what failed. hg19, not stated. The file is called `<Sample ID>_Fusions.csv`; without rows the
sample is known from there alone, and such a name groups the file only with another that states this id itself. Plasma DNA:
silence is no negative.
"""

import re
from collections.abc import Iterator

from fusionflag import tso500
from fusionflag.model import Assay, Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError

KEPT = {"L1R2": ("+", "-"), "L1RL2": ("+", "+"), "L2R1": ("-", "+"), "RR2R1": ("-", "-")}
_NAME = re.compile(r"(?:.*/)?([^/]+)_Fusions\.csv(?:\.gz)?\Z")


@parser(
    title="TSO500 ctDNA Fusions",
    molecule="cfDNA",
    versions="2.1-2.6",
    evidence="documentation",
    direction="places: `Direction`, L1R2 and its like",
    positions="1-based",
    build="GRCh37",
    silence="dna",
    looks_like=Columns(
        "Sample", "Name", "Chr1", "Pos1", "Chr2", "Pos2", "Direction", "Alt_Depth", "Gene1", "Gene2", "Filter"
    ),
)
def tso500_ctdna_fusions(report: Report) -> Iterator[Record]:
    """One finding a row, made of two joined places."""
    t = table(report)
    sample, name, verdict = t.column("Sample"), t.column("Name"), t.column("Filter")
    chrom1, pos1, chrom2, pos2 = (t.column(c) for c in ("Chr1", "Pos1", "Chr2", "Pos2"))
    direction, gene1, gene2 = t.column("Direction"), t.column("Gene1"), t.column("Gene2")
    alt, total, share = t.column("Alt_Depth"), t.optional("Total_Depth"), t.optional("VAF")

    def read_row(row: Row) -> Finding:
        kept = KEPT.get(row.key(direction).upper())
        if kept is None:
            raise RowError("is none of L1R2, L1rL2, L2R1, rR2R1", direction + 1, row[direction])
        passed = row.key(verdict).upper() == "PASS"
        return Finding(
            sample=row.key(sample),
            gene5_reported=row.key(gene1, may_be_missing=True),
            gene3_reported=row.key(gene2, may_be_missing=True),
            call_reported=row.text(name),
            filters="" if passed else row.text(verdict),
            reported=passed,
            marks=(Mark.BREAKENDS, Mark.PASS if passed else Mark.FILTERED),
            order_known=False,
            order_from="none",
            chrom5=row.key(chrom1),
            pos5=row.position(pos1),
            kept5=kept[0],
            chrom3=row.key(chrom2),
            pos3=row.position(pos2),
            kept3=kept[1],
            genome=tso500.GENOME,
            total_reads=row.reads(alt),
            depth=row.reads(total),
            allele_fraction=row.fraction(share),
        )

    findings = list(t.map(read_row))  # a few rows; their samples must be known before them
    names = list(dict.fromkeys(f.sample for f in findings)) or [""]
    report.several_samples = len(names) > 1
    named = _NAME.match(report.path)
    for own in names:
        yield Assay(
            sample=own,
            report_kind="control" if tso500.is_control(own) else "caller",
            assay_reported=tso500.CTDNA,
            pipeline=tso500.CTDNA,
            genome=tso500.GENOME,
            case_hint=own,
            joins=tso500.joins(own or (named[1] if named else "")),
        )
    yield from findings
