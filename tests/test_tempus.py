"""Tempus: the nucleic acid, the status, the genes of a fusion, and the remarks that limit a silence."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from fusionflag.model import Finding, Marker
from fusionflag.testing import read_bytes
from tests.reports import arms, complete, load, of, read


def tempus(name: str = "v3.rna_clean", **changes: Any) -> Any:
    """A fixture with values put at `a/b/c`."""
    report = copy.deepcopy(load(f"tempus/{name}.json"))
    for path, value in changes.items():
        *way, last = path.split("/")
        node = report
        for key in way:
            node = node[key]
        if value == "GONE":
            del node[last]
        else:
            node[last] = value
    return report


@pytest.mark.parametrize(
    ("kind", "code", "molecule", "is_complete"),
    [
        ("RNA", "XR", "RNA", True),
        ("DNA", "XT.V4", "DNA", True),
        ("DNA", "XF", "cfDNA", True),
        ("DNA", "XF+", "cfDNA", True),
        ("", "XR", "RNA", True),
        ("RNA", "?", "RNA", True),
        ("DNA", "XR", "unknown", False),
        ("DNA+RNA", "?", "unknown", False),
        ("", "?", "unknown", False),
        ("pending", "XR", "unknown", False),
    ],
)
def test_the_nucleic_acid(kind: str, code: str, molecule: str, is_complete: bool) -> None:
    changes = {"report/workflow/reportType": kind, "order/test/code": code, "order/test/name": ""}
    frames = read(tempus(**changes))
    assert list(arms(frames)) == [molecule]
    assert complete(frames) is is_complete


@pytest.mark.parametrize(
    ("word", "status", "is_complete"),
    [
        ("standard", "done", True),
        ("qns", "not_done", True),
        ("pending", "pending", True),
        ("", "unknown", False),
        ("new", "unknown", False),
    ],
)
def test_the_status(word: str, status: str, is_complete: bool) -> None:
    frames = read(tempus(**{"report/workflow/reportStatus": word}))
    assert arms(frames)["RNA"].status == status
    assert arms(frames)["RNA"].negative_stated is (status == "done")
    assert complete(frames) is is_complete


@pytest.mark.parametrize(
    ("path", "said", "status", "is_complete"),
    [
        ("order/status", "cancelled", "not_done", True),
        ("order/status", "Canceled by physician", "not_done", True),
        ("order/status", "completed", "done", True),
        ("order/status", None, "done", True),
        ("order/status", "on hold", "unknown", False),
        ("order/status", {"code": "cancelled"}, "not_done", True),
        ("order/test/orderStatus", "in progress", "pending", True),
        ("order/cancelled", True, "not_done", True),
        ("order/cancelled", False, "done", True),
        ("order/cancellationReason", "material used up", "not_done", True),
    ],
)
def test_an_order_that_was_cancelled_is_no_done_test(
    path: str, said: Any, status: str, is_complete: bool
) -> None:
    frames = read(tempus(**{path: said}))
    assert arms(frames)["RNA"].status == status
    assert arms(frames)["RNA"].negative_stated is (status == "done")
    assert complete(frames) is is_complete


@pytest.mark.parametrize("path", ["biologicallyRelevant/{}", "potentiallyActionable/variants/0/{}"])
@pytest.mark.parametrize(("name", "empty"), [("structuralVariants", False), ("therapies", True)])
def test_a_list_beside_the_variants_may_hold_fusions(path: str, name: str, empty: bool) -> None:
    report = tempus()
    node = report["genomicVariants"]
    *way, last = path.format(name).split("/")
    for key in way:
        node = node[int(key) if key.isdigit() else key]
    node[last] = [] if empty else [{"gene5": "EML4", "gene3": "ALK"}]
    assert complete(read(report)) is empty


@pytest.mark.parametrize(
    ("notes", "findings", "status"),
    [
        ("RNA analysis is being performed and will be reported when complete.", [], "pending"),
        ("mRNA sequencing: to follow.", [{"gene": "ERBB2", "mechanism": "overexpressed"}], "pending"),
        ("RNA sequencing could not be performed: insufficient material.", [], "not_done"),
        ("DNA analysis was repeated.", [], ""),
        ("", [{"gene": "ERBB2", "mechanism": "overexpressed"}], "done"),
    ],
)
def test_the_old_test_has_an_rna_arm_only_where_the_report_shows_it(
    notes: str, findings: list[Any], status: str
) -> None:
    frames = read(tempus("v1.rna_clean", **{"report/notes": notes, "results/rnaFindings": findings}))
    rna = arms(frames).get("RNA")
    assert (rna.status if rna else "") == status
    assert rna is None or not rna.negative_stated
    assert complete(frames)


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("v1.rna_clean", "results/fusionVariants"),
        ("v1.rna_clean", "results/somaticBiologicallyRelevantVariants"),
        ("v3.rna_clean", "genomicVariants/biologicallyRelevant"),
        ("v3.rna_clean", "genomicVariants/unknownSignificance/variants"),
    ],
)
def test_a_list_that_is_not_there_says_nothing(name: str, gone: str) -> None:
    assert complete(read(tempus(name)))
    assert not complete(read(tempus(name, **{gone: "GONE"})))
    assert not complete(read(tempus(name, **{gone: None})))
    assert not complete(read(tempus(name, **{gone: "none found"})))


@pytest.mark.parametrize(
    ("details", "fusion", "role"),
    [
        ({"gene5": "CD74", "gene3": "NRG1"}, "CD74::NRG1", "three_prime"),
        ({"gene5": "NRG1", "gene3": "STMN2"}, "NRG1::STMN2", "five_prime"),
        ({"gene5": None, "gene3": "NRG1", "fusedGene": "CD74-NRG1"}, "CD74::NRG1", "three_prime"),
        ({"gene5": "CD74", "gene3": None, "gene": "NRG1"}, "CD74::NRG1", "three_prime"),
        ({"gene5": None, "gene3": "NRG1"}, "?::NRG1", "three_prime"),
        ({"gene": "CD74", "fusedGene": "NRG1"}, "NRG1/CD74", "unknown"),
        ({"gene": "NRG1"}, "NRG1/?", "unknown"),
        ({"gene": "NRG1", "gene5": "SDC4", "gene3": "NRG1"}, "SDC4::NRG1", "three_prime"),
    ],
)
def test_the_genes_of_a_tempus_fusion(details: Any, fusion: str, role: str) -> None:
    variants = [{"variantType": "fusions", "variantDetails": [details]}]
    frames = read(tempus(**{"genomicVariants/biologicallyRelevant/variants": variants}))
    assert [(f.fusion, f.nrg1_role) for f in of(Finding, frames)] == [(fusion, role)]
    assert complete(frames)


def test_an_amended_report_replaces_the_report_it_names_and_no_other_of_its_accession() -> None:
    new = arms(read(tempus("v3.amended")))["RNA"]
    old = arms(read(tempus("v3.rna_positive")))["RNA"]
    dna, rna = arms(read(tempus("v3.dna_only")))["DNA"], arms(read(tempus("v3.rna_clean")))["RNA"]
    assert (new.report_status, new.accession) == ("corrected", old.accession)
    assert dna.case_hint == rna.case_hint
    assert dna.accession != rna.accession


@pytest.mark.parametrize(
    ("path", "value"),
    [("report/signoutDate", value) for value in (None, "", "pending", "not signed", "TBD", "2025-13-40")],
)
def test_a_report_that_is_not_signed_out_is_preliminary(path: str, value: Any) -> None:
    rna = arms(read(tempus(**{path: value})))["RNA"]
    assert (rna.report_status, rna.negative_stated) == ("preliminary", False)


def test_the_day_of_signing_out_is_enough() -> None:
    rna = arms(read(tempus(**{"report/signingPathologist": None})))["RNA"]
    assert (rna.report_status, rna.negative_stated) == ("final", True)


@pytest.mark.parametrize(
    ("notes", "limited"),
    [
        ("RNA was degraded.", True),
        ("Results are limited by low tumor purity.", True),
        ("Low RNA quality.", True),
        ("RNA did not meet quality control thresholds", True),
        ("RNA sequencing did not pass QC.", True),
        ("Below the required read depth", True),
        ("DV200 below threshold", True),
        ("uninformative", True),
        (["RNA not sequenced"], True),
        ({"text": {"line": "Low RNA input"}}, True),
        ("No reportable variants found. RNA failed.", True),
        ("RNA analysis is being performed.", True),  # not in a report of DNA
        ("The tumor shows a loss of heterozygosity in TP53.", True),  # nobody knows what it limits
        ("No potentially actionable variants found.", False),
        (["No reportable treatment options were found."], False),
        (None, False),
        ([], False),
    ],
)
def test_notes_on_the_material_limit_a_silence(notes: str | None, limited: bool) -> None:
    assert bool(arms(read(tempus(**{"report/notes": notes})))["RNA"].limitation) is limited


def test_a_type_of_variant_that_is_not_known_may_be_a_fusion_and_has_no_class() -> None:
    variants = [{"variantType": "rearrangements", "variantDetails": [{"gene": "NRG1"}]}]
    frames = read(tempus(**{"genomicVariants/biologicallyRelevant/variants": variants}))
    assert [(f.fusion, f.classification) for f in of(Finding, frames)] == [("NRG1/?", "")]
    assert not complete(frames)


def test_a_small_variant_whose_text_speaks_of_a_fusion_stays_one() -> None:
    details = {"gene": "KRAS", "pVar": "p.G12D", "variantDescription": "also seen beside fusions"}
    variants = [{"variantType": "snvIndels", "variantDetails": [details]}]
    frames = read(tempus(**{"genomicVariants/biologicallyRelevant/variants": variants}))
    assert ("KRAS", "detected") in {(m.gene, m.state) for m in of(Marker, frames)}
    assert not of(Finding, frames)


def test_expression_of_nrg1_is_no_fusion() -> None:
    frames = read(tempus(**{"rna/variants": [{"gene": "NRG1", "mechanism": "overexpressed"}]}))
    assert not of(Finding, frames)
    assert ("NRG1", "expression") in {(m.gene, m.marker) for m in of(Marker, frames)}
    assert complete(frames)


# -- the corpus --
@pytest.mark.samples
def test_the_samples_of_tempus_are_read(samples: Path) -> None:
    files = sorted((samples / "vendor" / "_synthetic_from_parser_facts").glob("tempus_*.json"))
    assert files
    for file in files:
        assert complete(read_bytes(file.read_bytes(), file.name))
