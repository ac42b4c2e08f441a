"""`--changed-since REV`: what a commit did, and nothing that was there before."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from stacqc.sample import Options, write

from .conftest import Outcome, Stacqc


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """Return a catalog in a git repository, with an old defect in its first item."""
    folder = tmp_path / "catalog"
    write(Options(items=40, seed=2), folder)
    (folder / "manifest.ndjson").unlink()
    change(items(folder)[0], stac_version=7)
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path)
    git(tmp_path, "branch", "before")
    return folder


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True)


def commit(folder: Path) -> None:
    git(folder, "add", "catalog")
    git(folder, "commit", "-q", "-m", "a")


def items(catalog: Path) -> list[Path]:
    return sorted(catalog.rglob("*_item.json"))


def change(file: Path, **members: Any) -> None:
    file.write_text(json.dumps({**json.loads(file.read_text()), **members}))


def found(outcome: Outcome) -> list[tuple[str, str]]:
    report = json.loads(outcome.out)
    return [(f["rule"], f["uri"]) for f in report["findings"]]


_CHECK = ("check", "catalog/collection.json", "-f", "json", "--only", "schema", "--only", "tag:structure")


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("committed", [True, False])
def test_only_findings_that_touch_changed_files_are_reported(
    stacqc: Stacqc, catalog: Path, committed: bool, jobs: int
) -> None:
    run = (*_CHECK, "--changed-since", "before", "--jobs", jobs)
    assert found(stacqc(*run)) == []
    _, second, third, *_ = items(catalog)
    change(second, stac_version=7)
    change(third, id=json.loads(items(catalog)[5].read_text())["id"])
    if committed:
        commit(catalog.parent)
    outcome = stacqc(*run)
    mine = [(rule, uri) for rule, uri in found(outcome) if rule == "schema"]
    assert mine == [("schema", str(second.relative_to(catalog.parent)))]
    doubled = [uri for rule, uri in found(outcome) if rule == "id-duplicate"]
    assert doubled == [u for r, u in found(stacqc(*_CHECK)) if r == "id-duplicate"]
    assert json.loads(outcome.out)["summary"]["checked"] == {"Item": 2}


def test_a_file_that_is_gone_is_missed_by_what_lists_it(stacqc: Stacqc, catalog: Path) -> None:
    items(catalog)[3].unlink()
    rules = {rule for rule, _ in found(stacqc(*_CHECK, "--changed-since", "before"))}
    assert "link-target-missing" in rules


def test_a_new_file_counts_before_it_is_added(stacqc: Stacqc, catalog: Path) -> None:
    new = items(catalog)[3].with_name("new_item.json")
    new.write_bytes(items(catalog)[3].read_bytes())
    rules = {
        rule for rule, uri in found(stacqc(*_CHECK, "--changed-since", "HEAD")) if uri.endswith(new.name)
    }
    assert "id-duplicate" in rules


def test_what_the_other_branch_did_since_is_left_alone(stacqc: Stacqc, catalog: Path) -> None:
    git(catalog, "switch", "-q", "before")
    change(items(catalog)[4], stac_version=7)
    commit(catalog.parent)
    git(catalog, "switch", "-q", "main")
    assert found(stacqc(*_CHECK, "--changed-since", "before")) == []


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", ""])
def test_an_unknown_revision_is_refused(stacqc: Stacqc, catalog: Path, revision: str) -> None:
    outcome = stacqc(*_CHECK, f"--changed-since={revision}")
    assert outcome.code == 2
    assert "is no revision" in outcome.err
    assert not Path("x").exists()


def test_outside_of_git_there_is_no_history(stacqc: Stacqc, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")
    assert "is in no git repository" in stacqc("check", "a.json", "--changed-since", "HEAD").err
    assert "is for files" in stacqc("check", "-", "--changed-since", "HEAD").err


def test_a_hook_of_another_repository_changes_nothing(
    stacqc: Stacqc, catalog: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path_factory.mktemp("other")
    git(other, "clone", "-q", str(catalog.parent), ".")
    change(items(catalog)[1], stac_version=7)
    for name, value in (("GIT_DIR", ".git"), ("GIT_WORK_TREE", "."), ("GIT_INDEX_FILE", ".git/index")):
        monkeypatch.setenv(name, str(other / value))
    assert [rule for rule, _ in found(stacqc(*_CHECK, "--changed-since", "HEAD"))] == ["schema"]


@pytest.mark.parametrize("known", [True, False])
def test_a_repository_inside_another_one_counts_as_a_whole(
    stacqc: Stacqc, catalog: Path, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    git(catalog, "init", "-q")
    git(catalog, "add", ".")
    git(catalog, "commit", "-q", "-m", "a")
    outer = catalog.parent
    git(outer, "rm", "-r", "-q", "--cached", "catalog")
    if known:
        (outer / ".gitmodules").write_text('[submodule "c"]\n path = catalog\n url = ./c\n ignore = all\n')
        git(outer, "add", ".gitmodules", "catalog")
    git(outer, "commit", "-q", "-m", "b")
    run = ("check", ".", "-f", "json", "--only", "schema", "--changed-since", "HEAD")
    assert len(found(stacqc(*run))) == (0 if known else 1)
    change(items(catalog)[1], stac_version=7)
    assert len(found(stacqc(*run))) == 2


def test_a_repository_that_git_refuses_is_not_passed_over(stacqc: Stacqc, catalog: Path) -> None:
    (catalog.parent / ".git" / "index").write_bytes(b"no index")
    outcome = stacqc(*_CHECK, "--changed-since", "HEAD")
    assert outcome.code == 2
    assert "git does not tell what changed" in outcome.err
    assert "index file" in outcome.err


def test_the_repository_of_somebody_else_is_said_to_be_refused(
    stacqc: Stacqc, catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    outcome = stacqc(*_CHECK, "--changed-since", "HEAD")
    assert "dubious ownership" in outcome.err
    assert "no git repository" not in outcome.err


def test_a_shallow_clone_is_named(
    stacqc: Stacqc, catalog: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    clone = tmp_path_factory.mktemp("clone")
    git(clone, "clone", "-q", "--depth", "1", catalog.parent.as_uri(), ".")
    outcome = stacqc("check", clone / "catalog", "--changed-since", "HEAD~1")
    assert "git fetch --unshallow" in outcome.err


def test_a_machine_without_git(stacqc: Stacqc, catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert "git is not installed" in stacqc(*_CHECK, "--changed-since", "HEAD").err
