"""Whether an RNA arm's quality control passed, from the metrics that the report states.

Limits are read from the report where it prints them (`NAME_LSL`, `NAME_USL`), else taken from qc_limits.tsv for the assay.
A metric that is not there, or is `NA`, was not measured: that is never a pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fusionflag import numbers
from fusionflag.codes import Code
from fusionflag.knowledge import QcLimit, qc_limits

PASS, FAIL, NONE = "pass", "fail", "not_provided"


@dataclass(frozen=True, slots=True)
class QcCall:
    """state: pass, fail or not_provided; codes: notes such as UNIT_ASSUMED; text: what was compared."""

    state: str
    codes: tuple[Code, ...] = ()
    text: str = ""


def judge(metrics: Mapping[str, str], assay: str) -> QcCall:
    """Compare stated metrics with the limits of `assay`. All limits must be met by a stated value for a pass."""
    stated = {name.upper(): value for name, value in metrics.items()}
    limits = [limit for limit in qc_limits() if limit.assay.casefold() in assay.casefold()] if assay else []
    names = {limit.metric.upper() for limit in limits}
    results: list[tuple[str, QcCall]] = []
    for limit in limits:
        results.append((limit.metric, _one(limit, stated)))
    for name in stated:
        if name not in names and (f"{name}_LSL" in stated or f"{name}_USL" in stated):
            results.append((name, _by_printed_limits(name, stated)))
    states = [call.state for _, call in results]
    codes = tuple(dict.fromkeys(code for _, call in results for code in call.codes))
    text = "; ".join(f"{name}: {call.text or call.state}" for name, call in results)
    if FAIL in states:
        return QcCall(FAIL, codes, text)
    if states and all(state == PASS for state in states):
        return QcCall(PASS, codes, text)
    return QcCall(NONE, codes, text)


def parse_metrics(text: str) -> dict[str, str]:
    """`NAME=value;NAME=value` as kept in Assay.qc_metrics."""
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _one(limit: QcLimit, stated: Mapping[str, str]) -> QcCall:
    name = limit.metric.upper()
    if f"{name}_LSL" in stated or f"{name}_USL" in stated:
        return _by_printed_limits(name, stated)
    value = numbers.decimal(stated.get(name, ""))
    if value is None:
        return QcCall(NONE, (), "not stated")
    codes: tuple[Code, ...] = ()
    if limit.unit == "fraction" and value > 2:
        if value > 200:
            return QcCall(NONE, (Code.UNIT_ASSUMED,), f"{value:g} is neither a fraction nor a percentage")
        value, codes = value / 100, (Code.UNIT_ASSUMED,)
    met = value >= limit.limit if limit.operator == ">=" else value <= limit.limit
    return QcCall(PASS if met else FAIL, codes, f"{value:g} (limit {limit.operator} {limit.limit:g})")


def _by_printed_limits(name: str, stated: Mapping[str, str]) -> QcCall:
    value = numbers.decimal(stated.get(name, ""))
    low, high = (numbers.decimal(stated.get(f"{name}_{end}", "")) for end in ("LSL", "USL"))
    if value is None or (low is None and high is None):
        return QcCall(NONE, (), "not stated")
    met = (low is None or value >= low) and (high is None or value <= high)
    return QcCall(PASS if met else FAIL, (), f"{value:g} (printed limits {low} to {high})")
