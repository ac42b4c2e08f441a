"""The flat schema must judge every document as the schemas it was made of judge it together.

`STACQC_DEEP=1` runs many more documents.
"""

from __future__ import annotations

import copy
import functools
import itertools
import json
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from stacqc.schema.flatten import flatten
from tests.conformance import differential

DEEP = bool(os.environ.get("STACQC_DEEP"))
OFFICIAL = Path(__file__).resolve().parents[3] / "shared" / "official-schemas"
EXTENSION = differential.EXTENSIONS
CORE = {
    kind: f"{differential.CORE}v{{}}/{kind.lower()}-spec/json-schema/{kind.lower()}.json"
    for kind in ("Item", "Collection", "Catalog")
}
ISDEFORM = ("sar/v1.0.0", "sat/v1.0.0", "processing/v1.1.0", "scientific/v1.0.0", "insar/v1.0.0")
COMBINATIONS = {
    "isdeform": ("Item", "1.1.0", ISDEFORM),
    "isdeform 1.0.0": ("Item", "1.0.0", ISDEFORM),
    "new sar": ("Item", "1.1.0", ("sar/v1.3.0", "sat/v1.2.0", "processing/v1.2.0", "projection/v2.0.0")),
    "optical": ("Item", "1.0.0", ("eo/v1.1.0", "view/v1.0.0", "projection/v1.1.0", "raster/v1.1.0")),
    "optical 1.1.0": (
        "Item",
        "1.1.0",
        ("eo/v2.0.0", "raster/v2.0.0", "file/v2.1.0", "classification/v2.0.0"),
    ),
    "plain item": ("Item", "1.1.0", ()),
    "collection": ("Collection", "1.1.0", ISDEFORM),
    "collection 1.0.0": ("Collection", "1.0.0", ("sar/v1.0.0", "item-assets/v1.0.0", "scientific/v1.0.0")),
    "cube": ("Collection", "1.1.0", ("datacube/v2.2.0", "render/v2.0.0", "table/v1.2.0")),
    "plain collection": ("Collection", "1.1.0", ()),
    "catalog": ("Catalog", "1.1.0", ()),
}
Load = Callable[[str], Any]


@functools.cache
def loader(official: bool) -> Load:
    if official:
        return functools.cache(differential.official_side(OFFICIAL).load)
    schemas = [json.loads(file.read_text()) for file in differential.SCHEMAS.rglob("*.json")]
    known = {s["$id"].rstrip("#"): s for s in schemas if isinstance(s, dict) and "$id" in s}
    known[differential.DRAFT7] = differential._draft7()
    return lambda uri: known[uri.rstrip("#")]


SIDES = [
    pytest.param(False, id="bundled"),
    pytest.param(
        True,
        id="official",
        marks=pytest.mark.skipif(not OFFICIAL.is_dir(), reason="the official schemas are not here"),
    ),
]


class Judges:
    """The verdicts of some parts, together flat and one by one."""

    def __init__(self, uris: tuple[str, ...], load: Load) -> None:
        self.load = load
        self.parts = [(uri, load(uri)) for uri in uris]
        self.single = {
            formats: [
                jsonschema_rs.Draft7Validator(s, base_uri=uri, retriever=load, validate_formats=formats)
                for uri, s in self.parts
            ]
            for formats in (False, True)
        }
        self._flat: dict[Any, Any] = {}

    def flat(self, document: Any, formats: bool) -> bool:
        kind, declared = document.get("type"), document.get("stac_extensions")
        names = tuple(e for e in declared if isinstance(e, str)) if isinstance(declared, list) else ()
        key = kind if isinstance(kind, str) else "", names
        if key not in self._flat:
            self._flat[key] = list(flatten(self.parts, *key, self.load).schemas())
        if (key, formats) not in self._flat:
            self._flat[key, formats] = [
                jsonschema_rs.Draft7Validator(s, retriever=self.load, validate_formats=formats)
                for s in self._flat[key]
            ]
        return all(v.is_valid(document) for v in self._flat[key, formats])

    def check(self, document: Any) -> bool:
        """Fail where the verdicts differ; return the verdict."""
        for formats in (False, True):
            apart = all(v.is_valid(document) for v in self.single[formats])
            assert self.flat(document, formats) is apart, json.dumps(document)
        return apart


def uris_of(kind: str, version: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return CORE[kind].format(version), *(f"{EXTENSION}{n}/schema.json" for n in names)


def known(uris: tuple[str, ...], load: Load) -> bool:
    try:
        return all(load(uri) is not None for uri in uris)
    except KeyError:
        return False


class Documents:
    """Makes documents that declare all the extensions: right ones, and ones with a few defects."""

    def __init__(self, judges: Judges, kind: str, version: str, rng: random.Random) -> None:
        self.judges, self.version, self.rng = judges, version, rng
        self.type = "Feature" if kind == "Item" else kind
        self.generator = differential.Generator(judges.load, rng)
        self.fields = {uri: differential.field_schemas(uri, judges.load) for uri, _ in judges.parts}
        self.names = sorted({name for found in self.fields.values() for name in found})

    def right(self) -> Any:
        """A document with fields of every extension, each added so that its schema still agrees."""
        document = differential.base_document(self.type, self.rng)
        uris = [uri for uri, _ in self.judges.parts]
        document |= {"stac_version": self.version, "stac_extensions": uris[1:]}
        for at, uri in enumerate(uris[1:], 2):
            for _ in range(60):
                more = copy.deepcopy(document)
                differential.decorate(more, self.fields[uri], sorted(self.fields[uri]), self.generator)
                if all(judge.is_valid(more) for judge in self.judges.single[True][:at]):
                    document = more
                    break
        return document

    def stream(self) -> Iterator[Any]:
        stock: list[Any] = []
        while True:
            if len(stock) < 20 or self.rng.random() < 0.01:
                stock.append(self.right())
            document = copy.deepcopy(self.rng.choice(stock))
            for _ in range(self.rng.choice([0, 1, 1, 1, 2, 3])):
                differential.mutate(document, self.rng, self.names)
            yield document


def run(kind: str, version: str, names: tuple[str, ...], official: bool, count: int, seed: int) -> int:
    """Judge `count` documents; return how many were valid."""
    uris = uris_of(kind, version, names)
    judges = Judges(uris, loader(official))
    made = Documents(judges, kind, version, random.Random(f"{seed}:{uris}"))
    return sum(judges.check(document) for document in itertools.islice(made.stream(), count))


@pytest.mark.parametrize("official", SIDES)
@pytest.mark.parametrize("name", COMBINATIONS)
def test_combination(name: str, official: bool) -> None:
    kind, version, names = COMBINATIONS[name]
    if not known(uris_of(kind, version, names), loader(official)):
        pytest.skip("not all of these schemas are here")
    for seed in range(3 if DEEP else 1):
        count = 3000 if DEEP else 70
        assert 0 < run(kind, version, names, official, count, seed) < count


def alone(official: bool) -> list[str]:
    """All schemas; of the many official ones every thirtieth, or all of them in a deep run."""
    if not official:
        return differential.bundled_uris()
    return sorted(json.loads((OFFICIAL / "index.json").read_text()))[:: 1 if DEEP else 30]


@pytest.mark.parametrize("official", SIDES)
def test_each_schema_alone(official: bool) -> None:
    load, judged = loader(official), 0
    for uri in alone(official):
        try:
            judges = Judges((uri,), load)
        except Exception:  # a schema that is broken as published: nothing to compare
            assert official, uri
            continue
        judged += 1
        stream = differential.cases(uri, load, [], random.Random(f"1:{uri}"))
        for _ in range(200 if DEEP else 8):
            judges.check(next(stream))
    assert judged > 20
