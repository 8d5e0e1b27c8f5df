"""What was analysed: genomic studies (Procedure in R4, GenomicStudy in R5) and the older regions studied.

A list of genes speaks for fusions only where its analysis says that it looks for fusions. A list that names NRG1 among the
uncallable regions is a limitation of that specimen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from fusionflag.documents import Node
from fusionflag.fhir import codes
from fusionflag.fhir import words as sentences
from fusionflag.fhir.bundle import Resource, Resources
from fusionflag.fhir.codes import FUSION_WORDS, Concept

_GUIDE = re.compile(r".*/(genomic-study-[a-z-]+)(?:\|.*)?\Z")
_STATUS = {
    "completed": "done",
    "available": "done",
    "not-done": "not_done",
    "cancelled": "not_done",
    "stopped": "failed",
    "preparation": "pending",
    "registered": "pending",
    "in-progress": "pending",
    "on-hold": "pending",
}
WORST = ("failed", "pending", "not_done", "unknown", "done")
_PERTINENT = re.compile(r"pertinent[- ]negative", re.I)


@dataclass(slots=True)
class Analysis:
    """One analysis: its nucleic acids, whether it looks for fusions (None: not said), and its lists of genes."""

    node: Node
    molecules: set[str] = field(default_factory=set)
    fusions: bool | None = None
    changes: list[Concept] = field(default_factory=list)
    status: str = "done"
    genes: set[str] = field(default_factory=set)
    uncalled: set[str] = field(default_factory=set)
    uncalled_elsewhere: bool = False  # a file that is not read lists regions that could not be called
    negatives: list[str] = field(default_factory=list)
    whole: bool = True  # the list of genes may lack some: none is given, or files of regions stand beside it
    genome: str = ""
    method: str = ""
    specimens: list[Resource] = field(default_factory=list)
    lists: list[Node] = field(default_factory=list)  # the genes as they stand in the file
    studies: list[Node] = field(default_factory=list)  # the studies that it is a part of

    @property
    def may_find_fusions(self) -> bool:
        return self.fusions is not False

    @property
    def only_fusions(self) -> bool:
        return bool(self.changes) and all(map(codes.means_fusion, self.changes))


def analyses_of(resources: Resources, report: Resource) -> Iterator[Analysis]:
    """The analyses of the genomic studies that a report names."""
    for extension in resources.extensions(report.node):
        if extension.text("url").partition("|")[0].endswith("genomic-study-reference"):
            study = resources.find(extension.get("valueReference"), report)
            if study is None:
                resources.odd(extension, "names a genomic study that this file does not hold")
            yield from _of_study(resources, study) if study is not None else ()
    for _, study in resources.follow(report, "study"):  # R5
        yield from _of_study(resources, study) if study is not None else ()


def unlinked(resources: Resources, known: set[str]) -> Iterator[tuple[Resource, Analysis]]:
    """The analyses of this file that no report names."""
    for procedure in resources.of("Procedure"):
        if is_analysis(procedure) and procedure.node.pointer not in known:
            yield procedure, analysis(resources, procedure)


def is_analysis(procedure: Resource) -> bool:
    """Is a Procedure an analysis of the guide, by its profile or its extensions?"""
    return procedure.profiled("genomic-study-analysis") or any(
        (match := _GUIDE.match(e.text("url")))
        and match[1].startswith("genomic-study-analysis-")
        and match[1] != "genomic-study-analysis-ext"
        for e in procedure.node.all("extension")
    )


def _of_study(resources: Resources, study: Resource) -> Iterator[Analysis]:
    if study.kind == "GenomicStudy":
        for node in study.node.all("analysis"):
            yield _r5(resources, study, node)
        return
    if is_analysis(study):
        yield analysis(resources, study)
    for extension in resources.extensions(study.node):
        if extension.text("url").partition("|")[0].endswith("genomic-study-analysis-ext"):
            found = resources.find(extension.get("valueReference"), study)
            if found is None:
                resources.missing(extension, "names a genomic study analysis that this file does not hold")
                continue
            inner = analysis(resources, found)
            inner.status = min(inner.status, _status(study.node), key=WORST.index)
            inner.studies.append(study.node)
            yield inner


def _status(node: Node) -> str:
    return _STATUS.get(node.text("status"), "unknown")


def analysis(resources: Resources, procedure: Resource) -> Analysis:
    """One analysis as a Procedure of the guide: its facts stand in extensions."""
    found = Analysis(procedure.node, status=_status(procedure.node))
    for extension in resources.extensions(procedure.node):
        match = _GUIDE.match(extension.text("url"))
        name = match[1].removeprefix("genomic-study-analysis-") if match else ""
        if name == "regions":
            _regions(resources, found, extension)
        elif name == "metrics":
            _metrics(resources, found, extension)
        elif name == "specimen":
            specimen = resources.find(extension.get("valueReference"), procedure)
            found.specimens += [specimen] if specimen is not None else []
        elif name in ("method-type", "change-type", "genome-build", "title"):
            _fact(found, name, codes.value(extension))
    return _settled(found)


def _r5(resources: Resources, study: Resource, node: Node) -> Analysis:
    found = Analysis(node, status=_status(study.node), studies=[study.node])
    for ours, theirs in (("method-type", "methodType"), ("change-type", "changeType")):
        for said in codes.concepts(node, theirs):
            _fact(found, ours, said)
    _fact(found, "genome-build", codes.concept(node.get("genomeBuild")))
    for reference in node.all("specimen"):
        specimen = resources.find(reference, study)
        found.specimens += [specimen] if specimen is not None else []
    return _settled(found)


def _fact(found: Analysis, name: str, said: Concept) -> None:
    if name == "genome-build":
        found.genome = codes.build_of(said)
    elif name == "change-type":
        found.changes.append(said)
    elif name == "title":
        found.molecules |= {codes.molecule_of_words(said.words)} - {""} if not found.molecules else set()
    else:
        found.molecules |= {codes.molecule_of_method(said)} - {""}
        if codes.means_fusion(said):
            found.fusions = True
        words = f"{said.words} {' '.join(said.codes)}".lower()
        found.method = "WGS" if "whole-genom" in words or "wgs" in words else found.method


def _settled(found: Analysis) -> Analysis:
    if found.fusions is None and found.changes:
        found.fusions = any(map(codes.means_fusion, found.changes))
    return found


def _metrics(resources: Resources, found: Analysis, extension: Node) -> None:
    """Metrics that say that the analysis failed; a verdict among them that is not understood is a problem."""
    said = [n.text() for n in extension.walk() if n.pointer.rpartition("/")[2] not in ("url", "system")]
    if any(
        re.search(r"fail|insufficient|inadequate|unsatisfactory|not (?:met|passed)", s, re.I) for s in said
    ):
        found.status = min(found.status, "failed", key=WORST.index)
    for part in resources.extensions(extension):
        verdict = codes.value(part).words or part.text("valueCode")
        if re.search("status|result|quality|qc", part.text("url"), re.I) and not (
            sentences.passed(verdict) or sentences.failed(verdict) or verdict in ("", "final", "completed")
        ):
            resources.odd(part, "holds a verdict on the quality of an analysis that is not understood")


def _regions(resources: Resources, found: Analysis, extension: Node) -> None:
    """The genes studied, called and uncalled; of a list called pertinent negatives, the genes in which nothing was found."""
    parts = list(resources.extensions(extension))
    words = " ".join(p.text("valueString") for p in parts if p.text("url") == "description")
    pertinent = _PERTINENT.search(words) is not None
    files = False
    for part in parts:
        kind = part.text("url")
        if kind not in ("studied", "called", "uncalled"):
            continue
        if part.get("valueReference"):
            files = files or kind != "uncalled"
            found.uncalled_elsewhere = found.uncalled_elsewhere or kind == "uncalled"
            continue
        name = codes.gene(part)
        if kind == "uncalled" and not name:
            resources.odd(part, "lists a gene that cannot be read")
        if kind == "uncalled":
            found.uncalled.add(name)
        elif pertinent:
            found.negatives.append(name)
        else:
            found.genes.add(name)
        found.lists.append(part)
    if found.genes and not files:
        found.whole = False
    if FUSION_WORDS.search(words) and not pertinent:
        found.fusions = True


def regions_studied(resources: Resources) -> Iterator[tuple[Resource, Analysis]]:
    """The older form (STU1, STU2, mCODE): an Observation with genes, LOINC 53041-0. Without a word of fusions its genes are
    those of small variants."""
    for observation in resources.of("Observation"):
        code = codes.concept(observation.node.get("code"))
        if "53041-0" not in code.codes and not observation.profiled("region-studied"):
            continue
        found = Analysis(observation.node, fusions=False)
        for component in observation.node.all("component"):
            kind = codes.concept(component.get("code"))
            if "48018-6" in kind.codes:
                found.genes.add(codes.gene(component))
                found.lists.append(component)
            elif "81293-3" in kind.codes:
                words = codes.value(component).words
                found.fusions = FUSION_WORDS.search(words) is not None
                found.molecules |= {codes.molecule_of_words(words)} - {""}
        found.whole = not found.genes
        yield observation, found
