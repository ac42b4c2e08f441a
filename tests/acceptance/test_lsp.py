"""`stacqc lsp` as an editor meets it: findings while typing, hover, completion, fixes."""

from __future__ import annotations

import importlib.util
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..documents import CATALOG, ITEM

if importlib.util.find_spec("pygls") is None and os.environ.get("CI", "").lower() not in ("1", "true"):
    pytest.skip('pygls is not installed: pip install "stacqc[lsp]"', allow_module_level=True)

from lsprotocol.types import CodeActionKind, Diagnostic, DiagnosticSeverity, Range

from .editor import Editor, applied, covered, place

SAT = "https://stac-extensions.github.io/sat/v1.0.0/schema.json"
SAR = "https://stac-extensions.github.io/sar/v1.3.0/schema.json"
LINK = {"rel": "item", "href": "https://example.com/a.json", "type": "application/json"}

#: The rules these tests are about, whatever the rulesets switch on besides.
SETTINGS = """
ruleset = ["own.yaml"]
select = [
  "schema", "schema-unavailable", "json-syntax", "json-encoding", "link-media-type", "link-target-missing",
]
"""


def item(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**ITEM, **more, "properties": {**ITEM["properties"], **properties}}


def text_of(data: Any) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False)


def rules(found: list[Diagnostic]) -> list[Any]:
    return sorted(d.code for d in found if d.code)


def settle(root: Path, more: str = "") -> Path:
    """Write the settings of a project and return its folder."""
    (root / "own.yaml").write_text("ruleset: own\nrules: {}\n")
    (root / "stacqc.toml").write_text(SETTINGS + more)
    return root


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    running = Editor(settle(tmp_path_factory.mktemp("open folder")))
    yield running
    assert running.stop() == 0


def test_a_finding_has_its_place_rule_severity_and_page(editor: Editor) -> None:
    text = text_of(item({"gsd": "5"}))
    (found,) = editor.open("a.json", text)
    assert covered(text, found.range) == '"5"'
    assert found.code == "schema"
    assert found.severity is DiagnosticSeverity.Error
    assert found.source == "stacqc"
    assert found.code_description is not None
    assert found.code_description.href.startswith("https://")
    assert "gsd is" in found.message


def test_typing_is_followed_and_closing_takes_findings_away(editor: Editor) -> None:
    good, bad = text_of(item({"gsd": 5})), text_of(item({"gsd": "5"}))
    assert editor.open("typed.json", good) == []
    assert rules(editor.type("typed.json", good[:50], bad[:70], bad)) == ["schema"]
    assert editor.type("typed.json", good) == []
    editor.type("typed.json", bad)
    assert editor.close("typed.json") == []


@pytest.mark.parametrize("name", ["astral.json", "astral.ndjson"])
def test_columns_are_those_of_utf16(editor: Editor, name: str) -> None:
    data = {"title": "🛰🛰 Grüße \u2028 x", **item({"gsd": "🛰5"})}
    text = json.dumps(data, ensure_ascii=False)
    (found,) = editor.open(name, text)
    assert covered(text, found.range) == '"🛰5"'
    assert "Ground sample distance" in editor.hover(name, *place(text, '"gsd"', 2))


def test_columns_are_those_that_the_editor_asks_for(tmp_path: Path) -> None:
    text = json.dumps({"title": "🛰é", **item({"gsd": "5"})}, ensure_ascii=False)
    for encoding, codec, unit in (("utf-8", "utf-8", 1), ("utf-32", "utf-32-le", 4)):
        editor = Editor(settle(tmp_path), encodings=[encoding])
        (found,) = editor.open("a.json", text)
        before = text[: text.index('"5"')].encode(codec)
        assert found.range.start.character == len(before) // unit
        assert editor.stop() == 0


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_the_editor_ends_them(editor: Editor, end: str) -> None:
    text = text_of(item({"gsd": "5"}))
    (found,) = editor.open("ends.json", text.replace("\n", end))
    assert (found.range.start.line, found.range.start.character) == place(text, '"5"')


def test_a_byte_order_mark_moves_the_first_line(editor: Editor) -> None:
    text = "\ufeff" + json.dumps(item({"gsd": "5"}))
    found = [d for d in editor.open("bom.json", text) if d.code == "schema"]
    assert [covered(text, d.range) for d in found] == ['"5"']


def test_half_written_text_keeps_what_still_holds(editor: Editor) -> None:
    text = text_of(item({"gsd": "5", "created": "yesterday", "constellation": "x"}))
    assert rules(editor.open("half.json", text)) == ["schema", "schema"]
    broken = text.replace('"constellation": "x"', '"constellation": "x",\n    "platf')
    found = editor.type("half.json", broken)
    assert rules(found) == ["json-syntax", "schema", "schema"]
    assert {covered(broken, d.range) for d in found if d.code == "schema"} == {'"5"', '"yesterday"'}
    above = broken.replace('"type": "Feature",', '"type": "Feature",\n\n\n')
    assert {covered(above, d.range) for d in editor.type("half.json", above) if d.code == "schema"} == {
        '"5"', '"yesterday"',
    }  # fmt: skip
    changed = above.replace('"yesterday"', '"2024-05-')
    assert rules(editor.type("half.json", changed)) == ["json-syntax", "schema"]
    assert editor.type("half.json", text_of(ITEM)) == []


def test_a_text_opened_half_written_has_its_syntax_error(editor: Editor) -> None:
    text = text_of(ITEM).replace('"id": "a",', '"id": ,')
    (found,) = editor.open("broken.json", text)
    assert found.code == "json-syntax"
    assert found.range.start.line == 3


def test_a_container_is_pointed_at_by_its_name(editor: Editor) -> None:
    text = text_of({**ITEM, "properties": {"gsd": 5}})
    (found,) = editor.open("missing.json", text)
    assert covered(text, found.range) == '"properties": {'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[1, 2",
        '{"name": "x", "version": ',
        '{"compilerOptions": {} /* x */}',
        '{"type": "Feature"}',
        "null",
    ],
)
def test_other_json_is_left_alone(editor: Editor, text: str) -> None:
    assert editor.open("package.json", text) == []


@pytest.mark.parametrize("wrap", ["features", "lines"])
def test_members_are_judged_and_mended_in_their_place(editor: Editor, wrap: str) -> None:
    data = {**CATALOG, "links": [LINK]}
    if wrap == "features":
        name, text = "all.json", text_of({"collections": [{"x": "🛰"}, data], "links": []})
    else:
        name, text = "all.ndjson", f"{json.dumps(CATALOG)}\n{json.dumps(data)}\n"
    found = [d for d in editor.open(name, text) if d.code == "link-media-type"]
    assert [covered(text, d.range) for d in found] == ['"application/json"']
    (action,) = editor.actions(name, found[0].range)
    assert applied(text, action) == text.replace('"application/json"', '"application/geo+json"')
    assert "Relation" in editor.hover(name, *place(text, '"rel"', 1))


def test_fixes_are_offered_for_their_place_alone(editor: Editor) -> None:
    text = text_of({"title": "🛰", **CATALOG, "links": [LINK, {**LINK, "href": "https://example.com/b.json"}]})
    first, second = sorted(editor.open("fix.json", text), key=lambda d: d.range.start.line)
    (action,) = editor.actions("fix.json", first.range)
    assert action.title == "Write application/geo+json"
    assert action.kind == CodeActionKind.QuickFix
    assert action.is_preferred
    assert [d.code for d in action.diagnostics or ()] == ["link-media-type"]
    assert applied(text, action) == text.replace("application/json", "application/geo+json", 1)
    assert (
        editor.actions("fix.json", Range(second.range.end, second.range.end), [CodeActionKind.Refactor]) == []
    )


def test_all_safe_fixes_are_made_at_once(editor: Editor) -> None:
    text = text_of({**CATALOG, "links": [LINK, {**LINK, "href": "https://example.com/b.json"}]})
    found = editor.open("fix-all.json", text)
    (action,) = editor.actions("fix-all.json", found[0].range, [CodeActionKind.SourceFixAll])
    mended = applied(text, action)
    assert mended == text.replace("application/json", "application/geo+json")
    assert editor.type("fix-all.json", mended) == []
    assert editor.actions("fix-all.json", found[0].range, [CodeActionKind.SourceFixAll]) == []


def test_no_fix_is_offered_for_text_that_is_not_whole(editor: Editor) -> None:
    text = text_of({**CATALOG, "links": [LINK]})
    (found,) = editor.open("no-fix.json", text)
    assert rules(editor.type("no-fix.json", text + "}")) == ["json-syntax", "link-media-type"]
    assert editor.actions("no-fix.json", found.range) == []


def test_hover_tells_of_a_field(editor: Editor) -> None:
    text = text_of(item({"sat:orbit_state": "up", "sar:center_frequency": 5.4}, stac_extensions=[SAT, SAR]))
    editor.open("hover.json", text)
    shown = editor.hover("hover.json", *place(text, '"sat:orbit_state"', 3))
    assert "Flight direction" in shown
    assert '`"ascending"`, `"descending"`, `"geostationary"`' in shown
    assert "Satellite extension 1.0.0" in shown
    assert "GHz" in editor.hover("hover.json", *place(text, "5.4"))
    assert "STAC version" in editor.hover("hover.json", *place(text, '"stac_version"', 1))
    assert editor.hover("hover.json", 500, 500) == ""


def test_hover_tells_of_an_extension(editor: Editor) -> None:
    editor.open(
        "extensions.json", text := text_of(item({}, stac_extensions=[SAT, "https://example.com/x.json"]))
    )
    shown = editor.hover("extensions.json", *place(text, SAT, 5))
    assert "Satellite extension 1.0.0" in shown
    assert "newest version: v1.2.0, `https://stac-extensions.github.io/sat/v1.2.0/schema.json`" in shown
    assert "No schema is at hand" in editor.hover("extensions.json", *place(text, "example.com"))


def test_hover_explains_the_rule_that_was_broken(editor: Editor) -> None:
    editor.open("rule.json", text := text_of({**CATALOG, "links": [LINK]}))
    shown = editor.hover("rule.json", *place(text, "application/json"))
    assert "### link-media-type" in shown
    assert "Clients choose by media type" in shown
    assert "#### Right" in shown


def test_hover_works_in_half_written_text(editor: Editor) -> None:
    text = text_of(item({"sat:orbit_state": "up"}, stac_extensions=[SAT])).replace('"up"', '"up')
    editor.open("half-hover.json", text)
    assert "Flight direction" in editor.hover("half-hover.json", *place(text, '"sat:orbit_state"', 3))


def test_names_and_values_are_completed(editor: Editor) -> None:
    text = text_of(item({"sat:orbit_state": "ascending"}, stac_extensions=[SAT]))
    editor.open("complete.json", text)
    half = text.replace('"sat:orbit_state": "ascending"', '"sat:orbit_state": "ascending",\n    "sat:r')
    editor.type("complete.json", half)
    found = {i.label: i for i in editor.complete("complete.json", *place(half, '"sat:r\n', 6))}
    assert "sat:relative_orbit" in found
    assert "sat:orbit_state" not in found
    assert "sar:product_type" not in found
    edit = found["sat:relative_orbit"].text_edit
    assert edit is not None
    assert edit.new_text == '"sat:relative_orbit": '
    half = text.replace('"sat:orbit_state": "ascending"', '"sat:orbit_state": "')
    editor.type("complete.json", half)
    values = editor.complete("complete.json", *place(half, '"sat:orbit_state": "', 20))
    assert [i.label for i in values] == ["ascending", "descending", "geostationary"]


def test_extensions_are_completed_by_their_newest_address(editor: Editor) -> None:
    text = text_of(item({}, stac_extensions=[SAT])).replace(f'"{SAT}"', f'"{SAT}", ""')
    editor.open("addresses.json", text)
    labels = [i.label for i in editor.complete("addresses.json", *place(text, ', ""', 3))]
    assert SAR.replace("v1.3.0", "v1.0.0") not in labels
    assert "https://stac-extensions.github.io/sat/v1.2.0/schema.json" in labels


def test_links_are_looked_up_beside_the_file_and_again_on_saving(editor: Editor) -> None:
    link = {"rel": "item", "href": "./there.json", "type": "application/geo+json"}
    assert rules(editor.open("links.json", {**CATALOG, "links": [link]})) == ["link-target-missing"]
    (editor.root / "there.json").write_text(text_of(ITEM))
    assert editor.save("links.json") == []


def test_settings_of_the_project_hold(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    exception = '[severity]\nlink-media-type = "info"\n[per-file."sub/*"]\nignore = ["link-media-type"]\n'
    editor = Editor(settle(tmp_path, exception))
    data = {**CATALOG, "links": [LINK]}
    (found,) = editor.open("a.json", data)
    assert found.severity is DiagnosticSeverity.Information
    assert editor.open("sub/a.json", data) == []
    assert editor.asked == ["workspace/didChangeWatchedFiles"]
    settle(tmp_path, 'ignore = ["link-media-typo"]\n')
    (trouble,) = editor.settings_changed("a.json", "stacqc.toml")
    assert "link-media-typo" in trouble.message
    settle(tmp_path, 'ignore = ["link-media-type"]\n')
    assert editor.settings_changed("a.json", "stacqc.toml") == []
    assert editor.stop() == 0


def test_what_was_never_saved_is_judged_too(editor: Editor) -> None:
    found = editor.open(
        "untitled:Untitled-1", {**CATALOG, "links": [LINK, {"rel": "item", "href": "./x.json"}]}
    )
    assert "link-media-type" in rules(found)
    assert "link-target-missing" not in rules(found)


def test_what_the_baseline_knows_is_passed_over(tmp_path: Path) -> None:
    editor = Editor(settle(tmp_path, 'baseline = "known.json"\n'))
    (trouble,) = editor.open("a.json", item({"gsd": "5"}))
    assert "the baseline does not exist" in trouble.message
    file = tmp_path / "a.json"
    file.write_text(text_of(item({"gsd": "5"})))
    stacqc = [sys.executable, "-m", "stacqc", "check", "a.json", "--write-baseline"]
    subprocess.run(stacqc, cwd=tmp_path, check=True, capture_output=True)
    assert editor.save("a.json") == []
    assert rules(editor.type("a.json", text_of(item({"gsd": "6"})))) == ["schema"]
    assert editor.stop() == 0


def test_options_say_which_settings_hold(tmp_path: Path) -> None:
    (tmp_path / "stacqc.toml").write_text('ignore = ["link-media-type"]\n')
    editor = Editor(tmp_path, "--stdio", "--no-config", "--ruleset", "strict")
    assert "link-media-type" in rules(editor.open("a.json", {**CATALOG, "links": [LINK]}))
    assert editor.stop() == 0


def test_all_mistakes_of_a_rule_file_are_told(tmp_path: Path) -> None:
    editor = Editor(settle(tmp_path))
    (tmp_path / "own.yaml").write_text("ruleset: own\nrules:\n  a: {sumary: s}\n  b: {severity: eror}\n")
    (trouble,) = editor.open("a.json", item({}))
    assert "own.yaml:3:7: sumary is not known here" in trouble.message
    assert "own.yaml:4:17: rules.b.severity" in trouble.message
    assert editor.stop() == 0


def test_large_texts_are_declined(editor: Editor) -> None:
    text = text_of(item({"gsd": "5"}, description="x" * 50_000_000))
    (found,) = editor.open("large.json", text)
    assert found.severity is DiagnosticSeverity.Information
    assert "Not checked while you type" in found.message
    assert editor.hover("large.json", 0, 1) == ""
    assert editor.actions("large.json", found.range) == []
    assert editor.complete("large.json", 0, 1) == []
    assert editor.close("large.json") == []


def test_no_text_stops_the_server(editor: Editor) -> None:
    chance = random.Random(5)
    whole = text_of(item({"title": "🛰 \\", "gsd": "5"}, stac_extensions=[SAT, 5, None], links=[LINK]))
    editor.open("any.json", whole)
    hostile = [
        "[" * 20_000,
        '{"stac_version":' * 20_000,
        "\ud800",
        '"',
        "\x00",
        "}{" * 500,
        '{"stac_version": 1e999}',
    ]
    for text in [*hostile, *(_mangled(whole, chance) for _ in range(25))]:
        editor.type("any.json", text)
        for line, character in ((0, 0), (2, 7), (chance.randrange(30), chance.randrange(40)), (10**6, 10**6)):
            editor.hover("any.json", line, character)
            editor.complete("any.json", line, character)
    assert rules(editor.type("any.json", text_of(item({"gsd": "5"})))) == ["schema"]


def _mangled(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text))
    end = chance.randrange(start, min(start + 30, len(text)))
    return (
        text[:start] + "".join(chance.choices('{}[],:"\\ \n0aé🛰\ud800', k=chance.randrange(6))) + text[end:]
    )


def test_a_missing_extra_is_named_in_one_sentence(tmp_path: Path) -> None:
    code = "import sys; sys.modules['pygls'] = None; sys.argv = ['stacqc', 'lsp']; from stacqc.cli import main; main()"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1] == 'Error: stacqc lsp needs pygls: pip install "stacqc[lsp]"'
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(("said", "code"), [(("shutdown", "exit"), 0), (("exit",), 1), ((), 1)])
def test_the_end_tells_whether_the_editor_said_so_before(
    tmp_path: Path, said: tuple[str, ...], code: int
) -> None:
    asked = [{"method": name, **({"id": 1} if name == "shutdown" else {})} for name in said]
    assert _spoken(tmp_path, asked).returncode == code


def test_no_trace_of_the_program_is_logged(tmp_path: Path) -> None:
    ended = _spoken(tmp_path, [{"id": 1, "method": "textDocument/hover", "params": {"position": 5}}])
    assert "Invalid Params" in ended.stderr
    assert "Traceback" not in ended.stderr


def _spoken(folder: Path, messages: list[dict[str, Any]]) -> subprocess.CompletedProcess[str]:
    """A server that was told all this and then left alone."""
    texts = [json.dumps({"jsonrpc": "2.0", **message}) for message in messages]
    told = "".join(f"Content-Length: {len(text)}\r\n\r\n{text}" for text in texts)
    return subprocess.run(
        [sys.executable, "-m", "stacqc", "lsp"],
        input=told,
        capture_output=True,
        text=True,
        cwd=folder,
        timeout=60,
    )
