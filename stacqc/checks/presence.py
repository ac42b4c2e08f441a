"""Checks of members being there or not."""

from __future__ import annotations

from typing import Any

from stacqc.checks.base import Fault, Faults, Test, check
from stacqc.document import Document
from stacqc.rulesets.scope import Scope


@check("required")
def required(_: Any, scope: Scope) -> Test:
    """Never called with a value: the rule itself looks for what is missing."""
    return lambda value, document, element: ()


@check("absent")
def absent(_: Any, scope: Scope) -> Test:
    """A member that is there at all is a fault."""
    faults = (Fault("{name} does not belong here", key=True),)
    return lambda value, document, element: faults


@check("replaced_by")
def replaced_by(new: str, scope: Scope) -> Test:
    """A member under its old name is a fault."""
    faults = (Fault(f"{{name}} is written {new}", help=f"rename it to {new}", expected=new, key=True),)

    def test(value: Any, document: Document, element: Any) -> Faults:
        return faults

    return test
