"""Which findings of a case are one event, in any order of reports."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusionflag.consensus import NEAR, family, junction, order_of
from fusionflag.evidence import Evidence
from fusionflag.judge import Judge
from fusionflag.model import Assay, Finding, Mark, with_facts
from fusionflag.normalise import Normaliser
from fusionflag.stream import ReportEnd, ReportStart
from tests.cases import CD74_E6, HG38, NRG1_E2, NRG1_E6, READS, SDC4_E4, wts

# CD74::NRG1 at e6;e6 in GRCh37; NRG1's first exons up to e5 before the rest of CD74; APP on both sides of a piece of NRG1
HG19 = {"genome": "GRCh37", "pos5": 149784243, "pos3": 32585467}
BACK = {
    "chrom5": "chr8",
    "pos5": 32648000,
    "strand5": "+",
    "chrom3": "chr5",
    "pos3": 150402500,
    "strand3": "-",
}
FAR = {"pos3": NRG1_E6["pos3"] + NEAR["RNA"] + 1}
DNA_BREAK = {
    "chrom5": "chr5",
    "pos5": 150404000,
    "kept5": "-",
    "chrom3": "chr8",
    "pos3": 32700000,
    "kept3": "-",
}
NOWHERE: dict[str, Any] = {"chrom5": "chr2", "marks": (Mark.INTERGENIC,)}
UNORDERED: dict[str, Any] = {"order_known": False, "marks": (Mark.IMPRECISE,)}
LATER = {**DNA_BREAK, "pos3": 32740000}  # behind e6: it cannot give a transcript that enters NRG1 at e6


def arm(id: str, molecule: str = "RNA", specimen: str = "S", **facts: Any) -> Assay:
    return replace(wts(id, parser=facts.pop("parser", id), **facts), molecule=molecule, specimen=specimen)


def call(of: str, five: str = "CD74", three: str = "NRG1", molecule: str = "RNA", **facts: Any) -> Finding:
    """A finding of the arm `of`: CD74 e6 to NRG1 e6 in GRCh38, unless `facts` say otherwise."""
    place = {**CD74_E6, **NRG1_E6, **HG38}
    if facts.pop("bare", False):
        place = {}
    raw = Finding(
        finding_id=f"{of}-{facts.pop('n', 1)}",
        report_id=of,
        assay_id=of,
        molecule=molecule,
        gene5_reported=five,
        gene3_reported=three,
        place=f"{of}.tsv:1",
        **{**place, **READS, **facts},
    )
    return Normaliser().finding(raw)


def back(of: str, **facts: Any) -> Finding:
    return call(of, "NRG1", "CD74", **{**BACK, **facts})


def dna(of: str, at: dict[str, Any] = DNA_BREAK, **facts: Any) -> Finding:
    return call(of, molecule="DNA", **{**at, "marks": (Mark.PASS,), **facts})


def events(arms: list[Assay], findings: list[Finding]) -> set[frozenset[str]]:
    """The ids of the findings by event."""
    found: dict[str, set[str]] = {}
    for f in Evidence.of(arms, findings).events:
        found.setdefault(f.event_id, set()).add(f.finding_id)
    for name, members in found.items():
        assert name == min(members)
    return {frozenset(members) for members in found.values()}


def one(*ids: str) -> frozenset[str]:
    return frozenset(f"{i}-1" for i in ids)


A, B, D = arm("a"), arm("b"), arm("d", "DNA")


@dataclass
class Told:
    """Findings of some arms, and the events they are."""

    why: str
    arms: list[Assay]
    findings: list[Finding]
    expect: set[frozenset[str]]


TOGETHER, APART = {one("a", "b")}, {one("a"), one("b")}
TABLE = [
    Told("two callers, one junction", [A, B], [call("a"), call("b")], TOGETHER),
    Told(
        "at the edge of the tolerance",
        [A, B],
        [call("a"), call("b", pos3=NRG1_E6["pos3"] + NEAR["RNA"])],
        TOGETHER,
    ),
    Told("one base beyond it", [A, B], [call("a"), call("b", **FAR)], APART),
    Told("one base beyond it at the partner", [A, B], [call("a"), call("b", pos5=150404680 - 6)], APART),
    Told("the same splice sites in two builds", [A, B], [call("a"), call("b", **HG19)], TOGETHER),
    Told("another exon of NRG1", [A, B], [call("a"), call("b", **NRG1_E2)], APART),
    Told("another exon of NRG1, in another build", [A, B], [call("a", **NRG1_E2), call("b", **HG19)], APART),
    Told("another partner", [A, B], [call("a"), call("b", "SDC4", **SDC4_E4)], APART),
    Told("another specimen", [A, arm("b", specimen="T")], [call("a"), call("b")], APART),
    Told("a specimen that is not stated", [A, arm("b", specimen="")], [call("a"), call("b")], APART),
    Told(
        "raw callers of no stated specimen: one library",
        [arm("a", specimen=""), arm("b", specimen="")],
        [call("a"), call("b")],
        TOGETHER,
    ),
    Told(
        "signed reports of no stated specimen",
        [arm("a", specimen="", report_kind="signed"), arm("b", specimen="", report_kind="signed")],
        [call("a"), call("b")],
        APART,
    ),
    Told(
        "another person in the case",
        [arm("a", birth_date="1950-01-01"), arm("b", birth_date="1960-01-01")],
        [call("a"), call("b")],
        APART,
    ),
    Told("a control", [A, arm("b", report_kind="control")], [call("a"), call("b")], APART),
    Told("no breakpoint, one junction", [A, B], [call("a"), call("b", bare=True)], TOGETHER),
    Told(
        "no breakpoint, two junctions",
        [A, B],
        [call("a"), call("a", n=2, **NRG1_E2), call("b", bare=True)],
        {one("a"), frozenset({"a-2"}), one("b")},
    ),
    Told(
        "no breakpoint, but the exon of one of two junctions",
        [A, B],
        [call("a"), call("a", n=2, **NRG1_E2), call("b", bare=True, transcript3="NM_013959", exon3="2")],
        {one("a", "b"), frozenset({"a-2"})},
    ),
    Told("order not known, same ends", [A, B], [call("a"), call("b", **UNORDERED)], TOGETHER),
    Told(
        "order not known, other ends",
        [A, B],
        [call("a"), call("b", **{**UNORDERED, **FAR})],
        APART,
    ),
    Told(
        "order not known, and one event of both orders",
        [A, B],
        [call("a"), back("a", n=2), call("b", bare=True, **UNORDERED)],
        {frozenset({"a-1", "a-2", "b-1"})},
    ),
    Told("both orders: reciprocal", [A, B], [call("a"), back("b")], TOGETHER),
    Told("both orders, another specimen", [A, arm("b", specimen="T")], [call("a"), back("b")], APART),
    Told(
        "both orders, but of two junctions",
        [A, B],
        [call("a"), call("a", n=2, **NRG1_E2), back("b")],
        {one("a"), frozenset({"a-2"}), one("b")},
    ),
    Told("DNA and the RNA it explains", [A, D], [call("a"), dna("d")], {one("a", "d")}),
    Told("DNA that breaks behind the exon", [A, D], [call("a"), dna("d", LATER)], {one("a"), one("d")}),
    Told(
        "DNA explains one of two junctions",
        [A, D],
        [call("a"), call("a", n=2, **NRG1_E2), dna("d")],
        {one("a", "d"), frozenset({"a-2"})},
    ),
    Told(
        "DNA explains two junctions",
        [A, D],
        [call("a"), call("a", n=2, **NRG1_E2), dna("d", {**DNA_BREAK, "pos3": 32500000})],
        {one("a"), frozenset({"a-2"}), one("d")},
    ),
    Told("DNA of another specimen", [A, arm("d", "DNA", "T")], [call("a"), dna("d")], {one("a"), one("d")}),
    Told(
        "two DNA breaks at the edge of the tolerance",
        [D, arm("e", "DNA")],
        [dna("d"), dna("e", {**DNA_BREAK, "pos3": 32700000 + NEAR["DNA"]})],
        {one("d", "e")},
    ),
    Told(
        "two DNA breaks one base beyond it",
        [D, arm("e", "DNA")],
        [dna("d"), dna("e", {**DNA_BREAK, "pos3": 32700001 + NEAR["DNA"]})],
        {one("d"), one("e")},
    ),
    Told("no partner, the same ends", [A, B], [call("a", "", **NOWHERE), call("b", "", **NOWHERE)], TOGETHER),
    Told(
        "no partner, both orders",
        [A, B],
        [call("a", "", **NOWHERE), call("b", "NRG1", "", **{**BACK, "chrom3": "chr2"})],
        APART,
    ),
    Told(
        "two breaks that name no partner and no place",
        [A, B],
        [call("a", "", bare=True), call("b", "", bare=True)],
        APART,
    ),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.why)
def test_which_findings_are_one_event(row: Told) -> None:
    assert events(row.arms, row.findings) == row.expect
    assert events(row.arms[::-1], row.findings[::-1]) == row.expect


def test_two_cases_share_no_event() -> None:
    judge_of_run = Judge()
    for name in ("a", "b"):
        case = {"case_id": f"case-{name}"}
        judge_of_run.add(ReportStart(report_id=name, path=f"{name}.tsv"))
        judge_of_run.add(with_facts(arm(name), **case))
        judge_of_run.add(with_facts(call(name), **case))
        judge_of_run.add(ReportEnd(report_id=name, records=3))
    judged = judge_of_run.finish()
    assert {f.event_id for f in judged.findings.values()} == {"a-1", "b-1"}
    assert [c.event_callers for c in judged.cases] == ["CD74::NRG1 in RNA by a", "CD74::NRG1 in RNA by b"]


# -- properties ------------------------------------------------------------------------------------
PLACES = st.sampled_from(
    [
        {},
        {**CD74_E6, **NRG1_E6, **HG38},
        {**CD74_E6, "chrom3": "chr8", "pos3": NRG1_E6["pos3"] + 3, **HG38},
        {**CD74_E6, **NRG1_E2, **HG38},
        {**CD74_E6, **NRG1_E6, **HG19},
        {**DNA_BREAK, **HG38},
        {**LATER, **HG38},
        DNA_BREAK,
    ]
)
MOLECULES = st.sampled_from(["RNA", "DNA", "cfDNA", "unknown", "FISH"])


@st.composite
def several(draw: Any) -> tuple[list[Assay], list[Finding]]:
    """Arms of one case, and findings of one gene pair in them, in both orders and in none."""
    arms = [
        arm(
            f"r{n}",
            draw(MOLECULES),
            draw(st.sampled_from(["", "S", "S", "T"])),
            report_kind=draw(st.sampled_from(["caller", "signed"])),
        )
        for n in range(draw(st.integers(1, 4)))
    ]
    findings = []
    for n in range(draw(st.integers(1, 7))):
        place, of = draw(PLACES), draw(st.sampled_from(arms))
        order = draw(st.sampled_from(["3", "3", "5", "?"]))
        genes = ("CD74", "NRG1")
        if order == "5":
            genes = ("NRG1", "CD74")
            place = {k.translate({51: 53, 53: 51}): v for k, v in place.items()}
        known = order != "?"
        findings.append(call(of.assay_id, *genes, of.molecule, bare=True, n=n, order_known=known, **place))
    return arms, findings


@given(several(), st.randoms(use_true_random=False))
def test_the_order_of_reports_says_nothing(made: tuple[list[Assay], list[Finding]], random: Any) -> None:
    arms, findings = made
    before = {f.finding_id: (f.event_id, f.event_callers) for f in Evidence.of(arms, findings).events}
    arms, findings = random.sample(arms, len(arms)), random.sample(findings, len(findings))
    assert {f.finding_id: (f.event_id, f.event_callers) for f in Evidence.of(arms, findings).events} == before


@given(several())
def test_an_event_holds_one_junction_of_a_molecule_and_order(made: tuple[list[Assay], list[Finding]]) -> None:
    arms, findings = made
    found = Evidence.of(arms, findings)
    specimens: dict[str, set[str]] = {}
    places: dict[tuple[str, ...], list[int]] = {}
    for f in found.events:
        specimens.setdefault(f.event_id, set()).add(found.specimen_of(f))
        at = junction(f)
        if at is not None and at.genome:
            places.setdefault((f.event_id, family(f.molecule), order_of(f), at.genome), []).append(at.own)
    assert all(len(names) == 1 for names in specimens.values())
    for (_, molecule, *_), at in places.items():
        assert max(at) - min(at) <= NEAR.get(molecule, NEAR["RNA"])


def test_many_rows_of_one_pair_are_quick_to_join() -> None:
    """Rows that differ at the partner alone, a comb of junctions: each is compared with its neighbours only."""
    row = with_facts(call("a"), partner_exon="")
    rows = [with_facts(row, finding_id=f"{n:06}", pos5=150404680 + 7 * n) for n in range(5_000)]
    assert len(events([A], rows)) == len(rows)
