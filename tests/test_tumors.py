"""Tumor type as stated -> the label axis: the worked cases, hedges, traps, several texts, and text that is not understood."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusionflag import knowledge, tumors
from fusionflag.tumor_case import classify_many
from fusionflag.tumors import classify

LABELLED = [
    ("IMA lung", "ima"),
    ("mucinous BAC", "ima"),
    ("invasive mucinous adenocarcinoma of lung", "ima"),
    ("non-small cell lung cancer", "nsclc_nos"),
    ("Non-Small Cell Lung Cancers", "nsclc_nos"),
    ("nonsmall cell lung cancer", "nsclc_nos"),
    ("Lung cancer, non-small cell", "nsclc_nos"),
    ("non-squamous NSCLC", "nsclc_nos"),
    ("NSCLC, favor adenocarcinoma", "nsclc_nos"),
    ("metastatic NSCLC, stage IVB", "nsclc_nos"),
    ("nicht-kleinzelliges Lungenkarzinom", "nsclc_nos"),
    ("lung adenocarcinoma", "luad"),
    ("Adenocarcinoma, lung", "luad"),
    ("Lung Adenocarcinoma (LUAD)", "luad"),
    ("LUAD", "luad"),
    ("LUAD, stage IV", "luad"),
    ("EGFR L858R mutant lung adenocarcinoma, right upper lobe, pT2aN1M0", "luad"),
    ("lung adenocarcinoma metastatic to brain", "luad"),
    ("Adenokarzinom der Lunge", "luad"),
    ("adenocarcinoma, lung primary", "luad"),
    ("Metastatic adenocarcinoma, lung primary", "luad"),
    ("metastatic adenocarcinoma (lung primary), stage IV", "luad"),
    ("lung squamous cell carcinoma", "lusc"),
    ("PDAC", "paad"),
    ("PDAC metastatic to lung", "paad"),
    ("pancreatic ductal adenocarcinoma", "paad"),
    ("invasive carcinoma arising in IPMN", "ipmn_inv"),
    ("Adenokarzinom des Pankreas", "paad"),
    ("bile duct carcinoma", "chol"),
    ("cholangiocellular carcinoma", "chol"),
    ("Cholangiozelluläres Karzinom", "chol"),
    ("intrahepatic cholangiocellular carcinoma", "ihch"),
    ("Malignant neoplasm of intrahepatic bile ducts", "ihch"),
    ("malignant neoplasm of intrahepatic bile duct", "ihch"),
    ("cholangiocarcinoma", "chol"),
    ("Klatskin tumour", "phch"),
    ("Klatskin", "phch"),
    ("iCCA", "ihch"),
    ("ICC, liver", "ihch"),
    ("dCCA", "ehch"),
]
NOT_LABELLED = [
    ("small cell lung cancer", "sclc"),
    ("Lung cancer, small cell", "sclc"),
    ("small cell carcinoma of lung", "sclc"),
    ("lung carcinoid", "luca"),
    ("lung adenocarcinoma in situ", "lais"),
    ("PNET", "panet"),
    ("pancreatic neuroendocrine tumour", "panet"),
    ("IPMN", "ipmn"),
    ("ICC, uterine cervix", "cervix"),
    ("breast cancer", "breast"),
    ("triple negative breast cancer", "breast"),
    ("hepatocellular carcinoma", "hcc"),
    ("glioma", "glioma"),
]
AMBIGUOUS = [
    *(
        "LCNEC lung",
        "LCNEC",
        "pancreatic ca",
        "acinar cell carcinoma pancreas",
        "biliary tract cancer",
        "gallbladder cancer",
    ),
    *(
        "ampullary, pancreatobiliary type",
        "combined HCC-CCA",
        "CUP, favour pancreatobiliary",
        "hepatobiliary carcinoma",
    ),
    *(
        "liver adenocarcinoma",
        "lung cancer",
        "ICC",
        "ICC metastatic to liver",
        "adenosquamous carcinoma of pancreas",
    ),
    # no organ is named
    *("sarcomatoid carcinoma", "small duct type", "CLC"),
    # another type, or another site, stands beside it
    *(
        "SCLC vs NSCLC",
        "NSCLC/SCLC",
        "NSCLC and colon cancer",
        "lung adenocarcinoma with small cell transformation",
    ),
    *(
        "large cell carcinoma of lung with neuroendocrine features",
        "cholangiocarcinoma/HCC",
        "gallbladder cholangiocarcinoma",
    ),
    *(
        "metastatic adenocarcinoma in the lung",
        "lung, metastatic adenocarcinoma",
        "metastatic adenocarcinoma to lung, colon primary",
        "metastatic adenocarcinoma to lung, primary",
        "primary adenocarcinoma, metastatic, lung",
        "metastatic adenocarcinoma, lung; primary: colon",
        "metastatic adenocarcinoma, lung, primary unknown",
        "metastatic adenocarcinoma, lung primary not confirmed",
        "metastatic adenocarcinoma, lung primary?",
        "metastatic adenocarcinoma, no lung primary",
        "combined hepatocellular-cholangiocellular carcinoma",
        "mixed hepatocellular and cholangiocellular carcinoma",
        "secondary malignant neoplasm of intrahepatic bile ducts",
        "V.a. Adenokarzinom der Lunge",
        "adenocarcinoma of lung, thyroid origin",
    ),
    # outside the label, but not stated plainly: `not_labelled` would take the urgency away
    *(
        "not small cell lung cancer",
        "non-SCLC",
        "breast cancer?",
        "history of breast cancer",
        "no evidence of melanoma",
    ),
]
UNKNOWN = [
    *(
        "",
        "   ",
        "?",
        "n/a",
        "unknown",
        "carcinoma",
        "solid tumor",
        "lung metastasis",
        "liver metastasis",
        "something else",
    ),
    *("cholangiocellular adenoma", "Adenokarzinom", "malignant neoplasm of bile", "Metastase in der Lunge"),
    *("stage IV", "XYZ-123", "肺腺癌", "acinar cell", "nslcl"),
]
HEDGED = (
    "favour {}", "favoring {}", "suspicious for {}", "suspected {}", "{} vs mesothelioma", "{} versus infection",
    "{} or lymphoma",
    "rule out {}", "r/o {}", "{} ruled out", "not {}", "no {}", "no evidence of {}", "non-{}", "without {}", "{} excluded",
    "possible {}", "probable {}", "presumed {}", "likely {}", "unlikely {}", "cannot exclude {}", "{}?", "? {}", "(?) {}",
    "{} (-)",
    "{}: negative", "{}: no", "{}: unknown", "history of {}", "mother: {}", "differential: {}", "DDx {}", "query {}",
    "against {}",
    "compatible with {}", "concern for {}", "screening for {}", "normal tissue beside {}", "{} transformed to lymphoma",
    "kein {}", "V.a. {}", "pas de {}", "sin evidencia de {}", "geen {}", "{} を否定", "нет {}",
)  # fmt: skip


@pytest.mark.parametrize(("text", "key"), LABELLED)
def test_labelled(text: str, key: str) -> None:
    found = classify(text)
    assert (found.label, found.key) == ("labelled", key), found
    assert knowledge.label_of(found.group), "a labelled type has an indication"


@pytest.mark.parametrize(("text", "key"), NOT_LABELLED)
def test_not_labelled(text: str, key: str) -> None:
    found = classify(text)
    assert (found.label, found.key, found.group) == ("not_labelled", key, ""), found


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_ambiguous(text: str) -> None:
    found = classify(text)
    assert (found.label, found.group) == ("ambiguous", ""), found
    assert found.reason


@pytest.mark.parametrize("text", UNKNOWN)
def test_unknown(text: str) -> None:
    assert classify(text).label == "unknown"


@pytest.mark.parametrize("hedge", HEDGED)
@pytest.mark.parametrize("tumor", ["NSCLC", "lung adenocarcinoma", "PDAC", "intrahepatic cholangiocarcinoma"])
def test_a_hedge_or_a_denial_is_never_labelled(hedge: str, tumor: str) -> None:
    assert classify(hedge.format(tumor)).label == "ambiguous"


def test_flags_for_urgency() -> None:
    assert classify("IMA lung").invasive_mucinous_lung
    assert classify("IMA lung").lung_adenocarcinoma
    assert classify("suspicious for cholangiocarcinoma").cholangiocarcinoma, (
        "a hedge must not lower the urgency"
    )
    assert classify("PDAC").pancreatic_adenocarcinoma
    assert not classify("PNET").pancreatic_adenocarcinoma
    assert not classify("lung squamous cell carcinoma").lung_adenocarcinoma
    assert not classify("small cell lung cancer").lung
    assert not classify("breast cancer").lung


# -- age -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("age", "label"), [(0.5, "not_labelled"), (17.99, "not_labelled"), (18, "labelled"), (None, "labelled")]
)
def test_the_label_is_for_adults(age: float | None, label: str) -> None:
    found = classify("iCCA", age=age)
    assert found.label == label
    assert found.age_excluded is (label == "not_labelled")
    assert ("AGE" in found.reason) is found.age_excluded
    assert found.cholangiocarcinoma


# -- several texts ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("texts", "label"),
    [
        (["lung adenocarcinoma", "LUAD"], "labelled"),
        (["NSCLC", "invasive mucinous adenocarcinoma of lung"], "labelled"),
        (["lung adenocarcinoma", "n/a"], "labelled"),
        (["lung adenocarcinoma", "stage IV", "right upper lobe"], "labelled"),
        (["lung adenocarcinoma", "lung metastasis"], "labelled"),
        (["lung adenocarcinoma", "breast cancer"], "ambiguous"),
        (["lung adenocarcinoma", "cholangiocarcinoma"], "ambiguous"),
        (["lung adenocarcinoma", "suspicious for lung adenocarcinoma"], "ambiguous"),
        (["lung adenocarcinoma", "Adenokarzinom des Kolons"], "ambiguous"),
        (["breast cancer"], "not_labelled"),
        (["n/a", ""], "unknown"),
        (["something else"], "unknown"),
        ([], "unknown"),
    ],
)
def test_several_texts_in_any_order(texts: list[str], label: str) -> None:
    found = {classify_many(list(order)) for order in itertools.permutations(texts)}
    assert {t.label for t in found} == {label}
    assert len(found) == 1, "the order of the reports must not matter"


def test_two_types_are_both_named_and_keep_their_urgency() -> None:
    found = classify_many(["breast cancer", "cholangiocarcinoma"])
    assert "Cholangiocarcinoma" in found.reason
    assert "breast" in found.reason
    assert found.cholangiocarcinoma
    assert classify_many(["NSCLC", "IMA lung"]).invasive_mucinous_lung
    assert "`Kolonkarzinom`" in classify_many(["NSCLC", "Kolonkarzinom"]).reason


# -- the table -------------------------------------------------------------------------------------
def test_every_name_of_the_table_gets_the_label_of_its_row_or_less() -> None:
    """No listed name is labelled unless one of its rows is; abbreviations of two organs are ambiguous."""
    for row in tumors._rows():
        for phrase in row.phrases:
            label = classify(phrase).label
            shared = {r.label for r in tumors._phrases()[phrase]}
            assert label in shared | {"ambiguous"}, (phrase, label)
            assert label == row.label or len(tumors._phrases()[phrase]) > 1 or phrase in row.needs_organ, (
                phrase
            )


def test_codes_of_the_table_stand_as_a_whole_text() -> None:
    for code in ("LUAD", "paad", "CHOL", "NSCLC"):
        assert classify(code).label == "labelled"
    for code in ("SCLC", "PANET", "BRCA", "HCC"):
        assert classify(code).label == "not_labelled"
    assert classify("BRCA1 mutated pancreatic adenocarcinoma").label != "not_labelled", "BRCA is also a gene"


# -- properties ------------------------------------------------------------------------------------
PLAIN = [text for text, _ in LABELLED + NOT_LABELLED]
SEPARATORS = st.sampled_from([" ", "  ", "-", "\u2010", "\u2011", "\u2013", "\u00a0", "_", " - ", "\t"])


@given(st.data(), st.sampled_from(PLAIN))
def test_case_spacing_and_hyphens_do_not_matter(data: st.DataObject, text: str) -> None:
    words = text.replace("-", " ").split(" ")
    styled = [data.draw(st.sampled_from([w, w.upper(), w.lower(), w.title()])) for w in words]
    changed = styled[0] + "".join(data.draw(SEPARATORS) + w for w in styled[1:])
    assert classify(changed) == classify(text)


@given(st.text(max_size=40))
def test_junk_is_never_labelled(text: str) -> None:
    listed = any(f" {p} " in f" {tumors.fold(text)} " for p in tumors._phrases())
    assert (
        classify(text).label == "unknown"
        or listed
        or any(r.oncotree == tumors.fold(text) for r in tumors._rows())
    )


@given(
    st.sampled_from([text for text, _ in LABELLED]),
    st.text(st.characters(categories=["Ll", "Lo"]), min_size=6, max_size=14),
    st.booleans(),
)
def test_a_word_that_is_not_understood_is_never_labelled(text: str, word: str, before: bool) -> None:
    if not tumors.fold(word) or not tumors._strange(tumors.fold(word), classify(text).organ):
        return
    joined = f"{word} {text}" if before else f"{text} {word}"
    assert classify(joined).label != "labelled"


@given(st.lists(st.sampled_from([*PLAIN, *AMBIGUOUS, *UNKNOWN]), max_size=4))
def test_several_texts_are_labelled_only_if_one_alone_is(texts: list[str]) -> None:
    found = classify_many(texts)
    assert found == classify_many(texts[::-1])
    if found.label == "labelled":
        alone = {classify(text).label for text in texts}
        assert "labelled" in alone
        assert alone <= {"labelled", "unknown"}
