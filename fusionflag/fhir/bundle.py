"""The resources of one FHIR file, and what their references point to.

A reference is followed by `fullUrl` (also `urn:uuid:`), by type and id, and into `contained` (`#id`). What shows that the file
does not hold everything (a next page, a larger total, an element cut out, an error of the server) makes the report incomplete.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from fusionflag.codes import Code
from fusionflag.documents import Node
from fusionflag.reading import Report

_TAIL = re.compile(r"(?:.*/)?([A-Z][A-Za-z]+/[A-Za-z0-9.-]+)(?:/_history/[^/]*)?\Z")
_WHOLE = "Ask for the whole bundle: all pages, with every result that its report names."


@dataclass(slots=True, eq=False)
class Resource:
    """One resource: its node, its type, its logical id, the url of its entry, and the resources contained in it."""

    node: Node
    kind: str
    id: str
    url: str = ""
    contained: dict[str, Resource] = field(default_factory=dict)
    outer: Resource | None = None

    @property
    def name(self) -> str:
        """How references name it."""
        return f"{self.kind}/{self.id}" if self.id else self.url

    def profiled(self, *parts: str) -> bool:
        """Does one of its profiles end in one of these names? Versions (`|3.0.0`) and `.html` aside."""
        for profile in _texts(self.node.get("meta", "profile")):
            last = re.split(r"[|?#]", profile)[0].removesuffix(".html").rpartition("/")[2].lower()
            last = last.removeprefix("structuredefinition-")
            if any(last == part or last.endswith(f"-{part}") for part in parts):
                return True
        return False


class Resources:
    """All resources of a file."""

    def __init__(self, report: Report, root: Node) -> None:
        self.report = report
        self.listed: list[Resource] = []
        self._by_name: dict[str, Resource] = {}
        self._odd: set[str] = set()
        if root.text("resourceType") == "Bundle":
            self._bundle(root)
        else:
            self._add(root, "")
        for resource in list(self.all()):
            self._check(resource)
        self._check_meaning(root)

    def all(self) -> Iterator[Resource]:
        """Every resource, those contained in others behind them."""
        for resource in self.listed:
            yield resource
            yield from resource.contained.values()

    def of(self, *kinds: str) -> list[Resource]:
        return [r for r in self.all() if r.kind in kinds]

    def find(self, reference: Node, base: Resource) -> Resource | None:
        """What a Reference points to, if this file holds it."""
        return self.named(reference.text("reference"), base)

    def named(self, text: str, base: Resource) -> Resource | None:
        if text.startswith("#"):
            home = base.outer or base
            return home if text == "#" else home.contained.get(text[1:])
        if text in self._by_name:
            return self._by_name[text]
        match = _TAIL.match(text)
        return self._by_name.get(match[1]) if match else None

    def subject(self, resource: Resource) -> str:
        """Whom a resource is about: the pointer of the Patient if this file holds it, else the reference as written."""
        text = resource.node.text("subject", "reference")
        patient = self.named(text, resource) if text else None
        return patient.node.pointer if patient is not None else text

    def follow(self, base: Resource, *names: str) -> Iterator[tuple[Node, Resource | None]]:
        """The references of an element, with what they point to."""
        for reference in base.node.all(*names):
            if any(reference.get(name) for name in ("reference", "identifier", "display")):
                yield reference, self.find(reference, base)
            else:
                self.odd(reference, f"holds a `{names[-1]}` that is no reference")

    def extensions(self, node: Node) -> Iterator[Node]:
        """The extensions of an element; one without a url is nothing that could be passed over."""
        for extension in node.all("extension"):
            url = extension.get("url").value
            if isinstance(url, str) and url.strip():
                yield extension
            else:
                self.odd(extension, "holds an extension without a url")

    def odd(self, node: Node, text: str) -> None:
        """Note, once, that an element is not what must stand in its place."""
        if node.pointer not in self._odd:
            self._odd.add(node.pointer)
            self.missing(node, text)

    # -- building ----------------------------------------------------------------------------------
    def _bundle(self, bundle: Node) -> None:
        entries = bundle.all("entry")
        self._paging(bundle, entries)
        for entry in entries:
            inner = entry.get("resource")
            self._outcome(entry.get("response", "outcome"))
            if inner.text("resourceType") == "Bundle":
                self._bundle(inner)
            elif inner:
                self._add(inner, entry.text("fullUrl"))
                entry.get("fullUrl").explain()

    def _paging(self, bundle: Node, entries: list[Node]) -> None:
        if any(link.text("relation") == "next" for link in bundle.all("link")):
            self.missing(bundle, "is one page of several: the bundle has a next page")
        total = bundle.count("total")
        found = [e for e in entries if e.text("search", "mode") in ("", "match")]
        if total is not None and bundle.text("type") in ("searchset", "history", "") and total > len(found):
            self.missing(bundle, f"the bundle holds {len(found)} of {total} entries")

    def _add(self, node: Node, url: str) -> None:
        resource = Resource(node, node.need("resourceType").text(), node.text("id"), url)
        for inner in node.all("contained"):
            part = Resource(inner, inner.text("resourceType"), inner.text("id"), outer=resource)
            resource.contained[part.id] = part
        known = self._by_name.get(resource.name) if resource.name else None
        if known is not None:
            if known.node.value == node.value:
                return
            self.missing(
                node,
                "a resource stands twice in this file with different content: which one holds is not known",
            )
        self.listed.append(resource)
        for name in (url, resource.name):
            if name:
                self._by_name[name] = resource

    def _check(self, resource: Resource) -> None:
        node = resource.node
        if resource.kind == "OperationOutcome":
            self._outcome(node)
        if any(tag.text("code") == "SUBSETTED" for tag in node.all("meta", "tag")):
            self.missing(node, f"a {resource.kind} holds only a part of its elements (SUBSETTED)")
        # addresses are no findings: what they lead to is read, or is missing
        for inner in node.walk():
            if inner.pointer.endswith(("/reference", "/id")):
                inner.explain()

    def _check_meaning(self, root: Node) -> None:
        """What turns or narrows the meaning of the elements beside it, and is not known here, leaves them unread."""
        for node in root.walk():
            name = node.pointer.rpartition("/")[2]
            if name in ("modifierExtension", "implicitRules") and node:
                self.missing(
                    node, f"`{name}` changes the meaning of what it stands in, in a way that is not read"
                )

    def _outcome(self, node: Node) -> None:
        for issue in node.all("issue"):
            if issue.text("severity") in ("error", "fatal"):
                self.missing(issue, "the server reports an error: what it could not give is not known")

    def missing(self, node: Node, text: str) -> None:
        """Note that the file does not hold everything."""
        self.report.problem(Code.PARTIAL_TABLE, text, hint=_WHOLE).place = node.place


def _texts(node: Node) -> list[str]:
    """The texts of a list of plain values, or the one text."""
    values = node.value if isinstance(node.value, list) else [node.value]
    return [v for v in values if isinstance(v, str)]
