"""A laboratory's own tables through a columns file: every kind of table, what is refused, and what a silence is then worth."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fusionflag import registry, workbook
from tests.files import ARRIBA, STAR, invoke, run, star
from tests.xlsx_files import written

MAPPING = """
{top}
[columns]
gene5 = "Gene A"
gene3 = "Gene B"
breakpoint5 = "Break A"
breakpoint3 = "Break B"
junction_reads = "Reads"

[direction]
rule = "gene5_first"

[frame]
column = "Frame"
in = ["yes"]
out = ["no"]

[filter]
column = "Status"
passed = ["ok"]
rejected = ["artefact"]

[assay]
molecule = "RNA"
{assay}
"""
ADEQUATE = 'assay = "whole transcriptome RNA-seq"\nqc = "pass"'
HEADER = ["Gene A", "Gene B", "Break A", "Break B", "Reads", "Frame", "Status", "Comment"]
NRG1 = ["CD74", "NRG1", "chr5:150404680:-", "chr8:32727949:+", "40", "yes", "ok", ""]
ALK = ["EML4", "ALK", "chr2:42295516:+", "chr2:29223528:-", "12", "no", "artefact", "weak"]


@pytest.fixture(autouse=True)
def _no_own_parsers() -> Iterator[None]:
    yield
    registry.use()


def mapped(folder: Path, top: str = "", assay: str = ADEQUATE, text: str = MAPPING) -> Path:
    path = folder / "mylab.toml"
    path.write_text(text.format(top=top, assay=assay), encoding="utf-8")
    return path


def text(*rows: list[str], delimiter: str = "\t", above: str = "") -> str:
    return above + "".join(delimiter.join(row) + "\n" for row in (HEADER, *rows))


def findings(path: Path, mapping: Path) -> list[dict[str, Any]]:
    result = invoke("parse", str(path), "--columns", str(mapping))
    frames = [json.loads(line) for line in result.stdout.splitlines()]
    assert frames[-2]["complete"], [f for f in frames if f["type"] == "notice"]
    return [f for f in frames if f["type"] == "finding"]


EXPECTED = [
    ("CD74::NRG1", "chr5", 150404680, "-", "chr8", 32727949, "+", 40, "in", []),
    ("EML4::ALK", "chr2", 42295516, "+", "chr2", 29223528, "-", 12, "out", ["FILTERED"]),
]


def facts(found: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    names = ("fusion", "chrom5", "pos5", "strand5", "chrom3", "pos3", "strand3", "junction_reads", "in_frame")
    return [(*(f.get(n) for n in names), f.get("marks", [])) for f in found]


# -- every kind of table ---------------------------------------------------------------------------
@pytest.mark.parametrize("above", ["", "Report of run 7\n\n", "# made by our LIMS\n"])
@pytest.mark.parametrize("delimiter", ["\t", ",", ";", "|"])
def test_delimited_text(tmp_path: Path, delimiter: str, above: str) -> None:
    (tmp_path / "t.txt").write_text(text(NRG1, ALK, delimiter=delimiter, above=above), encoding="utf-8")
    found = findings(tmp_path / "t.txt", mapped(tmp_path))
    assert facts(found) == EXPECTED
    line = 2 + above.count("\n")
    assert [f["place"] for f in found] == [f"t.txt:{line}", f"t.txt:{line + 1}"]
    assert found[0]["order_from"] == "laboratory"


@pytest.mark.skipif(not workbook.available(), reason=workbook.INSTALL)
def test_a_sheet(tmp_path: Path) -> None:
    mapping = mapped(tmp_path, 'kind = "sheet"\nsheet = "fusions"')
    book = written({"Cover": [["Report"]], "Fusions": [["run", 7], HEADER, NRG1, [*ALK[:4], 12, *ALK[5:]]]})
    (tmp_path / "t.xlsx").write_bytes(book)
    found = findings(tmp_path / "t.xlsx", mapping)
    assert facts(found) == EXPECTED
    assert [f["place"] for f in found] == ["t.xlsx#/Fusions/3", "t.xlsx#/Fusions/4"]


@pytest.mark.skipif(not workbook.available(), reason=workbook.INSTALL)
def test_a_sheet_with_cells_beyond_its_header_or_of_another_name(tmp_path: Path) -> None:
    mapping = mapped(tmp_path, 'kind = "sheet"\nsheet = "Fusions"')
    result = run(
        tmp_path,
        {
            "a.xlsx": written({"Fusions": [HEADER, [*ALK, "NRG1"]]}),
            "b.xlsx": written({"Other": [HEADER, NRG1]}),
            "c.xlsx": written({"Fusions": [HEADER], "Second": [["CD74::NRG1"]]}),
        },
        {f"{n}.xlsx": {"case_id": n} for n in "abc"},
        "--columns",
        str(mapping),
    )
    assert result.verdicts == {"unreadable"}
    checked = invoke("columns", "check", str(mapping), str(tmp_path / "reports/b.xlsx"))
    assert "there is no sheet `Fusions`" in checked.stdout
    assert {"BAD_ROW", "NRG1_UNEXPLAINED"} <= result.codes


@pytest.mark.parametrize(("top", "wrap"), [("", False), ('list = "fusions"', True)])
def test_a_json_list(tmp_path: Path, top: str, wrap: bool) -> None:
    items: list[dict[str, Any]] = [dict(zip(HEADER, row, strict=True)) for row in (NRG1, ALK)]
    items[0]["Reads"] = 40
    document = {"run": "7", "fusions": items} if wrap else items
    (tmp_path / "t.json").write_text(json.dumps(document), encoding="utf-8")
    found = findings(tmp_path / "t.json", mapped(tmp_path, f'kind = "json"\n{top}'))
    assert facts(found) == EXPECTED
    assert found[0]["place"] == f"t.json#{'/fusions' if wrap else ''}/0"


def test_an_empty_json_list_says_nothing_unless_it_has_a_name(tmp_path: Path) -> None:
    mapping = mapped(tmp_path, 'kind = "json"\nlist = "fusions"')
    files: dict[str, bytes | str] = {"a.json": '{"fusions": []}', "b.json": "[]"}
    sheet = {n: {"case_id": n, "tumor_content": "40"} for n in files}
    result = run(tmp_path, files, sheet, "--columns", str(mapping))
    assert result.cases["a.json"]["verdict"] == "negative"
    assert result.cases["b.json"]["verdict"] == "unreadable"


def test_one_text_of_the_fusion_with_positions_of_another_base(tmp_path: Path) -> None:
    path = tmp_path / "mylab.toml"
    path.write_text(
        'base = 0\n[columns]\nfusion = "融合"\nchrom5 = "c1"\npos5 = "p1"\nchrom3 = "c2"\npos3 = "p2"\nallele_percent = "VAF"\n'
        '[direction]\nrule = "column"\ncolumn = "order"\nforward = ["5-3"]\nreversed = ["3-5"]\n',
        encoding="utf-8",
    )
    rows = "融合,c1,p1,c2,p2,VAF,order\nCD74::NRG1,5,149,8,31,12.5,5-3\nNRG1::CD74,8,31,5,149,3%,3-5\nA2M-NRG1,12,7,8,31,,?\n"
    (tmp_path / "t.csv").write_text(rows, encoding="utf-8")
    found = findings(tmp_path / "t.csv", path)
    names = ("gene5_reported", "gene3_reported", "pos5", "pos3", "allele_fraction")
    assert [tuple(f.get(n) for n in names) for f in found] == [
        ("CD74", "NRG1", 150, 32, 0.125),
        ("CD74", "NRG1", 150, 32, 0.03),
        ("A2M", "NRG1", 8, 32, None),
    ]
    assert [f.get("order_known", True) for f in found] == [True, True, False]


# -- several samples -------------------------------------------------------------------------------
def test_samples_are_cases_and_a_word_for_nothing_found_earns_a_negative(tmp_path: Path) -> None:
    top = 'no_fusion = ["none detected"]'
    mapping = mapped(tmp_path, top, f'{ADEQUATE}\ntumor_content = {{ column = "Cells" }}')
    mapping.write_text(mapping.read_text().replace("[columns]", '[columns]\nsample = "ID"'), encoding="utf-8")
    nothing = ["None  detected"] * 2 + [""] * 6
    rows = [
        [*HEADER, "ID", "Cells"],
        [*NRG1, "S1", "40"],
        [*nothing, "S2", "40"],
        [*nothing, "S3", "8"],
        [*ALK, "S4", ""],
    ]
    table = "".join(";".join(row) + "\n" for row in rows)
    result = run(tmp_path, {"t.csv": table}, "", "--columns", str(mapping))
    verdicts = {case.partition("#")[2]: row["verdict"] for case, row in result.cases.items()}
    assert verdicts == {"S1": "positive", "S2": "negative", "S3": "inadequate_rna_negative", "S4": "negative"}
    assert run(tmp_path / "2", {"t.csv": table.replace(";S2", ";")}, "", "--columns", str(mapping)).code == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["", "", *NRG1[2:]], "BAD_ROW"),
        (["none", "none", *NRG1[2:]], "BAD_ROW"),
        (["none", "none", "", "", "", "", "", "but see NRG1"], "NRG1_UNEXPLAINED"),
        (["EML4", "ALK", *ALK[2:7], "NRG1 fusion too"], "NRG1_UNEXPLAINED"),
        ([*ALK[:6], "seen", ""], "BAD_CELL"),
        ([*ALK[:2], "chr2:x", *ALK[3:]], "BAD_ROW"),
        (["EML4", "A\u00e9LK", *ALK[2:]], "BAD_ROW"),
        (ALK[:5], "TRUNCATED"),
    ],
)
def test_what_a_row_does_not_explain_costs_the_negative(tmp_path: Path, row: list[str], code: str) -> None:
    mapping = mapped(tmp_path, 'no_fusion = ["none"]')
    good = run(
        tmp_path / "good", {"t.tsv": text(ALK)}, {"t.tsv": {"tumor_content": "40"}}, "--columns", str(mapping)
    )
    assert good.verdicts == {"negative"}
    bad = run(
        tmp_path / "bad",
        {"t.tsv": text(ALK, row)},
        {"t.tsv": {"tumor_content": "40"}},
        "--columns",
        str(mapping),
    )
    assert bad.verdicts == {"unreadable"}
    assert code in bad.codes


def test_a_word_of_the_filter_that_is_not_listed_does_not_hide_a_fusion(tmp_path: Path) -> None:
    mapping = mapped(tmp_path)
    row = [*NRG1[:6], "ok; new_word", ""]
    assert run(tmp_path / "a", {"t.tsv": text(row)}, None, "--columns", str(mapping)).verdicts == {"positive"}
    row = [*NRG1[:6], "artefact", ""]
    assert run(tmp_path / "b", {"t.tsv": text(row)}, None, "--columns", str(mapping)).verdicts != {"positive"}


def test_a_column_that_stands_twice_is_a_problem_only_where_it_is_used(tmp_path: Path) -> None:
    mapping = mapped(tmp_path)
    for name, code in (("Comment", 0), ("Reads", 1)):
        rows = "\t".join([*HEADER, name]) + "\n" + "\t".join([*ALK, "1"]) + "\n"
        assert run(tmp_path / name, {"t.tsv": rows}, None, "--columns", str(mapping)).code == code


# -- what is stated of the assay -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("assay", "sheet", "verdict", "warned"),
    [
        (ADEQUATE, {}, "negative", False),
        ('nrg1_coverage = "yes"\nqc = "pass"', {}, "negative", False),
        ("", {}, "inadequate_rna_negative", False),
        ('qc = "pass"', {"nrg1_coverage": "yes"}, "negative", False),
        (ADEQUATE, {"qc": "fail"}, "inadequate_rna_negative", True),
        ('nrg1_coverage = "yes"\nqc = "fail"', {"qc": "pass"}, "inadequate_rna_negative", True),
        ('nrg1_coverage = "no"\nqc = "pass"', {"nrg1_coverage": "yes"}, "inadequate_rna_negative", True),
        ('nrg1_coverage = "yes"\nqc = "pass"', {"nrg1_coverage": "unknown"}, "inadequate_rna_negative", True),
        ('nrg1_coverage = "yes"\nqc = "pass"', {"molecule": "DNA"}, "dna_only_negative", False),
        (f'{ADEQUATE}\ntumor_content = "60"', {"tumor_content": "5"}, "inadequate_rna_negative", True),
    ],
)
def test_statements_count_as_in_a_sheet_and_the_less_trusting_holds(
    tmp_path: Path, assay: str, sheet: dict[str, str], verdict: str, warned: bool
) -> None:
    sheet = {"tumor_content": "40" if "tumor" not in assay else "", **sheet}
    result = run(
        tmp_path, {"t.tsv": text(ALK)}, {"t.tsv": sheet}, "--columns", str(mapped(tmp_path, "", assay))
    )
    assert result.verdicts == {verdict}
    assert ("SHEET_DISAGREES" in result.codes) == warned


def test_a_word_for_quality_that_is_not_explained_costs_the_negative(tmp_path: Path) -> None:
    assay = 'nrg1_coverage = "yes"\nqc = { column = "Comment", values = { "good" = "pass" } }'
    for word, verdict in (("good", "negative"), ("fail", "inadequate_rna_negative"), ("so-so", "unreadable")):
        files: dict[str, bytes | str] = {"t.tsv": text([*ALK[:7], word])}
        sheet = {"t.tsv": {"tumor_content": "40", "qc": "pass"}}
        mapping = mapped(tmp_path, "", assay)
        assert run(tmp_path / word, files, sheet, "--columns", str(mapping)).verdicts == {verdict}


def test_rows_of_one_arm_that_differ_in_a_fact_cannot_be_told_apart(tmp_path: Path) -> None:
    mapping = mapped(tmp_path, "", f'{ADEQUATE}\nspecimen = {{ column = "Comment" }}')
    rows = text([*ALK[:7], "block-A"], [*ALK[:7], "block-B"])
    assert run(tmp_path, {"t.tsv": rows}, None, "--columns", str(mapping)).verdicts == {"unreadable"}


# -- beside the shipped formats --------------------------------------------------------------------
GENES = '{top}\n[columns]\ngene5 = "{a}"\ngene3 = "{b}"\n[assay]\nmolecule = "RNA"\nnrg1_coverage = "yes"\nqc = "pass"\n'


def read_as(folder: Path, report: str, toml: str) -> tuple[str, set[str], str]:
    """The parser that read it, the codes of its notices, and the verdict."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mylab.toml").write_text(toml, encoding="utf-8")
    result = run(
        folder, {"t.tsv": report}, {"t.tsv": {"tumor_content": "40"}}, "--columns", str(folder / "mylab.toml")
    )
    arms = (result.out / "assays.tsv").read_text(encoding="utf-8").splitlines()
    return arms[1].split("\t")[3], result.codes, next(iter(result.verdicts))


def test_a_mapping_that_knows_less_of_a_table_does_not_take_it_from_a_shipped_format(tmp_path: Path) -> None:
    """Its coverage, stated for another table, would make a negative of a file that says nothing of its assay."""
    toml = GENES.format(top="", a="gene1", b="gene2")
    assert read_as(tmp_path / "a", ARRIBA, toml) == ("arriba", {"ALSO_FITS"}, "inadequate_rna_negative")


def test_a_mapping_of_other_columns_of_a_shipped_format_is_a_tie_until_it_says_so(tmp_path: Path) -> None:
    report = STAR.rstrip("\n") + "\tOur status\n" + star().rstrip("\n") + "\tok\n"
    more = 'junction_reads = "JunctionReadCount"\n[filter]\ncolumn = "Our status"\npassed = ["ok"]\n[assay]'
    toml = GENES.format(top="{top}", a="LeftGene", b="RightGene").replace("[assay]", more)
    parser, codes, verdict = read_as(tmp_path / "a", report, toml.format(top=""))
    assert (parser, verdict) == ("", "unreadable")
    assert "AMBIGUOUS_FORMAT" in codes
    parser, codes, verdict = read_as(tmp_path / "b", report, toml.format(top='instead_of = ["star_fusion"]'))
    assert parser == "columns:mylab"
    assert "ALSO_FITS" in codes
    assert verdict == "equivocal", "the order of the genes is not stated, and the mapping has no positions"
    sniffed = invoke("sniff", str(tmp_path / "a/reports/t.tsv"), "--columns", str(tmp_path / "a/mylab.toml"))
    assert 'instead_of = ["star_fusion"]' in sniffed.stdout


def test_what_a_shipped_parser_distrusts_stays_distrusted(tmp_path: Path) -> None:
    report = (Path(__file__).parents[1] / "fixtures/fusion_inspector").glob("*.tsv")
    header = next(p.read_text(encoding="utf-8").split("\n")[0] for p in sorted(report))
    toml = GENES.format(top='instead_of = ["fusion_inspector"]', a="LeftGene", b="RightGene")
    parser, _, verdict = read_as(tmp_path, f"{header}\n", toml)
    assert parser == "columns:mylab"
    assert verdict != "negative", "a re-checker of given candidates"


def test_two_mappings_that_fit_are_a_tie_unless_one_knows_more(tmp_path: Path) -> None:
    for name, more in (("a", ""), ("b", 'total_reads = "n"'), ("c", 'event = "kind"')):
        toml = f'[columns]\nfusion = "pair"\n{more}\n'
        (tmp_path / f"{name}.toml").write_text(toml, encoding="utf-8")
    (tmp_path / "t.csv").write_text("pair,n,kind\nEML4::ALK,3,x\n", encoding="utf-8")
    names = [f"--columns={tmp_path / n}.toml" for n in "abc"]
    assert "\tcolumns:b\t" in invoke("sniff", str(tmp_path / "t.csv"), *names[:2]).stdout
    tie = invoke("sniff", str(tmp_path / "t.csv"), *names).stdout
    assert "fits several formats: columns:b and columns:c" in tie
    named = invoke("parse", str(tmp_path / "t.csv"), *names, "--parser", "columns:a")
    assert named.exit_code == 0
