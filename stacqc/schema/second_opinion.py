"""What other validators say of the same document with the same schemas, offline.

They are slow (some 0.1 s per document) and serve as a check on the fast path: a disagreement is a
mistake of stacqc or of theirs, and is reported as such.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from stacqc.document import Document
from stacqc.findings import Problem
from stacqc.schema.check import SchemaCheck
from stacqc.schema.combination import Options
from stacqc.schema.notices import CURRENT
from stacqc.schema.store import SchemaStore, SchemaUnavailable, bundled_schemas

Judge = Callable[[dict[str, Any]], bool]


class MissingJudge(Exception):
    """The libraries of the other validators are not installed."""


class SecondOpinion:
    """Asks python-jsonschema, stac-validator and pystac, and compares their verdicts with ours."""

    def __init__(self, store: SchemaStore) -> None:
        self.store = store
        self._ours = SchemaCheck(store, Options(formats=False, verdict_only=True))
        try:
            self.judges: dict[str, Judge] = {
                "python-jsonschema": self._jsonschema,
                "stac-validator": self._stac_validator(),
                "pystac": self._pystac(),
            }
        except ImportError as error:
            raise MissingJudge(f"{error.name} is missing: pip install 'stacqc[second-opinion]'") from None

    def problems(self, document: Document) -> Iterator[Problem]:
        """Yield a problem for each validator whose verdict is not ours.

        Documents whose declared schemas are not at hand, and those of outdated versions, are left
        alone: there the validators do not judge by the same schemas, and would go to the network.
        """
        if document.stac_version not in CURRENT or document.kind not in ("Item", "Collection", "Catalog"):
            return
        if any(self.store.locate(address) is None for address in document.extensions):
            return
        valid = not any(p.rule == "schema" for p in self._ours.problems(document))
        for name, judge in self.judges.items():
            if name == "stac-validator" and document.kind == "Catalog" and document.extensions:
                continue  # it does not look at the extensions of catalogs
            if judge(copy.deepcopy(document.data)) != valid:
                message = f"{name} calls this document {'invalid' if valid else 'valid'}, stacqc does not"
                yield Problem((), message, "one of them is wrong; please report it", rule="second-opinion")

    def _jsonschema(self, data: dict[str, Any]) -> bool:
        from jsonschema import Draft7Validator

        parts = self._ours.parts("", data)
        return all(Draft7Validator(schema, registry=self._registry).is_valid(data) for _, schema in parts)

    @cached_property
    def _registry(self) -> Any:
        from referencing import Registry
        from referencing.jsonschema import DRAFT7

        return Registry(retrieve=lambda uri: DRAFT7.create_resource(self.store.get(uri)))  # type: ignore[call-arg]

    def _stac_validator(self) -> Judge:
        from stac_validator.validate import StacValidate

        files = {address: str(file) for address, file, _ in bundled_schemas()}
        files |= {f"{address}#": file for address, file in files.items()}

        def judge(data: dict[str, Any]) -> bool:
            declared = (*data.get("stac_extensions", ()), *(a for a, _ in self._ours.parts("", data)))
            own = {a: str(f) for a in declared if (f := self.store.locate(a)) is not None}
            return bool(StacValidate(schema_map={**files, **own}).validate_dict(data))

        return judge

    def _pystac(self) -> Judge:
        import logging

        from pystac.errors import STACTypeError, STACValidationError
        from pystac.validation import validate_dict
        from pystac.validation.stac_validator import JsonSchemaSTACValidator

        store = self.store

        class Offline(JsonSchemaSTACValidator):
            def _get_schema(self, schema_uri: str) -> dict[str, Any]:
                schema = store.get(schema_uri)
                assert isinstance(schema, dict)
                return schema

        validator = Offline()
        # Its verdict is all that is wanted of pystac; it would also log every invalid document.
        logging.getLogger("pystac").addHandler(logging.NullHandler())

        def judge(data: dict[str, Any]) -> bool:
            try:
                validate_dict(data, validator=validator)
            except (STACValidationError, STACTypeError, SchemaUnavailable):
                return False
            return True

        return judge
