"""One defect is one finding: where several rules see the same thing, the one that says most speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from stacqc.document import Document
from stacqc.findings import Path, Problem

#: A problem with the place of its check among all checks, and the name of its rule.
Told = tuple[int, str, Problem]

_SCHEMAS = frozenset({"schema", "schema-format"})
#: Rules that say something of a value; where a schema refuses it, their advice goes to that finding.
_OF_VALUES = frozenset(
    {
        "asset-href-wrong", "datetime-null", "doi-wrong", "license-unknown", "media-type", "null-property",
        "number-as-text", "placeholder-text", "ring-open",
    }
)  # fmt: skip
#: What goes away in a document when something else is mended, and does not hold after that.
_FOLLOWS = {
    "bbox-wrong": frozenset({"bbox-reversed", "coordinate-range"}),
    "coordinates-swapped": frozenset({"coordinate-range"}),
    "media-type": frozenset({"link-media-type"}),
    "ring-orientation": frozenset({"coordinate-range", "coordinates-swapped"}),
}
_OF_EXTENSIONS = frozenset({"extension-undeclared", "extension-unused"})
_LESS = _OF_VALUES | _FOLLOWS.keys() | _OF_EXTENSIONS


def told_once(
    told: Sequence[Told], document: Document, speaks: Callable[[str, Document], bool]
) -> Sequence[Told]:
    """Return what is said of a document without what another finding says better; `speaks` are those that count."""
    rules = {rule for _, rule, _ in told}
    if _LESS.isdisjoint(rules) and "schema" not in rules:
        return told
    silent = {rule for rule in rules if not speaks(rule, document)}
    told = [one for one in told if one[1] not in silent]
    refused = {p.path: index for index, (_, rule, p) in enumerate(told) if rule in _SCHEMAS and _is_value(p)}
    kept: list[Told | None] = list(told)
    for index, (_, rule, problem) in enumerate(told):
        if rule in _OF_VALUES and problem.path in refused:
            kept[index] = None
            _hand_over(kept, refused[problem.path], problem)
        elif rule in _FOLLOWS and (above := _above(told, rule, problem.path)):
            kept[index] = None
            if rule == "bbox-wrong":
                _hand_over(kept, above[0], problem)
        elif _is_silent(rule, problem, told, document):
            kept[index] = None
    return [one for one in kept if one is not None]


def _is_value(problem: Problem) -> bool:
    return bool(problem.path) and not problem.member and not problem.key


def _above(told: Sequence[Told], rule: str, path: Path) -> list[int]:
    """The findings that stand for one of `rule`; those at the same place come first."""
    wanted = _FOLLOWS[rule]
    found = [i for i, (_, name, _) in enumerate(told) if name in wanted]
    if rule == "media-type":
        return [i for i in found if told[i][2].path == path]
    return sorted(found, key=lambda i: told[i][2].path != path)


def _hand_over(kept: list[Told | None], index: int, weaker: Problem) -> None:
    """Give the advice of a finding that goes to the one that stays, where both mean the same value."""
    stays = kept[index]
    if stays is None or stays[2].path != weaker.path:
        return
    place, rule, problem = stays
    if rule in _SCHEMAS:
        help_ = problem.help if problem.fix else weaker.help or problem.help
    else:
        help_ = "; ".join(part for part in (problem.help, weaker.help) if part)
    kept[index] = place, rule, problem._replace(help=help_, fix=problem.fix or weaker.fix)


def _is_silent(rule: str, problem: Problem, told: Iterable[Told], document: Document) -> bool:
    test = _SILENT.get(rule)
    if test is None:
        return False
    return any(test(problem, other, document) for _, name, other in told if name == "schema")


def _has_no_list(problem: Problem, other: Problem, document: Document) -> bool:
    """Nothing is declared where the list of extensions is none."""
    return other.path == ("stac_extensions",) and not other.member


def _has_no_fields(problem: Problem, other: Problem, document: Document) -> bool:
    """An extension is not used where its fields are asked for, or where there are no properties at all."""
    if type(document.data.get("properties")) is not dict and document.kind == "Item":
        return True
    if other.path not in ((), ("properties",)):
        return False
    return any(f"{prefix}:" in other.member + other.message for prefix in _prefixes(problem, document))


def _prefixes(problem: Problem, document: Document) -> list[str]:
    from stacqc.vocabulary.fields import PREFIXES, extension_of

    declared = document.data["stac_extensions"][problem.path[-1]]
    name = extension_of(declared, document.stac_version).name
    return [prefix for prefix, extension in PREFIXES.items() if extension == name]


def _has_no_links(problem: Problem, other: Problem, document: Document) -> bool:
    """What is said of the link to the collection hangs on the links, where these are wrong themselves."""
    if not problem.path and problem.member == "collection":
        return other.path == ("links",)
    if problem.path != ("collection",) or type(document.data.get("collection")) is not str:
        return False
    return other.path[:1] == ("links",) or (not other.path and other.member == "links")


_SILENT: dict[str, Callable[[Problem, Problem, Document], Any]] = {
    "extension-undeclared": _has_no_list,
    "extension-unused": _has_no_fields,
    "schema": _has_no_links,
}
