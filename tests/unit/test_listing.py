"""What a catalog lists is the same whether it is read in the fast way or parsed as a whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stacqc.document import Document, Tree
from stacqc.sources.sides.listing import ListingReader
from stacqc.sources.tree.catalog import listed

TREE = Tree("tree", "tree/catalog.json")
PATH = "tree/below/catalog.json"


def catalog(*links: Any, **members: Any) -> bytes:
    made = {"type": "Catalog", "stac_version": "1.1.0", "id": "c", "links": [*links], **members}
    return json.dumps(made).encode()


def link(href: Any, rel: Any = "item", **members: Any) -> dict[str, Any]:
    return {"rel": rel, "href": href, **members}


@pytest.mark.parametrize(
    "raw",
    [
        catalog(link("./a.json"), link("./d/catalog.json", "child"), link("../catalog.json", "parent")),
        catalog(link("b.json"), link("../c.json"), link("../../outside.json"), link("/etc/passwd")),
        catalog(link("https://example.org/a.json"), link("file:///etc/passwd"), link("a%20b.json?x#y")),
        catalog(link(""), link("./a.json", "ITEM"), link("./a.json", 1), link(None), {"rel": "item"}, "x"),
        catalog(link("./a.json"), type="Collection", extent={}, title=None),
        catalog(link("./a.json"), id=7),
        catalog(links={"rel": "item"}),
        b'{"type": "Catalog", "id": "a", "id": "b", "links": [], "links": [{"rel": "item", "href": "./a.json"}]}',
        b'{"type": "Catalog", "id": "\\ud800", "links": [{"rel": "item", "href": "./\\ud800.json"}]}',
        b'{"type": "Catalog", "stac_version": "1.0.0", "id": "a", "n": NaN, "links": [{"rel": "item", "href": "./a.json"}]}',
        b"\xef\xbb\xbf" + catalog(link("./a.json")),
        b'{"stac_version": "0.9.0", "id": "old", "description": "", "links": [{"rel": "item", "href": "a.json"}]}',
        catalog(link("./a.json"), type="Feature", geometry=None, properties={}),
        catalog(link("./a.json"), type="Thing", properties=1),
        b"[" * 2000,
        b"",
    ],
)  # fmt: skip
def test_listing_is_that_of_the_parsed_document(raw: bytes) -> None:
    document = Document(PATH, raw, TREE)
    found = ListingReader().of(PATH, raw, TREE)
    if document.kind not in ("Catalog", "Collection"):
        assert found is None
        return
    assert found is not None
    assert (found.uri, found.raw, found.kind, found.id) == (PATH, raw, document.kind, document.id)
    assert found.children == [path for rel, path in listed(document) if rel == "child"]
    assert found.items == [path for rel, path in listed(document) if rel == "item"]
