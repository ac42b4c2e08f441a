"""The rows a database would have of the documents: nested collections flattened to one for each run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacqc.sample.encoding import copied
from stacqc.sample.properties import Json
from stacqc.sample.vocabulary import ADDRESS

if TYPE_CHECKING:
    from stacqc.sample.draft import Draft, RunDraft

API = "https://example.org/api"
FOLDER = "database"
ITEMS, COLLECTIONS = f"{FOLDER}/items.ndjson", f"{FOLDER}/collections.ndjson"
NESTING = frozenset({"STAC hierarchy", "breadcrumb", "ingestion_time"})
TREE = frozenset({"root", "parent", "collection", "self", "item", "child"})


def row_of_item(draft: Draft) -> Json:
    """Return the row of an item; the document itself is left as it is."""
    item, run = copied(draft.data), draft.run.documents.ids[0]
    where = f"{API}/collections/{run}"
    item["properties"]["parent_collection"] = (
        draft.parent.data["id"] if draft.parent.changed else item["collection"]
    )
    item["properties"]["self_href"] = f"{ADDRESS}/{draft.path}"
    item["collection"] = run
    own = [_link("self", f"{where}/items/{item['id']}"), _link("parent", where), _link("collection", where)]
    item["links"] = [*own, _link("root", f"{API}/"), *_other_links(item)]
    return item


def row_of_run(run: RunDraft) -> Json:
    """Return the row of the collection of a run."""
    found = {k: v for k, v in copied(run.at(0).data).items() if k not in NESTING}
    where = f"{API}/collections/{found['id']}"
    own = [_link("self", where), _link("items", where + "/items"), _link("parent", f"{API}/")]
    return {**found, "links": [*own, _link("root", f"{API}/"), *_other_links(found)]}


def _link(rel: str, href: str) -> Json:
    kind = "application/geo+json" if rel in ("self", "items") and "/items" in href else "application/json"
    return {"rel": rel, "href": href, "type": kind}


def _other_links(document: Json) -> list[Json]:
    links = document["links"]
    return [link for link in links if link["rel"] not in TREE] if isinstance(links, list) else []
