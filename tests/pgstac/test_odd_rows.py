"""Rows that no loader writes and that a column may hold all the same: none of them ends a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import stacqc
from tests.pgstac.help import classes, diff, execute, query
from tests.pgstac.server import Server

TAG = "content || '{\"pgstac:base_item\": %s}'"
DEEP = "jsonb_set(content, '{properties,odd}', (repeat('[', 1500) || repeat(']', 1500))::jsonb)"
HUGE = "jsonb_set(content, '{properties,odd}', ('1' || repeat('0', 400))::jsonb)"


def change(server: Server, database: str, content: str) -> None:
    first = "(SELECT id FROM pgstac.items ORDER BY id LIMIT 1)"
    execute(server, database, f"UPDATE pgstac.items SET content = {content} WHERE id = {first}")


@pytest.mark.parametrize("content", ["'[]'", "'\"x\"'", "'null'", "'5'"])
def test_a_row_that_is_no_object_lacks_all_of_the_file(
    content: str, server: Server, loaded: str, tree: Path
) -> None:
    change(server, loaded, content)
    report = diff(tree, server.address(loaded))
    assert (report["exit"], set(classes(report))) == (1, {"dropped"})
    assert {f["message"].split()[0] for f in report["findings"]} >= {"/properties", "/assets", "/bbox"}
    assert stacqc("check", server.address(loaded), "--no-config").exit_code == 1


@pytest.mark.parametrize("tag", ['"x"', "{}", "true", "99999", "-1", '"99999999999999999999"'])
def test_a_row_whose_base_item_is_lost_is_completed_as_pgstac_does(
    tag: str, server: Server, loaded: str, tree: Path
) -> None:
    change(server, loaded, TAG % tag)
    for more in ([], ["--server-hydrate"]):
        report = diff(tree, server.address(loaded), *more)
        assert (report["exit"], classes(report)) == (0, {})
    report = diff(tree, server.address(loaded), "--integrity")
    assert (report["failures"], list(report["summary"]["rules"])) == ([], ["integrity/base-item"])
    assert stacqc("check", server.address(loaded), "--no-config").exit_code == 0


def test_a_number_beyond_all_doubles_is_told(server: Server, loaded: str, tree: Path) -> None:
    change(server, loaded, HUGE)
    for more in ([], ["--server-hydrate"], ["--jobs", "2"]):
        assert classes(diff(tree, server.address(loaded), *more)) == {"added": 1}
    result = stacqc("check", server.address(loaded), "--no-config", "-f", "concise")
    assert "json-number" in result.stdout


@pytest.mark.parametrize("more", [[], ["--server-hydrate"], ["--bbox", "-180,-90,180,90"]])
def test_a_row_with_a_number_that_is_not_read_is_not_compared(
    more: list[str], server: Server, loaded: str, tree: Path, tmp_path: Path
) -> None:
    change(server, loaded, HUGE.replace("400", "5000"))
    report = diff(tree, server.address(loaded), *more, "-f", f"html:{tmp_path}/report.html")
    assert (report["exit"], classes(report), len(report["failures"])) == (2, {}, 1)
    assert "more than 4,000 digits" in report["failures"][0]["message"]
    result = stacqc("check", server.address(loaded), "--no-config")
    assert (result.exit_code, "not read: holds a number" in result.output) == (2, True)


@pytest.mark.parametrize("more", [[], ["--server-hydrate"], ["--bbox", "-180,-90,180,90"]])
def test_a_row_that_is_nested_too_deeply_is_not_compared(
    more: list[str], server: Server, loaded: str, tree: Path, tmp_path: Path
) -> None:
    change(server, loaded, DEEP)
    report = diff(tree, server.address(loaded), *more, "-f", f"html:{tmp_path}/report.html")
    (failure,) = report["failures"]
    ((collection, id_),) = query(server, loaded, "SELECT collection, id FROM items ORDER BY id LIMIT 1")
    assert (
        f"not compared with {server.address(loaded).replace('postgres@', '')}#{collection}/{id_}"
        in failure["message"]
    )
    assert (report["exit"], classes(report)) == (2, {})
    result = stacqc("check", server.address(loaded), "--no-config")
    assert (result.exit_code, "not read: nested too deeply" in result.output) == (2, True)


def test_a_collection_that_is_nested_too_deeply_is_told(server: Server, loaded: str, tree: Path) -> None:
    deep = DEEP.replace("{properties,odd}", "{odd}")
    execute(server, loaded, f"UPDATE pgstac.collections SET content = {deep}")
    report = diff(tree, server.address(loaded))
    assert (report["exit"], {f["message"] for f in report["failures"]}) == (
        2,
        {"not read: nested too deeply"},
    )
    assert all("could not be read of the database" in f["help"] for f in report["findings"])
    result = stacqc("check", server.address(loaded), "--no-config")
    assert (result.exit_code, result.output.count("not read: nested too deeply")) == (2, 3)
