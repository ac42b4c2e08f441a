"""What is kept of the values of items is the same in whatever order and parts they come."""

from __future__ import annotations

from random import Random
from typing import Any

import orjson
from hypothesis import example, given
from hypothesis import strategies as st

from stacqc.document import Document
from stacqc.folds.item_values import KIND_OF, Values

_values = st.sampled_from(
    [True, 0, 1, 1.0, 2.5, "a", "1", None, {"a": 1}, [], [True], [1], [1.0], ["a"], ["a", "b"], [[1], "a"]]
)
_items = st.lists(st.dictionaries(st.sampled_from("xyz"), _values, max_size=3), max_size=6)


def kept(values: Values) -> dict[str, Any]:
    values.settle()
    return {name: (values.all(name), values.span(name, 1), values.span(name, "a")) for name in "xyz"}


def written_again(values: Values) -> Values:
    return Values.unpacked(*orjson.loads(orjson.dumps(values.packed())))


def plainly(items: list[tuple[str, dict[str, Any]]]) -> dict[str, set[tuple[int, Any, str]]]:
    """For each name the kinds and values of all items, each with the first address that has it."""
    found: dict[str, dict[tuple[int, Any], str]] = {name: {} for name in "xyz"}
    for address, properties in sorted(items, key=lambda item: item[0]):
        for name, value in properties.items():
            for part in value if isinstance(value, list) else [value]:
                if type(part) in KIND_OF:
                    found[name].setdefault((KIND_OF[type(part)], part), address)
    return {name: {(*key, address) for key, address in seen.items()} for name, seen in found.items()}


@example([{"x": [1]}, {"x": [True]}], Random(1), 0, False)
@given(_items, st.randoms(use_true_random=False), st.integers(0, 6), st.booleans())
def test_order_and_parts_do_not_matter(
    items: list[dict[str, Any]], random: Random, cut: int, pack: bool
) -> None:
    named = [(f"{n}.json", properties) for n, properties in enumerate(items)]
    random.shuffle(named)
    parts = [Values(), Values()]
    for number, (address, properties) in enumerate(named):
        document = Document(address, orjson.dumps({"type": "Feature", "properties": properties}))
        parts[number >= cut].add_item(document, address)
    first, second = map(written_again, parts) if pack else parts
    first.merge(second)
    found = kept(first)
    assert first.items == len(items)
    for name, expected in plainly(named).items():
        seen, more = found[name][0]
        assert not more
        assert {(KIND_OF[type(value)], value, address) for value, address in seen} == expected
        assert len(seen) == len(expected)
