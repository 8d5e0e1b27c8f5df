"""The reports of a file: each with its patient, its results and its analyses.

What no report names goes to its patient's only report, else it stands alone. A result that a report names and that the file lacks
makes the file incomplete, and so does a result whose patient is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from fusionflag.codes import Code
from fusionflag.documents import Node
from fusionflag.fhir import codes, people, studies
from fusionflag.fhir.bundle import Resource, Resources
from fusionflag.fhir.statements import WITHDRAWN, Statement, is_variant
from fusionflag.fhir.studies import Analysis


@dataclass(slots=True)
class Group:
    """One report of one patient; without a DiagnosticReport, the Observations of one patient."""

    report: Resource | None
    subject: str
    patient: Resource | None
    sample: str = ""
    statements: list[Statement] = field(default_factory=list)
    analyses: list[Analysis] = field(default_factory=list)
    results: set[str] = field(default_factory=set)  # pointers of what the report names as its results
    others: list[Node] = field(default_factory=list)  # its Observations that are no statements
    loose: list[Statement] = field(default_factory=list)  # its patient's, of which no report is known
    private: people.Private = field(default_factory=people.Private)

    @property
    def speaks_of_nrg1(self) -> bool:
        """Is something stated of NRG1 fusions?"""
        return any(s.at_nrg1 and s.kind == "fusion" for s in self.statements)


def is_genomic(report: Resource, resources: Resources) -> bool:
    """Is a DiagnosticReport one of genomics?"""
    node = report.node
    said = {c for concept in codes.concepts(node, "category") for c in concept.codes}
    if "GE" in said or "51969-4" in codes.concept(node.get("code")).codes:
        return True
    words = codes.concept(node.get("code")).words
    if report.profiled(
        "genomics-report", "genomic-report", "ngs-bericht", "molekulargenetischer-befundbericht"
    ):
        return True
    if re.search(r"genom|genetic|molecular|sequencing|\bngs\b|fusion", words, re.I):
        return True
    found = [target for _, target in resources.follow(report, "result")]
    return any(target is not None and target.kind == "Observation" and is_variant(target) for target in found)


def groups(resources: Resources, found: list[Statement]) -> list[Group]:
    """The reports with their statements; what no report names goes to its patient's only report, else stands alone."""
    listed = [
        _group(resources, report, report)
        for report in resources.of("DiagnosticReport")
        if is_genomic(report, resources)
    ]
    by_pointer = {s.node.pointer: s for s in found}
    used: set[str] = set()
    for group in listed:
        group.results = set(_results(resources, group.report))
        for pointer in sorted(group.results):
            if pointer in by_pointer and pointer not in used:
                used.add(pointer)
                group.statements.append(by_pointer[pointer])
                _same_patient(resources, group, by_pointer[pointer])
    for s in found:
        if s.node.pointer not in used:
            home = _home(resources, listed, s)
            home.statements.append(s)
            for other in listed:
                other.loose += [s] if other is not home and other.subject == home.subject else []
    _attach(resources, listed)
    listed = listed or [Group(None, "", None)]
    _others(resources, listed)
    private = people.Private.of(resources)
    for group in listed:
        group.private = private
    _name(listed)
    for group in listed:
        _withdraw(group)
    return listed


def _withdraw(group: Group) -> None:
    """What a report says that was itself cancelled or entered in error is no result any more."""
    status = group.report.node.text("status") if group.report is not None else ""
    for s in group.statements:
        s.status = status if status in WITHDRAWN else s.status


def _others(resources: Resources, listed: list[Group]) -> None:
    """Each Observation that is no statement goes to the reports that name it, else to those of its patient."""
    for observation in resources.of("Observation"):
        pointer = observation.node.pointer
        if is_variant(observation):
            continue
        naming = [g for g in listed if pointer in g.results]
        subject = resources.subject(observation)
        for group in naming or [g for g in listed if subject in ("", g.subject)]:
            group.others.append(observation.node)


def _group(resources: Resources, report: Resource | None, source: Resource) -> Group:
    subject = source.node.text("subject", "reference")
    patient = resources.named(subject, source)
    if not subject and len(people_ := resources.of("Patient")) == 1:
        patient = people_[0]
    patient = patient if patient is not None and patient.kind == "Patient" else None
    return Group(report, patient.node.pointer if patient else subject, patient)


def _results(resources: Resources, report: Resource | None) -> Iterator[str]:
    """The pointers of the results of a report, and of their members. One that the file lacks makes the report incomplete."""
    waiting = [(report, "result")] if report is not None else []
    seen: set[str] = set()
    while waiting:
        source, name = waiting.pop()
        for reference, target in resources.follow(source, name):
            if target is None:
                resources.missing(reference, f"a {source.kind} names a result that this file does not hold")
            elif target.node.pointer not in seen:
                seen.add(target.node.pointer)
                waiting.append((target, "hasMember"))
                yield target.node.pointer


def _same_patient(resources: Resources, group: Group, s: Statement) -> None:
    own = _group(resources, None, s.source)
    if s.node.text("subject", "reference") and own.subject != group.subject:
        resources.report.problem(
            Code.BAD_ROW,
            "a report names a result of another patient: whose result it is is not known",
            hint="Ask the laboratory which patient this result belongs to.",
        ).place = s.node.place


def _home(resources: Resources, listed: list[Group], s: Statement) -> Group:
    own = _group(resources, None, s.source)
    theirs = [g for g in listed if g.subject == own.subject]
    if not own.subject and len({g.subject for g in listed}) > 1:
        resources.report.problem(
            Code.BAD_ROW,
            "an Observation names no patient in a file of several patients: whose result it is is not known",
            hint="Ask the laboratory which patient this result belongs to.",
        ).place = s.node.place
    if len(theirs) == 1 or (theirs and theirs[-1].report is None):
        return theirs[-1]
    listed.append(own)
    return own


def _attach(resources: Resources, listed: list[Group]) -> None:
    """Analyses: those that a report names, and those of its patient that no report names where it is the only one."""
    known: set[str] = set()
    for group in listed:
        if group.report is not None:
            group.analyses += studies.analyses_of(resources, group.report)
            known |= {a.node.pointer for a in group.analyses}
    for source, found in (*studies.unlinked(resources, known), *studies.regions_studied(resources)):
        own = _group(resources, None, source)
        theirs = [g for g in listed if g.subject == own.subject or not own.subject]
        if len(theirs) == 1:
            theirs[0].analyses.append(found)
    for node in (n for group in listed for a in group.analyses for n in a.lists):
        codes.explain(codes.value_node(node))


def _name(listed: list[Group]) -> None:
    """Samples are named only where the file holds several reports."""
    if len(listed) < 2:
        return
    for number, group in enumerate(listed, 1):
        name = group.report.id if group.report is not None else ""
        name = "" if group.private.holds(name, born=True) else name
        taken = {g.sample for g in listed}
        group.sample = name if name and name not in taken else f"report {number}"
