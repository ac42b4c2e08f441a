"""Formats that have a name: for each a function that says what is wrong with a value, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

Wrong = Callable[[Any], str]
_MAX = 4000
#: Longest text whose verdict is remembered.
_SHORT = 100
_day = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_basic = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_instant = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.\d{1,12})?(?P<zone>[Zz]|[+-]\d{2}:\d{2})?", re.ASCII
)
_URI = r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]"
_bad_percent = re.compile(r"%(?![0-9A-Fa-f]{2})")


def _text(wrong: Callable[[str], str]) -> Wrong:
    known = lru_cache(maxsize=8192)(wrong)

    def run(value: Any) -> str:
        if type(value) is not str:
            return "write text"
        if len(value) <= _SHORT:
            return known(value)
        return wrong(value) if len(value) <= _MAX else f"longer than {_MAX} characters"

    return run


def _matching(source: str, otherwise: str) -> Wrong:
    return _text(lambda text: "" if re.fullmatch(source, text, re.ASCII) else otherwise)


def _calendar(pattern: re.Pattern[str], form: str) -> Wrong:
    def wrong(text: str) -> str:
        match = pattern.fullmatch(text)
        if match is None:
            return f"a date is written {form}"
        try:
            date(*map(int, match.groups()))
        except ValueError:
            return "there is no such day"
        return ""

    return _text(wrong)


def _date_time(text: str) -> str:
    match = _instant.fullmatch(text)
    if match is None:
        return "a time is written 2024-06-05T05:12:33Z (RFC 3339)"
    if match["zone"] is None:
        return "it has no time zone"
    hour, minute, second = int(match[2]), int(match[3]), int(match[4])
    try:
        datetime.fromisoformat(match[1])
    except ValueError:
        return "there is no such day"
    if hour > 23 or minute > 59 or second > 60:
        return "there is no such time of day"
    return ""


def _date_time_utc(text: str) -> str:
    return _date_time(text) or ("" if text[-1] == "Z" else "times are in UTC and end with Z")


def _uri(text: str) -> str:
    return _uri_reference(text) or (
        "" if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:.", text) else "it has no scheme"
    )


def _uri_reference(text: str) -> str:
    if not re.fullmatch(f"{_URI}*", text, re.ASCII):
        return "it holds characters that a URI must write as %XX"
    return "a % must be followed by two hexadecimal digits" if _bad_percent.search(text) else ""


def _iri(text: str) -> str:
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:.", text):
        return "it has no scheme"
    return "it holds spaces or quotes" if re.search(r"[\s<>\"{}|\\^`]", text) else ""


def _bbox(value: Any) -> str:
    if type(value) is not list or len(value) not in (4, 6) or any(type(n) not in (int, float) for n in value):
        return "a bbox is 4 or 6 numbers"
    half = len(value) // 2
    if value[1] > value[half + 1]:
        return "its south is north of its north"
    if half == 3 and value[2] > value[5]:
        return "its lowest height is above its highest"
    if not all(-90 <= n <= 90 for n in (value[1], value[half + 1])):
        return "a latitude is beyond ±90"
    return "" if all(-180 <= n <= 180 for n in (value[0], value[half])) else "a longitude is beyond ±180"


def _spdx(text: str) -> str:
    from stacqc.vocabulary.spdx import is_expression

    return "" if is_expression(text) else "not an SPDX licence identifier or expression"


_TOKEN = r"[A-Za-z0-9!#$&^_.+-]{1,127}"  # noqa: S105
#: Name of the format to what is wrong with a value, the empty text where it is right.
FORMATS: dict[str, Wrong] = {
    "date-time": _text(_date_time),
    "date-time-utc": _text(_date_time_utc),
    "date": _calendar(_day, "2024-06-05"),
    "date-basic": _calendar(_basic, "20240605"),
    "uri": _text(_uri),
    "uri-reference": _text(_uri_reference),
    "iri": _text(_iri),
    "email": _matching(
        r"[^@\s\"<>]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}", "not a mail address"
    ),
    "bbox": _bbox,
    "media-type": _matching(
        rf"{_TOKEN}/{_TOKEN}(?:\s{{0,3}};\s{{0,3}}{_TOKEN}=(?:{_TOKEN}|\"[^\"]{{0,200}}\")){{0,9}}",
        "not a media type such as image/tiff; application=geotiff",
    ),
    "spdx": _text(_spdx),
    "doi": _matching(
        r"10\.[0-9a-zA-Z]{4,}(?:\.[0-9]+)*/\S+", "a DOI is written 10.1234/abc, without an address"
    ),
    "semver": _matching(
        r"(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(-[0-9A-Za-z.-]{1,64})?(\+[0-9A-Za-z.-]{1,64})?",
        "a version is written 1.2.3",
    ),
    "uuid": _matching(
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "not a UUID in lower case"
    ),
    "language-tag": _matching(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}", "a language is written en or pt-BR"),
    "cospar": _matching(r"\d{4}-\d{3}[A-Z]{1,3}", "an international designator is written 2014-016A"),
    "epsg": _matching(r"EPSG:\d{4,6}", "a code is written EPSG:4326"),
}
