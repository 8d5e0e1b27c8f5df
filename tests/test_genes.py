"""Gene names, places, splice donors, and the splitting of fusion names."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fusionflag.genes import DATABASE, Genes, default
from fusionflag.partners import mentions_nrg1, neighbors, split_alternatives, split_fusion


@pytest.fixture
def genes() -> Genes:
    return default()


@pytest.mark.parametrize(
    ("text", "symbol", "how"),
    [
        ("NRG1", "NRG1", "approved"),
        ("nrg1", "NRG1", "approved"),
        ("ENSG00000157168", "NRG1", "ensembl"),
        ("ENSG00000157168.14", "NRG1", "ensembl"),
        ("HGNC:7997", "NRG1", "hgnc"),
        ("HRG", "HRG", "approved"),
        ("ARIA", "ECSCR", "alias"),
        ("HRG1", "SLC48A1", "alias"),
        ("NRG1-IT1", "NRG1-IT1", "approved"),
        ("NRG1-IT2", "NRG1-IT2", "approved"),
        ("NRG1-IT3", "NRG1-IT3", "approved"),
        ("NRG1-AS1", "NRG1-AS1", "unknown"),
        ("NDRG1", "NDRG1", "approved"),
        ("NRGN", "NRGN", "approved"),
        ("NRG2", "NRG2", "approved"),
        ("ODZ4", "TENM4", "previous"),
        ("DOC4", "TENM4", "alias"),
        ("LPHN3", "ADGRL3", "previous"),
        ("WHSC1L1", "NSD3", "previous"),
        ("TMEM66", "SARAF", "previous"),
        ("C19ORF24", "FAM174C", "previous"),
        ("PCM1", "PCM1", "approved"),
        ("not a gene", "not a gene", "unknown"),
        ("HGL", "HGL", "unknown"),
    ],
)
def test_resolve(genes: Genes, text: str, symbol: str, how: str) -> None:
    """Approved first, alias second and only where unique; a symbol is never an alias of another gene."""
    found = genes.resolve(text)
    assert (found.symbol, found.how) == (symbol, how)


def test_nothing_but_nrg1_itself_resolves_to_nrg1_by_likeness(genes: Genes) -> None:
    for text in ("NRG10", "NRG", "NRG1P", "NRG1-IT9", "XNRG1", "NRG1A", "NRG 1"):
        assert genes.resolve(text).symbol != "NRG1"


@pytest.mark.parametrize(
    ("symbol", "pos", "phases", "mane"),
    [
        ("CD74", 150404680, {"1"}, "1"),
        ("SDC4", 45330366, {"1"}, "1"),
        ("ATP1B1", 169111498, {"1"}, "1"),
        ("SLC3A2", 62882066, {"1"}, "1"),
        ("WRN", 31167230, {"0"}, "0"),
        ("THBS1", 39584422, {"0"}, "0"),
        ("AKAP13", 85543955, {"2"}, "2"),
        ("THAP7", 21000647, {"2"}, "2"),
        ("RAB3IL1", 61899314, {"1"}, "1"),
        ("PDE7A", 65779720, {"1"}, "1"),
        ("SMAD4", 51030623, {"utr5"}, "utr5"),
        ("GPRC5A", 12891664, {"utr5"}, "utr5"),
        ("PCM1", 17924780, {"utr5"}, "utr5"),
        ("CD74", 150402563, {"0", "1"}, "1"),
    ],
)
def test_donors(genes: Genes, symbol: str, pos: int, phases: set[str], mane: str) -> None:
    """Worked donors of GRCh38 (RefSeq exon ends, MANE Select phases)."""
    donor = genes.donor(symbol, pos, "GRCh38")
    assert donor is not None
    assert donor.phases == phases
    assert donor.mane_phase in (mane, "")
    assert genes.donor(symbol, pos + 1, "GRCh38") is None
    near = genes.donor(symbol, pos + 1, "GRCh38", tolerance=1)
    assert near is not None
    assert near.pos == pos


@pytest.mark.parametrize(
    ("symbol", "strand"), [("NRG1", "+"), ("CD74", "-"), ("SLC3A2", "+"), ("SDC4", "-"), ("ALK", "-")]
)
def test_places(genes: Genes, symbol: str, strand: str) -> None:
    for build in ("GRCh37", "GRCh38"):
        locus = genes.locus(symbol, build)
        assert locus is not None
        assert locus.strand == strand
        assert locus.symbol in [g.symbol for g in genes.at(locus.chrom, locus.start + 10, build)]


def test_the_database_cannot_be_written() -> None:
    with pytest.raises(sqlite3.OperationalError):
        Genes(DATABASE)._db.execute("DELETE FROM gene")


SPLITS = [
    ("CD74::NRG1", ["CD74", "NRG1"]),
    ("CD74--NRG1", ["CD74", "NRG1"]),
    ("CD74-NRG1", ["CD74", "NRG1"]),
    ("CD74/NRG1", ["CD74", "NRG1"]),
    ("CD74;NRG1", ["CD74", "NRG1"]),
    ("CD74:NRG1", ["CD74", "NRG1"]),
    ("CD74_NRG1", ["CD74", "NRG1"]),
    ("CD74+NRG1", ["CD74", "NRG1"]),
    ("CD74>>NRG1", ["CD74", "NRG1"]),
    ("CD74->NRG1", ["CD74", "NRG1"]),
    ("CD74(6)-NRG1(6)", ["CD74", "NRG1"]),
    ("CD74.NRG1.C6N6", ["CD74", "NRG1"]),
    ("CD74-NRG1.C6N6", ["CD74", "NRG1"]),
    ("cd74–nrg1", ["cd74", "nrg1"]),
    ("CD74\u2011NRG1", ["CD74", "NRG1"]),
    ("CD74\u2212NRG1", ["CD74", "NRG1"]),
    (" CD74\u00a0-\u00a0NRG1 ", ["CD74", "NRG1"]),
    ("*CD74*-*NRG1*", ["CD74", "NRG1"]),
    ("CD74-NRG1 fusion", ["CD74", "NRG1"]),
    ("CD74^ENSG00000019582.15--NRG1^ENSG00000157168.14", ["CD74", "NRG1"]),
    ("HLA-DRA-NRG1", ["HLA-DRA", "NRG1"]),
    ("HLA-A-NRG1", ["HLA-A", "NRG1"]),
    ("NKX2-1-NRG1", ["NKX2-1", "NRG1"]),
    ("COX10-AS1-NRG1", ["COX10-AS1", "NRG1"]),
    ("RP11-156K13.2-NRG1", ["RP11-156K13.2", "NRG1"]),
    ("MT-ND1-NRG1", ["MT-ND1", "NRG1"]),
    ("NRG1-IT1--NRG1", ["NRG1-IT1", "NRG1"]),
    ("NRG1-IT1-NRG1", ["NRG1-IT1", "NRG1"]),
    ("NRG1-NRG1-IT1", ["NRG1", "NRG1-IT1"]),
    ("STX16-NPEPL1--RAE1", ["STX16-NPEPL1", "RAE1"]),
    ("PPP6R3-TENM4-NRG1", ["PPP6R3", "TENM4", "NRG1"]),
    ("PPP6R3:TENM4:NRG1", ["PPP6R3", "TENM4", "NRG1"]),
    ("NM_004355.3(CD74):e.1_6::NM_013959.3(NRG1):e.2_", ["CD74", "NRG1"]),
    ("1-Mar--NRG1", ["1-Mar", "NRG1"]),
    ("9-Sep-NRG1", ["9-Sep", "NRG1"]),
    ("Sep-09::NRG1", ["Sep-09", "NRG1"]),
    ("?::NRG1", ["?", "NRG1"]),
    ("NRG1::*", ["NRG1", "*"]),
    ("UNKNOWN9-NRG1", ["UNKNOWN9", "NRG1"]),
    ("RP11-156K13.2:NRG1", ["RP11-156K13.2", "NRG1"]),
    ("RP11-156K13.2/NRG1", ["RP11-156K13.2", "NRG1"]),
    ("APOBEC3A_B-NRG1", ["APOBEC3A_B", "NRG1"]),
    ("NRG1-APOBEC3A_B", ["NRG1", "APOBEC3A_B"]),
    ("NRG1", ["NRG1"]),
    ("NRG1-IT1", ["NRG1-IT1"]),
    ("HLA-DRA", ["HLA-DRA"]),
]


@pytest.mark.parametrize(("text", "parts"), SPLITS)
def test_split_fusion(genes: Genes, text: str, parts: list[str]) -> None:
    assert list(split_fusion(text, genes).parts) == parts


def test_exons_and_transcripts_of_a_name(genes: Genes) -> None:
    name = split_fusion("NM_004355.3(CD74):e.1_6::NM_013959.3(NRG1):e.2_", genes)
    assert (name.exons, name.transcripts) == (("6", "2"), ("NM_004355.3", "NM_013959.3"))
    assert split_fusion("CD74(6)-NRG1(6)", genes).exons == ("6", "6")
    assert "EXCEL_DAMAGED" in split_fusion("9-Sep-NRG1", genes).notes


def _symbols() -> list[str]:
    with sqlite3.connect(f"{DATABASE.as_uri()}?mode=ro", uri=True) as db:
        found = db.execute("SELECT symbol FROM gene WHERE hgnc IS NOT NULL ORDER BY id")
        return [s for (s,) in found if "@" not in s and not s.startswith("ENSG")]


SYMBOLS = st.sampled_from(_symbols())


@settings(max_examples=300)
@given(SYMBOLS, SYMBOLS)
def test_two_symbols_come_back(five: str, three: str) -> None:
    """The guarantee of split_fusion for `::` and `--`; and for one hyphen NRG1 is never lost."""
    assert split_fusion(f"{five}::{three}", default()).parts == (five, three)
    assert split_fusion(f"{five}--{three}", default()).parts == (five, three)
    assert split_fusion(f"{five}-NRG1", default()).parts[-1] == "NRG1"
    if not three.startswith(("IT", "AS", "DT", "OT")):
        assert split_fusion(f"NRG1-{three}", default()).parts[0] == "NRG1"


@pytest.mark.parametrize(
    "text",
    [
        "CD74--NRG1",
        "nrg1",
        "NRG1(6)",
        "NRG1_ENST",
        "NRG1^ENSG1",
        "NRG1-IT1--NRG1",
        "HLA-A-NRG1",
        "x HGNC:7997",
        "ENSG00000157168.14",
        "SMAD4-NRG1",
        "NRG1-CD74",
    ],
)
def test_the_token_nrg1_is_seen(text: str) -> None:
    assert mentions_nrg1(text)


@pytest.mark.parametrize(
    "text",
    [
        "NRG1-IT1",
        "NDRG1",
        "NRG10",
        "NRG2",
        "NRGN",
        "XNRG1",
        "HGNC:79970",
        "ENSG000001571689",
        "",
        "FCHSD2--NRG1-IT1",
    ],
)
def test_look_alikes_are_not_the_token(text: str) -> None:
    assert not mentions_nrg1(text)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("ROS1;GOPC", ("ROS1", "GOPC")),
        ("PPARG/AC016683.6;PAX8", ("PPARG", "AC016683.6", "PAX8")),
        ("ENO1,", ("ENO1",)),
        ("JMJD4,JMJD4", ("JMJD4",)),
        ("NRG1^ENSG00000157168.14", ("NRG1",)),
        ("none", ()),
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
