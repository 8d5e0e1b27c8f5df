"""Worked cases from a file to a verdict, where a format of the tool can carry them, and what must not change a verdict."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.files import ARRIBA, KNOWN_ADEQUATE, OTHER, STAR, run, star, table

WTS = {**KNOWN_ADEQUATE, "tumor_type": "lung adenocarcinoma"}


def arriba(gene1: str, gene2: str, at1: str, at2: str, **facts: Any) -> str:
    """One Arriba row."""
    row = {
        "s1": "+/+",
        "s2": "+/+",
        "site1": "CDS/splice-site",
        "site2": "CDS/splice-site",
        "type": "translocation",
        "sr1": 30,
        "sr2": 10,
        "dm": 12,
        "conf": "high",
        "frame": "in-frame",
        "filters": ".",
    } | facts
    cells = [
        gene1,
        gene2,
        row["s1"],
        row["s2"],
        at1,
        at2,
        row["site1"],
        row["site2"],
        row["type"],
        row["sr1"],
        row["sr2"],
        row["dm"],
        row["conf"],
        row["frame"],
        row["filters"],
    ]
    return "\t".join(map(str, cells)) + "\n"


E6, E2 = "chr8:32727949", "chr8:32595828"
FILES: list[tuple[str, str, dict[str, str], str, set[str]]] = [
    (
        "03",
        STAR + star("ATP1B1", "chr1:169111498:+", right_at="chr8:32595828:+"),
        WTS,
        "positive",
        {"RNA_POSITIVE"},
    ),
    (
        "05",
        STAR + star("SDC4", "chr20:45330366:-", reads=1092, frame="."),
        {"assay": ""},
        "positive",
        {"FRAME_COMPUTED"},
    ),
    (
        "05 in hg19",
        STAR + star("SDC4", "chr20:43959006:-", right_at="chr8:32585467:+", frame="."),
        {},
        "positive",
        {"BUILD_INFERRED"},
    ),
    (
        "11",
        ARRIBA + arriba("FAM91A1", "NRG1", "chr8:123768000", E2),
        {"tumor_type": "breast cancer"},
        "positive",
        set(),
    ),
    (
        "15",
        STAR,
        {**WTS, "assay": "NTRK & RET NGS Fusion Profile"},
        "inadequate_rna_negative",
        {"NRG1_NOT_COVERED"},
    ),
    ("16", STAR, {**WTS, "assay": "OCAv3"}, "inadequate_rna_negative", {"ISOFORM_LIMITED"}),
    ("19", STAR, {**WTS, "assay": "Oncomine"}, "inadequate_rna_negative", {"COVERAGE_UNKNOWN"}),
    ("24", STAR, {**WTS, "molecule": "cfRNA"}, "inadequate_rna_negative", {"PLASMA_RNA"}),
    ("38", STAR, {**WTS, "tumor_content": "5"}, "inadequate_rna_negative", {"LOW_TUMOR"}),
    ("42", STAR, {}, "inadequate_rna_negative", {"QC_NOT_PROVIDED", "COVERAGE_UNKNOWN"}),
    ("44", STAR, WTS, "negative", {"RNA_NEGATIVE"}),
    (
        "62",
        STAR + star("NRG1", "chr8:32605683:+", "STMN2", "chr8:79665312:+", reads=88),
        WTS,
        "equivocal",
        {"NRG1_5P"},
    ),
    (
        "65",
        ARRIBA + arriba("WRN", "NRG1", "chr8:31100000", E2, frame="out-of-frame"),
        WTS,
        "equivocal",
        {"OUT_OF_FRAME"},
    ),
    ("66b", STAR + star("WRN", "chr8:31167230:+", frame="."), WTS, "equivocal", {"OUT_OF_FRAME"}),
    ("67", STAR + star("SMAD4", "chr18:51030623:+", reads=25, frame="."), WTS, "equivocal", {"UTR_DONOR"}),
    (
        "69",
        ARRIBA + arriba("NRG1", "NRG1", "chr8:32605683", E6, type="duplication"),
        WTS,
        "equivocal",
        {"INTRAGENIC"},
    ),
    (
        "78",
        ARRIBA
        + arriba(
            "NRG1-IT1", "NRG1", "chr8:32029485", "chr8:31844448", sr1=1, sr2=1, dm=0, conf="medium", frame="."
        ),
        WTS,
        "negative",
        {"ARTEFACT_NOTE"},
    ),
    (
        "79",
        STAR + star("GBP6", "chr1:89380000:+", right_at="chr8:32700000:+", reads=5, pairs=0, frame="."),
        WTS,
        "negative",
        {"ARTEFACT_NOTE"},
    ),
    (
        "80",
        ARRIBA
        + arriba("GPAT4", "NRG1", "chr8:41600000", "chr8:32854328", sr1=1, sr2=0, dm=2, frame="out-of-frame"),
        WTS,
        "equivocal",
        {"EGF_LOST"},
    ),
    (
        "92",
        ARRIBA + arriba("KIF13B", "NRG1", "chr8:29263133", E6, frame="stop-codon"),
        WTS,
        "equivocal",
        {"OUT_OF_FRAME"},
    ),
    (
        "93",
        ARRIBA + arriba("CD74", "NRG1", "chr5:150404680", E6, s1="-/-", frame="."),
        WTS,
        "positive",
        {"FRAME_COMPUTED"},
    ),
    (
        "93b",
        ARRIBA + arriba("CD74", "NRG1", "chr5:150404699", E6, s1="-/-", frame="."),
        WTS,
        "equivocal",
        {"FRAME_UNKNOWN"},
    ),
    (
        "94",
        STAR + star("UBXN8", "chr8:30756887:+", right_at="chr8:32287101:+", frame="."),
        WTS,
        "equivocal",
        {"EGF_UNKNOWN"},
    ),
    (
        "96",
        STAR + star("CD74", right="NRG2", right_at="chr5:139900000:-"),
        WTS,
        "negative",
        {"NRG2_NOT_LABELLED"},
    ),
    (
        "97",
        STAR + star("HRG", "chr3:186665000:+", "ALB", "chr4:73400000:+"),
        WTS,
        "negative",
        {"RNA_NEGATIVE"},
    ),
    ("97 in NRG1", STAR + star(right="HRG"), WTS, "positive", {"ALIAS_USED"}),
    (
        "100",
        STAR + star("FCHSD2", "chr11:72970000:-", "NRG1-IT1", "chr8:32020000:+", reads=2, pairs=0),
        WTS,
        "negative",
        {"NRG1_IT1_NOT_NRG1"},
    ),
    (
        "100b",
        STAR + star("FCHSD2", "chr11:72970000:-", "NRG1-IT1", "chr8:32020000:+", reads=3, pairs=0),
        WTS,
        "equivocal",
        {"NRG1_LOCUS_INTRONIC"},
    ),
    (
        "108",
        STAR + star("CD74", "chr5:149784243:-", right_at="chr8:32585466:+"),
        {**WTS, "genome": "hg19"},
        "positive",
        {"OFF_BY_ONE"},
    ),
    ("116", STAR + star(), {**WTS, "tumour_type": "IMA lung", "tumor_type": ""}, "positive", set()),
    ("133", STAR + star(), {}, "positive", set()),
    ("153", STAR + star(reads=5, pairs=0), WTS, "equivocal", {"LOW_SUPPORT"}),
    ("155", STAR, {"assay": "WTS", "qc": "pass", "tumor_content": "30%"}, "negative", {"RNA_NEGATIVE"}),
    (
        "156",
        STAR,
        {"assay": "NTRK NGS Fusion Profile", "qc": "pass"},
        "inadequate_rna_negative",
        {"NRG1_NOT_COVERED"},
    ),
    ("sheet says DNA", STAR, {**WTS, "molecule": "DNA"}, "dna_only_negative", {"DNA_ONLY"}),
    ("sheet says QC failed", STAR, {**WTS, "qc": "fail"}, "inadequate_rna_negative", {"QC_FAILED"}),
    (
        "sheet says not covered",
        STAR,
        {**WTS, "nrg1_coverage": "no"},
        "inadequate_rna_negative",
        {"NRG1_NOT_COVERED"},
    ),
    ("read-through", STAR + star(annots='["NEIGHBORS[10]"]'), WTS, "equivocal", {"READTHROUGH"}),
    (
        "antisense",
        ARRIBA + arriba("CD74", "NRG1", "chr5:150404680", E6, s1="-/+"),
        WTS,
        "equivocal",
        {"ANTISENSE"},
    ),
    (
        "two genes beside the break",
        ARRIBA + arriba("A1BG(900),A1CF(5000)", "NRG1", "chr19:58345000", E6, site1="intergenic", s1="./+"),
        WTS,
        "equivocal",
        {"INTERGENIC_PARTNER"},
    ),
    (
        "NRG1 only the nearest gene",
        ARRIBA
        + arriba(
            "CD74", "NRG1(70000),X(900)", "chr5:150404680", "chr8:32900000", s1="-/-", site2="intergenic"
        ),
        WTS,
        "equivocal",
        {"INTERGENIC_PARTNER"},
    ),
    (
        "another name at an NRG1 acceptor",
        STAR + star(right="AC021909.1"),
        WTS,
        "positive",
        {"GENE_FROM_POSITION"},
    ),
    ("lower case", STAR + star(left="cd74", right="nrg1"), WTS, "positive", {"RNA_POSITIVE"}),
    (
        "Excel",
        STAR + star(left="1-Mar", left_at="chr4:163500000:-", frame="INFRAME"),
        WTS,
        "equivocal",
        {"PARTNER_UNREADABLE"},
    ),
]


@pytest.mark.parametrize(("id", "text", "sheet", "verdict", "codes"), FILES, ids=[f[0] for f in FILES])
def test_from_file_to_verdict(
    tmp_path: Path, id: str, text: str, sheet: dict[str, str], verdict: str, codes: set[str]
) -> None:
    result = run(tmp_path, {"x.tsv": text}, {"x.tsv": sheet})
    case = result.cases["case"]
    assert case["verdict"] == verdict, case
    assert codes <= {*case["reasons"].split(";"), *case["warnings"].split(";")}, case
    assert result.code == 0


def test_two_callers_on_one_library(tmp_path: Path) -> None:
    """Case 154: silence beside a call is a note, not a conflict."""
    result = run(tmp_path, {"a.tsv": STAR + star(), "b.tsv": ARRIBA})
    case = result.cases["case"]
    assert case["verdict"] == "positive"
    assert "OTHER_CALLER_SILENT" in case["reasons"]
    assert "CONFLICT_RNA" not in case["reasons"]


def test_rna_answers_dna_of_one_specimen(tmp_path: Path) -> None:
    """Cases 71 to 73 and 144, with LINX as the DNA report."""
    linx = "fivePrimeBreakendId\tthreePrimeBreakendId\tfivePrimeCoords\tthreePrimeCoords\tname\treported\tphased\tlikelihood\n"
    hit = linx + "1\t2\tchr5:150404000:-1\tchr8:32700000:-1\tCD74_NRG1\ttrue\tINFRAME\tHIGH\n"
    other = {"specimen": "S2"}
    for name, files, sheet, verdict in (
        (
            "72",
            {"d.tsv": hit, "r.tsv": STAR},
            {"d.tsv": {"specimen": "S1"}, "r.tsv": {**WTS, "specimen": "S1"}},
            "equivocal",
        ),
        (
            "73",
            {"d.tsv": hit, "r.tsv": STAR},
            {"d.tsv": {"specimen": "S1"}, "r.tsv": {**WTS, **other}},
            "positive_confirm_rna",
        ),
        (
            "144",
            {"d.tsv": linx, "r.tsv": STAR},
            {"d.tsv": {"specimen": "S1"}, "r.tsv": {**WTS, "specimen": "S1"}},
            "negative",
        ),
        ("DNA alone", {"d.tsv": linx}, {"d.tsv": {}}, "dna_only_negative"),
        (
            "RNA confirms",
            {"d.tsv": hit, "r.tsv": STAR + star(reads=2, pairs=2)},
            {"d.tsv": {}, "r.tsv": WTS},
            "positive",
        ),
    ):
        result = run(tmp_path / name, files, sheet)
        assert result.cases["case"]["verdict"] == verdict, (name, result.cases)


def test_a_weak_copy_of_a_run_mate(tmp_path: Path) -> None:
    """Case 81: only where both cases state the same run."""
    files = {"weak.tsv": STAR + star(reads=1, pairs=4), "strong.tsv": STAR + star(reads=1092, pairs=5225)}
    for run_name, suspect in (("R7", True), ("", False)):
        sheet = {n: {"case_id": n, "run": run_name} for n in files}
        result = run(tmp_path / (run_name or "none"), files, sheet)
        assert ("CARRYOVER_SUSPECT" in result.cases["weak.tsv"]["reasons"]) is suspect
        assert result.cases["strong.tsv"]["verdict"] == "positive"
    assert table(result.out / "findings.tsv")[0]["event_class"]


def test_files_beside_it_change_no_verdict(tmp_path: Path) -> None:
    """Invariant I12."""
    alone = run(tmp_path / "alone", {"b.tsv": STAR}, {"b.tsv": WTS})
    both = run(
        tmp_path / "both",
        {"a.tsv": STAR + star(), "b.tsv": STAR},
        {"a.tsv": {"case_id": "other"}, "b.tsv": WTS},
    )
    assert alone.cases["case"] == both.cases["case"]


def test_equal_bytes_at_two_paths_are_two_reports(tmp_path: Path) -> None:
    result = run(tmp_path, {"p1/x.tsv": STAR, "p2/x.tsv": STAR}, {})
    assert len(result.cases) == 2
    assert len({a["report_id"] for a in table(result.out / "assays.tsv")}) == 2


def test_row_and_column_order_do_not_matter(tmp_path: Path) -> None:
    """Invariant I9."""
    lines = (STAR + OTHER + star()).rstrip("\n").split("\n")
    turned = [
        "\t".join([*line.split("\t")[:1], *reversed(line.split("\t")[1:])])
        for line in (lines[0], lines[2], lines[1])
    ]
    one = run(tmp_path / "one", {"x.tsv": "\n".join(lines) + "\n"})
    two = run(tmp_path / "two", {"x.tsv": "\n".join(turned) + "\n"})
    ignore = {"finding_id"}
    a, b = ({k: v for k, v in r.cases["case"].items() if k not in ignore} for r in (one, two))
    assert a == b


SQUID = "# chrom1\tstart1\tend1\tchrom2\tstart2\tend2\tname\tscore\tstrand1\tstrand2\t"
SQUID_RAW = SQUID + "num_concordantfrag_bp1\tnum_concordantfrag_bp2\n"
SQUID_ANNOTATED = SQUID + "Type\tFusedGenes\n"
PLACES = [
    (
        "NRG1 e6 acceptor and a donor",
        "5\t150404679\t150404767\t8\t32727948\t32728078\t.\t44\t-\t-\t1\t1\n",
        "CD74::NRG1",
    ),
    ("NRG1 donor first", "8\t32605561\t32605683\t8\t79665311\t79665400\t.\t9\t+\t-\t3\t4\n", "NRG1/STMN2"),
    (
        "in the intron, with chr",
        "chr8\t32000000\t32000100\tchr21\t41494374\t41494578\t.\t9\t-\t+\t3\t4\n",
        "/NRG1",
    ),
]


@pytest.mark.parametrize(("id", "row", "fusion"), PLACES, ids=[p[0] for p in PLACES])
def test_rows_without_gene_names_are_found_by_their_place(
    tmp_path: Path, id: str, row: str, fusion: str
) -> None:
    nameless = "\t".join(row.split("\t")[:10]) + "\tnon-fusion-gene\t.\n"
    for name, text in (("raw", SQUID_RAW + row), ("annotated", SQUID_ANNOTATED + nameless)):
        result = run(tmp_path / name, {"x.txt": text})
        assert result.cases["case"]["verdict"] == "equivocal"
        assert fusion in result.cases["case"]["fusion"]
        away = text.replace("\t8\t3", "\t9\t3").replace("8\t32", "9\t32")
        assert run(tmp_path / name / "away", {"x.txt": away}).cases["case"]["verdict"] == "negative"


PBFUSION = "#chr1\tstart1\tend1\tchr2\tstart2\tend2\tid\tscore\tstrand1\tstrand2\tinfo\textra\n"


def test_nrg1_inside_a_chain_of_genes_is_not_lost(tmp_path: Path) -> None:
    """APP::NRG1::APP is a published fusion; only the ends have positions, so the junction stays unknown."""
    row = "chr21\t25897626\t25897627\tchr21\t25881000\t25881001\tBP1\tHIGH\t-\t-\tRC=30;GN=APP,NRG1,APP;CL=FUSION:30\tRN=r1\n"
    result = run(tmp_path, {"x.bed": PBFUSION + row})
    case = result.cases["case"]
    assert (case["verdict"], case["fusion"]) == ("equivocal", "APP::NRG1")
    assert "MULTI_GENE" in case["warnings"]
    other = run(tmp_path / "other", {"x.bed": PBFUSION + row.replace("NRG1", "NDRG1")})
    assert other.cases["case"]["verdict"] == "negative"


def test_a_side_without_a_name_in_nrg1_is_nrg1(tmp_path: Path) -> None:
    """The partner is named, the other side is not, but it lies in NRG1's intron."""
    row = arriba("CD74", ".", "chr5:150404680", "chr8:32700000", s1="-/-", s2="./+", frame=".")
    assert run(tmp_path, {"x.tsv": ARRIBA + row}).cases["case"]["verdict"] == "equivocal"
    away = row.replace("chr8:32700000", "chr9:32700000")
    assert run(tmp_path / "away", {"x.tsv": ARRIBA + away}).cases["case"]["verdict"] == "negative"


@pytest.mark.parametrize("partner", ["CD74", "NRG2", "NRG3"])
@pytest.mark.parametrize(
    "name", ["NRG1 exon 6", "NRG1exon6", "NRG1fusion", "NRG1v1", "ENSG00000157168 exon 6", "HGNC:7997 exon 6"]
)
def test_nrg1_in_words_that_are_no_gene_is_no_negative_whatever_the_partner(
    tmp_path: Path, partner: str, name: str
) -> None:
    row = arriba(partner, name, "chr5:139000000", "chr9:100000000")
    assert "negative" not in run(tmp_path, {"x.tsv": ARRIBA + row}).verdicts
    other = arriba(partner, "NRG10 exon 6", "chr5:139000000", "chr9:100000000")
    assert run(tmp_path / "other", {"x.tsv": ARRIBA + other}).verdicts == {"negative"}
