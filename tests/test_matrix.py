"""One case in every vendor's format: RNA clean, DNA only, NRG1 not on the list, RNA failed, pending, cut short.

Six different pairs of verdict and reason, and only the first is a negative.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.files import Run, run

FIXTURES = Path(__file__).parents[1] / "fixtures"
PAIRS = {
    "clean": ("negative", "RNA_NEGATIVE"),
    "dna only": ("dna_only_negative", "DNA_ONLY"),
    "not on the list": ("inadequate_rna_negative", "REPORT_LIST_EXCLUDES_NRG1"),
    "rna failed": ("inadequate_rna_negative", "RNA_FAILED"),
    "pending": ("unreadable", "PENDING"),
    "cut short": ("unreadable", "UNREAD_INPUT"),
}
# what each format can express, as files of its fixtures; `cut short` is the clean one (or the nearest to it) without its end
METRICS = "tso500_metrics/v2.6.run.tsv"
MATRIX: dict[str, dict[str, tuple[str, ...]]] = {
    "TSO500": {
        "clean": ("tso500_combined/v2.6.rna_clean.tsv", METRICS),
        "dna only": ("tso500_combined/v2.6.dna_only.tsv", METRICS),
    },
    "Caris JSON": {
        "clean": ("caris/rna_clean.json",),
        "dna only": ("caris/dna_only.json",),
        "rna failed": ("caris/rna_failed.json",),
        "pending": ("caris/pending.json",),
    },
    "Foundation Medicine XML": {
        "clean": ("foundation_xml/rna_clean.xml",),
        "dna only": ("foundation_xml/cdx_dna_only.xml",),
        "rna failed": ("foundation_xml/rna_failed.xml",),
    },
    "Foundation Medicine CSD": {"dna only": ("foundation_csd/nothing_found.json",)},
    "Tempus 1.x": {"dna only": ("tempus/v1.rna_awaited.json",), "pending": ("tempus/v1.preliminary.json",)},
    "Tempus 3.x": {
        "clean": ("tempus/v3.rna_clean.json",),
        "dna only": ("tempus/v3.dna_only.json",),
        "pending": ("tempus/v3.pending.json",),
    },
    "FHIR": {
        "clean": ("fhir_genomics/rna_clean.json",),
        "dna only": ("fhir_genomics/dna_only.json",),
        "not on the list": ("fhir_genomics/not_on_list.json",),
        "rna failed": ("fhir_genomics/rna_failed.json",),
        "pending": ("fhir_genomics/pending.json",),
    },
    "GenMineTOP": {"dna only": ("genminetop/dna_only.xml",)},
    "C-CAT": {"dna only": ("ccat_cats/dna_only.json",)},
    "Guardant": {"dna only": ("guardant_tsv/negative.tsv",)},
    "Guardant workbook": {"dna only": ("guardant_xlsx/negative.xlsx",)},
    "TSO500 ctDNA": {"dna only": ("tso500_ctdna/v2.6.negative.tsv",)},
    "ORANGE": {"dna only": ("orange/dna_only.json",), "rna failed": ("orange/rna_failed.json",)},
    "MSK CVR": {"dna only": ("msk_cvr/dna_only.json",), "pending": ("msk_cvr/pending.json",)},
}
CELLS = [(vendor, state) for vendor, states in MATRIX.items() for state in states]


def case_of(folder: Path, files: dict[str, bytes]) -> dict[str, str]:
    """The one case of these reports that is more than metrics without results."""
    found: Run = run(folder, dict(files), "")
    rows = [c for c in found.cases.values() if "COMPANION_ALONE" not in c["reasons"]]
    assert len(rows) == 1, found.cases
    return rows[0]


def read(paths: tuple[str, ...]) -> dict[str, bytes]:
    if any(path.endswith(".xlsx") for path in paths):
        pytest.importorskip("openpyxl")
    return {path.rpartition("/")[2]: (FIXTURES / path).read_bytes() for path in paths}


@pytest.mark.parametrize(("vendor", "state"), CELLS)
def test_each_state_has_its_own_verdict_and_reason(tmp_path: Path, vendor: str, state: str) -> None:
    case = case_of(tmp_path, read(MATRIX[vendor][state]))
    verdict, reason = PAIRS[state]
    assert (case["verdict"], reason in case["reasons"].split(";")) == (verdict, True), case["reasons"]
    others = {r for name, (v, r) in PAIRS.items() if name != state and v == verdict}
    assert not others & set(case["reasons"].split(";"))
    assert (case["verdict"] == "negative") is (state == "clean")


@pytest.mark.parametrize(
    ("file", "limit", "verdict"),
    [
        ("archer_json/rna_clean.json", "10", "negative"),
        ("archer_json/rna_clean.json", "500", "inadequate_rna_negative"),
        ("archer_json/rna_clean.json", "", "inadequate_rna_negative"),
        ("archer_json/wrapped_failed.json", "10", "inadequate_rna_negative"),
    ],
)
def test_archer_passes_by_the_laboratorys_own_limit_only(
    tmp_path: Path, file: str, limit: str, verdict: str
) -> None:
    """The usual limit of Archer's start sites is remembered, not sourced: it fails an arm, but passes none."""
    limits = f"UNIQUE_RNA_START_SITES_PER_GSP2_CONTROL>={limit}" if limit else ""
    own = tmp_path / "mylab.tsv"
    own.write_text(
        f"assay\tnucleic_acid\tnrg1_fusion_covered\tqc_limits\nour FusionPlex\tRNA\tyes\t{limits}\n"
    )
    files = read((file,))
    sheet = {next(iter(files)): {"case_id": "c", "assay": "our FusionPlex"}}
    assert run(tmp_path, dict(files), sheet, "--assays", str(own)).cases["c"]["verdict"] == verdict


@pytest.mark.parametrize("vendor", list(MATRIX))
@pytest.mark.parametrize("keep", [0.35, 0.6, 0.85, 0.97])
def test_a_report_that_was_cut_short_is_unreadable(tmp_path: Path, vendor: str, keep: float) -> None:
    states = MATRIX[vendor]
    files = read(states.get("clean") or states["dna only"])
    name = next(iter(files))
    whole = files[name]
    cut = whole[: int(len(whole) * keep)]
    files[name] = cut.rstrip(b"\r\n")[:-1] if not name.endswith(".xlsx") else cut
    found = run(tmp_path, dict(files), "")
    assert not {"negative", "dna_only_negative", "inadequate_rna_negative"} & found.verdicts
    assert "unreadable" in found.verdicts
    broken = next(c for c in found.cases.values() if c["verdict"] == "unreadable")
    assert "UNREAD_INPUT" in broken["reasons"]


def test_the_six_pairs_differ() -> None:
    assert len(set(PAIRS.values())) == len(PAIRS) == 6
    assert [state for state, (verdict, _) in PAIRS.items() if verdict == "negative"] == ["clean"]


def test_a_failed_step_of_tso500_beats_plausible_numbers(tmp_path: Path) -> None:
    clean = read(MATRIX["TSO500"]["clean"])
    lines = clean["v2.6.run.tsv"].decode().split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("FAILED_STEPS"))
    cells = lines[at].split("\t")
    cells[1] = "DragenRna"
    lines[at] = "\t".join(cells)
    case = case_of(tmp_path, {**clean, "v2.6.run.tsv": "\n".join(lines).encode()})
    assert (case["verdict"], case["reasons"].split(";")[0]) == PAIRS["rna failed"]


@pytest.mark.parametrize(
    ("coverage", "verdict", "reason"),
    [
        ("no", "inadequate_rna_negative", "NRG1_NOT_COVERED"),
        ("yes", "negative", "RNA_NEGATIVE"),
    ],
)
def test_a_virtual_panel_that_hides_nrg1_is_an_assay_of_its_own(
    tmp_path: Path, coverage: str, verdict: str, reason: str
) -> None:
    """A laboratory that reports only part of TSO500's genes says so in its own registry, and in the sheet."""
    own = tmp_path / "mylab.tsv"
    own.write_text(f"assay\tnucleic_acid\tnrg1_fusion_covered\nbile duct panel\tDNA+RNA\t{coverage}\n")
    files = read(MATRIX["TSO500"]["clean"])
    sheet = {"v2.6.rna_clean.tsv": {"case_id": "c", "assay": "bile duct panel"}}
    found = run(tmp_path, dict(files), sheet, "--assays", str(own)).cases["c"]
    assert found["verdict"] == verdict
    assert reason in found["reasons"].split(";")
