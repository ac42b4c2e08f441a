"""What was planted in the database is found in its class by every route, and a clean copy gives no finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import stacqc
from tests.pgstac.help import Json, classes, diff, dumped, execute, passed
from tests.pgstac.plant import PLANTED, script
from tests.pgstac.server import Server

EXPECTED = dict(sum((Counter({p.kind: p.findings}) for p in PLANTED.values()), Counter[str]()))
ROUTES = ("copy", "content_hydrate", "api", "api hydrating itself", "ndjson")


@pytest.fixture(scope="module")
def spoilt(server: Server, template: str) -> Iterator[str]:
    execute(server, "postgres", f"CREATE DATABASE spoilt TEMPLATE {template}")
    execute(server, "spoilt", *script())
    yield "spoilt"
    execute(server, "postgres", "DROP DATABASE spoilt WITH (FORCE)")


def routed(route: str, server: Server, database: str, api: Callable[..., str], folder: Path) -> list[object]:
    """The arguments that lead to a database."""
    if route == "ndjson":
        return [dumped(server, database, folder)]
    if route == "api":
        return [api(database)]
    if route.startswith("api"):
        return [api(database, USE_API_HYDRATE="TRUE")]
    return [server.address(database), *(["--server-hydrate"] if route == "content_hydrate" else [])]


@pytest.mark.parametrize("route", ROUTES)
def test_what_was_loaded_is_equal(route: str, server: Server, loaded: str, tree: Path, flat: Path,
                                  api: Callable[..., str], tmp_path: Path) -> None:  # fmt: skip
    where = routed(route, server, loaded, api, tmp_path / "dump")
    for files in (tree, flat):
        report = diff(files, *where)
        assert (report["exit"], report["findings"], report["failures"]) == (0, [], [])
        assert report["summary"]["checked"] == {"Item": 200, "Collection": 3}
    assert passed(diff(tree, *where))["flattening"] == 200


@pytest.mark.parametrize("route", ROUTES)
def test_what_was_planted_is_found(route: str, server: Server, spoilt: str, tree: Path,
                                   api: Callable[..., str], tmp_path: Path) -> None:  # fmt: skip
    report = diff(tree, *routed(route, server, spoilt, api, tmp_path / "dump"))
    assert report["exit"] == 1
    assert classes(report) == EXPECTED, unexpected(report)


@pytest.mark.parametrize("route", ["copy", "api", "ndjson"])
def test_what_is_shown_of_both_sides_changes_no_difference(
    route: str, server: Server, spoilt: str, tree: Path, api: Callable[..., str], tmp_path: Path
) -> None:
    where = routed(route, server, spoilt, api, tmp_path / "dump")
    report = stacqc.diff(tree, str(where[0]), facts=True)
    found = Counter({rule.removeprefix("diff/"): n for (rule, _), n in report.counts.items()})
    assert found == Counter(EXPECTED)
    assert report.facts is not None
    kinds = Counter(subject.kind for subject in report.facts.subjects.values())
    assert kinds["Item"] >= 200
    assert set(kinds) == {"Item", "Collection"}
    assert {side for side, _, _ in report.facts.members or ()} == {"files", "database"}


def test_two_databases_are_compared_with_each_other(server: Server, loaded: str, spoilt: str) -> None:
    found = classes(diff(server.address(loaded), server.address(spoilt)))
    # Between two flat sides parent and address are values like any other.
    assert found["moved"] == 3
    assert found["value"] + found["dropped"] >= EXPECTED["wrong-parent"]
    assert classes(diff(server.address(spoilt), server.address(spoilt))) == {}


def unexpected(report: Json) -> list[str]:
    return [f"{f['rule']}: {f['message']}" for f in report["findings"]]
