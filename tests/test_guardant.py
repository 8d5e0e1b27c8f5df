"""Guardant's table of fusions: calls, rows of pairs that were looked for, and which gene is the 3' one."""

from pathlib import Path

import pytest

from fusionflag.codes import Code
from fusionflag.model import Assay, Finding, Marker, Notice
from fusionflag.stream import Frame
from fusionflag.testing import read_bytes
from tests.reports import complete
from tests.xlsx_files import FUSIONS

HEADER = ["runid", "run_sample_id", *FUSIONS, "fusion_molecule_count_ab", "variant_comment"]


def read(*rows: list[object]) -> list[Frame]:
    lines = [HEADER, *(["R1", "S1", *row, "", ""][: len(HEADER)] for row in rows)]
    return read_bytes("".join("\t".join(map(str, line)) + "\n" for line in lines).encode(), "x.tsv")


def findings(frames: list[Frame]) -> list[Finding]:
    return [f for f in frames if isinstance(f, Finding)]


@pytest.mark.parametrize(
    ("a", "b", "downstream", "fusion", "order"),
    [
        ("CD74", "NRG1", "NRG1", "CD74::NRG1", True),
        ("NRG1", "CD74", "NRG1", "CD74::NRG1", True),
        ("NRG1", "CD74", "A", "CD74::NRG1", True),
        ("CD74", "NRG1", "B", "CD74::NRG1", True),
        ("CD74", "NRG1", "A", "NRG1::CD74", True),
        ("CD74", "NRG1", "-", "CD74/NRG1", False),
        ("CD74", "NRG1", "TP53", "CD74/NRG1", False),
        ("NRG1", "NRG1", "NRG1", "NRG1/NRG1", False),
    ],
)
def test_the_downstream_gene_is_the_last(a: str, b: str, downstream: str, fusion: str, order: bool) -> None:
    at = {"CD74": (5, 149784100), "NRG1": (8, 32580000)}  # in introns, which tell no order
    frames = read([a, b, downstream, at[a][0], at[b][0], at[a][1], at[b][1], "0.6", 1, 9])
    [found] = findings(frames)
    assert (found.order_known, found.fusion) == (order, fusion)
    places = {found.gene5_reported: found.pos5, found.gene3_reported: found.pos3}
    assert places == {gene: at[gene][1] for gene in (a, b)}


@pytest.mark.parametrize("call", ["", "2", "-", "yes", "NA"])
def test_a_call_that_is_neither_1_nor_0(call: str) -> None:
    frames = read(["EML4", "ALK", "ALK", 2, 2, 42522656, 29446394, "0.6", call, 9])
    assert not complete(frames)
    assert not findings(frames)


@pytest.mark.parametrize(
    ("molecules", "found"), [("0", 0), ("", 0), ("0.0", 0), ("1", 1), ("-1", 1), ("few", 1)]
)
def test_call_0_is_a_finding_only_where_something_was_seen(molecules: str, found: int) -> None:
    frames = read(["CD74", "NRG1", "-", 0, 0, 0, 0, 0, 0, molecules])
    assert len(findings(frames)) == found
    assert complete(frames)
    assert sum(isinstance(f, Marker) for f in frames) == 1 - found


def test_an_unreadable_count_does_not_cost_the_fusion() -> None:
    frames = read(["CD74", "NRG1", "NRG1", 5, 8, 149784243, 32585467, "much", 1, "many"])
    assert [f.fusion for f in findings(frames)] == ["CD74::NRG1"]
    assert {f.code for f in frames if isinstance(f, Notice)} >= {Code.BAD_CELL}


def test_comments_are_shown_nowhere() -> None:
    frames = read(["CD74", "NRG1", "NRG1", 5, 8, 149784243, 32585467, "0.6", 1, 9, "Zzplanted Marker"])
    assert "Zzplanted" not in repr(frames)


def test_a_column_without_the_sample_makes_one_arm() -> None:
    data = "\t".join(FUSIONS) + "\nEML4\tALK\tALK\t2\t2\t42522656\t29446394\t0.6\t1\n"
    assert [a.sample for a in read_bytes(data.encode(), "x.tsv") if isinstance(a, Assay)] == [""]


def table(*lines: str) -> list[Frame]:
    return read_bytes("".join(line.replace(" ", "\t") + "\n" for line in lines).encode(), "x.tsv")


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("S1 ERBB2 3.4 2", "detected"),
        ("S1 ERBB2 3.4 0", "not_detected"),
        ("S1 ERBB2 0.4 1", "not_detected"),
        ("S1 ERBB2 NA 1", "unknown"),
        ("S1 NRG1 0.4 1", "not_detected"),
    ],
)
def test_copy_numbers(line: str, state: str) -> None:
    frames = table("run_sample_id gene copy_number call", line)
    assert [m.state for m in frames if isinstance(m, Marker)] == [state]
    assert [(a.report_kind, a.fusions_stated) for a in frames if isinstance(a, Assay)] == [
        ("companion", False)
    ]
    assert complete(frames)


@pytest.mark.parametrize("line", ["S1 NRG1 3.4 4", "S1 ERBB2 3.4 NA", "NA ERBB2 3.4 1"])
def test_copy_numbers_that_are_not_understood(line: str) -> None:
    assert not complete(table("run_sample_id gene copy_number call", line))


@pytest.mark.parametrize(
    ("status", "state"),
    [("MSI-H", "detected"), ("MSI-High", "detected"), ("MSS/MSI-L", "not_detected"), ("QNS", "unknown")],
)
def test_microsatellites(status: str, state: str) -> None:
    frames = table("run_sample_id msi_score msi_status", f"S1 3 {status}")
    assert [m.state for m in frames if isinstance(m, Marker)] == [state]
    assert [a.fusions_stated for a in frames if isinstance(a, Assay)] == [False]


@pytest.mark.samples
def test_the_sample(samples: Path) -> None:
    file = samples / "vendor" / "_synthetic_from_parser_facts" / "guardant_fusion_call.hdr.tsv"
    frames = read_bytes(file.read_bytes(), file.name)
    assert [f.fusion for f in findings(frames)] == ["EML4::ALK"]
    assert complete(frames)
