"""Regular expressions of rules: whole texts, ASCII classes, shared pieces, and a bound on their cost."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from stacqc.ruleset_error import BadValue

#: Longest text that is matched, by the number of repetitions that may compete for the same characters.
LONGEST = {0: 1000, 1: 1000, 2: 1000, 3: 200}
_piece = re.compile(r"\(\?&([A-Za-z_][\w-]*)\)")
_MAX_LENGTH = 20_000


class Pattern(NamedTuple):
    """A compiled expression with the text it was written as and the longest text it may be given."""

    source: str
    compiled: re.Pattern[str]
    longest: int

    def whole(self, text: str) -> re.Match[str] | None:
        """Match the whole of `text`; a text that is too long does not match."""
        return self.compiled.fullmatch(text) if len(text) <= self.longest else None

    def find(self, text: str) -> re.Match[str] | None:
        """Find the first match in the first characters of `text`."""
        return self.compiled.search(text, 0, self.longest)


def compile_pattern(source: str, pieces: Mapping[str, str], *, searched: bool = False) -> Pattern:
    """Compile an expression with its `(?&name)` pieces put in; raises BadValue for a bad or a costly one."""
    text = _expand(source, pieces, 0)
    try:
        compiled = re.compile(text, re.ASCII)
    except re.error as error:
        raise BadValue(
            f"{source} is not a regular expression: {error}", "Python's syntax, ASCII classes"
        ) from None
    except (RecursionError, OverflowError):
        raise BadValue("The regular expression is too large", "use several alternatives in a list") from None
    return Pattern(source, compiled, LONGEST[_competing(text, searched)])


def _competing(text: str, searched: bool) -> int:
    from stacqc.regex_cost import TooCostly, competing_repetitions

    cheap = not any(sign in text for sign in "*+{?")
    try:
        count = 0 if cheap else competing_repetitions(text)
    except TooCostly as error:
        raise BadValue(f"{text[:80]} may take forever: {error}", _CHEAPER) from None
    count += searched and count > 0
    if count > max(LONGEST):
        raise BadValue(
            f"{text[:80]} may take very long: {count} repetitions compete for the same text", _CHEAPER
        )
    return count


_CHEAPER = "let neighbours differ in their characters, as in [A-Z]+_[0-9]+, or bound them, as in [A-Z]{1,8}"


def _expand(source: str, pieces: Mapping[str, str], depth: int) -> str:
    if "(?&" not in source:
        return source
    if depth > 10 or len(source) > _MAX_LENGTH:
        raise BadValue("A piece of a pattern refers to itself or is too large")
    return _piece.sub(_inserter(pieces, depth), source)


def _inserter(pieces: Mapping[str, str], depth: int) -> Callable[[re.Match[str]], str]:
    def insert(match: re.Match[str]) -> str:
        if match[1] not in pieces:
            from stacqc.words import did_you_mean

            known = did_you_mean(match[1], pieces) or f"patterns: has {', '.join(pieces) or 'no pieces'}"
            raise BadValue(f"There is no piece of a pattern called {match[1]}", known)
        return f"(?:{_expand(pieces[match[1]], pieces, depth + 1)})"

    return insert


def as_list(value: Any) -> list[Any]:
    """Return a list as it is and anything else as a list of one."""
    return value if type(value) is list else [value]
