"""From bytes to a JSON value, with every lexical defect named and placed.

The fast path is one call of a strict parser and a count of quotation marks that betrays dropped
members; the slow path runs only for texts that are not plain, valid, UTF-8 JSON (RFC 8259).
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

from stacqc.text.spans import Spans

#: Levels of nesting that are read; the parser's own limit.
MAX_DEPTH = 1024
_INT64 = range(-(2**63), 2**64)

# A number as the serialiser writes it from 1e16 on; inside a text, a quotation mark would follow.
_big_float = re.compile(rb"e\+[1-9][0-9]+[,}\]\n]").search
_token = re.compile(
    r'"[^"\\]*(?:\\.[^"\\]*)*"|-?(?:NaN|Infinity)|-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|[{}\[\],:]',
    re.DOTALL,
)
_lone_surrogate = re.compile(r"[\ud800-\udfff]")
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class LexicalProblem(NamedTuple):
    """A defect of the text itself, between two offsets in code points."""

    rule: str
    message: str
    help: str
    start: int
    end: int


class Decoded(NamedTuple):
    """A parsed text; `readable` is false when there is no value to check."""

    data: Any
    text: str | None = None
    problems: tuple[LexicalProblem, ...] = ()
    readable: bool = True


def decode(raw: bytes) -> Decoded:
    """Parse `raw`, strictly first, and only on trouble with all that is wrong in it."""
    try:
        data = orjson.loads(raw)
        lossless = is_lossless(raw, data)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return decode_defective(raw)
    return Decoded(data) if lossless else decode_defective(raw)


def is_lossless(raw: bytes, data: Any) -> bool:
    """Whether nothing was lost on reading: no doubled member, no number beyond 64 bits.

    What is written again as it was read proves it; else a doubled member would lack quotation marks.
    """
    written = orjson.dumps(data, option=orjson.OPT_INDENT_2 if raw.startswith(b"{\n") else None)
    if raw.startswith(written):
        return True
    if written.count(b'"') != raw.count(b'"') or (b"\\" in raw and b"\\u0022" in raw):
        return False
    return b"+" not in written or not _big_float(written)


def decode_defective(raw: bytes) -> Decoded:
    """Parse a text that is not plain valid JSON, keeping what can be kept."""
    text, encoding, fatal = _to_text(raw)
    if fatal or text is None:
        return Decoded(None, text, tuple(encoding), readable=False)
    try:
        data = json.loads(text, parse_constant=_as_null, parse_float=_finite, parse_int=_countable)
        problems = [*encoding, *scan(text)]
    except json.JSONDecodeError as error:
        return Decoded(None, text, (*encoding, _syntax(text, error)), readable=False)
    except RecursionError:
        deep = LexicalProblem(
            "json-syntax", "Nested too deeply to be read", f"at most {MAX_DEPTH} levels are read", 0, 1
        )
        return Decoded(None, text, (*encoding, deep), readable=False)
    if any(p.rule == "json-encoding" and "surrogate" in p.message for p in problems):
        data = _without_surrogates(data)
    return Decoded(data, text, tuple(problems))


def _as_null(_: str) -> None:
    """What is no number is read as none, so that nothing is said of a value that nobody wrote."""


def _finite(text: str) -> float | None:
    value = float(text)
    return value if abs(value) != float("inf") else None


def _countable(text: str) -> int | None:
    return None if _finite(text) is None else int(text)


def _to_text(raw: bytes) -> tuple[str | None, list[LexicalProblem], bool]:
    if not raw.strip():
        return (
            "",
            [
                LexicalProblem(
                    "json-syntax", "The file is empty", "write a STAC object, or remove the file", 0, 0
                )
            ],
            True,
        )
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return _decode_as(raw, name)
    if raw.startswith(codecs.BOM_UTF8):
        problem = LexicalProblem(
            "json-encoding", "The file starts with a byte order mark", "save it as UTF-8 without BOM", 0, 1
        )
        text, more, fatal = _decode_utf8(raw[3:])
        return text, [problem, *more], fatal
    if raw[:4].count(0) in (2, 3) and len(raw) % 2 == 0:
        return _decode_as(raw, "utf-16-be" if raw[0] == 0 else "utf-16-le")
    return _decode_utf8(raw)


def _decode_as(raw: bytes, name: str) -> tuple[str | None, list[LexicalProblem], bool]:
    label = name.upper().removesuffix("-LE").removesuffix("-BE")
    problem = LexicalProblem(
        "json-encoding", f"The file is {label}, JSON files are UTF-8", "save it as UTF-8", 0, 1
    )
    try:
        return raw.decode(name), [problem], False
    except UnicodeDecodeError:
        return None, [problem], True


def _decode_utf8(raw: bytes) -> tuple[str | None, list[LexicalProblem], bool]:
    try:
        return raw.decode(), [], False
    except UnicodeDecodeError as error:
        if b"\0" in raw[:4096] or raw[:1] not in (b"{", b"[", b" ", b"\n", b"\r", b"\t", b'"'):
            return None, [_binary(raw)], True
        at = len(raw[: error.start].decode())
        found = f"Byte 0x{raw[error.start]:02x} is not valid UTF-8"
        help_ = "save the file as UTF-8; the character may have been written in Latin-1"
        return (
            raw.decode(errors="replace"),
            [LexicalProblem("json-encoding", found, help_, at, at + 1)],
            False,
        )


def _binary(raw: bytes) -> LexicalProblem:
    from stacqc.text.malformed import packed_as

    packed = packed_as(raw)
    message = f"The file is compressed ({packed})" if packed else "This is not a JSON text but binary data"
    help_ = "unpack it first" if packed else "give a STAC file in JSON"
    return LexicalProblem("json-encoding", message, help_, 0, 0)


def _syntax(text: str, error: json.JSONDecodeError) -> LexicalProblem:
    from stacqc.text.malformed import wrong_in

    wrong = wrong_in(text, error)
    return LexicalProblem("json-syntax", wrong.message, wrong.help, wrong.at, wrong.at + 1)


def scan(text: str) -> Iterator[LexicalProblem]:
    """Yield doubled names, numbers that are no JSON numbers or lose digits, and lone surrogates.

    Raises RecursionError beyond the levels that are read: how many Python itself reads depends on its version.
    """
    names: list[dict[str, int] | None] = []
    lines = Spans(text)
    expect_name = False
    for match in _token.finditer(text):
        token = match.group()
        first = token[0]
        if first in "{[":
            names.append({} if first == "{" else None)
            expect_name = first == "{"
            if len(names) > MAX_DEPTH:
                raise RecursionError
        elif first in "}]":
            names.pop()
            expect_name = False
        elif first == ",":
            expect_name = bool(names) and names[-1] is not None
        elif first == '"':
            yield from _string(lines, match.start(), token, names[-1] if expect_name and names else None)
            expect_name = False
        elif first != ":":
            yield from _number(match.start(), token)


def _string(lines: Spans, start: int, token: str, names: dict[str, int] | None) -> Iterator[LexicalProblem]:
    value = json.loads(token, strict=False) if "\\" in token else token[1:-1]
    if "\\u" in token and _lone_surrogate.search(value):
        yield LexicalProblem(
            "json-encoding",
            "A lone surrogate is half a character",
            "write the whole character",
            start,
            start + len(token),
        )
    if names is None:
        return
    if value in names:
        line, _ = lines.line_column(names[value])
        yield LexicalProblem(
            "json-duplicate-key",
            f"{json.dumps(value)} stands twice in this object, first on line {line}",
            "most readers keep the last one in silence; remove one of them",
            start,
            start + len(token),
        )
    names.setdefault(value, start)


def _shortened(token: str) -> str:
    return token if len(token) <= 40 else f"{token[:20]}… ({len(token):,} characters)"


def _number(start: int, token: str) -> Iterator[LexicalProblem]:
    end = start + len(token)
    if token.lstrip("-") in ("NaN", "Infinity"):
        help_ = "JSON has no such number: leave the member out or write null"
        yield LexicalProblem("json-number", f"{token} is not a JSON number", help_, start, end)
    elif abs(float(token)) == float("inf"):
        help_ = "it exceeds the range of 64-bit floating point, 1.8e308"
        yield LexicalProblem("json-number", f"{_shortened(token)} is read as infinity", help_, start, end)
    elif len(token) > 18 and token.lstrip("-").isdigit() and int(token[:400]) not in _INT64:
        help_ = "it exceeds 64 bits and most readers round it: write it as text"
        yield LexicalProblem("json-number", f"{token[:40]} loses digits when read", help_, start, end)


def _without_surrogates(data: Any) -> Any:
    text = json.dumps(data, ensure_ascii=False)
    return json.loads(_lone_surrogate.sub("\ufffd", text))
