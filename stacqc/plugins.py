"""Modules with rules in Python: the built-in ones, and those that installed packages announce.

A built-in module named after a bundled ruleset (`isdeform_scenes` for `isdeform`) is imported only
with that ruleset.

A package announces its module in the entry point group `stacqc.rules`. The library for entry points
takes longer to import than a document to check, so what it says is remembered for as long as no
folder of installed packages changes.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cache
from importlib import import_module

import orjson

from stacqc.data import data_dir
from stacqc.folders import cache_dir, write_atomically
from stacqc.rule import Rule
from stacqc.ruleset_error import RulesetError
from stacqc.version import __version__

GROUP = "stacqc.rules"


@cache
def import_rules() -> tuple[str, ...]:
    """Import the modules with rules that every run may use; returns what identifies those of packages."""
    owned = tuple(data_dir("rules").glob("*.yaml"))
    for stem in _modules():
        if not any(_belongs(stem, file.stem) for file in owned):
            import_module(f"stacqc.rules.{stem}")
    found = announced()
    for entry in found:
        _import(entry)
    return found


def import_rules_of(ruleset: str) -> None:
    """Import the modules that serve one bundled ruleset alone: those named after it."""
    for stem in _modules():
        if _belongs(stem, ruleset):
            import_module(f"stacqc.rules.{stem}")


def is_general(rule: Rule) -> bool:
    """Whether a rule is there without its ruleset: not one of the modules of a bundled ruleset alone."""
    return not rule.info.rulesets or not _owners().issuperset(rule.info.rulesets)


@cache
def _owners() -> frozenset[str]:
    """Return the bundled rulesets that have modules of their own."""
    names = [file.stem for file in data_dir("rules").glob("*.yaml")]
    return frozenset(name for name in names if any(_belongs(stem, name) for stem in _modules()))


def _belongs(stem: str, ruleset: str) -> bool:
    return stem == ruleset or stem.startswith(f"{ruleset}_")


@cache
def _modules() -> list[str]:
    import stacqc.rules as package

    names = [os.path.splitext(name) for folder in package.__path__ for name in os.listdir(folder)]
    return sorted(stem for stem, suffix in names if suffix == ".py" and not stem.startswith("_"))


def _import(entry: str) -> None:
    name, _, module = entry.partition(" ")
    try:
        import_module(module.partition(":")[0])
    except Exception as error:  # a broken package must be named, whatever it raises
        raise RulesetError(
            f"The rules of the package entry point {name} ({module}) cannot be imported:"
            f" {type(error).__name__}: {error}",
            help="repair or remove that package",
        ) from None


def announced() -> tuple[str, ...]:
    """Return the entry points of the group as `name module`."""
    # The working folder changes all the time, and no packages are installed there.
    folders = [folder for folder in sys.path if folder not in ("", os.getcwd())]
    stamp = [__version__, *(f"{folder} {_changed(folder)}" for folder in folders)]
    file = cache_dir() / "entry-points.json"
    try:
        remembered = orjson.loads(file.read_bytes())
        if remembered["stamp"] == stamp:
            return tuple(remembered["found"])
    except (OSError, ValueError, KeyError, TypeError):
        remembered = None
    found = _asked()
    # A cache that cannot be written only costs time.
    with suppress(OSError):
        write_atomically(file, orjson.dumps({"stamp": stamp, "found": found}))
    return found


def _asked() -> tuple[str, ...]:
    from importlib.metadata import entry_points

    return tuple(sorted({f"{entry.name} {entry.value}" for entry in entry_points(group=GROUP)}))


def _changed(folder: str) -> int:
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return 0
