"""The rule on values that only pass because an official schema has a mistake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from stacqc.aspects.field_names import fields_of_outline, names_of
from stacqc.aspects.outline import Outline, outline_of
from stacqc.document import Document
from stacqc.findings import Path, Problem
from stacqc.rule import rule
from stacqc.told_by import SCHEMAS
from stacqc.vocabulary.fields import schema_of
from stacqc.vocabulary.meant import Check, Meant, meant_at, resolver
from stacqc.vocabulary.releases import releases_declared

if TYPE_CHECKING:
    from stacqc.schema.problem import SchemaProblem

_SAR = "https://stac-extensions.github.io/sar/v1.3.0/schema.json"


def _item(frequency: float) -> dict[str, Any]:
    return {
        "type": "Feature",
        "stac_version": "1.1.0",
        "stac_extensions": [_SAR],
        "id": "a",
        "geometry": None,
        "properties": {"datetime": "2024-01-01T00:00:00Z", "sar:center_frequency": frequency},
        "links": [],
        "assets": {},
    }


@rule(
    "schema-meant",
    told_by=SCHEMAS,
    severity="warning",
    kinds=("Item", "Collection"),
    docs="https://github.com/stac-extensions/sar/issues/31",
    fix="Write what the specification of the extension says.",
    examples={
        "valid": [_item(5.405)],
        "invalid": [{"document": _item(-5.405), "expect": {"path": "$.properties['sar:center_frequency']"}}],
    },
)
def schema_meant(document: Document) -> Iterable[Problem]:
    """Values keep what the official schemas meant, also where a mistake in them lets others pass.

    A misspelt keyword switches a check off without a word; the value is wrong all the same.
    """
    outline = outline_of(document)
    checks = outline.recall(_checks)
    properties = document.properties
    if checks is not None and all(holds(properties[name]) for name, holds in checks):
        return ()
    lenient = outline.recall(_lenient)
    return list(_wrong(document, lenient)) if lenient else ()


def _lenient(outline: Outline) -> list[tuple[str, Meant]]:
    """The declared schemas with a mistake that is about something that documents of this outline have."""
    used = outline.recall(fields_of_outline)
    found = []
    for extension in releases_declared(outline.extensions, outline.version, used):
        meant = meant_at(extension.address)
        if meant is not None and (meant.fields is None or outline.kind != "Item" or _present(outline, meant)):
            found.append((extension.address, meant))
    return found


def _present(outline: Outline, meant: Meant) -> list[tuple[str, Check]]:
    """The fields with a mistake in their schema that documents of this outline have, wherever."""
    names = outline.recall(names_of)
    return [(name, check) for name, check in (meant.fields or {}).items() if name in names]


def _checks(outline: Outline) -> list[tuple[str, Check]] | None:
    """What holds for the properties where nothing is wrong; None where that does not tell."""
    lenient = [meant for _, meant in outline.recall(_lenient)]
    if outline.kind != "Item" or any(meant.fields is None for meant in lenient):
        return None
    found = [check for meant in lenient for check in _present(outline, meant)]
    return found if {name for name, _ in found}.issubset(outline.names) else None


def _wrong(document: Document, lenient: list[tuple[str, Meant]]) -> Iterator[Problem]:
    """Yield what the mended schemas object to and the published ones, mistakes and all, do not."""
    from stacqc.schema.explain import explain

    mended = [(address, meant.schema) for address, meant in lenient]
    found = explain(document.data, mended, resolver(), formats=True)
    if not found:
        return
    published = [(address, schema_of(address)) for address, _ in lenient]
    noticed = {_place(one) for one in explain(document.data, published, resolver(), formats=True)}
    for one in found:
        if _place(one) not in noticed and one.path[:1] != ("stac_extensions",):
            message = f"{one.message.removesuffix('.')}, which the official schema fails to notice"
            yield Problem(one.path, message, one.help, key=one.key, member=one.member or one.choice)


def _place(problem: SchemaProblem) -> tuple[Path, str]:
    return problem.path, problem.member or problem.choice
