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
from functools import cache
from importlib import import_module

from stacqc.disk.kept import digest_of, keep, kept
from stacqc.rule import Rule
from stacqc.rulesets.error import RulesetError
from stacqc.rulesets.ruleset import bundled

GROUP = "stacqc.rules"
_KEPT = "entry-points"


@cache
def import_rules() -> tuple[str, ...]:
    """Import the modules with rules that every run may use; returns what identifies those of packages."""
    for stem in _modules():
        if not any(_belongs(stem, name) for name in bundled()):
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
    return frozenset(name for name in bundled() if any(_belongs(stem, name) for stem in _modules()))


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
    stamp = [_changed(folder) for folder in folders]
    digest = digest_of("\0".join(folders).encode("utf-8", "surrogateescape"))
    known = kept(_KEPT, digest) or {}
    if known.get("stamp") == stamp and "found" in known:
        return tuple(known["found"])
    found = _asked()
    keep(_KEPT, digest, {"stamp": stamp, "found": list(found)})
    return found


def _asked() -> tuple[str, ...]:
    from importlib.metadata import entry_points

    return tuple(sorted({f"{entry.name} {entry.value}" for entry in entry_points(group=GROUP)}))


def _changed(folder: str) -> int:
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return 0
