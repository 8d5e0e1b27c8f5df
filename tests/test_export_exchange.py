"""cBioPortal, VICC, BEDPE and MultiQC: formats that list what was found must say what they cannot express."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from fusionflag.dossiers import Dossier
from fusionflag.meanings import SHOWN
from fusionflag.model import total_support, with_facts
from fusionflag.output import bedpe, cbioportal, multiqc, vicc
from fusionflag.output.names import file_name
from fusionflag.output.standing import events, stands
from tests.cases import arm, fusion, wts
from tests.exports import INFO, OPEN, dossier, loaded, read_back, worked
from tests.files import table

CASES = worked()


def study(folder: Path, cases: Iterable[Dossier]) -> Path:
    cbioportal.write(cases, INFO, folder / "cbioportal")
    return folder / "cbioportal"


def sv_files(study: Path) -> dict[str, bytes]:
    names = ("data_sv.txt", "meta_sv.txt", "data_gene_panel_matrix.txt")
    return {name: (study / name).read_bytes() for name in names if (study / name).exists()}


# -- cBioPortal ------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def all_cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return study(tmp_path_factory.mktemp("study"), CASES.values())


@pytest.mark.parametrize("name", CASES)
def test_a_study_is_never_read_back_as_negative(name: str, tmp_path: Path) -> None:
    d = CASES[name]
    back = read_back(sv_files(study(tmp_path, [d])))
    assert back
    assert not [c for c in back if c.verdict == "negative"], (
        "it says nothing of quality, so it supports no negative"
    )
    if events(d):
        # a laboratory's class has no column: where a positive rests on it alone (86, 89), what is missing shows again
        expected = {"86": "equivocal", "89": "equivocal"}.get(name, d.case.verdict)
        assert [c.verdict for c in back] == [expected]
    elif d.case.verdict != "equivocal":
        assert {c.verdict for c in back} == {"not_tested"}, (
            "the panel alone tells of a negative, and nothing of its quality"
        )


def test_only_profiled_samples_are_listed_as_profiled(all_cases: Path) -> None:
    matrix = {
        r["SAMPLE_ID"]: r["structural_variants"] for r in table(all_cases / "data_gene_panel_matrix.txt")
    }
    verdicts = {cbioportal.sample_id(d.case.case_id): d.case.verdict for d in CASES.values()}
    assert {s: v in OPEN for s, v in verdicts.items()} == {s: p == "NA" for s, p in matrix.items()}
    listed = re.search(r"case_list_ids: (.*)", (all_cases / "case_lists" / "cases_sv.txt").read_text())
    assert listed
    assert set(listed[1].split("\t")) == {s for s, p in matrix.items() if p != "NA"}
    assert "not excluded" in (all_cases / "meta_sv.txt").read_text()
    clinical = (all_cases / "data_clinical_sample.txt").read_text(encoding="utf-8").splitlines()
    assert [line[:1] for line in clinical[:5]] == ["#", "#", "#", "#", "P"]
    told = {row.split("\t")[1]: row.split("\t")[3:5] for row in clinical[5:]}
    assert {s: v for s, (v, _) in told.items()} == verdicts
    assert all(told[s][1].startswith("not excluded") for s, v in verdicts.items() if v == "dna_only_negative")


def test_a_study_keeps_the_rules_of_the_validator(all_cases: Path) -> None:
    """The checks of cBioPortal's validateData.py on structural variants, clinical data, panels and meta files, written anew."""
    rows = table(all_cases / "data_sv.txt")
    assert rows
    samples = {r["SAMPLE_ID"] for r in table(all_cases / "data_gene_panel_matrix.txt")}
    keys = [name for name in rows[0] if name in (*cbioportal.SV[:1], *cbioportal.SV[2:14], "Event_Info")]
    unique = [tuple(r[k] for k in keys) for r in rows]
    assert len(set(unique)) == len(unique)
    assert len({r["NCBI_Build"] for r in rows} - {"NA"}) == 1
    for r in rows:
        assert r["Sample_Id"] in samples
        assert re.fullmatch(r"[A-Za-z0-9._-]+", r["Sample_Id"])
        assert r["SV_Status"] == "SOMATIC"
        assert r["NCBI_Build"] in ("GRCh37", "GRCh38", "NA")
        assert (r["Site1_Hugo_Symbol"], r["Site2_Hugo_Symbol"]) != ("NA", "NA")
        assert re.fullmatch(r"yes|no", r["DNA_Support"])
        for name, value in r.items():
            if re.search("Position|Number|Count", name):
                assert re.fullmatch(r"\d+|NA", value), name
    for meta in all_cases.glob("meta_*.txt"):
        fields = dict(line.split(": ", 1) for line in meta.read_text().splitlines())
        assert fields["cancer_study_identifier"] == cbioportal.STUDY
        assert (all_cases / fields.get("data_filename", ".")).exists()
    panel = (all_cases / f"gene_panel_{cbioportal.PANEL}.txt").read_text().splitlines()
    assert [line.split(":")[0] for line in panel] == ["stable_id", "description", "gene_list"]


def test_a_study_without_an_event_has_no_empty_table(tmp_path: Path) -> None:
    made = study(tmp_path, [CASES["07"], CASES["06"]])
    assert not (made / "data_sv.txt").exists()
    assert not (made / "meta_sv.txt").exists()
    assert "dna_only_negative" in (made / "data_clinical_sample.txt").read_text()


def test_positions_on_another_build_are_left_out(tmp_path: Path) -> None:
    old = dossier(wts("b"), with_facts(fusion(of="b"), genome="GRCh37"), case_id="b")
    rows = table(study(tmp_path, [CASES["05"], CASES["11"], old]) / "data_sv.txt")
    assert {(r["NCBI_Build"], r["Site2_Position"] == "NA") for r in rows} == {("GRCh38", False), ("NA", True)}


# -- VICC ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", CASES)
def test_vicc_states_fusions_that_are_there_and_an_index_of_all(name: str, tmp_path: Path) -> None:
    d = CASES[name]
    vicc.write([d], INFO, tmp_path / "vicc")
    (entry,) = loaded(tmp_path / "vicc" / "index.json")["cases"]
    assert (entry["verdict"], entry["meaning"]) == (d.case.verdict, SHOWN[d.case.verdict])
    files = [p.name for p in (tmp_path / "vicc").iterdir() if p.name != "index.json"]
    assert files == ([entry["file"]] if entry["file"] else [])
    written = loaded(tmp_path / "vicc" / files[0]) if files else []
    assert len(written) + len(entry["not_written"]) == len(events(d)), "no event is lost"
    if not files:
        return
    assert d.case.verdict in ("positive", "positive_confirm_rna")
    (case,) = read_back({files[0]: (tmp_path / "vicc" / files[0]).read_bytes()})
    known = d.findings[0]
    exact = known.pos3 is not None and (total_support(known) or 0) >= 10 and (known.junction_reads or 0) >= 3
    if (
        d.case.verdict == "positive"
        and exact
        and known.egf_kept == "kept"
        and len(d.findings) == 1
        and known.genome
    ):
        assert (case.verdict, case.fusion) == ("positive", d.case.fusion)
    assert case.verdict in (d.case.verdict, "equivocal", "positive_confirm_rna")


def test_a_place_at_exon_edges_becomes_segments_of_transcripts() -> None:
    made = vicc.assayed(fusion())
    five, three = made["structure"]
    assert (five["transcript"], five["exonEnd"], five["strand"]) == ("refseq:NM_004355", 6, -1)
    assert (three["transcript"], three["exonStart"], three["transcriptStatus"]) == (
        "refseq:NM_013964.5",
        6,
        "mane_select",
    )
    assert five["elementGenomicEnd"]["sequenceReference"] == "refseq:NC_000005.10"
    assert (three["elementGenomicStart"]["start"], three["elementGenomicStart"]["end"]) == (
        32727948,
        32727949,
    )
    assert made["assay"]["fusionDetection"] == "observed"
    between = vicc.assayed(fusion(pos3=32727960))
    assert between["structure"][1] == {"type": "GeneElement", "gene": three["gene"]}
    dna = vicc.assayed(with_facts(fusion(), molecule="DNA"))
    assert dna["assay"]["fusionDetection"] == "inferred"


# -- BEDPE -----------------------------------------------------------------------------------------
def bedpe_of(folder: Path, *cases: Dossier) -> list[str]:
    bedpe.write(cases, INFO, folder / "x.bedpe")
    return (folder / "x.bedpe").read_text(encoding="utf-8").splitlines()


def test_bedpe_lists_each_event_and_names_each_silent_case(tmp_path: Path) -> None:
    lines = bedpe_of(tmp_path, *CASES.values())
    rows = [line for line in lines if not line.startswith("#")]
    assert len(rows) == sum(len(events(d)) for d in CASES.values())
    told = {line.split()[4].rstrip(":"): line for line in lines if line.startswith("## no line: case ")}
    assert set(told) == {d.case.case_id for d in CASES.values() if not events(d)}
    for d in CASES.values():
        if d.case.case_id in told:
            assert f": {d.case.verdict}: " in told[d.case.case_id]
    header = next(line for line in lines if line.startswith("#chrom1")).split("\t")
    assert all(len(row.split("\t")) == len(header) for row in rows)


def test_bedpe_is_zero_based_half_open_and_tells_what_is_kept(tmp_path: Path) -> None:
    row = bedpe_of(tmp_path, dossier(wts(), fusion()))[-1].split("\t")
    assert row[:3] == ["chr5", "150404679", "150404680"]
    assert row[3:6] == ["chr8", "32727948", "32727949"]
    # CD74 lies on the minus strand: right of its place is kept; of NRG1, on the plus strand, the right too
    assert (row[8], row[9]) == ("-", "-")
    row = bedpe_of(tmp_path, CASES["FISH positive"])[-1].split("\t")
    assert row[:6] == [".", "-1", "-1", ".", "-1", "-1"]


@pytest.mark.parametrize("name", CASES)
def test_bedpe_is_read_back_as_uncertain_or_not_excluded(name: str, tmp_path: Path) -> None:
    d = CASES[name]
    lines = bedpe_of(tmp_path, d)
    back = read_back({"x.bedpe": "".join(f"{line}\n" for line in lines).encode()})
    # BEDPE states neither direction nor nucleic acid nor who was tested: no positive, and no negative, can come from it
    assert [c.verdict for c in back] == ["equivocal" if events(d) else "dna_only_negative"]
    assert "NUCLEIC_ACID_UNKNOWN" in back[0].reasons
    if d.case.verdict in ("positive", "positive_confirm_rna"):
        genes = set(re.split("::|/", d.case.fusion))
        assert set(re.split("::|/", back[0].fusion)) == genes, "the pair comes back, in either order"


def test_bedpe_of_many_cases_is_never_read_back_as_negative(tmp_path: Path) -> None:
    lines = "".join(f"{line}\n" for line in bedpe_of(tmp_path, *CASES.values())).encode()
    (back,) = read_back({"fusionflag.bedpe": lines})
    assert back.verdict == "equivocal"
    silent = b"".join(line for line in lines.splitlines(True) if line.startswith(b"#"))
    (back,) = read_back({"fusionflag.bedpe": silent})
    assert back.verdict == "dna_only_negative", "a case without a line is not excluded"


# -- MultiQC ---------------------------------------------------------------------------------------
def test_multiqc_has_a_row_a_case_and_only_a_negative_passes(tmp_path: Path) -> None:
    multiqc.write(CASES.values(), INFO, tmp_path / "x.json")
    made = loaded(tmp_path / "x.json")
    assert {row["case"]: row["verdict"] for row in made["data"].values()} == {
        d.case.case_id: d.case.verdict for d in CASES.values()
    }
    rules = made["headers"]["verdict"]["cond_formatting_rules"]
    assert rules["pass"] == [{"s_eq": "negative"}]
    assert {rule["s_eq"] for kind in rules.values() for rule in kind} == set(SHOWN)
    assert all(set(row) == set(made["headers"]) for row in made["data"].values())


def test_multiqc_rows_do_not_become_one_and_run_nothing(tmp_path: Path) -> None:
    """MultiQC cuts `.fastq.gz`, `_R1` and all before a slash from names."""
    names = ["s/lung", "t/lung", "lung.fastq.gz", "lung_R1", "<script>alert(1)</script>", "a&b"]
    d = CASES["01"]
    cases = [Dossier(with_facts(d.case, case_id=name), d.assays, d.findings) for name in names]
    multiqc.write(cases, INFO, tmp_path / "x.json")
    made = loaded(tmp_path / "x.json")
    assert len(made["data"]) == len(names)
    assert all(re.fullmatch(r"[a-z0-9-]+", key) for key in made["data"])
    assert "<script>" not in (tmp_path / "x.json").read_text()


# -- what they share -------------------------------------------------------------------------------
def test_which_events_stand() -> None:
    weak = fusion(of="r1", n=2, junction_reads=2, pair_reads=1)
    d = dossier(arm(), fusion(), weak)
    assert d.case.verdict == "positive"
    assert [stands(d, f) for f in events(d)] == [True, False]
    assert events(CASES["78"]) == [], "an artefact beside a negative is no event"
    assert events(CASES["71"]) == [], "RNA closed what DNA had opened"
    alone = dossier(arm(), weak)
    assert [stands(alone, f) for f in events(alone)] == [False]


@pytest.mark.parametrize("name", ["lung-01", "a", "case_7", "x" * 60])
def test_a_plain_case_id_is_its_file_name(name: str) -> None:
    assert file_name(name) == name


def test_file_names_are_safe_and_different() -> None:
    odd = [
        "Lung-01",
        "lung-01 ",
        "lung/01",
        "../lung-01",
        "con",
        "CON",
        "",
        ".",
        "-a",
        "a-",
        "ä",
        "x" * 61,
        "=a",
        "a\u202eb",
    ]
    odd += ["lung-01-deadbeef", "a#1", "a#2", "\ud800"]
    names = [file_name(case) for case in odd]
    assert len({n.lower() for n in (*names, "lung-01", "a")}) == len(odd) + 2
    assert all(re.fullmatch(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?", n) and len(n) <= 60 for n in names)
