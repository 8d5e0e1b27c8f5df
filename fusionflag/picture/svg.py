"""The few shapes that the pictures need. Text is escaped here; colours and fonts come from the page by class."""

from __future__ import annotations

from html import escape

WIDTH = 760  # units of the viewBox; on A4 one unit is about a quarter of a millimetre


class Canvas:
    """Collects shapes; `done` wraps them with a title and a description for those who hear the page."""

    def __init__(self) -> None:
        self._shapes: list[str] = []

    def text(self, x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> None:
        """A line of text; `anchor` start, middle or end."""
        at = f' text-anchor="{anchor}"' if anchor != "start" else ""
        of = f' class="{kind}"' if kind else ""
        self._shapes.append(f'<text x="{x:.4g}" y="{y:.4g}"{at}{of}>{escape(shown(words))}</text>')

    def box(self, x: float, y: float, width: float, height: float, kind: str) -> None:
        """A box; `kind` keep, lost, open (not known), domain or partner."""
        self._shapes.append(
            f'<rect x="{x:.4g}" y="{y:.4g}" width="{max(width, 1):.4g}" height="{height:.4g}" class="{kind}"/>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str) -> None:
        """A straight line."""
        self._shapes.append(f'<path d="M{x1:.4g} {y1:.4g}L{x2:.4g} {y2:.4g}" class="{kind}"/>')

    def path(self, d: str, kind: str) -> None:
        """Any other line."""
        self._shapes.append(f'<path d="{d}" class="{kind}"/>')

    def arrow(self, x1: float, x2: float, y: float, kind: str = "way") -> None:
        """The reading direction, from left to right."""
        self.path(f"M{x1:.4g} {y:.4g}H{x2:.4g}M{x2 - 6:.4g} {y - 4:.4g}l6 4l-6 4", kind)

    def done(self, height: float, name: str, title: str, description: str) -> str:
        """The whole picture."""
        return (
            f'<svg class="fusion" viewBox="0 0 {WIDTH} {height:.4g}" role="img" aria-labelledby="{name}-t {name}-d">'
            f'<title id="{name}-t">{escape(shown(title))}</title><desc id="{name}-d">{escape(shown(description))}</desc>'
            + "".join(self._shapes)
            + "</svg>"
        )


def shown(text: str) -> str:
    """Text in which every character can be seen: what is invisible or turns the writing round becomes its code point."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\xa0" else f"⟨U+{ord(c):04X}⟩" for c in text)


def cut(text: str, most: int) -> str:
    """Text of at most so many characters, for a place that holds no more."""
    return text if len(text) <= most else text[: most - 1] + "…"
