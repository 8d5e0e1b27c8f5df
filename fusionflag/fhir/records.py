"""Findings and markers from the statements of a report."""

from __future__ import annotations

import re
from typing import Any

from fusionflag import markers
from fusionflag.cells import RowError
from fusionflag.documents import Node
from fusionflag.fhir import codes
from fusionflag.fhir.statements import (
    ASSEMBLY,
    CODING,
    COORDINATES,
    EGF,
    FRACTION,
    PROTEIN,
    READS,
    Statement,
)
from fusionflag.model import Finding, Mark, Marker

_EXON = re.compile(r"(?:exon|ex|e)?\s*(\d+)", re.I)
_EXON14 = re.compile(r"exon[ -]?14.*skip|ex14", re.I)
_ZERO_BASED = {"LA30100-4", "LA30101-2"}


def finding(s: Statement) -> Finding:
    """The rearrangement that an Observation reports."""
    marks = [Mark.FILTERED] if s.withdrawn else []
    marks += [Mark.INDETERMINATE] if s.presence == codes.INDETERMINATE else []
    if s.germline.startswith("germline"):
        marks.append(Mark.GERMLINE)
    elif "germline" in s.germline:
        marks.append(Mark.NOT_SOMATIC)
    words = " ".join((*s.names, *s.changes)).lower()
    five, three = _sides(s)
    if not five and not three:
        raise RowError("reports a fusion, but names none of its genes", f"{s.node.pointer}/component")
    at = {**_side(s, "five", "5", five), **_side(s, "three", "3", three)}
    if at.pop("wide5") | at.pop("wide3"):
        marks.append(Mark.IMPRECISE)
    classes = "; ".join(s.classes)
    return Finding(
        gene5_reported=five,
        gene3_reported=three,
        call_reported=(
            s.names[0] if s.names else ("::" if s.order else "/").join(filter(None, (five, three)))
        )[:80],
        confidence="" if s.kind == "fusion" else classes,
        classification=classes if s.kind == "fusion" else "",
        filters=s.status if s.withdrawn else "",
        marks=tuple(marks),
        order_known=bool(s.order),
        order_from=s.order or "none",
        event="; ".join(s.changes)[:80],
        in_frame=_frame(words),
        egf_kept=_egf(s),
        total_reads=_reads(s.first(READS)),
        allele_fraction=_fraction(s),
        genome=codes.build_of(codes.value(s.first(ASSEMBLY))),
        **at,
    )


def _sides(s: Statement) -> tuple[str, str]:
    if s.order:
        return s.five, s.three
    if len(s.genes) < 2:
        return "", "".join(s.genes)
    nrg1 = [g for g in s.genes if g == "NRG1"]
    last = nrg1[0] if nrg1 and len(s.genes) > 2 else s.genes[-1]
    return ";".join(g for g in s.genes if g != last), last


def _side(s: Statement, side: str, ours: str, gene: str) -> dict[str, Any]:
    """Place, transcript and exon of one side, as MII gives them.

    The strand is left out: examples of the profile give the plus strand for a gene of the minus strand.
    """
    places = s.first(f"{side}-prime-position")
    pos, width = _range(places)
    if pos is not None and _ZERO_BASED & codes.value(s.first(COORDINATES)).codes:
        pos += 1
    chrom = codes.chromosome_of(codes.value(s.first(f"{side}-prime-chromosome")))
    transcript = codes.value(s.first(f"{side}-prime-transcript-id"))
    exon = codes.value(s.first(f"{side}-prime-exon-id"))
    number = _EXON.fullmatch(exon.words or next(iter(exon.codes), ""))
    return {
        f"pos{ours}": pos,
        f"chrom{ours}": chrom or (codes.chromosome_of_gene(gene) if pos is not None and gene else ""),
        f"interval{ours}": (0, width) if width else (),
        f"wide{ours}": bool(width),
        f"transcript{ours}": next(iter(sorted(transcript.codes)), transcript.words),
        f"exon{ours}": number[1] if number else exon.words,
    }


def _range(component: Node) -> tuple[int | None, int]:
    """First position and width of a range; a single number is a range of one."""
    single = component.first("valueInteger").position() or component.get("valueQuantity").position("value")
    if single is not None:
        return single, 0
    low = component.get("valueRange", "low").position("value")
    high = component.get("valueRange", "high").position("value")
    if low is None:
        return high, 0
    return low, max(0, (high or low) - low)


def _reads(component: Node) -> int | None:
    count = component.get("valueInteger").count()
    return component.get("valueQuantity").count("value") if count is None else count


def _fraction(s: Statement) -> float | None:
    quantity = s.first(FRACTION).get("valueQuantity")
    number = quantity.number("value")
    if number is None:
        return None
    number = number / 100 if "%" in (quantity.text("unit"), quantity.text("code")) or number > 1 else number
    return number if 0 <= number <= 1 else None


def is_event(s: Statement) -> bool:
    """Does an indeterminate result tell of an event: a side, reads or a class? Else it was the test that gave no answer."""
    told = any(key.startswith(("five-prime-", "three-prime-")) for key in s.parts)
    return s.kind == "fusion" and s.at_nrg1 and (told or READS in s.parts or bool(s.classes))


def _egf(s: Statement) -> str:
    said = codes.value(s.first(EGF)).words
    return said if said in ("kept", "lost") else "unknown"


def _frame(words: str) -> str:
    if re.search(r"out[- ]of[- ]frame|frameshift|not in[- ]frame", words):
        return "out"
    return "in" if re.search(r"\bin[- ]?frame", words) else "unknown"


def marker(s: Statement) -> Marker | None:
    """The marker of a small variant or a copy number change; None for a gene no board asks for."""
    if s.withdrawn or not s.genes:
        return None
    name = s.genes[0] if "NRG1" not in s.genes else "NRG1"
    words = "; ".join(dict.fromkeys((*s.names, *s.changes)))
    if s.kind == "copy number":
        gain = re.search(r"amplif|gain|SO:0001742", words, re.I)
        if name == "NRG1" and not gain:
            return Marker(gene=name, marker="copy number", state="detected", detail=words[:80])
        return markers.amplification(name, words[:80]) if gain else None
    change = codes.value(s.first(PROTEIN)) or codes.value(s.first(CODING))
    text = change.words or " ".join(sorted(change.codes)) or words
    if name == "MET" and _EXON14.search(words):
        return markers.exon14(words[:80])
    return markers.small_variant(name, text[:80], significant=_significant(s))


def _significant(s: Statement) -> bool | None:
    words = "; ".join(s.classes).lower()
    if re.search(r"uncertain|unknown|\bvus\b|benign", words):
        return False
    return True if re.search(r"pathogenic|oncogenic", words) else None


def absences(s: Statement) -> list[Marker]:
    """The genes in which nothing was found. One absent variant does not speak for its gene, nor an absent pair for its genes."""
    if s.specific or (s.kind == "fusion" and (s.five or s.three or len(s.genes) == 2)):
        return []
    name = {"fusion": "fusion", "copy number": "amplification"}.get(s.kind, "variant")
    return [m for gene in s.genes if (m := markers.absent(gene, name)) is not None]
