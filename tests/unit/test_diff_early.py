"""The next query is begun before the last row of the one before is given out, and broken off where it is not wanted."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from stacqc.comparison.record import Place, Record
from stacqc.comparison.trouble import SideTrouble
from stacqc.sources.pgstac.early import Early


def nothing_runs() -> None:
    raise AssertionError("nothing is to be broken off")


def stream(ids: str, begun: threading.Event | None = None) -> Iterator[Record]:
    if begun is not None:
        begun.set()
    for id_ in ids:
        yield Record("c", id_, Place(""))


def ids_of(records: Iterator[Record]) -> str:
    return "".join(record.id for record in records)


@pytest.mark.parametrize("streams", [[], [""], ["a"], ["ab", "c"], ["", "ab", "", "", "cde", ""]])
def test_all_records_come_in_their_order(streams: list[str]) -> None:
    early = Early(nothing_runs)
    assert ids_of(early.records(stream(ids) for ids in streams)) == "".join(streams)
    early.close()


def test_a_stream_is_begun_when_the_one_before_has_one_record_left() -> None:
    begun = threading.Event()
    early = Early(nothing_runs)
    records = early.records(iter([stream("abc"), stream("de", begun)]))
    assert [next(records).id, next(records).id, begun.is_set()] == ["a", "b", False]
    assert next(records).id == "c"
    assert begun.wait(30)
    assert ids_of(records) == "de"
    early.close()


def test_trouble_with_a_stream_is_told_behind_the_records_before_it() -> None:
    def broken() -> Iterator[Record]:
        raise SideTrouble("postgresql", "the connection was lost")
        yield

    early = Early(nothing_runs)
    records = early.records(iter([stream("ab"), broken()]))
    assert [next(records).id, next(records).id] == ["a", "b"]
    with pytest.raises(SideTrouble, match="the connection was lost"):
        next(records)
    early.close()


def test_what_is_not_wanted_any_more_is_broken_off() -> None:
    broken_off = threading.Event()

    def waiting() -> Iterator[Record]:
        assert broken_off.wait(30)
        raise SideTrouble("postgresql", "the query was cancelled")
        yield

    early = Early(broken_off.set)
    records = early.records(iter([stream("a"), waiting()]))
    assert next(records).id == "a"
    early.close()
    assert broken_off.is_set()
