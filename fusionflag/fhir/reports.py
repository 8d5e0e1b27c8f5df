"""One FHIR file from its resources to records, on the parts that the door lists."""

from __future__ import annotations

from collections.abc import Iterator

from fusionflag import markers
from fusionflag.cells import RowError
from fusionflag.codes import Code
from fusionflag.documents import Node, bad
from fusionflag.fhir import codes, people, words
from fusionflag.fhir.arms import arms
from fusionflag.fhir.bundle import Resources
from fusionflag.fhir.groups import Group, groups
from fusionflag.fhir.records import absences, finding, is_event, marker
from fusionflag.fhir.statements import Statement, derived_notice, statements
from fusionflag.model import Assay, Finding, Marker, Record
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report

_MSI = {"LA26203-2": "MSI-H", "LA26202-4": "MSI-L", "LA14122-8": "stable"}


def records(report: Report, root: Node) -> Iterator[Record]:
    """Arms first: they tell which case a sample belongs to."""
    resources = Resources(report, root)
    found = list(statements(resources))
    listed = groups(resources, found)
    report.several_samples = len({g.subject for g in listed}) > 1
    for group in listed:
        yield from _arms(resources, group)
    yield from _ordered(resources, listed)
    for group in listed:
        for s in group.statements:
            yield from _read(group, s)
        yield from _others(group)
        _explain(resources, group)
    _narratives(resources, listed)
    for study in resources.of("ResearchStudy"):  # a trial names the genes it asks for: no result
        study.node.explain()


def _arms(resources: Resources, group: Group) -> Iterator[Assay]:
    listed = arms(resources, group)
    source = group.report.node if group.report is not None else None
    if source is not None and source.text("status") == "entered-in-error":
        _problem(source, "the report is marked as entered in error")
    if source is not None and source.get("presentedForm") and not source.get("result"):
        _problem(source, "gives its results only in an attached document, which is not read")
    if not group.statements and not group.analyses and group.report is None:
        for arm in listed:
            arm.fusions_stated = False
    yield from listed


def _ordered(resources: Resources, listed: list[Group]) -> Iterator[Assay]:
    """Arms of RNA that were ordered and have no report yet."""
    done = {
        order.node.pointer
        for group in listed
        if group.report is not None
        for _, order in resources.follow(group.report, "basedOn")
        if order is not None
    }
    for number, order in enumerate(resources.of("ServiceRequest"), 1):
        words = codes.concept(order.node.get("code")).words
        state = {"active": "pending", "on-hold": "pending", "revoked": "not_done"}.get(
            order.node.text("status")
        )
        if state and order.node.pointer not in done and codes.molecule_of_words(words) == "RNA":
            theirs = [g for g in listed if g.subject == resources.subject(order)]
            hint = people.person(theirs[0].patient, theirs[0].private) if theirs else {}
            yield Assay(sample=f"order {number}", molecule="RNA", status=state, report_kind="signed", **hint)


def _problem(node: Node, text: str) -> None:
    hint = "Ask the laboratory for the report as structured results, or look at it by hand."
    node.report.problem(Code.PARTIAL_TABLE, text, hint=hint).place = node.place


def _read(group: Group, s: Statement) -> Iterator[Finding | Marker]:
    """What one Observation gives; NRG1 in it is explained only where it was understood."""
    try:
        records = _records(s)
    except (RowError, ValueError, KeyError, IndexError, TypeError) as error:
        bad(s.node, error)
        return
    for record in records:
        record.sample, record.molecule, record.place = group.sample, s.molecule, s.node.place
        yield record
    if s.at_nrg1:
        s.explain()
    for component in s.parts.get("48018-6", ()):  # a description of another gene may name NRG1
        codes.explain(codes.value_node(component))


def _records(s: Statement) -> list[Finding] | list[Marker]:
    if s.presence == codes.ABSENT:
        return [] if s.withdrawn else absences(s)
    if s.presence == codes.INDETERMINATE and not s.withdrawn and is_event(s):
        return [finding(s)]
    if s.presence != codes.PRESENT:
        return []
    if s.kind == "fusion":
        return [finding(s)]
    if s.at_nrg1 and not s.kind:
        derived_notice(s)
        return [finding(s)]
    found = marker(s)
    return [found] if found is not None else []


def _others(group: Group) -> Iterator[Marker]:
    """Mutational burden, microsatellite status, pertinent negatives: they belong to the DNA arm where there is one."""
    own = {m for a in group.analyses for m in a.molecules} | {s.molecule for s in group.statements}
    molecule = "DNA" if "DNA" in own else next(iter(sorted(own)), "unknown")
    for node in group.others:
        theirs = codes.concept(node.get("code")).codes
        found = None
        if "94076-7" in theirs:
            score = f"{node.text('valueQuantity', 'value')} {node.text('valueQuantity', 'unit')}".strip()
            level = " ".join(c.words for c in codes.concepts(node, "interpretation"))
            found = markers.tmb(score, level)
        elif "81695-9" in theirs:
            said = codes.value(node)
            found = markers.msi(said.words or next((_MSI[c] for c in said.codes if c in _MSI), ""))
        if found is not None:
            found.sample, found.molecule, found.place = group.sample, molecule, node.place
            yield found
    for analysis in group.analyses:
        for gene in analysis.negatives:
            lacking = markers.absent(gene, "fusion" if analysis.fusions else "variant", "pertinent negative")
            if lacking is not None:
                lacking.sample, lacking.place = group.sample, analysis.node.place
                lacking.molecule = next(iter(sorted(analysis.molecules)), molecule)
                yield lacking


def _narratives(resources: Resources, listed: list[Group]) -> None:
    """A generated narrative repeats its resource: explained, unless it finds NRG1 where no result of this patient does."""
    positive = {g.subject for g in listed if any(map(_is_fusion_of_nrg1, g.statements))}
    for resource in resources.all():
        div = resource.node.get("text", "div")
        if resource.node.text("text", "status") in ("generated", "extensions") and (
            resources.subject(resource) in positive or not words.narrates_nrg1(str(div.value or ""))
        ):
            div.explain()


def _is_fusion_of_nrg1(s: Statement) -> bool:
    return s.at_nrg1 and s.kind == "fusion" and s.presence == codes.PRESENT


def _explain(resources: Resources, group: Group) -> None:
    """What repeats a statement of NRG1 that was read: names of references, the order, and a conclusion that says no more."""
    if group.report is None:
        return
    known = {s.node.pointer for s in group.statements if s.at_nrg1}
    for reference, target in resources.follow(group.report, "result"):
        if target is not None and target.node.pointer in known:
            reference.explain()
    if not group.speaks_of_nrg1:
        return
    for _, order in resources.follow(group.report, "basedOn"):
        if order is not None:
            order.node.get("code").explain()
    if any(map(_is_fusion_of_nrg1, group.statements)):
        group.report.node.get("conclusion").explain()
        group.report.node.get("conclusionCode").explain()
    elif all(map(_says_no_more, words.sentences(group.report.node.text("conclusion")))):
        group.report.node.get("conclusion").explain()


def _says_no_more(sentence: str) -> bool:
    """A sentence of a conclusion that denies NRG1, leaves it open, or does not speak of it."""
    return words.denies(sentence) or words.leaves_open(sentence) or not mentions_nrg1(sentence)
