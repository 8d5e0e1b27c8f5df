"""VICC / GA4GH gene fusions as JSON: for each case with a fusion a file with its AssayedFusions, and an index of all cases.

The format states fusions that are there, and nothing else: it has no word for an uncertain event, a negative or a test that could
not answer. So only events that the verdict stands by are written, and `index.json` tells of every case its verdict, its file if
it has one, and by name the events that are left open. Facts: the models of cancervariants/fusor; positions are inter-residue.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fusionflag import nrg1
from fusionflag.dossiers import Dossier, RunInfo
from fusionflag.genes import default
from fusionflag.meanings import shown
from fusionflag.model import Finding
from fusionflag.output.fhir_results import chromosome
from fusionflag.output.jsonl import plain
from fusionflag.output.names import file_name
from fusionflag.output.standing import events, stands

Json = dict[str, Any]

# the versions of NC_000001 to NC_000024 in GRCh38; those of GRCh37 are one lower
VERSIONS_38 = (11, 12, 12, 12, 10, 12, 14, 11, 12, 11, 10, 12, 11, 9, 10, 10, 11, 10, 10, 11, 9, 11, 11, 10)
_SYSTEM = "https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/"
_ASSAYS = {
    "RNA": ("RNA sequencing assay", "obi:OBI_0001177", "observed"),
    "cfRNA": ("cell-free RNA sequencing assay", "obi:OBI_0001177", "observed"),
    "DNA": ("DNA sequencing assay", "obi:OBI_0000626", "inferred"),
    "cfDNA": ("cell-free DNA sequencing assay", "obi:OBI_0000626", "inferred"),
}
_REFSEQ = re.compile(r"[NX][MR]_\d+(?:\.\d+)?")
_NUMBERS = {**{str(n): n for n in range(1, 23)}, "X": 23, "Y": 24}
_EGF = "interpro:IPR000742"


def write(dossiers: Iterable[Dossier], info: RunInfo, destination: Path) -> None:
    """A folder with a file for each case that has a fusion, and the index."""
    destination.mkdir()
    index: list[Json] = []
    for d in dossiers:
        found = [f for f in events(d) if stands(d, f) and f.order_known]
        name = f"{file_name(d.case.case_id)}.json" if found else None
        if name:
            _dump([assayed(f) for f in found], destination / name)
        left = [
            f"{f.fusion or f.call_reported}: {', '.join(f.event_reasons)}"
            for f in events(d)
            if f not in found
        ]
        index.append(
            {
                "case_id": plain(d.case.case_id),
                "verdict": d.case.verdict,
                "meaning": shown(d.case.verdict, d.case.reasons),
                "file": name,
                "not_written": [plain(text) for text in left],
            }
        )
    about = {"fusionflag": info.version, "knowledge": info.knowledge}
    _dump(
        {**about, "negative": "only where the verdict is `negative`", "cases": index},
        destination / "index.json",
    )


def _dump(content: Any, path: Path) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def assayed(f: Finding) -> Json:
    """One AssayedFusion."""
    made: Json = {
        "type": "AssayedFusion",
        "structure": [_element(f, "5", "End"), _element(f, "3", "Start")],
        "causativeEvent": {"type": "CausativeEvent", "eventType": "rearrangement"},
    }
    frame = f.in_frame if f.in_frame != "unknown" else f.frame_computed
    if frame in ("in", "out", "stop"):
        made["readingFramePreserved"] = frame == "in"
    if f.egf_kept != "unknown":
        status = "preserved" if f.egf_kept == "kept" else "lost"
        label = "EGF-like domain"
        domain = {"type": "FunctionalDomain", "status": status, "associatedGene": _gene("NRG1"), "id": _EGF}
        made["criticalFunctionalDomains"] = [{**domain, "label": label}]
    if f.molecule in _ASSAYS:
        name, obi, how = _ASSAYS[f.molecule]
        made["assay"] = {"type": "Assay", "assayName": name, "assayId": obi, "fusionDetection": how}
    reads = {"split": ("splitReads", f.junction_reads), "spanning": ("spanningReads", f.pair_reads)}
    counts = {kind: {name: count} for kind, (name, count) in reads.items() if count is not None}
    if counts:
        made["readData"] = counts
    return made


def _gene(symbol: str) -> Json:
    """A gene with its HGNC id, where it has one."""
    found = default().resolve(symbol)
    named: Json = {"conceptType": "Gene", "name": plain(symbol)}
    if found.how == "approved" and found.hgnc_id:
        named["primaryCoding"] = {"id": found.hgnc_id.lower(), "code": found.hgnc_id, "system": _SYSTEM}
    return named


def _element(f: Finding, side: str, edge: str) -> Json:
    """One side: a segment of a transcript where transcript, exon and place are known, else the gene, else an unknown gene."""
    name = getattr(f, f"gene{side}")
    if name in ("", "?", "*"):
        return {"type": "UnknownGeneElement"}
    transcript, exon = _exon(f, side)
    place, strand = _location(f, side), _strand(f, side)
    if place is None or not strand or not _REFSEQ.fullmatch(transcript) or not exon.isdigit():
        return {"type": "GeneElement", "gene": _gene(name)}
    status = "mane_select" if transcript == nrg1.model()["mane_select"] else "longest_compatible_remaining"
    return {
        "type": "TranscriptSegmentElement",
        "transcript": f"refseq:{transcript}",
        "transcriptStatus": status,
        "strand": 1 if strand == "+" else -1,
        f"exon{edge}": int(exon),
        f"exon{edge}Offset": 0,
        "gene": _gene(name),
        f"elementGenomic{edge}": place,
    }


def _exon(f: Finding, side: str) -> tuple[str, str]:
    """Transcript and exon as stated; else those that the junction stands at the edge of: a partner's donor, NRG1's acceptor."""
    stated = getattr(f, f"transcript{side}"), getattr(f, f"exon{side}")
    if all(stated) or f.gene3 != "NRG1":
        return stated
    if side == "5":
        transcript, _, exon = f.partner_exon.partition(":")
        return transcript, exon
    acceptor = nrg1.acceptor_at(f.pos3, f.genome, tolerance=0) if f.pos3 is not None and f.genome else None
    numbers = {unit["name"]: unit["number_in"] for unit in nrg1.model()["exons"]}
    transcript = nrg1.model()["mane_select"]
    number = numbers[acceptor.name].get(transcript.partition(".")[0]) if acceptor else None
    return (transcript, str(number)) if number else ("", "")


def _strand(f: Finding, side: str) -> str:
    """As stated, else that of the gene in its build."""
    locus = default().locus(getattr(f, f"gene{side}"), f.genome)
    return getattr(f, f"strand{side}") or (locus.strand if locus else "")


def _location(f: Finding, side: str) -> Json | None:
    """The base at the junction as an inter-residue place on a chromosome of its build."""
    name, pos = chromosome(getattr(f, f"chrom{side}")), getattr(f, f"pos{side}")
    if name not in _NUMBERS or pos is None or f.genome not in ("GRCh37", "GRCh38"):
        return None
    number = _NUMBERS[name]
    version = VERSIONS_38[number - 1] - (f.genome == "GRCh37")
    reference = f"refseq:NC_{number:06d}.{version}"
    return {"type": "SequenceLocation", "sequenceReference": reference, "start": pos - 1, "end": pos}
