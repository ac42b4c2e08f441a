"""Why a rule of a file has nothing to say of a document, for whoever expected that it has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stacqc.document import Document
from stacqc.rulesets.condition import condition
from stacqc.rulesets.declarative import Surroundings
from stacqc.rulesets.lists import as_list
from stacqc.rulesets.scope import Scope
from stacqc.rulesets.targets import Spec, elements_of, targets


def silence(spec: Spec, kinds: frozenset[str], around: Surroundings) -> Callable[[Document], str]:
    """Return what says of a document why a rule passes it over; empty where the check found nothing wrong."""

    def why(document: Document) -> str:
        scope = Scope(around.defines, around.pieces, "each" in spec, around.options)
        if document.kind not in kinds:
            return f"the rule is for {', '.join(sorted(kinds))}, this is {document.kind or 'no STAC'}"
        holds = condition(spec.get("when"), scope).holds
        if holds is not None and not holds(document):
            return "when: does not hold for it"
        return _nothing_there(spec, scope, document)

    return why


def _nothing_there(spec: Spec, scope: Scope, document: Document) -> str:
    if "each" in spec and not elements_of(spec, scope)(document):
        return f"{'each: and where: choose' if 'where' in spec else 'each: chooses'} nothing in it"
    if spec["check"].keys() & {"required", "absent"} or not {"each", "at"} & spec.keys():
        return ""
    return "" if targets(spec, scope)(document) else f"nothing stands at {_places(spec)} in it"


def _places(spec: Spec) -> Any:
    return " or ".join(as_list(spec.get("at", spec.get("each"))))
