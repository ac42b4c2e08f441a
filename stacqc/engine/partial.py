"""The outcome of some shards, which can be put together with that of others."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from stacqc.findings import Failure
from stacqc.report import Report
from stacqc.rule import Fold


@dataclass(slots=True)
class Partial:
    """The outcome of some shards: what was found, and folds that still wait for the other shards."""

    report: Report = field(default_factory=Report)
    folds: list[Fold] = field(default_factory=list)
    #: What rules asked of the file system, and the answers.
    asked: dict[str, bool] = field(default_factory=dict)

    def merge(self, later: Partial, limit: int) -> None:
        """Take in the outcome of the shards that follow, of whose findings so many are kept as fit."""
        report, its = self.report, later.report
        room = max(0, limit - len(report.findings))
        report.findings += its.findings[:room]
        report.dropped += its.dropped + len(its.findings[room:])
        report.failures += its.failures
        report.checked.update(its.checked)
        report.counts.update(its.counts)
        report.suppressed += its.suppressed
        for mine, other in zip(self.folds, later.folds, strict=True):
            try:
                mine.merge(other)
            except Exception as error:
                report.failures.append(Failure("", failed(mine, error)))


def failed(fold: object, error: Exception) -> str:
    """Return what to say of a fold that raised an error."""
    return f"rule {type(fold).__name__} failed ({in_words(error)})"


def in_words(error: Exception) -> str:
    """Return what an error is, and the line of code that raised it, for whoever wrote the rule."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    what = f"{type(error).__name__}: {str(error)[:200]}"
    if trace is None:
        return what
    return f"{what}, at {'/'.join(Path(trace.tb_frame.f_code.co_filename).parts[-2:])}:{trace.tb_lineno}"
