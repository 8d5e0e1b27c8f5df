"""What the reports of Caris and Tempus share: no identity comes out, names lead to assays, one case, words and codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from fusionflag import assays, clinical
from fusionflag.model import Assay, Finding, Marker
from fusionflag.testing import fixture_files, read_bytes
from tests.reports import FIXTURES, of

PLANTED = (
    "Zzplanted",
    "1931",
    "777001",
    "Zzphysician",
    "Zzaddress",
    "planted.example",
    "Zzhospital",
    "010-7770",
)


# -- identity and names ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "file", [f for name in ("caris", "tempus") for f in fixture_files(FIXTURES / name)], ids=str
)
def test_no_identity_leaves_the_reader(file: Path) -> None:
    shown = "\n".join(repr(f) for f in read_bytes(file.read_bytes(), "report"))
    assert any(word in file.read_text(encoding="utf-8") for word in PLANTED)
    assert not [word for word in PLANTED if word in shown]


@pytest.mark.parametrize(
    "file", [f for name in ("caris", "tempus") for f in fixture_files(FIXTURES / name)], ids=str
)
def test_the_names_of_an_assay_lead_to_one_row_of_the_registry(file: Path) -> None:
    for arm in of(Assay, read_bytes(file.read_bytes(), "report")):
        if arm.molecule in ("IHC", "unknown"):
            continue
        rows = {
            entry.assay
            for name in arm.assay_reported.split("; ")
            for entry in assays.default().entries
            if assays.fold(name) in entry.names
        }
        assert len(rows) == 1, (arm.assay_reported, rows)


@pytest.mark.parametrize(
    "file", [f for name in ("caris", "tempus") for f in fixture_files(FIXTURES / name)], ids=str
)
def test_arms_findings_and_markers_of_a_report_are_one_case(file: Path) -> None:
    frames = read_bytes(file.read_bytes(), "report")
    assert len({f.case_id for f in frames if isinstance(f, Assay | Finding | Marker)}) == 1
    keys = {(a.sample, a.molecule) for a in of(Assay, frames)}
    assert {(f.sample, f.molecule) for f in frames if isinstance(f, Finding | Marker)} <= keys
    assert all(a.case_hint for a in of(Assay, frames))


# -- words -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sentence", "frame"),
    [
        ("Exon 6 of CD74 (NM_1.2) is joined in-frame to exon 6 of NRG1.", "in"),
        ("This fusion is in-frame and has been reported.", "in"),
        ("This fusion is predicted to be in-frame and encode an intact domain. It may be active.", "in"),
        ("This fusion is out-of-frame.", "out"),
        ("This fusion is not predicted to be in-frame.", "out"),
        ("This fusion may be in-frame.", "unknown"),
        ("It is unknown whether this fusion is in-frame.", "unknown"),
        ("In-frame fusions of this gene are known.", "unknown"),
        ("", "unknown"),
    ],
)
def test_frame_by_exact_words(sentence: str, frame: str) -> None:
    assert clinical.frame(sentence) == frame


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("C25,C25.9", ["ICD-10 C25.9"]),
        ("C81-C96,C96.9", ["ICD-10 C96.9"]),
        ("C34.1, 8140/3", ["ICD-10 C34.1", "ICD-O-3 8140/3"]),
        ("8140/3,8070/3", []),
        ("Neoplasm, not otherwise specified", []),
    ],
)
def test_codes(text: str, codes: list[str]) -> None:
    assert clinical.codes(text) == codes
