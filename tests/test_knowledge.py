"""Knowledge tables, assay registry, QC limits, tumor types."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusionflag import assays, knowledge, qc, tumor_case, tumors
from fusionflag.knowledge import KnowledgeError

DATA = Path(knowledge.__file__).parent / "data"


# -- partners and artefacts ------------------------------------------------------------------------
def test_only_grades_a_and_b_are_known_partners() -> None:
    assert knowledge.partner_known("CD74")
    assert knowledge.partner_recurrent("SDC4")
    assert not knowledge.partner_known("MBD1"), "grade D: an unconfirmed list entry"
    assert not knowledge.partner_known("ASXL3"), "simulated: benchmark data"
    assert not knowledge.partner_known("GBP6"), "an artefact"
    assert not knowledge.partner_known("NRG1-IT1")
    assert {p.grade for p in knowledge.partners().values() if p.known} == {"A", "B"}


@pytest.mark.parametrize(
    ("a", "b", "pos", "build", "reads", "hit"),
    [
        ("NRG1-IT1", "NRG1", 32029485, "GRCh38", 50, True),
        ("NRG1", "NRG1-IT1", 31887001, "GRCh37", 50, True),
        ("NRG1-IT1", "NRG1", 31887001, "", 50, True),
        ("NRG1-IT1", "NRG1", 31887001, "GRCh38", 50, False),
        ("NRG1-IT1", "NRG1", None, "", 3, True),
        ("NRG1-IT1", "NRG1", None, "", 4, False),
        ("NRG1-IT1", "NRG1", None, "", None, False),
        ("GBP6", "NRG1", None, "", 9, True),
        ("GBP6", "NRG1", None, "", 10, False),
        ("GBP5", "NRG1", None, "", 1, False),
        ("GPAT4", "NRG1", 32854328, "GRCh38", 1, False),
    ],
)
def test_artefacts_need_pair_and_breakpoint_or_reads(
    a: str, b: str, pos: int | None, build: str, reads: int | None, hit: bool
) -> None:
    assert (knowledge.artefact_hit(a, b, pos, build, reads) is not None) is hit


def test_the_labelled_indications_are_three_tumor_types() -> None:
    assert {(t.tumor_group, t.approved) for t in knowledge.therapies()} == {
        ("nsclc", "2024-12-04"),
        ("pancreas", "2024-12-04"),
        ("cholangiocarcinoma", "2026-05-08"),
    }
    assert "accelerated" not in knowledge.label_of("cholangiocarcinoma"), "not verified, so not said"


WRONG = [
    r"tumou?r[- ]agnostic",
    r"5\.9 (?:mo|months)",
    r"7 months",
    r"1[-–]2 ?% of cholangio",
    r"30[-–]40 ?%",
    r"n=30[^.]{0,40}NSCLC",
]


@pytest.mark.parametrize(
    "file", sorted(DATA.glob("therapies.tsv")) + sorted(DATA.parent.glob("wording.py")), ids=lambda f: f.name
)
def test_known_wrong_figures_are_not_repeated(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for pattern in WRONG:
        assert not re.search(pattern, text, re.I), pattern


def test_no_snomed_codes_are_shipped() -> None:
    assert "snomed" not in (DATA / "tumor_types.tsv").read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.parametrize("name", ["assays", "partners", "artefacts", "tumor_types", "therapies", "qc_limits"])
def test_every_row_has_its_date(name: str) -> None:
    rows = list(knowledge.table(DATA / f"{name}.tsv", ("checked",)))
    assert rows
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", row["checked"]) for row in rows)


# -- assays ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "molecule", "coverage"),
    [
        ("TSO500", "RNA", "yes"),
        ("TruSight Oncology 500", "RNA", "yes"),
        ("truSIGHT  oncology 500", "RNA", "yes"),
        ("FoundationOne CDx", "DNA", "partner_side"),
        ("IMPACT468", "DNA", "no"),
        ("whole transcriptome RNA-seq", "RNA", "yes"),
        ("OCAv3", "RNA", "listed_pairs"),
        ("NTRK NGS Fusion Profile", "RNA", "no"),
        ("Oncomine", "RNA", ""),
        ("TruSight", "RNA", ""),
        ("TSO500 something else", "RNA", ""),
        ("Arriba", "RNA", ""),
        ("", "RNA", ""),
        ("whole transcriptome RNA-seq", "DNA", ""),
    ],
)
def test_an_assay_is_found_whole_and_exactly(name: str, molecule: str, coverage: str) -> None:
    found = assays.load().find(name, molecule=molecule)
    assert (found.coverage_for(molecule) if found else "") == coverage


def test_the_dna_arm_of_a_panel_does_not_inherit_the_coverage_of_its_rna_arm() -> None:
    found = assays.load().find("TSO500", molecule="DNA")
    assert found is not None
    assert found.coverage_for("DNA") == "no"


def test_raw_callers_in_the_registry_cover_nothing() -> None:
    rows = [e for e in assays.load().entries if "Arriba" in e.assay or "DRAGEN RNA" in e.assay]
    assert rows
    assert all(e.nrg1_coverage == "unknown" for e in rows)


def test_a_laboratory_overlays_its_own_assays(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text(
        "nucleic_acid\tassay\tnrg1_fusion_covered\tmin_tumor_content\nRNA\tOur RNA panel\tyes\t10\nRNA\tTSO500\tno\t\n",
        encoding="utf-8",
    )
    registry = assays.load(own)
    ours = registry.find("our rna panel", molecule="RNA")
    assert ours is not None
    assert (ours.nrg1_coverage, ours.min_tumor_content) == ("yes", 10.0)
    tso = registry.find("TSO500", molecule="RNA")
    assert tso is not None
    assert tso.nrg1_coverage == "no", "what the laboratory says of a name holds"
    assert registry.find("FoundationOne CDx") is not None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("assay\tnucleic_acid\nX\tRNA\n", "own.tsv:1"),
        ("assay\tnucleic_acid\tnrg1_fusion_covered\nX\tRNA\tmaybe\n", "own.tsv:2"),
        ("assay\tnucleic_acid\tnrg1_fusion_covered\nX\t\tyes\n", "own.tsv:2"),
        ("assay\tnucleic_acid\tnrg1_fusion_covered\nX\tRNA\tyes\textra\n", "own.tsv:2"),
        ("assay\tnucleic_acid\tnrg1_fusion_covered\n", "own.tsv"),
    ],
)
def test_a_bad_overlay_names_its_place(tmp_path: Path, text: str, place: str) -> None:
    own = tmp_path / "own.tsv"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=re.escape(place)):
        assays.load(own)


# -- QC --------------------------------------------------------------------------------------------
GOOD = {"TOTAL_ON_TARGET_READS": "9000000", "MEDIAN_INSERT_SIZE": "80", "MEDIAN_CV_GENE_500X": "0.93"}


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, "pass"),
        ({"TOTAL_ON_TARGET_READS": "8999999"}, "fail"),
        ({"MEDIAN_INSERT_SIZE": "79"}, "fail"),
        ({"MEDIAN_CV_GENE_500X": "0.94"}, "fail"),
        ({"MEDIAN_CV_GENE_500X": "93"}, "pass"),
        ({"MEDIAN_CV_GENE_500X": "94"}, "fail"),
        ({"MEDIAN_CV_GENE_500X": "9300"}, "not_provided"),
        ({"MEDIAN_CV_GENE_500X": "NA"}, "not_provided"),
        ({"MEDIAN_INSERT_SIZE": "NA", "TOTAL_ON_TARGET_READS": "1"}, "fail"),
        ({"TOTAL_ON_TARGET_READS_LSL": "20000000"}, "fail"),
    ],
)
def test_qc_limits(change: dict[str, str], state: str) -> None:
    """Exactly at the limit passes; `NA` is never a pass; a limit that the report prints beats the table's."""
    assert qc.judge({**GOOD, **change}, "TruSight Oncology 500 (DNA+RNA)").state == state


def test_metrics_of_an_unknown_assay_prove_nothing() -> None:
    assert qc.judge(GOOD, "").state == "not_provided"
    assert qc.judge({}, "TruSight Oncology 500").state == "not_provided"


@pytest.mark.parametrize(
    ("reads", "length", "state"), [("12000", "90", "fail"), ("160000", "45", "fail"), ("20000", "50", "pass")]
)
def test_ion_reporter(reads: str, length: str, state: str) -> None:
    """Worked cases 40 and 41."""
    assert (
        qc.judge({"TOTAL_MAPPED_FUSION_READS": reads, "MEAN_READ_LENGTH": length}, "Ion Reporter").state
        == state
    )


# -- tumor types -----------------------------------------------------------------------------------
TUMORS = [
    ("IMA lung", "labelled"),
    ("mucinous BAC", "labelled"),
    ("lung adenocarcinoma", "labelled"),
    ("adenocarcinoma, lung", "labelled"),
    ("non-small cell lung cancer", "labelled"),
    ("Non‑Small‑Cell Lung Cancer", "labelled"),
    ("small cell lung cancer", "not_labelled"),
    ("LCNEC lung", "ambiguous"),
    ("lung carcinoid", "not_labelled"),
    ("PDAC", "labelled"),
    ("pancreatic ca", "ambiguous"),
    ("PNET", "not_labelled"),
    ("IPMN", "not_labelled"),
    ("invasive carcinoma arising in IPMN", "labelled"),
    ("acinar cell carcinoma pancreas", "ambiguous"),
    ("bile duct carcinoma", "labelled"),
    ("Klatskin", "labelled"),
    ("iCCA", "labelled"),
    ("dCCA", "labelled"),
    ("biliary tract cancer", "ambiguous"),
    ("ampullary, pancreatobiliary type", "ambiguous"),
    ("combined HCC-CCA", "ambiguous"),
    ("CUP, favour pancreatobiliary", "ambiguous"),
    ("hepatobiliary carcinoma", "ambiguous"),
    ("liver adenocarcinoma", "ambiguous"),
    ("ICC uterine cervix", "not_labelled"),
    ("ICC", "ambiguous"),
    ("intrahepatic cholangiocarcinoma", "labelled"),
    ("breast cancer", "not_labelled"),
    ("glioma", "not_labelled"),
    ("not lung adenocarcinoma", "ambiguous"),
    ("lung adenocarcinoma versus mesothelioma", "ambiguous"),
    ("suspicious for cholangiocarcinoma", "ambiguous"),
    ("lung adenocarcinoma with small cell transformation", "ambiguous"),
    ("lung metastasis", "unknown"),
    ("", "unknown"),
    ("n/a", "unknown"),
    ("something else", "unknown"),
    ("LUAD", "labelled"),
]


@pytest.mark.parametrize(("text", "label"), TUMORS)
def test_tumor_types(text: str, label: str) -> None:
    found = tumors.classify(text)
    assert found.label == label, found


def test_a_child_is_outside_the_label() -> None:
    assert tumors.classify("iCCA", age=17.9).label == "not_labelled"
    assert tumors.classify("iCCA", age=18).label == "labelled"


def test_several_tumor_types_are_named() -> None:
    found = tumor_case.classify_many(["lung adenocarcinoma", "breast cancer"])
    assert found.label == "ambiguous"
    assert "Lung adenocarcinoma" in found.reason
    assert "breast" in found.reason.lower()
    assert tumor_case.classify_many(["lung adenocarcinoma", "LUAD"]).label == "labelled"
    assert tumor_case.classify_many([]).label == "unknown"


@given(
    st.sampled_from([t for t, label in TUMORS if label == "labelled" and " " in t]),
    st.sampled_from(["upper", "lower", "title"]),
    st.sampled_from(["-", " ", "–", "\u00a0"]),
)
def test_case_and_hyphens_do_not_matter(text: str, case: str, blank: str) -> None:
    changed = getattr(text, case)().replace(" ", blank)
    assert tumors.classify(changed).key == tumors.classify(text).key


@given(st.text(max_size=30))
def test_junk_is_never_labelled(text: str) -> None:
    if tumors.classify(text).label == "labelled":
        assert any(p in f" {tumors.fold(text)} " for p in tumors._phrases()) or text.strip().isupper()
