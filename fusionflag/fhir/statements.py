"""What the Observations of a report say: fusions, other variants, pertinent negatives, no calls.

A fusion is coded in four ways: a change type or consequence of the Sequence Ontology, a consequence in an Observation derived
from the variant, words in the variation code, or nothing but two genes (mCODE). The order of repeated `gene-studied` says
nothing; only MII's five-prime and three-prime components, and a name written `A::B`, do. An Observation at NRG1 whose kind cannot
be told is taken for a rearrangement with an unknown partner, without the laboratory's class, which may be a small variant's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from fusionflag.cells import RowError
from fusionflag.codes import Code
from fusionflag.documents import Node, bad
from fusionflag.fhir import codes, words
from fusionflag.fhir.bundle import Resource, Resources
from fusionflag.fhir.codes import COPY_CODES, COPY_WORDS, SMALL_CODES, SMALL_WORDS, Concept
from fusionflag.genes import default
from fusionflag.markers import GENES
from fusionflag.partners import mentions_nrg1, split_fusion

VARIANT = "69548-6"
_DENIED = re.compile(r"\bno\b|\bnot\b|\bnegative\b|\babsent\b|\bwithout\b", re.I)
_JOINED = re.compile(r"::|\bt\(|\binv\(|delins\[?NC_|[\[\]]\w*\d+:\d+[\[\]]")
_NAMED = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Z0-9]{2,7}(?![A-Za-z0-9])")
# withdrawn or never made: what such an Observation says is no result any more, but NRG1 in it is not lost
WITHDRAWN = ("entered-in-error", "cancelled")
# components: LOINC of the guide, codes of MII, and the guide's own codes before LOINC had them
GENE, NAME, CHANGE, SOURCE, READS, FRACTION = "48018-6", "81252-9", "48019-4", "48002-0", "82121-5", "81258-6"
GENE_PARTS = (GENE, "five-prime-gene", "three-prime-gene")
CODING, PROTEIN, SIGNIFICANCE, ASSEMBLY, COPIES = "48004-6", "48005-3", "53037-8", "62374-4", "82155-3"
ALTERNATIVE = "69551-0"
HGVS = (CODING, PROTEIN, "81290-9", "81291-7", ALTERNATIVE)
COORDINATES, EVENT, EFFECT = "92822-6", "molecular-consequence", "feature-consequence"
EGF = "egf-like domain"  # no code system has a code for it: a component of this name
READ = (*GENE_PARTS, NAME, CHANGE, SOURCE, SIGNIFICANCE, EVENT, EFFECT, *HGVS)


@dataclass(slots=True)
class Statement:
    """One Observation of a variant.

    kind      fusion, copy number, small, or nothing where it cannot be told
    genes     in the order of the report; five and three are its sides where the format or the name gives them
    withdrawn cancelled or entered in error
    """

    source: Resource
    genes: list[str] = field(default_factory=list)
    kind: str = ""
    presence: str = codes.PRESENT
    molecule: str = ""
    five: str = ""
    three: str = ""
    order: str = ""
    names: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    germline: str = ""
    specific: bool = False
    status: str = ""
    parts: dict[str, list[Node]] = field(default_factory=dict)
    linked: list[Resource] = field(default_factory=list)

    @property
    def node(self) -> Node:
        return self.source.node

    @property
    def withdrawn(self) -> bool:
        return self.status in WITHDRAWN

    @property
    def at_nrg1(self) -> bool:
        return any(mentions_nrg1(text) for text in (*self.genes, self.five, self.three, *self.names))

    def first(self, *keys: str) -> Node:
        """The first component with one of these codes; an empty node if there is none."""
        found = next((self.parts[k][0] for k in keys if k in self.parts), None)
        return found if found is not None else self.node.get("no such component")

    def explain(self) -> None:
        """What this Observation, and those derived from it, say of NRG1 is understood.

        Of one that reports nothing found, only the parts that were read: a note beside it may say the contrary.
        """
        if self.presence == codes.PRESENT:
            self.node.explain()
            for resource in self.linked:
                resource.node.explain()
            return
        read = [self.node.get("code"), self.node.get("method")]
        if "" not in codes.meanings(codes.value(self.node)):
            read.append(codes.value_node(self.node))
        read += [codes.value_node(c) for key in READ for c in self.parts.get(key, ())]
        for node in read:
            codes.explain(node)
        for note in self.node.all("note"):
            if all(map(words.harmless, words.sentences(note.text("text")))):
                note.explain()


def statements(resources: Resources) -> Iterator[Statement]:
    """The variant Observations of a file. One that is not understood is a notice, and makes the report incomplete."""
    derived = _derived(resources)
    for observation in resources.of("Observation"):
        if not is_variant(observation):
            continue
        resources.report.rows_read += 1
        try:
            yield _statement(observation, derived.get(observation.node.pointer, []))
        except (RowError, ValueError, KeyError, IndexError, TypeError) as error:
            bad(observation.node, error)


def is_variant(observation: Resource) -> bool:
    """An assessment of a variant, or a test of a rearrangement that has a code of its own."""
    code = codes.concept(observation.node.get("code"))
    if VARIANT in code.codes or observation.profiled(
        "variant", "genomic-variant", "rna-fusion", "dna-fusion"
    ):
        return True
    return bool(codes.FUSION_WORDS.search(code.words)) and bool(_genes_named(code.words))


def _genes_named(words: str) -> list[str]:
    return [name for name in _NAMED.findall(words) if name == "NRG1" or name in GENES]


def _derived(resources: Resources) -> dict[str, list[Resource]]:
    """Consequences and implications by the variant that they are derived from."""
    found: dict[str, list[Resource]] = {}
    for observation in resources.of("Observation"):
        for _, target in resources.follow(observation, "derivedFrom"):
            if target is not None and not is_variant(observation):
                found.setdefault(target.node.pointer, []).append(observation)
    return found


def _statement(observation: Resource, linked: list[Resource]) -> Statement:
    node = observation.node
    s = Statement(observation, status=node.text("status"), linked=linked)
    for component in node.all("component"):
        code = codes.concept(component.get("code"))
        if not code:
            raise RowError("holds a component without a code", component.pointer)
        for key in code.codes or {code.words.casefold()}:
            s.parts.setdefault(key, []).append(component)
            if key in GENE_PARTS and not codes.gene(component):
                raise RowError("names no gene where one must stand", component.pointer)
    own = codes.concept(node.get("code"))
    s.genes = list(dict.fromkeys(g for c in s.parts.get(GENE, ()) if (g := codes.gene(c))))
    s.five, s.three = (codes.gene(s.first(f"{side}-prime-gene")) for side in ("five", "three"))
    if VARIANT not in own.codes and not s.genes:
        s.genes = _genes_named(own.words)
    names = [codes.value(c) for c in s.parts.get(NAME, ())]
    s.names = [n for said in names for n in (said.displays or (said.text or " ".join(said.codes),)) if n]
    s.names += [said.text for said in names if said.displays and said.text and said.text not in said.displays]
    # a variant without a value is one that was found; any other test without a value has no result
    found = VARIANT in own.codes and s.status != "registered"
    s.presence = codes.presence(node) or (codes.PRESENT if found else codes.NO_CALL)
    s.kind = _kind(s, own)
    _order(s)
    _check(s)
    s.molecule = _molecule(observation)
    if VARIANT not in own.codes and s.presence == codes.PRESENT and not s.classes:
        s.classes = [codes.value(node).words]  # a test of this rearrangement, and its result
    s.germline = codes.value(s.first(SOURCE)).words.lower() or _source_code(s)
    return s


def _source_code(s: Statement) -> str:
    return "germline" if "LA6683-2" in codes.value(s.first(SOURCE)).codes else ""


def _check(s: Statement) -> None:
    """Raises RowError where the parts of an Observation contradict each other."""
    node = s.node
    interpreted = {m for said in codes.concepts(node, "interpretation") for m in _interpreted(said)}
    sides = [any(key.startswith(side) for key in s.parts) for side in ("five-prime-", "three-prime-")]
    if (s.five and (sides[1] and not s.three)) or (s.three and sides[0] and not s.five):
        raise RowError("gives a side of the fusion without its gene", f"{node.pointer}/component")
    if s.presence == codes.PRESENT and not (s.kind or s.genes):
        raise RowError("names neither a gene nor the kind of change", node.pointer)
    others = {codes.PRESENT, codes.NO_CALL, codes.INDETERMINATE, ""}
    contrary = {codes.PRESENT: {codes.ABSENT}, codes.ABSENT: others}
    if interpreted & contrary.get(s.presence, set()):
        raise RowError("result and interpretation contradict each other", f"{node.pointer}/interpretation")
    if s.presence == codes.ABSENT and any(map(words.claims, (*s.names, *s.changes))):
        raise RowError("is absent, but its name says that it was found", f"{node.pointer}/component")
    told = _genes_named(codes.value(node).words)
    if s.presence == codes.ABSENT and s.at_nrg1 and told and "NRG1" not in told:
        raise RowError("gives the result of another gene", f"{codes.value_node(node).pointer}")
    if s.presence == codes.PRESENT and any(
        _DENIED.search(n) and codes.FUSION_WORDS.search(n) for n in s.names
    ):
        raise RowError("is present, but its name denies it", f"{node.pointer}/component")


def _interpreted(said: Concept) -> set[str]:
    """What an interpretation means; a normal result agrees with any that is absent."""
    if said.codes <= {"N"} and said.words.casefold() in ("", "normal"):
        return {codes.ABSENT} if said else set()
    return codes.meanings(said)


# -- what kind of change ---------------------------------------------------------------------------
def _kind(s: Statement, own: Concept) -> str:
    said = [codes.value(c) for key in (NAME, CHANGE, EVENT, EFFECT) for c in s.parts.get(key, ())]
    classes = list(s.parts.get(SIGNIFICANCE, ()))
    for resource in s.linked:
        for component in resource.node.all("component"):
            key = codes.concept(component.get("code"))
            if {EFFECT, EVENT, "functional-effect"} & key.codes:
                said.append(codes.value(component))
            if SIGNIFICANCE in key.codes or "clinical significance" in key.words.lower():
                classes.append(component)
    s.classes = list(dict.fromkeys(filter(None, (codes.significance(codes.value(c)) for c in classes))))
    s.changes = list(dict.fromkeys(c.words or " ".join(sorted(c.codes)) for c in said if c))
    written = [codes.value(c) for key in HGVS for c in s.parts.get(key, ())]
    s.names += [w for c in written for w in (c.words or " ".join(c.codes),) if "::" in w]
    s.specific = any(map(_is_small, written))
    changes, found = "; ".join(s.changes), {c for concept in said for c in concept.codes}
    sided = bool(s.five or s.three) or s.source.profiled("rna-fusion", "dna-fusion")
    if sided or any(map(codes.means_fusion, (*said, own))) or any(map(_joins, written)):
        return "fusion"
    # the examples of mCODE write a fusion as two genes beside a nonsense point mutation
    two = len(s.genes) > 1
    if s.presence == codes.PRESENT and (any(map(_pair, s.names)) or (two and s.at_nrg1)):
        return "fusion"
    if (
        found & COPY_CODES
        or COPY_WORDS.search(changes)
        or COPIES in s.parts
        or s.source.profiled("copy-number-variant")
    ):
        return "copy number"
    if two and s.presence == codes.PRESENT:
        return "fusion"
    if found & SMALL_CODES or SMALL_WORDS.search(changes):
        return "small"
    if any(codes.FUSION_WORDS.search(n) or _pair(n) for n in s.names):
        return "fusion"
    return "small" if s.specific else ""


def _joins(said: Concept) -> bool:
    """HGVS, ISCN or a VCF allele that joins two places."""
    return any(_JOINED.search(w) for w in (said.words, *said.codes))


def _is_small(said: Concept) -> bool:
    """A change of a few bases, or of a protein, in HGVS; a long range is not told from a rearrangement here."""
    for text in (said.words, *said.codes):
        ends = re.search(r"g\.(\d{1,12})(?:_(\d{1,12}))?(?!\d)", text)
        if ends and int(ends[2] or ends[1]) - int(ends[1]) > 100:
            return False
    return not _joins(said) and not said.words.startswith("<")


def _pair(name: str) -> tuple[str, ...]:
    """The two genes of a name such as `CD74-NRG1`; nothing where it does not name two known genes."""
    parts = split_fusion(name, default()).parts
    known = tuple(p for p in parts if default().is_symbol(p))
    return known if len(known) == len(parts) == 2 and known[0] != known[1] else ()


def _order(s: Statement) -> None:
    """The sides, as far as they are given: MII's components, a name `A::B`; else two genes whose order is not known."""
    if s.kind != "fusion":
        return
    if s.five or s.three:
        s.order = "format"
        return
    for name in s.names:
        pair = _pair(name)
        if pair and "::" in name and (not s.genes or set(s.genes) <= set(pair)):
            (s.five, s.three), s.order = pair, "laboratory"
            return
        if pair and len(s.genes) < 2 and set(s.genes) <= set(pair):
            s.genes = list(pair)


def _molecule(observation: Resource) -> str:
    """The nucleic acid that the Observation itself states."""
    for name, molecule in (("rna-fusion", "RNA"), ("dna-fusion", "DNA")):
        if observation.profiled(name):
            return molecule
    node = observation.node
    words = f"{codes.concept(node.get('code')).words}; {codes.concept(node.get('method')).words}"
    return codes.molecule_of_words(words.replace("DNA change", ""))


def derived_notice(s: Statement) -> None:
    """Say that an Observation at NRG1 does not tell what kind of change it reports."""
    note = s.node.report.notice(
        Code.NONSTANDARD,
        "names NRG1, but not the kind of change: taken for a rearrangement with an unknown partner",
        hint="Look at this Observation by hand.",
    )
    note.place = s.node.place
