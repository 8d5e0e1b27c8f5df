"""`--hash-ids`: case and specimen ids, names of samples and runs, and the parts of paths become keyed hashes in every output.

File and folder names hold accession numbers, and ids are known in a hospital, so a laboratory that shares its tables or sends its
logs away hides them under a key of its own. The same id gives the same hash under the same key, so runs can be compared; without
the key nobody can look one up. What a notice quotes from a report is left out. Errors of usage (exit status 2) still name what
was typed on the command line.
"""

from __future__ import annotations

import copy
import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import TypeVar

from fusionflag.cells import canonical
from fusionflag.model import Assay, Finding, Marker, Notice
from fusionflag.ownwords import callers, own_words, reduced
from fusionflag.sources import Source
from fusionflag.stream import Frame, Head, ReportEnd, ReportStart

F = TypeVar("F", bound=Frame)
LEAST = 16  # bytes of a key; a shorter one could be guessed
_SUFFIXES = re.compile(r"(?:\.(?:vcf|bcf|tsv|csv|txt|json|xml|xlsx|gz|final|bedpe))+\Z", re.I)
_IDS = frozenset({"report_id", "assay_id", "finding_id", "marker_id", "notice_id"})
_NAMES = frozenset(
    {"case_id", "specimen", "sample", "run", "case_hint", "accession", "report_file", "path", "branch"}
)
_QUOTED = re.compile(r"""`([^`]*)`|(?<!\w)'([^']*)'(?!\w)|"([^"]*)\"""")
_INDEX = re.compile(r"\d{1,5}")  # of a list, or of a sheet's row
_COLUMN = re.compile(r"[A-Z]{1,2}")  # of a sheet, below its row
_PLACE = re.compile(r"(.*?)((?::\d+(?::[^:/]*)?|#/.*)?)\Z", re.S)


class KeyFileError(ValueError):
    """The key file cannot be used."""


def read_key(path: Path) -> bytes:
    """The key in a file, without blanks around it. Raises KeyFileError where it is shorter than `LEAST` bytes."""
    key = path.read_bytes().strip()
    if len(key) < LEAST:
        raise KeyFileError(
            f"{path.name}: a key needs at least {LEAST} bytes; make one with: openssl rand -hex 32 > KEYFILE"
        )
    return key


class Pseudonyms:
    """Hides the ids of frames under a key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def _hash(self, text: str) -> str:
        data = text.encode("utf-8", "backslashreplace")
        return hmac.new(self._key, data, hashlib.sha256).hexdigest()

    def mask(self, text: str) -> str:
        """An id or a path with each part hashed; the ending that tells the kind of file stays."""
        return "".join(p if p in ("/", "#", "") else self._part(p) for p in re.split("([/#])", text))

    def _part(self, part: str) -> str:
        suffix = _SUFFIXES.search(part)
        stem = part[: suffix.start()] if suffix else part
        return f"id{self._hash(stem)[:12]}{suffix[0].lower() if suffix else ''}" if stem else part

    def place(self, place: str, paths: Iterable[str] = ()) -> str:
        """A place with its path masked; line, column and JSON pointer stay."""
        for path in paths:
            if path and place.startswith(path):
                return self.mask(path) + self._pointer(place[len(path) :])
        found = _PLACE.match(place)
        return self.mask(found[1]) + self._pointer(found[2]) if found and found[1] else place

    def _pointer(self, rest: str) -> str:
        """What follows a path in a place: of a JSON pointer only list indices and keys that parsers ask for stay."""
        if not rest.startswith("#"):
            return rest
        first, *keys = rest.split("/")
        shown = [
            "" if not key else self._shown(key, last) for key, last in zip(keys, ["", *keys], strict=False)
        ]
        return "/".join((first, *shown))

    def _shown(self, key: str, above: str) -> str:
        column = _COLUMN.fullmatch(key) and above.isdigit()
        return key if column or _INDEX.fullmatch(key) or key in own_words() else self._part(key)

    def quotes(self, text: str) -> str:
        """The text with what it quotes masked, but for our own words: it stands in a report, and may be a name."""
        return _QUOTED.sub(self._quote, text)

    def _quote(self, found: re.Match[str]) -> str:
        inner = found[1] or found[2] or found[3] or ""
        words = own_words()
        if (
            not inner.strip()
            or inner in words
            or canonical(inner) in words
            or inner.startswith("fusionflag ")
        ):
            return found[0]
        return found[0][0] + self.mask(inner) + found[0][-1]

    def frame(self, frame: F, source: Source | None = None, names: Iterable[str] = ()) -> F:
        """A copy of the frame with its ids masked. `names`: ids that its texts may hold."""
        frame = copy.copy(frame)  # the reader may still look at its own
        paths = (source.shown,) if source else ()
        for field in fields(frame):
            value = getattr(frame, field.name)
            if not value:
                continue
            if field.name in _IDS:
                setattr(frame, field.name, self._hash(value)[:16])
            elif field.name in _NAMES and isinstance(value, str):
                setattr(frame, field.name, self.mask(value))
        if isinstance(frame, Head):
            frame.inputs = tuple(self.mask(name) for name in frame.inputs)
        elif isinstance(frame, ReportStart):
            cases = (frame.cases or {}).items()
            frame.cases = {self.mask(sample): (self.mask(case), who) for sample, (case, who) in cases}
        elif isinstance(frame, Assay):
            frame.joins = tuple(self._join(name) for name in frame.joins)
        elif isinstance(frame, Finding | Marker):
            frame.place = self.place(frame.place, paths)
            if isinstance(frame, Finding):
                frame.also_at = tuple(self.place(at, paths) for at in frame.also_at)
                # of a merge the callers are columns, which laboratories name after samples
                frame.callers = tuple(c if reduced(c) in callers() else self.mask(c) for c in frame.callers)
        elif isinstance(frame, Notice):
            frame.place, frame.value = self.place(frame.place, paths), ""
            frame.text, frame.hint = (
                self._without(self.quotes(text), names) for text in (frame.text, frame.hint)
            )
        return frame

    def _join(self, name: str) -> str:
        kind, _, own = name.partition(":")
        return name if own == "*" else f"{kind}:{self.mask(own)}"

    def _without(self, text: str, names: Iterable[str]) -> str:
        for name in sorted({n for n in names if len(n) > 2}, key=len, reverse=True):
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", lambda m: self.mask(m[0]), text)
        return text


def names_of(source: Source) -> set[str]:
    """The ids that a source and its rows of the sheet bring along; texts of its notices may hold them."""
    found = {source.shown, source.shown.rpartition("/")[2], source.folder}
    for row in source.sheet:
        found |= {row.path, row.case_id, row.specimen, row.sample, row.run, row.path.rpartition("/")[2]}
        found.add(row.place.rpartition(":")[0])
    return found - {""}


class Veil:
    """Hides a stream as it passes; without a key it lets everything through as it is."""

    def __init__(self, key: bytes | None) -> None:
        self._own = Pseudonyms(key) if key else None
        self._names: set[str] = set()

    def begin(self, source: Source) -> None:
        """A new source: the names that its texts may hold."""
        self._names = names_of(source) if self._own else set()

    def frames(self, found: Iterator[Frame], source: Source) -> Iterator[Frame]:
        """The frames of one source as they may be shown."""
        return self._hidden(found, source) if self._own else found

    def _hidden(self, found: Iterator[Frame], source: Source) -> Iterator[Frame]:
        self.begin(source)
        for frame in found:
            yield self.frame(frame, source)

    def frame(self, frame: F, source: Source | None = None) -> F:
        """The frame as it may be shown."""
        if self._own is None or (isinstance(frame, ReportEnd) and not frame.report_id):
            return frame
        if isinstance(frame, Assay | Finding | Marker):
            self._names |= (
                {frame.sample, frame.specimen, frame.case_id} if isinstance(frame, Assay) else {frame.sample}
            )
        return self._own.frame(frame, source, self._names)

    def shown(self, path: str) -> str:
        """A path as it may be shown."""
        return self._own.mask(path) if self._own else path

    def text(self, text: str) -> str:
        """A message as it may be shown: what it quotes is hidden."""
        return self._own.quotes(text) if self._own else text
