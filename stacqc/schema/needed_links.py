"""Links that a field needs, and that are there with a misspelt relation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stacqc.findings import Edit
from stacqc.schema.messages import FailedKeyword
from stacqc.schema.problem import SchemaProblem
from stacqc.vocabulary.relations import relation_meant
from stacqc.words import show

#: Fields at the top of a document that go with a link of the relation of their name.
_FIELDS = ("collection",)


def without_link(failure: FailedKeyword, message: str) -> SchemaProblem | None:
    """Return what is said of a field that only lacks its link because the relation of that is misspelt."""
    if len(failure.path) != 1 or failure.path[0] not in _FIELDS:
        return None
    field = str(failure.path[0])
    for index, rel in _relations(failure.root):
        if relation_meant(rel) == field:
            edit = Edit("replace", ("links", index, "rel"), field)
            help_ = f"write {field} where a link has {show(rel)} as its relation"
            return failure.problem(message, help_, key=True, edits=(edit,), safe=False)
    return None


def _relations(document: Any) -> Iterator[tuple[int, str]]:
    links = document.get("links") if isinstance(document, dict) else None
    for index, link in enumerate(links if isinstance(links, list) else ()):
        rel = link.get("rel") if isinstance(link, dict) else None
        if isinstance(rel, str):
            yield index, rel
