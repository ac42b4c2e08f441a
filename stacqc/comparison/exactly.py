"""JSON read so that no number is lost: those beyond floating point too are told apart."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from stacqc.comparison.trouble import NotReadable

#: Digits of the longest number that is read; Python itself neither reads nor writes many more.
_MOST = 4000


def read_exactly(text: str) -> Any:
    """Return the value of a JSON text with whole numbers where they are beyond floating point.

    Raises NotReadable for a number of more than 4,000 digits, json.JSONDecodeError, and RecursionError.
    """
    return json.loads(text, parse_int=_whole, parse_float=_number, parse_constant=_none)


def _none(_: str) -> None:
    """What is no number is none."""


def _whole(text: str) -> int:
    return int(text) if len(text) <= _MOST else _too_long()


def _too_long() -> NoReturn:
    # Any value in its place would be the same as some other number, or as none.
    raise NotReadable(f"holds a number of more than {_MOST:,} digits, which stacqc does not read")


def _number(text: str) -> float | int:
    value = float(text)
    if abs(value) != float("inf"):
        return value
    try:
        exact = Decimal(text)
    except InvalidOperation:  # its exponent is beyond even that
        return _too_long()
    return int(exact) if exact.adjusted() < _MOST else _too_long()
