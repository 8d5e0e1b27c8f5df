"""Packages that bring parsers, installed by hand into a folder: no network and no build backend is needed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "fusionflag-mycaller"


def dist_info(site: Path, name: str, points: dict[str, str], version: str = "1.0") -> None:
    """What pip writes of a package whose entry points are `points`."""
    info = site / f"{name}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8"
    )
    lines = "".join(f"{key} = {value}\n" for key, value in points.items())
    (info / "entry_points.txt").write_text(f"[fusionflag.parsers]\n{lines}", encoding="utf-8")


def install_example(site: Path) -> None:
    """The example plugin as its pyproject.toml says: its modules, and its entry points."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text(encoding="utf-8"))
    about = project["project"]
    site.mkdir(parents=True, exist_ok=True)
    for module in project["tool"]["setuptools"]["py-modules"]:
        shutil.copy(EXAMPLE / f"{module}.py", site)
    points = about["entry-points"]["fusionflag.parsers"]
    dist_info(site, about["name"].replace("-", "_"), points, about["version"])


def with_site(site: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the checkout and the packages of `site`."""
    path = os.pathsep.join((str(ROOT), str(site)))
    return subprocess.run(
        [sys.executable, *command],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
    )
