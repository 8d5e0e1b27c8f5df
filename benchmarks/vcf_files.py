"""Made-up VCFs for the benchmarks: an SV VCF, and an annotated one of small variants and SVs (as after SnpEff and VEP)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

CHROMS = [*(f"chr{n}" for n in range(1, 23)), "chrX", "chrY"]
LENGTHS = (
    248956422, 242193529, 198295559, 190214555, 181538259, 170805979, 159345973, 145138636, 138394717, 133797422,
    135086622, 133275309, 114364328, 107043718, 101991189, 90338345, 83257441, 80373285, 58617616, 64444167,
    46709983, 50818468, 156040895, 57227415,
)  # fmt: skip
NRG1 = (  # one CD74::NRG1 as Manta writes it, GRCh38
    "chr5\t150402800\tMantaBND:1:0:1:0:0:0:0\tC\t[chr8:32727000[C\t.\tPASS\t"
    "SVTYPE=BND;MATEID=MantaBND:1:0:1:0:0:0:1;SOMATIC;SOMATICSCORE=90\tPR:SR\t30,0:25,0\t40,12:33,9\n",
    "chr8\t32727000\tMantaBND:1:0:1:0:0:0:1\tA\t[chr5:150402800[A\t.\tPASS\t"
    "SVTYPE=BND;MATEID=MantaBND:1:0:1:0:0:0:0;SOMATIC;SOMATICSCORE=90\tPR:SR\t30,0:25,0\t40,12:33,9\n",
)


def header() -> Iterator[str]:
    """The header lines, with newline."""
    yield "##fileformat=VCFv4.2\n##source=GenerateSVCandidates 1.6.0\n"
    for chrom, length in zip(CHROMS, LENGTHS, strict=True):
        yield f"##contig=<ID={chrom},length={length}>\n"
    for kind, name in (
        ("INFO", "SVTYPE"), ("INFO", "MATEID"), ("INFO", "SOMATIC"), ("INFO", "SOMATICSCORE"), ("INFO", "END"),
        ("INFO", "ANN"), ("INFO", "CSQ"), ("FORMAT", "GT"), ("FORMAT", "PR"), ("FORMAT", "SR"), ("FORMAT", "AD"),
    ):  # fmt: skip
        yield f'##{kind}=<ID={name},Number=.,Type=String,Description="{name}">\n'
    yield "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tNORMAL\tTUMOR\n"


def _sv(dice: random.Random, chrom: str, pos: int, number: int) -> str:
    tail = f"SOMATIC;SOMATICSCORE=40\tPR:SR\t{dice.randint(20, 60)},0:30,0\t40,{dice.randint(1, 30)}:33,9\n"
    if number % 2:
        mate, at = dice.choice(CHROMS), dice.randint(10**6, 4 * 10**7)
        alt = dice.choice((f"G[{mate}:{at}[", f"G]{mate}:{at}]", f"[{mate}:{at}[G", f"]{mate}:{at}]G"))
        name = f"MantaBND:{number}:0:1:0:0:0"
        return f"{chrom}\t{pos}\t{name}:0\tG\t{alt}\t.\tPASS\tSVTYPE=BND;MATEID={name}:1;{tail}"
    kind = dice.choice(("DEL", "DUP:TANDEM"))
    return f"{chrom}\t{pos}\tManta{kind}:{number}\tG\t<{kind}>\t.\tPASS\tEND={pos + 5000};SVTYPE={kind[:3]};{tail}"


def sv_vcf(path: Path, records: int, seed: int = 1) -> None:
    """`records` SV records, half breakends, of both ends of chromosome, and one CD74::NRG1."""
    dice = random.Random(seed)
    with path.open("w", encoding="utf-8") as out:
        out.writelines(header())
        out.writelines(_sv(dice, CHROMS[n * 24 // records], 10**6 + n * 37, n) for n in range(records - 2))
        out.writelines(NRG1)


def delly_vcf(path: Path, records: int, seed: int = 1) -> None:
    """`records` records whose second place stands in INFO (CHR2, POS2 or END), as DELLY writes them."""
    dice = random.Random(seed)
    with path.open("w", encoding="utf-8") as out:
        for line in header():
            if line.startswith("#CHROM"):
                out.writelines(
                    f'##INFO=<ID={k},Number=1,Type=String,Description="{k}">\n'
                    for k in ("CHR2", "POS2", "CT")
                )
            out.write(line.replace("GenerateSVCandidates 1.6.0", "delly"))
        for n in range(records):
            chrom, pos = CHROMS[n * 24 // records], 10**6 + n * 37
            kind, mate = dice.choice(("DEL", "DUP", "INV", "BND")), dice.choice(CHROMS)
            at, ct = pos + dice.randint(100, 10**6), dice.choice(("3to5", "5to3", "3to3", "5to5"))
            alt, info = f"<{kind}>", f"CHR2={chrom};END={at}"
            if kind == "BND":
                alt, info = f"]{mate}:{at}]G", f"CHR2={mate};POS2={at};END={pos + 1}"
            out.write(
                f"{chrom}\t{pos}\t{kind}{n:08d}\tG\t{alt}\t.\tPASS\tPRECISE;SVTYPE={kind};SVMETHOD=EMBL.DELLYv1.1.6;{info};CT={ct}"
                "\tGT:DR:DV:RR:RV\t0/0:30:0:30:0\t0/1:30:12:30:9\n"
            )


def annotated_vcf(path: Path, records: int, seed: int = 1) -> None:
    """`records` records, 96 % annotated small variants, 4 % SVs, and one CD74::NRG1: about 370 bytes a record."""
    dice = random.Random(seed)
    genes = ["EGFR", "KRAS", "TP53", "BRAF", "TTN", "MUC16", "OBSCN", "RYR2", "PIK3CA", "ARID1A"]
    with path.open("w", encoding="utf-8") as out:
        out.writelines(header())
        for n in range(records - 2):
            chrom, pos = CHROMS[n * 24 // records], 10**6 + n * 91
            if n % 25 == 0:
                out.write(_sv(dice, chrom, pos, n))
                continue
            ref, alt, gene, number = (
                dice.choice("ACGT"),
                dice.choice("ACGT"),
                dice.choice(genes),
                dice.randint(1, 9999),
            )
            where = f"ENSG{number:011d}|transcript|ENST{number:011d}|protein_coding|{number % 20}/20"
            change = (
                f"c.{number}{ref}>{alt}|p.Arg{number}Cys|{number}/9000|{number}/8000|{number % 3000}/3000||"
            )
            out.write(
                f"{chrom}\t{pos}\trs{number}\t{ref}\t{alt}\t{number % 90}\tPASS\tDP={number};MQ=60;"
                f"ANN={alt}|missense_variant|MODERATE|{gene}|{where}|{change};"
                f"CSQ={alt}|missense_variant|MODERATE|{gene}|{where}|||{number}|{number}|{number % 3000}|R/C|Cgc/Tgc|||1|HGNC"
                f"\tGT:AD:DP\t0/0:{number % 50},0:50\t0/1:{number % 40},{number % 31}:71\n"
            )
        out.writelines(NRG1)
