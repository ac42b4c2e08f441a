"""What collections claim, held against what their items come to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from stacqc.aspects.extents import BOX, INTERVAL, boxes_of, intervals_of, of_the_whole
from stacqc.findings import Edit, Fix, Path, Problem
from stacqc.folds.covering import IN_SPACE, IN_TIME
from stacqc.rule import FoldProblem
from stacqc.rules._coverage import SUMMARISED, Coverage, Values, instant
from stacqc.words import choice, show

_SIDES = ("west", "south", "east", "north")
_TOLERANCE = 1e-6
_NUMBERS = (int, float)


def extent_findings(
    address: str, extent: Any, coverage: Coverage, is_complete: bool
) -> Iterator[FoldProblem]:
    """Yield what is wrong in the first box and the first interval, which are those of the whole."""
    box, interval = of_the_whole(boxes_of(extent)), of_the_whole(intervals_of(extent))
    is_flat = type(box) is list and len(box) == 4 and all(type(n) in _NUMBERS for n in box)
    if is_flat and coverage.box is not None:
        yield from _box_findings(address, box, coverage)
    if type(interval) is list and len(interval) == 2:
        yield from _time_findings(address, interval, coverage, is_complete)


def _box_findings(address: str, box: list[Any], coverage: Coverage) -> Iterator[FoldProblem]:
    wanted = coverage.box
    if wanted is None or wanted[0] > wanted[2]:
        return  # items over the antimeridian
    if box[0] > box[2] or box[1] > box[3]:
        yield _stale(
            address,
            BOX,
            "The numbers of this box stand in the wrong order",
            wanted,
            "extent-covers",
            IN_SPACE,
        )
        return
    over = [(a - b) * (1 if n < 2 else -1) for n, (a, b) in enumerate(zip(box, wanted, strict=True))]
    missed = [side for side, gap in zip(_SIDES, over, strict=True) if gap > _TOLERANCE]
    if missed:
        message = f"Extent misses items in the {missed[0]}: they reach to {wanted[_SIDES.index(missed[0])]}"
    elif min(over) < -_TOLERANCE and not coverage.partial:
        side = over.index(min(over))
        message = f"Extent is larger than its items: in the {_SIDES[side]} they reach to {wanted[side]}"
    else:
        return
    new = [min(a, b) if n < 2 else max(a, b) for n, (a, b) in enumerate(zip(box, wanted, strict=True))]
    yield _stale(address, BOX, message, new if coverage.partial else wanted, "extent-covers", IN_SPACE)


def _time_findings(
    address: str, interval: list[Any], coverage: Coverage, is_complete: bool
) -> Iterator[FoldProblem]:
    for index, (sign, wanted) in enumerate(((1, coverage.start), (-1, coverage.end))):
        said = instant(interval[index]) if type(interval[index]) is str else None
        is_open = interval[index] is None and is_complete and not coverage.partial
        if wanted is None or said == wanted or (said is None and not is_open):
            continue
        text = datetime.fromtimestamp(wanted, UTC).isoformat().replace("+00:00", "Z")
        verb = "begin" if index == 0 else "end"
        if said is None:
            message = f"Extent is open, its items {verb} at {text}"
        elif (said - wanted) * sign > 0:
            message = f"Extent misses items: they {verb} at {text}"
        elif not coverage.partial:
            message = f"Extent is larger than its items: they {verb} at {text}"
        else:
            continue
        yield _stale(address, (*INTERVAL, index), message, text, "extent-covers", IN_TIME)


def _stale(
    address: str, path: Path, message: str, wanted: Any, rule: str, rests_on: tuple[Path, ...]
) -> FoldProblem:
    text = show(wanted, 200)
    fix = Fix((Edit("replace", path, wanted),), title=f"write {text}", rests_on=rests_on)
    return FoldProblem(address, Problem(path, message, f"write {text}", fix, rule=rule))


def summary_findings(
    address: str, summaries: Any, coverage: Coverage, names: frozenset[str]
) -> Iterator[FoldProblem]:
    """Yield the summaries that say too little or too much; `names` are those that items of the catalog have."""
    for name, said in summaries.items() if type(summaries) is dict else ():
        found = _wrong_summary(name, said, coverage, names)
        if found is None:
            continue
        what, wanted = found
        path, message = ("summaries", name), f"Summary {name} is stale: {what}"
        if wanted is None:
            yield FoldProblem(address, Problem(path, message, "remove it", rule="summaries-match"))
        else:
            yield _stale(address, path, message, wanted, "summaries-match", (("properties", name),))


def _wrong_summary(name: str, said: Any, coverage: Coverage, names: frozenset[str]) -> tuple[str, Any] | None:
    """Return what is wrong with a summary, and what to write; of most names it is only known who has any."""
    if name not in SUMMARISED:
        return None if name in names or coverage.lacks_items else ("no item has it", None)
    values = coverage.values.get(name)
    wrong = _wrong_range if type(said) is dict else _wrong_set
    return wrong(said, values, coverage.partial) if values is not None or not coverage.partial else None


def _wrong_range(said: Any, values: Values | None, partial: bool) -> tuple[str, Any] | None:
    are_numbers = type(said.get("minimum")) in _NUMBERS and type(said.get("maximum")) in _NUMBERS
    if not are_numbers and ({"minimum", "maximum"} - said.keys() or values is None or values.low is None):
        return None
    if values is None or values.low is None or values.high is None:
        return "no item has it", None
    low, high = values.low, values.high
    if partial and are_numbers:
        low, high = min(low, said["minimum"]), max(high, said["maximum"])
    if (said["minimum"], said["maximum"]) == (low, high):
        return None
    wanted = {**said, "minimum": low, "maximum": high}
    return f"the items go from {show(values.low)} to {show(values.high)}", wanted


def _wrong_set(said: Any, values: Values | None, partial: bool) -> tuple[str, Any] | None:
    if type(said) is not list or any(type(part) in (list, dict) for part in said):
        return None
    if values is None:
        return "no item has it", None
    missing = sorted(values.words - set(said), key=repr)
    extra = [part for part in said if part not in values.words] if not values.more and not partial else []
    wanted = None if values.more else sorted({*values.words, *(said if partial else ())}, key=repr)
    if missing:
        return f"items have {choice(missing)} too", wanted or said
    return (f"no item has {choice(extra)}", wanted) if extra else None
