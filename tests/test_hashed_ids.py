"""`--hash-ids`: ids, parts of paths and what texts quote of reports are hashed in every output."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fusionflag.codes import Code
from fusionflag.model import Notice, Severity
from fusionflag.pseudonyms import KeyFileError, Pseudonyms, read_key
from fusionflag.reading import Report
from tests.files import STAR, Run, invoke, run, star, table
from tests.test_privacy import FIXTURES, FORMATS, KEY, PLANTED, outputs, reports_of
from tests.xlsx_files import guardant, written


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_bytes(KEY)
    return path


def ids_of(out: Path) -> set[str]:
    """The ids of a run, and the parts of its paths, as far as they cannot be part of something else."""
    found: set[str] = set()
    for name in ("cases", "assays", "findings", "markers", "notices"):
        for row in table(out / f"{name}.tsv"):
            for column in ("case_id", "specimen", "sample", "report_file"):
                found |= set(re.split("[/#]", row.get(column, "")))
    return {text for text in found if len(text) >= 5 and any(c.isdigit() for c in text)}


@pytest.mark.parametrize("folder", FORMATS, ids=lambda p: p.name)
def test_hashed_ids_hide_every_id_and_path(tmp_path: Path, key: Path, folder: Path) -> None:
    home = tmp_path / "Zzfolder-4711" / "reports-of-1999"
    home.mkdir(parents=True)
    for path in reports_of(folder):
        shutil.copy(path, home / f"Zzfile-0815-{path.name}")
    root = str(tmp_path / "Zzfolder-4711")
    plain = tmp_path / "plain"
    if invoke("run", root, "-o", str(plain)).exit_code not in (0, 1):
        pytest.skip("openpyxl is not here")
    told = outputs(tmp_path, [root], "--hash-ids", str(key)).decode("utf-8", "replace")
    assert "Zzfolder" not in told
    assert "Zzfile" not in told
    shown = sorted(text for text in ids_of(plain) if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", told))
    assert not shown
    mine, hashed = table(plain / "cases.tsv"), table(tmp_path / "out" / "cases.tsv")
    assert sorted(c["verdict"] for c in mine) == sorted(c["verdict"] for c in hashed)
    assert not PLANTED.search(told.encode())


def test_hashed_ids_keep_who_belongs_together(tmp_path: Path, key: Path) -> None:
    sheet = {
        "Zza.tsv": {"case_id": "Zzcase-1", "specimen": "Zzblock-1", "run": "Zzrun-1"},
        "Zzb.tsv": {"case_id": "Zzcase-1", "specimen": "Zzblock-1", "run": "Zzrun-1"},
        "Zzc.tsv": {"case_id": "Zzcase-2", "sample": "Zzsample", "molecule": "Zzunknown"},
    }
    files = {name: STAR + star() for name in sheet}
    found = run(tmp_path, dict(files), sheet, "--hash-ids", str(key))
    assert len(found.cases) == 2
    everything = (
        found.output
        + found.stderr
        + "".join(p.read_bytes().decode("utf-8", "replace") for p in found.out.iterdir())
    )
    assert "Zz" not in everything
    own = Pseudonyms(KEY)
    assert set(found.cases) == {own.mask("Zzcase-1"), own.mask("Zzcase-2")}
    again = run(tmp_path / "2", dict(files), sheet, "--hash-ids", str(key))
    assert set(again.cases) == set(found.cases)
    other = tmp_path / "other"
    other.write_bytes(b"another key of the laboratory")
    assert not set(run(tmp_path / "3", dict(files), sheet, "--hash-ids", str(other)).cases) & set(found.cases)


@pytest.mark.parametrize(
    "rows",
    [
        "Zz1/a.tsv,c\nZz1/a.tsv,d\n",
        "Zz1/a.tsv,c\nZz1/../Zz1/a.tsv,d\n",
        "Zz1/a.tsv,c,Zzsample\nZz1/a.tsv,d,Zzsample\n",
    ],
)
def test_hashed_ids_hide_what_an_error_of_the_sheet_quotes(tmp_path: Path, key: Path, rows: str) -> None:
    (tmp_path / "Zz1").mkdir()
    (tmp_path / "Zz1" / "a.tsv").write_text(STAR)
    sheet = tmp_path / "cases.csv"
    sheet.write_text(f"path,case_id,sample\n{rows}")
    for command in ("run", "parse"):
        plain = invoke(command, "--sample-sheet", str(sheet))
        assert plain.exit_code == 2
        assert "Zz1/a.tsv" in plain.stderr
        hashed = invoke(command, "--sample-sheet", str(sheet), "--hash-ids", str(key))
        assert hashed.exit_code == 2
        assert "Zz" not in hashed.stderr
        assert "cases.csv:3" in hashed.stderr
        assert "`sample`" in hashed.stderr


def test_a_key_that_could_be_guessed_is_refused(tmp_path: Path, key: Path) -> None:
    short = tmp_path / "short"
    short.write_bytes(b"secret\n")
    with pytest.raises(KeyFileError, match="16 bytes"):
        read_key(short)
    assert read_key(key) == KEY
    (tmp_path / "a.tsv").write_text(STAR)
    refused = invoke("run", str(tmp_path / "a.tsv"), "--hash-ids", str(short))
    assert refused.exit_code == 2
    assert "secret" not in refused.output + refused.stderr


def test_a_failing_parser_does_not_tell_what_it_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception's message may quote the report."""
    import dataclasses

    from fusionflag import readfile, registry

    def fails(report: Report) -> Iterator[Any]:
        raise ValueError("could not convert string to float: 'Zzplanted Marker'")
        yield

    broken = [
        dataclasses.replace(p, read=fails) if p.name == "star_fusion" else p for p in registry.parsers()
    ]
    monkeypatch.setattr(readfile, "parsers", lambda: tuple(broken))
    found = run(tmp_path, {"a.tsv": STAR}, "")
    assert Code.PARSER_FAILED in found.codes
    text = "".join(p.read_bytes().decode("utf-8", "replace") for p in found.out.iterdir())
    assert "ValueError" in text
    assert "Zzplanted" not in text


# -- texts that quote reports ----------------------------------------------------------------------
def everything(found: Run) -> str:
    return (
        found.output
        + found.stderr
        + "".join(p.read_bytes().decode("utf-8", "replace") for p in sorted(found.out.iterdir()))
    )


TSO = (FIXTURES / "tso500_combined" / "odd.rows.tsv").read_text()
TEMPUS = (FIXTURES / "tempus" / "v3.rna_clean.json").read_text()
MERGED = (FIXTURES / "sv_merge" / "survivor.v1.0.7.positive.vcf").read_text()
PAIR = (FIXTURES / "manta" / "v1.6.somatic.positive.vcf").read_text()
NOTES = '"notes": null,'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a Latin-1 line of a document", TEMPUS.replace("Zzhospital", "Zzh\xf6spital Anna Mueller").encode("latin-1")),
        ("a Latin-1 line of a table", (STAR + star()).encode() + "Anna M\xfcller, Anna Mueller\n".encode("latin-1")),
        ("a key that stands twice", TEMPUS.replace(NOTES, f'"Anna Mueller": 1, "Anna Mueller": 2, {NOTES}', 1).encode()),
        ("a text where a list is", TEMPUS.replace('"variants": []', '"variants": "Anna Mueller"').encode()),
        ("a line of free text", TSO.replace("\n\n[", "\nAnna Mueller has NRG1\n\n[", 1).encode()),
        ("a row of many cells", (STAR + star(left="").replace("\n", "\tAnna Mueller\n")).encode()),
        ("a comment in a table", (STAR + "# NRG1 of Anna Mueller\n" + star()).encode()),
    ],
)  # fmt: skip
def test_no_notice_quotes_a_line_or_a_free_text(tmp_path: Path, name: str, text: bytes) -> None:
    assert b"Mueller" in text, name
    found = run(tmp_path, {"a.tsv": text}, "")
    assert found.codes, name
    assert "Mueller" not in everything(found)


def test_no_notice_quotes_the_title_of_a_sheet(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    found = run(tmp_path, {"a.xlsx": written({"Anna Mueller": [["gene", "call"], ["KRAS", 1]]})}, "")
    assert Code.UNKNOWN_FORMAT in found.codes
    assert "Mueller" not in everything(found)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("JSON key", TEMPUS.replace('"report": {', '"report": {"Mueller": {"Mueller Anna": "NRG1"}, ', 1), Code.NRG1_UNEXPLAINED),
        ("key as text", TEMPUS.replace(NOTES, f'"Mueller": 1, "Mueller": 2, {NOTES}', 1), Code.PARTIAL_TABLE),
        ("VCF columns of a merge", MERGED.replace("TUMOR_M31_1", "Mueller").replace("TUMOR_M31", "manta"), ""),
        ("VCF column of the normal", PAIR.replace("NORMAL", "MUELLER").replace("normal", "MUELLER"), ""),
        ("gene pair", TSO.replace("\nNRG1\t", "\nMuellerAnna\t"), Code.BAD_ROW),
        ("column of a table", STAR.replace("\n", "\tMueller\tMueller\n", 1) + star().replace("\n", "\tx\ty\n"), ""),
    ],
)  # fmt: skip
def test_hashed_ids_hide_what_a_text_quotes(
    tmp_path: Path, key: Path, name: str, text: str, code: str
) -> None:
    assert "mueller" in text.lower(), name
    found = run(tmp_path, {"a.x": text}, "", "--hash-ids", str(key))
    assert not code or code in found.codes, name
    assert "mueller" not in everything(found).lower()


def test_hashed_ids_hide_titles_and_columns(tmp_path: Path, key: Path) -> None:
    pytest.importorskip("openpyxl")
    book = written(guardant([]) | {"Mueller Anna": [["gene"], ["NRG1"]]})
    sheet = {"a.xlsx": {"case_id": "c", "Mueller Anna": "x"}}
    found = run(tmp_path, {"a.xlsx": book}, sheet, "--hash-ids", str(key))
    assert {Code.NRG1_UNEXPLAINED, Code.UNKNOWN_COLUMN} <= found.codes
    assert "Mueller" not in everything(found)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("column `FusionName` is missing", True),
        ("column `Mueller Anna` is missing", False),
        ("the reports' own words, 'Mueller Anna' and `Mueller`", False),
        ("the parser `star_fusion` failed", True),
        ("no quotes at all, but the reader's apostrophe", True),
    ],
)
def test_only_our_own_words_are_quoted_under_a_key(text: str, shown: bool) -> None:
    note = Pseudonyms(KEY).frame(Notice(code=Code.BAD_ROW, severity=Severity.ERROR, text=text, place=""))
    assert (note.text == text) is shown
    assert "Mueller" not in note.text


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("#/genomicVariants/0/gene", True),
        ("#/Fusions/7/B", True),
        ("#/Mueller Anna/7/B", False),
        ("#/Mueller/0", False),
        ("#/results/P-0990001-T01/0", False),
        ("#/results/19310203", False),
    ],
)
def test_a_pointer_shows_the_keys_that_parsers_ask_for(place: str, shown: bool) -> None:
    masked = Pseudonyms(KEY).place("a.json" + place, ["a.json"])
    assert masked.endswith(place) is shown
    assert "Mueller" not in masked
    assert "0990001" not in masked
