"""How long a server asks to be left alone."""

from __future__ import annotations

import time


def retry_after(wanted: str) -> float | None:
    """Return the seconds that a Retry-After field asks for, None where it asks for nothing."""
    wanted = wanted.strip()
    if wanted.isascii() and wanted.isdecimal():
        return float(wanted[:9])
    return _until(wanted) if wanted else None


def _until(date: str) -> float | None:
    from email.utils import parsedate_to_datetime

    try:
        seconds = parsedate_to_datetime(date).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError):
        return None
    return seconds if seconds > 0 else None
