"""The assay registry: whole and exact names, what each arm covers, the laboratory's overlay, and what the tables must not say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusionflag import assays, knowledge
from fusionflag.knowledge import KnowledgeError

REGISTRY = assays.load()
HEADER = "assay\tnucleic_acid\tnrg1_fusion_covered"


def overlay(folder: Path, *lines: str, header: str = HEADER) -> Path:
    path = folder / "mylab.tsv"
    path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return path


# -- names -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "molecule", "coverage"),
    [
        ("TSO500", "RNA", "yes"),
        ("TSO500", "DNA", "no"),
        ("TSO500", "cfDNA", "no"),
        ("TSO500", "unknown", "unknown"),
        ("  truSight   ONCOLOGY 500 ", "RNA", "yes"),
        ("Whole-Transcriptome RNA-seq", "RNA", "yes"),
        ("xR", "RNA", "yes"),
        ("Caris MI Profile", "DNA", "no"),
        ("FoundationOne CDx", "DNA", "partner_side"),
        ("FoundationOneDx", "DNA", "partner_side"),
        ("FoundationOne", "DNA", "no"),
        ("HemeComplete", "RNA", "no"),
        ("OCAv3", "RNA", "listed_pairs"),
        ("Oncomine Focus Assay", "RNA", "unknown"),
        ("NTRK NGS Fusion Profile", "RNA", "no"),
        ("NRG1 FISH", "FISH", "unknown"),
        ("pHER3 IHC", "IHC", "no"),
        ("RNA-seq with Arriba / STAR-Fusion / FusionCatcher", "RNA", "unknown"),
    ],
)
def test_a_name_fits_whole_and_exactly(name: str, molecule: str, coverage: str) -> None:
    found = REGISTRY.find(name, molecule=molecule)
    assert found is not None
    assert found.coverage_for(molecule) == coverage


@pytest.mark.parametrize(
    ("name", "molecule"),
    [
        ("Oncomine", ""),  # worked case 19
        ("", ""),
        ("  ", ""),
        ("TruSight", ""),
        ("TSO500 run 17", ""),
        ("TSO500.tsv", ""),
        ("tso500/sample.tsv", ""),
        ("TruSight Oncology Comprehensive", ""),  # US and EU
        ("MI Profile", ""),  # two generations
        ("Arriba", "RNA"),
        ("STAR-Fusion", "RNA"),
        ("starFusion VCF", "RNA"),
        ("RNA-seq with Arriba", "RNA"),
        ("ruo-2.x", "RNA"),
        ("RNA-seq", "RNA"),
        ("WTS", "DNA"),
        ("FoundationOne CDx", "RNA"),
    ],
)
def test_any_other_name_is_unknown(name: str, molecule: str) -> None:
    assert REGISTRY.find(name, molecule=molecule) is None


def test_a_vendor_settles_between_rows_and_alone_decides_nothing(tmp_path: Path) -> None:
    header = f"vendor\t{HEADER}\taliases_seen_in_reports"
    lines = ("Acme Labs\tA1\tRNA\tyes\tFusion One", "Zenith Labs\tZ1\tRNA\tno\tFusion One")
    registry = assays.load(overlay(tmp_path, *lines, header=header))
    assert registry.find("fusion one") is None
    assert registry.find("fusion one", vendor="Any Labs") is None, "a word that many laboratories carry"
    found = registry.find("fusion one", vendor="Zenith")
    assert found is not None
    assert found.nrg1_coverage == "no"
    assert REGISTRY.find("TSO500", vendor="City Hospital", molecule="RNA") is not None, (
        "a laboratory runs a kit"
    )


@given(
    st.sampled_from(sorted({n for e in REGISTRY.entries for n in e.names})), st.text(min_size=1, max_size=5)
)
def test_a_name_with_more_to_it_is_no_part_match(name: str, more: str) -> None:
    found = REGISTRY.find(name + more)
    assert found is None or assays.fold(name + more) in found.names


# -- coverage --------------------------------------------------------------------------------------
def test_remembered_coverage_is_never_yes() -> None:
    for entry in REGISTRY.entries:
        assert entry.source
        assert entry.how_sure
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", entry.checked)
        if "no source found" in entry.how_sure:
            assert entry.nrg1_coverage == "unknown", entry.assay


def test_no_name_of_a_raw_rna_caller_covers_nrg1() -> None:
    callers = re.compile(
        r"arriba|star.?fusion|fusioncatcher|dragen rna|jaffa|cicero|pizzly|squid|ericscript|defuse|isofox",
        re.I,
    )
    named = [e for e in REGISTRY.entries if any(callers.search(name) for name in e.names)]
    assert named
    assert all(e.coverage_for("RNA") == "unknown" for e in named)


def test_the_dna_arm_of_a_panel_covers_what_its_row_says(tmp_path: Path) -> None:
    for entry in REGISTRY.entries:
        if {"DNA", "RNA"} <= set(entry.molecules):
            assert entry.coverage_for("DNA") == "no"
            assert entry.coverage_for("unknown") == "unknown"
    header = f"{HEADER}\tnrg1_fusion_covered_dna"
    found = assays.load(overlay(tmp_path, "Ours\tDNA+RNA\tyes\tpartner_side", header=header)).find("ours")
    assert found is not None
    assert [found.coverage_for(m) for m in ("RNA", "DNA", "cfDNA")] == ["yes", "partner_side", "partner_side"]


# -- the laboratory's overlay ----------------------------------------------------------------------
def test_an_overlay_replaces_and_adds_in_any_order_of_columns(tmp_path: Path) -> None:
    header = "min_tumor_content\tnrg1_fusion_covered\tassay\tnucleic_acid"
    own = assays.load(overlay(tmp_path, "10\tyes\tOur panel\trna", "\tno\tTSO500\tDNA+RNA", header=header))
    ours, tso = own.find("OUR PANEL", molecule="RNA"), own.find("tso500", molecule="RNA")
    assert ours is not None
    assert (ours.nrg1_coverage, ours.min_tumor_content) == ("yes", 10.0)
    assert tso is not None
    assert tso.nrg1_coverage == "no"
    assert own.find("FoundationOne CDx") is not None
    assert REGISTRY.find("our panel") is None, "an overlay does not leak into the shipped registry"


def test_an_assay_may_have_a_row_per_nucleic_acid(tmp_path: Path) -> None:
    own = assays.load(overlay(tmp_path, "Ours\tDNA\tno", "Ours\tRNA\tyes"))
    found = {m: own.find("ours", molecule=m) for m in ("DNA", "RNA")}
    assert {m: e.coverage_for(m) for m, e in found.items() if e} == {"DNA": "no", "RNA": "yes"}
    assert own.find("ours") is None


@pytest.mark.parametrize(
    ("header", "line", "place"),
    [
        ("assay\tnucleic_acid", "X\tRNA", "mylab.tsv:1:1: column `nrg1_fusion_covered` is missing"),
        (f"{HEADER}\tassay", "X\tRNA\tyes\tY", "mylab.tsv:1:4: column `assay` stands twice"),
        (HEADER, "X\tRNA\tmaybe", "mylab.tsv:2:3: column `nrg1_fusion_covered`"),
        (HEADER, "X\tRNA\tYES", "mylab.tsv:2:3: column `nrg1_fusion_covered`"),
        (HEADER, "X\tcDNA\tyes", "mylab.tsv:2:2: column `nucleic_acid`"),
        (HEADER, "X\t\tyes", "mylab.tsv:2:2: column `nucleic_acid`"),
        (HEADER, "X\tRNA", "mylab.tsv:2:3: column `nrg1_fusion_covered`"),
        (HEADER, "X\tRNA\tyes\textra", "mylab.tsv:2:4: 4 cells"),
        (HEADER, "X\tRNA\tyes\nx\tRNA\tno", "mylab.tsv:3:1: column `assay`"),
        (HEADER, "", "mylab.tsv:2:1"),
        (f"{HEADER}\tmin_tumor_content", "X\tRNA\tyes\t0.2", "mylab.tsv:2:4: column `min_tumor_content`"),
        (f"{HEADER}\tmin_tumor_content", "X\tRNA\tyes\tnan", "mylab.tsv:2:4: column `min_tumor_content`"),
        (f"{HEADER}\tmin_tumor_content", "X\tRNA\tyes\t20%", "mylab.tsv:2:4: column `min_tumor_content`"),
        (f"{HEADER}\tnrg1_fusion_covered_dna", "X\tRNA\tyes\tperhaps", "mylab.tsv:2:4"),
    ],
)
def test_a_bad_overlay_names_file_line_and_column(tmp_path: Path, header: str, line: str, place: str) -> None:
    with pytest.raises(KnowledgeError, match=re.escape(place)):
        assays.load(overlay(tmp_path, line, header=header))


def test_an_overlay_that_is_no_text_or_not_there(tmp_path: Path) -> None:
    bad = tmp_path / "bad.tsv"
    bad.write_bytes(b"\xff\xfe\x00")
    for path in (bad, tmp_path / "none.tsv"):
        with pytest.raises(KnowledgeError, match=path.name):
            assays.load(path)


# -- what is shipped must not repeat known-wrong figures ---------------------------------------------
PACKAGE = knowledge.DATA.parent
WRONG = {
    "NSCLC cohort is 64, not 30": r"(?:nsclc|non-small[- ]cell lung)[^.;\t\n]{0,40}\bn ?= ?30\b",
    "no median duration of response for pancreas": r"\b5\.9 ?(?:mo|months)\b",
    "contraception is 2 months": r"contracepti[^.\n]{0,60}\b[47] months\b",
    "cholangiocarcinoma: below 1 %": r"\b1 ?[-\u2013] ?2 ?% of (?:all )?(?:cca|cholangio)"
    r"|cholangiocarcinoma[^.\n]{0,30}\b1 ?[-\u2013] ?2 ?%",
    "three tumor types, not agnostic": r"(?<!not )(?<!not a )\btumou?r[- ]agnostic",
    "label of cholangiocarcinoma, not of the biliary tract": r"cholangiocarcinoma \(biliary tract\)",
    "DNA false negatives without a source": r"\b30 ?[-\u2013] ?40 ?% of (?:dna|nrg1)",
    "wrong approval date": r"2025-05-13|13 May 2025",
    "PanCAN's outlier": r"roughly 3 ?%",
}
SHIPPED = sorted([*PACKAGE.glob("data/*.tsv"), *PACKAGE.rglob("*.py")])


@pytest.mark.parametrize("what", WRONG)
def test_known_wrong_figures_stand_nowhere(what: str) -> None:
    assert len(SHIPPED) > 6
    wrong = re.compile(WRONG[what], re.I)
    for path in SHIPPED:
        found = wrong.search(path.read_text(encoding="utf-8"))
        assert found is None, f"{path.name}: {found and found[0]!r}: {what}"


def test_the_patterns_of_wrong_figures_find_them_and_spare_the_right_ones() -> None:
    wrong = "NSCLC (n=30); 5.9 months; contraception for 7 months; 1-2% of cholangiocarcinoma; a tumor-agnostic label; roughly 3%"
    right = (
        "pancreatic adenocarcinoma, n=30; contraception 2 months; not tumor-agnostic; NSCLC n=64; n=300 NSCLC"
    )
    assert sum(bool(re.search(p, wrong, re.I)) for p in WRONG.values()) == 6
    assert not any(re.search(p, right, re.I) for p in WRONG.values())


def test_therapies_are_the_label_with_the_right_figures() -> None:
    rows = {
        r["tumor_group"]: r for r in knowledge.table(knowledge.DATA / "therapies.tsv", ("source", "checked"))
    }
    assert {(g, r["approved"], r["accelerated"], r["n"], r["orr_percent"]) for g, r in rows.items()} == {
        ("nsclc", "2024-12-04", "yes", "64", "33"),
        ("pancreas", "2024-12-04", "yes", "30", "40"),
        ("cholangiocarcinoma", "2026-05-08", "unverified", "19", "36.8"),
    }
    assert not any("median" in r["dor_months"] for g, r in rows.items() if g != "nsclc")


def test_shipped_tables_need_no_quoting_and_carry_no_snomed_codes() -> None:
    for path in PACKAGE.glob("data/*.tsv"):
        lines = path.read_text(encoding="utf-8").split("\n")
        width = {line.count("\t") for line in lines if line}
        assert len(width) == 1, path.name
        assert not any(
            cell.startswith('"') and '""' in cell for line in lines for cell in line.split("\t")
        ), path.name
        assert "snomed" not in "\n".join(lines).casefold(), path.name
        assert {"how_sure", "checked"} & set(lines[0].split("\t")), path.name


def test_partners_are_neither_dropped_nor_promoted() -> None:
    rows = list(knowledge.table(knowledge.DATA / "partners.tsv", ("partner_symbol", "evidence_grade")))
    assert {r["evidence_grade"] for r in rows} == {"A", "B", "D", "SIMULATED", "ARTEFACT", "NRG2"}
    assert knowledge.partner_known("CD74"), "its NRG2 row must not hide it"
    never = {r["partner_symbol"] for r in rows} - {
        r["partner_symbol"] for r in rows if r["evidence_grade"] in "AB"
    }
    assert {"MBD1", "ASXL3", "GBP6", "NRG1-IT1", "F11R", "CD44"} <= never
    assert not any(knowledge.partner_known(s) or knowledge.partner_recurrent(s) for s in never)
    assert knowledge.partner_recurrent("SLC3A2")
    assert not knowledge.partner_recurrent("VAMP2"), "one case in the sources"


@pytest.mark.parametrize("build", ["", "unknown", "GRCh38", "GRCh37", "T2T-CHM13"])
@pytest.mark.parametrize("pos", [32029485, 31887001])
def test_an_artefact_position_counts_in_its_build(build: str, pos: int) -> None:
    own = {"GRCh38": 32029485, "GRCh37": 31887001}
    expected = build in ("", "unknown") or own.get(build) == pos
    for a, b in (("NRG1-IT1", "NRG1"), ("NRG1", "NRG1-IT1")):
        assert (knowledge.artefact_hit(a, b, pos, build, 99) is not None) is expected
    assert knowledge.artefact_hit("GBP6", "NRG1", pos, build, None) is None, "an empty cell never matches"
