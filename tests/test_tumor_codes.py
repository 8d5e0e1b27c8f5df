"""Tumor types by code, several statements of one case, and the label on a day."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from fusionflag import knowledge, tumor_codes, tumors
from fusionflag.knowledge import KnowledgeError
from fusionflag.tumor_case import classify_many
from tests.files import STAR, run, star


@pytest.mark.parametrize(
    ("text", "key", "label"),
    [
        ("OncoTree LUAD", "luad", "labelled"),
        ("OncoTree: LUAD", "luad", "labelled"),
        ("OncoTree IHCH", "ihch", "labelled"),
        ("OncoTree PAAD", "paad", "labelled"),
        ("OncoTree LUCA", "luca", "not_labelled"),  # its main type says NSCLC
        ("OncoTree LUNE", "lune", "ambiguous"),
        ("OncoTree IPMN", "ipmn", "not_labelled"),
        ("OncoTree IPN", "ipn", "ambiguous"),  # OncoTree makes CHOL its child
        ("OncoTree GBC", "gbc", "ambiguous"),
        ("OncoTree BRCA", "breast", "not_labelled"),
        ("NCIt C3512", "luad", "labelled"),
        ("NCIt C4436", "chol", "labelled"),
        ("NCIt C4917", "sclc", "not_labelled"),
        ("ICD-10 C22.1", "ihch", "labelled"),  # intrahepatic bile duct carcinoma, cholangiocarcinoma
        ("ICD-10 C24.0", "btc_nos", "ambiguous"),
        ("ICD-10 C34.11", "lung_nos", "ambiguous"),
        ("ICD-10-CM C25.4", "panet", "not_labelled"),
        ("ICD-10 C25.0", "panc_nos", "ambiguous"),
        ("ICD-10 C22.0", "hcc", "not_labelled"),
        ("ICD-10 C50.9", "breast", "not_labelled"),
        ("ICD-O-3 8140/3 C34.1", "luad", "labelled"),
        ("ICD-O-3 8041/3 C34.1", "sclc", "not_labelled"),
        ("ICD-O-3 8140/2 C34.1", "lais", "not_labelled"),
        ("ICD-O-3 8160/3 C24.0", "ehch", "labelled"),
        ("ICD-O-3 8140/3 C24.0", "btc_nos", "ambiguous"),  # the cystic duct has this code too
        ("ICD-O-3 8500/3 C25.0", "paad", "labelled"),
        ("ICD-O-3 8240/3 C25.0", "panet", "not_labelled"),
    ],
)
def test_codes_on_the_list(text: str, key: str, label: str) -> None:
    found = classify_many([text])
    assert (found.key, found.label) == (key, label)


@pytest.mark.parametrize(
    "text",
    [
        "OncoTree NSCLC_LIKE",
        "OncoTree luad2",
        "NCIt C35",
        "NCIt C35122",
        "ICD-O-3 8140/3",
        "ICD-O-3 9999/3 C34.1",
        "SNOMED CT 254637007",
        "ICD-10 C99",
        "ICD-10",
    ],
)
def test_a_code_that_is_not_listed_is_never_labelled(text: str) -> None:
    assert classify_many([text]).label in ("unknown", "ambiguous")


@pytest.mark.parametrize(
    ("texts", "label", "key"),
    [
        (["lung adenocarcinoma", "ICD-10 C34.1"], "labelled", "luad"),
        (["adenocarcinoma of lung", "ICD-10 C34.1", "ICD-O-3 8140/3 C34.1"], "labelled", "luad"),
        (["lung adenocarcinoma", "lung cancer"], "labelled", "luad"),
        (["cholangiocarcinoma", "ICD-10 C24.0"], "labelled", "chol"),
        (["cholangiocarcinoma", "biliary tract cancer"], "labelled", "chol"),
        (["cholangiocarcinoma", "ICD-10 C23"], "ambiguous", "several"),
        (["cholangiocarcinoma", "ICD-10 C22.0"], "ambiguous", "several"),
        (["lung adenocarcinoma", "ICD-10 C50.9"], "ambiguous", "several"),
        (["lung adenocarcinoma", "ICD-10 C62.9"], "ambiguous", "several"),  # another primary, not on the list
        (["lung adenocarcinoma", "ICD-10 C78.7"], "labelled", "luad"),  # a metastasis names no primary
        (["lung adenocarcinoma", "OncoTree XYZ"], "ambiguous", "several"),  # it may contradict
        (["lung adenocarcinoma", "NCIt C99999"], "ambiguous", "several"),
        (["lung adenocarcinoma", "ICD-10 J18.9"], "labelled", "luad"),  # no tumor
        (["lung adenocarcinoma", "ICD-10 Z85.3"], "ambiguous", "several"),  # a tumor that the patient had
        (["lung adenocarcinoma", "ICD-O-3 8140/3"], "labelled", "luad"),  # the histology alone, and the same
        (["lung adenocarcinoma", "ICD-O-3 8041/3"], "ambiguous", "several"),
        (["lung adenocarcinoma", "ICD-O-3 8140/3 C34.1, 8500/3 C50.9"], "ambiguous", "several"),
        (["lung adenocarcinoma", "SNOMED CT 999"], "labelled", "luad"),
        (["lung adenocarcinoma", "OncoTree SCLC"], "ambiguous", "several"),
        (["ICD-10 C34.1", "ICD-10 C25.0"], "ambiguous", "several"),
        (["ICD-10 C34.1", "OncoTree XYZ"], "ambiguous", "lung_nos"),
        (["small cell lung cancer", "ICD-10 C34.1"], "not_labelled", "sclc"),
        (["small cell lung cancer", "OncoTree XYZ"], "ambiguous", "several"),
        # texts that name the organ, or the histology, and nothing more
        (
            ["Malignant neoplasm of upper lobe, bronchus or lung", "Adenocarcinoma of lung"],
            "labelled",
            "luad",
        ),
        (["Malignant neoplasm of breast", "Adenocarcinoma of lung"], "ambiguous", "several"),
        (["solid tumor", "lung adenocarcinoma"], "labelled", "luad"),
        (["Adenocarcinoma, NOS", "lung adenocarcinoma"], "labelled", "luad"),
        (["Adenocarcinoma, NOS", "lung squamous cell carcinoma"], "ambiguous", "several"),
        (["Adenocarcinoma, NOS", "lung adenocarcinoma", "breast cancer"], "ambiguous", "several"),
        (["lung cancer?", "lung adenocarcinoma"], "ambiguous", "several"),
        (["lung cancer, breast cancer", "lung adenocarcinoma"], "ambiguous", "several"),
        (["bronchus or lung, SCLC", "lung adenocarcinoma"], "ambiguous", "several"),
    ],
)
def test_texts_and_codes_of_one_case(texts: list[str], label: str, key: str) -> None:
    found = {classify_many(list(order)) for order in itertools.permutations(texts)}
    assert {(t.label, t.key) for t in found} == {(label, key)}


@pytest.mark.parametrize(
    "text",
    [
        "ICD-10 C22.1, C50.9",
        "ICD-10 C22.1 or C25.9",
        "ICD-10 C22.1?",
        "ICD-10 ?C22.1",
        "ICD-10 C22.1 (history of)",
        "ICD-10 C22.1 in situ",
        "ICD-10 C22.1V",  # in Germany: suspected
        "ICD-10 Z85.05 C22.1",
        "ICD-10 C50.9 = lung adenocarcinoma",  # only the laboratory's own table says what a code means
        "ICD-10 C50.9 ≙ lung adenocarcinoma",
        "ICD-O-3 8140/3 C34.1, 8500/3 C50.9",
        "ICD-O-3 8140/3 8160/3 C22.1",
        "OncoTree LUAD or LUSC",
        "OncoTree LUAD (suspected)",
        "NCIt C3512 or C4872",
    ],
)
def test_a_code_that_does_not_stand_alone_leaves_the_type_open(text: str) -> None:
    found = classify_many([tumor_codes.spelled_out(text)])
    assert (found.label, found.group) == ("ambiguous", "")
    assert "the wording leaves it open" in found.reason


def test_doubt_about_a_code_keeps_what_makes_it_urgent() -> None:
    assert classify_many(["ICD-10 C22.1?"]).cholangiocarcinoma
    assert classify_many(["ICD-O-3 8140/3 C34.1, 8500/3 C50.9"]).lung_adenocarcinoma


def test_every_key_of_the_code_list_and_of_the_label_is_a_tumor_type() -> None:
    for therapy in knowledge.therapies():
        for key in therapy.tumor_types:
            found = tumors.of_key(key)
            assert found is not None, key
            assert (found.label, found.group) == ("labelled", therapy.tumor_group)
    listed = {key for t in knowledge.therapies() for key in t.tumor_types}
    labelled = {t.key for text in listed if (t := tumors.of_key(text))}
    assert labelled == listed
    rows = [
        r["key"]
        for r in knowledge.table(knowledge.DATA / "tumor_types.tsv", ("key",))
        if r["label_status"] == "LABELLED"
    ]
    assert set(rows) == listed  # what is labelled, and what the label's rows name, is the same


def test_no_snomed_code_is_shipped() -> None:
    assert "SNOMED" not in (knowledge.DATA / "tumor_codes.tsv").read_text()


# -- the laboratory's own codes --------------------------------------------------------------------
def test_snomed_codes_come_from_the_laboratorys_table(tmp_path: Path) -> None:
    own = tmp_path / "codes.tsv"
    own.write_text("system\tcode\ttumor_type\nSNOMED CT\t424132000\tlung adenocarcinoma\n")
    sheet = {"a.tsv": {"case_id": "c", "tumor_type": "SNOMED CT 424132000"}}
    files = {"a.tsv": STAR + star()}
    without = run(tmp_path / "1", dict(files), sheet)
    assert without.cases["c"]["label"] == "unknown"
    found = run(tmp_path / "2", dict(files), sheet, "--tumor-codes", str(own)).cases["c"]
    assert (found["label"], found["tumor_type"]) == ("labelled", "SNOMED CT 424132000 ≙ lung adenocarcinoma")
    assert run(tmp_path / "3", dict(files), sheet).cases["c"]["label"] == "unknown"  # nothing is left over


@pytest.mark.parametrize("system", ["SNOMED CT", "sct", "http://snomed.info/sct"])
def test_the_system_of_an_own_code_has_several_spellings(tmp_path: Path, system: str) -> None:
    own = tmp_path / "codes.tsv"
    own.write_text(
        f"system\tcode\ttumor_type\n{system}\t424132000\tlung adenocarcinoma\nLOCAL\t12\tcholangiocarcinoma\n"
    )
    tumor_codes.use(tumor_codes.load(own))
    try:
        assert classify_many([tumor_codes.spelled_out("SNOMED CT 424132000")]).key == "luad"
        assert classify_many([tumor_codes.spelled_out("LOCAL 12")]).key == "chol"
    finally:
        tumor_codes.use(None)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (
            "system\tcode\ttumor_type\nSNOMED CT\t1\tno such tumor\n",
            "codes.tsv:2:3: column `tumor_type` is 'no such tumor'",
        ),
        ("system\tcode\ttumor_type\n", "holds no row"),
        ("system\tcode\nSNOMED CT\t1\n", "column `tumor_type` is missing"),
    ],
)
def test_a_bad_table_of_codes_names_its_place(tmp_path: Path, text: str, cause: str) -> None:
    own = tmp_path / "codes.tsv"
    own.write_text(text)
    with pytest.raises(KnowledgeError) as error:
        tumor_codes.load(own)
    assert cause in str(error.value)


# -- the label on a day ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("tumor", "day", "label"),
    [
        ("cholangiocarcinoma", "", "labelled"),
        ("cholangiocarcinoma", "2026-05-08", "labelled"),
        ("cholangiocarcinoma", "2026-05-07", "not_labelled"),
        ("lung adenocarcinoma", "2026-05-07", "labelled"),
        ("lung adenocarcinoma", "2024-12-04", "labelled"),
        ("lung adenocarcinoma", "2024-12-03", "not_labelled"),
        ("gallbladder cancer", "2026-05-07", "ambiguous"),
    ],
)
def test_the_label_as_of_a_day(tmp_path: Path, tumor: str, day: str, label: str) -> None:
    sheet = {"a.tsv": {"case_id": "c", "tumor_type": tumor}}
    more = ("--as-of", day) if day else ()
    case = run(tmp_path, {"a.tsv": STAR + star()}, sheet, *more).cases["c"]
    assert (case["verdict"], case["label"]) == ("positive", label)  # the label never changes the verdict
    assert bool(case["label_not_assessed"]) is (label == "labelled")
    if label == "not_labelled":
        assert "LABEL_LATER: approved" in case["label_reason"]
    if label == "labelled":
        assert "adults; advanced unresectable or metastatic" in case["label_not_assessed"]


def test_a_withdrawn_indication_is_in_force_until_its_day() -> None:
    therapy = knowledge.therapies()[0]
    facts = {f: getattr(therapy, f) for f in therapy.__dataclass_fields__}
    gone = knowledge.Therapy(**{**facts, "status": "withdrawn", "withdrawn": "2027-01-01"})
    assert [gone.in_force(day) for day in ("", "2026-12-31", "2027-01-01", "2024-01-01")] == [
        False,
        True,
        False,
        False,
    ]
