"""Junction -> each caller's own writing -> junction: by its own parser, from either end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fusionflag import nrg1
from fusionflag.model import Mark
from tests.test_vcf_direction import PARTNERS, joined
from tests.vcf_callers import DIALECTS
from tests.vcf_files import header, read

KEPT = st.sampled_from("+-")


@pytest.mark.parametrize("name", DIALECTS)
@settings(max_examples=40)
@given(
    partner=st.sampled_from(PARTNERS),
    share=st.floats(0.02, 0.98),
    at=st.integers(31_700_000, 32_700_000),
    kept=KEPT,
    other=KEPT,
    turned=st.booleans(),
)
def test_junction_to_dialect_to_junction(
    name: str, partner: str, share: float, at: int, kept: str, other: str, turned: bool
) -> None:
    """The same two places; the same kept parts and NRG1's role by them, or, where the file does not tell them, none."""
    if (places := joined(partner, share, at, kept, other)) is None:
        return
    a, b = places
    first, second = (b, a) if turned else (a, b)
    dialect = DIALECTS[name]
    text = header(samples=dialect.samples, more=dialect.meta) + dialect.write(first, second)
    found, arms, _ = read(text)
    assert {arm.parser for arm in arms} == {dialect.parser}
    assert len(found) == 1, text.splitlines()[-2:]
    (f,) = found
    told = dialect.told(first, second)
    sides = [(f.chrom5, f.kept5, f.pos5 or 0), (f.chrom3, f.kept3, f.pos3 or 0)]
    for place in (a, b):
        kept_part = place.kept if told else ""
        assert any(c == place.chrom and k == kept_part and abs(p - place.pos) <= 3 for c, k, p in sides), f
    assert Mark.BREAKENDS in f.marks
    if nrg1.in_locus(a.chrom, a.pos, "GRCh38"):
        assert f.nrg1_role == "intragenic"
    elif not told:
        assert (f.nrg1_role, f.order_known) == ("unknown", False)
    else:
        assert f.nrg1_role == ("three_prime" if kept == "-" else "five_prime")
        assert (f.gene3 if kept == "-" else f.gene5) == "NRG1"


def test_every_parser_of_breakends_has_its_writing() -> None:
    """A new caller's parser needs a line in DIALECTS, or a reason here."""
    from fusionflag.registry import parsers

    of_calls = {p.name for p in parsers() if "sv_calls" in getattr(p.read, "__globals__", {})}
    without_far_ends = {"pindel", "small_variant_vcf", "copy_number_vcf", "splice_vcf"}
    assert of_calls - without_far_ends == {dialect.parser for dialect in DIALECTS.values()}
