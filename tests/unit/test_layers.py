"""Which rooms may not reach which (docs/design.md): what is below works without what is above."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import stacqc

PACKAGE = Path(stacqc.__file__).parent
#: What of the package each room or module works without.
WITHOUT = {
    "text": {"document", "rule", "aspects", "rulesets", "rules", "engine", "sources"},
    "findings": {"document", "rule", "aspects", "rulesets", "rules", "engine", "sources", "formats"},
    "report": {"document", "rule", "aspects", "rulesets", "rules", "engine", "sources", "formats"},
    "kinds": {"document", "rule", "aspects", "rulesets", "rules", "engine", "sources", "formats"},
    "document": {"rule", "aspects", "rulesets", "rules", "engine", "sources", "formats"},
    "rule": {"aspects", "rules", "engine", "sources", "formats"},
    "aspects": {"rule", "rulesets", "rules", "engine", "sources", "formats"},
    "rulesets": {"engine", "sources", "formats", "scale", "comparison"},
    "checks": {"engine", "sources", "formats", "scale", "comparison"},
    "folds": {"engine", "sources", "formats", "scale", "comparison"},
    "rules": {"formats", "scale", "comparison"},
    "sources": {"rule", "rulesets", "rules", "engine", "formats", "scale"},
    "schema": {"rule", "rulesets", "rules", "engine", "sources", "formats"},
    "formats": {"rulesets", "rules", "engine", "scale", "comparison"},
    "hrefs": {"rulesets", "rules", "engine", "formats", "scale", "comparison"},
    "properties": {"rule", "rulesets", "rules", "engine", "formats", "scale", "comparison"},
    "engine": {"rules", "formats", "comparison"},
}
COMMAND_LINE = {"commands", "cli", "__main__"}


def imported(file: Path) -> Iterator[str]:
    """Yield the names of modules that a file imports while it runs, late ones included."""
    pending: list[ast.AST] = [ast.parse(file.read_text(encoding="utf-8"))]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            pending.extend(node.orelse)
            continue
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        pending.extend(ast.iter_child_nodes(node))


def reached(room: str) -> set[str]:
    """Return the rooms that one reaches by itself."""
    folder = PACKAGE / room
    files = folder.rglob("*.py") if folder.is_dir() else [folder.with_suffix(".py")]
    names = [name.split(".") for file in files for name in imported(file)]
    return {steps[1] for steps in names if steps[0] == "stacqc" and len(steps) > 1} - {room}


@pytest.mark.parametrize("room", WITHOUT)
def test_rooms_below_work_without_those_above(room: str) -> None:
    assert reached(room) & WITHOUT[room] == set()


def test_nothing_reaches_into_the_command_line_but_itself() -> None:
    rooms = {
        path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    assert {room for room in rooms - COMMAND_LINE if reached(room) & COMMAND_LINE} == set()
    assert "commands" in reached("cli")
