"""Only the parsers whose signs a report shows are asked for their marks: none that fits may be left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from fusionflag.parsing import asked, recognise
from fusionflag.reading import ReportError, open_report
from fusionflag.registry import parsers
from tests.reports import FIXTURES

REPORTS = sorted(p for p in FIXTURES.glob("*/*") if p.is_file() and p.suffix != ".golden")


@pytest.mark.parametrize("path", REPORTS, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_no_parser_that_fits_is_left_out(path: Path) -> None:
    try:
        with open_report(path, path.name) as report:
            fits = [p.name for p in parsers() if p.match(report)]
            assert [p.name for p in asked(report, parsers()) if p.match(report)] == fits
    except ReportError:
        return  # refused as a file, or broken as a document: no mark is looked at


def test_few_parsers_are_asked() -> None:
    """A table of Arriba is not asked for the marks of documents, of VCFs, or of tables with other columns."""
    with open_report(FIXTURES / "arriba" / "v2.positive.tsv", "a.tsv") as report:
        names = {p.name for p in asked(report, parsers())}
        assert recognise(report, parsers()).name == "arriba"
    assert "arriba" in names
    assert not names & {"star_fusion", "fhir_genomics", "foundation_xml", "manta", "guardant_xlsx"}
    assert len(names) < len(parsers()) / 2
