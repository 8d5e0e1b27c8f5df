"""A break seen in DNA: NRG1's locus with its introns, the part that is kept, and the splice that this predicts."""

from __future__ import annotations

from dataclasses import replace

from fusionflag import nrg1
from fusionflag.picture.known import Known
from fusionflag.picture.scale import Exon, Locus, exons
from fusionflag.picture.svg import Canvas
from fusionflag.picture.transcript import describe, partner_row, product


def draw_genome(k: Known, name: str) -> str:
    """The picture of a break in DNA."""
    canvas = Canvas()
    partner_row(canvas, k, 16)
    _locus_row(canvas, k, 82)
    splice = predicted(k)
    title = "Predicted transcript (none was seen)"
    spliced = (
        replace(k, pos=splice.start if k.role == "three_prime" else splice.end)
        if splice
        else replace(k, pos=None)
    )
    height = product(canvas, spliced, 206, title, seen=False)
    words = describe(replace(k, pos=None)).replace("Where the junction lies in NRG1 is not known. ", "")
    where = f"NRG1 break in DNA: {k.place or 'not known'}. "
    after = f"Predicted splice: {_splice_words(k, splice)}."
    return canvas.done(
        height, name, f"Picture of {k.finding.fusion or 'the event'} in DNA", words + " " + where + after
    )


def predicted(k: Known) -> Exon | None:
    """The exon of NRG1 that the kept part would be spliced to: the next acceptor behind the break, or the last donor before it.

    None where the side that is kept or the break is not known, or where no whole exon is left.
    """
    if k.pos is None or not k.exact:
        return None
    if k.role == "three_prime":
        return next((e for e in exons(k.build)[1:] if e.start >= k.pos), None)
    if k.role == "five_prime":
        return next((e for e in reversed(exons(k.build)[:-1]) if e.end <= k.pos), None)
    return None


def _splice_words(k: Known, splice: Exon | None) -> str:
    if splice is None:
        return "not known"
    other = k.partner or "the partner"
    return f"{other} to {splice.name}" if k.role == "three_prime" else f"{splice.name} to {other}"


def _locus_row(canvas: Canvas, k: Known, y: float) -> None:
    build = k.build or "GRCh38"
    locus = Locus(build)
    canvas.text(
        12, y, f"NRG1 on chr8 ({k.build or 'genome build not known'}), introns to scale from e1 on", "head"
    )
    line = y + 38
    _intron_line(canvas, k, locus, line)
    _exon_marks(canvas, k, locus, line)
    if k.pos is None or not k.exact:
        canvas.text(12, y + 84, f"Break: {k.place or 'place not known'} ?", "")
        return
    x = locus.at(k.pos)
    canvas.line(x, line - 26, x, line + 22, "break")
    words = f"break: {k.place}" + (f" (in {k.exon})" if k.exon else "")
    canvas.text(min(max(x, 110), 640), line + 38, words, "", "middle")
    splice = predicted(k)
    if splice:
        to = locus.at(splice.start if k.role == "three_prime" else splice.end)
        middle = (x + to) / 2
        canvas.path(f"M{x:.4g} {line - 9:.4g}Q{middle:.4g} {line - 34:.4g} {to:.4g} {line - 9:.4g}", "splice")
        canvas.text(
            min(max(x, 110), 640), line + 54, f"predicted splice: {_splice_words(k, splice)}", "", "middle"
        )


def _intron_line(canvas: Canvas, k: Known, locus: Locus, y: float) -> None:
    """The kept part solid, the other dashed; where the long first intron is cut short, two strokes and its size."""
    x = locus.at(k.pos) if k.pos is not None and k.exact else None
    kept_right, kept_left = k.role == "three_prime", k.role == "five_prime"
    if x is None or not (kept_right or kept_left):
        canvas.line(locus.LEFT, y, locus.RIGHT, y, "intron-open")
    else:
        canvas.line(locus.LEFT, y, x, y, "intron-keep" if kept_left else "intron-open")
        canvas.line(x, y, locus.RIGHT, y, "intron-keep" if kept_right else "intron-open")
    middle = (locus.LEFT + locus.BREAK) / 2
    canvas.path(f"M{middle - 6:.4g} {y + 7:.4g}l6 -14M{middle:.4g} {y + 7:.4g}l6 -14", "break-off")
    canvas.text(middle, y + 24, f"{(locus.near - locus.first) // 1000} kb", "small", "middle")


def _exon_marks(canvas: Canvas, k: Known, locus: Locus, y: float) -> None:
    """All exons of the gene model as marks; names only where they do not run into one another."""
    free = -100.0
    names = {e.name for e in exons(locus.build)} | {"e1-long", "e1-SMDF"}
    for exon in nrg1.model()["exons"]:
        start, end = exon[locus.build]
        x = locus.at(start)
        canvas.box(x, y - 8, locus.at(end) - x, 16, "exon-mark")
        if exon["name"] in names and x - free > 34:
            canvas.text(x, y - 14, exon["name"], "small", "middle" if x > 40 else "start")
            free = x + 3 * len(exon["name"]) - 12
