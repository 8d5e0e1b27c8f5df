"""The conformance suite of fusionflag over the fixtures of this plugin."""

from pathlib import Path

from fusionflag.testing import check_parser

FIXTURES = Path(__file__).parents[1] / "fixtures" / "mycaller"


def test_the_parser_keeps_the_contract() -> None:
    check_parser("mycaller", FIXTURES)
