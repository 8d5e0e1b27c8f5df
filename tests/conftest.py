"""Test options and the corpus of real files, where it is present."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from tests.files import invoke

# the same examples in every run, so that a red run is red for its change; `HYPOTHESIS_PROFILE=explore pytest` looks further
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures"
SAMPLES = ROOT.parent / "shared" / "samples"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite golden files; read the difference before you commit",
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def samples() -> Path:
    if not SAMPLES.is_dir():
        pytest.skip("the corpus of real reports is not here")
    return SAMPLES


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports of many formats, some of which refer to one another, some damaged."""
    root = tmp_path_factory.mktemp("archive") / "in"
    for name in (
        "demo",
        "tso500_combined",
        "tso500_metrics",
        "cbioportal_sv",
        "cbioportal_matrix",
        "tempus",
        "arriba",
    ):
        if (FIXTURES / name).is_dir():
            shutil.copytree(
                FIXTURES / name, root / name, ignore=shutil.ignore_patterns("*.golden", "SOURCE*")
            )
    return root


@pytest.fixture(scope="module")
def serial(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of the stream, which knows nothing of workers, ledgers and blocks."""
    out = tmp_path_factory.mktemp("serial") / "out"
    stream = invoke("parse", str(archive), "--jobs", "1").stdout.encode()
    assert invoke("report", "-", "-o", str(out), stdin=stream).exit_code == 1
    return out
