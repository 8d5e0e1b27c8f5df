"""Whether an RNA arm's quality control passed, from the metrics that the report states.

Limits are read from the report where it prints them (`NAME_LSL`, `NAME_USL`), else taken from qc_limits.tsv for the assay.
A metric that is not there, or is `NA`, was not measured: that is never a pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fusionflag import numbers
from fusionflag.codes import Code
from fusionflag.knowledge import QcLimit, qc_limits

PASS, FAIL, NONE = "pass", "fail", "not_provided"


@dataclass(frozen=True, slots=True)
class QcCall:
    """The answer for one arm.

    state        pass, fail or not_provided
    codes        notes such as UNIT_ASSUMED
    text         what was compared
    limits_from  whose limits they were
    """

    state: str
    codes: tuple[Code, ...] = ()
    text: str = ""
    limits_from: str = ""


def judge(metrics: Mapping[str, str], assay: str, own: Iterable[QcLimit] = ()) -> QcCall:
    """Compare stated metrics with the limits of `assay`. All limits must be met by a stated value for a pass.

    A limit that the report prints beside its metric comes first, then the laboratory's `own`, then the shipped ones. A shipped
    limit without a source can fail an arm, but passes none.
    """
    stated = {name.upper(): value for name, value in metrics.items()}
    chosen = {q.metric.upper(): q for q in qc_limits() if assay and q.assay.casefold() in assay.casefold()}
    chosen |= {q.metric.upper(): q for q in own}
    printed = {name for name in stated if f"{name}_LSL" in stated or f"{name}_USL" in stated}
    results = [
        (name, _by_printed_limits(name, stated) if name in printed else _one(chosen[name], stated))
        for name in dict.fromkeys([*chosen, *(n for n in stated if n in printed)])
    ]
    states = [call.state for _, call in results]
    codes = tuple(dict.fromkeys(code for _, call in results for code in call.codes))
    text = "; ".join(f"{name}: {call.text or call.state}" for name, call in results)
    who = " and ".join(
        filter(
            None,
            (
                "limits in the report" if printed else "",
                "limits of the registry" if set(chosen) - printed else "",
            ),
        )
    )
    if FAIL in states:
        return QcCall(FAIL, codes, text, who)
    if states and all(state == PASS for state in states):
        return QcCall(PASS, codes, text, who)
    return QcCall(NONE, codes, text, who)


def parse_metrics(text: str) -> dict[str, str]:
    """`NAME=value;NAME=value` as kept in Assay.qc_metrics."""
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _one(limit: QcLimit, stated: Mapping[str, str]) -> QcCall:
    value = numbers.decimal(stated.get(limit.metric.upper(), ""))
    if value is None:
        return QcCall(NONE, (), "not stated")
    codes: tuple[Code, ...] = ()
    if limit.unit == "fraction":
        value, codes = _as_fraction(value)
        if value is None:
            return QcCall(NONE, codes, "is neither a fraction nor a percentage")
    met = value >= limit.limit if limit.operator == ">=" else value <= limit.limit
    state = FAIL if not met else PASS if limit.sourced else NONE
    return QcCall(state, codes, f"{value:g} (limit {limit.operator} {limit.limit:g})")


def _as_fraction(value: float) -> tuple[float | None, tuple[Code, ...]]:
    """0 to 2 is a fraction, up to 200 a percentage (with a note); anything else is neither. 0.93 is often quoted as 93."""
    if value <= 2:
        return value, ()
    return (value / 100, (Code.UNIT_ASSUMED,)) if value <= 200 else (None, (Code.UNIT_ASSUMED,))


def _by_printed_limits(name: str, stated: Mapping[str, str]) -> QcCall:
    value = numbers.decimal(stated.get(name, ""))
    low, high = (numbers.decimal(stated.get(f"{name}_{end}", "")) for end in ("LSL", "USL"))
    if value is None or (low is None and high is None):
        return QcCall(NONE, (), "not stated")
    codes: tuple[Code, ...] = ()
    if any(q.unit == "fraction" and q.metric.upper() == name for q in qc_limits()):
        value, codes = _as_fraction(value)
        limits = [_as_fraction(end) for end in (low, high) if end is not None]
        if value is None or any(end is None for end, _ in limits):
            return QcCall(NONE, codes, "is neither a fraction nor a percentage")
        low, high = (None if end is None else _as_fraction(end)[0] for end in (low, high))
        codes = tuple(dict.fromkeys((*codes, *(c for _, more in limits for c in more))))
    met = (low is None or value >= low) and (high is None or value <= high)
    return QcCall(PASS if met else FAIL, codes, f"{value:g} (printed limits {low} to {high})")
