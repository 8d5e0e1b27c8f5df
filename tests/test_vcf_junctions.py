"""What of a record is a junction, where its ends lie, which parts are kept, and which records are one."""

from __future__ import annotations

import pytest

from fusionflag.codes import Code
from fusionflag.model import Mark
from tests.vcf_files import CD74, NRG1, PAIR, WRITINGS, Place, header, line, one, pair, read

# -- junctions and what is none --------------------------------------------------------------------
AT = 32_000_000
NONE = {
    "small deletion": ("N" * 20, "N", "SVTYPE=DEL"),
    "insertion": ("N", "<INS>", "SVTYPE=INS;END=32000000"),
    "mobile element": ("N", "<INS:ME:ALU>", "SVTYPE=INS"),
    "depth": ("N", "<DEL>", "SVTYPE=DEL;END=32500000;FOLD_CHANGE=0.5"),
    "CNV": ("N", "<CNV>", "SVTYPE=CNV;END=32500000"),
    "Craft": ("N", "<CNV>", "SVTYPE=BND;VARTYPE=copy_number_variation;END=32500000"),
    "depth by GATK-SV": ("N", "<DUP>", "SVTYPE=DUP;END=32500000;ALGORITHMS=depth;EVIDENCE=RD"),
    "gVCF": ("N", "<NON_REF>", "END=32500000"),
    "no other allele": ("N", ".", "."),
    "insertion as breakends": ("N", "NACGT[chr8:32000001[", "SVTYPE=BND"),
    "short deletion as breakends": ("N", "N[chr8:32000030[", "SVTYPE=DEL"),
    "small variant": ("A", "C", "."),
    "a span over all of NRG1": ("N", ".", "."),
}


@pytest.mark.parametrize("name", NONE)
def test_what_joins_nothing_is_no_junction(name: str) -> None:
    ref, allele, info = NONE[name]
    found, arms, _ = read(header() + line("chr8", AT, allele, info, ref=ref))
    assert not [f for f in found if Mark.BREAKENDS in f.marks]
    assert arms[0].complete


JUNCTIONS = {
    "deletion as sequence": ("N" * 200, "N", "SVTYPE=DEL", {("+", "-")}),
    "deletion": ("N", "<DEL>", "SVTYPE=DEL;END=32100000", {("+", "-")}),
    "duplication": ("N", "<DUP>", "SVTYPE=DUP;END=32100000", {("-", "+")}),
    "inversion, both ends": ("N", "<INV>", "SVTYPE=INV;END=32100000", {("+", "+"), ("-", "-")}),
    "INV3": ("N", "<INV>", "SVTYPE=INV;END=32100000;INV3", {("+", "+")}),
    "INV5": ("N", "<INV>", "SVTYPE=INV;END=32100000;INV5", {("-", "-")}),
    "DELLY's inversion": ("N", "<INV>", "SVTYPE=INV;END=32100000;CT=5to5", {("-", "-")}),
    "LUMPY's inversion": (
        "N",
        "<INV>",
        "SVTYPE=INV;END=32100000;STRANDS=++:4,--:7",
        {("+", "+"), ("-", "-")},
    ),
    "LUMPY's one-sided inversion": ("N", "<INV>", "SVTYPE=INV;END=32100000;STRANDS=++:4,--:0", {("+", "+")}),
    "Severus, no END": ("N", "<INV>", "SVTYPE=INV;SVLEN=100000;STRANDS=--", {("-", "-")}),
    "unknown parts": ("N", "<TRA>", "SVTYPE=TRA;CHR2=chr5;END=150403800", {("", "")}),
    "unknown orientation": ("N", "[chr5:150403800[N", "SVTYPE=BND;UNKNOWN_ORIENTATION", {("", "")}),
    "unknown direction": ("N", "[chr5:150403800[N", "SVTYPE=BND;IMPRECISE_DIR", {("", "")}),
    "a symbol that is not known": ("N", "<FOLDBACK>", "END=32100000", {("", "")}),
    "single breakend": ("N", "NACGT.", "SVTYPE=BND", {("+", "")}),
    "two alleles": ("N", "N[chr5:150403800[,]chr5:150403800]N", "SVTYPE=BND", {("+", "-"), ("-", "+")}),
}


@pytest.mark.parametrize("name", JUNCTIONS)
def test_junctions_of_one_record(name: str) -> None:
    ref, allele, info, kept = JUNCTIONS[name]
    found, _, _ = read(header() + line("chr8", AT, allele, info, ref=ref))
    low = [sorted(((f.pos5 or 0, f.kept5), (f.pos3 or 0, f.kept3))) for f in found]
    if name in (
        "unknown parts",
        "unknown orientation",
        "unknown direction",
        "two alleles",
        "single breakend",
    ):
        seen = {(f.kept3, f.kept5) if f.chrom3 == "chr8" else (f.kept5, f.kept3) for f in found}
        assert seen == kept
    else:
        assert {(a[1], b[1]) for a, b in low} == kept


def test_places_of_symbols_follow_manta() -> None:
    """Manta's user guide: a breakend 17124941/234919886 is an INV5 17124940/234919885."""
    f = one(header() + line("chr8", AT - 1, "<INV>", f"SVTYPE=INV;END={AT + 99_999};INV5"))
    assert {f.pos5, f.pos3} == {AT, AT + 100_000}
    f = one(header() + line("chr8", AT, "<DEL>", f"SVTYPE=DEL;END={AT + 1000}"))
    assert {f.pos5, f.pos3} == {AT, AT + 1001}
    f = one(header() + line("chr8", AT, "<DUP>", f"SVTYPE=DUP;END={AT + 1000}"))
    assert {f.pos5, f.pos3} == {AT + 1, AT + 1000}


def test_mates_that_contradict_each_other_have_no_orientation() -> None:
    text = header() + line("chr5", CD74.pos, f"[chr8:{NRG1.pos}[N", "SVTYPE=BND;MATEID=b", id="a")
    text += line("chr8", NRG1.pos, f"N]chr5:{CD74.pos}]", "SVTYPE=BND;MATEID=a", id="b")
    found, _, notices = read(text)
    assert [(f.kept5, f.kept3, f.nrg1_role, f.order_known) for f in found] == [("", "", "unknown", False)]
    assert Code.BREAKENDS_DISAGREE in {n.code for n in notices}


def test_a_lone_mate_is_kept_and_named() -> None:
    for record in PAIR.splitlines():
        found, arms, notices = read(header() + record + "\n")
        assert [(f.fusion, f.nrg1_role) for f in found] == [("CD74::NRG1", "three_prime")]
        assert Code.MATE_MISSING in {n.code for n in notices}
        assert arms[0].complete


def test_both_lines_of_a_junction_are_named() -> None:
    f = one(header() + PAIR)
    assert (f.place, f.also_at) == ("x.vcf:27", ("x.vcf:28",))


def test_filters_of_both_mates_and_of_the_sample_count() -> None:
    first, second = PAIR.splitlines()
    f = one(header() + first + "\n" + second.replace("PASS", "LowQual") + "\n")
    assert Mark.FILTERED in f.marks
    assert f.filters == "LowQual"
    f = one(header() + PAIR.replace("PR:SR\t", "FT:PR:SR\tMinGQ:"))
    assert Mark.FILTERED in f.marks
    f = one(header() + PAIR.replace("PASS", "."))
    assert not {Mark.PASS, Mark.FILTERED} & set(f.marks)


def test_an_imprecise_break_across_the_egf_exon_shows_nothing() -> None:
    at = Place("chr8", 32_727_900, "-")
    assert one(header() + pair(CD74, at)).egf_kept == "kept"
    assert (
        one(header() + pair(CD74, at).replace("SVTYPE=BND", "SVTYPE=BND;CIPOS=-200,200")).egf_kept
        == "unknown"
    )


@pytest.mark.parametrize("text", ["a,b", "-2000", "1", "-5;x"])
def test_an_interval_that_cannot_be_read_is_a_doubt(text: str) -> None:
    """The break may lie anywhere near: beside the EGF exon nothing is claimed, far from it the claim stands."""
    for at, kept in ((32_727_000, "unknown"), (32_700_000, "kept")):
        records = pair(CD74, Place("chr8", at, "-")).replace("SVTYPE=BND", f"SVTYPE=BND;CIPOS={text}")
        found, arms, notices = read(header() + records)
        assert [(f.fusion, f.egf_kept) for f in found] == [("CD74::NRG1", kept)]
        assert arms[0].read_status == "repaired"
        assert Code.BAD_CELL in {n.code for n in notices}


def test_an_interval_that_leaves_nrg1_shows_nothing() -> None:
    """Behind the last exon NRG1 is not joined at all."""
    last = Place("chr8", 32_764_300, "-")
    assert one(header() + pair(CD74, last)).egf_kept == "lost"
    records = pair(CD74, last).replace("SVTYPE=BND", "SVTYPE=BND;IMPRECISE;CIPOS=-200,99000")
    f = one(header() + records)
    assert f.egf_kept == "unknown"
    alone = header() + line("chr5", CD74.pos, "[chr8:32727900[N", "SVTYPE=BND;IMPRECISE;CIPOS=-200,200")
    assert one(alone).egf_kept == "unknown", "the missing mate is no more precise"


@pytest.mark.parametrize("name", WRITINGS)
def test_one_record_at_the_partners_end_is_found_beside_an_index(name: str, tmp_path: object) -> None:
    """Single-record callers write the partner's end only; an index of the NRG1 locus would not show it."""
    text = (
        header()
        + "".join(line("chr1", n, "C", ".", ref="A") for n in range(100, 400, 100))
        + WRITINGS[name](CD74, NRG1)
    )
    assert one(text).nrg1_role == "three_prime"


# -- where a symbol leads ---------------------------------------------------------------------------
LEADS = {
    "dysgu": ("<TRA>", "SVTYPE=TRA;END=150403801;CHR2=chr8;CHR2_POS=32700000;CT=5to5"),
    "a float": ("<TRA>", "SVTYPE=TRA;CHR2=chr8;END=32700000.0;CT=5to5"),
    "quotes": ("<TRA>", 'SVTYPE=TRA;CHR2="chr8";END=32700000;CT=5to5'),
    "a blank behind the mark": ("<TRA>", "SVTYPE=TRA; CHR2=chr8; END=32700000; CT=5to5"),
    "a SnpSift kind": ("<TRA>", "SVTYPE=TRA;CHR2=chr8;END=32700000;CT=5to5;VARTYPE=MIXED;HET"),
}
NOWHERE = {
    "unknown keys": ("<TRA>", "SVTYPE=TRA;CHRB=chr8;POSB=32700000"),
    "lower case": ("<TRA>", "SVTYPE=TRA;chr2=chr8;END=32700000"),
    "two of them": ("<TRA>", "SVTYPE=TRA;CHR2=chr8,chr8;END=32700000"),
    "chromosome and place": ("<TRA>", "SVTYPE=TRA;CHR2=chr8:32700000;END=32700000"),
    "END of its own": ("<BND>", "SVTYPE=BND;CHR2=chr8;END=150403801"),
    "no END": ("<TRA>", "SVTYPE=TRA;CHR2=chr8;SVLEN=0"),
    "beyond the chromosome": ("<TRA>", "SVTYPE=TRA;CHR2=chr8;END=150403801;CT=5to5"),
}


@pytest.mark.parametrize("more", ["", "##INFO=<ID=CHR2,Number=1,Type=String,Description=x>\n"])
@pytest.mark.parametrize("name", LEADS)
def test_where_a_symbol_leads(name: str, more: str) -> None:
    allele, info = LEADS[name]
    f = one(header(more=more) + line("chr5", CD74.pos, allele, info))
    assert (f.fusion, f.nrg1_role) == ("CD74::NRG1", "three_prime")


@pytest.mark.parametrize("more", ["", "##INFO=<ID=CHR2,Number=1,Type=String,Description=x>\n"])
@pytest.mark.parametrize("name", NOWHERE)
def test_a_symbol_that_leads_nowhere_is_never_passed_over(name: str, more: str) -> None:
    allele, info = NOWHERE[name]
    _, arms, notices = read(header(more=more) + line("chr5", CD74.pos, allele, info))
    assert {a.read_status for a in arms} == {"incomplete"}
    assert Code.BAD_ROW in {n.code for n in notices}


def test_each_of_several_alternatives_has_its_own_counts_lengths_and_carriers() -> None:
    """bcftools merge: the first sample has the second alternative, and only that one touches NRG1."""
    alts = f"N[chr9:900[,[chr8:{NRG1.pos}[N"
    cells = "GT:PR:SR\t0/2:40,0,12:33,0,9\t0/1:30,11,0:20,9,0"
    text = header(samples=("A", "B")) + line("chr5", CD74.pos, alts, "SVTYPE=BND", reads=cells)
    found, _, _ = read(text)
    assert [(f.sample, f.fusion, f.pair_reads, f.junction_reads) for f in found] == [
        ("A", "CD74::NRG1", 12, 9)
    ]
    found, _, _ = read(
        text.replace(":40,0,12:33,0,9", "").replace(":30,11,0:20,9,0", "").replace("GT:PR:SR", "GT")
    )
    assert [f.sample for f in found] == ["A"]
    wrn = header() + line("chr8", 26_350_000, "<DEL>,<DEL>", "SVTYPE=DEL;SVLEN=-500,-6350000")
    assert [(f.pos5, f.pos3) for f in read(wrn)[0]] == [(26_350_000, 32_700_001)]
    own = header() + line("chr8", 26_350_000, "<DEL>", "SVTYPE=DEL;END=26350000;SVLEN=-6350000")
    assert [(f.pos5, f.pos3) for f in read(own)[0]] == [(26_350_000, 32_700_001)]


@pytest.mark.parametrize("claim", ["SVCLAIM=D", "natorRD=0.5;IMPRECISE", "FOLD_CHANGE=0.5"])
def test_depth_joins_nothing(claim: str) -> None:
    records = line("chr8", 26_350_000, "<DEL>", f"SVTYPE=DEL;END=32700000;{claim}")
    assert not [f for f in read(header() + records)[0] if Mark.BREAKENDS in f.marks]
    for other in (records.replace(claim, "SVCLAIM=DJ"), records.replace(claim, "VARTYPE=DEL")):
        assert [f for f in read(header() + other)[0] if Mark.BREAKENDS in f.marks]


@pytest.mark.parametrize(
    "record",
    [
        ("chr8", ".", "SVTYPE=BND;MATEID=x"),
        ("chr8", "N", "SVTYPE=BND"),
        ("chr8", "<BND>", "SVTYPE=BND;END=32600000;MATEID=x"),
        ("chr5", "N", "SVTYPE=TRA"),
    ],
)
def test_a_breakend_that_does_not_tell_its_mate_is_no_silence(record: tuple[str, str, str]) -> None:
    chrom, allele, info = record
    _, arms, notices = read(header() + line(chrom, 32_600_000, allele, info))
    assert {a.read_status for a in arms} == {"incomplete"}
    assert Code.BAD_ROW in {n.code for n in notices}


def test_ids_that_repeat_join_no_distant_records() -> None:
    """Files of several chunks or callers joined: the mate is the record of that name that stands where the mate should."""
    far = pair(Place("chr5", 1_000_000, "-"), Place("chr8", 100_000_000, "-"))
    for everything in (False, True):
        found, _, _ = read(header() + far + PAIR, all_junctions=everything)
        at = [f for f in found if f.nrg1_match != "none"]
        assert [f.fusion for f in at] == ["CD74::NRG1"]


def test_an_adjacency_claim_is_a_junction() -> None:
    for claim in ("SVCLAIM=DJ;REFLEN=1500000", "SVCLAIM=J;REFLEN=1500000"):
        f = one(header() + line("chr8", 31_100_000, "<DEL>", f"SVTYPE=DEL;END=32600000;{claim}"))
        assert Mark.BREAKENDS in f.marks
    assert (
        Mark.BREAKENDS
        in one(header() + line("chr8", 31_100_000, "<DEL>", "SVTYPE=CNV;END=32600000;SVCLAIM=DJ")).marks
    )
