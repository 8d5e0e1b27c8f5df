"""`merge`: the ledgers of all shards of a run become one, and are judged as if one machine had read them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from fusionflag.keeping import LEDGER, PART
from fusionflag.ledger import RECORDS, REQUEST, Ledger, LedgerError
from fusionflag.ledger_rows import NAMES

_SAME = ("head", "key", "planned")  # what all shards of a run have in common


def merge(shards: Iterable[Path], ledger: Ledger) -> None:
    """Fill an empty ledger from the folders of all shards of one run. Raises LedgerError where one is missing or another's."""
    folders = _sorted(shards)
    with ledger.transaction():
        for number, folder in enumerate(folders):
            with closing(_shard(folder)) as shard:
                for name in _SAME:
                    ledger.put(name, shard.get(name))
                _copy(shard, ledger, first=not number)
        missing = ledger.execute(
            "SELECT path FROM plan WHERE NOT EXISTS (SELECT 1 FROM files WHERE files.file_id = plan.file_id) LIMIT 1"
        ).fetchone()
        if missing:
            raise LedgerError(f"{missing[0]}: no shard has read it; run its shard to the end with --resume")
        ledger.put("shard", [1, 1])


def _shard(folder: Path) -> Ledger:
    if (folder / PART).exists():
        raise LedgerError(f"{folder}: this shard was not finished; finish it with --resume")
    if not (folder / LEDGER).exists():
        raise LedgerError(f"{folder}: holds no ledger of a shard")
    return Ledger(folder / LEDGER, write=False)


def _sorted(folders: Iterable[Path]) -> list[Path]:
    """The folders in the order of their shards; all there, each once, all of one run."""
    found: dict[int, Path] = {}
    facts: dict[str, Any] = {}
    of = 0
    for folder in folders:
        with closing(_shard(folder)) as shard:
            if shard.get("unread"):
                raise LedgerError(f"{folder}: this shard was not finished; finish it with --resume")
            i, n = shard.get("shard") or (1, 1)
            if i in found:
                raise LedgerError(f"{folder}: is shard {i}/{n}, and so is {found[i]}")
            own = {name: shard.get(name) for name in _SAME}
            if found and (own != facts or n != of):
                other = next((name for name in _SAME if own[name] != facts[name]), "number of shards")
                raise LedgerError(
                    f"{folder}: is of another run than {next(iter(found.values()))} (its {_WORDS[other]} differ): start"
                    " every shard with the same paths, sheet, options, key and version"
                )
            found[i], facts, of = folder, own, n
    lacking = [i for i in range(1, of + 1) if i not in found]
    if lacking:
        raise LedgerError(
            f"shard {lacking[0]}/{of} is not among the folders; {len(lacking)} of {of} are missing"
        )
    return [found[i] for i in sorted(found)]


_WORDS = {
    "head": "version or options",
    "key": "keys",
    "planned": "files or sheet",
    "number of shards": "numbers of shards",
}


def _copy(shard: Ledger, ledger: Ledger, *, first: bool) -> None:
    """The files of one shard, each under its place in the plan. Its folder may hold files that are another shard's by now."""
    if first:
        rows = shard.execute("SELECT n, path, asked, n FROM plan")
        ledger.executemany("INSERT INTO plan (n, path, asked, file_id) VALUES (?, ?, ?, ?)", rows)
    i, of = shard.get("shard") or (1, 1)
    where = f"JOIN (SELECT n, file_id FROM plan WHERE (n - 1) % {int(of)} = {int(i) - 1}) USING (file_id)"
    columns = 'sha256, asked, report_id, parser, named, cases, "rows", records, complete, failure'
    ledger.executemany(
        f"INSERT INTO files (file_id, path, {columns}) VALUES ({','.join('?' * 12)})",
        shard.execute(f"SELECT n, path, {columns} FROM files {where}"),
    )
    ledger.executemany(
        "INSERT INTO links (link, kind, file_id) VALUES (?, ?, ?)",
        shard.execute(f"SELECT link, kind, n FROM links {where}"),
    )
    for table in RECORDS:
        names = ", ".join(("seq", "held", "plain", *NAMES[table]))
        marks = ",".join("?" * (len(NAMES[table]) + 4))
        insert = f"INSERT INTO {table} (file_id, {names}) VALUES ({marks})"
        ledger.executemany(insert, shard.execute(f"SELECT n, {names} FROM {table} {where}"))
        if first and table == "notices":
            told = shard.execute(f"SELECT file_id, {names} FROM notices WHERE file_id = ?", (REQUEST,))
            ledger.executemany(insert, told)
