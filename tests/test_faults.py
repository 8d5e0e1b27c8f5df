"""Bad input, end to end: a named error with file, line, cause and remedy, the rest of the batch read, exit 1, never `negative`.

Every file here is listed in a sheet that states an adequate assay, so only the reading stands between it and a negative.
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from tests.files import ARRIBA, KNOWN_ADEQUATE, OTHER, STAR, run, star, table

FIXTURES = Path(__file__).parents[1] / "fixtures"
ROWS = (STAR + OTHER + star()).encode()
NO_NRG1 = (STAR + OTHER + OTHER).encode()
FAULTS = [
    ("zero bytes", b"", "EMPTY"),
    ("zero bytes, packed", gzip.compress(b"", mtime=0), "EMPTY"),
    ("packed and cut", gzip.compress(NO_NRG1)[:-12], "TRUNCATED"),
    ("last row cut in its last cell", NO_NRG1[:-4], "NO_FINAL_NEWLINE"),
    ("last row cut short", NO_NRG1[:-70], "TRUNCATED"),
    ("a column is missing", NO_NRG1.replace(b"RightBreakpoint\t", b"", 1), "UNKNOWN_FORMAT"),
    ("a web page", b"<html><head><title>502 Bad Gateway</title></head></html>\n", "HTML_PAGE"),
    ("a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "DOCUMENT"),
    ("a PDF", b"%PDF-1.4\n1 0 obj\n", "DOCUMENT"),
    ("a Word file", b"PK\x03\x04\x14\0\6\0\x08\0\0\0!\0[Content_Types].xml", "DOCUMENT"),
    ("an unknown table", b"gene\tscore\nCD74\t1\n", "UNKNOWN_FORMAT"),
    ("a row with a cell too many", NO_NRG1 + OTHER.replace("\t", "\tx\t", 1).encode(), "BAD_ROW"),
    ("a position that is none", NO_NRG1 + OTHER.replace("29223528", "somewhere").encode(), "BAD_ROW"),
    (
        "a gene cell that is empty",
        NO_NRG1 + star(left="", annots="x").encode().replace(b"NRG1", b"ALK"),
        "BAD_ROW",
    ),
    ("a damaged gene cell", NO_NRG1 + OTHER.replace("\tALK\t", "\tA\0K\t").encode(), "NUL_BYTE"),
    ("text in another line", NO_NRG1 + b"# NRG1 was found by eye\n", "NRG1_UNEXPLAINED"),
    ("a VCF cut in its header", b"##fileformat=VCFv4.2\n##INFO=<ID=SVTYPE>\n", "TRUNCATED"),
    ("binary rubbish", bytes(range(128, 256)) * 20, "UNKNOWN_FORMAT"),
    ("broken JSON", b'{"genes": [', "TRUNCATED"),
    ("a header of another caller, cut", b"#gene1\tgene2\tbreakpoint1\n", "UNKNOWN_FORMAT"),
]


@pytest.mark.parametrize(("label", "data", "code"), FAULTS, ids=[f[0] for f in FAULTS])
def test_a_fault_is_named_and_the_rest_is_read(tmp_path: Path, label: str, data: bytes, code: str) -> None:
    sheet = {
        "bad.tsv": {**KNOWN_ADEQUATE, "case_id": "bad"},
        "good.tsv": {**KNOWN_ADEQUATE, "case_id": "good"},
        "positive.tsv": {**KNOWN_ADEQUATE, "case_id": "positive"},
    }
    result = run(tmp_path, {"bad.tsv": data, "good.tsv": NO_NRG1, "positive.tsv": ROWS}, sheet)
    assert result.code == 1
    assert result.cases["bad"]["verdict"] == "unreadable"
    assert result.cases["good"]["verdict"] == "negative"
    assert result.cases["positive"]["verdict"] == "positive"
    note = next(n for n in result.notices if n["code"] == code)
    assert note["place"].startswith("bad.tsv")
    assert note["text"]
    assert note["severity"] == "error"
    assert note["hint"] or code in ("UNKNOWN_FORMAT", "BAD_ROW")


HARMLESS = [
    ("plain", NO_NRG1),
    ("packed", gzip.compress(NO_NRG1)),
    ("CRLF", NO_NRG1.replace(b"\n", b"\r\n")),
    ("CRLF and mark", b"\xef\xbb\xbf" + NO_NRG1.replace(b"\n", b"\r\n")),
    ("UTF-16", NO_NRG1.decode().encode("utf-16")),
    ("one Latin-1 byte", NO_NRG1.replace(b"ONLY_REF", b"M\xfcller", 1)),
    ("header only", STAR.encode()),
]


@pytest.mark.parametrize(("label", "data"), HARMLESS, ids=[h[0] for h in HARMLESS])
def test_what_costs_nothing_stays_a_negative(tmp_path: Path, label: str, data: bytes) -> None:
    result = run(tmp_path, {"x.tsv": data})
    assert result.cases["case"]["verdict"] == "negative", result.cases["case"]["reasons"]
    assert result.code == 0


@pytest.mark.parametrize("cut", range(len(STAR) + 5, len(STAR) + len(OTHER) * 2, 11))
def test_a_positive_above_the_damage_still_counts(tmp_path: Path, cut: int) -> None:
    """What a damaged file reports counts; its silence does not."""
    data = (STAR + star() + OTHER).encode()[: max(cut, len(STAR) + len(star()) + 3)]
    result = run(tmp_path, {"x.tsv": data})
    assert result.cases["case"]["verdict"] == "positive"
    assert "UNREAD_INPUT" in result.cases["case"]["warnings"]
    assert result.code == 1


def test_a_listed_file_that_is_missing(tmp_path: Path) -> None:
    result = run(tmp_path, {"x.tsv": NO_NRG1}, {"x.tsv": KNOWN_ADEQUATE, "gone.tsv": KNOWN_ADEQUATE})
    assert result.cases["case"]["verdict"] == "unreadable"
    assert "MISSING_FILE" in result.cases["case"]["reasons"]
    assert result.code == 1


def test_a_sample_that_a_multi_sample_file_leaves_out(tmp_path: Path) -> None:
    """Section "no file at all / silently absent": JAFFA leaves out samples without a fusion."""
    data = (FIXTURES / "jaffa" / "v2.3.positive.csv").read_bytes()
    sheet = "path,case_id,sample,assay,qc\n" + "".join(
        f"jaffa.csv,{case},{sample},whole transcriptome RNA-seq,pass\n"
        for case, sample in (("a", "S1"), ("b", "S2"), ("c", "S3"))
    )
    result = run(tmp_path, {"jaffa.csv": data}, sheet)
    assert {c: r["verdict"] for c, r in result.cases.items()} == {
        "a": "positive",
        "b": "equivocal",
        "c": "unreadable",
    }
    assert "MISSING_SAMPLE" in result.cases["c"]["reasons"]


def test_a_checksum_that_does_not_match(tmp_path: Path) -> None:
    result = run(tmp_path, {"x.tsv": NO_NRG1}, {"x.tsv": {**KNOWN_ADEQUATE, "sha256": "0" * 64}})
    assert result.cases["case"]["verdict"] == "unreadable"
    assert "CHECKSUM_MISMATCH" in result.codes


NEGATIVE_SHAPES = sorted(
    f
    for name in ("negative", "EMPTY", "header_only")
    for f in FIXTURES.glob(f"*/*{name}*")
    if f.suffix != ".golden"
)


@pytest.mark.parametrize("file", NEGATIVE_SHAPES, ids=[f"{f.parent.name}/{f.name}" for f in NEGATIVE_SHAPES])
def test_every_negative_shape_needs_a_stated_assay(tmp_path: Path, file: Path) -> None:
    """A list of RNA fusions is a negative with an adequate assay in the sheet and inadequate without it. Nothing makes a
    negative of DNA, of an unknown nucleic acid, of candidates, of a panel of pairs, or of a file where no fusion can stand."""
    data = file.read_bytes()
    name = file.parent.name
    plain = run(tmp_path / "without", {file.name: data}, {})
    without, kinds = plain.verdicts, {arm["report_kind"] for arm in table(plain.out / "assays.tsv")}
    stated = run(tmp_path / "with", {file.name: data}).verdicts
    if {arm["molecule"] for arm in table(plain.out / "assays.tsv")} != {"RNA"}:
        assert without == stated
        assert without <= {"dna_only_negative", "not_tested"}
    else:
        pairs = "_targets." in file.name  # a panel of listed pairs
        blind = pairs or "candidates" in kinds or name in ("fusion_inspector", "splice_vcf", "mavis")
        assert without == {"inadequate_rna_negative"}
        assert stated == ({"inadequate_rna_negative"} if blind else {"negative"})


def test_an_unlisted_log_beside_a_report_is_passed_over(tmp_path: Path) -> None:
    log = "".join(f"2026-01-0{d} 10:00:00 INFO step {d}\n" for d in range(1, 9))
    files = {
        "case/x.tsv": NO_NRG1,
        "case/run.log": log,
        "case/x.bam": b"BAM\1" + b"\0" * 50,
        "case/r.fastq": "@r1\nACGT\n+\nIIII\n",
    }
    result = run(tmp_path, files, {}, "--case-from", "folder")
    assert result.cases["case"]["verdict"] == "inadequate_rna_negative"
    assert [n["code"] for n in result.notices].count("IGNORED_FILE") == 3
    assert result.code == 0


def test_a_log_that_names_nrg1_is_not_passed_over(tmp_path: Path) -> None:
    log = (
        "".join(f"2026-01-0{d} 10:00:00 INFO step {d}\n" for d in range(1, 9))
        + "2026-01-09 10:00:00 INFO CD74--NRG1\n"
    )
    result = run(tmp_path, {"case/x.tsv": NO_NRG1, "case/run.log": log}, {}, "--case-from", "folder")
    assert result.cases["case"]["verdict"] == "unreadable"


def test_notices_name_line_and_column(tmp_path: Path) -> None:
    bad = (
        ARRIBA
        + "CD74\tNRG1\t-/-\t+/+\tchr5:x\tchr8:32727949\tCDS\tCDS\ttranslocation\t9\t9\tmany\thigh\tin-frame\t.\n"
    )
    result = run(tmp_path, {"x.tsv": bad.replace("chr5:x", "chr5:150404680")})
    assert next(n["place"] for n in result.notices if n["code"] == "BAD_CELL") == "x.tsv:2:12"
    assert result.cases["case"]["verdict"] == "positive"
    worse = run(tmp_path / "worse", {"x.tsv": bad})
    assert next(n["place"] for n in worse.notices if n["code"] == "BAD_ROW") == "x.tsv:2:5"
    assert worse.cases["case"]["verdict"] == "unreadable"
    assert {"BAD_ROW", "NRG1_UNEXPLAINED"} <= worse.codes


def test_the_tables_count_every_row(tmp_path: Path) -> None:
    """Invariant I10."""
    result = run(tmp_path, {"x.tsv": ROWS})
    arm = table(result.out / "assays.tsv")[0]
    assert (arm["rows_read"], arm["rows_reportable"]) == ("2", "2")
    assert len(table(result.out / "findings.tsv")) == 2


def test_a_bad_row_of_a_multi_sample_file_touches_all_its_cases_and_makes_no_other(tmp_path: Path) -> None:
    data = (FIXTURES / "jaffa" / "v2.3.positive.csv").read_text(encoding="utf-8")
    bad = data + "S3,EML4:ALK,chr2,nowhere,+,chr2,29223528,-,1,2,3,NA,TRUE,TRUE,c,1,HighConfidence,-\n"
    result = run(tmp_path, {"jaffa.csv": bad}, {})
    assert {c: r["verdict"] for c, r in result.cases.items()} == {
        "jaffa.csv#S1": "positive",
        "jaffa.csv#S2": "equivocal",
    }
    assert all("UNREAD_INPUT" in r["warnings"] for r in result.cases.values())
    quiet = "\n".join(line for line in bad.splitlines() if "NRG1" not in line) + "\n"
    result = run(tmp_path / "quiet", {"jaffa.csv": quiet}, {})
    assert {r["verdict"] for r in result.cases.values()} == {"unreadable"}


def test_a_damaged_gene_cell_is_not_another_gene(tmp_path: Path) -> None:
    """One wrong byte in `NRG1` must not turn a positive into a clean negative."""
    for byte in (b"\xc7", "Ä".encode(), b"\x00", "\u0000".encode()):
        data = (STAR + star()).encode().replace(b"NRG1", b"NR" + byte + b"1")
        result = run(tmp_path / byte.hex(), {"x.tsv": data})
        assert result.cases["case"]["verdict"] == "unreadable", byte


def test_one_file_listed_twice_in_other_spellings(tmp_path: Path) -> None:
    from tests.files import invoke

    (tmp_path / "a.tsv").write_text(STAR, encoding="utf-8")
    (tmp_path / "cases.csv").write_text("path,case_id\na.tsv,one\n./a.tsv,two\n", encoding="utf-8")
    result = invoke("run", "--sample-sheet", str(tmp_path / "cases.csv"))
    assert result.exit_code == 2
    assert "cases.csv:3" in result.stderr


@pytest.mark.parametrize(
    ("count", "verdict"),
    [
        ("1", "inadequate_rna_negative"),
        ("2", "equivocal"),
        ("2x", "equivocal"),
        ("\u00ed\u00a0", "equivocal"),
    ],
)
def test_a_row_is_not_passed_over_for_few_reads_that_nobody_could_read(
    tmp_path: Path, count: str, verdict: str
) -> None:
    """A rejected row with fewer than three reads is a note; one whose count is damaged may have had more."""
    name = "candidates.results.classify.tsv"
    text = (FIXTURES / "defuse" / name).read_text(encoding="utf-8")
    lines = text.split("\n")
    cells = lines[1].split("\t")
    assert (lines[0].split("\t")[1], cells[1]) == ("splitr_count", "2")
    lines[1] = "\t".join([cells[0], count, *cells[2:]])
    result = run(tmp_path, {name: "\n".join(lines)}, {name: {**KNOWN_ADEQUATE, "case_id": "c"}})
    assert result.cases["c"]["verdict"] == verdict


def test_a_place_beyond_any_chromosome_is_no_place(tmp_path: Path) -> None:
    """ChimPipe's reader takes places apart itself; the row cannot be of NRG1 for sure, nor of another gene."""
    name = "rejected.chimericJunctions.txt"
    text = (FIXTURES / "chimpipe" / name).read_text(encoding="utf-8")
    place = re.findall(r"(?<=_)\d{5,9}(?=_)", text)[-1]
    sheet = {name: {**KNOWN_ADEQUATE, "case_id": "c"}}
    assert run(tmp_path / "1", {name: text}, sheet).cases["c"]["verdict"] != "unreadable"
    result = run(tmp_path / "2", {name: text.replace(place, "9" * 25)}, sheet)
    assert [n["text"] for n in result.notices if n["code"] == "BAD_ROW"]
    assert result.cases["c"]["verdict"] == "unreadable"


@pytest.mark.parametrize(("count", "event"), [("2", "R-NOTE"), ("15x2", "R-EQ")])
def test_a_count_of_a_vcf_that_nobody_could_read_is_not_few(tmp_path: Path, count: str, event: str) -> None:
    name = "targeted.positive.vcf"
    text = (FIXTURES / "ion_fusion" / name).read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if "NRG1" not in line or "CD74-NRG1.C6N6" in line]
    damaged = [
        line.replace("READ_COUNT=1532", f"READ_COUNT={count};MOL_COUNT=2").replace("\tPASS\t", "\tFAIL\t")
        for line in lines
    ]
    result = run(
        tmp_path, {name: "\n".join(damaged)}, {name: {**KNOWN_ADEQUATE, "molecule": "RNA", "case_id": "c"}}
    )
    found = {f["event_class"] for f in table(result.out / "findings.tsv") if f["fusion"] == "CD74::NRG1"}
    assert found == {event}
