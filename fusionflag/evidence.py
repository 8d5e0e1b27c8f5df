"""All that is known of one case, in the form the rules ask for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from fusionflag import tumor_case
from fusionflag.agreement import agreed
from fusionflag.codes import Code
from fusionflag.events import DNA, RAW, RNA, classified, lab_class
from fusionflag.identity import names
from fusionflag.knowledge import partner_recurrent
from fusionflag.model import Assay, Finding, Marker, Notice, Severity, is_held, with_facts
from fusionflag.settings import Settings
from fusionflag.tumors import TumorType

# notices of a case that mean that an input was not read, beyond what an incomplete arm says
UNREAD_CODES = (
    Code.EMPTY,
    Code.TRUNCATED,
    Code.MISSING_FILE,
    Code.MISSING_SAMPLE,
    Code.UNKNOWN_FORMAT,
    Code.PARTIAL_TABLE,
    Code.NRG1_UNEXPLAINED,
)
# why the silence of an RNA arm is no negative, by what is said of it; a word that is not here is a reason too
_BY_STATUS = {
    "done": (),
    "failed": (Code.RNA_FAILED, Code.QC_FAILED),
    "not_done": (Code.RNA_QNS,),
    "pending": (Code.RNA_PENDING,),
}
_BY_QC = {"pass": (), "attested": (), "fail": (Code.QC_FAILED,), "borderline": (Code.QC_BORDERLINE,)}
_BY_COVERAGE = {
    "yes": (),
    "listed_pairs": (Code.ISOFORM_LIMITED,),
    "partner_side": (Code.PARTIAL_PARTNER,),
    "no": (Code.NRG1_NOT_COVERED,),
}


@dataclass(frozen=True)
class Evidence:
    """The arms, events and notices of one case, classed and weighed. Made by `Evidence.of`; never changed."""

    arms: tuple[Assay, ...] = ()
    events: tuple[Finding, ...] = ()
    notices: tuple[Notice, ...] = ()
    markers: tuple[Marker, ...] = ()
    settings: Settings = field(default_factory=Settings)
    codes: tuple[Code, ...] = ()  # AMENDED and the like: what was done to the records on the way

    @classmethod
    def of(
        cls,
        assays: Iterable[Assay],
        findings: Iterable[Finding] = (),
        notices: Iterable[Notice] = (),
        markers: Iterable[Marker] = (),
        settings: Settings | None = None,
        carryover: frozenset[str] = frozenset(),
    ) -> Evidence:
        """Class the findings and weigh the arms. `carryover`: ids of findings that a run-mate shows >= 100x stronger."""
        settings = settings or Settings()
        arms = sorted(assays, key=lambda a: (a.report_file, a.assay_id))
        by_id = {a.assay_id: a for a in arms}
        events = [
            classified(f, by_id.get(f.assay_id), settings, carryover=f.finding_id in carryover)
            for f in sorted(filter(is_held, findings), key=lambda f: (f.report_id, f.finding_id))
        ]
        events = [_of_a_control(f) if _is_control(by_id.get(f.assay_id)) else f for f in events]
        arms, events, codes = _amended(arms, events)
        if events:
            people = {a.assay_id: n for n, own in enumerate(_identities(by_id.values())) for a in own}
            events = agreed(events, by_id, people, arms)
        busy = {_library(by_id[f.assay_id]) for f in events if _speaks(f) and f.assay_id in by_id}
        weighed = [_weighed(arm, settings, _library(arm) in busy) for arm in arms]
        return cls(
            arms=tuple(weighed),
            events=tuple(events),
            notices=tuple(notices),
            markers=tuple(markers),
            settings=settings,
            codes=tuple(codes),
        )

    # -- events ------------------------------------------------------------------------------------
    def of_class(self, *names: str) -> tuple[Finding, ...]:
        return tuple([f for f in self.events if f.event_class in names]) if self.events else ()

    def arm_of(self, finding: Finding) -> Assay | None:
        return next((a for a in self.arms if a.assay_id == finding.assay_id), None)

    def specimen_of(self, finding: Finding) -> str:
        arm = self.arm_of(finding)
        return finding.specimen or (arm.specimen if arm else "")

    # -- arms --------------------------------------------------------------------------------------
    @cached_property
    def rna(self) -> tuple[Assay, ...]:
        return tuple(a for a in self.arms if a.molecule in RNA)

    @cached_property
    def dna(self) -> tuple[Assay, ...]:
        return tuple(a for a in self.arms if a.molecule in DNA)

    @cached_property
    def adequate(self) -> tuple[Assay, ...]:
        """RNA arms whose silence is a negative."""
        return tuple(a for a in self.arms if a.adequate)

    def adequate_elsewhere(self, finding: Finding) -> tuple[Assay, ...]:
        """Adequate negative arms of another library than the finding's."""
        arm = self.arm_of(finding)
        return tuple(a for a in self.adequate if arm is None or _library(a) != _library(arm))

    def same_specimen(self, finding: Finding, arms: Iterable[Assay]) -> tuple[Assay, ...]:
        """Arms of the finding's specimen: both ids stated and equal; an unknown specimen is another one."""
        specimen = self.specimen_of(finding)
        return tuple(a for a in arms if specimen and a.specimen == specimen)

    # -- what was not read -------------------------------------------------------------------------
    @cached_property
    def unread(self) -> tuple[Code, ...]:
        """Why something of this case was not read whole; empty if all was."""
        codes: list[Code] = []
        if any(not a.complete or a.read_status in ("unreadable", "incomplete") for a in self.arms):
            codes.append(Code.UNREAD_INPUT)
        errors = [n.code for n in self.notices if n.severity is Severity.ERROR]
        if errors:
            codes.append(Code.UNREAD_INPUT)
        codes += [code for code in UNREAD_CODES if code in errors]
        if any(a.report_status == "preliminary" for a in self.arms):
            codes.append(Code.PENDING)
        return tuple(dict.fromkeys(codes))

    # -- the tumor ---------------------------------------------------------------------------------
    @cached_property
    def tumor(self) -> TumorType:
        texts = [t.strip() for a in self.arms for t in a.tumor_type_reported.split(";") if t.strip()]
        ages = [a.age for a in self.arms if a.age is not None]
        return tumor_case.classify_many(
            list(dict.fromkeys(texts)), age=min(ages) if ages else None, as_of=self.settings.as_of
        )

    def tumor_group(self, arm: Assay) -> str:
        """The group of the tumor type that an arm states; empty where it states none that is understood."""
        if not arm.tumor_type_reported:
            return ""
        return tumor_case.classify_many(arm.tumor_type_reported.split(";")).organ

    @cached_property
    def other_tumors(self) -> frozenset[str]:
        """Tumor groups of this case that have arms but no adequate RNA arm, where another group has one."""
        if len(self.arms) < 2:
            return frozenset()
        groups = {self.tumor_group(a) for a in self.arms} - {""}
        if len(groups) < 2:
            return frozenset()
        return frozenset(groups - {self.tumor_group(a) for a in self.adequate})

    # -- identity ----------------------------------------------------------------------------------
    @cached_property
    def identities(self) -> tuple[tuple[Assay, ...], ...]:
        """The arms grouped by person: birth dates or normalised names that differ are different people."""
        return _identities(self.arms)

    def recurrent(self, finding: Finding) -> bool:
        return partner_recurrent(finding.partner)

    def lab_class(self, finding: Finding) -> str:
        return lab_class(finding)


def _is_control(arm: Assay | None) -> bool:
    return arm is not None and arm.report_kind == "control"


def _of_a_control(finding: Finding) -> Finding:
    """An event in a no-template control: contamination, or a patient named like a control. Never a positive, never nothing."""
    if finding.event_class.endswith("NOTE"):
        return finding
    reasons = tuple(dict.fromkeys((Code.CONTROL_HAS_FUSION, *map(Code, finding.event_reasons))))
    return with_facts(finding, event_class="R-EQ", event_reasons=reasons)


def _speaks(finding: Finding) -> bool:
    return finding.event_class in ("R-QUAL", "R-EQ")


def _library(arm: Assay) -> tuple[str, ...]:
    """Arms of raw callers on one specimen and molecule are one library; every signed report is its own."""
    if arm.report_kind in RAW:
        return (arm.case_id, arm.specimen, arm.molecule, arm.run)
    return (arm.report_id, arm.assay_id)


def _weighed(arm: Assay, settings: Settings, busy: bool) -> Assay:
    """The arm with `adequate` and, where it is not, why (section 4)."""
    if arm.molecule not in RNA:
        return with_facts(arm, adequate=None, adequate_reason="")
    reasons = why_not_adequate(arm, settings)
    if busy:
        return with_facts(arm, adequate=False, adequate_reason=";".join(["HAS_EVENT", *reasons]))
    return with_facts(arm, adequate=not reasons, adequate_reason=";".join(reasons))


def why_not_adequate(arm: Assay, settings: Settings) -> tuple[Code, ...]:
    """The reasons why a silence of this RNA arm is no negative; empty if it is one."""
    reasons: list[Code] = []
    if not arm.complete or arm.read_status not in ("ok", "repaired", "cannot_express_fusions"):
        reasons.append(Code.UNREAD_INPUT)
    reasons += _BY_STATUS.get(arm.status, (Code.RNA_LIMITED,))
    if arm.molecule == "cfRNA":
        reasons.append(Code.PLASMA_RNA)
    if arm.list_excludes_nrg1:
        reasons.append(Code.REPORT_LIST_EXCLUDES_NRG1)
    else:
        reasons += _BY_COVERAGE.get(arm.nrg1_coverage, (Code.COVERAGE_UNKNOWN,))
    reasons += _BY_QC.get(arm.qc, () if arm.status == "failed" else (Code.QC_NOT_PROVIDED,))
    if arm.report_kind in ("candidates", "control") or arm.rechecker:
        reasons.append(Code.CANDIDATES_ONLY)
    if arm.report_status == "preliminary":
        reasons.append(Code.PENDING)
    if arm.limitation:
        reasons.append(Code.RNA_LIMITED)
    if not arm.fusions_stated:
        reasons.append(Code.NO_FUSION_ANALYSIS)
    reasons += _tumor_content_reasons(arm, settings)
    return tuple(dict.fromkeys(reasons))


def _tumor_content_reasons(arm: Assay, settings: Settings) -> list[Code]:
    if arm.tumor_content is None:
        unstated = settings.require_tumor_content and arm.report_kind != "signed"
        return [Code.TUMOR_CONTENT_NOT_STATED] if unstated else []
    least = settings.min_tumor_content if arm.min_tumor_content is None else arm.min_tumor_content
    return [Code.LOW_TUMOR] if arm.tumor_content < least else []


def _amended(arms: list[Assay], events: list[Finding]) -> tuple[list[Assay], list[Finding], list[Code]]:
    """A corrected report replaces the earlier ones of its accession; a positive that it withdraws stays, uncertain."""
    replaced: set[str] = set()
    withdrawn: list[Finding] = []
    for new in (a for a in arms if a.report_status == "corrected" and a.accession):
        old = [
            a
            for a in arms
            if a.accession == new.accession and a.issuer == new.issuer and a.report_status != "corrected"
        ]
        replaced |= {a.assay_id for a in old}
        kept = [f for f in events if f.assay_id in {a.assay_id for a in arms if a.report_id == new.report_id}]
        if not any(f.event_class in ("R-QUAL", "D-QUAL") for f in kept):
            withdrawn += [
                f for f in events if f.assay_id in replaced and f.event_class in ("R-QUAL", "D-QUAL")
            ]
    if not replaced:
        return arms, events, []
    codes = [Code.AMENDED]
    events = [f for f in events if f.assay_id not in replaced]
    if withdrawn:
        codes.append(Code.AMENDED_WITHDRAWN)
        events += [
            with_facts(f, event_class="R-EQ", event_reasons=(Code.AMENDED_WITHDRAWN,))
            for f in {f.finding_id: f for f in withdrawn}.values()
        ]
    return [a for a in arms if a.assay_id not in replaced], events, codes


def _identities(arms: Iterable[Assay]) -> tuple[tuple[Assay, ...], ...]:
    """Groups of arms that may be one person. An arm that states neither name nor birth date joins the first group."""
    groups: list[list[Assay]] = []
    anonymous: list[Assay] = []
    for arm in arms:
        if not arm.birth_date and not arm.patient_name:
            anonymous.append(arm)
            continue
        home = next((g for g in groups if all(_may_be_one(arm, other) for other in g)), None)
        if home is None:
            groups.append([arm])
        else:
            home.append(arm)
    if not groups:
        return (tuple(anonymous),) if anonymous else ()
    groups[0] += anonymous
    return tuple(tuple(g) for g in groups)


def _may_be_one(a: Assay, b: Assay) -> bool:
    if a.birth_date and b.birth_date and a.birth_date != b.birth_date:
        return False
    if a.patient_name == b.patient_name:
        return True
    one, other = set(names(a.patient_name)), set(names(b.patient_name))
    if not one or not other or one == other:
        return True
    # a middle name that one laboratory leaves out makes no second person
    return len(one & other) > 1 and (one <= other or other <= one)
