"""Rules on assets: what item_assets of the collection puts in their place, and keys of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from stacqc.document import Document
from stacqc.findings import Problem
from stacqc.rule import FoldProblem, fold_rule, rule
from stacqc.words import show

_DOCS = "https://github.com/radiantearth/stac-spec/blob/master/collection-spec/collection-spec.md#item_assets"
#: Places kept per collection.
_KEPT = 256
#: Steps to a value in assets; one into an array says how long that is, for only arrays of one length are compared.
Place = tuple[str | tuple[int, int], ...]


class _Collection:
    """What the collections of one id describe, and the first item with a value at risk at each place."""

    __slots__ = ("described", "places")

    def __init__(self) -> None:
        self.described: dict[str, Any] = {}
        self.places: dict[tuple[Place, str], str] = {}


class OverItemAssets:
    """Gathers by collection what items leave empty and what item_assets has there."""

    def __init__(self) -> None:
        self.collections: dict[str, _Collection] = {}

    def add(self, document: Document) -> None:
        """Take in the description of a collection, or the values at risk of an item."""
        data = document.data
        if document.kind == "Collection" and type(data.get("item_assets")) is dict:
            self._state(document.id).described[document.address] = data["item_assets"]
        elif document.kind == "Item" and type(data.get("collection")) is str:
            for place in _at_risk(data.get("assets"), ()):
                self._meet(self._state(data["collection"]), place, document.address)

    def _state(self, collection: str) -> _Collection:
        if collection not in self.collections:
            self.collections[collection] = _Collection()
        return self.collections[collection]

    @staticmethod
    def _meet(state: _Collection, place: tuple[Place, str], address: str) -> None:
        known = state.places.get(place)
        if known is None or address < known:
            state.places[place] = address
            if len(state.places) > 2 * _KEPT:
                state.places = dict(sorted(state.places.items(), key=lambda kv: (kv[1], str(kv[0])))[:_KEPT])

    def merge(self, other: OverItemAssets) -> None:
        """Take in the state of another shard."""
        for name, state in other.collections.items():
            mine = self._state(name)
            mine.described.update(state.described)
            for place, address in state.places.items():
                self._meet(mine, place, address)

    def finish(self) -> Iterator[FoldProblem]:
        """Yield what is lost, at the first item of each place."""
        for state in self.collections.values():
            for address, described in sorted(state.described.items()):
                for (path, lost), item in sorted(state.places.items(), key=lambda kv: (kv[1], str(kv[0]))):
                    if message := _message(path, lost, _at(described, path)):
                        steps = [step if type(step) is str else step[0] for step in path]
                        problem = Problem(
                            ("assets", *steps), message, related=(address,), rule="pgstac-item-assets"
                        )
                        yield FoldProblem(item, problem)


def _at_risk(value: Any, path: Place) -> Iterator[tuple[Place, str]]:
    """Yield the places of values that the loader may not keep, with what they are."""
    if type(value) is dict:
        if len(path) > 1:
            yield path, "{}"
        for name, member in value.items():
            if member is None or member == []:
                yield (*path, name), "null" if member is None else "[]"
            elif type(member) is dict or type(member) is list:
                yield from _at_risk(member, (*path, name))
    elif type(value) is list:
        for index, element in enumerate(value):
            if type(element) is dict:
                yield from _at_risk(element, (*path, (index, len(value))))


def _at(described: Any, path: Place) -> Any:
    """The value of item_assets at a place, None where the loader does not compare that far."""
    for step in path:
        if type(step) is str:
            described = described.get(step) if type(described) is dict else None
        else:
            fits = type(described) is list and len(described) == step[1]
            described = described[step[0]] if fits else None
    return described


def _message(path: Place, lost: str, described: Any) -> str:
    """Say what happens to a value over one of item_assets, nothing where it is kept."""
    where = ".".join(step if type(step) is str else str(step[0]) for step in path)
    if described is None or (lost == "[]" and type(described) is list):
        return ""
    if lost != "{}":
        return f"{where} is {lost} and comes back as {show(described)}, which item_assets has there"
    if type(described) is dict:
        return ""
    return f"pgstac refuses this item or adds to it: {where} is an object, item_assets has {show(described)} there"


def _tree(described: Any, asset: Any) -> dict[str, Any]:
    return {
        "collection.json": {"type": "Collection", "id": "c", "item_assets": {"data": described}},
        "a.json": {"type": "Feature", "id": "a", "collection": "c", "assets": {"data": asset}},
    }


fold_rule(
    "pgstac-item-assets",
    OverItemAssets,
    kinds=("Item", "Collection"),
    rulesets=("pgstac",),
    tags=("pgstac",),
    summary="Assets leave nothing empty that item_assets of their collection fills.",
    why="pgstac stores of an asset what differs from item_assets, and puts the rest back when it is read: null, or "
    "an empty array, over a value there is stored as nothing and comes back as that value.",
    fix="Leave the member out of the item, or out of item_assets.",
    docs=_DOCS,
    examples={
        "valid": [
            _tree({"title": "Data", "roles": ["data"]}, {"href": "a.tif", "title": "Mine", "roles": []}),
            _tree({"title": "Data"}, {"href": "a.tif"}),
            _tree({}, {"href": "a.tif", "title": None}),
            _tree({"bands": [{"name": "a"}]}, {"href": "a.tif", "bands": [{"name": None}, {}]}),
        ],
        "invalid": [
            _tree({"title": "Data"}, {"href": "a.tif", "title": None}),
            _tree({"title": "Data"}, {"href": "a.tif", "title": []}),
            _tree({"title": "Data"}, {"href": "a.tif", "title": {"en": "Data"}}),
            _tree({"bands": [{"name": "a"}]}, {"href": "a.tif", "bands": [{"name": None}]}),
        ],
    },
)


@rule(
    "pgstac-asset-key",
    severity="info",
    kinds=("Item",),
    rulesets=("pgstac",),
    tags=("pgstac",),
    docs="https://github.com/radiantearth/stac-spec/blob/master/commons/assets.md",
    fix="Call the assets by what they are, such as data and quicklook: the same in all items.",
    examples={
        "valid": [{"id": "scene_1", "assets": {"data": {"href": "a.tif"}}}],
        "invalid": [{"id": "scene_1", "assets": {"scene_1_data": {"href": "a.tif"}, "0_scene_1": {"href": "b.tif"}}}],
    },
)  # fmt: skip
def asset_key(document: Document) -> Iterable[Problem]:
    """Asset keys are the same in all items, and hold no id.

    item_assets cannot describe what is called otherwise in each item: every row is stored whole, searches by
    asset find nothing, and tables such as stac-geoparquet get new columns with each item.
    """
    own = document.id
    if len(own) < 4:
        return ()
    keys = [key for key in document.assets if own in key]
    if not keys:
        return ()
    more = f", as {len(keys) - 1} more do" if len(keys) > 1 else ""
    message = f"The asset key {show(keys[0])} holds the id of the item{more}"
    return (Problem(("assets", keys[0]), message, "call it by what it is, such as data", key=True),)
