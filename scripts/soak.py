"""Read and judge damaged reports by the thousand, and print what became of them.

    python scripts/soak.py 100000 --seed 0 --jobs 2
    python scripts/soak.py --one 4711        # the report of one seed: what was done to it, and what it breaks

Each seed makes one damaged report out of one fixture (tests/mutants.py) and is judged by the invariants of
tests/mutant_checks.py. A seed means the same report as long as the fixtures are the same. Exit 1 where an invariant is broken.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.mutant_checks import answer, baseline, violations
from tests.mutants import mutant

CHUNK = 500


@dataclass
class Tally:
    """What a stretch of seeds came to: how many by (kind of report, verdict before, verdict now), and every violation."""

    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


def soak(seeds: range) -> Tally:
    """Judge the damaged reports of these seeds. Every second is read without a sheet too, every fourth with a checksum."""
    warnings.simplefilter("error")
    tally = Tally()
    for seed in seeds:
        try:
            found = mutant(seed)
            now = answer(found.data, found.original.name, stated=True)
            broken = violations(found, now, bare=seed % 2 == 0, summed=seed % 4 == 0)
            where = f"{found.original.shown}: {'; '.join(found.done)}"
            tally.counts[found.original.kind, baseline(found.original).verdict, now.verdict] += 1
        except Exception as error:  # noqa: BLE001  a failure of ours is what is looked for
            broken, where = [f"{type(error).__name__}: {error}"], "raised"
        tally.broken += [f"seed {seed}: {text} ({where})" for text in broken]
    return tally


def tallies(seeds: range, jobs: int) -> Iterator[Tally]:
    """The tallies of all stretches, in the order of their seeds."""
    chunks = [seeds[at : at + CHUNK] for at in range(0, len(seeds), CHUNK)]
    if jobs == 1:
        yield from map(soak, chunks)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(soak, chunks)


def printed(tally: Tally) -> str:
    """The table: for each kind of report and verdict of the fixture, how many damaged ones got which verdict."""
    verdicts = sorted({now for _, _, now in tally.counts})
    rows = sorted({(kind, before) for kind, before, _ in tally.counts})
    lines = ["\t".join(("kind", "undamaged", *verdicts))]
    for kind, before in rows:
        lines.append("\t".join((kind, before, *(str(tally.counts[kind, before, now]) for now in verdicts))))
    totals = (str(sum(n for (_, _, v), n in tally.counts.items() if v == now)) for now in verdicts)
    return "\n".join([*lines, "\t".join(("all", "", *totals))])


def one(seed: int) -> Tally:
    """Print the report of one seed and what it came to."""
    found = mutant(seed)
    now = answer(found.data, found.original.name, stated=True)
    print(f"{found.original.shown}: {'; '.join(found.done)}")
    print(f"{baseline(found.original).verdict} -> {now.verdict}, read whole: {now.complete}")
    broken = violations(found, now)
    return Tally(broken=[f"seed {seed}: {text}" for text in broken])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("count", type=int, nargs="?", default=1000, help="how many damaged reports")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--one", type=int, metavar="SEED", help="look at one seed only")
    given = parser.parse_args()
    whole = Tally()
    if given.one is not None:
        whole = one(given.one)
    else:
        for part in tallies(range(given.seed, given.seed + given.count), given.jobs):
            whole.counts += part.counts
            whole.broken += part.broken
        print(printed(whole))
    print("\n".join([f"{len(whole.broken)} violations", *whole.broken]))
    return 1 if whole.broken else 0


if __name__ == "__main__":
    sys.exit(main())
