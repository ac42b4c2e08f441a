"""The rules that `stacqc diff --integrity` reports under: what is wrong inside pgstac and shows in no document."""

from __future__ import annotations

from stacqc.rule import declare_rule

_RUN = "postgresql://localhost/postgis#run-1"


def _question(name: str, summary: str, why: str, fix: str, shows: str, severity: str = "error") -> None:
    declare_rule(
        f"integrity/{name}",
        severity=severity,
        summary=summary,
        why=why,
        fix=fix,
        tags=("integrity",),
        rulesets=("integrity",),
        command="diff",
        shows=f"{shows}\n  help: {summary}",
    )


_question(
    "id-in-collections",
    "No item id stands in several collections.",
    "pgstac allows it, for its key is collection and id. A search by id then gives several items, and often one of "
    "them is what a wrong load left behind.",
    "Delete the row of the collection that the item does not belong to.",
    f'{_RUN}/scene error integrity/id-in-collections "scene" of "run-1": also in run-1, run-2',
)
_question(
    "duplicate-row",
    "Collection and id name one row: partitions by date may hold two.",
    "Where a collection is cut into partitions by time, an item loaded again with another time goes into another "
    "partition, and the old row stays. An API serves both.",
    "Delete the row with the wrong time; load with the method delsert, which removes the old row first.",
    f'{_RUN}/scene error integrity/duplicate-row "scene" of "run-1": 2 rows, of 2020-05-01 00:00:00+00 and '
    "2020-07-01 00:00:00+00",
)
_question(
    "datetime-column",
    "The columns that searches use hold the times of the document.",
    "Searches by time look at the columns, clients at the document: after a change by hand these differ, and the "
    "item is found at a time that it does not have.",
    "Load the item again.",
    f'{_RUN}/scene error integrity/datetime-column "scene" of "run-1": columns 2020-05-01 00:00:01+00 to '
    "2020-05-01 00:00:00+00",
)
_question(
    "geometry-valid",
    "Geometries are valid, in degrees, and on the globe.",
    "A search with such a geometry fails or misses the item.",
    "Correct the geometry in the file and load it again.",
    f'{_RUN}/scene error integrity/geometry-valid "scene" of "run-1": Self-intersection[0.5 0.5]',
)
_question(
    "bbox-of-geometry",
    "The bbox of a document is the box of its geometry.",
    "Clients draw and filter by bbox, the database searches by geometry: they then find different items.",
    "Write the box of the geometry into the file and load it again.",
    f'{_RUN}/scene warning integrity/bbox-of-geometry "scene" of "run-1": bbox [12.5, 2, 3, 4], geometry BOX(1 2,3 4)',
    "warning",
)
_question(
    "extent-covers",
    "The box of a collection covers its items.",
    "A search for collections by place does not find it where some of its items lie.",
    "Load the collection with its true extent, or let pgstac compute it: SELECT update_collection_extents().",
    f'{_RUN} warning integrity/extent-covers collection "run-1": the items reach BOX(1 2,30 4)',
    "warning",
)
_question(
    "base-item",
    "Every tag of a row names a base item.",
    "Since pgstac 0.10 a row names the version of item_assets that it was stored under. Where that is gone, what was "
    "left out of the row cannot be put back.",
    "Load the item again.",
    f'{_RUN}/scene error integrity/base-item "scene" of "run-1": tag 99',
)
