"""The invariants of the verdict as property tests over records."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fusionflag.codes import Code
from fusionflag.coverage import cover
from fusionflag.evidence import Evidence
from fusionflag.judge import Judge
from fusionflag.model import (
    VOCABULARY,
    Assay,
    Case,
    Finding,
    Mark,
    Marker,
    Notice,
    Severity,
    columns,
    with_facts,
)
from fusionflag.normalise import Normaliser
from fusionflag.stream import ReportEnd, ReportStart
from fusionflag.verdict import judge
from tests.cases import CD74_E6, HG38, NRG1_E2, NRG1_E6, WRN_E33, arm, fusion, wts

NEGATIVES = {"negative", "dna_only_negative", "inadequate_rna_negative", "not_tested"}
POSITIVES = {"positive", "positive_confirm_rna"}
SPECIMENS = st.sampled_from(["", "S1", "S2"])


@st.composite
def arms(draw: Any, number: int = 0) -> Assay:
    """Any arm that a parser and a sheet can give."""
    raw = Assay(
        assay_id=f"a{number}",
        report_id=f"a{number}",
        report_file=f"a{number}.tsv",
        report_kind=draw(st.sampled_from(["signed", "caller", "candidates", "export"])),
        molecule=draw(st.sampled_from(VOCABULARY["molecule"])),
        specimen=draw(SPECIMENS),
        assay_reported=draw(st.sampled_from(["", "WTS", "TSO500", "FoundationOne CDx", "OCAv3", "???"])),
        status=draw(st.sampled_from(VOCABULARY["status"])),
        qc=draw(st.sampled_from(VOCABULARY["qc"])),
        nrg1_coverage=draw(st.sampled_from(VOCABULARY["nrg1_coverage"])),
        fusions_stated=draw(st.sampled_from([True, True, False, None])),
        tumor_content=draw(st.sampled_from([None, 5.0, 20.0, 60.0])),
        tumor_type_reported=draw(
            st.sampled_from(["", "lung adenocarcinoma", "iCCA", "breast cancer", "junk"])
        ),
        negative_stated=draw(st.booleans()),
        list_excludes_nrg1=draw(st.sampled_from([False, False, True])),
        limitation=draw(st.sampled_from(["", "", "limited"])),
        report_status=draw(st.sampled_from(["", "", "final", "preliminary"])),
        age=draw(st.sampled_from([None, 9.0, 60.0])),
        rechecker=draw(st.sampled_from([False, False, True])),
    )
    read = draw(
        st.sampled_from(["ok", "ok", "repaired", "incomplete", "unreadable", "cannot_express_fusions"])
    )
    return cover(with_facts(raw, read_status=read, complete=read not in ("incomplete", "unreadable")), None)[
        0
    ]


@st.composite
def findings(draw: Any, number: int = 0, of: int = 0, molecule: str = "RNA") -> Finding:
    """Any finding, at NRG1 or near it."""
    five, three = draw(
        st.sampled_from(
            [
                ("CD74", "NRG1"),
                ("NRG1", "CD74"),
                ("WRN", "NRG1"),
                ("NRG1", "NRG1"),
                ("NRG1-IT1", "NRG1"),
                ("X", "NRG1-IT1"),
                ("CD74", "NRG2"),
                ("", "NRG1"),
                ("EML4", "ALK"),
            ]
        )
    )
    place = draw(
        st.sampled_from(
            [
                {},
                {**CD74_E6, **NRG1_E6},
                {**CD74_E6, **NRG1_E2},
                {**WRN_E33, **NRG1_E6},
                {**CD74_E6, "chrom3": "chr8", "pos3": 32754372},
            ]
        )
    )
    raw = Finding(
        finding_id=f"f{number}",
        report_id=f"a{of}",
        assay_id=f"a{of}",
        molecule=molecule,
        gene5_reported=five,
        gene3_reported=three,
        order_known=draw(st.sampled_from([True, True, False])),
        in_frame=draw(st.sampled_from(["in", "out", "unknown", "stop"])),
        junction_reads=draw(st.sampled_from([None, 0, 2, 5, 9, 10, 200])),
        pair_reads=draw(st.sampled_from([None, 0, 40])),
        marks=tuple(draw(st.sets(st.sampled_from(list(Mark)), max_size=2))),
        classification=draw(st.sampled_from(["", "", "pathogenic", "VUS"])),
        place=f"a{of}.tsv:{number}",
        **draw(st.sampled_from([{}, HG38])),
        **place,
    )
    return Normaliser().finding(raw)


@st.composite
def cases(draw: Any, most: int = 3) -> tuple[list[Assay], list[Finding], list[Notice]]:
    """One case: a few arms, findings in them, perhaps an unread input."""
    found = [draw(arms(i)) for i in range(draw(st.integers(0, most)))]
    rows = []
    for i, own in enumerate(found):
        for j in range(draw(st.integers(0, 2))):
            rows.append(draw(findings(i * 10 + j, i, own.molecule)))
    notices = []
    if draw(st.sampled_from([False, False, True])):
        code = draw(st.sampled_from([Code.EMPTY, Code.UNKNOWN_FORMAT, Code.NRG1_UNEXPLAINED]))
        notices.append(Notice(code=code, severity=Severity.ERROR, text="x", place="y"))
    return found, rows, notices


def answer(
    found: list[Assay], rows: list[Finding], notices: list[Notice], markers: list[Marker] | None = None
) -> Case:
    return judge(Evidence.of(found, rows, notices, markers or []), "case", "sheet")


@settings(max_examples=400)
@given(cases())
def test_i1_i2_a_negative_needs_an_adequate_arm_and_everything_read(case: Any) -> None:
    found, _, notices = case
    got = answer(*case)
    if got.verdict == "negative":
        assert not notices
        assert all(
            a.complete and a.read_status in ("ok", "repaired", "cannot_express_fusions") for a in found
        )
        adequate = [
            a for a in found if a.molecule == "RNA" and a.status == "done" and a.nrg1_coverage == "yes"
        ]
        assert any(
            a.qc in ("pass", "attested") and a.report_kind != "candidates" and not a.rechecker
            for a in adequate
        )
        assert not any(
            f.event_class in ("R-QUAL", "R-EQ", "D-QUAL", "F-EQ") for f in Evidence.of(*case).events
        )


@settings(max_examples=200)
@given(cases())
def test_i1_an_unread_input_never_leaves_a_negative(case: Any) -> None:
    found, rows, _ = case
    note = Notice(code=Code.TRUNCATED, severity=Severity.ERROR, text="cut", place="x")
    assert answer(found, rows, [note]).verdict not in NEGATIVES
    for index in range(len(found)):
        cut = [
            with_facts(a, complete=False, read_status="incomplete") if i == index else a
            for i, a in enumerate(found)
        ]
        assert answer(cut, rows, []).verdict not in NEGATIVES


@settings(max_examples=200)
@given(cases(2), arms(7), st.booleans())
def test_i3_another_report_never_turns_a_positive_into_a_negative(
    case: Any, more: Assay, unread: bool
) -> None:
    found, rows, notices = case
    found = [*found, arm("p")]
    rows = [*rows, fusion(of="p")]
    assert answer(found, rows, notices).verdict == "positive"
    extra = [Notice(code=Code.EMPTY, severity=Severity.ERROR, text="x", place="y")] if unread else []
    assert answer([*found, more], rows, [*notices, *extra]).verdict not in NEGATIVES


@settings(max_examples=200)
@given(cases())
def test_i4_without_qc_a_negative_is_less_reliable(case: Any) -> None:
    found, rows, notices = case
    stripped = [with_facts(a, qc="not_provided") for a in found]
    assert answer(stripped, rows, notices).verdict != "negative"


@settings(max_examples=200)
@given(
    cases(),
    st.sampled_from(["", "lung adenocarcinoma", "breast cancer", "junk"]),
    st.sampled_from([None, 9.0, 70.0]),
)
def test_i5_tumor_type_age_and_drivers_change_no_verdict(case: Any, text: str, age: float | None) -> None:
    found, rows, notices = case
    same = [with_facts(a, tumor_type_reported="lung adenocarcinoma", age=None) for a in found]
    other = [with_facts(a, tumor_type_reported=text, age=age) for a in found]
    driver = [Marker(gene="KRAS", marker="G12D", state="detected")]
    assert answer(same, rows, notices).verdict == answer(other, rows, notices, driver).verdict


@settings(max_examples=200)
@given(cases())
def test_i6_i7_what_is_not_stated_is_not_trusted(case: Any) -> None:
    found, rows, notices = case
    unknown = [with_facts(a, molecule="unknown") for a in found]
    assert answer(unknown, [with_facts(f, molecule="unknown") for f in rows], notices).verdict not in (
        "negative",
        "positive",
    )
    uncovered = [with_facts(a, nrg1_coverage="unknown", list_excludes_nrg1=False) for a in found]
    assert answer(uncovered, rows, notices).verdict != "negative"


@settings(max_examples=200)
@given(cases())
def test_i8_vocabulary_cells_are_never_blank(case: Any) -> None:
    got = answer(*case)
    evidence = Evidence.of(*case)
    for record in (got, *evidence.arms, *evidence.events):
        for field in columns(type(record)):
            allowed = VOCABULARY.get(field.name)
            if allowed:
                assert getattr(record, field.name) in allowed, (field.name, record)


@settings(max_examples=200)
@given(cases(), st.randoms(use_true_random=False))
def test_i9_i12_order_changes_nothing(case: Any, random: Any) -> None:
    found, rows, notices = (list(part) for part in case)
    before = answer(found, rows, notices)
    for part in (found, rows, notices):
        random.shuffle(part)
    after = answer(found, rows, notices)
    assert (before.verdict, before.reasons, before.fusion, before.finding_id) == (
        after.verdict,
        after.reasons,
        after.fusion,
        after.finding_id,
    )


@settings(max_examples=100)
@given(cases(2), cases(2))
def test_i11_i12_cases_never_touch_each_other(one: Any, two: Any) -> None:
    def verdicts(parts: dict[str, Any]) -> dict[str, str]:
        judge_ = Judge()
        for case_id, (found, rows, notices) in parts.items():
            judge_.add(ReportStart(report_id=case_id, path=case_id, cases={"": (case_id, "sheet")}))
            records = (*found, *rows, *notices)
            for record in records:
                ids = {"case_id": case_id}
                if isinstance(record, Finding):
                    ids |= {"finding_id": case_id + record.finding_id, "assay_id": case_id + record.assay_id}
                if isinstance(record, Assay):
                    ids |= {"assay_id": case_id + record.assay_id, "report_id": case_id + record.report_id}
                judge_.add(with_facts(record, **ids))
            judge_.add(ReportEnd(report_id=case_id, records=len(records) + 1))
        return {c.case_id: c.verdict for c in judge_.finish().cases}

    both = verdicts({"one": one, "two": two})
    assert both == {**verdicts({"one": one}), **verdicts({"two": two})}


@settings(max_examples=100)
@given(cases())
def test_every_answer_is_whole(case: Any) -> None:
    got = answer(*case)
    assert got.verdict in VOCABULARY["verdict"]
    assert got.addendum
    assert got.next_step
    assert got.reasons
    assert (got.verdict in POSITIVES) <= bool(got.fusion)
    if got.verdict != "negative":
        assert "No NRG1 fusion detected" not in got.addendum


# -- identity --------------------------------------------------------------------------------------
def person(number: str, name: str = "", born: str = "", **facts: Any) -> Assay:
    return wts(number, patient_name=name, birth_date=born, report_id=number, **facts)


def verdicts_of(*records: Any) -> dict[str, str]:
    judge_ = Judge()
    for record in records:
        judge_.add(with_facts(record, case_id="c"))
    return {c.case_id: c.verdict for c in judge_.finish().cases}


def test_r1_reports_of_two_people_are_not_pooled() -> None:
    got = verdicts_of(person("a", "Doe, Jane", "1960-01-01"), person("b", "JANE DOE", "1961-01-01"))
    assert got == {"c": "unreadable", "c#1": "negative", "c#2": "negative"}


def test_r1_a_name_in_another_dress_is_the_same_person() -> None:
    assert verdicts_of(person("a", "Doe, Jane", "1960-01-01"), person("b", "jane doe")) == {"c": "negative"}


def test_r1_another_medical_record_number_is_a_notice_and_no_conflict() -> None:
    judge_ = Judge()
    for record in (person("a", mrn="1", issuer="X"), person("b", mrn="2", issuer="Y")):
        judge_.add(with_facts(record, case_id="c"))
    got = judge_.finish()
    assert [c.verdict for c in got.cases] == ["negative"]
    assert [n.code for n in got.notices] == ["OTHER_IDENTIFIER"]
