"""Other results of the same reports that a board wants beside NRG1: they set urgency and the next step, never the verdict.

A list of variants without a laboratory's classification holds polymorphisms too, so only a hotspot counts as detected there;
what else it lists of these genes is `unknown`. A gene counts as not detected only where the report says so of it.
Source of the genes: the NRG1 literature on mutual exclusivity, and the targets of cholangiocarcinoma.
"""

from __future__ import annotations

import re

from fusionflag.model import Finding, Mark, Marker, total_support
from fusionflag.unread import digest

FUSIONS = frozenset(
    {"ALK", "ROS1", "RET", "NTRK1", "NTRK2", "NTRK3", "FGFR2", "BRAF", "MET", "EGFR", "ERBB2"}
)
VARIANTS = frozenset({"KRAS", "NRAS", "EGFR", "BRAF", "MET", "ERBB2", "IDH1", "FGFR2", "ALK", "ROS1", "RET"})
# genes whose detected alteration is a validated driver: lowers urgency, never the verdict (knowledge: mutual exclusivity)
GENES = FUSIONS | VARIANTS
# no validated driver by itself: a gain of these genes, a change of BRAF other than V600E
_NO_DRIVER = frozenset(
    {*((g, "amplification") for g in ("MET", "EGFR", "KRAS", "FGFR2")), ("BRAF", "variant")}
)
_WEAK = frozenset({Mark.FILTERED, Mark.READTHROUGH, Mark.GERMLINE, Mark.COPY_NUMBER})
# codons whose change is a driver; protein changes as `p.Gly12Cys`, `G12C`, `p.(Val600Glu)`
_HOTSPOTS = {
    "KRAS": {12, 13, 59, 61, 117, 146},
    "NRAS": {12, 13, 59, 61, 117, 146},
    "BRAF": {600},
    "IDH1": {132},
    "EGFR": {709, 719, *range(729, 762), 768, 790, 797, 858, 861, *range(762, 775)},
    "ERBB2": {310, 755, *range(770, 782), 842},
}
_THREE = {
    **{
        "Ala": "A",
        "Arg": "R",
        "Asn": "N",
        "Asp": "D",
        "Cys": "C",
        "Gln": "Q",
        "Glu": "E",
        "Gly": "G",
        "His": "H",
        "Ile": "I",
    },
    **{
        "Leu": "L",
        "Lys": "K",
        "Met": "M",
        "Phe": "F",
        "Pro": "P",
        "Ser": "S",
        "Thr": "T",
        "Trp": "W",
        "Tyr": "Y",
        "Val": "V",
    },
    "Ter": "*",
}
_CHANGE = re.compile(r"\(?([A-Z])(\d{1,6})(?:_[A-Z]\d+)?([A-Z*=]|del|dup|ins|fs)")


def is_driver(m: Marker) -> bool:
    """Is this the detected alteration of a validated driver?"""
    return m.state == "detected" and m.gene in GENES and (m.gene, m.marker) not in _NO_DRIVER


def protein_change(text: str) -> str:
    """A protein change in one-letter form without `p.`, brackets and accession: `NP_1.1:p.(Val600Glu)` gives `V600E`."""
    short = re.split(r"p\.", text)[-1].strip("() ")
    for long, letter in _THREE.items():
        short = short.replace(long, letter)
    return short


def small_variant(
    gene: str, change: str, *, significant: bool | None = None, detail: str = ""
) -> Marker | None:
    """A small variant of a gene a board asks for, or of NRG1; None for any other gene.

    significant  the laboratory calls it (likely) pathogenic: True; a VUS or benign: False; does not say: None
    """
    gene = gene.strip()
    if gene == "NRG1":
        return Marker(gene=gene, marker="variant", state="detected", detail=detail or change)
    if gene not in VARIANTS:
        return None
    short = protein_change(change)
    found = _CHANGE.match(short)
    silent = found is not None and found[3] in ("=", found[1])
    hot = found is not None and int(found[2]) in _HOTSPOTS.get(gene, ()) and not silent
    name = "V600E" if gene == "BRAF" and short.startswith("V600E") else "variant"
    state = "detected" if significant or (significant is None and hot) else "unknown"
    return Marker(gene=gene, marker=name, state=state, detail=detail or change)


def amplification(gene: str, detail: str = "", *, state: str = "detected") -> Marker | None:
    """A gain of copies of ERBB2, MET, EGFR or KRAS, or of NRG1; None for any other gene."""
    if gene.strip() not in ("ERBB2", "MET", "EGFR", "KRAS", "FGFR2", "NRG1"):
        return None
    return Marker(gene=gene.strip(), marker="amplification", state=state, detail=detail)


def exon14(detail: str = "") -> Marker:
    """MET exon 14 skipping."""
    return Marker(gene="MET", marker="exon 14 skipping", state="detected", detail=detail)


def absent(gene: str, marker: str = "variant", detail: str = "") -> Marker | None:
    """A gene that the report says was tested, and nothing found; None for a gene no board asks for here."""
    if gene.strip() not in GENES:
        return None
    return Marker(gene=gene.strip(), marker=marker, state="not_detected", detail=detail)


def msi(text: str) -> Marker | None:
    """Microsatellite status in the words of the report (MSI-H, MSS, stable, high ...); None where it says nothing."""
    word = text.strip().casefold()
    if not word:
        return None
    if re.search(r"\bnot (?:msi-?)?h|\bstable\b|\bmss\b|\blow\b|msi-l|not detected", word):
        state = "not_detected"
    elif re.search(r"\bhigh\b|msi-?h\b|\binstab|\bunstable\b|\bdmmr\b|deficient", word):
        state = "detected"
    else:
        state = "unknown"
    return Marker(gene="MSI", marker="high", state=state, detail=text.strip())


def tmb(score: str, level: str = "") -> Marker | None:
    """Tumor mutational burden: `level` as the report words it (low, intermediate, high), `score` with its unit."""
    if not score.strip() and not level.strip():
        return None
    word = level.casefold()
    name = "low" if "low" in word else "high" if "high" in word else "score"
    return Marker(
        gene="TMB",
        marker=name,
        state="detected",
        detail="; ".join(filter(None, (score.strip(), level.strip()))),
    )


def of_finding(f: Finding) -> Marker | None:
    """The driver fusion, or MET exon 14 skipping, that a reported rearrangement is; a weak or filtered row is none."""
    gene = f.gene3 if f.gene3 in FUSIONS else f.gene5
    if gene not in FUSIONS or f.reported is False or not _WEAK.isdisjoint(f.marks):
        return None
    total = total_support(f)
    if (
        (total is None or total < 10 or (f.junction_reads or 0) < 3)
        and not f.classification
        and Mark.PASS not in f.marks
    ):
        return None
    if f.gene5 == f.gene3:
        if f.gene5 == "MET" and Mark.SPLICE_VARIANT in f.marks:
            return Marker(gene="MET", marker="exon 14 skipping", state="detected", detail=f.call_reported)
        return None
    if "NRG1" in (f.gene5, f.gene3):
        return None
    return Marker(gene=gene, marker="fusion", state="detected", detail=f.fusion)


def beside(finding: Finding) -> Marker | None:
    """The driver that a finding is, with its arm, case and place. The finding must have its ids."""
    marker = of_finding(finding)
    if marker is not None:
        marker.marker_id = digest(finding.finding_id, marker.gene, marker.marker)
        marker.report_id, marker.assay_id = finding.report_id, finding.assay_id
        marker.case_id, marker.sample = finding.case_id, finding.sample
        marker.molecule, marker.place = finding.molecule, finding.place
    return marker
