"""Rulesets: finding and loading them, and choosing the rules of a run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from stacqc.digest import digest_of_text
from stacqc.disk.data import data_dir
from stacqc.findings import Severity
from stacqc.rule import Rule, Selected
from stacqc.rulesets.error import RulesetError
from stacqc.version import __version__
from stacqc.words import did_you_mean

if TYPE_CHECKING:
    from stacqc.rulesets.written import Written

#: How the names of rule files end.
SUFFIXES = (".yaml", ".yml")


class Choice(NamedTuple):
    """The rules of a run, in order of their names."""

    selected: tuple[Selected, ...]
    warnings: tuple[str, ...]
    #: Changes when a rule, an option or a severity changes.
    digest: str
    #: Patterns of files, and the names of the rules that are excepted for them.
    per_file: Mapping[str, tuple[str, ...]] = {}


class Rulesets:
    """All rules that are known, and those that the loaded rulesets switch on."""

    def __init__(self) -> None:
        self.rules: dict[str, Rule] = {}
        self.on: dict[str, Severity] = {}
        #: The names of the rulesets, those that others extend before them.
        self.names: list[str] = []
        self.options: dict[str, Any] = {}
        self.digests: list[str] = []
        #: What files say of their rules beside what these check; with `prose`.
        self.written: dict[str, Written] = {}
        #: What the rulesets are for, by their names.
        self.summaries: dict[str, str] = {}

    def named(self, name: str) -> Rule | None:
        """Return the rule of a name or of a former name."""
        found = self.rules.get(name)
        return found or next((rule for rule in self.rules.values() if name in rule.info.aliases), None)

    def has(self, text: str) -> bool:
        """Whether a setting that chooses rules means any of these: a name, `ruleset/*`, `tag:x`."""
        return self.named(text) is not None or bool(_Chooser(self, preview=True).found(text))


@cache
def bundled() -> Mapping[str, Path]:
    """Return the rulesets that come with stacqc, by name."""
    return {file.stem: file for file in sorted(data_dir("rules").glob("*.yaml"))}


def names_ruleset(word: str) -> bool:
    """Whether a word names a ruleset, one of stacqc or a rule file, and not a rule."""
    return word.removeprefix("stacqc:") in bundled() or word.endswith(SUFFIXES)


def is_path(reference: str) -> bool:
    """Whether a ruleset is named by its file, and not as one of stacqc."""
    is_file = reference.endswith(SUFFIXES) or os.sep in reference or "/" in reference
    return is_file and "://" not in reference and not reference.startswith("stacqc:")


def load(
    rulesets: Iterable[str] = ("recommended",),
    *,
    options: Mapping[str, Any] | None = None,
    base: Path | None = None,
    prose: bool = False,
) -> Rulesets:
    """Load rulesets by name or path; `prose` asks for reasons and examples too. Raises RulesetError."""
    from stacqc.rulesets.loader import Loader

    loader = Loader(dict(options or {}), prose)
    loader.load_all(rulesets, base or Path())
    loader.check_options()
    return loader.made


def choose(
    rulesets: Sequence[str] = ("recommended",),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    only: Sequence[str] = (),
    severity: Mapping[str, str] | None = None,
    options: Mapping[str, Any] | None = None,
    preview: bool = False,
    base: Path | None = None,
    prose: bool = False,
    per_file: Mapping[str, Sequence[str]] | None = None,
) -> Choice:
    """Return the rules of a run; raises RulesetError for a bad ruleset or an unknown name."""
    loaded = load(rulesets, options=options, base=base, prose=prose)
    chooser = _Chooser(loaded, preview)
    chosen = chooser.chosen(select, ignore, only, severity or {})
    selected = tuple(
        Selected(loaded.rules[name], level)
        for name, level in sorted(chosen.items())
        if level is not Severity.OFF
    )
    parts = [__version__, *loaded.digests, repr(sorted(loaded.options.items(), key=str))]
    parts += [f"{choice.rule.name}={choice.severity}" for choice in selected]
    digest = digest_of_text("\0".join(parts), 16)
    excepted = chooser.excepted(per_file or {})
    return Choice(selected, tuple(chooser.warnings), digest, excepted)


def levels(
    rules: Mapping[str, Rule],
    only: Sequence[str] = (),
    ignore: Sequence[str] = (),
    severity: Mapping[str, str] | None = None,
) -> dict[str, Severity]:
    """Return those of some rules that are chosen, with their severities; raises RulesetError for a name."""
    return _among(rules).chosen((), ignore, only, severity or {})


def excepted(
    rules: Mapping[str, Rule], per_file: Mapping[str, Sequence[str]]
) -> Mapping[str, tuple[str, ...]]:
    """Return the names of the rules that exceptions for files are for; raises RulesetError for a name."""
    return _among(rules).excepted(per_file)


def _among(rules: Mapping[str, Rule]) -> _Chooser:
    known = Rulesets()
    known.rules = dict(rules)
    known.on = {name: rule.info.severity for name, rule in rules.items()}
    return _Chooser(known, preview=True)


class _Chooser:
    """Turns names, `ruleset/*`, `ruleset/name` and `tag:x` into rules."""

    def __init__(self, loaded: Rulesets, preview: bool) -> None:
        self.loaded = loaded
        self.preview = preview
        self.warnings: list[str] = []

    def chosen(
        self, select: Sequence[str], ignore: Sequence[str], only: Sequence[str], severity: Mapping[str, str]
    ) -> dict[str, Severity]:
        loaded = self.loaded
        chosen = {} if only else {name: level for name, level in loaded.on.items() if self._is_ready(name)}
        for text in (*only, *select):
            for name in self.named(text):
                if name == text or self._is_ready(name):
                    chosen[name] = loaded.on.get(name) or loaded.rules[name].info.severity
        levels = {name: _level(text, rule) for rule, text in severity.items() for name in self.named(rule)}
        for name, level in levels.items():
            if name in chosen or not only:
                chosen[name] = level
        for text in ignore:
            for name in self.named(text):
                chosen.pop(name, None)
        return chosen

    def excepted(self, per_file: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
        return {
            pattern: tuple(name for text in texts for name in self.named(text))
            for pattern, texts in per_file.items()
        }

    def _is_ready(self, name: str) -> bool:
        return self.preview or not self.loaded.rules[name].info.preview

    def named(self, text: str) -> list[str]:
        found = self.found(text)
        if found:
            return found
        former = self.loaded.named(text)
        if former is None:
            from stacqc.rulesets.absent import no_rule

            raise no_rule(text, self.loaded)
        self.warnings.append(f"the rule {text} is now called {former.name}")
        return [former.name]

    def found(self, text: str) -> list[str]:
        """Return the rules that a name of today or a form stands for."""
        rules = self.loaded.rules
        if text in rules:
            return [text]
        if text.startswith("tag:"):
            return [n for n, r in rules.items() if text.removeprefix("tag:") in r.info.tags]
        ruleset, slash, name = text.rpartition("/")
        if slash and name == "*":
            return [n for n, r in rules.items() if ruleset in r.info.rulesets]
        is_there = slash and name in rules and ruleset in rules[name].info.rulesets
        return [name] if is_there else []


def _level(text: str, rule: str) -> Severity:
    try:
        return Severity.parse(text)
    except KeyError:
        allowed = [str(level) for level in Severity]
        help = did_you_mean(text, allowed) or "error, warning, info or off"
        raise RulesetError(f"{text} is not a severity (of {rule})", help=help, name=text) from None
