"""From the text of a rule file to plain data that is known to be well formed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel, TypeAdapter, ValidationError

from stacqc.findings import Path
from stacqc.rule import EXAMPLE_WORDS, EXPECT_WORDS
from stacqc.rulesets.arguments import ARGUMENTS
from stacqc.rulesets.declarative import put_options
from stacqc.rulesets.error import BadValue, RulesetError
from stacqc.rulesets.model import RulesetSpec
from stacqc.rulesets.yaml_json import Loaded, load
from stacqc.settings.misfit import misnamed, sentence, steps_in, value_at
from stacqc.words import counted, did_you_mean, listing

Plain = dict[str, Any]
_MAX_BYTES = 5_000_000


def read_rule_file(raw: bytes, file: str) -> Plain:
    """Return the content of a rule file; raises RulesetError with the place of the first mistake."""
    loaded = _load(raw, file)
    if loaded.data is None:
        help = "a rule file starts with ruleset: and its name"
        raise RulesetError("The file is empty", help=help, file=file, line=1, column=1)
    try:
        spec = RulesetSpec.model_validate(loaded.data)
    except ValidationError as error:
        raise _explain(error, loaded, file, (), RulesetSpec) from None
    plain: Plain = spec.model_dump(exclude_unset=True, by_alias=True)
    for name, rule in plain.get("rules", {}).items():
        if type(rule) is dict:
            _check_rule(name, rule, plain, loaded, file)
    return plain


def _load(raw: bytes, file: str) -> Loaded:
    if len(raw) > _MAX_BYTES:
        raise RulesetError("The file is too large for a ruleset", file=file)
    try:
        return load(raw.decode("utf-8-sig"), file)
    except UnicodeDecodeError:
        raise RulesetError(
            "The file is not UTF-8", help="save it as UTF-8", file=file, line=1, column=1
        ) from None


def place(raw: bytes, file: str, error: BadValue) -> RulesetError:
    """Return the error of a part of a rule file with the place of that part."""
    loaded, path = _load(raw, file), error.path
    found = loaded.place_of(error.about, path) if error.about else loaded.place(path, key=len(path) == 2)
    return RulesetError(str(error), help=error.help, file=file, line=found.line, column=found.column)


class _Mistake(NamedTuple):
    """What is wrong in a rule, what to do about it, and the path inside the rule where it stands."""

    message: str
    help: str
    path: Path = ()


def _check_rule(name: str, rule: Plain, plain: Plain, loaded: Loaded, file: str) -> None:
    here: Path = ("rules", name)
    _refuse(_in_check(name, rule), here, loaded, file)
    for kind, argument in (rule.get("check") or {}).items():
        _check_argument(kind, _with_defaults(argument, plain), (*here, "check", kind), loaded, file)
    _refuse(_in_examples(rule.get("examples", {})), here, loaded, file)


def _refuse(mistake: _Mistake | None, here: Path, loaded: Loaded, file: str) -> None:
    if mistake is not None:
        line, column = loaded.place((*here, *mistake.path), key=True)
        raise RulesetError(mistake.message, help=mistake.help, file=file, line=line, column=column)


def _in_check(name: str, rule: Plain) -> _Mistake | None:
    """Return what is wrong with a rule before the argument of its check is looked at."""
    check = rule.get("check")
    if check is None:
        help = "exactly one, for instance check: {type: integer}; of a rule that exists only severity is set"
        # An entry that only sets the severity of another ruleset's rule has none.
        return _Mistake(f"The rule {name} has no check", help) if rule.keys() - {"severity"} else None
    if len(check) != 1:
        found = f"{len(check)} checks ({', '.join(check)})" if check else "no check"
        help = "write exactly one; a second one is a second rule"
        return _Mistake(f"The rule {name} has {found}", help, ("check",))
    if not rule.get("summary"):
        help = "one sentence that says what holds when the rule is kept"
        return _Mistake(f"The rule {name} has no summary", help)
    (kind,) = check
    if kind not in ARGUMENTS:
        known = did_you_mean(kind, ARGUMENTS) or f"known are {', '.join(ARGUMENTS)}"
        return _Mistake(f"There is no check {kind}", known, ("check", kind))
    if kind != "type" and (rule.get("fix") or {}).get("convert") == "type":
        help = "name the type: convert: integer, number, text or array"
        return _Mistake(f"convert: type is for the check type, {kind} names none", help, ("fix", "convert"))
    return None


def _in_examples(examples: Plain) -> _Mistake | None:
    """Return what is wrong with the first word of an example that means nothing."""
    path = next(_strange_words(examples), None)
    if path is None:
        return None
    words = EXPECT_WORDS if "expect" in path[:-1] else EXAMPLE_WORDS
    help = did_you_mean(path[-1], words) or f"known are {', '.join(sorted(words))}"
    return _Mistake(f"{path[-1]} is not known here", help, ("examples", *path))


def _strange_words(examples: Plain) -> Iterator[Path]:
    """Yield where something stands beside `document:` or `documents:`, or in `expect:`, and means nothing."""
    for kind, specs in examples.items():
        for number, spec in enumerate(specs):
            if type(spec) is dict and ("document" in spec or "documents" in spec):
                yield from ((kind, number, word) for word in spec if word not in EXAMPLE_WORDS)
                expect = spec.get("expect")
                if type(expect) is dict:
                    yield from ((kind, number, "expect", word) for word in expect if word not in EXPECT_WORDS)


def _check_argument(kind: str, argument: Any, here: Path, loaded: Loaded, file: str) -> None:
    try:
        _adapter(kind).validate_python(argument)
    except ValidationError as error:
        raise _explain(error, loaded, file, here, ARGUMENTS[kind]) from None


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(ARGUMENTS[kind])


def _with_defaults(argument: Any, plain: Plain) -> Any:
    options = {name: option.get("default") for name, option in plain.get("options", {}).items()}
    return put_options(argument, options)


def _explain(error: ValidationError, loaded: Loaded, file: str, start: Path, model: Any) -> RulesetError:
    """Say what is wrong at the deepest place that any branch of the model reached."""
    inside = value_at(loaded.data, start)
    problems = [((*start, *steps_in(inside, e["loc"])), e) for e in error.errors(include_url=False)]
    deepest = max(len(path) for path, _ in problems)
    path, first = next((p, e) for p, e in problems if len(p) == deepest)
    same_place = [e for p, e in problems if p == path]
    first = next((e for e in same_place if e["type"] == "missing"), first)
    misplaced, nameless = first["type"] == "extra_forbidden", first["loc"][-1:] == ("[key]",)
    line, column = loaded.place(path, key=misplaced or nameless)
    if misplaced:
        message, help = _unknown(path, first, model, value_at(loaded.data, path))
    elif nameless:
        message, help = misnamed(str(path[-1]), first), _renamed(str(path[-1]))
    elif first["type"] == "missing":
        message, help = _missing(path, first), ""
    else:
        name, value = ".".join(map(str, path)) or "the file", value_at(loaded.data, path)
        message, help = sentence(name, value, same_place), _meant(value)
    return RulesetError(message, help=help, file=file, line=line, column=column)


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


def schema_of_files() -> Plain:
    """Return the JSON Schema of rule files, for completion in editors."""
    made = RulesetSpec.model_json_schema(by_alias=True)
    checks = {name: TypeAdapter(shape).json_schema() for name, shape in ARGUMENTS.items()}
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    properties = made["$defs"]["RuleSpec"]["properties"]
    properties["check"] = {"type": "object", "minProperties": 1, "maxProperties": 1, "properties": {}}
    for name, shape in checks.items():
        made["$defs"].update(shape.pop("$defs", {}))
        properties["check"]["properties"][name] = _or_option(shape)
    properties["check"]["additionalProperties"] = False
    return made


def _or_option(shape: Any) -> Any:
    """Return the schema of an argument where the name of an option may stand for a number."""
    if isinstance(shape, list):
        return [_or_option(part) for part in shape]
    if not isinstance(shape, dict):
        return shape
    if shape.get("type") in ("integer", "number"):
        return {"anyOf": [shape, {"type": "string", "pattern": r"^\{option\.[A-Za-z0-9_-]+\}$"}]}
    return {name: _or_option(part) for name, part in shape.items()}
