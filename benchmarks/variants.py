"""The VCF door against the field's own readers, side by side in one run: `make bench`.

    S   a pysam loop that reads seven fields of every record, on the same file             (CPU)
    V   pyvcf3 over the same file                                                           (CPU)
    B   `bcftools view -H` on the same file, as a process; so are ours beside it            (CPU of the process)

Ours is always the whole way from the file to its last record: hash, scan, junctions, genes, arms, notices.
"""

from __future__ import annotations

import gzip
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.timing import best, cpu, memory_row, row
from benchmarks.vcf_files import annotated_vcf, delly_vcf, sv_vcf
from fusionflag.readfile import read_source
from fusionflag.sources import Source

ROOT = Path(__file__).parents[1]
MEMORY = 150  # MiB


def ours(path: Path) -> None:
    """From the file to its last record."""
    for _ in read_source(Source(path=path, shown=path.name)):
        pass


def pysam_loop(path: Path) -> None:
    """The seven fields that a hand-written NRG1 script would read."""
    import pysam

    with pysam.VariantFile(str(path)) as variants:
        for r in variants:
            _ = (r.contig, r.pos, r.id, r.alts, list(r.filter), r.info.get("SVTYPE"), r.info.get("MATEID"))


def pyvcf3_loop(path: Path) -> None:
    """Every record, as the library makes it."""
    import vcf

    with path.open(encoding="utf-8") as lines:
        for _ in vcf.Reader(lines):
            pass


def process(*command: str) -> tuple[float, float]:
    """CPU seconds and peak memory (MiB) of a child process; its modules are compiled, as an installer leaves them."""
    with_bytecode = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    env = {**with_bytecode, "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "fusionflag-bench")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT, check=True, env=env
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss / 1024


def child(path: Path) -> tuple[str, ...]:
    return (sys.executable, "-m", "benchmarks.variants", str(path))


def structural(folder: Path) -> None:
    """50,000 records of an SV caller."""
    path = folder / "sv.vcf"
    sv_vcf(path, 50_000)
    ours(path)
    pair = best(partial(cpu, partial(ours, path)), partial(cpu, partial(pysam_loop, path)), 5)
    row("50,000 SV records, against pysam", pair, "S", 0.8)
    other = min(cpu(partial(pyvcf3_loop, path)) for _ in range(2))
    row("50,000 SV records, against pyvcf3", (pair[0], other), "V", 1 / 8)
    delly = folder / "delly.vcf"
    delly_vcf(delly, 50_000)
    pair = best(partial(cpu, partial(ours, delly)), partial(cpu, partial(pysam_loop, delly)), 3)
    row("50,000 records with CHR2 (DELLY's writing), against pysam", pair, "S")


def annotated(folder: Path) -> None:
    """500,000 records, 96 % of them annotated small variants; plain, gzip and BGZF."""
    plain = folder / "annotated.vcf"
    annotated_vcf(plain, 500_000)
    packed = folder / "annotated.gzip.vcf.gz"
    with plain.open("rb") as source, gzip.open(packed, "wb", 6) as target:
        shutil.copyfileobj(source, target)
    pair = best(lambda: process(*child(packed))[0], lambda: process(*child(plain))[0], 3)
    row("500,000 annotated records, gzip against plain text", pair, "x", 2)
    memory_row("500,000 annotated records, peak memory", process(*child(plain))[1], MEMORY)
    bcftools = shutil.which("bcftools")
    if bcftools is None:
        print("bcftools is not installed: not compared (Debian: apt-get install bcftools)")
        return
    _against(bcftools, "500,000 annotated records, against bcftools view", plain, 0.8)
    import pysam

    blocks = folder / "annotated.vcf.gz"
    pysam.tabix_compress(str(plain), str(blocks), force=True)
    _against(bcftools, "the same as BGZF", blocks, None)


def _against(bcftools: str, name: str, path: Path, goal: float | None) -> None:
    mine: Callable[[], float] = lambda: process(*child(path))[0]  # noqa: E731
    theirs: Callable[[], float] = lambda: process(bcftools, "view", "-H", str(path))[0]  # noqa: E731
    row(name, best(mine, theirs, 3), "B", goal)


def main() -> None:
    """Print the table; with a path, read that file and nothing else (how a child process is measured)."""
    if len(sys.argv) > 1:
        ours(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        structural(Path(folder))
        annotated(Path(folder))


if __name__ == "__main__":
    main()
