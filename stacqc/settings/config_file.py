"""Reading a configuration file, and saying exactly what is wrong in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError

from stacqc.findings import Path as Steps
from stacqc.safe import safe
from stacqc.settings.config import ConfigError
from stacqc.settings.misfit import NO_NUL, sentence, steps_in, value_at
from stacqc.settings.toml_lines import line_of
from stacqc.words import nearest

Level = Literal["off", "info", "warning", "error"]
#: What leads to a file: no system knows one with this character, and Python fails on it.
Place = Annotated[str, Field(pattern=NO_NUL)]
#: A name of more parts takes too long to read: its time grows with their square.
_MOST_PARTS = 300
#: How many mistakes of a file are told, each of which is looked up in its text.
_MOST_MISTAKES = 20
_QUOTED = re.compile(r"""'[^'\n]*'|"(?:[^"\\\n]|\\.)*["]""")


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class PerFile(BaseModel):
    """What holds for files that match a pattern."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    ignore: tuple[str, ...] = ()


class DiffTable(BaseModel):
    """How files map to a database, and what is passed over when they are compared."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=_kebab)
    flatten: Literal["auto", "top", "none"] = "auto"
    collections: dict[str, str] = Field(default_factory=dict)
    hrefs: dict[str, str] = Field(default_factory=dict)
    self_href: str = ""
    legacy_keys: dict[str, str] = Field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    tolerance: float = Field(default=1e-9, ge=0, allow_inf_nan=False)
    equivalences: dict[str, StrictBool] = Field(default_factory=dict)


class HrefsTable(BaseModel):
    """How servers are asked for what documents lead to."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=_kebab)
    allow_hosts: tuple[str, ...] = ()
    trust_proxy: StrictBool = False
    max: int = Field(default=10_000, ge=1, strict=True)
    timeout: float = Field(default=20.0, gt=0, le=3600)
    per_host: int = Field(default=4, ge=1, le=100, strict=True)
    at_once: int = Field(default=16, ge=1, le=200, strict=True)
    max_time: float = Field(default=900.0, gt=0, le=86_400)


class ConfigFile(BaseModel):
    """The members of a configuration file; `docs/configuration.md` describes them."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=_kebab)
    extend: Place | None = None
    ruleset: Place | tuple[Place, ...] = ("recommended",)
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: dict[str, Level] = Field(default_factory=dict)
    options: dict[str, Any] = Field(default_factory=dict)
    per_file: dict[str, PerFile] = Field(default_factory=dict)
    fail_on: Literal["info", "warning", "error"] = "error"
    preview: StrictBool = False
    baseline: Place = ""
    schema_dir: tuple[Place, ...] = ()
    schema_map: dict[str, Place] = Field(default_factory=dict)
    jobs: Literal["auto"] | Annotated[int, Field(ge=1, le=1024, strict=True)] = "auto"
    cache: StrictBool = False
    check_hrefs: StrictBool = False
    hrefs: HrefsTable = HrefsTable()
    diff: DiffTable = DiffTable()


def settings_in(file: Path, raw: bytes) -> dict[str, Any]:
    """Return what the text of a file sets, as JSON holds it and a Config names it; raises ConfigError."""
    text = _text(file, raw)
    data = _table(file, text)
    model = _validated(file, data, text)
    given = {name for name in ConfigFile.model_fields if _kebab(name) in data}
    settings = model.model_dump(mode="json", include=given - {"options"}, exclude_unset=True)
    if "options" in given:
        settings["options"] = model.options
    if isinstance(settings.get("ruleset"), str):
        settings["ruleset"] = [settings["ruleset"]]
    if "per_file" in settings:
        settings["per_file"] = {
            pattern: part.get("ignore", []) for pattern, part in settings["per_file"].items()
        }
    if settings.get("jobs") == "auto":
        settings["jobs"] = 0
    return settings


def _text(file: Path, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(file, "is not UTF-8: save it as UTF-8") from None


def _table(file: Path, text: str) -> dict[str, Any]:
    _refuse_long_names(file, text)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said, _, place = str(error).partition(" (at line ")
        line = int(place.partition(",")[0]) if place else 0
        hint = ": put text in quotes; true and false are in lower case" if said == "Invalid value" else ""
        raise ConfigError(file, f"not valid TOML: {said[:1].lower()}{said[1:]}{hint}", line) from None
    except RecursionError:
        raise ConfigError(file, "is nested too deeply to be read") from None
    except ValueError:  # Python reads no number of more digits
        raise ConfigError(file, "has a whole number of too many digits") from None
    return _own(file, data) if file.name == "pyproject.toml" else data


def _refuse_long_names(file: Path, text: str) -> None:
    for number, line in enumerate(_QUOTED.sub("", text).split("\n"), 1):
        if line.count(".") > _MOST_PARTS:
            raise ConfigError(file, f"has a name of more than {_MOST_PARTS} parts", number)


def _own(file: Path, data: dict[str, Any]) -> dict[str, Any]:
    tool = data.get("tool", {})
    found = tool.get("stacqc", {}) if isinstance(tool, dict) else {}
    if not isinstance(found, dict):
        raise ConfigError(file, "tool.stacqc must be a table: write [tool.stacqc] and the settings below it")
    return found


def _validated(file: Path, data: dict[str, Any], text: str) -> ConfigFile:
    try:
        return ConfigFile.model_validate(data)
    except ValidationError as error:
        above = ("tool", "stacqc") if file.name == "pyproject.toml" else ()
        told = [(line_of(text, (*above, *path)), safe(said)) for path, said in _sentences(error, data)]
        (line, first), *others = sorted(told)
        more = ["and more"] if error.error_count() > _MOST_MISTAKES else []
        message = "\n".join([first, *(str(ConfigError(file, said, at)) for at, said in others), *more])
        raise ConfigError(file, message, line) from None


def _sentences(error: ValidationError, data: dict[str, Any]) -> Iterator[tuple[Steps, str]]:
    """Yield each place with what is wrong there, and none that another one lies in."""
    at: dict[Steps, list[Any]] = {}
    for one in error.errors(include_url=False)[:_MOST_MISTAKES]:
        unknown = one["type"] == "extra_forbidden"
        at.setdefault(one["loc"] if unknown else steps_in(data, one["loc"]), []).append(one)
    for path, errors in at.items():
        if errors[0]["type"] == "extra_forbidden":
            yield path, _unknown(path)
        elif not any(other[: len(path)] == path != other for other in at):
            yield path, sentence(".".join(map(str, path)), value_at(data, path), errors)


def _unknown(path: Steps) -> str:
    model: Any = ConfigFile
    if len(path) > 1:
        model = {"diff": DiffTable, "hrefs": HrefsTable, "per-file": PerFile}.get(str(path[0]), ConfigFile)
    allowed = [_kebab(name) for name in model.model_fields]
    if path == ("tool",):
        return "tool is no setting: outside pyproject.toml, settings stand without [tool.stacqc]"
    near = nearest(str(path[-1]), allowed)
    hint = f"; did you mean {near}?" if near else f"; allowed are {', '.join(allowed)}"
    if model is not ConfigFile and str(path[-1]) in map(_kebab, ConfigFile.model_fields):
        hint = f": write {path[-1]} above the first of the tables in brackets"
    return f"{'.'.join(map(str, path))} is no setting{hint}"
