"""The project's configuration: `stacqc.toml`, or `[tool.stacqc]` in `pyproject.toml`.

The nearest file upwards from the first input is used, whole and alone; another one takes part only
where `extend` names it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NAMES = ("stacqc.toml", ".stacqc.toml", "pyproject.toml")


class ConfigError(Exception):
    """A configuration that cannot be used: the file, and what is wrong in it."""

    def __init__(self, file: Path, message: str) -> None:
        super().__init__(file, message)
        self.file = file
        self.message = message

    def __str__(self) -> str:
        return f"{self.file}: {self.message}"


@dataclass(frozen=True, slots=True)
class Config:
    """All settings of a run, as a file or the command line gives them."""

    file: Path | None = None
    ruleset: tuple[str, ...] = ("recommended",)
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    per_file: dict[str, tuple[str, ...]] = field(default_factory=dict)
    fail_on: str = "error"
    preview: bool = False
    baseline: str = ""
    schema_dir: tuple[str, ...] = ()
    schema_map: dict[str, str] = field(default_factory=dict)
    #: Processes that check, 0 for as many as pay.
    jobs: int = 0
    #: Whether what has not changed since the last run is taken from a cache beside the configuration.
    cache: bool = False
    #: Whether servers are asked for what documents lead to.
    check_hrefs: bool = False
    #: The members of [hrefs], by the names of the fields of `stacqc.hrefs.settings.HrefSettings`.
    hrefs: dict[str, Any] = field(default_factory=dict)
    #: The members of [diff], by the names of the fields of `stacqc.comparison.settings.Settings`.
    diff: dict[str, Any] = field(default_factory=dict)

    @property
    def base(self) -> Path:
        """The folder that relative paths of the configuration start from."""
        return self.file.parent if self.file else Path()


def find(start: Path) -> Path | None:
    """Return the nearest configuration file from `start` upwards."""
    start = start.absolute()
    for folder in (start, *start.parents) if start.is_dir() else start.parents:
        for name in NAMES:
            file = folder / name
            if file.is_file() and (name != "pyproject.toml" or b"[tool.stacqc" in file.read_bytes()):
                return file
    return None


def read(file: Path) -> Config:
    """Return the configuration in a file; raises ConfigError."""
    from stacqc.config_file import read_config

    return read_config(file)
