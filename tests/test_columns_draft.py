"""Drafts of columns files for unknown tables, and the worked example of docs/columns.md."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fusionflag import registry, workbook
from fusionflag.columns import keys
from tests.files import ARRIBA, STAR, invoke, star
from tests.xlsx_files import written

ROOT = Path(__file__).parents[1]
DOCUMENT = (ROOT / "docs" / "columns.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", DOCUMENT, re.S)


@pytest.fixture(autouse=True)
def _no_own_parsers() -> Iterator[None]:
    yield
    registry.use()


def draft(folder: Path, name: str, data: str | bytes) -> tuple[dict[str, Any], str]:
    """The values of a draft and its text."""
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    result = invoke("columns", "init", str(folder / name))
    assert result.exit_code == 0, result.stderr
    return tomllib.loads(result.stdout), result.stdout


HEADER = [
    "Patient name",
    "MRN",
    "Lab no",
    "Gene 5'",
    "Gene 3'",
    "Pos A",
    "Pos B",
    "Chr A",
    "Chr B",
    "Split reads",
]
HEADER += ["Support total", "VAF", "In frame?", "Status", "Remark"]
ROW = ["Zzplanted Marker", "ZZ-777001", "S-17", "CD74", "NRG1", "150404680", "32727949", "5", "8", "38"]
ROW += ["50", "12%", "in-frame", "PASS", "Dr Zzphysician"]
SECOND = ["Zzplanted Marker", "ZZ-777001", "S-18", "EML4", "ALK", "42295516", "29223528", "2", "2", "9"]
SECOND += ["12", "3%", "out-of-frame", "Zzplanted", ""]
EXPECTED = {
    "gene5": "Gene 5'",
    "gene3": "Gene 3'",
    "chrom5": "Chr A",
    "chrom3": "Chr B",
    "pos5": "Pos A",
    "pos3": "Pos B",
    "junction_reads": "Split reads",
    "total_reads": "Support total",
    "allele_percent": "VAF",
}


def forms() -> Iterator[tuple[str, bytes]]:
    rows = [HEADER, ROW, SECOND]
    yield "t.tsv", "".join("\t".join(r) + "\n" for r in rows).encode()
    yield "t.csv", ("Report; of run 7\n" + "".join(";".join(r) + "\n" for r in rows)).encode()
    yield "t.json", json.dumps({"found": [dict(zip(HEADER, r, strict=True)) for r in rows[1:]]}).encode()
    if workbook.available():
        yield "t.xlsx", written({"Cover": [["x"]], "Results": rows})


@pytest.mark.parametrize(("name", "data"), list(forms()), ids=lambda v: v if isinstance(v, str) else "")
def test_a_draft_guesses_by_names_and_content_and_shows_no_identity(
    tmp_path: Path, name: str, data: bytes
) -> None:
    values, text = draft(tmp_path, name, data)
    assert values["columns"] == EXPECTED
    assert values["filter"] == {"column": "Status", "passed": ["PASS"], "rejected": []}
    assert values["frame"] == {"column": "In frame?"}
    assert values["direction"] == {"rule": "unknown"}
    assert values["assay"] == {}
    assert not re.search("zzplanted|zzphysician|777001|S-17", text, re.I)
    assert 'gene symbols: "CD74", "EML4"' in text
    assert "1 other words, not shown" in text
    for section, known in keys.SECTIONS.items():
        told = text.partition(f"[{section}]")[2] if section else text
        for key in known.keys() - {"kind", "delimiter", "sheet", "list", "instead_of", "title"}:
            assert re.search(rf"^(# )?{key} = ", told, re.M), key
    mapping = tmp_path / "draft.toml"
    mapping.write_text(text, encoding="utf-8")
    checked = invoke("columns", "check", str(mapping), str(tmp_path / name))
    assert "2 rows, 2 findings (1 at NRG1, 0 rejected by the filter)" in checked.stdout
    assert checked.exit_code == 1, "a word of the filter is left for a person to sort"
    assert not re.search("zzplanted|zzphysician|777001", checked.output, re.I)


def test_names_alone_are_guessed_where_there_is_no_row(tmp_path: Path) -> None:
    assert draft(tmp_path, "a.tsv", ARRIBA)[0]["columns"]["gene3"] == "gene2"
    values, _ = draft(tmp_path, "s.tsv", STAR + star())
    assert values["columns"]["breakpoint5"] == "LeftBreakpoint"
    assert values["columns"]["gene3"] == "RightGene"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("CD74\tNRG1\t5\nEML4\tALK\t7\n", "has no header"),
        ("only words\nand words\n", "is no table"),
        ('{"a": {"b": 1}}', "is no table"),
        ("<a><b/></a>", "is no table"),
        ("", "is empty"),
    ],
)
def test_what_is_no_table_gets_no_draft(tmp_path: Path, data: str, why: str) -> None:
    (tmp_path / "t").write_text(data, encoding="utf-8")
    result = invoke("columns", "init", str(tmp_path / "t"))
    assert result.exit_code == 2
    assert why in result.stderr
    assert result.stdout == ""


# -- the worked example ----------------------------------------------------------------------------
def test_the_worked_example_gives_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = {kind: text for kind, text in BLOCKS if kind != "sh"}
    (tmp_path / "run7.csv").write_text(blocks["csv"], encoding="utf-8")
    (tmp_path / "mylab.toml").write_text(blocks["toml"], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for line in "".join(text for kind, text in BLOCKS if kind == "sh").splitlines():
        command, _, target = line.partition(" > ")
        result = invoke(*command.split()[1:])
        assert result.exit_code == 0, result.stderr
        if target:
            Path(target).write_text(result.stdout, encoding="utf-8")
    rows = [line.split("\t") for line in result.stdout.splitlines()[1:]]
    assert "".join(f"{row[0]}\t{row[2]}\n" for row in rows) == blocks["text"]
    drafted = tomllib.loads((tmp_path / "draft.toml").read_text(encoding="utf-8"))
    corrected = tomllib.loads(blocks["toml"])
    same = {k for k, v in corrected["columns"].items() if drafted["columns"].get(k) == v}
    assert same == corrected["columns"].keys(), "the draft finds all columns of the example"
    assert (ROOT / "examples/mylab/run7.csv").read_text(encoding="utf-8") == blocks["csv"]
    assert (ROOT / "examples/mylab/mylab.toml").read_text(encoding="utf-8") == blocks["toml"]
