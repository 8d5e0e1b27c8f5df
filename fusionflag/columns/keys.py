"""The closed list of keys of a columns file, section by section, with what each says."""

from __future__ import annotations

from fusionflag.sheet import ALLOWED

KINDS = ("table", "sheet", "json")
DELIMITERS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
RULES = ("gene5_first", "unknown", "column")
METHODS = ("WGS", "WES", "WTS", "panel")

TOP = {
    "title": "name of the table in messages; else the name of this file",
    "kind": "table (text; the default), sheet (of a workbook) or json (a list of flat objects)",
    "delimiter": "tab, comma, semicolon or pipe; else the one under which all columns are found",
    "sheet": "of a workbook: the name of the sheet",
    "list": "of a JSON object: the key whose value is the list; else the document is the list",
    "base": "1 or 0: the number of a chromosome's first base (default 1)",
    "optional": "keys of this file whose column may be absent",
    "no_fusion": "words in the cells of the genes (or of `fusion`) that say that nothing was found",
    "instead_of": "shipped formats (`fusionflag formats`) that this file reads instead, where both fit",
}
COLUMNS = {
    "gene5": "the gene that the table has on its 5' (or first) side",
    "gene3": "the gene on the 3' (or second) side",
    "fusion": "both genes in one text, such as CD74::NRG1",
    "breakpoint5": "chromosome:position:strand of the 5' side in one text; the strand may be missing",
    "breakpoint3": "the same of the 3' side",
    "chrom5": "chromosome of the 5' side",
    "pos5": "position of the last 5' base",
    "strand5": "strand of the 5' gene",
    "chrom3": "chromosome of the 3' side",
    "pos3": "position of the first 3' base",
    "strand3": "strand of the 3' gene",
    "transcript5": "transcript of the 5' side",
    "exon5": "exon of the 5' side",
    "transcript3": "transcript of the 3' side",
    "exon3": "exon of the 3' side",
    "junction_reads": "reads across the junction (split reads)",
    "pair_reads": "read pairs around the junction",
    "total_reads": "supporting reads, where only a total is given",
    "unique_reads": "unique molecules or start sites",
    "depth": "coverage at the NRG1 side",
    "allele_fraction": "0 to 1",
    "allele_percent": "0 to 100",
    "confidence": "the caller's own class",
    "classification": "the laboratory's class (pathogenic, VUS, tier ...)",
    "event": "kind of event, in words",
    "sample": "the library or sample; each is an arm, and without a sheet a case, of its own. Never a patient's name",
}
DIRECTION = {
    "rule": "gene5_first: the first gene is always the 5' partner; unknown (the default): the order says nothing; "
    "column: a column tells it row by row",
    "column": "the column that tells it",
    "forward": "its words for: the first gene is the 5' partner",
    "reversed": "its words for: the second gene is the 5' partner",
}
FRAME = {
    "column": "the column of the reading frame",
    "in": "its words for in frame",
    "out": "its words for out of frame",
    "stop": "its words for a stop codon at the junction",
}
FILTER = {
    "column": "the column of filters or of the status; several words in a cell are parted by `;` or `,`",
    "passed": "its words for a row that passed; an empty text stands for an empty cell",
    "rejected": 'its words for a row that was rejected; ["*"]: every word that is not in `passed`',
}
ASSAY = {
    "molecule": "what was sequenced",
    "assay": "the wet test; `fusionflag assays` lists those whose coverage of NRG1 is known",
    "nrg1_coverage": "can the test see NRG1 fusions?",
    "qc": "did it pass the assay's own quality control?",
    "method": "one of " + ", ".join(METHODS),
    "genome": "the build of the positions",
    "tumor_type": "in words, or as a code with its system",
    "tumor_content": "neoplastic cells",
    "specimen": "the block or sample taken",
    "run": "the sequencing run",
}
SECTIONS: dict[str, dict[str, str]] = {
    "": TOP,
    "columns": COLUMNS,
    "direction": DIRECTION,
    "frame": FRAME,
    "filter": FILTER,
    "assay": ASSAY,
}
LISTS = frozenset(
    {"optional", "no_fusion", "instead_of", "forward", "reversed", "in", "out", "stop", "passed", "rejected"}
)
# a row means something else without these, so a table that lacks them is another table
DECIDING = frozenset(
    {"gene5", "gene3", "fusion", "sample", "filter", "direction", "chrom5", "pos5", "chrom3", "pos3"}
    | {"breakpoint5", "breakpoint3", "molecule", "qc", "nrg1_coverage"}
)
COUNTS = ("junction_reads", "pair_reads", "total_reads", "unique_reads", "depth")
TEXTS = ("confidence", "classification", "event")


def about(section: str, key: str) -> str:
    """What a key says, with the values that it may have."""
    allowed = ALLOWED.get(key) if section == "assay" else None
    return SECTIONS[section][key] + (f"; {allowed}" if allowed else "")
