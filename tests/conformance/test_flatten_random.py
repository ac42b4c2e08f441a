"""Flattening made-up schemas, of every shape that draft-07 allows, must not change a verdict."""

from __future__ import annotations

import json
import os
import random
from typing import Any

import jsonschema_rs

from stacqc.schema.flatten import flatten

COUNT = 20000 if os.environ.get("STACQC_DEEP") else 400
NAMES = ["type", "a", "b", "x:a", "x:b", "y:a", "stac_extensions"]
OTHER = "https://example.com/other.json"
PARTS = ("https://example.com/1.json", "https://example.com/2.json")
TYPES = ["string", "number", "integer", "object", "array", "null", "boolean"]


class Random:
    """Draws schemas and documents from a small world, so that they meet often."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.refs: list[str] = []

    def value(self, depth: int = 3) -> Any:
        rng = self.rng
        roll = rng.random()
        if depth and roll < 0.5:
            return {n: self.value(depth - 1) for n in rng.sample(NAMES, rng.randint(0, 4))}
        if depth and roll < 0.65:
            return [self.value(depth - 1) for _ in range(rng.randint(0, 3))]
        return rng.choice(
            [None, True, False, 0, 1, 1.0, 2.5, -1, "", "a", "Feature", "Point", "Polygon", "x:a"]
        )

    def document(self) -> dict[str, Any]:
        made = self.value()
        kind = self.rng.choice(["Feature"] * 6 + ["Collection", 1])
        return {**(made if isinstance(made, dict) else {}), "type": kind, "stac_extensions": ["u"]}

    def schema(self, depth: int = 4) -> Any:
        rng = self.rng
        if not depth or rng.random() < 0.06:
            return rng.choice(
                [True, False, {}, {"type": rng.choice(TYPES)}, {"const": rng.choice([1, "a", True])}]
            )
        if self.refs and rng.random() < 0.1:
            return {"$ref": rng.choice(self.refs), "required": ["ignored"]}
        made: dict[str, Any] = {}
        for _ in range(rng.randint(1, 3)):
            made |= getattr(self, "_" + rng.choice(_KINDS))(depth - 1)
        return made

    def _type(self, _: int) -> Any:
        return {
            "type": self.rng.choice([*TYPES, "object", "object", ["integer", "string"], ["object", "null"]])
        }

    def _members(self, depth: int) -> Any:
        names = self.rng.sample(NAMES, self.rng.randint(1, 3))
        return {"properties": {n: self.schema(depth) for n in names}}

    def _kind(self, _: int) -> Any:
        wanted = self.rng.choice(["Feature", "Collection"])
        return {"properties": {"type": {"const": wanted}}, "required": ["type"]}

    def _declares(self, _: int) -> Any:
        return {"properties": {"stac_extensions": {"contains": {"const": self.rng.choice("uv")}}}}

    def _others(self, depth: int) -> Any:
        return {"additionalProperties": self.schema(depth)}

    def _patterns(self, depth: int) -> Any:
        return {"patternProperties": {self.rng.choice(["^x:", "^a", "^(?!x:)"]): self.schema(depth)}}

    def _closed(self, depth: int) -> Any:
        prefix = self.rng.choice("xy")
        own = {"properties": {f"{prefix}:a": self.schema(depth), "a": self.schema(depth)}}
        return {**own, "patternProperties": {f"^(?!{prefix}:)": {}}, "additionalProperties": False}

    def _names(self, _: int) -> Any:
        return {
            "propertyNames": self.rng.choice(
                [{"maxLength": 2}, {"pattern": "^[a-x]"}, {"enum": ["a", "type"]}]
            )
        }

    def _required(self, _: int) -> Any:
        return {"required": self.rng.sample(NAMES, self.rng.randint(1, 2))}

    def _several(self, depth: int) -> Any:
        word = self.rng.choice(["allOf", "anyOf", "oneOf"])
        return {word: [self.schema(depth) for _ in range(self.rng.randint(1, 3))]}

    def _chosen(self, depth: int) -> Any:
        word = self.rng.choice(["anyOf", "oneOf"])
        branches = [
            {"type": "object", **self.branch(n, depth)} for n in self.rng.sample(["Point", "Polygon", "a"], 2)
        ]
        return {word: branches + self.rng.choice([[], [{"type": "null"}]])}

    def branch(self, name: str, depth: int) -> Any:
        test = self.rng.choice([{"const": name}, {"enum": [name]}, {"type": "string", "const": name}])
        return {"required": ["a"], "properties": {"a": test, "b": self.schema(depth)}}

    def _typed(self, depth: int) -> Any:
        types = self.rng.sample(["object", "null", "string"], 2)
        return {
            "oneOf": [
                {
                    "type": "object",
                    "required": ["a"],
                    "properties": {"a": {"type": t}, "b": self.schema(depth)},
                }
                for t in types
            ]
        }

    def _not(self, depth: int) -> Any:
        return {"not": self.schema(depth)}

    def _choice(self, depth: int) -> Any:
        words = self.rng.sample(["if", "then", "else"], self.rng.randint(1, 3))
        return {word: self.schema(depth) for word in words}

    def _dependencies(self, depth: int) -> Any:
        return {"dependencies": {self.rng.choice(NAMES): self.rng.choice([["a"], ["b"], self.schema(depth)])}}

    def _items(self, depth: int) -> Any:
        tuple_ = {"items": [self.schema(depth)], "additionalItems": self.schema(depth)}
        return self.rng.choice([tuple_, {"items": self.schema(depth)}, {"additionalItems": False}])

    def _elements(self, depth: int) -> Any:
        return self.rng.choice(
            [
                {"contains": self.schema(depth)},
                {"contains": {}},
                {"uniqueItems": True},
                {"minItems": 1},
                {"maxItems": 1},
            ]
        )

    def _limits(self, _: int) -> Any:
        return self.rng.choice(
            [
                {"minimum": 0},
                {"minimum": 1},
                {"maximum": 1},
                {"exclusiveMaximum": 2},
                {"multipleOf": 0.5},
                {"multipleOf": 1},
                {"minProperties": 2},
                {"maxProperties": 4},
            ]
        )

    def _texts(self, _: int) -> Any:
        return self.rng.choice([{"minLength": 1}, {"maxLength": 3}, {"pattern": "^[a-z]"}, {"pattern": "a"}])

    def _values(self, _: int) -> Any:
        return self.rng.choice(
            [{"enum": ["a", 1]}, {"enum": [True, "Feature"]}, {"const": 1}, {"const": True}]
        )


_KINDS = [n[1:] for n in vars(Random) if n.startswith("_") and not n.startswith("__")]
_KINDS += ["members"] * 4 + ["kind", "closed"]


def validator(schema: Any, other: Any) -> Any:
    return jsonschema_rs.Draft7Validator(schema, retriever=lambda _: other)


def whole(draw: Random, uri: str, refs: list[str]) -> dict[str, Any]:
    """A schema; its definitions refer to nothing, for a circle of references may never end in any engine."""
    draw.refs = []
    definitions = {"d": draw.schema(2), "e": draw.schema(2)}
    draw.refs = ["#/definitions/d", "#/definitions/e", *refs]
    root = draw.schema()
    root = root if isinstance(root, dict) and "$ref" not in root else {"allOf": [root]}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": uri,
        **root,
        "definitions": definitions,
    }


def test_random_schemas() -> None:
    merged = valid = judged = 0
    for seed in range(COUNT):
        draw = Random(seed)
        other = whole(draw, OTHER, [])
        parts = [(uri, whole(draw, uri, [OTHER, OTHER + "#/definitions/d"])) for uri in PARTS]
        flat = {
            kind: flatten(parts, kind, ["u"] if kind else [], lambda _, other=other: other)
            for kind in ("", "Feature")
        }
        merged += not flat["Feature"].rest
        apart = [validator(schema, other) for _, schema in parts]
        ways = {kind: [validator(s, other) for s in made.schemas()] for kind, made in flat.items()}
        for _ in range(25):
            document = draw.document()
            verdict = all(v.is_valid(document) for v in apart)
            for kind, made in ways.items():
                if kind in ("", document["type"]):
                    judged += 1
                    valid += verdict
                    assert all(v.is_valid(document) for v in made) is verdict, json.dumps(
                        [seed, kind, document, parts, other]
                    )
    assert merged > COUNT // 3
    assert valid > judged // 50


def test_references_that_double_at_every_level_stay_small() -> None:
    levels = {
        f"d{n}": {"properties": {c: {"$ref": f"#/definitions/d{n + 1}"} for c in "ab"}} for n in range(60)
    }
    schema = {"$ref": "#/definitions/d0", "definitions": {**levels, "d60": {"type": "number"}}}
    flat = flatten([(PARTS[0], schema)], "", [], lambda _: {})
    assert len(json.dumps(flat.flat)) < 300_000
    judge = validator(flat.flat, {})
    document: dict[str, object] = {"a": 1}
    assert judge.is_valid(document)
    for wrong in (False, True):
        nested: object = "x" if wrong else 1
        for _ in range(60):
            nested = {"b": nested}
        assert judge.is_valid(nested) is not wrong


def test_what_cannot_be_rewritten_stays_apart() -> None:
    newer = {"$schema": "https://json-schema.org/draft/2020-12/schema", "unevaluatedProperties": False}
    endless = {"allOf": [{"$ref": "#"}]}
    broken = {"properties": {"a": {"$ref": "#/definitions/none"}}}
    parts = [
        (f"https://example.com/{n}.json", s)
        for n, s in enumerate((newer, endless, broken, {"required": ["a"]}))
    ]
    flat = flatten(parts, "Feature", ["u"], lambda _: {})
    assert flat.rest == tuple(parts[:3])
    assert flat.flat == {"$schema": "http://json-schema.org/draft-07/schema#", "required": ["a"]}
    assert len(list(flat.schemas())) == 4
