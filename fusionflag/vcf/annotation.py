"""The genes that a VCF itself names beside a record: SnpEff, VEP, AnnotSV, simple_sv_annotation and callers' own keys.

They are used where the place does not tell: an unknown assembly, a chromosome without a gene table. Facts: SnpEff's manual
(ANN), VEP's documentation (the fields of CSQ are named in the header), AnnotSV's README,
AstraZeneca-NGS/simple_sv_annotation. SnpEff gives `LEFT&RIGHT` in the order of the record, not 5' to 3'.
"""

from __future__ import annotations

import re

from fusionflag.vcf.header import Header
from fusionflag.vcf.record import Record

_CSQ_FORMAT = re.compile(r'##INFO=<ID=(?:CSQ|vep|ANN_VEP),.*?Format:\s*"?([^">]+)', re.I)
_KEYS = (
    "GENE_NAME",
    "GENE",
    "GENES",
    "Gene_name",
    "Gene",
    "Genes",
    "SYMBOL",
    "GENEINFO",
    "ANNOTSV_Gene_name",
    "brass_GENE",
)
_SPLIT = re.compile(r"[,;/|&]")
_MOST = 12  # names kept for one place: a large event lists every gene that it overlaps, which says nothing of its ends


def genes_of(record: Record, header: Header) -> tuple[str, ...]:
    """The genes named beside a record, in their order; none where the annotation lists more than an end can lie in."""
    found = [*_snpeff(record), *_vep(record, header), *_simple(record), *_fusion_annotator(record)]
    for key in _KEYS:
        found += [part.split(":")[0] for part in _SPLIT.split(record.value(key))]
    names = tuple(dict.fromkeys(name.strip() for name in found if name.strip() not in ("", ".")))
    return names if len(names) <= _MOST else ()


def names_symbols(header: Header) -> bool:
    """Does an annotation of this file give each gene's symbol: SnpEff's ANN, or VEP's CSQ with a field SYMBOL?"""
    match = _CSQ_FORMAT.search(header.text)
    return "ANN" in header.declared.get("INFO", ()) or (match is not None and "SYMBOL" in match[1].split("|"))


def without_annotation(record: Record) -> str:
    """The record's text without the fields in which an annotation names genes."""
    annotated = ("ANN", "CSQ", "vep", "EFF", "SIMPLE_ANN", "BCSQ", *_KEYS)
    keys = ((part, part.partition("=")[0].strip()) for part in record.info_text.split(";"))
    kept = [part for part, key in keys if key not in annotated and not key.endswith("FCANN")]
    return " ".join((record.id, record.alt, record.filter, ";".join(kept), *record.samples))


def _snpeff(record: Record) -> list[str]:
    """Gene_Name, the fourth field of each entry of ANN; `A&B` are the genes of both ends."""
    found = []
    for entry in record.value("ANN").split(","):
        fields = entry.split("|")
        if len(fields) > 3 and "intergenic" not in fields[1] and "stream" not in fields[1]:
            found += fields[3].split("&")
    return found


def _vep(record: Record, header: Header) -> list[str]:
    """SYMBOL, else the Ensembl number, of each entry of CSQ that overlaps a gene."""
    text = record.value("CSQ", "vep")
    if not text:
        return []
    match = _CSQ_FORMAT.search(header.text)
    names = (
        [name.strip() for name in match[1].split("|")]
        if match
        else ["Allele", "Consequence", "IMPACT", "SYMBOL", "Gene"]
    )
    consequence = names.index("Consequence") if "Consequence" in names else -1
    columns = [names.index(name) for name in ("SYMBOL", "Gene") if name in names]
    found = []
    for entry in text.split(","):
        fields = entry.split("|")
        if 0 <= consequence < len(fields) and (
            "stream" in fields[consequence] or "intergenic" in fields[consequence]
        ):
            continue
        found += [next((fields[i] for i in columns if i < len(fields) and fields[i]), "")]
    return found


def _fusion_annotator(record: Record) -> list[str]:
    """FCANN=SYMBOL|Gene|Tags (AnaCore; `s1_FCANN` where calls were merged): the gene at the record's own end."""
    values = (value for key, value in record.info.items() if key.endswith("FCANN"))
    return [entry.split("|")[0] for value in values for entry in value.split(",")]


def _simple(record: Record) -> list[str]:
    """SIMPLE_ANN=BND|FUSION|GENE1-GENE2||; a hyphen inside a symbol is settled by the gene tables later."""
    found = []
    for entry in record.value("SIMPLE_ANN").split(","):
        fields = entry.split("|")
        if len(fields) > 2 and "FUSION" in fields[1].upper():
            found += fields[2].split("-") if fields[2].count("-") == 1 else [fields[2]]
    return found
