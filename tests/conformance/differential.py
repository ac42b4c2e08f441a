"""Compare the bundled schemas with the official ones on generated and mutated documents.

Run as a script while writing a schema::

    python tests/conformance/differential.py sar --official DIR --cases 3000

Every disagreement is printed with the document that shows it.
"""

from __future__ import annotations

import argparse
import copy
import functools
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

import jsonschema_rs

from stacqc.schema.addresses import bundled_file

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "schemas"
CORE = "https://schemas.stacspec.org/"
RAW = "https://raw.githubusercontent.com/radiantearth/stac-spec/"
GEOJSON = "https://geojson.org/schema/"
EXTENSIONS = "https://stac-extensions.github.io/"
CORE_KINDS = {"item.json": "Feature", "collection.json": "Collection", "catalog.json": "Catalog"}
DRAFT7 = "http://json-schema.org/draft-07/schema"
ODD_VALUES: list[Any] = [
    None, True, False, 0, 1, -1, 2.5, -0.5, 400, 10**12, "", "a", "text", "A:b", "x:y", "2020-01-01T00:00:00Z",
    "2020-01-01", "https://example.com/x", "10.5061/dryad.s2v81.2/27.2", "#", "ascending", [], [1], ["a"], ["a", "a"],
    [1, 2], [0, 0, 1, 1], [0, 0, 0, 1, 1, 1], [[1, 2], [3, 4]], {}, {"a": 1}, {"name": "x"}, {"type": "Point"}, [{}],
    [{"name": "a"}], [None], {"minimum": 0, "maximum": 1}, {"href": "a", "rel": "b"},
]  # fmt: skip


class Side:
    """One set of schemas, ours or the official ones, and the validators built from it."""

    def __init__(self, load: Any) -> None:
        self.load = functools.cache(load)
        self._validators: dict[tuple[str, bool], Any] = {}

    def knows(self, uri: str) -> bool:
        try:
            return self.load(uri) is not None
        except KeyError:
            return False

    def validator(self, uri: str, formats: bool = False) -> Any:
        key = uri, formats
        if key not in self._validators:
            schema = self.load(uri)
            self._validators[key] = jsonschema_rs.Draft7Validator(
                schema, base_uri=uri, retriever=lambda u: self.load(u), validate_formats=formats
            )
        return self._validators[key]


def official_side(folder: Path) -> Side:
    index = json.loads((folder / "index.json").read_text())

    def load(uri: str) -> Any:
        uri = uri.rstrip("#")
        if uri == DRAFT7:
            return _draft7()
        entry = index[uri]
        schema = json.loads((folder / entry["file"]).read_text())
        if isinstance(schema, dict) and not entry.get("id_matches", True):
            schema = {**schema, "$id": uri}
        return schema

    return Side(load)


def _draft7() -> Any:
    from jsonschema.validators import Draft7Validator

    return Draft7Validator.META_SCHEMA


def our_side() -> Side:
    def load(uri: str) -> Any:
        if uri.rstrip("#") == DRAFT7:
            return _draft7()
        path = bundled_file(uri)
        if path is None or not path.is_file():
            raise KeyError(uri)
        return json.loads(path.read_text())

    return Side(load)


def bundled_uris() -> list[str]:
    """Every address whose schema is bundled, read from the `$id` of the files."""
    found = []
    for path in sorted(SCHEMAS.rglob("*.json")):
        schema = json.loads(path.read_text())
        if isinstance(schema, dict) and "$id" in schema:
            found.append(schema["$id"].rstrip("#"))
    return found


@dataclass
class Generator:
    """Makes instances of a schema: mostly right, sometimes not; a pure function of `rng`."""

    load: Any
    rng: random.Random
    deepest: int = 9

    def make(self, schema: Any, base: str, depth: int = 0) -> Any:
        rng = self.rng
        if not isinstance(schema, dict) or depth > self.deepest or rng.random() < 0.01:
            return copy.deepcopy(rng.choice(ODD_VALUES))
        if "$ref" in schema:
            target, where = self.resolve(schema["$ref"], base)
            return self.make(target, where, depth + 1)
        for word in ("oneOf", "anyOf"):
            if schema.get(word):
                branch = rng.choice(schema[word])
                rest = {k: v for k, v in schema.items() if k != word}
                return self._both(rest, branch, base, depth)
        if schema.get("allOf"):
            rest = {k: v for k, v in schema.items() if k != "allOf"}
            value = self.make(rest, base, depth + 1) if rest.keys() - {"title", "description"} else {}
            for part in schema["allOf"]:
                value = self._merge(value, self.make(part, base, depth + 1))
            return value
        if "if" in schema:
            branch = schema.get(rng.choice(["then", "else"]), {})
            rest = {k: v for k, v in schema.items() if k not in ("if", "then", "else")}
            first = self._both(rest, branch, base, depth)
            return (
                self._merge(first, self.make(schema["if"], base, depth + 1)) if rng.random() < 0.5 else first
            )
        return self._plain(schema, base, depth)

    def _both(self, a: Any, b: Any, base: str, depth: int) -> Any:
        if not (
            isinstance(a, dict) and a.keys() & {"type", "properties", "items", "allOf", "$ref", "required"}
        ):
            return self.make(b, base, depth + 1)
        return self._merge(self.make(a, base, depth + 1), self.make(b, base, depth + 1))

    @staticmethod
    def _merge(a: Any, b: Any) -> Any:
        if isinstance(a, dict) and isinstance(b, dict):
            return {**a, **{k: Generator._merge(a[k], v) if k in a else v for k, v in b.items()}}
        return b

    def resolve(self, ref: str, base: str) -> tuple[Any, str]:
        where = urljoin(base, ref)
        uri, fragment = urldefrag(where)
        found = self.load(uri)
        for step in fragment.split("/")[1:]:
            found = found[step.replace("~1", "/").replace("~0", "~")]
        return found, uri

    def _plain(self, schema: dict[str, Any], base: str, depth: int) -> Any:
        rng = self.rng
        if "const" in schema:
            return copy.deepcopy(schema["const"])
        if schema.get("enum"):
            return copy.deepcopy(rng.choice(schema["enum"]))
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = rng.choice(kind)
        if kind is None:
            if schema.keys() & {
                "properties",
                "required",
                "additionalProperties",
                "patternProperties",
                "minProperties",
            }:
                kind = "object"
            elif schema.keys() & {"items", "minItems", "contains", "maxItems"}:
                kind = "array"
            elif schema.keys() & {"pattern", "format", "minLength"}:
                kind = "string"
            elif schema.keys() & {"minimum", "maximum", "exclusiveMinimum"}:
                kind = "number"
            else:
                return copy.deepcopy(rng.choice(ODD_VALUES))
        return getattr(self, "_" + kind)(schema, base, depth)

    def _null(self, *_: Any) -> None:
        return None

    def _boolean(self, *_: Any) -> bool:
        return self.rng.random() < 0.5

    def _number(self, schema: dict[str, Any], *_: Any) -> float:
        low = schema.get("minimum", schema.get("exclusiveMinimum", -5))
        high = schema.get("maximum", schema.get("exclusiveMaximum", max(low, 0) + 100))
        edge = [low, high, low - 1, high + 1, 0]
        return self.rng.choice(edge) if self.rng.random() < 0.25 else round(self.rng.uniform(low, high), 3)

    def _integer(self, schema: dict[str, Any], *_: Any) -> float:
        value = self._number(schema)
        return int(value) if self.rng.random() < 0.95 else value

    def _string(self, schema: dict[str, Any], *_: Any) -> str:
        named = {
            "date-time": "2021-05-01T10:20:30Z", "uri": "https://example.com/a", "iri": "https://example.com/a",
            "iri-reference": "./a.tif", "uri-reference": "./a", "email": "a@example.com",
        }  # fmt: skip
        rng = self.rng
        if "examples" in schema and rng.random() < 0.5:
            return copy.deepcopy(rng.choice(schema["examples"]))
        if schema.get("format") in named and rng.random() < 0.85:
            return named[schema["format"]]
        return rng.choice(
            ["text", "a", "", "UTC-5", "22KFE", "MGRS-35NKA", "2014-016A", "12AB", "10.1000/xyz123", "+05:30", "a_b",
             "1220abcd", "P1Y", "EPSG:4326", "2020-01-01T00:00:00Z", "A1", "FFBBAA", "image/tiff", "5", "l1", "1.0.0"]
        )  # fmt: skip

    def _array(self, schema: dict[str, Any], base: str, depth: int) -> list[Any]:
        rng = self.rng
        low = schema.get("minItems", 0)
        size = rng.randint(low, max(low, min(schema.get("maxItems", low + 2), low + 3)))
        size += rng.choice([0] * 12 + [1, -1])
        items = schema.get("items", {})
        if isinstance(items, list):
            return [self.make(i, base, depth + 1) for i in items][: max(size, len(items))]
        made = [self.make(items, base, depth + 1) for _ in range(max(size, 0))]
        if "contains" in schema and rng.random() < 0.95:
            made.append(self.make(schema["contains"], base, depth + 1))
        return made

    def _object(self, schema: dict[str, Any], base: str, depth: int) -> dict[str, Any]:
        rng = self.rng
        made: dict[str, Any] = {}
        required = schema.get("required", [])
        for name, part in schema.get("properties", {}).items():
            if (name in required and rng.random() < 0.98) or rng.random() < (0.45 if depth < 5 else 0.15):
                made[name] = self.make(part, base, depth + 1)
        for name in required:
            if name not in made and rng.random() < 0.95:
                made[name] = copy.deepcopy(rng.choice(ODD_VALUES))
        extra = schema.get("additionalProperties")
        if isinstance(extra, dict) or (schema.get("minProperties") and not made):
            for name in rng.sample(["a", "b", "c", "data"], rng.randint(0, 2)):
                made[name] = self.make(extra if isinstance(extra, dict) else {}, base, depth + 1)
        for pattern, part in schema.get("patternProperties", {}).items():
            if part and rng.random() < 0.3:
                made[pattern.strip("^$")] = self.make(part, base, depth + 1)
        return made


def base_document(kind: str, rng: random.Random) -> dict[str, Any]:
    """A valid document of `kind` without extensions, for STAC 1.1.0 or 1.0.0."""
    version = rng.choice(["1.0.0", "1.1.0"])
    link = {
        "rel": rng.choice(["self", "item", "child", "root", "xyz", "wms"]),
        "href": "https://example.com/x",
    }
    document: dict[str, Any] = {"type": kind, "stac_version": version, "id": "x", "links": [link]}
    asset = {"href": "./a.tif", "roles": ["data"]}
    if kind == "Feature":
        document |= {
            "geometry": {"type": "Point", "coordinates": [1, 2]}, "bbox": [1, 2, 1, 2],
            "properties": {"datetime": "2020-01-01T00:00:00Z"}, "assets": {"data": asset},
        }  # fmt: skip
    if kind == "Collection":
        document |= {
            "description": "d", "license": "MIT",
            "extent": {"spatial": {"bbox": [[0, 0, 1, 1]]}, "temporal": {"interval": [["2020-01-01T00:00:00Z", None]]}},
        }  # fmt: skip
        for part, value in (
            ("assets", {"data": asset}),
            ("item_assets", {"data": {"type": "x"}}),
            ("summaries", {}),
        ):
            if rng.random() < 0.6:
                document[part] = copy.deepcopy(value)
    if kind == "Catalog":
        document["description"] = "d"
    return document


def field_schemas(uri: str, load: Any) -> dict[str, list[tuple[Any, str]]]:
    """Every named property below a schema with the subschemas that describe it."""
    found: dict[str, list[tuple[Any, str]]] = {}

    def walk(node: Any) -> None:
        if isinstance(node, list):
            for part in node:
                walk(part)
        if isinstance(node, dict):
            for name, part in (
                (node.get("properties") or {}).items() if isinstance(node.get("properties"), dict) else ()
            ):
                if isinstance(part, dict):
                    found.setdefault(name, []).append((part, uri))
            for part in node.values():
                walk(part)

    walk(load(uri))
    return found


def cases(uri: str, load: Any, seeds: list[dict[str, Any]], rng: random.Random) -> Iterator[dict[str, Any]]:
    """An endless stream of documents that declare `uri`: generated, decorated and mutated."""
    if "projjson" in uri:
        yield from bare_cases(uri, load, seeds, rng)
    schema = load(uri)
    generator = Generator(load, rng, 18 if uri.rsplit("/", 1)[-1] in CORE_KINDS else 9)
    fields = field_schemas(uri, load)
    names = sorted(fields)
    while True:
        roll = rng.random()
        if seeds and roll < 0.3:
            document = copy.deepcopy(rng.choice(seeds))
        else:
            kinds = ["Feature"] * 5 + ["Collection"] * 4 + ["Catalog"]
            own = CORE_KINDS.get(uri.rsplit("/", 1)[-1])
            document = base_document(own if own and rng.random() < 0.9 else rng.choice(kinds), rng)
            if roll < 0.65:
                made = generator.make(schema, uri)
                if isinstance(made, dict):
                    made = {
                        k: v
                        for k, v in made.items()
                        if k not in ("type", "stac_version") or rng.random() < 0.05
                    }
                    document = Generator._merge(document, made)
            elif names:
                decorate(document, fields, names, generator)
        if uri.startswith((CORE, RAW, GEOJSON)):
            fit(document, uri, rng)
        else:
            declare(document, uri, rng)
        for _ in range(rng.choice([0, 0, 1, 1, 2, 3])):
            mutate(document, rng, names)
        yield document


def bare_cases(
    uri: str, load: Any, seeds: list[dict[str, Any]], rng: random.Random
) -> Iterator[dict[str, Any]]:
    """An endless stream of objects that are no STAC documents: real, or made from any definition of the schema."""
    parts = list(load(uri)["definitions"].values())
    generator = Generator(load, rng)
    names = sorted(field_schemas(uri, load))
    while True:
        real = seeds and rng.random() < 0.6
        document = copy.deepcopy(rng.choice(seeds)) if real else generator.make(rng.choice(parts), uri)
        if not isinstance(document, dict) or not document:
            continue
        for node in list(containers(document)):
            if isinstance(node, dict) and rng.random() < 0.05:
                node.pop("type", None)
        for _ in range(rng.choice([0, 0, 1, 1, 2, 3])):
            if document:
                mutate(document, rng, names)
        yield document


def declare(document: dict[str, Any], uri: str, rng: random.Random) -> None:
    if isinstance(document.get("stac_extensions"), list) and uri in document["stac_extensions"]:
        return
    if rng.random() < 0.98:
        document["stac_extensions"] = [uri]


def fit(document: dict[str, Any], uri: str, rng: random.Random) -> None:
    """Give the document the STAC version of a core schema, so that not everything fails by it."""
    version = uri.split("/v", 1)[-1].split("/")[0]
    if "stac_version" in document and rng.random() < 0.98:
        document["stac_version"] = version
    if "/extensions/" in uri and rng.random() < 0.95:
        document["stac_extensions"] = [uri.split("/extensions/")[1].split("/")[0]]


def decorate(document: dict[str, Any], fields: Any, names: list[str], generator: Generator) -> None:
    """Put fields of the extension where fields can stand, several at a time."""
    rng = generator.rng
    for place in places(document):
        share = rng.choice([0, 0.1, 0.5, 1])
        for name in names:
            if rng.random() < share and name not in (
                "type",
                "stac_extensions",
                "properties",
                "assets",
                "links",
            ):
                part, base = rng.choice(fields[name])
                place[name] = generator.make(part, base, 3)


def places(document: dict[str, Any]) -> list[dict[str, Any]]:
    found = [document]
    for key in ("properties", "summaries"):
        if isinstance(document.get(key), dict):
            found += [document[key]] * 2
    for key in ("assets", "item_assets"):
        if isinstance(document.get(key), dict):
            found += [v for v in document[key].values() if isinstance(v, dict)]
    links = document.get("links")
    found += [v for v in links if isinstance(v, dict)] if isinstance(links, list) else []
    return found


def containers(node: Any) -> Iterator[Any]:
    if isinstance(node, dict | list) and node:
        yield node
        for part in node.values() if isinstance(node, dict) else node:
            yield from containers(part)


def mutate(document: dict[str, Any], rng: random.Random, names: list[str]) -> None:
    """Change one thing somewhere: drop, replace, retype, add, double."""
    node = rng.choice(list(containers(document)))
    key = rng.choice(list(node)) if isinstance(node, dict) else rng.randrange(len(node))
    action = rng.choice(["drop", "replace", "text", "add", "double", "nudge"])
    value = node[key]
    if action == "drop":
        del node[key]
    elif action == "text":
        node[key] = value if isinstance(value, str) else json.dumps(value)[:40]
    elif action == "nudge" and type(value) in (int, float):
        node[key] = rng.choice([-value, value + 0.5, 0, value * 1000, -0.001])
    elif action == "double" and isinstance(value, list) and value:
        node[key] = [*value, value[0]]
    elif action == "add" and isinstance(node, dict):
        prefix = rng.choice(names).split(":")[0] if names else "x"
        node[rng.choice([f"{prefix}:zzz", "zzz", *names])] = copy.deepcopy(rng.choice(ODD_VALUES))
    else:
        node[key] = copy.deepcopy(rng.choice(ODD_VALUES))


def corpus_seeds(corpus: Path, uri: str) -> list[dict[str, Any]]:
    """Real documents that declare the address (or, for core, that it was chosen for)."""
    manifest = corpus / "manifest.jsonl"
    if not manifest.is_file():
        return []
    seeds = []
    for line in manifest.open():
        row = json.loads(line)
        if "projjson" in uri:
            if any("/projection/" in part for part in row["schemas"]):
                nodes = containers(_member(corpus / row["file"]) or {})
                found = [
                    node["proj:projjson"]
                    for node in nodes
                    if isinstance(node, dict) and node.get("proj:projjson")
                ]
                seeds += [crs for crs in found if isinstance(crs, dict) and crs not in seeds]
            continue
        if uri in row["schemas"] and row["verdict"] in ("valid", "invalid"):
            document = _member(corpus / row["file"])
            if document is not None:
                seeds.append(document)
    return seeds[:60]


def _member(path: Path) -> Any:
    try:
        document = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    return document if isinstance(document, dict) and len(json.dumps(document)) < 60_000 else None


def compare(
    uri: str, official: Side, ours: Side, seeds: list[Any], count: int, seed: int
) -> tuple[int, int, list[Any]]:
    """(invalid, agreed, disagreements) over `count` documents; a document with both verdicts."""
    rng = random.Random(f"{seed}:{uri}")
    invalid, agreed, wrong = 0, 0, []
    streams = [cases(uri, side.load, seeds, rng) for side in (official, ours)]
    for n in range(count):
        document = next(streams[n % 2])
        for formats in (False, True):
            said = official.validator(uri, formats).is_valid(document)
            if said == ours.validator(uri, formats).is_valid(document):
                agreed += 1
            else:
                wrong.append((document, said, formats))
        invalid += not said
    return invalid, agreed, wrong


def report(uri: str, result: tuple[int, int, list[Any]], official: Side, ours: Side, show: int) -> None:
    invalid, _, wrong = result
    print(f"{'ok ' if not wrong else 'BAD'} {uri}  invalid {invalid}, disagreements {len(wrong)}")
    for document, said, formats in sorted(wrong, key=lambda w: len(json.dumps(w[0])))[:show]:
        print(
            f"   official says {'valid' if said else 'invalid'} (formats {formats}): {json.dumps(document)[:1500]}"
        )
        for error in list((ours if said else official).validator(uri, formats).iter_errors(document))[:3]:
            print(
                f"     {'ours' if said else 'official'}: /{'/'.join(map(str, error.instance_path))} {error.message[:300]}"
            )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("only", nargs="*", help="parts of addresses; all bundled schemas without them")
    parser.add_argument("--official", type=Path, default=ROOT.parent / "shared" / "official-schemas")
    parser.add_argument("--corpus", type=Path, default=ROOT.parent / "shared" / "corpus")
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=3)
    options = parser.parse_args()
    official, ours, bad = official_side(options.official), our_side(), 0
    for uri in bundled_uris():
        if options.only and not any(part in uri for part in options.only):
            continue
        if not official.knows(uri):
            print(f"--  {uri}  has no official schema")
            continue
        seeds = corpus_seeds(options.corpus, uri)
        result = compare(uri, official, ours, seeds, options.cases, options.seed)
        report(uri, result, official, ours, options.show)
        bad += bool(result[2])
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
