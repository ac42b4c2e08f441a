"""The check against a fragment of JSON Schema."""

from __future__ import annotations

from typing import Any

from stacqc.checks.base import Fault, Faults, Test, check, sentence
from stacqc.document import Document
from stacqc.rulesets.error import BadValue
from stacqc.rulesets.scope import Scope
from stacqc.words import name_of, show


@check("schema")
def schema(argument: Any, scope: Scope) -> Test:
    """The value fits a JSON Schema, draft 2020-12 unless it says otherwise."""
    import jsonschema_rs

    try:
        validator = jsonschema_rs.validator_for(argument, validate_formats=True, retriever=_refuse)
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
        raise BadValue(f"Not a JSON Schema: {str(error).splitlines()[0]}") from None

    def test(value: Any, document: Document, element: Any) -> Faults:
        if validator.is_valid(value):
            return ()
        errors = validator.iter_errors(value)
        return tuple(Fault(_said(e), path=tuple(e.instance_path)) for e in errors)

    return test


def _said(error: Any) -> str:
    """Return what a schema says of a value, which it calls by its name where it lies inside another one."""
    import jsonschema_rs

    message = _cut(error.message)
    if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Constant):
        message += f", not {show(error.instance)}"
    return f"{name_of(tuple(error.instance_path))}: {message}" if error.instance_path else sentence(message)


def _refuse(uri: str) -> Any:
    """Nothing is fetched for a rule."""
    raise LookupError(f"{uri} is outside the rule")


def _cut(message: str) -> str:
    return message if len(message) <= 300 else f"{message[:200]} … {message[-80:]}"
