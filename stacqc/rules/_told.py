"""Where the verdict of the schemas speaks for a rule and no place tells that it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stacqc.document import Document
from stacqc.findings import Path, Problem, at_path
from stacqc.schema.spellings import meant_extension
from stacqc.told_by import Advice, ToldBy

Test = Callable[[Problem], bool]


def _of_no_list(problem: Problem, document: Document) -> Test | None:
    """Nothing is declared where the list of extensions is none."""
    if type(document.data.get("stac_extensions")) is list:
        return None
    return lambda other: other.path == ("stac_extensions",) and not other.member


def _of_no_fields(problem: Problem, document: Document) -> Test | None:
    """An extension is not used where its fields are asked for, or where there are no properties at all."""
    if len(problem.path) != 2:  # none that is declared
        return None
    if type(document.data.get("properties")) is not dict and document.kind == "Item":
        return lambda other: True
    return lambda other: (
        other.path in ((), ("properties",), problem.path) and _share_extensions(problem, other)
    )


def _of_no_links(problem: Problem, document: Document) -> Test | None:
    """What is said of the link to the collection hangs on the links, where these are wrong themselves."""
    if not problem.path and problem.member == "collection":
        return lambda other: other.path == ("links",)
    if problem.path != ("collection",) or type(document.data.get("collection")) is not str:
        return None
    return lambda other: other.path[:1] == ("links",) or (not other.path and other.member == "links")


def _of_model_role(problem: Problem, document: Document) -> Test | None:
    """That some asset must be the model is told of the one that says how the model was saved."""
    if problem.path != ("assets",) or problem.member:
        return None
    return lambda other: other.path[:1] == ("assets",) and other.path[-1] == "mlm:artifact_type"


def _of_needed_assets(problem: Problem, document: Document) -> Test | None:
    """One schema asks for assets or item_assets, and another one for item_assets."""
    if problem.path or problem.member or "render" not in problem.extensions:
        return None
    return lambda other: not other.path and other.member == "item_assets"


def _is_self_link(problem: Problem, document: Document) -> bool:
    """That a self link is a path on one machine is told where it must be an address at all."""
    return bool(at_path(document.data, problem.path[:2]).get("rel") == "self")


def _of_misspelt_address(problem: Problem, document: Document) -> Test | None:
    """Extensions are declared by addresses that do not exist, and mean them."""
    declared = document.data.get("stac_extensions")
    meant = {meant_extension(str(entry)) for entry in declared} if type(declared) is list else set()
    if not problem.extensions or not meant.issuperset(problem.extensions):
        return None
    return lambda other: _share_extensions(problem, other)


def _of_misspelt_fields(problem: Problem, document: Document) -> Test | None:
    """The fields of an extension that is declared are there, with names that are none of its fields."""
    if len(problem.path) != 2:
        return None
    return lambda other: _share_extensions(problem, other)


def _of_other_relation(problem: Problem, document: Document) -> Test:
    """A link has a relation that is not that of its target."""
    return lambda other: other.path == (*problem.path[:2], "rel")


def _of_same_link(problem: Problem, document: Document) -> Test:
    """A link leads to the wrong document, so that nothing else of it needs to fit that one."""
    return lambda other: other.path == (*problem.path[:2], "href")


def _of_needed_link(problem: Problem, document: Document) -> Test:
    """A relation is misspelt that a schema asks for, and whose finding mends it."""
    return lambda other: _mends(other, problem.path)


def misspelt_relation(rel: str) -> ToldBy:
    """Return the declaration of a rule on missing links of a relation: they may be there, misspelt."""

    def seek(problem: Problem, document: Document) -> Test:
        return lambda other: other.path[-1:] == ("rel",) and _mends(other, other.path, rel)

    return ToldBy(("member-misspelt",), advice=Advice.NONE, seek=seek)


def _mends(problem: Problem, path: Path, value: Any = None) -> bool:
    """Whether the fix of a finding writes a value at a path, this one if it is given."""
    edits = problem.fix.edits if problem.fix else ()
    return any(edit.path == path and value in (None, edit.value) for edit in edits)


def _of_same_extensions(problem: Problem, document: Document) -> Test:
    """A rule of a profile pins the versions of some extensions."""
    return lambda other: _share_extensions(problem, other)


def _share_extensions(problem: Problem, other: Problem) -> bool:
    return not set(problem.extensions).isdisjoint(other.extensions)


def _is_declared(problem: Problem, document: Document) -> bool:
    """That an extension is not used is said beside what is wrong with its address."""
    return len(problem.path) == 2


def help_of_unused(uri: Any, document: Document) -> str:
    """Say what to do about an extension that is not used; behind what is said of its address, also why."""
    help_ = "remove it, or add the fields that are meant"
    # Before STAC 1.0 extensions were declared by their names.
    is_published = str(uri).startswith(_PUBLISHED) or not document.stac_version.startswith("1.")
    return help_ if is_published else f"none of its fields is used: {help_}"


#: What the addresses of extensions begin with where they are published.
_PUBLISHED = "https://stac-extensions.github.io/"
RAW_ADDRESS = ToldBy(("extension-uri",), advice=Advice.ALSO, when=_is_declared)
MISSPELT_ADDRESS = ToldBy(("schema-unavailable",), advice=Advice.NONE, seek=_of_misspelt_address)
MISSPELT_FIELDS = ToldBy(("member-misspelt",), advice=Advice.NONE, seek=_of_misspelt_fields)
NEEDED_LINK = ToldBy(("schema",), advice=Advice.NONE, seek=_of_needed_link)
OTHER_RELATION = ToldBy(("link-geometry",), advice=Advice.NONE, seek=_of_other_relation)
WRONG_TARGET = ToldBy(("link-geometry",), advice=Advice.NONE, seek=_of_same_link)
PINNED = ToldBy(("extension-declared",), advice=Advice.NONE, seek=_of_same_extensions)
NO_ADDRESS = ToldBy(("schema-format",), advice=Advice.NONE, when=_is_self_link)
NO_LIST, NO_FIELDS, NO_LINKS, NO_MODEL, NO_ASSETS = (
    ToldBy(("schema",), advice=Advice.NONE, seek=seek)
    for seek in (_of_no_list, _of_no_fields, _of_no_links, _of_model_role, _of_needed_assets)
)
