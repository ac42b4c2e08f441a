"""What a rule looks at in a document: `each`, `where` and `at` of a rule file, compiled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from stacqc.aspects.linked import linked
from stacqc.document import Document
from stacqc.findings import Path
from stacqc.rulesets.condition import member_steps, where
from stacqc.rulesets.error import BadValue, within
from stacqc.rulesets.lists import as_list
from stacqc.rulesets.operand import operand
from stacqc.rulesets.scope import Scope
from stacqc.rulesets.selector import EVERY, MISSING, Find, Steps, finder, getter, is_fixed, parse

Spec = Mapping[str, Any]
#: Path, value and element of each thing that is looked at.
Target = tuple[Path, Any, Any]
Targets = Callable[[Document], list[Target]]
#: Checks of the whole document; without `at` they say themselves where the fault is.
WHOLE = frozenset({"agree", "order", "difference", "matches"})

#: Members of documents that hold many, and are no properties.
_MEMBERS = {"assets": "$.assets.*", "item_assets": "$.item_assets.*", "summaries": "$.summaries.*"} | {
    name: f"$.{name}[*]" for name in ("links", "stac_extensions")
}


def targets(spec: Spec, scope: Scope) -> Targets:
    """Compile `each`, `where` and `at` to what is looked at."""
    if "each" in spec:
        return _of_elements(spec, scope)
    with within("at"):
        wanted = as_list(spec.get("at", "$"))
        parts = [_at(text, scope) for text in wanted]
    if all("{" not in text and is_fixed(parse(text)) for text in wanted):
        return _of_several([parse(text) for text in wanted])
    if len(parts) == 1:
        return parts[0]
    # Of a selector that goes into a member which is not there, no more needs to be asked.
    holders = ["" if "{" in text else _first_name(parse(text)) for text in wanted]
    pairs = list(zip(holders, parts, strict=True))

    def find(document: Document) -> list[Target]:
        data = document.data
        return [hit for name, part in pairs if not name or name in data for hit in part(document)]

    return find


def _first_name(steps: Steps) -> str:
    return steps[0] if steps and type(steps[0]) is str else ""


def _of_several(wanted: list[Steps]) -> Targets:
    if all(len(steps) == 2 and steps[0] == "properties" and type(steps[1]) is str for steps in wanted):
        return _of_properties([(steps, str(steps[1])) for steps in wanted])
    gets = [(steps, getter(steps)) for steps in wanted]

    def find(document: Document) -> list[Target]:
        data = document.data
        return [(path, value, None) for path, get in gets if (value := get(data)) is not MISSING]

    return find


def _of_properties(wanted: list[tuple[Steps, str]]) -> Targets:
    """What is looked at most often, in one step instead of three."""

    def find(document: Document) -> list[Target]:
        properties = document.properties
        return [(path, properties[name], None) for path, name in wanted if name in properties]

    return find


def _at(text: str, scope: Scope) -> Targets:
    if "{" not in text:
        find = finder(parse(text))
        return lambda document: [(path, value, None) for path, value in find(document.data)]
    source = operand(text, scope)

    def captured(document: Document) -> list[Target]:
        value = source.get(document, None)
        return [] if value is None else [(source.path(document) or (), value, None)]

    return captured


def _of_elements(spec: Spec, scope: Scope) -> Targets:
    elements = elements_of(spec, scope)
    with within("at"):
        finders = [finder(member_steps(text)) for text in as_list(spec.get("at", "@"))]

    def find(document: Document) -> list[Target]:
        return [
            (path + inner, value, element)
            for path, element in elements(document)
            for members in finders
            for inner, value in members(element)
        ]

    return find


def elements_of(spec: Spec, scope: Scope) -> Callable[[Document], list[tuple[Path, Any]]]:
    """Compile `each` and `where` to what yields path and value of each element that is chosen."""
    with within("each"):
        if spec["each"].startswith(("@", "{")):
            raise BadValue("each: chooses elements of the document", "such as $.assets.* or $.links[*]")
        if spec["each"] in _MEMBERS:
            said = f"{spec['each']} would be a property of that name, which items do not have"
            raise BadValue(said, f"write {_MEMBERS[spec['each']]}")
        steps = parse(spec["each"])
        find: Find = finder(steps)
    if "where" not in spec:
        return lambda document: find(document.data)
    with within("where"):
        chosen = where(spec["where"], scope)
    if steps == ("links", EVERY) and type(rel := spec["where"].get("rel")) is str:
        return _chosen_links(rel, chosen)
    if steps and steps[-1] is EVERY and is_fixed(steps[:-1]):
        return _chosen_members(steps[:-1], chosen)
    return lambda document: [hit for hit in find(document.data) if chosen(hit[1])]


def _chosen_links(rel: str, chosen: Callable[[Any], bool]) -> Callable[[Document], list[tuple[Path, Any]]]:
    """The links of one relation that are chosen; most documents have none."""
    return lambda document: [(("links", i), link) for i, link in linked(document, rel) if chosen(link)]


def _chosen_members(
    steps: Steps, chosen: Callable[[Any], bool]
) -> Callable[[Document], list[tuple[Path, Any]]]:
    """The elements of one array or object that are chosen; paths are made for these only."""
    get = getter(steps)

    def elements(document: Document) -> list[tuple[Path, Any]]:
        held = get(document.data)
        if held.__class__ is list:
            return [((*steps, i), part) for i, part in enumerate(held) if chosen(part)]
        if held.__class__ is dict:
            return [((*steps, key), part) for key, part in held.items() if chosen(part)]
        return []

    return elements


def note(spec: Spec, scope: Scope) -> None:
    """Note what a rule looks at; a check without `at` notes its operands itself."""
    looked_at = [spec["each"]] if "each" in spec else as_list(spec.get("at", []))
    for text in looked_at:
        if "{" not in text:
            with within("each" if "each" in spec else "at"):
                steps = parse(text)
            if "each" not in spec and _is_of_outline(next(iter(spec["check"])), steps):
                scope.reads.outline()
            else:
                scope.reads.steps(steps)
    if not looked_at and next(iter(spec["check"])) not in WHOLE:
        scope.reads.anything()


def _is_of_outline(check: str, steps: Steps) -> bool:
    """Whether a check asks only for names that belong to the outline of an item."""
    return check in ("keys", "same_keys") and steps in ((), ("properties",))
