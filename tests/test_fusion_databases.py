"""Tables and documents of databases (cBioPortal, GENIE): who is 5', what was read, and what silence says."""

from __future__ import annotations

from pathlib import Path

import pytest

from fusionflag.model import Finding, Mark
from fusionflag.two_sites import build_of, first_is_five_prime, frame_of
from tests.files import run
from tests.reports import told

COLUMNS = [
    "Sample_Id",
    "SV_Status",
    "Site1_Hugo_Symbol",
    "Site1_Entrez_Gene_Id",
    "Site1_Chromosome",
    "Site1_Position",
    "Site2_Hugo_Symbol",
    "Site2_Entrez_Gene_Id",
    "Site2_Chromosome",
    "Site2_Position",
    "NCBI_Build",
    "Event_Info",
    "Connection_Type",
    "Annotation",
    "DNA_Support",
    "RNA_Support",
    "Tumor_Split_Read_Count",
    "Comments",
]


def sv(**cells: object) -> dict[str, object]:
    """One row: CD74 and NRG1 at the exon ends of the known fusion, in the wrong order of sites."""
    return {
        "Sample_Id": "S1",
        "Site1_Hugo_Symbol": "NRG1",
        "Site1_Chromosome": "8",
        "Site1_Position": 32585467,
        "Site2_Hugo_Symbol": "CD74",
        "Site2_Chromosome": "5",
        "Site2_Position": 149784243,
        "NCBI_Build": "GRCh37",
        "RNA_Support": "yes",
        "Tumor_Split_Read_Count": 30,
    } | cells


def table(columns: list[str], *rows: dict[str, object]) -> bytes:
    lines = ["\t".join(columns), *("\t".join(str(row.get(c, "")) for c in columns) for row in rows)]
    return ("\n".join(lines) + "\n").encode()


def one(**cells: object) -> Finding:
    findings, _, _, _ = told(table(COLUMNS, sv(**cells)))
    return findings[0]


# -- order -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ENST00000009530.13(CD74):e.1_6::ENST00000405005.8(NRG1):e.6_12", True),
        ("ENST00000405005.8(NRG1):e.1_3::ENST00000009530.13(CD74):e.7_9", False),
        ("Protein fusion: in frame (CD74-NRG1)", True),
        ("Protein Fusion: in frame {NRG1:CD74}", False),
        ("Transcript fusion (NRG1-CD74)", False),
        ("Note: CD74 exons 1-6 fused to NRG1 exons 6-13.", True),
        ("NRG1 exons 6-13 fused with CD74 exons 1 - 6", True),
        ("CD74 (NM_004355) exon 1 to 6 and NRG1 (NM_013964) exons 6-13", True),
        ("NRG1 exons 1-3 fused in-frame to CD74 exons 7-9", False),
        ("CD74 exons 1-6 fused to NRG1 exons 1-13", None),  # both have exon 1
        ("CD74 exons 2-6 fused to NRG1 exons 6-13", None),  # neither has
        ("CD74 (NM_004355) - NRG1 (NM_013964) fusion: c.1:CD74_c.2:NRG1inv", None),
        ("CD74-NRG1 fusion", None),
        ("NRG1-CD74 Fusion", None),
        ("EML4 exons 1-6 fused to ALK exons 20-29", None),  # of other genes
        ("", None),
    ],
)
def test_who_is_five_prime_is_taken_from_words_that_state_it(text: str, expected: bool | None) -> None:
    assert first_is_five_prime("CD74", "NRG1", text) is expected
    assert first_is_five_prime("NRG1", "CD74", text) is (None if expected is None else not expected)


def test_statements_that_differ_state_nothing() -> None:
    texts = ("Protein fusion: in frame (CD74-NRG1)", "NRG1 exons 1-3 fused to CD74 exons 7-9")
    assert first_is_five_prime("CD74", "NRG1", *texts) is None
    assert first_is_five_prime("CD74", "NRG1", texts[0], texts[0]) is True


def test_a_typing_error_in_one_gene_leaves_the_other_to_tell() -> None:
    assert first_is_five_prime("TPM3", "NRG1", "Protein fusion: in frame (TMP3-NRG1)") is True


def test_a_turned_row_brings_its_places_and_exons_along() -> None:
    finding = one(Event_Info="Protein fusion: in frame (CD74-NRG1)", Site1_Position=32560000)
    assert (finding.gene5_reported, finding.chrom5, finding.pos5) == ("CD74", "5", 149784243)
    assert (finding.gene3_reported, finding.chrom3, finding.pos3) == ("NRG1", "8", 32560000)
    assert (finding.order_from, finding.nrg1_role, finding.in_frame) == ("laboratory", "three_prime", "in")


@pytest.mark.parametrize("connection", ["3to5", "5to3", "3to3", "5to5", ""])
def test_a_connection_type_tells_no_order(connection: str) -> None:
    finding = one(Connection_Type=connection, Site1_Position=32560000, Event_Info="CD74-NRG1 fusion")
    assert (finding.order_known, finding.nrg1_role) == (False, "unknown")


def test_exact_splice_sites_settle_the_order() -> None:
    assert one().order_from == "junction"
    assert one(Site2_Position=149784000).nrg1_role == "unknown"


# -- what was read ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("dna", "rna", "molecule", "filters"),
    [
        ("no", "yes", "RNA", ""),
        ("YES", "NO", "DNA", ""),
        ("Yes", "Yes", "RNA", "DNA and RNA support"),
        ("", "", "unknown", ""),
        ("NA", "no", "unknown", ""),
    ],
)
def test_the_support_columns_tell_the_nucleic_acid(dna: str, rna: str, molecule: str, filters: str) -> None:
    findings, arms, _, complete = told(table(COLUMNS, sv(DNA_Support=dna, RNA_Support=rna)))
    assert (findings[0].molecule, findings[0].filters) == (molecule, filters)
    assert [(a.sample, a.molecule, a.report_kind, a.joins) for a in arms] == [
        ("S1", molecule, "export", ("cbioportal:S1", "cbioportal:*"))
    ]
    assert complete


@pytest.mark.parametrize(
    "cells", [{"RNA_Support": "perhaps"}, {"Site1_Position": "here"}, {"DNA_Support": "12"}]
)
def test_a_row_that_is_not_understood_makes_the_report_incomplete(cells: dict[str, object]) -> None:
    findings, _, notices, complete = told(table(COLUMNS, sv(**cells)))
    assert not findings
    assert not complete
    assert {"BAD_ROW", "NRG1_UNEXPLAINED"} <= {n.code for n in notices}


def test_remarks_in_columns_of_yes_and_no_are_not_quoted() -> None:
    for columns, cells in (
        (COLUMNS, sv(RNA_Support="yes, per Dr Zzphysician")),
        (FUSIONS, {"Hugo_Symbol": "CD74", "Fusion": "CD74-ALK", "RNA_support": "per Dr Zzphysician"}),
    ):
        _, _, notices, complete = told(table(columns, cells))
        assert not complete
        assert "Zzphysician" not in repr(notices)


def test_an_entrez_number_names_nrg1_where_the_symbol_does_not() -> None:
    for symbol in ("", "HRG"):
        finding = one(Site1_Hugo_Symbol=symbol, Site1_Entrez_Gene_Id=3084, Site1_Position="-1")
        assert finding.gene5 == "NRG1"
    assert one(Site1_Hugo_Symbol="HRG", Site1_Entrez_Gene_Id=3273, Site1_Position="").nrg1_match == "none"


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        ({"SV_Status": "GERMLINE"}, Mark.GERMLINE),
        ({"SV_Status": "UNKNOWN"}, Mark.NOT_SOMATIC),
        ({"NCBI_Build": "mm10"}, Mark.FOREIGN_ASSEMBLY),
        ({"Event_Info": "Antisense Fusion"}, Mark.ANTISENSE),
    ],
)
def test_words_become_marks(cells: dict[str, object], mark: Mark) -> None:
    assert mark in one(**cells).marks
    assert mark not in one(SV_Status="SOMATIC").marks


def test_nrg1_in_the_text_alone_is_an_event_and_no_comment_is_kept() -> None:
    row = sv(Site1_Hugo_Symbol="FGFR1", Site1_Position="", Comments="Zzplanted Marker: near NRG1")
    findings, _, _, _ = told(table(COLUMNS, row))
    assert (findings[0].call_reported, findings[0].marks) == ("FGFR1-CD74-NRG1", (Mark.WEAK_ID,))
    assert findings[0].nrg1_match == "alternative"
    assert "Zzplanted" not in repr(findings)


def test_a_gene_within_itself_stands_on_both_sides() -> None:
    row = {
        "Site2_Hugo_Symbol": "",
        "Site2_Chromosome": "",
        "Site2_Position": "",
        "Event_Info": "NRG1-intragenic",
    }
    assert one(**row).nrg1_role == "intragenic"
    assert one(**row | {"Event_Info": "NRG1 rearrangement"}).nrg1_role == "unknown"


def test_a_table_without_rows_says_nothing_of_anybody() -> None:
    for data in (table(COLUMNS), table(["Hugo_Symbol", "Tumor_Sample_Barcode", "Fusion"])):
        findings, arms, _, complete = told(data)
        assert (findings, complete) == ([], True)
        assert [(a.fusions_stated, a.report_kind, a.molecule) for a in arms] == [(False, "export", "unknown")]


@pytest.mark.parametrize(
    ("effect", "frame"),
    [
        ("In_frame", "in"),
        ("IN_FRAME", "in"),
        ("in-frame", "in"),
        ("Frameshift", "out"),
        ("Out_of_frame", "out"),
        ("NA", "unknown"),
    ],
)
def test_frames_are_spelled_in_several_ways(effect: str, frame: str) -> None:
    assert frame_of(effect) == frame
    assert frame_of("", "Protein fusion: out of frame (A-B)") == "out"


def test_builds() -> None:
    assert [build_of(b) for b in ("37", "hg19", "GRCh37.p13", "38", "hg38", "", "hg18")] == [
        *["GRCh37"] * 3,
        *["GRCh38"] * 2,
        "",
        None,
    ]


# -- the deprecated table --------------------------------------------------------------------------
FUSIONS = [
    "Hugo_Symbol",
    "Tumor_Sample_Barcode",
    "Fusion",
    "DNA_support",
    "RNA_support",
    "Frame",
    "Fusion_Status",
]


def fusions(*rows: tuple[str, str]) -> list[Finding]:
    cells = [
        {
            "Hugo_Symbol": gene,
            "Tumor_Sample_Barcode": "S1",
            "Fusion": text,
            "DNA_support": "no",
            "RNA_support": "yes",
        }
        for gene, text in rows
    ]
    return told(table(FUSIONS, *cells))[0]


@pytest.mark.parametrize(
    "rows",
    [
        [("CD74", "CD74-NRG1 fusion"), ("NRG1", "CD74-NRG1 fusion")],
        [("NRG1", "CD74-NRG1 fusion")],
        [("CD74", "CD74-NRG1 Archer")],
        [("S1", "CD74 - NRG1 fusion")],
        [("CD74", "fusion t(5;8)"), ("NRG1", "fusion t(5;8)")],
    ],
)
def test_the_rows_of_one_fusion_are_one_finding_without_order(rows: list[tuple[str, str]]) -> None:
    findings = fusions(*rows)
    assert len(findings) == 1
    assert {findings[0].gene5, findings[0].gene3} == {"CD74", "NRG1"}
    assert (findings[0].order_known, findings[0].molecule) == (False, "RNA")
    assert len(findings[0].also_at) == len(rows) - 1


def test_no_row_that_names_nrg1_is_lost() -> None:
    for rows in (
        [("NRG1", "rearrangement")],
        [("FGFR2", "FGFR2-BICC1 fusion, NRG1 beside it")],
        [("3084", "t(8;20)")],
    ):
        assert fusions(*rows)[0].nrg1_match != "none"
    three = fusions(("A2M", "t(8;20)"), ("CD74", "t(8;20)"), ("NRG1", "t(8;20)"))
    assert len(three) == 1
    assert three[0].nrg1_match != "none"


# -- panels and meta files -------------------------------------------------------------------------
def test_the_panel_of_fusions_is_taken_and_no_other() -> None:
    rows = [
        {"SAMPLE_ID": "A", "mutations": "IMPACT468", "structural_variants": "ARCHER-SOLID-CV4"},
        {"SAMPLE_ID": "B", "mutations": "ARCHER-SOLID-CV4", "structural_variants": "NA"},
    ]
    _, arms, _, _ = told(table(["SAMPLE_ID", "mutations", "structural_variants"], *rows))
    assert [(a.sample, a.assay_reported, a.status, a.fusions_stated) for a in arms] == [
        ("A", "ARCHER-SOLID-CV4", "done", False),
        ("B", "", "not_done", False),
    ]
    _, arms, _, _ = told(table(["SAMPLE_ID", "mutations", "cna"], *rows))
    assert [(a.assay_reported, a.status) for a in arms] == [("", "unknown")] * 2


def test_a_sample_with_two_panels_is_believed_neither() -> None:
    rows: list[dict[str, object]] = [
        {"SAMPLE_ID": "A", "sv": panel} for panel in ("ARCHER-SOLID-CV4", "IMPACT468")
    ]
    _, arms, notices, complete = told(table(["SAMPLE_ID", "sv"], *rows))
    assert ([(a.assay_reported, a.status) for a in arms], complete) == ([("", "unknown")], False)
    assert [n.code for n in notices] == ["PARTIAL_TABLE"]


def test_a_meta_file_says_nothing_of_fusions_and_its_cut_line_is_not_believed() -> None:
    text = "cancer_study_identifier: x\ngenetic_alteration_type: STRUCTURAL_VARIANT\ngene_panel: ARCHER-SOLID-CV4"
    for tail, panel in (("\n", "ARCHER-SOLID-CV4"), ("", "")):
        _, arms, _, complete = told((text + tail).encode())
        assert [(a.assay_reported, a.fusions_stated, a.report_kind) for a in arms] == [
            (panel, False, "companion")
        ]
        assert complete
    _, _, _, complete = told((text + "\nprofile_description: lungs with NRG1 fusions\n").encode())
    assert not complete


def test_a_study_is_told_by_its_results_and_its_panels_together(tmp_path: Path) -> None:
    """RNA with another fusion, RNA and DNA without a row, and a sample that was not profiled: none is a trusted negative."""
    rows = [
        sv(Sample_Id="POS"),
        sv(Sample_Id="OTHER", Site1_Hugo_Symbol="ALK", Site1_Chromosome="2", Site1_Position=29446394),
    ]
    panels = {"POS": "CV4", "OTHER": "CV4", "SILENT": "CV4", "DNA": "IMPACT468", "NOT": "NA"}
    cells: list[dict[str, object]] = [
        {"SAMPLE_ID": name, "mutations": "IMPACT468", "sv": panel.replace("CV4", "ARCHER-SOLID-CV4")}
        for name, panel in panels.items()
    ]
    files = {
        "data_sv.txt": table(COLUMNS, *rows),
        "data_gene_panel_matrix.txt": table(["SAMPLE_ID", "mutations", "sv"], *cells),
    }
    found = run(tmp_path, dict(files), {}).cases
    assert {case.partition("#")[2]: row["verdict"] for case, row in found.items()} == {
        "POS": "positive",
        "OTHER": "inadequate_rna_negative",
        "SILENT": "inadequate_rna_negative",
        "DNA": "dna_only_negative",
        "NOT": "not_tested",
    }
    reasons = {case.partition("#")[2]: row["reasons"] for case, row in found.items()}
    assert reasons["OTHER"] == reasons["SILENT"] == "QC_NOT_PROVIDED"


def test_samples_of_one_study_stay_cases_of_their_own(tmp_path: Path) -> None:
    files = {
        "a.txt": table(COLUMNS, sv(Sample_Id="A")),
        "b.txt": table(COLUMNS, sv(Sample_Id="B", Site1_Hugo_Symbol="ALK")),
    }
    found = run(tmp_path, dict(files), {"a.txt": {"case_id": "case-a"}}).cases
    assert {"case-a"} < set(found)
    assert len(found) == 2


# -- the corpus ------------------------------------------------------------------------------------
@pytest.mark.samples
def test_real_files_are_read_by_their_parser(samples: Path) -> None:
    known = {
        "cbioportal/catstools_data_fusion.txt": ("cbioportal_fusions", 1),
        "cbioportal/catstools_data_structural_variants.txt": ("cbioportal_sv", 2),
        "cbioportal/catstools_data_sv.txt": ("cbioportal_sv", 2),
        "cbioportal/core_data_structural_variants.txt": ("cbioportal_sv", 5),
        "cbioportal/core_study_es_0_data_structural_variants.txt": ("cbioportal_sv", 48),
        "cbioportal/core_study_es_0_meta_structural_variants.txt": ("cbioportal_meta", 0),
        "cbioportal/oncokb_example_fusions.txt": ("oncokb_fusions", 7),
        "genie/genie_test.txt": ("cbioportal_sv", 1),
        "mskcc/cmo_data_sv.txt": ("cbioportal_sv", 5),
    }
    for name, (parser, count) in known.items():
        findings, arms, notices, _ = told((samples / "vendor" / name).read_bytes())
        assert ({a.parser for a in arms}, len(findings)) == ({parser}, count), name
        assert not any(f.nrg1_match != "none" for f in findings), name
        # files that were saved without their last newline are not believed in what they leave out
        assert {n.code for n in notices} <= {"NO_FINAL_NEWLINE", "DUPLICATE_COLUMN", "UNKNOWN_FORMAT"}, name
