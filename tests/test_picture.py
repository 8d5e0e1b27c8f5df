"""The picture of a fusion: to scale, with what is kept, and with what is not known drawn as unknown."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusionflag import nrg1
from fusionflag.model import Finding
from fusionflag.picture import draw
from fusionflag.picture.genome import predicted
from fusionflag.picture.known import known
from fusionflag.picture.scale import PER_BASE, Locus, Strip, exons, kept_exons
from tests.cases import HG38, found, fusion

SVG = "{http://www.w3.org/2000/svg}"


def drawn(finding: Finding) -> ET.Element:
    return ET.fromstring(draw(finding, "x").replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def boxes(picture: ET.Element, kind: str) -> list[float]:
    return [float(r.get("width", "")) for r in picture.iter(f"{SVG}rect") if r.get("class") == kind]


def words(picture: ET.Element) -> str:
    return " | ".join("".join(t.itertext()) for t in picture.iter(f"{SVG}text"))


def described(picture: ET.Element) -> str:
    assert picture.get("role") == "img"
    named = dict.fromkeys((picture.get("aria-labelledby") or "").split())
    assert {e.get("id") for e in picture.iter() if e.tag in (f"{SVG}title", f"{SVG}desc")} == set(named)
    return "".join(next(picture.iter(f"{SVG}desc")).itertext())


def test_an_rna_junction_shows_what_is_kept_to_scale() -> None:
    picture = drawn(fusion())
    told, said = words(picture), described(picture)
    lengths = [130, 68, 103, 127, 131, 207, 655]  # e6 and all behind it, coding bases
    widths = [pytest.approx(n * PER_BASE, abs=0.05) for n in lengths]
    assert boxes(picture, "keep") == widths * 2  # in the gene and in the fusion transcript
    assert boxes(picture, "lost") == [pytest.approx(n * PER_BASE, abs=0.05) for n in (100, 178, 122, 51, 51)]
    for part in (
        "CD74, 5' partner",
        "NRG1, 3' partner",
        "exon 6 of NM_004355",
        "chr8:32,727,949 (e6)",
        "in frame (stated)",
    ):
        assert part in told
    assert "e6 to last" in said
    assert "Ig-like lost, TM kept" in said
    assert "EGF-like domain: kept" in said
    assert "?" not in told


@pytest.mark.parametrize(
    ("facts", "parts"),
    [
        ({"pos3": None, "chrom3": ""}, ("Where the junction lies in NRG1 is not known",)),
        ({"pos5": None, "chrom5": "", "strand5": ""}, ("exon not known", "breakpoint: not known")),
        ({"in_frame": "unknown", "pos5": 5, "chrom5": "chr5"}, ("Frame: unknown",)),
        (
            {"genome": "", "pos3": 5, "pos5": None, "chrom5": ""},
            ("Where the junction lies in NRG1 is not known",),
        ),
    ],
)
def test_what_is_not_known_is_drawn_as_unknown(facts: dict[str, Any], parts: tuple[str, ...]) -> None:
    told = words(drawn(fusion(**facts)))
    assert all(part in told for part in parts), told


def test_an_order_that_is_not_known_keeps_nothing() -> None:
    finding = fusion()
    finding.order_known = False
    picture = drawn(finding)
    assert "5'/3' order unknown" in words(picture)
    assert boxes(picture, "keep") == []
    assert "which is 5' is not known" in described(picture)


def test_nrg1_as_the_5_prime_partner_keeps_its_left_side() -> None:
    picture = drawn(
        found(
            "NRG1",
            "STMN2",
            **HG38,
            chrom5="chr8",
            pos5=32605683,
            strand5="+",
            chrom3="chr8",
            pos3=79665312,
            strand3="+",
        )
    )
    assert boxes(picture, "keep") == [pytest.approx(n * PER_BASE, abs=0.05) for n in (100, 178, 122)] * 2
    assert "e1 to e3" in described(picture)
    assert "STMN2, 3' partner" in words(picture)


@pytest.mark.parametrize(("state", "bars"), [("kept", 5), ("unknown", 4)])
def test_an_unproven_egf_like_domain_is_dashed(state: str, bars: int) -> None:
    """Three bars above the gene, and of the fusion transcript those that are shown to be there."""
    finding = fusion()
    finding.egf_kept = state
    picture = drawn(finding)
    assert len(boxes(picture, "domain")) == bars
    assert ("EGF-like ?" in words(picture)) == (state == "unknown")


@pytest.mark.parametrize(
    ("pos", "splice"),
    [
        (32700000, "e6"),
        (32600000, "e3"),
        (32727949, "e6"),
        (32727950, "e7a"),
        (32742100, "TM"),
        (31700000, "e2"),
        (32764000, ""),
    ],
)
def test_a_dna_break_predicts_the_next_acceptor(pos: int, splice: str) -> None:
    finding = fusion(molecule="DNA", pos3=pos)
    part = predicted(known(finding))
    assert (part.name if part else "") == splice
    picture = drawn(finding)
    assert f"break: chr8:{pos:,}" in words(picture)
    assert "Predicted transcript (none was seen)" in words(picture)
    assert (f"Predicted splice: CD74 to {splice}" if splice else "Predicted splice: not known") in described(
        picture
    )
    assert boxes(picture, "keep") == []  # a prediction is not drawn like what was seen


def test_the_locus_is_to_scale_from_the_type_i_exon_on() -> None:
    for build in ("GRCh37", "GRCh38"):
        locus, parts = Locus(build), exons(build)
        per_base = (locus.at(parts[-1].end) - locus.at(parts[0].start)) / (parts[-1].end - parts[0].start)
        for a, b in pairwise(parts):
            assert locus.at(b.start) - locus.at(a.start) == pytest.approx((b.start - a.start) * per_base)


def test_the_coding_exons_add_up_to_the_protein() -> None:
    for build in ("GRCh37", "GRCh38"):
        assert sum(e.end - e.start + 1 for e in exons(build)) == 641 * 3  # 640 amino acids and the stop
        assert [e.name for e in exons(build)] == [
            e["unit"] for e in nrg1.model()["transcripts"]["NM_013964"]["exons"]
        ]


@given(
    pos=st.one_of(st.none(), st.integers(31_000_000, 33_000_000)),
    build=st.sampled_from(["", "GRCh37", "GRCh38"]),
    role=st.sampled_from(["three_prime", "five_prime", "intragenic", "unknown"]),
    molecule=st.sampled_from(["DNA", "RNA", "cfDNA", "FISH", "unknown"]),
    names=st.tuples(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30)),
    egf=st.sampled_from(["kept", "lost", "unknown"]),
)
def test_any_finding_can_be_drawn(
    pos: int | None, build: str, role: str, molecule: str, names: tuple[str, str, str], egf: str
) -> None:
    """Well-formed, inside its frame, and nothing of a name is markup."""
    partner, exon, transcript = names
    finding = Finding(
        chrom3="chr8", pos3=pos, chrom5="chr8", pos5=pos, genome=build, nrg1_role=role, molecule=molecule, partner=partner,
        exon5=exon, transcript5=transcript, egf_kept=egf, fusion=partner,
    )  # fmt: skip
    picture = drawn(finding)
    right = [float(r.get("x", "")) + float(r.get("width", "")) for r in picture.iter(f"{SVG}rect")]
    assert max(right) <= 760
    assert {e.tag.removeprefix(SVG) for e in picture.iter()} <= {
        "svg",
        "title",
        "desc",
        "text",
        "rect",
        "path",
    }


def test_parts_are_cut_at_the_junction() -> None:
    part = kept_exons("GRCh38", 32728000, "three_prime")[0]
    assert (part.name, part.start, part.end) == ("e6", 32728000, 32728078)
    strip = Strip(exons("GRCh38"), 0)
    assert strip.at(32727949) < strip.at(32728000) < strip.at(32742008)
    assert re.fullmatch(r"NM_\d+\.\d+", nrg1.model()["mane_select"])
