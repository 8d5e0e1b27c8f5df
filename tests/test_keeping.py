"""The ledger's files: nothing stale is taken for current, nothing of an old ledger gets into a new one, one run a folder."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fusionflag.keeping import alone
from fusionflag.ledger import Ledger, LedgerError
from fusionflag.results import Results
from tests.files import STAR, invoke, star, table
from tests.test_batch import ROOT, outputs
from tests.test_shards import ENVIRONMENT


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "in"
    root.mkdir()
    for n in range(4):
        (root / f"r{n}.tsv").write_text(STAR, encoding="utf-8")
    return root


def killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def verdicts(out: Path) -> set[str]:
    return {c["verdict"] for c in table(out / "cases.tsv")}


@pytest.mark.parametrize("where", ["fusionflag.results.Results.judge", "fusionflag.output.archive.write_run"])
def test_outputs_of_older_records_do_not_stand(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """A resumed run read the changed file and was killed before its outputs were there: the next one must not think they are."""
    out = tmp_path / "out"
    invoke("run", str(root), "-o", str(out))
    (root / "r1.tsv").write_text(STAR + star(), encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(where, killed)
        assert invoke("run", str(root), "-o", str(out), "--resume").exit_code == 130
    result = invoke("run", str(root), "-o", str(out), "--resume")
    assert "\tpositive\t" in result.stdout
    assert "positive" in verdicts(out)


def test_what_is_said_of_the_sheet_is_told_anew(root: Path, tmp_path: Path) -> None:
    sheet, out = tmp_path / "cases.csv", tmp_path / "out"
    for value in ("weird", "odd"):
        text = f"path,case_id,qc\nin/r0.tsv,a,\nin/r1.tsv,b,{value}\n"
        sheet.write_text(text, encoding="utf-8")
        invoke("run", str(root), "--sample-sheet", str(sheet), "-o", str(out), "--resume")
    fresh = tmp_path / "fresh"
    invoke("run", str(root), "--sample-sheet", str(sheet), "-o", str(fresh))
    assert outputs(out) == outputs(fresh)


def test_the_log_of_an_old_ledger_does_not_get_into_a_new_one(root: Path, tmp_path: Path) -> None:
    """A run that was killed leaves a log beside the ledger: SQLite would play it into whatever has that name next."""
    out, kept = tmp_path / "out", tmp_path / "kept"
    invoke("run", str(root), "-o", str(out))
    db = sqlite3.connect(out / "ledger.sqlite")
    db.execute("UPDATE findings SET partner = 'x'")
    db.execute("CREATE TABLE old AS SELECT * FROM files, (SELECT 1 UNION SELECT 2)")
    db.commit()
    kept.mkdir()
    for end in ("-wal", "-shm"):
        shutil.copy(out / f"ledger.sqlite{end}", kept)
    db.close()
    for file in kept.iterdir():
        shutil.copy(file, out)
    (root / "r1.tsv").write_text(STAR + star(), encoding="utf-8")
    invoke("run", str(root), "-o", str(out))
    db = sqlite3.connect(out / "ledger.sqlite")
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'old'").fetchone()
    db.close()
    assert invoke("flag", str(out)).exit_code == 0


def test_a_reader_that_holds_the_ledger_keeps_it_from_being_moved(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What still stands in the log would stay behind."""
    out = tmp_path / "out"
    readers = []
    real = Results.keep

    def keep(self: Results) -> None:
        db = sqlite3.connect(self.ledger.path, isolation_level=None)
        db.execute("BEGIN")
        db.execute("SELECT count(*) FROM files").fetchone()
        readers.append(db)
        self.ledger.execute("PRAGMA busy_timeout=100")
        real(self)

    with monkeypatch.context() as patch:
        patch.setattr(Results, "keep", keep)
        result = invoke("run", str(root), "-o", str(out))
    assert result.exit_code == 2
    assert "another program reads it" in result.stderr
    readers[0].close()
    assert invoke("run", str(root), "-o", str(out), "--resume").exit_code == 0
    with Ledger(out / "ledger.sqlite") as ledger:
        assert ledger.execute("SELECT count(*) FROM cases").fetchone() == (4,)


HOLDS = """
import sys, time
from pathlib import Path
from fusionflag.keeping import alone
with alone(Path(sys.argv[1])):
    print(flush=True)
    time.sleep(60)
"""


def test_two_runs_in_one_folder(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    invoke("run", str(root), "-o", str(out))
    before = outputs(out)
    monkeypatch.setattr("fusionflag.keeping._WAIT", 0.3)
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(out)], stdout=subprocess.PIPE, cwd=ROOT, env=ENVIRONMENT
    )
    assert other.stdout is not None
    other.stdout.readline()
    for arguments in (["run", str(root), "-o", str(out)], ["flag", str(out)]):
        result = invoke(*arguments)
        assert result.exit_code == 2
        assert "another fusionflag writes it" in result.stderr
    assert outputs(out) == before
    other.kill()
    other.communicate()
    assert invoke("run", str(root), "-o", str(out)).exit_code == 0
    assert not (out / "ledger.lock").exists()


def test_the_lock_is_one_however_often_it_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fusionflag.keeping._WAIT", 0.2)
    with alone(tmp_path), pytest.raises(LedgerError, match="another fusionflag"), alone(tmp_path):
        pass
    with alone(tmp_path):
        time.sleep(0)


def test_half_a_key_is_none(root: Path, tmp_path: Path) -> None:
    """An empty key would be another one in every worker."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "ledger.key").touch()
    assert invoke("run", str(root), "-o", str(out)).exit_code == 0
    assert len((out / "ledger.key").read_bytes()) == 32


def begun_empty(out: Path) -> None:
    (out / "ledger.part.sqlite").touch()


def begun_log(out: Path) -> None:
    db = sqlite3.connect(out / "ledger.part.sqlite")
    db.execute("PRAGMA journal_mode=WAL")
    db.close()


@pytest.mark.parametrize("begun", [begun_empty, begun_log])
@pytest.mark.parametrize("more", [[], ["--resume"]])
def test_a_run_killed_as_it_began(
    root: Path, tmp_path: Path, begun: Callable[[Path], None], more: list[str]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    begun(out)
    result = invoke("run", str(root), "-o", str(out), *more)
    assert result.exit_code == 0, result.stderr


def test_an_unfinished_run_is_not_judged(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some of its files are new and not read, others were read as another sheet had it."""
    key, out, shard = tmp_path / "key", tmp_path / "out", tmp_path / "shard"
    key.write_text("k" * 32, encoding="utf-8")
    options = {out: [], shard: ["--run-key", str(key), "--shard", "1/2"]}
    for folder, more in options.items():
        invoke("run", str(root), "-o", str(folder), *more)
    sheet = root / "cases.csv"
    sheet.write_text("path,case_id\nr0.tsv,a\nr1.tsv,a\nr2.tsv,a\nr3.tsv,a\n", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr("fusionflag.batch.Batch._store", killed)
        for folder, more in options.items():
            arguments = ["run", str(root), "--sample-sheet", str(sheet), "-o", str(folder), "--resume", *more]
            assert invoke(*arguments).exit_code == 130
    invoke(
        "run",
        str(root),
        "--sample-sheet",
        str(sheet),
        "-o",
        str(tmp_path / "2"),
        *options[shard][:2],
        "--shard",
        "2/2",
    )
    asked = (["flag", str(out)], ["lookback", str(out), "--since", "2026-05-01"])
    for arguments in (*asked, ["merge", str(shard), str(tmp_path / "2"), "-o", str(tmp_path / "merged")]):
        result = invoke(*arguments)
        assert result.exit_code == 2
        assert "not finished" in result.stderr


def test_a_merge_does_not_write_into_a_shard(root: Path, tmp_path: Path) -> None:
    invoke("run", str(root), "-o", str(tmp_path / "s"))
    result = invoke("merge", str(tmp_path / "s"), "-o", str(tmp_path / "s"))
    assert result.exit_code == 2
    assert "is one of the shards" in result.stderr
    assert not (tmp_path / "s" / "ledger.part.sqlite").exists()


def test_numbers_of_files_do_not_grow_with_the_rounds(root: Path, tmp_path: Path) -> None:
    """A watched folder has thousands of rounds, and judging needs memory for the greatest number."""
    out = tmp_path / "out"
    for n in range(4, 9):
        invoke("run", str(root), "-o", str(out), "--resume")
        (root / f"r{n}.tsv").write_text(STAR, encoding="utf-8")
    with Ledger(out / "ledger.sqlite") as ledger:
        assert ledger.execute("SELECT count(*), max(file_id) FROM files").fetchone() == (8, 8)


def test_exports_are_those_of_the_stream(root: Path, tmp_path: Path) -> None:
    """Also what is said of look-alikes, which are judged apart, and of a sheet that is not understood."""
    for name in ("pat1.rna.tsv", "pat1.dna.tsv"):
        (root / name).write_text(STAR, encoding="utf-8")
    sheet = root / "cases.csv"
    sheet.write_text("path,case_id,qc\nr0.tsv,zz,weird\nmissing.tsv,mm,pass\n", encoding="utf-8")
    asked = (str(root), "--sample-sheet", str(sheet))
    formats = ("--format", "jsonl,html,multiqc")
    invoke("run", *asked, "-o", str(tmp_path / "a"), "--jobs", "2", *formats)
    stream = invoke("parse", *asked).stdout.encode()
    invoke("report", "-", "-o", str(tmp_path / "b"), *formats, stdin=stream)
    for name in ("cases.jsonl", "report.html", "fusionflag_mqc.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name
    assert "UNGROUPED_NEIGHBOR" in (tmp_path / "a" / "cases.jsonl").read_text(encoding="utf-8")
