"""Links to web maps, whose addresses are templates and no mistake.

The Web Map Links extension wants `{x}`, `{y}` and `{z}` in the address of an XYZ link and lets XYZ and WMTS
have `{s}`, while the core schemas want an address without a template of every link.
See https://github.com/stac-extensions/web-map-links#xyz.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import jsonschema_rs

from stacqc.findings import Path
from stacqc.schema.problem import SchemaProblem

_placeholders = {"xyz": re.compile(r"\{[xyzs]\}"), "wmts": re.compile(r"\{s\}")}


def without_map_templates(problems: Iterable[SchemaProblem], data: dict[str, Any]) -> list[SchemaProblem]:
    """Return the problems but those of addresses of web maps that are right without their placeholders."""
    return [p for p in problems if not (p.is_format and _is_map_template(p.path, data))]


def _is_map_template(path: Path, data: dict[str, Any]) -> bool:
    match path:
        case ("links", int(index), "href"):
            link = data["links"][index]
        case _:
            return False
    placeholder = _placeholders.get(str(link.get("rel")))
    return placeholder is not None and _address().is_valid(placeholder.sub("0", link["href"]))


@cache
def _address() -> Any:
    return jsonschema_rs.validator_for({"format": "iri-reference"}, validate_formats=True)
