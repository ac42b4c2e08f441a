"""What could not be checked is counted to the last one, and kept in memory only up to a bound."""

from __future__ import annotations

import json
import pickle
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from stacqc.document import Document
from stacqc.engine.partial import Partial
from stacqc.engine.plan import Plan
from stacqc.engine.runner import run
from stacqc.findings import Failure
from stacqc.formats import View, github, gitlab, junit, markdown, sarif, text
from stacqc.formats import json as as_json
from stacqc.formats import jsonl as as_lines
from stacqc.formats.html import data
from stacqc.report import MAX_FAILURES, Failures, Report
from stacqc.scale.plain import Maker, to_plain

MANY = MAX_FAILURES + 2345


@dataclass(frozen=True)
class Unreadable:
    """A part of the input in which nothing can be read."""

    first: int
    size: int

    def documents(self) -> Iterator[Document | Failure]:
        return (Failure(f"{n:07}.json", "not read") for n in range(self.first, self.first + self.size))


def failed(amount: int, first: int = 0) -> Failures:
    return Failures(Failure(f"{n:07}.json", "not read") for n in range(first, first + amount))


def test_a_million_unreadable_inputs_take_the_memory_of_the_first() -> None:
    plan = Plan()
    tracemalloc.start()
    report = run([Unreadable(n, 10_000) for n in range(0, 1_000_000, 10_000)], plan)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000
    assert (report.failures.total, len(report.failures)) == (1_000_000, MAX_FAILURES)
    assert report.failures[-1].uri == f"{MAX_FAILURES - 1:07}.json"
    assert report.exit_code() == 2


def test_a_cache_gives_back_what_it_was_given() -> None:
    kept = Maker(frozenset()).made(json.loads(json.dumps(to_plain(failed(MANY)))))
    assert (type(kept), kept, kept.total) == (Failures, failed(MAX_FAILURES), MANY)


@pytest.mark.parametrize("cuts", [[MANY], [1, MANY - 1], [MAX_FAILURES - 1, 3, MANY - MAX_FAILURES - 2]])
def test_however_a_run_is_cut_the_same_are_kept(cuts: list[int]) -> None:
    whole, first = Partial(), 0
    for size in cuts:
        its = Partial(Report(failures=failed(size, first)))
        whole.merge(pickle.loads(pickle.dumps(its)), 10)
        first += size
    kept = whole.report.failures
    assert kept == failed(MANY)
    assert (kept.total, kept.dropped) == (MANY, MANY - MAX_FAILURES)


def test_every_format_says_how_many_there_are() -> None:
    report = Report(failures=failed(MANY))
    shown = {
        format.__name__.rpartition(".")[2]: "".join(format.render(report, View()))
        for format in (text, markdown, github, gitlab, junit, sarif, as_json, as_lines)
    }
    assert f"… and {MANY - 50:,} more that could not be checked" in shown["text"]
    assert f"{MANY:,} failures" in shown["text"]
    assert f"{MANY:,} failures" in shown["markdown"]
    assert f"{MANY:,} failures" in shown["github"]
    assert (
        "2,345 more that could not be checked are not listed"
        in json.loads(shown["gitlab"])[-1]["description"]
    )
    assert "2,345 more that could not be checked are not listed" in shown["junit"]
    assert f"{MANY - sarif.MAX_NOTIFICATIONS:,} more inputs could not be checked" in shown["sarif"]
    assert json.loads(shown["json"])["summary"]["failures"] == MANY
    assert json.loads(shown["jsonl"].splitlines()[-1])["failures"] == MANY
    made = data.payload(report, View())
    assert (made["failed"], len(made["failures"])) == (MANY, MAX_FAILURES + 1)
