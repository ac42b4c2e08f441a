"""Checks of what a text looks like."""

from __future__ import annotations

from typing import Any

from stacqc.checks.base import Fault, Faults, Test, check
from stacqc.document import Document
from stacqc.rulesets.captures import Define
from stacqc.rulesets.error import BadValue
from stacqc.rulesets.lists import as_list
from stacqc.rulesets.patterns import compile_pattern, form_of
from stacqc.rulesets.scope import Scope
from stacqc.words import described, did_you_mean, listed, show

#: Forms of a define that are told, and how long they may be together.
_FEW = 3
_SOON_READ = 200


@check("pattern")
def pattern(argument: Any, scope: Scope) -> Test:
    """The whole text matches one of the expressions."""
    patterns = [compile_pattern(text, scope.pieces) for text in as_list(argument)]
    wanted = " or ".join(p.source for p in patterns)

    def test(value: Any, document: Document, element: Any) -> Faults:
        if type(value) is not str:
            return (Fault(f"{{name}} is {described(value)}, it must be text", wanted=wanted),)
        for expression in patterns:
            if expression.whole(value):
                return ()
        return (Fault(f"{{name}} is {show(value)}, which does not match {wanted}", wanted=wanted),)

    return test


@check("forbidden_pattern")
def forbidden_pattern(argument: Any, scope: Scope) -> Test:
    """Nothing in the text matches any of the expressions."""
    patterns = [compile_pattern(text, scope.pieces, searched=True) for text in as_list(argument)]

    def test(value: Any, document: Document, element: Any) -> Faults:
        if type(value) is not str:
            return ()
        for expression in patterns:
            if found := expression.find(value):
                whole = "is" if found[0] == value else f"is {show(value)} and holds"
                return (Fault(f"{{name}} {whole} {show(found[0])}", found=found[0]),)
        return ()

    return test


def _forms(define: Define) -> str:
    """Say what the forms of a define are, where these are few and soon read."""
    forms = [form_of(pattern.source) for _, pattern in define.patterns]
    said = f"write it as {listed(forms, 'or')}"
    return said if 0 < len(forms) <= _FEW and len(said) <= _SOON_READ else ""


@check("matches")
def matches(name: str, scope: Scope) -> Test:
    """What the define reads is as it says."""
    if name not in scope.defines:
        raise BadValue(
            f"There is no define {name}", did_you_mean(name, scope.defines) or "define: names them"
        )
    define = scope.defines[name]
    scope.reads.anything()

    def test(value: Any, document: Document, element: Any) -> Faults:
        if define.read(document) is not None:
            return ()
        hits = define.at(document.data)
        if not hits:
            return ()
        path, text = hits[0]
        message = f"{show(text)} does not have the form of {name}"
        return (Fault(message, _forms(define), found=text, path=path, absolute=True),)

    return test


@check("format")
def format_(name: str, scope: Scope) -> Test:
    """The value has a format that has a name; null, the value that is not known, has none."""
    from stacqc.vocabulary.text_formats import FORMATS

    if name not in FORMATS:
        raise BadValue(
            f"There is no format {name}", did_you_mean(name, FORMATS) or f"known are {', '.join(FORMATS)}"
        )
    wrong = FORMATS[name]

    def test(value: Any, document: Document, element: Any) -> Faults:
        found = None if value is None else wrong(value)
        return (Fault(f"{{name}} is {show(value)}: {found}", wanted=name),) if found else ()

    return test
