"""What a file is by its first bytes: refused kinds named as such, and text encodings."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from fusionflag.codes import Code

# SAM/BAM specification section 4.1.2: the empty block that ends every BGZF file
BGZF_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")

ZIP = b"PK\x03\x04"
BCF = b"BCF\2"  # and the minor version; BCF1 is not read any more, by htslib neither

EXPORT_HINT = (
    "fusionflag does not read documents or pictures. Ask the issuing laboratory for the structured export of this report "
    "(JSON, XML or fusion table), or for the VCF with its metrics file."
)
_DOCUMENTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word, Excel or Outlook document, or one under a password"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"BM", "a bitmap picture"),
    (b"%!PS", "a PostScript document"),
    (b"\x00\x00\x00\x1cftyp", "a picture or film"),
)
_PACKED: tuple[tuple[bytes, str], ...] = (
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf", "7-zip"),
    (b"Rar!", "RAR"),
)
_NOT_REPORTS: tuple[tuple[bytes, str], ...] = (
    (b"BAM\1", "a BAM file of reads"),
    (b"CRAM", "a CRAM file of reads"),
    (b"BAI\1", "a BAM index"),
    (b"TBI\1", "a tabix index"),
    (b"CSI\1", "a CSI index"),
    (b"CRAI", "a CRAM index"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3\0", "a SQLite database"),
    (b"\x89HDF", "an HDF5 file"),
)
_KNOWN = tuple(mark for mark, _ in (*_DOCUMENTS, *_PACKED, *_NOT_REPORTS))
_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*\?>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I)
_FASTQ = re.compile(rb"@[^\r\n]*\r?\n[A-Za-z.*-]+\r?\n\+[^\r\n]*\r?\n")
_CHECKSUM = re.compile(rb"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})(?:[ \t]+\*?\S[^\r\n]*)?\r?\n?\Z", re.I)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file is not opened as a report."""

    code: Code
    text: str
    hint: str


LEDGER = 0x4E524731  # "NRG1", the application id in the header of our SQLite file


def refuse(start: bytes) -> Refused | None:
    """What the first (unpacked) bytes show the file to be, if that is no report: document, picture, reads, web page."""
    if start.startswith(ZIP):
        what = (
            "a Word, PowerPoint or other Office document"
            if b"[Content_Types].xml" in start or b"_rels" in start
            else "a ZIP archive"
        )
        hint = (
            EXPORT_HINT if "Office" in what else "Unpack the archive and give fusionflag the reports inside."
        )
        return Refused(Code.DOCUMENT, f"is {what}", hint)
    if start.startswith(_KNOWN) and (known := _known(start)):
        return known
    if _FASTQ.match(start):
        return Refused(Code.IGNORED_FILE, "is a FASTQ file of reads, not a report", "")
    if _CHECKSUM.match(start):
        return Refused(Code.IGNORED_FILE, "is a checksum, not a report", "")
    if _HTML.match(start.removeprefix(codecs.BOM_UTF8)):
        return Refused(
            Code.HTML_PAGE,
            "is a web page (HTML), not a report: often an error or log-in page saved under the report's name",
            "Download the report again and look at it before you feed it in.",
        )
    return None


def _known(start: bytes) -> Refused | None:
    for mark, what in _DOCUMENTS:
        if start.startswith(mark) and (mark != b"BM" or b"\0" in start[:64]):
            return Refused(Code.DOCUMENT, f"is {what}", EXPORT_HINT)
    for mark, what in _PACKED:
        if start.startswith(mark):
            return Refused(
                Code.UNKNOWN_FORMAT,
                f"is packed with {what}",
                f"Unpack it ({what}) and give the report itself.",
            )
    for mark, what in _NOT_REPORTS:
        if start.startswith(mark):
            return Refused(Code.IGNORED_FILE, f"is {what}, not a report", "")
    return None


def is_bgzf(start: bytes) -> bool:
    """gzip with the extra field BC of BGZF (SAM specification 4.1)."""
    return start[:4] == b"\x1f\x8b\x08\x04" and start[12:14] == b"BC"


def encoding_of(start: bytes) -> str:
    """Codec name from a byte-order mark, or from the NUL pattern of UTF-16 text without one; else UTF-8."""
    for mark, name in _ORDER_MARKS:
        if start.startswith(mark):
            return name
    sample = start[:512]
    if len(sample) >= 4 and 0 in sample:
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        half = len(sample) // 2
        if odd > 0.9 * half and not even:
            return "utf-16-le"
        if even > 0.9 * half and not odd:
            return "utf-16-be"
    return "utf-8"


def is_ledger(path: Path) -> bool:
    """Does this file bear our mark in its header?"""
    try:
        with path.open("rb") as file:
            head = file.read(72)
    except OSError:
        return False
    return head[:16] == b"SQLite format 3\0" and int.from_bytes(head[68:72], "big") == LEDGER
