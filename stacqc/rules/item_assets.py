"""The rule that holds item_assets of a collection against the assets of its items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stacqc.document import Document
from stacqc.findings import Problem
from stacqc.folds.shelf import Shelf
from stacqc.rule import FoldProblem, fold_rule
from stacqc.words import listing

#: Asset keys, and kinds of items, kept per collection.
_KEPT = 64
#: Keys and media types of the assets of an item.
Kind = tuple[tuple[str, Any], ...]


class _Collection:
    """What collections of one id describe, and the kinds of items seen, each with its first witness."""

    __slots__ = ("cut", "described", "kinds", "plain")

    def __init__(self) -> None:
        self.described: dict[str, dict[str, Any]] = {}
        self.kinds: dict[Kind, str] = {}
        #: Whether a collection of this id describes nothing: its items need not be kept, nor judged.
        self.plain = False
        #: Whether kinds of items were let go.
        self.cut = False

    @property
    def is_asked(self) -> bool:
        return bool(self.described)

    def packed(self) -> tuple[Any, ...]:
        return self.described, list(self.kinds.items()), self.plain, self.cut

    @classmethod
    def unpacked(cls, described: Any, kinds: list[tuple[Kind, str]], plain: bool, cut: bool) -> _Collection:
        made = cls()
        made.described, made.kinds, made.plain, made.cut = described, dict(kinds), plain, cut
        return made

    @staticmethod
    def form() -> Any:
        return tuple[dict[str, dict[str, Any]], list[tuple[Kind, str]], bool, bool]

    def meet(self, kind: Kind, address: str) -> None:
        """Note a kind of items."""
        try:
            known = self.kinds.get(kind)
        except TypeError:  # a media type that is no text
            return
        if known is None or address < known:
            self.kinds[kind] = address
            if len(self.kinds) > 2 * _KEPT:
                self.cut_down()

    def cut_down(self) -> None:
        """Keep the kinds of the first witnesses, so that the order of documents does not matter."""
        self.cut = self.cut or len(self.kinds) > _KEPT
        self.kinds = dict(sorted(self.kinds.items(), key=lambda kv: kv[1])[:_KEPT])

    def merge(self, other: _Collection) -> None:
        """Take in what another shard knows."""
        self.described.update(other.described)
        self.plain = self.plain or other.plain
        self.cut = self.cut or other.cut
        for kind, address in other.kinds.items():
            self.meet(kind, address)
        if self.plain:
            self.kinds.clear()


class _Collections(Shelf[_Collection]):
    kind = _Collection


class ItemAssets:
    """Gathers by collection what it describes and what its items have."""

    of_collections = True

    def __init__(self) -> None:
        self.collections = _Collections()

    def add(self, document: Document) -> None:
        """Take in the description of a collection, or the assets of an item."""
        data = document.data
        if document.kind == "Item":
            own = data.get("collection")
            if own.__class__ is str:
                state = self.collections.live.get(own)
                if state is None or not state.plain:
                    self._add_item(own, data.get("assets"), document.address)
        elif document.kind == "Collection" and document.id:
            state = self.collections.live.get(document.id) or self.collections.begin(document.id)
            described = data.get("item_assets")
            if type(described) is dict and described:
                state.described[document.address] = dict(list(described.items())[:1000])
            else:
                state.plain = True
                state.kinds.clear()

    def _add_item(self, own: str, assets: Any, address: str) -> None:
        state = self.collections.live.get(own) or self.collections.begin(own)
        if assets.__class__ is dict:
            kind = tuple([(k, a.get("type") if a.__class__ is dict else None) for k, a in assets.items()])
            state.meet(kind, address)

    def merge(self, other: ItemAssets) -> None:
        """Take in the state of another shard."""
        self.collections.merge(other.collections)

    def finish(self) -> Iterator[FoldProblem]:
        """Yield what is described and not there, there and not described, or of another type."""
        found = [problem for _, state in self.collections.asked() for problem in _judged(state)]
        yield from sorted(found, key=lambda problem: problem.uri)


def _judged(state: _Collection) -> Iterator[FoldProblem]:
    state.cut_down()
    for address, described in [] if state.plain else sorted(state.described.items()):
        for problem in _judge(described, state.kinds, not state.cut):
            yield FoldProblem(address, problem)


def _judge(described: dict[str, Any], kinds: dict[Kind, str], whole: bool) -> Iterator[Problem]:
    if not kinds:
        return
    types = {address: dict(kind) for kind, address in kinds.items()}
    there = {key for found in types.values() for key in found}
    unknown = sorted(there - set(described))
    if unknown:
        other = next(address for address, found in types.items() if unknown[0] in found)
        message = f"Items have the assets {listing(unknown)}, which item_assets does not describe"
        help_ = "describe them there, or take them out of the items"
        yield Problem(("item_assets",), message, help_, related=(other,), rule="item-assets-stale", key=True)
    for key, asset in described.items():
        if whole and key not in there:
            message = f"item_assets describes {key}, which no item has"
            help_ = "take it out, or give the asset to the items"
            yield Problem(("item_assets", key), message, help_, rule="item-assets-stale", key=True)
        elif type(asset) is dict and type(asset.get("type")) is str:
            yield from _other_types(key, asset["type"], types)


def _other_types(key: str, said: str, types: dict[str, dict[str, Any]]) -> Iterator[Problem]:
    for address, of_item in types.items():
        found = of_item.get(key)
        if type(found) is str and found.replace(" ", "").lower() != said.replace(" ", "").lower():
            message = f"item_assets says that {key} is {said}, an item has {found}"
            help_ = f"write {found} where all items have it; else leave the type to the items"
            place = ("item_assets", key, "type")
            yield Problem(place, message, help_, related=(address,), rule="item-assets-stale")
            return


def _tree(described: dict[str, Any], assets: dict[str, Any]) -> dict[str, Any]:
    return {
        "collection.json": {"type": "Collection", "id": "c", "item_assets": described},
        "a.json": {"type": "Feature", "collection": "c", "assets": assets},
    }


fold_rule(
    "item-assets-stale",
    ItemAssets,
    severity="warning",
    kinds=("Item", "Collection"),
    summary="item_assets describes the assets that the items of a collection have.",
    why="Clients offer what item_assets promises before they have seen an item.",
    fix="Describe what the items have, under the same keys.",
    docs="https://github.com/radiantearth/stac-spec/blob/master/collection-spec/collection-spec.md#item_assets",
    examples={
        "valid": [
            _tree({"data": {"type": "image/tiff"}}, {"data": {"href": "a.tif", "type": "image/tiff"}}),
            {"collection.json": {"type": "Collection", "id": "c"}, "a.json": {"type": "Feature", "collection": "c", "assets": {"b": {}}}},
        ],
        "invalid": [
            _tree({"data": {"type": "image/tiff"}}, {"data": {"href": "a.jp2", "type": "image/jp2"}}),
            _tree({"data": {}, "mask": {}}, {"data": {"href": "a.tif"}}),
            _tree({"data": {}}, {"data": {"href": "a.tif"}, "mask": {"href": "b.tif"}}),
        ],
    },
)  # fmt: skip
