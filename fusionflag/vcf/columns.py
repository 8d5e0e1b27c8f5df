"""Which sample column is the tumor.

By the header where it says so, by the sample sheet, by the columns' names, by the caller's documented order. Where none of
these tells, every column is read as a tumor and a warning says so: nothing is guessed in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fusionflag.vcf.header import Header

NORMAL = frozenset(
    {"NORMAL", "N", "BL", "NL", "GERMLINE", "CONTROL", "CTRL", "REF", "R", "PBMC", "BLOOD", "BUFFY"}
)
TUMOR = frozenset({"TUMOR", "TUMOUR", "T", "CANCER", "FFPE", "MET", "METASTASIS"})
_FILE_ENDS = re.compile(
    r"(?:\.(?:bam|cram|sam|bai|final|sorted|dedup|realigned|haplotagged|md|recal))+\Z", re.I
)
_NUMBERED = re.compile(r"_\d+\Z")
_WORDS = re.compile(r"[^0-9A-Za-z]+")
_GENOMES = re.compile(r"Genomes=<?([^>,]*(?:[,;][^>=]*)?)>?", re.I)
_TAGS = re.compile(r"^##(?:Somatic|Germline)=(tumour|normal)_tags?:(\S+)$", re.M)
_BAMS = re.compile(r"--(normal|tumou?r)Bam[= ]+(\S+)", re.I)  # Manta's command line
_RGSM = re.compile(r"--RGSM(-tumor)?[= ]+([^\s\"]+)")  # DRAGEN's: the samples' names themselves
_SAMPLE = re.compile(r"<?(?:ID|SampleName)=<?([^,>]+)", re.I)


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
    if not (tumors or normals) and normal_first and len(names) == 2 and re.search(normal_first, header.text):
        normals, tumors, how = (0,), (1,), "the caller writes the normal first"
    rest = tuple(i for i in range(len(names)) if i not in normals and i not in again)
    certain = set(rest) == set(tumors) - set(again) if tumors else len(rest) == 1
    how = how if normals or tumors else "the others are files of the same sample" if certain else ""
    return Columns(rest, normals, how, certain, groups)


def _of_one_sample(names: tuple[str, ...]) -> dict[int, int]:
    """Columns that are further files of a sample (`A_1` after `A`) -> that sample's first column."""
    first = {name: i for i, name in reversed(list(enumerate(names)))}
    bases = {i: first.get(_NUMBERED.sub("", name), i) for i, name in enumerate(names)}
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
    normals = [i for i, found in enumerate(words) if found & NORMAL and not found & TUMOR]
    tumors = [i for i, found in enumerate(words) if found & TUMOR and not found & NORMAL]
    if not tumors:  # `..._germline` alone is a way of calling too (Sniffles runs)
        normals = [i for i in normals if words[i] & NORMAL != {"GERMLINE"}]
    if not normals and not tumors and len(bare) == 2:
        start = _shared(*bare)
        tail = _shared(*(name[start:][::-1] for name in bare))  # a common end, `_dedup`, tells nothing either
        ends = [re.sub(r"[^A-Za-z]", "", name[start : len(name) - tail]).upper() for name in bare]
        for normal, tumor in ((0, 1), (1, 0)):
            if ends[normal] in NORMAL and (ends[tumor] in TUMOR or not ends[tumor]):
                return (normal,), (tumor,)
            if ends[tumor] in TUMOR and not ends[normal]:
                return (normal,), (tumor,)
    return tuple(normals), tuple(tumors)


def _bare(path: str) -> str:
    """A file's name without its folder and the endings of alignment files."""
    return _FILE_ENDS.sub("", re.split(r"[\\/]", path)[-1])


def _shared(a: str, b: str) -> int:
    """How many characters two texts begin with in common."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
