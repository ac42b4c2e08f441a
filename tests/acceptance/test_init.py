"""`stacqc init`: what it finds, what it writes, and that all of it is valid and works."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from stacqc.settings.config import read
from tests.published_schemas import GITLAB_CI, PRE_COMMIT_CONFIG, validate

from ..documents import CATALOG, ITEM
from .conftest import Stacqc

WRITTEN = ["stacqc.toml", ".pre-commit-config.yaml", ".github/workflows/stacqc.yml"]


def save(file: Path, data: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(data))


def catalog(folder: Path) -> None:
    """A sound catalog with one item."""
    root = {"rel": "root", "href": "./catalog.json", "type": "application/json"}
    item = {"rel": "item", "href": "./a.json", "type": "application/geo+json"}
    save(folder / "catalog.json", {**CATALOG, "links": [root, item]})
    save(folder / "a.json", {**ITEM, "links": [root, {**root, "rel": "parent"}]})


def test_everything_is_written_and_the_next_command_works(stacqc: Stacqc, tmp_path: Path) -> None:
    catalog(tmp_path / "my catalog")
    outcome = stacqc("init")
    assert outcome.code == 0
    assert outcome.out.splitlines() == [
        "found  my catalog/catalog.json: 1 item, 1 catalog",
        *(f"wrote  {name}" for name in WRITTEN),
        "",
        "next:  stacqc check 'my catalog/catalog.json'",
    ]
    config = read(tmp_path / "stacqc.toml")
    assert (config.ruleset, config.fail_on, config.options) == (("recommended",), "error", {})
    assert "layout" not in (tmp_path / "stacqc.toml").read_text()
    command = shlex.split(outcome.out.splitlines()[-1].removeprefix("next:  stacqc "))
    assert stacqc(*command).code == 0


def test_what_is_written_is_valid_and_its_commands_run(stacqc: Stacqc, tmp_path: Path) -> None:
    catalog(tmp_path / "my catalog")
    stacqc("init")
    hooks = yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text())
    validate(hooks, PRE_COMMIT_CONFIG)
    changed, whole = hooks["repos"][0]["hooks"]
    assert changed["files"] == "^my\\ catalog/"
    assert stacqc(*shlex.split(changed["entry"])[1:], "my catalog/a.json").code == 0
    assert stacqc(*shlex.split(whole["entry"])[1:]).code == 0
    workflow = yaml.safe_load((tmp_path / WRITTEN[2]).read_text())
    runs = [step["run"] for step in workflow["jobs"]["stacqc"]["steps"] if "run" in step]
    (check,) = (run for run in runs if run.startswith("stacqc"))
    assert stacqc(*shlex.split(check)[1:]).code == 0
    assert (tmp_path / "stacqc.md").is_file()


@pytest.mark.parametrize("layout", ["live", "legacy"])
def test_ids_of_isdeform_choose_its_rules_and_layout(stacqc: Stacqc, tmp_path: Path, layout: str) -> None:
    stacqc("sample", tmp_path / "data", "--layout", layout)
    outcome = stacqc("init", "--ci", "none")
    assert f"ids of ISDeform products, layout {layout}" in outcome.out
    config = read(tmp_path / "stacqc.toml")
    assert (config.ruleset, config.options) == (("isdeform",), {"layout": layout})
    assert "data/collection.json" in outcome.out
    assert not (tmp_path / ".github").exists()


def test_nothing_that_exists_is_changed_without_force(stacqc: Stacqc, tmp_path: Path) -> None:
    catalog(tmp_path)
    for name in WRITTEN:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("# mine\n")
    outcome = stacqc("init")
    assert outcome.out.count("kept") == 3
    assert "In .pre-commit-config.yaml add to its repos:" in outcome.out
    block = outcome.out.partition("add to its repos:\n")[2].partition("\nnext:")[0]
    validate(yaml.safe_load("repos:\n" + block), PRE_COMMIT_CONFIG)
    assert all((tmp_path / name).read_text() == "# mine\n" for name in WRITTEN)
    outcome = stacqc("init", "--force")
    assert outcome.out.count("wrote") == 3
    assert all((tmp_path / name).read_text() != "# mine\n" for name in WRITTEN)
    outcome = stacqc("init")
    assert "kept   .pre-commit-config.yaml, which names stacqc already" in outcome.out
    assert "add to its repos" not in outcome.out


@pytest.mark.parametrize(("name", "text"), [("pyproject.toml", "[tool.stacqc]\n"), (".stacqc.toml", "")])
def test_settings_elsewhere_are_not_hidden(stacqc: Stacqc, tmp_path: Path, name: str, text: str) -> None:
    catalog(tmp_path)
    (tmp_path / name).write_text(text)
    assert f"kept   {name}" in stacqc("init").out
    assert not (tmp_path / "stacqc.toml").exists()


@pytest.mark.parametrize("sign", ["file", "remote", "option"])
def test_gitlab_is_told_by_its_signs(stacqc: Stacqc, tmp_path: Path, sign: str) -> None:
    catalog(tmp_path)
    if sign == "file":
        (tmp_path / ".gitlab-ci.yml").write_text("build: {script: [make]}\n")
    elif sign == "remote":
        (tmp_path / ".git").mkdir()
        (tmp_path / ".git" / "config").write_text('[remote "origin"]\n  url = git@gitlab.example:a/b.git\n')
    outcome = stacqc("init", *(["--ci", "gitlab"] if sign == "option" else []))
    text = outcome.out.partition("add to it:\n")[2].partition("\nnext:")[0]
    job = yaml.safe_load(text if sign == "file" else (tmp_path / ".gitlab-ci.yml").read_text())
    validate(job, GITLAB_CI)
    (command,) = job["stacqc"]["script"]
    assert stacqc(*shlex.split(command)[1:]).code == 0
    assert (tmp_path / "stacqc.xml").is_file()


def test_several_catalogs_or_none_mean_the_folder(stacqc: Stacqc, tmp_path: Path) -> None:
    catalog(tmp_path / "a")
    catalog(tmp_path / "b")
    outcome = stacqc("init")
    assert "this folder: 2 items, 2 catalogs" in outcome.out
    assert outcome.out.endswith("next:  stacqc check .\n")
    hooks = yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text())
    assert "files" not in hooks["repos"][0]["hooks"][0]


def test_a_name_that_would_be_code_is_not_written(stacqc: Stacqc, tmp_path: Path) -> None:
    catalog(tmp_path / "$(touch owned) ${{ x }} \"'\n- evil: 1")
    outcome = stacqc("init")
    assert outcome.code == 0
    for name in WRITTEN:
        assert "owned" not in (tmp_path / name).read_text()
    validate(yaml.safe_load((tmp_path / WRITTEN[1]).read_text()), PRE_COMMIT_CONFIG)


def test_another_folder_and_other_rules(stacqc: Stacqc, tmp_path: Path) -> None:
    catalog(tmp_path / "project" / "stac")
    outcome = stacqc("init", "project", "--ruleset", "strict")
    assert outcome.out.endswith("next:  stacqc check project/stac/catalog.json\n")
    assert read(tmp_path / "project" / "stacqc.toml").ruleset == ("strict",)
    assert "did you mean" in stacqc("init", "project", "--ruleset", "strct").err


def test_a_folder_without_stac_is_left_alone(stacqc: Stacqc, tmp_path: Path) -> None:
    save(tmp_path / "package.json", {"name": "x"})
    (tmp_path / "broken.json").write_text("{")
    outcome = stacqc("init")
    assert outcome.code == 2
    assert "There is no STAC in ." in outcome.err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["broken.json", "package.json"]


@pytest.mark.parametrize("option", [[], ["--force"]])
def test_nothing_is_written_through_a_link_that_leads_out(
    stacqc: Stacqc, tmp_path: Path, option: list[str]
) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    catalog(folder)
    outside.mkdir()
    (outside / "hooks").write_text("# mine\n")
    (folder / "stacqc.toml").symlink_to("../outside/none")
    (folder / ".pre-commit-config.yaml").symlink_to("../outside/hooks")
    (folder / ".github").symlink_to("../outside")
    assert stacqc("init", "folder", *option).out.count("leads out of the folder") == 3
    assert [file.name for file in outside.iterdir()] == ["hooks"]
    assert (outside / "hooks").read_text() == "# mine\n"


def test_a_link_that_leads_nowhere_is_kept(stacqc: Stacqc, tmp_path: Path) -> None:
    catalog(tmp_path)
    (tmp_path / "stacqc.toml").symlink_to("none")
    assert "kept   stacqc.toml, which exists" in stacqc("init").out
    assert not (tmp_path / "none").exists()


def test_a_folder_of_a_repository_gets_settings_alone(stacqc: Stacqc, tmp_path: Path) -> None:
    catalog(tmp_path / "data")
    (tmp_path / ".git").mkdir()
    outcome = stacqc("init", "data")
    assert sorted(file.name for file in (tmp_path / "data").iterdir()) == [
        "a.json",
        "catalog.json",
        "stacqc.toml",
    ]
    assert f"at the root of the repository: stacqc init {tmp_path}\n" in outcome.out
    assert stacqc("init").out.count("wrote") == 3


@pytest.mark.parametrize("common", [None, "../.."])
def test_a_worktree_and_a_submodule_have_the_ci_of_their_repository(
    stacqc: Stacqc, tmp_path: Path, common: str | None
) -> None:
    git = tmp_path / "main" / ".git"
    own = git / "worktrees" / "w" if common else git
    own.mkdir(parents=True)
    (git / "config").write_text('[remote "origin"]\n  url = https://gitlab.example/a/b.git\n')
    if common:
        (own / "commondir").write_text(f"{common}\n")
    catalog(tmp_path / "w")
    (tmp_path / "w" / ".git").write_text(f"gitdir: {own}\n")
    stacqc("init", "w")
    assert (tmp_path / "w" / ".gitlab-ci.yml").is_file()
