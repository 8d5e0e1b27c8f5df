"""Archer Analysis (FusionPlex), `<sample>.full_results.txt`: a key and a value a line.

Facts: two public converters of this file to cBioPortal's format; no real file is public, so this is written from documentation.
FCA_n is a fusion, FC_m an isoform (consensus) that supports it. `FCA_n_GENES_UNIQUE` is a set of genes, `A:B`; who is 5' is
said by the annotation alone: `FCA_n_ANNOTATION_k`, all parts joined by commas, or one key a side, `FCA_n_ANNOTATION_1-k` (5') and
`_2-k` (3'), k counting alternative transcripts. STRONG_EVIDENCE_ABERRATION TRUE is Archer's own calibrated call, FALSE a row that
it lists as weak. The software reads GRCh37. A file without any FCA entry is not recognised: nobody has shown one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from fusionflag import archer, numbers
from fusionflag.cells import MISSING, RowError
from fusionflag.codes import Code
from fusionflag.model import Assay, Finding, Record
from fusionflag.parsing import Text, parser
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report
from fusionflag.rows import unexplained
from fusionflag.segments import Part, best, junctions, parts_of, sides

ENTRY = re.compile(r"(FCA_\d+|FC_\d+)_(.+)\Z")
STARTS = "UNIQUE_RNA_START_SITES_PER_GSP2_CONTROL"
FRAME = {"TRUE": "in", "FALSE": "out"}
PANEL = ("ASSAY_NAME", "PANEL_NAME", "PANEL", "ASSAY")


@dataclass(slots=True)
class Entry:
    """The values of one FCA or FC, and the lines that they stand on."""

    line: int
    values: dict[str, str] = field(default_factory=dict)
    lines: dict[int, str] = field(default_factory=dict)

    def text(self, key: str) -> str:
        value = self.values.get(key, "")
        return "" if value in MISSING else value

    def all(self, start: str) -> list[str]:
        return [value for key, value in self.values.items() if key.startswith(start) and value not in MISSING]


@parser(
    title="Archer Analysis (text)",
    molecule="RNA",
    versions="not stated",
    evidence="documentation",
    direction="row: the annotation of each side",
    positions="1-based",
    build="GRCh37",
    silence="negative: entries without strong evidence; without any FCA entry it is not recognised",
    looks_like=(Text(r"SAMPLE_NAME\t", 2000), Text(r"FCA_\d+_GENES_UNIQUE\t", 2000)),
)
def archer_text(report: Report) -> Iterator[Record]:
    """One finding a junction of a fusion."""
    head, entries, free = _read(report)
    sample = head.get("SAMPLE_NAME", "")
    if not sample:
        report.problem(Code.BAD_ROW, "SAMPLE_NAME is empty: whose result this is cannot be told")
    starts = next((value for key, value in head.items() if key.upper().endswith(STARTS)), "")
    yield Assay(
        sample=sample,
        assay_reported=next((head[key] for key in PANEL if head.get(key)), ""),
        pipeline="FusionPlex",
        genome="GRCh37",
        qc_metrics=f"{STARTS}={starts}" if starts and starts not in MISSING else "",
        joins=(f"archer:{sample}",) if sample else (),
    )
    told: set[int] = set()
    for name, entry in entries.items():
        if not name.startswith("FCA_"):
            continue
        report.rows_read += 1
        isoforms = [entries[i] for i in entry.all("SUPPORTING_ISOFORM_ID") if i in entries]
        try:
            found = [*_findings(entry, isoforms, sample, set(entries))]
        except RowError as error:
            report.problem(Code.BAD_ROW, f"{name}: {error}", line=entry.line, value=error.value)
            continue
        lines = {n for e in (entry, *isoforms) for n, line in e.lines.items() if mentions_nrg1(line)}
        told |= lines
        for finding in found:
            finding.place = f"{report.path}:{entry.line}"
            finding.also_at = tuple(f"{report.path}:{n}" for n in sorted(lines - {entry.line}))
            yield finding
    for number, line in sorted((free | {n: t for e in entries.values() for n, t in e.lines.items()}).items()):
        if number not in told and mentions_nrg1(line):
            unexplained(report, number, line)


def _read(report: Report) -> tuple[dict[str, str], dict[str, Entry], dict[int, str]]:
    """The values of the sample, the entries by name, and the lines that belong to no entry."""
    head: dict[str, str] = {}
    entries: dict[str, Entry] = {}
    free: dict[int, str] = {}
    for number, line in report.lines():
        key, tab, value = line.partition("\t")
        key, value = key.strip(), value.strip()
        if not key:
            continue
        found = ENTRY.match(key)
        entry = entries.setdefault(found[1], Entry(number)) if found else None
        store, name = (entry.values, found[2]) if entry and found else (head, key)
        if store.setdefault(name, value) != value:
            report.problem(
                Code.PARTIAL_TABLE,
                f"`{key}` stands twice with different values: two reports joined in one file?",
                line=number,
                hint="Give the reports as separate files.",
            )
        if entry:
            entry.lines[number] = line
        else:
            free[number] = line
            if not tab or key.endswith(("_GENES_UNIQUE", "_STRONG_EVIDENCE_ABERRATION")):
                report.problem(
                    Code.BAD_ROW, "the line is not understood: it may hold a fusion", line=number, value=key
                )
    return head, entries, free


def _findings(entry: Entry, isoforms: list[Entry], sample: str, known: set[str]) -> Iterator[Finding]:
    """The junctions of one FCA. Raises RowError where what decides is missing."""
    genes = [name.strip() for name in re.split(r"[:,]", entry.text("GENES_UNIQUE")) if name.strip()]
    strong = entry.text("STRONG_EVIDENCE_ABERRATION").upper()
    if not genes:
        raise RowError("GENES_UNIQUE is missing")
    if strong not in ("TRUE", "FALSE"):
        raise RowError("STRONG_EVIDENCE_ABERRATION is neither TRUE nor FALSE", value=strong)
    lost = [i for i in entry.all("SUPPORTING_ISOFORM_ID") if i not in known]
    if lost:
        raise RowError(f"its isoform {lost[0]} is not in the file: the file was cut short")
    alone = len(set(genes)) == 1
    pairs = junctions(_parts(entry))
    agree = {p.gene for pair in pairs for p in pair} == set(genes)
    places = [sides(*pair) for pair in pairs] if agree and not alone else [_unordered(genes)]
    words = " ".join(line for e in (entry, *isoforms) for line in e.lines.values())
    for place in places:
        yield archer.finding(
            place,
            ":".join(genes),
            "" if any(map(mentions_nrg1, genes)) else words,
            strong=strong == "TRUE",
            artifact=entry.text("IS_ARTIFACT").upper() == "TRUE",
            sample=sample,
            in_frame=FRAME.get(entry.text("HAS_INFRAME_TRANSLATION").upper(), "unknown"),
            junction_reads=_sum(isoforms, "EITHER_R1_OR_R2"),
            unique_reads=_sum([entry, *isoforms], "UNIQUE_START_SITES"),
        )


def _parts(entry: Entry) -> list[Part]:
    """The annotated parts, 5' first; none where they are not understood."""
    chains = [v for k, v in entry.values.items() if re.fullmatch(r"ANNOTATION_\d+", k) and v not in MISSING]
    if chains:
        return [*parts_of(best(chains))]
    by_side = [best(entry.all(f"ANNOTATION_{side}-")) for side in (1, 2)]
    return [part for text in by_side for part in parts_of(text)] if all(by_side) else []


def _unordered(genes: list[str]) -> dict[str, Any]:
    """The set of genes alone: no order, no places. More than two are left to be told apart by name."""
    pair = genes * 2 if len(genes) == 1 else genes if len(genes) == 2 else ["", ""]
    return archer.unordered(*pair)


def _sum(entries: list[Entry], key: str) -> int | None:
    counts = [numbers.count(text)[0] for e in entries if (text := e.text(key))]
    known = [n for n in counts if n is not None]
    return sum(known) if known and len(known) == len(counts) else None  # one that cannot be read may be many
