"""The templates of the page, and the two rules for whatever they print: it is escaped, and every character can be seen."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from fusionflag.dossiers import RunInfo
from fusionflag.output.page.rows import LABELS, SYMBOLS, TONES, URGENCY, VERDICT_ORDER, Row
from fusionflag.picture import draw
from fusionflag.picture.svg import shown
from fusionflag.story import DISCLAIMER, Story, plain

FOLD = 400  # characters of a value, such as a gene list, that are shown at once
TEMPLATES = Path(__file__).parent / "templates"


def _visible(value: Any) -> Any:
    """Text from a report, with what is invisible or turns the writing round shown as code points. Markup is ours."""
    return shown(value) if type(value) is str else value


def _folded(value: str) -> str:
    """A value; of a very long one its beginning, and the whole behind a fold."""
    whole = f"<bdi>{escape(shown(value), quote=False)}</bdi>"
    if len(value) <= FOLD:
        return whole
    start = f"<bdi>{escape(shown(value[: FOLD - 100]), quote=False)}</bdi> …"
    return f"{start}<details><summary>All {len(value)} characters</summary>{whole}</details>"


def facts(pairs: Iterable[tuple[str, str]]) -> Markup:
    """Labels and values as a definition list; a long value has a line of its own. Here, not in a template, for its speed."""
    found = ["<dl>"]
    for label, value in pairs:
        wide = ' class="long"' if len(value) > 48 else ""
        found.append(f"<div{wide}><dt>{label}</dt><dd>{_folded(value)}</dd></div>")
    return Markup("".join([*found, "</dl>"]))


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,  # jinja2's default does not escape
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _asset(name: str) -> tuple[Markup, str]:
    """Style or script as it stands in the page, and its hash for the content security policy."""
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    digest = b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Markup(text), f"'sha256-{digest}'"


class Renderer:
    """Renders the sheets and the page of one run."""

    def __init__(self, info: RunInfo) -> None:
        self.info = info
        env = _environment()
        self._ladders: dict[str, Markup] = {}
        self._ladder = env.get_template("ladder.html.j2")
        env.globals.update(
            tones=TONES,
            symbols=SYMBOLS,
            urgencies=URGENCY,
            labels=LABELS,
            disclaimer=DISCLAIMER,
            plain=plain,
            facts=facts,
        )
        self._sheet = env.get_template("sheet.html.j2")
        self._page = env.get_template("page.html.j2")

    def sheet(self, number: int, story: Story) -> str:
        """The sheet of one case."""
        pictures = [Markup(draw(event.finding, f"c{number}-f{at}")) for at, event in enumerate(story.events)]
        return self._sheet.render(
            n=number, s=story, case=story.case, pictures=pictures, ladder=self._rules, info=self.info
        )

    def _rules(self, story: Story) -> Markup:
        """The rules down to the one that applies: the same for all cases of a rule."""
        found = self._ladders.get(story.rule.id)
        if found is None:
            found = self._ladders[story.rule.id] = Markup(self._ladder.render(s=story))
        return found

    def page(
        self, rows: list[Row], island: str, sheets: Iterable[Markup], block: int, overview: Any
    ) -> Iterator[str]:
        """The page in pieces."""
        style, style_hash = _asset("page.css")
        script, script_hash = _asset("page.js")
        counts = {v: sum(r.verdict == v for r in rows) for v in VERDICT_ORDER}
        return self._page.generate(
            info=self.info,
            rows=rows,
            island=Markup(island),
            sheets=sheets,
            packed=bool(block),
            overview=overview,
            counts={v: n for v, n in counts.items() if n},
            urgency_counts={u: sum(r.urgency == u for r in rows) for u in URGENCY},
            style=style,
            script=script,
            policy=f"default-src 'none'; style-src {style_hash}; script-src {script_hash}; base-uri 'none'; form-action 'none'",
        )
