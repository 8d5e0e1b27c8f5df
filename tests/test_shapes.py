"""Tables without a header: told by the shape of their rows where nothing else fits, and then with a notice."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from fusionflag.codes import Code
from fusionflag.marks import ANY, CONTIG, COUNT, SOME, Columns, Shape
from fusionflag.model import Assay, Notice
from fusionflag.parsing import Parser, recognise
from fusionflag.readfile import read_source
from fusionflag.reading import Report, ReportError
from fusionflag.registry import parser_named, parsers
from fusionflag.sources import Source
from fusionflag.testing import fixture_files, read_bytes
from tests.conftest import SAMPLES

FIXTURES = Path(__file__).parents[1] / "fixtures"
SHAPED = [
    (p, s) for p in parsers() for alternative in p.looks_like for s in alternative if isinstance(s, Shape)
]
SHAPE = Shape("a contig, a count, a name", (CONTIG, COUNT, SOME), more=(0, 1))
ROWS = "chr8\t100\tCD74\n"


def report(text: str) -> Report:
    return Report(io.BytesIO(text.encode()), "x.tsv")


@pytest.mark.parametrize(
    ("label", "text", "met"),
    [
        ("every row has it", ROWS * 3, True),
        ("comments and empty lines do not count", "# made up\n\n" + ROWS, True),
        ("one further cell is allowed", "8\t100\tCD74\tx\n", True),
        ("two are not", "8\t100\tCD74\tx\ty\n", False),
        ("a cell too few", "chr8\t100\n", False),
        ("an empty cell where there must be something", "chr8\t100\t \n", False),
        ("the first row is a header", "contig\tcount\tname\n" + ROWS * 9, False),
        ("one damaged row of a few", ROWS * 2 + "chr8\tx\tCD74\n", True),
        ("two damaged rows of a few", ROWS * 2 + "chr8\tx\tCD74\n" * 2, False),
        ("a tenth of many is damaged", ROWS * 18 + "chr8\tx\tCD74\n" * 2, True),
        ("more than a tenth", ROWS * 17 + "chr8\tx\tCD74\n" * 3, False),
        ("comments alone", "# made up\n", False),
    ],
)
def test_a_shape_is_that_of_nearly_all_rows(label: str, text: str, met: bool) -> None:
    assert (SHAPE.match(report(text)) == (0, "\t")) is met, label


@pytest.mark.parametrize(
    ("cell", "is_contig"),
    [
        *((cell, True) for cell in ("chr8", "8", "22", "MT", "chrUn_gl000220", "GL000220.1")),
        *((cell, False) for cell in ("23", "0", "CD74", "x8", "chr")),
    ],
)
def test_contigs_are_those_of_a_human_reference(cell: str, is_contig: bool) -> None:
    assert (Shape("a contig", (CONTIG,)).match(report(f"{cell}\n")) is not None) is is_contig


def declared(name: str, *alternatives: tuple[Columns | Shape, ...]) -> Parser:
    return Parser(name, name, "RNA", alternatives, lambda _: iter(()))


def test_a_shape_gives_way_to_every_other_mark() -> None:
    table = "chr8\t100\tCD74\n"
    shaped, named = declared("shaped", (SHAPE,)), declared("named", (Columns("chr8", "CD74"),))
    with report(table) as found:
        assert recognise(found, [shaped, named]).name == "named"
        assert not found.notices
    with report(table) as found:
        assert recognise(found, [shaped]).name == "shaped"
        assert [n.code for n in found.notices] == [Code.SHAPE_ONLY]


def test_two_shapes_that_fit_are_an_error() -> None:
    other = Shape("three cells", (ANY, ANY, ANY))
    with report(ROWS) as found, pytest.raises(ReportError) as error:
        recognise(found, [declared("a", (SHAPE,)), declared("b", (other,))])
    assert error.value.code is Code.AMBIGUOUS_FORMAT


# where the corpus keeps the files of a caller
FOLDERS = {
    "tophat_fusion": {"tophatfusion", "tophat_fusion"},
    "mapsplice": {"mapsplice"},
    "genomon_fusionfusion": {"genomon_fusionfusion"},
    "bedpe": {"bedpe"},
    "fusion_list": {"fusion_list", "fusion-report"},
    "metafusion_cff": {"metafusion_cff", "metafusion"},
}


def everything() -> Iterator[tuple[str, Path]]:
    """Every fixture with the parser that owns it, and every real report where the corpus stands beside the checkout."""
    for parser in parsers():
        yield from ((parser.name, file) for file in fixture_files(FIXTURES / parser.name))
    if SAMPLES.is_dir():
        yield from (("", file) for file in sorted(SAMPLES.rglob("*")) if file.is_file())


@pytest.mark.parametrize(("owner", "shape"), SHAPED, ids=[f"{p.name}: {s.told[:40]}" for p, s in SHAPED])
def test_no_shape_claims_the_reports_of_others(owner: Parser, shape: Shape) -> None:
    claimed = {}
    for name, file in everything():
        with io.BytesIO(file.read_bytes()) as data:
            try:
                with Report(data, file.name) as opened:
                    if shape.match(opened):
                        own = file.parent.name in FOLDERS[owner.name]
                        claimed[str(file)] = name or (owner.name if own else "not a fixture")
            except ReportError:
                continue
    assert claimed
    assert set(claimed.values()) == {owner.name}, claimed


LOG = "2026-01-02 10:11:12\tINFO\tstart\n" * 5
BED = "chr8\t31639221\t32855666\tNRG1\t0\t+\n" * 3
GTF = 'chr8\tHAVANA\texon\t32727949\t32728078\t.\t+\t.\tgene_id "ENSG00000157168"; gene_name "NRG1";\n' * 3
SAM = "r1\t99\tchr8\t32727949\t60\t10M\t=\t32728000\t60\tACGTACGTAC\tIIIIIIIIII\n" * 3
STAR_JUNCTION = "chr5\t150404679\t-\tchr8\t32727948\t+\t1\t0\t0\tr1\t150404680\t30M\t32727949\t30M\n" * 3
MAF = "NRG1\t3084\tcentre\tGRCh38\tchr8\t32727949\t32727950\t+\tMissense\tSNP\tA\tA\tG\n" * 3
CIRCULAR = (
    (FIXTURES / "mapsplice" / "negative.fusions_well_annotated.txt")
    .read_text()
    .replace("\tfusion\t", "\tnormal\t")
)


@pytest.mark.parametrize(
    "text",
    [LOG, BED, GTF, SAM, STAR_JUNCTION, MAF, CIRCULAR],
    ids=["log", "BED", "GTF", "SAM", "STAR junctions", "MAF without header", "circular RNAs"],
)
def test_no_shape_claims_what_is_no_list_of_fusions(text: str) -> None:
    for owner, shape in SHAPED:
        assert shape.match(report(text)) is None, owner.name
    arms = [f for f in read_bytes(text.encode(), "x.txt") if isinstance(f, Assay)]
    assert all(arm.read_status == "unreadable" for arm in arms)


def test_naming_the_parser_takes_the_doubt_away() -> None:
    file = FIXTURES / "tophat_fusion" / "positive.result.txt"
    guessed = list(read_source(Source(path=file, shown=file.name)))
    named = list(read_source(Source(path=file, shown=file.name, parser="tophat_fusion")))
    assert [n.code for n in guessed if isinstance(n, Notice)] == [Code.SHAPE_ONLY]
    assert not [n for n in named if isinstance(n, Notice)]
    assert parser_named("tophat_fusion").multi_sample
