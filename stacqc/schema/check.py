"""Checking documents against the schemas of their kind, version and extensions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from stacqc.aspects.field_names import fields_in, fields_of_data
from stacqc.document import Document
from stacqc.findings import Fix, Problem
from stacqc.kinds import kind_of
from stacqc.schema.addresses import EXTENSIONS
from stacqc.schema.combination import Combination, Combiner, Key, Options, key_of
from stacqc.schema.migration import migrated
from stacqc.schema.notices import CURRENT
from stacqc.schema.store import Schema, SchemaStore
from stacqc.vocabulary.fields import extension_of

if TYPE_CHECKING:
    from stacqc.schema.problem import SchemaProblem

#: Combinations of kind, version and extensions kept compiled; a hostile catalog has no end of them.
_MAX_COMBINATIONS = 2048
#: The verdict stands even where it should ever find no words.
_UNEXPLAINED = Problem((), "The document does not keep its schemas", rule="schema")


class SchemaCheck:
    """Judges documents; validators are compiled once per combination and reused."""

    def __init__(self, store: SchemaStore | None = None, options: Options | None = None) -> None:
        self.store = store or SchemaStore()
        self.options = options or Options()
        self._combiner = Combiner(self.store, self.options)
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
        told = self._of_any_version(without_map_templates(found, data), data)
        return map(_problem, with_way_out(told, data))

    def _of_any_version(self, found: Iterable[SchemaProblem], data: dict[str, Any]) -> list[SchemaProblem]:
        """Leave out what only the newest version asks for, where a document says of none that it keeps it."""
        from stacqc.schema.explain import explain

        version = data.get("stac_version")
        if version and type(version) is str:
            return [*found]
        older = {**data, "stac_version": CURRENT[0]}
        parts = self.parts("", older)
        also = {p.identity for p in explain(older, parts, self.store.get, formats=self.options.formats)}
        return [p for p in found if "stac_version" in (p.member, *p.path) or p.identity in also]

    def _fitting(self, key: Key, used: frozenset[str]) -> Combination:
        fitted = self._fitted.get((key, used))
        if fitted is None:
            if len(self._fitted) >= _MAX_COMBINATIONS:
                self._fitted.clear()
            fitted = self._fitted[key, used] = self._combiner.fitting(key, used)
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
        made = self._combinations[key] = self._combiner.combine(key)
        return made


def _problem(found: SchemaProblem) -> Problem:
    rule = "schema-format" if found.is_format else "schema"
    message, member = found.message.removesuffix("."), found.member or found.choice
    fix = Fix(found.edits, found.safe, found.help) if found.edits else None
    of = (extension_of(found.schema, "").name,) if found.schema.startswith(EXTENSIONS) else ()
    return Problem(
        found.path, message, found.help, fix, key=found.key, rule=rule, member=member, extensions=of
    )
