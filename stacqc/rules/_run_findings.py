"""What runs show once all their files have passed by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from stacqc.findings import Path, Problem
from stacqc.folds.base import Witnesses, merged
from stacqc.rule import FoldProblem
from stacqc.rules._isdeform import WORDS
from stacqc.rules._run_state import RULES, RUN, RunState, Values
from stacqc.words import listing, plain, show

_PROPERTIES = dict(RULES)
#: The names that the nested layout has for native ones.
_BY_STAC = {
    "numberOfLooksRange": "sar:looks_range",
    "relativeOrbitNumber": "sat:relative_orbit",
    "perpendicularBaseline": "insar:perpendicular_baseline",
}
_live = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_SAID = {
    "looks-per-run": "{value} looks here, {usual} in most of the run",
    "track-per-run": "Track {value} here, {usual} in most of the run",
    "software-per-run": "Software {value} here, {usual} in most of the run",
    "product-id-form": "productId has form {value}; the run uses {usual}",
}
#: What two runs have in common that look like one, beside place and time.
_MADE = ("looks-per-run", "software-per-run")
Chain = tuple[dict[str, tuple[Any, ...]], tuple[Any, ...]]
_NAMES = {"coh": "coherence", "inw": "wrapped", "inwf": "filtered", "inu": "unwrapped interferogram"}


def findings(runs: Iterable[tuple[str, RunState]]) -> Iterator[FoldProblem]:
    """Yield what all runs show, in the order of their ids; none is held longer than needed."""
    found: dict[str, list[FoldProblem]] = {}
    chains: dict[str, Chain] = {}
    for run, state in runs:
        found[run] = list(_of_run(run, state))
        if state.extents:
            chains[run] = _chain(state)
    for _, problems in sorted(found.items()):
        yield from problems
    yield from _duplicates(chains)


def _of_run(run: str, state: RunState) -> Iterator[FoldProblem]:
    if not state.is_lone:
        yield from _incomplete(state)
    if state.is_in_both:
        yield from _twins(run, state)
    yield from _promises(state)
    names = {} if _live.fullmatch(run) else _BY_STAC
    yield from _odd_values(state, names)
    yield from _odd_baselines(state, names)
    yield from _strangers(state)
    yield from _ingestion(state)


def _problem(address: str, path: Path, message: str, help_: str, rule: str, *related: str) -> FoldProblem:
    return FoldProblem(address, Problem(path, message, help_, related=related, rule=rule))


def _days(pair: int) -> str:
    text = str(pair)
    return f"{text[:8]}-{text[8:]}"


def _incomplete(state: RunState) -> Iterator[FoldProblem]:
    for (pair, geometry), (_, address) in sorted(state.incomplete.items()):
        lacking = listing([_NAMES[code] for code in state.missing(pair, geometry)])
        message = f"Pair {_days(pair)} in {WORDS[geometry]} geometry: no {lacking}"
        yield _problem(address, (), message, "find the product and ingest it, or process the pair again",
                       "pair-complete")  # fmt: skip


def _twins(run: str, state: RunState) -> Iterator[FoldProblem]:
    for what, geometries in _lonely(state):
        there = geometries[0]
        other = "radar" if there == "geo" else "geo"
        message = f"{what} exists only in {WORDS[there]} geometry"
        yield _problem(
            state.home[1], (), message, f"ingest it in {WORDS[other]} geometry too", "geometry-twin"
        )


def _lonely(state: RunState) -> Iterator[tuple[str, list[str]]]:
    """Yield what is in one geometry only; what a pair lacks in one of them is told by pair-complete."""
    for pair in sorted(pair for pair in state.pairs if not state.is_twin(pair, "aps")):
        there = state.geometries(pair)
        if len(there) == 1:
            yield f"Pair {_days(pair)}", there
        elif len(there := state.geometries(pair, "aps")) == 1:
            yield f"aps of pair {_days(pair)}", there
    for code in sorted(state.stack["geo"] ^ state.stack["radar"]):
        yield code, ["geo" if code in state.stack["geo"] else "radar"]


def _promises(state: RunState) -> Iterator[FoldProblem]:
    for geometry, address in sorted(state.promises.items()):
        if geometry not in state.series:
            message = f"The description promises a time series that {WORDS[geometry]} geometry does not have"
            yield _problem(address, ("description",), message, "ingest the time series, or correct the description",
                           "geometry-twin")  # fmt: skip


def _odd_values(state: RunState, names: Mapping[str, str]) -> Iterator[FoldProblem]:
    for (rule, _), table in sorted(state.values().items()):
        if len(table) == 1:
            continue
        usual = _most(table)
        name = names.get(_PROPERTIES[rule], _PROPERTIES[rule])
        for value in sorted(table.keys() - {usual}, key=plain):
            # The forms of product ids are our own words.
            say = plain if rule == "product-id-form" else show
            message = _SAID[rule].format(value=say(value), usual=say(usual))
            other = merged(table[usual]).smallest()[0][0]
            for address, _ in merged(table[value]).smallest():
                yield _problem(
                    address,
                    ("properties", name),
                    message,
                    "look up how this product was made",
                    rule,
                    other,
                )


def _most(table: Values) -> Any:
    return min(table, key=lambda value: (-sum(witnesses.count for witnesses in table[value]), plain(value)))


def _odd_baselines(state: RunState, names: Mapping[str, str]) -> Iterator[FoldProblem]:
    path = ("properties", names.get("perpendicularBaseline", "perpendicularBaseline"))
    for pair in sorted(state.baselines):
        values = state.baselines_of(pair)
        if len(values) == 1:
            continue
        usual, _, first = min(values, key=lambda counted: (-counted[1], counted[0]))
        for value, count, address in sorted(values):
            if value != usual:
                files = "this file" if count == 1 else f"{count} files"
                message = f"Perpendicular baseline {value} m in {files}, {usual} m in the others of the pair"
                yield _problem(address, path, message, "compute it from the two scenes", "baseline-per-pair",
                               first)  # fmt: skip


def _strangers(state: RunState) -> Iterator[FoldProblem]:
    """Yield the first of those that name a product which the run does not have, where it is known as a whole."""
    found: dict[tuple[str, str], list[Witnesses]] = {}
    for name, value, witnesses in state.strangers() if state.home[0] == RUN else ():
        found.setdefault((name, value), []).append(witnesses)
    for (name, value), several in sorted(found.items()):
        known = merged(several)
        others = f", here and in {known.count - 1} other products," if known.count > 1 else ""
        message = f"{name} {show(value)}{others} is the productId of no product of this run"
        address, _ = known.smallest()[0]
        yield _problem(address, ("properties", name), message, "write that of the product that is meant",
                       "related-product")  # fmt: skip


def _ingestion(state: RunState) -> Iterator[FoldProblem]:
    (updated, item), (ingested, address) = state.updated, state.ingested
    if updated > ingested:
        message = f"ingestion_time {ingested} is before {updated}, when a product was updated"
        yield _problem(address, ("ingestion_time",), message, "ingest the run again", "ingestion-order", item)


def _chain(state: RunState) -> Chain:
    """Return where and when a run is, by the collections that say so, and how it was made."""
    values = state.values()
    made = (_most(table) if (table := values.get((name, ""))) else None for name in _MADE)
    return {address: extent for address, extent in state.extents.items() if all(extent)}, tuple(made)


def _duplicates(chains: Mapping[str, Chain]) -> Iterator[FoldProblem]:
    alike: dict[tuple[Any, ...], list[tuple[str, str]]] = {}
    for run, (extents, made) in sorted(chains.items()):
        for address, extent in extents.items():
            alike.setdefault((*extent, *made), []).append((address, run))
    for group in alike.values():
        (other, first), *rest = sorted(group)
        for address, run in rest:
            if run != first:
                message = f"Runs {run} and {first} look like one: same place, time, looks and chain"
                help_ = "remove one of them, or say in the title what sets it apart"
                yield _problem(address, ("extent",), message, help_, "duplicate-run", other)
