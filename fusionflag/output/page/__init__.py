"""`report.html`: the worklist, what could not be read, the overview, and a sheet for each case, in one file.

    rows.py       the worklist: one row a case, most urgent first
    overview.py   the batch in numbers and plain charts
    rendering.py  the templates, and what they may print: everything is escaped, and every character can be seen
    templates/    the page, the sheet of a case, style and script

With scripts off the file shows everything, one after the other. With scripts on, the sheets wait as text until they are opened
or printed. Beyond `PLAIN` cases the sheets are packed, so that a page of 20,000 cases opens at once; with scripts off it
then shows the whole worklist and says how to see a sheet. Nothing is loaded from anywhere.
"""

from __future__ import annotations

import json
import tempfile
import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from markupsafe import Markup

from fusionflag.dossiers import Dossier, RunInfo
from fusionflag.output.page.overview import Overview
from fusionflag.output.page.rendering import Renderer
from fusionflag.output.page.rows import Row, island, row_of
from fusionflag.story import tell

PLAIN = 1000  # cases up to which the sheets stand in the file as they are
BLOCK = 50  # sheets of a packed block


class _Sheets:
    """The sheets as they come, in a temporary file; given back in the order of the worklist."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile("w+b")  # noqa: SIM115  closed by `close`
        self._at: list[tuple[int, int]] = []

    def add(self, sheet: str) -> None:
        text = sheet.encode("utf-8", "replace")
        self._at.append((self._file.tell(), len(text)))
        self._file.write(text)

    def of(self, rows: Iterable[Row]) -> Iterator[Markup]:
        for row in rows:
            start, length = self._at[row.number]
            self._file.seek(start)
            yield Markup(self._file.read(length).decode())

    def packed(self, rows: Iterable[Row]) -> Iterator[Markup]:
        """Blocks of sheets, each a JSON list, deflated and in base64."""
        texts = map(str, self.of(rows))
        while block := list(islice(texts, BLOCK)):
            raw = json.dumps(block, ensure_ascii=False).encode()
            yield Markup(b64encode(zlib.compress(raw, 4)).decode())

    def close(self) -> None:
        self._file.close()


def write(dossiers: Iterable[Dossier], info: RunInfo, destination: Path) -> None:
    """Write the page. Cases are taken one at a time; only their rows of the worklist are kept."""
    renderer, sheets, overview = Renderer(info), _Sheets(), Overview()
    rows: list[Row] = []
    try:
        for number, dossier in enumerate(dossiers):
            story = tell(dossier)
            overview.add(dossier)
            rows.append(row_of(number, story))
            sheets.add(renderer.sheet(number, story))
        rows.sort(key=lambda r: r.order)
        with destination.open("w", encoding="utf-8", newline="\n", errors="replace") as file:
            block = BLOCK if len(rows) > PLAIN else 0
            parts = sheets.packed(rows) if block else sheets.of(rows)
            page = renderer.page(rows, island(rows, block), parts, block, overview.charts())
            file.writelines(page)
    finally:
        sheets.close()
