"""The pages of the documentation are true, up to date, and build into a site without a warning."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import click
import pytest

from stacqc.cli import group
from stacqc.commands._sections import Sectioned
from stacqc.settings.config_file import ConfigFile
from tests.acceptance.conftest import Stacqc
from tests.pages import ROOT, build_site, pages, played

DOCS = ROOT / "docs"


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_commands_print_what_the_page_says(page: Path, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert played(text, tmp_path) == text, "python tests/pages.py writes what is printed now"


def test_the_design_names_every_room_and_nothing_that_is_gone() -> None:
    text, package = (DOCS / "design.md").read_text(encoding="utf-8"), ROOT / "stacqc"
    rooms = {f"{folder.name}/" for folder in package.iterdir() if (folder / "__init__.py").is_file()}
    parts = {f"{folder.name}/" for folder in (package / "sources").iterdir() if folder.is_dir()}
    modules = {file.name for file in package.glob("*.py")}
    named = set(re.findall(r"`((?:[\w.-]+/)*(?:[\w-]+/|[\w-]+\.py))`", text))
    # Too small to be explained.
    unsaid = {"__init__.py", "digest.py", "version.py", "__pycache__/"}
    assert (rooms | parts | modules) - unsaid <= named
    places = (ROOT, package, package / "sources", package / "engine", package / "comparison")
    assert [name for name in sorted(named) if not any((place / name).exists() for place in places)] == []


def test_commands_and_options_exist() -> None:
    context = click.Context(group)
    commands = {name: group.get_command(context, name) for name in group.list_commands(context)}
    known = {name: _options(command) for name, command in commands.items() if command}
    shown = re.findall(r"(?:`|^(?:\$ |- run: )?)stacqc ([a-z]+)\b([^`\n|>;&#]*)", _all_pages(), re.MULTILINE)
    assert len(shown) > 100
    for command, rest in shown:
        assert command in known
        assert set(re.findall(r"(?<!\S)--[a-z-]+", rest)) <= known[command], f"stacqc {command}{rest}"
    alone = set(re.findall(r"`(--[a-z-]+)", _all_pages()))
    assert alone <= set().union(*known.values())


def _all_pages() -> str:
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


@pytest.mark.parametrize("name", ["check", "diff"])
def test_every_option_stands_under_a_heading(stacqc: Stacqc, name: str) -> None:
    rest = stacqc(name, "--help").out.partition("\nOptions:\n")[2]
    assert rest == "  -h, --help  Show this message and exit.\n"
    command = group.get_command(click.Context(group), name)
    assert isinstance(command, Sectioned)
    named = [option for options in command.sections.values() for option in options]
    assert sorted(named) == sorted(str(o.name) for o in command.params if isinstance(o, click.Option))


def _options(command: click.Command) -> set[str]:
    declared = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
    return declared | {"--help"}


@pytest.mark.parametrize("page", ["configuration.md", "diff.md", "tutorial-rules.md"])
def test_settings_on_pages_are_settings(page: str) -> None:
    blocks = re.findall(r"^```toml[^\n]*\n(.*?)^```$", (DOCS / page).read_text(encoding="utf-8"), re.M | re.S)
    assert blocks
    for block in blocks:
        assert ConfigFile.model_validate(tomllib.loads(block))


def test_pages_of_rules_are_up_to_date(stacqc: Stacqc) -> None:
    outcome = stacqc("rules", "--write-docs", DOCS / "rules", "--check")
    assert (outcome.code, outcome.err) == (0, "")


def test_table_of_the_profile_names_its_rules(stacqc: Stacqc) -> None:
    page = (DOCS / "isdeform.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (R\d\d) \| (.*?) \|", page, re.MULTILINE)
    assert [number for number, _ in rows] == [f"R{n:02}" for n in range(1, 61)]
    named = {name for _, cell in rows for name in re.findall(r"rules/([a-z0-9-]+)\.md", cell)}
    outcome = stacqc("rules", "-f", "json")
    rules = {rule["name"]: rule["rulesets"] for rule in json.loads(outcome.out)}
    assert named <= set(rules)
    assert {name for name, rulesets in rules.items() if "isdeform" in rulesets} <= named


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the built site."""
    return build_site(tmp_path_factory.mktemp("site"))


def test_site_has_a_page_for_every_file(site: Path) -> None:
    for page in DOCS.rglob("*.md"):
        assert (site / page.relative_to(DOCS).with_suffix(".html")).is_file()
    assert (site / "search" / "search_index.json").is_file()


def test_site_asks_nothing_of_the_network(site: Path) -> None:
    loads = re.compile(
        r'<(?:script|img|iframe|link)\b[^>]*?\b(?:src|href)="?(?:https?:)?//[^>]*>', re.IGNORECASE
    )
    for page in site.rglob("*.html"):
        assert loads.findall(page.read_text(encoding="utf-8")) == []
    for style in site.rglob("*.css"):
        assert not re.search(r"url\(\s*[\"']?(?:https?:)?//", style.read_text(encoding="utf-8"))


def test_the_rules_of_the_configuration_here_are_known(stacqc: Stacqc, tmp_path: Path) -> None:
    rule = {
        "summary": "Said.",
        "at": "gsd",
        "check": {"type": "number"},
        "examples": {"valid": [], "invalid": []},
    }
    (tmp_path / "own.yaml").write_text(json.dumps({"ruleset": "own", "rules": {"own-gsd": rule}}))
    (tmp_path / "stacqc.toml").write_text('ruleset = ["recommended", "own.yaml"]\n')
    assert stacqc("rules", "own-gsd").out.startswith("own-gsd\n=======\n")
    assert {"own-gsd", "schema", "pair-complete"} <= {
        line.split()[0] for line in stacqc("rules").out.splitlines()
    }
    outcome = stacqc("rules", "own-gsd", "--ruleset", "recommended")
    assert (outcome.code, outcome.err) == (
        2,
        "Error: There is no rule own-gsd\n  help: stacqc rules lists them\n",
    )
    (tmp_path / "stacqc.toml").write_text("rulset = []\n")
    assert "did you mean ruleset?" in stacqc("rules", "schema").err
