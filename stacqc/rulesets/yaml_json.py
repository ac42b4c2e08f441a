"""YAML read with the types of JSON only: no dates, octals, sexagesimals or yes/no; and its positions."""

from __future__ import annotations

import re
from math import isfinite
from typing import Any, NamedTuple

import yaml

from stacqc.findings import Path
from stacqc.rulesets.error import RulesetError
from stacqc.settings.misfit import value_at
from stacqc.words import shorten

#: Values a file may come to when its aliases are written out.
MAX_VALUES = 200_000
_PREFIX = "tag:yaml.org,2002:"
_NUMBERS = {"int": r"-?(0|[1-9][0-9]*)", "float": r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?"}


class _Loader(yaml.CSafeLoader):
    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 (replaces that of the base class)


for _tag, _pattern, _first in (
    ("null", r"null|~|", ["n", "~", ""]),
    ("bool", r"true|false", ["t", "f"]),
    *((kind, pattern, list("-0123456789")) for kind, pattern in _NUMBERS.items()),
):
    _Loader.add_implicit_resolver(_PREFIX + _tag, re.compile(rf"(?:{_pattern})$"), _first)


class Place(NamedTuple):
    """Line and column, 1-based."""

    line: int
    column: int


class Loaded(NamedTuple):
    """The value of a YAML text and where its parts are written."""

    data: Any
    #: Places of values, by path.
    values: dict[Path, Place]
    #: Places of the names of members, by path of the member.
    keys: dict[Path, Place]
    #: What is wrong in some of the parts, by their paths.
    mistakes: list[tuple[Path, RulesetError]]

    def place(self, path: Path, key: bool = False) -> Place:
        """Return the place of `path` (of its name with `key`), or of its nearest ancestor that exists."""
        for size in range(len(path), -1, -1):
            if key and path[:size] in self.keys:
                return self.keys[path[:size]]
            if path[:size] in self.values:
                return self.values[path[:size]]
        return Place(1, 1)

    def place_of(self, text: str, path: Path) -> Place:
        """Return the place of the first name or value at or below `path` that is `text`, or that has it in it."""
        below = [inner for inner in self.values if inner[: len(path)] == path]
        for fits in (str.__eq__, str.__contains__):
            for inner in below:
                if inner != path and inner in self.keys and fits(str(inner[-1]), text):
                    return self.keys[inner]
                value = value_at(self.data, inner)
                if type(value) is str and fits(value, text):
                    return self.values[inner]
        return self.place(path)


def load(text: str, file: str = "") -> Loaded:
    """Read a YAML text; raises RulesetError with the place of what makes all of it unreadable."""
    try:
        node = yaml.compose(text, _Loader)
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error, text, file) from None
    except yaml.reader.ReaderError as error:
        raise _no_character(error, text, file) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise RulesetError(f"Not valid YAML: {error}".split("\n")[0], file=file) from None
    reader = _Reader(file)
    data = None if node is None else reader.value(node, ())
    return Loaded(data, reader.values, reader.keys, reader.mistakes)


#: What to do about what the parser says; it knows its grammar, not what people mean.
_HELP = {
    "mapping values are not allowed": "put a text with a colon in quotes; names of one mapping begin in one column",
    "cannot start any token": "put a text that begins with @, %, ` or another sign in quotes",
    "could not find expected ':'": "write a name, a colon and a blank",
    "found unexpected ':'": "write a blank behind the colon, or put the text in quotes",
    "did not find expected key": "names of one mapping begin in one column; "
    "put a text that begins with a brace or a quote in quotes as a whole",
    "did not find expected ','": "close the bracket, or put a text with brackets, braces or # in quotes",
    "unexpected end of stream": "close the quote",
    "unknown escape": "in double quotes a backslash begins an escape: use single quotes",
    "alphabetic or numeric": "put a text that begins with * or & in quotes",
    "undefined alias": "put a text that begins with * in quotes",
    "found another document": "a file is one ruleset: take out the line ---",
}


#: What stands in place of a merge key.
_NO_MERGE = "write the members out; a whole part is repeated by an alias: when: &same {…}, then when: *same"


def _not_yaml(error: yaml.MarkedYAMLError, text: str, file: str) -> RulesetError:
    mark, said = error.problem_mark or error.context_mark, str(error.problem).removeprefix("but ")
    if mark and _is_tab(text, mark):
        help = "YAML is indented by spaces, not tabs"
    else:
        help = next((help for part, help in _HELP.items() if part in said), "")
        mark = _beginning(error) or mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return RulesetError(f"Not valid YAML: {said}", help=help, file=file, line=line, column=column)


def _no_character(error: yaml.reader.ReaderError, text: str, file: str) -> RulesetError:
    before = text.encode()[: error.position].decode(errors="replace")
    message, help = f"Not valid YAML: {error.reason}", "take the character out, or write it as an escape"
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return RulesetError(message, help=help, file=file, line=line, column=column)


def _beginning(error: yaml.MarkedYAMLError) -> Any:
    """Return where something begins that never ends, where the parser notices that lines later."""
    never_ends = str(error.context).startswith(("while scanning", "while parsing a flow"))
    began, noticed = error.context_mark, error.problem_mark
    return began if never_ends and began and noticed and began.line < noticed.line else None


def _is_tab(text: str, mark: Any) -> bool:
    lines = text.splitlines()
    return bool(mark.line < len(lines) and lines[mark.line][mark.column : mark.column + 1] == "\t")


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.values: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.mistakes: list[tuple[Path, RulesetError]] = []

    def value(self, node: yaml.Node, path: Path) -> Any:
        self.values[path] = _place(node)
        if len(self.values) > MAX_VALUES or len(path) > 60:
            raise self.error(
                node, "The file is nested too deeply or too large", "aliases may not refer to themselves"
            )
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, i)) for i, item in enumerate(node.value)]
        return self.scalar(node, path)

    def mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key_node, value_node in node.value:
            name = str(key_node.value)
            here = (*path, name)
            wrong = self.wrong_name(key_node, here)
            if wrong is not None:
                self.mistakes.append((here, wrong))
            else:
                self.keys[here] = _place(key_node)
                made[name] = self.value(value_node, here)
        return made

    def wrong_name(self, node: yaml.Node, here: Path) -> RulesetError | None:
        """Return what is wrong with the name of a member of a mapping."""
        if not isinstance(node, yaml.ScalarNode):
            return self.error(node, "A name must be a plain text", "put texts with braces in quotes")
        if here[-1] == "<<" and not node.style:
            return self.error(node, "Rule files do not merge mappings by <<", _NO_MERGE)
        if here in self.keys:
            first = self.keys[here].line
            said = f"{here[-1]} stands twice in this mapping, first on line {first}"
            return self.error(node, said, "remove one")
        return None

    def scalar(self, node: yaml.Node, path: Path) -> Any:
        text = str(node.value)
        match node.tag.removeprefix(_PREFIX):
            case "str":
                return text
            case "null":
                return None
            case "bool":
                return text == "true"
            case "int" | "float" as kind if re.fullmatch(_NUMBERS[kind], text):
                if isfinite(number := float(text)):
                    return int(text) if kind == "int" else number
                said, help = f"{shorten(text)} is read as infinity", "numbers reach to 1.8e308"
            case _:
                tag = node.tag.replace(_PREFIX, "!!")
                said, help = f"{tag} is not a type of JSON", "write text, numbers, true, false or null"
        self.mistakes.append((path, self.error(node, said, help)))
        return None

    def error(self, node: yaml.Node, message: str, help: str) -> RulesetError:
        line, column = _place(node)
        return RulesetError(message, help=help, file=self.file, line=line, column=column)


def _place(node: yaml.Node) -> Place:
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)
