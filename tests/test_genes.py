"""Gene names, places and splice donors, and the database that they come from."""

from __future__ import annotations

import gzip
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusionflag.genes import DATABASE, Donor, Genes, Locus, chromosome, default

ROOT = Path(__file__).parents[1]


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
        ("ENSG00000253222", "NRG1-IT2", "ensembl"),
        ("ensg00000157168.3", "NRG1", "ensembl"),
        ("HGNC:5181", "HRG", "hgnc"),
        ("hgnc:7997", "NRG1", "hgnc"),
        ("HGNC:79970", "HGNC:79970", "unknown"),
        ("ENSG99999999999", "ENSG99999999999", "unknown"),
        ("AC000111.3", "CFTR-AS1", "previous"),
        ("", "", "unknown"),
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


def test_places_of_the_genes_inside_nrg1(genes: Genes) -> None:
    assert genes.locus("NRG1-IT2", "GRCh37") == Locus("NRG1-IT2", "chr8", 32028898, 32145082, "+", "lncRNA")
    assert genes.locus("NRG1-IT2", "GRCh38") is None
    assert [g.symbol for g in genes.at("8", 32100000, "GRCh37")] == ["NRG1", "NRG1-IT2"]
    assert genes.at("chr8", 32100000, "GRCh37") == genes.at("8", 32100000, "GRCh37")


@pytest.mark.parametrize("build", ["", "hg38", "T2T-CHM13"])
def test_in_an_unknown_build_nothing_has_a_place(genes: Genes, build: str) -> None:
    assert genes.locus("NRG1", build) is None
    assert genes.at("chr8", 32727949, build) == []
    assert genes.donor("CD74", 150404680, build) is None
    assert genes.donors_at("chr5", 150404680, build) == []


def test_donors_of_every_gene_at_a_position(genes: Genes) -> None:
    assert [(d.symbol, d.exon) for d in genes.donors_at("5", 150404680, "GRCh38")] == [
        ("CD74", "NM_004355:6")
    ]
    assert genes.donors_at("chr5", 150404681, "GRCh38") == []
    old = genes.donor("CD74", 149784243, "GRCh37")
    assert old is not None
    assert (old.phases, old.strand, old.chrom) == (frozenset("1"), "-", "chr5")


@pytest.mark.parametrize(
    ("name", "chrom"),
    [("8", "chr8"), ("chr8", "chr8"), ("Chr8", "chr8"), ("x", "chrX"), ("MT", "chrM"), ("GL000192.1", "GL000192.1")],
)  # fmt: skip
def test_chromosome_names(name: str, chrom: str) -> None:
    assert chromosome(name) == chrom


@cache
def symbols() -> list[str]:
    """Every HGNC symbol of the tables; also used by the tests of fusion names."""
    with closing(sqlite3.connect(f"{DATABASE.as_uri()}?mode=ro", uri=True)) as db:
        return [s for (s,) in db.execute("SELECT symbol FROM gene WHERE id < 1000000 ORDER BY id")]


@given(st.sampled_from(symbols()))
def test_every_symbol_is_itself_in_any_case_of_letters(symbol: str) -> None:
    for text in (symbol, symbol.upper(), symbol.lower(), f" {symbol}\u00a0"):
        found = default().resolve(text)
        assert (found.symbol, found.how) == (symbol, "approved")
        assert found.hgnc_id.startswith("HGNC:")
        assert default().resolve(found.hgnc_id).symbol == symbol
        if found.ensembl_id:
            assert default().resolve(f"{found.ensembl_id}.3").how == "ensembl"


@given(st.text(max_size=30))
def test_any_text_resolves_to_something(text: str) -> None:
    found = default().resolve(text)
    assert found.symbol == text.strip() or found.how != "unknown"
    assert found.symbol != "NRG1" or "NRG1" in text.upper() or text.strip().upper() in {"NDF", "GGF"}


def test_one_connection_for_each_process(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = default()
    assert default() is mine
    monkeypatch.setattr("fusionflag.genes.os.getpid", lambda: -1)
    assert default() is not mine


def test_the_database_says_where_it_comes_from(genes: Genes) -> None:
    meta = genes.meta()
    assert meta["schema"] == "2"
    assert "HGNC" in genes.release()
    tables = ("genes GRCh37", "genes GRCh38", "donors GRCh37", "donors GRCh38", "hgnc", "withdrawn")
    assert all("sha256:" in meta[f"source {table}"] for table in tables)
    assert DATABASE.stat().st_size <= 15 * 1024 * 1024


# -- the script that builds the database -----------------------------------------------------------
TABLES = {
    "genes": "symbol\thgnc_id\tensembl_gene_id\tchrom\tstart\tend\tstrand\tbiotype\tsource_symbol\n"
    "AAA\tHGNC:5\tENSG00000000005\tchr1\t100\t900\t+\tprotein_coding\tOLDCLONE.1\n"
    "AAA\tHGNC:5\tENSG00000000006\tchrX\t100\t950\t-\tlncRNA\tAAA\n"
    "ENSG00000000009\t\tENSG00000000009\tchr2\t5\t7\t-\tlncRNA\t\n",
    "donors": "symbol\tchrom\tstrand\tdonor\tphase\texon\tmane_phase\n"
    "AAA\tchr1\t+\t200\t0|1\tNM_1:1\t1\nBBB\tchr1\t+\t200\tutr5\tNR_2:130\t\n",
    "hgnc": "approved_symbol\thgnc_id\tprevious_symbols\talias_symbols\tensembl_gene_id\n"
    "AAA\tHGNC:5\tOLDA|CCC\tboth\tENSG00000000005\nCCC\tHGNC:6\t\tboth\t\n",
    "withdrawn": "symbol\tstatus\tname\n"
    "GONE\tSymbol Withdrawn\tsymbol withdrawn, see [HGNC:5](/x)\n"
    "TWO\tSymbol Withdrawn\tsymbol withdrawn, see [HGNC:5](/x), [HGNC:6](/x)\n",
}


def _built(folder: Path, name: str, packed: bool) -> Path:
    files = {}
    for table, text in TABLES.items():
        files[table] = folder / f"{table}.tsv"
        data = text.encode()
        files[table].write_bytes(gzip.compress(data) if packed else data)
    out = folder / name
    subprocess.run(
        [
            *(sys.executable, ROOT / "scripts" / "build_genes.py", "-o", out),
            *("--hgnc", files["hgnc"], "--withdrawn", files["withdrawn"]),
            *("--genes", f"GRCh38={files['genes']}", "--donors", f"GRCh38={files['donors']}"),
        ],
        check=True,
    )
    return out


def test_building_the_database(tmp_path: Path) -> None:
    """Same tables, same bytes, packed or not; each kind of name; two genes with a donor at one place."""
    out = _built(tmp_path, "a.sqlite", packed=False)
    assert out.read_bytes() == _built(tmp_path, "b.sqlite", packed=True).read_bytes()
    assert sorted(p.name for p in tmp_path.glob("*.sqlite*")) == ["a.sqlite", "b.sqlite"]
    genes = Genes(out)
    for text, symbol, how in (
        *(("aaa", "AAA", "approved"), ("OLDA", "AAA", "previous"), ("GONE", "AAA", "previous")),
        *(("OldClone.1", "AAA", "previous"), ("BOTH", "BOTH", "unknown"), ("TWO", "TWO", "unknown")),
        *(("CCC", "CCC", "approved"), ("ENSG00000000006.2", "AAA", "ensembl"), ("HGNC:6", "CCC", "hgnc")),
        ("ENSG00000000009", "ENSG00000000009", "ensembl"),
    ):
        assert (genes.resolve(text).symbol, genes.resolve(text).how) == (symbol, how)
    locus = genes.locus("AAA", "GRCh38")
    assert locus == Locus("AAA", "chr1", 100, 900, "+", "protein_coding")
    assert genes.locus("CCC", "GRCh38") is None
    assert genes.locus("ENSG00000000009", "GRCh38") is not None
    assert genes.donors_at("1", 200, "GRCh38") == [
        Donor(200, frozenset("01"), "1", "NM_1:1", "chr1", "+", "AAA"),
        Donor(200, frozenset({"utr5"}), "", "NR_2:130", "chr1", "+", "BBB"),
    ]


@pytest.mark.parametrize("text", ["\ud800", "NRG1\udcff"])
def test_half_a_character_names_no_gene(genes: Genes, text: str) -> None:
    assert genes.resolve(text).how == "unknown"


def test_a_place_beyond_64_bits_is_in_no_gene(genes: Genes) -> None:
    assert genes.at("8", 10**25, "GRCh38") == []
    assert genes.donor("CD74", 10**25, "GRCh38") is None
