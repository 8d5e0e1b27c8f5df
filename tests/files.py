"""Small reports written on the spot, and runs over them."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from fusionflag.cli import cli

STAR = (
    "#FusionName\tJunctionReadCount\tSpanningFragCount\tSpliceType\tLeftGene\tLeftBreakpoint\tRightGene\tRightBreakpoint\t"
    "LargeAnchorSupport\tFFPM\tannots\tPROT_FUSION_TYPE\n"
)
ARRIBA = (
    "#gene1\tgene2\tstrand1(gene/fusion)\tstrand2(gene/fusion)\tbreakpoint1\tbreakpoint2\tsite1\tsite2\ttype\t"
    "split_reads1\tsplit_reads2\tdiscordant_mates\tconfidence\treading_frame\tfilters\n"
)
KNOWN_ADEQUATE = {"assay": "whole transcriptome RNA-seq", "qc": "pass", "tumor_content": "40"}


def star(
    left: str = "CD74",
    left_at: str = "chr5:150404680:-",
    right: str = "NRG1",
    right_at: str = "chr8:32727949:+",
    reads: int = 40,
    pairs: int = 20,
    frame: str = "INFRAME",
    annots: str = "[]",
) -> str:
    """One STAR-Fusion row."""
    cells = (
        f"{left}--{right}",
        reads,
        pairs,
        "ONLY_REF_SPLICE",
        left,
        left_at,
        right,
        right_at,
        "YES_LDAS",
        1.2,
        annots,
        frame,
    )
    return "\t".join(map(str, cells)) + "\n"


OTHER = star("EML4", "chr2:42295516:+", "ALK", "chr2:29223528:-")

FILES_OF_A_RUN = tuple(f"{name}.tsv" for name in ("cases", "assays", "findings", "markers", "notices"))


@dataclass
class Run:
    """What a run gave: exit status, cases and notices by name, and all output."""

    code: int
    cases: dict[str, dict[str, str]]
    notices: list[dict[str, str]]
    out: Path
    output: str
    stderr: str

    @property
    def verdicts(self) -> set[str]:
        return {c["verdict"] for c in self.cases.values()}

    @property
    def codes(self) -> set[str]:
        return {n["code"] for n in self.notices}


def invoke(*arguments: str, stdin: bytes | None = None) -> Any:
    return CliRunner().invoke(cli, list(arguments), input=stdin)


def told_by(folder: Path) -> dict[str, Any]:
    """run.json without what it tells of the batch, which differs from run to run."""
    found: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    found.pop("batch", None)
    return found


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def run(
    folder: Path,
    files: dict[str, bytes | str],
    sheet: dict[str, dict[str, str]] | str | None = None,
    *more: str,
) -> Run:
    """Write `files`, and a sheet row per file that says what is given (default: an adequate assay), and run over them."""
    reports = folder / "reports"
    for name, content in files.items():
        path = reports / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    if sheet is None:
        sheet = dict.fromkeys(files, KNOWN_ADEQUATE)
    arguments = []
    if sheet:
        path = reports / "cases.csv"
        if isinstance(sheet, str):
            path.write_text(sheet, encoding="utf-8")
        else:
            columns = sorted({column for row in sheet.values() for column in row} - {"case_id"})
            with path.open("w", newline="", encoding="utf-8") as lines:
                writer = csv.writer(lines)
                writer.writerow(["path", "case_id", *columns])
                for name, row in sheet.items():
                    writer.writerow([name, row.get("case_id", "case"), *(row.get(c, "") for c in columns)])
        arguments = ["--sample-sheet", str(path)]
    out = folder / "out"
    result = invoke("run", str(reports), *arguments, "-o", str(out), *more)
    assert result.exit_code in (0, 1, 3), result.output + result.stderr
    cases = {row["case_id"]: row for row in table(out / "cases.tsv")}
    return Run(result.exit_code, cases, table(out / "notices.tsv"), out, result.stdout, result.stderr)
