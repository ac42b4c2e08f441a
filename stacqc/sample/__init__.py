"""Makes ISDeform-shaped catalogs, sound or with known defects, as a pure function of a seed."""

from __future__ import annotations

from collections.abc import Iterator

from stacqc.sample.defect import Kind, kinds
from stacqc.sample.manifest import read_manifest, tree_digest
from stacqc.sample.options import Options
from stacqc.sample.sampler import File, Run, Sampler
from stacqc.sample.sinks import SINKS
from stacqc.sample.writing import write

__all__ = [
    "SINKS",
    "File",
    "Kind",
    "Options",
    "Run",
    "Sampler",
    "generate",
    "kinds",
    "read_manifest",
    "tree_digest",
    "write",
]


def generate(options: Options, runs: range | None = None) -> Iterator[File]:
    """Yield every document, the root first; with `runs` only those of some runs, and the root with run 0."""
    sampler = Sampler(options)
    wanted = range(len(sampler.shapes)) if runs is None else runs
    if 0 in wanted:
        yield sampler.root()
    for run in wanted:
        yield from sampler.run(run).files
