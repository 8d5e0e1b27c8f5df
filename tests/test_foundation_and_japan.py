"""Traps of Foundation Medicine's XML and JSON, of GenMineTOP and of C-CAT CATS."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fusionflag.foundation import Pair, kind_of, ordered_pair
from fusionflag.model import Assay, Finding, Marker, Notice
from fusionflag.readfile import read_source
from fusionflag.sources import Source
from fusionflag.stream import Frame, ReportEnd
from fusionflag.testing import read_bytes
from tests.files import invoke, table

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


def arms(frames: list[Frame]) -> dict[tuple[str, str], Assay]:
    return {(f.sample, f.molecule): f for f in frames if isinstance(f, Assay)}


def findings(frames: list[Frame]) -> list[Finding]:
    return [f for f in frames if isinstance(f, Finding)]


def whole(frames: list[Frame]) -> bool:
    return any(isinstance(f, ReportEnd) and f.complete for f in frames)


def verdict(folder: Path, data: bytes, name: str = "report.xml") -> dict[str, str]:
    (folder / name).write_bytes(data)
    result = invoke("run", str(folder / name), "-o", str(folder / "out"))
    assert result.exit_code in (0, 1), result.output + result.stderr
    (case,) = table(folder / "out" / "cases.tsv")
    return case


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
    assert set(arms(read_bytes(foundation(variants(samples)), "r.xml"))) == expected


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
    (arm,) = arms(read_bytes(data, "r.xml")).values()
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
    (found,) = findings(
        read_bytes(
            foundation(variants(DNA, rearrangement(attributes, '<dna-evidence sample="D"/>'))), "r.xml"
        )
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
    (found,) = findings(frames)
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
    (found,) = findings(read_bytes(foundation(variants(RNA, rearrangement(**facts))), "r.xml"))
    assert (found.classification, "PASS" in found.marks) == (words, passed)


def test_a_call_seen_in_both_is_a_finding_of_each_and_evidence_decides() -> None:
    both = '<dna-evidence sample="D"/><rna-evidence sample="R"/>'
    frames = read_bytes(foundation(variants(DNA + RNA, rearrangement(evidence=both))), "r.xml")
    assert {(f.sample, f.molecule) for f in findings(frames)} == {("D", "DNA"), ("R", "RNA")}
    frames = read_bytes(foundation(variants(DNA + RNA, rearrangement(evidence=""))), "r.xml")
    assert {(f.sample, f.molecule) for f in findings(frames)} == {("", "unknown")}
    frames = read_bytes(foundation(variants(DNA, rearrangement())), "r.xml")
    assert not whole(frames)  # RNA evidence of a sample that is not listed
    assert findings(frames)


GENE = "<Genes><Gene><Name>{}</Name><Alterations><Alteration><Name>{}</Name></Alteration></Alterations></Gene></Genes>"
VUS = '<VariantProperties><VariantProperty geneName="{}" isVUS="true" variantName="{}"/></VariantProperties>'

TRIAL = "<Trials><Trial><Gene>{}</Gene><Alteration>{}</Alteration><Note>{}</Note></Trial></Trials>"
PERTINENT = "<PertinentNegatives><PertinentNegative><Gene>NRG1</Gene><Note>{}</Note></PertinentNegative></PertinentNegatives>"
PAPER = "<References><Reference><FullCitation>{}</FullCitation></Reference></References>"


@pytest.mark.parametrize(
    ("final", "listed", "fusions", "complete"),
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
def test_nrg1_in_the_issued_report(final: str, listed: bool, fusions: list[str], complete: bool) -> None:
    attributes = CD74.replace("32585467", "32500100")
    inner = variants(RNA, rearrangement(attributes) if listed else "")
    frames = read_bytes(foundation(inner, SIGNED + final), "r.xml")
    assert [f.fusion for f in findings(frames)] == fusions
    assert whole(frames) == complete


def test_a_second_list_of_rearrangements_is_read_too() -> None:
    again = f"<rearrangements>{rearrangement()}</rearrangements>"
    assert len(findings(read_bytes(foundation(variants(RNA, more=again)), "r.xml"))) == 1


def test_identity_goes_into_tokens_only(tmp_path: Path) -> None:
    pmi = "<PMI><MRN>MRN-ZZ-777001</MRN><FullName>Marker, Zzplanted</FullName><DOB>1931-02-03</DOB></PMI>"
    data = (
        foundation(variants(RNA)).replace(b"<PMI/>", pmi.encode()).replace(b"<TRF>T1", b"<TRF>MRN-ZZ-777001")
    )
    frames = read_bytes(data, "r.xml")
    (arm,) = arms(frames).values()
    assert arm.birth_date
    assert arm.mrn
    assert (arm.case_hint, arm.accession) == ("", "")  # a record number in the order's place is not shown
    assert "777001" not in repr(frames)
    assert "Zzplanted" not in repr(frames)


def test_an_amended_report_of_one_test_replaces_no_other_test_of_the_order() -> None:
    (rna,) = arms(read_bytes(foundation(variants(RNA)), "r.xml")).values()
    dx = foundation(
        variants(DNA).replace("FoundationOneRNA", "FoundationOneDx"),
        SIGNED + "<AAC><Amendmends><A/></Amendmends></AAC>",
    )
    (dna,) = arms(read_bytes(dx, "d.xml")).values()
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
    ("gene", "alteration", "fusions", "complete"),
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
def test_named_alterations(gene: Any, alteration: dict[str, str], fusions: list[str], complete: bool) -> None:
    frames = read_bytes(csd(alteration, gene=gene), "r.json")
    assert [f.fusion for f in findings(frames)] == fusions
    assert whole(frames) == complete


@pytest.mark.parametrize("test", ["FoundationOne CDx", "FoundationOne RNA", "FoundationOne Heme"])
def test_structured_data_never_makes_a_negative(test: str, tmp_path: Path) -> None:
    assert set(arms(read_bytes(csd(test=test), "r.json"))) == {("", "unknown")}
    assert verdict(tmp_path, csd(test=test), "r.json")["verdict"] == "dna_only_negative"


# -- GenMineTOP ----------------------------------------------------------------------------------------
def genminetop(items: str = "", panel: str = "<item>TDv6</item><item>TRv6</item>") -> bytes:
    return (
        "<root><vendor-id>todai-oncopanel</vendor-id><report><id>G1</id><patient><id>M1</id></patient>"
        f"<test><type>todai-oncopanel</type><panel>{panel}</panel></test><result><reference-genome>hg38</reference-genome>"
        f"<alterations>{items}</alterations></result></report></root>"
    ).encode()


def fusion(genes: tuple[str, ...], points: tuple[str, ...], kind: str = "fusion") -> str:
    at = {"CD74": "<chr>chr5</chr><pos>150404680</pos>", "NRG1": "<chr>chr8</chr><pos>32727949</pos>"}
    named = "".join(f"<item>{g}</item>" for g in genes)
    broken = "".join(f"<item><gene>{g}</gene>{at.get(g, '')}</item>" for g in points)
    return (
        f"<item><gene>{named}</gene><type>{kind}</type><num-reads>90</num-reads><frame>in-frame</frame>"
        f"<breakpoint>{broken}</breakpoint><status>finding</status></item>"
    )


SNV = "<item><gene>NRG1</gene><type>snv</type><protein-alteration>{}</protein-alteration><status>finding</status></item>"


@pytest.mark.parametrize(
    ("old", "new", "shown", "known"),
    [
        ("<id>G1</id>", "<id>G1</id>", "G1", True),
        ("<id>G1</id>", "<id>M1</id>", "", True),  # the hospital's number of the patient
        ("</vendor-id>", "</vendor-id><vendor-id>todai-oncopanel</vendor-id>", "", False),
        ("<root><vendor-id>todai-oncopanel</vendor-id>", '<root vendor-id="todai-oncopanel">', "", False),
    ],
)
def test_only_the_report_s_own_number_is_shown(old: str, new: str, shown: str, known: bool) -> None:
    frames = read_bytes(genminetop().decode().replace(old, new).encode(), "g.xml")
    assert whole(frames) == known
    assert {(a.accession, a.case_hint) for a in arms(frames).values() if a.parser} <= {(shown, shown)}


@pytest.mark.parametrize(
    ("panel", "molecules", "complete"),
    [
        ("<item>TDv6</item><item>TRv6</item>", {"DNA", "RNA"}, True),
        ("<item>TDv6</item>", {"DNA"}, True),
        ("<item>TRv6.4.3</item>", {"RNA"}, True),
        ("<item>TDv6</item><item>XX</item>", {"DNA", "unknown"}, False),
        ("", {"unknown"}, False),
    ],
)
def test_arms_come_from_the_panels(panel: str, molecules: set[str], complete: bool) -> None:
    frames = read_bytes(genminetop(panel=panel), "g.xml")
    assert {m for _, m in arms(frames)} == molecules
    assert whole(frames) == complete


@pytest.mark.parametrize(
    ("item", "fusions", "at", "complete"),
    [
        (fusion(("CD74", "NRG1"), ("CD74", "NRG1")), ["CD74::NRG1"], 32727949, True),
        (
            fusion(("CD74", "NRG1"), ("NRG1", "CD74")),
            ["CD74::NRG1"],
            32727949,
            True,
        ),  # the points the other way
        (fusion(("CD74", "NRG1"), ("CD74",)), ["CD74::NRG1"], None, True),
        (fusion(("CD74", "NRG1"), ("CD74", "ALK")), ["CD74::NRG1"], None, False),
        (fusion(("CD74", "ALK"), ("CD74", "NRG1")), [], None, False),
        (fusion(("CD74", "ALK"), ("CD74", "ROS1")), ["CD74::ALK"], None, True),
        (SNV.format("R77S"), [], None, True),
        (SNV.format("CD74-NRG1"), [], None, False),
        (fusion(("CD74", "NRG1"), ("CD74", "NRG1"), "new-kind"), [], None, False),
        (fusion(("CD74", "NRG1", "X"), ("CD74", "NRG1")), [], None, False),
    ],
)
def test_fusions_of_genminetop(item: str, fusions: list[str], at: int | None, complete: bool) -> None:
    frames = read_bytes(genminetop(item), "g.xml")
    assert [f.fusion for f in findings(frames)] == fusions
    assert [f.pos3 for f in findings(frames)] == [at] * len(fusions)
    assert {f.molecule for f in findings(frames)} <= {"RNA"}
    assert whole(frames) == complete


def test_silent_genminetop_is_no_trusted_negative_without_its_quality(tmp_path: Path) -> None:
    case = verdict(tmp_path, genminetop())
    assert case["verdict"] == "inadequate_rna_negative"
    assert "QC_NOT_PROVIDED" in case["reasons"]


# -- C-CAT CATS ----------------------------------------------------------------------------------------
def end(chrom: str, pos: int, *genes: str | None) -> dict[str, Any]:
    return {
        "chromosome": chrom,
        "startPosition": pos,
        "endPosition": pos,
        "transcripts": [{"geneSymbol": g} for g in genes],
    }


A, B = end("5", 150404680, "CD74"), end("8", 32500100, "NRG1", "NRG1-IT1")
TUMOR_RNA = {"itemId": "r", "tumorOrNormal": "tumor", "nucleicAcid": "RNA"}
TUMOR_DNA = {"itemId": "d", "tumorOrNormal": "tumor", "nucleicAcid": "DNA"}


def cats(*rearrangements: dict[str, Any], samples: Any = (TUMOR_RNA, TUMOR_DNA), **more: Any) -> bytes:
    root = {
        "metaData": {"schemaVersion": "1.2.1", "referenceGenome": {"grcRelease": "GRCh38"}},
        "testInfo": {"testId": "1", "testType": "tumor-only", "panelName": "GenMineTOP"},
        "sequencingSamples": list(samples),
        "variants": {"rearrangements": list(rearrangements)},
    }
    return json.dumps(root | more).encode()


def joined(a: dict[str, Any] = A, b: dict[str, Any] = B, **more: Any) -> dict[str, Any]:
    facts = {"itemId": "v", "rearrangementType": "gene fusion", "sampleItemId": "d", "reported": True}
    return {"breakends": [a, b]} | facts | more


@pytest.mark.parametrize(
    ("entry", "fusions", "at"),
    [
        (joined(orderedGenePairs=[["CD74", "NRG1"]]), ["CD74::NRG1"], [32500100]),
        (joined(B, A, orderedGenePairs=[["CD74", "NRG1"]]), ["CD74::NRG1"], [32500100]),
        (joined(orderedGenePairs=[["NRG1", "CD74"]]), ["NRG1::CD74"], [150404680]),
        (
            joined(orderedGenePairs=[["CD74", "NRG1"], ["NRG1", "CD74"]]),
            ["CD74::NRG1", "NRG1::CD74"],
            [32500100, 150404680],
        ),
        (joined(), ["CD74/NRG1"], [32500100]),
        (joined(end("3", 1000, None)), ["?/NRG1"], [32500100]),
        (joined(orderedGenePairs=[["CD74"]]), [], []),
    ],
)
def test_rearrangements_of_cats(entry: dict[str, Any], fusions: list[str], at: list[int]) -> None:
    frames = read_bytes(cats(entry), "c.json")
    assert [f.fusion for f in findings(frames)] == fusions
    assert [f.pos3 for f in findings(frames)] == at
    assert whole(frames) == bool(fusions)
    assert not any(f.kept5 or f.kept3 for f in findings(frames))


@pytest.mark.parametrize(
    ("pairs", "fusions", "complete"),
    [
        ([["CD74", "NRG1-IT1"]], ["CD74::NRG1-IT1"], False),  # NRG1 stands beside it
        ([["CD74", "ALK"]], [], False),
        ([[None, None]], [], False),
        ([None], [], False),
        ([["FOO", "NRG1"]], ["FOO::NRG1"], False),
        ([["CD74", "NRG1"]], ["CD74::NRG1"], True),
    ],
)
def test_pairs_name_the_genes_of_the_breakends(pairs: Any, fusions: list[str], complete: bool) -> None:
    frames = read_bytes(cats(joined(orderedGenePairs=pairs)), "c.json")
    assert [f.fusion for f in findings(frames)] == fusions
    assert whole(frames) == complete


@pytest.mark.parametrize(
    ("more", "sample", "expected"),
    [
        ({}, "d", "DNA"),
        ({}, "r", "RNA"),
        ({}, "x", "unknown"),
        ({"testInfo": {"testType": "tumor-only (cell-free)", "panelName": "x"}}, "d", "cfDNA"),
    ],
)
def test_the_nucleic_acid_is_the_sample_s(more: dict[str, Any], sample: str, expected: str) -> None:
    frames = read_bytes(cats(joined(sampleItemId=sample), **more), "c.json")
    assert [f.molecule for f in findings(frames)] == [expected]
    assert whole(frames) == (sample != "x")


def test_a_file_without_the_list_of_rearrangements_says_nothing_of_fusions(tmp_path: Path) -> None:
    for variants_ in ({}, {"rearrangements": None}):
        assert not any(
            a.fusions_stated for a in arms(read_bytes(cats(variants=variants_), "c.json")).values()
        )
    assert verdict(tmp_path, cats(variants={}, samples=[TUMOR_DNA]), "c.json")["verdict"] == "not_tested"


def test_a_suspected_sample_is_limited_and_an_empty_list_is_no_pass() -> None:
    states = [
        {**TUMOR_RNA, "suspectedSampleStates": ["degraded"]},
        {**TUMOR_DNA, "suspectedSampleStates": []},
    ]
    found = arms(read_bytes(cats(samples=states), "c.json"))
    assert found["r", "RNA"].limitation
    assert (found["d", "DNA"].limitation, found["d", "DNA"].qc) == ("", "not_provided")


def test_two_files_with_one_arbitrary_test_id_are_two_cases() -> None:
    assert {a.case_hint for a in arms(read_bytes(cats(), "c.json")).values()} == {""}


@pytest.mark.parametrize(
    ("comment", "complete"),
    [
        ({"itemIds": ["v"], "contents": ["NRG1 fusion"]}, True),
        ({"itemIds": [], "contents": ["NRG1 fusion"]}, False),
    ],
)
def test_a_comment_counts_as_read_only_with_what_it_speaks_of(
    comment: dict[str, Any], complete: bool
) -> None:
    meta = {"schemaVersion": "1.2.1", "referenceGenome": {"grcRelease": "GRCh38"}, "comments": [comment]}
    assert whole(read_bytes(cats(joined(), metaData=meta), "c.json")) == complete


# -- the corpus ----------------------------------------------------------------------------------------
@pytest.mark.samples
@pytest.mark.parametrize(
    ("file", "parser", "molecules", "fusions"),
    [
        ("foundation/lifeomic_heme_sample_nopdf.xml", "foundation_xml", {"DNA"}, ["NF1/?"]),
        ("foundation/phc_sample_nopdf.xml", "foundation_xml", {"DNA"}, ["NF1/?", "NF1/FN2", "FN2/NF1"]),
        ("foundation/phc_sample_namespace_nopdf.xml", "foundation_xml", {"DNA"}, ["NF1/?"]),
        ("foundation/SYN-F1-0002.xml", "foundation_xml", {"DNA"}, ["EML4::ALK"]),
        ("foundation/phc_fmi_sample.vcf", "small_variant_vcf", {"DNA"}, []),
        ("genminetop/SYN-GM-0002.xml", "genminetop", {"DNA", "RNA"}, ["MET::MET", "EML4::ALK"]),
        ("ccat/cats2cbio_input.json", "ccat_cats", {"DNA"}, ["CD74::ERBB4", "MET/MET"]),
        (
            "ccat/cats_rearrangements_input.json",
            "ccat_cats",
            {"DNA", "RNA"},
            ["EML4::ALK", "EML4::ALK", "?/LINC01865", "MET/MET"],
        ),
    ],
)
def test_the_files_of_others(
    samples: Path, file: str, parser: str, molecules: set[str], fusions: list[str]
) -> None:
    path = samples / "vendor" / file
    if not path.is_file():
        pytest.skip("not in this copy of the corpus")
    frames = list(read_source(Source(path=path, shown=path.name)))
    assert {f.parser for f in frames if isinstance(f, Assay)} == {parser}
    assert {m for _, m in arms(frames)} == molecules
    assert [f.fusion for f in findings(frames)] == fusions
    assert whole(frames) == (path.suffix != ".vcf")  # the VCF has no last newline
    assert not any(isinstance(f, Marker) and f.gene == "NRG1" for f in frames)
    assert any(a.fusions_stated for a in arms(frames).values()) == (path.suffix != ".vcf")
