"""Where the verdict of the schemas speaks for a rule and no place tells that it does."""

from __future__ import annotations

from collections.abc import Callable

from stacqc.document import Document
from stacqc.findings import Problem
from stacqc.schema.addresses import meant_extension
from stacqc.told_by import Advice, ToldBy
from stacqc.vocabulary.fields import PREFIXES, extension_of

Test = Callable[[Problem], bool]


def _of_no_list(problem: Problem, document: Document) -> Test | None:
    """Nothing is declared where the list of extensions is none."""
    return lambda other: other.path == ("stac_extensions",) and not other.member


def _of_no_fields(problem: Problem, document: Document) -> Test | None:
    """An extension is not used where its fields are asked for, or where there are no properties at all."""
    if type(document.data.get("properties")) is not dict and document.kind == "Item":
        return lambda other: True
    declared = document.data["stac_extensions"][problem.path[-1]]
    name = extension_of(declared, document.stac_version).name
    marks = [f"{prefix}:" for prefix, extension in PREFIXES.items() if extension == name]
    return lambda other: (
        other.path in ((), ("properties",)) and any(mark in other.member + other.message for mark in marks)
    )


def _of_no_links(problem: Problem, document: Document) -> Test | None:
    """What is said of the link to the collection hangs on the links, where these are wrong themselves."""
    if not problem.path and problem.member == "collection":
        return lambda other: other.path == ("links",)
    if problem.path != ("collection",) or type(document.data.get("collection")) is not str:
        return None
    return lambda other: other.path[:1] == ("links",) or (not other.path and other.member == "links")


def _of_misspelt_address(problem: Problem, document: Document) -> Test | None:
    """An extension is declared by an address that does not exist, and means it."""
    declared = document.data.get("stac_extensions")
    names = {PREFIXES.get(prefix) for prefix in _prefixes_of(problem)}
    if type(declared) is not list or len(names) != 1:
        return None
    return lambda other: len(other.path) == 2 and meant_extension(str(declared[int(other.path[1])])) in names


def _prefixes_of(problem: Problem) -> set[str]:
    """The prefixes that a finding on a missing declaration begins with: of a field, or by themselves."""
    return {word.partition(":")[0] for word in problem.message.split() if ":" in word and "//" not in word}


MISSPELT_ADDRESS = ToldBy(("schema-unavailable",), advice=Advice.NONE, seek=_of_misspelt_address)
NO_LIST, NO_FIELDS, NO_LINKS = (
    ToldBy(("schema",), advice=Advice.NONE, seek=seek) for seek in (_of_no_list, _of_no_fields, _of_no_links)
)
