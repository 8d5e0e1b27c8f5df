"""What a laboratory states of its assay in a columns file: facts of the whole file, or of a row, gathered arm by arm.

They count as in a sample sheet and never for more: `coverage.cover` takes the less trusting of this, the sheet and the registry.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fusionflag.cells import Row, RowError
from fusionflag.codes import Code
from fusionflag.columns.mapping import Mapping, Stated, checked, word
from fusionflag.coverage import QC_TRUST, STATED_TRUST, less_trusting
from fusionflag.model import Assay
from fusionflag.reading import Report

_FIELDS = {"assay": "assay_reported", "tumor_type": "tumor_type_reported"}


class Arms:
    """The arms of one file, by sample and nucleic acid, and what is stated of each."""

    def __init__(self, mapping: Mapping, report: Report, at: dict[str, int]) -> None:
        self.mapping, self.report, self.at = mapping, report, at
        self.found: dict[tuple[str, str], dict[str, list[str]]] = {}
        self.strange: set[tuple[str, str]] = set()

    def row(self, row: Row) -> tuple[str, dict[str, str]]:
        """The sample of a row and what is stated of it; the arm exists from now on, whatever else the row says.

        RowError where the sample is empty: whose result it is cannot be told.
        """
        sample = row.text(self.at["sample"]) if "sample" in self.at else ""
        if "sample" in self.at and not sample:
            raise RowError(
                "is empty: whose result this is cannot be told", row.table.number_of(self.at["sample"])
            )
        facts = {key: self._fact(row, key, stated) for key, stated in self.mapping.assay.items()}
        self._note(sample, facts)
        return sample, facts

    def _note(self, sample: str, facts: dict[str, str]) -> None:
        arm = self.found.setdefault((sample, facts.get("molecule") or "unknown"), {})
        for key, value in facts.items():
            known = arm.setdefault(key, [])
            if value and value not in known:
                known.append(value)

    def _fact(self, row: Row, key: str, stated: Stated) -> str:
        """The stated value in our words. A word that is not understood makes the report incomplete: it may take a pass away."""
        if not stated.column:
            return stated.fixed
        cell = row.text(self.at[key]) if self.at[key] >= 0 else ""
        value = stated.values.get(word(row[self.at[key]]))
        if value is None:
            value = checked(key, cell) if cell else ""
        if value is None:
            if (key, word(cell)) not in self.strange:
                self.strange.add((key, word(cell)))
                note = self.report.problem(
                    Code.BAD_CELL,
                    f"`{stated.column}` holds a word for `{key}` that {self.mapping.file} does not explain",
                    hint=f'Add it to the file: {key} = {{ column = "...", values = {{ "word" = "our word" }} }}.',
                )
                note.place = _place(row, self.at[key])
            return ""
        return value

    def records(self) -> Iterator[Assay]:
        """One assay an arm. A file without rows is one arm of what is fixed, unless it lists samples: then it tells of none."""
        if not self.found and "sample" not in self.at:
            self._note("", {key: stated.fixed for key, stated in self.mapping.assay.items()})
        for (sample, molecule), facts in self.found.items():
            yield self._assay(sample, molecule, facts)

    def _assay(self, sample: str, molecule: str, facts: dict[str, list[str]]) -> Assay:
        texts: dict[str, Any] = {_FIELDS[k]: "; ".join(facts.get(k, ())) for k in _FIELDS}
        texts |= {k: self._only(sample, k, facts.get(k, [])) for k in ("method", "genome", "specimen", "run")}
        content = [float(v) for v in facts.get("tumor_content", ())]
        return Assay(
            sample=sample,
            molecule=molecule,
            tumor_content=min(content) if content else None,
            own_qc=less_trusting(facts.get("qc", ()), QC_TRUST, ""),
            own_coverage=less_trusting(facts.get("nrg1_coverage", ()), STATED_TRUST, ""),
            own_from=self.mapping.file,
            **texts,
        )

    def _only(self, sample: str, key: str, values: list[str]) -> str:
        """The one value of an arm; where rows differ none is believed, and a notice says so."""
        if len(values) > 1:
            self.report.problem(
                Code.PARTIAL_TABLE,
                f"rows of one arm differ in `{key}`: they may be of two tests, and their results cannot be told apart",
                hint="Map a `sample` column, or give each test as a file of its own.",
            )
        return values[0] if len(values) == 1 else ""


def _place(row: Row, column: int) -> str:
    report, at = row.table.report, row.table.number_of(column)
    return report.place(row.line, at) if row.line else report.place(None, at)
