"""Paths in a configuration, which start from its folder, made to lead there from anywhere."""

from __future__ import annotations

import os
from pathlib import Path

from stacqc.schemes import MARK
from stacqc.settings.config import Config
from stacqc.settings.exceptions import placed


def ruleset_from(folder: Path, reference: str) -> str:
    """Return a ruleset named by a path from a folder as one that is named from anywhere; a name stays."""
    from stacqc.rulesets.ruleset import is_path

    return os.path.abspath(folder / reference) if is_path(reference) else reference


def with_schemas_placed(config: Config) -> Config:
    """Return settings whose folders and files of schemas are named from anywhere."""
    return config._replace(
        schema_dir=tuple(str(config.base / folder) for folder in config.schema_dir),
        schema_map={
            address: target if MARK in target else str(config.base / target)
            for address, target in config.schema_map.items()
        },
    )


def settled(config: Config) -> Config:
    """Return settings that another file, of whatever folder, may take over."""
    return with_schemas_placed(config)._replace(
        ruleset=tuple(ruleset_from(config.base, name) for name in config.ruleset),
        baseline=os.path.abspath(config.base / config.baseline) if config.baseline else "",
        per_file=placed(config.per_file, config.base),
    )
