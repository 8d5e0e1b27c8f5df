"""report.html without a browser, the formats beside the tables, and that explain and the page tell the same."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from fusionflag import explaining, runfolder, schema
from fusionflag.dossiers import Dossier, RunInfo
from fusionflag.model import with_facts
from fusionflag.output.formats import FORMATS
from fusionflag.output.page import PLAIN, rows, write
from fusionflag.story import WARNINGS, tell
from tests.files import OTHER, STAR, invoke, run, star, table
from tests.pages import HOSTILE, demo, hostile


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo(tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def told(sheet: str) -> str:
    """The text of markup, without blanks that do not count."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", sheet)).split())


def sheets(text: str) -> dict[str, str]:
    """The sheet of each case as text."""
    found = re.findall(r'<article class="sheet".*?</article>', text, re.S)
    return {re.search(r"<h2[^>]*>Case <bdi>(.*?)</bdi>", s)[1]: s for s in found}  # type: ignore[index]


# -- one story -------------------------------------------------------------------------------------
@pytest.mark.parametrize("command", ["run", "report"])
def test_a_run_in_hand_and_its_folder_tell_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Of each case, of what was not read, and of the run; also through the stream."""
    kept: list[Dossier] = []
    infos: list[RunInfo] = []

    def keep(dossiers: Iterable[Dossier], info: RunInfo, destination: Path) -> None:
        kept.extend(dossiers)
        infos.append(info)
        destination.write_text("", encoding="utf-8")

    monkeypatch.setattr("fusionflag.output.page.write", keep)
    folder = Path(__file__).parents[1] / "fixtures" / "demo"
    asked = (str(folder), "--sample-sheet", str(folder / "cases.csv"))
    out = tmp_path / "out"
    if command == "run":
        invoke("run", *asked, "-o", str(out), "--format", "html")
    else:
        stream = invoke("parse", *asked).stdout_bytes
        invoke("report", "-", "-o", str(out), "--format", "html", stdin=stream)
    assert len(kept) == 19
    read = {d.case.case_id: d for d in runfolder.dossiers_of(out)}
    for dossier in kept:
        again = read[dossier.case.case_id]
        assert list(explaining.lines(tell(again))) == list(explaining.lines(tell(dossier)))
        assert runfolder_alone(out, dossier.case.case_id) == again
    again = runfolder.info_of(out)
    assert [(u.file, u.case_ids, len(u.notices)) for u in infos[0].unread] == [
        (u.file, u.case_ids, len(u.notices)) for u in again.unread
    ]
    assert (infos[0].verdicts, infos[0].reports) == (again.verdicts, again.reports)


def runfolder_alone(out: Path, case_id: str) -> Dossier:
    return next(runfolder.dossiers_of(out, case_id))


def test_explain_and_the_page_say_the_same(page: Path, text: str) -> None:
    found = sheets(text)
    for dossier in runfolder.dossiers_of(page.parent):
        story, sheet = tell(dossier), told(found[dossier.case.case_id])
        terminal = invoke("explain", str(page.parent), dossier.case.case_id).output
        facts = [
            story.words.lower(),
            story.warning,
            story.case.addendum,
            story.case.next_step,
            story.rule.text,
        ]
        facts += [said.meaning for said in (*story.reasons, *story.beside)] + list(story.not_assessed)
        facts += [value for arm in story.arms for _, value in arm.facts] + [arm.silence for arm in story.arms]
        facts += [metric.name for arm in story.arms for metric in arm.metrics]
        facts += [value for event in story.events for _, value in (*event.reported, *event.derived)]
        facts += [place for event in story.events for place in event.places]
        facts += [m.detail for m in (*story.targets, *story.markers)] + [n.text for n in story.notices]
        for fact in facts:
            assert " ".join(fact.split()).lower() in sheet.lower(), (dossier.case.case_id, fact)
            assert fact in terminal or fact.lower() in terminal.lower(), (dossier.case.case_id, fact)


def test_an_arm_of_dna_that_shows_an_event_says_so(page: Path) -> None:
    """What a clean result would be worth is said of clean arms alone."""
    silent = "a clean result here does not count as a negative"
    for case_id, expected in (("lung-07", ["it reports an event"]), ("pancreas-10", [silent])):
        story = tell(runfolder_alone(page.parent, case_id))
        assert [arm.silence for arm in story.arms] == expected


def test_the_warning_is_a_sentence_of_the_addendum(page: Path) -> None:
    """It repeats, it does not reword; the one of inadequate RNA is that of DNA alone."""
    for case in table(page.parent / "cases.tsv"):
        warning = WARNINGS.get(case["verdict"], "")
        preliminary = case["reasons"] == "PENDING"
        if case["verdict"] != "inadequate_rna_negative" and not preliminary:
            assert warning in case["addendum"]
    assert set(WARNINGS) == {c["verdict"] for c in table(page.parent / "cases.tsv")} - {
        "positive",
        "negative",
    }


def test_two_people_in_one_case_are_shown_apart(tmp_path: Path) -> None:
    """Neither sheet shows the other's fusion; both say whose arms they show."""
    caris = (Path(__file__).parents[1] / "fixtures" / "demo" / "lung-14.caris.json").read_text(
        encoding="utf-8"
    )
    foundation = (Path(__file__).parents[1] / "fixtures" / "demo" / "lung-16.tempus.xT.json").read_text(
        encoding="utf-8"
    )
    other = foundation.replace("Marker", "Other").replace("1960", "1931").replace("1961", "1931")
    files = {"a.json": caris, "b.json": re.sub(r'("dateOfBirth": *")[^"]*', r"\g<1>1931-01-01", other)}
    result = run(tmp_path, files, {name: {"case_id": "case"} for name in files}, "--format", "html")
    assert set(result.cases) >= {"case", "case#1", "case#2"}
    found = {d.case.case_id: d for d in runfolder.dossiers_of(result.out)}
    shown = {name: [f.fusion for f in d.findings] for name, d in found.items()}
    assert sorted(shown["case#1"] + shown["case#2"]) == ["CD74::NRG1"]
    assert {d.joint for d in found.values()} == {"", "case"}


# -- the formats beside the tables -----------------------------------------------------------------
def test_an_unknown_format_lists_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(STAR, encoding="utf-8")
    refused = invoke("run", str(tmp_path), "-o", str(tmp_path / "out"), "--format", "html,docx")
    assert refused.exit_code == 2
    assert "docx" in refused.stderr
    assert all(name in refused.stderr for name in FORMATS)
    assert not (tmp_path / "out").exists()
    alone = invoke("run", str(tmp_path), "--format", "html")
    assert (alone.exit_code, "-o OUT/" in alone.stderr) == (2, True)


def test_what_an_earlier_run_exported_does_not_outlive_its_tables(tmp_path: Path) -> None:
    first = run(tmp_path, {"a.tsv": STAR + star()}, None, "--format", "html")
    assert (first.out / "report.html").is_file()
    run(tmp_path, {"a.tsv": STAR + OTHER})
    assert not (first.out / "report.html").exists()


def test_nothing_half_is_left_when_a_format_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run(tmp_path, {"a.tsv": STAR + star()}, None, "--format", "html")
    before = {p.name: p.read_bytes() for p in first.out.iterdir()}
    (tmp_path / "reports" / "a.tsv").write_text(STAR, encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fusionflag.output.page.write", full)
    refused = invoke("run", str(tmp_path / "reports"), "-o", str(first.out), "--format", "html")
    assert (refused.exit_code, "No space left" in refused.stderr) == (2, True)
    after = {p.name: p.read_bytes() for p in first.out.iterdir()}
    assert after.pop("ledger.part.sqlite", b"")  # what --resume goes on from
    assert after == before
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".fusionflag")] == []


def test_report_writes_the_same_page_as_run(tmp_path: Path) -> None:
    result = run(tmp_path, {"a.tsv": STAR + star(), "b.tsv": STAR[:20]}, None, "--format", "html")
    sheet = str(tmp_path / "reports" / "cases.csv")
    stream = invoke("parse", str(tmp_path / "reports"), "--sample-sheet", sheet).stdout_bytes
    for judged in (stream, invoke("flag", "-", stdin=stream).stdout_bytes):
        invoke("report", "-", "-o", str(tmp_path / "again"), "--format", "html", stdin=judged)
        assert (tmp_path / "again" / "report.html").read_bytes() == (result.out / "report.html").read_bytes()


def test_the_templates_are_loaded_only_when_html_is_asked_for() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from fusionflag.cli import cli; "
        "CliRunner().invoke(cli, ['run', 'fixtures/demo/lung-01.star-fusion.tsv']); print('jinja2' in sys.modules)"
    )
    where = Path(__file__).parents[1]
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=where, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "False"


# -- the page --------------------------------------------------------------------------------------
def test_the_page_asks_for_nothing_from_outside(text: str) -> None:
    policy = html.unescape(re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)[1])  # type: ignore[index]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert not re.search(r"https?://|url\(|@import|<link|<img|<iframe|\ssrc=|\sstyle=|\son\w+=", text)


def test_every_verdict_is_worded_as_what_it_is(page: Path, text: str) -> None:
    """The four that leave the question open say so; only the trusted negative has the tone of a negative."""
    cases = {c["case_id"]: c["verdict"] for c in table(page.parent / "cases.tsv")}
    assert set(cases.values()) == set(rows.VERDICT_ORDER)
    found = sheets(text)
    for case_id, verdict in cases.items():
        tone, sentence = re.search(r'<p class="sentence (\w+)">(.*?)</p>', found[case_id], re.S).groups()  # type: ignore[union-attr]
        assert (tone == "negative") == (verdict == "negative")
        open_ = verdict in ("dna_only_negative", "inadequate_rna_negative", "not_tested", "unreadable")
        assert ("Not excluded" in sentence) == open_


def test_markup_in_names_is_text_in_every_place(tmp_path: Path) -> None:
    text = hostile(tmp_path).read_text(encoding="utf-8")
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "\u202e" not in text
    assert "\u200b" not in text
    island = json.loads(re.search(r'id="data">(.*?)</script>', text, re.S)[1])  # type: ignore[index]
    assert {HOSTILE["script"], HOSTILE["quote"]} <= {row[1] for row in island["rows"]}


def test_files_that_were_not_read_are_named_before_the_worklist(tmp_path: Path) -> None:
    files = {f"bad-{n:02d}.tsv": STAR[:20] for n in range(15)} | {"good.tsv": STAR}
    result = run(tmp_path, files, {name: {"case_id": name} for name in files}, "--format", "html")
    text = (result.out / "report.html").read_text(encoding="utf-8")
    before = text[: text.index('id="worklist"')]
    assert "Not read whole: 15 files" in before
    assert all(name in before for name in files if name != "good.tsv")
    assert "<bdi>good.tsv" not in before


def test_a_line_that_names_nrg1_is_told_first_of_a_file_that_was_not_read(text: str) -> None:
    item = re.search(r"<li><strong><bdi>lung-05.*?</li>", text, re.S)[0]  # type: ignore[index]
    assert "a line that names NRG1 was not understood" in item
    assert "RightGene" not in item


def test_charts_that_are_not_of_verdicts_bear_no_sign_of_one(text: str) -> None:
    """What cases rest on, and quality: a green bar would look like a negative, a red one like a fusion."""
    for key in ("basis", "qc"):
        chart = re.search(rf'<svg[^>]*"chart-{key}-t.*?</svg>', text, re.S)[0]  # type: ignore[index]
        assert set(re.findall(r'class="(bar-\w+)"', chart)) == {"bar-read"}
        assert not set(chart) & set(rows.SYMBOLS.values()), key
    assert "1 of 11 RNA arms failed" in text


def test_a_stream_that_was_cut_is_said_at_the_top(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(STAR, encoding="utf-8")
    whole = invoke("parse", str(tmp_path / "a.tsv")).stdout_bytes
    cut = b"".join(whole.splitlines(keepends=True)[:-1])
    invoke("report", "-", "-o", str(tmp_path / "out"), "--format", "html", stdin=cut)
    assert "The stream of records was cut" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_a_thousand_cases(page: Path, tmp_path: Path) -> None:
    """Within a second on a machine that runs the loop beside it in 0.3 s, and at most 50 kB a case."""
    found, info = list(runfolder.dossiers_of(page.parent)), runfolder.info_of(page.parent)
    many = [
        replace(d, case=with_facts(d.case, case_id=f"{d.case.case_id}-{n}"))
        for n in range(53)
        for d in found
        if n * len(found) < 1000
    ][:1000]
    assert len(many) == 1000 <= PLAIN
    write(found, info, tmp_path / "warm.html")
    start = time.process_time()
    sum(i * i for i in range(3_000_000))
    slow = max(1.0, (time.process_time() - start) / 0.3)
    start = time.process_time()
    write(many, info, tmp_path / "many.html")
    assert time.process_time() - start < slow
    assert (tmp_path / "many.html").stat().st_size < 50_000 * 1000


def test_an_empty_run_has_a_page(tmp_path: Path, page: Path) -> None:
    write([], replace(runfolder.info_of(page.parent), cases=0), tmp_path / "none.html")
    assert "0 cases" in (tmp_path / "none.html").read_text(encoding="utf-8")


def test_records_come_back_from_the_tables_as_they_were_written(page: Path) -> None:
    for name in schema.TABLES:
        lines = (page.parent / f"{name}.tsv").read_text(encoding="utf-8").splitlines()[1:]
        assert [schema.row(name, record) for record in runfolder.records(page.parent, name)] == lines
