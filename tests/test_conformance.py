"""The contract of every parser, shipped or not, over its fixtures."""

from pathlib import Path

import pytest

from fusionflag.registry import parsers
from fusionflag.testing import check_fixture, fixture_files

FIXTURES = Path(__file__).parents[1] / "fixtures"
CASES = [
    (p.name, f) for p in parsers() if (FIXTURES / p.name).is_dir() for f in fixture_files(FIXTURES / p.name)
]


@pytest.mark.parametrize("name", [p.name for p in parsers()])
def test_every_parser_has_fixtures_and_says_that_they_are_made_up(name: str) -> None:
    assert fixture_files(FIXTURES / name)
    assert "made up" in (FIXTURES / name / "SOURCE.md").read_text(encoding="utf-8").lower()


@pytest.mark.parametrize(("name", "file"), CASES, ids=[f"{n}/{f.name}" for n, f in CASES])
def test_fixture(name: str, file: Path, update_golden: bool) -> None:
    check_fixture(name, file, update_golden=update_golden)
