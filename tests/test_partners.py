"""Fusion names taken apart, cells with several genes, and the token NRG1."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fusionflag.genes import DATABASE, Genes, default
from fusionflag.model import Finding
from fusionflag.partners import (
    FusionName,
    excel_damaged,
    mentions_nrg1,
    neighbors,
    split_alternatives,
    split_fusion,
)
from fusionflag.sides import Sides
from fusionflag.spelling import any_mentions_nrg1
from tests.test_genes import symbols


@pytest.fixture
def genes() -> Genes:
    return default()


PAIR = ["CD74", "NRG1"]
SPLITS = [
    # one pair, every separator
    *(
        (f"CD74{s}NRG1", PAIR)
        for s in ("::", "--", ">>", "->", "-->", "\u2192", "+", ":", ";", "_", "/", ",", "|")
    ),
    # hyphens of word processors: non-breaking, figure, en, em, minus, soft; an invisible blank
    *((f"CD74{s}NRG1", PAIR) for s in ("-", "\u2011", "\u2012", "–", "—", "\u2212", "\u00ad", "-\u200b")),
    (" CD74\u00a0-\u00a0NRG1 ", PAIR),
    ("CD74 - NRG1", PAIR),
    ("*CD74*-*NRG1*", PAIR),
    ("_CD74_-_NRG1_", PAIR),
    ('"CD74-NRG1"', PAIR),
    ("CD74-NRG1 fusion", PAIR),
    ("CD74-NRG1 gene fusion", PAIR),
    ("CD74_NRG1_fusion", PAIR),
    ("cd74-nrg1", ["cd74", "nrg1"]),
    # exons, transcripts, ids
    ("CD74(6)-NRG1(6)", PAIR),
    ("CD74(ex6)-NRG1(exon 6)", PAIR),
    ("CD74 exon 6 - NRG1 exon 6", PAIR),
    ("CD74.NRG1.C6N6", PAIR),
    ("CD74-NRG1.C6N6", PAIR),
    ("CD74-NRG1.C6N6.COSF1200", PAIR),
    ("HLA-DRA-NRG1.H6N6", ["HLA-DRA", "NRG1"]),
    ("NM_004355.3(CD74):e.1_6::NM_013959.3(NRG1):e.2_", PAIR),
    ("NM_004355.3(CD74)-NM_013959.3(NRG1)", PAIR),
    ("CD74^ENSG00000019582.15--NRG1^ENSG00000157168.14", PAIR),
    ("CD74^ENSG00000019582.15-NRG1^ENSG00000157168.14", PAIR),
    ("ENSG00000019582.15-ENSG00000157168.14", ["ENSG00000019582.15", "ENSG00000157168.14"]),
    ("HGNC:1697::HGNC:7997", ["HGNC:1697", "HGNC:7997"]),
    ("HGNC:1697:HGNC:7997", ["HGNC:1697", "HGNC:7997"]),
    ("HGNC:1697-HGNC:7997", ["HGNC:1697", "HGNC:7997"]),
    # symbols that hold separators
    ("HLA-DRA-NRG1", ["HLA-DRA", "NRG1"]),
    ("HLA-DRA_NRG1", ["HLA-DRA", "NRG1"]),
    ("HLA-A-NRG1", ["HLA-A", "NRG1"]),
    ("NKX2-1-NRG1", ["NKX2-1", "NRG1"]),
    ("COX10-AS1-NRG1", ["COX10-AS1", "NRG1"]),
    ("MT-ND1-NRG1", ["MT-ND1", "NRG1"]),
    ("STX16-NPEPL1--RAE1", ["STX16-NPEPL1", "RAE1"]),
    ("STX16-NPEPL1-RAE1", ["STX16-NPEPL1", "RAE1"]),
    ("APOBEC3A_B-NRG1", ["APOBEC3A_B", "NRG1"]),
    ("NRG1-APOBEC3A_B", ["NRG1", "APOBEC3A_B"]),
    ("APOBEC3A_B_NRG1", ["APOBEC3A_B", "NRG1"]),
    ("RP11-156K13.2-NRG1", ["RP11-156K13.2", "NRG1"]),
    ("RP11-156K13.2:NRG1", ["RP11-156K13.2", "NRG1"]),
    ("RP11-156K13.2/NRG1", ["RP11-156K13.2", "NRG1"]),
    ("NRG1-RP11-156K13.2", ["NRG1", "RP11-156K13.2"]),
    ("RP11-9999X9.1-NRG1", ["RP11-9999X9.1", "NRG1"]),  # a clone name that no table has
    # RNA genes inside NRG1 and its likes
    ("NRG1-IT1--NRG1", ["NRG1-IT1", "NRG1"]),
    ("NRG1-IT1-NRG1", ["NRG1-IT1", "NRG1"]),
    ("NRG1-NRG1-IT1", ["NRG1", "NRG1-IT1"]),
    ("FCHSD2-NRG1-IT1", ["FCHSD2", "NRG1-IT1"]),
    ("NRG1-IT1", ["NRG1-IT1"]),
    ("NRG1-IT2", ["NRG1-IT2"]),
    ("NRG1-AS1", ["NRG1-AS1"]),  # no table has it; an antisense RNA all the same, never NRG1 with a gene AS1
    ("NRG1-DT", ["NRG1-DT"]),
    ("CD74-NRG1-AS1", ["CD74", "NRG1-AS1"]),
    ("NRG1-AS3MT", ["NRG1", "AS3MT"]),  # AS3MT is a gene, not a suffix
    # chains
    ("PPP6R3-TENM4-NRG1", ["PPP6R3", "TENM4", "NRG1"]),
    ("PPP6R3_TENM4_NRG1", ["PPP6R3", "TENM4", "NRG1"]),
    ("PPP6R3:TENM4:NRG1", ["PPP6R3", "TENM4", "NRG1"]),
    ("APP-NRG1-APP", ["APP", "NRG1", "APP"]),
    # alternatives of one side stay together where another separator joins the partners
    ("CD74-ROS1;GOPC", ["CD74", "ROS1;GOPC"]),
    ("CD74;AC011330.1-NRG1", ["CD74;AC011330.1", "NRG1"]),
    ("GPAT4--NRG1/RNU6-663P", ["GPAT4", "NRG1/RNU6-663P"]),
    ("CD74-NRG1;SDC4-NRG1", ["CD74", "NRG1", "SDC4", "NRG1"]),
    ("FIP1L1;PDGFRA", ["FIP1L1", "PDGFRA"]),
    # unknown partner
    ("NRG1::*", ["NRG1", "*"]),
    ("?::NRG1", ["?", "NRG1"]),
    ("?-NRG1", ["?", "NRG1"]),
    ("-NRG1", ["", "NRG1"]),
    ("--NRG1", ["", "NRG1"]),
    ("NRG1--", ["NRG1", ""]),
    ("UNKNOWN9-NRG1", ["UNKNOWN9", "NRG1"]),
    ("NRG1-UNKNOWN9", ["NRG1", "UNKNOWN9"]),
    # nothing to split
    ("NRG1", ["NRG1"]),
    ("HLA-DRA", ["HLA-DRA"]),
    ("STX16-NPEPL1", ["STX16-NPEPL1"]),
    ("THRA1/BTR", ["THRA1/BTR"]),
    ("NRG1^ENSG00000157168.14", ["NRG1"]),
    ("NM_013959.3(NRG1):e.2_", ["NRG1"]),
    ("", [""]),
]


@pytest.mark.parametrize(("text", "parts"), SPLITS)
def test_split_fusion(genes: Genes, text: str, parts: list[str]) -> None:
    assert list(split_fusion(text, genes).parts) == parts


EXCEL = [
    "1-Mar", "9-Sep", "Sep-09", "Mar-01", "1-DEC", "44256", "2022-03-01", "01.03.2022", "1-Mar-22", "9.Sep", "Mrz-01",
]  # fmt: skip


@pytest.mark.parametrize("damaged", EXCEL)
@pytest.mark.parametrize("separator", ["--", "::", "-"])
def test_a_partner_that_a_spreadsheet_damaged_is_noted_and_nrg1_kept(
    genes: Genes, damaged: str, separator: str
) -> None:
    for text, parts in (
        (f"{damaged}{separator}NRG1", (damaged, "NRG1")),
        (f"NRG1{separator}{damaged}", ("NRG1", damaged)),
    ):
        name = split_fusion(text, genes)
        assert name.parts == parts
        assert name.notes == ("EXCEL_DAMAGED",)
    assert excel_damaged(damaged)


def test_a_date_with_slashes_is_not_split(genes: Genes) -> None:
    assert split_fusion("1/3/2022--NRG1", genes).parts == ("1.3.2022", "NRG1")
    assert "EXCEL_DAMAGED" in split_fusion("1/3/2022-NRG1", genes).notes


@pytest.mark.parametrize("symbol", ["MARCH1", "SEPT9", "DEC1", "NOV", "OCT4", "MARCHF1", "SEPTIN9", "NKX2-1"])
def test_genes_that_look_like_dates_are_no_dates(genes: Genes, symbol: str) -> None:
    assert not excel_damaged(symbol)
    assert split_fusion(f"{symbol}-NRG1", genes) == FusionName((symbol, "NRG1"), separator="-")


@pytest.mark.parametrize(
    ("text", "exons", "transcripts"),
    [
        ("NM_004355.3(CD74):e.1_6::NM_013959.3(NRG1):e.2_", ("6", "2"), ("NM_004355.3", "NM_013959.3")),
        ("NM_004355.3(CD74):e.6::NM_013959.3(NRG1):e.2_8", ("6", "2"), ("NM_004355.3", "NM_013959.3")),
        ("NM_004355.3(CD74):e.?_6::NM_013959.3(NRG1):e.2_?", ("6", "2"), ("NM_004355.3", "NM_013959.3")),
        ("NM_004355.3(CD74):e.1_::NM_013959.3(NRG1):e._8", (), ("NM_004355.3", "NM_013959.3")),
        ("NM_004355.3(CD74):e.6+12::NM_013959.3(NRG1):e.2", ("6+12", "2"), ("NM_004355.3", "NM_013959.3")),
        ("ENST00000009530(CD74):r.1::ENST00000405005.8(NRG1):e.6", ("1", "6"), ("ENST00000009530", "ENST00000405005.8")),
        ("CD74(6)-NRG1(6)", ("6", "6"), ()),
        ("CD74-NRG1(6)", ("", "6"), ()),
        ("CD74 exon 8 - NRG1 ex 6", ("8", "6"), ()),
        ("SDC4.NRG1.S2N6", ("2", "6"), ()),
        ("CD74-NRG1", (), ()),
    ],
)  # fmt: skip
def test_exons_and_transcripts(
    genes: Genes, text: str, exons: tuple[str, ...], transcripts: tuple[str, ...]
) -> None:
    """Of a range of exons the one at the junction: the last on the 5' side, the first on the 3' side."""
    name = split_fusion(text, genes)
    assert (name.exons, name.transcripts) == (exons, transcripts)


def test_the_separator_is_told(genes: Genes) -> None:
    for separator in ("::", "--", ">>", "->", "+", ":", ";", "_", "/", "-"):
        assert split_fusion(f"CD74{separator}NRG1", genes).separator == separator
    assert split_fusion("CD74.NRG1.C6N6", genes).separator == "."
    assert split_fusion("NRG1", genes).separator == ""


SYMBOLS = st.sampled_from(symbols())


@settings(max_examples=300)
@given(SYMBOLS, SYMBOLS)
def test_two_symbols_come_back(five: str, three: str) -> None:
    """The guarantee of split_fusion: for `::` and `--` always; for one hyphen a reading in known genes, of fewest parts."""
    assert split_fusion(f"{five}::{three}", default()).parts == (five, three)
    assert split_fusion(f"{five}--{three}", default()).parts == (five, three)
    parts = split_fusion(f"{five}-{three}", default()).parts
    assert "-".join(parts) == f"{five}-{three}"
    if parts != (five, three):
        assert len(parts) <= 2
        assert all(default().is_symbol(p) or p.upper().endswith(("AS", "IT", "DT", "OT")) for p in parts)
        assert len(parts) == 1 or len(parts[0]) > len(five)


@pytest.mark.parametrize("hyphened", [False, True])
def test_nrg1_comes_back_beside_every_symbol(genes: Genes, hyphened: bool) -> None:
    """Every symbol that holds a hyphen, underscore, slash or point, and every eleventh of the others."""
    every = [s for s in symbols() if any(c in s for c in "-_/.") == hyphened]
    for symbol in every if hyphened else every[::11]:
        assert split_fusion(f"{symbol}-NRG1", genes).parts == (symbol, "NRG1")
        assert split_fusion(f"NRG1-{symbol}", genes).parts == ("NRG1", symbol)
        assert split_fusion(f"{symbol}_NRG1", genes).parts == (symbol, "NRG1")
        assert split_fusion(symbol, genes).parts == (symbol,)


@given(st.text(alphabet="CD74NRG1-_:;/,|.>+()^ 6e?*–\u00a0", max_size=40))
def test_any_text_is_split_without_an_error(text: str) -> None:
    name = split_fusion(text, default())
    assert name.parts
    assert len(name.exons) in (0, len(name.parts))
    assert len(name.transcripts) in (0, len(name.parts))


@given(st.text(max_size=60))
def test_any_other_text_too(text: str) -> None:
    assert split_fusion(text, default()).parts
    split_alternatives(text)
    neighbors(text)
    mentions_nrg1(text)


def test_a_very_long_name_is_split_in_bounded_time(genes: Genes) -> None:
    assert "NRG1" in split_fusion("-".join(["NRG1", *["X1"] * 2_000]), genes).parts


@pytest.mark.parametrize(
    "text",
    [
        *("CD74--NRG1", "CD74-NRG1", "NRG1-CD74", "nrg1", "NRG1(6)", "NRG1_ENST", "NRG1^ENSG1", "HLA-A-NRG1", "SMAD4-NRG1"),
        *("NRG1-IT1--NRG1", "NRG1--NRG1-IT1", "NRG1-IT1-NRG1", "NRG1-AS3MT", "NRG1-ITGB1", "NRG1-DTX1", "X_NRG1;Y"),
        *("x HGNC:7997", "hgnc:7997", "ENSG00000157168.14", "ensg00000157168", "CD74–NRG1"),
        *("NRG-1", "NRG_1", "NRG 1", "NRG\u20111", "N\u200bRG1", "\uff2e\uff32\uff27\uff11", "NRG\u00ad1", "NRG1\u00b9"),
        *("NRG1exon6", "NRG1e6", "CD74ex6-NRG1ex6", "nrg1i5", "NRG1intron5", "NRG-1e6"),
        *("NRG1fusion", "NRG1rearranged", "NRG1v1", "NRG  1"),
        *("neuregulin 1", "Neuregulin-1", "neuregulin1", "NRG1 \u03b1", "CD74-NRG-1", "CD74::neuregulin 1"),
    ],
)  # fmt: skip
def test_the_token_nrg1_is_seen(text: str) -> None:
    assert mentions_nrg1(text)


@pytest.mark.parametrize(
    "text",
    [
        *("NRG1-IT1", "NRG1-IT2", "NRG1-IT3", "nrg1-it1", "NRG1-AS1", "NRG1-DT", "NRG1\u2011IT1", "FCHSD2--NRG1-IT1"),
        *("NRG-10", "NRG-1-IT1", "NRG\u20111\u2011IT1", "NRG-2", "NRG 2", "neuregulin 2", "neuregulin 10", "N RG1", "NRG"),
        *("NRG1exon", "NRG1E", "NRG1IT1", "NRG1in", "NRG12e6", "NDRG1e6", "NRG1vs", "NRG  10"),
        *("NDRG1", "NRG10", "NRG2", "NRGN", "XNRG1", "NRG1P", "HRG", "HGNC:79970", "ENSG000001571689", "7997", ""),
    ],
)  # fmt: skip
def test_look_alikes_are_not_the_token(text: str) -> None:
    assert not mentions_nrg1(text)


PARTS = st.sampled_from(
    ("NRG", "NRG1", "1", "-IT1", "-1", "neuregulin", "HGNC:7997", "ENSG0000015", "7168", "\u2011", "\0")
)


@given(
    st.lists(
        PARTS | st.lists(PARTS, max_size=3).map("".join) | st.text("NRG1-_ ITe6\u00b9\u0301\u2011"),
        max_size=5,
    )
)
def test_texts_asked_at_once_answer_as_each_alone(texts: list[str]) -> None:
    assert any_mentions_nrg1(texts) == any(map(mentions_nrg1, texts))


@given(SYMBOLS)
def test_no_other_symbol_is_the_token(symbol: str) -> None:
    assert mentions_nrg1(symbol) == (symbol == "NRG1")


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("ROS1;GOPC", ("ROS1", "GOPC")),
        ("A,B", ("A", "B")),
        ("PPARG/AC016683.6;PAX8", ("PPARG", "AC016683.6", "PAX8")),
        ("PPARG/AC016683.6", ("PPARG", "AC016683.6")),
        ("ENO1,", ("ENO1",)),
        ("JMJD4,JMJD4", ("JMJD4",)),
        ("TRAPPC11(5568),STOX2(134271)", ("TRAPPC11", "STOX2")),
        ("NRG1^ENSG00000157168.14", ("NRG1",)),
        ("NRG1/RNU6-663P", ("NRG1", "RNU6-663P")),
        ("NRG1\u2011IT1", ("NRG1-IT1",)),
        ("1/3/2022", ("1/3/2022",)),
        ("none", ()),
        ("---", ()),
        ("", ()),
    ],
)
def test_alternatives(cell: str, names: tuple[str, ...]) -> None:
    assert split_alternatives(cell) == names


def test_neighbors() -> None:
    assert [(n.name, n.distance) for n in neighbors("TRAPPC11(5568),STOX2(134271)")] == [
        ("TRAPPC11", 5568),
        ("STOX2", 134271),
    ]
    assert neighbors("CD74(6)") == ()
    assert neighbors("CD74") == ()
    assert [n.name for n in neighbors("NRG1(20500)")] == ["NRG1"]


def test_the_database_is_the_shipped_one() -> None:
    assert DATABASE.parent.name == "data"


@pytest.mark.parametrize(
    ("name", "parts", "odd"),
    [
        ("CD74-NRG-1", ("CD74", "NRG1"), True),
        ("CD74::neuregulin 1", ("CD74", "NRG1"), True),
        ("CD74\u2013NRG\u20111", ("CD74", "NRG1"), True),
        ("CD74-NRG1", ("CD74", "NRG1"), False),
        ("CD74-NRG2", ("CD74", "NRG2"), False),
    ],
)
def test_odd_spellings_are_taken_apart(name: str, parts: tuple[str, ...], odd: bool) -> None:
    found = split_fusion(name, default())
    assert found.parts == parts
    assert ("ALIAS_USED" in found.notes) is odd


@pytest.mark.parametrize(
    ("cell", "symbol", "match", "noted"),
    [
        *((name, "NRG1", "exact", True) for name in ("NRG-1", "neuregulin 1", "SMDF", "HGL", "GGF", "GGF2", "HRGA", "NDF")),
        ("NRG1", "NRG1", "exact", False),
        ("NRG1\u00a0", "NRG1", "exact", False),
        ("HRG1", "NRG1", "alternative", True),
        ("HRG", "HRG", "none", False),
        ("NRG-1-IT1", "NRG-1-IT1", "none", False),
        ("NRG10", "NRG10", "none", False),
    ],
)  # fmt: skip
def test_older_names_in_a_cell(cell: str, symbol: str, match: str, noted: bool) -> None:
    side = Sides(default(), shared=False).of(cell)
    assert (side.symbol, side.match, "ALIAS_USED" in side.notes) == (symbol, match, noted)


@pytest.mark.parametrize(
    ("chrom", "pos", "symbol"),
    [("chr8", 32585467, "NRG1"), ("chr12", 48_100_000, "SLC48A1"), ("", None, "NRG1")],
)
def test_the_place_settles_a_name_of_two_genes(chrom: str, pos: int | None, symbol: str) -> None:
    sides = Sides(default(), shared=False)
    finding = Finding(gene5_reported="CD74", gene3_reported="HRG1")
    assert sides.by_place(sides.of("HRG1"), finding, chrom, pos, "GRCh37").symbol == symbol
