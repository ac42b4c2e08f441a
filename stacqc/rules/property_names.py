"""Rules on how the properties of items are called."""

from __future__ import annotations

import re
from collections.abc import Iterable

from stacqc.aspects.outline import Outline, outline_of
from stacqc.document import Document
from stacqc.findings import Problem
from stacqc.rule import rule
from stacqc.told_by import Advice, ToldBy
from stacqc.words import listing

#: Names in lower case with underscores, and a few of extensions that are in another style, and right.
_in_style = re.compile(
    r"(?:[a-z0-9][a-z0-9_-]{0,30}:)?[a-z][a-z0-9_]{0,60}|"
    r"(?:goes:percent_[a-zA-Z0-9_]{1,30}|ml-(?:aoi|model):[a-z-]{1,30}|s1:instrument_configuration_ID)"
).fullmatch
#: What names in another style are made of: words, runs of capitals, numbers.
_word = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_LISTED = 5


def _is_alone(problem: Problem, document: Document) -> bool:
    """Whether a finding names one property, of which others may tell more."""
    return len(outline_of(document).recall(_odd)) == 1


@rule(
    "property-name-style",
    kinds=("Item",),
    reads=("{outline}",),
    rulesets=("strict",),
    severity="info",
    told_by=ToldBy(("member-misspelt", "schema"), advice=Advice.NONE, when=_is_alone),
    docs="https://github.com/radiantearth/stac-spec/blob/master/best-practices.md#field-and-id-formatting",
    fix="Write the names in lower case with underscores, and a prefix where they belong to an extension.",
    examples={
        "valid": [{"properties": {"sar:looks_range": 4, "gsd": 5, "3dep:usgs_id": "a", "s1:instrument_configuration_ID": "4"}}],
        "invalid": [
            {"document": {"properties": {"productType": "x"}}, "expect": {"path": "$.properties.productType"}},
            {"document": {"properties": {"First line": 1, "gsd": 5, "userId": "x"}},
             "expect": {"path": "$.properties['First line']", "message": "First line and userId"}},
        ],
    },
)  # fmt: skip
def property_name_style(document: Document) -> Iterable[Problem]:
    """Names of properties are in lower case with underscores, and a prefix where they belong to an extension.

    Names in one style can be typed without looking, and work as columns of every database.
    """
    odd = outline_of(document).recall(_odd)
    if not odd:
        return ()
    names = f"The name {odd[0]} is" if len(odd) == 1 else f"The names {listing(odd, _LISTED)} are"
    message = f"{names} not in lower case with underscores"
    written = [name for name in map(_written, odd[:_LISTED]) if _in_style(name)]
    help_ = f"write {listing(written)}" if written else ""
    return (Problem(("properties", odd[0]), message, help_, key=True),)


def _odd(outline: Outline) -> tuple[str, ...]:
    return tuple(name for name in outline.names if not _in_style(name))


def _written(name: str) -> str:
    """Return a name in lower case with underscores between its words."""
    prefix, colon, rest = name.rpartition(":")
    words = "_".join(word.lower() for word in _word.findall(rest))
    return f"{prefix}{colon}{words}"
