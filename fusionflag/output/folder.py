"""The output folder: ours, new or empty, or refused. Light, because every command looks before it reads."""

from __future__ import annotations

from pathlib import Path

from fusionflag.walk import holds_our_run


class OutputError(Exception):
    """The output folder cannot be used."""


def check_folder(out: Path) -> None:
    """Refuse a folder that holds somebody else's files, also a run.json of another program. Raises OutputError."""
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out}: is a file, not a folder")
    if out.is_dir() and any(out.iterdir()) and not holds_our_run(out):
        raise OutputError(f"{out}: is not empty and holds no run of fusionflag; name a new folder")
