"""The project itself: layout of the code, generated documents, README blocks, records and schema, packaging."""

from __future__ import annotations

import ast
import gc
import json
import os
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusionflag import __version__, expressions, meanings, rules, schema, wording
from fusionflag.codes import Code
from fusionflag.model import VOCABULARY, Assay, Case, Finding, Mark, Marker, Notice, Severity, with_facts
from fusionflag.readfile import read_source
from fusionflag.registry import parsers
from fusionflag.sources import Source
from fusionflag.stream import as_dict, decode, encode
from tests.files import run, star

ROOT = Path(__file__).parents[1]
SOURCES = sorted([*ROOT.glob("fusionflag/**/*.py"), *ROOT.glob("parsers/*.py")])
README = (ROOT / "README.md").read_text(encoding="utf-8")


def imports(path: Path) -> set[str]:
    """The modules of the package that a file imports, at top level or inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("fusionflag"):
            found |= (
                {node.module} if node.module != "fusionflag" else {f"fusionflag.{a.name}" for a in node.names}
            )
        elif isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
    return found


def module(name: str) -> set[str]:
    return {
        m.removeprefix("fusionflag.")
        for m in imports(ROOT / "fusionflag" / f"{name}.py")
        if m.startswith("fusionflag.")
    }


@pytest.mark.parametrize(
    ("name", "never"),
    [
        ("model", {"reading", "rows", "parsing", "readfile", "rules", "verdict", "cli"}),
        ("reading", {"rows", "parsing", "registry", "readfile", "rules", "verdict", "cli"}),
        ("rows", {"parsing", "registry", "readfile", "normalise", "rules", "cli"}),
        ("parsing", {"registry", "readfile", "normalise", "rules", "cli"}),
        ("normalise", {"readfile", "evidence", "rules", "verdict", "cli"}),
        ("coverage", {"readfile", "evidence", "rules", "verdict", "cli"}),
        ("events", {"readfile", "reading", "parsing", "registry", "verdict", "cli"}),
        ("evidence", {"readfile", "reading", "parsing", "registry", "rules", "verdict", "cli"}),
        ("rules", {"readfile", "reading", "parsing", "registry", "verdict", "cli"}),
        ("verdict", {"readfile", "reading", "parsing", "registry", "cli"}),
        ("readfile", {"evidence", "events", "rules", "verdict", "judge", "cli"}),
        ("bgzf", {"reading", "rows", "parsing", "readfile", "normalise", "cli"}),
        ("bcf", {"reading", "rows", "parsing", "readfile", "normalise", "cli"}),
        ("locus", {"reading", "sides", "breakpoints", "normalise", "readfile", "cli"}),
        (
            "breakpoints",
            {"reading", "parsing", "readfile", "normalise", "evidence", "events", "rules", "verdict", "cli"},
        ),
        *(
            (
                f"vcf/{file.stem}",
                {
                    "parsing",
                    "registry",
                    "readfile",
                    "normalise",
                    "breakpoints",
                    "evidence",
                    "events",
                    "rules",
                    "cli",
                },
            )
            for file in sorted((ROOT / "fusionflag" / "vcf").glob("*.py"))
        ),
    ],
)
def test_data_flows_one_way(name: str, never: set[str]) -> None:
    assert not module(name) & never


def test_parsers_import_the_package_only_and_never_one_another() -> None:
    for path in ROOT.glob("parsers/*.py"):
        assert not {m for m in imports(path) if "parsers" in m}, path
    for path in ROOT.glob("fusionflag/**/*.py"):
        assert not {m for m in imports(path) if m.startswith(("parsers", "fusionflag.parsers"))}, path


def test_nothing_reaches_the_network() -> None:
    for path in SOURCES:
        assert not imports(path) & {"socket", "urllib", "urllib.request", "http.client", "requests", "ssl"}, (
            path
        )


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 340, "split it by meaning"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            most = (
                70 if path.parent.name == "parsers" else 45
            )  # a parser is one table of columns and one record
            assert (node.end_lineno or 0) - node.lineno <= most, node.name


def test_public_functions_are_documented() -> None:
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert path.name == "__init__.py" or ast.get_docstring(tree), path
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                trivial = (
                    isinstance(node, ast.FunctionDef)
                    and node.end_lineno
                    and node.end_lineno - node.lineno <= 3
                )
                assert trivial or ast.get_docstring(node), f"{path}: {node.name}"


# -- documents -------------------------------------------------------------------------------------
def test_the_generated_documents_are_up_to_date() -> None:
    result = subprocess.run(
        [sys.executable, "scripts/make_docs.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert result.returncode == 0, result.stdout


BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.S)


def test_the_readme_gives_the_two_commands() -> None:
    shell = [block.strip() for kind, block in BLOCKS if kind == "sh"]
    assert shell[:2] == ["make demo", "make test"]


SHELL = [b for k, b in BLOCKS if k == "sh" and "make test" not in b]
DEMO = "run fixtures/demo --sample-sheet fixtures/demo/cases.csv -o"


@pytest.mark.parametrize("block", SHELL, ids=lambda b: b.strip().split("\n")[0])
def test_readme_blocks_run(block: str, tmp_path: Path) -> None:
    """With the tests' own interpreter in place of the virtual environment; `make demo` by the recipe that make prints."""
    if block.strip() == "make demo":
        asked = ["make", "-n", "--no-print-directory", "-o", ".venv/installed", "demo"]
        alone = {
            k: v for k, v in os.environ.items() if not k.startswith("MAKE")
        }  # the tests themselves run under make
        block = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True, env=alone).stdout
        assert f"fusionflag {DEMO} demo-out/" in block
    script = block.replace(".venv/bin/fusionflag", f"{sys.executable} -m fusionflag")
    script = script.replace("demo-out/", f"{tmp_path}/demo-out/")
    shell = ["bash", "-euo", "pipefail", "-c", script]
    result = subprocess.run(shell, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_sheet_of_the_readme_is_a_sheet(tmp_path: Path) -> None:
    from fusionflag.sheet import COLUMNS, read_sheet

    path = tmp_path / "cases.csv"
    path.write_text(next(b for k, b in BLOCKS if k == "csv"), encoding="utf-8")
    rows, notices = read_sheet(path)
    assert not notices
    assert rows[0].assay == "whole transcriptome RNA-seq"
    assert path.read_text(encoding="utf-8").splitlines()[0].split(",") == list(COLUMNS)


def test_the_readme_names_every_verdict_and_command() -> None:
    from fusionflag.cli import COMMANDS

    for verdict in VOCABULARY["verdict"]:
        assert f"`{verdict}`" in README
    for command in ("run", "parse", "flag", "report", "explain", "sniff", "assays", "sheet"):
        assert command in COMMANDS
        assert f"fusionflag {command}" in README


def test_expressions_compile_and_do_so_when_they_are_asked() -> None:
    parsers()  # imports whatever holds one
    assert all(e.pattern for e in gc.get_objects() if isinstance(e, expressions._Expression))
    made = expressions.expression("(a)|b", re.I)
    assert "match" not in vars(made)
    assert [made.match(text) is not None for text in ("A", "c")] == [True, False]
    assert "match" in vars(made)


def test_versions_agree() -> None:
    assert f"version: {__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


# -- records ---------------------------------------------------------------------------------------
def test_every_rule_and_verdict_has_words() -> None:
    assert {r.verdict for r in rules.RULES} == set(VOCABULARY["verdict"])
    assert len({r.id for r in rules.RULES}) == len(rules.RULES)
    assert all(r.text and r.title and r.source for r in rules.RULES)
    assert set(wording.SHOWN) == set(VOCABULARY["verdict"])
    assert set(meanings.MEANING) == set(Code)


def test_every_code_is_used() -> None:
    code = "".join(p.read_text(encoding="utf-8") for p in SOURCES if p.stem not in ("codes", "meanings"))
    assert not [c.name for c in Code if f"Code.{c.name}" not in code]


def test_schema() -> None:
    for name in schema.TABLES:
        assert len(schema.header(name)) == len(set(schema.header(name)))
        assert set(schema.dtypes(name)) == set(schema.header(name))
        assert json.dumps(schema.json_schema(name))
    assert "patient_name" not in schema.header("assays"), "identity is compared, never written"
    assert "birth_date" not in schema.header("assays")
    for column in ("case_id", "verdict", "reasons", "urgency", "addendum", "knowledge"):
        assert column in schema.header("cases")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (3, "3"),
        (40.0, "40"),
        (0.5, "0.5"),
        (("a", "b"), "a;b"),
        ("a\tb\nc", "a b c"),
        ("=1", "=1"),
    ],
)
def test_cells(value: object, cell: str) -> None:
    assert schema.cell(value) == cell


TEXTS = st.text(max_size=12)


@given(TEXTS, TEXTS, st.sampled_from(list(Mark)), st.one_of(st.none(), st.integers(0, 10**9)))
def test_records_survive_the_stream(a: str, b: str, mark: Mark, number: int | None) -> None:
    for record in (
        Finding(gene5_reported=a, filters=b, marks=(mark,), pos3=number, notes=(Code.ALIAS_USED,)),
        Assay(sample=a, tumor_type_reported=b, rows_read=number, notes=("DECALCIFIED",)),
        Notice(code=Code.BAD_ROW, severity=Severity.ERROR, text=a, place=b),
        Marker(gene=a, detail=b),
        Case(case_id=a, reasons=(Code.RNA_POSITIVE,)),
    ):
        line = encode(record)
        assert "\n" not in line
        assert as_dict(decode(line)) == as_dict(record)


def test_with_facts_leaves_the_record_alone() -> None:
    record = Finding(gene5_reported="CD74")
    more = with_facts(record, gene5="CD74")
    assert (record.gene5, more.gene5, more.gene5_reported) == ("", "CD74", "CD74")
    with pytest.raises(AttributeError):
        with_facts(record, no_such_field=1)


def test_records_are_not_changed_once_they_leave_the_reader() -> None:
    """The judge and the writers work on copies: the same records give the same answer twice."""
    from fusionflag.judge import Judge

    source = Source(path=ROOT / "fixtures" / "demo" / "lung-01.star-fusion.tsv", shown="x")
    frames = list(read_source(source))
    before = [encode(f) for f in frames]
    for _ in range(2):
        judge = Judge()
        for frame in frames:
            judge.add(frame)
        assert judge.finish().cases[0].verdict == "positive"
        assert [encode(f) for f in frames] == before


def test_tables_as_data_frames(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    from fusionflag.tables import frame, read_run

    text = (ROOT / "fixtures" / "star_fusion" / "v1.9_full.positive.tsv").read_text(encoding="utf-8")
    result = run(tmp_path, {"x.tsv": text + star(left="NA", left_at="chr1:1:+").replace("\t\n", "\n") * 0})
    tables = read_run(result.out)
    assert tables["findings"]["pos3"].dtype == pandas.Int64Dtype()
    assert tables["cases"].loc[0, "verdict"] == "positive"
    assert bool(tables["findings"]["order_known"].all())
    made = frame("findings", [Finding(gene5="NA", pos5=1, order_known=False, allele_fraction=0.5)])
    assert made.loc[0, "gene5"] == "NA", "NA is a text here, not a missing value"
    assert (made.loc[0, "pos5"], made.loc[0, "order_known"], made.loc[0, "allele_fraction"]) == (
        1,
        False,
        0.5,
    )


def test_field_names_are_unique_in_meaning() -> None:
    for kind in (Finding, Assay, Notice, Marker, Case):
        assert all(f.metadata["doc"] for f in fields(kind))
