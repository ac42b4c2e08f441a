"""From the text of a rule file to plain data that is known to be well formed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from stacqc.findings import Path
from stacqc.rule import EXAMPLE_WORDS, EXPECT_WORDS
from stacqc.rulesets.arguments import ARGUMENTS
from stacqc.rulesets.condition_words import refuse_misspelt
from stacqc.rulesets.declarative import put_options
from stacqc.rulesets.error import BadValue, RulesetError, within
from stacqc.rulesets.mistakes import Mistakes
from stacqc.rulesets.model import RulesetSpec
from stacqc.rulesets.shape_errors import of_argument, of_entries
from stacqc.rulesets.yaml_json import Loaded, load
from stacqc.words import did_you_mean

Plain = dict[str, Any]
_MAX_BYTES = 5_000_000


def read_rule_file(mistakes: Mistakes) -> Plain:
    """Return the sound entries of a rule file, and note what is wrong with the others.

    Raises RulesetError where something is wrong that all entries need.
    """
    loaded = _load(mistakes.raw, mistakes.file)
    if loaded.data is None:
        help = "a rule file starts with ruleset: and its name"
        raise RulesetError("The file is empty", help=help, file=mistakes.file, line=1, column=1)
    for path, error in loaded.mistakes:
        mistakes.note(path, error)
    plain = _shaped(loaded.data, mistakes)
    for name, rule in plain.get("rules", {}).items():
        with mistakes.of("rules", name, rule):
            _check_rule(name, rule, plain)
    sound: Plain = _sound(plain, mistakes)
    return sound


def _shaped(data: Any, mistakes: Mistakes) -> Plain:
    """Return the entries that have the shape of a rule file."""
    if not mistakes.of_all:
        data = _sound(data, mistakes)
        try:
            RulesetSpec.model_validate(data)
        except ValidationError as error:
            for wrong in of_entries(error, data, RulesetSpec):
                mistakes.note(wrong.path, wrong)
    if mistakes.of_all:
        mistakes.tell()
    spec = RulesetSpec.model_validate(_sound(data, mistakes))
    plain: Plain = spec.model_dump(exclude_unset=True, by_alias=True)
    return plain


def _sound(data: Any, mistakes: Mistakes) -> Any:
    """Return the data of a file without the entries that have mistakes."""
    if not mistakes or type(data) is not dict:
        return data
    return {
        section: {name: spec for name, spec in part.items() if not mistakes.has(section, name)}
        if type(part) is dict
        else part
        for section, part in data.items()
    }


def _load(raw: bytes, file: str) -> Loaded:
    if len(raw) > _MAX_BYTES:
        raise RulesetError("The file is too large for a ruleset", file=file)
    try:
        return load(raw.decode("utf-8-sig"), file)
    except UnicodeDecodeError:
        raise RulesetError(
            "The file is not UTF-8", help="save it as UTF-8", file=file, line=1, column=1
        ) from None


def placed(errors: Iterable[BadValue | RulesetError], raw: bytes, file: str) -> list[RulesetError]:
    """Return the errors of parts of a rule file with the places of these parts."""
    loaded = _load(raw, file)
    return [error if isinstance(error, RulesetError) else _placed(error, loaded, file) for error in errors]


def _placed(error: BadValue, loaded: Loaded, file: str) -> RulesetError:
    path, of_name = error.path, error.of_name or len(error.path) == 2
    line, column = loaded.place_of(error.about, path) if error.about else loaded.place(path, key=of_name)
    return RulesetError(str(error), help=error.help, file=file, line=line, column=column)


def _check_rule(name: str, rule: Plain | str, plain: Plain) -> None:
    if type(rule) is not dict:
        return
    _check_check(name, rule)
    with within("when"):
        refuse_misspelt(rule.get("when"), plain.get("define", {}))
    for kind, argument in (rule.get("check") or {}).items():
        with within("check", kind):
            _check_argument(("rules", name, "check", kind), argument, plain)
    _check_examples(rule.get("examples", {}))


def _misplaced(message: str, help: str, *path: str | int) -> BadValue:
    """Return what is wrong in a rule, with the path inside the rule where it stands."""
    error = BadValue(message, help)
    error.path, error.of_name = path, True
    return error


def _check_check(name: str, rule: Plain) -> None:
    """Refuse what is wrong with a rule before the argument of its check is looked at."""
    check = rule.get("check")
    if check is None:
        help = "exactly one, for instance check: {type: integer}; of a rule that exists only severity is set"
        # An entry that only sets the severity of another ruleset's rule has none.
        if rule.keys() - {"severity"}:
            raise _misplaced(f"The rule {name} has no check", help)
        return
    if len(check) != 1:
        found = f"{len(check)} checks ({', '.join(check)})" if check else "no check"
        help = "write exactly one; a second one is a second rule"
        raise _misplaced(f"The rule {name} has {found}", help, "check")
    if not rule.get("summary"):
        help = "one sentence that says what holds when the rule is kept"
        raise _misplaced(f"The rule {name} has no summary", help)
    (kind,) = check
    if kind not in ARGUMENTS:
        known = did_you_mean(kind, ARGUMENTS) or f"known are {', '.join(ARGUMENTS)}"
        raise _misplaced(f"There is no check {kind}", known, "check", kind)
    if kind != "type" and (rule.get("fix") or {}).get("convert") == "type":
        help = "name the type: convert: integer, number, text or array"
        raise _misplaced(f"convert: type is for the check type, {kind} names none", help, "fix", "convert")


def _check_examples(examples: Plain) -> None:
    """Refuse the first word of an example that means nothing."""
    path = next(_strange_words(examples), None)
    if path is not None:
        words = EXPECT_WORDS if "expect" in path[:-1] else EXAMPLE_WORDS
        help = did_you_mean(path[-1], words) or f"known are {', '.join(sorted(words))}"
        raise _misplaced(f"{path[-1]} is not known here", help, "examples", *path)


def _strange_words(examples: Plain) -> Iterator[Path]:
    """Yield where something stands beside `document:` or `documents:`, or in `expect:`, and means nothing."""
    for kind, specs in examples.items():
        for number, spec in enumerate(specs):
            if type(spec) is dict and ("document" in spec or "documents" in spec):
                yield from ((kind, number, word) for word in spec if word not in EXAMPLE_WORDS)
                expect = spec.get("expect")
                if type(expect) is dict:
                    yield from ((kind, number, "expect", word) for word in expect if word not in EXPECT_WORDS)


def _check_argument(here: Path, argument: Any, plain: Plain) -> None:
    kind = str(here[-1])
    try:
        _adapter(kind).validate_python(_with_defaults(argument, plain))
    except ValidationError as error:
        raise of_argument(error, argument, ARGUMENTS[kind], here) from None


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(ARGUMENTS[kind])


def _with_defaults(argument: Any, plain: Plain) -> Any:
    options = {name: option.get("default") for name, option in plain.get("options", {}).items()}
    return put_options(argument, options)


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
