"""The door for FHIR R4 genomics reports: Genomics Reporting STU1 to STU3, mCODE, GenomeX (Tempus), MII molecular tumor board.

words       sentences of free text
codes       what codings and words mean: presence, genes, kinds of change, nucleic acids
bundle      the resources of one file, and what their references point to
people      patient, specimen, tumor type, dates
studies     what was analysed: genomic studies and regions studied
statements  what the Observations say: findings, markers, negatives, no calls
groups      the reports of the file, each with its patient, results and analyses
records     findings and markers from the statements
remarks     what a report says against its own results
arms        one report as arms, with what is known of each
reports     all of it together: one file to records
"""
