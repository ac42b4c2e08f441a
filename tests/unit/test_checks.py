"""Checks at their edges; that they find what they are for is shown in the reference of the rule format."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from stacqc.checks import CHECKS, Fault
from stacqc.document import Document
from stacqc.rulesets.error import BadValue
from stacqc.rulesets.patterns import compile_pattern
from stacqc.rulesets.scope import Scope
from stacqc.words import show

PROPERTIES = {
    "created": "2024-01-05T01:00:00+02:00",
    "updated": "2024-01-05T00:00:00Z",
    "early": "2024-01-04T00:00:00Z",
    "day": "20240105",
    "text": "22",
    "number": 22,
    "null": None,
    "list": ["a", "b"],
    "wrong": "no time",
}


def faults(
    check: str, argument: Any, value: Any = None, properties: dict[str, Any] | None = None
) -> list[Fault]:
    data = {"type": "Feature", "id": "a", "properties": PROPERTIES if properties is None else properties}
    return list(CHECKS[check](argument, Scope())(value, Document("a.json", orjson.dumps(data)), None))


@pytest.mark.parametrize(
    ("check", "argument", "value"),
    [
        ("type", "integer", 22.0),
        ("type", "number", 1),
        ("type", ["string", "null"], None),
        ("type", {"a": "integer"}, {"b": "x"}),
        ("type", {"a": "integer"}, "no object"),
        ("enum", [1, None, "a"], 1.0),
        ("enum", [None], None),
        ("enum", {"values": ["VV"], "ignore_case": True}, "vv"),
        ("const", True, True),
        ("forbidden_values", ["null"], "NULL"),
        ("forbidden_values", [0], False),
        ("pattern", ["a", "b+"], "bb"),
        ("forbidden_pattern", "x", 5),
        ("between", [1, 2], "1.5"),
        ("between", [1, None], "no number"),
        ("between", {"max": "early"}, "2024-01-04T01:00:00+01:00"),
        ("between", {"min": "missing"}, 1),
        ("between", {"min": "20240101", "max": "20241231"}, "20240601"),
        ("length", [1, None], None),
        ("length", 2, {"a": 1, "b": 2}),
        ("unique", True, [1, "1", None]),
        ("unique", "name", [{"name": "a"}, {}, {}]),
        ("unique", True, "text"),
        ("sorted", True, [1, 2, 2, 10]),
        ("sorted", True, ["a", 1, "b"]),
        ("sorted", {"by": "@.a.b"}, [{"a": {"b": 1}}, {"a": 3}, {"a": {"b": 2}}]),
        ("keys", {"allowed": ["a"]}, {"a": 1}),
        ("keys", {"pattern": "a"}, None),
        ("equals", "number", 22),
        ("equals", "missing", 5),
        ("equals", "null", 5),
        ("equals", {"to": "number", "as": "integer"}, "22"),
        ("equals", {"any": [{"const": 1}, "number"]}, 22),
        ("equals", 5, 5),
        ("not_equal", "number", 21),
        ("order", ["early", "created", "updated"], None),
        ("order", ["updated", "missing", "wrong"], None),
        ("order", {"of": ["early", "updated"], "strict": True}, None),
        ("difference", {"from": "early", "to": "updated", "between": [1, 1]}, None),
        ("difference", {"from": "wrong", "to": "updated", "between": [1, 1]}, None),
        ("difference", {"from": "number", "to": "text", "unit": "none", "between": [0, 0]}, None),
        ("difference", {"from": "early", "to": "created", "unit": "hours", "multiple_of": 23}, None),
        ("agree", {"text": "text", "number": "missing"}, None),
        ("one_of_by", {"by": "text", "allowed": {"23": "x"}}, "anything"),
        ("one_of_by", {"by": "number", "allowed": {"22": ["x", "y"]}}, "y"),
        ("contains", ["a", "{text}"], ["22", "a"]),
        ("contains", "{missing}", "x"),
        ("not_contains", "{text}", "21"),
        ("schema", {"type": "integer"}, 3),
        ("format", "date-time", "2024-02-29T23:59:60.123456789+05:30"),
        ("format", "date-time-utc", "2024-02-29T23:59:59Z"),
        ("format", "date", "2024-02-29"),
        ("format", "date-basic", "20240229"),
        ("format", "uri", "https://example.com/a%20b?x=[1]"),
        ("format", "uri-reference", "./a.json#x"),
        ("format", "iri", "https://example.com/é"),
        ("format", "email", "a.b@example.org"),
        ("format", "bbox", [179, -10, -179, 10]),
        ("format", "bbox", [0, 0, -5, 1, 1, 5]),
        ("format", "media-type", 'image/tiff; application=geotiff; profile="cloud optimized"'),
        ("format", "spdx", "(MIT OR Apache-2.0) AND GPL-2.0-only WITH Classpath-exception-2.0"),
        ("format", "spdx", "LicenseRef-own"),
        ("format", "doi", "10.3390/rs13183734"),
        ("format", "semver", "1.2.3-beta.1+x"),
        ("format", "uuid", "e817a8c7-1111-4222-8333-444455556666"),
        ("format", "language-tag", "pt-BR"),
        ("format", "cospar", "2014-016A"),
        ("format", "epsg", "EPSG:4326"),
    ],
)
def test_is_kept(check: str, argument: Any, value: Any) -> None:
    assert faults(check, argument, value) == []


@pytest.mark.parametrize(
    ("check", "argument", "value", "message"),
    [
        ("type", "integer", True, "is true, it must be a whole number"),
        ("type", "integer", 2.5, "is 2.5, it must be a whole number"),
        ("type", "number", "12.5", "is text"),
        ("enum", [1], True, "allowed is 1"),
        ("enum", ["a", "b"], None, "is null"),
        ("enum", ["a"], ["a"], "allowed is"),
        ("const", 1, True, "is true"),
        ("pattern", "a", "a\n", "does not match a"),
        ("pattern", r"\d", "٣", "does not match"),
        ("pattern", "a+", "a" * 1001, "does not match"),
        ("pattern", "a", None, "is null"),
        ("between", [1, 175], 176, "from 1 to 175"),
        ("between", {"above": 0}, 0, "more than 0"),
        ("between", {"below": "early"}, "2024-01-04T00:00:00Z", "less than 2024-01-04T00:00:00Z"),
        ("between", {"max": "20211223"}, "20220101", "at most 20211223"),
        ("unique", True, [{"a": 1}, {"a": 1}], "first as element 0"),
        ("sorted", True, [2, 1], "1 comes after 2"),
        ("keys", {"allowed": ["platform"]}, {"platfrom": 1}, 'name "platfrom" is not known here'),
        ("equals", "text", 22, 'text says "22"'),
        ("equals", {"const": 1}, True, "{name} is true, it must be 1"),
        ("equals", {"to": "number", "tolerance": 0.1}, 22.2, "number says 22"),
        ("not_equal", "number", 22, "like number, it must differ"),
        ("order", ["updated", "early"], None, "is after early"),
        ("order", ["number", {"const": 21}], None, "is more than 21"),
        ("order", {"of": ["number", "number"], "strict": True}, None, "is equal to number"),
        (
            "difference",
            {"from": "early", "to": "updated", "between": [None, 0]},
            None,
            "1 days, it must be at most 0",
        ),
        ("difference", {"from": "day", "to": "early", "multiple_of": 6}, None, "a multiple of 6"),
        ("one_of_by", {"by": "number", "allowed": {"22": "x"}}, "y", "where number is 22"),
        ("contains", "a", "b", 'lacks "a"'),
        ("contains", 1, [True], "lacks 1"),
        ("not_contains", ["x", "{text}"], ["22"], 'holds "22"'),
        ("schema", {"type": "integer"}, "x", "is not of type"),
        ("schema", {"items": {"properties": {"n": {"const": 0}}}}, [{"n": 5}], "n: 0 was expected, not 5"),
        ("format", "date-time", "2023-02-29T00:00:00Z", "no such day"),
        ("format", "date-time", "2024-01-01T24:00:00Z", "no such time of day"),
        ("format", "date-time", "2024-01-01", "RFC 3339"),
        ("format", "date-time", 20240101, "write text"),
        ("format", "date-time-utc", "2024-01-01T00:00:00+00:00", "end with Z"),
        ("format", "date", "2024-1-1", "2024-06-05"),
        ("format", "date-basic", "20241301", "no such day"),
        ("format", "uri", "a/b", "no scheme"),
        ("format", "uri", "https://example.com/a b", "%XX"),
        ("format", "uri-reference", "a%2", "hexadecimal"),
        ("format", "iri", "https://example.com/a b", "spaces"),
        ("format", "email", "a@b", "mail"),
        ("format", "bbox", [0, 1, 1, 0], "south is north"),
        ("format", "bbox", [0, 0, 5, 1, 1, -5], "lowest height"),
        ("format", "bbox", [0, 0, 181, 1], "±180"),
        ("format", "bbox", [0, -91, 0, 1], "±90"),
        ("format", "bbox", [0, 0, 1, True], "4 or 6 numbers"),
        ("format", "media-type", "tiff", "media type"),
        ("format", "spdx", "CC BY 4.0", "SPDX"),
        ("format", "spdx", "(MIT", "SPDX"),
        ("format", "spdx", "MIT WITH nothing", "SPDX"),
        ("format", "doi", "https://doi.org/10.3390/x", "without an address"),
        ("format", "semver", "v1.2.3", "1.2.3"),
        ("format", "uuid", "E817A8C7-1111-4222-8333-444455556666", "lower case"),
    ],
)
def test_is_broken(check: str, argument: Any, value: Any, message: str) -> None:
    (fault,) = faults(check, argument, value)
    assert message in fault.message


def test_agree_names_all_that_differ_once() -> None:
    (fault,) = faults("agree", {"day": ["text", {"of": "early", "as": "%Y%m%d"}], "text": "number"})
    assert fault.message == (
        'text says "22", day says "20240105"; early says "20240104", day says "20240105"; number says 22, text says "22"'
    )
    assert (fault.path, fault.absolute) == (("properties", "text"), True)


def test_nearest_value_is_expected() -> None:
    (fault,) = faults("enum", ["descending", "ascending"], "DESCENDING")
    assert (fault.expected, fault.help) == ("descending", 'did you mean "descending"?')
    (fault,) = faults("enum", ["descending", "ascending"], "sideways")
    assert fault.help == ""


@pytest.mark.parametrize(
    ("check", "argument", "message"),
    [
        ("pattern", "(", "is not a regular expression"),
        ("pattern", "(a+)+", "may take forever"),
        ("pattern", "(a|ab)*c", "may take forever"),
        ("pattern", r"(\w+\s?)*", "may take forever"),
        ("pattern", "(a?){50}b", "may take forever"),
        ("pattern", "((a?){5}){5}b", "may take forever"),
        ("pattern", "a?" * 30 + "b", "may take forever"),
        ("pattern", "(" * 40 + "a?" + "){2}" * 40, "may take forever"),
        ("pattern", "(a{0,20}){50}b", "may take very long"),
        ("pattern", ".*a.*b.*c.*", "may take very long"),
        ("forbidden_pattern", ".*a.*b.*", "may take very long"),
        ("pattern", "(?&date)", "no piece of a pattern called date"),
        ("matches", "id", "There is no define id"),
        ("format", "date-tme", "There is no format date-tme"),
        ("equals", "{id.date}", "a define that does not exist"),
        ("equals", ["a"], "is not an operand"),
        ("equals", "@.title", "needs each:"),
        ("equals", {"of": "a", "as": "integr"}, "as: integr is not a conversion"),
        ("equals", {"of": "a", "as": {"split": ""}}, "split: wants"),
        ("difference", {"from": "a", "to": "b"}, "wants between or multiple_of"),
        ("between", [90, 0], "Nothing lies between 90 and 0"),
        ("between", {"above": 5, "max": 4.5}, "Nothing lies between 5 and 4.5"),
        ("length", {"min": 3, "max": 2}, "Nothing lies between 3 and 2"),
        ("schema", {"type": "nonsense"}, "Not a JSON Schema"),
        ("keys", {}, "wants pattern, allowed or forbidden"),
    ],
)
def test_arguments_that_cannot_be(check: str, argument: Any, message: str) -> None:
    with pytest.raises(BadValue, match=message):
        faults(check, argument)


@pytest.mark.parametrize(
    "text", ["[a-z]+(?:_[a-z0-9]+)*", r"(VV|VH)(,(VV|VH))*", ".*a.*b", r"\d+(\.\d+)*", "(?:[^_]+_)*x"]
)
def test_harmless_patterns_are_taken(text: str) -> None:
    assert compile_pattern(text, {}).whole("zzz") or not compile_pattern(text, {}).whole("!" * 900)


def test_pieces_are_put_in() -> None:
    pieces = {"day": r"\d{2}", "date": r"\d{4}(?&day)(?&day)"}
    assert compile_pattern("(?&date)_(?P<b>(?&date))", pieces).whole("20240105_20240117")
    with pytest.raises(BadValue, match="refers to itself"):
        compile_pattern("(?&a)", {"a": "x(?&a)"})


@pytest.mark.parametrize(
    ("spec", "value", "made"),
    [
        ("integer", "22", 22), ("integer", 22.0, 22), ("integer", "22.5", None), ("number", " 1e3 ", 1000.0),
        ("number", "1e999", None), ("number", "٣", None), ("number", True, None), ("text", 22, "22"),
        ("basename", "https://x.org/a/b.tif?x=1/2", "b.tif"), ("date", "20240105", "2024-01-05"),
        ("date", "2024-01-05T23:30:00-02:00", "2024-01-06"), ("date", "2024-13-05", None), ("date", 20240105, "2024-01-05"),
        ("time", "2024-01-05T01:02:03.5Z", 3723.5), ("time", "20240105", None), ("day-number", "0001-01-01", 1),
        ("%Y%m%d", "2024-01-05T00:00:00Z", "20240105"), ("first", [1, 2], 1), ("last", [], None), ("length", "abc", 3),
        ("sorted", ["b", "a"], ["a", "b"]), ("sorted", ["b", 1], None), ("keys", {"b": 1, "a": 2}, ["a", "b"]),
        ({"item": 1}, [1, 2], 2), ({"split": ","}, "a, b", ["a", "b"]), ({"match": r"_(\d+)"}, "a_12_b", "12"),
        ({"match": "x"}, "a", None), ({"map": {"A": "a"}}, "A", "a"), ({"map": {"A": "a"}}, "B", None),
        ({"plus": -73}, "100", 27), ({"over": 0.3}, 0, None), ({"times": 2}, "x", None), ({"modulo": 0}, 5, None),
        (["integer", {"plus": -73}, {"modulo": 175}, {"plus": 1}], "039411", 139), (["first", "lower"], ["A"], "a"),
        ("lower", ("A", "a"), "a"), ("upper", ("a", "b"), ("A", "B")),
    ],
)  # fmt: skip
def test_conversions(spec: Any, value: Any, made: Any) -> None:
    from stacqc.rulesets.conversions import conversion

    assert conversion(spec, {})(value) == made


@pytest.mark.parametrize(
    ("value", "help"),
    [
        ("5.0 44.0, 6 45", "write [5.0, 44.0, 6, 45]"),
        ('["VV", "VH"]', 'write ["VV", "VH"]'),
        ("[VV]", 'write ["[VV]"]'),
        ("VV VH", 'write ["VV VH"]'),
        ("7", 'write ["7"]'),
        ("", ""),
        (7, ""),
    ],
)
def test_a_text_in_place_of_a_list_is_written_as_the_list_it_spells(value: Any, help: str) -> None:
    (fault,) = faults("type", ["array", "null"], value)
    assert fault.help == help


def test_schema_fetches_nothing() -> None:
    with pytest.raises(BadValue, match="Not a JSON Schema"):
        faults("schema", {"$ref": "https://example.com/schema.json"}, 1)


def test_placeholders_are_split_by_a_safe_expression() -> None:
    spec = {"values": ["None"], "tokens": "[:;]"}
    assert faults("forbidden_values", spec, "NSBAS:None")[0].unfixable
    assert faults("forbidden_values", spec, "NSBAS:None1") == []
    for tokens in ("(", "(a+)+"):
        with pytest.raises(BadValue):
            faults("forbidden_values", {**spec, "tokens": tokens}, "x")


@pytest.mark.parametrize("value", [2**70, "\ud800", [[]], {"b": 1, "a": 2}])
def test_any_value_can_be_shown(value: Any) -> None:
    deep: Any = value
    for _ in range(1000):
        deep = [deep]
    for each in (value, deep):
        (fault,) = faults("enum", ["x"], each)
        assert len(fault.message) < 200


def test_of_a_long_text_both_ends_are_shown() -> None:
    assert show("\n" + "a" * 1_000_000 + '"', 20) == '"\\naaaaa … aaaaa\\""'
    assert show("b" * 18, 20) == f'"{"b" * 18}"'
    assert show("b" * 19, 20) == '"bbbbbbb … bbbbbbb"'


def test_long_values_are_told_apart() -> None:
    long = ["a" * 20_000 + x + "b" * 20_000 for x in "123"]
    assert faults("unique", True, long) == []
    assert len(faults("unique", True, [*long, long[1]])) == 1


@pytest.mark.parametrize("source", [".*a.*b!", ".*a.*b.*c!", "(a|b)*c", "([a-z]+-)*[a-z]+!", r"(\d+\.)*\d+x"])
def test_accepted_patterns_end_soon_on_any_text(source: str) -> None:
    from time import process_time

    start = process_time()
    pattern = compile_pattern(source, {})
    for text in ("a" * 1000, "ab" * 500, "abc" * 60, "a-" * 500, "1." * 500, "1" * 1000, "a" * 10**6):
        assert pattern.whole(text) is None
    assert process_time() - start < 2
