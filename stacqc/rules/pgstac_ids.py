"""The rule on ids that pgstac refuses or that its API cannot serve."""

from __future__ import annotations

import re
from collections.abc import Iterable

from stacqc.document import Document
from stacqc.findings import Problem
from stacqc.rule import rule
from stacqc.words import show

#: What parts the path of an address, or stands for another character there.
_unserved = re.compile(r"[/?#%\\\x00-\x1f\x7f]").search


@rule(
    "pgstac-id",
    kinds=("Item", "Collection"),
    rulesets=("pgstac",),
    tags=("pgstac",),
    docs="https://github.com/radiantearth/stac-spec/blob/master/best-practices.md#item-ids",
    fix="Use letters, digits, hyphens, underscores and dots.",
    examples={
        "valid": [{"id": "S1A_20240105.SAFE"}, {"type": "Collection", "id": "run-1"}],
        "invalid": [
            {"document": {"id": "scenes/1"}, "expect": {"path": "$.id", "message": "/"}},
            {"id": "scene?1"},
            {"id": "scene#1"},
            {"id": "a%2Fb"},
            {"id": ".."},
            {"id": 5},
            {"properties": {}},
            {"type": "Collection", "id": "runs/1"},
        ],
    },
)
def id_served(document: Document) -> Iterable[Problem]:
    """An id is text that stands in an address as it is.

    Without an id a row is refused, and a number comes back as text. The API looks ids up by their part of the
    path and links to them without escapes: what lies behind a slash is another route, what lies behind ? or #
    never arrives.
    """
    own = document.data.get("id")
    if type(own) is str and own not in ("", ".", "..") and not _unserved(own):
        return ()
    help_ = "give it one" if own is None else "use letters, digits, - _ and ."
    return (Problem(("id",), _trouble(own), help_),)


def _trouble(own: object) -> str:
    if own is None:
        return "pgstac refuses what has no id"
    if type(own) is not str:
        return f"The id {show(own)} is no text, and comes back as text"
    if own in ("", ".", ".."):
        return f'The id "{own}" is no part of an address: the API cannot serve it'
    wrong = sorted({c if c.isprintable() else repr(c) for c in own if _unserved(c)})
    return f"The API cannot serve this id, or links elsewhere, because of: {' '.join(wrong[:10])}"
