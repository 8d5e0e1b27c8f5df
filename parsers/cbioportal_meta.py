"""cBioPortal's meta files (`meta_*.txt`) and case lists: `key: value` lines that describe the data files of a study.

Facts: cbioportal docs/File-Formats.md. They hold no results. The meta file of structural variants may name one gene panel for all
its samples. Most are written by hand, often without a newline at the end: then the last line is not believed.
"""

from collections.abc import Iterator

from fusionflag.codes import Code
from fusionflag.model import Assay, Record
from fusionflag.parsing import Text, parser
from fusionflag.partners import mentions_nrg1
from fusionflag.reading import Report

STUDY = Text(r"cancer_study_identifier\s*:")
KINDS = ("genetic_alteration_type", "type_of_cancer", "case_list_ids", "resource_type")


@parser(
    title="cBioPortal meta file",
    molecule="unknown",
    versions="all",
    evidence="example",
    direction="none",
    positions="none",
    build="unstated",
    silence="companion",
    looks_like=[(STUDY, Text(rf"{kind}\s*:")) for kind in KINDS],
    no_final_newline=True,
)
def cbioportal_meta(report: Report) -> Iterator[Record]:
    """One companion arm that says nothing of fusions."""
    found: dict[str, str] = {}
    last = ""
    for number, line in report.lines():
        key, colon, value = line.partition(":")
        last = key.strip()
        if colon:
            found.setdefault(last, value.strip())
        if mentions_nrg1(line):
            report.problem(
                Code.NRG1_UNEXPLAINED,
                "the description of a study names NRG1: a meta file holds no results, so nothing is read from it",
                line=number,
                hint="Leave the meta file out, or look at this line by hand.",
            )
    if not report.final_newline:
        found.pop(last, None)
    fusions = found.get("genetic_alteration_type", "").upper() in ("STRUCTURAL_VARIANT", "FUSION")
    yield Assay(
        report_kind="companion",
        fusions_stated=False,
        assay_reported=found.get("gene_panel", "") if fusions else "",
    )
