"""The rules that `stacqc diff` reports its differences under, one for each class."""

from __future__ import annotations

from typing import Any

from stacqc.rule import declare_rule

_BASELINE = "Where it is meant, keep it as known with --write-baseline, and say why there."


def _item(**members: Any) -> dict[str, Any]:
    properties = {"datetime": "2024-05-01T00:00:00Z"} | members.pop("properties", {})
    return {"type": "Feature", "stac_version": "1.1.0", "id": "a", "collection": "c", **members, "properties": properties}  # fmt: skip


def _many(*items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": [*items]}


def _pair(file: Any, database: Any) -> dict[str, Any]:
    return {"files.json": file, "database.json": database}


def _properties(file: dict[str, Any], database: dict[str, Any]) -> dict[str, Any]:
    return _pair(_item(properties=file), _item(properties=database))


def _difference(kind: str, summary: str, why: str, fix: str, wrong: Any, right: Any) -> None:
    declare_rule(
        f"diff/{kind}",
        summary=summary,
        why=why,
        fix=f"{fix} {_BASELINE}",
        tags=("diff",),
        rulesets=("diff",),
        command="diff",
        examples={"valid": [right], "invalid": [wrong]},
    )


_difference(
    "only-file",
    "Every document of the files is in the database.",
    "It was never loaded, or refused: one item that pgstac refuses takes all others of its load with it.",
    "Check the file with the ruleset pgstac, and load it.",
    _pair(_many(_item(), _item(id="b")), _many(_item())),
    _pair(_item(), _item()),
)
_difference(
    "only-database",
    "Every document of the database is in the files.",
    "Nothing deletes rows whose file is gone: users find a product that is withdrawn, or the old one beside the "
    "one that was processed again.",
    "Delete the row, or restore the file.",
    _pair(_many(_item()), _many(_item(), _item(id="b"))),
    _pair(_item(), _item()),
)
_difference(
    "moved",
    "Every item lies in the database under the collection that its file says.",
    "It is not found where it belongs, and found where it does not.",
    "Delete the row and load the file again; where collections are renamed on loading, say so in [diff.collections].",
    _pair(_item(), _item(collection="d")),
    _pair(_item(), _item()),
)
_difference(
    "value",
    "Every value in the database is that of the file.",
    "The file was changed and not loaded again, or the row by hand: two answers to one question.",
    "Find out which is right; load the file again, or correct it.",
    _properties({"gsd": 5}, {"gsd": 6}),
    _properties({"gsd": 5}, {"gsd": 5.0}),
)
_difference(
    "type",
    "Every value in the database has the JSON type that it has in the file.",
    "A search for numbers above 5 does not find the text 6, and sorts it otherwise.",
    "Load the file again with the present version of its producer.",
    _properties({"sat:relative_orbit": 6}, {"sat:relative_orbit": "6"}),
    _properties({"sat:relative_orbit": 6}, {"sat:relative_orbit": 6}),
)
_difference(
    "added",
    "The database has no member that the file lacks.",
    "Something wrote it on loading or later; the next load takes it away again.",
    "Write it into the file, or remove it from the row.",
    _properties({}, {"operator": "u1"}),
    _properties({}, {}),
)
_difference(
    "dropped",
    "The database has every member of the file.",
    "What is not there is not found by it. Members that are null are not counted: the database drops them itself.",
    "Load the file again, and look for what maps its members on loading.",
    _properties({"processing:level": "L2"}, {}),
    _properties({"processing:level": None}, {}),
)
_difference(
    "legacy-key",
    "Values stand under the names that the files have now.",
    "The row was loaded by an older version: searches by the new name do not find it.",
    "Load the file again. Other old names can be given in [diff.legacy-keys].",
    _properties({"processingId": "run 7"}, {"processing:id": "run 7"}),
    _properties({"processingId": "run 7"}, {"processingId": "run 7"}),
)
_difference(
    "stale",
    "No row is older than its file, by their property updated.",
    "The file was made anew and not loaded: what the database says is out of date.",
    "Load the file again, with a method that overwrites, such as upsert.",
    _properties({"updated": "2024-06-01T00:00:00Z"}, {"updated": "2024-05-01T00:00:00Z"}),
    _properties({"updated": "2024-06-01T00:00:00Z"}, {"updated": "2024-06-01T00:00:00+00:00"}),
)
_difference(
    "asset-href",
    "Assets have the address that they have in the file.",
    "Data were moved and only one side knows: the other leads nowhere.",
    "Correct the side that is wrong; where addresses are rewritten on loading, say so in [diff.hrefs].",
    _pair(
        *(_item(assets={"data": {"href": f"https://{host}.example.org/a.tif"}}) for host in ("new", "old"))
    ),
    _pair(*(_item(assets={"data": {"href": "https://example.org/a.tif"}}) for _ in range(2))),
)
_difference(
    "geometry",
    "Geometry and bbox are those of the file, within the tolerance.",
    "Searches by place use what the database has.",
    "Load the file again; --tolerance says how far coordinates may differ.",
    _pair(_item(bbox=[1, 2, 3, 4]), _item(bbox=[1, 2, 3, 4.001])),
    _pair(_item(bbox=[1, 2, 3, 4]), _item(bbox=[1.0, 2.0, 3.0, 4.0])),
)
_difference(
    "duplicate-id",
    "A side has one document of each collection and id.",
    "Of two files with one id the database keeps one; of two rows an API serves both.",
    "Give one of them an id of its own, or remove it.",
    _pair(_many(_item(), _item()), _many(_item())),
    _pair(_many(_item(), _item(collection="d")), _many(_item(), _item(collection="d"))),
)
_COLLECTION = {
    "stac_version": "1.1.0",
    "type": "Collection",
    "id": "run",
    "links": [{"rel": "child", "href": "sub/collection.json"}],
}
_NESTED = {
    "stac_version": "1.1.0",
    "type": "Collection",
    "id": "sub",
    "links": [{"rel": "item", "href": "a.json"}],
}


def _flat(parent: str) -> dict[str, Any]:
    """A tree of nested collections, and its item as a flat database holds it."""
    row = _item(collection="run", properties={"parent_collection": parent, "self_href": "sub/a.json"})
    tree = {
        "files/collection.json": _COLLECTION,
        "files/sub/collection.json": _NESTED,
        "files/sub/a.json": _item(collection="sub"),
    }
    return {**tree, "database.json": _many(row)}


_difference(
    "wrong-parent",
    "Items that were put under another collection say where their file is.",
    "parent_collection and self_href are all that leads from the row back to the file.",
    "Load the lines that `stacqc flatten` writes.",
    _flat("other"),
    _flat("sub"),
)
