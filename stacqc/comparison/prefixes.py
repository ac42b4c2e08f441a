"""Addresses that differ in what they begin with, as they do where files were moved."""

from __future__ import annotations

import re

from stacqc.comparison.difference import Difference
from stacqc.comparison.excerpts import alike_until, shown
from stacqc.findings import pointer

#: What is left of the first step of an address: as far as behind its host, or to the end of a folder.
_step = re.compile(r"[^/]*(?://[^/]*)?/")


def prefixes(file: str, database: str) -> tuple[str, str] | None:
    """Return what two addresses begin with, as whole folders, where the rest is the same; None where it is not."""
    alike = alike_until(file[::-1], database[::-1])
    tail = file[len(file) - alike :]
    heads = [address[: len(address) - alike] for address in (file, database)]
    if not all(head.endswith("/") for head in heads):
        step = _step.match(tail)
        if step is None:
            return None
        heads = [head + step[0] for head in heads]
    return heads[0], heads[1]


def told_by_prefixes(difference: Difference) -> tuple[str, str] | None:
    """Return what two addresses begin with as a sentence and advice; None where a difference is another one."""
    file, database = difference.file, difference.database
    if difference.path[-1:] != ("href",) or type(file) is not str or type(database) is not str:
        return None
    found = prefixes(file, database)
    if found is None:
        return None
    where = pointer(difference.path)
    sentence = f"{where} begins with {shown(found[0])} in the file and with {shown(found[1])} in the database"
    return sentence, f"where that is meant: [diff.hrefs] {shown(found[0])} = {shown(found[1])}"
