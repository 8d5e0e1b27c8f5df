"""formats, sniff, sheet, explain, rules, assays and selfcheck: questions about the tool and about a run."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from fusionflag import schema
from fusionflag.cli import fail, guarded
from fusionflag.options import own_options


@click.command()
@guarded
def formats() -> None:
    """List the report formats that can be read.

    \b
    Examples:
      fusionflag formats
      fusionflag formats | grep -i arriba
    """
    from fusionflag.laboratory import warn_of_plugins
    from fusionflag.registry import parsers

    warn_of_plugins()
    for p in parsers():
        marks = " | ".join(" and ".join(str(m) for m in alternative) for alternative in p.looks_like)
        click.echo(f"{p.name}\t{p.title}\t{p.molecule}\t{p.versions or '-'}\t{marks}")


@click.command()
@click.argument("paths", nargs=-1, required=True)
@own_options
@guarded
def sniff(paths: tuple[str, ...], columns: tuple[Path, ...], config: Path | None) -> None:
    """Say which format a file is in, and why; or what it comes closest to.

    \b
    Examples:
      fusionflag sniff unknown.tsv
      fusionflag sniff reports/*
    """
    from fusionflag.laboratory import laboratory, warn_of_plugins
    from fusionflag.parsing import recognise
    from fusionflag.reading import ReportError, open_report
    from fusionflag.registry import parsers

    laboratory(columns, config).use()
    warn_of_plugins()
    failed = False
    for path in paths:
        if not Path(path).exists() or Path(path).is_dir():
            fail(f"{path}: {'is a folder; name the files in it' if Path(path).exists() else 'no such file'}")
    for path in paths:
        try:
            with open_report(Path(path), path) as report:
                found = recognise(report, parsers())
                met = found.match(report)
                why = " and ".join(str(m) for m in met[0]) if met else ""
                click.echo(f"{path}\t{found.name}\t{found.title}: {why}")
        except ReportError as error:
            failed = True
            click.echo(f"{path}\t-\t{error.code}: {error.text}{f' -> {error.hint}' if error.hint else ''}")
    sys.exit(1 if failed else 0)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@own_options
@guarded
def sheet(folder: Path, columns: tuple[Path, ...], config: Path | None) -> None:
    """Draft a sample sheet for a folder: a row a report, or a sample of it, to be corrected and filled in.

    \b
    Examples:
      fusionflag sheet reports/ > reports/cases.csv
    """
    import csv

    from fusionflag.drafting import draft
    from fusionflag.laboratory import laboratory
    from fusionflag.sheet import COLUMNS
    from fusionflag.walk import plan

    own = laboratory(columns, config)
    own.use()
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in draft(
        s for s in plan([str(folder)], passed_over=own.files()).sources if not _is_sheet(s.path)
    ):
        cells = {"path": row.path, "case_id": row.case_id, "sample": row.sample}
        writer.writerow([cells.get(name, "") for name in COLUMNS])


def _is_sheet(path: Path | None) -> bool:
    """A sheet that lies in the folder is no report, nor is the file that this draft is being written to."""
    if path is None:
        return False
    try:
        written = os.fstat(sys.stdout.fileno())
        if os.path.samestat(path.stat(), written):
            return True
        with path.open("rb") as lines:
            names = set(re.split(rb"[,;\t\"\r\n]+", lines.readline(4096).lower()))
    except (OSError, ValueError):
        return False
    return {b"case_id", b"path"} <= names


@click.command()
@click.argument("where")
@click.argument("case_id")
@guarded
def explain(where: str, case_id: str) -> None:
    """Explain the verdict of one case: the rule, each reason, the evidence with its places, what was not read.

    WHERE is the output folder of a run, or reports to run now, without a sample sheet or a registry of your own: where these
    are needed, `run ... -o OUT` comes first.

    \b
    Examples:
      fusionflag explain out/ case-7
      fusionflag explain reports/ sample.fusions.tsv
    """
    if (Path(where) / "run.json").is_file():
        _explain(Path(where), case_id)
        return
    from fusionflag.pipeline import parse, tables
    from fusionflag.walk import plan

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        tables(parse(plan([where])), out)
        _explain(
            out,
            case_id,
            " If the run needs a sample sheet or --assays: first `fusionflag run ... -o OUT`, then explain OUT.",
        )


def _explain(out: Path, case_id: str, hint: str = "") -> None:
    case = _the_case(out, case_id, hint)
    _explain_verdict(out, case)
    _explain_markers(out, case_id)
    click.echo("\nArms:")
    arms = _rows(out, "assays", case_id) or _rows(out, "assays", case_id.rpartition("#")[0] or case_id)
    for a in arms:
        click.echo(f"  {_arm_line(a)}")
        if a["coverage_from"]:
            click.echo(f"    NRG1 covered? {a['coverage_from']}")
    events = [r for r in _rows(out, "findings", case_id) if r["event_class"] != "none"]
    if events:
        click.echo("\nEvents:")
    for r in events:
        click.echo(f"  {r['place']}: {r['fusion']} {r['event_class']} {r['event_reasons']}".rstrip())
    # what holds for a file of several cases stands beside no case
    files = {a["report_id"] for a in arms}
    notices = [r for r in _rows(out, "notices") if _concerns(r, case_id, files)]
    if notices:
        click.echo("\nNotices:")
    for r in notices:
        value, hint = (f" [{r['value']}]" if r["value"] else "", f" -> {r['hint']}" if r["hint"] else "")
        click.echo(f"  {r['place']}: {r['severity']} {r['code']}: {r['text']}{value}{hint}")


def _concerns(notice: dict[str, str], case_id: str, files: set[str]) -> bool:
    """A notice of this case, of one of its files, or of the whole run; that of look-alike reports only if it names this one."""
    if notice["code"] == "UNGROUPED_NEIGHBOR":
        return case_id in (notice["place"], *notice["value"].split("; "))
    return notice["case_id"] in (case_id, "") and notice["report_id"] in files | {""}


def _the_case(out: Path, case_id: str, hint: str = "") -> dict[str, str]:
    cases = [c for c in _rows(out, "cases") if c["case_id"] == case_id]
    if not cases:
        every = [c["case_id"] for c in _rows(out, "cases")]
        near = [name for name in every if case_id in name] or every
        fail(
            f"no case `{case_id}` here; {'such as' if near is every else 'is it'}: {', '.join(near[:10])}?{hint}"
        )
    return cases[0]


def _explain_verdict(out: Path, case: dict[str, str]) -> None:
    """The rule that gave it, each reason in words, wording, next step and label."""
    from fusionflag.rules import RULES
    from fusionflag.wording import meaning, shown

    rule = next((r for r in RULES if r.id == case["verdict_rule"]), None)
    if rule is None:
        fail(
            f"{out}: was written by another version of fusionflag (rule {case['verdict_rule']}); run it again"
        )
    words = shown(case["verdict"], case["reasons"].split(";"))
    click.echo(f"{case['case_id']}: {case['verdict']} ({words})")
    click.echo(f"\nRule {rule.id}, {rule.title} ({rule.source}):\n  {rule.text}")
    for title, column in (("Reasons", "reasons"), ("Beside it", "warnings")):
        if case[column]:
            click.echo(f"\n{title}:")
            for code in case[column].split(";"):
                click.echo(f"  {code}: {meaning(code)}")
    click.echo(f"\nWording:\n  {case['addendum']}\n\nNext step:\n  {case['next_step']}")
    click.echo(f"\nLabel: {case['label']} ({case['label_reason']})")
    if case["label_not_assessed"]:
        click.echo(f"  not assessed, because no sequencing report shows it: {case['label_not_assessed']}")


def _explain_markers(out: Path, case_id: str) -> None:
    """What the reports say beside NRG1; of a tumor of the biliary tract each target, also those that no report names."""
    rows = _rows(out, "markers", case_id)
    if rows:
        click.echo("\nBeside NRG1:")
    for m in rows:
        detail = "; ".join(filter(None, (m["detail"], m["place"])))
        click.echo(
            f"  {m['gene']} {m['marker']}: {m['state'].replace('_', ' ')}{f' ({detail})' if detail else ''}"
        )


def _arm_line(a: dict[str, str]) -> str:
    """One arm in one line: what was tested, how well it was read, what its silence is worth."""
    who = f"{a['molecule']} {a['parser'] or 'not read'}"
    if a["report_kind"] in ("companion", "control"):
        what = "tells of another report's arm" if a["report_kind"] == "companion" else "a control, no patient"
        return f"{a['report_file']}: {who}; {what}; status {a['status']}; QC {a['qc']}"
    assay = f"; {a['assay_known'] or a['assay_reported']}" if a["assay_known"] or a["assay_reported"] else ""
    qc = f"QC {a['qc']}{' by ' + a['qc_from'] if a['qc_from'] else ''}"
    read = f"status {a['status']}; {a['read_status']}; rows {a['rows_read']}"
    return f"{a['report_file']}: {who}{assay}; {read}; coverage {a['nrg1_coverage']}; {qc}; {_silence(a)}"


def _silence(arm: dict[str, str]) -> str:
    """What it is worth that an arm shows nothing, in words."""
    if arm["adequate"] == "true":
        return "a clean result here counts as a negative"
    if "HAS_EVENT" in arm["adequate_reason"]:
        return "it, or another caller on its library, reports an event"
    return (
        f"a clean result here does not count as a negative: {arm['adequate_reason']}"
        if arm["adequate"]
        else "a clean result here does not count as a negative"
    )


def _rows(out: Path, table: str, case_id: str = "") -> list[dict[str, str]]:
    file = out / f"{table}.tsv"
    try:
        with file.open(encoding="utf-8", newline="\n") as lines:
            header = next(lines, "").rstrip("\n").split("\t")
            rows = [dict(zip(header, line.rstrip("\n").split("\t"), strict=True)) for line in lines]
    except (OSError, ValueError):
        header, rows = [], []
    if header != list(schema.header(table)):
        fail(f"{file}: is missing, damaged, or of another version of fusionflag; run it again")
    return [r for r in rows if not case_id or r["case_id"] == case_id]


@click.command()
@guarded
def selfcheck() -> None:
    """Check the installation: knowledge loads, the gene tables open, every shipped fixture still reads as it should.

    \b
    Examples:
      fusionflag selfcheck
    """
    from fusionflag import __version__, genes, knowledge
    from fusionflag import assays as registry
    from fusionflag.laboratory import warn_of_plugins
    from fusionflag.registry import parsers
    from fusionflag.testing import lacks

    click.echo(f"fusionflag {__version__}, Python {sys.version.split()[0]}")
    warn_of_plugins()
    try:
        click.echo(f"knowledge {knowledge.version()}; genes: {genes.default().release()}")
        counts = (len(registry.load().entries), len(knowledge.partners()), len(parsers()))
        click.echo(f"assays: {counts[0]}; partners: {counts[1]}; formats: {counts[2]}")
        checked, wrong = _check_fixtures()
        passed_over = [reason for _, file in _fixtures() if (reason := lacks(file))]
    except Exception as error:  # noqa: BLE001  whatever is broken in the installation is the answer
        click.echo(f"fusionflag: the installation is damaged: {type(error).__name__}: {error}", err=True)
        sys.exit(1)
    for line in wrong:
        click.echo(line, err=True)
    click.echo(f"fixtures: {checked} read, {len(wrong)} differ from what was shipped")
    if passed_over:
        click.echo(f"fixtures: {len(passed_over)} passed over, {passed_over[0]}")
    sys.exit(1 if wrong or not checked else 0)


def _fixtures() -> Iterator[tuple[str, Path]]:
    """The shipped fixtures, each with the name of its parser."""
    import importlib

    from fusionflag.registry import parsers
    from fusionflag.testing import fixture_files

    root = Path(next(iter(importlib.import_module("fusionflag.fixtures").__path__)))
    for p in parsers():
        folder = root / p.name
        for file in fixture_files(folder) if folder.is_dir() else []:
            yield p.name, file


def _check_fixtures() -> tuple[int, list[str]]:
    from fusionflag.testing import golden_of, lacks, read_bytes

    checked, wrong = 0, []
    for name, file in _fixtures():
        if lacks(file):
            continue
        golden = file.with_name(file.name + ".golden")
        checked += 1
        text = golden_of(read_bytes(file.read_bytes(), file.name), file.name)
        if not golden.is_file() or text != golden.read_text(encoding="utf-8"):
            wrong.append(f"{name}/{file.name}: differs from its golden file")
    return checked, wrong
