"""Callers that are seldom met: what their reports are worth where the laboratory states an adequate assay."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.files import KNOWN_ADEQUATE, run
from tests.reports import told

FIXTURES = Path(__file__).parents[1] / "fixtures"
POSITIVE = [
    "integrate/positive.breakpoints.cov.tsv",
    "soapfuse/positive.final.Fusion.specific.for.genes",
    "prada/positive.fusion.tsv",
    "chimpipe/positive.chimericJunctions.txt",
    "chimerascan/positive.chimeras.bedpe",
    "infusion/positive.fusions.txt",
    "starchip/positive.summary",
    "starchip/positive.summary.annotated",
    "starchip/reversed.summary",  # read from the other strand
    "mapsplice/positive.fusions_well_annotated.txt",
    "mapsplice/reversed.fusions_well_annotated.txt",
    "genomon_fusionfusion/positive.fusion_fusion.result.txt",
    "easyfuse/positive.Detected_Fusions.csv",
]
EQUIVOCAL = [
    "integrate/positive.summary.tsv",  # no positions: nothing is known of the EGF-like domain
    "infusion/break_inside_region.fusions.txt",  # no direction
    "infusion/nrg1_5p.fusions.txt",
    "starchip/nrg1_5p.summary",
    "starchip/odd.summary",  # nearest gene only, and read backwards
    "chimerascan/no_spanning_reads.chimeras.bedpe",
    "aeron/positive.fusion_support.txt",  # neither direction nor positions
    "tophat_fusion/positive.fusions.out",  # before any filter
]
NEGATIVE = [
    "integrate/negative.breakpoints.tsv",
    "integrate/header_only.summary.tsv",
    "soapfuse/header_only.final.Fusion.specific.for.genes",
    "prada/header_only.fusion.tsv",
    "chimpipe/header_only.chimericJunctions.txt",
    "chimpipe/rejected.chimericJunctions.txt",  # the caller rejected the row, which is noted beside the negative
    "chimerascan/header_only.chimeras.bedpe",
    "infusion/header_only.fusions.txt",
    "starchip/header_only.summary",
    "easyfuse/header_only.Detected_Fusions.csv",
    "mapsplice/negative.fusions_well_annotated.txt",
    "genomon_fusionfusion/negative.fusion_fusion.result.txt",
]
FORMATS = "aeron chimerascan chimpipe easyfuse genomon_fusionfusion infusion integrate mapsplice prada soapfuse starchip"
DAMAGED = [
    str(file.relative_to(FIXTURES))
    for name in (*FORMATS.split(), "tophat_fusion")
    for file in sorted((FIXTURES / name).glob("damaged.*"))
    if file.suffix != ".golden"
]


def verdict(folder: Path, fixture: str) -> str:
    """The verdict for a report whose sheet row states an adequate assay."""
    file = FIXTURES / fixture
    (found,) = run(folder, {file.name: file.read_bytes()}).verdicts
    return found


@pytest.mark.parametrize("fixture", POSITIVE)
def test_a_fusion_with_nrg1_as_its_3_prime_partner_is_positive(tmp_path: Path, fixture: str) -> None:
    assert verdict(tmp_path, fixture) == "positive"


@pytest.mark.parametrize("fixture", EQUIVOCAL)
def test_a_fusion_of_uncertain_function_is_equivocal(tmp_path: Path, fixture: str) -> None:
    assert verdict(tmp_path, fixture) == "equivocal"


@pytest.mark.parametrize("fixture", NEGATIVE)
def test_silence_counts_where_the_sheet_states_the_assay(tmp_path: Path, fixture: str) -> None:
    assert verdict(tmp_path, fixture) == "negative"


@pytest.mark.parametrize("fixture", DAMAGED)
def test_the_silence_of_a_damaged_report_does_not_count(tmp_path: Path, fixture: str) -> None:
    assert verdict(tmp_path, fixture) in ("unreadable", "equivocal")


@pytest.mark.parametrize("name", ["fusions.out", "renamed.txt"])
def test_what_the_aligner_saw_supports_no_negative_under_any_name(tmp_path: Path, name: str) -> None:
    content = (FIXTURES / "tophat_fusion" / "negative.fusions.out").read_bytes()
    assert run(tmp_path, {name: content}).verdicts == {"inadequate_rna_negative"}


@pytest.mark.parametrize(("sample", "expected"), [("SAMPLE-1", "positive"), ("SAMPLE-2", "negative")])
def test_the_sheet_picks_a_sample_of_a_table_of_several(tmp_path: Path, sample: str, expected: str) -> None:
    content = (FIXTURES / "tophat_fusion" / "positive.result.txt").read_bytes()
    sheet = {"result.txt": {**KNOWN_ADEQUATE, "sample": sample}}
    assert run(tmp_path, {"result.txt": content}, sheet).cases["case"]["verdict"] == expected


def test_an_empty_list_is_no_result(tmp_path: Path) -> None:
    """Callers without a header write an empty file where they find nothing, and so does a copy that failed."""
    assert run(tmp_path, {"result.txt": b""}).verdicts == {"unreadable"}


@pytest.mark.parametrize(
    ("fixture", "key"),
    [
        ("arriba_vcf/v2.positive.vcf", "GENE_NAME="),
        ("rnafusion_vcf/v3.positive.vcf", "GENEB="),
        ("pbfusion/v0.4.breakpoints.groups.bed", "GN="),
    ],
)
@pytest.mark.parametrize(("name", "whole"), [("LINC00999;NRG1", False), ("LINC00999,NRG1", True)])
def test_a_list_of_genes_that_its_semicolon_cuts_is_not_passed_over(
    fixture: str, key: str, name: str, whole: bool
) -> None:
    """`;` parts the keys of INFO: NRG1 behind it belongs to no key, and nobody would look there."""
    text = (FIXTURES / fixture).read_text(encoding="utf-8")
    lines = [re.sub(rf"({key}[^;]*?)NRG1", rf"\1{name}", line) for line in text.splitlines(keepends=True)]
    assert lines != text.splitlines(keepends=True)
    findings, _, notices, complete = told("".join(lines).encode(), "x")
    assert complete == whole
    assert any(f.nrg1_match != "none" for f in findings) or not whole
    assert ("NRG1_UNEXPLAINED" in {n.code for n in notices}) != whole
