"""Partner text: splitting fusion names, cells with several genes, and the token NRG1.

`split_fusion` is the one place where a fusion name is taken apart. Which separator a format uses is the format's own knowledge;
this function is for names of unknown origin. A single hyphen is settled by the gene tables, longest match first, because gene
symbols hold hyphens themselves (HLA-DRA, NRG1-IT1, NKX2-1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fusionflag.codes import Code
from fusionflag.genes import Genes

# hyphens that word processors write: hyphen, non-breaking hyphen, figure, en and em dash, minus, small and full-width hyphen
_DASHES = re.compile("[\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d]")
_BLANKS = re.compile("[\\s\u00a0\u202f\u2009\ufeff]+")
_TRAILING_WORDS = re.compile(
    r"\s+(?:gene\s+)?(?:fusion|rearrangement|translocation)s?(?:\s+(?:transcript|detected|positive))?\Z", re.I
)
_ITALICS = re.compile(r"\*([A-Za-z0-9@.-]+)\*")
_HGVS_PART = re.compile(
    r"(?:(?P<transcript>[A-Z]{2,4}_?\d+(?:\.\d+)?)\()?(?P<gene>[A-Za-z0-9@.-]+)\)?:[er]\.\??(?P<exon>[\d_+-]*)\Z"
)
_EXON = re.compile(r"(?P<gene>.*?)\s*\(\s*(?:e|ex|exon)?\s*(?P<exon>\d+[a-z]?)\s*\)\Z", re.I)
_ONCOMINE = re.compile(
    r"(?P<a>[^.\s]+)\.(?P<b>[^.\s]+)\.(?P<x>[A-Z]+)(?P<ea>\d+)(?P<y>[A-Z]+)(?P<eb>\d+)(?:\.\w+)*\Z"
)
_ONCOMINE_BODY = re.compile(
    r"(?P<a>\S+?)-(?P<b>\S+)\.(?P<x>[A-Z]+)(?P<ea>\d+)(?P<y>[A-Z]+)(?P<eb>\d+)(?:\.\w+)*\Z"
)
_EXCEL = re.compile(
    r"(?:\d{1,2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-\d{1,2}|[34]\d{4})\Z",
    re.I,
)
_SEPARATORS = ("::", "--", ">>", "->", "+", ":", ";", "_", "/")
_SUFFIX = re.compile(r"\^.*\Z")
_NEIGHBOR = re.compile(r"\s*(?P<name>[^(),;]+)\((?P<distance>\d+)\)\s*")
_NRG1 = re.compile(r"(?<![A-Za-z0-9])(?:NRG1(?![A-Za-z0-9])|ENSG00000157168(?!\d)|HGNC:7997(?!\d))", re.I)
_INNER = re.compile(r"-(?:IT|AS|DT|OT)\d", re.I)


@dataclass(frozen=True, slots=True)
class FusionName:
    """A fusion name taken apart: gene texts in their order, exons and transcripts where the name holds them."""

    parts: tuple[str, ...]
    separator: str = ""
    exons: tuple[str, ...] = ()
    transcripts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A flanking gene of an intergenic breakpoint and its distance in bases."""

    name: str
    distance: int


def mentions_nrg1(text: str) -> bool:
    """Does the text hold NRG1 (or its Ensembl or HGNC id) as a token? NRG1-IT1, NDRG1, NRG10 and NRG2 alone are not it."""
    upper = text if "NRG1" in text or "ENSG00000157168" in text or "7997" in text else text.upper()
    if "NRG1" not in upper and "ENSG00000157168" not in upper and "HGNC:7997" not in upper:
        return False
    return any(not _INNER.match(text, match.end()) for match in _NRG1.finditer(text))


def clean(text: str) -> str:
    """Blanks folded, typographic hyphens made plain, quotes and trailing words such as `fusion` removed."""
    text = _BLANKS.sub(" ", _DASHES.sub("-", text)).strip().strip("\"'`")
    text = _ITALICS.sub(r"\1", text)
    return _TRAILING_WORDS.sub("", text).strip()


def split_fusion(text: str, genes: Genes) -> FusionName:
    """Take a fusion name apart. Always returns; a name that cannot be split comes back as one part.

    Guarantee: two symbols of the tables joined by `::` or `--` come back as they were; joined by one hyphen they do too unless
    another pair of symbols gives the same text (then the split with the longer known first symbol is taken).
    """
    name = clean(text)
    if match := _ONCOMINE.match(name) or _ONCOMINE_BODY.match(name):
        return FusionName((match["a"], match["b"]), ".", (match["ea"], match["eb"]))
    for separator in _SEPARATORS:
        if separator not in name or (separator == ":" and "HGNC:" in name):
            continue
        pieces = [p.strip() for p in name.split(separator)]
        if len(pieces) > 1 and all(pieces) and _splits_here(pieces, separator, genes):
            return _made(pieces, separator)
    pieces = _by_hyphen(name, genes)
    return _made(pieces, "-" if len(pieces) > 1 else "")


def _splits_here(pieces: list[str], separator: str, genes: Genes) -> bool:
    """`_`, `/`, `:` and `+` may stand inside names: they separate where a piece is known.

    `_` also stands inside symbols (APOBEC3A_B): there no unknown piece may hold another separator.
    """
    if separator not in ("_", "/", ":", "+"):
        return True
    unknown = [p for p in pieces if not genes.is_symbol(_bare(p))]
    return len(unknown) < len(pieces) and not (separator == "_" and any("-" in p for p in unknown))


def _made(pieces: list[str], separator: str) -> FusionName:
    parts, exons, transcripts, notes = [], [], [], []
    for piece in pieces:
        gene, exon, transcript = _part(piece)
        if _EXCEL.match(gene):
            notes.append(str(Code.EXCEL_DAMAGED))
        parts.append(gene)
        exons.append(exon)
        transcripts.append(transcript)
    return FusionName(
        tuple(parts),
        separator,
        tuple(exons) if any(exons) else (),
        tuple(transcripts) if any(transcripts) else (),
        tuple(dict.fromkeys(notes)),
    )


def _part(piece: str) -> tuple[str, str, str]:
    """Gene, exon, transcript of one side. For the 5' side of HGVS the last exon counts, for the 3' side the first."""
    if match := _HGVS_PART.match(piece):
        numbers = [n for n in re.split(r"_", match["exon"]) if n]
        return match["gene"], (numbers[-1] if numbers else ""), match["transcript"] or ""
    if match := _EXON.match(piece):
        return match["gene"].strip(), match["exon"], ""
    return _bare(piece), "", ""


def _bare(piece: str) -> str:
    return _SUFFIX.sub("", piece).strip()


def _by_hyphen(name: str, genes: Genes) -> list[str]:
    """Split at single hyphens so that as many parts as possible are known genes, longest first part first."""
    tokens = name.split("-")
    if len(tokens) > 2 and _EXCEL.match("-".join(tokens[:2])):
        return ["-".join(tokens[:2]), *_by_hyphen("-".join(tokens[2:]), genes)]
    if len(tokens) == 1 or genes.is_symbol(_part(name)[0]):
        return [name]
    best = _best_split(tokens, genes, len(tokens) == 2)
    return best or ["-".join(tokens[:-1]), tokens[-1]]


def _best_split(tokens: list[str], genes: Genes, only_two: bool) -> list[str] | None:
    """Of the splits into known parts the one with the fewest; else the one that leaves least text unknown."""
    if only_two:
        return tokens
    count = len(tokens)
    known = {
        (i, j): genes.is_symbol(_part("-".join(tokens[i:j]))[0])
        for i in range(count)
        for j in range(i + 1, count + 1)
    }
    best: list[tuple[int, int, tuple[int, ...], list[str]] | None] = [None] * (count + 1)
    best[count] = (0, 0, (), [])
    for i in range(count - 1, -1, -1):
        options = []
        for j in range(i + 1, count + 1):
            rest = best[j]
            if rest is None or (i == 0 and j == count):
                continue
            unknown = 0 if known[i, j] else j - i
            options.append(
                (rest[0] + unknown, rest[1] + 1, (i - j, *rest[2]), ["-".join(tokens[i:j]), *rest[3]])
            )
        best[i] = min(options, key=lambda o: o[:3]) if options else None
    return best[0][3] if best[0] else None


def excel_damaged(name: str) -> bool:
    """Did a spreadsheet turn this gene into a date (`1-Mar`, `Sep-09`) or a day number (`44256`)?"""
    return bool(_EXCEL.match(name.strip()))


def split_alternatives(cell: str) -> tuple[str, ...]:
    """The alternative genes of one side: `ROS1;GOPC`, `PPARG/AC016683.6;PAX8`, `ENO1,`, `NRG1^ENSG00000157168.14`."""
    names = (_bare(part) for part in re.split(r"[;,/|]", _DASHES.sub("-", cell)))
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
