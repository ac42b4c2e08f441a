"""Bytes that are no JSON, or not the JSON they seem to be."""

from __future__ import annotations

import re
from collections.abc import Callable

from stacqc.sample.defect import Plant, defect
from stacqc.sample.draft import Draft, Edit

BOTH = ("live", "legacy")
UNREADABLE = "link-target-missing orphan-document child-not-reciprocal round-trip"


def _broken(draft: Draft, rewrite: Callable[[bytes], bytes], after: str, above: bool = True) -> Edit:
    """Change the bytes; a document that cannot be read is also missing to the others."""
    if draft.rewrite:
        raise ValueError("the bytes are changed already")
    draft.rewrite = rewrite
    edit = Edit(draft, (), after=after).also("schema json-syntax")
    for other in (draft.parent, *draft.children) if draft.node.ordinal else draft.children:
        edit.also(UNREADABLE + " parent-link parent-link-wrong", draft=other)
    return (
        edit.above("pair-complete geometry-twin extent-covers summaries-match same-keys") if above else edit
    )


def _number(text: bytes) -> Callable[[bytes], bytes]:
    return lambda content: re.sub(rb'("gsd":\s?)[0-9.]+', rb"\g<1>" + text, content, count=1)


def _bad_number(name: str, text: str, summary: str) -> Plant:
    def plant(draft: Draft) -> Edit:
        return _broken(draft, _number(text.encode()), text)

    plant.__name__, plant.__doc__ = name, summary
    return plant


for _name, _text, _summary in (
    ("number_nan", "NaN", "A number is NaN."),
    ("number_infinity", "-Infinity", "A number is infinite."),
    ("number_too_large", "1e400", "A number is too large for a double."),
):
    defect("json-number", "item", layouts=BOTH, lexical=True)(_bad_number(_name, _text, _summary))


@defect("json-duplicate-key", "document", layouts=BOTH, lexical=True)
def key_twice(draft: Draft) -> Edit:
    """An object has one key twice."""

    def rewrite(content: bytes) -> bytes:
        return re.sub(rb'"stac_version":\s?"1\.1\.0",', rb"\g<0>\g<0>", content, count=1)

    return _broken(draft, rewrite, "1.1.0", above=False)


@defect("json-encoding", "document", layouts=BOTH, lexical=True)
def byte_order_mark(draft: Draft) -> Edit:
    """The file begins with a byte order mark."""
    return _broken(draft, lambda content: b"\xef\xbb\xbf" + content, "\ufeff")


@defect("json-encoding", "document", layouts=BOTH, lexical=True)
def utf_16(draft: Draft) -> Edit:
    """The file is encoded in UTF-16."""
    return _broken(draft, lambda content: b"\xff\xfe" + content.decode().encode("utf-16-le"), "UTF-16")


@defect("json-encoding", "document", layouts=BOTH, lexical=True)
def invalid_utf_8(draft: Draft) -> Edit:
    """A text has a byte that is not UTF-8."""

    def rewrite(content: bytes) -> bytes:
        return re.sub(rb'"title":\s?"', lambda found: found[0] + b"\xe9", content, count=1)

    return _broken(draft, rewrite, "0xE9").also("product-title")


@defect("json-syntax", "document", layouts=BOTH, lexical=True)
def truncated(draft: Draft) -> Edit:
    """The file ends in the middle."""
    return _broken(draft, lambda content: content[: len(content) // 2], "half of the file")


@defect("json-syntax", "document", layouts=BOTH, lexical=True)
def trailing_comma(draft: Draft) -> Edit:
    """A list ends with a comma."""

    def rewrite(content: bytes) -> bytes:
        return re.sub(rb"\}(\s*)\]", rb"},\g<1>]", content, count=1)

    return _broken(draft, rewrite, ",")


@defect("json-syntax", "document", layouts=BOTH, lexical=True)
def empty_file(draft: Draft) -> Edit:
    """The file is empty."""
    return _broken(draft, lambda content: b"", "")
