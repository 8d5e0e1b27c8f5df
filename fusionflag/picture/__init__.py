"""The picture of a fusion: inline SVG of one finding, in words too.

    svg.py         the few shapes that are drawn, escaped
    known.py       what a finding shows of both sides, and what it does not
    scale.py       NRG1 on paper: coding exons to scale, the locus to scale, the domains
    transcript.py  a junction seen in RNA: both partners and the fusion transcript
    genome.py      a break seen in DNA: the locus with its introns, and the predicted splice

Whatever is not known is drawn with a dashed outline and a question mark, never left out and never guessed.
"""

from __future__ import annotations

from fusionflag.model import Finding
from fusionflag.picture.genome import draw_genome
from fusionflag.picture.known import known
from fusionflag.picture.transcript import draw_transcript

DNA = frozenset({"DNA", "cfDNA"})


def draw(finding: Finding, name: str) -> str:
    """The picture of a finding. `name` makes the ids of its title and description unique on the page."""
    sides = known(finding)
    return draw_genome(sides, name) if finding.molecule in DNA else draw_transcript(sides, name)
