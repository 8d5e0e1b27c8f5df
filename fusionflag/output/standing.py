"""Which events of a case an export lists, and whether the verdict says that they are there.

Listed is what counts for a verdict: no artefact, no germline or copy number note. A trusted negative lists nothing, for RNA
closed what DNA had opened. No conclusion, nothing listed: the reports of two people in one case belong to neither.
"""

from __future__ import annotations

from fusionflag.dossiers import Dossier
from fusionflag.model import Finding
from fusionflag.told import EVENTS

POSITIVE = ("positive", "positive_confirm_rna")


def events(d: Dossier) -> list[Finding]:
    """The findings of a case that count, in the order of the table."""
    if d.case.verdict not in (*POSITIVE, "equivocal"):
        return []
    return [f for f in d.findings if f.event_class in EVENTS]


def stands(d: Dossier, f: Finding) -> bool:
    """Does the verdict say that this event is there? The one it names, and every other that would have given it too."""
    if d.case.verdict not in POSITIVE:
        return False
    return f.finding_id == d.case.finding_id or f.event_class in ("R-QUAL", "D-QUAL")
