"""Arriba's fusions as VCF (convert_fusions_to_vcf.sh).

Facts: suhrig/arriba scripts/convert_fusions_to_vcf.sh, run on tables of versions 1 and 2. Two records a fusion, IDs `1a`
(gene1, the 5' partner) and `1b`; the brackets are right. No read counts and no frame; FILTER is always PASS, so it says
nothing; QUAL is 0.5, 2 or 5 for low, medium and high confidence. A gene between genes is an empty name. The script reads a
table of version 1 without complaint and writes a wrong VCF: its QUAL is none of the three.
"""

import re
from collections.abc import Iterator

from fusionflag.cells import RowError
from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf import alt
from fusionflag.vcf.fusions import Fusions
from fusionflag.vcf.record import Record as Line

CONFIDENCE = {"0.5": "low", "2": "medium", "5": "high"}
ID = re.compile(r"(\d+)([ab])\Z")


@parser(
    title="Arriba (VCF)",
    molecule="RNA",
    versions="2.x",
    evidence="real: made by Arriba's own script",
    direction="format: the record `a`",
    positions="1-based",
    build="header",
    silence="negative: a header alone",
    looks_like=Vcf(info=("GENE_NAME", "GENE_ID", "MATEID")),
)
def arriba_vcf(report: Report) -> Iterator[Record]:
    """One finding a pair of records."""
    vcf = Fusions(report)

    def made(record: Line) -> Iterator[Finding]:
        match = ID.match(record.id)
        if match is None:
            raise RowError("is no ID of Arriba, 1a or 1b", 3, record.id)
        other = vcf.by_id.get(match[1] + ("b" if match[2] == "a" else "a"))
        if match[2] == "b" and other is not None:
            return
        confidence = CONFIDENCE.get(record.qual)
        if confidence is None:
            raise RowError(
                "is none of Arriba's 0.5, 2 and 5: a table of version 1 that was converted wrongly?",
                6,
                record.qual,
            )
        yield _finding(vcf, record, other, match[2] == "a", confidence)

    yield from vcf.map(made)
    yield from vcf.end()


def _finding(vcf: Fusions, record: Line, other: Line | None, first: bool, confidence: str) -> Finding:
    """A record `a` with its `b`; a lone record tells the place of its mate, but not its gene."""
    mate = alt.breakend(record.alt)
    here = (record.value("GENE_NAME"), record.chrom, record.pos, mate.kept, record.value("EXON_NUMBER"))
    there = (
        other.value("GENE_NAME") if other else "",
        mate.chrom,
        mate.pos,
        mate.mate_kept,
        other.value("EXON_NUMBER") if other else "",
    )
    five, three = (here, there) if first else (there, here)
    marks = [Mark.TOP_CLASS] if confidence == "high" else []
    marks += [Mark.INTERGENIC] if not (five[0] and three[0]) and other is not None else []
    return Finding(
        gene5_reported=five[0],
        gene3_reported=three[0],
        call_reported=f"{five[0]}--{three[0]}",
        confidence=confidence,
        marks=tuple(marks),
        order_from="format",
        chrom5=five[1],
        pos5=five[2],
        kept5=five[3],
        exon5=five[4],
        chrom3=three[1],
        pos3=three[2],
        kept3=three[3],
        exon3=three[4],
        inserted=mate.inserted,
        event=record.value("SVTYPE"),
        also_at=vcf.place(other),
    )
