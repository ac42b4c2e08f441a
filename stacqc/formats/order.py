"""Findings for readers that show only the first ones."""

from __future__ import annotations

from collections.abc import Iterable

from stacqc.findings import Finding


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings with errors first, those told alone before those that many documents share; else by place."""
    return sorted(findings, key=lambda finding: (-finding.severity, finding.shared > 0))
