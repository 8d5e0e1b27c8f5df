"""The ledger gives back what it was given, is whole after any end of its writer, and says what is wrong with it."""

from __future__ import annotations

import dataclasses
import random
import sqlite3
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fusionflag import linking, model, schema
from fusionflag.codes import Code
from fusionflag.ledger import RECORDS, SCHEMA, Ledger, LedgerError
from fusionflag.ledger_rows import NAMES, TABLES, Layout, record_of, storable, values_sql
from fusionflag.magic import is_ledger
from fusionflag.model import Mark, Severity

TEXT = st.text(
    st.characters(exclude_categories=[]), max_size=8
)  # half surrogate pairs too, as JSON allows them
OF_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(-(10**30), 10**30),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    Code: st.sampled_from(Code),
    Severity: st.sampled_from(Severity),
    Mark: st.sampled_from(Mark),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    if hint in OF_TYPE:
        return OF_TYPE[hint]
    options = [o for o in hint.__args__ if o not in (type(None), Ellipsis)]
    if getattr(hint, "__origin__", None) is tuple:
        return st.lists(OF_TYPE[options[0]] if options[0] is not int else st.integers(0, 99), max_size=3).map(
            tuple
        )
    return st.none() | OF_TYPE[options[0]]


@st.composite
def records(draw: st.DrawFn, table: str) -> Any:
    kind = TABLES[table]
    hints = get_type_hints(kind, vars(model))
    return kind(**{f.name: draw(values(hints[f.name])) for f in dataclasses.fields(kind)})


def store(ledger: Ledger, table: str, records: list[Any]) -> list[int]:
    flags, layout = [], Layout(table)
    for seq, record in enumerate(records):
        plain, cells = layout.row(record)
        ledger.add_records(table, layout.names, [(1, seq, 1, plain, *cells)])
        flags.append(plain)
    return flags


@pytest.mark.parametrize("table", RECORDS)
def test_a_record_comes_back_as_it_was(table: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp(table)
    with Ledger(folder / "ledger.sqlite") as ledger:

        @settings(max_examples=60, deadline=None)
        @given(found=st.lists(records(table), min_size=1, max_size=3))
        def check(found: list[Any]) -> None:
            with ledger.transaction():
                ledger.execute(f"DELETE FROM {table}")
                store(ledger, table, found)
            assert [r for _, r in ledger.records(table, [1])] == found
            assert [line for *_, line in ledger.lines(table, [1])] == [schema.row(table, r) for r in found]

        check()


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (model.Finding(gene5="CD74", pos5=7, order_known=False, reported=True), 1),
        (model.Finding(gene5="Müller"), 1),
        (model.Finding(pos5=1 << 63), 0),
        (model.Finding(pos3=-(1 << 63)), 1),
        (model.Finding(gene5="a\0b"), 0),  # SQLite's printf ends a text at NUL
        (model.Finding(gene5="a\tb"), 0),
        (model.Finding(gene5="\ud800"), 0),
        (model.Finding(allele_fraction=0.0), 0),
        (model.Finding(also_at=("x",)), 0),
        (model.Finding(notes=("x",)), 1),  # no table shows it
    ],
)
def test_a_line_is_made_by_sqlite_only_where_cells_are_shown_as_they_are_stored(
    record: model.Finding, expected: int, tmp_path: Path
) -> None:
    others = [model.Finding(gene5="CD74"), record, model.Finding(gene3="NRG1")]
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        assert store(ledger, "findings", others) == [1, expected, 1]
        assert [line for *_, line in ledger.lines("findings", [1])] == [
            schema.row("findings", r) for r in others
        ]


def test_rows_need_no_ledger_to_come_back() -> None:
    note = model.Notice(text="\ud800", value="x" * 3)
    assert record_of("notices", storable(Layout("notices", whole=True).row(note)[1])) == note


# -- what can be wrong -----------------------------------------------------------------------------
def made(folder: Path) -> Path:
    path = folder / "ledger.sqlite"
    Ledger(path).close()
    return path


def test_another_programs_database_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()
    before = path.read_bytes()
    assert not is_ledger(path)
    with pytest.raises(LedgerError, match="is no ledger"):
        Ledger(path)
    assert path.read_bytes() == before


def test_a_later_schema_is_not_guessed_at(tmp_path: Path) -> None:
    path = made(tmp_path)
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version={SCHEMA + 1}")
    db.close()
    with pytest.raises(LedgerError, match="has schema"):
        Ledger(path)


def test_a_damaged_ledger_is_an_error_of_one_line(tmp_path: Path) -> None:
    path = made(tmp_path)
    data = bytearray(path.read_bytes())
    data[100:4096] = b"\xff" * 3996
    path.write_bytes(data)
    with pytest.raises(LedgerError, match="damaged"), Ledger(path) as ledger:
        ledger.execute("SELECT * FROM files").fetchall()


def test_a_second_writer_is_refused_and_readers_are_not(tmp_path: Path) -> None:
    path = made(tmp_path)
    with Ledger(path) as first, first.transaction():
        first.put("x", 1)
        with pytest.raises(LedgerError, match="another fusionflag writes it"):
            Ledger(path, wait=0.1)
        with Ledger(path, write=False) as reader:
            assert reader.get("x") is None
    with Ledger(path) as again:
        assert again.get("x") == 1


def test_a_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    path = made(tmp_path)
    with Ledger(path) as ledger:

        def half() -> None:
            with ledger.transaction():
                ledger.put("x", 1)
                raise RuntimeError

        with pytest.raises(RuntimeError):
            half()
        assert ledger.get("x") is None


def test_any_tool_can_ask_it(tmp_path: Path) -> None:
    path = made(tmp_path)
    with Ledger(path) as ledger, ledger.transaction():
        case = model.Case(case_id="c1", verdict="positive", reasons=("A", "B"))
        ledger.execute(
            f"INSERT INTO cases VALUES (?, {values_sql('cases', NAMES['cases'])})",
            [1, *Layout("cases", whole=True).row(case)[1]],
        )
    db = sqlite3.connect(path)
    found = db.execute(
        "SELECT case_id, value FROM cases, json_each(reasons) WHERE verdict = 'positive'"
    ).fetchall()
    db.close()
    assert found == [("c1", "A"), ("c1", "B")]


def test_links_are_sorted_in_parts_with_the_same_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An archive of a million files must not be sorted in memory; what shares a link must still meet."""
    dice = random.Random(3)
    links = [
        (
            dice.choice((1, -1)) * dice.randrange(1 << 62) if n % 3 else dice.randrange(-40, 40),
            dice.choice((0, 1, 2)),
            n,
        )
        for n in range(1, 200)
        for _ in range(2)
    ]

    def blocks(name: str) -> list[Any]:
        with Ledger(tmp_path / name) as ledger:
            with ledger.transaction():
                ledger.executemany("INSERT INTO links VALUES (?, ?, ?)", links)
                plan = ((n, f"{n}.tsv", n) for n in range(1, 190))  # the last ones are in no plan
                ledger.executemany("INSERT INTO plan (n, path, file_id) VALUES (?, ?, ?)", plan)
            linking.mark_blocks(ledger)
            return ledger.execute("SELECT n, block FROM plan ORDER BY n").fetchall()

    whole = blocks("whole.sqlite")
    assert 2 < len({block for _, block in whole}) < 189
    monkeypatch.setattr(linking, "_SORTED", 7)
    assert blocks("parts.sqlite") == whole
