"""Files that do not become a parsed report: what is said of them, so that nothing is lost and nothing looks negative."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from fusionflag import cases
from fusionflag.codes import Code
from fusionflag.model import Assay, Notice, Record, Severity, with_facts
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report, ReportError
from fusionflag.sources import SheetRow, Source
from fusionflag.stream import ReportEnd, ReportStart

_LOG_LINE = re.compile(
    r"\W*(?:\d{4}-\d\d-\d\d[ T]|\d\d:\d\d:\d\d|(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL)\b|[A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d)"
)


def report_id(shown: str, sha256: str) -> str:
    """Two paths are two reports even when their bytes are equal: header-only reports of two patients are identical."""
    return digest(shown, sha256)


def digest(*parts: str) -> str:
    """16 hex digits from text parts; no counters, so any order of reading gives the same ids."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def unopened(source: Source, error: ReportError) -> Iterator[ReportStart | Record | ReportEnd]:
    """A file that could not be opened, or whose first bytes show that it is no report."""
    if error.code is Code.IGNORED_FILE and not source.named:
        yield ignored(source, error.text)
        return
    yield from _unread(source, "", [_notice_of(error, source.shown)])


def unrecognised(
    source: Source, report: Report, error: ReportError
) -> Iterator[ReportStart | Record | ReportEnd]:
    """A file that was opened and is in no format, or in several."""
    report.problem(error.code, error.text, hint=error.hint, line=error.line)
    yield from _unread(source, report.sha256, report.notices)


def _notice_of(error: ReportError, shown: str) -> Notice:
    place = shown if error.line is None else f"{shown}:{error.line}"
    return Notice(code=error.code, severity=Severity.ERROR, text=error.text, place=place, hint=error.hint)


def ignored(source: Source, text: str) -> Notice:
    """One line for a file that is no report and makes nothing unreadable."""
    note = Notice(code=Code.IGNORED_FILE, severity=Severity.INFO, text=text, place=source.shown)
    return with_facts(note, notice_id=digest(note.place, note.code, note.text))


def _unread(source: Source, sha256: str, notices: list[Notice]) -> Iterator[ReportStart | Record | ReportEnd]:
    """A file that nobody can read yields one assay too, so that its case is never silently empty."""
    rid = report_id(source.shown, sha256)
    known = cases.case_ids(source)
    yield ReportStart(report_id=rid, path=source.shown, sha256=sha256, named=source.named, cases=known)
    rows: tuple[SheetRow | None, ...] = source.sheet or (None,)
    for row in rows:
        case_id = row.case_id if row else known[""][0]
        yield Assay(
            assay_id=digest(rid, row.sample if row else "", "unknown", str(row.line) if row else ""),
            report_id=rid,
            report_file=source.shown,
            report_kind="unknown",
            case_id=case_id,
            specimen=row.specimen if row else "",
            sample=row.sample if row else "",
            molecule="unknown",
            status="unknown",
            fusions_stated=None,
            read_status="unreadable",
            complete=False,
            tumor_type_reported=row.tumor_type if row else "",
            rows_read=0,
        )
    for note in notices:
        yield with_facts(
            note,
            notice_id=digest(rid, note.place, note.code, note.text, note.value),
            report_id=rid,
            case_id=known[""][0],
        )
    yield ReportEnd(report_id=rid, rows=0, complete=False)


def is_log(report: Report) -> bool:
    """Most of the first lines begin with a time or a level, and none names NRG1."""
    lines = [line for line in report.head[:40] if line.strip()]
    return (
        bool(lines)
        and not mentions_nrg1("".join(lines))
        and sum(bool(_LOG_LINE.match(line)) for line in lines) >= 0.8 * len(lines)
    )


def failure(error: Exception) -> str:
    """A failure of a parser as it may be told: its kind and its place in the code; its message could quote the report."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" in {trace.tb_frame.f_code.co_name}, line {trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{where}"
