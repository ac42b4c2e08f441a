"""Which configuration a command works by."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stacqc.commands._options import SettingsTrouble
from stacqc.settings.config import Config, ConfigError, find_near, read


def config_of(given: Mapping[str, Any], start: str) -> Config:
    """Return the configuration that `--config` names, else the nearest one to a path; raises SettingsTrouble.

    With `--no-config` there is none to be looked for.
    """
    try:
        if given["config_file"]:
            return read(Path(given["config_file"]))
        file = None if given["no_config"] else find_near(start)
        return read(file) if file else Config()
    except ConfigError as error:
        raise SettingsTrouble(str(error)) from None
