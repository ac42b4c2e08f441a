"""Loads rulesets with all they extend."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from stacqc.disk.given_files import read_given
from stacqc.disk.kept import digest_of, keep, kept
from stacqc.findings import Severity
from stacqc.paths import from_here
from stacqc.rule import Rule, python_rules
from stacqc.rulesets.declarative import Surroundings, build_defines, build_rules
from stacqc.rulesets.error import BadValue, RulesetError, within
from stacqc.rulesets.lists import as_list
from stacqc.rulesets.patterns import compile_pattern, judged
from stacqc.rulesets.plugins import import_rules, import_rules_of, is_general
from stacqc.rulesets.ruleset import SUFFIXES, Rulesets, bundled, is_path
from stacqc.words import TYPES, described, did_you_mean, show, type_of

#: Where the rule files are kept that were read before, and what of them is only for people.
_KEPT = "rulesets"
_PROSE = ("why", "examples")


class Loader:
    """Loads one ruleset after the other into one collection of rules."""

    def __init__(self, options: dict[str, Any], prose: bool) -> None:
        self.given = options
        self.prose = prose
        self.made = Rulesets()
        self.made.digests.extend(import_rules())
        self.made.rules.update((n, r) for n, r in python_rules().items() if is_general(r))
        self._done: dict[Path, Surroundings] = {}
        self._open: list[Path] = []

    def load(self, reference: str, base: Path) -> Surroundings:
        """Load a ruleset by its name or path, once."""
        file = find(reference, base)
        if file in self._done:
            return self._done[file]
        if file in self._open:
            raise RulesetError("The ruleset extends itself", help="break the circle", file=str(file))
        self._open.append(file)
        raw = _read(file, reference)
        try:
            self._done[file] = around = self._load(file, raw)
        except BadValue as error:
            raise _placed(raw, file, error) from None
        self._open.pop()
        return around

    def _load(self, file: Path, raw: bytes) -> Surroundings:
        plain = self._plain(file, raw)
        around = Surroundings()
        extended = plain.get("extends", [])
        for number, reference in enumerate(as_list(extended)):
            at = ("extends",) if type(extended) is str else ("extends", number)
            parent = self._parent(reference, at, file)
            around.defines |= parent.defines
            around.pieces |= parent.pieces
            around.options |= parent.options
        around.pieces |= plain.get("patterns", {})
        if "judged" not in plain:
            _judge_pieces(plain.get("patterns", {}), around)
        self._set_options(plain.get("options", {}), around)
        build_defines(plain["ruleset"], plain.get("define", {}), around)
        self._add_rules(plain, around)
        if "judged" not in plain:
            keep(_KEPT, digest_of(raw), {**_without_prose(plain), "judged": judged})
        return around

    def _parent(self, reference: str, at: tuple[str | int, ...], file: Path) -> Surroundings:
        """Load what a file extends, and say of what cannot be had where the file names it."""
        try:
            if reference.removeprefix("stacqc:") not in bundled() and not reference.endswith(SUFFIXES):
                raise _no_ruleset(reference)
            return self.load(reference, file.parent)
        except RulesetError as error:
            if error.line or error.name in self.given:
                raise
            said = f"{error.file}: {error.message}" if error.file else error.message
            bad = BadValue(said, error.help)
            bad.path = at
            raise bad from None

    def _plain(self, file: Path, raw: bytes) -> dict[str, Any]:
        digest = digest_of(raw)
        self.made.digests.append(digest)
        plain = None if self.prose else kept(_KEPT, digest)
        if plain is None or "judged" not in plain:
            from stacqc.rulesets.rule_file import read_rule_file

            return read_rule_file(raw, from_here(str(file)))
        judged.update(plain["judged"])
        return plain

    def _set_options(self, options: dict[str, Any], around: Surroundings) -> None:
        for name, option in options.items():
            value = option["default"]
            if name in self.given:
                value = _typed(name, self.given[name], value)
            allowed = option.get("allowed")
            if allowed is not None and value not in allowed:
                help = did_you_mean(value, allowed) or f"allowed are {', '.join(map(str, allowed))}"
                message = f"{show(value)} is not a value of the option {name}"
                if name not in self.given:
                    error = BadValue(message, help)
                    error.path = ("options", name, "default")
                    raise error
                raise RulesetError(message, help=help, name=name)
            around.options[name] = self.made.options[name] = value

    def check_options(self) -> None:
        """Raise RulesetError for an option that no loaded ruleset has."""
        unknown = next((name for name in self.given if name not in self.made.options), None)
        if unknown is not None:
            from stacqc.rulesets.absent import no_option

            raise no_option(unknown, self.made)

    def _add_rules(self, plain: dict[str, Any], around: Surroundings) -> None:
        name, made = plain["ruleset"], self.made
        made.names.append(name)
        if name in bundled():
            import_rules_of(name)
            made.rules.update((n, r) for n, r in python_rules().items() if name in r.info.rulesets)
        for own in python_rules().values():
            if name in own.info.rulesets:
                made.on[own.name] = own.info.severity
        for rule in build_rules(name, plain.get("rules", {}), around):
            self._add(rule)
            if self.prose:
                from stacqc.rulesets.silence import silence

                made.silences[rule.name] = silence(plain["rules"][rule.name], rule.info.kinds, around)
        for entry, spec in plain.get("rules", {}).items():
            if type(spec) is str or "check" not in spec:
                self._set_severity(entry, spec)
            elif "told_by" in spec:
                self._look_up_speakers(entry)

    def _add(self, rule: Rule) -> None:
        known = self.made.rules.get(rule.name)
        if known is not None:
            error = BadValue(
                f"There is a rule {rule.name} already, in {', '.join(known.info.rulesets) or 'Python'}",
                "leave check out to set its severity, or choose another name",
            )
            error.path = ("rules", rule.name)
            raise error
        self.made.rules[rule.name] = rule
        self.made.on[rule.name] = rule.info.severity

    def _look_up_speakers(self, entry: str) -> None:
        """See to it that the rules that speak for one of a file are there, under the names they have now."""
        rule, found = self.made.rules[entry], []
        for told_by in rule.told_by:
            known = {name: self.made.named(name) for name in told_by.rules}
            for name in (name for name, speaker in known.items() if speaker is None):
                help = did_you_mean(name, self.made.rules) or "extend the ruleset that it is in"
                error = BadValue(f"There is no rule {name} that could speak for {entry}", help)
                error.path = ("rules", entry, "told_by")
                raise error
            found.append(told_by._replace(rules=tuple(r.name for r in known.values() if r is not None)))
        self.made.rules[entry] = rule._replace(told_by=tuple(found))

    def _set_severity(self, entry: str, spec: Any) -> None:
        known = self.made.named(entry)
        if known is None:
            help = did_you_mean(entry, self.made.rules) or "a new rule needs summary, at and check"
            error = BadValue(f"There is no rule {entry}", help)
            error.path = ("rules", entry)
            raise error
        level = spec if type(spec) is str else spec.get("severity", str(known.info.severity))
        self.made.on[known.name] = Severity.parse(level)


def find(reference: str, base: Path) -> Path:
    """Return the file of a ruleset: bundled by name, or a path from `base`."""
    name = reference.removeprefix("stacqc:")
    known = bundled()
    if name in known:
        return known[name].resolve()
    if "://" in reference:
        raise RulesetError(f"{reference} is an address", help="save the ruleset, and name its file")
    if is_path(reference):
        return (base / reference).resolve()
    raise _no_ruleset(reference)


def _no_ruleset(reference: str) -> RulesetError:
    name, known = reference.removeprefix("stacqc:"), bundled()
    help = did_you_mean(name, known) or f"known are {', '.join(known)}; a file ends with .yaml or .yml"
    return RulesetError(f"There is no ruleset {reference}", help=help, name=reference)


def _read(file: Path, reference: str) -> bytes:
    try:
        return read_given(file)
    except OSError as error:
        said = f"{from_here(str(file))}: Cannot read the ruleset: {error.strerror}"
        raise RulesetError(said, name=reference) from None


def _judge_pieces(own: dict[str, str], around: Surroundings) -> None:
    """Refuse a piece of a pattern that cannot be used, also where no pattern uses it yet."""
    for name, text in own.items():
        with within("patterns", name):
            compile_pattern(text, around.pieces)


def _without_prose(plain: dict[str, Any]) -> dict[str, Any]:
    rules = {
        name: {key: value for key, value in rule.items() if key not in _PROSE} if type(rule) is dict else rule
        for name, rule in plain.get("rules", {}).items()
    }
    return {**plain, "rules": rules}


def _placed(raw: bytes, file: Path, error: BadValue) -> RulesetError:
    from stacqc.rulesets.rule_file import place

    return place(raw, from_here(str(file)), error)


def _typed(name: str, given: Any, default: Any) -> Any:
    """Return the value of an option in the type of its default; that of the command line is text."""
    kind = "number" if type(default) in (int, float) else type_of(default)
    value = _said(given, kind) if type(given) is str else given
    if default is None or kind in (type_of(value), "number" if type(value) is int else ""):
        return value
    message = f"The option {name} is {described(value)}, it must be {TYPES[kind]}"
    raise RulesetError(message, name=name)


def _said(text: str, kind: str) -> Any:
    """Return what a text says where a number or true or false is wanted."""
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    from stacqc.rulesets.scalars import to_number

    number = to_number(text) if kind == "number" else None
    return text if number is None else number
