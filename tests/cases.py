"""Builders for the worked cases: records as a parser would give them, run through normalising, coverage and QC."""

from __future__ import annotations

from typing import Any

from fusionflag.coverage import cover
from fusionflag.evidence import Evidence
from fusionflag.model import Assay, Case, Finding, Mark, Marker, Notice
from fusionflag.normalise import Normaliser
from fusionflag.settings import Settings
from fusionflag.verdict import judge

# hg38 junction facts: knowledge base, nrg1.json and genes.sqlite
CD74_E6 = {"chrom5": "chr5", "pos5": 150404680, "strand5": "-"}
SLC3A2_E5 = {"chrom5": "chr11", "pos5": 62882066, "strand5": "+"}
SDC4_E4 = {"chrom5": "chr20", "pos5": 45330366, "strand5": "-"}
ATP1B1_E2 = {"chrom5": "chr1", "pos5": 169111498, "strand5": "+"}
WRN_E33 = {"chrom5": "chr8", "pos5": 31167230, "strand5": "+"}
SMAD4_UTR = {"chrom5": "chr18", "pos5": 51030623, "strand5": "+"}
NRG1_E6 = {"chrom3": "chr8", "pos3": 32727949, "strand3": "+"}
NRG1_E2 = {"chrom3": "chr8", "pos3": 32595828, "strand3": "+"}
HG38 = {"genome": "GRCh38"}
READS = {"junction_reads": 120, "pair_reads": 100}

WTS = {"assay_reported": "whole transcriptome sequencing", "qc": "pass", "tumor_content": 30.0}


def arm(id: str = "r1", molecule: str = "RNA", **facts: Any) -> Assay:
    """An arm as a parser gives it, covered with the real registry and QC code."""
    raw = Assay(
        assay_id=id, report_id=facts.pop("report_id", id), report_file=f"{id}.tsv", molecule=molecule, **facts
    )
    return cover(raw, None)[0]


def wts(id: str = "r1", **facts: Any) -> Assay:
    """An adequate whole-transcriptome arm unless `facts` say otherwise."""
    return arm(id, **{**WTS, **facts})


def found(gene5: str, gene3: str, of: str = "r1", molecule: str = "RNA", **facts: Any) -> Finding:
    """A finding as a parser gives it, normalised."""
    number = facts.pop("n", 1)
    raw = Finding(
        finding_id=f"{of}-{number}",
        report_id=of,
        assay_id=of,
        molecule=molecule,
        gene5_reported=gene5,
        gene3_reported=gene3,
        place=f"{of}.tsv:{number}",
        **facts,
    )
    return Normaliser().finding(raw)


def fusion(gene5: str = "CD74", of: str = "r1", **facts: Any) -> Finding:
    """A good NRG1 fusion: CD74 e6 to NRG1 e6, stated in frame, many reads; `facts` replace what differs."""
    base: dict[str, Any] = {**HG38, **READS, **NRG1_E6, "in_frame": "in"}
    if gene5 == "CD74":
        base |= CD74_E6
    return found(gene5, "NRG1", of, **{**base, **facts})


def verdict(
    *records: Assay | Finding | Notice | Marker,
    settings: Settings | None = None,
    carryover: frozenset[str] = frozenset(),
) -> Case:
    """The case that these records give."""
    evidence = Evidence.of(
        [r for r in records if isinstance(r, Assay)],
        [r for r in records if isinstance(r, Finding)],
        [r for r in records if isinstance(r, Notice)],
        [r for r in records if isinstance(r, Marker)],
        settings,
        carryover,
    )
    return judge(evidence, "case", "sheet")


PASS = (Mark.PASS,)
LUAD, CCA, ICCA, PDAC, IMA = (
    "lung adenocarcinoma",
    "cholangiocarcinoma",
    "intrahepatic cholangiocarcinoma",
    "pancreatic ductal adenocarcinoma",
    "invasive mucinous adenocarcinoma of lung",
)
SIGNED = {"report_kind": "signed"}
SIGNED_NEGATIVE = {
    "report_kind": "signed",
    "negative_stated": True,
    "nrg1_coverage": "yes",
    "coverage_from": "report",
}
