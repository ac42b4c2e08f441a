"""Failures where a format has a place for each of them: those that were only counted are one more."""

from __future__ import annotations

from collections.abc import Iterator

from stacqc.findings import Failure
from stacqc.report import Failures


def told(failures: Failures) -> Iterator[Failure]:
    """Yield the failures, and how many more there were."""
    yield from failures
    if failures.dropped:
        yield Failure("", f"{failures.dropped:,} more that could not be checked are not listed")
