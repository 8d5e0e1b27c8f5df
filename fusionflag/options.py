"""The options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from fusionflag.settings import Settings
from fusionflag.vocabulary import VOCABULARY

Command = Callable[..., Any]


def as_date(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A date as YYYY-MM-DD, or nothing."""
    try:
        if value and date.fromisoformat(value).isoformat() != value:
            raise ValueError
    except ValueError as error:
        raise click.BadParameter(f"{value} is no date; write it as 2026-11-22") from error
    return value


as_of_option = click.option(
    "--as-of",
    default="",
    callback=as_date,
    metavar="DATE",
    help="Judge the label as it stood on that day (YYYY-MM-DD); no clock is read.",
)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OWN = (
    click.option(
        "--columns",
        type=_FILE,
        multiple=True,
        metavar="FILE.toml",
        help="A columns file: which column of a table is what (see `fusionflag columns`); may be given several times.",
    ),
    click.option(
        "--config",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        metavar="DIR",
        help="The laboratory's folder: its columns files (*.toml), assays.tsv and tumor_codes.tsv.",
    ),
)
_READING = (
    click.argument("paths", nargs=-1),
    click.option(
        "--sample-sheet",
        type=_FILE,
        help="CSV or TSV: path, case_id, assay ...",
    ),
    click.option(
        "--assays",
        "overlay",
        type=_FILE,
        help="The laboratory's own assay registry.",
    ),
    click.option(
        "--tumor-codes",
        type=_FILE,
        help="The laboratory's own tumor codes (system, code, tumor_type), such as SNOMED CT.",
    ),
    click.option(
        "--hash-ids",
        type=_FILE,
        metavar="KEYFILE",
        help="Write keyed hashes in place of ids and names of files in every output.",
    ),
    click.option("--parser", default="", help="Read every PATH as this format (see `fusionflag formats`)."),
    click.option(
        "--case-from",
        type=click.Choice(["path", "folder"]),
        default="path",
        help="Without a sheet: one case a file, or one a folder.",
    ),
    click.option(
        "--all-junctions",
        is_flag=True,
        help="List all junctions of structural-variant VCFs, not only those at NRG1.",
    ),
    as_of_option,
)


def reading_options(command: Command) -> Command:
    """PATHS and the options of every command that reads reports."""
    for option in (*_OWN, *_READING):
        command = option(command)
    return command


def own_options(command: Command) -> Command:
    """The options of a laboratory's own tables, for commands that read but do not judge."""
    for option in _OWN:
        command = option(command)
    return command


def settings_options(command: Command) -> Command:
    """Thresholds of the rules."""
    default = Settings()
    for option in (
        click.option(
            "--min-reads",
            type=click.IntRange(1),
            default=default.min_reads,
            show_default=True,
            help="Supporting reads for adequate support.",
        ),
        click.option(
            "--min-junction-reads",
            type=click.IntRange(0),
            default=default.min_junction_reads,
            show_default=True,
            help="Of these, across the junction.",
        ),
        click.option(
            "--min-tumor-content",
            type=click.FloatRange(0, 100),
            default=default.min_tumor_content,
            show_default=True,
            help="Percent, for an adequate negative.",
        ),
        click.option(
            "--require-tumor-content",
            is_flag=True,
            help="An unstated tumor content makes a negative inadequate.",
        ),
    ):
        command = option(command)
    return command


def verdicts(ctx: click.Context, param: click.Parameter, value: str) -> frozenset[str]:
    """A list of verdicts, joined by commas. Raises BadParameter for what is none."""
    wanted = frozenset(v.strip() for v in value.split(",") if v.strip())
    unknown = sorted(wanted - set(VOCABULARY["verdict"]))
    if unknown:
        raise click.BadParameter(
            f"{unknown[0]} is no verdict; choose from {', '.join(VOCABULARY['verdict'])}"
        )
    return wanted


fail_on_option = click.option(
    "--fail-on",
    default="",
    callback=verdicts,
    metavar="VERDICT[,...]",
    help="Exit with 3 if a case has one of these.",
)
out_option = click.option(
    "-o",
    "--out",
    is_eager=True,  # --format asks for it
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the tables; without it nothing is written.",
)


def _formats(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(v.strip().lower() for v in value.split(",") if v.strip()))
    if not wanted:
        return ()
    from fusionflag.cli import fail
    from fusionflag.output.folder import OutputError
    from fusionflag.output.formats import FORMATS, writer

    unknown = [name for name in wanted if name not in FORMATS]
    if unknown:
        raise click.BadParameter(f"{unknown[0]} is no format; choose from {', '.join(FORMATS)}")
    if ctx.params.get("out") is None:
        raise click.BadParameter("needs -o OUT/, the folder to write into")
    try:
        for name in wanted:
            writer(name)
    except OutputError as error:
        fail(str(error))  # an extra is not installed: told before anything is read
    return wanted


format_option = click.option(
    "--format",
    "formats",
    default="",
    callback=_formats,
    metavar="NAME[,...]",
    help="Write these beside the tables: html (one page for people), xlsx, csv, parquet, jsonl, fhir, cbioportal, vicc, bedpe, "
    "multiqc.",
)
