"""XML as reports hold it, made the tree that JSON would be: see `documents.py`. A document type or an entity is refused.

What the tree has no place for is kept beside it: comments and processing instructions, and text that runs through inner elements
(`NRG<sub>1</sub>`), because NRG1 may be named there.
"""

from __future__ import annotations

import io
from typing import Any

from fusionflag.codes import Code
from fusionflag.unpacking import ReportError

DEEPEST = 200  # levels; a report has some ten
_INLINE = frozenset({"a", "b", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u"})


class Element(dict[str, Any]):
    """An XML element as an object: its line in the file, and its own text under the empty key.

    beside  what stands in it and is no value: comments, processing instructions, its text joined with that of inner elements
    """

    line = 0
    beside: tuple[str, ...] = ()


def parsed(text: str) -> Element:
    """An object with one key, the root element's local name. Raises ReportError where the text is no XML, or breaks off."""
    from xml.sax import SAXParseException
    from xml.sax.handler import property_lexical_handler
    from xml.sax.xmlreader import InputSource

    from defusedxml import DefusedXmlException
    from defusedxml.expatreader import create_parser

    builder = _builder()
    source = InputSource()
    source.setCharacterStream(io.StringIO(text))
    reader = create_parser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    reader.setContentHandler(builder)
    reader.setProperty(property_lexical_handler, builder)
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
    found: Element = builder.document
    return found


class _Tree:
    """Builds the tree from SAX events, under their names."""

    def __init__(self) -> None:
        self.document = Element()
        self.open: list[tuple[str, Element, list[str], int]] = []
        self.texts: list[str] = []  # of all elements, in the order of the document

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802
        self.where = locator

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        if len(self.open) >= DEEPEST:
            raise ReportError(Code.TOO_LARGE, f"is nested deeper than {DEEPEST} levels: refused")
        element = Element()
        element.line = self.where.getLineNumber() or 0
        for key, value in attrs.items():
            if key != "xmlns" and not key.startswith("xmlns:"):
                _put(element, _local(key), value)
        self.open.append((_local(name), element, [], len(self.texts)))

    def characters(self, content: str) -> None:
        if self.open:
            self.open[-1][2].append(content)
            self.texts.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        own, element, parts, first = self.open.pop()
        text = "".join(parts).strip()
        if text:
            element[""] = text
        if len(self.texts) - first > len(parts) and (text or element.keys() <= _INLINE):
            self._beside(element, "".join(self.texts[first:]))
        _put(self.open[-1][1] if self.open else self.document, own, element)

    def comment(self, content: str) -> None:
        self._beside(self.open[-1][1] if self.open else self.document, content)

    def processingInstruction(self, target: str, data: str) -> None:  # noqa: N802
        self.comment(f"{target} {data}")

    def _beside(self, element: Element, text: str) -> None:
        element.beside = (*element.beside, text)

    def startCDATA(self) -> None:  # noqa: N802
        """A section of plain text says nothing by its borders."""

    endCDATA = startDTD = endDTD = startCDATA  # noqa: N815


def _builder() -> Any:
    """A handler of SAX events (xml.sax is loaded only where an XML report is met)."""
    from xml.sax.handler import ContentHandler

    class Builder(_Tree, ContentHandler):
        def __init__(self) -> None:
            ContentHandler.__init__(self)
            _Tree.__init__(self)

    return Builder()


def _put(parent: dict[str, Any], name: str, value: Any) -> None:
    """Give an object one more value of this name: elements that repeat, attributes of one local name."""
    if name not in parent:
        parent[name] = value
    elif isinstance(parent[name], list):
        parent[name].append(value)
    else:
        parent[name] = [parent[name], value]


def _local(name: str) -> str:
    return name.rpartition(":")[2]
