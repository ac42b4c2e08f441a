"""Times compared as instants, however they are written."""

from __future__ import annotations

import re
from datetime import UTC, datetime

#: Members of properties that hold times (STAC common metadata and the timestamps extension).
FIELDS = frozenset(
    {
        "datetime",
        "start_datetime",
        "end_datetime",
        "created",
        "updated",
        "published",
        "expires",
        "unpublished",
    }
)
_split = re.compile(r"(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:?\d\d)?").fullmatch

#: Whole second in UTC, and the digits behind it.
Instant = tuple[datetime, str]


def instant(text: object) -> Instant | None:
    """Return the instant that a text names, without a zone taken as UTC; None where it is no time."""
    match = _split(text) if type(text) is str else None
    if match is None:
        return None
    zone = (match[3] or "Z").upper().replace("Z", "+00:00")
    try:
        moment = datetime.fromisoformat(match[1].upper() + zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment, (match[2] or "").rstrip("0")


def same_instant(a: object, b: object) -> bool:
    """Return whether two texts name the same instant."""
    first = instant(a)
    return first is not None and first == instant(b)


def is_before(a: object, b: object) -> bool:
    """Return whether `a` names an instant before that of `b` by a microsecond at least."""
    first, second = instant(a), instant(b)
    if first is None or second is None:
        return False
    return (first[0], first[1][:6]) < (second[0], second[1][:6])
