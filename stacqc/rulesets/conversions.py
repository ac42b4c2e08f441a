"""What `as:` can make of a value before it is compared; None is what cannot be converted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from stacqc.rulesets.error import BadValue
from stacqc.rulesets.patterns import as_list, compile_pattern
from stacqc.words import did_you_mean, plain

Convert = Callable[[Any], Any]
_number = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
#: Longest text whose conversion is remembered.
_SHORT = 200
_compact = re.compile(r"\d{8}", re.ASCII)


def to_integer(value: Any) -> Any:
    """Return a whole number, also from a text that is exactly one."""
    made = to_number(value)
    return int(made) if made is not None and made == made // 1 else None


def to_number(value: Any) -> Any:
    """Return a number, also from a text that is exactly one."""
    kind = type(value)
    if kind is int or kind is float:
        return value
    return _number_of(value) if kind is str and len(value) <= 60 else None


# Texts come again: the items of a pair share times, scenes and ids.
@lru_cache(maxsize=8192)
def _number_of(text: str) -> Any:
    text = text.strip()
    if not _number.fullmatch(text):
        return None
    made = float(text)
    if made in (float("inf"), float("-inf")):
        return None
    return int(text) if re.fullmatch(r"[+-]?\d{1,18}", text, re.ASCII) else made


def to_datetime(value: Any) -> datetime | None:
    """Return the instant that a text names; without a zone it is taken as UTC."""
    if type(value) is datetime:
        return value
    return _instant_of(value) if type(value) is str and len(value) <= 40 else None


@lru_cache(maxsize=8192)
def _instant_of(text: str) -> datetime | None:
    try:
        made = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return made if made.tzinfo else made.replace(tzinfo=UTC)


def to_date(value: Any) -> date | None:
    """Return the day, in UTC, of an instant or of a text YYYYMMDD."""
    if type(value) is int:
        value = str(value)
    made = to_datetime(value)
    try:
        return made.astimezone(UTC).date() if made else None
    except OverflowError:
        return None


def _seconds_of_day(value: Any) -> Any:
    made = to_datetime(value)
    if made is None or _compact.fullmatch(str(value)):
        return None
    made = made.astimezone(UTC)
    return made.hour * 3600 + made.minute * 60 + made.second + made.microsecond / 1e6


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
    "time": _seconds_of_day,
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
        raise BadValue(
            f"as: {spec} is not a conversion", did_you_mean(spec, NAMES) or f"known are {', '.join(NAMES)}"
        )
    if type(spec) is dict and len(spec) == 1:
        ((name, argument),) = spec.items()
        if name in _WITH_ARGUMENT:
            return _WITH_ARGUMENT[name](argument, pieces)
    raise BadValue(
        "as: wants a name or one of " + ", ".join(_WITH_ARGUMENT), "for instance as: {match: '([0-9]+)'}"
    )


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
    except (ValueError, UnicodeError):
        raise BadValue(f"as: {form} is not a form of times", "for instance as: '%Y%m%d'") from None

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
