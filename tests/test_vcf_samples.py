"""The real and the broken VCFs of the corpus, where it stands beside the checkout; skipped elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fusionflag.model import Assay, Finding, is_held
from fusionflag.readfile import read_source
from fusionflag.sources import Source
from fusionflag.stream import Frame
from tests.conftest import SAMPLES
from tests.files import invoke, table

pytestmark = [
    pytest.mark.samples,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="the corpus of real reports is not here"),
]
DNA = SAMPLES / "dna"

# Judged by hand, before the tool was asked: how well the file can be read, the CD74/NRG1 junctions and all junctions that a
# person can still read in it. Harmless (ok): what changes no character of a record, and what the standard allows or readers do
# not need. Repaired: something had to be put right or assumed. Incomplete: something is lost, or may be.
JUDGED: dict[str, tuple[str, int, int]] = {
    "ancillary_contig.vcf": ("ok", 1, 2),  # the mates speak of different places: two junctions
    "annotsv_angle_bnd.vcf": ("repaired", 0, 1),  # no ##fileformat; one translocation written from both ends
    "annotsv_difficult_bnd.vcf": (
        "ok",
        0,
        7,
    ),  # 12 records: an inversion and a deletion twice, three join nothing
    "annotsv_minimal_header.vcf": ("cannot_express_fusions", 0, 1),
    "annotsv_noheader.vcf": ("repaired", 0, 1),
    "annotsv_tra_nocontig.vcf": (
        "repaired",
        0,
        26,
    ),  # INFO in quotes; 27 records, one translocation from both ends
    "bgzf_no_eof_block.vcf.gz": (
        "incomplete",
        1,
        1,
    ),  # whole, but a file cut at a block border looks the same
    "blank_lines.vcf": ("repaired", 1, 1),
    "bom.vcf": ("ok", 1, 1),
    "contig_case_mismatch.vcf": ("ok", 1, 1),
    "corrupt_bgzf.vcf.gz": ("incomplete", 1, 1),  # the third block is damaged, the pair stands in the fifth
    "cr_only.vcf": ("ok", 1, 1),
    "crlf.vcf": ("ok", 1, 1),
    "dup_sample_names.vcf": ("repaired", 1, 1),
    "empty_file.vcf": ("unreadable", 0, 0),
    "end_before_pos.vcf": ("ok", 1, 1),  # END means nothing in a breakend
    "format_in_header_malformed.vcf": ("ok", 1, 1),
    "gz_named_plain.vcf.gz": ("ok", 1, 1),
    "header_only.vcf": ("ok", 0, 0),
    "hla_colon_contig.vcf": ("ok", 1, 2),
    "info_type_mismatch.vcf": ("ok", 1, 1),  # SU=many is not needed: the sample columns have counts
    "latin1_header.vcf": ("repaired", 1, 1),
    "lowercase_header_and_col.vcf": ("ok", 1, 1),
    "mismatched_brackets.vcf": ("incomplete", 1, 1),  # one record is no breakend; its mate tells the junction
    "missing_format_def.vcf": ("ok", 1, 1),
    "no_chrom_line.vcf": ("repaired", 1, 1),
    "no_contig.vcf": ("ok", 1, 1),
    "no_fileformat.vcf": ("repaired", 1, 1),
    "no_header_at_all.vcf": ("repaired", 1, 1),
    "nul_bytes.vcf": ("incomplete", 1, 1),
    "plain_gzip_not_bgzf.vcf.gz": ("ok", 1, 1),
    "plain_named_gz.vcf": ("ok", 1, 1),
    "pos_not_int.vcf": (
        "repaired",
        1,
        1,
    ),  # 32,727,000 is a position with thousands marks, and the mate agrees
    "qual_text.vcf": ("repaired", 1, 1),
    "quoted_info.vcf": ("repaired", 1, 1),
    "space_in_info.vcf": ("ok", 1, 1),
    "spaces_for_tabs.vcf": ("repaired", 1, 1),
    "too_few_samples.vcf": ("incomplete", 1, 1),  # which of the two columns is left is not known
    "truncated_bgzf.vcf.gz": ("incomplete", 0, 0),  # cut in the fourth block, the pair stood in the fifth
    "truncated_line.vcf": ("incomplete", 1, 1),
    "undefined_filter.vcf": ("ok", 1, 1),
    "undefined_info.vcf": ("ok", 1, 1),
    "utf16.vcf": ("ok", 1, 1),
    "utf8_header.vcf": ("ok", 1, 1),
}


def frames_of(file: Path, **options: bool) -> list[Frame]:
    return list(read_source(Source(path=file, shown=file.name, named=True, **options)))  # type: ignore[arg-type]


def arms(frames: list[Frame]) -> list[Assay]:
    return [f for f in frames if isinstance(f, Assay)]


def findings(frames: list[Frame]) -> list[Finding]:
    return [f for f in frames if isinstance(f, Finding)]


def test_every_broken_file_is_judged() -> None:
    assert {f.name.removeprefix("bad_") for f in DNA.glob("bad_*")} == set(JUDGED)


@pytest.mark.parametrize("name", JUDGED)
def test_broken_files_are_read_as_a_person_reads_them(name: str) -> None:
    status, at_nrg1, junctions = JUDGED[name]
    frames = frames_of(DNA / f"bad_{name}")
    assert {a.read_status for a in arms(frames)} == {status}
    held = [f for f in findings(frames) if is_held(f)]
    assert len(held) == at_nrg1
    for f in held:
        assert {(f.chrom5.lower(), f.pos5), (f.chrom3.lower(), f.pos3)} == {
            ("chr5", 150402800),
            ("chr8", 32727000),
        }
        assert (f.nrg1_role, f.kept5, f.kept3) == ("three_prime", "-", "-")
    listed = {
        (f.chrom5, f.pos5, f.kept5, f.chrom3, f.pos3, f.kept3)
        for f in findings(frames_of(DNA / f"bad_{name}", all_junctions=True))
    }
    assert len(listed) == junctions


CALLERS = {
    "breakdancer": "breakdancer*",
    "crest": "crest*",
    "cutesv": "cutesv*",
    "delly": "delly*",
    "dragen_sv": "dragen_[34]*",
    "copy_number_vcf": "*cnv*bnd_trap*",
    "splice_vcf": "*splicevariants*",
    "small_variant_vcf": "*smallonly*",
    "gatk_sv": "gatksv*",
    "gridss": "gridss*",
    "purple": "purple_[24]*",
    "iannotatesv": "iannotatesv*",
    "longranger": "longranger*",
    "lumpy": "lumpy*",
    "manta": "manta*",
    "nanosv": "nanosv*",
    "novobreak": "novobreak*",
    "pbsv": "pbsv*",
    "pindel": "pindel*",
    "severus": "severus*",
    "sniffles": "sniffles*",
    "svaba": "svaba_hcc*",
    "svim": "svim*",
    "sv_merge": "survivor*",
    "tiddit": "tiddit*",
    "arriba_vcf": "rna_arriba*",
    "fusioncatcher_vcf": "rna_fusioncatcher*",
    "integrate_vcf": "rna_integrate*",
    "rnafusion_vcf": "rna_fusionreport*",
    "vcf_generic": "syn_ok_cd74*.vcf",
}


@pytest.mark.parametrize("parser", CALLERS)
def test_callers_are_recognised_by_content(parser: str) -> None:
    files = sorted(DNA.glob(CALLERS[parser]))
    assert files
    for file in files:
        assert {a.parser for a in arms(frames_of(file))} == {parser}, file.name


def test_every_dna_vcf_has_one_parser() -> None:
    for file in sorted(DNA.iterdir()):
        if file.suffix in (".vcf", ".gz") and file.name != "bad_empty_file.vcf":
            assert len({a.parser for a in arms(frames_of(file))} - {""}) == 1, file.name


def _joins(cells: list[str]) -> bool:
    """Is a breakend record more than a deletion or insertion of less than 50 bases? (Written without the tool's own code.)"""
    chrom, at = re.findall(r"[\[\]]([^\[\]]+):(\d+)[\[\]]", cells[4])[0]
    span = (
        int(at) - int(cells[1])
        if cells[4][-1] == "["
        else int(cells[1]) - int(at)
        if cells[4][0] == "]"
        else 0
    )
    return chrom != cells[0] or not 0 < span <= 50


@pytest.mark.parametrize(
    "file", ["manta_1.6.0_colo829_somatic.vcf", "purple_4.1_esvee_orange.vcf", "svaba_hcc1143_somatic.vcf"]
)
def test_each_junction_once(file: str) -> None:
    """Callers that write two records: one junction for two mates, whatever their positions, and one for a lone record."""
    lines = [x.split("\t") for x in (DNA / file).read_text(encoding="utf-8").splitlines() if x[0] != "#"]
    broken = [cells for cells in lines if ("[" in cells[4] or "]" in cells[4]) and _joins(cells)]
    mate = {
        cells[2]: dict(p.partition("=")[::2] for p in cells[7].split(";")).get("MATEID", "")
        for cells in broken
    }
    expected = {frozenset((a, b)) if b in mate else frozenset((a,)) for a, b in mate.items()}
    found = [f for f in findings(frames_of(DNA / file, all_junctions=True)) if f.call_reported in mate]
    assert len(found) == len(expected)
    assert len({f.call_reported for f in found}) == len(found)


def test_no_dna_file_gives_a_negative(tmp_path: Path) -> None:
    result = invoke("run", str(DNA), "-o", str(tmp_path / "out"))
    assert result.exit_code == 1
    cases = table(tmp_path / "out" / "cases.tsv")
    assert not {c["verdict"] for c in cases} & {"negative", "positive"}
    assert "Traceback" not in result.output
