"""The rule on fields of extensions: a prefix stands only before the fields that its extension has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stacqc.aspects.field_names import fields_in, fields_of_outline, names_in, names_of
from stacqc.aspects.outline import Outline, has_plain_outline, outline_of, work_of_rule
from stacqc.document import Document
from stacqc.findings import Edit, Fix, Path, Problem
from stacqc.rule import rule
from stacqc.told_by import SCHEMAS, Advice, ToldBy
from stacqc.vocabulary.fields import GUESTS, IN_PROSE, SPREAD, all_names, prefix_of
from stacqc.vocabulary.prefixes import PREFIXES
from stacqc.vocabulary.releases import release_for, releases_declared
from stacqc.words import listing, nearest, show

_SPEC = "https://github.com/radiantearth/stac-spec/blob/master/extensions/README.md"
_BASE = "https://stac-extensions.github.io"
_SAR, _TABLE = f"{_BASE}/sar/v1.3.0/schema.json", f"{_BASE}/table/v1.2.0/schema.json"
_EO = f"{_BASE}/eo/v1.1.0/schema.json"
#: How alike a field and an unknown name must be; all of one extension begin alike.
_ALIKE = 0.8


def _item(extension: str, assets: Any = None, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "stac_version": "1.1.0",
        "stac_extensions": [extension],
        "properties": properties,
        "assets": assets or {},
    }


@rule(
    "extension-field-unknown",
    told_by=ToldBy(SCHEMAS, advice=Advice.NONE),
    unless=has_plain_outline,
    severity="warning",
    docs=_SPEC,
    fix="Correct the spelling, or give a field of your own a prefix of your own.",
    examples={
        "valid": [
            _item(_TABLE, **{"table:row_count": 3}),
            {"type": "Collection", "stac_extensions": [_SAR], "summaries": {"sar:frequency_band": ["C"]}},
        ],
        "invalid": [
            _item(_TABLE, **{"table:rows": 3}),
            {
                "document": {"type": "Collection", "stac_extensions": [_SAR], "summaries": {"sar:frequency_bands": ["C"]}},
                "expect": {"path": "$.summaries['sar:frequency_bands']", "message": "no field"},
            },
            {
                "document": _item(_EO, {"a": {"bands": [{"eo:common_name": "red"}]}}),
                "expect": {"message": "in another release"},
            },
        ],
    },
)  # fmt: skip
def extension_field(document: Document) -> Iterable[Problem]:
    """The prefix of an extension stands only before the fields that the extension has.

    A misspelt field is a field that nobody reads.
    """
    outline = outline_of(document)
    if document.kind == "Item" and not outline.recall(_unknown):
        return ()
    unknown = _of_no_extension({name for _, name in names_in(document)}, outline, fields_in(document))
    if not unknown:
        return ()
    return [_unknown_field(path, name, unknown[name]) for path, name in names_in(document) if name in unknown]


def _unknown_field(path: Path, name: str, known: frozenset[str]) -> Problem:
    extension = PREFIXES[prefix_of(name)]
    other = release_for(extension, frozenset({name}))
    if other and name in all_names(other):
        message = f"{name} is in another release of the extension {extension}, not in the declared one"
        return Problem(path, message, f"declare {other}, or write the fields of this one", key=True)
    near = nearest(name, known, _ALIKE)
    fix = Fix((Edit("rename", path, near),), safe=False, title=f"rename it to {near}") if near else None
    own = sorted(n for n in known if prefix_of(n) == prefix_of(name))
    help_ = f"did you mean {show(near)}?" if near else f"it has {listing(own)}"
    return Problem(path, f"{name} is no field of the extension {extension}", help_, fix, key=True)


@work_of_rule
def _unknown(outline: Outline) -> dict[str, frozenset[str]]:
    return _of_no_extension(names_of(outline), outline, outline.recall(fields_of_outline))


def _of_no_extension(
    names: Iterable[str], outline: Outline, fields: frozenset[str]
) -> dict[str, frozenset[str]]:
    """Return the names with a prefix of a declared extension that no declared version of it has."""
    known: dict[str, set[str]] = {}
    unclear = set()
    for extension in releases_declared(outline.extensions, outline.version, fields):
        found = all_names(extension.address)
        if not found or extension.name in SPREAD:
            unclear.add(extension.name)
        for prefix, owner in PREFIXES.items():
            if owner == extension.name or prefix in GUESTS.get(extension.name, ()):
                known.setdefault(prefix, set()).update(found)
    wrong = {}
    for name in names:
        prefix = prefix_of(name)
        if prefix in known and PREFIXES[prefix] not in unclear and name not in known[prefix] | IN_PROSE:
            wrong[name] = frozenset(known[prefix])
    return wrong
