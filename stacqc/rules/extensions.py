"""Rules on extensions: declared where used, and used where declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from stacqc.aspects.field_names import names_in, names_of
from stacqc.aspects.outline import Outline, has_plain_outline, outline_of, work_of_rule
from stacqc.document import Document
from stacqc.findings import Edit, Fix, Path, Problem
from stacqc.rule import rule
from stacqc.rules._told import (
    MISSPELT_ADDRESS,
    MISSPELT_FIELDS,
    NO_FIELDS,
    NO_LIST,
    PINNED,
    RAW_ADDRESS,
    help_of_unused,
)
from stacqc.told_by import Advice, ToldBy
from stacqc.vocabulary.fields import GUESTS, IN_PROSE, SPREAD, all_names, declared_by, prefix_of
from stacqc.vocabulary.prefixes import PREFIXES
from stacqc.vocabulary.releases import entry_for
from stacqc.words import listing

_SPEC = "https://github.com/radiantearth/stac-spec/blob/master/extensions/README.md"
_BASE = "https://stac-extensions.github.io"
_SAR, _SAT = f"{_BASE}/sar/v1.3.0/schema.json", f"{_BASE}/sat/v1.2.0/schema.json"
#: Extensions that may be in use without any field of their prefix.
_WITHOUT_FIELDS = frozenset({"stats", "card4l", "ceos-ard", "cmip6", "osc", "ml-aoi", "accuracy"})


def _item(extensions: list[Any], assets: Any = None, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "stac_version": "1.1.0",
        "stac_extensions": extensions,
        "properties": properties,
        "assets": assets or {},
    }


@rule(
    "extension-undeclared",
    told_by=(NO_LIST, MISSPELT_ADDRESS, PINNED),
    unless=has_plain_outline,
    severity="warning",
    docs=_SPEC,
    fix="Add the address of the extension to stac_extensions.",
    examples={
        "valid": [_item([_SAR], **{"sar:frequency_band": "C", "mine:note": 1}), _item([])],
        "invalid": [
            {
                "document": _item([_SAR], **{"sat:orbit_state": "ascending"}),
                "fixed": _item([_SAR, _SAT], **{"sat:orbit_state": "ascending"}),
            },
            _item([], {"a": {"href": "a.tif", "sar:polarizations": ["VV"]}}),
            {
                "document": {"type": "Collection", "summaries": {"sar:frequency_band": ["C"]}},
                "fixed": {
                    "type": "Collection",
                    "summaries": {"sar:frequency_band": ["C"]},
                    "stac_extensions": [_SAR],
                },
            },
            {
                "document": _item([_SAR], **{"sar:frequency_band": "C", "cmip6:variant": "r1"}),
                "expect": {"message": "of the extension cmip6"},
            },
            {
                "document": {
                    **_item(["sar"], **{"sat:orbit_state": "ascending"}),
                    "stac_version": "1.0.0-beta.2",
                },
                "fixed": {
                    **_item(["sar", "sat"], **{"sat:orbit_state": "ascending"}),
                    "stac_version": "1.0.0-beta.2",
                },
            },
        ],
    },
)
def extension_declared(document: Document) -> Iterable[Problem]:
    """An extension whose fields are used is declared.

    Fields of an extension that is not declared are checked by nobody, and clients do not look for them.
    """
    outline = outline_of(document)
    if document.kind == "Item":
        missing = outline.recall(_undeclared)
        return _declarations(document, missing) if missing else ()
    missing = _without_declaration({name for _, name in names_in(document)}, outline)
    return _declarations(document, missing) if missing else ()


@work_of_rule
def _undeclared(outline: Outline) -> frozenset[str]:
    return _without_declaration(names_of(outline), outline)


def _without_declaration(names: Iterable[str], outline: Outline) -> frozenset[str]:
    used = {prefix for name in names if (prefix := prefix_of(name)) in PREFIXES}
    if not used or outline.version.startswith("0."):  # before 1.0 fields of extensions were partly core
        return frozenset()
    declared = {extension.name for extension in declared_by(outline.extensions, outline.version)}
    covered = {guest for name in declared for guest in GUESTS.get(name, ())}
    return frozenset(prefix for prefix in used - covered if PREFIXES[prefix] not in declared)


def _declarations(document: Document, missing: frozenset[str]) -> Iterator[Problem]:
    first: dict[str, Path] = {}
    names: dict[str, set[str]] = {}
    for path, name in names_in(document):
        prefix = prefix_of(name)
        if prefix in missing:
            first.setdefault(prefix, path)
            names.setdefault(prefix, set()).add(name)
    declared = document.data.get("stac_extensions")
    for prefix, path in first.items():
        entry = entry_for(PREFIXES[prefix], document.stac_version, frozenset(names[prefix]))
        message = (
            f"{listing(sorted(names[prefix]), 4)} of the extension {PREFIXES[prefix]}, which is not declared"
        )
        fix = None
        help_ = f"add {entry or 'the address of its schema'} to stac_extensions"
        if _are_strange(names[prefix], PREFIXES[prefix], entry):
            help_ = f"give them a prefix of their own, or write fields that are in {entry}"
        elif entry and (declared is None or type(declared) is list):
            fix = Fix((_declaring(entry, declared),), safe=False, title=f"declare {entry}")
        yield Problem(path, message, help_, fix, key=True, extensions=(PREFIXES[prefix],))


def _declaring(entry: str, declared: list[Any] | None) -> Edit:
    if declared is None:
        return Edit("replace", ("stac_extensions",), [entry])
    return Edit("replace", ("stac_extensions", len(declared)), entry)


def _are_strange(names: set[str], extension: str, entry: str) -> bool:
    """Whether names only begin as fields do of an extension, of which the entry is the release that fits best."""
    return "/" in entry and extension not in SPREAD and names.isdisjoint(all_names(entry) | IN_PROSE)


@rule(
    "extension-unused",
    told_by=(NO_FIELDS, MISSPELT_FIELDS, PINNED, RAW_ADDRESS, ToldBy(("schema",), advice=Advice.NONE)),
    unless=has_plain_outline,
    severity="info",
    docs=_SPEC,
    fix="Take the address out of stac_extensions, or write the fields.",
    examples={
        "valid": [
            _item([_SAR], **{"sar:frequency_band": "C"}),
            _item([_SAR], {"a": {"href": "a", "sar:polarizations": ["VV"]}}),
            _item(["https://example.com/mine/v1.0.0/schema.json"]),
        ],
        "invalid": [
            {"document": _item([_SAR, _SAT], **{"sar:frequency_band": "C"}), "expect": {"path": "$.stac_extensions[1]"}},
            {"document": _item([7, _SAR, _SAT], **{"sar:frequency_band": "C"}), "expect": {"path": "$.stac_extensions[2]"}},
        ],
    },
)  # fmt: skip
def extension_unused(document: Document) -> Iterable[Problem]:
    """An extension that is declared is used.

    Whoever chooses by extension finds documents that have nothing of it.
    """
    unused = outline_of(document).recall(_unused)
    if not unused:
        return ()
    # A field may also stand deeper; the text of its name is enough to be silent.
    return [
        Problem(
            ("stac_extensions", index),
            f"No field of the extension {name} is used",
            help_of_unused(document.data["stac_extensions"][index], document),
            extensions=(name,),
        )
        for index, name, prefixes in unused
        if not any(b'"%s:' % prefix.encode() in document.raw for prefix in prefixes)
        and index < len(document.data["stac_extensions"])
    ]


@work_of_rule
def _unused(outline: Outline) -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    used = {prefix_of(name) for name in names_of(outline)}
    found = []
    for index, extension in enumerate(declared_by(outline.extensions, outline.version)):
        own = tuple(p for p, name in PREFIXES.items() if name == extension.name)
        own += GUESTS.get(extension.name, ())
        if own and extension.name not in _WITHOUT_FIELDS and not used.intersection(own):
            found.append((index, extension.name, own))
    return tuple(found)
