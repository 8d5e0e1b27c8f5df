"""TSO500 MetricsOutput.tsv: quality of all libraries of a run, a column for each pair or sample (tissue and ctDNA).

Facts: a file of DRAGEN TSO500 2.6.2, a quotation of one of ctDNA 2.6.0, the help. Rows are `NAME (UNIT)`, lower and upper limit
(LSL, USL), then the columns; [Analysis Status] has an empty first cell and no limits, so its columns lie two to the left:
columns are met by name, never by number. NA as a limit is no limit; NA down a whole column means that this library was not run.
Limits change with the version (9,000,000 RNA reads became 2,500,000), so those printed count. A step that failed beats numbers
that look well: DragenRna can fail beside good RNA metrics. Only the guidelines ([... Library QC Metrics]) decide, not the
expanded metrics. ctDNA has no RNA sections.

The file says something of arms that other files report, and nothing of fusions. Its columns name pairs (Pair ID), samples, or
what a laboratory made of both: `5_C0000001_FCUP_2600000001` beside a Pair ID `C0000001`. So an arm is joined by the name of its
column, and by a word of it (between underscores) that holds a digit, is at least six characters long and stands in no other
column of the file: a date or a batch number stands in several, and would bring one library's quality to another. The other file
must state such a word as its whole id.
"""

import re
from collections.abc import Iterator

from fusionflag import tso500
from fusionflag.cells import MISSING, RowError
from fusionflag.codes import Code
from fusionflag.model import Assay, Record
from fusionflag.parsing import Text, parser
from fusionflag.reading import Report
from fusionflag.sections import Section, check_net, sections

METRIC, LOW, HIGH = "Metric (UOM)", "LSL Guideline", "USL Guideline"
RNA_QC, STATUS = "RNA Library QC Metrics", "Analysis Status"
_DNA_STEP = re.compile(
    "Caller|SmallVariant|Phased|Stitched|SomaticVaf|Tmb|TMB|Msi|MSI|Cnv|CNV|Gis|GIS|Hrd|HRD|Contamination|Coverage"
)
Metrics = dict[str, dict[str, str]]  # column -> name of a row -> cell


@parser(
    title="TSO500 MetricsOutput",
    molecule="unknown",
    versions="Local App 2.2, DRAGEN TSO500 2.1-2.6, ctDNA 2.6",
    evidence="real: of tissue; ctDNA is written from a quotation",
    direction="none",
    positions="none",
    build="unstated",
    silence="companion: the quality of all libraries of a run",
    looks_like=(Text(r"\"?\[Run QC Metrics\]"), Text(r"\"?Metric \(UOM\)\"?\t\"?LSL Guideline")),
)
def tso500_metrics(report: Report) -> Iterator[Record]:
    """Two arms a column, none of them a test by itself."""
    report.several_samples = True
    before, found = sections(report)
    plasma = any("ctdna" in line.casefold() for _, line in before)
    tso500.demand(report, found, ("Header", STATUS, *(() if plasma else (RNA_QC,)), "Notes"))
    steps = _columns(found[STATUS], "") if STATUS in found else {}
    dna = [s for title, s in found.items() if title.startswith("DNA Library QC Metrics")]
    if not dna and RNA_QC not in found:
        raise RowError("no section of library metrics: the layout is not known")
    arms = [("cfDNA" if plasma else "DNA", _metrics(report, dna))]
    if not plasma:
        arms.append(("RNA", _metrics(report, [found[RNA_QC]] if RNA_QC in found else [])))
    names = list(dict.fromkeys([*steps, *(name for _, metrics in arms for name in metrics)]))
    if not names:
        raise RowError("no column of a pair or sample")
    header = found["Header"].facts() if "Header" in found else {}
    for name in names:
        for molecule, metrics in arms:
            yield _arm(name, molecule, metrics.get(name, {}), steps.get(name, {}), header, names)
    check_net(report, before, found.values())


def _arm(
    name: str,
    molecule: str,
    metrics: dict[str, str],
    steps: dict[str, str],
    header: dict[str, str],
    names: list[str],
) -> Assay:
    assay = tso500.CTDNA if molecule == "cfDNA" else tso500.ASSAY
    version = header.get("Workflow Version") or header.get("Pipeline Version") or ""
    return Assay(
        sample=name,
        molecule=molecule,
        report_kind="control" if tso500.is_control(name) else "companion",
        assay_reported=assay,
        pipeline=f"{assay} {version}".strip(),
        status=_status(molecule, steps, bool(metrics)),
        qc_metrics=";".join(f"{key}={value}" for key, value in metrics.items()),
        fusions_stated=False,
        report_date=header.get("Output Date", ""),
        case_hint=name,
        joins=tso500.joins(name, *_own_words(name, names)),
    )


def _own_words(name: str, names: list[str]) -> list[str]:
    """Words of a column's name that could be another file's whole id, and that no other column holds."""
    others = {word.casefold() for other in names if other != name for word in (other, *other.split("_"))}
    return [
        word
        for word in name.split("_")
        if len(word) >= 6 and re.search(r"\d", word) and word.casefold() not in others
    ]


def _status(molecule: str, steps: dict[str, str], measured: bool) -> str:
    """done, failed, or unknown where nothing was measured: the library was not run, or it is not said."""
    named = [
        step
        for row in ("FAILED_STEPS", "STEPS_NOT_EXECUTED")
        for step in re.split(r"[,;|\s]+", steps.get(row, ""))
        if step not in MISSING
    ]
    if any(molecule.removeprefix("cf") in _acids(step) for step in named):
        return "failed"
    completed = steps.get("COMPLETED_ALL_STEPS", "").upper()
    if completed == "FALSE" and not named:
        return "failed"
    return "done" if completed in ("TRUE", "FALSE") and measured else "unknown"


def _acids(step: str) -> tuple[str, ...]:
    """The nucleic acids that a step works on; both where its name does not tell."""
    name = step.casefold()
    if "rna" in name or "dna" in name:
        return tuple(acid for acid in ("DNA", "RNA") if acid.casefold() in name)
    if "fusion" in name or "splice" in name:
        return ("DNA", "RNA")
    return ("DNA",) if _DNA_STEP.search(step) else ("DNA", "RNA")


def _columns(section: Section, *before: str) -> Metrics:
    """The columns behind those named `before`, each as row name -> cell. Raises RowError."""
    header = section.rows[0][1] if section.rows else []
    names = header[len(before) :]
    if header[: len(before)] != list(before) or len(set(names)) != len(names) or not all(names):
        raise RowError(
            f"section [{section.title}] has another header than {', '.join(before)} and the samples"
        )
    columns: dict[str, dict[str, str]] = {name: {} for name in names}
    seen: set[str] = set()
    for number, cells in section.rows[1:]:
        if _bare(cells[0]) in seen:
            raise RowError(f"line {number}: a row of [{section.title}] stands twice: which of them holds?")
        seen.add(_bare(cells[0]))
        if len(cells) > len(header):
            raise RowError(f"line {number}: more cells than the header of [{section.title}] has")
        for name, cell in zip(names, cells[len(before) :], strict=False):
            columns[name][cells[0]] = cell
    return columns


def _bare(label: str) -> str:
    """The name of a metric without its unit."""
    return re.sub(r"\s*\([^()]*\)\Z", "", label)


def _metrics(report: Report, wanted: list[Section]) -> Metrics:
    """The measured metrics of each column, with the limits that are printed."""
    found: Metrics = {}
    for section in wanted:
        columns = _columns(section, METRIC, LOW, HIGH)
        rows = {cells[0]: cells for _, cells in section.rows[1:]}
        for column, values in columns.items():
            kept = found.setdefault(column, {})
            for label, value in values.items():
                name = _bare(label)
                if value in MISSING or name in kept:
                    continue
                if re.search("[;=]", name + value):
                    report.notice(Code.BAD_CELL, f"`{name}` is no number; read as not stated", value=value)
                    continue
                kept[name] = value
                for end, limit in (("LSL", rows[label][1]), ("USL", rows[label][2])):
                    if limit not in MISSING:
                        kept[f"{name}_{end}"] = limit
    return found
