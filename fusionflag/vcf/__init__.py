"""The one door for VCF: from lines to records, from records to junctions, from junctions to findings.

    header      what the meta lines and the column line say: samples, genome build, what had to be repaired
    marks       the mark by which a parser says which VCF is its own
    alt         one ALT allele: brackets, symbols, sequences, single breakends
    record      one line taken apart; INFO and sample columns on demand
    scan        every line is counted, only what may touch NRG1 is taken apart
    quick       the quick look at a line: may it touch NRG1?
    junctions   a record's junctions: two ends of the genome, and which part of each is kept
    orientation which parts to believe of callers whose brackets are wrong
    mates       the records of one junction found to each other, each junction once
    columns     which sample column is the tumor
    support     how many reads support the alternative allele in a column
    annotation  the genes that the file itself names (SnpEff, VEP, AnnotSV and others)
    build       the assembly, by contig lengths
    extent      does the file reach NRG1 at all?
    readers     pysam and pyvcf3 as second and third readers of the records that count
    caller      what a parser says of its caller
    carriers    which sample columns show a junction
    findings    the findings and arms: with how many reads, past which filters, in the germline too or not
    calls       all of it together, for the parsers of structural variants
    fusions     the same for the RNA callers that list every fusion

The record's text is the truth: pysam hides INFO/END of `<TRA>` and turns badly typed INFO into nothing; pyvcf3 drops the
first record of a headerless file and splits contigs at their first colon (docs/decisions.md).
"""
