"""Every lexical defect is named and placed, and plain JSON is read without looking twice."""

from __future__ import annotations

import json

import pytest

from stacqc.text.lexical import MAX_DEPTH, decode, scan

GOOD = '{"type": "Catalog", "id": "c"}'


def rules(raw: bytes) -> list[str]:
    return [p.rule for p in decode(raw).problems]


@pytest.mark.parametrize(
    "raw",
    [
        GOOD.encode(),
        b'{"a": "5e12", "b": "\\u00e9\\"", "c": [1, 2.5, -0.0, 1e3, 18446744073709551615]}',
        b'{"sha": "16d6c68f8902c94ea31a1b7dc1f868c9e12"}',
        '{"ä": "日本"}'.encode(),
    ],
)
def test_plain_json_has_no_problems(raw: bytes) -> None:
    decoded = decode(raw)
    assert decoded.readable
    assert decoded.problems == ()
    assert decoded.data == json.loads(raw)


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"", "json-syntax"),
        (b" \n", "json-syntax"),
        (b'{"a": 1', "json-syntax"),
        (b'{"a": 1,}', "json-syntax"),
        (b"{'a': 1}", "json-syntax"),
        (b'{"a": 1} x', "json-syntax"),
        (b"[" * 100_000, "json-syntax"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "json-encoding"),
        (b"\xff\xfe\x00", "json-encoding"),
    ],
)
def test_unreadable_texts_say_why(raw: bytes, rule: str) -> None:
    decoded = decode(raw)
    assert not decoded.readable
    assert decoded.problems[-1].rule == rule


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"\xef\xbb\xbf" + GOOD.encode(), "json-encoding"),
        (GOOD.encode("utf-16"), "json-encoding"),
        (GOOD.encode("utf-16-le"), "json-encoding"),
        (GOOD.encode("utf-32"), "json-encoding"),
        (b'{"a": "\xe9"}', "json-encoding"),
        (b'{"a": "\\ud800"}', "json-encoding"),
        (b'{"a": NaN}', "json-number"),
        (b'{"a": -Infinity}', "json-number"),
        (b'{"a": 1e400}', "json-number"),
        (b'{"a": 123456789012345678901234567890}', "json-number"),
        (b'{"a": 1, "a": 2}', "json-duplicate-key"),
        (b'{"x": {"a": 1, "b": {"a": 1}, "a": 2}}', "json-duplicate-key"),
        (b'{"a": "\\u0022", "b": 1, "b": 2}', "json-duplicate-key"),
        (b'{"a": 1, "\\u0061": 2}', "json-duplicate-key"),
    ],
)
def test_readable_defects_leave_the_data_to_be_checked(raw: bytes, rule: str) -> None:
    decoded = decode(raw)
    assert decoded.readable
    assert rules(raw) == [rule]
    json.dumps(decoded.data, allow_nan=False).encode()


@pytest.mark.parametrize(
    ("raw", "at", "said", "help"),
    [
        (b'{"a": 1,\n}', b",", "a comma stands after the last member", "remove the comma"),
        (b'{"a": [1, 2, ]}', b", ]", "a comma stands after the last member", "remove the comma"),
        (b'{"a": 1 "b": 2}', b'"b"', "a comma is missing before", "write the comma"),
        (b'// x\n{"a": 1}', b"//", "looks like a comment", "remove it"),
        (b"{'a': 1}", b"'a'", "double quotes", "double quotes"),
        (b'{"a": None}', b"None", "None is no JSON value", "write null"),
        (b'{"a": True}', b"True", "True is no JSON value", "write true"),
        (b'{"a": 1}\n{"a": 2}', b'{"a": 2}', "another JSON text follows", ".ndjson"),
        (b'{"a": 1}}', b"}}", "follows the end", "remove"),
        (b'{"a": "x,\n"b": 1}', b"\n", "not closed before the end of its line", "closing"),
        (b'{"a": "C:\\data"}', b"\\data", "'\\\\d' is none that JSON has", "\\\\"),
        (b'{"a": "b', b'b', "a text is not closed at its end", "write it again"),
        (b"\x1f\x8b\x08\x00\xff\x00", b"\x1f", "compressed (gzip)", "unpack"),
    ],
)  # fmt: skip
def test_a_slip_of_the_hand_is_named(raw: bytes, at: bytes, said: str, help: str) -> None:
    problem = decode(raw).problems[-1]
    assert said in problem.message
    assert help in problem.help
    assert raw.find(at) <= problem.start <= raw.find(at) + 1


def test_a_doubled_key_is_placed_at_its_second_name() -> None:
    raw = b'{"id": 1,\n "b": {"id": 2},\n "id": 3}'
    (problem,) = decode(raw).problems
    assert raw.decode()[problem.start : problem.end] == '"id"'
    assert problem.start == raw.rindex(b'"id"')
    assert "line 1" in problem.message


def test_a_key_is_doubled_only_within_one_object() -> None:
    assert rules(b'[{"a": 1}, {"a": 1, "b": {"a": NaN}}, {"b": "a", "a": ["a", "a"]}]') == ["json-number"]


def test_the_place_of_a_bad_number_is_exact() -> None:
    raw = b'{"text": "NaN", "a": [1, NaN]}'
    (problem,) = decode(raw).problems
    assert (problem.start, problem.end) == (25, 28)


@pytest.mark.parametrize("digits", [308, 309, 4300, 4301, 10_000])
def test_a_whole_number_beyond_floating_point_is_read_as_none(digits: int) -> None:
    decoded = decode(b'{"a": %s}' % (b"9" * digits))
    assert [p.rule for p in decoded.problems] == ["json-number"]
    assert decoded.data == {"a": int("9" * 308) if digits == 308 else None}


def test_what_is_nested_too_deeply_does_not_depend_on_the_version_of_python() -> None:
    assert list(scan("[" * MAX_DEPTH + "]" * MAX_DEPTH)) == []
    deeper = MAX_DEPTH + 1
    with pytest.raises(RecursionError):
        list(scan("[" * deeper + "]" * deeper))
    decoded = decode(b"[" * deeper + b"]" * deeper)
    assert (decoded.readable, decoded.problems[0].message) == (False, "Nested too deeply to be read")
