"""Thresholds a laboratory may set; each default is on the list for a pathologist's sign-off (docs/sign-off.md)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """Read counts are fragments or reads as the caller counts them; tumor content is percent of cells.

    Source of the defaults: Arriba's documentation (10 supporting reads usually enough, 2-5 may be true), Caris (at least 3
    junction reads), published validations (10 fusion reads, 5 unique molecules; 20 % tumor content usual, 10 % lowest).
    """

    min_reads: int = 10
    min_junction_reads: int = 3
    min_unique_reads: int = 5
    trace_below: int = 3
    min_tumor_content: float = 20.0
    require_tumor_content: bool = False
    carryover_ratio: int = 100
    as_of: str = ""  # the day on which the label is judged, ISO 8601; empty: as the knowledge tables stand
