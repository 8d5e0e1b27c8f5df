"""The mark of a VCF: what its header and its first records show of the program that wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fusionflag.reading import Report
from fusionflag.vcf.header import Header, header_of


@dataclass(frozen=True, slots=True)
class Vcf:
    """A VCF. Without arguments any VCF; each argument is a demand more.

    meta        regular expression that a `##` line matches somewhere, letters' case aside
    ids         regular expression that the ID of one of the first records matches from its start
    info        INFO keys that the header declares or the first records use
    formats     FORMAT keys, likewise
    used        regular expression found in INFO of one of the first records
    rearranges  True: the header or a first record shows that rearrangements are written; False: nothing shows it
    called      what to call all this in a list of formats, where the expression is a list itself
    merged      True: the calls of several callers were merged; None: no matter. Merges keep their callers' IDs and keys,
                so a caller's own mark demands that nothing was merged
    """

    meta: str = ""
    ids: str = ""
    info: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    used: str = ""
    rearranges: bool | None = None
    merged: bool | None = False
    called: str = ""

    def match(self, report: Report) -> tuple[int, str] | None:
        """(line of the column line, delimiter), or None."""
        header = header_of(report)
        if header is None or not self._fits(header):
            return None
        return header.columns, "\t"

    def _fits(self, header: Header) -> bool:
        return (
            (not self.meta or bool(re.search(self.meta, header.text, re.I)))
            and (not self.ids or bool(re.search(rf"^(?:{self.ids})", header.ids, re.M)))
            and all(header.has("INFO", key) for key in self.info)
            and all(header.has("FORMAT", key) for key in self.formats)
            and (not self.used or any(re.search(self.used, cells[7]) for cells in header.first_records))
            and (self.rearranges is None or header.rearranges == self.rearranges)
            and (self.merged is None or is_merged(header) == self.merged)
        )

    def marks(self) -> frozenset[str]:
        """The mark as a set of demands, to compare it with other marks."""
        demands = {"VCF"}
        demands |= {f"meta {self.meta}"} if self.meta else set()
        demands |= {f"ids {self.ids}"} if self.ids else set()
        demands |= {f"INFO {key}" for key in self.info} | {f"FORMAT {key}" for key in self.formats}
        demands |= {f"used {self.used}"} if self.used else set()
        demands |= {f"rearranges {self.rearranges}"} if self.rearranges is not None else set()
        demands |= {"merged"} if self.merged else set()
        return frozenset(demands)

    def __str__(self) -> str:
        if self.called:
            return f"a VCF {self.called}"
        said = [
            f"a meta line like /{self.meta}/" if self.meta else "",
            f"IDs like /{self.ids}/" if self.ids else "",
            "INFO " + ", ".join(f"`{key}`" for key in self.info) if self.info else "",
            "FORMAT " + ", ".join(f"`{key}`" for key in self.formats) if self.formats else "",
            f"INFO like /{self.used}/" if self.used else "",
            "no rearrangements" if self.rearranges is False else "rearrangements" if self.rearranges else "",
        ]
        text = "".join(f" with {text}" for text in said if text)
        return (
            "a VCF merged from several callers" if self.merged else "a VCF" if text else "any other VCF"
        ) + text


# callers of small variants; `rearranges` False: files to which an SV caller's records were added are not theirs
_SMALL_CALLERS = (
    "freebayes strelka2? mutect2? varscan2? vardict\\w* pisces lofreq lancet platypus octopus deepvariant deepsomatic clair\\w*"
    " sage tvc haplotypecaller unifiedgenotyper scalpel varlociraptor sentieon\\w* tnscope"
)
SMALL_VARIANTS = Vcf(
    meta=rf"##source=[^\n]*\b(?:{'|'.join(_SMALL_CALLERS.split())}|torrent variant caller)\b"
    r"|##GATKCommandLine[^\n]*(?:mutect|haplotypecaller|unifiedgenotyper|genotypegvcfs)|##bcftools_callCommand|##MutectVersion"
    r"|##strelkaNoise|##freebayes|##DeepVariant_version|##sageVersion|DRAGENSnpHardQUAL|##OrderedTest=ORD-",
    rearranges=False,
    called="of small variants (the header names their caller, and nothing shows rearrangements)",
)


def is_merged(header: Header) -> bool:
    """Were the calls of several programs merged into one file (SURVIVOR, Jasmine, SVDB, in-house merges)?

    Sniffles 2 writes SUPP_VEC for the samples of one run, which is no merge.
    """
    names = ("SUPP_VEC", "Callers", "NumCallers", "svdb_origin")
    return any(header.has("INFO", name) for name in names) and "##source=sniffles2" not in header.text.lower()
