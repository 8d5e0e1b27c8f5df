"""The story of a case as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fusionflag.arms import ArmStory
from fusionflag.model import Notice
from fusionflag.schema import cell
from fusionflag.story import MarkerStory, Said, Story
from fusionflag.told import EventStory


def lines(story: Story, run_notices: Iterable[Notice] = ()) -> Iterator[str]:
    """What the page shows of the case, in its order, without control characters."""
    return map(cell, _all(story, [*story.notices, *run_notices]))


def _all(story: Story, notices: list[Notice]) -> Iterator[str]:
    case, rule = story.case, story.rule
    yield f"{case.case_id}: {case.verdict} ({story.words})"
    if story.warning:
        yield f"  {story.warning}"
    if case.event_callers:
        yield f"  Seen as {case.event_callers}"
    yield from ("", f"Rule {rule.id}, {rule.title} ({rule.source}):", f"  {rule.text}")
    if story.passed:
        yield f"  Rules above it do not apply: {', '.join(r.id for r in story.passed)}"
    yield from _said("Reasons", story.reasons)
    yield from _said("Beside it", story.beside)
    yield from ("", "Wording:", f"  {case.addendum}", "", "Next step:", f"  {case.next_step}")
    yield f"  urgency: {case.urgency}"
    yield from ("", f"Label: {case.label} ({case.label_reason})")
    if story.not_assessed:
        what = "; ".join(story.not_assessed)
        yield f"  not assessed, because no sequencing report shows it: {what}"
    yield from _markers("Targets in cholangiocarcinoma", story.targets)
    yield from _markers("Beside NRG1", story.markers)
    yield from ("", f"Arms, of the joint case {story.joint}:" if story.joint else "Arms:")
    for arm in story.arms:
        yield from _arm(arm)
    if story.events:
        yield from ("", "Events:")
    for event in story.events:
        yield from _event(event)
    if story.other_findings:
        yield from ("", f"Findings that do not speak of NRG1: {story.other_findings}")
    if notices:
        yield from ("", "Notices:")
    for n in notices:
        value, hint = (f" [{n.value}]" if n.value else "", f" -> {n.hint}" if n.hint else "")
        yield f"  {n.place}: {n.severity} {n.code}: {n.text}{value}{hint}"


def _said(title: str, codes: list[Said]) -> Iterator[str]:
    if codes:
        yield from ("", f"{title}:")
        yield from (f"  {said.code}: {said.meaning}" for said in codes)


def _markers(title: str, rows: list[MarkerStory]) -> Iterator[str]:
    if rows:
        yield from ("", f"{title}:")
    for m in rows:
        detail = "; ".join(filter(None, (m.detail, m.place)))
        yield f"  {m.gene} {m.marker}: {m.state}{f' ({detail})' if detail else ''}"


def _arm(arm: ArmStory) -> Iterator[str]:
    yield f"  {arm.file}: {arm.title}" + (f"; {arm.silence}" if arm.silence else "")
    yield "    " + "; ".join(f"{label}: {value}" for label, value in arm.facts)
    for m in arm.metrics:
        yield f"    {m.name}: {m.value}" + (f" (limit: {m.limit})" if m.limit else "")


def _event(event: EventStory) -> Iterator[str]:
    yield f"  {', '.join(event.places)}: {event.name} ({event.kind})"
    for code, text in event.reasons:
        yield f"    {code}: {text}"
    yield "    " + "; ".join(f"{label}: {value}" for label, value in (*event.reported, *event.derived))
