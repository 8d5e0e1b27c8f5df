"""What codings and words of a FHIR report mean. Matched by code and by word: laboratories fill one, the other or both.

Sources: the Genomics Reporting guide (LOINC LL1971-2 for presence; GenomicStudyMethodTypeCS), the Sequence Ontology, and the
code systems of the German molecular tumor board (mii-cs-mtb-*).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fusionflag import clinical
from fusionflag.cells import RowError
from fusionflag.documents import Node
from fusionflag.fhir import words as sentences
from fusionflag.genes import default
from fusionflag.partners import mentions_nrg1

PRESENT, ABSENT, NO_CALL, INDETERMINATE = "present", "absent", "no call", "indeterminate"
_PRESENCE = {
    PRESENT: "LA9633-4 LA6576-8 LA11882-0 10828004 52101004 260373001 POS",
    ABSENT: "LA9634-2 LA6577-6 LA11883-8 260385009 2667000 260415000 NEG ND",
    NO_CALL: "LA18198-4 LA9664-9",
    INDETERMINATE: "LA11884-6 LA4489-6 LA9663-1 82334004 419984006 42425007 IND E",
}
_PRESENCE_WORDS = {
    PRESENT: ("present", "positive", "detected", "nachgewiesen", "vorhanden", "positiv"),
    ABSENT: (
        "absent",
        "negative",
        "not detected",
        "none detected",
        "not present",
        "nicht nachgewiesen",
        "nicht vorhanden",
        "negativ",
    ),
    NO_CALL: ("no call", "nocall", "failure", "failed", "not performed", "not evaluable"),
    INDETERMINATE: ("indeterminate", "inconclusive", "equivocal", "unknown", "undetermined"),
}
_BY_CODE = {code: meaning for meaning, codes in _PRESENCE.items() for code in codes.split()}
_BY_WORD = {word: meaning for meaning, words in _PRESENCE_WORDS.items() for word in words}

FUSION_CODES = frozenset(
    {
        f"SO:{n}"
        for n in ("0001565", "0001886", "0001882", "0002085", "0002086", "0002062", "0002060", "0002061")
    }
    | {"SO:0000199", "SO:1000044", "SO:1000036", "fusion-detection-panel"}
)
FUSION_WORDS = re.compile(
    r"fusion|\bfused\b|rearrang|trans[lk]o[ck]at|structural[ _]varia|inversion|umlagerung", re.I
)
COPY_CODES = frozenset({"SO:0001019", "SO:0001742", "SO:0001743"})
COPY_WORDS = re.compile(r"copy[ _-]?number|amplifi|\bCN[VA]\b|focal(?:ly)? (?:gain|loss)", re.I)
SMALL_CODES = frozenset({"SO:0001483", "SO:0002007", "SO:1000032"})
SMALL_WORDS = re.compile(
    r"\b(?:snv|mnv|snp|missense|nonsense|frameshift|substitution|indel|delins|stop gain)", re.I
)
_SIGNIFICANCE = {
    "LA6668-3": "Pathogenic",
    "LA26332-9": "Likely pathogenic",
    "LA26333-7": "Uncertain significance",
    "LA26334-5": "Likely benign",
    "LA6675-8": "Benign",
}
_RNA = re.compile(
    r"rna-?seq|\b(?:m|c|cf)?rna\b|transcriptom|\bwts\b|ribonucleic acid specimen|\brt-q?pcr", re.I
)
_DNA = re.compile(r"\b(?:cf|ct|g)?dna\b|\bex[oa]m|whole[- ]genom|\bwgs\b|\bwes\b|deoxyribonucleic", re.I)
_FREE = re.compile(r"\b(?:ct|cf)[dr]na\b|cell[- ]free|liquid biopsy|plasma", re.I)
_METHODS = {
    "RNA": "rna-analysis rt-pcr rt-pcr-with-gel-analysis rt-qpcr alternative-splicing-detection gene-expression-profiling "
    "rnaseq-transcriptomics",
    "DNA": "sequence-analysis-of-select-exons sequence-analysis-of-the-entire-coding-region mutation-scanning-of-select-exons "
    "mutation-scanning-of-the-entire-coding-region deletion-duplication-analysis comparative-genomic-hybridization mlpa "
    "snp-detection karyotyping g-banding whole-genom-sequencing whole-exom-sequencing",
    "FISH": "fish fish-interphase fish-metaphase m-fish",
    "IHC": "immunohistochemistry protein-expression",
}
_METHOD = {code: molecule for molecule, codes in _METHODS.items() for code in codes.split()}
_BUILDS = {"LA14029-5": "GRCh37", "LA26806-2": "GRCh38"}
_NRG1_CODES = frozenset({"HGNC:7997", "7997", "3084", "ENSG00000157168"})


@dataclass(frozen=True, slots=True)
class Concept:
    """A CodeableConcept, or what stands in its place: its codings as (system, code), its displays and its text."""

    codings: tuple[tuple[str, str], ...] = ()
    displays: tuple[str, ...] = ()
    text: str = ""

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(code for _, code in self.codings)

    @property
    def words(self) -> str:
        """Displays and text, the same ones once."""
        return "; ".join(dict.fromkeys(w for w in (*self.displays, self.text) if w))

    def __bool__(self) -> bool:
        return bool(self.codings or self.words)


def concept(node: Node) -> Concept:
    """A CodeableConcept, a Coding, or plain text."""
    if not isinstance(node.value, dict):
        return Concept(text=node.text())
    codings = node.all("coding") or ([node] if node.get("code") and not node.get("text") else [])
    return Concept(
        tuple((c.text("system"), c.text("code")) for c in codings if c.text("code")),
        tuple(c.text("display") for c in codings if c.text("display")),
        node.text("text"),
    )


def value(node: Node) -> Concept:
    """The `value[x]` of an Observation, a component or an extension, where it is a concept or a word."""
    return concept(value_node(node))


def value_node(node: Node) -> Node:
    """Where that value stands."""
    return node.first("valueCodeableConcept", "valueCoding", "valueString", "valueCode", "valueBoolean")


def explain(node: Node) -> None:
    """What a concept says of NRG1 is understood: its codes, displays and text, unless one of them says that it was found."""
    parts = (
        [node]
        if not isinstance(node.value, dict)
        else [node.get("text"), node.get("code"), node.get("display")]
    )
    if isinstance(node.value, dict):
        parts += [coding.get(name) for coding in node.all("coding") for name in ("code", "display")]
    for part in parts:
        if not sentences.claims(part.text()):
            part.explain()


def concepts(node: Node, name: str) -> Iterator[Concept]:
    """The CodeableConcepts of a repeated element."""
    for item in node.all(name):
        yield concept(item)


def presence(node: Node) -> str:
    """Present, absent, no call, indeterminate; empty where an Observation states no value at all.

    Raises RowError for a value that is not understood, or whose code and words contradict each other. Words that are not known
    beside a known code say something more: only of a result that is present, or open, do they take nothing away.
    """
    stated = [name for name, inner in node.items() if name.startswith("value") and inner]
    if len(stated) > 1 or (stated and node.get("dataAbsentReason")):
        raise RowError("states more than one result", node.pointer)
    if node.get("dataAbsentReason"):
        return NO_CALL
    said = value(node)
    if not said:
        if any(name.startswith("value") for name, _ in node.items()):
            raise RowError("the result is neither a code nor a word", node.pointer)
        return ""
    every = meanings(said)
    found = every - {""}
    more = "" in every and (ABSENT in found or (PRESENT in found and sentences.has_denial(said.words)))
    if len(found) != 1 or more:
        raise RowError(
            "code and words of the result contradict each other"
            if found
            else "is no result that is known here",
            f"{node.pointer}/valueCodeableConcept",
            " ".join(sorted(said.codes)),  # not its words: free text may name anybody
        )
    return found.pop()


def meanings(said: Concept) -> set[str]:
    """What the codes and words of a result mean; the empty text stands for words that are not known."""
    found = {_BY_CODE[c] for c in said.codes if c in _BY_CODE}
    for words in filter(None, (*said.displays, said.text)):
        word = re.sub(r"\s*\((?:qualifier value|finding)\)", "", words).strip(" .")
        if word.casefold() in _BY_WORD:
            found.add(_BY_WORD[word.casefold()])
        else:
            found.add(ABSENT if sentences.denies(word) else PRESENT if sentences.affirms(word) else "")
    return found or ({""} if said else set())


def gene(node: Node) -> str:
    """The gene of a gene component: NRG1 where any of its codings or names is NRG1, else the display, code or text.

    Laboratories put descriptions of the gene into the text, so it names the gene only where nothing else does.
    """
    said = node if isinstance(node, Concept) else value(node)
    if any(code.upper() in _NRG1_CODES and _is_gene(system, code) for system, code in said.codings):
        return "NRG1"
    names = [*said.displays, *(code for _, code in said.codings)]
    names = names or ([] if said.text.isdigit() else [said.text])
    for name in names:
        if mentions_nrg1(name) and len(name) < 40:
            return "NRG1"
    text = names[0].strip() if names else ""
    return text if len(text) <= 40 else ""


def _is_gene(system: str, code: str) -> bool:
    """3084 and 7997 are ids of NRG1 only in the systems of NCBI Gene and HGNC."""
    if not code.isdigit():
        return True
    return (
        ("ncbi" in system and "gene" in system)
        if code == "3084"
        else "genenames" in system or "hgnc" in system.lower()
    )


def significance(said: Concept) -> str:
    """The laboratory's class of a variant in its words; its LOINC answer codes where it gives no words."""
    return said.words or next((_SIGNIFICANCE[c] for c in said.codes if c in _SIGNIFICANCE), "")


def means_fusion(said: Concept) -> bool:
    return (
        bool(said.codes & FUSION_CODES) or FUSION_WORDS.search(said.words) is not None or "::" in said.words
    )


def molecule_of_method(said: Concept) -> str:
    """The nucleic acid of a method of analysis; empty where the method does not say."""
    for code in said.codes:
        if code in _METHOD:
            return _METHOD[code]
    return molecule_of_words(said.words)


def molecule_of_words(words: str) -> str:
    """DNA, RNA, FISH or IHC where the words name one of them alone."""
    found = {"RNA"} if _RNA.search(words) else set()
    found |= {"DNA"} if _DNA.search(words) else set()
    found |= {"FISH"} if re.search(r"\bfish\b|in[- ]situ hybridi[sz]ation", words, re.I) else set()
    found |= {"IHC"} if re.search(r"\bihc\b|immunohistochem", words, re.I) else set()
    return found.pop() if len(found) == 1 else ""


def cell_free(words: str) -> bool:
    return _FREE.search(words) is not None


def build_of(said: Concept) -> str:
    """GRCh37 or GRCh38; empty for anything else, and for both."""
    for code in said.codes:
        if code in _BUILDS:
            return _BUILDS[code]
    return clinical.build(said.words)


def chromosome_of(said: Concept) -> str:
    """`chr8` from a LOINC answer (LA21254-0 is chromosome 1, LA21276-3 X), or from words."""
    for code in said.codes:
        if re.fullmatch(r"LA212[567]\d-\d", code) and 1 <= (number := int(code[2:7]) - 21253) <= 24:
            return f"chr{ {23: 'X', 24: 'Y'}.get(number, number) }"
    match = re.search(
        r"(?:chr(?:omosome)?\s*)?(\d{1,2}|X|Y)\s*\Z", said.words or next(iter(said.codes), ""), re.I
    )
    return f"chr{match[1].upper()}" if match else ""


def chromosome_of_gene(symbol: str) -> str:
    """The chromosome of a gene, where a position is given with the gene alone."""
    genes = default()
    found = genes.resolve(symbol)
    places = {
        place.chrom
        for build in ("GRCh37", "GRCh38")
        if (place := genes.locus(found.symbol, build)) is not None
    }
    return places.pop() if len(places) == 1 else ""
