"""Rows of a mapped table to findings. What a mapping leaves open is unknown, never guessed; what it does not explain is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fusionflag import documents, genes
from fusionflag.cells import Row, RowError
from fusionflag.codes import Code
from fusionflag.columns import cells, keys
from fusionflag.columns.arms import Arms
from fusionflag.columns.mapping import Mapping, word
from fusionflag.columns.marks import index_of, stands_twice
from fusionflag.layouts import frame_word, side_of
from fusionflag.model import Finding, Mark, Record
from fusionflag.parsing import table
from fusionflag.partners import clean, mentions_nrg1, split_fusion
from fusionflag.reading import Report
from fusionflag.rows import Table, unexplained

_FRAMES = ("in", "out", "stop")
_NAMES = ("gene5", "gene3", "fusion")
_PLACES = ("pos5", "pos3", "breakpoint5", "breakpoint3")
_OTHERS = frozenset({word("*")})


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads the tables of one mapping; plain data, so that it can be handed to another process."""

    mapping: Mapping

    def __call__(self, report: Report) -> Iterator[Record]:
        """The findings of every row, then the arms."""
        kind = self.mapping.kind
        t = (
            table(report)
            if kind == "table"
            else getattr(cells, {"json": "items"}.get(kind, kind))(self.mapping, report)
        )
        yield from _Rows(self.mapping, report, t).records()


class _Rows:
    """The rows of one report."""

    def __init__(self, mapping: Mapping, report: Report, t: Table) -> None:
        self.mapping, self.report, self.table = mapping, report, t
        self.at = {key: index_of(t.header, column) for key, column in mapping.columns.items()}
        self.arms = Arms(mapping, report, self.at)

    def records(self) -> Iterator[Record]:
        self._check_doubles()
        if isinstance(self.table, cells.NodeTable):
            t = self.table
            yield from documents.each(t.nodes, lambda node: self._read(t.row_of(node)))
        else:
            yield from self.table.map(self._read)
        yield from self.arms.records()

    def _check_doubles(self) -> None:
        for column in dict.fromkeys(self.mapping.columns.values()):
            if stands_twice(self.table.header, column):
                self.report.problem(
                    Code.DUPLICATE_COLUMN,
                    f"column `{column}`, which {self.mapping.file} names, stands twice: which is meant cannot be told",
                    hint="Rename one of them in the table.",
                )

    # -- one row -----------------------------------------------------------------------------------
    def _read(self, row: Row) -> list[Finding]:
        sample, facts = self.arms.row(row)
        names = [word(row[self.at[key]]) for key in _NAMES if key in self.at]
        if self.mapping.no_fusion.issuperset(names):
            if any(row.text(self.at[key]) for key in _PLACES if key in self.at):
                raise RowError("says that nothing was found, and gives a position", self._names_at(row))
            return []  # a row of another word in these cells than `no_fusion` lists is never passed over
        found = self._finding(row)
        found.sample, found.molecule = sample, facts.get("molecule", "")
        found.genome = facts.get("genome", "")
        self._check_net(row, found)
        return [found]

    def _finding(self, row: Row) -> Finding:
        known, turned = self._direction(row)
        five, three = self._side(row, "5"), self._side(row, "3")
        call = self._genes(row, five, three, turned)
        if turned:
            five, three = three, five
        more: dict[str, Any] = {key: row.text(self.at.get(key, -1)) for key in keys.TEXTS}
        more |= {key: row.reads(self.at.get(key, -1)) for key in keys.COUNTS}
        return Finding(
            call_reported=call,
            order_known=known,
            order_from="laboratory" if known else "none",
            in_frame=self._frame(row),
            filters=row.text(self.at.get("filter", -1)),
            marks=self._marks(row),
            allele_fraction=self._fraction(row),
            gene5_reported=five.pop("gene", ""),
            gene3_reported=three.pop("gene", ""),
            **{f"{name}5": value for name, value in five.items()},
            **{f"{name}3": value for name, value in three.items()},
            **more,
        )

    def _side(self, row: Row, side: str) -> dict[str, Any]:
        """Place, transcript and exon of one side, by the names that a finding gives them without its number."""
        at = {
            key: self.at.get(f"{key}{side}", -1)
            for key in ("breakpoint", "chrom", "pos", "strand", "transcript", "exon")
        }
        chrom, pos, strand = row.text(at["chrom"]), None, side_of(row[at["strand"]])
        if at["pos"] >= 0:
            pos = row.position(at["pos"], may_be_missing=True, base=self.mapping.base)
        elif row.text(at["breakpoint"]):
            chrom, pos, stated = row.breakpoint(at["breakpoint"], self.mapping.base)
            strand = stated or strand
        return {
            "chrom": chrom,
            "pos": pos,
            "strand": strand,
            "transcript": row.text(at["transcript"]),
            "exon": row.text(at["exon"]),
        }

    def _genes(self, row: Row, five: dict[str, Any], three: dict[str, Any], turned: bool) -> str:
        """Put the genes of a row into its sides; the name of the fusion as reported. RowError where no gene is named."""
        call = self._call(row)
        if "gene5" in self.at:
            five["gene"] = row.key(self.at["gene5"], may_be_missing=True)
            three["gene"] = row.key(self.at["gene3"], may_be_missing=True)
        elif turned or five["pos"] is not None or three["pos"] is not None:
            name = split_fusion(call, genes.default())  # else the normaliser takes the name apart
            five["gene"] = name.parts[0] if name.parts else call
            three["gene"] = name.parts[-1] if len(name.parts) > 1 else ""
        if not call and not five.get("gene") and not three.get("gene"):
            raise RowError("names no gene", self._names_at(row))
        return call

    def _call(self, row: Row) -> str:
        """The text of the fusion; RowError where it was damaged on the way."""
        column = self.at.get("fusion", -1)
        call = row.text(column)
        plain = clean(call)
        if not (plain.isascii() and plain.isprintable()):
            raise RowError(
                "holds characters that stand in no name of a fusion", row.table.number_of(column), call
            )
        return call

    def _direction(self, row: Row) -> tuple[bool, bool]:
        """Is the order known, and is the second gene the 5' partner?"""
        if self.mapping.rule != "column":
            return self.mapping.rule == "gene5_first", False
        said = word(row[self.at["direction"]])
        turned = said in self.mapping.words["direction.reversed"]
        return turned or said in self.mapping.words["direction.forward"], turned

    def _frame(self, row: Row) -> str:
        """in, out, stop or unknown, by the words of the mapping, else by the usual ones; a word in neither is a notice."""
        column = self.at.get("frame", -1)
        cell = row.text(column)
        lists = {state: self.mapping.words[f"frame.{state}"] for state in _FRAMES}
        state = next((s for s in _FRAMES if word(cell) in lists[s]), "")
        if not state and not any(lists.values()):
            state = frame_word(cell)
        if cell and state in ("", "unknown"):
            self.table.bad_cell(row, column, "", "holds no word for a frame that is known; read as unknown")
        return state or "unknown"

    def _marks(self, row: Row) -> tuple[Mark, ...]:
        """FILTERED where the filter rejected the row. A word that is not listed rejects nothing, and is a problem."""
        if "filter" not in self.at:
            return ()
        column = self.at["filter"]
        passed, rejected = self.mapping.words["filter.passed"], self.mapping.words["filter.rejected"]
        said = {word(part) for part in re.split("[;,]", row[column])}
        said = {word(row[column])} if word(row[column]) in passed | rejected else said
        if said & (rejected - _OTHERS) or (rejected == _OTHERS and said - passed):
            return (Mark.FILTERED,)
        if said - passed:
            self._strange_filter(row, column)
        return ()

    def _strange_filter(self, row: Row, column: int) -> None:
        text = (
            f"`{self.table.name_of(column)}` holds a word that {self.mapping.file} lists neither as passed nor as rejected; "
            "the row counts, and no negative is drawn from this report"
        )
        note = self.report.problem(
            Code.BAD_CELL, text, hint="Add the word to `passed` or to `rejected` of [filter]."
        )
        at = self.table.number_of(column)
        note.place = self.report.place(row.line, at) if row.line else self.report.place(None, at)

    def _fraction(self, row: Row) -> float | None:
        """0 to 1, from a fraction or a percentage; what lies beyond is not stated, with a notice."""
        key = "allele_percent" if "allele_percent" in self.at else "allele_fraction"
        column = self.at.get(key, -1)
        value = row.fraction(column)
        if value is not None and (key == "allele_percent" or row[column].strip().endswith("%")):
            value /= 100
        if value is not None and not 0 <= value <= 1:
            self.table.bad_cell(row, column, row[column], "lies outside of its range; read as not stated")
            return None
        return value

    def _check_net(self, row: Row, found: Finding) -> None:
        """A row that names NRG1 in a column that the mapping leaves out, and not as a gene: was the right column named?"""
        said = (found.gene5_reported, found.gene3_reported, found.call_reported)
        if row.line and not any(map(mentions_nrg1, said)):
            own = {self.at.get("sample", -1)}
            unexplained(self.report, row.line, *(cell for n, cell in enumerate(row) if n not in own))

    def _names_at(self, row: Row) -> str:
        """The first column that names a gene."""
        return row.table.number_of(next(self.at[key] for key in _NAMES if key in self.at))
