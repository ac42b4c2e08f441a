"""Text from documents made harmless before it reaches a terminal or a page, and cut where it is long."""

from __future__ import annotations

import re

# Control characters, line separators and the marks that reverse the direction of text.
_harmful = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)

#: Where a password begins behind a user, and what follows the name of a secret.
_password = re.compile(r":(?!//)\S")
_secret = re.compile(
    r"((?:passw|pwd|token|secret|signature|api_?key)\w{0,20}\s{0,9}=).*", re.DOTALL | re.IGNORECASE
)


def safe(text: str) -> str:
    """Return `text` on one line, with every control character written as its escape."""
    return _harmful.sub(lambda m: _escape(m[0]), text)


def safe_line(text: str) -> str:
    """Return a source line with tabs as single spaces and other control characters as dots.

    Every character keeps its column, so that a caret below points at the right one.
    """
    return _harmful.sub(lambda m: " " if m[0] == "\t" else "·", text)


def without_secrets(text: str) -> str:
    """Return a text of the user without what may be a password in it, and rather too much of it than too little."""
    before, at, host = _secret.sub(r"\1…", text).rpartition("@")
    found = _password.search(before)
    return f"{before[: found.start()]}:…@{host}" if found else before + at + host


def _escape(character: str) -> str:
    return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character) or f"\\u{ord(character):04x}"


def safe_lines(text: str) -> str:
    """Return JSON, or lines of words, with every control character but the ends of lines as the escape of JSON."""
    return _harmful.sub(lambda m: m[0] if m[0] == "\n" else f"\\u{ord(m[0]):04x}", text)


def cut(text: str, length: int) -> str:
    """Return `text`, shortened in the middle to at most `length` characters."""
    if len(text) <= length:
        return text
    half = (length - 1) // 2
    return f"{text[: length - 1 - half]}…{text[len(text) - half :]}"
