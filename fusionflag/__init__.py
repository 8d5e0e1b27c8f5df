"""fusionflag: does this tumor carry an NRG1 fusion, and can a negative report be trusted?"""

from pathlib import Path as _Path

__version__ = "0.1.0"

# `parsers/` and `fixtures/` stand at the top level of a checkout and inside the package once installed
# (setup.cfg, package_dir). In a plain checkout they are found one level up.
if not (_Path(__file__).parent / "parsers").is_dir():
    __path__.append(str(_Path(__file__).parents[1]))
