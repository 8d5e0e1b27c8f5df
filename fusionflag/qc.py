"""Whether an RNA arm's quality control passed, from the metrics that the report states.

Limits are read from the report where it prints them (`NAME_LSL`, `NAME_USL`), else taken from qc_limits.tsv for the assay.
A metric that is not there, or is `NA`, was not measured: that is never a pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fusionflag import numbers
from fusionflag.cells import MISSING
from fusionflag.codes import Code
from fusionflag.knowledge import QcLimit, qc_limits

_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+")
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

    A limit that the report prints beside its metric takes the place of the shipped one; the laboratory's `own` must be met as
    well. A shipped limit without a source can fail an arm, but passes none.
    """
    stated = {name.upper(): value for name, value in metrics.items()}
    shipped = {(q.metric.upper(), q.operator): q for q in _shipped(assay)}
    printed, odd = _printed(stated)
    ours = list(own)
    replaced = {(q.metric.upper(), q.operator) for q in ours}
    chosen = [
        *printed.values(),
        *ours,
        *(q for key, q in shipped.items() if key not in {*printed, *replaced}),
    ]
    results = [(q.metric, _one(q, stated)) for q in chosen] + [
        (name, QcCall(NONE, (), "limit not understood")) for name in odd
    ]
    states = [call.state for _, call in results]
    codes = tuple(dict.fromkeys(code for _, call in results for code in call.codes))
    text = "; ".join(f"{name}: {call.text or call.state}" for name, call in results)
    who = " and ".join(
        filter(
            None,
            (
                "limits in the report" if printed else "",
                "limits of the registry" if len(chosen) > len(printed) else "",
            ),
        )
    )
    if FAIL in states:
        return QcCall(FAIL, codes, text, who)
    if states and all(state == PASS for state in states):
        return QcCall(PASS, codes, text, who)
    return QcCall(NONE, codes, text, who)


def unmeasured(metrics: Mapping[str, str], assay: str, own: Iterable[str] = ()) -> list[str]:
    """The metrics without a number that can be read: of those with a limit, in the report, for the assay or of the laboratory's
    `own`; where none has a limit, of all that are stated."""
    stated = {name.upper(): value for name, value in metrics.items()}
    limited = {name for name, _ in _printed(stated)[0]} | {q.metric.upper() for q in _shipped(assay)}
    names = limited | {name.upper() for name in own} or {
        n for n in stated if not n.endswith(("_LSL", "_USL"))
    }
    return sorted(name for name in names if _number(stated.get(name, "")) is None)


def _shipped(assay: str) -> list[QcLimit]:
    return [q for q in qc_limits() if assay and q.assay.casefold() in assay.casefold()]


def parse_metrics(text: str) -> dict[str, str]:
    """`NAME=value;NAME=value` as kept in Assay.qc_metrics."""
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _printed(stated: Mapping[str, str]) -> tuple[dict[tuple[str, str], QcLimit], list[str]]:
    """The limits that the report prints as `NAME_LSL` and `NAME_USL`, and the names of those that cannot be read.

    `NA` prints none. A lower limit of 0 bounds nothing and takes no other's place.
    """
    found: dict[tuple[str, str], QcLimit] = {}
    odd = []
    for end, operator in (("_LSL", ">="), ("_USL", "<=")):
        for name in (n.removesuffix(end) for n in stated if n.endswith(end)):
            text = stated[f"{name}{end}"].strip()
            limit = _number(text)
            if text in MISSING or (operator == ">=" and limit == 0):
                continue
            if limit is None:
                odd.append(name)
            else:
                unit = "fraction" if name in _fractions() else ""
                found[name, operator] = QcLimit("report", name, operator, limit, unit)
    return found, odd


def _fractions() -> frozenset[str]:
    return frozenset(q.metric.upper() for q in qc_limits() if q.unit == "fraction")


def _number(text: str) -> float | None:
    """A number with thousands marks (9,000,000) or a decimal comma (0,93)."""
    return float(text.replace(",", "")) if _THOUSANDS.fullmatch(text.strip()) else numbers.decimal(text)


def _one(limit: QcLimit, stated: Mapping[str, str]) -> QcCall:
    value = _number(stated.get(limit.metric.upper(), ""))
    if value is None or value < 0:  # nothing that is measured here is negative: a sentinel
        return QcCall(NONE, (), "not stated")
    codes: tuple[Code, ...] = ()
    least = limit.limit
    if limit.unit == "fraction":
        (one, codes), (other, more) = _as_fraction(value), _as_fraction(limit.limit)
        if one is None or other is None:
            return QcCall(NONE, codes, "is neither a fraction nor a percentage")
        value, least, codes = one, other, tuple(dict.fromkeys((*codes, *more)))
    met = value >= least if limit.operator == ">=" else value <= least
    state = FAIL if not met else PASS if limit.sourced else NONE
    return QcCall(state, codes, f"{value:g} (limit {limit.operator} {least:g})")


def _as_fraction(value: float) -> tuple[float | None, tuple[Code, ...]]:
    """0 to 2 is a fraction, up to 200 a percentage (with a note); anything else is neither. 0.93 is often quoted as 93."""
    if value <= 2:
        return value, ()
    return (value / 100, (Code.UNIT_ASSUMED,)) if value <= 200 else (None, (Code.UNIT_ASSUMED,))
