"""The batch in numbers, for a slide: plain bars, each with its number, and the same numbers as a table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from fusionflag.dossiers import Dossier
from fusionflag.model import Assay
from fusionflag.output.page.rows import SYMBOLS, TONES, group_of
from fusionflag.picture.svg import WIDTH, Canvas, cut

_DNA = frozenset({"DNA", "cfDNA"})
_RNA = frozenset({"RNA", "cfRNA"})
_MOST = 14  # bars of a chart; the rest is one bar, so that nothing is left out of the sum
TONE_WORDS = {
    "found": "NRG1 fusion detected",
    "confirm": "detected in DNA, confirm by RNA",
    "uncertain": "uncertain",
    "negative": "negative by adequate RNA",
    "open": "not excluded",
    "unread": "not excluded: not read",
}
_NO_RESULT = {"failed": "run failed", "not_done": "not done", "pending": "result pending"}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its title, what it counts, the picture, and the same numbers as a table."""

    key: str
    title: str
    note: str
    picture: Markup
    columns: tuple[str, ...]
    rows: list[tuple[str, list[int]]]


class Overview:
    """Counts cases as they come."""

    def __init__(self) -> None:
        self._types: dict[str, Counter[str]] = defaultdict(Counter)
        self._assays: dict[str, Counter[str]] = defaultdict(Counter)
        self._basis: Counter[str] = Counter()
        self._qc: Counter[str] = Counter()
        self._formats: dict[str, Counter[str]] = defaultdict(Counter)
        self._seen: set[str] = set()

    def add(self, dossier: Dossier) -> None:
        """Count one case. An identity of a joint case is counted as a case, its arms only once."""
        tone = TONES[dossier.case.verdict]
        self._types[group_of(dossier.case.tumor_type)][tone] += 1
        tests = [a for a in dossier.assays if a.report_kind not in ("companion", "control")]
        for name in {_assay(a) for a in tests} or {"no assay"}:
            self._assays[name][tone] += 1
        self._basis[_basis(tests)] += 1
        for arm in dossier.assays:
            if arm.assay_id not in self._seen:
                self._seen.add(arm.assay_id)
                self._count_arm(arm)

    def _count_arm(self, arm: Assay) -> None:
        if arm.molecule in _RNA and arm.report_kind not in ("companion", "control"):
            self._qc[_NO_RESULT.get(arm.status, arm.qc)] += 1
        whole = arm.complete and arm.read_status not in ("incomplete", "unreadable")
        self._formats[arm.parser or "no format fits"]["read" if whole else "unread"] += 1

    def charts(self) -> list[Chart]:
        """The charts of the run."""
        total = sum(self._basis.values())
        share = f"{self._basis['DNA only']} of {total} cases rest on DNA only."
        bad = self._qc["fail"] + self._qc["run failed"]
        failed = f"{bad} of {self._qc.total()} RNA arms failed: the run, or its quality control."
        tones = tuple(TONE_WORDS)
        return [
            _chart("types", "Verdicts by tumor type", "", _folded(self._types), tones),
            _chart(
                "assays",
                "Verdicts by assay",
                "A case counts at each of its assays.",
                _folded(self._assays),
                tones,
            ),
            _single("basis", "What cases rest on", share, self._basis),
            _single("qc", "Quality control of RNA arms", failed, self._qc),
            _chart(
                "formats",
                "Formats read",
                "Arms by format; how many were not read whole.",
                _folded(self._formats),
                ("read", "unread"),
            ),
        ]


def _assay(arm: Assay) -> str:
    return arm.assay_known or arm.assay_reported or f"{arm.molecule}, assay not named"


def _basis(tests: Iterable[Assay]) -> str:
    done = {a.molecule for a in tests if a.status == "done" and a.fusions_stated}
    if done & _RNA:
        return "RNA and DNA" if done & _DNA else "RNA"
    return "DNA only" if done & _DNA else "neither RNA nor DNA"


def _folded(counts: dict[str, Counter[str]]) -> list[tuple[str, Counter[str]]]:
    """The groups by size; those beyond the longest bars together."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1].total(), item[0]))
    if len(ordered) <= _MOST:
        return ordered
    rest: Counter[str] = Counter()
    for _, more in ordered[_MOST - 1 :]:
        rest += more
    return [*ordered[: _MOST - 1], (f"{len(ordered) - _MOST + 1} others", rest)]


def _chart(
    key: str, title: str, note: str, groups: list[tuple[str, Counter[str]]], tones: tuple[str, ...]
) -> Chart:
    words = tuple(
        TONE_WORDS.get(t, {"read": "read whole", "unread": "not read whole"}.get(t, t)) for t in tones
    )
    if "read" in tones:
        words = ("read whole", "not read whole")
    rows = [(name, [counts[t] for t in tones]) for name, counts in groups]
    parts = [(name, [(t, n) for t, n in zip(tones, numbers, strict=True) if n]) for name, numbers in rows]
    return Chart(key, title, note, _bars(key, title, parts), words, rows)


def _single(key: str, title: str, note: str, counts: Counter[str]) -> Chart:
    """Bars without a tone: these counts are no verdicts, and a green one would look like a negative."""
    ordered = sorted((+counts).items(), key=lambda item: (-item[1], item[0]))
    rows = [(name.replace("_", " "), [n]) for name, n in ordered]
    parts = [(name.replace("_", " "), [("read", n)]) for name, n in ordered]
    return Chart(key, title, note, _bars(key, title, parts), ("count",), rows)


def _bars(key: str, title: str, groups: list[tuple[str, list[tuple[str, int]]]]) -> Markup:
    """Stacked bars; each part carries its sign and its number where it is wide enough, the whole its sum at the end."""
    canvas = Canvas()
    left, right = 290, WIDTH - 60
    most = max((sum(n for _, n in parts) for _, parts in groups), default=1)
    y = 6.0
    for name, parts in groups:
        canvas.text(left - 8, y + 17, cut(name, 32), "", "end")
        x = float(left)
        for tone, count in parts:
            width = (right - left) * count / most
            canvas.box(x, y, max(width - 1.5, 1), 22, f"bar-{tone}")
            label = f"{SYMBOLS.get(tone, '')} {count}".strip()
            if width > 8 * len(label) + 6:
                canvas.text(x + width / 2, y + 17, label, f"on-{tone}", "middle")
            x += width
        canvas.text(x + 6, y + 17, str(sum(n for _, n in parts)), "")
        y += 28
    told = "; ".join(f"{name}: {sum(n for _, n in parts)}" for name, parts in groups)
    return Markup(canvas.done(y + 4, f"chart-{key}", title, told or "nothing to count"))
