"""AERON fusion_support_*.txt (long reads).

Facts: SchulzLab/Aeron, pick_fusion_exemplar.py and fusion_support_sam.py; a real file. No header: a name and a count a line,
`fusion_115_ENSG00000212907.2_291bp_ENSG00000198886.2_1340bp_50reads<tab>458`. The name holds the genes as the annotation calls
them (Ensembl ids), the lengths of both parts of the exemplar and the reads that proposed the fusion; the second cell counts the
reads that align across it by 150 bases a side, which may be none. Nothing says which gene is the 5' partner, and there are no
positions. No filter, no frame. Where nothing is found the file has no byte, which is no result.
"""

import re
from collections.abc import Iterator

from fusionflag.cells import RowError
from fusionflag.model import Finding, Record
from fusionflag.parsing import Text, parser
from fusionflag.reading import Report
from fusionflag.rows import map_lines

NAME = r"fusion_\d+_(\S+)_\d+bp_(\S+)_\d+bp_\d+reads"
_LINE = re.compile(rf"({NAME})\t(\d+)\s*")


@parser(
    title="AERON",
    molecule="RNA",
    versions="0.01",
    evidence="real",
    direction="unknown",
    positions="none",
    build="unstated",
    silence="negative: an empty file is no result",
    looks_like=Text(rf"{NAME}\t\d+\s*$", lines=1),
)
def aeron(report: Report) -> Iterator[Record]:
    """One finding a line."""

    def read_line(number: int, line: str) -> Finding | None:
        if not line.strip():
            return None
        match = _LINE.fullmatch(line)
        if match is None:
            raise RowError("is not fusion_NUMBER_GENE_LENGTHbp_GENE_LENGTHbp_NUMBERreads and a count")
        return Finding(
            gene5_reported=match[2],
            gene3_reported=match[3],
            call_reported=match[1],
            order_known=False,
            order_from="none",
            junction_reads=int(match[4]),
        )

    yield from map_lines(report, read_line)
