"""Names, record numbers, birth dates, physicians, addresses and embedded documents reach no output, stream or log.

With `--hash-ids` neither do ids, nor the names of files and folders.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fusionflag import identity
from fusionflag.codes import Code
from fusionflag.evidence import Evidence
from fusionflag.model import Assay, Notice, Severity
from fusionflag.pseudonyms import KeyFileError, Pseudonyms, read_key
from fusionflag.reading import Report, open_report
from fusionflag.testing import fixture_files, lacks
from tests.conftest import SAMPLES
from tests.files import STAR, Run, invoke, run, star, table
from tests.xlsx_files import guardant, written

FIXTURES = Path(__file__).parents[1] / "fixtures"
FORMATS = sorted(
    p for p in FIXTURES.iterdir() if p.is_dir() and (p / "SOURCE.md").is_file() and p.name != "demo"
)
PLANTED = re.compile(
    rb"zzplanted|zz-?777001|1931-?0?2-?0?3|0?[23][/.]0?[23][/.]1931|zzphysician|zzaddress|planted\.example|zzhospital|WlpQREY",
    re.I,
)
# keys under which reports hold what must not be shown; their texts are looked for in every output
HIDDEN = re.compile(
    r"(?:full|first|last|middle)_?name|family|given|mrn|emr_?id|do?b|dateofbirth|birthdate|physician\w*|orderingmd|pathologist"
    r"|\w*address\w*|street|line|zip\w*|phone|fax|e?mail|npi|\w*institution|medfacil\w*|reportpdf|csn|signature\w*|signing\w*",
    re.I,
)
KEY = b"a key of the laboratory"


def outputs(folder: Path, paths: list[str], *more: str) -> bytes:
    """All that a run and a pipe write: files, standard output, standard error."""
    out = folder / "out"
    ran = invoke("run", *paths, *more, "-o", str(out), "--format", "html,fhir,jsonl")
    assert ran.exit_code in (0, 1), ran.output
    parsed = invoke("parse", *paths, *more)
    told = ran.stdout_bytes + ran.stderr_bytes + parsed.stdout_bytes + parsed.stderr_bytes
    for case in table(out / "cases.tsv")[:3]:
        told += invoke("explain", str(out), case["case_id"]).stdout_bytes
    written = b"".join(p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file())
    attached = re.findall(rb'"data": "([A-Za-z0-9+/=]+)"', written)
    return told + written + b"".join(map(base64.b64decode, attached))


def reports_of(folder: Path) -> list[Path]:
    return [p for p in fixture_files(folder) if not lacks(p)]


@pytest.mark.parametrize("folder", FORMATS, ids=lambda p: p.name)
def test_nothing_that_is_planted_comes_out(tmp_path: Path, folder: Path) -> None:
    paths = [str(p) for p in reports_of(folder)]
    if not paths:
        pytest.skip("openpyxl is not here")
    found = PLANTED.search(outputs(tmp_path, paths))
    assert not found, found[0]


def test_the_identity_of_every_vendors_report_is_planted() -> None:
    """The test above would pass on fixtures without identities: these formats hold some."""
    held = {p.parent.name for f in FORMATS for p in fixture_files(f) if PLANTED.search(p.read_bytes())}
    assert {"caris", "tempus", "foundation_xml", "foundation_csd", "fhir_genomics", "genminetop"} <= held


def hidden_texts(path: Path) -> Iterator[str]:
    """The texts of a JSON or XML report that stand under a key of `HIDDEN`."""
    from fusionflag.documents import document

    with open_report(path, path.name) as report:
        if not _is_document(report):
            return
        for node in document(report).walk():
            keys = node.pointer.split("/")
            text = node.text()
            if (
                len(text) >= 5
                and any(HIDDEN.fullmatch(key) for key in keys)
                and len(set(text)) > 3
                and not text.isalpha()
            ):
                yield text


def _is_document(report: Report) -> bool:
    return report.head[:1] != [] and report.head[0].lstrip("\ufeff \n")[:1] in ("{", "[", "<")


@pytest.mark.samples
def test_no_identity_of_a_sample_comes_out(samples: Path, tmp_path: Path) -> None:
    files = sorted(p for p in (samples / "vendor").rglob("*") if p.suffix in (".json", ".xml"))
    texts = {t for p in files for t in hidden_texts(p)}
    assert len(texts) > 10
    told = outputs(tmp_path, [str(p) for p in files])  # the ledger and the workbook are not text
    shown = sorted(t for t in texts if t.encode() in told)
    assert not shown


# -- hashed ids ------------------------------------------------------------------------------------
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


# -- tokens ----------------------------------------------------------------------------------------
def veiled(**facts: Any) -> Assay:
    return identity.veiled(Assay(assay_id=json.dumps(facts, sort_keys=True), molecule="RNA", **facts))


def test_tokens_say_nothing_and_tell_people_apart() -> None:
    identity.use(None)
    arm = veiled(patient_name="Doe, Jane", birth_date="1960-03-01", mrn="4711")
    assert not {"jane", "doe", "1960", "4711"} & set(
        re.split(r"\W+", f"{arm.patient_name} {arm.birth_date} {arm.mrn}")
    )
    identity.use(None)
    assert veiled(birth_date="1960-03-01").birth_date != arm.birth_date  # another run, another key


@pytest.mark.parametrize(
    ("a", "b", "people"),
    [
        ({"patient_name": "Doe, Jane"}, {"patient_name": "JANE DOE"}, 1),
        ({"patient_name": "Jane A. Doe"}, {"patient_name": "Doe, Jane"}, 1),
        ({"patient_name": "Jane Anna Doe"}, {"patient_name": "Doe, Jane"}, 1),
        ({"patient_name": "José Müller"}, {"patient_name": "jose MULLER"}, 1),
        ({"patient_name": "Jane Doe"}, {"patient_name": "Janet Doe"}, 2),
        ({"patient_name": "Doe"}, {"patient_name": "Jane Doe"}, 2),
        ({"birth_date": "1960-03-01"}, {"birth_date": "01.03.1960"}, 1),
        ({"birth_date": "1960-03-01"}, {"birth_date": "19600301"}, 1),
        ({"birth_date": "1960-03-01"}, {"birth_date": "1960-03-02"}, 2),
        ({"birth_date": "1960-03-25"}, {"birth_date": "03/25/1960"}, 1),
        ({"birth_date": "1960-03-04"}, {"birth_date": "04/03/1960"}, 1),  # not told apart: no statement
        ({"birth_date": "1960-03-01", "patient_name": "Jane Doe"}, {"patient_name": "Jane Doe"}, 1),
        ({"mrn": "1"}, {"mrn": "2"}, 1),  # every issuer has its own numbers
    ],
)
def test_who_is_one_person(a: dict[str, str], b: dict[str, str], people: int) -> None:
    identity.use(b"tests")
    found = Evidence.of([veiled(**a), veiled(**b)]).identities
    assert len(found) == people


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("2010-06-01", "2026-05-31", 15.0),
        ("2008-06-01", "2026-06-01", 18.0),
        ("1900-01-01", "2026-06-01", 90.0),
        ("2026-06-02", "2026-06-01", None),
        ("", "2026-06-01", None),
        ("2010-06-01", "", None),
    ],
)
def test_age_on_the_day_of_the_report(born: str, on: str, age: float | None) -> None:
    assert veiled(birth_date=born, report_date=on).age == age


def test_two_patients_in_one_case_are_unreadable_and_each_a_case_of_its_own(tmp_path: Path) -> None:
    clean = (FIXTURES / "caris" / "rna_clean.json").read_text()
    other = re.sub("Zzplanted", "Somebody", clean)
    assert other != clean
    sheet = {"a.json": {"case_id": "c"}, "b.json": {"case_id": "c"}}
    found = run(tmp_path, {"a.json": clean, "b.json": other}, sheet)
    assert found.cases["c"]["verdict"] == "unreadable"
    assert found.cases["c"]["reasons"] == "IDENTITY_CONFLICT"
    assert {found.cases["c#1"]["verdict"], found.cases["c#2"]["verdict"]} == {"negative"}
    same = run(tmp_path / "2", {"a.json": clean, "b.json": clean}, sheet)
    assert same.cases["c"]["verdict"] == "negative"


assert SAMPLES.name == "samples"
