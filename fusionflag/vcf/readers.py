"""Second and third readers of the records that count: pyvcf3 for the brackets, pysam (htslib) for the standard.

Neither decides anything: the record's text is the truth. Where pyvcf3 reads a breakend otherwise, or htslib refuses a
record, a notice says so, and a person looks. They see the few records at NRG1 only.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from typing import Any

from fusionflag.cells import RowError
from fusionflag.codes import Code
from fusionflag.model import Severity
from fusionflag.reading import Report
from fusionflag.vcf import alt
from fusionflag.vcf.record import Record

MOST = 200  # records that are read again
_HEAD = "##fileformat=VCFv4.2\n"
_COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"


def read_again(report: Report, records: Iterable[Record]) -> None:
    """Notices for the records that pyvcf3 or htslib read otherwise than we do."""
    every = list({record.line: record for record in records}.values())
    chosen = every[:MOST]
    if len(every) > MOST:
        report.notice(
            Code.NONSTANDARD,
            f"of {len(every)} records at NRG1 the first {MOST} were given to pyvcf3 and htslib as well",
            severity=Severity.INFO,
        )
    for record in chosen:
        for text in record.alt.split(","):
            if "[" in text or "]" in text:
                brackets(report, record.line, text)
    if chosen:
        _standard(report, chosen)


def brackets(report: Report, line: int, text: str) -> None:
    """A notice where pyvcf3 reads a breakend otherwise. Contigs with a colon are left out: pyvcf3 splits at the first one, and
    would be silently wrong."""
    try:
        ours: alt.Breakend | None = alt.breakend(text)
    except RowError:
        ours = None  # named as a bad row already; what pyvcf3 makes of it is still worth saying
    if text.count(":") != 1:
        return
    theirs = pyvcf3_breakend(text)
    mine = (ours.kept, ours.chrom, ours.pos, ours.mate_kept) if ours else None
    if mine is None or theirs != mine:
        report.notice(
            Code.BREAKENDS_DISAGREE,
            f"{_reads_as('pyvcf3, a second reader, takes it', theirs)}; {_reads_as('here it is taken', mine)}",
            line=line,
            column=5,
            value=text,
            hint="Look at this record by hand.",
        )


def _reads_as(who: str, read: tuple[str, str, int, str] | None) -> str:
    """A reading of a breakend in words."""
    if read is None:
        return f"{who} for no breakend"
    kept, chrom, pos, mate = read
    sides = {"+": "left", "-": "right"}
    return f"{who} as the part {sides[kept]} of this place joined to the part {sides[mate]} of {chrom}:{pos}"


def pyvcf3_breakend(text: str) -> tuple[str, str, int, str] | None:
    """What pyvcf3's breakend model makes of an ALT: kept part, mate's contig and position, kept part of the mate."""
    import vcf

    try:
        found: Any = vcf.Reader._parse_alt(_Grammar(), text)
        chrom = found.chr if found.withinMainAssembly else f"<{found.chr}>"
        return "-" if found.orientation else "+", chrom, found.pos, "-" if found.remoteOrientation else "+"
    except (ValueError, IndexError, TypeError, AttributeError):
        return None


class _Grammar:
    """The one thing of a pyvcf3 reader that its grammar needs; a reader itself would open a file and leave it open."""

    def __init__(self) -> None:
        import re

        self._alt_pattern = re.compile("[\\[\\]]")


def _standard(report: Report, records: list[Record]) -> None:
    """The records below the file's own meta lines: what htslib refuses is named, the rest of the file is not touched."""
    try:
        import pysam
    except ImportError:  # there is no wheel of it for Windows
        return
    pysam.set_verbosity(0)
    meta = [line for line in report.head if line.startswith("##")]
    if not any(line.lower().startswith("##fileformat=vcf") for line in meta[:1]):
        meta.insert(0, _HEAD)
    width = max(len(record.samples) for record in records)
    columns = _COLUMNS + ("\tFORMAT" + "".join(f"\tS{i}" for i in range(width)) if width else "")
    head = "".join(meta) + columns + "\n"
    if not _refusals(pysam, head, records):
        return
    for record in records:  # one refused record hides the others: each is tried alone
        if why := _refusals(pysam, head, [record]):
            report.notice(
                Code.NONSTANDARD,
                f"htslib, the reference reader of VCF, {why}; it was read from its text",
                severity=Severity.INFO,
                line=record.line,
                hint="Programs that use htslib (bcftools, pysam) may lose or change this record.",
            )


def _refusals(pysam: Any, head: str, records: list[Record]) -> str:
    """Why htslib does not read these records as they are written; empty if it does."""
    with tempfile.NamedTemporaryFile("w", suffix=".vcf", encoding="utf-8", errors="surrogateescape") as file:
        file.write(head + "".join(record.text.rstrip("\n") + "\n" for record in records))
        file.flush()
        try:
            with pysam.VariantFile(file.name) as variants:
                found = [(r.contig, r.pos, ",".join(r.alts or (".",))) for r in variants]
        except (ValueError, OSError, UnicodeError, TypeError):
            return "refuses this record"
    if len(found) < len(records):
        return "sees no record here"
    if found != [(record.chrom, record.pos, record.alt) for record in records]:
        return "reads another place or allele"
    return ""
