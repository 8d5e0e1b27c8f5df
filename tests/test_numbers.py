"""Numbers as reports write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusionflag import numbers
from tests.files import STAR, run, star


@pytest.mark.parametrize(
    ("text", "value", "assumed"),
    [
        ("1092", 1092, False),
        ("1,092", 1092, False),
        ("1 092", 1092, False),
        ("1'092", 1092, False),
        ("1092x", 1092, False),
        ("12.0", 12, False),
        ("12,0", 12, False),
        ('"12"', 12, False),
        ("1.092", 1092, True),
        ("12.7", 12, True),
        ("+++", None, False),
        ("many", None, False),
        ("-1", None, False),
        ("inf", None, False),
        ("", None, False),
    ],
)
def test_counts(text: str, value: int | None, assumed: bool) -> None:
    """Worked case 112."""
    assert numbers.count(text) == (value, assumed)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0,93", 0.93),
        ("0.93", 0.93),
        ("1,5", 1.5),
        ("40%", 40.0),
        ("nan", None),
        ("x", None),
        ("1e3", 1000.0),
    ],
)
def test_decimals(text: str, value: float | None) -> None:
    assert numbers.decimal(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("32727949", 32727949),
        ("32,727,949", 32727949),
        ("32727949.0", 32727949),
        ("32.7", None),
        ("chr8", None),
        ("-5", None),
    ],
)
def test_positions(text: str, value: int | None) -> None:
    assert numbers.position(text) == value


@given(st.integers(0, 10**9))
def test_every_way_of_writing_a_count(number: int) -> None:
    assert numbers.count(str(number)) == (number, False)
    assert numbers.count(f"{number:,}")[0] == number
    assert numbers.count(f"{number}.0")[0] == number


@pytest.mark.parametrize(
    ("cell", "verdict"),
    [
        ("1,092", "positive"),
        ("1.092", "positive"),
        ("1092x", "positive"),
        ("+++", "equivocal"),
    ],
)
def test_a_count_in_a_report(tmp_path: Path, cell: str, verdict: str) -> None:
    """A count that cannot be read costs a notice, not the row: 20 pairs alone are no adequate support."""
    text = STAR + star(reads=7777).replace("7777", cell)
    result = run(tmp_path, {"x.tsv": text})
    assert result.cases["case"]["verdict"] == verdict
    assert ("BAD_CELL" in result.codes) == (cell == "+++")
    assert ("UNIT_ASSUMED" in result.codes) == (cell == "1.092")


def test_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    text = (STAR + star()).replace("\t", ";").replace("1.2", "1,2")
    result = run(tmp_path, {"x.csv": text})
    assert result.cases["case"]["verdict"] == "positive"
