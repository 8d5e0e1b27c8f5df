"""How each structural-variant caller writes one junction, with the marks by which its parser knows the file.

After the facts in the parsers' module texts and the fixtures' layouts. A caller whose ALT does not tell which parts are kept
has `told` False for such junctions: places without orientation are all that can come back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.vcf_files import CT, Place, bracket, line

TURNED = {"+": "-", "-": "+"}


def always(a: Place, b: Place) -> bool:
    return True


def never(a: Place, b: Place) -> bool:
    return False


@dataclass(frozen=True)
class Dialect:
    """parser: the one that must take the file; meta: its `##` lines; write: one junction; told: does the file tell its parts?"""

    parser: str
    meta: str
    write: Callable[[Place, Place], str]
    told: Callable[[Place, Place], bool] = always
    samples: tuple[str, ...] = ("T",)


def strands(a: Place, b: Place) -> str:
    return a.kept + b.kept


def inverted(a: Place, b: Place) -> bool:
    return a.kept == b.kept


def two(
    a: Place,
    b: Place,
    ids: tuple[str, str],
    *,
    key: str = "MATEID",
    more: tuple[str, str] = ("", ""),
    reads: str = "PR:SR\t40,12:33,9",
) -> str:
    """A pair of breakends that name each other."""
    info = [f"SVTYPE=BND;{key}={ids[1 - i]}{more[i]}" for i in (0, 1)]
    first = line(a.chrom, a.pos, bracket(a, b), info[0], id=ids[0], reads=reads)
    return first + line(b.chrom, b.pos, bracket(b, a), info[1], id=ids[1], reads=reads)


def manta(a: Place, b: Place) -> str:
    """An inverted junction on one chromosome carries INV3 or INV5 on both records (1.5 and later)."""
    flag = (";INV3" if a.kept == "+" else ";INV5") if inverted(a, b) and a.chrom == b.chrom else ""
    return two(a, b, ("MantaBND:7:0:1:0:0:0:0", "MantaBND:7:0:1:0:0:0:1"), more=(flag, flag))


def gridss(a: Place, b: Place) -> str:
    """Breakends for everything, whatever SVTYPE says."""
    kind = "DEL" if a.chrom == b.chrom else "BND"
    return two(a, b, ("gridss7_12o", "gridss7_12h"), reads="GT:VF\t.:21").replace(
        "SVTYPE=BND", f"SVTYPE={kind}"
    )


def delly(a: Place, b: Place) -> str:
    """One record; between chromosomes a breakend with CT, on one a symbol with CT."""
    low, high = (a, b) if a.pos <= b.pos else (b, a)
    reads, method = "GT:DR:DV:RR:RV\t0/1:30:12:30:9", ";SVMETHOD=EMBL.DELLYv1.1.6"
    if a.chrom != b.chrom:
        info = f"SVTYPE=BND;CHR2={b.chrom};POS2={b.pos};END={a.pos + 1};CT={CT[a.kept, b.kept]}{method}"
        return line(a.chrom, a.pos, bracket(a, b), info, id="BND00000007", reads=reads)
    kind = {"+-": "DEL", "-+": "DUP"}.get(strands(low, high), "INV")
    # Manta's convention of places: the base before the event, and the event's last base
    start = low.pos - (low.kept == "-")
    end = high.pos - (high.kept == "-")
    info = f"SVTYPE={kind};END={end};CT={CT[low.kept, high.kept]}{method}"
    return line(low.chrom, start, f"<{kind}>", info, id=f"{kind}00000007", reads=reads)


def lumpy(a: Place, b: Place) -> str:
    """The second record of an inverted junction may contradict the first; STRANDS is right on both."""
    shown = Place(b.chrom, b.pos, TURNED[b.kept]) if inverted(a, b) else b
    first = f"SVTYPE=BND;MATEID=7_2;EVENT=7;STRANDS={strands(a, b)}:12;SU=12;PE=7;SR=5"
    second = f"SVTYPE=BND;MATEID=7_1;EVENT=7;STRANDS={strands(b, a)}:12;SU=12;PE=7;SR=5;SECONDARY"
    reads = "GT:SU:PE:SR\t./.:12:7:5"
    return line(a.chrom, a.pos, bracket(a, b), first, id="7_1", reads=reads) + line(
        b.chrom, b.pos, bracket(shown, a), second, id="7_2", reads=reads
    )


def lumpy_inversion(a: Place, b: Place) -> str:
    """On one chromosome `<INV>`, whose counts tell which junction was seen."""
    if a.chrom != b.chrom or not inverted(a, b):
        return lumpy(a, b)
    low, high = sorted((a.pos, b.pos))
    off = a.kept == "-"
    counts = "++:0,--:9" if off else "++:9,--:0"
    info = f"SVTYPE=INV;END={high - off};STRANDS={counts};SU=9;PE=5;SR=4"
    return line(a.chrom, low - off, "<INV>", info, id="7", reads="GT:SU:PE:SR\t./.:9:5:4")


def sniffles1(a: Place, b: Place) -> str:
    """Version 1: `]p]N` stands for `--` and `N[p[` for `++`; STRANDS is right."""
    shown = Place(b.chrom, b.pos, TURNED[b.kept]) if inverted(a, b) else b
    info = f"PRECISE;SVMETHOD=Snifflesv1.0.11;SVTYPE=BND;STRANDS={strands(a, b)};RE=15"
    return line(a.chrom, a.pos, bracket(a, shown), info, id="7", reads="GT:DR:DV\t0/1:17:15")


def sniffles1_tra(a: Place, b: Place) -> str:
    info = (
        f"PRECISE;SVMETHOD=Snifflesv1.0.8;CHR2={b.chrom};END={b.pos};SVTYPE=TRA;STRANDS={strands(a, b)};RE=15"
    )
    return line(a.chrom, a.pos, "<TRA>", info, id="7", reads="GT:DR:DV\t0/1:17:15")


def sniffles2(a: Place, b: Place) -> str:
    info = f"PRECISE;SVTYPE=BND;SUPPORT=15;STRAND=+-;CHR2={b.chrom}"
    return line(a.chrom, a.pos, bracket(a, b), info, id="Sniffles2.BND.7S0", reads="GT:DR:DV\t0/1:17:15")


def cutesv(a: Place, b: Place) -> str:
    reads = "GT:DR:DV\t0/1:18:9"
    if a.chrom == b.chrom and inverted(a, b):
        low, high = sorted((a.pos, b.pos))
        off = a.kept == "-"
        info = f"PRECISE;SVTYPE=INV;SVLEN={high - low};END={high - off};RE=13;STRAND={strands(a, b)}"
        return line(a.chrom, low - off, "<INV>", info, id="cuteSV.INV.7", reads=reads)
    return line(a.chrom, a.pos, bracket(a, b), "PRECISE;SVTYPE=BND;RE=9", id="cuteSV.BND.7", reads=reads)


def svim(a: Place, b: Place) -> str:
    info = "SVTYPE=BND;SUPPORT=9;STD_POS1=2.1;STD_POS2=1.4"
    return line(a.chrom, a.pos, bracket(a, b), info, id="svim.BND.7", reads="GT:DP:AD\t./.:30:21,9")


def pbsv(a: Place, b: Place) -> str:
    return two(a, b, ("pbsv.BND.7", "pbsv.BND.8"), reads="GT:AD:DP\t0/1:24,19:43")


def nanosv(a: Place, b: Place) -> str:
    info = "IMPRECISE;SVTYPE=BND;SVMETHOD=NanoSV_v1.2.4;CIPOS=0,0;CIEND=0,0;RT=0,14,0"
    return line(a.chrom, a.pos, bracket(a, b), info, id="140225", reads="GT:DR:DV\t0/1:26,24:15,16")


def severus_old(a: Place, b: Place) -> str:
    """To 1.6: brackets of parts that are not turned are exchanged; STRANDS is right, in the order `_1`, `_2` on both."""
    one, other = (a, b) if inverted(a, b) else (Place(a.chrom, a.pos, b.kept), Place(b.chrom, b.pos, a.kept))
    info = f"PRECISE;SVTYPE=BND;MATE_ID=severus_BND7_{{}};STRANDS={strands(a, b)}"
    reads = "GT:GQ:VAF:DR:DV\t0/1:99:0.33:38:19"
    return line(a.chrom, a.pos, bracket(one, other), info.format(2), id="severus_BND7_1", reads=reads) + line(
        b.chrom, b.pos, bracket(other, one), info.format(1), id="severus_BND7_2", reads=reads
    )


def severus_inversion(a: Place, b: Place) -> str:
    """`<INV>` has no END: it is POS + SVLEN; STRANDS tells which junction."""
    if a.chrom != b.chrom or not inverted(a, b):
        return severus_old(a, b)
    low, high = sorted((a.pos, b.pos))
    off = a.kept == "-"
    info = f"PRECISE;SVTYPE=INV;SVLEN={high - low};STRANDS={strands(a, b)}"
    return line(a.chrom, low - off, "<INV>", info, id="severus_INV7", reads="GT:DR:DV\t0/1:38:19")


def severus_new(a: Place, b: Place) -> str:
    ids = ("severus_BND7_1", "severus_BND7_2")
    said = f";STRANDS={strands(a, b)}"
    return two(a, b, ids, key="MATE_ID", more=(said, said), reads="GT:DR:DV\t0/1:38:19")


def svaba(a: Place, b: Place) -> str:
    more = (";EVDNC=ASDIS;SCTG=c_8;SPAN=-1",) * 2
    return two(a, b, ("7:1", "7:2"), more=more, reads="GT:AD:DP:SR:DR:LR:LO\t0/1:27:58:16:13:-89:89")


def gatk(a: Place, b: Place) -> str:
    info = f"SVTYPE=BND;ALGORITHMS=manta;EVIDENCE=PE,SR;CHR2={b.chrom};END={a.pos + 1};END2={b.pos};STRANDS={strands(a, b)}"
    return line(a.chrom, a.pos, "<BND>", info, id="all.BND_chr8_7", reads="GT:GQ:EV\t0/1:99:PE,SR")


def tiddit(a: Place, b: Place) -> str:
    return two(a, b, ("SV_7_1", "SV_7_2"), reads="GT:CN:DV:RV\t0/1:2:13:9")


def novobreak(a: Place, b: Place) -> str:
    info = f"PRECISE;CT={CT[a.kept, b.kept]};CIPOS=-10,10;CIEND=-10,10;SVTYPE=TRA;CHR2={b.chrom};END={b.pos};SVLEN=0"
    return line(a.chrom, a.pos, "<TRA>", info, id="N", reads="GT\t0/1")


def survivor(a: Place, b: Place) -> str:
    """The bracket follows the first strand alone; STRANDS may contradict it."""
    mark, mate = ("[", f"{b.chrom}:{b.pos}") if a.kept == "+" else ("]", f"{b.chrom}:{b.pos}")
    alt = f"N{mark}{mate}{mark}" if a.kept == "+" else f"{mark}{mate}{mark}N"
    info = (
        f"SUPP=2;SUPP_VEC=11;SVLEN=0;SVTYPE=TRA;SVMETHOD=SURVIVOR1.0.7;CHR2={b.chrom};END={b.pos};"
        f"CIPOS=0,0;CIEND=0,0;STRANDS={strands(a, b)}"
    )
    return line(
        a.chrom, a.pos, alt, info, id="BND00000007", reads="GT:PSV:LN:DR:ST\t0/1:NA:0:24,13:" + strands(a, b)
    )


def breakdancer(a: Place, b: Place) -> str:
    more = (";IMPRECISE;UNKNOWN_ORIENTATION;Orient1=9+0-;Orient2=0+9-;num_Reads=9",) * 2
    return two(a, b, ("line7o", "line7h"), key="PARID", more=more, reads="")


def crest(a: Place, b: Place) -> str:
    """On one chromosome `<INV>` is one junction, by left_strand and right_strand; between two, mates by PARID."""
    counts = "left_softclipped_read_count=11;right_softclipped_read_count=8"
    if a.chrom == b.chrom and inverted(a, b):
        low, high = sorted((a.pos, b.pos))
        off = a.kept == "-"
        info = (
            f"SVTYPE=INV;END={high - off};left_chr={a.chrom};left_pos={low};left_strand={a.kept};right_chr={a.chrom};"
            f"right_pos={high};right_strand={TURNED[b.kept]};{counts}"
        )
        return line(a.chrom, low - off, "<INV>", info, id="line7", reads="")
    return two(a, b, ("line7o", "line7h"), key="PARID", more=("", f";EVENT=CTXline7;{counts}"), reads="")


def longranger(a: Place, b: Place) -> str:
    more = (";EVENT=call_7;HAP_ALLELIC_FRAC=0.8;PAIRS=19;SPLIT=11;WildCov=.",) * 2
    return two(a, b, ("call_7_2", "call_7_1"), more=more, reads="GT\t1|0")


def unsaid(write: Callable[[Place, Place], str]) -> Callable[[Place, Place], str]:
    """The same, where the caller says that it does not know the orientation."""
    return lambda a, b: write(a, b).replace("SVTYPE=BND", "SVTYPE=BND;IMPRECISE_DIR")


def jasmine(a: Place, b: Place) -> str:
    info = (
        f"PRECISE;SVTYPE=TRA;CHR2={b.chrom};END={b.pos};SVLEN=0;STRANDS={strands(a, b)};SUPP_VEC=110;SUPP=2"
    )
    return line(a.chrom, a.pos, bracket(a, b), info, id="0_cuteSV.BND.7", reads="GT:IS:OT\t0/1:.:.")


TO_1_6, SNIFFLES = "##source=Severus_v1.2\n", "##source=Sniffles\n"
DIALECTS = {
    "Manta": Dialect("manta", "##source=GenerateSVCandidates 1.6.0\n", manta),
    "DRAGEN 4": Dialect(
        "dragen_sv", "##source=DRAGEN_SV\n", lambda a, b: two(a, b, ("DRAGEN:BND:7:0:0", "DRAGEN:BND:7:0:1"))
    ),
    "GRIDSS": Dialect("gridss", "##gridssVersion=2.11.1-gridss\n", gridss),
    "PURPLE": Dialect("purple", "##purpleVersion=3.1\n", gridss),
    "DELLY": Dialect("delly", "", delly),
    "LUMPY": Dialect("lumpy", "##source=LUMPY\n", lumpy),
    "LUMPY <INV>": Dialect("lumpy", "##source=LUMPY\n", lumpy_inversion),
    "SvABA": Dialect("svaba", "##source=svaba run -t T.bam\n", svaba),
    "Sniffles 1": Dialect("sniffles", SNIFFLES, sniffles1),
    "Sniffles 1 <TRA>": Dialect("sniffles", SNIFFLES, sniffles1_tra),
    "Sniffles 2.6": Dialect("sniffles", "##source=Sniffles2_2.6.0\n", sniffles2, never),
    "Sniffles 2.8": Dialect("sniffles", "##source=Sniffles2_2.8.1\n", sniffles2),
    "cuteSV": Dialect("cutesv", "##source=cuteSV-2.1.0\n", cutesv),
    "SVIM": Dialect("svim", "##source=SVIM-v2.0.0\n", svim),
    "pbsv": Dialect("pbsv", "##source=pbsv 2.6.2\n", pbsv),
    "NanoSV": Dialect("nanosv", "##cmdline=NanoSV -t 8 x.bam\n", nanosv),
    "Severus 1.2": Dialect("severus", TO_1_6, severus_old),
    "Severus 1.2 <INV>": Dialect("severus", TO_1_6, severus_inversion),
    "Severus 1.7": Dialect("severus", "##source=Severus_v1.7\n", severus_new),
    "GATK-SV": Dialect("gatk_sv", "", gatk),
    "TIDDIT 2": Dialect("tiddit", "##source=TIDDIT-2.12.1\n", tiddit),
    "TIDDIT 3": Dialect("tiddit", "##source=TIDDIT-3.6.0\n", tiddit, never),
    "novoBreak": Dialect("novobreak", "", novobreak, never),
    "SURVIVOR": Dialect("sv_merge", "##source=SURVIVOR\n", survivor, lambda a, b: not inverted(a, b)),
    "Jasmine": Dialect("sv_merge", "", jasmine),
    "BreakDancer": Dialect("breakdancer", "", breakdancer, never, ()),
    "CREST": Dialect("crest", "", crest, samples=()),
    "Long Ranger": Dialect(
        "longranger", "##source=10X/pipelines/stages/analyze_sv_calls 2.2.2\n", longranger
    ),
    "Long Ranger, unsaid": Dialect(
        "longranger", "##source=10X/pipelines/stages/analyze_sv_calls 2.2.2\n", unsaid(longranger), never
    ),
    "another caller": Dialect("vcf_generic", "##source=MyCaller\n", lambda a, b: two(a, b, ("x1", "x2"))),
}
