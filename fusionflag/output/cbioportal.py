"""A study folder for cBioPortal: the structural variants at NRG1, who was profiled for them, and the verdict of every sample.

Facts: cBioPortal's docs/File-Formats.md and the rules of its validator. `data_sv.txt` can say only what was found. So who was
profiled stands in the gene panel matrix and the case list: the samples with an event, and the trusted negatives. Every other
sample is not profiled, and the clinical file gives its verdict in words. The columns of the namespace `fusionflag` say which
events the verdict leaves open. One file holds one genome build: positions on another are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from fusionflag import schema
from fusionflag.dossiers import Dossier, RunInfo
from fusionflag.meanings import shown
from fusionflag.model import Finding
from fusionflag.output.names import file_name
from fusionflag.output.standing import events, stands

STUDY = "fusionflag"
PANEL = "FUSIONFLAG"  # without the name of the gene, which in a list of panels would look like a finding
PROFILED = ("positive", "positive_confirm_rna", "equivocal", "negative")
_SAMPLE = re.compile(r"[A-Za-z0-9._-]+")
_SITE = ("Hugo_Symbol", "Ensembl_Transcript_Id", "Region", "Region_Number", "Chromosome", "Position")
SV = (
    "Sample_Id",
    "SV_Status",
    *(f"Site1_{name}" for name in _SITE),
    *(f"Site2_{name}" for name in _SITE),
    "Site2_Effect_On_Frame",
    "NCBI_Build",
    "Class",
    "Tumor_Split_Read_Count",
    "Tumor_Paired_End_Read_Count",
    "Tumor_Variant_Count",
    "Event_Info",
    "DNA_Support",
    "RNA_Support",
    "Comments",
    "fusionflag.event",
    "fusionflag.event_id",
    "fusionflag.verdict",
)
_CLINICAL = (
    ("PATIENT_ID", "Patient Identifier", "Patient identifier", "STRING", "1"),
    ("SAMPLE_ID", "Sample Identifier", "Sample identifier", "STRING", "1"),
    ("CASE_ID", "Case", "The case as fusionflag names it", "STRING", "1"),
    ("NRG1_VERDICT", "NRG1 verdict", "Only `negative` is a negative", "STRING", "9"),
    ("NRG1_MEANING", "NRG1 result", "The verdict in words", "STRING", "9"),
    ("NRG1_REASONS", "NRG1 reasons", "Reason codes of the verdict", "STRING", "1"),
    ("TUMOR_TYPE_STATED", "Tumor type stated", "The tumor type as the reports state it", "STRING", "1"),
)


def sample_id(case_id: str) -> str:
    """The case id where cBioPortal takes it for a sample; else a safe name for it."""
    return case_id if _SAMPLE.fullmatch(case_id) else file_name(case_id)


def write(dossiers: Iterable[Dossier], info: RunInfo, destination: Path) -> None:
    """The folder of the study."""
    (destination / "case_lists").mkdir(parents=True)
    cases = [(sample_id(d.case.case_id), d) for d in dossiers]
    build = _build(d for _, d in cases)
    profiled = [sample for sample, d in cases if d.case.verdict in PROFILED]
    rows = [row for sample, d in cases for row in _rows(sample, d, build)]
    clinical = [tuple(_clinical(sample, d)) for sample, d in cases]
    head = [f"#{line}" for line in map("\t".join, list(zip(*_CLINICAL, strict=True))[1:])]
    head.append("\t".join(column for column, *_ in _CLINICAL))
    matrix = [(sample, PANEL if d.case.verdict in PROFILED else "NA") for sample, d in cases]
    _lines(destination / "data_clinical_sample.txt", [*head, *map("\t".join, clinical)])
    matrix_lines = ["SAMPLE_ID\tstructural_variants", *map("\t".join, matrix)]
    _lines(destination / "data_gene_panel_matrix.txt", matrix_lines)
    if rows:
        _lines(destination / "data_sv.txt", ["\t".join(SV), *map("\t".join, dict.fromkeys(rows))])
        _meta(destination / "meta_sv.txt", _sv_meta(cases, profiled))
    _lines(
        destination / f"gene_panel_{PANEL}.txt",
        [f"stable_id: {PANEL}", "description: NRG1 fusions, judged by fusionflag", "gene_list:\tNRG1"],
    )
    _metas(destination, info, "hg19" if build == "GRCh37" else "hg38")
    _lists(destination / "case_lists", [sample for sample, _ in cases], profiled)


def _build(dossiers: Iterable[Dossier]) -> str:
    counts = Counter(f.genome for d in dossiers for f in events(d) if f.genome)
    return min(counts, key=lambda build: (-counts[build], build), default="GRCh38")


def _lines(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8", newline="\n")


def _meta(path: Path, values: dict[str, str]) -> None:
    _lines(path, (f"{key}: {value}" for key, value in values.items()))


def _clinical(sample: str, d: Dossier) -> Iterator[str]:
    case = d.case
    cells = (case.case_id, case.verdict, shown(case.verdict, case.reasons), case.reasons, case.tumor_type)
    for value in (sample, sample, *cells):
        yield schema.cell(value) or "NA"


# -- structural variants ---------------------------------------------------------------------------
def _rows(sample: str, d: Dossier, build: str) -> Iterator[tuple[str, ...]]:
    for f in events(d):
        values = {
            "Sample_Id": sample,
            "SV_Status": "SOMATIC",
            **_site(f, "1", "5", build),
            **_site(f, "2", "3", build),
            "Site2_Effect_On_Frame": {"in": "In_frame", "out": "Frame_shift", "stop": "Frame_shift"}.get(
                f.in_frame, ""
            ),
            "NCBI_Build": build if f.genome == build else "",
            "Class": "FUSION" if f.gene5 and f.gene3 and f.gene5 != f.gene3 else "",
            "Tumor_Split_Read_Count": f.junction_reads,
            "Tumor_Paired_End_Read_Count": f.pair_reads,
            "Tumor_Variant_Count": f.total_reads,
            "Event_Info": event_info(f),
            "DNA_Support": "yes" if f.molecule in ("DNA", "cfDNA") else "no",
            "RNA_Support": "yes" if f.molecule in ("RNA", "cfRNA") else "no",
            "Comments": f"{f.event_class}: {', '.join(f.event_reasons)}",
            "fusionflag.event": "present" if stands(d, f) else "indeterminate",
            "fusionflag.event_id": f.event_id,
            "fusionflag.verdict": d.case.verdict,
        }
        yield tuple(schema.cell(values[name]) or "NA" for name in SV)


def _site(f: Finding, site: str, side: str, build: str) -> dict[str, str | int | None]:
    placed = f.genome == build
    transcript, exon = getattr(f, f"transcript{side}"), getattr(f, f"exon{side}")
    gene = getattr(f, f"gene{side}")
    return {
        f"Site{site}_Hugo_Symbol": "" if gene in ("?", "*") else gene,
        f"Site{site}_Ensembl_Transcript_Id": transcript if transcript.startswith("ENST") else "",
        f"Site{site}_Region": "exon" if exon.isdigit() else "",
        f"Site{site}_Region_Number": exon if exon.isdigit() else "",
        f"Site{site}_Chromosome": getattr(f, f"chrom{side}").removeprefix("chr") if placed else "",
        f"Site{site}_Position": getattr(f, f"pos{side}") if placed else None,
    }


def event_info(f: Finding) -> str:
    """The event in the wording that tells who is 5', which the order of the sites does not; else its name alone."""
    if not (f.order_known and f.gene5 and f.gene3 and f.gene5 != f.gene3):
        return f.fusion
    pair = f"({f.gene5}::{f.gene3})"
    frame = {"in": ": in frame", "out": ": out of frame", "stop": ": out of frame"}.get(f.in_frame, "")
    return f"Protein fusion{frame} {pair}" if frame else f"Transcript fusion {pair}"


# -- what describes the data -----------------------------------------------------------------------
def _sv_meta(cases: list[tuple[str, Dossier]], profiled: list[str]) -> dict[str, str]:
    told = (
        f"{len(profiled)} of {len(cases)} samples are profiled: those with an event, and trusted negatives. "
        "In every other sample a fusion is not excluded: see the clinical file."
    )
    return {
        "cancer_study_identifier": STUDY,
        "genetic_alteration_type": "STRUCTURAL_VARIANT",
        "datatype": "SV",
        "stable_id": "structural_variants",
        "show_profile_in_analysis_tab": "true",
        "profile_name": "Structural variants",
        "profile_description": told,
        "data_filename": "data_sv.txt",
        "namespaces": "fusionflag",
    }


def _metas(destination: Path, info: RunInfo, genome: str) -> None:
    study = {"cancer_study_identifier": STUDY}
    _meta(
        destination / "meta_study.txt",
        {
            "type_of_cancer": "mixed",
            **study,
            "name": "fusionflag run",
            "description": f"Judged by fusionflag {info.version}, knowledge of {info.knowledge}. "
            "A sample that is not profiled is not negative.",
            "add_global_case_list": "true",
            "reference_genome": genome,
        },
    )
    clinical = {"genetic_alteration_type": "CLINICAL", "datatype": "SAMPLE_ATTRIBUTES"}
    name = "data_clinical_sample.txt"
    _meta(destination / "meta_clinical_sample.txt", {**study, **clinical, "data_filename": name})
    matrix = {"genetic_alteration_type": "GENE_PANEL_MATRIX", "datatype": "GENE_PANEL_MATRIX"}
    name = "data_gene_panel_matrix.txt"
    _meta(destination / "meta_gene_panel_matrix.txt", {**study, **matrix, "data_filename": name})


def _lists(folder: Path, samples: list[str], profiled: list[str]) -> None:
    """The list of profiled samples; cBioPortal makes that of all samples itself."""
    if not profiled:
        return
    _meta(
        folder / "cases_sv.txt",
        {
            "cancer_study_identifier": STUDY,
            "stable_id": f"{STUDY}_sv",
            "case_list_name": "Samples with structural variant data",
            "case_list_description": f"{len(profiled)} of {len(samples)} samples",
            "case_list_category": "all_cases_with_sv_data",
            "case_list_ids": "\t".join(profiled),
        },
    )
