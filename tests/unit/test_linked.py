"""The links of a relation are those that a search finds, also where the outline knows their places."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from stacqc.aspects.linked import linked
from stacqc.document import Document

PARENT = {"rel": "parent", "href": "./collection.json"}
CITE = {"rel": "cite-as", "href": "https://doi.org/10.1/a", "title": "A"}


@pytest.mark.parametrize("kind", ["Feature", "Collection"])
@pytest.mark.parametrize(
    "links",
    [
        [], [PARENT], [CITE, PARENT, CITE], [PARENT, {"href": "a"}], [PARENT, {"rel": None}], [{"rel": 1}, PARENT],
        [PARENT, "parent", CITE], [None, CITE], [["rel"], PARENT], [{"rel": ["parent"]}, PARENT], {}, {"rel": "parent"},
        None, "parent", 5,
    ],
)  # fmt: skip
def test_links_are_those_that_a_search_finds(kind: str, links: Any) -> None:
    item = {"type": kind, "stac_version": "1.1.0", "properties": {}, "links": links}
    for data in (item, {**item, "assets": 1}):
        text = orjson.dumps(data)
        for rel in ("parent", "cite-as", "self"):
            wanted = [(n, link) for n, link in Document("a", text).links if link.get("rel") == rel]
            assert list(linked(Document("a", text), rel)) == wanted


def test_items_of_one_outline_have_their_own_links() -> None:
    hrefs = [f"./{n}.json" for n in range(3)]
    items = [
        {"type": "Feature", "stac_version": "1.1.0", "links": [{**PARENT, "href": href}]} for href in hrefs
    ]
    found = [linked(Document("a", orjson.dumps(item)), "parent") for item in items]
    assert [link["href"] for ((_, link),) in found] == hrefs
