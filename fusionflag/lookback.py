"""Look-back: which cases of a finished run would be told otherwise today, and why; the worklist when a label changes.

Each case is compared with itself: as the last run judged it, as it would have been judged on a day in the past (`since`), and as
it is judged now, under the rules and the knowledge of today. No report is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fusionflag.ledger import Ledger
from fusionflag.ledger_rows import NAMES, record_of, storable
from fusionflag.model import Case
from fusionflag.results import Results
from fusionflag.settings import Settings
from fusionflag.wording import SHOWN

COLUMNS = (
    "urgency",
    "case_id",
    "tumor_type",
    "verdict_before",
    "verdict",
    "label_before",
    "label",
    "why",
    "next_step",
)
_URGENCY = ("high", "standard", "low", "none")


@dataclass(frozen=True)
class Change:
    """A case that is told otherwise now."""

    urgency: str
    case_id: str
    tumor_type: str
    verdict_before: str
    verdict: str
    label_before: str
    label: str
    why: str
    next_step: str


def changes(ledger: Ledger, settings: Settings, since: str, jobs: int = 0) -> list[Change]:
    """The cases whose verdict or label changed since the day `since` (ISO 8601) or the last run, most urgent first."""
    with Results(ledger) as then, Results(ledger) as now:
        then.judge(replace(settings, as_of=since), jobs)
        now.judge(replace(settings, as_of=""), jobs)
        pairs = zip(_stored(ledger, now), then.cases(), now.cases(), strict=True)
        found = [change for stored, old, new in pairs if (change := _change(stored, old, new, since))]
    order = list(SHOWN)
    return sorted(found, key=lambda c: (_URGENCY.index(c.urgency), order.index(c.verdict), c.case_id))


def _stored(ledger: Ledger, now: Results) -> Iterator[Case | None]:
    """Each case of `now` as the last run told it."""
    query = f"SELECT {', '.join(NAMES['cases'])} FROM cases WHERE case_id = ?"
    for case in now.cases():
        row = ledger.execute(query, storable([case.case_id])).fetchone()
        yield record_of("cases", row) if row else None


def _change(stored: Case | None, old: Case, new: Case, since: str) -> Change | None:
    why = []
    before = old
    if stored and (stored.verdict, stored.label) != (new.verdict, new.label):
        before = stored
        told = f"{stored.version} with knowledge of {stored.knowledge}"
        if stored.verdict != new.verdict:
            why.append(f"{told} judged {stored.verdict} by rule {stored.verdict_rule}; now {_reasons(new)}")
    if old.label != new.label:
        why.append(
            f"label on {since}: {old.label} ({old.label_reason}); now: {new.label} ({new.label_reason})"
        )
    elif stored and stored.label != new.label:
        why.append(
            f"label as last judged: {stored.label} ({stored.label_reason}); now: {new.label} ({new.label_reason})"
        )
    if not why:
        return None
    return Change(
        urgency=new.urgency,
        case_id=new.case_id,
        tumor_type=new.tumor_type,
        verdict_before=before.verdict,
        verdict=new.verdict,
        label_before=old.label if old.label != new.label else before.label,
        label=new.label,
        why="; ".join(why),
        next_step=new.next_step,
    )


def _reasons(case: Case) -> str:
    return f"rule {case.verdict_rule}: {', '.join(case.reasons)}"
