"""The facts of a format and the changed copies of its fixtures: each check sees what it looks for."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fusionflag import testing
from fusionflag.facts import VOCABULARY, Facts, note, word
from fusionflag.model import Finding
from fusionflag.stream import Frame
from tests.reports import FIXTURES

TOLD = Facts("real", "format: left", "1-based", "unstated", "negative: a header alone")
FOUND = {"type": "finding", "order_from": "format", "pos5": 5}


def test_every_fact_begins_with_a_word_of_its_list() -> None:
    assert TOLD.wrong() == []
    assert len(Facts().wrong()) == len(VOCABULARY)
    assert replace(TOLD, silence="header alone").wrong()[0].startswith("`silence` must begin with one of")
    assert (word(TOLD.direction), note(TOLD.direction), note(TOLD.positions)) == ("format", "left", "")


@pytest.mark.parametrize(
    ("facts", "record", "contradicted"),
    [
        ({}, {}, False),
        ({}, {"order_from": "none"}, True),
        ({"direction": "unknown"}, {}, True),
        ({"direction": "unknown"}, {"order_from": "junction"}, False),
        ({"direction": "places"}, {"order_from": "strand"}, False),
        ({"direction": "row"}, {"order_from": "strand"}, True),  # no row that does not know
        ({"direction": "none"}, {"order_from": "none"}, False),
        ({"positions": "none"}, {}, True),
        ({}, {"pos5": None}, True),
        ({"positions": "none"}, {"pos5": None}, False),
        ({"build": "GRCh37"}, {}, True),
    ],
)
def test_the_golden_files_must_bear_them_out(
    facts: dict[str, str], record: dict[str, Any], contradicted: bool
) -> None:
    told = replace(TOLD, **facts)
    assert bool(told.contradicted([{**FOUND, **record}])) == contradicted


def _without_lists(finding: Finding) -> Finding | None:
    return None if "LINC00999" in finding.gene3_reported else finding


def _always_three_prime(finding: Finding) -> Finding | None:
    if not finding.gene5_reported.startswith("NRG1"):
        return finding
    return replace(finding, gene5_reported=finding.gene3_reported, gene3_reported=finding.gene5_reported)


def _line_before(finding: Finding) -> Finding | None:
    file, line = finding.place.rsplit(":", 1)
    return replace(finding, place=f"{file}:{int(line) - 1}")


def _reading(monkeypatch: pytest.MonkeyPatch, fault: Callable[[Finding], Finding | None]) -> None:
    read = testing.read_bytes

    def faulty(data: bytes, name: str) -> list[Frame]:
        frames = ((f, fault(f) if isinstance(f, Finding) else f) for f in read(data, name))
        return [new for _, new in frames if new is not None]

    monkeypatch.setattr(testing, "read_bytes", faulty)


@pytest.mark.parametrize(
    ("fault", "seen"),
    [(_without_lists, "NRG1 is lost"), (_always_three_prime, "NRG1 is not read on the other")],
)
def test_a_parser_that_loses_nrg1_is_seen(
    monkeypatch: pytest.MonkeyPatch, fault: Callable[[Finding], Finding | None], seen: str
) -> None:
    _reading(monkeypatch, fault)
    with pytest.raises(AssertionError, match=seen):
        testing.check_changes("star_fusion", FIXTURES / "star_fusion")


def test_a_finding_that_names_another_line_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = Path(shutil.copy(FIXTURES / "dragen_rna" / "v3.9.odd.fusion_candidates.final", tmp_path))
    _reading(monkeypatch, _line_before)
    with pytest.raises(AssertionError, match="is not the line of"):
        testing.check_fixture("dragen_rna", file, update_golden=True)
