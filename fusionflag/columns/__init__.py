"""A laboratory's own tables, read by a small TOML file that says which column is what (`--columns mylab.toml`).

keys      the closed list of keys
toml      a file's text, and the line that a key stands in
mapping   from TOML to a checked Mapping
marks     which tables a mapping fits
parser    a Mapping as a `Parser`, of the same kind as the shipped ones
reader    rows to findings; arms: what the laboratory states of its assay
draft     `fusionflag columns init`; guesses: what a column seems to be
"""
