"""nf-core/rnafusion's VCF_COLLECT, the list of fusion-report as VCF, and MegaFusion, from which it comes.

Facts: nf-core/rnafusion bin/vcf_collect.py and bin/megafusion.py, J35P312/MegaFusion; a real file. One record a fusion, at
the place of GENEA, which is the 5' partner. The brackets are wrong for genes on the minus strand (`-,-` is written `[p[N`,
which would turn CD74::NRG1 round), so only GENEA and GENEB count. INFO holds blanks and commas; a fusion without coordinates
has CHRA 0, POSA 0 and `nan`. Callers stand in FOUND_IN, in MegaFusion as `ARRIBA=true`. FILTER is always PASS, so it says
nothing. The header calls DV pairs and RV split reads; where FFPM stands beside them (nf-core) the script writes them the
other way round. Counts that FusionInspector did not give are 0.
"""

import re
from collections.abc import Iterator

from fusionflag.layouts import frame_word
from fusionflag.model import Finding, Record
from fusionflag.parsing import Vcf, parser
from fusionflag.reading import Report
from fusionflag.vcf import alt
from fusionflag.vcf.fusions import Fusions, name, position
from fusionflag.vcf.record import Record as Line


@parser(
    title="nf-core/rnafusion (VCF)",
    molecule="RNA",
    versions="2.x-4.x",
    evidence="real",
    direction="format: GENEA; the brackets are not read",
    positions="1-based",
    build="header",
    silence="negative: a header alone",
    looks_like=Vcf(info=("GENEA", "GENEB", "CHRA")),
)
def rnafusion_vcf(report: Report) -> Iterator[Record]:
    """One finding a record."""
    vcf = Fusions(report)

    def made(record: Line) -> Iterator[Finding]:
        five, three = _places(record)
        strand5, _, strand3 = record.value("ORIENTATION").partition(",")
        junction, pairs = _reads(record)
        exons = [name(record, key).split(".")[0] for key in ("EXON_NUMBER_A", "EXON_NUMBER_B")]
        yield Finding(
            sample=vcf.sample,
            gene5_reported=name(record, "GENEA"),
            gene3_reported=name(record, "GENEB"),
            call_reported=f"{name(record, 'GENEA')}--{name(record, 'GENEB')}",
            filters=re.sub(r"[\[\]']", "", record.value("FOUND_DB")),
            order_from="format",
            chrom5=five[0],
            pos5=five[1],
            strand5=strand5 if strand5 in ("+", "-") else "",
            chrom3=three[0],
            pos3=three[1],
            strand3=strand3 if strand3 in ("+", "-") else "",
            transcript5=name(record, "TRANSCRIPT_ID_A"),
            exon5=exons[0],
            transcript3=name(record, "TRANSCRIPT_ID_B"),
            exon3=exons[1],
            event=record.value("ANNOTATIONS"),
            in_frame=frame_word(record.value("FRAME_STATUS")),
            junction_reads=junction,
            pair_reads=pairs,
            callers=tuple(record.value("FOUND_IN").split(","))
            if record.value("FOUND_IN")
            else _named(record),
        )

    yield from vcf.map(made)
    yield from vcf.end()


def _reads(record: Line) -> tuple[int | None, int | None]:
    """Junction reads and pairs; two zeros are counts that nobody gave."""
    dv, rv = ((record.counts(key, 0) or [None])[0] for key in ("DV", "RV"))
    if not dv and not rv:
        return None, None
    return (dv, rv) if "FFPM" in record.keys else (rv, dv)


def _named(record: Line) -> tuple[str, ...]:
    return tuple(key.lower() for key, value in record.info.items() if value.lower() == "true")


def _places(record: Line) -> tuple[tuple[str, int | None], tuple[str, int | None]]:
    """Both places: POSA and POSB where they are stated; those of the record where the keys are absent; none where they are 0."""
    if record.flag("POSA") or record.flag("POSB"):
        five, three = position(record.value("POSA")), position(record.value("POSB"))
        return (name(record, "CHRA") if five else "", five), (name(record, "CHRB") if three else "", three)
    mate = alt.breakend(record.alt)
    return (record.chrom, record.pos), (mate.chrom, mate.pos)
