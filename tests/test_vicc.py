"""VICC gene fusions: order, inter-residue positions, domains, and what is no patient's result."""

import json
from pathlib import Path
from typing import Any

import pytest

from fusionflag.model import Assay, Finding
from tests.reports import told


def read(document: Any) -> tuple[list[Assay], list[Finding], bool]:
    findings, arms, _, complete = told(json.dumps(document).encode())
    return arms, findings, complete


def segment(
    gene: str, edge: str, accession: str, strand: int | None = None, offset: int = 0, **ends: int
) -> dict[str, Any]:
    return {
        "type": "TranscriptSegmentElement",
        "transcript": "refseq:NM_1.1",
        "strand": strand,
        f"exon{edge}": 6,
        f"exon{edge}Offset": offset,
        "gene": {"name": gene},
        f"elementGenomic{edge}": {"sequenceReference": {"id": f"refseq:{accession}"}, **ends},
    }


FIVE = segment("CD74", "End", "NC_000005.10", -1, start=150404679)
THREE = segment("NRG1", "Start", "NC_000008.11", 1, start=32727948)


def fusion(*structure: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "AssayedFusion", "structure": list(structure or (FIVE, THREE)), **more}


def test_positions_are_turned_into_bases() -> None:
    _, (found,), complete = read(fusion())
    assert (found.pos5, found.pos3, found.genome) == (150404680, 32727949, "GRCh38")
    assert (found.gene5, found.gene3, found.order_known) == ("CD74", "NRG1", True)
    assert complete


@pytest.mark.parametrize(
    ("edge", "strand", "ends", "base"),
    [
        ("End", 1, {"end": 100}, 100),
        ("End", -1, {"start": 100}, 101),
        ("Start", 1, {"start": 100}, 101),
        ("Start", -1, {"end": 100}, 100),
        ("End", 1, {"start": 90, "end": 100}, 100),
        ("End", -1, {"start": 90, "end": 100}, 91),
        ("Start", 1, {"start": 99, "end": 100}, 100),
        ("Start", None, {"start": 99, "end": 100}, 100),  # one base: older files give no strand
    ],
)
def test_which_base_is_at_the_junction(
    edge: str, strand: int | None, ends: dict[str, int], base: int
) -> None:
    own = segment("ALK", edge, "NC_000002.12", strand, **ends)
    parts = (own, THREE) if edge == "End" else (FIVE, own)
    _, (found,), _ = read(fusion(*parts))
    assert (found.pos5 if edge == "End" else found.pos3) == base


def test_an_offset_is_no_exon_edge() -> None:
    _, (found,), _ = read(fusion(FIVE, segment("NRG1", "Start", "NC_000008.11", 1, -30, start=32727918)))
    assert found.exon3 == "6-30"


@pytest.mark.parametrize(
    ("assay", "molecule"),
    [
        ({"assayName": "RNA-seq assay", "fusionDetection": "observed"}, "RNA"),
        ({"assayName": "RNA-seq assay", "fusionDetection": "inferred"}, "unknown"),
        ({"assayName": "fluorescence in-situ hybridization assay", "fusionDetection": "inferred"}, "FISH"),
        ({"assayName": "RT-PCR", "fusionDetection": "observed"}, "RNA"),
        ({"assayName": "panel", "fusionDetection": "inferred"}, "DNA"),
        ({"assayName": "panel", "fusionDetection": "observed"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_the_nucleic_acid(assay: dict[str, str], molecule: str) -> None:
    (arm,), (found,), _ = read(fusion(assay=assay))
    assert (arm.molecule, found.molecule) == (molecule, molecule)


@pytest.mark.parametrize(
    ("gene", "label", "status", "kept"),
    [
        ("NRG1", "EGF-like domain", "preserved", "kept"),
        ("NRG1", "EGF-like domain", "lost", "lost"),
        ("NRG1", "Immunoglobulin domain", "lost", "unknown"),
        ("EREG", "EGF-like domain", "lost", "unknown"),
    ],
)
def test_the_egf_like_domain_as_stated(gene: str, label: str, status: str, kept: str) -> None:
    structure = (
        {"type": "GeneElement", "gene": {"name": "CD74"}},
        {"type": "GeneElement", "gene": {"name": "NRG1"}},
    )
    domain = {"status": status, "label": label, "associatedGene": {"name": gene}}
    _, (found,), _ = read(fusion(*structure, criticalFunctionalDomains=[domain]))
    assert found.egf_kept == kept


def test_a_gene_under_foreign_regulation_and_a_duplication_are_findings() -> None:
    alone = {"type": "GeneElement", "gene": {"name": "NRG1"}}
    enhancer = {"type": "RegulatoryElement", "regulatoryClass": "enhancer", "associatedGene": {"name": "IGH"}}
    _, (found,), _ = read(fusion(alone, regulatoryElement=enhancer))
    assert (found.gene5_reported, found.gene3_reported, found.event) == ("IGH", "NRG1", "regulatory")
    _, (found,), _ = read({**fusion(alone, alone), "type": "InternalTandemDuplication"})
    assert found.nrg1_role == "intragenic"


def test_knowledge_is_no_result() -> None:
    (arm,), findings, complete = read({**fusion(), "type": "CategoricalFusion"})
    assert (arm.fusions_stated, arm.report_kind, findings, complete) == (False, "export", [], True)


@pytest.mark.parametrize(
    "document",
    [
        fusion(FIVE),
        fusion(FIVE, {"type": "NewElement"}, THREE),
        fusion(FIVE, segment("NRG1", "Start", "NC_000008.11", None, start=1, end=90)),
        [fusion(), {"type": "NewFusion", "structure": []}],
    ],
)
def test_what_is_not_understood_makes_the_file_incomplete(document: Any) -> None:
    assert not read(document)[2]


@pytest.mark.parametrize(
    ("gene", "fusions", "complete"),
    [
        ({"name": "NRG1"}, ["CD74::NRG1"], True),
        ({"name": "HRG", "primaryCoding": {"code": "hgnc:7997"}}, ["CD74::NRG1"], True),
        ({"name": "neuregulin 1", "id": "ncbigene:3084"}, ["CD74::NRG1"], True),
        ({"name": "GDF1", "id": "ncbigene:30840"}, ["CD74::GDF1"], True),
        ([{"name": "NRG1"}], ["CD74::NRG1"], True),
        ([{"name": "ALK"}, {"name": "NRG1"}], [], False),
        ("NRG1", [], False),
    ],
)
def test_the_id_says_that_it_is_nrg1(gene: Any, fusions: list[str], complete: bool) -> None:
    _, found, whole = read(fusion(FIVE, {"type": "GeneElement", "gene": gene}))
    assert ([f.fusion for f in found], whole) == (fusions, complete)


@pytest.mark.samples
def test_the_examples_of_fusor(samples: Path) -> None:
    for file in sorted((samples / "vendor" / "vicc_fusor").glob("*.json")):
        arms, findings, complete = read(json.loads(file.read_text(encoding="utf-8")))
        assert complete, file
        categorical = file.name in ("alk.json", "bcr_abl1.json")
        assert len(findings) == (0 if categorical else 1), file
        probe = file.name in ("ewsr1.json", "tpm3_ntrk1.json")  # FISH of another gene is no word on NRG1
        assert [bool(a.fusions_stated) for a in arms] == [not categorical and not probe], file


@pytest.mark.parametrize(("gene", "stated"), [("NRG1", True), ("EWSR1", False)])
def test_a_probe_speaks_of_its_own_gene_only(gene: str, stated: bool) -> None:
    document = {
        "type": "AssayedFusion",
        "structure": [{"type": "GeneElement", "gene": {"name": gene}}, {"type": "UnknownGeneElement"}],
        "assay": {"type": "Assay", "assayName": "fluorescence in-situ hybridization assay"},
    }
    arms, _, _ = read(document)
    assert [(a.molecule, a.fusions_stated) for a in arms] == [("FISH", stated)]
