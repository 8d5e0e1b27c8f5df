"""The case rules: a decision table, read from the top; the first rule that applies gives the verdict.

A rule is a pure function of one `Evidence`. It returns None if it does not apply, else the reason codes it saw. Its docstring is
its text: `fusionflag rules`, `explain` and docs/rules.md print it. Source of all rows: the decision table that the docs carry
(docs/rules.md), itself drawn from the NRG1 literature named there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fusionflag.codes import Code
from fusionflag.events import DNA
from fusionflag.evidence import Evidence
from fusionflag.model import Assay, Finding

Predicate = Callable[[Evidence], "Outcome | None"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule found: reason codes (most telling first), and the finding it rests on."""

    reasons: tuple[Code, ...]
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the decision table. Only rules with the verdict `negative` say that nothing is there."""

    id: str
    title: str
    verdict: str
    source: str
    applies: Predicate

    @property
    def text(self) -> str:
        return " ".join((self.applies.__doc__ or "").split())


RULES: list[Rule] = []


def rule(id: str, verdict: str, title: str, source: str) -> Callable[[Predicate], Predicate]:
    """Append a rule to the table. Order in this file is order of the table."""

    def declare(applies: Predicate) -> Predicate:
        RULES.append(Rule(id, title, verdict, source, applies))
        return applies

    return declare


def _codes(*parts: Code | Iterable[Code] | None) -> tuple[Code, ...]:
    flat: list[Code] = []
    for part in parts:
        if isinstance(part, Code):
            flat.append(part)
        elif part is not None:
            flat += part
    return tuple(dict.fromkeys(flat))


def _reasons(findings: Iterable[Finding]) -> tuple[Code, ...]:
    return _codes(*(map(Code, f.event_reasons) for f in findings))


def strongest(findings: Iterable[Finding]) -> Finding:
    """The finding to show: known partner first, then most reads; ties by name, so that order does not matter."""
    from fusionflag.model import total_support

    return min(
        findings,
        key=lambda f: (
            not f.partner_known,
            len(f.event_reasons),
            -(total_support(f) or 0),
            f.fusion,
            f.finding_id,
        ),
    )


# -- something was found ---------------------------------------------------------------------------
@rule("R1", "unreadable", "Reports of different people in one case", "decision table row 1")
def identity_conflict(e: Evidence) -> Outcome | None:
    """Birth dates differ, or names differ after normalising: no conclusion is drawn for the joint case; each identity also
    gets a case of its own."""
    if len(e.identities) < 2:
        return None
    seen = e.of_class("R-QUAL", "D-QUAL")
    return Outcome(_codes(Code.IDENTITY_CONFLICT), strongest(seen) if seen else None)


@rule("R2", "positive", "NRG1 fusion in RNA", "decision table row 2")
def rna_positive(e: Evidence) -> Outcome | None:
    """An RNA row joins another gene in frame to NRG1's EGF-like domain with adequate support, or a signed RNA report calls an
    NRG1 fusion pathogenic and no coordinate contradicts it."""
    found = e.of_class("R-QUAL")
    if not found:
        return None
    best = strongest(found)
    return Outcome(_codes(Code.RNA_POSITIVE, best.event_reasons, _beside_rna(e, found)), best)  # type: ignore[arg-type]


@rule("R2b", "positive", "DNA and weak RNA agree", "decision table row 2b")
def concordant(e: Evidence) -> Outcome | None:
    """DNA shows a qualifying rearrangement and RNA the same pair; the RNA row's only faults are few reads, a caller's filter or
    a read-through mark, which the DNA answers."""
    for dna in e.of_class("D-QUAL"):
        for rna in e.of_class("R-EQ"):
            faults = set(rna.event_reasons)
            if _pair(rna) == _pair(dna) and faults <= {Code.LOW_SUPPORT, Code.FILTERED, Code.READTHROUGH}:
                return Outcome(_codes(Code.DNA_RNA_CONCORDANT, rna.event_reasons), rna)  # type: ignore[arg-type]
    return None


@rule("R3", "equivocal", "DNA positive, RNA of the same specimen negative", "decision table row 3")
def dna_rna_conflict(e: Evidence) -> Outcome | None:
    """DNA shows a qualifying rearrangement, but adequate RNA testing of the same specimen shows none."""
    for finding in e.of_class("D-QUAL"):
        if e.same_specimen(finding, e.adequate):
            return Outcome(_codes(Code.DNA_RNA_CONFLICT, finding.event_reasons), finding)  # type: ignore[arg-type]
    return None


@rule("R3b", "equivocal", "RNA shows the DNA event to be without function", "decision table row 3b")
def rna_shows_nonfunctional(e: Evidence) -> Outcome | None:
    """DNA shows a qualifying rearrangement, but RNA of the same specimen shows the same pair out of frame or without the
    EGF-like domain."""
    for finding in e.of_class("D-QUAL"):
        for rna in e.of_class("R-EQ"):
            specimen = e.specimen_of(finding)
            same = specimen and specimen == e.specimen_of(rna)
            if (
                same
                and _pair(rna) == _pair(finding)
                and {Code.OUT_OF_FRAME, Code.EGF_LOST} & set(rna.event_reasons)
            ):
                return Outcome(_codes(Code.RNA_SHOWS_NONFUNCTIONAL, rna.event_reasons), finding)  # type: ignore[arg-type]
    return None


@rule("R4", "positive_confirm_rna", "NRG1 rearrangement in DNA", "decision table row 4")
def dna_positive(e: Evidence) -> Outcome | None:
    """DNA (or a report that does not state its nucleic acid) shows a rearrangement that keeps NRG1's 3' side with the EGF-like
    domain behind another gene. Frame and expression are to be confirmed by RNA."""
    found = e.of_class("D-QUAL")
    if not found:
        return None
    best = strongest(found)
    failed = [Code.RNA_FAILED] if any(a.status == "failed" for a in e.rna) else []
    other = [Code.SPECIMEN_DISCORDANT] if e.adequate else []
    return Outcome(_codes(Code.DNA_POSITIVE, best.event_reasons, failed, other), best)  # type: ignore[arg-type]


@rule("R5", "equivocal", "NRG1 event of uncertain function in RNA or FISH", "decision table row 5")
def uncertain_event(e: Evidence) -> Outcome | None:
    """An RNA row at NRG1 that is neither qualifying nor a mere note, or a positive FISH. This is neither a positive nor a
    negative."""
    rna, fish = e.of_class("R-EQ"), e.of_class("F-EQ")
    if not rna and not fish:
        return None
    if rna:
        best = strongest(rna)
        return Outcome(_codes(best.event_reasons, _reasons(rna), e.codes), best)  # type: ignore[arg-type]
    code = Code.FISH_RNA_DISCORDANT if e.adequate else Code.FISH_ONLY
    return Outcome(_codes(code), strongest(fish))


@rule("R6", "negative", "DNA event closed by RNA", "decision table row 6")
def dna_event_resolved(e: Evidence) -> Outcome | None:
    """Only uncertain DNA events, none with a recurrent partner, a pathogenic class or low support as its only fault, and an
    adequate RNA negative of the same specimen; every input was read whole."""
    found = e.of_class("D-EQ")
    if not found or e.unread or e.other_tumors:
        return None
    for finding in found:
        if not e.same_specimen(finding, e.adequate) or _resists(e, finding):
            return None
    return Outcome(
        _codes(Code.DNA_EVENT_RESOLVED_BY_RNA, Code.RNA_NEGATIVE, _negative_notes(e)), strongest(found)
    )


@rule("R7", "equivocal", "Uncertain NRG1 rearrangement in DNA", "decision table row 7")
def uncertain_dna(e: Evidence) -> Outcome | None:
    """A DNA rearrangement of NRG1 that does not qualify and that no adequate RNA testing of the same specimen has closed."""
    found = e.of_class("D-EQ")
    if not found:
        return None
    best = strongest(found)
    conflict = [Code.DNA_RNA_CONFLICT] if any(e.same_specimen(f, e.adequate) for f in found) else []
    return Outcome(_codes(best.event_reasons, _reasons(found), conflict, Code.RNA_NEEDED), best)  # type: ignore[arg-type]


# -- nothing was found -----------------------------------------------------------------------------
@rule("R8", "unreadable", "An input was not read whole", "decision table row 8, invariant I1")
def not_read(e: Evidence) -> Outcome | None:
    """No event was seen, but an input is missing, damaged, of unknown format, only partly understood, or preliminary. No
    conclusion is drawn."""
    return Outcome(e.unread) if e.unread else None


@rule("R9", "negative", "No NRG1 fusion by adequate RNA testing", "decision table row 9")
def adequate_negative(e: Evidence) -> Outcome | None:
    """No event; at least one RNA arm of this tumor was run, covered NRG1, passed its quality control, and was read to its last
    byte."""
    if not e.adequate or e.other_tumors:
        return None
    return Outcome(_codes(Code.RNA_NEGATIVE, _negative_notes(e)))


@rule("R10", "inadequate_rna_negative", "RNA testing could not answer", "decision table row 10")
def inadequate_rna(e: Evidence) -> Outcome | None:
    """No event; RNA was sequenced, but the test could not have seen an NRG1 fusion, or nothing shows that it could."""
    arms = [a for a in _of_open_tumors(e, e.rna) if a.status not in ("not_done", "pending")]
    if not arms:
        return None
    other = [Code.NAR_OTHER_TUMOR] if e.other_tumors else []
    return Outcome(_codes(*(map(Code, _split(a.adequate_reason)) for a in arms), other))


@rule("R11", "dna_only_negative", "Only DNA was tested", "decision table row 11, invariants I6 and I7")
def dna_only(e: Evidence) -> Outcome | None:
    """No event; a DNA, cfDNA or FISH result, or one whose nucleic acid is not stated, speaks of fusions, and there is no RNA
    result. This does not exclude an NRG1 fusion."""
    arms = [
        a
        for a in _of_open_tumors(e, e.arms)
        if a.molecule in ("DNA", "cfDNA", "FISH", "unknown") and a.fusions_stated and a.status == "done"
    ]
    if not arms:
        return None
    kinds = {a.molecule for a in arms}
    codes = [Code.FISH_ONLY] if kinds == {"FISH"} else [Code.DNA_ONLY]
    codes += [Code.NUCLEIC_ACID_UNKNOWN] if "unknown" in kinds else []
    codes += [Code.CFDNA] if "cfDNA" in kinds else []
    codes += [Code.WGS] if any(a.method == "WGS" for a in arms) else []
    codes += [Code.NRG1_NOT_COVERED] if any(a.nrg1_coverage == "no" for a in arms) else []
    codes += [Code.PARTIAL_PARTNER] if any(a.nrg1_coverage == "partner_side" for a in arms) else []
    codes += [Code.QC_FAILED] if any(a.qc == "fail" and a.molecule in DNA for a in arms) else []
    return Outcome(_codes(codes, _rna_not_run(e), [Code.NAR_OTHER_TUMOR] if e.other_tumors else []))


@rule("R12", "not_tested", "No fusion test among the reports", "decision table row 12, invariant I2")
def not_tested(e: Evidence) -> Outcome | None:
    """No event, and none of the reports says anything about fusions."""
    if not e.arms:
        return Outcome(_codes(Code.NO_FUSION_ANALYSIS, e.codes) if e.codes else (Code.NO_INPUT,))
    only_ihc = all(a.molecule == "IHC" for a in e.arms)
    return Outcome(_codes(Code.IHC_ONLY if only_ihc else Code.NO_FUSION_ANALYSIS, _rna_not_run(e)))


# -- helpers of the rules --------------------------------------------------------------------------
def _pair(finding: Finding) -> frozenset[str]:
    return frozenset((finding.gene5, finding.gene3))


def _split(text: str) -> list[str]:
    return [part for part in text.split(";") if part and part != "HAS_EVENT"]


def _resists(e: Evidence, finding: Finding) -> bool:
    """A DNA event that an RNA negative does not close: recurrent partner, pathogenic class, or few reads as its only fault."""
    return (
        e.recurrent(finding)
        or e.lab_class(finding) == "pathogenic"
        or set(finding.event_reasons) == {Code.LOW_SUPPORT}
    )


def _rna_not_run(e: Evidence) -> list[Code]:
    states = {a.status for a in e.rna}
    return [
        code for state, code in (("not_done", Code.RNA_QNS), ("pending", Code.RNA_PENDING)) if state in states
    ]


def _of_open_tumors(e: Evidence, arms: Iterable[Assay]) -> list[Assay]:
    """Where another primary lacks its own adequate RNA, only its arms are judged."""
    if not e.other_tumors or not e.adequate:
        return list(arms)
    return [a for a in arms if not a.adequate and e.tumor_group(a) in e.other_tumors]


def _negative_notes(e: Evidence) -> list[Code]:
    notes = [Code(n) for a in e.adequate for n in a.notes if n in Code.__members__]
    if all(a.tumor_content is None and a.report_kind != "signed" for a in e.adequate):
        notes.append(Code.TUMOR_CONTENT_NOT_STATED)
    newest = max((a.report_date for a in e.adequate), default="")
    specimens = {a.specimen for a in e.adequate}
    if newest and any(a.report_date > newest and a.specimen not in specimens for a in e.dna):
        notes.append(Code.RNA_OLDER_THAN_SPECIMEN)
    return notes


def _beside_rna(e: Evidence, found: tuple[Finding, ...]) -> list[Code]:
    """What stands beside an RNA positive: silent DNA, contradicting RNA, unread inputs, a second driver."""
    codes: list[Code] = []
    silent = [a for a in e.dna if a.status == "done" and not any(f.assay_id == a.assay_id for f in e.events)]
    if any(a.nrg1_coverage in ("no", "partner_side") and a.method != "WGS" for a in silent):
        codes.append(Code.DNA_NEG_EXPECTED)
    if any(a.method == "WGS" for a in silent):
        codes.append(Code.WGS_DISCORDANT)
    contradicting = [a for f in found for a in e.adequate_elsewhere(f)]
    if contradicting:
        same = any(e.same_specimen(f, contradicting) for f in found)
        codes.append(Code.CONFLICT_RNA if same else Code.SPECIMEN_DISCORDANT)
    speaking = {f.assay_id for f in e.events}
    if any("HAS_EVENT" in a.adequate_reason and a.assay_id not in speaking for a in e.rna):
        codes.append(Code.OTHER_CALLER_SILENT)
    return codes
