"""A schema in a few words, for sentences about what may or may not stand somewhere."""

from __future__ import annotations

from typing import Any

from stacqc.words import TYPES, bare, listed, shorten, show

#: What each format of JSON Schema is, and how it is written.
_FORMATS = {
    "date-time": ("date and time", "2020-12-31T23:59:59Z"),
    "date": ("date", "2020-12-31"),
    "time": ("time", "23:59:59Z"),
    "duration": ("duration", "P1DT12H"),
    "email": ("email address", "name@example.com"),
    "idn-email": ("email address", "name@example.com"),
    "hostname": ("host name", "www.example.com"),
    "idn-hostname": ("host name", "www.example.com"),
    "ipv4": ("IPv4 address", "192.0.2.1"),
    "ipv6": ("IPv6 address", "2001:db8::1"),
    "uri": ("absolute address", "https://example.com/path"),
    "iri": ("absolute address", "https://example.com/path"),
    "uri-reference": ("address", "./file.tif"),
    "iri-reference": ("address", "./file.tif"),
    "uri-template": ("address template", "https://example.com/{z}/{x}/{y}.png"),
    "json-pointer": ("JSON pointer", "/properties/datetime"),
    "relative-json-pointer": ("relative JSON pointer", "1/datetime"),
    "regex": ("regular expression", "^[a-z]+$"),
    "uuid": ("UUID", "123e4567-e89b-42d3-a456-426614174000"),
}


def described_format(name: str) -> tuple[str, str]:
    """Return what a format is, and an example of it, empty where the format is not known."""
    return _FORMATS.get(name, (name, ""))


def describe(schema: Any) -> str:
    """Return what fits a schema, as a noun; the empty text where that takes more than a few words."""
    if not isinstance(schema, dict):
        return ""
    for keyword, words in _WORDS.items():
        if keyword in schema:
            return str(words(schema[keyword], schema))
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            parts = [describe(s) for s in schema[keyword]]
            return listed(parts, "or") if all(parts) else ""
    return ""


def _type(types: Any, schema: dict[str, Any]) -> str:
    several = types if isinstance(types, list) else [types]
    names = listed([TYPES.get(t, str(t)) for t in several], "or")
    limits = [f"{words} {show(schema[k])}" for k, words in _LIMITS.items() if k in schema]
    if types == "object" and schema.get("required"):
        return f"an object with {listed(map(bare, schema['required']), 'and')}"
    return names + (f" {' and '.join(limits)}" if limits else "")


def _required(names: Any, schema: dict[str, Any]) -> str:
    return f"an object with {listed(map(bare, names), 'and')}"


_LIMITS = {
    "minimum": "of at least", "exclusiveMinimum": "greater than", "maximum": "of at most",
    "exclusiveMaximum": "less than",
}  # fmt: skip
_WORDS: dict[str, Any] = {
    "const": lambda value, _: show(value),
    "enum": lambda values, _: listed(map(bare, values), "or"),
    "title": lambda title, _: shorten(str(title)),
    "pattern": lambda pattern, _: f"text like {shorten(pattern)}",
    "format": lambda name, _: f"a valid {described_format(name)[0]}",
    "type": _type,
    "required": _required,
}


def unwanted(schema: Any, name: str) -> str:
    """Return the sentence for a value that fits a schema it must not fit."""
    if schema == {} or schema is True:
        return f"{name} must not be here"
    names = _all_required(schema)
    if names:
        together = " together" if len(names) > 1 and "required" in schema else ""
        joint = "and" if together else "or"
        return f"{name} must not have {listed(map(bare, names), joint)}{together}"
    if isinstance(schema, dict) and schema.keys() == {"additionalProperties"}:
        return _no_member(schema["additionalProperties"], name)
    what = describe(schema)
    return f"{name} must not be {what}" if what else f"{name} has a form that is not allowed here"


def _no_member(others: Any, name: str) -> str:
    """The sentence for `not: {additionalProperties: {not: …}}`: one member at least has to fit."""
    what = describe(others.get("not")) if isinstance(others, dict) else ""
    return f"no member of {name} is {what}" if what else f"no member of {name} has the form that one needs"


def _all_required(schema: Any) -> list[str]:
    """The members that a schema is about, where it only says which have to be there."""
    if not isinstance(schema, dict):
        return []
    if schema.keys() == {"required"}:
        return list(schema["required"])
    if schema.keys() == {"anyOf"}:
        found = [_all_required(s) for s in schema["anyOf"]]
        return [n for names in found for n in names] if all(len(f) == 1 for f in found) else []
    return []
