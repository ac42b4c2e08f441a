"""Fixes of findings as SARIF describes them: what to replace where in a file (section 3.55 of the standard)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import islice
from typing import Any

from stacqc.document import Document
from stacqc.findings import Finding, Fix, Location, pointer
from stacqc.safe import safe
from stacqc.schemes import is_address
from stacqc.sources.containers.members import is_parquet, steps_to_member

#: Fixes that are described; each costs a look at its file.
MAX_FIXES = 5_000


def replacements_of(findings: Iterable[Finding]) -> dict[int, list[dict[str, Any]]]:
    """Return the replacements that mend findings, by the ids of these; files are read again for that."""
    from stacqc.sources.again import Reader

    wanted: dict[str, list[Finding]] = {}
    for finding in islice(filter(_is_mendable, findings), MAX_FIXES):
        wanted.setdefault(_address(finding.location), []).append(finding)
    made: dict[int, list[dict[str, Any]]] = {}
    for address, document in Reader().documents(wanted):
        for finding in wanted[address] if document is not None else ():
            assert document is not None
            assert finding.fix is not None
            replacements = _replacements(finding, finding.fix, document)
            if replacements:
                made[id(finding)] = replacements
    return made


def description(finding: Finding, fix: Fix) -> str:
    """Return what a fix does, in words."""
    from stacqc.fixing.mend import title_of

    return safe(title_of(finding, fix))


def _is_mendable(finding: Finding) -> bool:
    uri = finding.location.uri
    return finding.fix is not None and not (is_address(uri) or is_parquet(uri)) and os.path.isfile(uri)


def _address(place: Location) -> str:
    """The address of the document that a place is in, which may be one of many in a file."""
    steps = steps_to_member(place.path)
    return f"{place.uri}#{pointer(place.path[:steps])}" if steps else place.uri


def _replacements(finding: Finding, fix: Fix, document: Document) -> list[dict[str, Any]]:
    """The replacements of a fix, none where the text would not say what the fix means."""
    from stacqc.fixing.mend import pieces_of_fix, still_holds

    if not document.readable or not still_holds(finding, document):
        return []
    pieces = pieces_of_fix(document, fix)
    return [_replacement(document.location_of_offsets(start, end), text) for start, end, text in pieces]


def _replacement(place: Location, text: str) -> dict[str, Any]:
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    return {"deletedRegion": region, **({"insertedContent": {"text": text}} if text else {})}
