"""The settings of a file with those of a call, of the command line or from Python, on top."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from stacqc.rulesets.error import RulesetError
from stacqc.settings.config import Config
from stacqc.settings.places import ruleset_from, with_schemas_placed


def layered(
    config: Config,
    *,
    ruleset: Iterable[str] = (),
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    severity: Mapping[str, str] | None = None,
    options: Mapping[str, Any] | None = None,
    fail_on: str | None = None,
    schema_dir: Iterable[str] = (),
    schema_map: Mapping[str, str] | None = None,
    jobs: int | None = None,
    cache: bool | None = None,
    check_hrefs: bool | None = None,
    hrefs: Mapping[str, Any] | None = None,
) -> Config:
    """Return the settings of a file with those of a call on top, whose paths start from the working folder.

    Rulesets of a call take the place of those of the file, whose settings for rules and options that only
    the latter have are then left out.
    """
    own = tuple(ruleset_from(Path(), name) for name in ruleset)
    config = with_schemas_placed(_fitting(config, own) if own else config)
    asked = {name: value for name, value in (hrefs or {}).items() if value is not None}
    return config._replace(
        ruleset=own or config.ruleset,
        select=(*config.select, *select),
        ignore=(*config.ignore, *ignore),
        severity={**config.severity, **(severity or {})},
        options={**config.options, **(options or {})},
        fail_on=fail_on or config.fail_on,
        schema_dir=(*config.schema_dir, *schema_dir),
        schema_map={**config.schema_map, **(schema_map or {})},
        jobs=config.jobs if jobs is None else jobs,
        cache=config.cache if cache is None else cache,
        check_hrefs=config.check_hrefs if check_hrefs is None else check_hrefs,
        hrefs={**config.hrefs, **asked},
    )


def _fitting(config: Config, rulesets: Sequence[str]) -> Config:
    """Return a configuration without what it says of rules and options that only its own rulesets have."""
    if not any((config.select, config.ignore, config.severity, config.options, config.per_file)):
        return config
    from stacqc.rulesets.ruleset import load

    try:
        run, own = (load(names, base=config.base) for names in (rulesets, config.ruleset))
    except RulesetError:
        return config  # the run is about to tell, where it needs them

    def fits(text: str) -> bool:
        return run.has(text) or not own.has(text)

    def some(texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(filter(fits, texts))

    return config._replace(
        select=some(config.select),
        ignore=some(config.ignore),
        severity={name: level for name, level in config.severity.items() if fits(name)},
        options={n: v for n, v in config.options.items() if n in run.options or n not in own.options},
        per_file={pattern: some(names) for pattern, names in config.per_file.items()},
    )
