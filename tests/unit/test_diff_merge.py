"""Streams are merged by key as sets are, whatever they hold, and disorder is not trusted."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacqc.comparison.merge import OutOfOrder, merge
from stacqc.comparison.record import Place, Record

KEYS = st.lists(st.tuples(st.sampled_from(["a", "b", "é", "\U0001f6f0"]), st.text(max_size=3)))


def records(keys: Iterable[tuple[str, str]]) -> list[Record]:
    return [Record(c, i, Place("x", (n,))) for n, (c, i) in enumerate(keys)]


def merged(
    a: list[tuple[str, str]], b: list[tuple[str, str]]
) -> tuple[list[tuple[object, object]], list[object]]:
    doubles: list[object] = []
    stop = lambda first, second: doubles.append(second.key)  # noqa: E731
    pairs = merge(iter(records(a)), iter(records(b)), (stop, stop), ("files", "database"))
    return [(f and f.key, d and d.key) for f, d in pairs], doubles


@given(KEYS, KEYS)
def test_merge_pairs_what_sets_intersect(a: list[tuple[str, str]], b: list[tuple[str, str]]) -> None:
    pairs, doubles = merged(sorted(a), sorted(b))
    assert {f for f, d in pairs if d is None} == set(a) - set(b)
    assert {d for f, d in pairs if f is None} == set(b) - set(a)
    assert {f for f, d in pairs if f == d} == set(a) & set(b)
    assert len(doubles) == len(a) - len(set(a)) + len(b) - len(set(b))


def test_code_points_decide_not_a_locale() -> None:
    keys = [("c", "p_inw_item"), ("c", "p_inwf_item"), ("c", "Z"), ("c", "é")]
    pairs, _ = merged(sorted(keys), sorted(keys))
    assert [f for f, _ in pairs] == [("c", "Z"), ("c", "p_inw_item"), ("c", "p_inwf_item"), ("c", "é")]


@pytest.mark.parametrize("side", ["files", "database"])
def test_disorder_is_refused_with_both_keys(side: str) -> None:
    wrong, right = [("c", "b"), ("c", "a")], [("c", "a"), ("c", "b")]
    with pytest.raises(OutOfOrder, match="c/a comes after c/b") as caught:
        merged(*((wrong, right) if side == "files" else (right, wrong)))
    assert caught.value.side == side
