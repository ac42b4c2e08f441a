"""Whether two sides were named in the wrong order: the database first, and then the files."""

from __future__ import annotations

from stacqc.report import Report
from stacqc.sources.names import is_api, is_pgstac
from stacqc.sources.sides.opening import lines_of, root_of

HINT = (
    "it looks as if the sides were swapped, since the first one is {} and the second one {}: "
    "stacqc diff wants the files first and then the database"
)
#: What documents are found to be where a flat side is taken for the nested one.
_ELSEWHERE = ("diff/moved", "diff/only-file", "diff/only-database")


def swapped(files: str, database: str, report: Report) -> list[str]:
    """Return a hint where it looks as if the names of two sides were swapped, from what they are and what differs."""
    if not report.counts or is_pgstac(database) or is_api(database):
        return []
    if is_pgstac(files) or is_api(files):
        first = "pgstac" if is_pgstac(files) else "a STAC API"
        return [HINT.format(first, "a tree of files" if root_of(database) else "in files")]
    if _are_elsewhere(report) and lines_of(files) and root_of(database):
        return [HINT.format("a dump of rows", "a tree of files")]
    return []


def _are_elsewhere(report: Report) -> bool:
    """Whether most documents have no partner under the collection where they are looked for."""
    elsewhere = sum(n for (rule, _), n in report.counts.items() if rule in _ELSEWHERE)
    return elsewhere > sum(report.checked.values())
