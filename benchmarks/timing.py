"""How the benchmarks time: the best of several turns of both, so that a busy machine hits both."""

from __future__ import annotations

import time
from collections.abc import Callable


def best(measure: Callable[[], float], yardstick: Callable[[], float], times: int) -> tuple[float, float]:
    """The best of several turns of both."""
    pairs = [(measure(), yardstick()) for _ in range(times)]
    return min(a for a, _ in pairs), min(b for _, b in pairs)


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def row(name: str, pair: tuple[float, float], unit: str, goal: float | None = None) -> None:
    """One line of the table: our time, the ratio to the yardstick, and whether the goal is met; without one, none is set."""
    ratio = pair[0] / pair[1]
    print(f"{name:<58} {pair[0] * 1000:9.1f} ms  {ratio:6.2f} {unit}   {_against(ratio, goal, unit)}")


def memory_row(name: str, used: float, goal: float) -> None:
    """Peak memory in MiB."""
    print(f"{name:<58} {used:9.0f} MiB            {_against(used, goal, 'MiB')}")


def _against(value: float, goal: float | None, unit: str) -> str:
    if goal is None:
        return "no goal set"
    return f"goal <= {goal:g} {unit}   {'met' if value <= goal else 'MISSED'}"
