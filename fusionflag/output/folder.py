"""The output folder: ours, new or empty, or refused. Light, because every command looks before it reads."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fusionflag.walk import holds_our_run


class OutputError(Exception):
    """The output folder cannot be used."""


def check_folder(out: Path) -> None:
    """Refuse a folder that holds somebody else's files, also a run.json of another program. Raises OutputError."""
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out}: is a file, not a folder")
    begun = {
        "ledger.lock",
        "ledger.key",
        "ledger.key.part",
        *(f"ledger.part.sqlite{end}" for end in ("", "-wal", "-shm")),
    }
    # a run that was killed as it began leaves these alone
    if out.is_dir() and not {p.name for p in out.iterdir()} <= begun and not holds_our_run(out):
        raise OutputError(f"{out}: is not empty and holds no run of fusionflag; name a new folder")


@contextmanager
def beside(out: Path) -> Iterator[Path]:
    """A temporary folder on the same disk, whose files `move` can put into `out` at once; gone afterwards."""
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".fusionflag-", dir=out.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_table(folder: Path, name: str, header: Iterable[str], lines: Iterable[str]) -> None:
    """One table: UTF-8, tabs, plain line ends."""
    with (folder / f"{name}.tsv").open("w", encoding="utf-8", newline="\n") as file:
        file.write("\t".join(header) + "\n")
        file.writelines(line + "\n" for line in lines)


def write_run(folder: Path, facts: dict[str, Any]) -> None:
    """run.json; half a surrogate pair (a file name that is no text) stays a JSON escape."""
    text = json.dumps(facts, indent=1, ensure_ascii=False)
    (folder / "run.json").write_text(text + "\n", encoding="utf-8", errors="backslashreplace")


def move(folder: Path, out: Path, names: Iterable[str], old: Iterable[str] = ()) -> None:
    """Put the files of this run into `out`, and take away the `old` ones of an earlier run, which would be out of date."""
    out.mkdir(exist_ok=True)
    for name in old:
        if (out / name).is_dir():
            shutil.rmtree(out / name)
        else:
            (out / name).unlink(missing_ok=True)
    for name in names:
        (folder / name).replace(out / name)
