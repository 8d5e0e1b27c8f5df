"""Reports of Caris Life Sciences: what the words of a fusion result mean, what limits it, and what it was seen in.

Source: the files that parsers/caris.py names. gene1 is 5', gene2 is 3'; a result is a word and a group, and only pairs that
are known count: a word beside the wrong group is a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from fusionflag import clinical, markers
from fusionflag.cells import RowError
from fusionflag.clinical import listed, names_nrg1, problem
from fusionflag.codes import Code
from fusionflag.documents import Node
from fusionflag.expressions import expression
from fusionflag.model import Finding, Mark, Marker
from fusionflag.partners import mentions_nrg1
from fusionflag.tumors import classify

GENES = ("gene", "biomarkerName", "gene1", "gene2", "fusionISOForm")
_PLACE = r"(?P<chrom{0}>[\w.]+):(?P<pos{0}>\d{{1,12}})(?::(?P<strand{0}>[+-]))?"
_BREAKPOINT = expression(f"{_PLACE.format(5)}/{_PLACE.format(3)}\\Z")
# what a result says, and the groups that may stand beside it; every other word or pair is a problem
_DETECTED = "(?:fusion |variant transcript )?"
_CLASSED = "(?:likely )?(?:pathogenic|benign) (?:fusion|isoform)"
_RESULTS = {
    "negative": (f"{_DETECTED}not detected|negative|wild type", ("normal", "wild type", "")),
    "found": (f"{_DETECTED}detected|positive|{_CLASSED}", ("mutated", "")),
    "uncertain": (r"\w+ of uncertain significance", ("mutated", "unclassifiedvd", "no result", "")),
    "open": ("indeterminate|equivocal|no result|qns", ("indeterminate", "no result", "")),
}
_BLANK = {"unclassifiedvd": "uncertain", "no result": "open", "indeterminate": "open", "": "blank"}
_ISOFORM = expression(
    r"isoform|variant transcript|v(?:ar)?[ -]?(?:III|7)\b|\bex(?:on)?s? ?\d|ex14|skip|splic", re.I
)
_NOT_RUN = expression(r"\bqns\b|fail|pending|indeterminate|insufficient|not (?:sufficient|performed)", re.I)
_CELL_FREE = expression(r"\b(?:blood|plasma|serum|liquid|c[ft][DR]NA|cell[- ]free)\b", re.I)


def meaning(node: Node) -> str:
    """negative, found, uncertain, open (no result for this gene), blank, or strange."""
    word, group = node.text("result").casefold(), node.text("result_group").casefold()
    if not word:
        return _BLANK.get(group, "strange")
    for found, (words, groups) in _RESULTS.items():
        if re.fullmatch(words, word) and group in groups:
            return found
    return "strange"


def is_isoform(node: Node) -> bool:
    """Does a result speak of an isoform of one gene (EGFRvIII, MET exon 14), which says nothing of fusions?"""
    if node.get("gene1") or node.get("gene2") or ":" in node.text("fusionISOForm"):
        return False
    return bool(_ISOFORM.search(" ".join(node.text(name) for name in (*GENES, "result"))))


def limited(tests: Iterable[Node], results: Iterable[Node]) -> str:
    """What limits the silence of the tests of RNA: remarks beside their results, and results that are open or not understood.

    The words of a remark are not repeated.
    """
    for test in tests:
        known = {"testName", "testCode", "platformTechnology", "testMethodology", "testResults"}
        words = " ".join(test.text(name) for name in ("testName", "platformTechnology", "testMethodology"))
        if _NOT_RUN.search(words) or any(name not in known and _says(inner) for name, inner in test.items()):
            return "a test of RNA was cancelled, or has a remark beside its results"
    told = {meaning(node) for node in results}
    if told & {"open", "blank", "strange"}:
        return "a fusion result of the test of RNA is open"
    return ""


def why_cancelled(node: Node, name: str) -> str:
    """Why a test was not run, whatever the shape of what stands there; empty where it is not said to be cancelled."""
    if "cancel" not in name.casefold():
        return ""
    return "; ".join(text for inner in node.walk() if (text := inner.text()) not in ("", "false"))


def specimens_of(top: Node) -> tuple[list[Node], bool]:
    """The specimens, and whether they are cell-free; a problem where neither kind of specimen can be read."""
    section = top.get("specimenInformation")
    solid, liquid = (listed(section, f"{kind}SpecimenInformation") for kind in ("tumor", "liquidBiopsy"))
    found = [one for one in (*solid, *liquid) if _says(one)]
    if not found:
        problem(top, "the specimen is not told, so it may be plasma as well as tissue")
    words = " ".join(f"{one.text('specimenType')} {one.text('specimenSite')}" for one in found)
    return found, any(map(_says, liquid)) or bool(_CELL_FREE.search(words))


def diagnosis(patient: Node) -> str:
    """The diagnosis. The pathologist's free text may name people: it only says which type of tumor it names."""
    stated = patient.text("diagnosis")
    return stated or classify(patient.text("pathologicDiagnosis")).name


def _says(node: Node) -> bool:
    return any(inner.text() for inner in node.walk())


def translocation(node: Node, molecule: str) -> Finding | Marker | None:
    """A fusion or isoform; a gene without one where the report says so; a problem where it cannot be told."""
    said, gene = meaning(node), node.text("gene") or node.text("biomarkerName")
    named = bool(node.get("gene1") or node.get("gene2")) or ":" in node.text("fusionISOForm")
    if named and names_nrg1(node, "gene", "biomarkerName") and not names_nrg1(node, *GENES[2:]):
        problem(node, "a result is one for NRG1, but joins other genes")
    if said in ("blank", "strange"):
        words = f"{node.text('result')} / {node.text('result_group')}"
        problem(node, f"a fusion result is {said}", words)
    elif said == "negative" and named:
        problem(node, "a result joins two genes, and says that none was found")
    if said in ("found", "uncertain") or (named and said != "negative"):
        return _finding(node, said, molecule)
    if named or said not in ("negative", "open"):
        return None
    cells = [text for name in GENES if mentions_nrg1(text := node.text(name))]
    if any(not re.fullmatch(r"NRG1(?: fusions?)?", text) for text in cells):
        raise RowError("gives a result for NRG1 in words that are no gene's name", node.pointer)
    node.explain()
    if said == "negative":
        return markers.absent(gene, "fusion", node.text("result"))
    return Marker(gene=gene, marker="fusion") if gene in markers.FUSIONS else None


def _finding(node: Node, said: str, molecule: str) -> Finding:
    five, three, result = node.text("gene1"), node.text("gene2"), node.text("result")
    parts = [part.strip() for part in node.text("fusionISOForm").split(":") if part.strip()]
    isoform = bool(re.search("isoform|variant transcript", result, re.I))
    if len(parts) == 2:
        five, three = five or parts[0], three or parts[1]
    ordered = bool(five or three)
    five = five if ordered else node.text("gene") or node.text("biomarkerName")
    if not (five or three):
        raise RowError("is a fusion without a gene", node.pointer)
    if isoform and not (five and three):
        five = three = five or three
    return Finding(
        gene5_reported=five,
        gene3_reported=three,
        call_reported=node.text("fusionISOForm"),
        order_known=ordered or isoform,
        order_from="format" if ordered or isoform else "none",
        classification=result or ("VUS (unclassifiedVD)" if said == "uncertain" else "no result"),
        reported=False if said in ("open", "blank") else None,
        marks=(Mark.SPLICE_VARIANT,) * isoform + (Mark.BREAK_APART,) * (molecule == "FISH"),
        transcript5=node.text("transcriptID1"),
        exon5=node.text("exon1"),
        transcript3=node.text("transcriptID2"),
        exon3=node.text("exon2"),
        in_frame=clinical.frame(node.text("interpretation")),
        **_places(node),
    )


def _places(node: Node) -> dict[str, Any]:
    """`chr1:154142876:-/chr2:29446394:-`. The build is as labelled; the core holds it against the genes."""
    text = node.text("genomicBreakpoint").replace(" ", "")
    found = _BREAKPOINT.match(text)
    if found is None and text:
        node.report.notice(Code.BAD_CELL, "the breakpoint is not two places", value=text).place = node.place
    if found is None:
        return {}
    return {
        **{name: found[name] or "" for name in ("chrom5", "strand5", "chrom3", "strand3")},
        "pos5": int(found["pos5"]),
        "pos3": int(found["pos3"]),
        "genome": clinical.build(node.text("genomeBuild")),
    }
