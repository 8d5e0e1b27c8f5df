"""JSON and XML reports as one kind of tree: every node knows its place, and which mentions of NRG1 became a record.

XML becomes the tree that JSON would be: elements are objects, attributes and child elements their keys by local name, a repeated
element a list, text the value. So one parser reads a vendor's JSON and its XML. XML goes through defusedxml: a document type,
an entity or an external reference is refused, nothing is fetched.

The net under documents: a value that names NRG1 and that lies under no node of a record (`tell`) and none that its parser has
explained (`explain`: a list of genes, a sequence variant) makes the report incomplete, so its silence counts for nothing.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from fusionflag import numbers
from fusionflag.cells import MISSING, RowError
from fusionflag.codes import Code
from fusionflag.model import Finding, Marker
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report, ReportError

R = TypeVar("R", bound=Finding | Marker)
DEEPEST = 200  # levels; a report has some ten


class Element(dict[str, Any]):
    """An XML element as an object: its line in the file, and its own text under the empty key."""

    line = 0


class Node:
    """A value of a document. A key that is not there gives an empty node, which is false and reads as missing."""

    __slots__ = ("line", "pointer", "report", "value")

    def __init__(self, report: Report, value: Any, pointer: str = "", line: int = 0) -> None:
        self.report, self.value, self.pointer = report, value, pointer
        self.line = value.line if isinstance(value, Element) else line

    def __bool__(self) -> bool:
        return self.value is not None and self.value != "" and self.value != {} and self.value != []

    # -- going down --------------------------------------------------------------------------------
    def get(self, *names: str) -> Node:
        """The node below, one name a level; of a list that an XML writer made of repeated elements, the first."""
        node = self
        for name in names:
            inner = node.value
            if isinstance(inner, list) and inner and isinstance(inner[0], Element):
                inner = inner[0]
            found = inner.get(name) if isinstance(inner, dict) else None
            node = Node(self.report, found, f"{node.pointer}/{_escaped(name)}", node.line)
        return node

    def first(self, *names: str) -> Node:
        """The first of these keys that says something: versions spell one fact differently."""
        return next((node for name in names if (node := self.get(name))), self.get(names[0]))

    def all(self, *names: str) -> list[Node]:
        """The nodes of a list below. One object stands for a list of one, as XML converters write it; missing is no node.

        Raises RowError where text stands in the place of the list: something was reported that is not understood.
        """
        node = self.get(*names)
        if isinstance(node.value, list):
            return [Node(self.report, v, f"{node.pointer}/{i}", node.line) for i, v in enumerate(node.value)]
        if isinstance(node.value, dict):
            return [node] if node.value else []
        if node.text():
            raise RowError(f"`{'/'.join(names)}` is no list", node.pointer, node.text())
        return []

    def need(self, *names: str) -> Node:
        """The node below, which every file of the format has. Raises RowError if its key is not there at all."""
        node = self
        for name in names:
            if not isinstance(node.value, dict) or name not in node.value:
                raise RowError(f"`{name}` is missing", f"{node.pointer}/{_escaped(name)}")
            node = node.get(name)
        return node

    def items(self) -> Iterator[tuple[str, Node]]:
        """Keys and nodes of an object; nothing for any other value."""
        if isinstance(self.value, dict):
            for name in self.value:
                yield name, self.get(name)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in the order of the document."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            if isinstance(node.value, dict):
                stack += [node.get(name) for name in reversed(node.value)]
            elif isinstance(node.value, list):
                stack += [
                    Node(self.report, v, f"{node.pointer}/{i}", node.line) for i, v in enumerate(node.value)
                ][::-1]

    # -- reading -----------------------------------------------------------------------------------
    def text(self, *names: str) -> str:
        """The text here or below, without surrounding blanks; numbers as text; the usual words for "missing" as empty."""
        value = self.get(*names).value if names else self.value
        value = value.get("") if isinstance(value, Element) else value
        if value is None or isinstance(value, bool | dict | list):
            return {True: "true", False: "false"}.get(value, "") if isinstance(value, bool) else ""
        text = " ".join(str(value).split())
        return "" if text in MISSING else text

    def number(self, *names: str) -> float | None:
        """A decimal number; None where missing, a notice where it is none."""
        node = self.get(*names)
        text = node.text()
        value = numbers.decimal(text) if text else None
        if text and value is None:
            node._odd("is not a number; read as not stated", text)
        return value

    def count(self, *names: str) -> int | None:
        """A count of reads; None where missing, a notice where it is none."""
        node = self.get(*names)
        text = node.text()
        value = numbers.count(text)[0] if text else None
        if text and value is None:
            node._odd("is not a number of reads; read as not stated", text)
        return value

    def position(self, *names: str) -> int | None:
        """A 1-based position; None where missing. Raises RowError where it is none: a position decides."""
        node = self.get(*names)
        text = node.text()
        value = numbers.position(text) if text else None
        if text and value is None:
            raise RowError("is not a position", node.pointer, text)
        return value

    def _odd(self, what: str, value: str) -> None:
        note = self.report.notice(Code.BAD_CELL, f"`{self.pointer}` {what}", value=value)
        note.place = self.place

    # -- what became of it -------------------------------------------------------------------------
    @property
    def place(self) -> str:
        """`file:line` in XML, `file#/json/pointer` in JSON."""
        return self.report.place(self.line) if self.line else self.report.place(None, self.pointer or "/")

    def tell(self, record: R) -> R:
        """The record, placed here: what this node and those below it say of NRG1 is in it."""
        record.place = self.place
        return self._explained(record)

    def _explained(self, record: R) -> R:
        """What stands here is in the record, if the record speaks of NRG1; of another gene's record it may say more."""
        own = (record.gene,) if isinstance(record, Marker) else _said(record)
        if any(map(mentions_nrg1, own)):
            self.explain()
        return record

    def explain(self) -> None:
        """What this node and those below it say of NRG1 is understood, and is no finding (a gene list, an SNV)."""
        told(self.report).add(self.pointer)

    def __repr__(self) -> str:
        return f"Node({self.pointer or '/'})"


def _said(f: Finding) -> tuple[str, ...]:
    return f.gene5_reported, f.gene3_reported, f.call_reported


def told(report: Report) -> set[str]:
    """The pointers of the nodes that became records or were explained."""
    found: set[str] = report.kept.setdefault("told", set())
    return found


def each(nodes: Iterable[Node], read: Callable[[Node], Iterable[R] | R | None]) -> Iterator[R]:
    """Run `read` over nodes: what it gives is placed at its node.

    A node that cannot be read is a notice, and makes the report incomplete.
    """
    for node in nodes:
        node.report.rows_read += 1
        try:
            result = read(node)
            records = (
                [] if result is None else [result] if isinstance(result, Finding | Marker) else [*result]
            )
        except (RowError, ValueError, KeyError, IndexError, TypeError) as error:
            bad(node, error)
            continue
        for record in records:
            yield node._explained(record) if record.place else node.tell(record)


def bad(node: Node, error: Exception) -> None:
    """Note that a node was not understood; the silence of its report counts for nothing."""
    pointer = error.column if isinstance(error, RowError) and isinstance(error.column, str) else ""
    note = node.report.problem(
        Code.BAD_ROW,
        f"cannot be understood ({error if isinstance(error, RowError) else type(error).__name__})",
        value=error.value if isinstance(error, RowError) else "",
        hint="Ask the laboratory for the report again, and report its layout if it is a new version.",
    )
    note.place = (
        node.report.place(node.line) if node.line else node.report.place(None, pointer or node.pointer)
    )


def document(report: Report) -> Node:
    """The root of a JSON or XML report, or of a workbook. Raises ReportError where the document is broken."""
    if report.workbook is not None:
        return Node(report, report.workbook.tree)
    return xml_root(report) if is_xml(report) else Node(report, report.json())


def is_xml(report: Report) -> bool:
    """Does the text begin as an XML document?"""
    first = next((line.lstrip() for line in report.head if line.strip()), "")
    return first[:1] == "<"


def xml_root(report: Report) -> Node:
    """The root of an XML report as an object with one key, the root element's local name (parsed once and kept)."""
    if "xml" not in report.kept:
        text = report.text()
        report.document_text = text
        report.kept["xml"] = _parsed(text)
    return Node(report, report.kept["xml"])


def _parsed(text: str) -> dict[str, Any]:
    from xml.sax import SAXParseException
    from xml.sax.xmlreader import InputSource

    from defusedxml import DefusedXmlException
    from defusedxml.expatreader import create_parser

    builder = _builder()
    source = InputSource()
    source.setCharacterStream(io.StringIO(text))
    reader = create_parser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    reader.setContentHandler(builder)
    reader.setFeature("http://xml.org/sax/features/namespaces", False)
    try:
        reader.parse(source)
    except DefusedXmlException as error:
        raise ReportError(
            Code.BAD_XML,
            f"declares a document type or an entity ({type(error).__name__}): refused, because it could fetch or hide anything",
            hint="Ask the laboratory for the report without a DOCTYPE.",
        ) from error
    except SAXParseException as error:
        line = error.getLineNumber()
        cut = (line or 0) >= text.rstrip().count("\n") + 1 and "no element found" in str(error)
        raise ReportError(
            Code.TRUNCATED if cut or "unclosed token" in str(error) else Code.BAD_XML,
            f"{'the XML breaks off' if cut else 'is not well-formed XML'}: {error.getMessage()}",
            hint="Ask for the file again; an XML report must end with its closing tag.",
            line=line,
        ) from error
    found: dict[str, Any] = builder.document
    return found


def _builder() -> Any:
    """Builds the tree from SAX events (xml.sax is loaded only where an XML report is met)."""
    from xml.sax.handler import ContentHandler

    class Builder(ContentHandler):
        def __init__(self) -> None:
            super().__init__()
            self.document: dict[str, Any] = {}
            self.open: list[tuple[str, Element, list[str]]] = []

        def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802  the names are SAX's
            self.where = locator

        def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
            if len(self.open) >= DEEPEST:
                raise ReportError(Code.TOO_LARGE, f"is nested deeper than {DEEPEST} levels: refused")
            element = Element()
            element.line = self.where.getLineNumber() or 0
            for key, value in attrs.items():
                if not key.startswith("xmlns"):
                    element[_local(key)] = value
            self.open.append((_local(name), element, []))

        def characters(self, content: str) -> None:
            if self.open:
                self.open[-1][2].append(content)

        def endElement(self, name: str) -> None:  # noqa: N802
            own, element, parts = self.open.pop()
            text = "".join(parts).strip()
            if text:
                element[""] = text
            _put(self.open[-1][1] if self.open else self.document, own, element)

    return Builder()


def _put(parent: dict[str, Any], name: str, element: Element) -> None:
    if name not in parent:
        parent[name] = element
    elif isinstance(parent[name], list):
        parent[name].append(element)
    else:
        parent[name] = [parent[name], element]


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
