"""What is known of a format beside its marks: told by its parser in words of closed lists, shown in `docs/formats.md`.

A fact is one word of its list; behind a colon may stand what else there is to say: `direction="row: both strands are known"`.
The conformance check (`fusionflag.testing`) demands every fact and holds it against the golden files.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

EVIDENCE = {
    "real": "a file that the program or laboratory itself wrote was read",
    "example": "an example, a test file of the maker or of another program, or a file with a made-up patient was read",
    "documentation": "written from documentation or code alone: look at the first real file by hand",
}
DIRECTION = {
    "format": "the format says it: a column, a place or a name is that of the 5' partner, in every row",
    "row": "each row says whether it knows; where it does not, the order counts as unknown",
    "places": "two joined places, each with the part that is kept; with the strands of the genes there, this tells who is 5'",
    "unknown": "nothing says it; exact exon ends may settle it",
    "none": "no fusions stand in it",
}
POSITIONS = {
    "1-based": "the number of a base, counted from 1",
    "0-based": "the number of a base, counted from 0",
    "half-open": "BEDPE intervals or places between bases: the start is counted from 0, the end from 1",
    "stated": "the report says how it counts",
    "none": "no positions of the genome",
}
BUILD = {
    "GRCh37": "the format's software reads GRCh37 alone",
    "GRCh38": "the format's software reads GRCh38 alone",
    "stated": "the report states it, and a wrong label is noticed",
    "header": "the VCF's header tells it: lengths of contigs, reference, annotation",
    "unstated": "it does not say; the sheet, or exact exon ends, may",
}
SILENCE = {
    "negative": "nothing found can be a negative of RNA, where the test covers NRG1 and its quality is known",
    "dna": "nothing found speaks for DNA alone, never for RNA",
    "stated": "a negative counts only where the report states what it looked for",
    "nothing": "what is not listed was perhaps not asked for, or left out: never a negative",
    "companion": "no test of its own: it tells something of the arm of another file",
}
VOCABULARY = {
    "evidence": EVIDENCE,
    "direction": DIRECTION,
    "positions": POSITIONS,
    "build": BUILD,
    "silence": SILENCE,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a format, as its parser's declaration spells them. Empty: not told."""

    evidence: str = ""
    direction: str = ""
    positions: str = ""
    build: str = ""
    silence: str = ""

    def wrong(self) -> list[str]:
        """What is missing or no word of its list, one sentence a fact."""
        return [
            f"`{name}` must begin with one of {', '.join(words)}, not with `{word(told)}`"
            for name, words in VOCABULARY.items()
            if word(told := asdict(self)[name]) not in words
        ]

    def contradicted(self, records: Iterable[dict[str, Any]]) -> list[str]:
        """What these records (of golden files) show otherwise, one sentence a fact."""
        kept = list(records)
        findings = [r for r in kept if r["type"] == "finding"]
        orders = {r.get("order_from", "none") for r in findings}
        builds = {r["genome"] for r in kept if r["type"] == "assay" and r.get("genome")}
        placed = any(r.get("pos5") is not None or r.get("pos3") is not None for r in findings)
        known = orders - {"none", "junction"}
        by_word = {
            "format": orders == {"format"},
            "row": bool(known) and len(orders) > 1,
            "places": "strand" in known and "format" not in known,
            "unknown": bool(orders) and not known,
            "none": not known,
        }
        wrong = []
        if not by_word[word(self.direction)]:
            wrong.append(f"direction is `{word(self.direction)}`, the findings know it by {sorted(orders)}")
        if placed == (word(self.positions) == "none"):
            wrong.append(f"positions are `{word(self.positions)}`, {'some' if placed else 'none'} are read")
        if self.build.startswith("GRCh") and builds != {word(self.build)}:
            wrong.append(f"build is `{word(self.build)}`, the arms say {sorted(builds)}")
        return wrong


def word(told: str) -> str:
    """The word of the list."""
    return told.partition(":")[0].strip()


def note(told: str) -> str:
    """What stands behind the word, if anything."""
    return told.partition(":")[2].strip()
