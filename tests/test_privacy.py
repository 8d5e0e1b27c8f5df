"""Names, record numbers, birth dates, physicians, addresses and embedded documents reach no output, stream or log.

With `--hash-ids` neither do ids, nor the names of files and folders.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fusionflag import identity
from fusionflag.evidence import Evidence
from fusionflag.model import Assay
from fusionflag.reading import Report, open_report
from fusionflag.testing import fixture_files, lacks
from tests.conftest import SAMPLES
from tests.files import invoke, run, table

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
