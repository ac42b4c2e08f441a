"""Rules of the ISDeform profile on extensions: declared where used, and in one version."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from stacqc.aspects.outline import Outline, outline_of
from stacqc.document import Document
from stacqc.findings import Edit, Fix, Problem
from stacqc.folds.base import Witnesses
from stacqc.reads import reads_of
from stacqc.rule import FoldProblem, fold_rule, rule
from stacqc.rules._told import (
    MISSPELT_ADDRESS,
    MISSPELT_FIELDS,
    NO_FIELDS,
    NO_LIST,
    RAW_ADDRESS,
    help_of_unused,
)
from stacqc.schema.spellings import meant_extension
from stacqc.vocabulary.fields import extension_of

_DOCS = "https://github.com/radiantearth/stac-spec/blob/master/extensions/README.md"
_PREFIX = "https://stac-extensions.github.io/"
#: The extensions of the profile by the prefix of their fields, each with its pinned address.
_PINNED = {
    "sar": f"{_PREFIX}sar/v1.3.0/schema.json",
    "sat": f"{_PREFIX}sat/v1.2.0/schema.json",
    "processing": f"{_PREFIX}processing/v1.2.0/schema.json",
    "sci": f"{_PREFIX}scientific/v1.0.0/schema.json",
    "insar": f"{_PREFIX}insar/v1.0.0/schema.json",
}
_NAMES = {prefix: uri.split("/")[3] for prefix, uri in _PINNED.items()}
_version = re.compile(
    re.escape(_PREFIX) + r"([a-z0-9-]{1,60})/(v[0-9A-Za-z.-]{1,30})/schema\.json#?", re.ASCII
)
_DATED = {"properties": {"datetime": "2024-01-01T00:00:00Z"}}


@lru_cache(maxsize=4096)
def _prefixes(names: tuple[str, ...]) -> frozenset[str]:
    """Return the prefixes of extensions of the profile among the names of members."""
    prefixes = (name.partition(":")[0] for name in names if ":" in name)
    # The keys of a dictionary would make a set of the outcome, and `|=` would change what is remembered.
    return frozenset(prefix for prefix in prefixes if prefix in _PINNED)


@lru_cache(maxsize=4096)
def _declared(uris: tuple[str, ...]) -> frozenset[str]:
    """Return the prefixes whose extension is declared, under whatever address."""
    names = {extension_of(uri, "").name for uri in uris}
    return frozenset(prefix for prefix, name in _NAMES.items() if name in names)


def _used(document: Document) -> frozenset[str]:
    """Return the prefixes in use: in properties, at the top, in summaries, assets and links."""
    data = document.data
    used = outline_of(document).recall(_used_in_outline)
    if document.kind == "Item":
        return used
    used |= _prefixes(tuple(document.properties))
    for name in ("summaries", "item_assets"):
        part = data.get(name)
        if type(part) is dict:
            used |= _prefixes(tuple(part))
    return used


def _used_in_outline(outline: Outline) -> frozenset[str]:
    of_assets = [name for asset in outline.assets for name in asset[0]]
    return _prefixes((*outline.members, *outline.names, *of_assets))


def _declared_in_outline(outline: Outline) -> frozenset[str]:
    return _declared(outline.extensions)


@rule(
    "extension-declared",
    reads=("{outline}", "$.stac_extensions"),
    kinds=("Item", "Collection"),
    rulesets=("isdeform",),
    tags=("isdeform", "extensions"),
    told_by=(NO_LIST, NO_FIELDS, MISSPELT_FIELDS, MISSPELT_ADDRESS, RAW_ADDRESS),
    docs=_DOCS,
    fix="Add the address of the extension to stac_extensions, or remove the one that is not used.",
    examples={
        "valid": [{"stac_extensions": [_PINNED["sci"]], "properties": {"sci:doi": "10.1234/abc"}}],
        "invalid": [{"stac_extensions": [], "properties": {"sci:doi": "10.1234/abc"}},
                    {"stac_extensions": [_PINNED["sar"]], "properties": {}},
                    {"type": "Collection", "stac_extensions": [], "summaries": {"sar:looks_range": [4]}}],
    },
)  # fmt: skip
def extension_declared(document: Document) -> Iterable[Problem]:
    """An extension is declared where its fields are used, and only there.

    Fields of an extension that is not declared are checked by nobody and shown by few.
    """
    is_list = type(document.data.get("stac_extensions")) is list
    used = _used(document)
    declared = outline_of(document).recall(_declared_in_outline) if is_list else _declared(())
    if used == declared:
        return ()
    own = document.data["stac_extensions"] if is_list else None
    return [*_missing(own, sorted(used - declared)), *_unused(document, own or [], sorted(declared - used))]


def _missing(own: list[Any] | None, prefixes: list[str]) -> Iterator[Problem]:
    """Tell those that a misspelt address means apart from the others: of that there may be a finding already."""
    meant = {meant_extension(str(uri)) for uri in own or ()}
    for misspelt in (False, True):
        some = [prefix for prefix in prefixes if (_NAMES[prefix] in meant) is misspelt]
        if some:
            yield _undeclared(own, some)


def _undeclared(own: list[Any] | None, prefixes: list[str]) -> Problem:
    path, uris = ("stac_extensions",), [_PINNED[prefix] for prefix in prefixes]
    added = [Edit("replace", (*path, i), uri) for i, uri in enumerate(uris, len(own or ()))]
    edits = tuple(added) if own is not None else (Edit("replace", path, uris),)
    fix = Fix(edits, title="declare them")
    fields = ", ".join(f"{prefix}:" for prefix in prefixes)
    verb = "is" if len(prefixes) == 1 else "are"
    message, help_ = f"{fields} {verb} used but not declared", f"add {', '.join(uris)}"
    return Problem(path, message, help_, fix, extensions=tuple(_NAMES[prefix] for prefix in prefixes))


def _unused(document: Document, own: list[Any], prefixes: list[str]) -> Iterator[Problem]:
    names = [extension_of(str(uri), "").name for uri in own]
    for prefix in prefixes:
        name = _NAMES[prefix]
        message = f"The extension {name} is declared, but no {prefix}: field is used"
        index = names.index(name)
        help_ = help_of_unused(own[index], document)
        yield Problem(("stac_extensions", index), message, help_, extensions=(name,))


class ExtensionVersions:
    """Counts the sets of extensions that documents declare; they are few."""

    reads = reads_of(["$.stac_extensions"])

    def __init__(self) -> None:
        self.sets: dict[tuple[str, ...], Witnesses] = {}

    def add(self, document: Document) -> None:
        """Count the extensions of one document."""
        self.add_alike(document, (document.address,))

    def add_alike(self, document: Document, addresses: Sequence[str]) -> None:
        """Count those of items that have the same."""
        uris = document.extensions
        if uris:
            witnesses = self.sets.get(uris)
            if witnesses is None:
                witnesses = self.sets[uris] = Witnesses()
            witnesses.add_all(addresses, ())

    def merge(self, other: ExtensionVersions) -> None:
        """Take in the state of another shard."""
        for uris, witnesses in other.sets.items():
            self.sets.setdefault(uris, Witnesses()).merge(witnesses)

    def finish(self) -> Iterator[FoldProblem]:
        """Yield the documents with a version that most others do not use."""
        counts: dict[str, dict[str, int]] = {}
        for uris, witnesses in self.sets.items():
            for name, version in map(_named, uris):
                if name:
                    table = counts.setdefault(name, {})
                    table[version] = table.get(version, 0) + witnesses.count
        usual = {name: max(sorted(table), key=lambda v: table[v]) for name, table in counts.items()}
        for uris, witnesses in sorted(self.sets.items()):
            for index, (name, version) in enumerate(map(_named, uris)):
                if name and version != usual[name]:
                    message = f"{name} {version} here, {usual[name]} in most of the catalog"
                    problem = Problem(("stac_extensions", index), message, "write one version everywhere",
                                      rule="extension-versions")  # fmt: skip
                    yield from (FoldProblem(address, problem) for address, _ in witnesses.smallest())


@lru_cache(maxsize=1024)
def _named(uri: str) -> tuple[str, str]:
    """Return the name and the version of a published address; other addresses have a rule of their own."""
    found = _version.fullmatch(uri)
    return ("", "") if found is None else (found[1], found[2])


def _item(version: str) -> dict[str, Any]:
    return {"type": "Feature", "stac_extensions": [f"{_PREFIX}sat/{version}/schema.json"], **_DATED}


fold_rule(
    "extension-versions",
    ExtensionVersions,
    # A version that nobody knows is no other version.
    told_by=("schema-unavailable", "extension-uri"),
    rulesets=("isdeform",),
    tags=("isdeform", "extensions"),
    summary="An extension is declared in one version in the whole catalog.",
    why="Fields changed their names and meanings between versions; one program cannot read both alike.",
    fix="Bring all documents to one version and check them against it.",
    docs=_DOCS,
    examples={
        "valid": [[_item("v1.0.0"), _item("v1.0.0")]],
        "invalid": [[_item("v1.0.0"), _item("v1.0.0"), _item("v1.1.0")]],
    },
)
