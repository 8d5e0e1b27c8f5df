"""Parsers of other packages: the example plugin keeps the contract, and a broken one costs its own formats alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.files import STAR, star, table
from tests.plugins import EXAMPLE, dist_info, install_example, with_site

GOOD = """
from fusionflag.model import Finding
from fusionflag.parsing import Columns, parser, table

def rows(report):
    t = table(report)
    a, b = t.column("five"), t.column("three")
    yield from t.map(lambda row: Finding(gene5_reported=row.key(a), gene3_reported=row.key(b), order_from="format"))
"""
MARK = "@parser(title='T', molecule='RNA', looks_like=Columns('five', 'three', 'third'))\n"
RAISES = """
class Mark:
    def match(self, report):
        raise RuntimeError("Zzplanted Marker")
    def marks(self):
        return frozenset({"mine"})
"""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("site")
    install_example(site)
    return site


def test_the_tests_of_the_example_pass(example: Path) -> None:
    result = with_site(
        example, "-m", "pytest", "-p", "no:cacheprovider", str(EXAMPLE), "--rootdir", str(EXAMPLE)
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "1 passed" in result.stdout


def test_the_example_fits_no_report_of_another_format(example: Path) -> None:
    code = (
        "from fusionflag.reading import ReportError, open_report\n"
        "from fusionflag.registry import parser_named\n"
        "from tests.test_recognition import REPORTS\n"
        "def fits(path):\n"
        "    try:\n"
        "        with open_report(path, path.name) as report:\n"
        "            return parser_named('mycaller').match(report) is not None\n"
        "    except ReportError:\n"
        "        return False\n"
        "print(len(REPORTS) > 400, [p.name for p in REPORTS if fits(p)])\n"
    )
    assert with_site(example, "-c", code).stdout == "True []\n"


def test_the_example_is_listed_and_reads_its_reports_beside_the_shipped_formats(
    example: Path, tmp_path: Path
) -> None:
    listed = with_site(example, "-m", "fusionflag", "formats").stdout.splitlines()
    assert [line.split("\t")[1] for line in listed if line.startswith("mycaller\t")] == ["MyCaller"]
    (tmp_path / "star.tsv").write_text(STAR + star(), encoding="utf-8")
    result = with_site(
        example,
        "-m",
        "fusionflag",
        "run",
        str(EXAMPLE / "fixtures/mycaller/positive.tsv"),
        str(tmp_path / "star.tsv"),
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("\tpositive\t") == 2
    assert result.stderr == ""


BROKEN = {
    "import error": ("import no_such_module\n", "other", "ModuleNotFoundError on import"),
    "fails on import": ("raise SystemError('Zzplanted Marker')\n", "other", "SystemError on import"),
    "no parser": ("def other(report):\n    yield from ()\n", "other", "is no parser"),
    "not there": ("other = None\n", "another", "AttributeError on import"),
    "name of a shipped one": (
        f"{GOOD}{MARK}def arriba(report):\n    yield from rows(report)\n",
        "arriba",
        "given twice",
    ),
    "no marks": (
        f"{GOOD}@parser(title='T', molecule='RNA', looks_like=[])\ndef other(report):\n    yield from rows(report)\n",
        "other",
        "has no marks",
    ),
}


@pytest.mark.parametrize(("code", "name", "why"), BROKEN.values(), ids=BROKEN)
def test_a_broken_plugin_is_named_and_the_rest_goes_on(
    tmp_path: Path, code: str, name: str, why: str
) -> None:
    site = tmp_path / "site"
    install_example(site)
    dist_info(site, "broken_pack", {name: f"broken_module:{name}"})
    (site / "broken_module.py").write_text(code, encoding="utf-8")
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "star.tsv").write_text(STAR + star(), encoding="utf-8")
    (reports / "mine.tsv").write_bytes((EXAMPLE / "fixtures/mycaller/positive.tsv").read_bytes())
    result = with_site(site, "-m", "fusionflag", "run", str(reports), "-o", str(tmp_path / "out"))
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("\tpositive\t") == 2
    assert f"plugin `{name}` of the package broken_pack 1.0 is not used" in result.stderr
    assert why in result.stderr
    assert "Traceback" not in result.stderr
    assert "Zzplanted" not in result.stderr
    notices = [n for n in table(tmp_path / "out" / "notices.tsv") if n["code"] == "BROKEN_PLUGIN"]
    assert len(notices) == 1
    assert why in notices[0]["text"]


def test_a_mark_that_raises_is_named_and_the_report_is_read(tmp_path: Path) -> None:
    site = tmp_path / "site"
    dist_info(site, "broken_pack", {"other": "broken_module:other"})
    (site / "broken_module.py").write_text(
        f"{GOOD}{RAISES}@parser(title='T', molecule='RNA', looks_like=Mark())\ndef other(report):\n    yield from rows(report)\n",
        encoding="utf-8",
    )
    (tmp_path / "star.tsv").write_text(STAR + star(), encoding="utf-8")
    out = tmp_path / "out"
    result = with_site(site, "-m", "fusionflag", "run", str(tmp_path / "star.tsv"), "-o", str(out))
    assert result.returncode == 0, result.stderr
    assert "\tpositive\t" in result.stdout
    [notice] = [n for n in table(out / "notices.tsv") if n["code"] == "BROKEN_PLUGIN"]
    assert "`other` of the package broken_pack 1.0 failed" in notice["text"]
    assert "Zzplanted" not in notice["text"]


def test_two_plugins_of_one_name_leave_one(tmp_path: Path) -> None:
    for pack in ("a_pack", "b_pack"):
        dist_info(tmp_path, pack, {"other": f"{pack}_module:other"})
        (tmp_path / f"{pack}_module.py").write_text(
            f"{GOOD}{MARK}def other(report):\n    yield from rows(report)\n", encoding="utf-8"
        )
    result = with_site(tmp_path, "-m", "fusionflag", "formats")
    assert [line.split("\t")[0] for line in result.stdout.splitlines()].count("other") == 1
    assert (
        "package b_pack 1.0 is not used: the parser name `other` is given twice, a_pack 1.0 has it"
        in result.stderr
    )


def test_the_check_of_a_plugin_that_cannot_be_loaded_says_why(tmp_path: Path) -> None:
    dist_info(tmp_path, "broken_pack", {"other": "no_such_module:other"})
    code = "from pathlib import Path; from fusionflag.testing import check_parser; check_parser('other', Path('x'))"
    result = with_site(tmp_path, "-c", code)
    assert (
        "no parser is called other: plugin `other` of the package broken_pack 1.0 is not used"
        in result.stderr
    )
