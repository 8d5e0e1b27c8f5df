"""The head of a VCF: meta lines, the column line, and what a reader needs to know before the first record.

Headers are often missing, wrong or rewritten, so nothing here is required: a file is a VCF by its first line, by its column
line, or, without a header at all, by its first record.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from fusionflag.codes import Code
from fusionflag.model import Severity
from fusionflag.reading import Report, ReportError
from fusionflag.vcf import alt

NAMES = ("CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO")
FIXED = len(NAMES)
NO_FILEFORMAT = "the line ##fileformat is missing"
LOOKED_AT = 200  # first records, from which recognition takes IDs and keys
_KEY = re.compile(r"##(\w+)=<(?:.*?,)?ID=([^,>]+)")
_CONTIG = re.compile(
    r"##contig=<(?=.*?\bID=(?P<id><[^>]+>|[^,>]+))(?=.*?\blength=(?P<length>\d{1,15}\b))?", re.I
)
_SAVED = re.compile(r'"?#"?CHROM"?([;,])"?POS\b', re.I)
_ASSEMBLY = re.compile(r'\bassembly="?([^",>]+)', re.I)
_RECORD = re.compile(
    r"\S+\s+\d+\s+\S+\s+[ACGTUNRYSWKMBDHV.*]+\s+(?:\S*[\[\]]\S+|<\S+>|[ACGTUNRYSWKMBDHV.*,]+)\s+\S+\s+\S+\s+\S+",
    re.I,
)
# callers of copy number declare DEL and DUP too
_ALLELE_KINDS = frozenset({"BND", "TRA", "CTX", "INV", "INVDUP", "CPX", "FUSION"})
_BREAKEND_KEYS = frozenset(
    {"MATEID", "MATE_ID", "PARID", "CHR2", "CT", "STRANDS", "INV3", "INV5", "END2", "POS2"}
)


@dataclass
class Header:
    """What stands before the records.

    meta      the `##` lines without those of contigs
    lengths   contig -> length in bases, where stated
    assembly  what the contig lines call their assembly, where all say the same
    columns   line number of the column line, 0 if there is none
    width     how many columns it names
    wrong     what is wrong with its names, in words: nothing below can be read by them
    cut       the column line ends before INFO
    parted_by what a spreadsheet wrote between the columns instead of tabs
    glued     does the column line hold a record too? A line break is missing, and the columns' names are not told
    samples   names of the sample columns, each once
    tabs      False: the cells are parted by blanks
    first     line number of the first record, 0 if the head holds none
    repairs   what had to be repaired, with its line
    """

    meta: tuple[str, ...] = ()
    contigs: tuple[str, ...] = ()
    lengths: dict[str, int] = field(default_factory=dict)
    assembly: str = ""
    columns: int = 0
    width: int = 0
    wrong: str = ""
    cut: bool = False
    parted_by: str = ""
    glued: bool = False
    samples: tuple[str, ...] = ()
    tabs: bool = True
    first: int = 0
    first_records: tuple[tuple[str, ...], ...] = ()
    repairs: list[tuple[str, int]] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        """The meta lines as one text."""
        return "\n".join(self.meta)

    @cached_property
    def declared(self) -> dict[str, frozenset[str]]:
        """IDs that the header declares: INFO, FORMAT, FILTER, ALT -> names."""
        found: dict[str, set[str]] = {}
        for line in self.meta:
            if match := _KEY.match(line):
                found.setdefault(match[1], set()).add(match[2])
        return {kind: frozenset(names) for kind, names in found.items()}

    @cached_property
    def used(self) -> dict[str, frozenset[str]]:
        """INFO and FORMAT keys that the first records use."""
        info = {
            part.split("=")[0].strip('" ') for cells in self.first_records for part in cells[7].split(";")
        }
        formats = {key for cells in self.first_records if len(cells) > FIXED for key in cells[8].split(":")}
        return {"INFO": frozenset(info), "FORMAT": frozenset(formats)}

    def has(self, kind: str, name: str) -> bool:
        """Is this INFO or FORMAT key declared, or used by a first record?"""
        return name in self.declared.get(kind, ()) or name in self.used.get(kind, ())

    @cached_property
    def ids(self) -> str:
        """The IDs of the first records, one a line."""
        return "\n".join(cells[2] for cells in self.first_records)

    @cached_property
    def rearranges(self) -> bool:
        """Does the header, or a first record, show that rearrangements are written here?"""
        alleles = self.declared.get("ALT", frozenset())
        keys = self.declared.get("INFO", frozenset())
        return bool(
            alleles & _ALLELE_KINDS
            or keys & _BREAKEND_KEYS
            or any(_rearranged(cells[4]) for cells in self.first_records)
        )

    def other_length(self, line: str) -> bool:
        """Does this contig line contradict the header?"""
        match = _CONTIG.match(line)
        if match is None or not match["length"]:
            return False
        length = int(match["length"])
        return self.lengths.get(match["id"], length) != length

    def values(self, name: str) -> list[str]:
        """The values of all `##name=value` lines."""
        start = f"##{name}=".lower()
        return [line[len(start) :].strip() for line in self.meta if line[: len(start)].lower() == start]


def cells_of(line: str) -> list[str]:
    """The cells of a record; parted by blanks where there are too few tabs."""
    return line.split("\t") if line.count("\t") >= FIXED - 1 else line.split()


def _rearranged(alt: str) -> bool:
    kind = alt.strip("<>").upper()
    return "[" in alt or "]" in alt or (alt[:1] == "<" and kind in _ALLELE_KINDS)


def header_of(report: Report) -> Header | None:
    """The head of a VCF, read once and kept; None if the report is no VCF."""
    if "vcf" not in report.kept:
        report.kept["vcf"] = _read(report.head) if _is_vcf(report.head) else None
    found: Header | None = report.kept["vcf"]
    return found


def _is_vcf(head: list[str]) -> bool:
    """A VCF says so in its first line or by its column line; one without a header shows it by its first record."""
    for line in head:
        line = line.strip()
        if not line:
            continue
        if line[:16].lower() == "##fileformat=vcf":
            return True
        if line.startswith("##"):
            continue
        if line.startswith("#"):
            return line[1:].upper().split(None, 2)[:2] == ["CHROM", "POS"]
        return (
            len(line.split("\t")) >= FIXED
            and bool(_RECORD.match(line))
            and ("=" in line or "[" in line or "]" in line)
        )
    return False


def _read(head: list[str]) -> Header:
    found = Header()
    meta: list[str] = []
    contigs: list[str] = []
    assemblies: set[str] = set()
    records: list[tuple[str, ...]] = []
    for number, raw in enumerate(head, 1):
        line = raw.rstrip("\r\n")
        if line[:2] == "##":
            if line[:9].lower() == "##contig=":
                _contig(found, contigs, line)
                assemblies.update(_ASSEMBLY.findall(line))
            else:
                meta.append(line)
        elif line[:1] == "#":
            if not found.columns and line[1:].upper().split()[:2] == ["CHROM", "POS"]:
                _columns(found, line, number)
            elif mark := _SAVED.match(line):
                found.columns, found.parted_by = number, mark[1]
        elif line.strip() and len(records) < LOOKED_AT:
            found.first = found.first or number
            cells = cells_of(line)
            if len(cells) >= FIXED:
                records.append(tuple(cells))
    found.meta, found.contigs, found.first_records = tuple(meta), tuple(contigs), tuple(records)
    found.assembly = assemblies.pop() if len(assemblies) == 1 else ""
    _lacking(found)
    return found


def _contig(found: Header, contigs: list[str], line: str) -> None:
    if match := _CONTIG.match(line):
        contigs.append(match["id"])
        if match["length"] and int(match["length"]):
            found.lengths[match["id"]] = int(match["length"])


def _columns(found: Header, line: str, number: int) -> None:
    """The column line; names of samples that stand twice get a number, so that each is one sample."""
    found.columns = number
    found.tabs = line.count("\t") >= FIXED - 1
    cells = [cell.strip().strip('"') for cell in (line.split("\t") if found.tabs else line.split())]
    if not found.tabs:
        found.repairs.append(("the columns are parted by blanks, not by tabs", number))
    while cells and not cells[-1]:
        cells.pop()
    _names(found, [cell.lstrip("#").upper() for cell in cells[: FIXED + 1]])
    found.width = len(cells)
    names = cells[FIXED + 1 :]
    found.glued = any(alt.is_second(name) or (";" in name and "=" in name) for name in names)
    if found.glued:
        return
    if len(set(names)) < len(names):
        found.repairs.append(("sample columns share a name: they are told apart by their number", number))
        names = [
            f"{name}, column {FIXED + 2 + i}" if names.count(name) > 1 else name
            for i, name in enumerate(names)
        ]
    found.samples = tuple(names)


def _names(found: Header, names: list[str]) -> None:
    """The fixed columns by their names: cells are taken by their place, so another order would be read wrongly."""
    expected = list(NAMES[: len(names)])
    if names[:FIXED] != expected:
        found.wrong = f"the column line reads {' '.join(names[:FIXED])} and not {' '.join(NAMES)}"
    elif len(names) < FIXED:
        found.cut = True
    elif len(names) > FIXED and names[FIXED] != "FORMAT":
        found.wrong = f"column {FIXED + 1} is called {names[FIXED]} and not FORMAT"


def _numeric(cell: str) -> bool:
    return cell.replace(",", "").split(".")[0].isdigit()


def _lacking(found: Header) -> None:
    if not any(line[:16].lower() == "##fileformat=vcf" for line in found.meta):
        found.repairs.insert(0, (NO_FILEFORMAT, 1))
    if found.first and (found.glued or not found.columns):
        widths = {len(cells) for cells in found.first_records}
        count = max(0, max(widths, default=0) - FIXED - 1)
        found.samples = tuple(f"column {FIXED + 2 + i}" for i in range(count))
    if found.first and not found.columns:
        found.repairs.append(("the line #CHROM is missing: the sample columns have no names", found.first))


def say_repairs(report: Report, found: Header, *, but: str = "") -> None:
    """A notice for each thing that was repaired in the head, and for what is lost in it."""
    again = "Copy the file again from its source; compare sizes or checksums."
    if found.parted_by:
        raise ReportError(
            Code.UNREADABLE_FILE,
            f"the columns are parted by `{found.parted_by}`, not by tabs: a spreadsheet saved this VCF, and may have changed it",
            hint="Ask for the VCF as the caller wrote it.",
            line=found.columns or found.first,
        )
    if found.wrong:
        raise ReportError(
            Code.UNREADABLE_FILE,
            f"{found.wrong}: the columns were moved or renamed",
            hint="Ask for the VCF as the caller wrote it.",
            line=found.columns,
        )
    if found.cut:
        text = "the column line #CHROM is cut short: it ends before INFO"
        report.problem(Code.TRUNCATED, text, line=found.columns, hint=again)
    if found.first_records and not any(_numeric(cells[1]) for cells in found.first_records):
        raise ReportError(
            Code.UNREADABLE_FILE,
            "no record has a number in its second column, POS: the columns were exchanged, or this is no VCF",
            hint="Ask for the VCF as the caller wrote it: CHROM, POS, ID, REF, ALT, QUAL, FILTER, INFO.",
            line=found.first,
        )
    if not found.columns and not found.first:
        text = "the file ends before its column line #CHROM: it was cut short"
        report.problem(Code.TRUNCATED, text, line=len(report.head), hint=again)
    if found.glued:
        text = "the column line holds a record too: a line break is missing"
        report.problem(Code.BAD_ROW, text, line=found.columns, hint=again)
    for text, line in ((text, line) for text, line in found.repairs if text != but):
        report.notice(Code.REPAIRED, text, severity=Severity.INFO, line=line)
