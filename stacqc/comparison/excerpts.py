"""What of two values is shown, so that it is seen where they differ."""

from __future__ import annotations

from typing import Any

import orjson

_SHOWN = 100
_SPREAD = 4000
#: How far into a text a difference may begin and still be seen where texts are cut in the middle.
_SEEN = 60
#: Characters before and behind the place where two long texts begin to differ.
_BEFORE, _BEHIND = 30, 60


def shown(value: Any) -> str:
    """Return a value as JSON, shortened to what fits a line."""
    return _cut(_written(value))


def both_shown(file: Any, database: Any) -> tuple[str, str]:
    """Return two values as JSON, shortened to what fits a line and around the place where they begin to differ."""
    texts = _written(file), _written(database)
    at = alike_until(*texts)
    if at <= _SEEN or max(map(len, texts)) <= _SHOWN:
        return _cut(texts[0]), _cut(texts[1])
    return _around(texts[0], at), _around(texts[1], at)


def alike_until(a: str, b: str) -> int:
    """Return the place where two texts begin to differ, found by halves: a character at a time is slow in long ones."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if a[low:middle] == b[low:middle] else (low, middle - 1)
    return low


def _around(text: str, at: int) -> str:
    rest = text[at + _BEHIND :]
    return f"…{text[at - _BEFORE : at + _BEHIND]}{'…' if rest else ''}"


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 20]}…{text[-19:]}"


def _written(value: Any, option: int = 0) -> str:
    try:
        return orjson.dumps(value, option=option).decode()
    except orjson.JSONEncodeError:
        return str(value)


def spread(value: Any) -> str:
    """Return a value as JSON over several lines, its members sorted, so that both sides can be laid side by side.

    What is long is cut, and ends in a digest of all of it.
    """
    text = _written(value, orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
    if len(text) <= _SPREAD:
        return text
    from hashlib import sha256

    digest = sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]
    return f"{text[: _SPREAD - 1]}…\n({len(text)} characters, SHA-256 {digest})"


def unseen(file: str, database: str) -> str:
    """Say by code points where two texts that look alike begin to differ; empty where one sees it."""
    if (file.isascii() and database.isascii()) or max(len(file), len(database)) > _SPREAD:
        return ""
    if not _look_alike(file, database):
        return ""
    at = alike_until(file, database)
    return f"{_points(file, at)} became {_points(database, at)} at character {at + 1}"


def _look_alike(a: str, b: str) -> bool:
    """Whether texts differ in composition, blanks and invisible characters, or in letters of another script, alone."""
    if _plain(a) == _plain(b):
        return True
    pairs = zip(a, b, strict=True) if len(a) == len(b) else ()
    return len(a) == len(b) and all(x == y or _may_be_mistaken(x, y) for x, y in pairs)


def _may_be_mistaken(x: str, y: str) -> bool:
    return x.isalpha() and y.isalpha() and x.isascii() != y.isascii()


def _plain(text: str) -> str:
    from unicodedata import category, normalize

    return "".join(c for c in normalize("NFKC", text) if category(c) != "Cf")


def _points(text: str, at: int) -> str:
    """The code points of a character, with the marks that stand on it."""
    from unicodedata import combining

    end = at + 1
    while end < len(text) and combining(text[end]):
        end += 1
    return " ".join(f"U+{ord(c):04X}" for c in text[at:end]) or "nothing"
