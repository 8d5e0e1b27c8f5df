"""The five records that pass through fusionflag, and the closed lists their cells come from.

A record belongs to the reader that makes it and is never changed after that; `with_facts` returns a copy that says more.
Facts *as reported* are given by a
parser when it makes the record; facts *as derived* are added later by `normalise`, `coverage` and `cases`, and the two
never share a field. `schema.py` derives the column order, the pandas dtypes, the JSON Schema and docs/tables.md from here.

Missing text is "" and a missing number or truth is None (an empty cell); a vocabulary field says `unknown`, never nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import Field, dataclass, field, fields
from typing import Any, TypeVar

from fusionflag.codes import Code
from fusionflag.vocabulary import VOCABULARY, Mark, Severity

__all__ = [
    "VOCABULARY",
    "Assay",
    "Case",
    "Finding",
    "Mark",
    "Marker",
    "Notice",
    "Record",
    "Severity",
    "with_facts",
]


def _f(default: Any, doc: str, *, export: bool = True) -> Any:
    """One field: its default, its meaning (docs/tables.md prints it) and whether the tables show it."""
    return field(default=default, metadata={"doc": doc, "export": export})


@dataclass(slots=True, kw_only=True)
class Notice:
    """One thing that was not understood, was repaired, or that a person should know."""

    notice_id: str = _f("", "stable id of the notice")
    code: Code = _f(  # noqa: RUF009  a field, not a default
        Code.UNREADABLE_FILE, "what happened, from the closed list in codes.md"
    )
    severity: Severity = _f(  # noqa: RUF009
        Severity.WARNING, "error: part of the report was not read; warning; info"
    )
    text: str = _f("", "the cause in plain words")
    place: str = _f("", "file:line:column, or file#/json/pointer")
    value: str = _f("", "the offending value, cut to 80 characters")
    hint: str = _f("", "what to do")
    report_id: str = _f("", "the report it belongs to, if any")
    case_id: str = _f("", "the case it belongs to, if any")


@dataclass(slots=True, kw_only=True)
class Assay:
    """One arm: one nucleic acid of one specimen in one report. A DNA+RNA panel is two assays."""

    assay_id: str = _f("", "stable id: report, sample and molecule")
    report_id: str = _f("", "sha256 of relative path, NUL and content sha256; first 16 hex digits")
    report_file: str = _f("", "path relative to the input root")
    parser: str = _f("", "the parser that read the report")
    report_kind: str = _f(
        "caller",
        "signed report, raw caller output, candidates list or export of a database; a companion tells of another report's arm "
        "(metrics, panel), a control is no patient",
    )
    case_id: str = _f("", "the case the arm belongs to")
    specimen: str = _f(
        "",
        "specimen id as stated; equal ids mean the same specimen, unknown means different",
    )
    sample: str = _f("", "the report's own name for the library, as written in the file")
    molecule: str = _f("", "nucleic acid or method tested")
    assay_reported: str = _f("", "assay as named by the report or the sample sheet")
    assay_known: str = _f("", "assay of the registry it was matched to")
    status: str = _f("done", "was the arm run to the end?")
    qc: str = _f("not_provided", "did its quality control pass?")
    qc_metrics: str = _f("", "metrics as stated: name=value;...")
    qc_from: str = _f("", "where the QC is known from: report, metrics file, sheet, limits of the registry")
    nrg1_coverage: str = _f("unknown", "could this arm have seen an NRG1 fusion?")
    coverage_from: str = _f("", "who says so of the wet assay, the pipeline and the report's list")
    fusions_stated: bool | None = _f(True, "does the report say anything at all about fusions?")
    read_status: str = _f("ok", "how well the file could be read")
    complete: bool = _f(True, "was it read to its last byte, every row understood?")
    rows_read: int | None = _f(None, "data rows read for this arm")
    rows_reportable: int | None = _f(None, "of these, rows the source itself did not filter out")
    tumor_type_reported: str = _f("", "tumor type as stated")
    tumor_content: float | None = _f(None, "tumor cell content, percent 0-100")
    genome: str = _f("", "GRCh37, GRCh38 or empty")
    report_date: str = _f("", "date of the report or the specimen, ISO 8601")
    adequate: bool | None = _f(None, "derived: would a silence of this arm be a negative?")
    adequate_reason: str = _f("", "derived: why not, as codes")
    # facts that decide but that no table shows (identity) or that other columns sum up
    joins: tuple[str, ...] = _f(
        (), "identifiers under which the files of one arm find each other, `format:id`", export=False
    )
    branch: str = _f("", "folder of the report below what all inputs have in common", export=False)
    limits: tuple[str, ...] = _f(
        (), "the laboratory's own QC limits for the assay of the arm, NAME>=number", export=False
    )
    case_hint: str = _f("", "patient, case or pair id that the format declares as such", export=False)
    run: str = _f("", "sequencing run as stated", export=False)
    accession: str = _f("", "accession of a signed report", export=False)
    issuer: str = _f("", "issuing laboratory", export=False)
    mrn: str = _f("", "medical record number as stated, with its issuer", export=False)
    patient_name: str = _f("", "as stated; compared, never written to a table", export=False)
    birth_date: str = _f("", "as stated, ISO 8601; compared, never written to a table", export=False)
    age: float | None = _f(None, "age in years where stated", export=False)
    report_status: str = _f("", "preliminary, final or corrected, where stated", export=False)
    limitation: str = _f(
        "",
        "specimen-specific limitation of this arm as stated by the laboratory",
        export=False,
    )
    list_excludes_nrg1: bool = _f(False, "the report prints a gene list without NRG1", export=False)
    negative_stated: bool = _f(False, "a signed report gives 'no NRG1 fusion' as a result", export=False)
    min_tumor_content: float | None = _f(None, "the assay's own minimum, percent", export=False)
    pipeline: str = _f("", "the analysis program whose limits its QC metrics are compared with", export=False)
    method: str = _f("", "WGS, WES, panel, WTS ... where known", export=False)
    rechecker: bool = _f(False, "re-checks given candidates: its silence supports nothing", export=False)
    own_qc: str = _f("", "QC as the laboratory's columns file states it", export=False)
    own_coverage: str = _f("", "coverage of NRG1 as the laboratory's columns file states it", export=False)
    own_from: str = _f("", "name of that columns file", export=False)
    notes: tuple[str, ...] = _f(
        (), "codes that go with the arm (DECALCIFIED, UNIT_ASSUMED ...)", export=False
    )


@dataclass(slots=True, kw_only=True)
class Finding:
    """One reported rearrangement. Positions are 1-based; reads are counts of fragments or reads as the caller counts."""

    finding_id: str = _f("", "stable id: report and place")
    report_id: str = _f("", "report it stands in")
    assay_id: str = _f("", "arm it belongs to")
    case_id: str = _f("", "case it belongs to")
    specimen: str = _f("", "specimen id as stated")
    sample: str = _f("", "the report's own name for the library")
    molecule: str = _f("", "nucleic acid it was seen in")
    gene5_reported: str = _f("", "gene text on the 5' (or first) side, as reported")
    gene3_reported: str = _f("", "gene text on the 3' (or second) side, as reported")
    call_reported: str = _f("", "name of the fusion as reported")
    confidence: str = _f("", "the caller's own class")
    filters: str = _f("", "the caller's own filters and labels")
    classification: str = _f("", "laboratory class as reported (pathogenic, VUS, tier ...)")
    reported: bool | None = _f(
        None, "does the source itself list it as a result (LINX reported, KeepFusion)?"
    )
    marks: tuple[Mark, ...] = _f((), "what the source says of the row, in our words")
    gene5: str = _f(
        "",
        "derived: HGNC symbol of the 5' partner (first partner where the order is unknown)",
    )
    gene3: str = _f("", "derived: HGNC symbol of the 3' partner")
    order_known: bool = _f(True, "is the 5'/3' order known?")
    order_from: str = _f("", "what says so: format, strand, junction, laboratory, or none")
    fusion: str = _f("", "derived: GENE5::GENE3; GENE/GENE where the order is unknown")
    chrom5: str = _f("", "contig of the 5' side, as reported")
    pos5: int | None = _f(None, "1-based position of the last 5' base")
    strand5: str = _f("", "strand of the 5' gene or transcript, + or -")
    kept5: str = _f(
        "", "part of the 5' side that is kept: + the left of pos5, - the right; empty if not known"
    )
    chrom3: str = _f("", "contig of the 3' side, as reported")
    pos3: int | None = _f(None, "1-based position of the first 3' base")
    strand3: str = _f("", "strand of the 3' gene or transcript")
    kept3: str = _f(
        "", "part of the 3' side that is kept: + the left of pos3, - the right; empty if not known"
    )
    genome: str = _f("", "GRCh37, GRCh38 or empty")
    transcript5: str = _f("", "transcript of the 5' side as reported")
    exon5: str = _f("", "exon of the 5' side as reported, in transcript5")
    transcript3: str = _f("", "transcript of the 3' side as reported")
    exon3: str = _f("", "exon of the 3' side as reported; derived NRG1 exon in nrg1_exon")
    event: str = _f("", "kind of event as reported")
    in_frame: str = _f("unknown", "frame as the caller says")
    frame_computed: str = _f("unknown", "derived: frame by donor phase and acceptor")
    egf_kept: str = _f("unknown", "EGF-like domain: as stated, else derived by position")
    junction_reads: int | None = _f(None, "reads across the junction (split reads)")
    pair_reads: int | None = _f(None, "read pairs around the junction")
    total_reads: int | None = _f(None, "supporting reads where only a total is given")
    unique_reads: int | None = _f(None, "unique molecules or start sites")
    depth: int | None = _f(None, "coverage at the NRG1 side")
    allele_fraction: float | None = _f(None, "0 to 1")
    callers: tuple[str, ...] = _f((), "callers that the row names")
    nrg1_exon: str = _f(
        "",
        "derived: NRG1 exon at the junction, type I numbering (e6 holds the first EGF part)",
    )
    partner_exon: str = _f("", "derived: partner exon that ends at the junction, RefSeq transcript:number")
    nrg1_role: str = _f("none", "derived: is NRG1 the 3' or the 5' partner?")
    nrg1_match: str = _f(
        "none",
        "derived: NRG1 is the gene, one of several alternatives, or only the nearest gene",
    )
    partner: str = _f("", "derived: the gene joined to NRG1")
    partner_known: bool | None = _f(None, "derived: partner of partners.tsv, grade A or B")
    artefact: str = _f("", "derived: the artefacts.tsv row that is hit")
    event_class: str = _f("none", "derived: class of verdicts.md section 3")
    event_reasons: tuple[str, ...] = _f((), "derived: why it has that class")
    event_id: str = _f("", "derived: the same for all findings of one event; the smallest finding_id of them")
    event_callers: str = _f(
        "", "derived: the parts of that event, who saw them and who of the specimen did not"
    )
    place: str = _f("", "file:line:column")
    also_at: tuple[str, ...] = _f((), "other places of the same file that report the same junction")
    inserted: int = _f(0, "bases between the two parts that belong to neither gene", export=False)
    interval5: tuple[int, ...] = _f((), "how far pos5 may be off, bases to the left and right", export=False)
    interval3: tuple[int, ...] = _f((), "how far pos3 may be off", export=False)
    egf_from: str = _f("", "stated, position or nothing", export=False)
    notes: tuple[str, ...] = _f(
        (),
        "derived: codes of normalising (ALIAS_USED, BUILD_INFERRED ...)",
        export=False,
    )


@dataclass(slots=True, kw_only=True)
class Marker:
    """Another result a board wants beside NRG1 (KRAS, FGFR2 ...)."""

    marker_id: str = _f("", "stable id")
    report_id: str = _f("", "report it stands in")
    assay_id: str = _f("", "arm it belongs to")
    case_id: str = _f("", "case it belongs to")
    sample: str = _f("", "the report's own name for the library")
    molecule: str = _f("", "nucleic acid it was seen in", export=False)
    gene: str = _f("", "HGNC symbol")
    marker: str = _f("", "variant, amplification, status ...")
    state: str = _f("unknown", "detected, not_detected, not_tested or unknown")
    detail: str = _f("", "as reported")
    place: str = _f("", "file:line:column")


@dataclass(slots=True, kw_only=True)
class Case:
    """The answer for one case."""

    case_id: str = _f("", "the case")
    case_id_from: str = _f("path", "who says which reports belong together")
    verdict: str = _f(
        "unreadable",
        "one of the eight verdicts; `negative` is the only trusted negative",
    )
    verdict_rule: str = _f("", "id of the rule that gave it (fusionflag rules)")
    reasons: tuple[str, ...] = _f((), "reason codes")
    warnings: tuple[str, ...] = _f((), "codes that a reader must see beside the verdict")
    fusion: str = _f("", "the fusion, GENE5::GENE3")
    finding_id: str = _f("", "the finding behind it")
    event_callers: str = _f("", "who saw that event, in which parts, and who of the specimen did not")
    label: str = _f("unknown", "tumor type against the drug's label")
    label_reason: str = _f("", "why")
    label_not_assessed: str = _f("", "conditions of the label that no sequencing report can show")
    urgency: str = _f("standard", "how soon to act")
    next_step: str = _f("", "what to do next")
    addendum: str = _f("", "neutral wording that a laboratory could paste")
    tumor_type: str = _f("", "tumor type as stated")
    arms_rna: int = _f(0, "RNA arms that were read")
    arms_dna: int = _f(0, "DNA arms that were read")
    arms_other: int = _f(0, "other arms")
    reports_read: int = _f(0, "reports read whole")
    reports_unread: int = _f(0, "reports not read or not read whole")
    version: str = _f("", "version of fusionflag")
    knowledge: str = _f("", "version of the knowledge tables")


Record = Assay | Finding | Marker | Notice
R = TypeVar("R", Assay, Finding, Marker, Notice, Case)


_COPIERS: dict[type, Callable[[Any], Any]] = {}


def _copier(kind: type) -> Callable[[Any], Any]:
    """Copies a record of a kind: a line a field, as dataclasses write them; a loop over 40 fields takes eight times as long."""
    if kind not in _COPIERS:
        body = "".join(f"\n copy.{f.name} = record.{f.name}" for f in fields(kind))
        _COPIERS[kind] = _written(f"def made(record):\n copy = new(kind){body}\n return copy", kind)
    return _COPIERS[kind]


def maker(kind: type) -> Callable[[Sequence[Any]], Any]:
    """What makes a record of a kind from its values in the order of its fields; written out likewise."""
    names = ", ".join(f"record.{f.name}" for f in fields(kind))
    return _written(f"def made(cells):\n record = new(kind)\n {names} = cells\n return record", kind)


def _written(text: str, kind: type) -> Callable[[Any], Any]:
    scope: dict[str, Any] = {"new": object.__new__, "kind": kind}
    exec(text, scope)
    made: Callable[[Any], Any] = scope["made"]
    return made


def with_facts(record: R, **facts: Any) -> R:
    """A copy of `record` that says more. Raises AttributeError for a field the record does not have."""
    copy: R = _copier(type(record))(record)
    for name, value in facts.items():
        setattr(copy, name, value)
    return copy


def columns(kind: Any) -> tuple[Field[Any], ...]:
    """The fields that the tables show, in their order."""
    return tuple(f for f in fields(kind) if f.metadata["export"])


def total_support(finding: Finding) -> int | None:
    """Supporting reads in all: the stated total, else junction plus pairs; None where nothing is stated."""
    junction, pairs, total = finding.junction_reads, finding.pair_reads, finding.total_reads
    counted = (junction or 0) + (pairs or 0)
    if total is not None:
        return max(total, counted)
    return None if junction is None and pairs is None else counted


def is_held(finding: Finding) -> bool:
    """Does the finding speak of NRG1? Such findings are judged; the others only stand in the table."""
    return finding.nrg1_role != "none" or finding.nrg1_match != "none" or finding.event_class != "none"
