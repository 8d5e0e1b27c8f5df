"""Caris Life Sciences: MI Profile, MI Tumor Seek Hybrid, Assure; JSON, and XML with the same names.

Facts: files of the vendor's layout with a made-up patient (phc-ingestion 0.3.25, tests/caris), and two readers of it
(ingestion/caris of phc-ingestion, vcf/xml/caris of USeq). A `Transcriptome` test is RNA; without one only DNA was tested, with a
cancelled one (`test_cancellation_reason`) RNA was not. A fusion is a `translocation`: gene1 is 5', gene2 is 3'; the breakpoint is
1-based, with the strand of each gene; its `genomeBuild` was wrong where it was checked. No reads. `Fusion Not Detected` stands
for single genes (NTRK1-3); of the others only what was found is listed. An empty `result` in the group `unclassifiedVD` is a VUS.
One fusion may stand twice, with two results. A list of one is an object in JSON made from XML; the XML root's name is not known.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from fusionflag import clinical, markers
from fusionflag.caris import (
    GENES,
    diagnosis,
    is_isoform,
    limited,
    meaning,
    specimens_of,
    translocation,
    why_cancelled,
)
from fusionflag.clinical import check_rest, explain_no_fusion, listed, names_nrg1, problem
from fusionflag.documents import Node, document, each
from fusionflag.model import Assay, Finding, Marker, Record
from fusionflag.parsing import AnyRoot, Keys, RowError, parser
from fusionflag.reading import Report

_TOP = ("testDetails", "patientInformation", "tests")
_MAY_BE_FUSIONS = re.compile(r"fusion|transloc|rearrang|structur|junction|isoform|splic", re.I)

_NOT_AMENDED = re.compile(r"(?:not (?:amended|corrected|revised)|no amendments?|no)", re.I)


def _shape(root: Any) -> bool:
    met = isinstance(root, dict) and root.keys() >= set(_TOP) and isinstance(root["testDetails"], dict)
    return met and "labReportID" in root["testDetails"]


@dataclass
class _Test:
    """One test: its nucleic acid or method, why it was not run, its results by kind."""

    node: Node
    name: str
    molecule: str
    cancelled: str
    results: list[tuple[str, Node]] = field(default_factory=list)

    @property
    def fusions(self) -> list[Node]:
        return [node for kind, node in self.results if kind == "translocation"]


@parser(
    title="Caris Life Sciences (JSON, XML)",
    molecule="unknown",
    versions="MI Profile; Tumor Seek Hybrid, Assure and XML",
    evidence="example: MI Profile with a made-up patient; the others are written from documentation",
    direction="format: gene1",
    positions="1-based",
    build="stated",
    silence="negative: no translocation in a transcriptome that was tested",
    looks_like=[
        Keys(*_TOP, shape=_shape),
        Keys("root", shape=lambda found: _shape(found["root"])),
        AnyRoot(*_TOP, shape=_shape),
    ],
)
def caris(report: Report) -> Iterator[Record]:
    """One finding a translocation; one arm for DNA, and one for RNA where the transcriptome was tested or cancelled."""
    top = document(report)
    if "testDetails" not in top.value:
        top = top.get("root" if "root" in top.value else next(iter(top.value)))
    tests = [test for node in listed(top, "tests") if (test := _test(node))]
    specimens, cell_free = specimens_of(top)
    acid = {"DNA": "cfDNA", "RNA": "cfRNA"} if cell_free else {}
    qns = top.text("testDetails", "reportType").casefold() == "qns"
    if not tests and not qns:
        problem(top, "holds no test, and does not say why")
    shared = _shared(top, specimens)  # arms come first: they say which case the findings belong to
    arms = _arms(tests, qns)
    for molecule, arm in arms.items():
        if shared["report_status"] not in ("final", "corrected"):
            arm["negative_stated"] = False
        names = "Caris Assure" if cell_free else _names(top, tests, molecule)
        yield Assay(molecule=acid.get(molecule, molecule), assay_reported=names, **shared, **arm)
    for test in tests:  # stains and the like have no arm of their own: their markers go with the first
        own = test.molecule if test.molecule in arms else next(iter(arms), test.molecule)
        yield from each((node for _, node in test.results), _Reader(test, acid.get(own, own)).read)
    if any(names_nrg1(n, *GENES) and meaning(n) == "found" for test in tests for n in test.fusions):
        top.get("therapies").explain()  # both are chosen for the finding that was read
        top.get("clinicalTrials").explain()


# -- tests and arms --------------------------------------------------------------------------------
def _test(node: Node) -> _Test | None:
    """A test; None for the blank one that stands in the place of none."""
    if not isinstance(node.value, dict):
        problem(node, "a test is no object, so it is not known what was tested")
        return None
    why = [reason for key, inner in node.items() if (reason := why_cancelled(inner, key))]
    test = _Test(node, node.text("testName"), _molecule(node), "; ".join(why))
    for result in listed(node, "testResults"):
        read = len(test.results)
        for kind, inner in result.items():
            if "cancel" in kind.casefold():
                test.cancelled = test.cancelled or why_cancelled(inner, kind)
            elif kind:
                test.results += [(kind, one) for one in listed(inner)]
        if len(test.results) == read and not test.cancelled:
            problem(result, "a result of a test holds nothing that can be read")
    if test.fusions and test.molecule not in ("RNA", "FISH"):
        test.molecule = "unknown"  # the test does not say what its fusions were seen in
    stated = test.results or test.cancelled or any(inner.text() for _, inner in node.items())
    return test if stated else None


def _molecule(node: Node) -> str:
    """What a test looks at, by the words of its platform, its name and its method."""
    platform = node.text("platformTechnology").casefold()
    words = f"{platform} {node.text('testName')} {node.text('testMethodology')}".casefold()
    if "transcriptome" in words:
        return "RNA"
    if "fish" in words or "cish" in words:
        return "FISH"
    if platform == "ihc":
        return "IHC"
    return "DNA" if re.search(r"ngs|exome|gene panel|\bcn[ad]|seq\b", words) else "other"


def _arms(tests: list[_Test], qns: bool) -> dict[str, dict[str, Any]]:
    """The facts of each arm. Stains are an arm only where nothing else was tested."""
    arms: dict[str, dict[str, Any]] = {}
    for molecule in ("DNA", "RNA", "unknown", "FISH"):
        own = [t for t in tests if t.molecule == molecule and (molecule != "FISH" or t.fusions)]
        panels = [t for t in own if "variant" not in t.name.casefold()]  # the other RNA panel is of isoforms
        if own:
            arms[molecule] = _rna(own, panels) if molecule == "RNA" and panels else _other(own)
    if not arms and any(t.molecule in ("IHC", "FISH") for t in tests):
        arms["IHC"] = {"fusions_stated": False}
    if qns:
        none = {"status": "not_done", "negative_stated": False}
        arms = {name: arms.get(name, {}) | none for name in arms or ("DNA", "RNA")}
    return arms


def _other(tests: list[_Test]) -> dict[str, Any]:
    done = any(t.results and not t.cancelled for t in tests)
    # the profile reports fusions: a report without its RNA part is read as one that found none
    stated = any(t.molecule == "DNA" or (t.fusions and t.molecule != "RNA") for t in tests)
    status = "done" if done else "not_done" if any(t.cancelled for t in tests) else "unknown"
    return {"status": status, "fusions_stated": stated}


def _rna(tests: list[_Test], panels: list[_Test]) -> dict[str, Any]:
    """The RNA arm: a cancelled test beats one that was run, and results that are all open are none.

    tests  all of RNA; of them `panels` read fusions, the other one isoforms of the same RNA
    """
    nodes = [node for test in panels for node in test.fusions if not is_isoform(node)]
    own = {meaning(node) for node in nodes if names_nrg1(node, *GENES)}
    if any(test.cancelled for test in panels):
        status = "not_done"
    elif not nodes:
        status = "unknown"
        problem(panels[0].node, "the test of RNA holds no result of a fusion, and is not cancelled")
    else:
        definite = any(meaning(node) in ("negative", "found", "uncertain") for node in nodes)
        status = "done" if definite else "failed"
    limitation = limited([t.node for t in tests], [node for test in tests for node in test.fusions])
    return {
        "status": status,
        "negative_stated": status == "done",
        "nrg1_coverage": "yes" if "negative" in own else "unknown",
        "limitation": "the result for NRG1 fusion is indeterminate" if "open" in own else limitation,
    }


def _names(top: Node, tests: list[_Test], molecule: str) -> str:
    """The names of the test, most specific first, and only those that stand for one product.

    Hybrid tests come under the name of MI Profile too, which is another product.
    """
    own = [t.name for t in tests if t.molecule == molecule and "variant" not in t.name.casefold()]
    product = [top.text("testDetails", "testName"), top.text("testDetails", "testCode")]
    hybrid = [t.name for t in tests if "hybrid" in t.name.casefold()]
    if hybrid:
        own = [name for name in own if name in hybrid] or hybrid
        product = [name for name in product if re.search("hybrid|seek", name, re.I)]
    if molecule not in ("DNA", "RNA"):
        product = []
    return "; ".join(dict.fromkeys(filter(None, (*own, *product))))


def _shared(top: Node, specimens: list[Node]) -> dict[str, Any]:
    """What all arms of the report share."""
    details, patient = top.get("testDetails"), top.get("patientInformation")
    ids = {s.text("specimenID") for s in specimens}
    tumor = [diagnosis(patient), patient.text("lineage")]
    tumor += clinical.codes(", ".join(one.text() for one in patient.get("icd_code").walk()))
    name = patient.text("fullName") or f"{patient.text('firstName')} {patient.text('lastName')}"
    return {
        "issuer": "Caris Life Sciences",
        "report_kind": "signed",
        "report_status": _status(details),
        "accession": details.text("labReportID"),
        "case_hint": details.text("labReportID"),
        "report_date": details.text("approvalInformation", "approveDate") or details.text("receivedDate"),
        "specimen": ids.pop() if len(ids) == 1 else "",
        "tumor_type_reported": "; ".join(part.replace(";", ",") for part in tumor if part),
        "patient_name": name.strip(),
        "birth_date": patient.text("dob"),
        "mrn": patient.text("mrn"),
    }


def _status(details: Node) -> str:
    """final, corrected or preliminary; a word that is not known makes the report incomplete."""
    word, change = details.text("reportType"), details.get("amendmentInformation")
    status = clinical.report_status(word)
    if not status:
        problem(details, "the type of the report is not known, so it is not known to be final", word)
    kind = change.text("amendmentType")
    amended = clinical.report_status(kind)
    if kind and not amended and not _NOT_AMENDED.fullmatch(kind):
        problem(change, "the type of the amendment is not known, so it is not known what it changed", kind)
    if amended == "preliminary":  # an amendment is awaited
        return amended
    if status == "final" and (amended == "corrected" or change.text("amendedLabReportID")):
        return "corrected"
    return status


# -- results ---------------------------------------------------------------------------------------
@dataclass
class _Reader:
    """Reads the results of one test."""

    test: _Test
    molecule: str

    def read(self, node: Node) -> Finding | Marker | None:
        kind = next(kind for kind, one in self.test.results if one is node)
        check_rest(node, *GENES)
        record = self._record(kind, node)
        if record is not None:
            record.molecule = self.molecule
        return record

    def _record(self, kind: str, node: Node) -> Finding | Marker | None:
        gene, result = node.text("gene"), node.text("result")
        ours = names_nrg1(node, "gene", "biomarkerName")
        if ours and kind != "translocation":
            explain_no_fusion(node, gene, node.text("biomarkerName"))
            if not result:
                problem(node, "a result for NRG1 is blank")
        match kind:
            case "translocation":
                return translocation(node, self.molecule)
            case "genomicAlteration":
                change = node.text("hgvsProteinChange") or node.text("hgvsCodingChange")
                splice = node.text("exon") == "14" and "splic" in node.text("molecularConsequence").casefold()
                return clinical.variant(gene, change, result, exon14=splice) if result else None
            case "copyNumberAlteration":
                return clinical.copies(gene, result, node.text("copyNumber")) if result else None
            case "microsatelliteInstability":
                return markers.msi(node.text("msiCall"))
            case "tumorMutationBurden":
                return markers.tmb(node.text("mutationBurdenScore"), node.text("mutationBurdenCall"))
            case "expressionAlteration" | "genomicLevelHeterozygosity" | "epigeneticAlteration":
                return Marker(gene="NRG1", marker="expression", detail=result) if ours and result else None
        if _MAY_BE_FUSIONS.search(kind) or self.test.molecule in ("RNA", "other"):
            raise RowError("is a kind of result that is not known, and may hold fusions", value=kind)
        return None
