"""LongGF's log (long reads).

Facts: WGLab/LongGF README; measured: the order of the two genes says nothing (220 of 454 reversed), positions are 0 to 3
bases off. Result lines are `SumGF<tab>A:B n chr:pos chr:pos` and, before each, `GF<tab>A:B ...`; a fusion is taken from its
SumGF line, from its GF line where there is none. LongGF writes no end mark: a log without a result line may be a crashed
run.
"""

import re
from collections.abc import Iterator

from fusionflag.codes import Code
from fusionflag.model import Finding, Record, Severity
from fusionflag.parsing import Text, parser
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report
from fusionflag.rows import unexplained

_SUM = re.compile(r"SumGF\t(\S+?):(\S+) (\d{1,15}) (\S+):(\d{1,12}) (\S+):(\d{1,12})\s*\Z")
_GF = re.compile(r"GF\t(\S+?):(\S+) (\d{1,15}) .*? (\S+):(\d{1,12}) \S+ (\S+):(\d{1,12}) \S+\s*\Z")


@parser(
    title="LongGF",
    molecule="RNA",
    versions="0.1",
    evidence="real",
    direction="unknown",
    positions="1-based: up to three bases off",
    build="unstated",
    silence="nothing: a log without a result line may be a crashed run",
    looks_like=[Text(r"(?:SumGF|GF)\t\S+:\S+ \d+"), Text(r"Handle =\d+ >> multi_map_reads")],
)
def longgf(report: Report) -> Iterator[Record]:
    """One finding a fusion; held GF lines are few, one a fusion."""
    held: dict[tuple[str, str], Finding] = {}
    for number, line in report.lines():
        match = _SUM.match(line) or _GF.match(line)
        if match:
            finding = _finding(match, f"{report.path}:{number}")
            pair = (match[1], match[2])
            if line.startswith("SumGF"):
                if (detail := held.pop(pair, None)) is not None and mentions_nrg1(line):
                    text = "this detail line is summed up by its SumGF line, which is the finding"
                    report.notice(Code.SUPERSEDED, text, severity=Severity.INFO).place = detail.place
                report.rows_read += 1
                yield finding
            else:
                held[pair] = finding
        elif line.startswith(("SumGF", "GF\t")):
            report.problem(Code.BAD_ROW, "a result line cannot be understood", line=number)
        elif mentions_nrg1(line):
            unexplained(report, number, line)
    report.rows_read += len(held)
    yield from held.values()
    if not report.rows_read:
        report.problem(
            Code.TRUNCATED,
            "the log holds no result line; LongGF writes no end mark, so it cannot be told from a crashed run",
            hint="State in the sample sheet what is known of the run, or use a caller that writes a result table.",
        )


def _finding(match: re.Match[str], place: str) -> Finding:
    first, second, reads, chrom1, pos1, chrom2, pos2 = match.groups()
    return Finding(
        gene5_reported=first,
        gene3_reported=second,
        call_reported=f"{first}:{second}",
        order_known=False,
        order_from="none",
        chrom5=chrom1,
        pos5=int(pos1),
        chrom3=chrom2,
        pos3=int(pos2),
        junction_reads=int(reads),
        place=place,
    )
