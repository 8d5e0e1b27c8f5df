"""The pipe under every damage: cut, lines lost or doubled, bytes changed. No negative, no lost positive, exit 1."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fusionflag import pipeline
from fusionflag.codes import Code
from fusionflag.model import Finding, Notice
from fusionflag.pipeline import decoded, flag, line_of, tables
from fusionflag.sources import Source
from fusionflag.spool import Spool
from fusionflag.stream import End, Frame, Head, ReportEnd, ReportStart, decode
from tests.files import KNOWN_ADEQUATE, OTHER, STAR, invoke, run, star

FILES = {
    "neg1": STAR + OTHER,
    "pos1": STAR + OTHER + star(),
    "neg2": STAR,
    "pos2": STAR + star("SLC3A2", "chr11:62881803:+") + OTHER,
    "neg3": STAR + OTHER + OTHER.replace("29223528", "29223529"),
}
POSITIVE = {"pos1", "pos2"}


def stream_of(folder: Path, files: dict[str, str]) -> list[str]:
    columns = list(KNOWN_ADEQUATE)
    lines = [",".join(["path", "case_id", *columns])]
    for name, text in files.items():
        (folder / f"{name}.tsv").write_text(text, encoding="utf-8")
        lines.append(",".join([f"{name}.tsv", name, *KNOWN_ADEQUATE.values()]))
    (folder / "cases.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = invoke("parse", "--sample-sheet", str(folder / "cases.csv"))
    assert result.exit_code == 0, result.output
    return [line + "\n" for line in result.stdout.split("\n")[:-1]]


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    lines = stream_of(tmp_path_factory.mktemp("stream"), FILES)
    verdicts, code = judged(lines)
    assert code == 0
    assert {c: v for c, v in verdicts.items() if c in POSITIVE} == dict.fromkeys(POSITIVE, "positive")
    assert set(verdicts.values()) == {"positive", "negative"}
    return lines


@pytest.fixture(scope="module")
def flagged(stream: list[str]) -> list[str]:
    lines: list[str] = []
    flag(decoded(stream), lines.append)
    return lines


def judged(lines: list[str]) -> tuple[dict[str, str], int]:
    outcome = tables(decoded(lines), None)
    return {c.case_id: c.verdict for c in outcome.judged.cases}, outcome.exit_code()


def through_both(lines: list[str]) -> Iterator[tuple[dict[str, str], int]]:
    """The damaged stream judged at once, and judged after `flag` has passed it on."""
    yield judged(lines)
    passed: list[str] = []
    flag(decoded(lines), passed.append)
    yield judged(passed)


def arrived(lines: list[str]) -> set[str]:
    """Positive cases all of whose records are there."""
    whole, open_id, count = set(), "", 0
    for line in lines:
        try:
            frame = decode(line)
        except ValueError:
            continue
        count += 1
        if isinstance(frame, ReportStart):
            open_id, count = frame.report_id, 1
            path = frame.path
        elif isinstance(frame, ReportEnd) and frame.report_id == open_id and frame.records == count - 1:
            whole.add(path.removesuffix(".tsv"))
    return whole & POSITIVE


def lines_of(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]


@pytest.mark.parametrize("form", ["stream", "flagged"])
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_cut_at_any_byte(form: str, data: st.DataObject, request: pytest.FixtureRequest) -> None:
    text = "".join(request.getfixturevalue(form)).encode()
    cut = data.draw(st.integers(0, len(text) - 3))  # without its newline alone the last line is still whole
    piece = lines_of(text[:cut].decode("utf-8", "surrogateescape"))
    for verdicts, code in through_both(piece):
        assert code == 1
        assert "negative" not in verdicts.values()
        assert {c for c, v in verdicts.items() if v == "positive"} >= arrived(piece)
        assert set(verdicts.values()) <= {"unreadable", "positive", "equivocal"}


@pytest.mark.parametrize("form", ["stream", "flagged"])
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_lines_lost_doubled_or_damaged(
    form: str, data: st.DataObject, request: pytest.FixtureRequest
) -> None:
    """Any one line; `case` lines are judged anew, so their loss alone costs nothing."""
    lines = list(request.getfixturevalue(form))
    at = data.draw(st.integers(0, len(lines) - 1))
    touched = decode(lines[at])
    how = data.draw(st.sampled_from(["lost", "doubled", "cut", "bytes"]))
    if how == "lost":
        del lines[at]
    elif how == "doubled":
        lines.insert(at, lines[at])
    elif how == "cut":
        lines[at] = lines[at][: data.draw(st.integers(1, len(lines[at]) - 3))] + "\n"
    else:
        lines[at] = lines[at][:-2] + "\udcff}\n"
    for verdicts, code in through_both(lines):
        assert {c for c, v in verdicts.items() if v == "positive"} >= arrived(lines)
        own = getattr(touched, "case_id", "")
        if type(touched).__name__ == "Case" or (how == "doubled" and isinstance(touched, End)):
            continue
        assert code == 1
        assert verdicts.get(own) != "negative"
        if isinstance(touched, Head | ReportStart | ReportEnd | End):
            assert "negative" not in verdicts.values()


def test_two_streams_in_a_row_are_not_one(stream: list[str], tmp_path: Path) -> None:
    """`cat a.jsonl b.jsonl | fusionflag report -`: the first end line must not vouch for the second stream."""
    second = stream_of(tmp_path, {"pos3": STAR + star(), "neg4": STAR})
    for cut in range(1, len(second) + 1):
        verdicts, code = judged(stream + second[:cut])
        assert code == 1
        assert "negative" not in verdicts.values()
        assert {c for c, v in verdicts.items() if v == "positive"} >= POSITIVE
    assert verdicts["pos3"] == "positive"


def test_thresholds_that_are_not_understood_support_no_negative(stream: list[str]) -> None:
    head = stream[0].replace('"require_tumor_content"', '"require_more"')
    assert head != stream[0]
    verdicts, code = judged([head, *stream[1:]])
    assert code == 1
    assert "negative" not in verdicts.values()


def test_a_byte_order_mark_does_no_harm(stream: list[str], tmp_path: Path) -> None:
    (tmp_path / "s").write_bytes(b"\xef\xbb\xbf" + "".join(stream).encode())
    assert invoke("report", str(tmp_path / "s")).exit_code == 0


def test_damaged_bytes_are_named_and_cost_one_line(stream: list[str], tmp_path: Path) -> None:
    data = "".join(stream).encode().replace(b"EML4", b"EML\xff", 1)
    (tmp_path / "s").write_bytes(data)
    result = invoke("report", str(tmp_path / "s"))
    assert result.exit_code == 1
    assert "not UTF-8" in result.stderr
    assert result.stdout.count("\tpositive\t") == 2


def test_what_is_no_stream_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "cases.tsv").write_text("case_id\nx\n", encoding="utf-8")
    for command in ("flag", "report"):
        result = invoke(command, str(tmp_path / "cases.tsv"))
        assert result.exit_code == 1
        assert "line 1" in result.stderr
        assert "Traceback" not in result.output


def test_half_a_surrogate_pair_passes_the_pipe() -> None:
    """JSON reports may hold it, UTF-8 cannot."""
    frame = Finding(finding_id="f", call_reported="Müller\ud800")
    line = line_of(frame)
    line.encode()
    assert decode(line) == frame


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_a_fault_in_one_file_does_not_stop_the_batch(
    after: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours, wherever it strikes, costs one report its silence and no other its verdict."""
    real = pipeline.read_source

    def faulty(source: Source) -> Iterator[Frame]:
        frames = list(real(source))
        if source.shown == "bad.tsv":
            yield from frames[:after]
            raise RuntimeError("half a pair: \ud800")
        yield from frames

    monkeypatch.setattr(pipeline, "read_source", faulty)
    sheet = {n: {**KNOWN_ADEQUATE, "case_id": n} for n in ("a.tsv", "bad.tsv", "z.tsv")}
    result = run(tmp_path, {"a.tsv": STAR + star(), "bad.tsv": STAR + OTHER, "z.tsv": STAR}, sheet)
    assert result.code == 1
    assert {c: row["verdict"] for c, row in result.cases.items()} == {
        "a.tsv": "positive",
        "bad.tsv": "unreadable",
        "z.tsv": "negative",
    }
    assert "PARSER_FAILED" in result.codes
    assert "BROKEN_STREAM" not in result.codes


def test_a_fault_after_a_positive_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = pipeline.read_source

    def faulty(source: Source) -> Iterator[Frame]:
        for frame in real(source):
            yield frame
            if isinstance(frame, Finding):
                raise MemoryError

    monkeypatch.setattr(pipeline, "read_source", faulty)
    result = run(tmp_path, {"a.tsv": STAR + star()})
    assert result.code == 1
    assert result.cases["case"]["verdict"] in ("positive", "equivocal")


@given(st.lists(st.tuples(st.booleans(), st.text(st.characters(exclude_characters="\n\0", codec="utf-8")))))
def test_a_spool_gives_back_what_it_was_given(items: list[tuple[bool, str]]) -> None:
    with Spool() as spool:
        for held, text in items:
            if held:
                spool.gap("kind", text)
            else:
                spool.line(text)
        got = list(spool.filled(lambda kind, key: f"{kind}={key}"))
        assert got == list(spool.filled(lambda kind, key: f"{kind}={key}")), "it can be read twice"
    assert got == [f"kind={text}" if held else text for held, text in items]
    assert spool.lines == len(items)


def test_a_notice_of_the_judge_is_not_doubled_by_judging_twice(flagged: list[str]) -> None:
    passed: list[str] = []
    flag(decoded(flagged), passed.append)
    assert passed == flagged
    cut: list[str] = []
    flag(decoded(flagged[:-1]), cut.append)
    again: list[str] = []
    flag(decoded(cut), again.append)
    assert again == cut
    broken = [f for f in decoded(again) if isinstance(f, Notice) and f.code is Code.BROKEN_STREAM]
    assert len(broken) == 1
