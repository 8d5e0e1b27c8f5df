"""Columns files: what a person is told of a wrong one, and the folder of a laboratory."""

from __future__ import annotations

from pathlib import Path

import pytest

from fusionflag.columns.mapping import load
from fusionflag.columns.toml import ColumnsError
from tests.files import invoke, run
from tests.test_columns import ALK, NRG1, mapped, text


def test_a_column_that_the_table_lacks_is_named(tmp_path: Path) -> None:
    mapping = mapped(tmp_path)
    (tmp_path / "t.csv").write_text(
        text(NRG1, delimiter=",").replace("Break B", "Breakpoint B"), encoding="utf-8"
    )
    sniffed = invoke("sniff", str(tmp_path / "t.csv"), "--columns", str(mapping))
    assert sniffed.exit_code == 1
    assert "it looks like mylab" in sniffed.stdout
    assert "but column `Break B` is missing" in sniffed.stdout
    result = invoke("run", str(tmp_path / "t.csv"), "--columns", str(mapping))
    assert "\tunreadable\t" in result.stdout
    assert "mylab.toml fits none of the reports" in result.stderr
    checked = invoke("columns", "check", str(mapping), str(tmp_path / "t.csv"))
    assert checked.exit_code == 1
    assert "column `Break B` is missing" in checked.stdout


def test_an_optional_column_may_be_absent(tmp_path: Path) -> None:
    table = text(ALK).replace("\tFrame", "\tF")
    for top, code in (("", 1), ('optional = ["frame"]', 0)):
        assert (
            run(tmp_path / str(code), {"t.tsv": table}, None, "--columns", str(mapped(tmp_path, top))).code
            == code
        )


SLIPS = [
    ('[columns]\ngene_5 = "a"', 2, "`gene_5` is not known in [columns]; did you mean `gene5`?"),
    ('[columms]\ngene5 = "a"', 1, "`columms` is not known; did you mean `columns`?"),
    ('gene5 = "a"', 1, "`gene5` does not belong here; it stands under [columns]"),
    ('[columns]\nkind = "table"', 2, "it stands above the first [section]"),
    ('[columns]\ngene5 = "a"', 1, "needs `gene5` and `gene3`, or `fusion`"),
    ('[columns]\ngene5 = "a"\ngene3 = "a"', 3, "`gene3` and `gene5` are the same column"),
    ("[columns]\nfusion = 3", 2, "`fusion` must be a text in quotes"),
    ('kind = "tabel"\n[columns]\nfusion = "f"', 1, "did you mean 'table'?"),
    ('kind = "sheet"\n[columns]\nfusion = "f"', 1, "the name of the sheet"),
    ('base = 2\n[columns]\nfusion = "f"', 1, "`base` must be 0 or 1"),
    ('optional = ["fusion"]\n[columns]\nfusion = "f"', 1, "cannot be optional"),
    (
        '\n# x\n[columns]\nfusion = "f"\n\n[assay]\nqc = "passed it"',
        7,
        "`qc` must be one of pass, fail, borderline",
    ),
    ('[columns]\nfusion = "f"\n[assay]\nqc = { colum = "x" }', 4, "`colum` is not known here"),
    (
        '[columns]\nfusion = "f"\n[assay]\nqc = { column = "x", values = { a = "good" } }',
        4,
        "`qc` must be one of",
    ),
    ('[columns]\nfusion = "f"\npos5 = "p"', 3, "`pos5` needs `chrom5` beside it"),
    ('[columns]\nfusion = "f"\n[filter]\ncolumn = "s"', 4, "needs `passed`"),
    ('[columns]\nfusion = "f"\n[direction]\nrule = "column"', 4, "needs `column` and `forward`"),
    ('[columns]\nfusion = "f"\n[frame]\nin = ["x"]', 3, "[frame] needs `column`"),
    (
        '[columns]\nfusion = "f"\n[filter]\ncolumn = "s"\npassed = ["a"]\nrejected = ["A "]',
        6,
        "a word stands in",
    ),
    ("[columns]\nfusion = f", 2, "is not TOML"),
    ('[columns\nfusion = "f"', 1, "is not TOML"),
    ('instead_of = ["aribba"]\n[columns]\nfusion = "f"', 1, "which is no format"),
]


@pytest.mark.parametrize(("toml", "line", "what"), SLIPS, ids=[s[2][:40] for s in SLIPS])
def test_a_slip_is_told_with_its_line_and_key(tmp_path: Path, toml: str, line: int, what: str) -> None:
    path = tmp_path / "mylab.toml"
    path.write_text(f"{toml}\n", encoding="utf-8")
    result = invoke("columns", "check", str(path))
    assert result.exit_code == 2
    assert what in result.stderr
    assert result.stderr.startswith(f"mylab.toml:{line}: " if line else "mylab.toml: ")
    used = invoke("run", str(path), "--columns", str(path))
    assert used.exit_code == 2
    assert what in used.stderr


def test_all_slips_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "mylab.toml"
    path.write_text('kind = "x"\n[columns]\ngene6 = "a"\n[assay]\nqc = "x"\n', encoding="utf-8")
    with pytest.raises(ColumnsError) as error:
        load(path)
    assert [line.split(":")[1] for line in error.value.lines()] == ["1", "3", "5"]
    assert "and 2 more" in str(error.value)
    assert len(invoke("columns", "check", str(path)).stderr.splitlines()) == 3


# -- the laboratory's folder -----------------------------------------------------------------------
def test_a_folder_of_a_laboratory_is_picked_up(tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.mkdir()
    mapped(config, "", 'assay = "Our panel"\nqc = "pass"')
    (config / "assays.tsv").write_text(
        "assay\tnucleic_acid\tnrg1_fusion_covered\nOur panel\tRNA\tyes\n", encoding="utf-8"
    )
    files: dict[str, bytes | str] = {"t.tsv": text(ALK)}
    sheet = {"t.tsv": {"tumor_content": "40"}}
    result = run(tmp_path / "a", files, sheet, "--config", str(config))
    assert result.verdicts == {"negative"}
    assert "fits none" not in result.stderr
    (config / "assays.tsv").unlink()
    assert run(tmp_path / "b", files, sheet, "--config", str(config)).verdicts == {"inadequate_rna_negative"}
    empty = tmp_path / "empty"
    empty.mkdir()
    refused = invoke("run", str(tmp_path), "--config", str(empty))
    assert refused.exit_code == 2
    assert "holds no columns file" in refused.stderr


def test_a_columns_file_among_the_reports_is_no_report(tmp_path: Path) -> None:
    mapping = mapped(tmp_path)
    (tmp_path / "t.tsv").write_text(text(NRG1), encoding="utf-8")
    result = invoke("run", str(tmp_path), "--columns", str(mapping))
    assert "fits none" not in result.stderr
    assert result.stdout.count("\n") == 2
    assert "\tpositive\t" in result.stdout
    draft = invoke("sheet", str(tmp_path), "--columns", str(mapping)).stdout.splitlines()
    assert [line.split(",")[:2] for line in draft[1:]] == [["t.tsv", "t"]]


def test_workers_and_a_resumed_run_know_the_columns_file(tmp_path: Path) -> None:
    """Read under two workers; a changed columns file changes what the same report gives, so it is read anew."""
    mapping = mapped(tmp_path)
    for name in ("a", "b"):
        (tmp_path / "reports").mkdir(exist_ok=True)
        (tmp_path / "reports" / f"{name}.tsv").write_text(text(NRG1), encoding="utf-8")
    arguments = [
        str(tmp_path / "reports"),
        "--columns",
        str(mapping),
        "-o",
        str(tmp_path / "out"),
        "--jobs",
        "2",
    ]
    first = invoke("run", *arguments)
    assert first.stdout.count("\tpositive\t") == 2, first.stderr
    mapping.write_text(mapping.read_text().replace('["artefact"]', '["ok"]').replace('["ok"]', '["no"]', 1))
    again = invoke("run", *arguments, "--resume")
    assert again.stdout.count("\tpositive\t") == 0, "the status `ok` is a rejection now"
