"""Any table written from made-up findings, under any columns file that describes it, is read back to the same findings."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from fusionflag import registry, workbook
from fusionflag.columns.mapping import load
from fusionflag.columns.parser import parser_of
from fusionflag.model import Assay, Finding, Mark
from fusionflag.readfile import read_source
from fusionflag.sources import Source
from fusionflag.stream import ReportEnd
from tests.xlsx_files import written

DELIMITERS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
GENES = ["CD74", "NRG1", "SLC3A2", "EML4", "ALK", "HLA-DRA", "NRG1-IT1", "ERBB2"]
SIDES = ("5", "3")
NAMES = st.text("abcXYZ 0189_()/äß基因%", min_size=1, max_size=9).map(str.strip).filter(bool)


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    """One made-up finding as the record will state it, order and sample included."""
    found: dict[str, Any] = {"sample": draw(st.sampled_from(["S1", "Größe 2", "x-3"]))}
    for side in SIDES:
        found |= {
            f"gene{side}": draw(st.sampled_from(GENES)),
            f"chrom{side}": draw(st.sampled_from(["chr8", "5", "X"])),
            f"pos{side}": draw(st.integers(1, 200_000_000)),
            f"strand{side}": draw(st.sampled_from("+-")),
        }
    found["junction_reads"] = draw(st.none() | st.integers(0, 10**6))
    found["total_reads"] = draw(st.none() | st.integers(0, 10**6))
    found["in_frame"] = draw(st.sampled_from(["in", "out", "stop", "unknown"]))
    found["filtered"] = draw(st.booleans())
    found["order"] = draw(st.sampled_from(["known", "turned", "unknown"]))
    found["event"] = draw(st.sampled_from(["", "translocation", "inversion, 8p12"]))
    return found


@st.composite
def layouts(draw: st.DrawFn) -> dict[str, Any]:
    """How a laboratory may write its table."""
    keys = [*draw(st.sampled_from([("gene5", "gene3"), ("fusion",)]))]
    places = draw(st.sampled_from(["none", "breakpoint", "columns"]))
    keys += {"none": [], "breakpoint": [f"breakpoint{s}" for s in SIDES]}.get(
        places, [f"{k}{s}" for s in SIDES for k in ("chrom", "pos", "strand")]
    )
    optional = ["junction_reads", "total_reads", "frame", "filter", "event", "sample", "direction"]
    keys += draw(st.lists(st.sampled_from(optional), unique=True))
    names = draw(st.lists(NAMES, min_size=len(keys) + 1, max_size=len(keys) + 1, unique_by=str.casefold))
    return {
        "columns": dict(zip(keys, names, strict=False)),
        "extra": names[-1],
        "order": draw(st.permutations(range(len(keys) + 1))),
        "base": draw(st.integers(0, 1)),
        "kind": draw(st.sampled_from(["table", "table", "json"])),
        "delimiter": draw(st.sampled_from([*DELIMITERS])),
        "states_delimiter": draw(st.booleans()),
        "above": draw(st.sampled_from(["", "Report of run 7\n", "# a remark\n\n"])),
        "known": draw(st.booleans()),
    }


def cells(row: dict[str, Any], layout: dict[str, Any]) -> dict[str, str]:
    """The row as the table writes it, by column name."""
    sides = SIDES[::-1] if "direction" in layout["columns"] and row["order"] == "turned" else SIDES
    said = {"junction_reads": row["junction_reads"], "total_reads": row["total_reads"], "event": row["event"]}
    said |= {"sample": row["sample"], "fusion": "::".join(row[f"gene{s}"] for s in sides)}
    said["frame"] = {"in": "yes", "out": "no", "stop": "halt", "unknown": ""}[row["in_frame"]]
    said["filter"] = "bad" if row["filtered"] else "fine"
    said["direction"] = {"known": "5-3", "turned": "3-5", "unknown": "?"}[row["order"]]
    for written_as, side in zip(SIDES, sides, strict=True):
        pos = row[f"pos{side}"] - 1 + layout["base"]
        said |= {f"{k}{written_as}": row[f"{k}{side}"] for k in ("gene", "chrom", "strand")}
        said |= {f"pos{written_as}": pos}
        said[f"breakpoint{written_as}"] = f"{row[f'chrom{side}']}:{pos}:{row[f'strand{side}']}"
    found = {name: "" if said[key] is None else str(said[key]) for key, name in layout["columns"].items()}
    return {**found, layout["extra"]: "note"}


def toml(layout: dict[str, Any], top: str = "") -> str:
    """The columns file of a layout."""
    q, columns = json.dumps, layout["columns"]
    lines = [f"base = {layout['base']}", top, "[columns]"]
    lines += [f"{k} = {q(v)}" for k, v in columns.items() if k not in ("frame", "filter", "direction")]
    rule = "gene5_first" if layout["known"] else "unknown"
    if "direction" in columns:
        words = f'column = {q(columns["direction"])}\nforward = ["5-3"]\nreversed = ["3-5"]'
        lines += [f'[direction]\nrule = "column"\n{words}']
    else:
        lines += [f'[direction]\nrule = "{rule}"']
    if "frame" in columns:
        lines += [f'[frame]\ncolumn = {q(columns["frame"])}\nin = ["yes"]\nout = ["no"]\nstop = ["halt"]']
    if "filter" in columns:
        lines += [f'[filter]\ncolumn = {q(columns["filter"])}\npassed = ["fine"]\nrejected = ["bad"]']
    return "\n".join([*lines, '[assay]\nmolecule = "RNA"'])


def expected(row: dict[str, Any], layout: dict[str, Any]) -> dict[str, Any]:
    """What the record must say of a row; what the layout has no column for stays unsaid."""
    columns = layout["columns"]
    known = row["order"] != "unknown" if "direction" in columns else layout["known"]
    found = {f"gene{s}_reported": row[f"gene{s}"] for s in SIDES} | {"order_known": known}
    has_places = "pos5" in columns or "breakpoint5" in columns
    nothing: dict[str, Any] = {"chrom": "", "pos": None, "strand": ""}
    found |= {f"{k}{s}": row[f"{k}{s}"] if has_places else nothing[k] for s in SIDES for k in nothing}
    for key, field, none in (
        ("junction_reads", "junction_reads", None),
        ("total_reads", "total_reads", None),
        ("frame", "in_frame", "unknown"),
        ("event", "event", ""),
        ("sample", "sample", ""),
    ):
        found[field] = row[field] if key in columns else none
    return found | {"filtered": row["filtered"] and "filter" in columns}


def written_as(made: list[dict[str, Any]], layout: dict[str, Any]) -> bytes:
    names = [*layout["columns"].values(), layout["extra"]]
    names = [names[n] for n in layout["order"]]
    table = [cells(row, layout) for row in made]
    if layout["kind"] == "json":
        return json.dumps([{n: row[n] for n in names} for row in table]).encode()
    out = io.StringIO()
    delimiter = DELIMITERS[layout["delimiter"]]
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerows([names, *([row[n] for n in names] for row in table)])
    return (layout["above"] + out.getvalue()).encode()


def check(data: bytes, text: str, made: list[dict[str, Any]], layout: dict[str, Any], folder: Path) -> None:
    (folder / "mylab.toml").write_text(text, encoding="utf-8")
    registry.use([parser_of(load(folder / "mylab.toml"))])
    try:
        frames = list(read_source(Source(path=None, shown="t", data=data, named=True)))
    finally:
        registry.use()
    found = [f for f in frames if isinstance(f, Finding)]
    wanted = [expected(row, layout) for row in made]
    got = [
        {**{k: getattr(f, k) for k in wanted[0] if k != "filtered"}, "filtered": Mark.FILTERED in f.marks}
        for f in found
    ]
    # an order that only the junction tells is a derived fact: it may be settled where it was not stated
    for record, want, said in zip(found, wanted, got, strict=True):
        if record.order_from == "junction":
            assert not want["order_known"]
            said["order_known"] = False
    assert got == wanted
    assert {a.parser for a in frames if isinstance(a, Assay)} == {"columns:mylab"}
    assert next(f for f in frames if isinstance(f, ReportEnd)).complete
    if layout["kind"] == "table":
        first = layout["above"].count("\n") + 2
        assert [f.place for f in found] == [f"t:{first + n}" for n in range(len(made))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("columns")


@settings(max_examples=60, phases=[Phase.generate])
@given(made=st.lists(rows(), min_size=1, max_size=4), layout=layouts())
def test_text_and_json(folder: Path, made: list[dict[str, Any]], layout: dict[str, Any]) -> None:
    top = 'kind = "json"' if layout["kind"] == "json" else ""
    if layout["kind"] == "table" and layout["states_delimiter"]:
        top = f'delimiter = "{layout["delimiter"]}"'
    check(written_as(made, layout), toml(layout, top), made, layout, folder)


@pytest.mark.skipif(not workbook.available(), reason=workbook.INSTALL)
@settings(max_examples=15, phases=[Phase.generate])
@given(made=st.lists(rows(), min_size=1, max_size=3), layout=layouts())
def test_sheets(folder: Path, made: list[dict[str, Any]], layout: dict[str, Any]) -> None:
    layout = {**layout, "kind": "sheet"}
    table = [cells(row, layout) for row in made]
    names = list(table[0])
    book = written({"Cover": [["x"]], "Found": [names, *([row[n] for n in names] for row in table)]})
    check(book, toml(layout, 'kind = "sheet"\nsheet = "Found"'), made, layout, folder)
