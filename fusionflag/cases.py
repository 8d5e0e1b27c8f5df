"""Which case a report belongs to: by sample sheet, then by an identifier that its format declares, then by its path.

Nothing is grouped by likeness of names. A path becomes a case of its own (folders kept, `#sample` appended for the samples of
a multi-sample file), so two files whose names look alike are two cases until a sheet says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable

from fusionflag.codes import Code
from fusionflag.model import Notice, Severity
from fusionflag.reading import Report
from fusionflag.sources import SheetRow, Source

CaseOf = dict[str, tuple[str, str]]  # sample -> (case id, who says so); "" stands for the file


def case_ids(source: Source) -> CaseOf:
    """The cases known before a file is read: its sheet rows, else its folder or its path."""
    if source.sheet:
        cases = {row.sample: (row.case_id, "sheet") for row in source.sheet}
        cases.setdefault(
            "", (source.sheet[0].case_id if len(source.sheet) == 1 else _path_case(source), "sheet")
        )
        return cases
    return {"": (_path_case(source), "path")}


def case_of_sample(source: Source, sample: str, cases: CaseOf, multi_sample: bool = True) -> tuple[str, str]:
    """The case of one sample of a file. A sample that the sheet does not list stays a case of its own."""
    if sample in cases:
        return cases[sample]
    if not sample or cases[""][1] == "report" or source.folder:
        return cases[""]
    row = sheet_row(source, sample)
    if row:
        return row.case_id, "sheet"
    return (f"{source.shown}#{sample}", "path") if multi_sample else cases[""]


def sheet_row(source: Source, sample: str) -> SheetRow | None:
    """The sheet row that speaks of `sample`: the one that names it, else the one that names no sample.

    A file whose samples have no name takes its only row whatever `sample` that row names: it is a label there.
    """
    for row in source.sheet:
        if row.sample == sample:
            return row
    if not sample and len(source.sheet) == 1:
        return source.sheet[0]
    return next((row for row in source.sheet if not row.sample), None)


def missing_samples(source: Source, found: Iterable[str], multi_sample: bool) -> list[SheetRow]:
    """Sheet rows whose sample the file does not hold.

    In a format whose files hold one sample without a name, the sample that its only sheet row names is a label.
    """
    names = set(found)
    if not multi_sample and names <= {""} and len(source.sheet) == 1:
        return []
    return [row for row in source.sheet if row.sample and row.sample not in names]


def missing_sample_notice(row: SheetRow, source: Source, found: Iterable[str] = ()) -> Notice:
    """What to say of a sample that the sheet lists and the file, which holds the samples `found`, lacks."""
    names = [f"`{name}`" for name in sorted({*found} - {""})[:6]]
    return Notice(
        code=Code.MISSING_SAMPLE,
        severity=Severity.ERROR,
        text=f"the sheet lists sample `{row.sample}`, but the file does not hold it"
        + (
            f" (it holds {', '.join(names)}): nothing is known of it" if names else ": nothing is known of it"
        ),
        place=row.place or source.shown,
        value=row.sample,
        hint="Correct `sample` in the sheet. A caller that leaves out samples without fusions says nothing of them: ask for the "
        "list of samples it was run on.",
        case_id=row.case_id,
    )


def pooled(source: Source, samples: Iterable[str]) -> Notice | None:
    """Several samples of a file whose only sheet row names none: they would be judged as one patient."""
    names = sorted({*samples} - {""})
    if len(source.sheet) != 1 or source.sheet[0].sample or len(names) < 2:
        return None
    row = source.sheet[0]
    shown = ", ".join(f"`{n}`" for n in names[:6])
    return Notice(
        code=Code.SEVERAL_SAMPLES,
        severity=Severity.ERROR,
        text=f"the file holds {len(names)} samples ({shown}), and the sheet gives it to one case without `sample`: "
        "they may be several patients",
        place=row.place or source.shown,
        hint="Give the file a row for each sample, with `sample` and its own case_id (`fusionflag sheet` drafts them).",
        case_id=row.case_id,
    )


def check_sum(source: Source, report: Report) -> None:
    """A `sha256` in the sheet that does not match makes the report incomplete."""
    for row in source.sheet:
        if row.sha256 and row.sha256.lower() != report.sha256:
            report.problem(
                Code.CHECKSUM_MISMATCH,
                "the file is not the one that the sheet lists: its sha256 differs",
                value=report.sha256,
                hint="Copy the file again, or correct the sheet.",
            )
            return


def _path_case(source: Source) -> str:
    return source.folder or source.shown
