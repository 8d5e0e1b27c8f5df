"""Partner text: splitting fusion names, and cells with several genes.

`split_fusion` is the one place where a fusion name is taken apart. Which separator a format uses is the format's own knowledge;
this function is for names of unknown origin. Hyphen and underscore are settled by the gene tables, because gene symbols hold
them too (HLA-DRA, NRG1-IT1, NKX2-1, APOBEC3A_B).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from fusionflag.codes import Code
from fusionflag.genes import Genes
from fusionflag.spelling import DASHES, INNER, INVISIBLE, as_nrg1, is_odd
from fusionflag.spelling import mentions_nrg1 as mentions_nrg1

_ARROWS = re.compile("\u2192|[-=]{2,}>|=>")
_BLANKS = re.compile(r"\s+")  # str patterns count every Unicode blank, the non-breaking ones too
_TRAILING_WORDS = re.compile(
    r"[\s_-]+(?:gene\s+)?(?:fusion|rearrangement|translocation)s?(?:\s+(?:transcript|detected|positive))?\Z",
    re.I,
)
# asterisks or underscores around one gene are italics; inside a name (A_B_C) they are separators
_ITALICS = re.compile(r"(?<![\w@.*])([*_])([A-Za-z0-9@.-]+)\1(?![\w@.*])")
_TRANSCRIPT = r"(?P<transcript>(?:[NX][MR]_|ENST|LRG_)\d+\w*(?:\.\d+)?)"
_HGVS_PART = re.compile(
    rf"(?:{_TRANSCRIPT}\()?(?P<gene>[A-Za-z0-9@._-]+?)\)?:[er]\.(?P<exon>[?\d_+-]*)\Z", re.I
)
_IN_TRANSCRIPT = re.compile(rf"{_TRANSCRIPT}\((?P<gene>[^()]+)\)\Z", re.I)
_EXON = re.compile(
    r"(?P<gene>.*?)(?:\s*\(\s*(?:e|ex|exon)?\s*(?P<exon>\d+[a-z]?)\s*\)|\s+(?:ex|exon)\s*(?P<words>\d+[a-z]?))\Z",
    re.I,
)
_ONCOMINE = re.compile(
    r"(?P<a>[^.\s]+)\.(?P<b>[^.\s]+)\.(?P<x>[A-Z]+)(?P<ea>\d+)(?P<y>[A-Z]+)(?P<eb>\d+)(?:\.\w+)*\Z"
)
_ONCOMINE_BODY = re.compile(
    r"(?P<a>\S+)\.(?P<x>[A-Z]+)(?P<ea>\d+)(?P<y>[A-Z]+)(?P<eb>\d+)(?:\.\w+)*\Z"
)  # a = both genes, joined by a hyphen
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mrz|mai|okt|dez)"
_SLASH_DATE = re.compile(r"(?<![\w.])(\d{1,2})/(\d{1,2})/((?:19|20)?\d\d)(?![\w.])")
_EXCEL = re.compile(
    rf"(?:\d{{1,2}}[-.]\s?{_MONTH}(?:[-.](?:19|20)?\d\d)?|{_MONTH}[-.]\d{{1,2}}|(?:19|20)\d\d-\d\d?-\d\d?"
    r"|\d{1,2}[./]\d{1,2}[./](?:19|20)?\d\d|[34]\d{4})\Z",
    re.I,
)
_STRONG = ("::", "--", ">>", "->")
_WEAK = ("+", ":")
_CLONE = re.compile(
    r"(?:(?:RP\d+|CT[ABCD]|KB|XX\w+|LA\d+\w?|GS\d*|LL\d*NC\d*)-\w+|A[CFLP]\d{6})\.\d+\Z", re.I
)
_LONGEST_CHAIN = 24  # tokens; more is no name, and the search for its parts takes the square of the number
_INNER_GENE = re.compile(rf"(?P<host>.+)-{INNER}\Z", re.I)
_SUFFIX = re.compile(r"\^[\w.]*\Z")
_NEIGHBOR = re.compile(r"\s*(?P<name>[^(),;]+)\((?P<distance>\d{1,12})\)\s*")


@dataclass(frozen=True, slots=True)
class FusionName:
    """A fusion name taken apart: gene texts in their order; exons and transcripts as long as parts, or empty if none is
    stated; the separator that stood between the first two; notes are codes (EXCEL_DAMAGED, ALIAS_USED)."""

    parts: tuple[str, ...]
    exons: tuple[str, ...] = ()
    transcripts: tuple[str, ...] = ()
    separator: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A flanking gene of an intergenic breakpoint and its distance in bases."""

    name: str
    distance: int


def clean(text: str) -> str:
    """NRG1 as it is usually written, blanks folded, hyphens made plain, quotes and trailing words such as `fusion` removed."""
    text = as_nrg1(text)
    text = _ARROWS.sub("->", DASHES.sub("-", INVISIBLE.sub("", text)))
    text = _BLANKS.sub(" ", text).strip().strip("\"'`").strip()
    return _TRAILING_WORDS.sub("", _ITALICS.sub(r"\2", text)).strip()


def split_fusion(text: str, genes: Genes) -> FusionName:
    """Take a fusion name apart. Always returns; a name that cannot be split comes back as one part.

    Guarantee, for two symbols of the tables: joined by `::` or `--` they come back as they were. Joined by one hyphen they
    do too, unless the whole is itself a symbol (STX16-NPEPL1), or the text has another reading in known genes; then the
    reading with fewest parts is taken, among those the one with the longest first part. Whatever stands beside it, NRG1
    comes back as a part of its own; only with a suffix of RNA genes (NRG1-AS1) it is part of another gene's name.
    """
    found = _split(text, genes)
    return replace(found, notes=(*found.notes, str(Code.ALIAS_USED))) if is_odd(text) else found


def _split(text: str, genes: Genes) -> FusionName:
    # a date with slashes would be split at them; a spreadsheet wrote it, no gene is called so
    name = _SLASH_DATE.sub(r"\1.\2.\3", clean(text))
    name, ids = re.sub(r"HGNC:(?=\d)", "HGNC\0", name, flags=re.I), name
    if match := _ONCOMINE.match(name):
        return FusionName((match["a"], match["b"]), (match["ea"], match["eb"]), (), ".")
    if (match := _ONCOMINE_BODY.match(name)) and len(pieces := _by_tables(match["a"], genes)) == 2:
        return FusionName(tuple(pieces), (match["ea"], match["eb"]), (), ".")
    pieces, separator = ([name], "") if _HGVS_PART.match(ids) or _known(name, genes) else _pieces(name, genes)
    return _made([p.replace("\0", ":") for p in pieces], separator)


def _pieces(name: str, genes: Genes) -> tuple[list[str], str]:
    for separator in _STRONG:
        found = [p.strip() for p in name.split(separator)]
        if len(found) > 1 and any(found):
            return found, separator
    for separator in _WEAK:
        found = [p.strip() for p in name.split(separator)]
        if len(found) > 1 and all(found) and any(_known(p, genes) for p in found):
            return found, separator
    groups = [g for g in re.split(r"\s*([;/,|])\s*", name) if g]
    if len(groups) > 2:
        return _by_lists(groups[::2], groups[1], name, genes)
    found = _by_tables(name, genes)
    return found, (name[len(found[0]) :].strip()[:1] if len(found) > 1 else "")


def _by_lists(groups: list[str], separator: str, name: str, genes: Genes) -> tuple[list[str], str]:
    """`A;B` are two partners, but in `CD74-ROS1;GOPC` the hyphen joins partners and `;` joins alternatives of one side.
    Where several items are pairs (`A-B;C-B`) the cell is a list of fusions: all their genes come back, in their order."""
    split = [_by_tables(g, genes) for g in groups]
    pairs = [
        s for s in split if len(s) > 1 and (all(_known(p, genes) for p in s) or any(map(mentions_nrg1, s)))
    ]
    if not pairs:
        return groups, separator
    if len(pairs) > 1:
        return [part for parts in split for part in parts], "-"
    at = split.index(pairs[0])
    first, last = pairs[0][0], pairs[0][-1]
    left = separator.join([*groups[:at], first])
    right = separator.join([last, *groups[at + 1 :]])
    return [left, *pairs[0][1:-1], right], "-"


def _made(pieces: list[str], separator: str) -> FusionName:
    read = [_part(piece, i == 0 and len(pieces) > 1) for i, piece in enumerate(pieces)]
    parts, exons, transcripts = (tuple(column) for column in zip(*read, strict=True))
    notes = (str(Code.EXCEL_DAMAGED),) if any(map(excel_damaged, parts)) else ()
    return FusionName(
        parts, exons if any(exons) else (), transcripts if any(transcripts) else (), separator, notes
    )


def _part(piece: str, five_prime: bool = False) -> tuple[str, str, str]:
    """Gene, exon, transcript of one side. Of the exons that HGVS gives (`e.1_6`), the one at the junction: on the 5' side
    the last, else the first; empty if that end is left open. An offset (`6+12`) stays, it is not the exon's edge."""
    if match := _HGVS_PART.match(piece):
        ends = match["exon"].replace("?", "").split("_")
        return match["gene"], ends[-1 if five_prime else 0], match["transcript"] or ""
    if match := _EXON.match(piece):
        gene, _, transcript = _part(match["gene"].strip())
        return gene, match["exon"] or match["words"], transcript
    if match := _IN_TRANSCRIPT.match(_bare(piece)):
        return match["gene"], "", match["transcript"]
    return _bare(piece), "", ""


def _bare(piece: str) -> str:
    return _SUFFIX.sub("", piece).strip()


def _known(text: str, genes: Genes) -> bool:
    """Is this text, as one side of a name, surely one item: a gene, a clone name, an RNA gene named after its host, a date?"""
    gene = _part(text)[0].replace("\0", ":")
    inner = _INNER_GENE.match(gene)
    return bool(
        genes.is_symbol(gene)
        or (inner and genes.is_symbol(inner["host"]))
        or _CLONE.match(gene)
        or excel_damaged(gene)
    )


def _by_tables(name: str, genes: Genes) -> list[str]:
    """Split at hyphens and underscores: fewest unknown tokens, then fewest parts, then the longest first part.

    Dynamic programming from the right; the cost of a known part is 0, of an unknown one the number of its tokens. The
    whole name is one part only if it is known or has nothing to split at.
    """
    marks = re.split(r"\s*([-_]+)\s*", name)
    tokens = marks[::2]
    count = len(tokens)
    if count == 1 or _known(name, genes):
        return [name]
    if count > _LONGEST_CHAIN or not all(tokens):
        return tokens if any(tokens) else [name]  # an empty side stays, it tells 5' from 3': `-NRG1`
    # best[k] covers the last k tokens: unknown tokens, parts, lengths, texts
    best: list[tuple[int, int, tuple[int, ...], list[str]]] = [(0, 0, (), [])]
    for i in range(count - 1, -1, -1):
        options = []
        for j in range(i + 1, count + (i > 0)):
            unknown, parts, lengths, rest = best[count - j]
            text = "".join(marks[2 * i : 2 * j - 1])
            cost = 0 if _known(text, genes) else j - i
            options.append((unknown + cost, parts + 1, (i - j, *lengths), [text.strip(), *rest]))
        best.append(min(options, key=lambda o: o[:3]))
    return best[count][3]


def excel_damaged(name: str) -> bool:
    """Did a spreadsheet turn this gene into a date (`1-Mar`, `Sep-09`) or a day number (`44256`)?"""
    return bool(_EXCEL.match(name.strip()))


@lru_cache(4096)  # the same genes come in every report
def split_alternatives(cell: str) -> tuple[str, ...]:
    """The alternative genes of one side: `ROS1;GOPC`, `PPARG/AC016683.6;PAX8`, `ENO1,`, `NRG1^ENSG00000157168.14`."""
    if excel_damaged(cell):
        return (cell.strip(),)
    names = (_bare(part) for part in re.split(r"[;,/|]", DASHES.sub("-", INVISIBLE.sub("", cell))))
    found = []
    for name in names:
        bare = _BLANKS.sub("", name).strip("\"'")
        if bare and bare not in ("none", "---", ".", "N/A"):
            found.append(_EXON.sub(lambda m: m["gene"], bare))
    return tuple(dict.fromkeys(found))


def neighbors(cell: str) -> tuple[Neighbor, ...]:
    """Arriba's flanking genes with distances, `TRAPPC11(5568),STOX2(134271)`; empty if the cell is none.

    An exon number in brackets, `CD74(6)`, is not a distance: a single gene counts only with a distance of 100 bases or more.
    """
    parts = cell.split(",")
    matches = [_NEIGHBOR.fullmatch(part) for part in parts]
    if not all(matches):
        return ()
    found = tuple(Neighbor(m["name"].strip(), int(m["distance"])) for m in matches if m)
    return () if len(found) == 1 and found[0].distance < 100 else found
