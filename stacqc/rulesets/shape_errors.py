"""What pydantic says against the shape of a rule file, as sentences about its entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from pydantic import BaseModel, ValidationError

from stacqc.findings import Path
from stacqc.rulesets.error import BadValue
from stacqc.settings.misfit import misnamed, sentence, steps_in, value_at
from stacqc.words import counted, did_you_mean, listing

#: An error of pydantic and the path in the data that it leads to.
ShapeError = tuple[Path, Any]


def of_entries(error: ValidationError, data: Any, model: Any) -> Iterator[BadValue]:
    """Yield what is wrong with each entry of a rule file, for one that has options, patterns, rules."""
    ordered = sorted(_problems(error, data), key=lambda problem: _entry(problem))
    for _, problems in groupby(ordered, _entry):
        yield _explained(list(problems), data, (), model)


def of_argument(error: ValidationError, data: Any, model: Any, here: Path) -> BadValue:
    """Return what is wrong with the argument of a check, which stands at `here`, with its path in there."""
    return _explained(_problems(error, data), data, here, model)


def _problems(error: ValidationError, data: Any) -> list[ShapeError]:
    return [(steps_in(data, e["loc"]), e) for e in error.errors(include_url=False)]


def _entry(problem: ShapeError) -> tuple[str, ...]:
    return tuple(map(str, problem[0][:2]))


def _explained(problems: list[ShapeError], data: Any, here: Path, model: Any) -> BadValue:
    """Say what is wrong at the deepest place that any branch of the model reached."""
    deepest = max(len(path) for path, _ in problems)
    path, first = next((p, e) for p, e in problems if len(p) == deepest)
    same_place = [e for p, e in problems if p == path]
    first = next((e for e in same_place if e["type"] == "missing"), first)
    message, help = _said(first, same_place, value_at(data, path), (*here, *path), model)
    made = BadValue(message, help)
    made.path, made.of_name = path, first["type"] == "extra_forbidden" or _is_nameless(first)
    return made


def _is_nameless(error: Any) -> bool:
    return bool(error["loc"][-1:] == ("[key]",))


def _said(error: Any, same_place: list[Any], value: Any, path: Path, model: Any) -> tuple[str, str]:
    """Return what is wrong, and what to do."""
    if error["type"] == "extra_forbidden":
        return _unknown(path, error, model, value)
    if _is_nameless(error):
        return misnamed(str(path[-1]), error), _renamed(str(path[-1]))
    if error["type"] == "missing":
        return _missing(path, error), ""
    said = sentence(".".join(map(str, path)) or "the file", value, same_place)
    return said, _meant(value) or _near(value, same_place)


def _near(value: Any, errors: Iterable[Any]) -> str:
    """Return the help with the word that was meant, of those that are allowed."""
    expected = [e["ctx"]["expected"] for e in errors if e["type"] == "literal_error"]
    return did_you_mean(value, re.findall(r"'([^']+)'", " ".join(expected)))


def _renamed(name: str) -> str:
    """Return the help with the name that was meant, where it is a matter of its letters."""
    meant = re.sub("[^a-z0-9]+", "-", name.casefold()).strip("-")
    return f"write {meant}" if meant[:1].isalpha() else ""


def _meant(value: Any) -> str:
    """Return what to do about a value that YAML made of something else."""
    if value is None:
        return "what belongs to it stands behind the colon, or indented below it"
    if type(value) is dict and value and all(inner is None for inner in value.values()):
        return f"put a text with braces in quotes: '{{{', '.join(value)}}}'"
    return ""


def _unknown(path: Path, error: Any, model: Any, value: Any) -> tuple[str, str]:
    name = str(path[-1]) if path else str(error["loc"][-1])
    known = _known_names(path, model)
    help = did_you_mean(name, known) or f"known are {listing(known, 30)}"
    if value is None:
        help += "; a text with braces or a comma stands in quotes"
    return f"{name} is not known here", help


def _missing(path: Path, error: Any) -> str:
    where, lacking = ".".join(map(str, path)) or "the file", error["loc"][-1]
    if type(lacking) is int:
        return f"{where} needs {counted(lacking + 1, 'value')} and has {lacking}"
    return f"{where} lacks {lacking}"


def _known_names(path: Path, model: Any) -> list[str]:
    """Return the names that the model allows beside the last step of a path."""
    from stacqc.rulesets import model as shapes

    if len(path) == 1:
        return _fields(shapes.RulesetSpec)
    if path[0] == "rules" and len(path) == 3:
        return _fields(shapes.RuleSpec)
    inner: dict[str, type[BaseModel]] = {"fix": shapes.FixSpec, "across": shapes.Across}
    inner["examples"] = shapes.ExampleSets
    if path[0] == "rules" and path[2] in inner:
        return _fields(inner[str(path[2])])
    if path[0] in ("define", "options"):
        return _fields(shapes.Define if path[0] == "define" else shapes.Option)
    models = [
        m for m in getattr(model, "__args__", (model,)) if isinstance(m, type) and issubclass(m, BaseModel)
    ]
    return [name for m in models for name in _fields(m)]


def _fields(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]
