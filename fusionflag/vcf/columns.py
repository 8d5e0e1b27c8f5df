"""Which sample column is the tumor.

By the header where it says so, by the sample sheet, by the columns' names, by the caller's documented order. Where none of
these tells, every column is read as a tumor and a warning says so: nothing is guessed in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fusionflag.expressions import expression
from fusionflag.vcf.header import FIXED, Header

NORMAL = frozenset({"NORMAL", "GERMLINE", "CONTROL", "CTRL", "NONTUMOR", "NONTUMOUR"})
TUMOR = frozenset({"TUMOR", "TUMOUR", "CANCER", "FFPE", "MET", "METASTASIS"})
# words that mean it only beside a column of the other kind: BL is baseline too, blood may be plasma
NORMAL_BESIDE = frozenset({"N", "BL", "NL", "REF", "PBMC", "BLOOD", "BUFFY"})
TUMOR_BESIDE = frozenset({"T"})
_NOT = frozenset({"NON", "NOT", "ADJACENT", "UN"})  # before a word for tumor
_ADDED_TO_A_NAME = frozenset(
    {"BL", "NL", "NORMAL", "GERMLINE", "CONTROL"}
)  # `X` and `X_BL` are tumor and normal of X
_MERGED = expression(
    r"^##(?:bcftools_mergeCommand|source=(?:MergeVCF|SURVIVOR|vcf-merge|CombineVariants)|GATKCommandLine[^\n]*CombineVariants)",
    re.I | re.M,
)
_COUNTS = expression(r"\d")
_FILE_ENDS = expression(
    r"(?:\.(?:bam|cram|sam|bai|final|sorted|dedup|realigned|haplotagged|md|recal))+\Z", re.I
)
_CALLERS = expression(
    r"(?:^|(?<=[_.-]))(?:manta|delly2?|lumpy|smoove|gridss|svaba|brass|tiddit|sniffles2?|cutesv|svim|pbsv|nanosv|severus|dysgu"
    r"|wham|cnvnator|dragen)(?:[_.-]|$)",
    re.I,
)
_NUMBERED = expression(r"_\d+\Z")
_WORDS = expression(r"[^0-9A-Za-z]+")
_GENOMES = expression(r"Genomes=<?([^>,]*(?:[,;][^>=]*)?)>?", re.I)
_TAGS = expression(r"^##(?:Somatic|Germline)=(tumour|normal)_tags?:(\S+)$", re.M)
_BAMS = expression(r"--(normal|tumou?r)Bam[= ]+(\S+)", re.I)  # Manta's command line
_RGSM = expression(r"--RGSM(-tumor)?[= ]+([^\s\"]+)")  # DRAGEN's: the samples' names themselves
_SAMPLE = expression(r"<?(?:ID|SampleName)=<?([^,>]+)", re.I)


@dataclass(frozen=True, slots=True)
class Columns:
    """tumors: numbers of the columns that are arms (0 is the first sample column); normals: columns of the germline.

    how      in words, what says so; empty where there is one column or none
    certain  False: nothing tells the tumor, so every column stands for itself
    files    arm -> all columns of its sample, where a sample has more than one
    """

    tumors: tuple[int, ...] = ()
    normals: tuple[int, ...] = ()
    how: str = ""
    certain: bool = True
    files: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def of(self, arm: int | None) -> tuple[int | None, ...]:
        """The columns that tell of an arm."""
        return (None,) if arm is None else self.files.get(arm, (arm,))


def tell(
    header: Header, wanted: tuple[str, ...] = (), *, normal_first: str = "", files: bool = False
) -> Columns:
    """Tell tumor from normal.

    wanted        samples that the sheet names
    normal_first  expression found in the header of a tumor/normal pair whose caller writes the normal first; a germline run
                  of two samples has two columns too
    files         columns are files: those of one sample, `A` and `A_1`, are one arm
    """
    names = header.samples
    if not names:
        return Columns()
    normals, tumors, how = _by_header(header)
    named_normals, named_tumors = _by_names(names)
    again = _of_one_sample(names) if files else {}
    groups = {i: (i, *(k for k, first in again.items() if first == i)) for i in again.values()}
    asked = tuple(i for i, name in enumerate(names) if name in wanted)
    if asked == (1,) and not (normals or named_normals) and normal_first and _is_pair(header, normal_first):
        normals = (0,)
    if asked:
        known = dict.fromkeys((*normals, *(i for i in named_normals if i not in tumors)))
        return Columns(
            tuple(i for i in asked if i not in known),
            tuple(known),
            "the sample sheet names it"
            if not known.keys() & set(asked)
            else "the sample sheet names it, but it is a normal",
            files=groups,
        )
    if len(names) == 1:
        alone = Columns((), (0,), "its only sample column is the normal")
        return alone if normals or (named_normals and not tumors) else Columns((0,))
    if not (tumors or normals) and (named_normals or named_tumors):
        normals, tumors, how = named_normals, named_tumors, "the columns' names say so"
    if not (tumors or normals) and normal_first and _is_pair(header, normal_first):
        normals, tumors, how = (0,), (1,), "the caller writes the normal first"
    rest = tuple(i for i in range(len(names)) if i not in normals and i not in again)
    certain = set(rest) == set(tumors) - set(again) if tumors else len(rest) == 1
    how = how if normals or tumors else "the others are files of the same sample" if certain else ""
    return Columns(rest, normals, how, certain, groups)


def _is_pair(header: Header, somatic: str) -> bool:
    """Tumor and normal of one patient, called together? Two tumors that were merged into one file have two columns too: there
    a column is empty where the other was called."""
    if len(header.samples) != 2 or not re.search(somatic, header.text) or _MERGED.search(header.text):
        return False
    used = header.used
    if {"GQ", "PL"} <= used["FORMAT"]:
        return False  # scored as diploid: a germline run of two samples
    if (
        header.first_records
        and not _BAMS.search(header.text)
        and header.has("INFO", "SOMATIC")
        and "SOMATIC" not in used["INFO"]
    ):
        return False  # declared, as DRAGEN always does, and never said
    cells = (record[-2:] for record in header.first_records if len(record) >= FIXED + 3)
    return all(bool(_COUNTS.search(a)) == bool(_COUNTS.search(b)) for a, b in cells)


def _of_one_sample(names: tuple[str, ...]) -> dict[int, int]:
    """Columns that are further files of a sample (`A_1` after `A`, `delly_A` after `manta_A`) -> that sample's first column."""
    bare = [_CALLERS.sub("", name) or name for name in names]
    first = {name: i for i, name in reversed(list(enumerate(bare)))}
    bases = {i: min(first[name], first.get(_NUMBERED.sub("", name), i)) for i, name in enumerate(bare)}
    return {i: base for i, base in bases.items() if base < i}


# -- what the header says --------------------------------------------------------------------------
def _by_header(header: Header) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """`##tumor_sample=`, `##normal_sample=` (GATK), `##SAMPLE=<ID=TUMOR,SampleName=...>`, Genomes=Germline;Tumor, and the files
    or names on the command lines of Manta and DRAGEN."""
    names = {name: i for i, name in enumerate(header.samples)}
    tumors = [names[v] for v in header.values("tumor_sample") if v in names]
    normals = [names[v] for v in header.values("normal_sample") if v in names]
    for kind, tag in _TAGS.findall(header.text):  # the filters of old DELLY: the tag is how the name begins
        tagged = [i for i, name in enumerate(header.samples) if name.startswith(tag)]
        (normals if kind == "normal" else tumors).extend(tagged if len(tagged) == 1 else ())
    for kind, path in _BAMS.findall(header.text):
        fitting = [i for i, name in enumerate(header.samples) if _bare(name) == _bare(path)]
        (normals if kind.lower() == "normal" else tumors).extend(fitting if len(fitting) == 1 else ())
    stated = _RGSM.findall(header.text)
    if any(tumor for tumor, _ in stated):
        for tumor, name in stated:
            (tumors if tumor else normals).extend([names[name]] if name in names else ())
    for value in header.values("SAMPLE"):
        stated = [names[name] for name in _SAMPLE.findall(value) if name in names]
        genomes = _GENOMES.search(value)
        identity = re.search(r"<ID=<?([^,>]+)", value)
        words = genomes[1] if genomes else identity[1] if identity else ""
        if stated and "tumo" in words.lower():
            tumors.append(stated[0])
        elif stated and words.upper() in NORMAL:
            normals.append(stated[0])
    return tuple(dict.fromkeys(normals)), tuple(dict.fromkeys(tumors)), "the header says so"


# -- what the names say ----------------------------------------------------------------------------
def _by_names(names: tuple[str, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Columns whose name, or what sets it apart from the other's, is a word for normal or tumor."""
    bare = [_bare(name) for name in names]
    words = [{word.upper() for word in _WORDS.split(name) if word} for name in bare]
    normals, tumors = _told(words, NORMAL, TUMOR)
    if len(names) > 1:
        beside = _told(words, NORMAL | NORMAL_BESIDE, TUMOR | TUMOR_BESIDE)
        if beside[0] and beside[1]:
            normals, tumors = beside
    if not tumors:  # `..._germline` alone is a way of calling too (Sniffles runs)
        normals = [i for i in normals if words[i] & NORMAL != {"GERMLINE"}]
    if not normals and not tumors and len(bare) == 2:
        return _by_ends(bare)
    return tuple(normals), tuple(tumors)


def _told(
    words: list[set[str]], normal: frozenset[str], tumor: frozenset[str]
) -> tuple[list[int], list[int]]:
    """Columns with a word for one kind and none for the other; `non_tumor` is a normal."""
    negated = [bool(found & _NOT and found & TUMOR) for found in words]
    normals = [i for i, w in enumerate(words) if negated[i] or (w & normal and not w & tumor)]
    return normals, [i for i, w in enumerate(words) if not negated[i] and w & tumor and not w & normal]


def _by_ends(bare: list[str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Two columns that differ in a few letters: `X_N` and `X_T`, `X` and `X_BL`, `XR` and `XT`."""
    start = _shared(*bare)
    tail = _shared(*(name[start:][::-1] for name in bare))  # a common end, `_dedup`, tells nothing either
    ends = [re.sub(r"[^A-Za-z]", "", name[start : len(name) - tail]).upper() for name in bare]
    for normal, tumor in ((0, 1), (1, 0)):
        if ends[normal] in NORMAL | NORMAL_BESIDE and ends[tumor] in TUMOR | TUMOR_BESIDE:
            return (normal,), (tumor,)
        if (ends[normal], ends[tumor]) == ("R", "T") and bare[0][start - 1 : start].isdigit():
            return (normal,), (tumor,)  # COLO829R and COLO829T; `_R` is a relapse, or right
        if not ends[tumor] and ends[normal] in _ADDED_TO_A_NAME:
            return (normal,), (tumor,)
        if not ends[normal] and ends[tumor] in TUMOR | TUMOR_BESIDE:
            return (normal,), (tumor,)
    return (), ()


def _bare(path: str) -> str:
    """A file's name without its folder and the endings of alignment files."""
    return _FILE_ENDS.sub("", re.split(r"[\\/]", path)[-1])


def _shared(a: str, b: str) -> int:
    """How many characters two texts begin with in common."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
