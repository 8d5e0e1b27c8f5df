"""Who saw an event and who did not: the callers of each of its parts in words, on every finding of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping

from fusionflag.consensus import NEAR, UNKNOWN, events_of, family, junction, order_of
from fusionflag.events import RAW
from fusionflag.model import Assay, Finding, with_facts

_RANK = {"3": 0, "both": 1, UNKNOWN: 2, "5": 3}


def agreed(
    findings: Iterable[Finding],
    arms: Mapping[str, Assay],
    people: Mapping[str, int],
    asked: Iterable[Assay],
) -> list[Finding]:
    """The findings of a case, in their order, with the event they are part of and who saw it.

    `arms`: all arms by id; `people`: whose an arm is, as a number; `asked`: the arms whose silence is told. The id of an event
    is the smallest id of its findings.
    """
    findings = list(findings)

    def specimen(f: Finding) -> Hashable:
        return _specimen(f.specimen, arms.get(f.assay_id), people) or ("report", f.report_id)

    beside: dict[Hashable, list[Assay]] = defaultdict(list)
    for arm in asked:
        if arm.report_kind not in ("companion", "control") and arm.fusions_stated:
            beside[_specimen("", arm, people)].append(arm)
    facts: dict[int, dict[str, str]] = {}
    for event in events_of(findings, specimen):
        name = min(f.finding_id for f in event)
        text = told(event, arms, beside.get(specimen(event[0]), ()))
        facts.update((id(f), {"event_id": name, "event_callers": text}) for f in event)
    return [with_facts(f, **facts[id(f)]) for f in findings]


def _specimen(stated: str, arm: Assay | None, people: Mapping[str, int]) -> Hashable:
    """What reports of one specimen share. Stated ids are compared; where none is, raw callers of one molecule and run are of
    one library, and anything else is another specimen."""
    if arm is None:
        return ("stated", stated) if stated else None
    person = people.get(arm.assay_id, 0)
    if arm.report_kind == "control":
        return person, "control", arm.assay_id
    if stated or arm.specimen:
        return person, "stated", stated or arm.specimen
    if arm.report_kind in RAW:
        return person, "library", arm.molecule, arm.run
    return person, "report", arm.report_id


def told(event: Iterable[Finding], arms: Mapping[str, Assay], beside: Iterable[Assay]) -> str:
    """`CD74::NRG1 in RNA by arriba, star_fusion; not in RNA by fusioncatcher (read whole)`. `beside`: arms of the specimen."""
    event = list(event)
    parts: dict[tuple[int, str, str, str], set[str]] = defaultdict(set)
    seen: dict[str, set[str]] = defaultdict(set)
    for f in event:
        arm = arms.get(f.assay_id)
        names = f.callers or ((arm.parser,) if arm is not None and arm.parser else ("a report",))
        order = order_of(f)
        parts[_RANK[order], f.molecule, f.fusion or f.call_reported or "NRG1", order] |= set(names)
        seen[family(f.molecule)] |= {*names, arm.parser if arm is not None else ""}
    other = _other_side(event)
    words = [
        f"{fusion} {_in(molecule)} by {', '.join(sorted(names))}"
        + (f" ({other})" if order == "5" and other else "")
        for (_, molecule, fusion, order), names in sorted(parts.items())
    ]
    speaking = {f.assay_id for f in event}
    silent = set()
    for arm in beside:
        own = family(arm.molecule)
        again = arm.parser in seen.get(own, ())
        if own not in seen or arm.assay_id in speaking or (again and arm.report_kind == "candidates"):
            continue
        name = f"another report of {arm.parser}" if again else arm.parser or arm.report_file
        silent.add(f"not {_in(arm.molecule)} by {name} ({_silence(arm)})")
    return "; ".join([*words, *sorted(silent)])


def _in(molecule: str) -> str:
    return "in a nucleic acid that is not stated" if molecule == "unknown" else f"in {molecule}"


def _silence(arm: Assay) -> str:
    """What it is worth that a caller does not list the event."""
    if not arm.complete or arm.read_status in ("unreadable", "incomplete"):
        return "not read whole"
    if arm.status != "done":
        return {"not_done": "not run", "failed": "run failed", "pending": "result pending"}.get(
            arm.status, "run not known to be done"
        )
    if arm.read_status == "cannot_express_fusions":
        return "its format cannot express fusions"
    if arm.nrg1_coverage == "no" or arm.list_excludes_nrg1:
        return "NRG1 not covered"
    if arm.rechecker or arm.report_kind == "candidates":
        return "looks at chosen candidates only"
    return "read whole"


def _other_side(event: list[Finding]) -> str:
    """What the part with NRG1 as 5' partner is beside the one with NRG1 as 3' partner: the order of both breaks in NRG1 tells.

    NRG1 from a on behind the partner, and NRG1 up to b before it: if a lies before b, the stretch between both is inserted.
    """
    starts = [f for f in event if order_of(f) == "3"]
    ends = [f for f in event if order_of(f) == "5"]
    if not starts or not ends:
        return ""
    said = set()
    for molecule in sorted({family(f.molecule) for f in starts} & {family(f.molecule) for f in ends}):
        a, b = (
            sorted(
                {(at.genome, at.own) for f in side if family(f.molecule) == molecule and (at := junction(f))}
            )[:1]
            for side in (starts, ends)
        )
        if a and b and a[0][0] == b[0][0]:
            near = NEAR["DNA"] if molecule == "DNA" else 0
            said.add("inserted" if b[0][1] > a[0][1] + near else "reciprocal")
    if len(said) == 1:
        partner = starts[0].partner
        return {"inserted": f"NRG1 inserted into {partner}", "reciprocal": "the reciprocal product"}[
            said.pop()
        ]
    return "the other side: reciprocal, or of an insertion"
