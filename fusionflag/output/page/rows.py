"""The worklist: one row a case, most urgent first, and the same rows as data for the page's script."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fusionflag.picture.svg import shown
from fusionflag.story import Story, plain
from fusionflag.tumor_case import classify_many

URGENCY = {"high": "high", "standard": "standard", "low": "low", "none": "none"}
VERDICT_ORDER = (
    "positive",
    "positive_confirm_rna",
    "equivocal",
    "unreadable",
    "dna_only_negative",
    "inadequate_rna_negative",
    "not_tested",
    "negative",
)
LABELS = {
    "labelled": "type within the label",
    "not_labelled": "outside the label",
    "ambiguous": "label not clear",
    "unknown": "label not compared",
}
# how a verdict looks: only the trusted negative is green; each tone has a sign of its own beside its colour
TONES = {
    "positive": "found",
    "positive_confirm_rna": "confirm",
    "equivocal": "uncertain",
    "negative": "negative",
    "dna_only_negative": "open",
    "inadequate_rna_negative": "open",
    "not_tested": "open",
    "unreadable": "unread",
}
SYMBOLS = {"found": "●", "confirm": "◐", "uncertain": "?", "negative": "✓", "open": "○", "unread": "✕"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the worklist. `words`: verdict in plain words; `why`: fusion or reasons; `search`: what a search looks in."""

    number: int
    case_id: str
    verdict: str
    urgency: str
    label: str
    words: str
    why: str
    tumor_type: str
    group: str
    next_step: str
    search: str

    @property
    def order(self) -> tuple[int, int, str]:
        """Urgency first, then what was found before what is open, then the name of the case."""
        return list(URGENCY).index(self.urgency), VERDICT_ORDER.index(self.verdict), self.case_id


@lru_cache(maxsize=4096)  # a run holds few tumor types
def group_of(tumor_type: str) -> str:
    """The organ group of a tumor type as stated, for filters and charts."""
    if not tumor_type:
        return "type not stated"
    return classify_many(tumor_type.split(";")).organ.replace("_", " ") or "type not understood"


def row_of(number: int, story: Story) -> Row:
    """The row of a case."""
    case = story.case
    why = case.fusion or "; ".join(dict.fromkeys(said.meaning for said in story.reasons))
    beside = {a.file for a in story.arms} | {
        v for a in story.arms for k, v in a.facts if k in ("Specimen", "Sample")
    }
    beside |= {said.code for said in (*story.reasons, *story.beside)}
    return Row(
        number=number,
        case_id=case.case_id,
        verdict=case.verdict,
        urgency=case.urgency,
        label=case.label,
        words=story.words,
        why=why,
        tumor_type=case.tumor_type,
        group=group_of(case.tumor_type),
        next_step=case.next_step,
        search=" ".join(sorted(beside)),
    )


def island(rows: Iterable[Row], block: int = 0) -> str:
    """The rows as JSON that can stand in a script element. Texts that come again are numbers into one list.

    `block`: sheets of a packed block, 0 where they are not packed.
    """
    texts: dict[str, int] = {}

    def number(text: str) -> int:
        return texts.setdefault(shown(text), len(texts))

    table: list[list[Any]] = [
        [
            r.number,
            shown(r.case_id),
            number(r.verdict),
            number(r.urgency),
            number(r.label),
            number(r.words),
            number(r.why),
            number(r.tumor_type),
            number(r.group),
            number(r.next_step),
            shown(r.search),
        ]
        for r in rows
    ]
    found = {
        "block": block,
        "texts": list(texts),
        "rows": table,
        "tones": TONES,
        "symbols": SYMBOLS,
        "labels": LABELS,
        "words": {v: plain(v) for v in VERDICT_ORDER},
        "urgency": list(URGENCY),
    }
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
