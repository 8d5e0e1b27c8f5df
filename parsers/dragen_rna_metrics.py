"""DRAGEN's mapping_metrics.csv: how many reads were mapped, beside the fusions of the same run.

Facts: a file of DRAGEN 4 (RNA). No header; `MAPPING/ALIGNING SUMMARY,,name,value[,percent]`, then the same for each read group
(`MAPPING/ALIGNING PER RG,group,...`; a group's name holds the sample's). DNA writes the same file: which nucleic acid it was is
not stated, so it is unknown here, and no sample or limit is stated either. It belongs to the arm of its case; alone it says
nothing. A few numbers are kept. Files with a matched normal begin their titles with TUMOR and NORMAL; those of the tumor count.
"""

import csv
import re
from collections.abc import Iterator

from fusionflag.cells import MISSING
from fusionflag.codes import Code
from fusionflag.model import Assay, Record
from fusionflag.parsing import Text, parser
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report
from fusionflag.rows import unexplained

KEPT = {  # name in the file -> name here, and the name of its percentage
    "Total input reads": ("TOTAL_INPUT_READS", ""),
    "Number of duplicate marked reads": ("DUPLICATE_READS", "PCT_DUPLICATE_READS"),
    "Mapped reads": ("MAPPED_READS", "PCT_MAPPED_READS"),
    "Properly paired reads": ("PROPERLY_PAIRED_READS", "PCT_PROPERLY_PAIRED_READS"),
    "Reads with splice junction": ("READS_WITH_SPLICE_JUNCTION", "PCT_READS_WITH_SPLICE_JUNCTION"),
    "Insert length: median": ("MEDIAN_INSERT_LENGTH", ""),
}
TITLE = re.compile(r"(?:(?P<which>TUMOR|NORMAL) )?MAPPING/ALIGNING (?P<part>SUMMARY|PER RG)\Z")


@parser(
    title="DRAGEN mapping metrics",
    molecule="unknown",
    versions="4.x",
    evidence="real",
    direction="none",
    positions="none",
    build="unstated",
    silence="companion",
    looks_like=Text(r"(?:TUMOR |NORMAL )?MAPPING/ALIGNING SUMMARY,,Total input reads,", lines=5),
)
def dragen_rna_metrics(report: Report) -> Iterator[Record]:
    """One arm, which is no test by itself."""
    metrics: dict[str, str] = {}
    groups = 0
    for number, line in report.lines():
        if mentions_nrg1(line):
            unexplained(report, number, line)
        cells = next(csv.reader([line]), [])
        title = TITLE.match(cells[0]) if cells else None
        if title is None:
            if line.strip():
                report.notice(Code.BAD_ROW, "is no line of mapping metrics; not read", line=number)
            continue
        groups += title["part"] == "PER RG"
        if title["part"] == "SUMMARY" and title["which"] != "NORMAL" and len(cells) > 3:
            name, share = KEPT.get(cells[2], ("", ""))
            for key, value in zip((name, share), cells[3:5], strict=False):
                if key and value not in MISSING:
                    metrics[key] = value.replace(";", ",")
    if not groups or not {"TOTAL_INPUT_READS", "MAPPED_READS"} <= metrics.keys():
        report.problem(
            Code.TRUNCATED,
            "the lines of mapped reads, or those of the read groups, which end every whole file, are missing",
            hint="Copy the file again from its source.",
        )
    yield Assay(
        report_kind="companion",
        fusions_stated=False,
        pipeline="DRAGEN",
        qc_metrics=";".join(f"{key}={value}" for key, value in metrics.items()),
    )
