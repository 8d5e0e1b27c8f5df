"""One report as arms, with what is known of each.

An arm is one nucleic acid of one report. Where neither the Observation nor the only analysis that looks for fusions nor the
report itself names the nucleic acid, it is unknown: never guessed from a product's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fusionflag.fhir import codes, people, remarks
from fusionflag.fhir.bundle import Resource, Resources
from fusionflag.fhir.groups import Group
from fusionflag.fhir.statements import Statement
from fusionflag.fhir.studies import WORST, Analysis
from fusionflag.model import Assay

_FINAL = ("final", "amended", "corrected", "appended")
UNFIT = "the specimen is marked unsatisfactory"
_PENDING = ("registered", "partial", "preliminary")


def arms(resources: Resources, group: Group) -> list[Assay]:
    """One arm for each nucleic acid; the molecule of every statement is settled on the way."""
    words = _molecule_of_report(resources, group)
    for found in group.analyses:
        found.molecules = found.molecules or {words or "unknown"}
    for s in group.statements:
        s.molecule = _molecule(group, s, words)
    named = [
        m
        for a in group.analyses
        if a.changes or a.genes or a.molecules != {"unknown"}
        for m in sorted(a.molecules)
    ]
    molecules = [words] if words else []
    molecules += [s.molecule for s in group.statements] + named
    wanted = list(dict.fromkeys(molecules)) or ["unknown"]
    if len(wanted) > 1 and "unknown" in wanted and not any(s.molecule == "unknown" for s in group.statements):
        wanted.remove("unknown")
    free = _cell_free(resources, group)
    shared = _shared(resources, group)
    tumors = [s for s in _specimens(resources, group) if not people.is_normal(s)]
    checks = remarks.quality(group)
    listed = []
    for molecule in wanted:
        arm = Assay(**shared, molecule=f"cf{molecule}" if free and molecule in ("DNA", "RNA") else molecule)
        _weigh(arm, group, molecule, remarks.limitations(group, tumors, molecule))
        if any(acid in ("", molecule) or molecule == "unknown" for acid, _ in checks):
            arm.qc = "fail"
        listed.append(arm)
    if free:
        for s in group.statements:
            s.molecule = f"cf{s.molecule}" if s.molecule in ("DNA", "RNA") else s.molecule
    return listed


def _molecule_of_report(resources: Resources, group: Group) -> str:
    """As the report's category says, else its specimens, its code, its order. RNA is not guessed from the name of a product."""
    if group.report is None:
        return ""
    node = group.report.node
    for said in codes.concepts(node, "category"):
        if molecule := codes.molecule_of_words(said.words):
            return molecule
    types = [people.specimen_words(s) for s in _specimens(resources, group) if not people.is_normal(s)]
    for words in ("; ".join(types), codes.concept(node.get("code")).words):
        if molecule := codes.molecule_of_words(words):
            return molecule
    ordered = {codes.molecule_of_words(words) for words in _orders(resources, group)} - {"", "RNA"}
    return ordered.pop() if len(ordered) == 1 else ""


def _orders(resources: Resources, group: Group) -> Iterator[str]:
    for order in _ordered(resources, group):
        yield codes.concept(order.node.get("code")).words


def _ordered(resources: Resources, group: Group) -> list[Resource]:
    if group.report is None:
        return []
    return [o for _, o in resources.follow(group.report, "basedOn") if o is not None]


def _molecule(group: Group, s: Statement, words: str) -> str:
    if s.molecule:
        return s.molecule
    if s.kind == "fusion":
        looking = [a for a in group.analyses if a.fusions]
        silent = [a for a in group.analyses if a.fusions is None and a.genes]
        chosen = {m for a in (looking + silent if looking else silent) for m in a.molecules}
        if looking and len(chosen) == 1:
            return chosen.pop()
    fitting = [
        a for a in group.analyses if s.kind == "fusion" or (not s.kind and s.at_nrg1) or not a.only_fusions
    ]
    every = {m for a in fitting for m in a.molecules} | ({words} if words else set())
    return every.pop() if len(every) == 1 else "unknown"


def _cell_free(resources: Resources, group: Group) -> bool:
    """Is every specimen of the report, but the normal one, plasma?"""
    tumors = [s for s in _specimens(resources, group) if not people.is_normal(s)]
    said = [people.specimen_words(s) for s in tumors]
    return bool(said) and all(map(codes.cell_free, said))


def _specimens(resources: Resources, group: Group) -> list[Resource]:
    found: dict[str, Resource] = {}
    for source in ([group.report] if group.report is not None else []) + [s.source for s in group.statements]:
        for _, specimen in resources.follow(source, "specimen"):
            if specimen is not None:
                found[specimen.node.pointer] = specimen
    for specimen in (x for a in group.analyses for x in a.specimens):
        found[specimen.node.pointer] = specimen
    return list(found.values())


def _shared(resources: Resources, group: Group) -> dict[str, Any]:
    """What all arms of a report have in common."""
    specimens = [s for s in _specimens(resources, group) if not people.is_normal(s)]
    ids = list(dict.fromkeys(people.specimen_id(s, group.private) for s in specimens))
    content, unclear = people.tumor_content(specimens, group.others)
    first = (
        group.report.node
        if group.report is not None
        else group.statements[0].node
        if group.statements
        else None
    )
    status, state = _status(group)
    limited = [s for s in specimens if s.node.text("status") not in ("", "available", "unavailable")]
    dates = [
        n
        for s in specimens
        for n in (s.node.get("collection", "collectedDateTime"), s.node.get("receivedTime"))
    ]
    own = (
        [first.get("issued"), first.get("effectiveDateTime"), first.get("effectivePeriod", "start")]
        if first
        else []
    )
    issued = _issued(resources, group)
    return {
        "sample": group.sample,
        "report_kind": _kind(group, status, state),
        "report_status": "preliminary"
        if status in _PENDING
        else "corrected"
        if status in _FINAL[1:]
        else "final"
        if status
        else "",
        "status": state,
        "specimen": ids[0] if len(ids) == 1 else "",
        "assay_reported": "; ".join(_assays(resources, group)),
        "tumor_type_reported": people.tumor_types(resources, group.report, group.subject),
        "tumor_content": content,
        "report_date": people.day(*own, *dates),
        "limitation": "; ".join(filter(None, (UNFIT if limited else "", unclear))),
        **issued,
        **people.person(group.patient, group.private),
    }


def _kind(group: Group, status: str, state: str) -> str:
    """Signed where there is a report. Nobody has signed for what Observations alone do not find; what they find is a result."""
    found = any(
        s.at_nrg1 and s.kind in ("fusion", "") and s.presence == codes.PRESENT and not s.withdrawn
        for s in group.statements
    )
    signed = (status and (group.report is not None or found)) or state == "not_done"
    return "signed" if signed else "export"


def _status(group: Group) -> tuple[str, str]:
    """The status of the report (of its Observations, the least final, where there is none), and of the arms by it."""
    said = [s.status for s in group.statements if not s.withdrawn]
    status = group.report.node.text("status") if group.report is not None else ""
    if group.report is None:
        order = (*_PENDING, "unknown", "", *reversed(_FINAL))
        status = min(said, key=lambda x: order.index(x) if x in order else 0, default="")
    elif status in _FINAL and any(x in _PENDING for x in said):
        status = "preliminary"
    if status in _FINAL:
        return status, "done"
    if status in _PENDING:
        return status, "pending" if status == "registered" else "done"
    return "", "not_done" if status in ("cancelled", "entered-in-error") else "unknown"


def _issued(resources: Resources, group: Group) -> dict[str, str]:
    """Accession and laboratory: an amended report replaces the earlier one of its accession."""
    report = group.report
    if report is None:
        return {}
    numbers = report.node.all("identifier")
    numbers.sort(key=lambda n: "ACSN" not in codes.concept(n.get("type")).codes)
    accession = people.number(numbers, group.private)
    names = [
        name
        for _, target in resources.follow(report, "performer")
        if target is not None and target.kind == "Organization" and (name := target.node.text("name"))
    ]
    names = names or [s for n in numbers if n.text("value") == accession and (s := n.text("system"))]
    return {"accession": accession, "issuer": people.laboratory(names)}


def _assays(resources: Resources, group: Group) -> list[str]:
    """The assay's names: codes and names of the orders, names of the studies."""
    said: list[str] = []
    for order in _ordered(resources, group):
        code = codes.concept(order.node.get("code"))
        said += [c for system, c in code.codings if "loinc" not in system and "snomed" not in system]
        said += [*code.displays, code.text]
    if group.report is not None:
        for extension in group.report.node.all("extension"):
            study = resources.find(extension.get("valueReference"), group.report)
            if study is not None and study.kind == "Procedure":
                said.append(codes.concept(study.node.get("code")).words)
    return list(dict.fromkeys(x.replace(";", ",")[:80] for x in said if x))


# -- what a silence would mean ---------------------------------------------------------------------
def _weigh(arm: Assay, group: Group, molecule: str, remarked: list[str]) -> None:
    """Coverage, negatives and limitations of an arm, from its analyses and statements."""
    own = [a for a in group.analyses if molecule in a.molecules]
    looking = [a for a in own if a.may_find_fusions]
    arm.status = min([arm.status, *(a.status for a in looking)], key=WORST.index)
    if arm.status == "done" and own and not looking:
        arm.status = min((a.status for a in own), key=WORST.index)
    genomes = {a.genome for a in own if a.genome}
    arm.genome = genomes.pop() if len(genomes) == 1 else ""
    arm.method = next((a.method for a in own if a.method), "")
    limits = [arm.limitation] if arm.limitation else []
    _covered(arm, looking, limits)
    stated = [s for s in group.statements if s.molecule == molecule]
    # what is open at NRG1, and of which nucleic acid is not known, is open in every arm
    for s in (*group.statements, *group.loose):
        if s.molecule in (molecule, "unknown", ""):
            _open(s, limits)
    for s in stated:
        _stated(arm, s)
    limits += remarked
    fusions = any(s.kind == "fusion" for s in stated) or any(a.fusions for a in own)
    other = molecule == "unknown" and any(m != molecule for a in group.analyses for m in a.molecules)
    silent = all(a.fusions is False for a in own) if own else other
    arm.fusions_stated = True if fusions else not silent
    arm.limitation = "; ".join(dict.fromkeys(limits))


def _covered(arm: Assay, looking: list[Analysis], limits: list[str]) -> None:
    """Whether the analyses that look for fusions name NRG1."""
    if any("NRG1" in a.uncalled for a in looking):
        arm.nrg1_coverage = "no"
        limits.append("NRG1 could not be called")
        return
    if any(a.uncalled_elsewhere for a in looking):
        limits.append("regions that could not be called are listed in a file that is not read")
    named = [a for a in looking if a.fusions]
    if any("NRG1" in a.genes for a in named):
        arm.nrg1_coverage = "yes"
    elif named and not any(a.whole for a in named):
        arm.nrg1_coverage, arm.list_excludes_nrg1 = "no", True
    for a in named:
        if "NRG1" in a.negatives and arm.nrg1_coverage != "no":
            arm.nrg1_coverage, arm.negative_stated = "yes", True


def _about(s: Statement) -> bool:
    """Of NRG1, or of fusions, or of variants of any kind in general."""
    return s.at_nrg1 or (s.kind in ("fusion", "") and not s.genes and not (s.five or s.three))


def _open(s: Statement, limits: list[str]) -> None:
    """A no call, an indeterminate result, or one that was withdrawn."""
    if not _about(s):
        return
    if s.presence in (codes.NO_CALL, codes.INDETERMINATE):
        limits.append(f"the result for {'NRG1' if s.at_nrg1 else 'fusions'} is: {s.presence}")
    if s.withdrawn and s.presence != codes.PRESENT:
        limits.append(f"a result for NRG1 was withdrawn ({s.status})")


def _stated(arm: Assay, s: Statement) -> None:
    """A pertinent negative."""
    if s.withdrawn or s.presence != codes.ABSENT or s.kind != "fusion":
        return
    if s.status not in (*_FINAL, *_PENDING):
        arm.status = min(arm.status, "unknown", key=WORST.index)
    pair = bool(s.five and s.three) or len(s.genes) == 2
    if not _about(s) or s.specific or (pair and not s.at_nrg1):
        return
    arm.negative_stated = True
    if s.at_nrg1 and arm.nrg1_coverage in ("unknown", "yes", "listed_pairs"):
        arm.nrg1_coverage = "listed_pairs" if pair and arm.nrg1_coverage != "yes" else "yes"
