"""Whatever a file holds, the user gets a clear finding or error, and the other files are still checked."""

from __future__ import annotations

import errno
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from ..documents import CATALOG, ITEM
from .conftest import Stacqc

TEXT = json.dumps(CATALOG).encode()


@pytest.fixture
def stacqc(stacqc_essential: Stacqc) -> Stacqc:
    """What these tests are about does not depend on what else is recommended."""
    return stacqc_essential


def with_(text: bytes) -> bytes:
    """The catalog with one more member, written as it is."""
    return TEXT[:-1] + b", " + text + b"}"


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"", 2, "empty"),
        (b"\n  \n", 2, "empty"),
        (TEXT[:40], 2, "cut off"),
        (b"{'id': 1}", 2, "Not valid JSON"),
        (TEXT + b"}", 2, "Not valid JSON"),
        (b"[" * 100_000, 2, "Nested too deeply"),
        (b'{"a":' * 100_000, 2, "Nested too deeply"),
        (bytes(range(256)) * 10, 2, "binary data"),
        (b"\xef\xbb\xbf" + TEXT, 1, "byte order mark"),
        (json.dumps(CATALOG).encode("utf-16"), 1, "UTF-16"),
        (TEXT.replace(b"item", b"\xe9"), 1, "not valid UTF-8"),
        (with_(b'"gsd": NaN'), 1, "NaN is not a JSON number"),
        (with_(b'"gsd": -Infinity'), 1, "-Infinity is not a JSON number"),
        (with_(b'"gsd": 1e400'), 1, "infinity"),
        (with_(b'"x": 123456789012345678901234567890'), 1, "loses digits"),
        (with_(b'"id": "d"'), 1, "stands twice"),
        (with_(b'"x": "\\ud800"'), 1, "surrogate"),
        (b"[1, 2]", 2, "JSON but not STAC"),
        (b"null", 2, "JSON but not STAC"),
        (b'{"a": 1}', 2, "JSON but not STAC"),
        (TEXT.replace(b"1.1.0", b"9.9.9"), 1, "no version of STAC"),
        (TEXT.replace(b'"1.1.0"', b"1"), 1, "stac_version"),
    ],
)
def test_a_bad_file_is_named_and_a_good_one_still_checked(
    stacqc: Stacqc, tmp_path: Path, content: bytes, code: int, said: str
) -> None:
    (tmp_path / "bad.json").write_bytes(content)
    (tmp_path / "good.json").write_text(json.dumps(ITEM))
    outcome = stacqc("check", "bad.json", "good.json", "-f", "json")
    report = json.loads(outcome.out)
    told = [f["message"] for f in report["findings"]] + [f["message"] for f in report["failures"]]
    assert any(said in message for message in told), told
    assert outcome.code == code
    assert report["summary"]["checked"]["Item"] == 1


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("links", 5), ("links", [5]), ("links", [{"rel": 1, "href": []}]), ("assets", []), ("assets", {"a": 5}),
        ("properties", None), ("properties", "x"), ("stac_extensions", "x"), ("stac_extensions", [5, None]), ("bbox", "x"),
        ("bbox", [1, 2, 3, 4, 5]), ("geometry", 5), ("geometry", {"type": "Polygon"}), ("id", {}), ("stac_version", []),
        ("geometry", {"type": "Point", "coordinates": "x"}), ("collection", 5), ("type", "feature"),
    ],
)  # fmt: skip
def test_wrong_types_are_findings(stacqc: Stacqc, tmp_path: Path, member: str, value: Any) -> None:
    (tmp_path / "item.json").write_text(json.dumps({**ITEM, member: value}))
    outcome = stacqc("check", "item.json")
    assert outcome.code in (1, 2)
    assert "item.json:1:" in outcome.out


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nothing.json", "it does not exist"),
        ("no/such/folder", "it does not exist"),
        ("*.nothing", "no file fits this pattern"),
        ("file:///a.json", "what stacqc reads are files, object storage"),
        ("ftp://example.com/a", "ftp:// leads to a server of files and no store"),
        ("link.json", "it is a link to away.json, which does not exist"),
        ("itme.json", "it does not exist; did you mean item.json?"),
    ],
)
def test_a_path_that_does_not_exist(stacqc: Stacqc, tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "link.json").symlink_to("away.json")
    (tmp_path / "item.json").write_text("{}")
    outcome = stacqc("check", name)
    assert outcome.code == 2
    assert f"could not check {name}: not read: {reason}" in outcome.out


def test_an_empty_path_is_shown(stacqc: Stacqc) -> None:
    outcome = stacqc("check", "")
    assert outcome.code == 2
    assert "could not check '': not read: it does not exist" in outcome.out


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e400", "9" * 5000])
def test_a_value_that_is_no_number_is_told_once_and_judged_no_further(
    stacqc: Stacqc, tmp_path: Path, number: str
) -> None:
    point = {"type": "Point", "coordinates": [1, 2]}
    text = json.dumps({**ITEM, "geometry": point, "bbox": [1, 2, 1, 2]})
    (tmp_path / "item.json").write_text(text.replace("[1, 2, 1, 2]", f"[{number}, 2, 1, 2]"))
    found = json.loads(stacqc("check", "item.json", "-f", "json").out)["findings"]
    assert [finding["rule"] for finding in found] == ["json-number"]


def test_a_text_that_is_no_utf_8_is_told_once_and_judged_no_further(stacqc: Stacqc, tmp_path: Path) -> None:
    text = json.dumps({**ITEM, "properties": {**ITEM["properties"], "license": "CC?BY 4.0"}}).encode()
    for sign, rules in (b"?", ["schema"]), (b"\xe9", ["json-encoding"]):
        (tmp_path / "item.json").write_bytes(text.replace(b"?", sign))
        found = json.loads(stacqc("check", "item.json", "-f", "json").out)["findings"]
        assert [finding["rule"] for finding in found] == rules


def test_a_byte_order_mark_hides_nothing_that_is_wrong_with_the_document(
    stacqc: Stacqc, tmp_path: Path
) -> None:
    item = {name: value for name, value in ITEM.items() if name != "links"}
    (tmp_path / "item.json").write_text("\ufeff" + json.dumps(item), encoding="utf-8")
    found = json.loads(stacqc("check", "item.json", "-f", "json", "--no-config").out)["findings"]
    assert {"json-encoding", "schema"} <= {finding["rule"] for finding in found}


def test_extensions_are_placed_where_they_stand(stacqc: Stacqc, tmp_path: Path) -> None:
    item = {**ITEM, "stac_extensions": [5, "", "https://example.com/x.json"]}
    (tmp_path / "item.json").write_text(json.dumps(item))
    found = json.loads(stacqc("check", "item.json", "-f", "json").out)["findings"]
    told = [finding["pointer"] for finding in found if finding["rule"] == "schema-unavailable"]
    assert told == ["/stac_extensions/2"]


def test_an_extension_by_its_name_alone_means_the_newest_release(stacqc: Stacqc, tmp_path: Path) -> None:
    fields = {**ITEM["properties"], "eo:cloud_cover": 5}
    item = {**ITEM, "properties": fields, "stac_extensions": ["eo"]}
    (tmp_path / "item.json").write_text(json.dumps(item))
    (found,) = json.loads(stacqc("check", "item.json", "-f", "json").out)["findings"]
    assert (found["rule"], found["help"]) == (
        "extension-uri",
        "write https://stac-extensions.github.io/eo/v2.0.0/schema.json",
    )
    assert stacqc("check", "item.json", "--fix").code == 0


def test_a_path_that_nearly_exists(stacqc: Stacqc, tmp_path: Path) -> None:
    (tmp_path / "catalog.json").write_bytes(TEXT)
    assert "did you mean catalog.json?" in stacqc("check", "catalgo.json").out


def test_a_folder_without_json(stacqc: Stacqc, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    outcome = stacqc("check", "empty")
    assert outcome.code == 2
    assert "no JSON file" in outcome.out


def test_other_json_in_a_folder_is_passed_over(stacqc: Stacqc, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "package.json").write_text('{"name": "x"}')
    (tmp_path / "data" / "item.json").write_text(json.dumps(ITEM))
    outcome = stacqc("check", "data", "--ignore", "*" if False else "link-target-missing")
    assert "1 document checked" in outcome.out


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes among files on Windows")
def test_pipes_devices_and_loops_are_refused(stacqc: Stacqc, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "loop.json").symlink_to("loop.json")
    outcome = stacqc("check", "pipe.json", "loop.json", "/dev/zero")
    assert outcome.code == 2
    for said in ("it is a pipe", "symbolic link", "it is a device"):
        assert said in outcome.out


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes among files on Windows")
@pytest.mark.parametrize("name", ["pipe.json", "pipe.ndjson", "pipe.parquet"])
def test_a_pipe_in_a_folder_is_not_waited_for(stacqc: Stacqc, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "folder" / name)
    (tmp_path / "folder" / "item.json").write_text(json.dumps(ITEM))
    outcome = stacqc("check", "folder")
    assert "1 document checked" in outcome.out
    assert "Traceback" not in outcome.err


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes among files on Windows")
def test_a_pipe_among_schemas_is_not_waited_for(stacqc: Stacqc, tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    os.mkfifo(tmp_path / "schemas" / "a.json")
    (tmp_path / "item.json").write_text(json.dumps(ITEM))
    assert stacqc("check", "item.json", "--schema-dir", "schemas").code == 0


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file(stacqc: Stacqc, tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_bytes(TEXT)
    (tmp_path / "secret.json").chmod(0)
    assert "permission denied" in stacqc("check", "secret.json").out


def test_a_huge_file_is_refused_without_being_read(stacqc: Stacqc, tmp_path: Path) -> None:
    with (tmp_path / "huge.json").open("wb") as stream:
        stream.truncate(1_000_000_000)
    outcome = stacqc("check", "huge.json")
    assert outcome.code == 2
    assert "1,000,000,000 bytes" in outcome.out


def test_control_characters_never_reach_the_terminal_raw(stacqc: Stacqc, tmp_path: Path) -> None:
    evil = "\x1b[31mred\x07\u202e\u2028\x9b"
    document = {
        **ITEM,
        "id": evil,
        "stac_version": evil,
        "properties": {evil: evil, "datetime": evil},
        evil: evil,
    }
    document["links"] = [{"rel": "child", "href": f"./{evil}.json"}]
    (tmp_path / "item.json").write_text(json.dumps(document, ensure_ascii=False))
    for format_ in ("text", "concise"):
        out = stacqc("check", "item.json", "-f", format_).out
        assert not set("\x1b\x07\u202e\u2028\x9b") & set(out)
        assert out.count("item.json:1:") >= 2


def test_a_cycle_of_catalogs_and_a_document_linked_twice(stacqc: Stacqc, tmp_path: Path) -> None:
    for name, child in (("catalog", "b"), ("b", "catalog")):
        links = [{"rel": "child", "href": f"./{child}.json"}, {"rel": "item", "href": "./a.json"}]
        (tmp_path / f"{name}.json").write_text(json.dumps({**CATALOG, "links": links}))
    (tmp_path / "a.json").write_text(json.dumps({**ITEM, "links": [{"rel": "parent", "href": "./b.json"}]}))
    outcome = stacqc("check", "catalog.json")
    assert "3 documents checked" in outcome.out
    assert "link-cycle" in outcome.out
    assert "listed-twice" in outcome.out


def test_what_is_not_read_is_not_said_to_be_listed_twice(stacqc: Stacqc, tmp_path: Path) -> None:
    (tmp_path / "away.json").write_text(json.dumps(ITEM))
    (tmp_path / "t").mkdir()
    links = [{"rel": "item", "href": "./a.json"}]
    (tmp_path / "t" / "catalog.json").write_text(json.dumps({**CATALOG, "links": links}))
    (tmp_path / "t" / "a.json").symlink_to("../away.json")
    outcome = stacqc("check", "t/catalog.json", "-f", "concise")
    assert outcome.code == 2
    assert "symbolic link out of the catalog's folder" in outcome.out
    assert "listed-twice" not in outcome.out


def test_paths_out_of_the_tree_are_not_opened(stacqc: Stacqc, tmp_path: Path) -> None:
    hrefs = ["../../../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "./gone.json"]
    (tmp_path / "catalog.json").write_text(
        json.dumps(
            {**CATALOG, "links": [{"rel": "child", "href": href, "title": "a child"} for href in hrefs]}
        )
    )
    outcome = stacqc("check", "catalog.json", "-f", "json")
    rules = sorted(f["rule"] for f in json.loads(outcome.out)["findings"])
    assert rules == ["link-outside-root"] * 3 + ["link-target-missing"]
    assert outcome.code == 1


def test_a_bad_line_of_ndjson_is_one_finding(stacqc: Stacqc, tmp_path: Path) -> None:
    lines = [json.dumps(ITEM), "{broken", json.dumps({**ITEM, "id": 5}), ""]
    (tmp_path / "items.ndjson").write_text("\n".join(lines))
    outcome = stacqc("check", "items.ndjson", "-f", "concise")
    assert outcome.code == 2
    assert "items.ndjson:2:2 error json-syntax" in outcome.out
    assert "items.ndjson:3:" in outcome.out


def test_a_damaged_feature_collection_says_where(stacqc: Stacqc, tmp_path: Path) -> None:
    text = json.dumps({"type": "FeatureCollection", "features": [ITEM, ITEM]}, indent=1)
    (tmp_path / "fc.json").write_text(text[:-30])
    outcome = stacqc("check", "fc.json")
    assert outcome.code == 2
    assert "cut off" in outcome.out
    (tmp_path / "fc.json").write_text(json.dumps({"type": "FeatureCollection", "features": 5}))
    assert stacqc("check", "fc.json").code in (1, 2)


@pytest.mark.parametrize("command", [["check"], ["diff", "--no-progress"], ["flatten", "-o", "rows"]])
def test_a_folder_that_may_not_be_searched(
    stacqc: Stacqc, tmp_path: Path, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "locked").mkdir()
    (tmp_path / "locked" / "item.json").write_text(json.dumps(ITEM))
    stat = os.stat

    def refused(path: Any, *args: Any, **more: Any) -> os.stat_result:
        if type(path) is not int and os.fspath(path).startswith(f"{tmp_path}/locked/"):
            raise PermissionError(errno.EACCES, "Permission denied", os.fspath(path))
        return stat(path, *args, **more)

    monkeypatch.setattr(os, "stat", refused)
    monkeypatch.chdir(tmp_path)
    other = ["locked"] if command[0] == "diff" else []
    outcome = stacqc(*command, f"{tmp_path}/locked/item.json", *other)
    # Only questions are refused here, so that what asks none reads the file.
    assert outcome.code in (0, 2)
    assert "please report it" not in outcome.out + outcome.err
    assert outcome.code == 0 or "ermission denied" in outcome.out + outcome.err


@pytest.mark.parametrize("name", ["-oitem.json", "--output=item.json", "--fix.json", "-q"])
def test_a_file_is_no_option(stacqc: Stacqc, tmp_path: Path, name: str) -> None:
    for file in (name, "item.json"):
        (tmp_path / file).write_text(json.dumps(ITEM))
    outcome = stacqc("check", name, "item.json")
    assert outcome.code == 2
    assert f"{name} reads as an option and is a file here: write ./{name}" in outcome.err
    for words in ([f"./{name}", "item.json"], ["--", name, "item.json"]):
        assert "2 documents checked" in stacqc("check", "--each-alone", *words).out
