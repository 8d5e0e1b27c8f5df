"""The junctions of one record: two places of the genome, and which part of each is kept.

Kept `+` means the part left of the place (which is its last base), `-` the part right of it (which is its first base). The
ways of writing a junction, by the VCF specification and the callers' own habits:

    t[p[  (CT=3to5, STRANDS=+-)    + here, - at the mate
    t]p]  (CT=3to3, ++, INV3)      + and +
    [p[t  (CT=5to5, --, INV5)      - and -
    ]p]t  (CT=5to3, -+)            - and +
    <DEL>, deleted REF             + at POS, - at END + 1
    <DUP>                          - at POS + 1, + at END
    <INV>                          both, or the one that INV3, INV5, CT or STRANDS names
    <TRA>, <CTX>, <BND>            CHR2 with END2, POS2 or END; parts by CT or STRANDS, else not known
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from fusionflag.cells import RowError
from fusionflag.vcf import alt
from fusionflag.vcf.record import Record

LEAST_DELETION = 50  # bases; shorter ones are small variants by every SV caller's own definition
_BY_CT = {"3to5": ("+", "-"), "3to3": ("+", "+"), "5to5": ("-", "-"), "5to3": ("-", "+")}
BY_STRANDS = {"+-": ("+", "-"), "++": ("+", "+"), "--": ("-", "-"), "-+": ("-", "+")}
_BETWEEN = frozenset({"TRA", "CTX", "TRX", "FUSION"})  # kinds that join two chromosomes
_FAR = frozenset({"TRA", "CTX", "BND", "TRX", "ITX", "FUSION", "UNK", "CPX", "INVDUP", "INVDEL"})
FAR_ENDS = (
    "END2",
    "POS2",
    "CHR2_POS",
)  # INFO keys of the other end's position, where END is the record's own
CHROM2 = ("CHR2", "Chr2", "CHR_2", "CHROM2")  # INFO keys of the other end's contig
_NO_JUNCTION = frozenset({"INS", "CNV", "NON_REF", "*", "X", "STR", "EXPR", "MEI", "LOH", "SNV"})
_UNKNOWN = "UNK"
MATE_KEYS = ("MATEID", "MATE_ID", "PARID")  # INFO keys that name the record of the other end
DEPTH_KEYS = (
    "FOLD_CHANGE",
    "FOLD_CHANGE_LOG",
    "PROBES",
    "REFLEN",
    "SEGID",
    "LOG2_COPY_RATIO",
    "NORMALIZED_SIGNAL",
    "natorRD",
)
_DEPTH_KINDS = ("DEL", "DUP", "CN", "GAIN", "LOSS")


@dataclass(slots=True)
class End:
    """One end of a junction. `interval`: how far the position may be off, bases to the left and right (<= 0, >= 0)."""

    chrom: str
    pos: int
    kept: str
    interval: tuple[int, int] = (0, 0)
    genes: str = ""


@dataclass(slots=True)
class Junction:
    """Two ends; `second` is None for a single breakend.

    kind      BND, SGL, or the symbol of ALT
    records   the lines that say so, the first one's end first
    support   reads of this junction alone, where its record tells two
    inserted  bases between the two parts that belong to neither
    alleles   line of a record -> the number of its ALT that writes this junction
    """

    first: End
    second: End | None
    kind: str
    records: list[Record] = field(default_factory=list)
    imprecise: bool = False
    support: int | None = None
    inserted: int = 0
    alleles: dict[int, int] = field(default_factory=dict)

    @property
    def ends(self) -> tuple[End, ...]:
        return (self.first, self.second) if self.second else (self.first,)


def is_copy_number(record: Record) -> bool:
    """A gain or loss told from depth of coverage: no two ends of the genome are joined by it, whatever SVTYPE says."""
    name = record.alt.strip("<>").upper()
    if record.alt[:1] == "<" and (name == "CNV" or (name[:2] == "CN" and name[2:].isdigit())):
        return True
    claim = record.value("SVCLAIM").upper()
    if "J" in claim:
        return False  # VCF 4.4: an adjacency is claimed
    if record.value("SVTYPE").upper() == "CNV":
        return "[" not in record.alt and "]" not in record.alt
    if record.alt[:1] != "<" or not name.startswith(_DEPTH_KINDS):
        return False
    if any(record.flag(key) for key in DEPTH_KEYS) or "copy_number" in record.value("VARTYPE").lower():
        return True
    if "D" in claim or "CNVNATOR" in record.value("SVMETHOD", "CALLER").upper():
        return True
    told = (record.value("ALGORITHMS").lower(), record.value("EVIDENCE").upper(), record.value("SOURCE"))
    return told[0] == "depth" or told[1] == "RD" or told[2] == "CNV"


def of_record(record: Record) -> list[Junction]:
    """The junctions that a record writes; none for small variants, insertions and copy number.

    Raises RowError for an ALT that cannot be read.
    """
    if is_copy_number(record):
        return []
    found = []
    for number, text in enumerate(record.alt.split(","), 1):
        for junction in _of_allele(record, text, number):
            junction.alleles = {record.line: number}
            found += [] if _small(junction) else [junction]
    unknown = record.flag("UNKNOWN_ORIENTATION") or record.flag("IMPRECISE_DIR")
    for junction in found:
        junction.records = [record]
        junction.inserted = junction.inserted or record.whole("SVINSLEN") or len(record.value("SVINSSEQ"))
        junction.imprecise = record.flag("IMPRECISE")
        if unknown:
            for end in junction.ends:
                end.kept = ""
    return found


def _small(junction: Junction) -> bool:
    """A deletion of less than `LEAST_DELETION` bases, or an insertion, written as breakends (GRIDSS, PURPLE) or as a symbol."""
    a, b = junction.first, junction.second
    if b is None or a.chrom != b.chrom:
        return False
    low, high = (a, b) if a.pos <= b.pos else (b, a)
    return (low.kept, high.kept) == ("+", "-") and high.pos - low.pos - 1 < LEAST_DELETION


def _of_allele(record: Record, text: str, number: int) -> Iterator[Junction]:
    allele = alt.parse(text)
    here = record.interval("CIPOS")
    if isinstance(allele, alt.Breakend):
        first = End(record.chrom, record.pos, allele.kept, here)
        # the mate's own interval stands in its own record, which may be missing
        there = record.interval("CIEND", "CIPOS") if record.flag("IMPRECISE") else record.interval("CIEND")
        second = End(allele.chrom, allele.pos, allele.mate_kept, there)
        yield Junction(first, second, "BND", inserted=allele.inserted)
    elif isinstance(allele, alt.Single):
        yield Junction(End(record.chrom, record.pos, allele.kept, here), None, "SGL")
    elif isinstance(allele, alt.Symbol):
        yield from _of_symbol(record, allele.name, number)
    else:
        yield from _of_sequence(record, allele.bases)


def _of_sequence(record: Record, bases: str) -> Iterator[Junction]:
    """A deletion whose sequence is written out; or a kind that only SVTYPE names, beside bases or nothing."""
    kind = record.value("SVTYPE").upper()
    if kind in ("TRA", "CTX", "BND", "INV") and (
        record.value(*CHROM2) or (kind == "INV" and record.flag("END"))
    ):
        yield from _of_symbol(record, kind, 1)
        return
    if kind in ("TRA", "CTX") or (
        kind == "BND" and (bases in ("", "N") or any(record.flag(key) for key in MATE_KEYS))
    ):
        raise RowError(
            f"{kind} that does not tell what is joined: ALT has no bracket, INFO no CHR2", 5, record.alt
        )
    if not bases and kind != "DEL":
        return  # `.`: there is no other allele
    ref = record.ref
    lost = len(ref) - len(bases)
    if lost >= LEAST_DELETION and kind in ("", "DEL", "BND", "INDEL", "RPL"):
        shared = 1 if bases[:1].upper() in (ref[:1].upper(), "N", "") else 0
        start = record.pos + shared - 1  # the last base that stays on the left
        yield _from(record, "DEL", ("+", "-"), record.chrom, start, record.chrom, record.pos + len(ref))


def _of_symbol(record: Record, name: str, number: int) -> Iterator[Junction]:
    base = _kind(name, record)
    if not base:
        return
    chrom, end = _second_chrom(record, base), _end(record, number)
    if base == "BND" and chrom == record.chrom and end is not None and record.pos <= end <= record.pos + 1:
        raise RowError(
            "END is the record's own place, and nothing else tells the other end", 8, record.info_text
        )
    if end is None and base == _UNKNOWN:
        yield Junction(End(record.chrom, record.pos, "", record.interval("CIPOS")), None, name)
        return
    if end is None:
        raise RowError(
            f"<{name}> without an end (END, END2, POS2 or SVLEN): where it leads is not said",
            8,
            record.info_text,
        )
    for kept in _parts(record, base):
        here, there = record.pos, end
        if base == "DEL":
            there = end + 1
        elif base == "DUP":
            here = record.pos + 1
        elif base == "INV" and kept == ("-", "-"):
            here, there = record.pos + 1, end + 1
        yield _from(record, name, kept, record.chrom, here, chrom, there)


def _kind(name: str, record: Record) -> str:
    """DEL, DUP, INV or another kind that joins two places; empty for what joins none. An unknown symbol may be anything."""
    if name.startswith(("INS", "DUP:INS", "DUP:INT", "DUP:ME", "DEL:ME")):
        return ""  # DUP:INT: copied to a place that the record does not tell
    if name == "RPL":  # pindel: bases replaced by others, a deletion with an insertion
        return "DEL"
    if name in ("DUP:INV", "DUP/INV", "INVDUP", "DEL/INV"):
        return "INVDUP"
    base = name.replace("/", ":").split(":")[0]
    known = {"DEL", "DUP", "INV", *_FAR}
    if base not in known and base not in _NO_JUNCTION:
        base = record.value("SVTYPE").upper().split(":")[0]
    return base if base in known else "" if base in _NO_JUNCTION else _UNKNOWN


def _parts(record: Record, base: str) -> list[tuple[str, str]]:
    """Which parts are kept: as CT, STRANDS or INV3/INV5 say, else by the kind; both of an inversion; unknown for the rest."""
    stated = _BY_CT.get(record.value("CT"))
    seen = [BY_STRANDS[kept] for kept, count in strands(record) if kept in BY_STRANDS and count != 0]
    if base == "DEL":
        return [stated or ("+", "-")]
    if base == "DUP":
        return [stated or ("-", "+")]
    if stated:
        return [stated]
    if base == "INV" and record.value("DETAILED_TYPE") == "reciprocal_inversion":
        return [("+", "+"), ("-", "-")]  # Severus, whose STRANDS then tells the first one only
    flags = [kept for flag, kept in (("INV3", ("+", "+")), ("INV5", ("-", "-"))) if record.flag(flag)]
    if flags:
        return flags
    if seen and (base != "INV" or all(kept[0] == kept[1] for kept in seen)):
        return seen
    return [("+", "+"), ("-", "-")] if base == "INV" else [("", "")]


def strands(record: Record) -> list[tuple[str, int | None]]:
    """The entries of STRANDS, `++:5,--:3`: parts and count of each."""
    entries = (part.partition(":") for part in record.value("STRANDS").split(","))
    return [
        (kept.strip(), int(count) if count.isdecimal() and len(count) < 16 else None)
        for kept, _, count in entries
    ]


def _second_chrom(record: Record, base: str) -> str:
    """The contig of the other end; the record's own where none is stated, but for kinds that join two chromosomes."""
    stated = record.value(*CHROM2).strip("\"'")
    if not stated and base in _BETWEEN:
        raise RowError(
            f"<{base}> without a second chromosome (CHR2): where it leads is not said", 8, record.info_text
        )
    if "," in stated or (":" in stated and not stated.startswith("HLA")):
        raise RowError("is no name of a sequence", 8, stated)
    return stated or record.chrom


def _end(record: Record, number: int) -> int | None:
    """The other end: END2 (GATK-SV), POS2 (DELLY 0.8 and later, whose END is POS + 1), CHR2_POS (dysgu), END, or POS + length."""
    second = record.value(*CHROM2).strip("\"'")
    keys = (*FAR_ENDS, "END", "Pos2") if second else ("END", "Pos2", *FAR_ENDS)
    found = record.whole(*keys, number=number)
    length = record.whole("SVLEN", number=number)
    if second and second != record.chrom:
        stated = any(record.flag(key) for key in FAR_ENDS)
        if not stated and found is not None and record.pos <= found <= record.pos + 1:
            raise RowError(
                "END is the record's own place, and nothing else tells the other end", 8, record.info_text
            )
        return found
    if length and (found is None or found <= record.pos or (number > 1 and record.alleles > 1)):
        found = record.pos + abs(length)
    return found


def _from(
    record: Record, kind: str, kept: tuple[str, str], chrom: str, pos: int, mate: str, mate_pos: int
) -> Junction:
    return Junction(
        End(chrom, pos, kept[0], record.interval("CIPOS")),
        End(mate, mate_pos, kept[1], record.interval("CIEND")),
        kind,
    )
