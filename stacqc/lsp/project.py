"""The settings, rules and schemas that hold for a file in the editor."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from stacqc.baseline import Baseline, BaselineError
from stacqc.baseline_file import read as read_baseline
from stacqc.document import NO_TREE, Tree
from stacqc.engine.layering import layered
from stacqc.engine.plan import Plan
from stacqc.engine.planning import plan_of
from stacqc.rule import Rule, Selected
from stacqc.rulesets.error import RulesetError
from stacqc.schema.check import SchemaCheck
from stacqc.settings.config import Config, ConfigError, find, read


class Unusable(Exception):
    """Settings that cannot be used, and why in words for the user."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the command line of the server says about configuration."""

    config: str = ""
    no_config: bool = False
    ruleset: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """What all files under one configuration share."""

    config: Config
    plan: Plan
    schemas: SchemaCheck
    rules: dict[str, Rule]
    #: Pages of rules that were asked for.
    pages: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, config: Config) -> Project:
        """Return the project of a configuration; raises RulesetError and BaselineError."""
        planned = plan_of(config, prose=True)
        rules = [
            Selected(c.rule._replace(fold=None), c.severity) for c in planned.plan.rules if _is_single(c)
        ]
        plan = replace(planned.plan, rules=rules, baseline=_baseline(config))
        return cls(config, plan, planned.schemas, {c.rule.name: c.rule for c in planned.plan.rules})


def _is_single(choice: Selected) -> bool:
    """Whether a rule needs one document only: no file of an editor stands for a whole catalog."""
    return choice.rule.check is not None or choice.rule.fold is None


def _baseline(config: Config) -> Baseline | None:
    return read_baseline(config.base / config.baseline) if config.baseline else None


@dataclass(slots=True)
class Projects:
    """The projects that open files belong to, each read once until it changes."""

    settings: Settings = field(default_factory=Settings)
    _known: dict[tuple[str, int], Project] = field(default_factory=dict)

    def of(self, path: str) -> Project:
        """Return the project of a file, which has an empty path where it was never saved; raises Unusable."""
        file = self._file(path)
        try:
            key = (str(file or ""), file.stat().st_mtime_ns if file else 0)
            if key not in self._known:
                config = read(file) if file else Config()
                self._known[key] = Project.of(
                    layered(config, ruleset=self.settings.ruleset, check_hrefs=False)
                )
        except (ConfigError, RulesetError, BaselineError) as error:
            raise Unusable(str(error)) from None
        except OSError as error:
            raise Unusable(f"{file}: cannot be read ({error.strerror})") from None
        return self._known[key]

    def forget(self) -> None:
        """Read everything again when it is next asked for."""
        self._known.clear()

    def _file(self, path: str) -> Path | None:
        if self.settings.no_config:
            return None
        if self.settings.config:
            return Path(self.settings.config)
        return find(Path(path).parent) if path else None


def tree_of(path: str, roots: Iterable[str]) -> Tree:
    """Return the tree of a file: its links are looked up below the nearest folder open in the editor."""
    if not path:
        return NO_TREE
    inside = [root for root in roots if path.startswith(root.rstrip(os.sep) + os.sep)]
    return Tree(max(inside, key=len, default=os.path.dirname(path)), strict=False)
