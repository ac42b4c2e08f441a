"""Selectors: what they choose, with its path, and what is no selector."""

from __future__ import annotations

from typing import Any

import pytest

from stacqc.rulesets.error import BadValue
from stacqc.rulesets.selector import EVERY, MISSING, finder, getter, parse, write

DATA: dict[str, Any] = {
    "id": "a",
    "properties": {"sar:band": "C", "list": [1, 2, 3], "a'b": 1, "a.b": 2, "naïve": 3},
    "links": [{"href": "x"}, {"title": "no href"}, {"href": "y"}],
    "assets": {"one": {"roles": ["data"]}, "two": {}},
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$", [((), DATA)]),
        ("$.id", [(("id",), "a")]),
        ("sar:band", [(("properties", "sar:band"), "C")]),
        ("$.properties['sar:band']", [(("properties", "sar:band"), "C")]),
        ('$.properties["a.b"]', [(("properties", "a.b"), 2)]),
        (r"$.properties['a\'b']", [(("properties", "a'b"), 1)]),
        (r"$.properties['na\u00efve']", [(("properties", "naïve"), 3)]),
        ("$.properties.naïve", [(("properties", "naïve"), 3)]),
        ("$.properties.list[1]", [(("properties", "list", 1), 2)]),
        ("$.properties.list[-1]", [(("properties", "list", 2), 3)]),
        ("$.properties.list[3]", []),
        ("$.links[*].href", [(("links", 0, "href"), "x"), (("links", 2, "href"), "y")]),
        ("$.links[-1]['href']", [(("links", 2, "href"), "y")]),
        ("$.assets.*.roles[*]", [(("assets", "one", "roles", 0), "data")]),
        ("$.id.inner", []),
        ("$.id[0]", []),
        ("$.links.href", []),
        ("$.nothing[*]", []),
        ("a name with [brackets] and $", []),
    ],
)
def test_finds_values_with_their_paths(text: str, found: list[Any]) -> None:
    assert finder(parse(text))(DATA) == found


@pytest.mark.parametrize(
    "text", ["$..id", "$.links[?@.rel]", "$.links[0:2]", "$.a:b", "$id", "$.", "$['a", "$[01]"]
)
def test_refuses_what_is_no_selector(text: str) -> None:
    with pytest.raises(BadValue, match="is not a selector"):
        parse(text)


@pytest.mark.parametrize("data", [None, [], "text", 5, {"properties": None}, {"properties": [1]}])
def test_finds_nothing_in_other_shapes(data: Any) -> None:
    for text in ("id", "$.properties.a.b", "$.id"):
        assert getter(parse(text))(data) is MISSING
        assert finder(parse(text))(data) == []


@pytest.mark.parametrize("steps", [("a", 0, "sar:x"), ("it's", "back\\slash"), (EVERY, "b"), ()])
def test_written_steps_read_back(steps: tuple[Any, ...]) -> None:
    assert parse(write(steps)) == steps
