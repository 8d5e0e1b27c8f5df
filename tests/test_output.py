"""The tables: their cells, their folder, and the same bytes by every way."""

from __future__ import annotations

import json
import math
import os
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fusionflag import schema
from fusionflag.model import VOCABULARY, Assay, Case, Finding, Notice, columns
from fusionflag.output.tsv import FILES
from fusionflag.pipeline import decoded, flag, line_of, tables
from fusionflag.stream import End, Frame, Head, ReportEnd, ReportStart
from fusionflag.tables import frame, read_run
from tests.files import KNOWN_ADEQUATE, OTHER, STAR, invoke, run, star


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (40.0, "40"),
        (1234567.0, "1234567"),
        (0.1, "0.1"),
        (1e300, "1e+300"),
        (math.nan, ""),
        (math.inf, ""),
        (("a", "b"), "a;b"),
        ((), ""),
        ("a\tb\nc\rd", "a b c d"),
        ("a\x1b[2Jb", "a [2Jb"),
        ("a\x85b\u2028c\u2029d\x9be", "a b c d e"),
        ("half \ud800 pair", "half \N{REPLACEMENT CHARACTER} pair"),
        ("Müller €", "Müller €"),
    ],
)
def test_cells(value: Any, text: str) -> None:
    assert schema.cell(value) == text


TEXT = st.text(st.characters(), max_size=12)
VALUES = {
    "str": TEXT,
    "int | None": st.none() | st.integers(-(10**12), 10**12),
    "int": st.integers(0, 99),
    "float | None": st.none() | st.floats(),
    "bool": st.booleans(),
    "bool | None": st.none() | st.booleans(),
}


def records(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Any record: every field that holds text, a number or a truth is filled at random, words from their vocabulary."""
    free = {f.name: VALUES[str(f.type)] for f in fields(kind) if str(f.type) in VALUES}
    free |= {name: st.sampled_from(VOCABULARY[name]) for name in free if name in VOCABULARY}
    if "genome" in free:
        free["genome"] = st.sampled_from(["", "GRCh37", "GRCh38"])
    return st.builds(kind, **free)


@given(records(Finding) | records(Assay) | records(Case) | records(Notice))
def test_a_row_is_one_line_with_its_columns_whatever_it_holds(record: Any) -> None:
    table = next(name for name, kind in schema.TABLES.items() if isinstance(record, kind))
    line = schema.row(table, record)
    assert line.encode().decode().splitlines() in ([line], [])
    assert line.count("\t") + 1 == len(schema.header(table)) == len(columns(type(record)))


@settings(max_examples=60, deadline=None)
@given(st.lists(records(Finding), max_size=4), st.lists(records(Assay), max_size=3))
def test_run_and_pipe_write_the_same_bytes_whatever_a_report_holds(
    tmp_path_factory: pytest.TempPathFactory, findings: list[Finding], arms: list[Assay]
) -> None:
    for number, record in enumerate([*findings, *arms]):
        record.report_id, record.case_id = "r", "case"
        name = "finding_id" if isinstance(record, Finding) else "assay_id"
        setattr(record, name, f"id{number}")
        record.molecule = "RNA"
    report: list[Frame] = [
        ReportStart(report_id="r", path="x", cases={"": ("case", "path")}),
        *findings,
        *arms,
    ]
    frames: list[Frame] = [
        Head(settings={}),
        *report,
        ReportEnd(report_id="r", records=len(report)),
        End(reports=1),
    ]
    folder = tmp_path_factory.mktemp("out")
    tables(frames, folder / "run")
    text = "".join(line_of(f) + "\n" for f in frames).encode().decode()
    passed: list[str] = []
    flag(decoded(text.split("\n")), passed.append)
    tables(decoded("".join(passed).encode().decode().split("\n")), folder / "pipe")
    for name in (*FILES, "run.json"):
        assert (folder / "run" / name).read_bytes() == (folder / "pipe" / name).read_bytes(), name
    for table in schema.TABLES:
        lines = (folder / "run" / f"{table}.tsv").read_text(encoding="utf-8").split("\n")
        assert lines[-1] == ""
        assert {line.count("\t") for line in lines[:-1]} == {len(schema.header(table)) - 1}


def test_the_order_of_paths_changes_rows_not_verdicts(tmp_path: Path) -> None:
    for name, text in {"a": STAR + star(), "b": STAR + OTHER, "c": STAR}.items():
        (tmp_path / f"{name}.tsv").write_text(text, encoding="utf-8")
    paths = [str(tmp_path / f"{n}.tsv") for n in "abc"]
    assert invoke("run", *paths).stdout == invoke("run", *paths[::-1]).stdout


def test_tables_as_data_frames(tmp_path: Path) -> None:
    """Values that pandas reads as missing by default stay what they are."""
    result = run(tmp_path, {"NA": STAR + star() + OTHER}, {"NA": {**KNOWN_ADEQUATE, "case_id": "NA"}})
    found = read_run(result.out)
    assert set(found) == set(schema.TABLES)
    assert found["cases"]["case_id"].tolist() == ["NA"]
    assert {name: {c: str(t) for c, t in table.dtypes.items()} for name, table in found.items()} == {
        name: schema.dtypes(name) for name in schema.TABLES
    }
    assert found["findings"]["junction_reads"].tolist() == [40, 40]
    assert found["assays"]["adequate"].tolist() == [False]


def test_records_as_a_data_frame() -> None:
    made = frame(
        "findings", [Finding(junction_reads=3, allele_fraction=0.25, reported=True, callers=("a", "b"))]
    )
    assert {c: str(t) for c, t in made.dtypes.items()} == schema.dtypes("findings")
    row = made.iloc[0]
    assert (row["junction_reads"], row["allele_fraction"], row["reported"], row["callers"]) == (
        3,
        0.25,
        True,
        "a;b",
    )
    assert row[["gene5", "pos5"]].isna().all()
    assert list(frame("cases", []).columns) == list(schema.header("cases"))


@pytest.mark.parametrize("table", list(schema.TABLES))
def test_the_json_schema_names_every_column(table: str) -> None:
    found = schema.json_schema(table)
    assert list(found["properties"]) == list(schema.header(table))
    json.dumps(found)


def test_nothing_half_is_left_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up during the second pass: the tables of the last run stay, and it is said in one line."""
    first = run(tmp_path, {"a.tsv": STAR})
    before = {p.name: p.read_bytes() for p in first.out.iterdir()}
    (tmp_path / "reports/a.tsv").write_text(STAR + star(), encoding="utf-8")

    def full(self: object, *_: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fusionflag.output.archive.write_run", full)
    result = invoke("run", str(tmp_path / "reports"), "-o", str(first.out))
    assert result.exit_code == 2
    assert "No space left" in result.stderr
    assert "Traceback" not in result.output + result.stderr
    after = {p.name: p.read_bytes() for p in first.out.iterdir()}
    assert after.pop("ledger.part.sqlite", b"")  # what --resume goes on from
    assert after == before
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".fusionflag")]


def test_an_output_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(STAR, encoding="utf-8")
    result = invoke("run", str(tmp_path / "a.tsv"), "-o", str(tmp_path / "a.tsv" / "out"))
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.skipif(os.name == "nt", reason="such a name is not possible there")
def test_a_file_name_cannot_forge_a_row(tmp_path: Path) -> None:
    evil = "x.tsv\tpath\tnegative\ncase9\tpath\tnegative.tsv"
    result = run(tmp_path, {evil: STAR + star()}, {})
    assert [row["verdict"] for row in result.cases.values()] == ["positive"]
    assert len((result.out / "cases.tsv").read_text(encoding="utf-8").splitlines()) == 2
