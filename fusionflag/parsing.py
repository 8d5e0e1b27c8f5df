"""How a report format is declared, and how a report finds its parser: by what it contains, never by its name.

A parser is one function under `@parser`. Its marks say what the content of such a report shows; all marks of one alternative
must be met. A parser whose marks include all of another's wins over it; any other overlap is an error that names both. A table
without a header is told by the shape of its rows only where nothing else fits, and a notice says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

from fusionflag.cells import RowError, split_cells
from fusionflag.codes import Code
from fusionflag.documents import is_json, is_xml, xml_root
from fusionflag.facts import Facts
from fusionflag.marks import AnyRoot, Columns, Keys, Listed, Mark, Root, Shape, Sheets, Text
from fusionflag.model import Record, Severity
from fusionflag.nearest import difference, nearest, unknown
from fusionflag.reading import Report, ReportError
from fusionflag.rows import Table
from fusionflag.signs import asked, by_shape
from fusionflag.vcf.header import header_of
from fusionflag.vcf.marks import Vcf

Reader = Callable[[Report], Iterator[Record]]


@dataclass(frozen=True, eq=False)  # equal to itself alone: its hash, asked for every report, is cheap
class Parser:
    """A report format: what it looks like and how it is read.

    name             of the module, the parser and its fixture folder
    looks_like       alternatives, each a tuple of marks that must all be met
    candidates_names file-name patterns by which this caller marks unfiltered lists; they only ever lower trust
    no_final_newline the caller is known to write none, so its absence shows no damage
    rechecker        re-checks candidates given to it: its silence supports no negative
    multi_sample     one file may hold several samples, and leaves out those without a fusion
    facts            what else is known of the format, for people (facts.py)
    plugin           the package that brought it, where it is none of ours
    own              the laboratory's columns file that it was made of
    instead_of       names of shipped formats that this columns file takes precedence over, because it says so
    """

    name: str
    title: str
    molecule: str
    looks_like: tuple[tuple[Mark | Vcf, ...], ...]
    read: Reader
    versions: str = ""
    candidates_names: tuple[str, ...] = ()
    no_final_newline: bool = False
    rechecker: bool = False
    multi_sample: bool = False
    method: str = ""
    facts: Facts = field(default_factory=Facts)
    plugin: str = ""
    own: str = ""
    instead_of: tuple[str, ...] = ()

    def match(
        self, report: Report, *, shapes: bool = True
    ) -> tuple[tuple[Mark | Vcf, ...], tuple[int, str]] | None:
        """The alternative that the report meets, with the place and delimiter of its header; those told by shape if asked for."""
        for alternative in self.looks_like if shapes else self._with_words:
            try:
                first = alternative[0].match(report)
                if first and all(mark.match(report) for mark in alternative[1:]):
                    return alternative, first
            except (AttributeError, TypeError, KeyError, IndexError, ValueError):
                continue  # a shape that stumbles over a document does not know it
            except Exception as error:
                if not self.plugin or isinstance(error, ReportError):
                    raise
                report.notice(  # another package's fault must not keep ours from reading the file
                    Code.BROKEN_PLUGIN,
                    f"the format `{self.name}` of the package {self.plugin} failed while it looked at the file "
                    f"({type(error).__name__}); it was passed over",
                    hint="Update or remove that package.",
                )
                return None
        return None

    @cached_property
    def _with_words(self) -> tuple[tuple[Mark | Vcf, ...], ...]:
        """The alternatives that say more than the shape of rows."""
        return tuple(alternative for alternative in self.looks_like if not by_shape(alternative))

    def only_candidates(self, file_name: str) -> bool:
        return any(fnmatchcase(file_name.lower(), pattern.lower()) for pattern in self.candidates_names)


def parser(
    *,
    title: str,
    molecule: str,
    looks_like: Mark | Vcf | tuple[Mark | Vcf, ...] | list[Mark | Vcf | tuple[Mark | Vcf, ...]],
    versions: str = "",
    candidates_names: Iterable[str] = (),
    no_final_newline: bool = False,
    rechecker: bool = False,
    multi_sample: bool = False,
    method: str = "",
    **facts: str,
) -> Callable[[Reader], Parser]:
    """Declare a parser. `looks_like`: a mark, a tuple of marks (all), or a list of alternatives; `facts`: those of `facts.Facts`.

    Nothing is registered here: `registry.py` finds the parser by the name of its module.
    """
    alternatives = looks_like if isinstance(looks_like, list) else [looks_like]
    marks = tuple(a if isinstance(a, tuple) else (a,) for a in alternatives)

    def declare(read: Reader) -> Parser:
        return Parser(
            name=read.__name__,
            title=title,
            molecule=molecule,
            looks_like=marks,
            read=read,
            versions=versions,
            candidates_names=tuple(candidates_names),
            no_final_newline=no_final_newline,
            rechecker=rechecker,
            multi_sample=multi_sample,
            method=method,
            facts=Facts(**facts),
        )

    return declare


def table(report: Report) -> Table:
    """The table that recognition found in this report. Lines before its header are comments; NRG1 in them is not lost."""
    lines = report.lines()
    before = []
    for number, line in lines:
        if number >= report.header_line:
            break
        before.append((number, line))
    else:
        raise ReportError(Code.MISSING_COLUMN, "the header of the table was not found")
    found = Table(report, split_cells(line, report.delimiter), lines, report.delimiter)
    for number, told in (
        *before,
        (report.header_line, line),
    ):  # a header whose line end is lost holds the first row
        found.unexplained(number, told)
    return found


def headless(report: Report, names: Sequence[str]) -> Table:
    """A table without a header line, whose columns are called `names`; the parser knows them by their place alone."""
    return Table(report, list(names), report.lines(), "\t")


def first_row(report: Report) -> list[str]:
    """The cells of the first line that is no comment; empty if there is none."""
    return next((r.rstrip("\n").split("\t") for r in report.head if r.strip() and not r.startswith("#")), [])


def recognise(report: Report, parsers: Iterable[Parser]) -> Parser:
    """The one parser whose marks the content bears. Raises ReportError: none fits, or several do."""
    if is_json(report):
        report.json()  # a broken document is an error of the document, not of its recognition
    elif is_xml(report):
        xml_root(report)
    parsers = tuple(parsers)
    near = asked(report, parsers, shapes=False)
    found = [(p, match) for p in near if (match := p.match(report, shapes=False))]
    if not found and header_of(report) is None:
        found = [(p, match) for p in asked(report, parsers) if (match := p.match(report))]
    best = [f for f in found if not any(_beats(other, f) for other in found if other is not f)]
    if len(best) > 1:
        raise _ambiguous([p for p, _ in best])
    if not best:
        raise ReportError(
            Code.UNKNOWN_FORMAT,
            unknown(report, list(parsers)),
            hint="If it is no report, leave it out: list the reports in a sample sheet and run with the sheet alone.",
        )
    chosen, (met, (line, delimiter)) = best[0]
    report.header_line, report.delimiter = line, delimiter
    if by_shape(met):
        report.notice(
            Code.SHAPE_ONLY,
            f"has no header: read as {chosen.title}, by the shape of its rows alone",
            hint=f"Name it with --parser {chosen.name} if that is right; if not, leave the file out.",
        )
    return _settled(report, chosen, [p for p, _ in found if p is not chosen])


def _ambiguous(best: list[Parser]) -> ReportError:
    names = " and ".join(sorted(p.name for p in best))
    hint = "Name the right one with --parser NAME."
    own = [p for p in best if p.own]
    shipped = ", ".join(f'"{p.name}"' for p in best if not p.own)
    if len(own) == 1:
        hint += f" To read such files by {own[0].own} always, write `instead_of = [{shipped}]` above its first [section]."
    return ReportError(Code.AMBIGUOUS_FORMAT, f"fits several formats: {names}", hint=hint)


def _settled(report: Report, chosen: Parser, beaten: list[Parser]) -> Parser:
    """Say so where a columns file or a shipped format was beaten by the other.

    A columns file that reads files of a shipped format knows less of them: what the shipped parser distrusts stays distrusted.
    """
    others = [p for p in beaten if chosen.own or p.own]
    if others:
        names = " and ".join(f"`{p.name}`" for p in others)
        why = (
            "because it says so"
            if any(p.name in chosen.instead_of for p in others)
            else "whose marks include those of the other"
        )
        text = f"read as `{chosen.name}`, {why}; {names} also fits"
        report.notice(
            Code.ALSO_FITS, text, severity=Severity.INFO, hint="--parser NAME reads it as the other."
        )
    if not chosen.own:
        return chosen
    return replace(
        chosen,
        rechecker=chosen.rechecker or any(p.rechecker for p in others),
        candidates_names=(*chosen.candidates_names, *(name for p in others for name in p.candidates_names)),
    )


def claim(report: Report, wanted: Parser) -> Parser:
    """Use `wanted` because the user named it; ReportError if the content does not bear its marks."""
    match = wanted.match(report)
    if match is None:
        raise ReportError(
            Code.WRONG_PARSER,
            f"does not look like {wanted.title}{difference(report, wanted)}",
            hint="Drop --parser, or correct it.",
        )
    report.header_line, report.delimiter = match[1]
    return wanted


def _beats(a: tuple[Parser, Any], b: tuple[Parser, Any]) -> bool:
    """True if the marks that `a` met include all that `b` met, and more, or if `a` is a columns file that says so."""
    if b[0].name in a[0].instead_of or a[0].name in b[0].instead_of:
        return b[0].name in a[0].instead_of
    return _marks(a[1][0]) > _marks(b[1][0])


def _marks(alternative: tuple[Mark | Vcf, ...]) -> frozenset[str]:
    return frozenset().union(*(mark.marks() for mark in alternative))


__all__ = [
    "AnyRoot",
    "Columns",
    "Keys",
    "Listed",
    "Parser",
    "Root",
    "RowError",
    "Shape",
    "Sheets",
    "Text",
    "Vcf",
    "asked",
    "claim",
    "first_row",
    "headless",
    "is_json",
    "nearest",
    "parser",
    "recognise",
    "table",
]
