"""Ashion GEM ExTra, DNA: Manta's calls in the shape of a VCF.

Facts: lifeomic/ashion-ingest test data. CHROM is `.` and POS 0; INFO break_1 and break_2 are places, `..._annotation` is
GENE:INTRON:1:strand or INTERGENIC. Brackets are lost, so a translocation or inversion says nothing of which parts are
joined. nf and tf are the allele fractions in normal and tumor. GRCh37.
"""

from collections.abc import Iterator

from fusionflag.cells import RowError
from fusionflag.model import Assay, Finding, Mark, Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf.findings import GERMLINE_SHARE
from fusionflag.vcf.fusions import Fusions, position
from fusionflag.vcf.record import Record as Line

KEPT = {"DELETION": ("+", "-"), "DUPLICATION": ("-", "+")}


@parser(
    title="Ashion GEM ExTra, DNA",
    molecule="DNA",
    versions="not stated",
    evidence="example",
    direction="places: of deletions and duplications; other kinds have lost their brackets",
    positions="1-based",
    build="GRCh37",
    silence="dna",
    looks_like=Vcf(info=("sv_type", "break_1", "break_2")),
    no_final_newline=True,  # none of the files seen has one
)
def ashion_dna(report: Report) -> Iterator[Record]:
    """One finding a record."""
    vcf = Fusions(report, bare=True)

    def made(record: Line) -> Iterator[Finding]:
        if not record.flag("tf"):
            raise RowError("ends before tf, the last key: it was cut short", 8, record.info_text)
        ends = sorted((_end(record, key) for key in ("break_1", "break_2")), key=lambda end: end[1])
        kept = KEPT.get(record.value("sv_type"), ("", ""))
        normal, tumor = _fraction(record, "nf"), _fraction(record, "tf")
        germline = normal is not None and normal > GERMLINE_SHARE * (tumor or 0)
        yield Finding(
            gene5_reported=ends[0][2],
            gene3_reported=ends[1][2],
            call_reported=record.value("id"),
            filters="" if record.filter == "." else record.filter,
            marks=(
                Mark.BREAKENDS,
                *(
                    (Mark.PASS,)
                    if record.filter == "PASS"
                    else (Mark.FILTERED,)
                    if record.filter != "."
                    else ()
                ),
                *((Mark.GERMLINE,) if germline else ()),
                *((Mark.NOT_SOMATIC,) if normal is None else ()),
            ),
            order_known=False,
            order_from="none",
            chrom5=ends[0][0],
            pos5=ends[0][1],
            kept5=kept[0],
            chrom3=ends[1][0],
            pos3=ends[1][1],
            kept3=kept[1],
            genome="GRCh37",
            event=record.value("sv_type"),
            allele_fraction=tumor,
        )

    yield from vcf.map(made)
    yield from vcf.end(Assay(molecule="", assay_reported="GEM ExTra", genome="GRCh37"))


def _end(record: Line, key: str) -> tuple[str, int, str]:
    chrom, _, place = record.value(key).rpartition(":")
    at = position(place)
    if not chrom or at is None:
        raise RowError(f"{key} is not chromosome:position", 8, record.value(key))
    gene = record.value(f"{key}_annotation").split(":")[0]
    return chrom, at, "" if gene == "INTERGENIC" else gene


def _fraction(record: Line, key: str) -> float | None:
    text = record.value(key)
    try:
        value = float(text) if text else None
    except ValueError:
        return None
    return value if value is None or 0 <= value <= 1 else None
