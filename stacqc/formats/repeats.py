"""Telling apart findings that share a fingerprint, for readers that keep one of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from stacqc.findings import Finding


def numbered(findings: Iterable[Finding]) -> Iterator[tuple[Finding, str, int]]:
    """Yield each finding with its fingerprint and which one of that fingerprint it is, from 1."""
    seen: Counter[str] = Counter()
    for finding in findings:
        fingerprint = finding.fingerprint
        seen[fingerprint] += 1
        yield finding, fingerprint, seen[fingerprint]
