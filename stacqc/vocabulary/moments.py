"""Times that are written otherwise than RFC 3339 in UTC, where they leave no doubt which one is meant."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_TIME = re.compile(
    r"(?P<year>\d{4})(?P<dash>-?)(?P<month>\d\d)(?P=dash)(?P<day>\d\d)(?:[Tt]|\s+)"
    r"(?P<hour>\d\d)(?P<colon>:?)(?P<minute>\d\d)(?:(?P=colon)(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?:(?P<utc>Z|UTC|GMT)|(?P<sign>[-+])(?P<hours>\d\d)(?::?(?P<minutes>\d\d))?)",
    re.IGNORECASE,
)
#: As mail and web servers write it.
_SPOKEN = re.compile(r"[A-Z][a-z]{2}, \d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:GMT|UTC|[-+]\d{4})")


def meant_time(text: str) -> str:
    """Return the same time as RFC 3339 in UTC; the empty text where its zone or the time is not clear."""
    text = text.strip()
    try:
        return _spoken(text) if _SPOKEN.fullmatch(text) else _written(text)
    except (ValueError, OverflowError):  # no such day or hour
        return ""


def _spoken(text: str) -> str:
    from email.utils import parsedate_to_datetime

    return _in_utc(parsedate_to_datetime(text), "")


def _written(text: str) -> str:
    found = _TIME.fullmatch(text)
    if found is None:
        return ""
    year, month, day = (int(found[name]) for name in ("year", "month", "day"))
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    hours, minutes = int(found["hours"] or 0), int(found["minutes"] or 0)
    offset = timedelta(hours=hours, minutes=minutes) * (-1 if found["sign"] == "-" else 1)
    moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC) - offset
    return _in_utc(moment, found["fraction"] or "")


def _in_utc(moment: datetime, fraction: str) -> str:
    if moment.utcoffset() is None:
        return ""
    seconds = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")
    return f"{seconds}.{fraction}Z" if fraction else f"{seconds}Z"
