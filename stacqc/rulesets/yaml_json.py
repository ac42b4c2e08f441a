"""YAML read with the types of JSON only: no dates, octals, sexagesimals or yes/no; and its positions."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml

from stacqc.findings import Path
from stacqc.rulesets.error import RulesetError

#: Values a file may come to when its aliases are written out.
MAX_VALUES = 200_000
_PREFIX = "tag:yaml.org,2002:"


class _Loader(yaml.CSafeLoader):
    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 (replaces that of the base class)


for _tag, _pattern, _first in (
    ("null", r"null|~|", ["n", "~", ""]),
    ("bool", r"true|false", ["t", "f"]),
    ("int", r"-?(0|[1-9][0-9]*)", list("-0123456789")),
    ("float", r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?", list("-0123456789")),
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

    def place(self, path: Path, key: bool = False) -> Place:
        """Return the place of `path` (of its name with `key`), or of its nearest ancestor that exists."""
        for size in range(len(path), -1, -1):
            if key and path[:size] in self.keys:
                return self.keys[path[:size]]
            if path[:size] in self.values:
                return self.values[path[:size]]
        return Place(1, 1)


def load(text: str, file: str = "") -> Loaded:
    """Read a YAML text; raises RulesetError with the place of what is wrong."""
    try:
        node = yaml.compose(text, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        help = "YAML is indented by spaces, not tabs" if mark and _is_tab(text, mark) else ""
        message = f"Not valid YAML: {error.problem}"
        raise RulesetError(message, help=help, file=file, line=line, column=column) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise RulesetError(f"Not valid YAML: {error}".split("\n")[0], file=file) from None
    reader = _Reader(file)
    data = None if node is None else reader.value(node, ())
    return Loaded(data, reader.values, reader.keys)


def _is_tab(text: str, mark: Any) -> bool:
    lines = text.splitlines()
    return bool(mark.line < len(lines) and lines[mark.line][mark.column : mark.column + 1] == "\t")


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.values: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}

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
        return self.scalar(node)

    def mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise self.error(key_node, "A name must be a plain text", "put texts with braces in quotes")
            key = str(key_node.value)
            here = (*path, key)
            if key in made:
                first = self.keys[here].line
                raise self.error(
                    key_node, f"{key} stands twice in this mapping, first on line {first}", "remove one"
                )
            self.keys[here] = _place(key_node)
            made[key] = self.value(value_node, here)
        return made

    def scalar(self, node: yaml.Node) -> Any:
        text = str(node.value)
        match node.tag.removeprefix(_PREFIX):
            case "str":
                return text
            case "null":
                return None
            case "bool":
                return text == "true"
            case "int" if re.fullmatch("-?[0-9]{1,300}", text):
                return int(text)
            case "float" if re.fullmatch(r"[-+.eE0-9]{1,300}", text):
                return float(text)
        raise self.error(
            node, f"{node.tag} is not a type of JSON", "write text, numbers, true, false or null"
        )

    def error(self, node: yaml.Node, message: str, help: str) -> RulesetError:
        line, column = _place(node)
        return RulesetError(message, help=help, file=self.file, line=line, column=column)


def _place(node: yaml.Node) -> Place:
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)
