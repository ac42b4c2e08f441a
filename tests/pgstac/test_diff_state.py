"""A run that remembers says the same as one that does not, whatever has changed in between."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.pgstac.help import Json, classes, diff, execute, own_server, passed, query
from tests.pgstac.plant import script
from tests.pgstac.server import Server


@pytest.fixture
def own_tree(tree: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tree, tmp_path / "tree"))


def told(report: Json) -> list[tuple[str, str, str]]:
    return [(f["rule"], f["document"], f["message"]) for f in report["findings"]]


def test_what_has_not_changed_is_not_looked_at(
    server: Server, loaded: str, own_tree: Path, tmp_path: Path
) -> None:
    where = [own_tree, server.address(loaded), "--state", tmp_path / "state"]
    first = diff(*where)
    assert (first["exit"], passed(first).get("unchanged")) == (0, None)
    second = diff(*where)
    assert (second["exit"], passed(second)["unchanged"]) == (0, 200)
    assert second["summary"]["checked"] == first["summary"]["checked"]


def test_changes_of_either_side_are_seen(server: Server, loaded: str, own_tree: Path, tmp_path: Path) -> None:
    where = [own_tree, server.address(loaded)]
    state = ["--state", tmp_path / "state"]
    diff(*where, *state)
    spoil(own_tree)
    execute(server, loaded, *script())
    remembering, fresh = diff(*where, *state), diff(*where)
    assert told(remembering) == told(fresh)
    assert classes(fresh)["value"] > 3
    assert passed(remembering)["unchanged"] > 100
    again = diff(*where, *state)
    assert told(again) == told(fresh)


def spoil(tree: Path) -> None:
    """Change, remove and add items of the tree; one keeps its size."""
    changed, same_size, removed, added, *_ = sorted(tree.glob("*/*_item.json"))
    changed.write_text(changed.read_text().replace('"status": "ACQUIRED"', '"status": "PLANNED!"'))
    same_size.write_text(same_size.read_text().replace('"status": "ACQUIRED"', '"status": "ARCHIVED"'))
    removed.unlink()
    item = json.loads(added.read_text())
    (added.parent / "extra.json").write_text(json.dumps({**item, "id": item["id"] + "x"}))


def test_rows_change_with_what_completes_them(
    server: Server, loaded: str, own_tree: Path, tmp_path: Path
) -> None:
    where = [own_tree, server.address(loaded), "--state", tmp_path / "state"]
    diff(*where)
    base = "jsonb_set(base_item, '{assets}', '{\"product\": {\"extra\": 1}}')"
    made = f"INSERT INTO pgstac.base_items (collection, base_item) SELECT id, {base} FROM pgstac.collections"
    execute(server, loaded, made)
    report = diff(*where)
    assert classes(report).get("added") == 200
    assert told(report) == told(diff(*where[:2]))


def test_another_database_or_other_settings_begin_anew(server: Server, loaded: str, template: str, own_tree: Path,
                                                       tmp_path: Path) -> None:  # fmt: skip
    state = ["--state", tmp_path / "state"]
    diff(own_tree, server.address(loaded), *state)
    assert "unchanged" not in passed(diff(own_tree, server.address(template), *state))
    assert passed(diff(own_tree, server.address(template), *state))["unchanged"] == 200
    stricter = ["--equivalence", "flattening=off"]
    assert classes(diff(own_tree, server.address(template), *state, *stricter))["value"] == 200


def test_a_table_made_anew_under_the_same_name_is_another(server: Server, loaded: str, template: str, own_tree: Path,
                                                          tmp_path: Path) -> None:  # fmt: skip
    where = [own_tree, server.address(loaded), "--state", tmp_path / "state"]
    diff(*where)
    execute(
        server,
        "postgres",
        f"DROP DATABASE {loaded} WITH (FORCE)",
        f"CREATE DATABASE {loaded} TEMPLATE {template}",
    )
    report = diff(*where)
    assert (report["exit"], passed(report).get("unchanged")) == (0, None)


def test_rows_of_a_view_are_compared_by_content(
    server: Server, loaded: str, own_tree: Path, tmp_path: Path
) -> None:
    where = [own_tree, server.address(loaded), "--state", tmp_path / "state"]
    view = "CREATE VIEW pgstac.items AS SELECT * FROM pgstac.kept"
    execute(server, loaded, "ALTER TABLE pgstac.items RENAME TO kept", view)
    assert diff(*where)["exit"] == 0
    assert passed(diff(*where))["unchanged"] == 200
    execute(server, loaded, "UPDATE pgstac.kept SET content = jsonb_set(content, '{properties,status}', '5')")
    assert classes(diff(*where)) == {"type": 200}


def test_a_server_that_was_started_again_may_be_one_that_was_restored(
    tree: Path, flat: Path, tmp_path: Path
) -> None:
    with own_server(flat) as own:
        where = [tree, own.address("d"), "--state", tmp_path / "state"]
        diff(*where)
        assert passed(diff(*where))["unchanged"] == 200
        own.stop()
        own.resume()
        assert "unchanged" not in passed(diff(*where))
        assert passed(diff(*where))["unchanged"] == 200


def test_a_role_that_may_not_ask_for_the_server_compares_contents(server: Server, loaded: str, own_tree: Path,
                                                                  tmp_path: Path) -> None:  # fmt: skip
    execute(server, loaded, "DROP ROLE IF EXISTS qc_reader", "CREATE ROLE qc_reader LOGIN", "GRANT pgstac_read TO qc_reader",
            "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC")  # fmt: skip
    where = [own_tree, server.address(loaded, "qc_reader"), "--state", tmp_path / "state"]
    try:
        diff(*where)
        assert passed(diff(*where))["unchanged"] == 200
        execute(
            server,
            loaded,
            "UPDATE pgstac.items SET content = jsonb_set(content, '{properties,status}', '\"X\"')",
        )
        assert classes(diff(*where)) == {"value": 200}
    finally:
        execute(server, loaded, "DROP OWNED BY qc_reader", "DROP ROLE qc_reader")


def test_doubled_rows_are_seen_again(server: Server, loaded: str, own_tree: Path, tmp_path: Path) -> None:
    where = [own_tree, server.address(loaded), "--state", tmp_path / "state"]
    diff(*where)
    double = "INSERT INTO items (id, geometry, collection, datetime, end_datetime, content) " \
             "SELECT id, geometry, collection, datetime, end_datetime, content FROM items ORDER BY id LIMIT 1"  # fmt: skip
    keys = query(server, loaded, "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) "
                 "FROM pg_constraint WHERE contype = 'p' AND conrelid::regclass::text ~ '_items_'")  # fmt: skip
    indexes = query(server, loaded, "SELECT format('DROP INDEX %s', indexrelid::regclass) FROM pg_index "
                    "WHERE indisunique AND indrelid::regclass::text ~ '_items_'")  # fmt: skip
    execute(
        server,
        loaded,
        "SET search_path TO pgstac, public",
        *(k[0] for k in keys),
        *(i[0] for i in indexes),
        double,
    )
    for _ in range(2):
        assert classes(diff(*where)) == {"duplicate-id": 1}


@pytest.mark.parametrize("content", [b"", b"not a database, but somebody's file", None])
def test_a_file_of_something_else_is_left_alone(content: bytes | None, server: Server, loaded: str, own_tree: Path,
                                                tmp_path: Path) -> None:  # fmt: skip
    file = tmp_path / "state"
    if content is None:
        with sqlite3.connect(file) as other:
            other.execute("CREATE TABLE mine (a)")
        content = file.read_bytes()
    else:
        file.write_bytes(content)
    report = diff(own_tree, server.address(loaded), "--state", file)
    if content:
        assert (report["exit"], "state file" in report["failures"][0]["message"]) == (2, True)
        assert file.read_bytes() == content
    else:
        assert report["exit"] == 0


def test_a_spoilt_state_file_is_told_and_all_is_compared(
    server: Server, loaded: str, own_tree: Path, tmp_path: Path
) -> None:
    state = tmp_path / "state"
    where = [own_tree, server.address(loaded), "--state", state]
    diff(*where)
    execute(server, loaded, *script())
    wanted = told(diff(*where[:2]))
    sound = state.read_bytes()
    for start, content in ((4096, b"\xff" * 4096), (5000, b"\xff" * 4000), (len(sound) // 2, b"\0" * 9000)):
        state.write_bytes(sound[:start] + content + sound[start + len(content) :])
        report = diff(*where)
        assert (report["exit"], told(report)) == (2, wanted)
        (failure,) = report["failures"]
        assert (failure["uri"], failure["message"].partition(" (")[0]) == (
            str(state),
            "the state file cannot be used",
        )
        assert "remove it" in failure["message"]


def test_a_disk_without_room_loses_no_report(
    server: Server, loaded: str, own_tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stacqc.comparison import state

    opened = state._opened

    def small(file: Path) -> sqlite3.Connection:
        store = opened(file)
        store.execute("PRAGMA max_page_count = 6")
        return store

    monkeypatch.setattr(state, "_opened", small)
    execute(server, loaded, *script())
    where = [own_tree, server.address(loaded), "--state", tmp_path / "state"]
    report = diff(*where)
    assert (report["exit"], told(report)) == (2, told(diff(*where[:2])))
    (failure,) = report["failures"]
    assert "the state file cannot be used (database or disk is full)" in failure["message"]
    assert "make room" in failure["message"]
