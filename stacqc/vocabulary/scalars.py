"""Scalars: what equals another one, and numbers, days and instants also where they are written as text.

What is none of these becomes None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

import orjson

_number = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
#: Characters of a text that may spell a list.
_SPELT = 1000
_EPOCH, _DAY = datetime(1970, 1, 1, tzinfo=UTC), timedelta(days=1)
_compact = re.compile(r"\d{8}", re.ASCII)


def is_one_of(value: Any, others: Iterable[Any]) -> bool:
    """Say whether a value equals one of others: 1 is 1.0, and no number is true or false."""
    return any(value == other and (type(value) is bool) == (type(other) is bool) for other in others)


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


def to_list(value: Any) -> list[Any] | None:
    """Return the list that a scalar stands for: what a text spells as JSON or as numbers, or else itself alone."""
    if value in (None, "") or type(value) in (list, dict):
        return None
    text = value.strip() if type(value) is str and len(value) <= _SPELT else ""
    if text.startswith("["):
        try:
            made = orjson.loads(text)
        except orjson.JSONDecodeError:
            return [value]
        return made if type(made) is list else [value]
    numbers = [to_number(part) for part in re.split(r"[\s,;]+", text)]
    return [value] if len(numbers) < 2 or None in numbers else numbers


def to_datetime(value: Any) -> datetime | None:
    """Return the instant that a text names; without a zone it is taken as UTC."""
    if type(value) is datetime:
        return value
    return _instant_of(value) if type(value) is str and len(value) <= 40 else None


@lru_cache(maxsize=8192)
def _instant_of(text: str) -> datetime | None:
    try:
        # RFC 3339 allows t and z in lower case.
        made = datetime.fromisoformat(text.strip().upper())
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


def seconds_of_day(value: Any) -> float | None:
    """Return the seconds since midnight, in UTC, of an instant that a text names; None for a day alone."""
    made = to_datetime(value)
    if made is None or _compact.fullmatch(str(value)):
        return None
    return ((made - _EPOCH) % _DAY).total_seconds()
