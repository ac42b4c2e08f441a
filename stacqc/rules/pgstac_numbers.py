"""The rule on numbers that come back from pgstac written otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

from stacqc.document import Document
from stacqc.findings import Path, Problem
from stacqc.rule import rule
from stacqc.rules._values import values_of

_negative_zero = re.compile(rb"-0(?:\.0*)?[eE,\]}\s]").search
#: Digits and points as 0, what ends a number as a space: long rows are then found without looking at each.
_KINDS = bytes.maketrans(
    bytes(range(256)),
    bytes(ord("0" if chr(b) in "0123456789." else "e" if chr(b) in "eE" else "-" if chr(b) == "-" else
              " " if chr(b) in ",]} \t\r\n" else "x") for b in range(256)),
)  # fmt: skip


def _may_change(raw: bytes) -> bool:
    """Whether a text has a long row of digits, a very small number, or a negative zero; few have."""
    kinds = raw.translate(_KINDS)
    return b"0" * 18 in kinds or b"e-000 " in kinds or _negative_zero(raw) is not None


def _text(member: str) -> str:
    """The text of an item with a member, for examples where the spelling of a number matters."""
    return f'{{"type": "Feature", "id": "a", {member}}}'


@rule(
    "pgstac-number-digits",
    severity="info",
    rulesets=("pgstac",),
    tags=("pgstac",),
    docs="https://www.postgresql.org/docs/current/datatype-json.html",
    fix="Round the number to the digits that it means; write 0.0 for -0.0.",
    examples={
        "valid": [_text('"properties": {"a": 10.123456789, "b": 0.0, "c": 9007199254740993}')],
        "invalid": [
            {"document": _text('"properties": {"a": 3.141592653589793238}'), "expect": {"message": "3.141592653589793"}},
            {"document": _text('"bbox": [-0.0, 1, 2, 3]'), "expect": {"path": "$.bbox[0]"}},
        ],
    },
)  # fmt: skip
def number_digits(document: Document) -> Iterable[Problem]:
    """Numbers have no digits that get lost, and no sign without a value.

    They come back from the database without them: no reader of 64-bit numbers sees a difference, but who
    compares texts or checksums does.
    """
    if not _may_change(document.raw):
        return ()
    changed = list(_changed(document))
    if not changed:
        return ()
    path, written, back = changed[0]
    more = f"; {len(changed) - 1:,} more numbers change" if len(changed) > 1 else ""
    return (Problem(path, f"{written[:60]} comes back as {back}{more}"),)


def _changed(document: Document) -> Iterator[tuple[Path, str, str]]:
    """Yield the place of each such number, how it is written and how it comes back."""
    for path, value in values_of(document.data):
        if type(value) is float:
            span = document.spans.find(path)
            written = document.text[span.start : span.end]
            if back := _back(written, value):
                yield path, written, back


def _back(written: str, value: float) -> str:
    """Return how a number comes back, nothing where that is the same number."""
    try:
        exact = Decimal(written)
    except InvalidOperation:
        return ""
    if not value:
        # A number too large for a float was read as 0 too; json-number tells of it.
        return "0.0" if written.startswith("-") or 0 < abs(exact) < 1 else ""
    return repr(value) if exact != Decimal(repr(value)) else ""
