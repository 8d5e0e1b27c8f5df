"""Write the pages of docs that are made from the code, or check that they are up to date (--check)."""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path

from fusionflag import sheet
from fusionflag.codes import Code
from fusionflag.columns import keys
from fusionflag.ledger import SCHEMA
from fusionflag.ledger import TABLES as LEDGER_TABLES
from fusionflag.ledger_rows import TABLES
from fusionflag.magic import LEDGER
from fusionflag.registry import parsers
from fusionflag.rules import RULES
from fusionflag.schema import tables_md
from fusionflag.wording import SHOWN, meaning

DOCS = Path(__file__).parents[1] / "docs"
MADE = "Made by `make docs` from the code; do not edit.\n"


def rules_md() -> str:
    """The decision table and the verdicts in words."""
    lines = ["# Rules", "", MADE, "## Verdicts", "", "| verdict | shown as |", "|---|---|"]
    lines += [f"| `{verdict}` | {shown} |" for verdict, shown in SHOWN.items()]
    lines += ["", "Only `negative` says that no NRG1 fusion is there.", "", "## Decision table", ""]
    lines += [
        "The first rule that applies gives the verdict.",
        "",
        "| rule | verdict | title | text | source |",
    ]
    lines += ["|---|---|---|---|---|"]
    lines += [f"| {r.id} | `{r.verdict}` | {r.title} | {r.text} | {r.source} |" for r in RULES]
    return "\n".join(lines) + "\n"


def formats_md() -> str:
    """The report formats."""
    lines = [
        "# Formats",
        "",
        MADE,
        "Recognition goes by content alone. All marks of one alternative must be met.",
        "",
    ]
    lines += ["| parser | format | molecule | versions | recognised by |", "|---|---|---|---|---|"]
    for p in parsers():
        marks = " **or** ".join(" and ".join(str(m) for m in a) for a in p.looks_like).replace("|", "\\|")
        lines.append(f"| `{p.name}` | {p.title} | {p.molecule} | {p.versions or ''} | {marks} |")
    return "\n".join(lines) + "\n"


def ledger_md() -> str:
    """The tables of the ledger."""
    lines = [
        "# The ledger",
        "",
        MADE,
        f"`ledger.sqlite` is a SQLite file (application id {LEDGER}). Its `user_version` is {SCHEMA}, the version of its",
        "schema: a change of columns raises it. Lists are JSON arrays, truths 0 and 1; what is not stated is empty or NULL.",
        "Text that no UTF-8 can hold, and whole numbers of more than 64 bits, are blobs. Records are as they were read.",
        "What the judge adds to them (event classes, adequacy, joined metrics) stands in the TSV files, its answer in",
        "`cases`. Names and birth dates are tokens.",
        "",
    ]
    for table, (text, own) in LEDGER_TABLES.items():
        lines += [f"## {table}", "", text, "", "| column | meaning |", "|---|---|"]
        lines += [f"| {name} | {what} |" for name, what in own.items()]
        if table in TABLES:
            lines += [f"| {f.name} | {f.metadata['doc']} |" for f in fields(TABLES[table])]
        lines.append("")
    return "\n".join(lines)


def codes_md() -> str:
    """All codes of notices, reasons and warnings."""
    lines = ["# Codes", "", MADE, "| code | meaning |", "|---|---|"]
    lines += [f"| `{code}` | {meaning(code)} |" for code in Code]
    return "\n".join(lines) + "\n"


def sheet_md() -> str:
    """The columns of the sample sheet."""
    lines = [
        "# The sample sheet",
        "",
        MADE,
        "CSV or TSV with a header; columns in any order. What is not stated stays empty. A value that cannot be read",
        f"is a notice; in {', '.join(sheet.DECIDING)} it takes the negative of its row away.",
        "",
    ]
    lines += ["| column | must be | says |", "|---|---|---|"]
    must = {**dict.fromkeys(sheet.REQUIRED, "given"), **sheet.ALLOWED}
    lines += [f"| `{name}` | {must.get(name, 'free text')} | {sheet.ABOUT[name]} |" for name in sheet.COLUMNS]
    return "\n".join([*lines, "", *SHEET_EXAMPLES]) + "\n"


def column_keys_md() -> str:
    """The keys of a columns file."""
    lines = [
        "# Keys of a columns file",
        "",
        MADE,
        "[columns.md](columns.md) explains the file by an example.",
        "",
    ]
    for section, known in keys.SECTIONS.items():
        lines += [
            f"## {f'[{section}]' if section else 'Above the first section'}",
            "",
            "| key | says |",
            "|---|---|",
        ]
        lines += [f"| `{key}` | {keys.about(section, key)} |" for key in known]
        lines.append("")
    lines.append(
        'In `[assay]` each value is a text, or a column: `{ column = "Library", values = { good = "pass" } }`.'
    )
    return "\n".join(lines) + "\n"


SHEET_EXAMPLES = [
    "An RNA report whose silence may count: the test, its coverage of NRG1 and its quality control are stated.",
    "",
    "```csv",
    "path,case_id,specimen,tumor_type,assay,molecule,genome,qc,nrg1_coverage,tumor_content",
    "s1/fusions.tsv,case-1,block-A,lung adenocarcinoma,whole transcriptome RNA-seq,RNA,GRCh38,pass,yes,40",
    "s1/sv.vcf,case-1,block-A,lung adenocarcinoma,,DNA,,,,",
    "```",
    "",
    "A VCF of two columns, S1 and S2, that does not say which is the tumor:",
    "",
    "```csv",
    "path,case_id,sample,molecule",
    "pair.vcf,case-2,S2,DNA",
    "```",
    "",
    "A file of two patients has a row for each of them, with `sample`.",
]
PAGES = {
    "column-keys.md": column_keys_md,
    "sheet.md": sheet_md,
    "tables.md": tables_md,
    "rules.md": rules_md,
    "formats.md": formats_md,
    "codes.md": codes_md,
    "ledger.md": ledger_md,
}


def main() -> int:
    """Write the pages; with --check only compare, and return 1 if one is out of date."""
    stale = []
    for name, make in PAGES.items():
        page, text = DOCS / name, make()
        if not page.is_file() or page.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                page.write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        print(f"out of date: {', '.join(stale)}; run `make docs`")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
