"""All that is wrong with a document, each defect once, in the branch of the schema the document means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from stacqc.findings import Path
from stacqc.schema import messages
from stacqc.schema.brackets import with_brackets
from stacqc.schema.branches import none_fits, several_fit
from stacqc.schema.describe import describe, unwanted
from stacqc.schema.dialect import Resolve, compile_schema
from stacqc.schema.foreign import at_declaration
from stacqc.schema.locate import Schemas
from stacqc.schema.messages import FailedKeyword
from stacqc.schema.missing import follows, missing
from stacqc.schema.needed_links import without_link
from stacqc.schema.problem import SchemaProblem, distinct, gathered
from stacqc.schema.store import Schema
from stacqc.words import bare, nearest, shorten, show

#: Combinations of schemas kept compiled.
_KEPT = 64
#: Alternatives inside alternatives that are followed.
_DEEPEST = 40
_UNSPEAKABLE = "The document does not fit its schema, but is nested too deep to say where"
_explainers: dict[Any, Explainer] = {}


def explain(
    instance: Any, parts: Sequence[tuple[str, Schema]], resolve: Resolve, *, formats: bool
) -> list[SchemaProblem]:
    """Return every defect of a document that did not fit `parts`; raises SchemaError."""
    key = tuple((uri, id(schema)) for uri, schema in parts), resolve, formats
    explainer = _explainers.get(key)
    if explainer is None:
        if len(_explainers) >= _KEPT:
            _explainers.clear()
        explainer = _explainers[key] = Explainer(parts, resolve, formats=formats)
    return explainer.explain(instance)


class Explainer:
    """Explains documents by the same schemas, which are compiled once."""

    def __init__(self, parts: Sequence[tuple[str, Schema]], resolve: Resolve, *, formats: bool) -> None:
        self.parts = tuple(parts)
        self.schemas = Schemas(self.parts, resolve)
        self._validators = [(u, compile_schema(u, s, self.schemas.load, formats)) for u, s in self.parts]

    def explain(self, instance: Any) -> list[SchemaProblem]:
        """Return every defect once, in order of place."""
        reading = _Reading(self.schemas, instance)
        found: list[SchemaProblem] = []
        for uri, validator in self._validators:
            try:
                errors = list(validator.iter_errors(instance))
            except ValueError:  # values nested too deep for the engine to hand out
                found.append(SchemaProblem((), "", _UNSPEAKABLE, "nest it less deeply", uri))
                continue
            found += (problem for error in errors for problem in reading.problems(error, uri))
        schemas = dict(self.parts)
        found = [at_declaration(p, instance, schemas.get(p.schema)) for p in distinct(found)]
        return gathered(with_brackets(found, instance))


class _Reading:
    """Puts the engine's errors about one document into words."""

    def __init__(self, schemas: Schemas, instance: Any) -> None:
        self.schemas = schemas
        self.instance = instance
        self.depth = 0

    def problems(self, error: Any, uri: str) -> Iterable[SchemaProblem]:
        """Return the problems behind one error: several for alternatives and unknown members."""
        failure, kind = self._failure(error, uri), error.kind
        name = type(kind).__name__
        if name in ("AnyOf", "OneOfNotValid"):
            return none_fits(failure, self._branches(kind.context, uri))
        if name == "OneOfMultipleValid":
            return [several_fit(failure, [i for i, branch in enumerate(kind.context) if not branch])]
        if name == "PropertyNames":
            return [self._bad_name(failure, kind.error)]
        if name in ("AdditionalProperties", "UnevaluatedProperties"):
            return [messages.unknown(failure, member) for member in kind.unexpected]
        reader = _READERS.get(name)
        return [reader(failure, kind) if reader else failure.problem(shorten(error.message, 200))]

    def _branches(self, context: Any, uri: str) -> list[list[SchemaProblem]]:
        """The problems of each alternative; of alternatives within alternatives without end, none."""
        if self.depth >= _DEEPEST:
            return []
        self.depth += 1
        found = [[p for error in branch for p in self.problems(error, uri)] for branch in context]
        self.depth -= 1
        return found

    def _failure(self, error: Any, uri: str) -> FailedKeyword:
        path, value = _reached(self.instance, error.instance_path)
        place = self.schemas.place(error, uri)
        known = self.schemas.meaning
        return FailedKeyword(path, place.keyword, value, place.parent, uri, place.title, known, self.instance)

    def _bad_name(self, failure: FailedKeyword, error: Any) -> SchemaProblem:
        """The name of a member has a form that is not allowed."""
        name = error.instance
        allowed = getattr(error.kind, "options", [])
        meant = nearest(name, allowed, messages.ALIKE)
        help_ = f"did you mean {bare(meant)}?" if meant is not None else ""
        pattern = getattr(error.kind, "pattern", "")
        why = f": it does not match {shorten(pattern, 80)}" if pattern else ""
        path = (*failure.path, name)
        return failure.problem(f"{show(name)} is not a name allowed here{why}", help_, path=path, key=True)


def _reached(instance: Any, steps: Iterable[str | int]) -> tuple[Path, Any]:
    """The path to a value and the value; the engine gives names that look like numbers as numbers."""
    path: Path = ()
    for step in steps:
        if isinstance(instance, dict) and step not in instance:
            step = next((k for k in instance if k.isdecimal() and int(k) == step), str(step))
        instance = instance[step]
        path = (*path, step)
    return path, instance


def _contains(failure: FailedKeyword, kind: Any) -> SchemaProblem:
    wanted = failure.parent.get("contains")
    what = describe(wanted)
    if isinstance(wanted, dict) and "const" in wanted:
        return failure.problem(f"{failure.name} does not list {show(wanted['const'])}")
    element = f"that is {what}" if what else "of the form it needs"
    return failure.problem(f"{failure.name} has no element {element}")


def _not(failure: FailedKeyword, kind: Any) -> SchemaProblem:
    key = bool(failure.path) and kind.schema in ({}, True)
    message = unwanted(kind.schema, failure.name)
    with_link = without_link(failure, message) if key else None
    return with_link or failure.problem(message, "remove it" if key else "", key=key)


def _required(failure: FailedKeyword, kind: Any) -> SchemaProblem:
    if failure.keyword == "dependencies":
        return follows(failure, kind.property)
    return missing(failure, kind.property)


def _engine_gave_up(failure: FailedKeyword, kind: Any) -> SchemaProblem:
    return failure.problem(f"{failure.name} could not be compared with its pattern: that takes too long")


_READERS: dict[str, Callable[[FailedKeyword, Any], SchemaProblem]] = {
    "Type": lambda f, k: messages.wrong_type(f, list(k.types)),
    "Enum": lambda f, k: messages.not_listed(f, list(k.options)),
    "Constant": lambda f, k: messages.wrong_constant(f, k.expected_value),
    "Required": _required,
    "FalseSchema": lambda f, _: messages.forbidden(f),
    "Format": lambda f, k: messages.bad_format(f, k.format),
    "Pattern": lambda f, k: messages.bad_pattern(f, k.pattern),
    "UniqueItems": lambda f, _: messages.repeated(f),
    "Contains": _contains,
    "Not": _not,
    "BacktrackLimitExceeded": _engine_gave_up,
    "RegexEngineFailure": _engine_gave_up,
    "MultipleOf": lambda f, k: messages.beyond(f, k.multiple_of),
    **dict.fromkeys(
        (
            "Minimum", "ExclusiveMinimum", "Maximum", "ExclusiveMaximum", "MinLength", "MaxLength",
            "MinItems", "MaxItems", "MinProperties", "MaxProperties",
        ),
        lambda f, k: messages.beyond(f, k.limit),
    ),
}  # fmt: skip
