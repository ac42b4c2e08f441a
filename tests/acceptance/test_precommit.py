"""The hooks as pre-commit itself installs and runs them, on a real repository."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.published_schemas import PRE_COMMIT_CONFIG, validate

from ..documents import BAD, BAD_LINE, CATALOG, ITEM

PROJECT = Path(__file__).parents[2]
NO_NETWORK = ("No matching distribution", "Could not find a version", "NewConnectionError", "ProxyError")
NOWHERE = "http://127.0.0.1:9"


class Outcome(NamedTuple):
    """What a command gave."""

    code: int
    out: str


class Repository:
    """A git repository in which pre-commit runs."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self._environment = environment
        folder.mkdir(parents=True)
        self.run("git", "init", "-q")

    def run(self, *command: str, **more: str) -> Outcome:
        done = subprocess.run(
            command, cwd=self.folder, env={**self._environment, **more}, capture_output=True, text=True
        )
        return Outcome(done.returncode, done.stdout + done.stderr)

    def save(self, name: str, data: Any) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(data if isinstance(data, str) else json.dumps(data, indent=2))
        self.run("git", "add", name)

    def commit(self) -> str:
        assert self.run("git", "commit", "-q", "--no-verify", "-m", "x").code == 0
        return self.run("git", "rev-parse", "HEAD").out.strip()

    def pre_commit(self, *arguments: str, **more: str) -> Outcome:
        return self.run(sys.executable, "-m", "pre_commit", *arguments, "--color=never", **more)


def unavailable(reason: str) -> None:
    """Skip with the reason, except on CI, which may not skip."""
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(f"CI must run these tests: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which git has a name, and pre-commit and stacqc have folders of their own."""
    pytest.importorskip("pre_commit")
    if shutil.which("git") is None:
        unavailable("git is not installed")
    home = tmp_path_factory.mktemp("home")
    names = {
        f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    outside = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "PRE_COMMIT"))}
    return {
        **outside, **names, "PRE_COMMIT_HOME": str(home / "pre-commit"), "GIT_CONFIG_GLOBAL": os.devnull,
        "STACQC_CACHE_DIR": str(home / "cache"),
    }  # fmt: skip


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Repository:
    """The project as a repository of hooks, as it stands now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT, capture_output=True, text=True,
    )  # fmt: skip
    if listed.returncode:
        unavailable("this is no clone of the repository")
    made = Repository(tmp_path_factory.mktemp("hooks") / "stacqc", environment)
    packed = ("stacqc/", "rules/", "schemas/", "README.md", "pyproject.toml", ".pre-commit-hooks.yaml")
    for name in listed.stdout.split("\0"):
        if name.startswith(packed) and (PROJECT / name).is_file():
            target = made.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, target)
    made.run("git", "add", "-A")
    made.commit()
    return made


@pytest.fixture(scope="module")
def revision(hooks: Repository, tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> str:
    """The revision of the hooks, installed, so that what follows needs no network."""
    made = Repository(tmp_path_factory.mktemp("install") / "r", environment)
    commit = hooks.run("git", "rev-parse", "HEAD").out.strip()
    configure(made, hooks, commit, {"id": "stacqc"})
    outcome = made.pre_commit("install-hooks")
    if outcome.code and any(sign in outcome.out for sign in NO_NETWORK):
        unavailable("the packages that stacqc needs cannot be fetched")
    assert outcome.code == 0, outcome.out
    return commit


@pytest.fixture
def repository(tmp_path: Path, environment: dict[str, str]) -> Repository:
    return Repository(tmp_path / "repository", environment)


def configure(made: Repository, hooks: Repository, commit: str, *wanted: dict[str, Any]) -> None:
    config = {"repos": [{"repo": str(hooks.folder), "rev": commit, "hooks": list(wanted)}]}
    validate(config, PRE_COMMIT_CONFIG)
    made.save(".pre-commit-config.yaml", config)


def test_try_repo_checks_the_stac_of_a_commit_and_passes_over_other_json(
    repository: Repository, hooks: Repository, revision: str
) -> None:
    repository.save("package.json", {"name": "x"})
    repository.save("notes.txt", "no JSON at all")
    repository.save("item.json", ITEM)
    repository.save("bad.json", BAD)
    outcome = repository.pre_commit(
        "try-repo", str(hooks.folder), "stacqc", "--ref", revision, "--all-files", "--verbose"
    )
    assert outcome.code == 1
    assert outcome.out.count("2 documents checked: 1 error") == 1, outcome.out
    assert f"bad.json:{BAD_LINE}:12 error schema gsd is " in outcome.out
    assert "exit code: 1" in outcome.out


def test_a_commit_is_held_up_without_network_and_only_its_files_count(
    repository: Repository, hooks: Repository, revision: str
) -> None:
    configure(repository, hooks, revision, {"id": "stacqc"})
    repository.save("old.json", BAD)
    repository.commit()
    repository.save("a b.json", ITEM)
    offline = {"HTTP_PROXY": NOWHERE, "HTTPS_PROXY": NOWHERE, "ALL_PROXY": NOWHERE, "PIP_NO_INDEX": "1"}
    outcome = repository.pre_commit("run", "--verbose", **offline)
    assert (outcome.code, "1 document checked" in outcome.out) == (0, True), outcome.out
    repository.save("new.json", BAD)
    outcome = repository.pre_commit("run", **offline)
    assert outcome.code == 1
    assert "new.json" in outcome.out
    assert "old.json" not in outcome.out


def test_a_list_in_pieces_gives_what_the_whole_gives(
    repository: Repository, hooks: Repository, revision: str
) -> None:
    configure(repository, hooks, revision, {"id": "stacqc"})
    for n in range(40):
        repository.save(f"{n:02}.json", ITEM)
    outcome = repository.pre_commit("run", "--all-files")
    assert outcome.code == 0, outcome.out
    repository.save("99.json", BAD)
    outcome = repository.pre_commit("run", "--all-files")
    assert outcome.out.count(" error ") - outcome.out.count("1 error ") == 1, outcome.out


def test_the_whole_catalog_is_checked_whatever_changed(
    repository: Repository, hooks: Repository, revision: str
) -> None:
    configure(repository, hooks, revision, {"id": "stacqc-catalog", "args": ["data/catalog.json"]})
    links = [
        {"rel": rel, "href": f"./{name}.json", "type": "application/json"}
        for rel, name in (("root", "catalog"), ("item", "a"), ("item", "b"))
    ]
    repository.save("data/catalog.json", {**CATALOG, "links": links})
    for name in ("a", "b"):
        own = [
            {"rel": rel, "href": "./catalog.json", "type": "application/json"} for rel in ("root", "parent")
        ]
        repository.save(f"data/{name}.json", {**ITEM, "links": own})
    repository.save("elsewhere.json", BAD)
    outcome = repository.pre_commit("run", "--files", "elsewhere.json")
    assert outcome.code == 1
    assert "id-duplicate" in outcome.out
    assert "elsewhere.json" not in outcome.out


def test_a_commit_that_only_deletes_a_file_is_held_up(
    repository: Repository, hooks: Repository, revision: str
) -> None:
    configure(repository, hooks, revision, {"id": "stacqc-catalog", "args": ["catalog.json"]})
    links = [{"rel": "item", "href": "./a.json", "type": "application/geo+json"}]
    repository.save("catalog.json", {**CATALOG, "links": links})
    repository.save("a.json", ITEM)
    repository.commit()
    repository.run("git", "rm", "-q", "a.json")
    outcome = repository.pre_commit("run")
    assert outcome.code == 1
    assert "link-target-missing" in outcome.out
    configure(
        repository, hooks, revision, {"id": "stacqc-catalog", "args": ["catalog.json"], "always_run": False}
    )
    repository.commit()
    assert "Skipped" in repository.pre_commit("run").out
