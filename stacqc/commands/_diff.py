"""From the configuration and the command line to the settings of a comparison."""

from __future__ import annotations

from typing import Any

from stacqc.comparison.equivalences import names_of, switches
from stacqc.comparison.settings import LEGACY_KEYS, Settings
from stacqc.config import Config


def settings_of(config: Config, given: dict[str, Any]) -> Settings:
    """Return the settings of [diff] with those of the command line on top; raises ValueError."""
    table = dict(config.diff)
    switched = {n: on for name, on in table.pop("equivalences", {}).items() for n in names_of(name)}
    switched.update(switches(given.get("equivalences", ())))
    table["ignore"] = _pointers((*table.get("ignore", ()), *given.get("ignore", ())))
    table["legacy_keys"] = {**LEGACY_KEYS, **table.get("legacy_keys", {})}
    for name in ("tolerance", "flatten", "self_href"):
        if given.get(name) is not None:
            table[name] = given[name]
    return Settings(equivalences=switched, **table)


def _pointers(pointers: tuple[str, ...]) -> tuple[str, ...]:
    for text in pointers:
        if not text.startswith("/") or text == "/":
            raise ValueError(f"--ignore wants a JSON Pointer such as /properties/title, not {text!r}")
    return pointers
