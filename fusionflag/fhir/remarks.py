"""What a report says against its own results: remarks in words, and controls of quality.

A remark that is not understood is a limitation: a laboratory writes one because something about this specimen is worth saying.
It is told in our words, never in those of the report, which may name anybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fusionflag.codes import Code
from fusionflag.documents import Node
from fusionflag.fhir import codes, people, words
from fusionflag.fhir.bundle import Resource
from fusionflag.fhir.groups import Group

OVERALL = "51968-6"  # the overall interpretation of an analysis
_QUALITY = re.compile(r"qualit|\bqc\b", re.I)
_OF_LIFE = re.compile(r"quality of life|lebensqualit", re.I)
_FILLER = re.compile(
    "an?|and|are|at|detected|exon|for|fusion|gene|identified|in|is|likely|mutation|of|oncogenic|pathogenic|positive|present"
    "|rearrangement|the|transcript|variant|was|were|with"
)
UNREAD = "the report holds a remark that is not understood"
FAILED = "a note of the report says that the RNA analysis failed, is limited or is pending"


def limitations(group: Group, specimens: list[Resource], molecule: str) -> list[str]:
    """What the remarks of a report, its specimens, analyses and results take from an arm of this nucleic acid."""
    if molecule not in ("RNA", "unknown"):
        return []
    found = []
    for text in _remarks(group, specimens, molecule):
        if words.doubts(text):
            found.append(FAILED)
        elif not all(_understood(x, group) for x in words.sentences(text)):
            found.append(UNREAD)
    if any(map(words.doubts, _other_texts(group))):
        found.append(FAILED)
    for node in group.others:
        open_ = codes.meanings(codes.value(node)) & {codes.NO_CALL, codes.INDETERMINATE}
        if OVERALL in codes.concept(node.get("code")).codes and open_:
            found.append(f"the overall result is: {open_.pop()}")
    return found


def _remarks(group: Group, specimens: list[Resource], molecule: str) -> Iterator[str]:
    """Texts in which every sentence must be understood."""
    if group.report is not None:
        node = group.report.node
        yield node.text("conclusion")
        yield from notes(node)
        for extension in node.all("extension"):
            yield extension.text("valueAnnotation", "text")
            if re.search("note|comment|limitation", extension.text("url"), re.I):
                yield extension.text("valueString") or extension.text("valueMarkdown")
    for specimen in specimens:
        yield from notes(specimen.node)
        for said in codes.concepts(specimen.node, "condition"):
            yield said.words or " ".join(sorted(said.codes))
    for analysis in group.analyses:
        if analysis.molecules & {molecule, "unknown"} or molecule == "unknown":
            for source in (analysis.node, *analysis.studies):
                yield from notes(source)
                for name in ("statusReason", "outcome"):
                    said = codes.concept(source.get(name))
                    yield said.words or " ".join(sorted(said.codes))
    for s in group.statements:
        if s.presence == codes.ABSENT and s.kind == "fusion" and s.molecule in (molecule, "unknown"):
            yield from notes(s.node)


def notes(node: Node) -> Iterator[str]:
    """The notes of a resource, which are objects with a text, or text alone."""
    for note in node.all("note"):
        yield note.text("text") or note.text()


def _other_texts(group: Group) -> Iterator[str]:
    """Texts that say much else too: only a plain failure in them counts."""
    if group.report is not None:
        node = group.report.node
        yield from (said.words for said in codes.concepts(node, "conclusionCode"))
        if node.text("text", "status") not in ("generated", "extensions"):
            yield re.sub("<[^>]*>", "\n", str(node.get("text", "div").value or ""))
    for node in (*group.others, *(s.node for s in group.statements)):
        yield from notes(node)
    for node in group.others:
        yield f"{codes.concept(node.get('code')).words}: {codes.value(node).words}"


def _understood(sentence: str, group: Group) -> bool:
    return words.harmless(sentence) or people.content_in(sentence) is not None or _restates(sentence, group)


def _restates(sentence: str, group: Group) -> bool:
    """Only the genes and changes of the findings that were read, and words that hold such a sentence together."""
    said = {w for w in re.split(r"[\s,:()/-]+", sentence.casefold()) if w}
    known: set[str] = set()
    genes: set[str] = set()
    for s in group.statements:
        if s.presence == codes.PRESENT and not s.withdrawn:
            genes |= {g.casefold() for g in (*s.genes, s.five, s.three) if g}
            parts = [codes.value(c).words for listed in s.parts.values() for c in listed]
            texts = " ".join((*s.names, *s.changes, *s.classes, *parts)).casefold()
            known |= {w for w in re.split(r"[\s,:;()/-]+", texts) if w and not words.has_denial(w)}
    return bool(said & genes) and all(w in known | genes or _FILLER.fullmatch(w) for w in said)


def _interpretations(node: Node) -> Iterator[str]:
    """How a result was interpreted, in words, else by its code; a normal one says nothing more."""
    for said in codes.concepts(node, "interpretation"):
        word = said.words or " ".join(sorted(said.codes))
        if word.casefold() not in ("n", "normal", ""):
            yield word


def quality(group: Group) -> list[tuple[str, str]]:
    """Controls of quality that were not passed, as (nucleic acid or nothing, `fail`). One not understood is a problem."""
    found = []
    for node in group.others:
        named = codes.concept(node.get("code")).words
        if not _QUALITY.search(named) or _OF_LIFE.search(named):
            continue
        own = [node] if codes.value(node) or not node.all("component") else node.all("component")
        values = [codes.value(part).words for part in own]
        judged = [word for part in (node, *node.all("component")) for word in _interpretations(part)]
        if any(map(words.failed, (*values, *judged))):
            found.append((codes.molecule_of_words(named), "fail"))
        elif not all(map(words.passed, (*values, *judged))):
            node.report.problem(
                Code.PARTIAL_TABLE,
                "a quality control whose result is not understood: what it says against the other results is not known",
                hint="Look at this Observation by hand, or ask the laboratory.",
            ).place = node.place
    return found
