"""What a laboratory brings of its own: columns files, assays and tumor codes, named one by one or as a folder (`--config`)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from fusionflag import assays, registry, schema, tumor_codes
from fusionflag.codes import Code
from fusionflag.knowledge import KnowledgeError
from fusionflag.model import Notice, Severity

ASSAYS, TUMOR_CODES = "assays.tsv", "tumor_codes.tsv"


class ConfigError(KnowledgeError):
    """A folder that holds nothing of what it is for."""


@dataclass(frozen=True, slots=True)
class Laboratory:
    """The files in use; `named`: of the columns files those that were named outright."""

    columns: tuple[Path, ...] = ()
    named: tuple[Path, ...] = ()
    assays: Path | None = None
    tumor_codes: Path | None = None

    def use(self) -> None:
        """Put them into use in this process. Raises KnowledgeError or ColumnsError where one cannot be used."""
        assays.use(assays.load(self.assays) if self.assays else None)
        tumor_codes.use(tumor_codes.load(self.tumor_codes) if self.tumor_codes else None)
        if not self.columns:
            registry.use()
            return
        from fusionflag.columns.parser import load_all  # costs a short command a tenth of its time

        registry.use(load_all(self.columns))

    def content(self) -> Iterator[bytes]:
        """Changes with all that the files say, and with the names of the columns files, which are those of their parsers."""
        yield from (path.read_bytes() if path else b"" for path in (self.assays, self.tumor_codes))
        for path in self.columns:
            yield from (path.name.encode(), path.read_bytes())

    def files(self) -> Iterator[Path]:
        """All of them: none is a report, where they lie among reports."""
        yield from self.columns
        yield from filter(None, (self.assays, self.tumor_codes))


def laboratory(
    columns: tuple[Path, ...] = (),
    config: Path | None = None,
    overlay: Path | None = None,
    codes: Path | None = None,
) -> Laboratory:
    """What the options name; a file named outright goes before that of the folder. Raises ConfigError."""
    found: tuple[Path, ...] = ()
    if config is not None:
        found = tuple(sorted(p for p in config.glob("*.toml") if p.is_file()))
        own = (config / ASSAYS, config / TUMOR_CODES)
        overlay, codes = (
            a or (b if b.is_file() else None) for a, b in zip((overlay, codes), own, strict=True)
        )
        if not found and not any(p.is_file() for p in own):
            raise ConfigError(f"{config}: holds no columns file (*.toml), no {ASSAYS} and no {TUMOR_CODES}")
    return Laboratory((*columns, *found), columns, overlay, codes)


def warn_of_unused(named: Iterable[Path], read_by: Container[str]) -> None:
    """A columns file that was named outright and that fits no report: the person who named it expects otherwise."""
    names = {path.resolve().name for path in named}
    for parser in registry.parsers():
        if parser.own in names and parser.name not in read_by:
            why = f"`fusionflag columns check {parser.own} REPORT` says why"
            click.echo(f"fusionflag: {parser.own} fits none of the reports; {why}", err=True)


def warn_of_plugins() -> None:
    """Name on standard error what other packages bring and cannot be used."""
    for text in registry.broken():
        click.echo(f"fusionflag: {schema.cell(text)}", err=True)


def plugin_notices() -> list[Notice]:
    """The same for the notices of a run."""
    hint = "Its formats are not read. Update or remove that package."
    return [
        Notice(code=Code.BROKEN_PLUGIN, severity=Severity.WARNING, text=text, hint=hint)
        for text in registry.broken()
    ]
