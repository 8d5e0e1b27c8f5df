"""FusionCatcher summary_candidate_fusions.txt: names only, in sentences.

Facts: ndaniel/fusioncatcher test/summary_candidate_fusions.txt. Lines ` * GOPC--ROS1 (already known fusion)` below `Found
17 fusion gene(s)`; a negative says `No fusion genes found.` Without one of the two sentences the file was cut short.
"""

import re
from collections.abc import Iterator

from fusionflag.codes import Code
from fusionflag.model import Finding, Record
from fusionflag.parsing import Text, parser
from fusionflag.reading import Report
from fusionflag.rows import map_lines

_ITEM = re.compile(r"\s*\*\s+(\S+?)--(\S+)\s*(?:\((.*)\))?\s*\Z")
_FOUND = re.compile(r"Found (\d{1,15}) fusion gene")


@parser(
    title="FusionCatcher summary",
    molecule="RNA",
    versions="1.x",
    evidence="real",
    direction="format: the first name",
    positions="none",
    build="unstated",
    silence="negative: the sentence `No fusion genes found.`",
    looks_like=Text(r"Very short summary of found candidate fusion genes"),
)
def fusioncatcher_summary(report: Report) -> Iterator[Record]:
    """One finding a bullet; the number of bullets must be the number that the summary announces."""
    announced: list[int] = []
    ended: list[str] = []

    def read_line(number: int, line: str) -> Finding | None:
        if match := _FOUND.match(line):
            announced.append(int(match[1]))
        elif line.startswith("No fusion genes found"):
            announced.append(0)
        elif line.startswith(("No fusion transcripts found", "Found ")):
            ended.append(line)
        match = _ITEM.match(line)
        if not match:
            return None
        return Finding(
            gene5_reported=match[1],
            gene3_reported=match[2],
            call_reported=f"{match[1]}--{match[2]}",
            filters=match[3] or "",
            order_from="format",
        )

    listed = 0
    for finding in map_lines(report, read_line):
        listed += 1
        yield finding
    if not announced or not ended or listed != announced[0]:
        said = announced[0] if announced else "no number"
        report.problem(
            Code.TRUNCATED,
            f"the summary announces {said} fusion genes and lists {listed}, or breaks off: it was cut short",
            hint="Use FusionCatcher's own table, final-list_candidate-fusion-genes.txt.",
        )
