"""Packed states: whatever is packed when, what comes out is what one dict would hold."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from typing import Any, Self

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stacqc.document import Document
from stacqc.folds.base import Wording
from stacqc.folds.covering import ExtentCovers
from stacqc.folds.shelf import Shelf
from stacqc.folds.summaries import SummariesMatch
from stacqc.rules.isdeform_extents import Coverages
from stacqc.rules.item_assets import ItemAssets
from stacqc.scale.plain import Maker, to_plain


class Numbers:
    """All numbers of a name."""

    def __init__(self) -> None:
        self.numbers: list[int] = []

    @property
    def is_asked(self) -> bool:
        return 7 in self.numbers

    def merge(self, other: Self) -> None:
        self.numbers += other.numbers

    def packed(self) -> tuple[Any, ...]:
        return (self.numbers,)

    @classmethod
    def unpacked(cls, numbers: list[int]) -> Numbers:
        made = cls()
        made.numbers = numbers
        return made

    @staticmethod
    def form() -> Any:
        return tuple[list[int]]


class NumberShelf(Shelf[Numbers]):
    kind = Numbers


names = st.sampled_from(["a", "b", "c", "d", "e", "half \ud800", "f"])
numbers = st.one_of(st.integers(0, 9), st.just(2**70))


@settings(max_examples=200)
@given(seen=st.lists(st.tuples(names, numbers), max_size=40), shards=st.integers(1, 4), sent=st.booleans())
def test_states_come_out_whole(seen: list[tuple[str, int]], shards: int, sent: bool) -> None:
    expected: dict[str, list[int]] = {}
    parts = [NumberShelf() for _ in range(shards)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Shelf, "at_hand", 2)
        for part in parts:
            part._limit = 2
        for place, (name, number) in enumerate(seen):
            part = parts[place % shards]
            (part.live.get(name) or part.begin(name)).numbers.append(number)
            expected.setdefault(name, []).append(number)
        whole = NumberShelf()
        for part in parts:
            whole.merge(pickle.loads(pickle.dumps(part)) if sent else part)
    got = {name: sorted(state.numbers) for name, state in whole.asked()}
    assert got == {name: sorted(own) for name, own in expected.items() if 7 in own}


def item(number: int, collection: str) -> dict[str, Any]:
    low = number % 50
    return {
        "type": "Feature", "id": f"i{number}", "collection": collection, "bbox": [low, 1, low + 1.5, 2],
        "assets": {"data": {"href": "a", "type": "image/tiff"}, f"extra{number % 3}": {"href": "b"}},
        "properties": {"datetime": f"2020-01-{number % 28 + 1:02}T00:00:00+02:00", "polarisation": ["VV"],
                       "odd": [1, 1.0, True, "x"][number % 4], "perpendicularBaseline": number / 4},
    }  # fmt: skip


def collection(name: str) -> dict[str, Any]:
    interval = ["2020-01-02T00:00:00Z", "2020-01-20T00:00:00+05:00"]
    return {
        "type": "Collection", "id": name, "item_assets": {"data": {"type": "text/plain"}},
        "extent": {"spatial": {"bbox": [[10, 0, 20, 1]]}, "temporal": {"interval": [interval]}},
        "summaries": {"odd": [1], "perpendicularBaseline": {"minimum": 0, "maximum": 1}, "polarisation": ["HH"]},
    }  # fmt: skip


def documents() -> list[Document]:
    data = [collection(f"c{n % 10}") for n in range(12)]
    data += [item(n, f"c{n * 7 % 13}") for n in range(200)]
    return [Document("a.ndjson", orjson.dumps(one), prefix=(n,)) for n, one in enumerate(data)]


def whole(document: Document) -> list[tuple[str, tuple[str, ...], Any]]:
    return [("", (), document.data)]


MAKERS: list[Callable[[], Any]] = [
    lambda: SummariesMatch(True, whole, Wording("summaries")),  # type: ignore[arg-type,return-value]
    lambda: ExtentCovers(["bbox", "datetime"], whole, Wording("extent")),  # type: ignore[arg-type,return-value]
    Coverages,
    ItemAssets,
]


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("way", ["pickle", "plain"])
def test_packing_changes_no_finding(
    make: Callable[[], Any], way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = documents()
    fold = make()
    for document in docs:
        fold.add(document)
    expected = list(fold.finish())
    assert expected
    monkeypatch.setattr(Shelf, "at_hand", 3)
    parts = [make() for _ in range(7)]
    for number, document in enumerate(docs):
        parts[number * 5 % 7].add(document)
    merged = make()
    for part in reversed(parts):
        merged.merge(sent(part, way))
    assert list(merged.finish()) == expected


def sent(fold: Any, way: str) -> Any:
    if way == "pickle":
        return pickle.loads(pickle.dumps(fold))
    return Maker(frozenset()).made(orjson.loads(orjson.dumps(to_plain(fold))))


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("spoilt", ["deep", "half", "big"])
def test_deep_and_odd_values_are_kept(make: Callable[[], Any], spoilt: str) -> None:
    deep: Any = []
    for _ in range(900):
        deep = [deep]
    value = {"deep": deep, "half": ["\ud800"], "big": [2**80]}[spoilt]
    text = json.dumps({**collection("c"), "summaries": {"odd": [2], "polarisation": ["HH"], "more": value}})
    fold = make()
    (shelf,) = (part for part in vars(fold).values() if isinstance(part, Shelf))
    fold.add(Document("c.json", text.encode()))
    shelf.pack()
    for number in range(4):
        fold.add(Document(f"{number}.json", orjson.dumps(item(number, "c"))))
        shelf.pack()
    assert list(fold.finish())
