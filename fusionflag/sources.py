"""What is to be read: a file, how it is shown, and what the sample sheet says of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One row of the sample sheet. Empty text and None: not stated. `line` is its line in the sheet; `who` names
    it in messages."""

    path: str
    case_id: str
    specimen: str = ""
    sample: str = ""
    run: str = ""
    tumor_type: str = ""
    assay: str = ""
    molecule: str = ""
    genome: str = ""
    qc: str = ""
    nrg1_coverage: str = ""
    tumor_content: float | None = None
    sha256: str = ""
    line: int = 0
    place: str = ""
    who: str = "sample sheet"
    unread: tuple[str, ...] = ()  # columns of `DECIDING` whose value is stated and not understood


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file to read.

    path   on disk; None for standard input (held in `data`)
    shown  as places show it: relative to its input root, with forward slashes
    named  named outright on the command line or in the sheet, so it must be readable
    folder the case of a file without a sheet, where one folder is one case
    """

    path: Path | str | None  # of a run it is text: a path object each would cost more than reading its bytes
    shown: str
    named: bool = False
    parser: str = ""
    sheet: tuple[SheetRow, ...] = ()
    data: bytes | None = None
    folder: str = ""
    all_junctions: bool = False  # list the junctions of a VCF that lie away from NRG1 too
    listed: bool = False  # a sheet is in use and lists this file
    branch: str = ""  # its folder, below the folder that all inputs of the run have in common
    sheet_cases: frozenset[str] = frozenset()  # case ids of the sheet, which only listed files may have
