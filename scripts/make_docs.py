"""Write docs/tables.md, rules.md, formats.md and codes.md from the code, or check that they are up to date (--check)."""

from __future__ import annotations

import sys
from pathlib import Path

from fusionflag.codes import Code
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


def codes_md() -> str:
    """All codes of notices, reasons and warnings."""
    lines = ["# Codes", "", MADE, "| code | meaning |", "|---|---|"]
    lines += [f"| `{code}` | {meaning(code)} |" for code in Code]
    return "\n".join(lines) + "\n"


PAGES = {"tables.md": tables_md, "rules.md": rules_md, "formats.md": formats_md, "codes.md": codes_md}


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
