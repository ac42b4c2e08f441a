"""JSON read so that no number is lost: those beyond floating point too are told apart."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any

#: Digits of the longest number that is read; Python itself neither reads nor writes many more.
_MOST = 4000


def read_exactly(text: str) -> Any:
    """Return the value of a JSON text with whole numbers where they are beyond floating point.

    Those of more than 4,000 digits are none. Raises json.JSONDecodeError, and RecursionError.
    """
    return json.loads(text, parse_int=_whole, parse_float=_number, parse_constant=_none)


def _none(_: str) -> None:
    """What is no number is none."""


def _whole(text: str) -> int | None:
    return int(text) if len(text) <= _MOST else None


def _number(text: str) -> float | int | None:
    value = float(text)
    if abs(value) != float("inf"):
        return value
    try:
        exact = Decimal(text)
    except InvalidOperation:  # its exponent is beyond even that
        return None
    return int(exact) if exact.adjusted() < _MOST else None
