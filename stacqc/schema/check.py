"""Checking documents against the schemas of their kind, version and extensions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import jsonschema_rs

from stacqc.aspects.field_names import fields_in, fields_of_data
from stacqc.document import Document
from stacqc.findings import Fix, Problem
from stacqc.kinds import kind_of
from stacqc.schema.addresses import CORE_KINDS, EXTENSIONS, bundled_file, core_address, is_named
from stacqc.schema.declared import Declared
from stacqc.schema.dialect import SchemaError, compile_schema
from stacqc.schema.flatten import flatten
from stacqc.schema.migration import migratable, migrated
from stacqc.schema.names import remembering, without_names
from stacqc.schema.notices import CURRENT, alias, outdated, unavailable, unknown_version, without_schema
from stacqc.schema.same import without_same
from stacqc.schema.store import Schema, SchemaStore, SchemaUnavailable
from stacqc.vocabulary.fields import extension_of

if TYPE_CHECKING:
    from stacqc.schema.problem import SchemaProblem

#: Combinations of kind, version and extensions kept compiled; a hostile catalog has no end of them.
_MAX_COMBINATIONS = 2048


#: The verdict stands even where it should ever find no words.
_UNEXPLAINED = Problem((), "The document does not keep its schemas", rule="schema")


class Key(NamedTuple):
    """What decides which schemas take part; an entry that is no text counts as an empty extension.

    `meant` are the addresses of the extensions in the releases that the fields of a document fit, where
    some are declared without one; empty where there is none to choose.
    """

    kind: str
    type: str
    version: str
    extensions: tuple[str, ...]
    meant: tuple[str, ...] = ()

    def same(self) -> dict[str, Any]:
        """Return the members that all documents of this key have, as they are written."""
        same: dict[str, Any] = {"stac_version": self.version} if self.version else {}
        if self.extensions and all(self.extensions):
            same["stac_extensions"] = [*self.extensions]
        return same


class Options(NamedTuple):
    """Which schemas take part, and how strictly: `verdict_only` judges addresses as they are written."""

    core: bool = True
    extensions: bool = True
    formats: bool = True
    verdict_only: bool = False


class Combination(NamedTuple):
    """The validators of one key, and what is to be said of every document that has it.

    `chooses` where an extension is declared without its release, which then hangs on the document.
    """

    is_valid: Callable[[Any], bool]
    parts: Sequence[tuple[str, Schema]]
    notices: tuple[Problem, ...]
    #: What the entries of stac_extensions mean.
    addresses: tuple[str, ...] = ()
    migrate: bool = False
    chooses: bool = False


class SchemaCheck:
    """Judges documents; validators are compiled once per combination and reused."""

    def __init__(self, store: SchemaStore | None = None, options: Options | None = None) -> None:
        self.store = store or SchemaStore()
        self.options = options or Options()
        self._declared = Declared(self.store, self.options.verdict_only)
        self._combinations: dict[Key, Combination] = {}
        #: The keys of documents that use some fields, where these choose the release of an extension.
        self._fitted: dict[tuple[Key, frozenset[str]], Key] = {}
        #: What the document before declared, and what follows from that: most declare the same.
        self._before: tuple[Any, Key, Combination] | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return SchemaCheck, (self.store, self.options)

    def problems(self, document: Document) -> Sequence[Problem]:
        """Return all that the schemas say against a document, and what is noteworthy of its addresses."""
        data = document.data
        key, combination = self._declared_by(document)
        if combination.chooses:
            combination = self._fitting(key, fields_in(document))
        notices = combination.notices
        if combination.migrate:
            data = migrated(data)
            combination = self._combination(key_of(document.kind, data))
            notices = (*notices, *combination.notices)
        if combination.is_valid(data):
            return notices
        return [*notices, *self._explained(data, combination)]

    def _explained(self, data: dict[str, Any], combination: Combination) -> Iterable[Problem]:
        """Put into words why a document does not fit; misspelt addresses have their own finding."""
        from stacqc.schema.explain import explain
        from stacqc.schema.map_links import without_map_templates
        from stacqc.schema.unused import with_way_out

        declared = data.get("stac_extensions")
        if not self.options.verdict_only and type(declared) is list:
            meant = [a or entry for a, entry in zip(combination.addresses, declared, strict=True)]
            if meant != declared:
                data = {**data, "stac_extensions": meant}
                if combination.is_valid(data):
                    return ()
        found = explain(data, combination.parts, self.store.get, formats=self.options.formats)
        if not found:
            return (_UNEXPLAINED,)
        if self.options.verdict_only:
            return map(_problem, found)
        return map(_problem, with_way_out(without_map_templates(found, data), data))

    def _fitting(self, key: Key, used: frozenset[str]) -> Combination:
        fitted = self._fitted.get((key, used))
        if fitted is None:
            if len(self._fitted) >= _MAX_COMBINATIONS:
                self._fitted.clear()
            meant = self._declared.fitting(key.extensions, key.version, used)
            fitted = self._fitted[key, used] = key._replace(meant=meant)
        return self._combination(fitted)

    def parts(self, kind: str, data: dict[str, Any]) -> Sequence[tuple[str, Schema]]:
        """Return address and schema of all that judges a document; `kind` may be left empty."""
        kind = kind or kind_of(data)
        key = key_of(kind, data)
        combination = self._combination(key)
        return (
            self._fitting(key, fields_of_data(data, kind)).parts if combination.chooses else combination.parts
        )

    def _declared_by(self, document: Document) -> tuple[Key, Combination]:
        """Return the key of a document and what it leads to."""
        kind, data, before = document.kind, document.data, self._before
        declared = (kind, data.get("type"), data.get("stac_version"), data.get("stac_extensions"))
        if before is None or before[0] != declared:
            key = key_of(kind, data)
            before = self._before = declared, key, self._combination(key)
        return before[1], before[2]

    def _combination(self, key: Key) -> Combination:
        return self._combinations.get(key) or self._add(key)

    def _add(self, key: Key) -> Combination:
        if len(self._combinations) >= _MAX_COMBINATIONS:
            self._combinations.clear()
        made = self._combinations[key] = self._combine(key)
        return made

    def _combine(self, key: Key) -> Combination:
        parts: list[tuple[str, Schema]] = []
        notices: list[Problem] = []
        addresses = key.meant or self._declared.addresses(key.extensions, key.version)
        migrate = False
        if self.options.core and key.kind in CORE_KINDS:
            migrate = self._core(key, parts, notices)
        if self.options.extensions and not migrate:
            self._extensions(key, addresses, parts, notices)
        is_valid = self._compile(key, parts, addresses)
        chooses = not key.meant and self._declared.choose(key.extensions, key.version)
        return Combination(is_valid, parts, tuple(notices), addresses, migrate, chooses)

    def _core(self, key: Key, parts: list[tuple[str, Schema]], notices: list[Problem]) -> bool:
        """Add the core schema; return whether documents of this key must be migrated for lack of one."""
        version = key.version or CURRENT[-1]
        address = core_address(key.kind, version)
        if migratable(version) and not self.options.verdict_only:
            notices.append(outdated(version))
        try:
            parts.append((address, self.store.get(address)))
        except SchemaUnavailable:
            if self.options.verdict_only or not migratable(version):
                known = migratable(version)
                notices.append(without_schema(key.kind, version) if known else unknown_version(key.version))
                return False
            latest = core_address(key.kind, CURRENT[-1])
            parts.append((latest, self.store.get(latest)))
            return True
        return False

    def _extensions(
        self, key: Key, addresses: tuple[str, ...], parts: list[tuple[str, Schema]], notices: list[Problem]
    ) -> None:
        seen = set()
        for index, (written, address) in enumerate(zip(key.extensions, addresses, strict=True)):
            if not written:
                continue
            is_wrong = address != written and not is_named(written, address, key.version)
            try:
                schema = self._usable(address)
            except SchemaUnavailable as trouble:
                if address not in seen:
                    notices.append(unavailable(index, trouble, written, named=not is_wrong))
            else:
                if is_wrong and address not in key.extensions and not self.options.verdict_only:
                    notices.append(alias(index, written, address))
                if address not in seen:
                    parts.append((address, schema))
            seen.add(address)

    def _usable(self, address: str) -> Schema:
        """Return the schema for an address; raises SchemaUnavailable, also for one that is no schema."""
        schema = self.store.get(address)
        if self.store.locate(address) != bundled_file(address):
            try:
                compile_schema(address, schema, self.store.get, self.options.formats)
            except SchemaError as broken:
                raise SchemaUnavailable(address, f"it cannot be used: {broken.sentence}") from None
        return schema

    def _compile(
        self, key: Key, parts: Sequence[tuple[str, Schema]], addresses: tuple[str, ...]
    ) -> Callable[[Any], bool]:
        declared = key.extensions if self.options.verdict_only else addresses
        declared = tuple(entry for entry in declared if entry)
        flat = flatten(parts, key.type, declared, self.store.get)
        judges: list[Callable[[Any], bool]] = []
        for schema in flat.schemas():
            rest, names = without_names(schema)
            judges.append(self._validator(without_same(rest, key.same(), self._validator)))
            if names is not None:
                judges.append(remembering(self._validator(names)))
        return all_of(judges)

    def _validator(self, schema: Schema) -> Callable[[Any], bool]:
        made = jsonschema_rs.validator_for(
            schema, validate_formats=self.options.formats, retriever=self.store.get
        )
        return made.is_valid


def key_of(kind: str, data: dict[str, Any]) -> Key:
    """Return what decides which schemas judge a document of this kind."""
    declared, version, extensions = data.get("type"), data.get("stac_version"), data.get("stac_extensions")
    return Key(
        kind,
        declared if type(declared) is str else "",
        version if type(version) is str else "",
        tuple([e if type(e) is str else "" for e in extensions]) if type(extensions) is list else (),
    )


def all_of(checks: Sequence[Callable[[Any], bool]]) -> Callable[[Any], bool]:
    """Return one function that holds where all of `checks` hold."""
    if len(checks) == 1:
        return checks[0]
    if len(checks) == 2:
        one, other = checks
        return lambda data: one(data) and other(data)
    return lambda data: all(check(data) for check in checks)


def _problem(found: SchemaProblem) -> Problem:
    rule = "schema-format" if found.is_format else "schema"
    message, member = found.message.removesuffix("."), found.member or found.choice
    fix = Fix(found.edits, found.safe, found.help) if found.edits else None
    of = (extension_of(found.schema, "").name,) if found.schema.startswith(EXTENSIONS) else ()
    return Problem(
        found.path, message, found.help, fix, key=found.key, rule=rule, member=member, extensions=of
    )
