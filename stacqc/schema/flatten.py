"""One flat schema for all documents of one type that declare the same extensions.

The flat schema has the verdict of the conjunction of its parts, and a validator walks it once
instead of once for each part. What cannot be rewritten safely stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from stacqc.schema.closing import written_out
from stacqc.schema.conjunction import conjoin
from stacqc.schema.dialect import DRAFT7, Resolve, is_draft7, standalone
from stacqc.schema.facts import Facts
from stacqc.schema.normal import Normalizer
from stacqc.schema.references import References, Resource
from stacqc.schema.store import Schema


class Flattened(NamedTuple):
    """The flat schema, and the parts that could not take part in it."""

    flat: Schema
    rest: tuple[tuple[str, Schema], ...] = ()

    def schemas(self) -> Iterator[Schema]:
        """Yield schemas that together have the verdict of all parts."""
        if self.flat != {"$schema": DRAFT7} or not self.rest:
            yield self.flat
        for uri, schema in self.rest:
            yield standalone(uri, schema)


def flatten(
    parts: Sequence[tuple[str, Schema]], kind_type: str, declared: Sequence[str], resolve: Resolve
) -> Flattened:
    """Return one schema that holds where all `parts` hold, for documents of one type.

    `kind_type` is the value of the documents' `type` ("" where it is not known), and each address in
    `declared` stands in their `stac_extensions`.
    """
    resources = [Resource.of(uri, schema) for uri, schema in parts]
    facts = Facts(kind_type, frozenset(declared)) if kind_type else None
    normalizer = Normalizer(References(resolve, resources), facts)
    whole: Schema = {}
    rest = []
    for (uri, schema), resource in zip(parts, resources, strict=True):
        normal = normalizer.part(resource) if is_draft7(schema) else None
        if normal is None:
            rest.append((uri, schema))
        else:
            whole = conjoin(whole, normal)
    return Flattened(_finished(whole, normalizer.definitions), tuple(rest))


def _finished(whole: Schema, definitions: dict[str, Schema]) -> Schema:
    flat = written_out({"not": {}} if whole is False else whole)
    assert isinstance(flat, dict)
    if "$ref" in flat:
        flat = {"allOf": [flat]}
    shared = {"definitions": {n: written_out(s) for n, s in definitions.items()}} if definitions else {}
    return {"$schema": DRAFT7, **flat, **shared}
