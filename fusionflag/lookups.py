"""rules and assays: what the tool knows, and from where."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from pathlib import Path
from typing import NoReturn

import click

from fusionflag.assays import AssayEntry, AssayRegistry, fold
from fusionflag.cli import fail, guarded

_COVERS = {
    "yes": "can see NRG1 fusions with any partner",
    "listed_pairs": "can see NRG1 fusions with listed partners only: a clean result does not count as a negative",
    "partner_side": "can see NRG1 fusions of some partners only, from the partner's introns: a clean result does not count as a "
    "negative",
    "no": "cannot see NRG1 fusions: a clean result does not count as a negative",
    "unknown": "is not known to see NRG1 fusions, which counts as not covered",
}


@click.command()
@click.argument("rule_id", default="")
@guarded
def rules(rule_id: str) -> None:
    """Print the rules behind the verdicts, in the order in which they are tried; with RULE_ID, one of them.

    \b
    Examples:
      fusionflag rules
      fusionflag rules R9
    """
    from fusionflag.rules import RULES

    chosen = [r for r in RULES if not rule_id or r.id.casefold() == rule_id.casefold()]
    if not chosen:
        fail(f"no rule {rule_id}; the rules are {', '.join(r.id for r in RULES)}")
    for r in chosen:
        click.echo(f"{r.id}\t{r.verdict}\t{r.title}\t{r.text} ({r.source})")


@click.command()
@click.argument("name", default="")
@click.option(
    "--assays",
    "overlay",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The laboratory's own registry.",
)
@guarded
def assays(name: str, overlay: Path | None) -> None:
    """Print the assay registry as a table; with NAME, what is known of the one test that the name fits, and from where.

    \b
    Examples:
      fusionflag assays
      fusionflag assays "FoundationOne CDx"
      fusionflag assays --assays mylab.tsv "my RNA panel"
    """
    from fusionflag.assays import load

    registry = load(overlay)
    if not name:
        for e in registry.entries:
            facts = (
                e.vendor,
                e.assay,
                "+".join(e.molecules),
                e.nrg1_coverage,
                e.why,
                e.source,
                e.how_sure,
                e.checked,
            )
            click.echo("\t".join(facts))
        return
    found = registry.find(name)
    if found is None:
        _unknown(name, registry)
    _told(found)


def _unknown(name: str, registry: AssayRegistry) -> NoReturn:
    """A name that leads to no test, or to several, with those it comes closest to."""
    several = [e.assay for e in registry.entries if fold(name) in e.names]
    known = {n: e.assay for e in registry.entries for n in e.names}
    inside = [a for n, a in known.items() if fold(name) in n or n in fold(name)]
    near = several or inside or [known[n] for n in get_close_matches(fold(name), known, 5, 0.6)]
    what = "fits more than one test" if several else "fits no test"
    click.echo(f"`{name}` {what}: its coverage of NRG1 is unknown, which counts as not covered")
    for assay in dict.fromkeys(near[:8]):
        click.echo(f"  like it: {assay}")
    click.echo("Name the test exactly, or add it to a registry of your own (--assays).")
    sys.exit(1)


def _told(e: AssayEntry) -> None:
    """One test: each nucleic acid's coverage in words, why, and who says so."""
    click.echo(f"{e.assay} ({e.vendor})")
    for molecule in e.molecules:
        coverage = e.coverage_for(molecule)
        click.echo(f"  {'cf' if e.liquid else ''}{molecule}: {coverage}; it {_COVERS[coverage]}")
    if e.min_tumor_content is not None:
        click.echo(f"  tumor content: at least {e.min_tumor_content:g} %")
    for q in e.qc_limits:
        click.echo(f"  QC: {q.metric} {q.operator} {q.limit:g}")
    click.echo(
        f"  method: {e.method or 'not known'}\n  why: {e.why or 'not said'}\n  source: {e.source or 'not said'}"
    )
    click.echo(
        f"  how sure: {e.how_sure or 'not said'}\n  checked: {e.checked or 'not said'}\n  names: {'; '.join(sorted(e.names))}"
    )
