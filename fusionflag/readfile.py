"""From one file to its records: open, recognise, parse, normalise, cover. A pure function of the file and its sheet rows.

`read_source` is the whole left half of the design: it never raises for what a file holds, yields findings as they are read
(memory does not grow with the file), and ends every report with `ReportEnd`, which says whether all of it was understood.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from fusionflag import cases, coverage, documents, identity, markers, net, normalise, shortfalls
from fusionflag.codes import Code
from fusionflag.model import Assay, Finding, Mark, Marker, Notice, Record, Severity, is_held, with_facts
from fusionflag.parsing import Parser, claim, recognise
from fusionflag.reading import Limits, Report, ReportError, open_report
from fusionflag.registry import parser_named, parsers
from fusionflag.rows import RowError
from fusionflag.sources import Source
from fusionflag.spelling import mentions_nrg1
from fusionflag.stream import ReportEnd, ReportStart
from fusionflag.unread import digest, failure, ignored, is_log, report_id, unopened, unrecognised

_Stamp = tuple[str, str, str, str, list[int]]  # sample, molecule, arm, case; rows, and those not filtered out


def read_source(
    source: Source, *, limits: Limits | None = None
) -> Iterator[ReportStart | Record | ReportEnd]:
    """The framed records of one file, counted in its last frame.

    A file that is no report (reads, index, log) yields one IGNORED_FILE notice only.
    """
    for records, frame in enumerate(_frames(source, limits)):
        if isinstance(frame, ReportEnd):
            frame.records = records
        yield frame


def _frames(source: Source, limits: Limits | None) -> Iterator[ReportStart | Record | ReportEnd]:
    try:
        report = _open(source, limits)
    except ReportError as error:
        yield from unopened(source, error)
        return
    with report:
        try:
            chosen = _recognise(report, source)
        except ReportError as error:
            if error.code is Code.UNKNOWN_FORMAT and not source.named and is_log(report):
                yield ignored(source, "is a log by its shape, not a report")
            else:
                yield from unrecognised(source, report, error)
            return
        yield from _Reading(source, report, chosen).records()


def _open(source: Source, limits: Limits | None) -> Report:
    if source.data is not None:
        return Report(io.BytesIO(source.data), source.shown, limits)
    assert source.path is not None
    return open_report(Path(source.path), source.shown, limits)


def _recognise(report: Report, source: Source) -> Parser:
    if source.parser:
        return claim(report, parser_named(source.parser))
    return recognise(report, parsers())


class _Reading:
    """One recognised report on its way through its parser."""

    def __init__(self, source: Source, report: Report, chosen: Parser) -> None:
        self.source, self.report, self.parser = source, report, chosen
        self.rid = report_id(source.shown, report.sha256)
        name = os.path.basename(source.path) if source.path else source.shown  # noqa: PTH119
        self.candidates = chosen.only_candidates(name)
        self.assays: dict[tuple[str, str], Assay] = {}
        self.rows: dict[tuple[str, str], list[int]] = {}
        self.ids: dict[tuple[str, str], str] = {}  # of the arms that have rows
        self.stamps: dict[tuple[str, str], _Stamp] = {}  # by sample and molecule as records state them
        self.shown: dict[str, str] = {}  # samples of arms as they may be shown: without the patient's name
        self.places: dict[str, int] = {}
        self.odd = net.OddCells(report)
        self.cases = cases.case_ids(source)
        self.nrg1_seen = False
        self.cases_of_arms: set[str] = set()
        report.wanted_samples = tuple(row.sample for row in source.sheet if row.sample)
        report.all_junctions = source.all_junctions
        self.normal = normalise.Normaliser(genome=coverage.stated_genome(source))

    @property
    def multi_sample(self) -> bool:
        """May the file hold samples that are cases of their own? Some parsers know it from the start, others by the file."""
        return self.parser.multi_sample or self.report.several_samples

    def records(self) -> Iterator[ReportStart | Record | ReportEnd]:
        yield ReportStart(
            report_id=self.rid,
            path=self.source.shown,
            sha256=self.report.sha256,
            named=self.source.named,
            cases=self.cases,
        )
        for record in self._parsed():
            if isinstance(record, Finding):
                yield self._stamped(record)
                if marker := markers.beside(record):
                    yield marker
            elif isinstance(record, Notice):
                self.report.notices.append(record)
                self.report.complete &= record.severity is not Severity.ERROR
            elif isinstance(record, Assay):
                self._assay(record)
            else:
                yield self._stamped(record)
        self._finish()
        yield from self._arms()
        yield from map(self._noted, self.report.notices)
        yield ReportEnd(report_id=self.rid, rows=self.report.rows_read, complete=self.report.complete)

    def _parsed(self) -> Iterator[Record]:
        report = self.report
        try:
            yield from self.parser.read(report)
        except ReportError as error:
            report.problem(error.code, error.text, hint=error.hint, line=error.line)
        except RowError as error:
            report.problem(
                Code.MISSING_COLUMN,
                str(error),
                line=report.header_line or None,
                hint="Ask for the full table.",
            )
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001  one faulty parser or file must not stop the batch
            report.problem(
                Code.PARSER_FAILED,
                f"the parser `{self.parser.name}` failed: {failure(error)}",
                hint="Please report this with the file's layout (not its content).",
            )
        else:
            if not report.drained and not report.is_document:
                report.problem(
                    Code.PARSER_FAILED, f"the parser `{self.parser.name}` did not read to the last line"
                )

    def _stamped(self, record: Finding | Marker) -> Finding | Marker:
        """Give a fresh record its ids and its case, then derive what it means."""
        told = (record.sample, record.molecule)
        stamp = self.stamps.get(told) or self._stamp(*told)
        record.sample, record.molecule, record.assay_id, record.case_id, counts = stamp
        counts[0] += 1
        nth = self.places[record.place] = self.places.get(record.place, 0) + 1
        if nth == 1 and len(self.places) > 4096:  # places come in order; only the last ones can recur
            self.places = {record.place: 1}
        record.report_id = self.rid
        record_id = digest(self.rid, record.place.removeprefix(self.source.shown), str(nth))
        if isinstance(record, Marker):
            record.marker_id = record_id
            self.nrg1_seen = self.nrg1_seen or mentions_nrg1(record.gene)
            return record
        record.finding_id = record_id
        if self.candidates and Mark.FILTERED not in record.marks:
            record.marks = (*record.marks, Mark.FILTERED)
        self.odd.mark(record)
        counts[1] += not record.marks or Mark.FILTERED not in record.marks
        self.normal.finding(record)
        self.nrg1_seen = self.nrg1_seen or is_held(record)
        net.check_names(self.report, record)
        return record

    def _stamp(self, reported: str, molecule: str) -> _Stamp:
        """What all records of this sample and molecule, as the parser states them, are stamped with."""
        sample = self.shown.get(reported, reported)
        key = (sample, self._molecule(sample, molecule or self.parser.molecule))
        if key not in self.rows:
            self.rows[key], self.ids[key] = [0, 0], self._assay_id(key)
        stamp = self.stamps[reported, molecule] = (*key, self.ids[key], self._case(sample), self.rows[key])
        return stamp

    def _assay(self, record: Assay) -> None:
        """Keep an arm that the report declares; a declared patient or case id groups it where no sheet does."""
        self.stamps.clear()  # it may tell how its sample is shown, and its case
        own, record = record.sample, identity.veiled(record)
        self.shown[own] = record.sample
        molecule = self._molecule(record.sample, record.molecule or self.parser.molecule)
        if record.case_hint and self.rows and not self.assays:
            self.report.problem(
                Code.PARSER_FAILED,
                f"the parser `{self.parser.name}` names the case of its findings after them: they may be in two cases",
            )
        if (record.sample, molecule) in self.assays:
            self.report.problem(
                Code.PARTIAL_TABLE,
                f"two arms of {molecule} carry one name of a library: they cannot be told apart",
            )
        self.assays[record.sample, molecule] = record
        # a file that the sheet does not list must not slip into a case of the sheet by an id that happens to be the same
        ours = record.case_hint not in self.source.sheet_cases
        if record.case_hint and ours and not self.source.sheet and not self.source.folder:
            self.cases[record.sample] = (record.case_hint, "report")
            if self.cases[""][1] == "path":
                self.cases[""] = (record.case_hint, "report")

    def _molecule(self, sample: str, reported: str) -> str:
        """The nucleic acid as the less trusting of the report and the sheet."""
        if not self.source.sheet:
            return reported
        return coverage.molecule_of(reported, cases.sheet_row(self.source, sample))

    def _assay_id(self, key: tuple[str, str]) -> str:
        return digest(self.rid, *key)

    def _case(self, sample: str) -> str:
        if sample not in self.cases:
            self.cases[sample] = cases.case_of_sample(self.source, sample, self.cases, self.multi_sample)
        return self.cases[sample][0]

    def _finish(self) -> None:
        report = self.report
        if (
            report.drained
            and not report.is_document
            and not report.final_newline
            and not self.parser.no_final_newline
        ):
            report.problem(
                Code.NO_FINAL_NEWLINE,
                "the last line has no newline: the file may be cut short. What it reports counts, what it leaves out does not",
                line=report.line_number,
                hint="Copy the file again from its source. If its writer ends no file with a newline, add one.",
            )
        if self.candidates:
            report.notice(
                Code.CANDIDATES_ONLY,
                f"the file name says that this is an unfiltered list of {self.parser.title}: it supports no negative",
                severity=Severity.INFO,
            )
        report.notices.extend(self.normal.notices)
        cases.check_sum(self.source, report)
        self._check_document()

    def _check_document(self) -> None:
        """The net under documents, which have no lines: NRG1 is named, but no record speaks of it."""
        report = self.report
        if report.kept.get("told") is not None or documents.is_xml(report) or report.workbook:
            net.check_net(report)
        elif report.is_document and not self.nrg1_seen and net.names_nrg1(report):
            report.problem(
                Code.NRG1_UNEXPLAINED,
                "the document names NRG1, but nothing of it was understood as a finding; no negative is drawn from it",
                hint="Look at this report by hand.",
            )

    def _missing_samples(self) -> Iterator[Assay]:
        """A sample that the sheet lists and the file lacks is an arm that nobody has read, never a negative."""
        if not self.source.sheet:
            return
        found = {sample for sample, _ in chain(self.assays, self.rows)}
        for row in cases.missing_samples(self.source, found, self.multi_sample):
            self.report.notices.append(cases.missing_sample_notice(row, self.source, found))
            yield Assay(
                assay_id=self._assay_id((row.sample, "missing")),
                report_id=self.rid,
                report_file=self.source.shown,
                parser=self.parser.name,
                case_id=row.case_id,
                sample=row.sample,
                molecule=self.parser.molecule,
                status="unknown",
                fusions_stated=None,
                read_status="incomplete",
                complete=False,
                tumor_type_reported=row.tumor_type,
                rows_read=0,
            )

    def _arms(self) -> Iterator[Assay]:
        """One assay for each sample of the file, also where it has no row."""
        yield from self._missing_samples()
        results = (key[0] for key, a in self.assays.items() if a.report_kind != "companion")
        if self.parser.multi_sample and (
            note := cases.pooled(self.source, chain(results, (k[0] for k in self.rows)))
        ):
            self.report.notices.append(note)
            self.report.complete = False
        lacking = (
            bool(self.source.sheet) and all(row.sample for row in self.source.sheet) and self.multi_sample
        )
        default = {} if lacking else {("", self._molecule("", self.parser.molecule)): None}
        for key in dict.fromkeys(chain(self.assays, self.rows)) or default:
            sample, molecule = key
            arm = self.assays.get(key) or Assay(sample=sample)
            counts = self.rows.get(key, [0, 0])
            arm.assay_id = self.ids.get(key) or self._assay_id(key)
            arm.report_id, arm.parser = self.rid, self.parser.name
            arm.report_file, arm.branch = self.source.shown, self.source.branch
            arm.case_id, arm.molecule = self._case(sample), molecule
            arm.rows_read = counts[0] if arm.rows_read is None else arm.rows_read
            arm.rows_reportable = counts[1] if arm.rows_reportable is None else arm.rows_reportable
            arm.report_kind = "candidates" if self.candidates else arm.report_kind
            arm.rechecker = arm.rechecker or self.parser.rechecker
            arm.method = arm.method or self.parser.method
            arm.genome = arm.genome or self.normal.genome_of_report()
            arm.read_status = self._read_status(arm)
            arm.complete = arm.complete and self.report.complete
            arm.limitation = arm.limitation or shortfalls.limitation(self.report, molecule)
            arm, notes = coverage.cover(arm, cases.sheet_row(self.source, sample))
            self.report.notices.extend(notes)
            self.cases_of_arms.add(arm.case_id)
            yield arm

    def _read_status(self, stated: Assay) -> str:
        if stated.read_status == "unreadable":
            return stated.read_status
        if not self.report.complete or not stated.complete:
            return "incomplete"
        if stated.read_status == "cannot_express_fusions":
            return stated.read_status
        repaired = {Code.ENCODING, Code.REPAIRED, Code.BAD_CELL}
        return "repaired" if any(n.code in repaired for n in self.report.notices) else stated.read_status

    def _noted(self, note: Notice) -> Notice:
        place = note.place or self.source.shown
        return with_facts(
            note,
            notice_id=digest(
                self.rid, place.removeprefix(self.source.shown), note.code, note.text, note.value
            ),
            place=place,
            report_id=self.rid,
            # a notice of a file with several cases belongs to all of them: the judge tells them by the report
            case_id=note.case_id or (next(iter(self.cases_of_arms)) if len(self.cases_of_arms) == 1 else ""),
        )
