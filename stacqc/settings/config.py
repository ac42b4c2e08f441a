"""The project's configuration: `stacqc.toml`, or `[tool.stacqc]` in `pyproject.toml`.

The nearest file upwards from the first input is used, whole and alone; another one takes part only
where `extend` names it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from stacqc.disk.given_files import read_given
from stacqc.disk.kept import digest_of, keep, kept
from stacqc.safe import safe

#: How a table of stacqc may be headed in TOML.
_OURS = re.compile(
    rb"""^[ \t]*\[[ \t]*["']?tool["']?[ \t]*\.[ \t]*["']?stacqc["']?[ \t]*[].]""", re.MULTILINE
)
NAMES = ("stacqc.toml", ".stacqc.toml", "pyproject.toml")


class ConfigError(Exception):
    """A configuration that cannot be used: the file, what is wrong in it, and on which line (0: none)."""

    def __init__(self, file: Path, message: str, line: int = 0) -> None:
        super().__init__(file, message, line)
        self.file = file
        self.message = message
        self.line = line

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return f"{safe(place)}: {self.message}"


class Config(NamedTuple):
    """All settings of a run, as a file or the command line gives them."""

    file: Path | None = None
    ruleset: tuple[str, ...] = ("recommended",)
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = {}
    options: Mapping[str, Any] = {}
    per_file: Mapping[str, tuple[str, ...]] = {}
    fail_on: str = "error"
    preview: bool = False
    baseline: str = ""
    schema_dir: tuple[str, ...] = ()
    schema_map: Mapping[str, str] = {}
    #: Processes that check, 0 for as many as pay.
    jobs: int = 0
    #: Whether what has not changed since the last run is taken from a cache beside the configuration.
    cache: bool = False
    #: Whether servers are asked for what documents lead to.
    check_hrefs: bool = False
    #: The members of [hrefs], by the names of the fields of `stacqc.hrefs.settings.HrefSettings`.
    hrefs: Mapping[str, Any] = {}
    #: The members of [diff], by the names of the fields of `stacqc.comparison.settings.Settings`.
    diff: Mapping[str, Any] = {}

    @property
    def base(self) -> Path:
        """The folder that relative paths of the configuration start from."""
        return self.file.parent if self.file else Path()


def find(start: Path) -> Path | None:
    """Return the nearest configuration file from `start` upwards."""
    start = start.absolute()
    for folder in (start, *start.parents) if os.path.isdir(start) else start.parents:
        for name in NAMES:
            file = folder / name
            if os.path.isfile(file) and (name != "pyproject.toml" or _is_ours(file)):
                return file
    return None


def find_near(path: str) -> Path | None:
    """Return the nearest configuration file to a path, to the working folder where that leads nowhere here."""
    return find(Path(path) if os.path.exists(path) else Path())


def _is_ours(file: Path) -> bool:
    """Whether a project file speaks of stacqc; one that may not be read belongs to somebody else."""
    try:
        return _OURS.search(file.read_bytes()) is not None
    except OSError:
        return False


def read(file: Path, above: tuple[Path, ...] = ()) -> Config:
    """Return the configuration in a file, with what it extends below it; raises ConfigError.

    `above` are the files that extend it.
    """
    if file in above:
        raise ConfigError(file, "extend leads in a circle: take it out of one of the files")
    settings = _settings(file, above)
    extended = settings.pop("extend", None)
    below = _below((file.parent / extended).resolve(), (*above, file)) if extended is not None else Config()
    own = {name: _frozen(name, value) for name, value in settings.items()}
    return below._replace(file=file, **own)


def _below(file: Path, above: tuple[Path, ...]) -> Config:
    from stacqc.settings.places import settled

    return settled(read(file, above))


def _settings(file: Path, above: tuple[Path, ...]) -> dict[str, Any]:
    """Return what a file sets itself; one that was read before is not read again."""
    try:
        raw = read_given(file)
    except OSError as error:
        named = f", which {above[-1]} extends" if above else ""
        raise ConfigError(file, f"cannot be read ({error.strerror}){named}") from None
    folder, digest = f"config/{file.stem}", digest_of(raw)
    settings = kept(folder, digest)
    if settings is None:
        from stacqc.settings.config_file import settings_in

        settings = settings_in(file, raw)
        keep(folder, digest, settings)
    return settings


def _frozen(name: str, value: Any) -> Any:
    """Return a value with tuples for lists; options keep what their rules may want."""
    if type(value) is dict and name != "options":
        return {key: tuple(part) if type(part) is list else part for key, part in value.items()}
    return tuple(value) if type(value) is list else value
