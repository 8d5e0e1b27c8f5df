"""cBioPortal's structural variants (`data_sv.txt`, `data_structural_variants.txt`), as GENIE, C-CAT and MSK write them too.

Facts: cbioportal docs/File-Formats.md and real files. One row an event, samples without one are left out, so the file holds no
negatives; what was tested is in the gene panel matrix. Site 1 is not the 5' side (`two_sites.py`). DNA_Support and RNA_Support
(any case) say what was read; GENIE has neither. Spellings that differ: Sample_ID, Site1_Exon, Site2_EffectOnFrame, SV_Class; MSK
writes Breakpoint_Type twice. A site may have its Entrez number only (3084 is NRG1). Comments are free text and are not kept.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fusionflag import two_sites
from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row, RowError, Table

# our own export: does the verdict stand by the event?
OURS = {"present": (Mark.PASS,), "indeterminate": (Mark.INDETERMINATE,)}
UNSTATED = ("-1", "0")  # places that writers put where there is none


@parser(
    title="cBioPortal structural variants",
    molecule="unknown",
    versions="all; GENIE, C-CAT and MSK",
    evidence="real: rows of GENIE, and cBioPortal's test studies",
    direction="row: the words of an annotation; site 1 need not be 5'",
    positions="1-based",
    build="stated",
    silence="nothing: samples without an event are left out",
    multi_sample=True,
    looks_like=Columns("Site1_Hugo_Symbol", "Site2_Hugo_Symbol"),
)
def cbioportal_sv(report: Report) -> Iterator[Record]:
    """One finding a row; an arm for each sample and what was read of it."""
    t = table(report)
    arms: dict[tuple[str, str], Finding] = {}
    for record in t.map(_reader(t)):
        if isinstance(record, Finding):
            arms.setdefault((record.sample, record.molecule), record)
        yield record
    yield from two_sites.arms_of(report, arms.values())


@dataclass(frozen=True, slots=True)
class Site:
    """The columns of one site."""

    gene: int
    entrez: int
    chrom: int
    pos: int
    transcript: int
    exon: int
    number: int
    region: int

    @classmethod
    def of(cls, t: Table, n: int) -> "Site":
        return cls(
            t.column(f"Site{n}_Hugo_Symbol"),
            *(
                t.optional(f"Site{n}_{name}")
                for name in (
                    "Entrez_Gene_Id",
                    "Chromosome",
                    "Position",
                    "Ensembl_Transcript_Id",
                    "Exon",
                    "Region_Number",
                    "Region",
                )
            ),
        )

    def name(self, row: Row) -> str:
        return two_sites.gene_of(row.key(self.gene, may_be_missing=True), row.text(self.entrez))

    def facts(self, row: Row, side: str) -> dict[str, Any]:
        """Place, transcript and exon as keyword arguments of Finding for side 5 or 3."""
        stated = row.text(self.pos) not in UNSTATED
        exon = row.text(self.exon) or (
            row.text(self.number) if row.text(self.region).casefold() == "exon" else ""
        )
        return {
            f"chrom{side}": row.text(self.chrom),
            f"pos{side}": row.position(self.pos, may_be_missing=True) if stated else None,
            f"transcript{side}": row.text(self.transcript),
            f"exon{side}": exon,
        }


def _reader(t: Table) -> Callable[[Row], Finding]:
    first, second = Site.of(t, 1), Site.of(t, 2)
    sample = t.optional("Sample_Id", "Tumor_Sample_Barcode")
    dna, rna = t.optional("DNA_Support"), t.optional("RNA_Support")
    status, build, precise = t.optional("SV_Status"), t.optional("NCBI_Build"), t.optional("Breakpoint_Type")
    kind, event, annotation = (
        t.optional("Class", "SV_Class"),
        t.optional("Event_Info"),
        t.optional("Annotation"),
    )
    ours = t.optional("fusionflag.event")
    effect = t.optional("Site2_Effect_On_Frame", "Site2_EffectOnFrame")
    split, pairs, total = (
        t.optional(f"Tumor_{name}_Count") for name in ("Split_Read", "Paired_End_Read", "Variant")
    )

    def read_row(row: Row) -> Finding:
        texts = row.text(annotation), row.text(event)
        one, two = two_sites.both_genes(first.name(row), second.name(row), *texts)
        if not (one or two or row.text(first.pos) or row.text(second.pos)):
            raise RowError("names neither a gene nor a place", first.gene + 1)
        molecule, both = two_sites.molecule_of(row, dna, rna)
        genome = two_sites.build_of(row.text(build))
        known = two_sites.first_is_five_prime(one, two, *texts)
        turned = known is False
        five, three = (second, first) if turned else (first, second)
        call, weak = two_sites.call_of(one, two, t.delimiter.join(row))
        return Finding(
            sample=row.text(sample),
            molecule=molecule,
            gene5_reported=two if turned else one,
            gene3_reported=one if turned else two,
            call_reported=call,
            order_known=known is not None,
            order_from="none" if known is None else "laboratory",
            filters="DNA and RNA support" if both else "",
            marks=(
                *weak,
                *two_sites.words_of(texts[1], row.text(kind)),
                *_status(row.text(status)),
                *((Mark.FOREIGN_ASSEMBLY,) if genome is None else ()),
                *OURS.get(row.text(ours), ()),
                *((Mark.IMPRECISE,) if row.text(precise).upper() == "IMPRECISE" else ()),
            ),
            genome=genome or "",
            event=row.text(kind),
            in_frame=two_sites.frame_of(row.text(effect), texts[1]),
            junction_reads=row.reads(split),
            pair_reads=row.reads(pairs),
            total_reads=row.reads(total),
            **five.facts(row, "5"),
            **three.facts(row, "3"),
        )

    return read_row


def _status(word: str) -> tuple[Mark, ...]:
    """SOMATIC or nothing is somatic; any word but these two leaves it open."""
    return {"": (), "SOMATIC": (), "GERMLINE": (Mark.GERMLINE,)}.get(word.upper(), (Mark.NOT_SOMATIC,))
