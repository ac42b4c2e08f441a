"""Extensions that are declared though no field of them is there, where their schemas ask for one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from stacqc.aspects.field_names import fields_of_data
from stacqc.kinds import kind_of
from stacqc.schema.addresses import EXTENSIONS
from stacqc.schema.problem import SchemaProblem
from stacqc.vocabulary.fields import extension_of, prefix_of
from stacqc.vocabulary.prefixes import PREFIXES

#: Where a schema asks for at least one field of its extension.
_WHOLE = ((), ("properties",))


def with_way_out(problems: Iterable[SchemaProblem], data: dict[str, Any]) -> list[SchemaProblem]:
    """Return the problems; those of extensions without any field stand where these are declared, and say so."""
    used = {PREFIXES.get(prefix_of(name)) for name in fields_of_data(data, kind_of(data))}
    declared = data.get("stac_extensions")
    there = enumerate(declared if type(declared) is list else ())
    places = {entry: place for place, entry in there if type(entry) is str}
    return [_advised(p, places) if _asks_for_any(p) and _name(p) not in used else p for p in problems]


def _asks_for_any(problem: SchemaProblem) -> bool:
    """Whether a schema wants one of several members; what is in use is seen of extensions with a prefix alone."""
    asks = problem.keyword == "anyOf" and problem.authored and not problem.help and problem.path in _WHOLE
    return asks and problem.schema.startswith(EXTENSIONS) and _name(problem) in PREFIXES.values()


def _advised(problem: SchemaProblem, places: dict[Any, int]) -> SchemaProblem:
    place = places.get(problem.schema)
    path = problem.path if place is None else ("stac_extensions", place)
    return replace(problem, path=path, help=f"or take the extension {_name(problem)} out of stac_extensions")


def _name(problem: SchemaProblem) -> str:
    return extension_of(problem.schema, "").name
