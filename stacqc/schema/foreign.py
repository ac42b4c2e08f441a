"""An extension in a document of a kind that it is not made for: told where it is declared."""

from __future__ import annotations

from typing import Any

from stacqc.findings import Edit
from stacqc.schema.problem import SchemaProblem
from stacqc.schema.store import Schema
from stacqc.words import listed

_SEVERAL = {"Feature": "Items", "Collection": "Collections", "Catalog": "Catalogs"}
_ONE = {"Feature": "an Item", "Collection": "a Collection", "Catalog": "a Catalog"}


def at_declaration(problem: SchemaProblem, instance: Any, schema: Schema | None) -> SchemaProblem:
    """Return a problem, one of a wrong type at the entry of stac_extensions that names its schema."""
    if problem.path != ("type",) or problem.key or not isinstance(instance, dict):
        return problem
    declared, kind = instance.get("stac_extensions"), instance["type"]
    meant = [several for one, several in _SEVERAL.items() if one in problem.value_allowed]
    if (
        not isinstance(declared, list)
        or problem.schema not in declared
        or not meant
        or kind not in list(_ONE)
    ):
        return problem
    path = ("stac_extensions", declared.index(problem.schema))
    title = schema.get("title", "extension") if isinstance(schema, dict) else "extension"
    message = f"The {title} is for {listed(meant, 'and')} alone, and this is {_ONE[kind]}"
    edits = (Edit("remove", path),)
    return SchemaProblem(
        path, problem.keyword, message, "take it out of the list", problem.schema, edits=edits, safe=False
    )
