"""Which rules a comparison reports, and how severe they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from stacqc.baseline import STALE
from stacqc.comparison.difference import PREFIX
from stacqc.findings import Severity
from stacqc.rule import Rule, RuleInfo, python_rules
from stacqc.rulesets.error import RulesetError
from stacqc.rulesets.ruleset import levels

INTEGRITY = "integrity/"


def rules_of_diff() -> dict[str, Rule]:
    """Return the rules that `stacqc diff` reports, by name."""
    import stacqc.rules.differences
    import stacqc.rules.engine
    import stacqc.rules.integrity  # noqa: F401 (all of them declare rules)

    return {n: r for n, r in python_rules().items() if r.info.command == "diff" or n == STALE}


def infos(prefix: str) -> dict[str, RuleInfo]:
    """Return what is known of the rules whose names begin so."""
    return {name: rule.info for name, rule in rules_of_diff().items() if name.startswith(prefix)}


def levels_of(
    only: Iterable[str] = (), ignore: Iterable[str] = (), severity: Mapping[str, str] | None = None
) -> dict[str, Severity]:
    """Return the severities of the rules that are reported; raises ValueError for an unknown one.

    `only` names classes of difference. Settings may name rules of `stacqc check` too, which say nothing here.
    """
    rules = rules_of_diff()
    wanted = {PREFIX + kind for kind in only}
    severities = {name: level for name, level in (severity or {}).items() if _is_ours(name)}
    try:
        chosen = levels(rules, (), [name for name in ignore if _is_ours(name)], severities)
    except RulesetError as error:
        raise ValueError(f"{error.message}; {error.help}") from None
    return {
        name: level
        for name, level in chosen.items()
        if not wanted or name in wanted or not name.startswith(PREFIX)
    }


def excepted(per_file: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    """Return the names of the rules that exceptions for files are for; raises ValueError for an unknown one."""
    from stacqc.rulesets import ruleset

    ours = {pattern: [name for name in names if _is_ours(name)] for pattern, names in per_file.items()}
    try:
        return ruleset.excepted(rules_of_diff(), ours)
    except RulesetError as error:
        raise ValueError(f"{error.message}; {error.help}") from None


def _is_ours(name: str) -> bool:
    return name.startswith((PREFIX, INTEGRITY)) or name == STALE
