"""What a file says of one of its rules that people want to know beside what it checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from stacqc.document import Document
from stacqc.rulesets.references import refers
from stacqc.rulesets.silence import silence
from stacqc.rulesets.targets import Spec

if TYPE_CHECKING:
    from stacqc.rulesets.declarative import Surroundings


class Written(NamedTuple):
    """A rule as its file has it."""

    #: `when`, `each` and `where`, where these say more than the kind of document.
    condition: Mapping[str, Any]
    #: The entries of `define:` that the condition speaks of.
    defines: Mapping[str, Spec]
    #: The entries of `options:` that change what the rule says.
    options: Mapping[str, Spec]
    #: Says of a document why the rule passes it over; empty where the check found nothing wrong.
    silence: Callable[[Document], str]


def written(spec: Spec, kinds: frozenset[str], around: Surroundings) -> Written:
    """Return what a file says of a rule, with the entries that the rule refers to."""
    condition = {name: spec[name] for name in ("when", "each", "where") if name in spec}
    says_more = "where" in condition or (condition.get("when") or {"type": ""}).keys() - {"type"}
    defines = {name: one for name, one in around.written["define"].items() if refers(spec, "define", name)}
    options = {
        name: one
        for name, one in around.written["options"].items()
        if refers([spec, *defines.values()], "options", name)
    }
    spoken_of = {name: one for name, one in defines.items() if refers(condition, "define", name)}
    return Written(condition if says_more else {}, spoken_of, options, silence(spec, kinds, around))
