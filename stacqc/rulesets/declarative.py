"""From the plain data of a rule file to rules that can run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from stacqc.rule import ALL_KINDS, Examples, Rule, RuleInfo
from stacqc.rulesets import captures
from stacqc.rulesets.captures import Define, alternatives, groups_of
from stacqc.rulesets.condition import condition
from stacqc.rulesets.document_rule import build_check
from stacqc.rulesets.error import BadValue, within
from stacqc.rulesets.lists import as_list
from stacqc.rulesets.operand import operand
from stacqc.rulesets.scope import Scope
from stacqc.rulesets.selector import parse
from stacqc.rulesets.speakers import speakers, speakers_across
from stacqc.rulesets.targets import WHOLE, Spec

#: Checks across documents, whose code is imported when it is needed.
FOLD_NAMES = (
    "same_type",
    "same_value",
    "same_keys",
    "unique_across",
    "rising",
    "complete_set",
    "twin",
    "extent_covers",
    "summaries_match",
)
#: Folds that hold collections against their items, grouped by themselves.
OF_COLLECTIONS = frozenset({"extent_covers", "summaries_match"})
#: Checks whose argument is operands.
_OF_OPERANDS = frozenset({"equals", "not_equal", "agree", "order", "difference", "between"})
#: Members that only items have.
_OF_ITEMS = frozenset({"properties", "geometry", "bbox"})


class Surroundings:
    """What rules of a file may refer to: its own and what it got from the files it extends."""

    def __init__(self) -> None:
        self.defines: dict[str, Define] = {}
        self.pieces: dict[str, str] = {}
        self.options: dict[str, Any] = {}
        #: Entries of `define:` and `options:` as they are written.
        self.written: dict[str, dict[str, Spec]] = {"define": {}, "options": {}}

    def take_over(self, parent: Surroundings) -> None:
        """Add what a file gets from one that it extends."""
        self.defines |= parent.defines
        self.pieces |= parent.pieces
        self.options |= parent.options
        self.written = {section: self.written[section] | parent.written[section] for section in self.written}


def put_options(part: Any, options: Mapping[str, Any]) -> Any:
    """Return a part of a rule with the values of options in place of `{option.name}`."""
    if type(part) is dict:
        return {key: put_options(value, options) for key, value in part.items()}
    if type(part) is list:
        return [put_options(value, options) for value in part]
    if type(part) is not str or "{option." not in part:
        return part
    for name, value in options.items():
        if part == f"{{option.{name}}}":
            return value
        part = part.replace(f"{{option.{name}}}", str(value))
    return part


def build_define(ruleset: str, name: str, spec: Spec, around: Surroundings) -> Define:
    """Compile an entry of `define:`; a table may refer to those before it."""
    if len({"pattern", "path", "table"} & set(spec)) != 1:
        raise BadValue("A define has pattern (with at), path, or by and table")
    if "table" in spec:
        if "by" not in spec:
            raise BadValue("A table needs by:", "the operand that chooses its row, such as '{id.code}'")
        scope = Scope(around.defines, around.pieces, options=around.options)
        by = operand(spec["by"], scope)
        groups = {column for row in spec["table"].values() for column in row}
        read, reads = captures.read_table(by.get, spec["table"]), scope.reads.noted()
        return Define(ruleset, name, read, groups, place=by.path, reads=reads)
    if "path" in spec:
        with within("path"):
            found = alternatives(spec["path"], around.pieces)
        return Define(ruleset, name, captures.read_path(found), groups_of(found))
    every, at = spec.get("every", False), as_list(spec.get("at", "$.id"))
    with within("pattern"):
        found = alternatives(spec["pattern"], around.pieces, searched=every)
    with within("at"):
        read = (captures.read_every if every else captures.read_text)(at, found)
        return Define(ruleset, name, read, groups_of(found), at, patterns=found)


def build_rule(ruleset: str, name: str, spec: Spec, around: Surroundings) -> Rule:
    """Compile an entry of `rules:` that has a check."""
    (check,) = spec["check"]
    if around.options:
        spec = {**spec, **_with_options(check, spec, around.options)}
    scope = Scope(around.defines, around.pieces, "each" in spec, around.options)
    if "each" not in spec:
        _refuse_elements(spec)
    with within("when"):
        when, holds = condition(spec.get("when"), scope)
    kinds = when or _kinds(check, spec)
    info = _info(ruleset, name, spec, kinds)
    if check in FOLD_NAMES:
        from stacqc.rulesets.across_rule import build_fold

        return Rule(
            info, fold=build_fold(name, spec, scope, kinds, holds), told_by=speakers_across(name, spec, scope)
        )
    if "across" in spec:
        with within("across"):
            raise BadValue(
                f"{check} looks at one document at a time", f"across: is for {', '.join(FOLD_NAMES)}"
            )
    made = build_check(_located(check, spec), scope, holds)
    return Rule(info, check=made, reads=scope.reads.noted(), told_by=speakers(name, spec, scope))


def _refuse_elements(spec: Spec) -> None:
    """Raise where a rule without `each` refers to elements."""
    if "where" in spec:
        with within("where"):
            raise BadValue("where: needs each:", "each: chooses the elements, where: some of them")
    for text in as_list(spec.get("at", [])):
        if text[:1] == "@":
            with within("at"):
                raise BadValue(f"{text} needs each:", "@ is the element that each: chose", text)


def _with_options(check: str, spec: Spec, options: Mapping[str, Any]) -> Spec:
    """Return the parts of a rule that may name options, with their values.

    Text stays a reference where operands stand: there it would name a property.
    """
    made = {key: put_options(spec[key], options) for key in ("fix", "at") if key in spec}
    if check in _OF_OPERANDS:
        options = {name: value for name, value in options.items() if type(value) is not str}
    return {**made, "check": put_options(spec["check"], options)}


def _located(check: str, spec: Spec) -> Spec:
    if "at" not in spec and "each" not in spec and check not in WHOLE and check != "schema":
        if check in ("type", "keys"):
            return {**spec, "at": "$.properties"}
        raise BadValue(f"{check} needs at:", "where it looks: a property, $.path or a list of them")
    return spec


def _kinds(check: str, spec: Spec) -> frozenset[str]:
    """Return the kinds of documents that a rule is for when it does not say so."""
    if check in OF_COLLECTIONS:
        return frozenset({"Item", "Collection"})
    if "at" not in spec and "each" not in spec:
        return frozenset({"Item"}) if check in ("type", "keys", "order") else ALL_KINDS
    looked_at = [spec["each"]] if "each" in spec else as_list(spec["at"])
    with within("at"):
        firsts = {None if "{" in text else next(iter(parse(text)), None) for text in looked_at}
    if firsts <= _OF_ITEMS:
        return frozenset({"Item"})
    return frozenset({"Item", "Collection"}) if firsts <= _OF_ITEMS | {"assets"} else ALL_KINDS


def _info(ruleset: str, name: str, spec: Spec, kinds: frozenset[str]) -> RuleInfo:
    from stacqc.findings import Severity
    from stacqc.rulesets.ruleset import bundled

    examples = spec.get("examples", {})
    return RuleInfo(
        name=name,
        summary=spec["summary"],
        why=spec.get("why", ""),
        severity=Severity.parse(spec.get("severity", "error")),
        kinds=kinds,
        tags=tuple(spec.get("tags", ())),
        docs=spec.get("docs", ""),
        fix=_fix_text(spec.get("fix")) or _help_text(spec.get("help", "")),
        aliases=tuple(spec.get("aliases", ())),
        since=spec.get("since", "0.1.0" if ruleset in bundled() else ""),
        preview=spec.get("preview", False),
        rulesets=(ruleset,),
        examples=Examples(tuple(examples.get("valid", ())), tuple(examples.get("invalid", ()))),
    )


def _fix_text(spec: Spec | None) -> str:
    """Return what a fix does as a sentence."""
    if not spec:
        return ""
    if spec.get("title"):
        return str(spec["title"])
    for action, say in _FIXES.items():
        if action in spec:
            return say(spec[action]) + ("" if spec.get("safe", True) else " (to be looked over)")
    return ""


def _help_text(help: str) -> str:
    """Return the help of every finding as a sentence; one that differs from finding to finding stands with these."""
    if not help or "{" in help:
        return ""
    is_word = help.split()[0].isalpha() and help.split()[0].islower()
    return f"{help[0].upper() if is_word else help[0]}{help[1:]}."


_FIXES: dict[str, Callable[[Any], str]] = {
    "convert": lambda kind: (
        "Convert the value to the type it should have" if kind == "type" else f"Convert to {kind}"
    ),
    "rename": lambda name: f"Rename it to {name}",
    "replace": lambda value: "Write the expected value" if value == "{expected}" else f"Write {value}",
    "map": lambda table: f"Replace {' or '.join(list(table)[:3])} by what it stands for",
    "remove": lambda _: "Remove it",
    "set": lambda members: f"Set {', '.join(members)}",
}
