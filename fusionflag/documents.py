"""JSON and XML reports as one kind of tree: every node knows its place, and which mentions of NRG1 became a record.

XML becomes the tree that JSON would be: elements are objects, attributes and child elements their keys by local name, a repeated
element a list, text the value. So one parser reads a vendor's JSON and its XML. XML goes through defusedxml: a document type,
an entity or an external reference is refused, nothing is fetched.

The net under documents: a value that names NRG1 and that lies under no node of a record (`tell`) and none that its parser has
explained (`explain`: a list of genes, a sequence variant) makes the report incomplete, so its silence counts for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from fusionflag import numbers, xmltext
from fusionflag.cells import MISSING, RowError
from fusionflag.cells import told as reason
from fusionflag.codes import Code
from fusionflag.model import Finding, Marker
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report
from fusionflag.xmltext import Element as Element

R = TypeVar("R", bound=Finding | Marker)


class Node:
    """A value of a document. A key that is not there gives an empty node, which is false and reads as missing."""

    __slots__ = ("line", "pointer", "report", "sought", "value")

    def __init__(self, report: Report, value: Any, pointer: str = "", line: int = 0) -> None:
        self.sought = False  # by its name, or met on a walk?
        self.report, self.value, self.pointer = report, value, pointer
        self.line = value.line if isinstance(value, Element) else line

    def __bool__(self) -> bool:
        return self.value is not None and self.value != "" and self.value != {} and self.value != []

    # -- going down --------------------------------------------------------------------------------
    def get(self, *names: str) -> Node:
        """The node below, one name a level.

        A list of one object stands for that object, and so does the first of repeated XML elements. What else stands in the
        place of an object, and a second element that holds something, is a notice and makes the report incomplete: it says
        something that is not read. `all` reads repeated elements.
        """
        node = self
        for name in names:
            inner = node.value
            if isinstance(inner, list) and inner:
                if len(inner) == 1 and not isinstance(inner[0], Element):
                    node = Node(self.report, inner[0], f"{node.pointer}/0", node.line)
                if len(inner) > 1 and isinstance(inner[0], Element) and any(inner[1:]):
                    node._misshapen("one element")
                inner = inner[0] if len(inner) == 1 or isinstance(inner[0], Element) else inner
            if not isinstance(inner, dict) and _says(inner):
                node._misshapen("an object")
            found = inner.get(name) if isinstance(inner, dict) else None
            node = node._below(name, found)
            node.sought = True
        return node

    def _below(self, name: str, value: Any) -> Node:
        return Node(self.report, value, f"{self.pointer}/{_escaped(name)}", self.line)

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
            raise RowError(f"`{'/'.join(names)}` is no list", node.pointer)
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
            for name, value in self.value.items():
                yield name, self._below(name, value)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in the order of the document."""
        stack = [Node(self.report, self.value, self.pointer, self.line)]
        while stack:
            node = stack.pop()
            yield node
            if isinstance(node.value, dict):
                stack += [below for _, below in node.items()][::-1]
            elif isinstance(node.value, list):
                stack += [
                    Node(self.report, v, f"{node.pointer}/{i}", node.line) for i, v in enumerate(node.value)
                ][::-1]

    # -- reading -----------------------------------------------------------------------------------
    def text(self, *names: str) -> str:
        """The text here or below, without surrounding blanks; numbers as text; the usual words for "missing" as empty.

        Several texts in a list are joined by `; `. An object where text is sought is a notice, and makes the report incomplete.
        """
        node = self.get(*names)
        value = node.value
        if isinstance(value, list):
            texts = [_plain(item) for item in value if _says(item)]
            if None not in texts:
                return "; ".join(filter(None, texts))
        text = _plain(value)
        if text is None and node.sought and _says(value):
            node._misshapen("text")
        return text or ""

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
        note = self.report.notice(Code.BAD_CELL, what, value=value)
        note.place = self.place

    def _misshapen(self, wanted: str) -> None:
        """Something else stands where an object or a text is asked for: it is not read, and nobody knows what it says."""
        known: set[str] = self.report.kept.setdefault("misshapen", set())
        if self.pointer not in known:
            known.add(self.pointer)
            bad(self, RowError(f"is not {wanted}"))

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


def _plain(value: Any) -> str | None:
    """What a value says as text; None for a list, and for an object of JSON."""
    value = value.get("", "") if isinstance(value, Element) else value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return None
    text = "" if value is None else " ".join(str(value).split())
    return "" if text in MISSING else text


def _says(value: Any) -> bool:
    """Does a value say something: is there a text, a number, or an object with keys?"""
    if isinstance(value, Element):
        return _says(value.get(""))
    if isinstance(value, list):
        return any(map(_says, value))
    return bool(value) and not (isinstance(value, str) and value.strip() in MISSING)


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
        f"cannot be understood ({reason(error)})",
        value=error.value if isinstance(error, RowError) else "",
        hint="Ask the laboratory for the report again, and report its layout if it is a new version.",
    )
    note.place = (
        node.report.place(node.line) if node.line else node.report.place(None, pointer or node.pointer)
    )


def document(report: Report) -> Node:
    """The root of a JSON or XML report, or of a workbook. Raises ReportError where the document is broken."""
    told(report)  # from now on the net looks at every place, not at the text as a whole
    if report.workbook is not None:
        return Node(report, report.workbook.tree)
    return xml_root(report) if is_xml(report) else Node(report, report.json())


def is_xml(report: Report) -> bool:
    """Does the text begin as an XML document?"""
    return first_character(report) == "<"


def is_json(report: Report) -> bool:
    """Does the text begin as a JSON document?"""
    return first_character(report) in ("{", "[")


def first_character(report: Report) -> str:
    """The first character of the text that is no blank; none in a workbook, whose head is empty."""
    if "first" not in report.kept:  # every mark of a document asks
        line = next((line for line in report.head if line.strip()), "")
        report.kept["first"] = line.lstrip()[:1]
    found: str = report.kept["first"]
    return found


def xml_root(report: Report) -> Node:
    """The root of an XML report as an object with one key, the root element's local name (parsed once and kept)."""
    if "xml" not in report.kept:
        text = report.text()
        report.document_text = text
        report.kept["xml"] = xmltext.parsed(text)
    return Node(report, report.kept["xml"])


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
