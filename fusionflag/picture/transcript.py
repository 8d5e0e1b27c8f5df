"""A junction seen in RNA: the partner, NRG1 with its domains, and the fusion transcript that they make."""

from __future__ import annotations

from fusionflag.picture.known import Known
from fusionflag.picture.scale import Exon, Strip, domain_state, domains, exons, kept_exons, transcript
from fusionflag.picture.svg import Canvas, cut

_LEFT = 12.0
_PARTNER = 110.0


def draw_transcript(k: Known, name: str) -> str:
    """The picture of a junction in RNA, or of a finding whose nucleic acid or method shows no place in the genome."""
    canvas = Canvas()
    partner_row(canvas, k, 16)
    _nrg1_row(canvas, k, 82)
    height = product(canvas, k, 196, "Fusion transcript as reported")
    return canvas.done(height, name, f"Picture of {k.finding.fusion or 'the event'}", describe(k))


def partner_row(canvas: Canvas, k: Known, y: float) -> None:
    """The partner is a plain block: the lengths of its exons are not in the knowledge tables."""
    which = {"three_prime": "5' partner", "five_prime": "3' partner"}.get(
        k.role, "partner, 5'/3' order unknown"
    )
    canvas.text(_LEFT, y, f"{cut(k.partner, 40) or 'Partner not stated'}, {which}", "head")
    canvas.box(_LEFT, y + 8, _PARTNER, 22, "partner" if k.partner else "open")
    canvas.text(_LEFT + _PARTNER / 2, y + 24, cut(k.partner, 13) or "?", "inside", "middle")
    end = (
        "last exon read: "
        if k.role == "three_prime"
        else "first exon read: "
        if k.role == "five_prime"
        else ""
    )
    canvas.text(_LEFT + _PARTNER + 14, y + 18, end + (cut(k.partner_exon, 60) or "exon not known"), "")
    canvas.text(_LEFT + _PARTNER + 14, y + 34, f"breakpoint: {cut(k.partner_place, 40) or 'not known'}", "")


def _nrg1_row(canvas: Canvas, k: Known, y: float) -> None:
    which = {"three_prime": "3' partner", "five_prime": "5' partner", "intragenic": "both sides"}.get(
        k.role, "order unknown"
    )
    canvas.text(_LEFT, y, f"NRG1, {which}: coding exons of {transcript()} to scale", "head")
    build = k.build or "GRCh38"
    strip = Strip(exons(build), _LEFT)
    kept = k.pos is not None and k.role in ("three_prime", "five_prime")
    names = {e.name for e in kept_exons(build, k.pos, k.role)} if kept and k.pos is not None else set()
    kinds = [("keep" if e.name in names else "lost") if kept else "open" for e in strip.parts]
    draw_domains(canvas, strip, build, y + 22)
    strip.draw(canvas, y + 30, kinds)
    if k.pos is None:
        canvas.text(_LEFT, y + 86, "Where the junction lies in NRG1 is not known: ?", "")
        return
    x = strip.at(k.pos)
    canvas.line(x, y + 6, x, y + 70, "break")
    where = k.place if k.exact else f"{k.exon}; the base is not known"
    words = f"breakpoint: {where}" + (f" ({k.exon})" if k.exact and k.exon else "")
    canvas.text(min(max(x, 130), 630), y + 86, words, "", "middle")


def draw_domains(canvas: Canvas, strip: Strip, build: str, y: float) -> None:
    """All domains as bars above the exons of the whole gene."""
    for words, first, last in domains(build):
        a, b = strip.at(first), strip.at(last)
        canvas.box(a, y - 2, b - a, 5, "domain")
        canvas.text((a + b) / 2, y - 6, words, "small", "middle")


def product(canvas: Canvas, k: Known, y: float, title: str, *, seen: bool = True) -> float:
    """The fusion transcript from its 5' end: what of NRG1 is kept beside the partner. `seen`: not only predicted.
    Gives the height of the picture."""
    canvas.text(_LEFT, y, title, "head")
    canvas.arrow(560, 735, y - 4)
    canvas.text(552, y, "reading direction 5' to 3'", "small", "end")
    if k.pos is None or k.role not in ("three_prime", "five_prime"):
        _unknown_product(canvas, k, y + 30)
    elif k.role == "three_prime":
        _box_of_partner(canvas, k, _LEFT, y + 30)
        _kept(canvas, k, _LEFT + _PARTNER + 14, y, seen)
        _joint(canvas, _LEFT + _PARTNER + 7, y + 30)
    else:
        end = _kept(canvas, k, _LEFT, y, seen)
        _box_of_partner(canvas, k, end + 14, y + 30)
        _joint(canvas, end + 7, y + 30)
    canvas.text(_LEFT, y + 92, f"Frame: {k.frame}.  EGF-like domain: {k.egf}.", "")
    return y + 102


def _box_of_partner(canvas: Canvas, k: Known, x: float, y: float) -> None:
    canvas.box(x, y, _PARTNER, 22, "partner" if k.partner else "open")
    canvas.text(x + _PARTNER / 2, y + 16, cut(k.partner, 13) or "?", "inside", "middle")


def _joint(canvas: Canvas, x: float, y: float) -> None:
    canvas.line(x, y - 8, x, y + 30, "break")


def _kept(canvas: Canvas, k: Known, x: float, y: float, seen: bool) -> float:
    """The kept exons with their domains; a cut or unproven domain is dashed, with a question mark."""
    pos = k.pos or 0
    parts: tuple[Exon, ...] = kept_exons(k.build, pos, k.role)
    strip = Strip(parts, x)
    strip.draw(canvas, y + 30, ["keep" if seen else "guess"] * len(parts))
    for words, first, last in domains(k.build):
        state = domain_state(k.build, first, last, pos, k.role)
        if words == "EGF-like" and state != "lost":
            state = {"kept": "kept", "lost": "lost"}.get(k.egf, "cut")
        if state == "lost" or not parts:
            continue
        a, b = strip.at(max(first, parts[0].start)), strip.at(min(last, parts[-1].end))
        canvas.box(a, y + 20, b - a, 5, "domain" if state == "kept" else "open")
        canvas.text((a + b) / 2, y + 16, words if state == "kept" else f"{words} ?", "small", "middle")
    return strip.end


def _unknown_product(canvas: Canvas, k: Known, y: float) -> None:
    """Two blocks side by side: nothing says which part of NRG1 stands in the transcript."""
    left = "NRG1" if k.role == "five_prime" else cut(k.partner, 13) or "?"
    right = cut(k.partner, 13) or "?" if k.role == "five_prime" else "NRG1"
    x = _LEFT
    for words in (left, right):
        canvas.box(x, y, 200, 22, "open")
        canvas.text(x + 100, y + 16, words, "inside-open", "middle")
        x += 214
    order = "" if k.role in ("three_prime", "five_prime") else "; the order is not known"
    canvas.text(x, y + 16, f"? which part of NRG1 is kept is not known{order}", "")


def describe(k: Known) -> str:
    """The picture in words."""
    partner = k.partner or "a partner that is not stated"
    if k.role == "three_prime":
        order = f"{partner} is the 5' partner, NRG1 the 3' partner."
    elif k.role == "five_prime":
        order = f"NRG1 is the 5' partner, {partner} the 3' partner."
    else:
        order = (
            f"NRG1 and {partner}; which is 5' is not known."
            if k.role == "unknown"
            else "Both sides lie in NRG1."
        )
    parts = [
        order,
        f"Partner: {k.partner_exon or 'exon not known'}, {k.partner_place or 'breakpoint not known'}.",
    ]
    if k.pos is None:
        parts.append("Where the junction lies in NRG1 is not known.")
    else:
        parts.append(f"NRG1 breakpoint: {k.place if k.exact else k.exon}.")
        if k.role in ("three_prime", "five_prime"):
            parts.append(_kept_in_words(k, k.pos))
    return " ".join([*parts, f"Frame: {k.frame}. EGF-like domain: {k.egf}."])


def _kept_in_words(k: Known, pos: int) -> str:
    names = [e.name for e in kept_exons(k.build, pos, k.role)]
    if not names:
        return "No coding exon of NRG1 is kept."
    of = f"{names[0]} to {names[-1]}" if len(names) > 1 else names[0]
    states = (
        f"{w} {domain_state(k.build, a, b, pos, k.role)}" for w, a, b in domains(k.build) if w != "EGF-like"
    )
    return f"Coding exons on the kept side: {of}; {', '.join(states)} by position."
