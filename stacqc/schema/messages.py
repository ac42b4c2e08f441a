"""What a failed keyword means, in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from stacqc.findings import Edit, Path
from stacqc.schema.describe import described_format
from stacqc.schema.instead import instead_of, instead_of_time
from stacqc.schema.problem import SchemaProblem
from stacqc.vocabulary.escapes import ADDRESSES, slip_in
from stacqc.words import (
    TYPES,
    allowed_values,
    bare,
    counted,
    described,
    first_upper,
    listed,
    name_of,
    nearest,
    shorten,
    show,
)

#: How alike what was written and what may stand there have to be, for the one to mean the other.
ALIKE = 0.75
_MANY = {"anyOf", "oneOf", "not", "contains", "propertyNames", "pattern"}
_NOT_UTC = "does not end in Z, as a time in UTC does"
_PATTERNS = {r"(\+00:00|Z)$": _NOT_UTC, r"(Z|\+00:00)$": _NOT_UTC}
_ANNOTATIONS = {"title", "description", "$comment", "examples", "default", "x-message"}


class FailedKeyword(NamedTuple):
    """A keyword that does not hold: where, for which value, and the schema it stands in."""

    path: Path
    keyword: str
    value: Any
    parent: dict[str, Any]
    uri: str
    title: str = ""
    #: What any of the schemas says of a member: None where none knows it.
    hint: Callable[[str], str | None] = lambda _: None
    #: The document that the value is a part of.
    root: Any = None

    @property
    def name(self) -> str:
        """What the value is called."""
        return name_of(self.path)

    @property
    def meaning(self) -> str:
        """What the schema says the value is: the help where nothing better is known."""
        said = meaning_of(self.parent)
        return said or (self.path and self.hint(str(self.path[-1]))) or ""

    def problem(self, message: str, help_: str = "", **more: Any) -> SchemaProblem:
        """Return the problem in these words, or in the author's where the schema has a message."""
        own, absent = self.own_message(), "member" in more
        if own:
            known = absent or help_.startswith("write ")
            return self._made(own, help_ if known else _found(self), authored=True, **more)
        return self._made(first_upper(message), help_ or ("" if absent else self.meaning), **more)

    def _made(self, message: str, help_: str, **more: Any) -> SchemaProblem:
        path = more.pop("path", self.path)
        return SchemaProblem(path, self.keyword, message, help_, self.uri, **more)

    def own_message(self) -> str:
        """The author's `x-message`, where it stands there for this keyword and not for another."""
        message = self.parent.get("x-message")
        if not isinstance(message, str):
            return ""
        message = message.rstrip(".")
        others = self.parent.keys() - _ANNOTATIONS - {self.keyword}
        if self.keyword not in _MANY and (others & _MANY or (self.keyword == "type" and others)):
            return ""
        return "" if self.keyword == "additionalProperties" and "required" in others else message


def meaning_of(schema: Any) -> str:
    """Return title and description of a field as one line."""
    if not isinstance(schema, dict):
        return ""
    words = [schema.get("title"), schema.get("description")]
    return shorten(": ".join(w.strip().rstrip(".") for w in words if isinstance(w, str) and w), 200)


def _found(failure: FailedKeyword) -> str:
    simple = failure.path and not isinstance(failure.value, dict | list)
    return f"found {show(failure.value)}" if simple else ""


def wrong_type(failure: FailedKeyword, types: list[str]) -> SchemaProblem:
    """The value has a type that is not allowed."""
    types = sorted(types, key=lambda t: t == "null")
    wanted = listed([TYPES.get(t, t) for t in types], "or")
    message = f"{failure.name} is {described(failure.value)}, it must be {wanted}"
    mend = instead_of(failure.path, failure.value, types, failure.parent)
    return failure.problem(message, mend.help, value_allowed=tuple(types), edits=mend.edits, safe=mend.safe)


def not_listed(failure: FailedKeyword, allowed: list[Any]) -> SchemaProblem:
    """The value is none of those allowed."""
    if len(allowed) == 1:
        return wrong_constant(failure, allowed[0])
    meant = nearest(failure.value, allowed, ALIKE)
    help_ = f"write {bare(meant)}" if meant is not None else ""
    message = f"{show(failure.value)} is not one of {allowed_values(allowed)}"
    edits, safe = _written(failure, meant)
    return failure.problem(message, help_, value_allowed=tuple(allowed), edits=edits, safe=safe)


def _written(failure: FailedKeyword, meant: Any) -> tuple[tuple[Edit, ...], bool]:
    """The edit that writes what was meant; another spelling of capitals means the same."""
    if meant is None:
        return (), True
    return (Edit("replace", failure.path, meant),), str(meant).lower() == str(failure.value).lower()


def wrong_constant(failure: FailedKeyword, allowed: Any) -> SchemaProblem:
    """The value is not the one value that is allowed."""
    message = f"{failure.name} is {show(failure.value)}, it must be {show(allowed)}"
    return failure.problem(message, value_allowed=(allowed,))


def unknown(failure: FailedKeyword, name: str) -> SchemaProblem:
    """A member that the schema does not know."""
    known = list(failure.parent.get("properties", {}))
    prefix = name.split(":")[0] + ":" if ":" in name else ""
    meant = nearest(name, known, ALIKE)
    there = ", which is there too" if meant in failure.value else ""
    help_ = f"did you mean {bare(meant)}{there}?" if meant is not None else _fields(known, prefix)
    what = f"a field of the {failure.title}" if failure.title and prefix else "a member that may stand here"
    message = f"{show(name)} is not {what}"
    return failure.problem(message, help_, path=(*failure.path, name), key=True)


def _fields(known: list[str], prefix: str) -> str:
    names = [n for n in known if n.startswith(prefix)]
    return f"known here: {listed(map(bare, names))}" if names else ""


def forbidden(failure: FailedKeyword) -> SchemaProblem:
    """A member that must not be there."""
    return failure.problem(f"{failure.name} must not be here", "remove it", key=bool(failure.path))


def bad_format(failure: FailedKeyword, format_: str) -> SchemaProblem:
    """Text that does not have the format it should have."""
    what, example = described_format(format_)
    message = f"{failure.name} is {show(failure.value)}, which is not a valid {what}"
    help_ = f"write it like {example}" if example else ""
    if format_ in ADDRESSES and (slip := slip_in(failure.value)):
        edits = (Edit("replace", failure.path, slip.meant),) if slip.meant else ()
        message += f": {slip.what}"
        return failure.problem(message, slip.help, is_format=True, edits=edits, safe=slip.safe)
    if format_ == "date-time":
        mend = instead_of_time(failure.path, failure.value, failure.root)
        return failure.problem(message, mend.help or help_, is_format=True, edits=mend.edits, safe=mend.safe)
    return failure.problem(message, help_, is_format=True)


def bad_pattern(failure: FailedKeyword, pattern: str) -> SchemaProblem:
    """Text that does not match a regular expression."""
    wanted = _PATTERNS.get(pattern) or f"does not match {shorten(pattern, 80)}"
    message = f"{failure.name} is {show(failure.value)}, which {wanted}"
    if pattern in _PATTERNS:
        mend = instead_of_time(failure.path, failure.value, failure.root)
        return failure.problem(message, mend.help, edits=mend.edits, safe=mend.safe)
    return failure.problem(message)


def repeated(failure: FailedKeyword) -> SchemaProblem:
    """A list with an element that stands in it twice."""
    seen: list[Any] = []
    for index, value in enumerate(failure.value[:2000]):
        if any(type(value) is type(s) and value == s for s in seen):
            message = f"{failure.name} lists {show(value)} twice"
            return failure.problem(message, "keep it once", path=(*failure.path, index))
        seen.append(value)
    return failure.problem(f"{failure.name} lists a value twice", "keep it once")


def beyond(failure: FailedKeyword, limit: Any) -> SchemaProblem:
    """A number, a length or a count outside of its limits."""
    found, wanted = _LIMITS[failure.keyword]
    measure = found(failure.value)
    if measure == "is empty" and limit == 1:
        return failure.problem(f"{failure.name} is empty")
    return failure.problem(f"{failure.name} {measure}, it must {wanted(limit)}")


def _has(noun: str) -> Callable[[Any], str]:
    return lambda value: f"has {counted(len(value), noun)}" if value else "is empty"


def _is(value: Any) -> str:
    return f"is {show(value)}"


def _have(words: str, noun: str) -> Callable[[Any], str]:
    return lambda limit: f"have {words} {counted(int(limit), noun)}"


_LIMITS: dict[str, tuple[Callable[[Any], str], Callable[[Any], str]]] = {
    "minimum": (_is, lambda n: f"be at least {show(n)}"),
    "exclusiveMinimum": (_is, lambda n: f"be greater than {show(n)}"),
    "maximum": (_is, lambda n: f"be at most {show(n)}"),
    "exclusiveMaximum": (_is, lambda n: f"be less than {show(n)}"),
    "multipleOf": (_is, lambda n: f"be a multiple of {show(n)}"),
    "minLength": (_has("character"), _have("at least", "character")),
    "maxLength": (_has("character"), _have("at most", "character")),
    "minItems": (_has("element"), _have("at least", "element")),
    "maxItems": (_has("element"), _have("at most", "element")),
    "minProperties": (_has("member"), _have("at least", "member")),
    "maxProperties": (_has("member"), _have("at most", "member")),
}
