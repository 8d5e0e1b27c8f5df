"""From DNA VCFs, alone and beside RNA, to a verdict: rows 3, 4, 6, 7, 11 and 12 of the decision table, from files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.files import KNOWN_ADEQUATE, OTHER, STAR, run, star
from tests.vcf_files import COLUMNS, Place, header, line, pair

CD74, NRG1 = Place("chr5", 150_403_800, "-"), Place("chr8", 32_700_000, "-")
HEAD = header(more="##source=GenerateSVCandidates 1.6.0\n", samples=("N", "T"))
SOMATIC = "PR:SR\t40,0:33,0\t40,12:33,9"


def manta(*junctions: str, somatic: str = SOMATIC) -> str:
    """A somatic Manta file with these records."""
    return HEAD + "".join(junctions).replace("PR:SR\t40,12:33,9", somatic)


FUSION = pair(CD74, NRG1)
DNA: list[tuple[str, str, str, set[str]]] = [
    ("a fusion", manta(FUSION), "positive_confirm_rna", {"DNA_POSITIVE"}),
    ("nothing", manta(), "dna_only_negative", {"DNA_ONLY"}),
    (
        "other genes only",
        manta(pair(Place("chr2", 42_300_000, "+"), Place("chr2", 29_300_000, "+"))),
        "dna_only_negative",
        {"DNA_ONLY"},
    ),
    (
        "in the first exon",
        manta(pair(CD74, Place("chr8", 31_640_000, "-"))),
        "positive_confirm_rna",
        {"DNA_POSITIVE"},
    ),
    (
        "inside e4",
        manta(pair(CD74, Place("chr8", 32_614_530, "-"))),
        "positive_confirm_rna",
        {"BREAK_IN_EXON"},
    ),
    (
        "behind e6",
        manta(pair(CD74, Place("chr8", 32_750_000, "-"))),
        "equivocal",
        {"BREAK_AFTER_EGF", "RNA_NEEDED"},
    ),
    (
        "NRG1 is the 5' partner",
        manta(pair(CD74, Place("chr8", 32_700_000, "+"))),
        "equivocal",
        {"NRG1_5P", "RNA_NEEDED"},
    ),
    ("antisense partner", manta(pair(Place("chr5", 150_403_800, "+"), NRG1)), "equivocal", {"ANTISENSE"}),
    ("between genes", manta(pair(Place("chr8", 35_000_000, "+"), NRG1)), "equivocal", {"INTERGENIC_PARTNER"}),
    (
        "upstream of NRG1",
        manta(pair(CD74, Place("chr8", 31_635_000, "-"))),
        "equivocal",
        {"INTERGENIC_PARTNER"},
    ),
    (
        "intragenic",
        manta(line("chr8", 32_000_000, "<DEL>", "SVTYPE=DEL;END=32400000")),
        "equivocal",
        {"INTRAGENIC", "RNA_NEEDED"},
    ),
    (
        "single breakend",
        manta(line("chr8", 32_700_000, "ACGT.", "SVTYPE=BND")),
        "equivocal",
        {"SINGLE_BREAKEND"},
    ),
    ("filtered", manta(FUSION.replace("PASS", "MinSomaticScore")), "equivocal", {"FILTERED"}),
    (
        "few reads, no filter",
        manta(FUSION.replace("PASS", "."), somatic="PR:SR\t40,0:33,0\t40,2:33,1"),
        "equivocal",
        {"LOW_SUPPORT"},
    ),
    ("no filter, reads enough", manta(FUSION.replace("PASS", ".")), "positive_confirm_rna", {"DNA_POSITIVE"}),
    (
        "in the normal too",
        manta(FUSION, somatic="PR:SR\t40,11:33,8\t40,12:33,9"),
        "dna_only_negative",
        {"GERMLINE", "DNA_ONLY"},
    ),
    (
        "only in the normal",
        manta(FUSION, somatic="PR:SR\t40,11:33,8\t40,0:33,0"),
        "dna_only_negative",
        {"GERMLINE"},
    ),
    (
        "orientation unknown",
        header() + line("chr8", 32_700_000, "<TRA>", "SVTYPE=TRA;CHR2=chr5;END=150403800"),
        "equivocal",
        {"ORIENTATION_UNKNOWN"},
    ),
    (
        "build unknown",
        header("", more="##source=GenerateSVCandidates 1.6.0\n") + FUSION,
        "equivocal",
        {"BUILD_UNKNOWN"},
    ),
    (
        "tumor only",
        header(more="##source=GenerateSVCandidates 1.6.0\n", samples=("T",)) + FUSION,
        "positive_confirm_rna",
        {"GERMLINE_NOT_EXCLUDED"},
    ),
    (
        "unknown caller",
        header(samples=("N", "T")) + FUSION.replace("PR:SR\t40,12:33,9", SOMATIC),
        "positive_confirm_rna",
        {"NUCLEIC_ACID_UNKNOWN"},
    ),
    (
        "both derivatives",
        manta(FUSION, pair(Place("chr5", 150_403_790, "+"), Place("chr8", 32_699_990, "+"))),
        "positive_confirm_rna",
        {"DNA_POSITIVE"},
    ),
    (
        "NRG1-IT1 lies there too",
        manta(pair(CD74, Place("chr8", 32_030_000, "-"))),
        "positive_confirm_rna",
        {"DNA_POSITIVE"},
    ),
    (
        "a gain of NRG1",
        header(more="##source=DRAGEN_CNV\n") + line("chr8", 31_000_000, "<DUP>", "SVTYPE=CNV;END=33000000"),
        "not_tested",
        {"NRG1_CNV_OR_SNV"},
    ),
    (
        "small variants only",
        header(more="##source=Mutect2\n") + line("chr8", 32_000_000, "C", ".", ref="A"),
        "not_tested",
        {"NO_FUSION_ANALYSIS"},
    ),
    (
        "nothing and no caller",
        header() + line("chr1", 5, "C", ".", ref="A"),
        "not_tested",
        {"NO_FUSION_ANALYSIS"},
    ),
    (
        "a normal alone",
        header(more="##source=GenerateSVCandidates 1.6.0\n", samples=("NORMAL",)) + FUSION,
        "not_tested",
        {"GERMLINE"},
    ),
    (
        "another assembly",
        f"##fileformat=VCFv4.2\n##contig=<ID=chr8,length=146259331>\n{COLUMNS}\n",
        "unreadable",
        {"UNREAD_INPUT"},
    ),
]


@pytest.mark.parametrize(("name", "text", "verdict", "codes"), DNA, ids=[d[0] for d in DNA])
def test_dna_alone(tmp_path: Path, name: str, text: str, verdict: str, codes: set[str]) -> None:
    """Whatever the sheet says of assay, coverage and QC: DNA never gives a negative."""
    for sheet in ({}, KNOWN_ADEQUATE, {**KNOWN_ADEQUATE, "nrg1_coverage": "yes", "molecule": "RNA"}):
        result = run(tmp_path / str(len(sheet)), {"x.vcf": text}, {"x.vcf": sheet})
        case = result.cases["case"]
        assert case["verdict"] != "negative"
        if not sheet:
            assert case["verdict"] == verdict
            assert codes <= {*case["reasons"].split(";"), *case["warnings"].split(";")}


RNA_SILENT = STAR + OTHER
RNA: list[tuple[str, str, str, dict[str, str], str, set[str]]] = [
    ("3", manta(FUSION), RNA_SILENT, {}, "equivocal", {"DNA_RNA_CONFLICT"}),
    ("4", manta(FUSION), RNA_SILENT, {"specimen": "B"}, "positive_confirm_rna", {"SPECIMEN_DISCORDANT"}),
    ("4, RNA failed", manta(FUSION), RNA_SILENT, {"qc": "fail"}, "positive_confirm_rna", {"DNA_POSITIVE"}),
    ("2", manta(FUSION), STAR + star(), {}, "positive", {"RNA_POSITIVE"}),
    ("2b", manta(FUSION), STAR + star(reads=3, pairs=1), {}, "positive", {"DNA_RNA_CONCORDANT"}),
    ("3b", manta(FUSION), STAR + star(frame="FRAMESHIFT"), {}, "equivocal", {"RNA_SHOWS_NONFUNCTIONAL"}),
    (
        "6",
        manta(pair(Place("chr8", 35_000_000, "+"), NRG1)),
        RNA_SILENT,
        {},
        "negative",
        {"DNA_EVENT_RESOLVED_BY_RNA"},
    ),
    (
        "6, an intragenic deletion",
        manta(line("chr8", 32_000_000, "<DEL>", "SVTYPE=DEL;END=32400000")),
        RNA_SILENT,
        {},
        "negative",
        {"DNA_EVENT_RESOLVED_BY_RNA"},
    ),
    (
        "7, recurrent partner",
        manta(pair(CD74, Place("chr8", 32_750_000, "-"))),
        RNA_SILENT,
        {},
        "equivocal",
        {"DNA_RNA_CONFLICT"},
    ),
    (
        "7, another specimen",
        manta(pair(Place("chr8", 35_000_000, "+"), NRG1)),
        RNA_SILENT,
        {"specimen": "B"},
        "equivocal",
        {"RNA_NEEDED"},
    ),
    ("9", manta(), RNA_SILENT, {}, "negative", {"RNA_NEGATIVE"}),
    (
        "9, germline event",
        manta(FUSION, somatic="PR:SR\t40,11:33,8\t40,12:33,9"),
        RNA_SILENT,
        {},
        "negative",
        {"RNA_NEGATIVE"},
    ),
    ("10", manta(), RNA_SILENT, {"qc": ""}, "inadequate_rna_negative", {"QC_NOT_PROVIDED"}),
    ("8, a VCF that was cut", manta()[:-30], RNA_SILENT, {}, "unreadable", {"UNREAD_INPUT"}),
    (
        "9, a DNA file that cannot hold a fusion",
        header(more="##source=Mutect2\n"),
        RNA_SILENT,
        {},
        "negative",
        {"RNA_NEGATIVE"},
    ),
]


@pytest.mark.parametrize(("row", "dna", "rna", "facts", "verdict", "codes"), RNA, ids=[r[0] for r in RNA])
def test_dna_beside_rna(
    tmp_path: Path, row: str, dna: str, rna: str, facts: dict[str, str], verdict: str, codes: set[str]
) -> None:
    sheet = {
        "d.vcf": {"specimen": "A"},
        "r.tsv": {**KNOWN_ADEQUATE, "specimen": "A", **facts},
    }
    case = run(tmp_path, {"d.vcf": dna, "r.tsv": rna}, sheet).cases["case"]
    assert case["verdict"] == verdict
    assert codes <= {*case["reasons"].split(";"), *case["warnings"].split(";")}


TWO = header(more="##source=GenerateSVCandidates 1.6.0\n", samples=("A17", "A18"))
IN_A18 = FUSION.replace("PR:SR\t40,12:33,9", SOMATIC)


def test_the_sheet_picks_the_tumor_column(tmp_path: Path) -> None:
    """By the sheet one column is the arm; without it both are cases of their own (Manta's order is not known for these names)."""
    text = TWO.replace("GenerateSVCandidates 1.6.0", "svaba") + IN_A18
    picked = run(tmp_path / "a", {"x.vcf": text}, {"x.vcf": {"sample": "A17"}})
    assert picked.cases["case"]["verdict"] == "dna_only_negative"
    picked = run(tmp_path / "b", {"x.vcf": text}, {"x.vcf": {"sample": "A18"}})
    assert picked.cases["case"]["verdict"] == "positive_confirm_rna"
    absent = run(tmp_path / "c", {"x.vcf": text}, {"x.vcf": {"sample": "A19"}})
    assert absent.cases["case"]["verdict"] == "unreadable"
    assert "MISSING_SAMPLE" in absent.codes
    alone = run(tmp_path / "d", {"x.vcf": text}, "path,case_id\n" * 0 + "path,case_id\nother.vcf,c\n")
    assert alone.cases["x.vcf#A17"]["verdict"] == "dna_only_negative"
    assert alone.cases["x.vcf#A18"]["verdict"] == "positive_confirm_rna"


def test_a_sheet_that_names_the_normal_gets_no_negative(tmp_path: Path) -> None:
    """Called RNA by the sheet, a file of unknown nucleic acid could become a trusted negative of the normal's column."""
    text = header(samples=("NORMAL", "TUMOR")) + IN_A18
    stated = {"sample": "NORMAL", **KNOWN_ADEQUATE}
    result = run(tmp_path / "a", {"x.vcf": text}, {"x.vcf": stated})
    assert result.verdicts <= {"not_tested", "unreadable", "equivocal"}
    assert "TUMOR_COLUMN" in result.codes
    other = run(tmp_path / "b", {"x.vcf": header(samples=("A", "B")) + IN_A18}, {"x.vcf": {"sample": "A"}})
    assert any("does not name" in n["text"] and n["value"] == "B" for n in other.notices)


def test_mantas_somatic_order_is_used_where_the_file_is_somatic(tmp_path: Path) -> None:
    """diploidSV of two samples has two columns too: the first one is no normal, and what it shows is not excluded."""
    somatic = TWO.replace("#CHROM", "##INFO=<ID=SOMATIC,Number=0,Type=Flag>\n#CHROM")
    result = run(
        tmp_path / "a", {"x.vcf": somatic + IN_A18.replace("SVTYPE=BND", "SVTYPE=BND;SOMATIC")}, {"x.vcf": {}}
    )
    assert result.cases["case"]["verdict"] == "positive_confirm_rna"
    note = next(n for n in result.notices if n["code"] == "TUMOR_COLUMN")
    assert "tumor: `A18`; normal: `A17` (the caller writes the normal first)" in note["text"]
    first, second = SOMATIC.split("\t")[1:]
    in_a17 = IN_A18.replace(f"{first}\t{second}", f"{second}\t{first}")
    assert in_a17 != IN_A18
    germline = run(tmp_path / "b", {"x.vcf": TWO + in_a17}, {"x.vcf": {}})
    assert germline.cases["case"]["verdict"] == "positive_confirm_rna"
    assert "TUMOR_COLUMN_UNKNOWN" in germline.codes


def test_a_build_of_the_sheet_is_used_and_a_contradiction_is_believed_by_neither(tmp_path: Path) -> None:
    bare = header("", more="##source=GenerateSVCandidates 1.6.0\n", samples=("N", "T")) + IN_A18
    stated = run(tmp_path / "a", {"x.vcf": bare}, {"x.vcf": {"genome": "GRCh38"}})
    assert stated.cases["case"]["verdict"] == "positive_confirm_rna"
    contrary = run(tmp_path / "b", {"x.vcf": manta(FUSION)}, {"x.vcf": {"genome": "GRCh37"}})
    assert contrary.cases["case"]["verdict"] == "equivocal"
    assert "BUILD_UNKNOWN" in contrary.cases["case"]["reasons"]


def test_the_wording_does_not_call_unknown_nucleic_acid_dna(tmp_path: Path) -> None:
    text = header(samples=("N", "T")) + IN_A18
    case = run(tmp_path, {"x.vcf": text}, {"x.vcf": {}}).cases["case"]
    assert "does not state its nucleic acid" in case["addendum"]
    assert "by DNA sequencing" not in case["addendum"]


def test_all_junctions_lists_every_gene_and_changes_no_verdict(tmp_path: Path) -> None:
    from tests.files import table

    text = manta(FUSION, pair(Place("chr2", 42_300_000, "+"), Place("chr2", 29_300_000, "+")))
    few = run(tmp_path / "a", {"x.vcf": text}, {"x.vcf": {}})
    every = run(tmp_path / "b", {"x.vcf": text}, {"x.vcf": {}}, "--all-junctions")
    assert [f["fusion"] for f in table(few.out / "findings.tsv")] == ["CD74::NRG1"]
    assert [f["fusion"] for f in table(every.out / "findings.tsv")] == ["CD74::NRG1", "EML4::ALK"]
    assert few.cases["case"]["verdict"] == every.cases["case"]["verdict"]


def test_a_germline_callers_silence_is_no_test_of_a_tumor(tmp_path: Path) -> None:
    """Everything that GATK-SV lists is germline: a tumor's fusion could not stand there."""
    data = (Path(__file__).parents[1] / "fixtures" / "gatk_sv" / "negative.vcf").read_bytes()
    assert run(tmp_path / "a", {"x.vcf": data}, {"x.vcf": {}}).verdicts == {"not_tested"}
    other = data.replace(b"ALGORITHMS", b"ALGO").replace(b"EVIDENCE", b"EVID")
    assert run(tmp_path / "b", {"x.vcf": other}, {"x.vcf": {}}).verdicts == {"dna_only_negative"}


def test_a_part_of_an_rna_call_set_is_no_negative(tmp_path: Path) -> None:
    """bcftools view -r of other chromosomes: an adequate assay in the sheet does not make its silence count."""
    data = (Path(__file__).parents[1] / "fixtures" / "arriba_vcf" / "v2.negative.vcf").read_bytes()
    first, rest = data.split(b"\n", 1)
    part = first + b"\n##bcftools_viewCommand=view -r chr2,chr21 x.vcf\n" + rest
    assert run(tmp_path / "a", {"x.vcf": data}, {"x.vcf": KNOWN_ADEQUATE}).verdicts == {"negative"}
    assert run(tmp_path / "b", {"x.vcf": part}, {"x.vcf": KNOWN_ADEQUATE}).verdicts <= {
        "not_tested",
        "inadequate_rna_negative",
    }
