"""What `as:` can make of a value before it is compared; None is what cannot be converted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from stacqc.rulesets.error import BadValue
from stacqc.rulesets.lists import as_list
from stacqc.rulesets.patterns import compile_pattern
from stacqc.vocabulary.scalars import seconds_of_day, to_date, to_datetime, to_integer, to_number
from stacqc.words import did_you_mean, plain

Convert = Callable[[Any], Any]
#: Longest text whose conversion is remembered.
_SHORT = 200


def _of_text(function: Callable[[str], Any]) -> Convert:
    return lambda value: function(value) if type(value) is str else None


def _iso_day(value: Any) -> Any:
    day = to_date(value)
    return day.isoformat() if day else None


def _day_number(value: Any) -> Any:
    day = to_date(value)
    return day.toordinal() if day else None


def _item(index: int) -> Convert:
    def take(value: Any) -> Any:
        inside = type(value) in (list, tuple) and -len(value) <= index < len(value)
        return value[index] if inside else None

    return take


def _length(value: Any) -> Any:
    return len(value) if type(value) in (str, list, dict, tuple) else None


def _sorted(value: Any) -> Any:
    fit = type(value) in (list, tuple) and len({type(x) for x in value} | {str}) == 1
    return sorted(value) if fit else None


#: Conversions of one value; several captured values are converted one by one.
SCALAR: dict[str, Convert] = {
    "integer": to_integer,
    "number": to_number,
    "text": lambda value: plain(value) if type(value) in (str, int, float) else None,
    "lower": _of_text(str.lower),
    "upper": _of_text(str.upper),
    "trim": _of_text(str.strip),
    "basename": _of_text(lambda text: re.split(r"[/\\]", text.split("?")[0].rstrip("/"))[-1]),
    "date": _iso_day,
    "datetime": to_datetime,
    "time": seconds_of_day,
    "day-number": _day_number,
}
WHOLE: dict[str, Convert] = {
    "first": _item(0),
    "last": _item(-1),
    "length": _length,
    "sorted": _sorted,
    "keys": lambda value: sorted(value) if type(value) is dict else None,
}
NAMES = (*SCALAR, *WHOLE)


def conversion(spec: Any, pieces: Mapping[str, str]) -> Convert:
    """Return the function for `as: spec`, a conversion or a list of them done in turn."""
    steps = [_one(part, pieces) for part in as_list(spec)]

    def convert(value: Any) -> Any:
        for step in steps:
            if value is None:
                break
            value = step(value)
        return value

    return steps[0] if len(steps) == 1 else convert


def _one(spec: Any, pieces: Mapping[str, str]) -> Convert:
    if type(spec) is str and "%" in spec:
        return _each(_strftime(spec))
    if type(spec) is str:
        if spec in WHOLE:
            return WHOLE[spec]
        if spec in SCALAR:
            return _each(SCALAR[spec])
        known = did_you_mean(spec, NAMES) or f"known are {', '.join(NAMES)}"
        raise BadValue(f"as: {spec} is not a conversion", known, spec)
    if type(spec) is dict and len(spec) == 1:
        ((name, argument),) = spec.items()
        if name in _WITH_ARGUMENT:
            return _WITH_ARGUMENT[name](argument, pieces)
    raise BadValue(
        "as: wants a name or one of " + ", ".join(_WITH_ARGUMENT), "for instance as: {match: '([0-9]+)'}"
    )


_directive = re.compile("%[-_0^#]?(.?)", re.DOTALL)
#: The letters that `strftime` knows after a percent sign, by the C standard.
_DIRECTIVES = frozenset("aAbBcdfHIjmMpSUwWxXyYzZ%GuVDFTRehntCgs")


def _each(convert: Convert) -> Convert:
    known = lru_cache(maxsize=8192)(convert)

    def run(value: Any) -> Any:
        if type(value) is str and len(value) <= _SHORT:
            return known(value)
        if type(value) is not tuple:
            return convert(value)
        made = tuple(dict.fromkeys(convert(part) for part in value))
        return made[0] if len(made) == 1 else made

    return run


def _strftime(form: str) -> Convert:
    try:
        datetime(2024, 1, 5, tzinfo=UTC).strftime(form)
        unknown = next((f"%{code}" for code in _directive.findall(form) if code not in _DIRECTIVES), "")
    except (ValueError, UnicodeError):
        unknown = form
    if unknown:
        help = "%Y %m %d %H %M %S %f %j and the like, for instance as: '%Y%m%d'"
        raise BadValue(f"as: {form} is not a form of times: {unknown} stands for nothing", help, form)

    def run(value: Any) -> Any:
        made = to_datetime(value)
        return made.astimezone(UTC).strftime(form) if made and 1 < made.year < 9999 else None

    return run


def _split(separator: Any, _: Mapping[str, str]) -> Convert:
    if type(separator) is not str or not separator:
        raise BadValue("split: wants the separating text")
    return lambda value: [part.strip() for part in value.split(separator)] if type(value) is str else None


def _take(index: Any, _: Mapping[str, str]) -> Convert:
    if type(index) is not int:
        raise BadValue("item: wants an index")
    return _item(index)


def _match(source: Any, pieces: Mapping[str, str]) -> Convert:
    pattern = compile_pattern(str(source), pieces, searched=True)

    def run(value: Any) -> Any:
        found = pattern.find(value) if type(value) is str else None
        return None if found is None else found[1 if found.re.groups else 0]

    return _each(run)


def _map(table: Any, _: Mapping[str, str]) -> Convert:
    if type(table) is not dict:
        raise BadValue("map: wants a mapping from values to values")
    return _each(lambda value: table.get(plain(value)))


def _arithmetic(operation: Callable[[float, float], float]) -> Callable[[Any, Mapping[str, str]], Convert]:
    def make(by: Any, _: Mapping[str, str]) -> Convert:
        if type(by) not in (int, float):
            raise BadValue("plus, times, over and modulo want a number")

        def run(value: Any) -> Any:
            number = to_number(value)
            try:
                return None if number is None else operation(number, by)
            except (ZeroDivisionError, OverflowError):
                return None

        return _each(run)

    return make


_WITH_ARGUMENT: dict[str, Callable[[Any, Mapping[str, str]], Convert]] = {
    "split": _split,
    "item": _take,
    "match": _match,
    "map": _map,
    "plus": _arithmetic(lambda a, b: a + b),
    "times": _arithmetic(lambda a, b: a * b),
    "over": _arithmetic(lambda a, b: b / a),
    "modulo": _arithmetic(lambda a, b: a % b),
}
