"""The check of how far it is from one value to another."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from stacqc.checks.base import Fault, Faults, Test, check
from stacqc.document import Document
from stacqc.rulesets.error import BadValue
from stacqc.rulesets.operand import operand
from stacqc.rulesets.scope import Scope
from stacqc.vocabulary.scalars import to_date, to_datetime, to_number
from stacqc.words import show

_SECONDS = {"seconds": 1, "hours": 3600, "days": 86400}


@check("difference")
def difference(argument: dict[str, Any], scope: Scope) -> Test:
    """From one operand to another it is so far."""
    start, end = operand(argument["from"], scope), operand(argument["to"], scope)
    unit = argument.get("unit", "days")
    low, high = argument.get("between", (None, None))
    step = argument.get("multiple_of")
    if low is None and high is None and step is None:
        raise BadValue("difference: wants between or multiple_of")
    if low is not None and high is not None and low > high:
        raise BadValue(f"Nothing lies between {show(low)} and {show(high)}", "write the smaller one first")

    def test(value: Any, document: Document, element: Any) -> Faults:
        gap = _gap(start.get(document, element), end.get(document, element), unit)
        if gap is None:
            return ()
        wrong = _wrong_gap(gap, low, high, step)
        if not wrong:
            return ()
        gap = _shown(gap)
        size = show(gap) if unit == "none" else f"{show(gap)} {unit}"
        path = end.path(document)
        message = f"From {start.label} to {end.label} it is {size}, {wrong}"
        return (Fault(message, found=gap, wanted=step, path=path or (), absolute=path is not None),)

    return test


def _gap(start: Any, end: Any, unit: str) -> Any:
    if start is None or end is None:
        return None
    if unit == "none":
        numbers = to_number(start), to_number(end)
        return None if None in numbers else numbers[1] - numbers[0]
    texts = type(start) is str and type(end) is str
    return _known_gap(start, end, unit) if texts else _time_gap(start, end, unit)


@lru_cache(maxsize=8192)
def _known_gap(start: str, end: str, unit: str) -> Any:
    return _time_gap(start, end, unit)


def _time_gap(start: Any, end: Any, unit: str) -> Any:
    times = to_datetime(start), to_datetime(end)
    if times[0] is None or times[1] is None:
        return None
    if unit == "days" and not (type(start) is datetime or len(str(start)) > 10 or len(str(end)) > 10):
        days = to_date(start), to_date(end)
        return None if days[0] is None or days[1] is None else (days[1] - days[0]).days
    return (times[1] - times[0]).total_seconds() / _SECONDS[unit]


def _wrong_gap(gap: Any, low: Any, high: Any, step: Any) -> str:
    if low is not None and gap < low:
        return f"it must be at least {show(low)}"
    if high is not None and gap > high:
        return f"it must be at most {show(high)}"
    if step is not None and not _is_multiple(gap, step):
        return f"it must be a multiple of {show(step)}"
    return ""


def _is_multiple(gap: Any, step: Any) -> bool:
    try:
        times: float = gap / step
        return abs(times - round(times)) <= 1e-9
    except OverflowError:  # beyond what is measured
        return False


def _shown(gap: int | float) -> int | float:
    if type(gap) is float:
        return int(gap) if gap.is_integer() else round(gap, 6)
    return gap
