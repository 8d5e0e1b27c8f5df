"""Look-back and re-judging: an approval makes a worklist of an archive, and no report is read for it."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from fusionflag import knowledge
from tests.files import STAR, invoke, table
from tests.test_batch import FIXTURES, outputs

DEMO = (str(FIXTURES / "demo"), "--sample-sheet", str(FIXTURES / "demo" / "cases.csv"))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    invoke("run", *DEMO, "-o", str(tmp_path / "out"))
    return tmp_path / "out"


def worklist(out: Path, *options: str) -> list[dict[str, str]]:
    result = invoke("lookback", str(out), *options)
    assert result.exit_code == 0, result.stderr
    lines = [line.split("\t") for line in result.stdout.splitlines()]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def test_cholangiocarcinomas_that_are_newly_labelled(out: Path) -> None:
    """The approval of 2026-05-08: every cholangiocarcinoma, and nothing else, the open ones first."""
    rows = worklist(out, "--since", "2026-05-01")
    assert [r["case_id"] for r in rows] == ["bile-06", "bile-13", "bile-03", "bile-12"]
    assert [r["urgency"] for r in rows] == ["high", "high", "high", "none"]
    assert {(r["label_before"], r["label"]) for r in rows} == {("not_labelled", "labelled")}
    assert all("2026-05-08" in r["why"] for r in rows)
    assert "RNA" in rows[0]["next_step"]


def test_only_the_open_ones(out: Path) -> None:
    rows = worklist(out, "--since", "2026-05-01", "--verdict", "dna_only_negative,inadequate_rna_negative")
    assert [r["case_id"] for r in rows] == ["bile-06", "bile-13", "bile-03"]


def test_nothing_changed_since_the_day_after(out: Path) -> None:
    assert worklist(out, "--since", "2026-05-08") == []


def test_no_report_is_read(out: Path, tmp_path: Path) -> None:
    """The archive may be gone by then."""
    root = tmp_path / "copy"
    shutil.copytree(FIXTURES / "demo", root)
    invoke("run", str(root), "--sample-sheet", str(root / "cases.csv"), "-o", str(tmp_path / "out2"))
    shutil.rmtree(root)
    assert worklist(tmp_path / "out2", "--since", "2026-05-01") == worklist(out, "--since", "2026-05-01")


def test_a_verdict_of_other_rules_is_told_with_its_version(out: Path) -> None:
    """As if an older version had judged this case otherwise."""
    db = sqlite3.connect(out / "ledger.sqlite", isolation_level=None)
    db.execute(
        "UPDATE cases SET verdict = 'negative', verdict_rule = 'R9', version = '0.0.9', knowledge = '2026-01-01'"
        " WHERE case_id = 'bile-06'"
    )
    db.close()
    (row,) = worklist(out, "--since", "2026-05-08")
    assert (row["case_id"], row["verdict_before"], row["verdict"]) == (
        "bile-06",
        "negative",
        "dna_only_negative",
    )
    assert "0.0.9 with knowledge of 2026-01-01 judged negative by rule R9" in row["why"]
    invoke("flag", str(out))
    assert worklist(out, "--since", "2026-05-08") == [], "judging again brings the ledger up to date"


def test_judging_again_gives_the_outputs_of_the_run(out: Path) -> None:
    before = outputs(out)
    for name in ("cases.tsv", "assays.tsv", "notices.tsv"):
        (out / name).unlink()
    assert invoke("flag", str(out)).exit_code == 1
    assert outputs(out) == before


def test_judging_again_on_a_day(out: Path) -> None:
    invoke("flag", str(out), "--as-of", "2026-05-01")
    labels = {c["case_id"]: c["label"] for c in table(out / "cases.tsv")}
    assert labels["bile-06"] == "not_labelled"
    assert {c["knowledge"] for c in table(out / "cases.tsv")} == {knowledge.version()}


def test_a_folder_without_a_finished_ledger(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(STAR, encoding="utf-8")
    stream = invoke("parse", str(tmp_path / "a.tsv")).stdout.encode()
    invoke("report", "-", "-o", str(tmp_path / "out"), stdin=stream)
    for command in (
        ("lookback", str(tmp_path / "out"), "--since", "2026-05-01"),
        ("flag", str(tmp_path / "out")),
    ):
        result = invoke(*command)
        assert result.exit_code == 2
        assert "holds no ledger" in result.stderr


def test_a_stream_takes_the_ledger_of_a_run_before_away(out: Path) -> None:
    """Else a look-back would tell of other reports than the tables beside it."""
    stream = invoke("parse", str(FIXTURES / "demo" / "lung-02.arriba.tsv")).stdout.encode()
    invoke("report", "-", "-o", str(out), stdin=stream)
    assert not list(out.glob("ledger*"))
