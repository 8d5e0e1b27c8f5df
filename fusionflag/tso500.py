"""What the files of Illumina's TruSight Oncology 500 share: names of genes joined, places, controls, and the DNA results."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from fusionflag import genes, markers, numbers
from fusionflag.cells import MISSING, RowError
from fusionflag.codes import Code
from fusionflag.expressions import expression
from fusionflag.model import Finding, Mark, Marker
from fusionflag.partners import clean, split_alternatives, split_fusion
from fusionflag.reading import Report
from fusionflag.sections import Section

ASSAY = "TruSight Oncology 500"
CTDNA = "TruSight Oncology 500 ctDNA"
GENOME = "GRCh37"  # of the product, whatever the version; no file of it states a build
# blank is a family name too: it counts only where the rest of the id is a number or a nucleic acid
_CONTROL = expression(
    r"(?:NTC|H2O)(?:[-_. ].*)?|.*[-_. ](?:NTC|H2O)|(?:(?:DNA|RNA|\d{1,3})[-_. ])*BLANK(?:[-_. ](?:DNA|RNA|\d{1,3}))*",
    re.I,
)
_SILENT = expression("synonymous|intron_variant|UTR_variant|upstream|downstream|intergenic", re.I)


def is_control(*ids: str) -> bool:
    """Are all these ids those of a no-template control: NTC, H2O or blank as first or last word (`NTC-RNA-1`, `11_NTC`)?

    Narrow, because a control is no patient and drops out of the cases: one id of a patient makes it none.
    """
    return bool(ids) and all(_CONTROL.fullmatch(name) for name in ids)


def joins(*ids: str) -> tuple[str, ...]:
    """The ids under which files of one arm find each other."""
    return tuple(f"tso500:{name}" for name in dict.fromkeys(ids) if name)


def gene_pair(text: str) -> tuple[str, str, bool]:
    """Both sides of a `Gene Pair`, and whether its order is known: `A-B` is 5' to 3', `A/B` is not; `;` lists what one side
    may be (`CD74-ROS1;GOPC`).

    Symbols hold hyphens too, so the gene tables say where the name is parted. Raises RowError for what is no pair.
    """
    name = clean(text)
    sides = [side.strip() for side in name.split("/")]
    if (
        len(sides) == 2
        and all(sides)
        and not any(_is_pair(gene) for side in sides for gene in side.split(";"))
    ):
        return sides[0], sides[1], False
    found = split_fusion(name, genes.default())
    if len(found.parts) < 2 or not found.parts[0] or not found.parts[-1]:
        raise RowError("`Gene Pair` names no two genes", value=text)
    # with a slash as well, somebody has rewritten the name: the hyphen may not be the product's
    known = len(found.parts) == 2 and found.separator.strip() in ("-", "--", "::") and "/" not in name
    return found.parts[0], found.parts[-1], known


def _is_pair(gene: str) -> bool:
    return len(split_fusion(gene, genes.default()).parts) > 1


def place(text: str) -> tuple[str, int | None]:
    """`chr8:32585467` as contig and 1-based position; nothing where it is missing. Raises RowError."""
    if text.strip() in MISSING:
        return "", None
    chrom, _, pos = text.strip().rpartition(":")
    position = numbers.position(pos)
    if not chrom or position is None:
        raise RowError("a breakpoint is not chromosome:position", value=text)
    return chrom, position


def count(report: Report, text: str, what: str) -> int | None:
    """A count of reads; a notice where it is none."""
    if text.strip() in MISSING:
        return None
    value, _ = numbers.count(text)
    if value is None:
        report.notice(Code.BAD_CELL, f"`{what}` is not a number; read as not stated", value=text)
    return value


def fusion(report: Report, row: Mapping[str, str], sample: str, molecule: str) -> Finding:
    """A row of a section of fusions, which lists only those that the software keeps (KeepFusion True)."""
    five, three, known = gene_pair(row["Gene Pair"])
    chrom5, pos5 = place(row.get("Breakpoint 1", ""))
    chrom3, pos3 = place(row.get("Breakpoint 2", ""))
    return Finding(
        sample=sample,
        molecule=molecule,
        gene5_reported=five,
        gene3_reported=three,
        call_reported=row["Gene Pair"],
        reported=True,
        marks=(Mark.PASS,),
        order_known=known,
        order_from="format" if known else "none",
        chrom5=chrom5,
        pos5=pos5,
        chrom3=chrom3,
        pos3=pos3,
        genome=GENOME,
        total_reads=count(report, row.get("Fusion Supporting Reads", ""), "Fusion Supporting Reads"),
    )


def dna_results(report: Report, found: Mapping[str, Section], sample: str, molecule: str) -> Iterator[Marker]:
    """Gains of copies, small variants, TMB and MSI: what a board asks for beside fusions."""
    for title, read in (
        ("Gene Amplifications", _copies),
        ("Copy Number Variants", _copies),
        ("Small Variants", _variant),
    ):
        section = found.get(title)
        if section is None or (section.empty and len(section.rows) == 1):
            continue
        for record in section.map(report, read, "Gene"):
            if isinstance(record, Marker):
                record.sample, record.molecule = sample, molecule
                yield record
    for record in _scores(found):
        record.sample, record.molecule, record.place = sample, molecule, record.place or report.path
        yield record


def _copies(row: dict[str, str]) -> Marker | None:
    fold = row.get("Fold Change", "")
    detail = f"fold change {fold}" if fold not in MISSING else ""
    value = numbers.decimal(fold)
    if value is not None and value < 1:  # a loss, which some versions list too
        gene = row["Gene"].strip()
        return Marker(gene=gene, marker="loss", state="detected", detail=detail) if gene == "NRG1" else None
    return markers.amplification(row["Gene"], detail)


def _variant(row: dict[str, str]) -> Iterable[Marker]:
    gene, silent = row["Gene"], _SILENT.search(row.get("Consequence(s)", ""))
    if silent and gene != "NRG1":
        return
    change, coding, share = (
        row.get(name, "") for name in ("P-Dot Notation", "C-Dot Notation", "Allele Frequency")
    )
    detail = " ".join(filter(None, (coding, change, f"allele fraction {share}" if share else "")))
    marker = markers.small_variant(gene, change, detail=detail)
    if marker:
        yield marker


def _scores(found: Mapping[str, Section]) -> Iterator[Marker]:
    """TMB as a number, and MSI as the share of unstable sites: the files draw no line between low and high."""
    tmb = found["TMB"].facts().get("Total TMB", "") if "TMB" in found else ""
    burden = markers.tmb(f"{tmb} per megabase" if tmb else "")
    if burden:
        yield burden
    msi = found["MSI"].facts() if "MSI" in found else {}
    if share := msi.get("Percent Unstable MSI Sites", ""):
        sites = msi.get("Usable MSI Sites", "")
        detail = f"{share} percent of the sites" + (f" ({sites} usable)" if sites else "")
        yield Marker(gene="MSI", marker="high", state="unknown", detail=detail)


def demand(report: Report, found: Mapping[str, Section], titles: Iterable[str]) -> None:
    """Sections that every whole file has: where one is missing, the file was cut short or is of another layout."""
    for title in titles:
        if title not in found or not found[title].rows:
            report.problem(
                Code.TRUNCATED,
                f"section [{title}], which every whole file has, is missing or holds nothing",
                hint="Copy the file again from its source; compare sizes or checksums.",
            )


def unknown_sections(report: Report, found: Mapping[str, Section], known: Iterable[str]) -> None:
    """A section that no version documents may hold fusions, unless it says that it is empty."""
    names = {title.casefold() for title in known}
    for title, section in found.items():
        if title.casefold() not in names and not section.empty:
            report.problem(
                Code.PARTIAL_TABLE,
                "a section that is not known to be free of fusions was not read",
                line=section.line,
                value=title,
                hint="Look at this section by hand, and report its title.",
            )


def stated(details: Mapping[str, str], name: str) -> str:
    """An id of the section of details; empty where it is missing or NA."""
    return details.get(name, "").strip()


def same_gene(five: str, three: str) -> bool:
    """May both sides be one gene?"""
    return bool(set(split_alternatives(five)) & set(split_alternatives(three)))
