"""The command line. Commands are thin: they read options, call the pipeline, and print. Heavy imports stand inside them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, NoReturn

import click

from fusionflag import __version__

COMMANDS = {
    "run": ("fusionflag.commands", "run"),
    "parse": ("fusionflag.commands", "parse"),
    "flag": ("fusionflag.commands", "flag"),
    "report": ("fusionflag.commands", "report"),
    "formats": ("fusionflag.queries", "formats"),
    "sniff": ("fusionflag.queries", "sniff"),
    "sheet": ("fusionflag.queries", "sheet"),
    "explain": ("fusionflag.queries", "explain"),
    "lookback": ("fusionflag.archives", "lookback"),
    "merge": ("fusionflag.archives", "merge"),
    "rules": ("fusionflag.lookups", "rules"),
    "assays": ("fusionflag.lookups", "assays"),
    "columns": ("fusionflag.columns.commands", "columns"),
    "selfcheck": ("fusionflag.queries", "selfcheck"),
}
SUMMARY = {
    "run": "Read reports and print one verdict per case.",
    "parse": "Read reports into the framed record stream.",
    "flag": "Judge a record stream.",
    "report": "Write the tables of a record stream.",
    "formats": "List the report formats that can be read.",
    "sniff": "Say which format a file is in, and why.",
    "sheet": "Draft a sample sheet for a folder.",
    "explain": "Explain the verdict of one case.",
    "lookback": "List the cases that are told otherwise today.",
    "merge": "Judge the shards of a run together.",
    "rules": "Print the rules behind the verdicts.",
    "assays": "Print the assay registry, or look an assay up.",
    "columns": "Draft or check a columns file, which maps a table of one's own.",
    "selfcheck": "Check the installation.",
}


class Lazy(click.Group):
    """A group whose commands are imported only when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        import importlib

        module, attribute = COMMANDS[name]
        found: click.Command = getattr(importlib.import_module(module), attribute)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARY.items()))


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s")
def cli() -> None:
    """Read DNA and RNA fusion reports, find NRG1 fusions, and say what a negative is worth.

    \b
    Examples:
      fusionflag run reports/ --sample-sheet cases.csv -o out/
      fusionflag parse reports/ | fusionflag flag - | fusionflag report - -o out/
      fusionflag sniff unknown.tsv

    Exit status: 0 all read; 1 a report was not read whole; 2 usage, or no report found; 3 a verdict of --fail-on.
    """


def fail(message: str) -> NoReturn:
    """A usage error: one line that says what to do, exit status 2."""
    from fusionflag import schema

    click.echo(
        f"fusionflag: {schema.cell(message)}", err=True
    )  # it may repeat a name with control characters
    sys.exit(2)


def guarded(call: Callable[..., Any]) -> Callable[..., Any]:
    """Turn the package's own errors and those of the disk into one line and exit status 2, a closed pipe into silence."""
    from functools import wraps

    from fusionflag.knowledge import KnowledgeError
    from fusionflag.ledger import LedgerError
    from fusionflag.output.folder import OutputError
    from fusionflag.pseudonyms import KeyFileError
    from fusionflag.registry import RegistryError
    from fusionflag.results import JudgingError
    from fusionflag.sheet import SheetError
    from fusionflag.walk import WalkError
    from fusionflag.workers import PoolError

    known = (
        *(SheetError, WalkError, OutputError, KnowledgeError, KeyFileError, RegistryError),
        *(LedgerError, JudgingError, PoolError),
    )

    @wraps(call)
    def run(*args: Any, **options: Any) -> Any:
        _write_utf8()
        try:
            return call(*args, **options)
        except known as error:
            fail(str(error))
        except BrokenPipeError:
            sys.stderr.close()  # the reader went away: nobody to tell
            sys.exit(1)
        except OSError as error:
            fail(
                f"{error.filename or 'the disk'}: {error.strerror or error}; check the path, its rights and the free space"
            )
        except KeyboardInterrupt:
            sys.exit(130)

    return run


def _write_utf8() -> None:
    """A stream and a table are UTF-8 with plain line ends, whatever the locale; a terminal keeps its own encoding."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is None:
        return
    if sys.stdout.isatty():
        reconfigure(errors="replace")
    else:
        reconfigure(encoding="utf-8", newline="\n")


def main() -> None:
    """Run the command line."""
    cli(prog_name="fusionflag")
