"""`stacqc check` as a user meets it: inputs, options, output, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stacqc.commands._output import view_of

from ..documents import BAD, BAD_LINE, CATALOG, ITEM
from .conftest import Stacqc


@pytest.fixture
def stacqc(stacqc_essential: Stacqc) -> Stacqc:
    """What these tests are about does not depend on what else is recommended."""
    return stacqc_essential


def save(file: Path, data: Any) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(data, indent=2))
    return str(file)


def test_a_finding_shows_place_frame_caret_and_help(stacqc: Stacqc, tmp_path: Path) -> None:
    save(tmp_path / "bad.json", BAD)
    outcome = stacqc("check", "bad.json")
    assert outcome.code == 1
    head, frame, caret, help_, *_ = outcome.out.splitlines()
    assert head.startswith(f"bad.json:{BAD_LINE}:12 error schema gsd is ")
    assert frame == f'  {BAD_LINE} | "gsd": "5"'
    assert caret == "     |        ^^^"
    assert help_.startswith("  fix: ")
    assert outcome.out.endswith("1 document checked: 1 error\n1 fixable with --fix\n")


@pytest.mark.parametrize("wrap", ["features", "lines", "stdin", "stdin-lines", "folder", "glob"])
def test_every_kind_of_input_gives_the_same_finding(stacqc: Stacqc, tmp_path: Path, wrap: str) -> None:
    stdin = b""
    if wrap == "features":
        path = save(tmp_path / "fc.json", {"type": "FeatureCollection", "features": [ITEM, BAD]})
    elif wrap == "lines":
        path = str(tmp_path / "items.ndjson")
        Path(path).write_text(f"{json.dumps(ITEM)}\n{json.dumps(BAD)}\n")
    elif wrap.startswith("stdin"):
        path, stdin = "-", json.dumps(BAD).encode()
        stdin = stdin + b"\n" + json.dumps(ITEM).encode() if wrap == "stdin-lines" else stdin
    else:
        save(tmp_path / "d" / "sub" / "bad.json", BAD)
        save(tmp_path / "d" / "item.json", ITEM)
        path = "d" if wrap == "folder" else "d/**/*.json"
    report = json.loads(stacqc("check", path, "-f", "json", stdin=stdin).out)
    (finding,) = report["findings"]
    assert finding["rule"] == "schema"
    assert finding["pointer"].endswith("/properties/gsd")
    assert finding["document"] == "bad"


def test_members_have_their_place_in_the_file(stacqc: Stacqc, tmp_path: Path) -> None:
    path = save(tmp_path / "fc.json", {"type": "FeatureCollection", "features": [ITEM, BAD]})
    (finding,) = json.loads(stacqc("check", path, "-f", "json").out)["findings"]
    line = Path(path).read_text().splitlines()[finding["line"] - 1]
    assert line[finding["column"] - 1 : finding["end_column"] - 1] == '"5"'
    assert finding["pointer"] == "/features/1/properties/gsd"


def test_the_answer_of_an_api_is_a_list_of_collections(stacqc: Stacqc, tmp_path: Path) -> None:
    collection = {
        **CATALOG, "type": "Collection", "license": "MIT",
        "extent": {"spatial": {"bbox": [[0, 0, 1, 1]]}, "temporal": {"interval": [["2020-01-01T00:00:00Z", None]]}},
    }  # fmt: skip
    path = save(tmp_path / "c.json", {"collections": [collection, {**collection, "id": 5}], "links": []})
    report = json.loads(stacqc("check", path, "-f", "json").out)
    assert [f["pointer"] for f in report["findings"] if f["rule"] == "schema"] == ["/collections/1/id"]


def test_a_file_named_twice_is_checked_once(stacqc: Stacqc, tmp_path: Path) -> None:
    save(tmp_path / "bad.json", BAD)
    assert "1 document checked: 1 error" in stacqc("check", "bad.json", "./bad.json", ".", "bad.json").out


def test_no_follow_checks_the_file_alone(stacqc: Stacqc, tmp_path: Path) -> None:
    save(tmp_path / "catalog.json", {**CATALOG, "links": [{"rel": "item", "href": "./bad.json"}]})
    save(tmp_path / "bad.json", {**BAD, "links": [{"rel": "parent", "href": "./catalog.json"}]})
    assert "2 documents checked" in stacqc("check", "catalog.json").out
    assert stacqc("check", "--no-follow", "catalog.json").out == "1 document checked: no findings\n"


@pytest.mark.parametrize(
    ("extra", "code"),
    [((), 1), (("--ignore", "schema"), 0), (("--only", "schema-format"), 0), (("--only", "schema"), 1)],
)
def test_rules_are_chosen(stacqc: Stacqc, tmp_path: Path, extra: tuple[str, ...], code: int) -> None:
    save(tmp_path / "bad.json", BAD)
    assert stacqc("check", "bad.json", *extra).code == code


def test_an_unknown_rule_is_refused_with_the_nearest(stacqc: Stacqc, tmp_path: Path) -> None:
    save(tmp_path / "bad.json", BAD)
    outcome = stacqc("check", "bad.json", "--ignore", "link-taget-missing")
    assert outcome.code == 2
    assert "link-target-missing" in outcome.err


WITH_FORMAT = {**ITEM, "properties": {"datetime": "2024-13-01T00:00:00Z"}}
UNKNOWN = {**ITEM, "stac_extensions": ["https://example.com/x/v1.0.0/schema.json"]}


@pytest.mark.parametrize(
    ("document", "extra", "code"),
    [
        (ITEM, (), 0),
        (BAD, (), 1),
        (WITH_FORMAT, (), 0),
        (WITH_FORMAT, ("--formats",), 1),
        (UNKNOWN, (), 2),
        (UNKNOWN, ("--core-only",), 0),
        ({**UNKNOWN, "id": 5}, (), 1),
        ({"id": "x", "links": []}, (), 1),
        ({**ITEM, "links": [{"rel": "child", "href": "./gone.json"}]}, (), 0),
    ],
)
def test_schemas_only_gives_the_verdict(
    stacqc: Stacqc, tmp_path: Path, document: Any, extra: tuple[str, ...], code: int
) -> None:
    save(tmp_path / "x.json", document)
    assert stacqc("check", "--schemas-only", "x.json", *extra).code == code


def test_an_own_schema_takes_part(stacqc: Stacqc, tmp_path: Path) -> None:
    (address,) = UNKNOWN["stac_extensions"]
    schema = {"$id": address, "properties": {"properties": {"required": ["mine:field"]}}}
    save(tmp_path / "own" / "schema.json", schema)
    save(tmp_path / "x.json", UNKNOWN)
    outcome = stacqc("check", "x.json", "--schema-dir", "own")
    assert outcome.code == 1
    assert "mine:field" in outcome.out
    mapped = stacqc("check", "x.json", "--schema-map", f"{address}=own/schema.json")
    assert mapped.out == outcome.out
    assert stacqc("schemas", "add", "own/schema.json").code == 0
    assert stacqc("check", "x.json").out == outcome.out


def test_a_moving_address_is_one_finding_and_the_fields_are_still_checked(
    stacqc: Stacqc, tmp_path: Path
) -> None:
    raw = "https://raw.githubusercontent.com/stac-extensions/sat/refs/heads/main/json-schema/schema.json"
    properties = {"datetime": "2024-05-01T00:00:00Z", "sat:orbit_state": "DESCENDING"}
    save(tmp_path / "x.json", {**ITEM, "stac_extensions": [raw], "properties": properties})
    report = json.loads(stacqc("check", "x.json", "-f", "json").out)
    found = {f["rule"]: f for f in report["findings"]}
    assert len(report["findings"]) == 2
    assert "stac-extensions.github.io/sat/v" in found["extension-uri"]["help"]
    assert "descending" in found["schema"]["message"]


def test_several_formats_at_once(stacqc: Stacqc, tmp_path: Path) -> None:
    save(tmp_path / "bad.json", BAD)
    outcome = stacqc("check", "bad.json", "-f", "json:report.json", "-f", "concise")
    assert outcome.out.startswith(f"bad.json:{BAD_LINE}:12 error schema ")
    assert json.loads((tmp_path / "report.json").read_text())["summary"]["findings"] == 1
    lines = stacqc("check", "bad.json", "-f", "jsonl").out.splitlines()
    assert [json.loads(line)["kind"] for line in lines] == ["finding", "summary"]


def test_quiet_statistics_and_limits(stacqc: Stacqc, tmp_path: Path) -> None:
    save(tmp_path / "bad.json", {**BAD, "id": 5, "assets": []})
    assert stacqc("check", "-q", "bad.json").out == "1 document checked: 3 errors\n2 fixable with --fix\n"
    assert "3 error   schema\n" in stacqc("check", "-q", "--statistics", "bad.json").out
    limited = stacqc("check", "--max-findings", "1", "bad.json").out
    assert limited.count("bad.json:") == 1
    assert "… and 2 more findings" in limited
    save(tmp_path / "good.json", ITEM)
    assert stacqc("check", "-q", "good.json").out == ""


def test_colour_only_where_it_is_wanted(
    stacqc: Stacqc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path / "bad.json", BAD)
    assert "\x1b[" not in stacqc("check", "bad.json").out
    assert "\x1b[31m" in stacqc("check", "bad.json", "--color").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[31m" in stacqc("check", "bad.json").out
    assert "\x1b[" not in stacqc("check", "bad.json", "--no-color").out
    stacqc("check", "bad.json", "-o", "report.txt")
    assert "\x1b[" not in (tmp_path / "report.txt").read_text()
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in stacqc("check", "bad.json").out


@pytest.mark.parametrize(("kind", "is_coloured"), [("xterm", True), ("dumb", False)])
def test_a_terminal_that_knows_no_colours_gets_none(
    monkeypatch: pytest.MonkeyPatch, kind: str, is_coloured: bool
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", kind)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    given = dict.fromkeys(("color", "quiet", "max_findings", "statistics"))
    assert view_of(given, to_file=False).color is is_coloured


def test_the_configuration_holds_and_the_command_line_goes_on_top(stacqc: Stacqc, tmp_path: Path) -> None:
    save(tmp_path / "data" / "bad.json", BAD)
    (tmp_path / "stacqc.toml").write_text('ignore = ["schema"]\n')
    assert stacqc("check", "data/bad.json").code == 0
    assert stacqc("check", "data/bad.json", "--no-config").code == 1
    (tmp_path / "stacqc.toml").write_text('[severity]\nschema = "warning"\n')
    assert stacqc("check", "data/bad.json").code == 0
    assert stacqc("check", "data/bad.json", "--fail-on", "warning").code == 1
    (tmp_path / "stacqc.toml").write_text('[per-file."data/*"]\nignore = ["schema"]\n')
    assert stacqc("check", "data/bad.json").code == 0
    (tmp_path / "stacqc.toml").write_text('[per-file."data/*"]\nignore = ["tag:verdict"]\n')
    assert stacqc("check", "data/bad.json").code == 0
    shown = json.loads(stacqc("check", "--show-config", "data/bad.json").out)
    assert (shown["per-file"], shown["jobs"]) == ({"data/*": {"ignore": ["tag:verdict"]}}, "auto")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ignroe = []", "did you mean ignore?"),
        ('fail-on = "x"', "fail-on"),
        ("a = ", "not valid TOML"),
        ('ignore = ["no-such-rule"]', "no-such-rule"),
        ('[per-file."a/*"]\nignore = ["schemas"]', 'did you mean "schema"?'),
        ('ignore = ["schema,bbox-wrong"]', "name each rule by itself"),
        ('extend = "stacqc.toml"', "circle"),
        ("jobs = true", "jobs is true, it must be auto or a whole number"),
        ('cache = "yes"', 'cache is text ("yes"), it must be true or false'),
        ('[hrefs]\nmax = "5"', 'hrefs.max is text ("5"), it must be a whole number'),
        ("[severity]\nnope = 'error'", "stacqc rules lists them"),
    ],
)
def test_a_bad_configuration_ends_the_run(stacqc: Stacqc, tmp_path: Path, text: str, said: str) -> None:
    save(tmp_path / "x.json", ITEM)
    (tmp_path / "stacqc.toml").write_text(text)
    outcome = stacqc("check", "x.json")
    assert outcome.code == 2
    assert said in outcome.err
    assert outcome.err.startswith("Error: ")


def test_an_old_version_is_migrated_and_reported(stacqc: Stacqc, tmp_path: Path) -> None:
    old = {**ITEM, "stac_version": "0.5.2", "properties": {"datetime": "2024-05-01T00:00:00Z"}}
    del old["type"]
    save(tmp_path / "old.json", {**old, "type": "Feature", "bbox": [0, 0, 0, 0]})
    outcome = stacqc("check", "old.json")
    assert "stac-version-outdated STAC 0.5.2 is outdated" in outcome.out


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "objct"},
        {"properties": 5},
        {"$ref": "#/definitions/gone"},
        {"pattern": "("},
        {"$ref": "https://example.com/gone.json"},
    ],
)
def test_an_own_schema_that_is_broken_is_said_to_be(stacqc: Stacqc, tmp_path: Path, schema: Any) -> None:
    (address,) = UNKNOWN["stac_extensions"]
    save(tmp_path / "own" / "schema.json", {"$id": address, **schema})
    outcome = stacqc("check", "--schema-dir", "own", save(tmp_path / "x.json", UNKNOWN))
    assert "schema-unavailable" in outcome.out
    assert "cannot be used" in outcome.out


def test_nested_alternatives_of_an_own_schema_are_told_at_the_leaf(stacqc: Stacqc, tmp_path: Path) -> None:
    (address,) = UNKNOWN["stac_extensions"]
    size = {
        "anyOf": [
            {"type": "object", "required": ["unit"], "properties": {"unit": {"enum": ["m", "km"]}}},
            {"type": "null"},
        ]
    }
    branch = {"properties": {"type": {"const": "Feature"}, "properties": {"properties": {"x:size": size}}}}
    other = {"properties": {"type": {"const": "Collection"}}}
    save(tmp_path / "own" / "schema.json", {"$id": address, "oneOf": [branch, {"anyOf": [other, other]}]})
    document = {**UNKNOWN, "properties": {**ITEM["properties"], "x:size": {"unit": "KM"}}}
    out = stacqc("check", "--schema-dir", "own", "-f", "concise", save(tmp_path / "x.json", document)).out
    assert '"KM" is not one of m, km' in out
    assert "any of the given" not in out
    assert out.count("KM") == 1


def test_a_feature_collection_in_a_folder_is_opened(stacqc: Stacqc, tmp_path: Path) -> None:
    save(tmp_path / "d" / "fc.json", {"type": "FeatureCollection", "features": [ITEM, BAD, ITEM]})
    report = json.loads(stacqc("check", "d", "-f", "json").out)
    found = {f["rule"]: f["pointer"] for f in report["findings"]}
    assert found == {"schema": "/features/1/properties/gsd", "id-duplicate": "/features/2/id"}


def test_a_doubled_id_is_placed_in_standard_input_too(stacqc: Stacqc) -> None:
    text = json.dumps({"type": "FeatureCollection", "features": [ITEM, ITEM]}).encode()
    report = json.loads(stacqc("check", "-", "-f", "json", stdin=text).out)
    assert [(f["rule"], f["pointer"]) for f in report["findings"]] == [("id-duplicate", "/features/1/id")]
    assert text.decode()[report["findings"][0]["column"] - 1 :].startswith('"a"')


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check",), "stacqc check ."),
        (("properties",), "stacqc properties ."),
        (("check", "x.json", "-f", "json:a", "-f", "sarif:./a"), "two reports would be written to a"),
        (("check", "x.json", "-f", "text", "-f", "json"), "give json a file, -f json:FILE"),
        (("check", "x.json", "--schema-map", "https://a.example/=none/"), "There is no file none/"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_to_write(
    stacqc: Stacqc, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    save(tmp_path / "x.json", ITEM)
    outcome = stacqc(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err


def test_reports_that_are_read_by_lines_share_the_screen(stacqc: Stacqc, tmp_path: Path) -> None:
    save(tmp_path / "bad.json", BAD)
    outcome = stacqc("check", "bad.json", "-f", "text", "-f", "github", "-f", "json:a")
    assert outcome.code == 1
    assert "::error title=schema,file=bad.json" in outcome.out
    assert json.loads((tmp_path / "a").read_text())["findings"]
