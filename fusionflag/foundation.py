"""What the XML and the JSON of Foundation Medicine share: names of alterations, arms, remarks on a specimen.

Source: its reports in LifeOmic's phc-ingestion and foundation-xml-fhir, and in USeq (`CD74-NRG1 fusion`, `R77S`,
`amplification`). Not every wording is known, so what is called after NRG1 and is no small variant and no copy number is taken
for a rearrangement.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from fusionflag import clinical, identity, numbers
from fusionflag.codes import Code
from fusionflag.documents import Node
from fusionflag.expressions import expression
from fusionflag.model import Assay, Finding, Mark, Marker
from fusionflag.partners import mentions_nrg1

# status words of the pipeline, and what a reader of the report is told (parser convention: known = pathogenic)
CLASSES = {
    "known": "known (pathogenic)",
    "likely": "likely (likely pathogenic)",
    "unknown": "unknown (VUS)",
    "ambiguous": "ambiguous",
    "": "",
}
LIQUID = expression(r"liquid|\bFoundationACT\b", re.I)  # tests of plasma by their names
_PLACE = expression(r"(?:chr?)?(\w+):([\d,]{1,15})(?:-([\d,]{1,15}))?\Z", re.I)
_NOT_RUN = expression(r"quantity not sufficient|\bQNS\b|insufficient|not (?:be )?performed|cancel", re.I)
_QUALIFIED = expression(
    r"qualified|insufficient|fail|limited|sub-?optimal|not (?:be )?performed|reduced", re.I
)
_REMARK = expression("statement|note|comment|disclaimer|limitation|remark", re.I)
_OF_SAMPLE = {"bait-set", "mean-exon-depth", "name", "nucleic-acid-type"}  # attributes that every sample has
_GOOD = expression(r"pass(?:ed)?|ok|good|none|adequate|sufficient|\d+(?:\.\d+)?%?")
_POOR = expression(rf"{_QUALIFIED.pattern}|degrad|poor|\blow\b|compromis|unreliable|\bnot\b")
_QUALITY = expression(r"qc|status|quality", re.I)
# a sentence that speaks of one patient is a result; papers and trials speak of patients
_OF_PATIENT = expression(
    r"\b(?:this|the|your|our|his|her) (?:\w+ ){0,2}(?:patient|case|specimen|tumou?r|sample|report|test)\b"
    r"|\bhere\b|\bcould not\b|\bcannot\b"
    r"|\b(?:is|was) (?:\w+ )?(?:detected|found|identified|present|seen|assessed)\b",
    re.I,
)
LITERATURE = ("Interpretation", "ClinicalTrialNote", "Therapies", "ReferenceLinks", "ClinicalTrialLinks")
_TRANSCRIPT = r"\((?P<t{0}>[NX][MR]_\d+(?:\.\d+)?)\)"
_PAIR = expression(
    rf"(?P<a>[\w.-]+?)\s*{_TRANSCRIPT.format('a')}\s*-\s*(?P<b>[\w.-]+?)\s*{_TRANSCRIPT.format('b')}"
    r"(?:[\w ]*\((?P<x>[A-Z])(?P<ea>\d+)\s*;\s*(?P<y>[A-Z])(?P<eb>\d+)\))?"
)
_REARRANGED = expression(
    r"\b(?:fusions?|rearrange\w*|truncat\w+|translocat\w+|inver\w+|duplicat\w+|introns?|exons?|deletion|itd|viii)\b",
    re.I,
)
_COPIES = expression(r"\b(?:amplification|amplified|gain|loss|copy number)\b", re.I)
_AMINO = "(?:Ala|Arg|Asn|Asp|Cys|Gln|Glu|Gly|His|Ile|Leu|Lys|Met|Phe|Pro|Ser|Thr|Trp|Tyr|Val|Ter|[ACDEFGHIKLMNPQRSTVWXY*])"
_BASE = r"[*-]?\d+(?:[+-]\d+)?"
# a whole change of a protein or of a transcript: `E6 junction`, `S4N2` and `E13;A20` may be fusions
_SMALL = expression(
    rf"(?:p\.)?\(?{_AMINO}\d+(?:_{_AMINO}\d+)?(?:{_AMINO}|[=?]|{_AMINO}?fs(?:(?:\*|Ter)[\d?]*)?"
    rf"|(?:del|dup|ins|delins|>)(?:{_AMINO}|\d)*|splice)\)?"
    rf"|(?:(?:splice site|promoter) )?(?:c\.)?{_BASE}(?:_{_BASE})?"
    r"(?:[ACGT]*>[ACGT]+|(?:del|dup|ins|inv)[ACGT\d]*(?:(?:ins|>)[ACGT\d]+)?)"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two genes in the order in which the laboratory names them, 5' first; transcripts and exons where given."""

    five: str
    three: str
    transcript5: str
    transcript3: str
    exon5: str = ""
    exon3: str = ""

    def transcripts(self) -> dict[str, Any]:
        """Transcripts and exons as fields of a finding."""
        return {
            "transcript5": self.transcript5,
            "transcript3": self.transcript3,
            "exon5": self.exon5,
            "exon3": self.exon3,
        }


def ordered_pair(description: str) -> Pair | None:
    """The genes of `EML4(NM_019063)-ALK(NM_004304) fusion (E13;A20)`; None for any other wording (`fusion`)."""
    found = _PAIR.match(description.strip())
    if found is None:
        return None
    named = bool(found["x"]) and (found["x"], found["y"]) == (found["a"][0].upper(), found["b"][0].upper())
    return Pair(
        found["a"],
        found["b"],
        found["ta"],
        found["tb"],
        found["ea"] if named else "",
        found["eb"] if named else "",
    )


def kind_of(name: str) -> str:
    """What an alteration is by its name: rearrangement, copies, small; empty where the wording is not known."""
    text = name.strip()
    if mentions_nrg1(text) or _REARRANGED.search(text):
        return "rearrangement"
    if _COPIES.search(text):
        return "copies"
    return "small" if _SMALL.fullmatch(text) else ""


class Where:
    """Which arm a variant belongs to: the sample that its evidence names, else the only arm there is."""

    def __init__(self, arms: list[Assay]) -> None:
        self.first = arms[0]
        self.arms: list[dict[str, Any]] = [{"sample": a.sample, "molecule": a.molecule} for a in arms]
        self.prefix = "cf" if LIQUID.search(self.first.assay_reported) else ""

    def of(self, node: Node) -> list[dict[str, Any]]:
        """Sample and nucleic acid of every evidence that a variant names."""
        found = []
        for acid in ("DNA", "RNA"):
            for evidence in node.all(f"{acid.lower()}-evidence"):
                arm = {"sample": evidence.text("sample"), "molecule": self.prefix + acid}
                if arm not in self.arms:
                    node.report.problem(
                        Code.BAD_ROW, f"{acid} evidence of a sample that the report does not list as {acid}"
                    ).place = node.place
                found.append(arm)
        return found or [self.any()]

    def any(self) -> dict[str, Any]:
        """The only arm; where there are several, none is guessed."""
        return self.arms[0] if len(self.arms) == 1 else {"sample": "", "molecule": "unknown"}

    def dna(self) -> dict[str, Any]:
        """The arm that small variants are read from."""
        return next((arm for arm in self.arms if arm["molecule"].endswith("DNA")), self.any())


def placed(marker: Marker | None, arm: dict[str, Any]) -> Marker | None:
    """The marker in its arm."""
    if marker is not None:
        marker.sample, marker.molecule = arm["sample"], arm["molecule"]
    return marker


def in_words(gene: str, name: str, word: str, arm: dict[str, Any]) -> Finding | Marker:
    """An alteration of NRG1 that only the issued report names, in words."""
    kind = {"small": "variant", "copies": "copy number"}.get(kind_of(name))
    if kind is not None and gene == "NRG1":
        return Marker(gene="NRG1", marker=kind, state="detected", detail=name, **arm)
    both = mentions_nrg1(name)
    return Finding(
        gene5_reported="" if both else gene,
        call_reported=re.split(r"\s+(?:fusion|rearrangement)\b", name)[0] if both else name,
        classification=word,
        order_known=False,
        order_from="none",
        **arm,
    )


def is_listed(name: str, found: list[Finding | Marker]) -> bool:
    """Is this alteration of NRG1 one of those that the pipeline's part lists?"""
    kind = kind_of(name)
    for record in found:
        if isinstance(record, Marker):
            if record.gene == "NRG1" and kind in ("small", "copies") and name in record.detail:
                return True
            continue
        genes = {record.gene5_reported, record.gene3_reported}
        if "NRG1" in genes and kind not in ("small", "copies"):
            partner = "".join(genes - {"NRG1"})
            if not mentions_nrg1(name) or not partner or partner in name:
                return True
    return False


def class_of(node: Node, wide: int) -> dict[str, Any]:
    """What the laboratory says of the call. Unequivocal and of known or likely meaning: it passed the vendor's own filter."""
    status, doubt = node.text("status").casefold(), node.text("equivocal").casefold()
    if status not in CLASSES:
        node.report.problem(Code.BAD_ROW, "the status of a rearrangement is not known", value=status)
    passed = doubt == "false" and status in ("known", "likely")
    fraction = node.number("allele-fraction")
    return {
        "classification": "" if doubt == "true" else CLASSES.get(status, status),
        "confidence": f"equivocal ({status})" if doubt == "true" else "",
        "marks": ((Mark.PASS,) if passed else ()) + ((Mark.IMPRECISE,) if wide else ()),
        "allele_fraction": fraction if fraction is not None and 0 <= fraction <= 1 else None,
    }


def detail_of(node: Node, *keys: str) -> str:
    """The texts under these keys in one line."""
    return " ".join(filter(None, (node.text(key) for key in keys)))


def place_of(node: Node, key: str) -> tuple[str, int | None, int]:
    """Chromosome, first position and how many bases further it may lie: `chr6:152080638-152080754`."""
    text = node.text(key)
    found = _PLACE.match(text.replace(" ", ""))
    if found is None:
        if text:
            node.report.notice(Code.BAD_CELL, f"`{key}` is no position", value=text).place = node.place
        return "", None, 0
    start, end = (int((found[n] or found[2]).replace(",", "")) for n in (2, 3))
    return f"chr{found[1]}", min(start, end), abs(end - start)


def _statements(final: Node) -> list[str]:
    """What the laboratory says of this specimen in a sentence of its own (`QUALIFIED report`), whatever it calls it."""
    groups = [g for part in final.all("Application") for g in part.all("ApplicationSettings")]
    settings = [s for group in groups for s in group.all("ApplicationSetting")]
    said = [(s.text("Name"), s.text("Value")) for s in settings]
    return [v for n, v in said if v and (_REMARK.search(n) or _QUALIFIED.search(v) or _NOT_RUN.search(v))]


def was_not_run(final: Node) -> bool:
    """Does the laboratory say that it could not test the specimen?"""
    return any(_NOT_RUN.search(said) for said in _statements(final))


def limitation(final: Node) -> str:
    """What the laboratory says against this specimen's results, in our words; empty where it says nothing."""
    said = _statements(final)
    if not said:
        return ""
    if all(_QUALIFIED.search(s) for s in said):
        return "the laboratory qualifies the report: its data may be insufficient"
    final.report.notice(
        Code.NONSTANDARD,
        "a statement on this specimen is not understood; taken for a limitation of its results",
    )
    return "the report holds a statement on this specimen that is not understood"


def signed_on(final: Node) -> list[str]:
    """The times of the signatures; none where one of them is still awaited."""
    times = [s.text("ServerTime") for s in final.all("Signatures", "Signature")]
    return times if all(map(identity.day, times)) else []


def content(variants: Node) -> tuple[float | None, str]:
    """Percent of tumor, the least of what the pathologist counted and what the sequence showed, and what limits it."""
    stated = [
        clinical.tumor_content(variants.text(key)) for key in ("percent-tumor-nuclei", "purity-assessment")
    ]
    limits = dict.fromkeys(limit for _, limit in stated if limit)
    return min((share for share, _ in stated if share is not None), default=None), "; ".join(limits)


def quality(sample: Node, qc: str, status: str) -> tuple[str, str]:
    """Quality and status of one sample: those of the report, unless the sample itself says worse.

    No file that was seen says anything of a single sample but its depth, so a word that is not known is a problem.
    """
    depth = sample.text("mean-exon-depth")
    reads = numbers.decimal(depth) if depth else 1
    failed, strange = False, [depth] if reads is None else []
    if reads is not None and reads <= 0:
        failed = True
    for name, node in sample.items():
        word = _said(node)
        if name in _OF_SAMPLE or not word or _GOOD.fullmatch(word):
            continue
        if _QUALITY.search(name):
            failed = failed or word in ("fail", "failed")
            strange += [] if word in ("fail", "failed") else [name]
        elif _REMARK.search(name) or _POOR.search(word) or _NOT_RUN.search(word):
            strange.append(name)
    if strange:
        clinical.problem(sample, "the quality of a sample is stated in words that are not known")
    return ("fail", "failed") if failed else (qc, status)


def check_quality(control: Node) -> None:
    """What stands beside the one word of `quality-control`, and is not known to be harmless, is a problem."""
    if any(
        name != "status" and (word := _said(n)) and not _GOOD.fullmatch(word) for name, n in control.items()
    ):
        clinical.problem(control, "a remark stands beside the status of the quality control")


def _said(node: Node) -> str:
    """All text at and below a node, in lower case."""
    return " ".join(text for inner in node.walk() if (text := inner.text())).casefold()


# -- prose ---------------------------------------------------------------------------------------------
def explain_prose(node: Node) -> None:
    """Explain literature that names NRG1, text by text; a sentence that may speak of this patient is left to the net."""
    for inner in node.walk():
        if isinstance(inner.value, str) and mentions_nrg1(inner.value):
            sentences = re.split(r"(?<=[.;!?])\s+", inner.value)
            if not any(mentions_nrg1(s) and _OF_PATIENT.search(s) for s in sentences):
                inner.explain()


def explain_trials(final: Node, found: list[Finding | Marker]) -> None:
    """A trial is offered for an alteration of this patient: read if that is among the results, else but its title is."""
    for trial in final.all("Trials", "Trial"):
        alteration = trial.text("Alteration")
        if trial.text("Gene") == "NRG1" and alteration and is_listed(alteration, found):
            trial.explain()
        explain_prose(trial.get("Title"))
    for paper in final.all("References", "Reference"):
        explain_prose(paper.get("FullCitation"))
