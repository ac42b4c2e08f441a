"""From the configuration and the command line to the settings of a comparison."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from stacqc.comparison.choice import Choice
from stacqc.comparison.equivalences import names_of, switches
from stacqc.comparison.settings import LEGACY_KEYS, Settings
from stacqc.scale.available import available
from stacqc.settings.config import Config

if TYPE_CHECKING:
    from stacqc.baseline import Baseline
    from stacqc.comparison.run import Plan


def settings_of(config: Config, given: dict[str, Any]) -> Settings:
    """Return the settings of [diff] with those of the command line on top; raises ValueError."""
    table = dict(config.diff)
    switched = {n: on for name, on in table.pop("equivalences", {}).items() for n in names_of(name)}
    switched.update(switches(given.get("equivalences", ())))
    told = [text for text in given.get("ignore", ()) if text.startswith("/")]
    table["ignore"] = _pointers((*table.get("ignore", ()), *told))
    table["legacy_keys"] = {**LEGACY_KEYS, **table.get("legacy_keys", {})}
    for name in ("tolerance", "flatten", "self_href"):
        if given.get(name) is not None:
            table[name] = given[name]
    return Settings(equivalences=switched, **table)


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
    from stacqc.comparison.levels import INTEGRITY, levels_of
    from stacqc.comparison.run import Plan

    levels = levels_of(only, (*config.ignore, *ignore), config.severity)
    if baseline is None and config.baseline:
        from stacqc.baseline import read

        baseline = read(config.base / config.baseline)
    asked = [
        name for name, level in levels.items() if level and (integrity or not name.startswith(INTEGRITY))
    ]
    known = KnownDifferences(baseline, asked) if baseline is not None else None
    return Plan(settings, choice, levels, config.per_file, known, jobs=config.jobs or available())


def _pointers(pointers: tuple[str, ...]) -> tuple[str, ...]:
    for text in pointers:
        if not text.startswith("/") or text == "/":
            raise ValueError(f"--ignore wants a JSON Pointer such as /properties/title, not {text!r}")
    return pointers
