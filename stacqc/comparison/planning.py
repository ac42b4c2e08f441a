"""From a configuration and what a call asks for to the settings and the plan of a comparison."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stacqc.comparison.choice import Choice
from stacqc.comparison.equivalences import names_of, switches
from stacqc.comparison.settings import LEGACY_KEYS, Settings
from stacqc.scale.available import available
from stacqc.settings.config import Config, ConfigError
from stacqc.settings.exceptions import placed

if TYPE_CHECKING:
    from stacqc.baseline import Baseline
    from stacqc.comparison.plan import Plan


def settings_of(config: Config, given: dict[str, Any]) -> Settings:
    """Return the settings of [diff] with those of a call on top; raises ValueError, and ConfigError."""
    table = _checked(config)
    switched = table.pop("equivalences", {})
    switched.update(switches(given.get("equivalences", ())))
    told = tuple(text for text in given.get("ignore", ()) if text.startswith("/"))
    table["ignore"] = (*table.get("ignore", ()), *_pointers(told, "--ignore"))
    table["legacy_keys"] = {**LEGACY_KEYS, **table.get("legacy_keys", {})}
    for name in ("tolerance", "flatten", "self_href"):
        if given.get(name) is not None:
            table[name] = given[name]
    return Settings(equivalences=switched, **table)


def _checked(config: Config) -> dict[str, Any]:
    """Return the members of [diff], whose names and pointers are good; raises ConfigError."""
    table = dict(config.diff)
    try:
        named = {n: on for name, on in table.get("equivalences", {}).items() for n in names_of(name)}
        _pointers(table.get("ignore", ()), "diff.ignore")
    except ValueError as error:
        raise ConfigError(config.file or Path(), str(error)) from None
    return {**table, "equivalences": named}


def classes_of(only: Iterable[str]) -> list[str]:
    """Return the classes of difference that are named, as they or their rules are called; raises ValueError."""
    from stacqc.comparison.difference import CLASSES, PREFIX
    from stacqc.words import did_you_mean

    names = [name.removeprefix(PREFIX) for name in only]
    for name in names:
        if name not in CLASSES:
            hint = did_you_mean(name, CLASSES) or f"they are {', '.join(CLASSES)}"
            raise ValueError(f"{name!r} is no class of difference; {hint}")
    return names


def rules_of(ignore: Iterable[str]) -> list[str]:
    """Return those of the words after --ignore that are rules, not places; raises ValueError for another."""
    from stacqc.comparison.levels import rules_of_diff
    from stacqc.words import did_you_mean

    words, known = [text for text in ignore if not text.startswith("/")], rules_of_diff()
    for word in words:
        if word not in known and not word.endswith("/*"):
            hint = (
                did_you_mean(word, known)
                or "--ignore wants a JSON Pointer such as /properties/title, or a rule"
            )
            raise ValueError(f"there is no difference {word!r}; {hint}")
    return words


def plan_of(
    config: Config,
    settings: Settings,
    choice: Choice,
    only: Iterable[str] = (),
    ignore: Iterable[str] = (),
    baseline: Baseline | None = None,
    integrity: bool = False,
) -> Plan:
    """Return what a comparison is to do by a configuration; raises ValueError, and BaselineError."""
    from stacqc.comparison.known import KnownDifferences
    from stacqc.comparison.levels import INTEGRITY, excepted, levels_of
    from stacqc.comparison.plan import Plan

    levels = levels_of(classes_of(only), (*config.ignore, *ignore), config.severity)
    if baseline is None and config.baseline:
        from stacqc.baseline_file import read

        baseline = read(config.base / config.baseline)
    asked = [
        name for name, level in levels.items() if level and (integrity or not name.startswith(INTEGRITY))
    ]
    known = KnownDifferences(baseline, asked) if baseline is not None else None
    per_file = placed(excepted(config.per_file), config.base)
    return Plan(settings, choice, levels, per_file, known, jobs=config.jobs or available())


def _pointers(pointers: tuple[str, ...], setting: str) -> tuple[str, ...]:
    for text in pointers:
        if not text.startswith("/") or text == "/":
            raise ValueError(f"{setting} wants a JSON Pointer such as /properties/title, not {text!r}")
    return pointers
