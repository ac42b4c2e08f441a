"""YAML is read with the types of JSON, and each part of it has a place."""

from __future__ import annotations

import pytest

from stacqc.rulesets.error import RulesetError
from stacqc.rulesets.yaml_json import Place, load


def test_scalars_are_those_of_json() -> None:
    text = "a: NO\nb: 2020-01-01\nc: 12:30\nd: 1e3\ne: 022\nf: yes\ng: 5.4\nh: true\ni:\nj: -7\nk: ~\nl: '1'\nm: .5\n22: x"
    assert load(text).data == {
        "a": "NO", "b": "2020-01-01", "c": "12:30", "d": 1000.0, "e": "022", "f": "yes", "g": 5.4, "h": True,
        "i": None, "j": -7, "k": None, "l": "1", "m": ".5", "22": "x",
    }  # fmt: skip


def test_parts_have_places() -> None:
    loaded = load("rules:\n  one:\n    at: [a,\n         b]\n")
    assert loaded.place(("rules", "one", "at", 1)) == Place(4, 10)
    assert loaded.place(("rules", "one", "at"), key=True) == Place(3, 5)
    assert loaded.place(("rules", "one", "missing", "more")) == Place(3, 5)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\nb: 2\na: 3", 3, "a stands twice in this mapping, first on line 1"),
        ("a: {b: 1, b: 1}", 1, "b stands twice"),
        ("a: 1\nb: {c: ]}", 2, "Not valid YAML"),
        ("a: !!python/object:os.system x", 1, "is not a type of JSON"),
        ("a: !!int 1.5", 1, "!!int is not a type of JSON"),
        ("a: !!float e", 1, "!!float is not a type of JSON"),
        ("a: 1\nb: 1e999", 2, "1e999 is read as infinity"),
        ("a: 1\nb: -" + "9" * 400, 2, "is read as infinity"),
        ("? [a]\n: b", 1, "A name must be a plain text"),
        ("a: &x [*x]", 1, "nested too deeply"),
    ],
)
def test_mistakes_are_placed(text: str, line: int, message: str) -> None:
    with pytest.raises(RulesetError, match=message) as caught:
        raise load(text, "file.yaml").mistakes[0][1]
    assert (caught.value.file, caught.value.line) == ("file.yaml", line)


def test_a_mistake_leaves_the_other_parts() -> None:
    text = "a: {b: 1, b: 2, c: 3}\nd: &d {e: 1}\nf: {<<: *d, '<<': 3, '{x}': *d}\n? {g}\n: h"
    loaded = load(text)
    assert loaded.data == {"a": {"b": 1, "c": 3}, "d": {"e": 1}, "f": {"<<": 3, "{x}": {"e": 1}}}
    said = [(path[:2], error.line, error.column, error.message) for path, error in loaded.mistakes]
    assert said[:2] == [
        (("a", "b"), 1, 11, "b stands twice in this mapping, first on line 1"),
        (("f", "<<"), 3, 5, "Rule files do not merge mappings by <<"),
    ]
    assert said[2][1:] == (4, 3, "A name must be a plain text")
    assert "when: *same" in loaded.mistakes[1][1].help


@pytest.mark.parametrize(
    ("text", "place", "help"),
    [
        ("a: b: c", (1, 5), "put a text with a colon in quotes"),
        ("a: @b", (1, 4), "another sign in quotes"),
        ("x: 1\na:b\nc: d", (2, 1), "a name, a colon and a blank"),
        ("a: 'b\nc: d\n", (1, 4), "close the quote"),
        ("a: [b\nc: d\n", (1, 4), "close the bracket"),
        ('a: "\\d"', (1, 5), "use single quotes"),
        ("ä: 1\nb: x\x1b", (2, 5), "take the character out"),
        ("a: *", (1, 5), "begins with * or &"),
        ("a: 1\n---\na: 2", (2, 1), "take out the line ---"),
        ("a:\n\tb: 1", (2, 1), "spaces, not tabs"),
        ("a: 1\n b: 2", (2, 3), "begin in one column"),
    ],
)
def test_what_is_not_yaml_says_what_to_do_where_it_begins(
    text: str, place: tuple[int, int], help: str
) -> None:
    with pytest.raises(RulesetError) as caught:
        load(text, "file.yaml")
    assert (caught.value.line, caught.value.column) == place
    assert help in caught.value.help


def test_aliases_cannot_explode() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    with pytest.raises(RulesetError, match="too large"):
        load("\n".join(lines))


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(RulesetError):
        load("[" * 100_000)
