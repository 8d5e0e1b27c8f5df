"""Small VCFs written on the spot: a header of one build, and every way in which callers write a junction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fusionflag.model import Assay, Finding, Notice
from fusionflag.readfile import read_source
from fusionflag.sources import Source
from fusionflag.vcf.build import lengths

COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
READS = "PR:SR\t40,12:33,9"


def header(
    build: str = "GRCh38", *, samples: tuple[str, ...] = ("T",), chr: bool = True, more: str = ""
) -> str:
    """A header whose contig lengths show the build; without contigs where `build` is empty."""
    contigs = lengths().get(build, {})
    lines = [f"##contig=<ID={c if chr else c[3:]},length={n}>\n" for c, n in contigs.items()]
    tail = "\tFORMAT\t" + "\t".join(samples) if samples else ""
    return "##fileformat=VCFv4.2\n" + more + "".join(lines) + COLUMNS + tail + "\n"


def line(
    chrom: str,
    pos: int,
    alt: str,
    info: str,
    *,
    id: str = ".",
    ref: str = "N",
    filter: str = "PASS",
    reads: str = READS,
) -> str:
    """One record with one sample column; none where `reads` is empty."""
    cells = [chrom, str(pos), id, ref, alt, ".", filter, info, *([reads] if reads else [])]
    return "\t".join(cells) + "\n"


def read(
    text: str, name: str = "x.vcf", *, all_junctions: bool = False, data: bytes | None = None
) -> tuple[list[Finding], list[Assay], list[Notice]]:
    """Findings, arms and notices of a VCF."""
    source = Source(
        path=None,
        shown=name,
        data=text.encode() if data is None else data,
        named=True,
        all_junctions=all_junctions,
    )
    frames = list(read_source(source))
    return (
        [f for f in frames if isinstance(f, Finding)],
        [f for f in frames if isinstance(f, Assay)],
        [f for f in frames if isinstance(f, Notice)],
    )


# -- junctions and the ways of writing them ---------------------------------------------------------
@dataclass(frozen=True)
class Place:
    """One end: contig, position, and the part that is kept (+ left, - right)."""

    chrom: str
    pos: int
    kept: str


CT = {("+", "-"): "3to5", ("+", "+"): "3to3", ("-", "-"): "5to5", ("-", "+"): "5to3"}


def bracket(here: Place, there: Place) -> str:
    """The ALT of the record that stands `here`."""
    mark = "[" if there.kept == "-" else "]"
    mate = f"{mark}{there.chrom}:{there.pos}{mark}"
    return f"N{mate}" if here.kept == "+" else f"{mate}N"


def pair(a: Place, b: Place, key: str = "MATEID") -> str:
    """Two records that name each other."""
    return line(a.chrom, a.pos, bracket(a, b), f"SVTYPE=BND;{key}=m2", id="m1") + line(
        b.chrom, b.pos, bracket(b, a), f"SVTYPE=BND;{key}=m1", id="m2"
    )


def unnamed(a: Place, b: Place) -> str:
    """Two records that name no mate, the second one shifted by a homology that CIPOS states."""
    return line(a.chrom, a.pos, bracket(a, b), "SVTYPE=BND;CIPOS=0,4") + line(
        b.chrom,
        b.pos + 3,
        bracket(Place(b.chrom, b.pos + 3, b.kept), Place(a.chrom, a.pos + 3, a.kept)),
        "SVTYPE=BND;CIPOS=0,4",
    )


def event(a: Place, b: Place) -> str:
    return line(a.chrom, a.pos, bracket(a, b), "SVTYPE=BND;EVENT=e") + line(
        b.chrom, b.pos, bracket(b, a), "SVTYPE=BND;EVENT=e"
    )


def lone(a: Place, b: Place) -> str:
    return line(a.chrom, a.pos, bracket(a, b), "SVTYPE=BND;MATEID=gone")


def delly_old(a: Place, b: Place) -> str:
    return line(a.chrom, a.pos, "<TRA>", f"SVTYPE=TRA;CHR2={b.chrom};END={b.pos};CT={CT[a.kept, b.kept]}")


def delly_new(a: Place, b: Place) -> str:
    return line(
        a.chrom,
        a.pos,
        bracket(a, b),
        f"SVTYPE=BND;CHR2={b.chrom};POS2={b.pos};END={a.pos + 1};CT={CT[a.kept, b.kept]}",
    )


def sniffles1(a: Place, b: Place) -> str:
    return line(a.chrom, a.pos, "<TRA>", f"SVTYPE=TRA;CHR2={b.chrom};END={b.pos};STRANDS={a.kept}{b.kept}")


def gatk(a: Place, b: Place) -> str:
    return line(
        a.chrom,
        a.pos,
        "<BND>",
        f"SVTYPE=BND;CHR2={b.chrom};END={a.pos + 1};END2={b.pos};STRANDS={a.kept}{b.kept}",
    )


def svtype_only(a: Place, b: Place) -> str:
    """No symbol: only SVTYPE names the kind."""
    return line(a.chrom, a.pos, "N", f"SVTYPE=TRA;CHR2={b.chrom};END={b.pos};CT={CT[a.kept, b.kept]}")


def same_chromosome(a: Place, b: Place) -> str:
    """DEL, DUP or INV with the flag of its junction, by Manta's convention."""
    low, high = sorted((a, b), key=lambda place: place.pos)
    if (low.kept, high.kept) == ("+", "-"):
        return line(low.chrom, low.pos, "<DEL>", f"SVTYPE=DEL;END={high.pos - 1}")
    if (low.kept, high.kept) == ("-", "+"):
        return line(low.chrom, low.pos - 1, "<DUP:TANDEM>", f"SVTYPE=DUP;END={high.pos}")
    if low.kept == "+":
        return line(low.chrom, low.pos, "<INV>", f"SVTYPE=INV;END={high.pos};INV3")
    return line(low.chrom, low.pos - 1, "<INV>", f"SVTYPE=INV;END={high.pos - 1};INV5")


Writing = Callable[[Place, Place], str]
WRITINGS: dict[str, Writing] = {
    "pair": pair,
    "pair by PARID": lambda a, b: pair(a, b, "PARID"),
    "pair by MATE_ID": lambda a, b: pair(a, b, "MATE_ID"),
    "pair without names": unnamed,
    "pair by EVENT": event,
    "lone record": lone,
    "DELLY <TRA>": delly_old,
    "DELLY breakend": delly_new,
    "Sniffles 1 <TRA>": sniffles1,
    "GATK-SV <BND>": gatk,
    "SVTYPE without a symbol": svtype_only,
}

# -- the junction that most tests write -----------------------------------------------------------
CD74, NRG1 = Place("chr5", 150_403_800, "-"), Place("chr8", 32_700_000, "-")
PAIR = pair(CD74, NRG1)


def one(text: str, **options: bool) -> Finding:
    """The only finding of a VCF."""
    found, _, _ = read(text, **options)
    assert len(found) == 1, found
    return found[0]
