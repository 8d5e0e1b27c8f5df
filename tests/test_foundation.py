"""Traps of Foundation Medicine's XML and JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fusionflag.foundation import Pair, kind_of, ordered_pair
from fusionflag.model import Finding, Notice
from fusionflag.testing import read_bytes
from tests.reports import FIXTURES, arms_of_samples, complete, of, verdict

DNA = '<sample name="D" nucleic-acid-type="DNA"/>'
RNA = '<sample name="R" nucleic-acid-type="RNA"/>'
CD74 = 'targeted-gene="CD74" other-gene="NRG1" pos1="chr5:149784243" pos2="chr8:32585467" in-frame="Yes"'
SIGNED = "<Signatures><Signature><ServerTime>2026-02-11 10:20:30</ServerTime></Signature></Signatures>"
STATEMENT = (
    "<Application><ApplicationSettings><ApplicationSetting><Name>Statement</Name><Value>{}</Value></ApplicationSetting>"
    "</ApplicationSettings></Application>"
)


def variants(samples: str = RNA, rearrangements: str = "", qc: str = "Pass", more: str = "") -> str:
    return (
        '<variant-report test-type="FoundationOneRNA" disease-ontology="Lung adenocarcinoma" percent-tumor-nuclei="50">'
        f'<samples>{samples}</samples><quality-control status="{qc}"/><rearrangements>{rearrangements}</rearrangements>{more}'
        "</variant-report>"
    )


def rearrangement(attributes: str = CD74, evidence: str = '<rna-evidence sample="R"/>', **more: str) -> str:
    facts = {"equivocal": "false", "status": "known", "type": "fusion", "supporting_read_pairs": "40"} | more
    written = " ".join(f'{k.replace("_", "-")}="{v}"' for k, v in facts.items())
    return f"<rearrangement {attributes} {written}>{evidence}</rearrangement>"


def foundation(inner: str = "", final: str = SIGNED) -> bytes:
    return (
        "<ResultsReport><CustomerInformation><TRF>T1</TRF></CustomerInformation><ResultsPayload>"
        f"<FinalReport><PMI/>{final}</FinalReport>{inner}</ResultsPayload></ResultsReport>"
    ).encode()


# -- Foundation Medicine, XML --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        (RNA, {("R", "RNA")}),
        (DNA, {("D", "DNA")}),  # the test is called RNA, but no RNA was sequenced
        (DNA + RNA, {("D", "DNA"), ("R", "RNA")}),
        (DNA.replace('"D"', '""') + RNA.replace('"R"', '""'), {("", "DNA"), ("", "RNA")}),
    ],
)
def test_arms_come_from_the_samples(samples: str, expected: set[tuple[str, str]]) -> None:
    assert set(arms_of_samples(read_bytes(foundation(variants(samples)), "r.xml"))) == expected


@pytest.mark.parametrize(
    ("qc", "final", "expected"),
    [
        ("Pass", SIGNED, "negative"),
        ("Qualified", SIGNED, "inadequate_rna_negative"),
        ("Fail", SIGNED, "inadequate_rna_negative"),
        ("Unheard", SIGNED, "unreadable"),
        ("Pass", SIGNED + STATEMENT.format("Anything."), "inadequate_rna_negative"),
        ("Pass", "", "negative"),  # not signed, but its own QC passed
    ],
)
def test_only_a_clean_rna_report_is_a_negative(qc: str, final: str, expected: str, tmp_path: Path) -> None:
    assert verdict(tmp_path, foundation(variants(RNA, qc=qc), final))["verdict"] == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('name="R"', 'name="R" status="Pass" mean-exon-depth="512.3"', "negative"),
        ('name="R"', 'name="R" status="Fail"', "inadequate_rna_negative"),
        ('name="R"', 'name="R" qc="doubtful"', "unreadable"),
        ('name="R"', 'name="R" remark="RNA failed"', "unreadable"),
        ('name="R"', 'name="R" remark="degraded"', "unreadable"),
        ('name="R"', 'name="R" remark="see below"', "unreadable"),
        ('name="R"', 'name="R" state="degraded"', "unreadable"),
        ('name="R"', 'name="R" lot="A-12" comment="none"', "negative"),
        (RNA, RNA.replace("/>", "><note><text>of poor quality</text></note></sample>"), "unreadable"),
        (RNA, RNA.replace("/>", "><lot>A-12</lot></sample>"), "negative"),
        ('status="Pass"', 'status="Pass" remark="degraded"', "unreadable"),
        ('status="Pass"', 'status="Pass" depth="512.3" remark=""', "negative"),
        (
            'status="Pass"/>',
            'status="Pass"><note><text>see letter</text></note></quality-control>',
            "unreadable",
        ),
        ('status="Pass"/>', 'status="Pass">RNA of poor quality</quality-control>', "unreadable"),
        ('name="R"', 'name="R" mean-exon-depth="0"', "inadequate_rna_negative"),
        ('name="R"', 'name="R" mean-exon-depth="low"', "unreadable"),
        ("<rearrangements></rearrangements>", "", "inadequate_rna_negative"),
        ("<ServerTime>2026-02-11 10:20:30</ServerTime>", "<Text>awaiting signature</Text>", "unreadable"),
        ("<PMI/>", STATEMENT.format("RNA failed").replace("Statement", "Other"), "inadequate_rna_negative"),
        (
            "<PMI/>",
            2 * STATEMENT.format("RNA failed").replace("Statement", "Other"),
            "inadequate_rna_negative",
        ),
        ("<PMI/>", "<PMI/><PMI/>", "unreadable"),
        ('status="Pass"/>', 'status="Pass"/><quality-control status="Fail"/>', "unreadable"),
        ("<Signature><ServerTime>2026-02-11 10:20:30</ServerTime></Signature>", "awaited", "unreadable"),
        ("2026-02-11 10:20:30", "later", "unreadable"),
        ("<PMI/>", "<AAC><Amendmends><A/></Amendmends></AAC>", "negative"),
        ("<PMI/>", STATEMENT.format("Yes").replace("Statement", "Other"), "negative"),
        ('nuclei="50"', 'nuclei="5-10" purity-assessment="45"', "inadequate_rna_negative"),
        ('nuclei="50"', 'nuclei="&lt;10" purity-assessment="45"', "inadequate_rna_negative"),
        ('nuclei="50"', 'nuclei="~5" purity-assessment="45"', "inadequate_rna_negative"),
        ('nuclei="50"', 'nuclei="~45" purity-assessment="45"', "negative"),
    ],
)
def test_what_stands_beside_a_clean_report(old: str, new: str, expected: str, tmp_path: Path) -> None:
    data = foundation(variants(RNA)).decode()
    assert old in data
    if not new:  # an attribute is no section
        data = data.replace("<variant-report ", '<variant-report rearrangements="" ')
    assert verdict(tmp_path, data.replace(old, new).encode())["verdict"] == expected


@pytest.mark.parametrize(
    ("samples", "more", "expected"),
    [
        (DNA, "", "dna_only_negative"),
        ("", "", "unreadable"),
        (RNA, "<gene-fusions><x/></gene-fusions>", "unreadable"),
        (RNA, "<gene-fusions/>", "negative"),
        (RNA.replace("RNA", "XNA"), "", "unreadable"),
    ],
)
def test_what_was_not_understood_is_no_negative(
    samples: str, more: str, expected: str, tmp_path: Path
) -> None:
    assert verdict(tmp_path, foundation(variants(samples, more=more)))["verdict"] == expected


def test_a_report_without_results_is_unread_unless_it_says_that_nothing_was_run(tmp_path: Path) -> None:
    assert verdict(tmp_path, foundation())["verdict"] == "unreadable"
    said = STATEMENT.format("Quantity not sufficient")
    assert verdict(tmp_path, foundation(final=SIGNED + said))["verdict"] == "not_tested"


def test_a_report_without_the_rearrangements_says_nothing_of_fusions(tmp_path: Path) -> None:
    data = foundation(variants(RNA).replace("<rearrangements></rearrangements>", ""))
    (arm,) = arms_of_samples(read_bytes(data, "r.xml")).values()
    assert (arm.fusions_stated, arm.negative_stated) == (False, False)
    assert verdict(tmp_path, data)["verdict"] != "negative"


@pytest.mark.parametrize(
    ("attributes", "five", "known"),
    [
        (CD74, "CD74", False),
        (CD74 + ' description="fusion"', "CD74", False),
        (CD74 + ' description="CD74(NM_004355)-NRG1(NM_013956) fusion (C6;N6)"', "CD74", True),
        (CD74 + ' description="NRG1(NM_013956)-CD74(NM_004355) fusion (N6;C6)"', "NRG1", True),
        (
            CD74 + ' description="CD74(NM_004355)-ROS1(NM_002944) fusion (C6;R34)"',
            "CD74",
            False,
        ),  # of other genes
    ],
)
def test_the_order_is_the_description_s_or_unknown(attributes: str, five: str, known: bool) -> None:
    attributes = attributes.replace("32585467", "32500100")  # no junction that would settle it
    (found,) = of(
        Finding,
        read_bytes(
            foundation(variants(DNA, rearrangement(attributes, '<dna-evidence sample="D"/>'))), "r.xml"
        ),
    )
    assert (found.gene5, found.order_known) == (five, known)
    assert {found.gene5, found.gene3} == {"CD74", "NRG1"}
    assert {found.gene5: found.pos5, found.gene3: found.pos3} == {"CD74": 149784243, "NRG1": 32500100}


@pytest.mark.parametrize(
    ("text", "chrom", "pos", "wide"),
    [
        ("chr8:32585467", "chr8", 32585467, ()),
        ("ch8:32585467", "chr8", 32585467, ()),
        ("8:32,585,467", "chr8", 32585467, ()),
        ("chr8:32585467-32585567", "chr8", 32585467, (0, 100)),
        ("elsewhere", "", None, ()),
    ],
)
def test_positions(text: str, chrom: str, pos: int | None, wide: tuple[int, ...]) -> None:
    data = foundation(variants(RNA, rearrangement(CD74.replace("chr8:32585467", text))))
    frames = read_bytes(data, "r.xml")
    (found,) = of(Finding, frames)
    at = (found.chrom3, found.pos3, found.interval3) if found.gene3 == "NRG1" else ()
    assert at == (chrom, pos, wide)
    assert any(isinstance(f, Notice) and f.code == "BAD_CELL" for f in frames) == (pos is None)


@pytest.mark.parametrize(
    ("facts", "words", "passed"),
    [
        ({"status": "known"}, "known (pathogenic)", True),
        ({"status": "likely"}, "likely (likely pathogenic)", True),
        ({"status": "unknown"}, "unknown (VUS)", False),
        ({"status": "ambiguous"}, "ambiguous", False),
        ({"status": "known", "equivocal": "true"}, "", False),
    ],
)
def test_what_the_laboratory_says_of_a_call(facts: dict[str, str], words: str, passed: bool) -> None:
    (found,) = of(Finding, read_bytes(foundation(variants(RNA, rearrangement(**facts))), "r.xml"))
    assert (found.classification, "PASS" in found.marks) == (words, passed)


def test_a_call_seen_in_both_is_a_finding_of_each_and_evidence_decides() -> None:
    both = '<dna-evidence sample="D"/><rna-evidence sample="R"/>'
    frames = read_bytes(foundation(variants(DNA + RNA, rearrangement(evidence=both))), "r.xml")
    assert {(f.sample, f.molecule) for f in of(Finding, frames)} == {("D", "DNA"), ("R", "RNA")}
    frames = read_bytes(foundation(variants(DNA + RNA, rearrangement(evidence=""))), "r.xml")
    assert {(f.sample, f.molecule) for f in of(Finding, frames)} == {("", "unknown")}
    frames = read_bytes(foundation(variants(DNA, rearrangement())), "r.xml")
    assert not complete(frames)  # RNA evidence of a sample that is not listed
    assert of(Finding, frames)


GENE = "<Genes><Gene><Name>{}</Name><Alterations><Alteration><Name>{}</Name></Alteration></Alterations></Gene></Genes>"
VUS = '<VariantProperties><VariantProperty geneName="{}" isVUS="true" variantName="{}"/></VariantProperties>'

TRIAL = "<Trials><Trial><Gene>{}</Gene><Alteration>{}</Alteration><Note>{}</Note></Trial></Trials>"
PERTINENT = "<PertinentNegatives><PertinentNegative><Gene>NRG1</Gene><Note>{}</Note></PertinentNegative></PertinentNegatives>"
PAPER = "<References><Reference><FullCitation>{}</FullCitation></Reference></References>"


@pytest.mark.parametrize(
    ("final", "listed", "fusions", "is_complete"),
    [
        (GENE.format("NRG1", "CD74-NRG1 fusion"), True, ["CD74/NRG1"], True),  # the same result in words
        (GENE.format("CD74", "CD74-NRG1 fusion"), True, ["CD74/NRG1"], True),
        (GENE.format("NRG1", "CD74-NRG1 fusion"), False, ["CD74/NRG1"], True),
        (GENE.format("NRG1", "SDC4-NRG1 fusion"), True, ["CD74/NRG1", "SDC4/NRG1"], True),  # another one
        (VUS.format("NRG1", "rearrangement intron 5"), False, ["NRG1/?"], True),
        (VUS.format("NRG1", "something new"), False, ["NRG1/?"], True),
        (VUS.format("NRG1", "R77S"), False, [], True),
        (VUS.format("NRG1", "amplification"), False, [], True),
        (
            "<PertinentNegatives><PertinentNegative><Gene>NRG1</Gene></PertinentNegative></PertinentNegatives>",
            False,
            [],
            True,
        ),
        ("<Trials><Trial><Title>A trial in NRG1 fusions</Title></Trial></Trials>", False, [], True),
        (TRIAL.format("NRG1", "CD74-NRG1 fusion", "CD74-NRG1 fusion found here."), True, ["CD74/NRG1"], True),
        (TRIAL.format("NRG1", "fusion", ""), False, [], False),  # offered for what is not among the results
        (TRIAL.format("", "", "CD74-NRG1 fusion found in this patient"), False, [], False),
        (PERTINENT.format("NRG1 fusion could not be assessed"), False, [], False),
        (PERTINENT.format("could not be assessed"), False, [], False),
        (PAPER.format("NRG1 fusions are found in lung cancer."), False, [], True),
        (PAPER.format("The NRG1 fusion of this patient was seen before."), False, [], False),
        (VUS.format("NRG1", "E13;A20"), False, ["NRG1/?"], True),
        (VUS.format("NRG1", "S4N2"), False, ["NRG1/?"], True),
        (VUS.format("NRG1", "N2"), False, ["NRG1/?"], True),
        (VUS.format("NRG1", "E6 junction"), False, ["NRG1/?"], True),
        ("<Genes><Gene><Name>NRG1</Name><Alterations/></Gene></Genes>", False, [], False),
        ("<Comments>NRG1 fusion seen.</Comments>", False, [], False),
        ("<AAC><Amendmends><Amendment>NRG1 withdrawn</Amendment></Amendmends></AAC>", False, [], False),
    ],
)
def test_nrg1_in_the_issued_report(final: str, listed: bool, fusions: list[str], is_complete: bool) -> None:
    attributes = CD74.replace("32585467", "32500100")
    inner = variants(RNA, rearrangement(attributes) if listed else "")
    frames = read_bytes(foundation(inner, SIGNED + final), "r.xml")
    assert [f.fusion for f in of(Finding, frames)] == fusions
    assert complete(frames) == is_complete


def test_a_second_list_of_rearrangements_is_read_too() -> None:
    again = f"<rearrangements>{rearrangement()}</rearrangements>"
    assert len(of(Finding, read_bytes(foundation(variants(RNA, more=again)), "r.xml"))) == 1


def test_identity_goes_into_tokens_only(tmp_path: Path) -> None:
    pmi = "<PMI><MRN>MRN-ZZ-777001</MRN><FullName>Marker, Zzplanted</FullName><DOB>1931-02-03</DOB></PMI>"
    data = (
        foundation(variants(RNA)).replace(b"<PMI/>", pmi.encode()).replace(b"<TRF>T1", b"<TRF>MRN-ZZ-777001")
    )
    frames = read_bytes(data, "r.xml")
    (arm,) = arms_of_samples(frames).values()
    assert arm.birth_date
    assert arm.mrn
    assert (arm.case_hint, arm.accession) == ("", "")  # a record number in the order's place is not shown
    assert "777001" not in repr(frames)
    assert "Zzplanted" not in repr(frames)


def test_an_amended_report_of_one_test_replaces_no_other_test_of_the_order() -> None:
    (rna,) = arms_of_samples(read_bytes(foundation(variants(RNA)), "r.xml")).values()
    dx = foundation(
        variants(DNA).replace("FoundationOneRNA", "FoundationOneDx"),
        SIGNED + "<AAC><Amendmends><A/></Amendmends></AAC>",
    )
    (dna,) = arms_of_samples(read_bytes(dx, "d.xml")).values()
    assert rna.accession != dna.accession
    assert rna.case_hint == dna.case_hint == "T1"


def test_names_of_alterations() -> None:
    assert ordered_pair("EML4(NM_019063)-ALK(NM_004304) fusion (E13;A20)") == Pair(
        "EML4", "ALK", "NM_019063", "NM_004304", "13", "20"
    )
    assert ordered_pair("EML4-ALK fusion") is None
    kinds = {
        "rearrangement": ("CD74-NRG1 fusion", "CD74-NRG1", "truncation intron 3", "fusion"),
        "copies": ("amplification", "loss"),
        "small": (
            *("R77S", "E746_A750del", "splice site 594-2A>C", "promoter -124C>T", "S381*", "p.Gly12Cys"),
            *("E130fs*31", "E604_F605ins23", "A767_V769dup", "1355_*339del479", "1008_1025CTC>GGG"),
        ),
        "": ("Cannot Be Determined", "E13;A20", "S4N2", "N2", "E6 junction"),
    }
    for kind, names in kinds.items():
        assert {name: kind_of(name) for name in names} == dict.fromkeys(names, kind)


# -- Foundation Medicine, JSON -------------------------------------------------------------------------
def csd(
    *alterations: dict[str, str], gene: Any = "NRG1", test: str = "FoundationOne CDx", **more: Any
) -> bytes:
    data: dict[str, Any] = {"testType": test, "caseIdentifier": "T1", "findings": []} | more
    if alterations:
        data["findings"] = [{"gene": gene, "alterations": list(alterations)}]
    return json.dumps({"clinicalStructuredDataReport": {"reports": [{"reportData": data}]}}).encode()


@pytest.mark.parametrize(
    ("gene", "alteration", "fusions", "is_complete"),
    [
        ("NRG1", {"name": "CD74-NRG1 fusion"}, ["CD74/NRG1"], True),
        ("CD74", {"name": "CD74-NRG1 fusion", "alterationType": "short_variant"}, ["CD74/NRG1"], True),
        ("NRG1", {"name": "something new", "alterationType": "other"}, ["NRG1/?"], True),
        ("NRG1", {"name": "R77S", "alterationType": "short_variant"}, [], True),
        ("TP53", {"name": "something new"}, [], False),
        ("NRG1", {"name": "E13;A20", "alterationType": "short_variant"}, ["NRG1/?"], True),
        ("NRG1", {"name": "N/A"}, [], False),
        (["NRG1", "NRG1"], {"name": "R77S", "alterationType": "short_variant"}, [], False),
        ("Microsatellite status", {"name": "Cannot Be Determined"}, [], True),
    ],
)
def test_named_alterations(
    gene: Any, alteration: dict[str, str], fusions: list[str], is_complete: bool
) -> None:
    frames = read_bytes(csd(alteration, gene=gene), "r.json")
    assert [f.fusion for f in of(Finding, frames)] == fusions
    assert complete(frames) == is_complete


@pytest.mark.parametrize("test", ["FoundationOne CDx", "FoundationOne RNA", "FoundationOne Heme"])
def test_structured_data_never_makes_a_negative(test: str, tmp_path: Path) -> None:
    assert set(arms_of_samples(read_bytes(csd(test=test), "r.json"))) == {("", "unknown")}
    assert verdict(tmp_path, csd(test=test), "r.json")["verdict"] == "dna_only_negative"


def test_a_sample_named_after_its_patient_stays_with_its_findings() -> None:
    text = (FIXTURES / "foundation_xml" / "dna_and_rna.xml").read_text(encoding="utf-8")
    assert "Marker" in text
    frames = read_bytes(text.replace("SQ-1R", "MARKER-1R").encode(), "report.xml")
    assert "MARKER" not in repr(frames)
    keys = arms_of_samples(frames)
    assert {molecule for _, molecule in keys} == {"DNA", "RNA"}
    assert len(keys) == 2
    assert {(f.sample, f.molecule) for f in of(Finding, frames)} <= set(keys)
