"""The corpus of real reports, where it stands beside the checkout; skipped elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from fusionflag.facts import word
from fusionflag.model import Assay, Finding, Marker, Notice
from fusionflag.partners import mentions_nrg1
from fusionflag.readfile import read_source
from fusionflag.registry import parsers
from fusionflag.sources import Source
from fusionflag.stream import ReportEnd
from tests.conftest import SAMPLES
from tests.reports import arms_of_samples, complete, of

pytestmark = pytest.mark.samples
FILES = (
    sorted(p for p in (SAMPLES / "rna").rglob("*") if p.is_file() and p.name != "SOURCES.tsv")
    if SAMPLES.is_dir()
    else []
)
TABLES = [
    p for p in FILES if p.suffix not in (".vcf", ".json")
]  # the VCFs and documents have tests of their own
# folders of the corpus whose every file belongs to formats that are read
READ = {
    "starfusion": "star_fusion",
    "ctat-lr-fusion": "ctat_lr_fusion",
    "jaffa": "jaffa",
    "ericscript": "ericscript",
    "defuse": "defuse",
    "fusionmap": "fusionmap",
    "starseqr": "star_seqr",
    "longgf": "longgf",
    "fusionseeker": "fusionseeker",
    "pbfusion": "pbfusion",
    "isofox": "isofox",
    "fusor": "vicc_fusion",
    "soapfuse": "soapfuse",
    "prada": "prada",
    "chimpipe": "chimpipe",
    "chimerascan": "chimerascan",
    "infusion": "infusion",
    "starchip": "starchip",
    "easyfuse": "easyfuse",
    "aeron": "aeron",
    "tophatfusion": "tophat_fusion",
    "mapsplice": "mapsplice",
    "genomon_fusionfusion": "genomon_fusionfusion",
}
HEADLESS = {"aeron", "fusion_list", "genomon_fusionfusion", "mapsplice", "metafusion_cff", "tophat_fusion"}
MORE = {
    "linx_fusion": "linx/*fusion.tsv",
    "fusion_inspector": "fusioninspector/v*",
    "fusioncatcher_summary": "fusioncatcher/*summary*",
    "dragen_rna": "dragen/*.final",
    "arriba": "arriba/*.tsv",
    "pizzly_flat": "pizzly/*",
    "squid": "squid/squid_sv.txt",
    "squid_annotated": "squid/squid_annotated.txt",
    "integrate": "integrate/*.tsv",
    "oncofuse": "oncofuse/*",
    "pcgr_fusions": "pcgr/*",
    "enfusion": "enfusion/*",
    "oncokb_fusions": "oncokb/*",
    "annofuse": "annofuse/*",
    "cicero": "cicero/final*",
    "mavis": "mavis/*",
    "transabyss": "transabyss/*",
    "fusion_report_json": "fusion-report/*.json",
    "fusion_report_csv": "fusion-report/*.csv",
    "fusion_list": "fusion-report/*list*",
    "metafusion_cff": "metafusion/[!E]*",
    "linx_breakends": "linx/*breakend*",
}


@pytest.mark.skipif(not FILES, reason="the corpus of real reports is not here")
def test_every_file_has_one_parser_or_a_reason() -> None:
    for file in FILES:
        frames = list(read_source(Source(path=file, shown=file.name)))
        arms = [f for f in frames if isinstance(f, Assay)]
        readers = {a.parser for a in arms}
        assert len(readers) == 1, file
        if readers == {""}:
            assert any(isinstance(f, Notice) and f.severity == "error" and f.text for f in frames), file


@pytest.mark.skipif(not FILES, reason="the corpus of real reports is not here")
def test_evidence_is_as_good_as_the_corpus() -> None:
    """`real` where the corpus holds a file that nobody made up, `documentation` where it holds none of any kind."""
    made_up = ("_synthetic", "bad_", "syn_")
    files = [p for p in SAMPLES.rglob("*") if p.is_file() and p.suffix != ".tbi" and p.name != "SOURCES.tsv"]
    files = [p for p in files if not any(part.startswith(made_up) for part in p.parts)]
    seen = {
        f.parser for p in files for f in read_source(Source(path=p, shown=p.name)) if isinstance(f, Assay)
    }
    told = {p.name: word(p.facts.evidence) for p in parsers()}
    assert {name for name, evidence in told.items() if evidence == "real"} <= seen
    assert not {name for name, evidence in told.items() if evidence == "documentation"} & seen


@pytest.mark.skipif(not FILES, reason="the corpus of real reports is not here")
def test_formats_find_their_parsers() -> None:
    wanted = {f: parser for folder, parser in READ.items() for f in (SAMPLES / "rna" / folder).iterdir()}
    wanted |= {f: parser for parser, pattern in MORE.items() for f in (SAMPLES / "rna").glob(pattern)}
    for file, parser in wanted.items():
        arms = [f for f in read_source(Source(path=file, shown=file.name)) if isinstance(f, Assay)]
        assert {a.parser for a in arms} == {parser}, file


def data_rows(file: Path, parser: str) -> int:
    """Data rows of a table, counted without the parsers: lines below the header that are no comment."""
    lines = [line for line in file.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    if parser in HEADLESS:
        return sum(not line.startswith("#") for line in lines)
    return sum(not line.startswith("##") for line in lines) - 1


@pytest.mark.skipif(not FILES, reason="the corpus of real reports is not here")
def test_rows_read_are_data_rows_and_nrg1_rows_are_findings() -> None:
    for file in TABLES:
        frames = list(read_source(Source(path=file, shown=file.name)))
        name = next(f.parser for f in frames if isinstance(f, Assay))
        if not name:
            continue
        findings = [f for f in frames if isinstance(f, Finding)]
        if name not in ("longgf", "fusioncatcher_summary", "ericscript", "enfusion") and not name.startswith(
            "tso500"
        ):
            end = next(f for f in frames if isinstance(f, ReportEnd))
            assert end.rows == data_rows(file, name), file
        genes = Counter((f.gene5, f.gene3) for f in findings if "NRG1" in (f.gene5, f.gene3))
        text = file.read_text(encoding="utf-8", errors="replace").splitlines()
        lines = [line for line in text if mentions_nrg1(line) and not line.startswith("GF\t")]
        assert sum(genes.values()) == len(lines), (file, genes)
        for finding in findings:
            cells = {finding.gene5_reported.split("^")[0], finding.gene3_reported.split("^")[0]}
            for look_alike in cells & {"NRG1-IT1", "NDRG1", "NRG2", "NRG3", "NRG4"}:
                assert look_alike in (finding.gene5, finding.gene3)
                assert finding.nrg1_role == "none" or "NRG1" in cells


@pytest.mark.skipif(not FILES, reason="the corpus of real reports is not here")
def test_the_simulated_fusion_has_its_direction_wherever_the_caller_knows_it() -> None:
    seen = 0
    for file in (f for f in FILES if f.parent.name != "annofuse"):  # rows of real tumors
        for finding in (f for f in read_source(Source(path=file, shown=file.name)) if isinstance(f, Finding)):
            if "NRG1" in (finding.gene5, finding.gene3):
                seen += 1
                assert (finding.gene5, finding.gene3) == ("ASXL3", "NRG1"), file
                assert finding.nrg1_role == ("three_prime" if finding.order_known else "unknown"), file
                near = {18: (31187640, 33607676), 8: (32453346, 32595828)}
                assert min(abs((finding.pos5 or 0) - p) for p in near[18]) <= 4, file
                assert min(abs((finding.pos3 or 0) - p) for p in near[8]) <= 4, file
    assert seen == 14


@pytest.mark.skipif(not FILES, reason="the corpus of real reports is not here")
def test_no_report_of_the_corpus_gives_a_negative_without_a_stated_assay(tmp_path: Path) -> None:
    from tests.files import invoke, table

    result = invoke("run", str(SAMPLES / "rna"), "-o", str(tmp_path / "out"))
    assert result.exit_code == 1
    verdicts = {row["verdict"] for row in table(tmp_path / "out" / "cases.tsv")}
    assert "negative" not in verdicts
    assert "positive" not in verdicts
    assert not re.search("Traceback", result.output)


# files of the vendors' corpus that nobody reads: no newline at the end, a schema, sources of FHIR, a derived table
UNREAD = {
    "cats_schema.json",
    "catstools_data_fusion.txt",
    "catstools_data_sv.txt",
    "core_data_structural_variants.txt",
    "hl7_somaticReportPDFexamples.fsh",
    "mcode_EX_Genomics.fsh",
    "mii_RNA_Fusion_example.fsh",
    "phc_derived_sample.structural.csv",
    "phc_fmi_sample.vcf",
}


@pytest.mark.skipif(not FILES, reason="the corpus of real reports is not here")
def test_the_reports_of_laboratories_give_the_verdicts_that_were_judged_by_hand(tmp_path: Path) -> None:
    from tests.files import invoke, table

    result = invoke("run", str(SAMPLES / "vendor"), "-o", str(tmp_path / "out"))
    assert result.exit_code == 1
    arms = table(tmp_path / "out" / "assays.tsv")
    unread = {Path(a["report_file"]).name for a in arms if a["read_status"] in ("unreadable", "incomplete")}
    assert unread == UNREAD
    cases = {row["case_id"].rpartition("/")[2]: row for row in table(tmp_path / "out" / "cases.tsv")}
    # six reports of one order: its transcriptome was read, signed out, and shows other fusions
    assert {name for name, c in cases.items() if c["verdict"] == "negative"} == {"TN20-779441"}
    assert {name for name, c in cases.items() if c["verdict"] == "positive"} == {
        "SYN-P1",
        "TL-00-SYNTH2",
        "archer_NRG1.full_results.txt",
        "archer_rest_isoforms_NRG1.json",
        "ion_oncomine_rna_NRG1_positive.vcf",
    }
    assert cases["12345"]["reasons"] == "DNA_ONLY;NRG1_NOT_COVERED"
    assert (
        cases["C0000001"]["reasons"] == "QC_NOT_PROVIDED"
    )  # the metrics beside it are of another software version
    assert cases["SMP37669"]["reasons"] == "DNA_ONLY;NRG1_NOT_COVERED"
    assert cases["TL-00-SYNTH1"]["reasons"].endswith("RNA_PENDING")
    assert not [n for n in table(tmp_path / "out" / "notices.tsv") if n["code"] == "PARSER_FAILED"]


@pytest.mark.parametrize(
    ("file", "parser", "molecules", "fusions"),
    [
        ("foundation/lifeomic_heme_sample_nopdf.xml", "foundation_xml", {"DNA"}, ["NF1/?"]),
        ("foundation/phc_sample_nopdf.xml", "foundation_xml", {"DNA"}, ["NF1/?", "NF1/FN2", "FN2/NF1"]),
        ("foundation/phc_sample_namespace_nopdf.xml", "foundation_xml", {"DNA"}, ["NF1/?"]),
        ("foundation/SYN-F1-0002.xml", "foundation_xml", {"DNA"}, ["EML4::ALK"]),
        ("foundation/phc_fmi_sample.vcf", "small_variant_vcf", {"DNA"}, []),
        ("genminetop/SYN-GM-0002.xml", "genminetop", {"DNA", "RNA"}, ["MET::MET", "EML4::ALK"]),
        ("ccat/cats2cbio_input.json", "ccat_cats", {"DNA"}, ["CD74::ERBB4", "MET/MET"]),
        (
            "ccat/cats_rearrangements_input.json",
            "ccat_cats",
            {"DNA", "RNA"},
            ["EML4::ALK", "EML4::ALK", "?/LINC01865", "MET/MET"],
        ),
    ],
)
def test_the_files_of_others(
    samples: Path, file: str, parser: str, molecules: set[str], fusions: list[str]
) -> None:
    path = samples / "vendor" / file
    if not path.is_file():
        pytest.skip("not in this copy of the corpus")
    frames = list(read_source(Source(path=path, shown=path.name)))
    assert {f.parser for f in frames if isinstance(f, Assay)} == {parser}
    assert {m for _, m in arms_of_samples(frames)} == molecules
    assert [f.fusion for f in of(Finding, frames)] == fusions
    assert complete(frames) == (path.suffix != ".vcf")  # the VCF has no last newline
    assert not any(isinstance(f, Marker) and f.gene == "NRG1" for f in frames)
    assert any(a.fusions_stated for a in arms_of_samples(frames).values()) == (path.suffix != ".vcf")
