"""Damaged reports: what must hold of any of them, over a sample of every parser's fixtures, and bugs that the soak has found.

`scripts/soak.py` reads many more. A failure names the seed: `python scripts/soak.py --one SEED` shows what was done.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fusionflag.testing import read_bytes
from tests.files import OTHER, STAR, run, star
from tests.mutant_base import Mutant, Original, originals
from tests.mutant_bytes import bgzf
from tests.mutant_checks import NEGATIVES, answer, violations
from tests.mutants import OPERATORS, mutant
from tests.reports import FIXTURES, complete, load, read
from tests.xlsx_files import written

EACH = 5  # damaged reports of every parser
STAR_TEXT = (STAR + star() + OTHER).encode()


@pytest.mark.parametrize("parser", sorted(originals()))
def test_no_damage_makes_a_negative_or_a_traceback(parser: str) -> None:
    for seed in range(EACH):
        found = mutant(seed, parser)
        broken = violations(found, bare=seed % 2 == 0, summed=seed % 3 == 0)
        assert not broken, f"mutant({seed}, {parser!r}): {found.original.name}: {found.done}: {broken}"


def test_a_seed_makes_the_same_report_again() -> None:
    for seed in range(20):
        assert mutant(seed).data == mutant(seed).data
    assert len({mutant(seed).data for seed in range(20)}) == 20


def test_every_kind_of_report_is_damaged() -> None:
    kinds = {o.kind for files in originals().values() for o in files}
    assert kinds >= {"table", "vcf", "lines", "json", "xml"}
    assert kinds <= OPERATORS.keys()


def test_the_checks_see_what_they_look_for() -> None:
    """A damage that claims to show, to spare the row, or to change nothing, and does not: each is a violation."""
    original = Original("star_fusion", "x.tsv", STAR_TEXT, "table")
    gone = Mutant(original, STAR.encode(), detectable=True, spared=True, same=True)
    assert len(violations(gone, bare=False, summed=False)) == 3
    assert not violations(Mutant(original, STAR.encode()), bare=False)


@settings(max_examples=60)
@given(st.integers(1, len(STAR_TEXT) - 1))
def test_a_checksum_in_the_sheet_catches_every_cut(at: int) -> None:
    """A cut exactly at a line end cannot be seen in a text table; with the sheet's sha256 it can."""
    original = Original("star_fusion", "x.tsv", STAR_TEXT, "table")
    assert not violations(Mutant(original, STAR_TEXT[:at]), bare=False)


@settings(max_examples=100)
@given(st.binary(max_size=400), st.booleans())
def test_bytes_that_are_no_report_are_no_negative(data: bytes, behind: bool) -> None:
    got = answer((STAR + OTHER).encode() + data if behind else data, "x.tsv", stated=True)
    assert got.verdict == "unreadable" if not behind else got.complete or got.verdict not in NEGATIVES


@settings(max_examples=100)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=9),
        lambda s: st.lists(s, max_size=3) | st.dictionaries(st.text(max_size=9), s, max_size=3),
    )
)
def test_any_value_in_the_place_of_a_part_is_told(value: object) -> None:
    document = load("caris/positive.json")
    key = sorted(document)[0]
    frames = read({**document, key: value})
    assert "PARSER_FAILED" not in {getattr(f, "code", "") for f in frames}


# -- what the soak has found ------------------------------------------------------------------------
def test_a_header_that_holds_the_first_row_is_no_header(tmp_path: Path) -> None:
    """The line end behind the header is lost: NRG1 stood among the names of the columns, and nobody looked there."""
    result = run(tmp_path, {"x.tsv": (STAR.rstrip("\n") + "\t" + star())})
    assert result.verdicts == {"unreadable"}
    assert "NRG1_UNEXPLAINED" in result.codes


@pytest.mark.parametrize(
    ("gene", "verdict"), [("NR\xc71", "unreadable"), ("NR\x001", "unreadable"), ("ALK", "negative")]
)
def test_a_wrong_byte_in_a_gene_of_json_is_not_another_gene(tmp_path: Path, gene: str, verdict: str) -> None:
    document = load("pizzly_json/positive.json")
    for fusion in document["genes"]:
        fusion["geneA"] = {"id": "ENSG00000171094", "name": "ALK"}
        fusion["geneB"] = {"id": "", "name": gene}
    document["genes"] = document["genes"][:1]
    result = run(tmp_path, {"x.json": json.dumps(document)})
    assert result.verdicts == {verdict}


def test_json_that_is_not_utf_8_is_damaged_and_latin_1_xml_that_says_so_is_not() -> None:
    broken = (
        (FIXTURES / "archer_json" / "wrapped_failed.json").read_bytes().replace(b"MADEUP", b"MADE\xe9P", 1)
    )
    assert not complete(read_bytes(broken, "x.json"))
    xml = (FIXTURES / "caris" / "positive.xml").read_bytes()
    body = xml[xml.index(b"?>") + 2 :] if xml.startswith(b"<?xml") else xml
    said = b'<?xml version="1.0" encoding="ISO-8859-1"?>' + body + b"<!-- \xe9 -->\n"
    assert complete(read_bytes(said, "x.xml"))
    assert not complete(read_bytes(said.replace(b"ISO-8859-1", b"UTF-8"), "x.xml"))


@pytest.mark.parametrize("place", ["behind", "before"])
def test_two_files_in_one_archive_are_refused(place: str) -> None:
    book = written({"Sheet": [["a", "b"]]})
    joined = book + STAR_TEXT if place == "behind" else book + book
    assert not complete(read_bytes(joined, "x.xlsx"))
    assert "something stands in front" in "".join(
        getattr(f, "text", "") for f in read_bytes(joined, "x.xlsx")
    )


def test_a_bgzf_block_of_another_length_than_it_states_is_damaged() -> None:
    packed = bytearray(bgzf(STAR_TEXT, 10_000))
    assert complete(read_bytes(bytes(packed), "x.tsv"))
    packed[-28 - 4] ^= 1
    assert not complete(read_bytes(bytes(packed), "x.tsv"))


def test_an_rna_vcf_without_its_beginning_supports_no_negative(tmp_path: Path) -> None:
    data = (FIXTURES / "fusioncatcher_vcf" / "no_info.positive.vcf").read_bytes()
    rows = [
        line for line in data.splitlines(keepends=True) if not line.startswith(b"#") and b"NRG1" not in line
    ]
    cut = run(tmp_path, {"x.vcf": b"".join(rows)})
    assert cut.verdicts == {"unreadable"}
    head = [line for line in data.splitlines(keepends=True) if line.startswith(b"#")]
    assert run(tmp_path / "whole", {"x.vcf": b"".join([*head, *rows])}).verdicts == {"negative"}


@pytest.mark.parametrize("digits", [25, 5000])
@pytest.mark.parametrize("parser", sorted(originals()))
def test_numbers_that_no_integer_holds_cost_their_row(parser: str, digits: int) -> None:
    """Python reads no integer of more than 4300 digits, SQLite none of more than 63 bits."""
    for original in originals()[parser][:1]:
        if original.kind == "workbook":
            continue
        runs = [m.span() for m in re.finditer(rb"\d+", original.data)]
        for a, b in runs[:: max(1, len(runs) // 3)]:
            data = original.data[:a] + b"9" * digits + original.data[b:]
            assert not violations(Mutant(original, data), bare=False, summed=False), (original.shown, a)
