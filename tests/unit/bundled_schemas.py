"""The verdict of the bundled schemas on one document, with nothing of the engine between."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"


def _load(uri: str) -> Any:
    uri = uri.rstrip("#")
    if uri == "http://json-schema.org/draft-07/schema":
        return True
    if uri.startswith("https://stac-extensions.github.io/"):
        name, version = uri.split("/")[3:5]
        path = SCHEMAS / "extensions" / name / f"{version}.json"
    else:
        path = SCHEMAS / "core" / uri.split("/")[3] / uri.rpartition("/")[2]
    if not path.is_file():
        pytest.skip(f"{uri} is not bundled")
    return json.loads(path.read_text())


@cache
def _validator(uri: str) -> jsonschema_rs.Draft7Validator:
    return jsonschema_rs.Draft7Validator(_load(uri), base_uri=uri, retriever=_load, validate_formats=True)


def schema_errors(document: dict[str, Any]) -> list[str]:
    """Return what the core schema and those of the declared extensions say against a document."""
    kind = "item" if document["type"] == "Feature" else "collection"
    core = f"https://schemas.stacspec.org/v1.1.0/{kind}-spec/json-schema/{kind}.json"
    declared = (core, *document["stac_extensions"])
    return [str(error) for uri in declared for error in _validator(uri).iter_errors(document)]
