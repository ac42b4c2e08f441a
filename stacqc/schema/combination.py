"""From what a document declares to one validator: its schemas, put together and compiled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import jsonschema_rs

from stacqc.findings import Problem
from stacqc.schema.addresses import CORE_KINDS, bundled_file, core_address, is_named
from stacqc.schema.declared import Declared
from stacqc.schema.dialect import SchemaError, compile_schema
from stacqc.schema.flatten import flatten
from stacqc.schema.migration import migratable
from stacqc.schema.names import remembering, without_names
from stacqc.schema.notices import (
    CURRENT,
    again,
    alias,
    outdated,
    unavailable,
    unknown_version,
    without_schema,
)
from stacqc.schema.same import without_same
from stacqc.schema.store import Schema, SchemaStore, SchemaUnavailable


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


def key_of(kind: str, data: dict[str, Any]) -> Key:
    """Return what decides which schemas judge a document of this kind."""
    declared, version, extensions = data.get("type"), data.get("stac_version"), data.get("stac_extensions")
    return Key(
        kind,
        declared if type(declared) is str else "",
        version if type(version) is str else "",
        tuple([e if type(e) is str else "" for e in extensions]) if type(extensions) is list else (),
    )


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


class Combiner:
    """Makes combinations: finds the schemas of a key, and compiles them to one validator."""

    def __init__(self, store: SchemaStore, options: Options) -> None:
        self.store = store
        self.options = options
        self._declared = Declared(store, options.verdict_only)

    def fitting(self, key: Key, used: frozenset[str]) -> Key:
        """Return the key of documents that use some fields, where these choose the release of an extension."""
        return key._replace(meant=self._declared.fitting(key.extensions, key.version, used))

    def combine(self, key: Key) -> Combination:
        """Return the validator of a key, its parts, and what is noteworthy of them."""
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
                if is_wrong and not self.options.verdict_only:
                    told = again if address in key.extensions else alias
                    notices.append(told(index, written, address))
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


def all_of(checks: Sequence[Callable[[Any], bool]]) -> Callable[[Any], bool]:
    """Return one function that holds where all of `checks` hold."""
    if len(checks) == 1:
        return checks[0]
    if len(checks) == 2:
        one, other = checks
        return lambda data: one(data) and other(data)
    return lambda data: all(check(data) for check in checks)
