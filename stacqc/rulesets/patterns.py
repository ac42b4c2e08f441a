"""Regular expressions of rules: whole texts, ASCII classes, shared pieces, and a bound on their cost."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping

from stacqc.rulesets.error import BadValue

#: Longest text that is matched, by the number of repetitions that may compete for the same characters.
LONGEST = {0: 1000, 1: 1000, 2: 1000, 3: 200}
#: What is known of expressions that were judged before: the longest text they may be given.
judged: dict[str, int] = {}
_piece = re.compile(r"\(\?&([A-Za-z_][\w-]*)\)")
_group = re.compile(r"\(\?P<(\w+)>")
#: Parentheses, and the escapes and sets in which one is a character.
_structure = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]])*\]|[()]", re.DOTALL)
_MAX_LENGTH = 20_000
_CHEAPER = "let neighbours differ in their characters, as in [A-Z]+_[0-9]+, or bound them, as in [A-Z]{1,8}"


class Pattern:
    """An expression, compiled when it is first used, and the longest text it may be given."""

    __slots__ = ("_compiled", "longest", "source", "text")

    def __init__(self, source: str, text: str, longest: int) -> None:
        self.source = source
        self.text = text
        self.longest = longest
        self._compiled: re.Pattern[str] | None = None

    @property
    def compiled(self) -> re.Pattern[str]:
        """The compiled expression."""
        if self._compiled is None:
            self._compiled = re.compile(self.text, re.ASCII)
        return self._compiled

    @property
    def groups(self) -> list[str]:
        """The names of its groups, without compiling it."""
        return _group.findall(self.text)

    def whole(self, text: str) -> re.Match[str] | None:
        """Match the whole of `text`; a text that is too long does not match."""
        return self.compiled.fullmatch(text) if len(text) <= self.longest else None

    def find(self, text: str) -> re.Match[str] | None:
        """Find the first match in the first characters of `text`."""
        return self.compiled.search(text, 0, self.longest)


def compile_pattern(source: str, pieces: Mapping[str, str], *, searched: bool = False) -> Pattern:
    """Return an expression with its `(?&name)` pieces put in; raises BadValue for a bad or a costly one."""
    text = _expand(source, pieces, 0)
    key = f"search {text}" if searched else text
    if key not in judged:
        judged[key] = LONGEST[_competing(source, text, searched)]
    return Pattern(source, text, judged[key])


def form_of(source: str) -> str:
    """Return an expression as people read it: named groups as {name}, escaped signs as themselves."""
    made, at = "", 0
    while at < len(source):
        if source.startswith("(?P<", at):
            made += "{" + source[at + 4 :].partition(">")[0] + "}"
            at = _end_of_group(source, at)
        elif source[at] == "\\" and not source[at + 1].isalnum():
            made += source[at + 1]
            at += 2
        else:
            made += source[at]
            at += 1
    return made


def _end_of_group(source: str, start: int) -> int:
    depth = 0
    for match in _structure.finditer(source, start):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if not depth:
            return match.end()
    return len(source)


def _competing(source: str, text: str, searched: bool) -> int:
    from stacqc.rulesets.regex_cost import TooCostly, competing_repetitions

    try:
        # What Python warns of may mean something else tomorrow, and today seldom what was meant.
        with warnings.catch_warnings(action="error"):
            re.compile(text, re.ASCII)
        count = competing_repetitions(text)
    except re.error as error:
        raise BadValue(f"{source} is not a regular expression: {error}", "Python's syntax", source) from None
    except Warning as warning:
        help = r"Python's syntax: \[ is a bracket, \d stands for [:digit:]"
        raise BadValue(f"{source} is not a clear regular expression: {warning}", help, source) from None
    except (RecursionError, OverflowError):
        raise BadValue("The regular expression is too large", "use several alternatives in a list") from None
    except TooCostly as error:
        raise BadValue(f"{source[:80]} may take forever: {error}", _CHEAPER, source) from None
    count += searched and count > 0
    if count > max(LONGEST):
        what = f"{count} repetitions compete for the same text"
        raise BadValue(f"{source[:80]} may take very long: {what}", _CHEAPER, source)
    return count


def _expand(source: str, pieces: Mapping[str, str], depth: int) -> str:
    if len(source) > _MAX_LENGTH or depth > 10:
        raise BadValue("A piece of a pattern refers to itself or is too large")
    return _piece.sub(_inserter(pieces, depth), source) if "(?&" in source else source


def _inserter(pieces: Mapping[str, str], depth: int) -> Callable[[re.Match[str]], str]:
    def insert(match: re.Match[str]) -> str:
        if match[1] not in pieces:
            from stacqc.words import did_you_mean

            known = did_you_mean(match[1], pieces) or f"patterns: has {', '.join(pieces) or 'no pieces'}"
            raise BadValue(f"There is no piece of a pattern called {match[1]}", known, match[0])
        return f"(?:{_expand(pieces[match[1]], pieces, depth + 1)})"

    return insert
