"""fusion-report: what each caller said of a fusion, in its JSON and its CSV alike.

Both hold one entry a fusion and in it one part a tool: keys and values in JSON, `key: value,key: value` in CSV. Only the
first place of a fusion and tool is kept (fusion-report issue 38). `position` is `chr:pos[:strand]#chr:pos[:strand]`,
1-based; SQUID's is a pair of ranges in the order of the genome, not of the genes. What the counts mean differs from tool to
tool.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from fusionflag import lists, numbers
from fusionflag.cells import RowError
from fusionflag.layouts import frame_word
from fusionflag.model import Finding, Mark

# tool: keys of its junction reads (all of them add up), of its pairs, and of its frame
_TOOLS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "arriba": (("split_reads1", "split_reads2"), "discordant_mates", "reading-frame"),
    "ctat_lr_fusion": (("num_LR",), "", ""),
    "dragen": ((), "", ""),  # its score was a count once and is a probability now
    "ericscript": (("junction_reads",), "discordant_reads", ""),
    "fusioncatcher": (("spanning_unique_reads",), "spanning_pairs", "fusion_type"),
    "jaffa": (("spanning_reads",), "spanning_pairs", "inframe"),
    "pizzly": (("split_count",), "pair_count", ""),
    "squid": ((), "", ""),
    "starfusion": (("junction_reads",), "spanning_reads", ""),
}
_KINDS = ("type", "fusion_type", "classification")
_PART = re.compile(r"(?:^|,)\s*([A-Za-z][\w-]*): ")


def parts(cell: str) -> dict[str, str]:
    """The keys and values of a cell of the CSV. Raises RowError where it is none of that form."""
    marks = list(_PART.finditer(cell))
    if not marks or marks[0].start():
        raise RowError("is not `key: value,key: value`", None, cell)
    ends = [m.start() for m in marks[1:]] + [len(cell)]
    return {m[1]: cell[m.end() : end].strip() for m, end in zip(marks, ends, strict=True)}


def findings(name: str, tools: Mapping[str, Mapping[str, str]]) -> Iterator[Finding]:
    """A finding for each tool that found the fusion; one by its name alone where no tool is listed. RowError for a bad name."""
    five, three = lists.pair(name, "--", "::")
    if not five:
        raise RowError("is not GENE--GENE", None, name)
    for tool, said in tools.items():
        yield _finding(five, three, name, tool, said)
    if not tools:
        yield Finding(
            gene5_reported=five,
            gene3_reported=three,
            call_reported=name,
            order_known=False,
            order_from="none",
        )


def _finding(five: str, three: str, name: str, tool: str, said: Mapping[str, str]) -> Finding:
    junction, pairs, frame_key = _TOOLS.get(tool, ((), "", ""))
    frame = frame_word(said.get(frame_key, ""))
    # Arriba's order is arbitrary where it did not know the strands, which a stated frame rules out
    known = tool in _TOOLS and (tool != "arriba" or frame != "unknown")
    (chrom5, pos5, strand5), (chrom3, pos3, strand3) = _ends(
        said.get("position", "") if tool != "squid" else ""
    )
    kinds = [said.get(key, "") for key in _KINDS]
    counts = [n for key in junction if (n := _count(said.get(key, ""))) is not None]
    return Finding(
        gene5_reported=five,
        gene3_reported=three,
        call_reported=name,
        callers=(tool,),
        confidence=said.get("confidence", "") or (kinds[2] if tool == "jaffa" else ""),
        marks=(
            *((Mark.SAME_ENDS,) if "'" in kinds[0] else ()),
            *lists.readthrough(*kinds),
        ),
        order_known=known,
        order_from="format" if known else "none",
        chrom5=chrom5,
        pos5=pos5,
        strand5=strand5,
        chrom3=chrom3,
        pos3=pos3,
        strand3=strand3,
        event=kinds[0],
        in_frame=frame,
        junction_reads=sum(counts) if counts else None,
        pair_reads=_count(said.get(pairs, "")),
        total_reads=_count(said.get("score", "")) if tool == "squid" else None,
    )


def _ends(position: str) -> list[tuple[str, int | None, str]]:
    """Both places, or none. Raises RowError for a text that is no pair of places."""
    if position in ("", "nan", "None"):
        return [("", None, ""), ("", None, "")]
    ends = [lists.place(end) for end in position.split("#")]
    if len(ends) != 2 or any(pos is None for _, pos, _ in ends):
        raise RowError("is not chr:pos#chr:pos", None, position)
    return ends


def _count(text: str) -> int | None:
    return numbers.count(text)[0] if text else None
