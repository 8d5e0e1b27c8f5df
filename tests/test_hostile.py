"""Hostile input: bombs, endless lines, depths, numbers, entities, names, files that are none: each costs its own report."""

from __future__ import annotations

import gzip
import json
import os
import socket
import subprocess
import sys
import unicodedata
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from fusionflag.reading import MOST, Limits, Report
from fusionflag.unpacking import ReportError
from tests.files import KNOWN_ADEQUATE, OTHER, STAR, invoke, run, star, table

GOOD = (STAR + star()).encode()
QUIET = (STAR + OTHER).encode()
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><r>&i;</r>\n"
)
FETCH = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r>&x;</r>\n'


def zipped(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def book(inner: bytes) -> bytes:
    """A workbook whose only sheet is `inner`."""
    return zipped(xl__workbook_xml=b"<workbook/>", xl__worksheets__sheet1_xml=inner)


BOMB = gzip.compress(STAR.encode() + (b"A" * (1 << 20) + b"\n") * 80, mtime=0)
WIDE = "\t".join(f"c{n}" for n in range(10**6))
HOSTILE: list[tuple[str, bytes, str]] = [
    ("bomb.gz", BOMB, "GZIP_BOMB"),
    ("nested.gz", gzip.compress(BOMB, mtime=0), "UNKNOWN_FORMAT"),
    ("bomb.zip", zipped(a=bytes(80 << 20)), "DOCUMENT"),
    ("bomb.xlsx", book(bytes(80 << 20)), "GZIP_BOMB"),
    ("laughs.xlsx", book(LAUGHS.encode()), "BAD_XML"),
    ("laughs.xml", LAUGHS.encode(), "BAD_XML"),
    ("fetch.xml", FETCH.encode(), "BAD_XML"),
    ("deep.xml", b"<a>" * 100_000 + b"</a>" * 100_000, "TOO_LARGE"),
    ("deep201.json", b'{"genes": ' + b"[" * 201 + b"]" * 201 + b"}", "TOO_LARGE"),
    ("deep.json", b"[" * 300_000 + b"]" * 300_000, "TOO_LARGE"),
    ("deep_objects.json", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "TOO_LARGE"),
    ("digits.json", b'{"genes": [{"splitcount": ' + b"9" * 5000 + b"}]}", "BAD_JSON"),
    ("million_columns.tsv", (WIDE + "\n" + WIDE + "\n").encode(), "UNKNOWN_FORMAT"),
    ("wide_row.tsv", QUIET + WIDE.encode() + b"\n", "BAD_ROW"),
    ("giant_gene.tsv", QUIET + star("A" * 5_000_000, right="ALK", right_at="chr2:x").encode(), "BAD_ROW"),
]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> object:
    """One night's folder: every hostile file, and a positive and a negative among them."""
    files: dict[str, bytes | str] = {name: data for name, data, _ in HOSTILE}
    files |= {"aaa.tsv": GOOD, "zzz.tsv": QUIET}
    sheet = {name: {**KNOWN_ADEQUATE, "case_id": name} for name in files}
    return run(tmp_path_factory.mktemp("night"), files, sheet)


@pytest.mark.parametrize(("name", "code"), [(name, code) for name, _, code in HOSTILE])
def test_a_hostile_file_is_named_and_unreadable(night: object, name: str, code: str) -> None:
    assert night.cases[name]["verdict"] == "unreadable"  # type: ignore[attr-defined]
    notes = [n for n in night.notices if n["place"].startswith(name)]  # type: ignore[attr-defined]
    assert code in {n["code"] for n in notes if n["severity"] == "error"}
    assert all(len(n["text"]) < 400 and len(n["value"]) <= 80 for n in notes)


def test_the_rest_of_the_night_is_read(night: object) -> None:
    cases = night.cases  # type: ignore[attr-defined]
    assert (cases["aaa.tsv"]["verdict"], cases["zzz.tsv"]["verdict"]) == ("positive", "negative")
    assert night.code == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "1E400", "9" * 400])
def test_a_number_of_json_that_is_none_is_not_written(tmp_path: Path, number: str) -> None:
    text = (
        '{"genes": [{"geneA": {"id": "", "name": "CD74"}, "geneB": {"id": "", "name": "NRG1"}, "paircount": NUMBER, '
        '"splitcount": 12, "transcripts": [], "readpairs": []}]}'
    )
    result = run(tmp_path, {"x.json": text.replace("NUMBER", number)})
    assert "negative" not in result.verdicts
    (finding,) = table(result.out / "findings.tsv")
    assert finding["pair_reads"] == ""
    assert "BAD_CELL" in result.codes


def test_a_depth_that_reports_have_is_read() -> None:
    with Report(BytesIO(b"[" * 199 + b"]" * 199), "x.json") as report:
        assert isinstance(report.json(), list)


def test_memory_stays_bounded_for_bombs_and_endless_lines(tmp_path: Path) -> None:
    """Under a limit of 1 GiB of address space each is refused in our words, not by a MemoryError, and the next file is read."""
    resource = pytest.importorskip("resource")
    (tmp_path / "bomb.tsv.gz").write_bytes(BOMB)
    (tmp_path / "line.tsv").write_bytes(b"x" * (70 << 20))
    packed_line = STAR.encode() + b"A" * (70 << 20)
    (tmp_path / "line.tsv.gz").write_bytes(gzip.compress(packed_line, 1, mtime=0))
    (tmp_path / "good.tsv").write_bytes(GOOD)
    code = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))\n"
        "from fusionflag.cli import main\n"
        "try:\n    main()\n"
        "finally:\n    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", code, "run", str(tmp_path), "-o", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    verdicts = {row["case_id"]: row["verdict"] for row in table(tmp_path / "out" / "cases.tsv")}
    assert verdicts == {
        "bomb.tsv.gz": "unreadable",
        "good.tsv": "positive",
        "line.tsv": "unreadable",
        "line.tsv.gz": "unreadable",
    }
    notes = (n for n in table(tmp_path / "out" / "notices.tsv") if n["severity"] == "error")
    codes = {n["place"].split(":")[0]: n["code"] for n in notes}
    assert codes["line.tsv"] == "UNKNOWN_FORMAT"  # by its beginning; no more of it is held
    assert codes["line.tsv.gz"] == "TOO_LARGE"
    assert codes["bomb.tsv.gz"] in ("GZIP_BOMB", "TOO_LARGE")
    assert int(done.stderr.split()[-1]) * (1 if sys.platform == "darwin" else 1024) < 1 << 30
    assert resource


def test_a_million_odd_cells_do_not_fill_the_memory() -> None:
    with Report(BytesIO(GOOD), "x.tsv", Limits()) as report:
        for line in range(MOST + 500):
            report.notice("BAD_CELL", "is not a number", line=line)  # type: ignore[arg-type]
        report.problem("BAD_ROW", "another kind is still listed")  # type: ignore[arg-type]
        assert len(report.notices) == MOST + 2
        assert "the rest is not listed" in report.notices[MOST].text
        assert not report.complete


# -- names and files that are none -----------------------------------------------------------------
NAMES = [
    "-o.tsv",
    "a|b.tsv",
    "new\nline.tsv",
    "esc\x1b[2J.tsv",
    "..tsv",
    "bell\x07.tsv",
    "x\u202ey.tsv",
    " .tsv",
    "$(id).tsv",
]


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be on Windows")
def test_names_break_neither_tables_nor_the_screen(tmp_path: Path) -> None:
    root = tmp_path / "reports"
    root.mkdir()
    for name in [*NAMES, os.fsdecode(b"sur\xff.tsv")]:
        (root / name).write_bytes(GOOD)
    skipped = {"..tsv"}  # a dot-file
    result = invoke("run", str(root), "-o", str(tmp_path / "out"))
    rows = table(tmp_path / "out" / "cases.tsv")
    assert len(rows) == len(NAMES) + 1 - len(skipped)
    assert {row["verdict"] for row in rows} == {"positive"}
    shown = result.stdout + result.stderr + (tmp_path / "out" / "cases.tsv").read_text(encoding="utf-8")
    assert not [c for c in shown if unicodedata.category(c) == "Cc" and c not in "\n\t"]


def test_an_error_that_repeats_a_name_shows_no_escape(tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(b"no\x1b[2Jsuch\x9b\n")
    result = invoke("run", f"@{tmp_path / 'list'}")
    assert result.exit_code == 2
    assert not [c for c in result.stderr if unicodedata.category(c) == "Cc" and c != "\n"]


def test_names_that_differ_only_in_case_or_normal_form_are_reports_of_their_own(tmp_path: Path) -> None:
    names = {"A.tsv", "a.tsv", "M\u00fcller.tsv", "Mu\u0308ller.tsv"}
    for name in names:
        (tmp_path / name).write_bytes(GOOD if name in ("a.tsv", "Mu\u0308ller.tsv") else QUIET)
    if len(list(tmp_path.iterdir())) < len(names):
        pytest.skip("this file system does not tell such names apart")
    invoke("run", str(tmp_path), "-o", str(tmp_path.parent / "out"))
    found = {row["case_id"]: row["verdict"] for row in table(tmp_path.parent / "out" / "cases.tsv")}
    assert found.keys() == names
    assert {name for name, verdict in found.items() if verdict == "positive"} == {"a.tsv", "Mu\u0308ller.tsv"}


def test_links_that_lead_to_themselves_or_out_of_the_folder(tmp_path: Path) -> None:
    """A loop is an unread report; a link out of the folder (as workflow engines make them) is read under its own name."""
    root = tmp_path / "reports"
    root.mkdir()
    (tmp_path / "elsewhere.tsv").write_bytes(GOOD)
    (root / "loop.tsv").symlink_to("loop.tsv")
    (root / "out.tsv").symlink_to("../elsewhere.tsv")
    (root / "up").symlink_to("..")
    (root / "self").symlink_to(root)
    result = invoke("run", str(root), "-o", str(tmp_path / "out"))
    assert result.exit_code == 1, result.stderr
    found = {row["case_id"]: row["verdict"] for row in table(tmp_path / "out" / "cases.tsv")}
    assert found["loop.tsv"] == "unreadable"
    assert sorted(found.values()) == ["positive", "unreadable"]
    assert str(tmp_path) not in (tmp_path / "out" / "notices.tsv").read_text(encoding="utf-8")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no devices here")
@pytest.mark.parametrize("kind", ["device", "pipe", "socket"])
def test_a_file_that_is_none_is_neither_waited_for_nor_read_for_ever(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # names of sockets must be short
    path = Path("/dev/zero") if kind == "device" else Path("x")
    if kind == "pipe":
        os.mkfifo(path)
    if kind == "socket":
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(path))
    Path("good.tsv").write_bytes(GOOD)
    result = invoke("run", str(path), "good.tsv", "-o", "out")
    assert result.exit_code == 1, result.stderr
    assert [row["verdict"] for row in table(Path("out/cases.tsv"))].count("positive") == 1
    (note,) = table(Path("out/notices.tsv"))
    assert note["code"] == "UNREADABLE_FILE"


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="no /dev/fd here")
def test_what_the_shell_pipes_in_is_read(tmp_path: Path) -> None:
    (tmp_path / "x.tsv").write_bytes(GOOD)
    program = f"{sys.executable} -m fusionflag run <(cat x.tsv)"
    done = subprocess.run(["bash", "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "\tpositive\t" in done.stdout, done.stderr


def test_a_folder_that_cannot_be_looked_into_costs_itself_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "reports"
    (root / "closed").mkdir(parents=True)
    (root / "good.tsv").write_bytes(GOOD)
    (root / "refused.tsv").write_bytes(QUIET)
    looked, read = os.scandir, Path.read_bytes

    def scandir(path: str) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", path)
        return looked(path)

    def read_bytes(self: Path) -> bytes:
        if self.name == "refused.tsv":
            raise PermissionError(13, "Permission denied", str(self))
        return read(self)

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    result = invoke("run", str(root), "-o", str(tmp_path / "out"))
    assert result.exit_code == 1
    found = {row["case_id"]: row["verdict"] for row in table(tmp_path / "out" / "cases.tsv")}
    assert found == {"closed": "unreadable", "good.tsv": "positive", "refused.tsv": "unreadable"}


def test_a_folder_whose_run_json_is_a_bomb_is_looked_into(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "run.json").write_text("[" * 200_000, encoding="utf-8")
    (tmp_path / "sub" / "x.tsv").write_bytes(GOOD)
    result = invoke("run", str(tmp_path), "-o", str(tmp_path.parent / "out2"))
    assert result.exit_code == 1
    assert "positive" in result.stdout


def test_a_line_longer_than_any_report_is_refused() -> None:
    data = STAR.encode() + b"A" * 600_000
    with Report(BytesIO(data), "x.tsv", Limits(line=500_000)) as report:
        with pytest.raises(ReportError) as refused:
            list(report.lines())
        assert refused.value.code == "TOO_LARGE"


def test_a_stream_of_json_numbers_survives(tmp_path: Path) -> None:
    """What is written can be read by any JSON reader: no NaN, no Infinity."""
    result = run(tmp_path, {"x.tsv": (STAR + star(reads=10**17))})
    assert result.verdicts == {"positive"}
    json.loads((result.out / "run.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)
