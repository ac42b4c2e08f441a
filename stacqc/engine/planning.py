"""From settings to the plan of a run: which rules, which schemas."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from stacqc.engine.plan import Plan
from stacqc.engine.recipe import Recipe
from stacqc.hrefs.names import RULES as HREF_RULES
from stacqc.rule import Check, Rule
from stacqc.rulesets.error import RulesetError
from stacqc.schema.check import SchemaCheck
from stacqc.schema.combination import Options
from stacqc.schema.store import SchemaStore
from stacqc.schemes import MARK
from stacqc.settings.config import Config
from stacqc.settings.exceptions import placed

if TYPE_CHECKING:
    from stacqc.hrefs.check import HrefCheck
    from stacqc.rulesets.ruleset import Choice

LOCK_FILE = "stacqc-schemas.lock"


class Planned(NamedTuple):
    """A plan, the schemas it judges by, and what the user should know about the settings."""

    plan: Plan
    schemas: SchemaCheck
    warnings: tuple[str, ...]


def plan_of(
    config: Config,
    *,
    only: Iterable[str] = (),
    schema_options: Options | None = None,
    fetch: bool = False,
    across: bool = True,
    prose: bool = False,
    second_opinion: bool = False,
) -> Planned:
    """Return the plan for the settings; raises RulesetError, or MissingClient where hrefs are to be asked for.

    Without `across` no rule looks from one document to another; `prose` asks for reasons too;
    `second_opinion` asks other validators, and raises MissingJudge without them.
    """
    recipe = Recipe(config, tuple(only), schema_options or Options(), fetch, across, second_opinion)
    return planned(recipe, prose)


def planned(recipe: Recipe, prose: bool = False) -> Planned:
    """Return the plan that a recipe describes; raises as `plan_of` does."""
    config = recipe.config
    choice = _choice(recipe, prose)
    rules = [chosen for chosen in choice.selected if _takes_part(chosen.rule, recipe)]
    hrefs = _hrefs(config) if config.check_hrefs else None
    if hrefs is None:
        rules = [chosen for chosen in rules if chosen.rule.name not in HREF_RULES]
    schemas = SchemaCheck(store_of(config, recipe.fetch), recipe.schema_options)
    opinions = _opinions(schemas.store) if recipe.second_opinion else ()
    plan = Plan(
        rules,
        schemas,
        opinions,
        per_file=placed(choice.per_file, config.base),
        hrefs=hrefs,
        recipe=recipe,
        digest=choice.digest,
    )
    unheard = () if hrefs is not None else _unheard((*recipe.only, *config.select))
    idle = (
        () if choice.selected else ("no rule is in force: nothing is checked but whether files can be read",)
    )
    return Planned(plan, schemas, (*choice.warnings, *unheard, *idle))


def _choice(recipe: Recipe, prose: bool) -> Choice:
    """Return the rules that a recipe chooses, those of folds and of hrefs among them; raises RulesetError."""
    from stacqc.rulesets.ruleset import choose

    config = recipe.config
    with _told_in(config):
        choice = choose(
            rulesets=config.ruleset,
            select=config.select,
            ignore=config.ignore,
            only=recipe.only,
            severity=config.severity,
            options=config.options,
            preview=config.preview,
            base=config.base,
            prose=prose,
            per_file=config.per_file,
        )
    if recipe.only and {chosen.rule.info.command for chosen in choice.selected} == {"diff"}:
        message = f"stacqc check has no rule {', '.join(recipe.only)}: stacqc diff reports it"
        raise RulesetError(message, help="stacqc diff FILES DATABASE --only CLASS")
    return choice


@contextmanager
def _told_in(config: Config) -> Iterator[None]:
    """Say of a rule that does not exist where the configuration names it."""
    try:
        yield
    except RulesetError as error:
        if error.file or not error.name or config.file is None:
            raise
        from stacqc.settings.toml_lines import place_of

        line, column = place_of(config.file.read_text(encoding="utf-8", errors="replace"), error.name)
        if line and _is_of_file(config, error.name):
            error.file, error.line, error.column = str(config.file), line, column
        raise


def _is_of_file(config: Config, name: str) -> bool:
    """Whether the file says what holds, and not the call, of an option that both may set."""
    if config.file is None or name not in config.options:
        return True
    from stacqc.settings.config import read

    return bool(read(config.file).options.get(name) == config.options[name])


def _unheard(named: Iterable[str]) -> Iterator[str]:
    """Say of rules that were named, but speak only where servers are asked, that none is."""
    for name in sorted(HREF_RULES.intersection(named)):
        yield f"{name} finds nothing without --check-hrefs"


def _hrefs(config: Config) -> HrefCheck:
    from stacqc.hrefs.check import HrefCheck
    from stacqc.hrefs.settings import HrefSettings, is_host, need_client

    need_client()
    settings = HrefSettings(**config.hrefs)
    for host in settings.allow_hosts:
        if not is_host(host):
            help_ = (
                "write HOST or HOST:PORT, without http:// and path; [::1] for IPv6, xn--… for other letters"
            )
            raise RulesetError(f"No host to allow is {host!r}", help=help_)
    return HrefCheck(settings)


def _takes_part(rule: Rule, recipe: Recipe) -> bool:
    return rule.info.command == "check" and (recipe.across or rule.fold is None)


def _opinions(store: SchemaStore) -> Sequence[Check]:
    from stacqc.schema.second_opinion import SecondOpinion

    return (SecondOpinion(store).problems,)


def store_of(config: Config, fetch: bool) -> SchemaStore:
    """Return the schema store that a configuration describes; raises RulesetError."""
    for folder in config.schema_dir:
        if not os.path.isdir(folder):
            raise RulesetError(f"There is no folder {folder}", help="schema-dir names folders of schemas")
    for address, target in config.schema_map.items():
        if MARK not in target and not os.path.exists(target):
            help_ = f"schema-map gives it for {address}: correct the path, or leave the entry out"
            raise RulesetError(f"There is no file {target}", help=help_)
    lock = config.base / LOCK_FILE
    return SchemaStore(
        [Path(d) for d in config.schema_dir],
        config.schema_map,
        fetch=fetch,
        lock=lock if fetch or os.path.isfile(lock) else None,
    )
