"""The door for Excel workbooks (`.xlsx`, `.xlsm`): sheets as rows of cell texts, hidden ones too. Needs openpyxl (extra `xlsx`).

A workbook is a ZIP of XML. Sizes and ratios are checked before anything is unpacked. openpyxl reads the XML, through defusedxml,
which fusionflag requires; a document type is refused before that in any case. Links are not followed, macros never run.
openpyxl passes over rows and cells that do not stand in order, and over sheets whose part is missing: such files are refused.

The tree is `/Sheet/row/column`, so a place is `file#/Fusion/7` (row) or `file#/Fusion/7/B` (cell), as Excel numbers them. A cell
is the text that it holds: a number without needless decimals, a date as 2001-03-01 (`partners.excel_damaged` knows it), an
error as `#REF!`, a formula whose result was not saved as the formula itself (`=B2`): no word, number or gene is read from it.
Text outside of cells (comments, drawings, headers) that names NRG1 stands in the tree under the name of its part, so that the
net under documents catches it.
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import IO, TYPE_CHECKING, Any

from fusionflag.cells import RowError
from fusionflag.codes import Code
from fusionflag.documents import Node, bad
from fusionflag.expressions import expression
from fusionflag.partners import mentions_nrg1
from fusionflag.unpacking import Guarded, Limits, ReportError

if TYPE_CHECKING:
    from fusionflag.reading import Report

INSTALL = "pip install 'fusionflag[xlsx]'"
AGAIN = "Ask for the file again, or save it once more as Excel workbook (.xlsx)."
PARTS = 10_000  # members of the archive; a report has some twenty
_MAIN = "xl/workbook.xml"
_SHEET = expression(r"xl/worksheets/[^/]+\.xml\Z", re.I)
_ROW_OR_CELL = expression(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*)>")
_REFERENCE = expression(rb"""\sr=["']([A-Za-z]*)(\d*)["']""")
_FORMULA = expression(rb"<(?:\w+:)?f[\s/>]")
_CELLS = expression(rb"<(?:\w+:)?sheetData\b[^/>]*>.*?</(?:\w+:)?sheetData>", re.S)
_TAG = expression(r"<[^>]*>")
_ERROR = expression(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)\Z")


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook read whole: texts by sheet, row number and column letter, and all of it as one text."""

    sheets: tuple[str, ...]
    tree: dict[str, Any]
    text: str


def available() -> bool:
    """Is openpyxl installed?"""
    return find_spec("openpyxl") is not None


def opened(stream: IO[bytes], guard: Guarded) -> Workbook | None:
    """The workbook in `stream`; None where the archive is none. Raises ReportError if it cannot be read whole."""
    limits = guard.limits
    data = stream.read(limits.document + 1)
    if guard.failed is not None:
        raise guard.failed
    if len(data) > limits.document:
        raise ReportError(
            Code.TOO_LARGE, f"is larger than {limits.document >> 20} MiB: refused as a workbook"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if not _is_workbook(archive):
                return None
            _check_sizes(archive, data, limits)
            parts = _parts(archive)
    except ReportError:
        raise
    except Exception as error:  # damage shows in many ways: BadZipFile, zlib.error, ValueError, struct.error
        if b"xl/" not in data:
            return None
        raise ReportError(
            Code.TRUNCATED if "not a zip file" in str(error) else Code.BAD_COMPRESSION,
            f"the Excel workbook is damaged or cut short ({type(error).__name__})",
            hint=AGAIN,
        ) from error
    if not available():
        raise ReportError(
            Code.DOCUMENT,
            "is an Excel workbook, and openpyxl, which reads workbooks, is not installed",
            hint=f"Install it with {INSTALL}, or save each sheet as tab-separated text.",
        )
    return _read(data, parts, limits)


def _is_workbook(archive: zipfile.ZipFile) -> bool:
    names = archive.namelist()
    if "xl/workbook.bin" in names:
        raise ReportError(
            Code.DOCUMENT,
            "is a binary Excel workbook (.xlsb), which is not read",
            hint="Save it as Excel workbook (.xlsx).",
        )
    return _MAIN in names


def _check_sizes(archive: zipfile.ZipFile, data: bytes, limits: Limits) -> None:
    """Refuse joined files, and a bomb by what its directory declares; zipfile never unpacks more of a part than is declared."""
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise ReportError(Code.DOCUMENT, "is a workbook under a password", hint="Save it without a password.")
    end = (
        data.rfind(b"PK\5\6") + 22
    )  # behind its end record, whose last two bytes tell how long a comment follows
    if min(part.header_offset for part in parts) or end + int.from_bytes(
        data[end - 2 : end], "little"
    ) != len(data):
        raise ReportError(
            Code.BAD_COMPRESSION,
            "something stands in front of the workbook, or behind it: two files joined in one?",
            hint="Give each file by itself.",
        )
    if len(parts) > PARTS or len({part.filename for part in parts}) < len(parts):
        raise ReportError(Code.BAD_COMPRESSION, "the workbook holds a part twice, or too many", hint=AGAIN)
    size = sum(part.file_size for part in parts)
    if size > max(limits.bomb_floor, limits.bomb_ratio * len(data)):
        raise ReportError(
            Code.GZIP_BOMB,
            f"unpacks to more than {limits.bomb_ratio} times its size: refused",
            hint="Look at the workbook by hand, and save it anew if it is a true report.",
        )
    if size > limits.document:
        raise ReportError(
            Code.TOO_LARGE, f"unpacks to more than {limits.document >> 20} MiB: refused as a workbook"
        )


def _parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """The XML parts, unpacked (which checks their checksums); none of them may declare a document type."""
    found = {}
    for name in archive.namelist():
        part = archive.read(name)
        if not name.lower().endswith((".xml", ".rels", ".vml")):
            continue
        if b"\0" in part[:64] or b"<!DOCTYPE" in part or b"<!ENTITY" in part:
            raise ReportError(
                Code.BAD_XML,
                f"the part `{name}` declares a document type or is not UTF-8: refused",
                hint=AGAIN,
            )
        found[name] = part
    return found


def _read(data: bytes, parts: dict[str, bytes], limits: Limits) -> Workbook:
    from openpyxl import load_workbook

    tree: dict[str, Any] = {}
    rows, budget = 0, [limits.cells]
    try:
        expected = sum(_last_row(name, part) for name, part in parts.items() if _SHEET.match(name))
        with warnings.catch_warnings():  # openpyxl warns of formats and extensions, which say nothing here
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets:
                tree[sheet.title], last = _cells(sheet, budget)
                rows += last
            if any(_SHEET.match(name) and _FORMULA.search(part) for name, part in parts.items()):
                _add_formulas(data, tree, [limits.cells])
        listed = _listed(parts[_MAIN])
    except ReportError:
        raise
    except Exception as error:  # whatever openpyxl stumbles over, the file was not read
        raise ReportError(
            Code.BAD_XML, f"the Excel workbook cannot be read ({type(error).__name__})", hint=AGAIN
        ) from error
    lost = rows != expected or len(listed) != len(book.sheetnames) or len(tree) != len(book.worksheets)
    if lost or b"purl.oclc.org/ooxml" in parts[_MAIN]:
        raise ReportError(
            Code.BAD_XML,
            "the Excel workbook holds sheets or rows that openpyxl passes over, or is of the Strict kind",
            hint=AGAIN,
        )
    sheets = tuple(tree)
    tree |= _elsewhere(parts)
    return Workbook(sheets, tree, "\n".join(_texts(tree)))


def _last_row(name: str, part: bytes) -> int:
    """The last row number of a sheet. ReportError where rows or cells are not in order: openpyxl would drop some."""
    row = column = 0
    for match in _ROW_OR_CELL.finditer(b"".join(_CELLS.findall(part))):
        reference = _REFERENCE.search(match[2])
        is_row = match[1] == b"row"
        before = row if is_row else column
        now = before + 1 if reference is None else int(reference[2]) if is_row else _number(reference[1])
        if now <= before:
            raise ReportError(
                Code.BAD_XML, f"rows or cells of the part `{name}` are not in order: refused", hint=AGAIN
            )
        row, column = (now, 0) if is_row else (row, now)
    return row


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _cells(sheet: Any, budget: list[int]) -> tuple[dict[str, dict[str, str]], int]:
    """Texts of a sheet by row and column, and its last row. Its own word about its size is not trusted.

    budget  one number: the cells that the workbook may still hold
    """
    from openpyxl.utils import get_column_letter

    sheet.reset_dimensions()
    found: dict[str, dict[str, str]] = {}
    number = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        budget[0] -= max(1, len(row))
        if budget[0] < 0:
            raise ReportError(Code.TOO_LARGE, "holds far more cells than a report: refused as a workbook")
        texts = {get_column_letter(n): text for n, value in enumerate(row, 1) if (text := text_of(value))}
        if texts:
            found[str(number)] = texts
    return found, number


def _add_formulas(data: bytes, tree: dict[str, Any], budget: list[int]) -> None:
    """Put the formula itself where its result was not saved, so that the cell does not look empty."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    for sheet in book.worksheets:
        found = tree[sheet.title]
        for number, row in _cells(sheet, budget)[0].items():
            for column, text in row.items():
                if text.startswith("="):
                    found.setdefault(number, {}).setdefault(column, text)
        tree[sheet.title] = dict(sorted(found.items(), key=lambda item: int(item[0])))


def text_of(value: Any) -> str:
    """The text of a cell's value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if type(value).__name__ == "DataTableFormula":
        return "=TABLE()"
    return str(getattr(value, "text", value)).strip()


def _listed(part: bytes) -> list[str]:
    """The sheets that the workbook lists."""
    from defusedxml.ElementTree import fromstring

    return [e.get("name", "") for e in fromstring(part).iter() if e.tag.rpartition("}")[2] == "sheet"]


def _elsewhere(parts: dict[str, bytes]) -> dict[str, str]:
    """Text outside of cells that names NRG1, by the name of its part."""
    found = {}
    for name, part in parts.items():
        if name == "xl/sharedStrings.xml":
            continue  # its texts stand in cells
        if _SHEET.match(name):
            part = _CELLS.sub(b" ", part)
        whole = part.decode("utf-8", "replace")
        for text in (_TAG.sub("", whole), whole):  # a word may be cut by tags, or stand in an attribute
            if mentions_nrg1(text):
                found[name] = text
    return found


def _texts(tree: dict[str, Any]) -> Iterator[str]:
    for key, value in tree.items():
        yield key
        if isinstance(value, dict):
            yield from _texts(value)
        else:
            yield value


# -- for parsers -----------------------------------------------------------------------------------
def sheets(report: Report, *names: str) -> list[Node]:
    """The sheets with these names that the workbook has, whatever their case, in its own order."""
    wanted = {_reduced(name) for name in names}
    book = report.workbook
    root = Node(report, book.tree if book else None)
    return [root.get(title) for title in (book.sheets if book else ()) if _reduced(title) in wanted]


def rows(sheet: Node, *needed: str) -> list[Node]:
    """The rows below a sheet's header (its first row) as nodes with the column names as keys; a row's pointer is its place.

    Raises RowError if the sheet is empty or lacks one of the columns `needed`. A row with cells beyond the header is a notice,
    and makes the report incomplete.
    """
    lines = [node for _, node in sheet.items()]
    header = {letter: _reduced(name.text()) for letter, name in lines[0].items()} if lines else {}
    missing = [name for name in needed if _reduced(name) not in header.values()]
    if missing or len(set(header.values())) < len(header):
        what = f"column `{missing[0]}` is missing" if missing else "a column stands twice"
        raise RowError(f"sheet {sheet.pointer}: {what}", sheet.pointer)
    found = []
    for line in lines[1:]:
        cells = {header.get(letter, ""): cell.value for letter, cell in line.items()}
        if "" in cells:
            bad(line, RowError("has cells beyond the header of its sheet"))
            continue
        found.append(Node(sheet.report, cells, line.pointer))
    return found


def _reduced(name: str) -> str:
    return name.strip().casefold()


def fact(row: Node, name: str) -> str:
    """A cell that decides. RowError where it holds an error, or a formula whose result was not saved."""
    text = row.text(name)
    if text.startswith("=") or _ERROR.match(text):
        raise RowError(f"`{name}` holds a formula without its result, or an error", row.pointer, text)
    return text
