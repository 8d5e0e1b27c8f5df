"""A case told once: what `explain` prints and the page shows, in the same words from the same dossier.

Only facts that stand in the tables are used, so that a run in hand and a run read back from its folder tell the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache

from fusionflag.arms import ArmStory, arm_story
from fusionflag.dossiers import Dossier
from fusionflag.meanings import meaning, shown
from fusionflag.model import Case, Finding, Marker, Notice
from fusionflag.rules import RULES, Rule
from fusionflag.told import EVENTS, EventStory, event_story

DISCLAIMER = (
    "Decision support for professionals. It does not replace a pathologist's judgement, "
    "and it makes no treatment decision."
)
# a sentence of the addendum that must be seen before anything else; of a trusted answer there is none
WARNINGS = {
    "positive_confirm_rna": "This is not a negative result.",
    "equivocal": "This is neither a positive nor a negative result.",
    "dna_only_negative": "This result does not exclude an NRG1 fusion.",
    "inadequate_rna_negative": "This result does not exclude an NRG1 fusion.",
    "not_tested": "NRG1 status is unknown.",
    "unreadable": "No NRG1 conclusion is drawn.",
}
OPEN = "not excluded"
STATES = {
    "detected": "detected",
    "not_detected": "not detected",
    "not_tested": "not tested",
    "unknown": "unknown",
}


class StoryError(ValueError):
    """The case was judged by another version of fusionflag."""


@dataclass(frozen=True, slots=True)
class Said:
    """A code and what it means."""

    code: str
    meaning: str


@dataclass(frozen=True, slots=True)
class MarkerStory:
    """A result beside NRG1; `target`: it belongs to the table of targets of the biliary tract."""

    gene: str
    marker: str
    state: str
    detail: str
    place: str
    target: bool


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that is said of one case."""

    case: Case
    words: str  # the verdict in plain words
    warning: str
    rule: Rule
    passed: tuple[Rule, ...]  # the rules above it, which do not apply
    reasons: list[Said]
    beside: list[Said]
    not_assessed: list[str]
    arms: list[ArmStory]
    joint: str
    events: list[EventStory]
    other_findings: int
    targets: list[MarkerStory] = field(default_factory=list)
    markers: list[MarkerStory] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """The verdict in one sentence."""
        words = self.words[:1].upper() + self.words[1:]
        if self.case.verdict == "unreadable" and self.case.fusion:
            return f"{words} (one of the reports shows {self.case.fusion})"
        return f"{words}: {self.case.fusion}" if self.case.fusion else words


def plain(verdict: str, reasons: Collection[str] = ()) -> str:
    """A verdict in plain words; every one that leaves the question open says "not excluded"."""
    words = shown(verdict, reasons)
    return f"{OPEN}: {words}" if verdict in ("not_tested", "unreadable") else words


@cache
def _ladder(rule_id: str) -> tuple[Rule, tuple[Rule, ...]]:
    for number, rule in enumerate(RULES):
        if rule.id == rule_id:
            return rule, tuple(RULES[:number])
    raise StoryError(f"rule {rule_id} is of another version of fusionflag")


def tell(dossier: Dossier) -> Story:
    """The story of a case. Raises StoryError for a rule that this version does not know."""
    case = dossier.case
    rule, passed = _ladder(case.verdict_rule)
    markers = [_marker(m, dossier) for m in dossier.markers]
    speaking = {f.assay_id for f in dossier.findings if f.event_class in EVENTS}
    found = [f for f in dossier.findings if f.event_class != "none"]
    together: dict[str, list[Finding]] = defaultdict(list)
    for f in found:
        together[f.event_id].append(f)
    return Story(
        case=case,
        words=plain(case.verdict, case.reasons),
        warning=WARNINGS.get(case.verdict, ""),
        rule=rule,
        passed=passed,
        reasons=[Said(code, meaning(code)) for code in case.reasons],
        beside=[Said(code, meaning(code)) for code in case.warnings],
        not_assessed=[part.strip() for part in case.label_not_assessed.split(";") if part.strip()],
        arms=[arm_story(arm, arm.assay_id in speaking) for arm in dossier.assays],
        joint=dossier.joint,
        events=[event_story(f, together[f.event_id]) for f in found],
        other_findings=dossier.other_findings,
        targets=[m for m in markers if m.target],
        markers=[m for m in markers if not m.target],
        notices=dossier.notices,
    )


def _marker(m: Marker, dossier: Dossier) -> MarkerStory:
    return MarkerStory(m.gene, m.marker, STATES[m.state], m.detail, m.place, _is_target(m, dossier))


_TARGETS = {("NRG1", "fusion"), ("FGFR2", "fusion"), ("IDH1", "variant"), ("ERBB2", "amplification")}


def _is_target(m: Marker, dossier: Dossier) -> bool:
    """Of a biliary tumor the judge adds a row for each target that no report names; those that a report names join them."""
    if not any(not other.report_id for other in dossier.markers):
        return False
    hot = m.gene == "BRAF" and m.marker in ("V600E", "variant")
    return hot or (m.gene, m.marker) in _TARGETS
