"""FusionCatcher final-list_candidate-fusion-genes.txt, both builds, 15 to 18 columns, and its other header when negative.

Facts: ndaniel/fusioncatcher bin/build_report_fusions_map.py and doc/manual.md. Gene 1 is the 5' partner. `Spanning_pairs`
are pairs around the junction, `Spanning_unique_reads` junction reads. Symbols are in capitals, so the Ensembl ids of
columns 11 and 12 are kept as well. Rows may be shorter than the header. `Predicted_effect` like `UTR/CDS(truncated)` is no
frame call.
"""

from collections.abc import Iterator

from fusionflag.layouts import both_sides, frame_word, fusioncatcher_marks
from fusionflag.model import Finding, Record
from fusionflag.parsing import Columns, parser, table
from fusionflag.reading import Report
from fusionflag.rows import Row

GENE1 = ("Gene_1_symbol(5end_fusion_partner)", "Fusion_gene_symbol_1(5end_partner)")
GENE2 = ("Gene_2_symbol(3end_fusion_partner)", "Fusion_gene_symbol_2(3end_partner)")
POINT1 = ("Fusion_point_for_gene_1(5end_fusion_partner)", "Fusion_gene_1_position(5end_partner)")
POINT2 = ("Fusion_point_for_gene_2(3end_fusion_partner)", "Fusion_gene_2_position(3end_partner)")


@parser(
    title="FusionCatcher",
    molecule="RNA",
    versions="0.99-1.33",
    evidence="real",
    direction="format: gene 1",
    positions="1-based",
    build="unstated",
    silence="negative: a header of its own, which differs",
    looks_like=[
        Columns(GENE1[0], GENE2[0], POINT1[0], POINT2[0]),
        Columns(GENE1[1], GENE2[1], POINT1[1], POINT2[1]),
    ],
)
def fusioncatcher(report: Report) -> Iterator[Record]:
    """One finding a row; the same junction may stand on several rows."""
    t = table(report)
    gene1, gene2, at1, at2 = t.column(*GENE1), t.column(*GENE2), t.column(*POINT1), t.column(*POINT2)
    labels, effect = t.optional("Fusion_description"), t.optional("Predicted_effect")
    reads, pairs = t.optional("Spanning_unique_reads"), t.optional("Spanning_pairs")
    exon1, exon2 = t.optional("Exon_1_id(5end_fusion_partner)"), t.optional("Exon_2_id(3end_fusion_partner)")

    def read_row(row: Row) -> Finding:
        name5, name3 = row.key(gene1), row.key(gene2)
        return Finding(
            gene5_reported=name5,
            gene3_reported=name3,
            call_reported=f"{name5}--{name3}",
            filters=row.text(labels),
            marks=fusioncatcher_marks(row[labels]),
            order_from="format",
            **both_sides(row, at1, at2),
            exon5=row.text(exon1),
            exon3=row.text(exon2),
            event=row.text(effect),
            in_frame=frame_word(row[effect]),
            junction_reads=row.reads(reads),
            pair_reads=row.reads(pairs),
        )

    yield from t.map(read_row)
