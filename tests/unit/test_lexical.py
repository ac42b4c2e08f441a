"""Every lexical defect is named and placed, and plain JSON is read without looking twice."""

from __future__ import annotations

import json

import pytest

from stacqc.lexical import decode

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
