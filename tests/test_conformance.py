"""The contract of every parser, shipped or not, over its fixtures."""

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from fusionflag.facts import word
from fusionflag.registry import parser_named, parsers
from fusionflag.testing import check_changes, check_facts, check_fixture, fixture_files, lacks
from tests.mutant_base import originals
from tests.mutant_checks import baseline

FIXTURES = Path(__file__).parents[1] / "fixtures"
CASES = [
    (p.name, f) for p in parsers() if (FIXTURES / p.name).is_dir() for f in fixture_files(FIXTURES / p.name)
]


@pytest.mark.parametrize("name", [p.name for p in parsers()])
def test_every_parser_has_fixtures_and_says_that_they_are_made_up(name: str) -> None:
    assert fixture_files(FIXTURES / name)
    assert "made up" in (FIXTURES / name / "SOURCE.md").read_text(encoding="utf-8").lower()


@pytest.mark.parametrize(("name", "file"), CASES, ids=[f"{n}/{f.name}" for n, f in CASES])
def test_fixture(name: str, file: Path, update_golden: bool) -> None:
    if reason := lacks(file):
        pytest.skip(reason)
    check_fixture(name, file, update_golden=update_golden)


@pytest.mark.parametrize("name", [p.name for p in parsers()])
def test_its_facts_hold(name: str) -> None:
    check_facts(name, FIXTURES / name)


@pytest.mark.parametrize("name", [p.name for p in parsers()])
def test_changed_names_and_columns_lose_nothing(name: str) -> None:
    check_changes(name, FIXTURES / name)


@pytest.mark.parametrize("name", sorted(originals()))
def test_its_silence_is_worth_what_it_says(name: str) -> None:
    """The reports without NRG1, read with an adequate assay in the sheet; there is one in the shape of a negative."""
    goldens = {
        o: (FIXTURES / name / f"{o.name}.golden").read_text(encoding="utf-8") for o in originals()[name]
    }
    silent = [o for o, text in goldens.items() if not re.search('"nrg1_match": "(?!intronic)', text)]
    verdicts = {baseline(o).verdict for o in silent}
    told = word(parser_named(name).facts.silence)
    if told == "companion":
        assert verdicts <= {"not_tested", "unreadable"}
    elif told == "dna":
        assert "dna_only_negative" in verdicts
    assert ("negative" in verdicts) == (told in ("negative", "stated"))


def test_a_parser_of_another_package_is_found_and_can_be_checked(tmp_path: Path) -> None:
    """A package that names the entry-point group: its parser reads its format (tests/test_plugins.py: broken ones)."""
    site = tmp_path / "site"
    info = site / "other-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(
        "[fusionflag.parsers]\nother = other_format:other\n", encoding="utf-8"
    )
    (site / "other_format.py").write_text(
        "from fusionflag.model import Finding\n"
        "from fusionflag.parsing import Columns, parser, table\n\n"
        "@parser(title='Other', molecule='RNA', looks_like=Columns('five', 'three', 'at5', 'at3', 'support'),\n"
        "        versions='not stated', evidence='documentation', direction='format', positions='none',\n"
        "        build='unstated', silence='negative')\n"
        "def other(report):\n"
        "    t = table(report)\n"
        "    a, b, n = t.column('five'), t.column('three'), t.column('support')\n"
        "    yield from t.map(lambda row: Finding(gene5_reported=row.key(a), gene3_reported=row.key(b),\n"
        "                                         junction_reads=row.reads(n), order_from='format'))\n",
        encoding="utf-8",
    )
    report = tmp_path / "fixtures" / "x.tsv"
    report.parent.mkdir()
    report.write_text("five\tthree\tat5\tat3\tsupport\nCD74\tNRG1\t1\t2\t30\n", encoding="utf-8")
    (report.parent / "SOURCE.md").write_text("made up\n", encoding="utf-8")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); sys.path.insert(1, sys.argv[2])\n"
        "from pathlib import Path\nfrom fusionflag.testing import check_parser\n"
        "check_parser('other', Path(sys.argv[3]), update_golden=True)\ncheck_parser('other', Path(sys.argv[3]))\nprint('ok')\n"
    )
    root = Path(__file__).parents[1]
    command = [sys.executable, "-c", code, str(root), str(site), str(report.parent)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.stdout == "ok\n", result.stderr


def test_the_format_of_the_contributing_guide_works(tmp_path: Path) -> None:
    """Its parser, as printed, passes the conformance check on a report of its layout."""
    root = Path(__file__).parents[1]
    guide = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    start = guide.index("   ```python\n") + len("   ```python\n")
    code = textwrap.dedent(guide[start : guide.index("   ```\n", start)])
    site = tmp_path / "site"
    info = site / "mine-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: mine\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(
        "[fusionflag.parsers]\nmyformat = mine:myformat\n", encoding="utf-8"
    )
    (site / "mine.py").write_text(code, encoding="utf-8")
    folder = tmp_path / "fixtures"
    folder.mkdir()
    rows = "#id\tgene5\tgene3\tpoint5\tpoint3\treads\n1\tCD74\tNRG1\tchr5:150404680:-\tchr8:32727949:+\t30\n"
    (folder / "x.tsv").write_text(rows, encoding="utf-8")
    (folder / "SOURCE.md").write_text("made up\n", encoding="utf-8")
    script = (
        "import sys; sys.path[:0] = sys.argv[1:3]\nfrom pathlib import Path\n"
        "from fusionflag.testing import check_parser\ncheck_parser('myformat', Path(sys.argv[3]), update_golden=True)\n"
    )
    command = [sys.executable, "-c", script, str(root), str(site), str(folder)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert '"fusion": "CD74::NRG1"' in (folder / "x.tsv.golden").read_text(encoding="utf-8")
