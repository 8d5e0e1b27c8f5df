"""Who saw an event of a case, and who did not; and that neither decides anything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from fusionflag.evidence import Evidence
from fusionflag.model import Assay, Finding, with_facts
from fusionflag.verdict import judge
from tests.files import ARRIBA, KNOWN_ADEQUATE, OTHER, STAR, invoke, run, star, table
from tests.reports import FIXTURES
from tests.test_consensus import A, B, D, arm, back, call, dna
from tests.test_invariants import cases as any_cases

IN = "CD74::NRG1 in RNA by "
APP_IN = {"chrom5": "chr21", "pos5": 25897620, "strand5": "-"}
APP_OUT = {
    "chrom5": "chr8",
    "pos5": 32742350,
    "strand5": "+",
    "chrom3": "chr21",
    "pos3": 25891850,
    "strand3": "-",
}
WORDS = [
    ("alone", [A], [call("a")], IN + "a"),
    ("agreed", [B, A], [call("a"), call("b")], IN + "a, b"),
    ("one silent", [A, B], [call("a")], IN + "a; not in RNA by b (read whole)"),
    (
        "one not read",
        [A, arm("b", complete=False, read_status="incomplete")],
        [call("a")],
        IN + "a; not in RNA by b (not read whole)",
    ),
    (
        "one blind",
        [A, replace(B, nrg1_coverage="no")],
        [call("a")],
        IN + "a; not in RNA by b (NRG1 not covered)",
    ),
    ("one failed", [A, arm("b", status="failed")], [call("a")], IN + "a; not in RNA by b (run failed)"),
    (
        "one looks at given candidates",
        [A, arm("b", rechecker=True)],
        [call("a")],
        IN + "a; not in RNA by b (looks at chosen candidates only)",
    ),
    (
        "the same caller twice",
        [A, arm("b", parser="a")],
        [call("a")],
        IN + "a; not in RNA by another report of a (read whole)",
    ),
    (
        "what the same caller sorted out",
        [A, arm("b", parser="a", report_kind="candidates")],
        [call("a")],
        IN + "a",
    ),
    ("silent on another specimen", [A, arm("b", specimen="T")], [call("a")], IN + "a"),
    ("silent on no fusions at all", [A, replace(B, fusions_stated=False)], [call("a")], IN + "a"),
    ("a companion", [A, arm("b", report_kind="companion")], [call("a")], IN + "a"),
    ("DNA silent, for RNA was asked", [A, D], [call("a")], IN + "a"),
    ("RNA and DNA", [A, D], [call("a"), dna("d")], "CD74::NRG1 in DNA by d; CD74::NRG1 in RNA by a"),
    ("callers that the row names", [A], [call("a", callers=("x", "y"))], IN + "x, y"),
    (
        "reciprocal",
        [A],
        [call("a"), back("a", n=2)],
        IN + "a; NRG1::CD74 in RNA by a (the reciprocal product)",
    ),
    (
        "inserted",
        [A, B],
        [call("a", "APP", **APP_IN), call("b", "NRG1", "APP", **APP_OUT)],
        "APP::NRG1 in RNA by a; NRG1::APP in RNA by b (NRG1 inserted into APP)",
    ),
    (
        "both orders without places",
        [A],
        [call("a", bare=True), call("a", "NRG1", "CD74", bare=True, n=2)],
        IN + "a; NRG1::CD74 in RNA by a (the other side: reciprocal, or of an insertion)",
    ),
]


@pytest.mark.parametrize(
    ("arms", "findings", "text"), [row[1:] for row in WORDS], ids=[row[0] for row in WORDS]
)
def test_who_saw_it(arms: list[Assay], findings: list[Finding], text: str) -> None:
    found = Evidence.of(arms, findings)
    assert {f.event_callers for f in found.events} == {text}


@given(any_cases())
def test_events_decide_nothing(made: tuple[list[Assay], list[Finding], list[Any]]) -> None:
    """The case of findings whose events are not told is the same, but for the words on who saw it."""
    found = Evidence.of(*made)
    blank = replace(found, events=tuple(with_facts(f, event_id="", event_callers="") for f in found.events))
    assert replace(judge(found), event_callers="") == judge(blank)
    assert sorted(f.finding_id for f in found.events) == sorted(f.finding_id for f in blank.events)


ARRIBA_ROWS = (
    "{0}\tNRG1\t-/-\t+/+\tchr5:150404680\tchr8:32727949\tCDS/splice-site\tCDS/splice-site\ttranslocation\t60\t34\t41\thigh\tin-frame\t.\n"
    "NRG1\t{0}\t+/+\t-/-\tchr8:32648000\tchr5:150402500\tCDS\tCDS\ttranslocation\t5\t3\t1\tmedium\t.\t.\n"
)
SEEN = (
    "CD74::NRG1 in RNA by arriba, star_fusion; NRG1::CD74 in RNA by arriba (the reciprocal product); "
    "not in RNA by fusioncatcher (read whole)"
)


def test_three_callers_of_one_specimen(tmp_path: Path) -> None:
    """From files to tables, terminal, page and exports: each row stays, and says what it is part of."""
    silent = (FIXTURES / "fusioncatcher/v1.33_18_columns.positive.txt").read_text(encoding="utf-8")
    files = {
        "a.tsv": ARRIBA + ARRIBA_ROWS.format("CD74"),
        "s.tsv": STAR + star() + OTHER,
        "f.txt": silent.split("\n")[0] + "\n",
    }
    sheet = {name: {**KNOWN_ADEQUATE, "specimen": "block-A"} for name in files}
    result = run(tmp_path, files, sheet, "--format", "html,bedpe")
    case = result.cases["case"]
    assert (case["verdict"], case["event_callers"]) == ("positive", SEEN)
    rows = table(result.out / "findings.tsv")
    assert len(rows) == 4
    at_nrg1 = [row for row in rows if row["fusion"] != "EML4::ALK"]
    assert {row["event_callers"] for row in at_nrg1} == {SEEN}
    assert {row["event_id"] for row in at_nrg1} == {min(row["finding_id"] for row in at_nrg1)}
    assert [row["event_id"] + row["event_callers"] for row in rows if row not in at_nrg1] == [""]
    terminal = invoke("explain", str(result.out), "case").stdout
    assert f"Seen as {SEEN}" in terminal
    assert "One event with: a.tsv:2, a.tsv:3" in terminal
    assert SEEN in (result.out / "report.html").read_text(encoding="utf-8")
    bedpe = (result.out / "fusionflag.bedpe").read_text(encoding="utf-8")
    assert bedpe.count(at_nrg1[0]["event_id"]) >= len(at_nrg1)
    stream = invoke("parse", str(tmp_path / "reports"), "--sample-sheet", str(tmp_path / "reports/cases.csv"))
    invoke("report", "-", "-o", str(tmp_path / "piped"), stdin=stream.stdout_bytes)
    for name in ("cases", "findings"):
        assert table(tmp_path / f"piped/{name}.tsv") == table(result.out / f"{name}.tsv")
