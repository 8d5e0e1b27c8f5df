"""The net under documents: what names NRG1 and became neither a record nor an explained part is not passed over."""

from __future__ import annotations

from fusionflag.codes import Code
from fusionflag.documents import document, told
from fusionflag.model import Severity
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report


def check_net(report: Report) -> None:
    """The net under documents: note every value that names NRG1 and that nobody has read (once for each parent)."""
    if not mentions_nrg1(report.document_text):
        return
    known = told(report)
    seen: set[str] = set()
    for node in document(report).walk():
        parts = node.pointer.split("/")
        if not (isinstance(node.value, str) and mentions_nrg1(node.value)) and not mentions_nrg1(parts[-1]):
            continue
        if any("/".join(parts[:n]) in known for n in range(1, len(parts) + 1)):
            continue
        parent = "/".join(parts[:-1])
        if parent in seen:
            continue
        seen.add(parent)
        note = report.notice(
            Code.NRG1_UNEXPLAINED,
            f"names NRG1 at `{node.pointer}`, but it was not understood as a finding; no negative is drawn from this report",
            severity=Severity.ERROR,
            hint="Look at this place of the report by hand.",
        )
        note.place = node.place
