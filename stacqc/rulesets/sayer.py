"""How a rule of a file words what it finds."""

from __future__ import annotations

from typing import Any

from stacqc.checks import Fault
from stacqc.document import Document
from stacqc.findings import Path, Problem
from stacqc.rulesets.error import within
from stacqc.rulesets.operand import template
from stacqc.rulesets.rule_fix import proposer
from stacqc.rulesets.scope import Scope
from stacqc.rulesets.selector import MISSING, write
from stacqc.rulesets.targets import Spec
from stacqc.rulesets.template import MESSAGE_NAMES
from stacqc.words import plain, show


class Sayer:
    """Words a fault as the rule wants it, with its fix."""

    __slots__ = ("_fix", "_fix_knows", "_help", "_message")

    def __init__(self, spec: Spec, scope: Scope) -> None:
        with within("message"):
            self._message = template(spec["message"], scope, MESSAGE_NAMES) if spec.get("message") else None
        with within("help"):
            self._help = template(spec["help"], scope, MESSAGE_NAMES) if spec.get("help") else None
        with within("fix"):
            self._fix = proposer(spec["fix"], scope) if spec.get("fix") else None
        #: A table knows the value to write, which says more than the help for all values.
        self._fix_knows = "map" in (spec.get("fix") or {})

    def __call__(self, fault: Fault, path: Path, value: Any, document: Document, element: Any) -> Problem:
        place = fault.path if fault.absolute else path + fault.path
        for step in () if fault.absolute else fault.path:
            value = value[step] if not fault.key or type(value) is dict else value
        label = label_of(place)
        names = {
            "id": document.id,
            "uri": document.uri,
            "value": value,
            "name": label,
            "path": write(place),
            "found": fault.found if fault.found is not None else value,
            "wanted": fault.wanted,
            "expected": None if fault.expected is MISSING else fault.expected,
        }
        message = fault.message.replace("{name}", label, 1)
        message = message[:1].upper() + message[1:] if message.startswith("the document") else message
        message = self._message.fill(document, element, names) if self._message else message
        help = self._help.fill(document, element, names) if self._help else fault.help
        fix = None
        if self._fix is not None and not fault.unfixable:
            fix = self._fix(document, element, place, value, names)
            if fix is not None and self._fix_knows:
                help = f"write {plain(fix.edits[0].value)}"
        return Problem(place, message, help, fix, key=fault.key, other=fault.other)


def label_of(path: Path) -> str:
    """Return what a message calls the value at a path: its name, with the index of an element."""
    for i in range(len(path) - 1, -1, -1):
        if type(path[i]) is str:
            return str(path[i]) + "".join(f"[{step}]" for step in path[i + 1 :])
    return "the document" if not path else show(list(path))
