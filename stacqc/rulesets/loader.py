"""Loads rulesets with all they extend."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from stacqc.disk.given_files import read_given
from stacqc.disk.kept import digest_of, keep, kept
from stacqc.findings import Severity
from stacqc.paths import from_here
from stacqc.rule import Rule, python_rules
from stacqc.rulesets.declarative import Surroundings, build_define, build_rule
from stacqc.rulesets.error import BadValue, RulesetError, within
from stacqc.rulesets.lists import as_list
from stacqc.rulesets.mistakes import Mistakes
from stacqc.rulesets.options import chosen_value
from stacqc.rulesets.patterns import compile_pattern, judged
from stacqc.rulesets.plugins import import_rules, import_rules_of, is_general
from stacqc.rulesets.ruleset import Rulesets, bundled, is_path, names_ruleset
from stacqc.words import did_you_mean

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
        self._wrong: dict[Path, RulesetError] = {}

    def load_all(self, references: Iterable[str], base: Path) -> None:
        """Load rulesets by their names or paths; raises RulesetError with the mistakes of all files."""
        wrong: dict[tuple[str, int, int], RulesetError] = {}
        for reference in references:
            try:
                self.load(reference, base)
            except RulesetError as error:
                if not error.line:
                    raise
                for one in (error, *error.others):
                    wrong.setdefault((one.file, one.line, one.column), one)
        if wrong:
            first, *others = wrong.values()
            first.others = tuple(others)
            raise first from None

    def load(self, reference: str, base: Path) -> Surroundings:
        """Load a ruleset by its name or path, once."""
        file = find(reference, base)
        if file in self._done:
            return self._done[file]
        if file in self._wrong:
            raise self._wrong[file]
        if file in self._open:
            raise RulesetError("The ruleset extends itself", help="break the circle", file=str(file))
        self._open.append(file)
        raw = _read(file, reference)
        try:
            self._done[file] = around = self._load(file, Mistakes(raw, from_here(str(file))))
        except RulesetError as error:
            self._wrong[file] = error
            raise
        finally:
            self._open.pop()
        return around

    def _load(self, file: Path, mistakes: Mistakes) -> Surroundings:
        plain = self._plain(mistakes)
        around = Surroundings()
        self._extend(plain.get("extends", []), file, around, mistakes)
        around.pieces |= plain.get("patterns", {})
        for section, entries in around.written.items():
            entries |= plain.get(section, {})
        if "judged" not in plain:
            _judge_pieces(plain.get("patterns", {}), around, mistakes)
        self._set_options(plain.get("options", {}), around, mistakes)
        name = plain["ruleset"]
        for define, spec in plain.get("define", {}).items():
            with mistakes.of("define", define, spec):
                around.defines[define] = build_define(name, define, spec, around)
        self._add_rules(plain, around, mistakes)
        mistakes.tell()
        if "judged" not in plain:
            keep(_KEPT, digest_of(mistakes.raw), {**_without_prose(plain), "judged": judged})
        return around

    def _extend(self, extended: Any, file: Path, around: Surroundings, mistakes: Mistakes) -> None:
        for number, reference in enumerate(as_list(extended)):
            try:
                parent = self._parent(reference, file)
            except BadValue as error:
                error.path = ("extends",) if type(extended) is str else ("extends", number)
                mistakes.note(error.path, error)
            else:
                around.take_over(parent)
        if mistakes.of_all:
            mistakes.tell()

    def _parent(self, reference: str, file: Path) -> Surroundings:
        """Load what a file extends, and say of what cannot be had where the file names it."""
        try:
            if not names_ruleset(reference):
                raise _no_ruleset(reference)
            return self.load(reference, file.parent)
        except RulesetError as error:
            if error.line or error.name in self.given:
                raise
            said = f"{error.file}: {error.message}" if error.file else error.message
            raise BadValue(said, error.help) from None

    def _plain(self, mistakes: Mistakes) -> dict[str, Any]:
        digest = digest_of(mistakes.raw)
        self.made.digests.append(digest)
        plain = None if self.prose else kept(_KEPT, digest)
        if plain is None or "judged" not in plain:
            from stacqc.rulesets.rule_file import read_rule_file

            return read_rule_file(mistakes)
        judged.update(plain["judged"])
        return plain

    def _set_options(self, options: dict[str, Any], around: Surroundings, mistakes: Mistakes) -> None:
        for name, option in options.items():
            with mistakes.of("options", name, option):
                value = chosen_value(name, option, self.given)
                around.options[name] = self.made.options[name] = value

    def check_options(self) -> None:
        """Raise RulesetError for an option that no loaded ruleset has."""
        unknown = next((name for name in self.given if name not in self.made.options), None)
        if unknown is not None:
            from stacqc.rulesets.absent import no_option

            raise no_option(unknown, self.made)

    def _add_rules(self, plain: dict[str, Any], around: Surroundings, mistakes: Mistakes) -> None:
        self._switch_on(plain["ruleset"])
        self.made.summaries[plain["ruleset"]] = plain.get("summary", "")
        rules = plain.get("rules", {})
        for entry, spec in rules.items():
            if type(spec) is dict and "check" in spec:
                with mistakes.of("rules", entry, spec):
                    self._add(build_rule(plain["ruleset"], entry, spec, around))
                    self._keep_prose(entry, spec, around)
        for entry, spec in rules.items():
            with mistakes.of("rules", entry, spec):
                if type(spec) is str or "check" not in spec:
                    self._set_severity(entry, spec)
                elif "told_by" in spec and entry in self.made.rules:
                    self._look_up_speakers(entry)

    def _switch_on(self, name: str) -> None:
        """Switch on the rules in Python that belong to a ruleset."""
        made = self.made
        made.names.append(name)
        if name in bundled():
            import_rules_of(name)
            made.rules.update((n, r) for n, r in python_rules().items() if name in r.info.rulesets)
        for own in python_rules().values():
            if name in own.info.rulesets:
                made.on[own.name] = own.info.severity

    def _keep_prose(self, entry: str, spec: dict[str, Any], around: Surroundings) -> None:
        if self.prose:
            from stacqc.rulesets.written import written

            self.made.written[entry] = written(spec, self.made.rules[entry].info.kinds, around)

    def _add(self, rule: Rule) -> None:
        known = self.made.rules.get(rule.name)
        if known is not None:
            raise BadValue(
                f"There is a rule {rule.name} already, in {', '.join(known.info.rulesets) or 'Python'}",
                "leave check out to set its severity, or choose another name",
            )
        self.made.rules[rule.name] = rule
        self.made.on[rule.name] = rule.info.severity

    def _look_up_speakers(self, entry: str) -> None:
        """See to it that the rules that speak for one of a file are there, under the names they have now."""
        rule, found = self.made.rules[entry], []
        for told_by in rule.told_by:
            known = {name: self.made.named(name) for name in told_by.rules}
            for name in (name for name, speaker in known.items() if speaker is None):
                help = did_you_mean(name, self.made.rules) or "extend the ruleset that it is in"
                with within("told_by"):
                    raise BadValue(f"There is no rule {name} that could speak for {entry}", help)
            found.append(told_by._replace(rules=tuple(r.name for r in known.values() if r is not None)))
        self.made.rules[entry] = rule._replace(told_by=tuple(found))

    def _set_severity(self, entry: str, spec: Any) -> None:
        known = self.made.named(entry)
        if known is None:
            help = did_you_mean(entry, self.made.rules) or "a new rule needs summary, at and check"
            raise BadValue(f"There is no rule {entry}", help)
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


def _judge_pieces(own: dict[str, str], around: Surroundings, mistakes: Mistakes) -> None:
    """Refuse a piece of a pattern that cannot be used, also where no pattern uses it yet."""
    for name, text in own.items():
        with mistakes.of("patterns", name, text):
            compile_pattern(text, around.pieces)


def _without_prose(plain: dict[str, Any]) -> dict[str, Any]:
    rules = {
        name: {key: value for key, value in rule.items() if key not in _PROSE} if type(rule) is dict else rule
        for name, rule in plain.get("rules", {}).items()
    }
    return {**plain, "rules": rules}
