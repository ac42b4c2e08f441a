"""One defect is one finding, with the advice of all rules that see it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from stacqc import check
from stacqc.document import Document
from stacqc.engine.judging import Found
from stacqc.engine.once import Once
from stacqc.findings import Edit, Fix, Problem
from stacqc.rule import Rule, RuleInfo
from stacqc.rulesets.error import RulesetError
from stacqc.rulesets.ruleset import load
from stacqc.told_by import Advice, Given, ToldBy, Where, in_full

SAR_ADDRESS = "https://stac-extensions.github.io/sar/v1.3.0/schema.json"
EO = "https://stac-extensions.github.io/eo/v1.1.0/schema.json"
RING = [[10.0, 40.0], [12.0, 40.0], [12.0, 41.0], [10.0, 41.0], [10.0, 40.0]]
ITEM: dict[str, Any] = {
    "type": "Feature", "stac_version": "1.0.0", "id": "a", "stac_extensions": [EO],
    "geometry": {"type": "Polygon", "coordinates": [RING]}, "bbox": [10.0, 40.0, 12.0, 41.0],
    "properties": {"datetime": "2024-05-01T00:00:00Z", "eo:cloud_cover": 5},
    "links": [], "assets": {},
}  # fmt: skip
COLLECTION: dict[str, Any] = {
    "type": "Collection", "stac_version": "1.0.0", "id": "c", "description": "d", "license": "CC-BY-4.0", "links": [],
    "extent": {"spatial": {"bbox": [[10, 40, 12, 41]]}, "temporal": {"interval": [["2024-05-01T00:00:00Z", None]]}},
}  # fmt: skip


def item(**members: Any) -> dict[str, Any]:
    return {**deepcopy(ITEM), **members}


def test_the_sound_documents_are_sound() -> None:
    assert check(ITEM).findings == []
    assert check(COLLECTION).findings == []


@pytest.mark.parametrize(
    ("document", "rule", "pointer", "help"),
    [
        (item(bbox=[10, 12, 40, 41]), "bbox-wrong", "/bbox", "[10.0, 40.0, 12.0, 41.0]"),
        (item(geometry={"type": "Polygon", "coordinates": [[[x + 1 / 3, y + 1 / 7] for x, y in RING]]}),
         "bbox-wrong", "/bbox", "[10.333333333333334, 40.142857142857146, 12.333333333333334, 41.142857142857146]"),
        (item(bbox=[10, 41, 12, 40]), "bbox-reversed", "/bbox", "the geometry has [10.0, 40.0, 12.0, 41.0]"),
        (item(bbox=[40, 110, 41, 112], geometry={"type": "Polygon", "coordinates": [[[y, x + 100] for x, y in RING]]}),
         "coordinate-range", "/geometry", "longitude comes first"),
        (item(geometry={"type": "Polygon", "coordinates": [[[x * 1e4, y * 1e4] for x, y in RING]]}),
         "coordinate-range", "/geometry", "map projection"),
        (item(geometry={"type": "Polygon", "coordinates": [RING[:3]]}), "schema", "/geometry/coordinates/0", "repeat"),
        (item(stac_extensions=None), "schema", "/stac_extensions", "leave"),
        (item(properties=None), "schema", "/properties", ""),
        (item(collection="c", links=["./c.json"]), "schema", "/links/0", ""),
        (item(properties={**ITEM["properties"], "datetime": None}), "schema", "/properties/datetime", "start"),
        (item(properties={**ITEM["properties"], "eo:cloud_cover": ""}), "schema", "/properties/eo:cloud_cover", "leave"),
        (item(properties={**ITEM["properties"], "eo:cloud_cover": "5"}), "schema", "/properties/eo:cloud_cover", "write"),
        (item(assets={"a": {"href": "C:\\a.tif", "type": "image/tiff"}}), "schema-format", "/assets/a/href", "relative"),
        (item(assets={"a": {"href": "", "type": "image/tiff"}}), "schema", "/assets/a/href", "where the file is"),
        (COLLECTION | {"license": "CC BY 4.0"}, "schema", "/license", "CC-BY-4.0"),
        (COLLECTION | {"license": "MIT License"}, "schema", "/license", "did you mean MIT?"),
        (COLLECTION | {"license": "https://creativecommons.org/licenses/by/4.0/"}, "schema", "/license", "CC-BY-4.0"),
    ],
)  # fmt: skip
def test_one_defect_is_one_finding(document: dict[str, Any], rule: str, pointer: str, help: str) -> None:
    (finding,) = check(document).findings
    assert (finding.rule, finding.location.pointer) == (rule, pointer)
    assert help in finding.help


@pytest.mark.parametrize(
    ("version", "href", "rule", "help"),
    [
        ("1.1.0", "/home/me/a.json", "schema-format", "https://example.com/path"),
        ("1.0.0", "/home/me/a.json", "link-outside-root", "http address at which this file is published"),
        ("1.0.0", "./b.json", "self-link-wrong", "this file is a.json"),
    ],
)
def test_a_wrong_self_link_is_one_finding(
    tmp_path: Path, version: str, href: str, rule: str, help: str
) -> None:
    links = [{"rel": "self", "href": href, "type": "application/geo+json"}]
    (tmp_path / "a.json").write_text(json.dumps(item(stac_version=version, links=links)))
    (finding,) = check(tmp_path / "a.json").findings
    assert (finding.rule, finding.location.pointer) == (rule, "/links/0/href")
    assert help in finding.help


def test_where_schemas_are_left_out_the_others_speak() -> None:
    document = item(properties={**ITEM["properties"], "eo:cloud_cover": "5"})
    (finding,) = check(document, ignore="schema").findings
    assert finding.fix is not None


def test_a_missing_field_does_not_hide_that_others_are_unused() -> None:
    sat = "https://stac-extensions.github.io/sat/v1.0.0/schema.json"
    found = check(item(stac_extensions=[EO, sat], properties={"eo:cloud_cover": 5})).findings
    assert {f.rule for f in found} == {"schema"}
    assert any("sat:" in f.message for f in found)


@pytest.mark.parametrize(
    ("assets", "help"),
    [
        ({}, "or take the extension view out of stac_extensions"),
        ({"a": {"href": "a.tif", "type": "image/tiff", "view:azimuth": 4}}, ""),
    ],
)
def test_an_extension_without_any_field_need_not_be_declared(assets: dict[str, Any], help: str) -> None:
    view = "https://stac-extensions.github.io/view/v1.0.0/schema.json"
    (finding,) = check(item(stac_extensions=[EO, view], assets=assets)).findings
    assert "at least one view field" in finding.message
    assert finding.help == help


def test_an_extension_without_a_prefix_may_be_in_use() -> None:
    render = "https://stac-extensions.github.io/render/v2.0.0/schema.json"
    renders = {"rgb": {"assets": ["a"]}}
    found = check({**COLLECTION, "stac_extensions": [render], "renders": renders}).findings
    assert [(f.rule, f.help) for f in found if "needs assets" in f.message] == [("schema", "")]


DOCUMENT = Document("a.json", b"{}")
FIX = Fix((Edit("remove", ("a",)),))


def spoken(
    told: Iterable[tuple[str, Problem]], silent: str = "", **told_by: Given
) -> list[tuple[str, Problem]]:
    """What remains of findings by rules that declare who speaks for them."""
    rules = [Rule(RuleInfo(name, name), told_by=in_full(given, name)) for name, given in told_by.items()]
    given = [Found(place, *one) for place, one in enumerate(told)]
    found = Once(rules).speaking(given, DOCUMENT, lambda rule, _: rule != silent)
    return [(rule, problem) for _, rule, problem in found]


def names(told: Iterable[tuple[str, Problem]], silent: str = "", **told_by: Given) -> list[str]:
    return [rule for rule, _ in spoken(told, silent, **told_by)]


HERE, THERE = Problem(("x",), "m"), Problem(("y",), "m")


def test_a_rule_is_silent_where_the_one_that_speaks_for_it_says_something_of_the_same() -> None:
    assert names([("a", HERE), ("b", HERE)], a="b") == ["b"]
    assert names([("a", HERE), ("b", THERE)], a="b") == ["a", "b"]
    assert names([("a", HERE), ("a", THERE), ("b", THERE)], a=("c", "b")) == ["a", "b"]
    assert names([("a", HERE), ("b", HERE._replace(member="z"))], a="b") == ["a", "b"]
    assert names([("a", HERE), ("b", THERE)], a=ToldBy(("b",), Where.DOCUMENT)) == ["b"]


def test_a_misspelt_name_is_told_instead_of_the_member_that_is_missing() -> None:
    renamed = Problem(("x", "nmae"), "m", fix=Fix((Edit("rename", ("x", "nmae"), "name"),)))
    by_member, by_path = HERE._replace(member="name"), Problem(("x", "name"), "m")
    assert names([("a", by_member), ("b", renamed)], a="b") == ["b"]
    assert names([("a", by_path), ("b", renamed)], a="b") == ["b"]
    missing = by_member._replace(fix=renamed.fix)
    assert names([("a", renamed), ("b", missing)], a="b") == ["b"]
    others = [("a", HERE), ("a", HERE._replace(member="title")), ("a", Problem(("y", "name"), "m"))]
    assert names([*others, ("b", renamed)], a="b") == ["a", "a", "a", "b"]


@pytest.mark.parametrize(
    ("asset", "rule"),
    [
        ({"role": ["data"], "type": "image/tiff", "title": "A"}, "asset-roles-missing"),
        ({"roles": ["data"], "media_type": "image/tiff", "title": "A"}, "asset-type-missing"),
        ({"roles": ["data"], "type": "image/tiff", "Title": "A"}, "asset-title-missing"),
    ],
)
def test_a_member_that_is_there_misspelt_is_not_missing(asset: dict[str, Any], rule: str) -> None:
    document = item(assets={"a": {"href": "a.tif", **asset}})
    found = {f.rule for f in check(document, ruleset="strict")}
    assert found & {rule, "member-misspelt"} == {"member-misspelt"}
    assert rule in {f.rule for f in check(document, ruleset="strict", ignore="member-misspelt")}


@pytest.mark.parametrize("ruleset", ["strict", "isdeform"])
@pytest.mark.parametrize(("name", "rule"), [("Platform", "member-misspelt"), ("Datetime", "schema")])
def test_a_name_that_is_mended_is_not_told_for_its_style(ruleset: str, name: str, rule: str) -> None:
    properties = {key: value for key, value in ITEM["properties"].items() if key != name.lower()}
    found = [
        f.rule for f in check(item(properties={**properties, name: "2024-05-01T00:00:00Z"}), ruleset=ruleset)
    ]
    assert rule in found
    assert not any(rule.endswith("name-style") for rule in found)
    other = check(item(properties={**ITEM["properties"], "First": 1}), ruleset=ruleset)
    assert any(f.rule.endswith("name-style") for f in other)


SAT = "https://stac-extensions.github.io/sat/v1.2.0/schema.json"


@pytest.mark.parametrize("ruleset", ["recommended", "isdeform"])
@pytest.mark.parametrize(
    ("extensions", "orbit", "told"),
    [
        ([SAT.replace("extensions", "extension")], True, "schema-unavailable"),
        ([SAT.replace("/sat/", "/satt/")], True, "schema-unavailable"),
        ([SAT.replace("v1.2.0", "v9.2.0")], True, "schema-unavailable"),
        (["sat"], True, "extension-uri"),
        ([], True, {"recommended": "extension-undeclared", "isdeform": "extension-declared"}),
        ([SAT], False, "schema"),
        ([SAT], True, None),
    ],
)
def test_an_extension_has_one_finding(ruleset: str, extensions: list[str], orbit: bool, told: Any) -> None:
    used = {"sat:orbit_state": "ascending"} if orbit else {}
    document = item(stac_extensions=extensions, properties={"datetime": "2024-05-01T00:00:00Z", **used})
    rules = ("schema", "schema-unavailable", "extension-")
    found = [f.rule for f in check(document, ruleset=ruleset) if f.rule.startswith(rules)]
    assert found == ([told[ruleset] if type(told) is dict else told] if told else [])


def test_an_extension_that_is_missing_is_told_beside_one_whose_address_is_misspelt() -> None:
    properties = {
        "datetime": "2024-05-01T00:00:00Z",
        "sat:orbit_state": "ascending",
        "sar:product_type": "SLC",
    }
    document = item(stac_extensions=[SAT.replace("/sat/", "/satt/")], properties=properties)
    found = {f.rule: f.message for f in check(document, ruleset="isdeform")}
    assert found["extension-declared"] == "sar: is used but not declared"
    assert "schema-unavailable" in found


def test_what_is_wrong_in_the_list_of_extensions_does_not_hide_that_one_is_missing() -> None:
    table = "https://stac-extensions.github.io/table/v1.0.1/schema.json"
    document = item(stac_extensions=[table], properties={**ITEM["properties"], "table:row_count": 3})
    found = {(f.rule, f.location.pointer) for f in check(document)}
    assert ("schema", "/stac_extensions") in found
    assert ("extension-undeclared", "/properties/eo:cloud_cover") in found


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("eo_cloud_cover", "eo:cloud_cover"),
        ("view_off_nadir", "view:off_nadir"),
        ("proj_epsg", "proj:epsg"),
        ("eo_mine", ""),
        ("file_size", ""),
        ("ninja_value", ""),
    ],
)
def test_a_field_written_without_its_colon_is_told(name: str, meant: str) -> None:
    extensions = [] if meant else [EO]
    fields = {} if meant else {"eo:cloud_cover": 5}
    for document in (
        item(stac_extensions=extensions, properties={"datetime": "2024-05-01T00:00:00Z", name: 5, **fields}),
        item(assets={"a": {"href": "a.tif", "type": "image/tiff", name: 5}}),
    ):
        told = [(f.rule, f.location.path[-1], f.help) for f in check(document)]
        assert told == ([("member-misspelt", name, f"write {meant}")] if meant else [])


def test_a_declared_extension_makes_its_words_sure() -> None:
    file = "https://stac-extensions.github.io/file/v2.1.0/schema.json"
    document = item(
        assets={"a": {"href": "a.tif", "type": "image/tiff", "file_size": 5}}, stac_extensions=[EO, file]
    )
    assert [f.rule for f in check(document)] == ["member-misspelt"]
    document["assets"]["b"] = {"href": "b.tif", "type": "image/tiff", "file:size": 5, "file_size": 5}
    assert [f.location.path for f in check(document)] == [("assets", "a", "file_size")]


def test_a_rule_that_is_not_reported_speaks_for_none() -> None:
    assert names([("a", HERE), ("b", HERE)], silent="b", a="b") == ["a"]


def test_somebody_speaks_whoever_is_told_by_whom() -> None:
    found = [("a", HERE), ("b", HERE), ("c", HERE)]
    assert names(found, a="b", b="c") == ["c"]
    assert names(found[:2], a="b", b="a") == ["a"]
    assert names(found, a="b", b="c", c="a") == ["a"]
    assert names([*found, ("d", HERE)], a=("b", "d"), b="a", c="a") == ["d"]
    many = [(rule, Problem((place,), "m")) for place in range(2000) for rule in "ab"]
    both = {rule: ToldBy((other,), Where.DOCUMENT) for rule, other in ("ab", "ba")}
    assert names(many, **both)[0] == "a"


@pytest.mark.parametrize(
    ("advice", "fix", "help", "mended"),
    [
        (Advice.INSTEAD, None, "weak", FIX),
        (Advice.INSTEAD, FIX, "strong", FIX),
        (Advice.ALSO, None, "strong; weak", FIX),
        (Advice.NONE, None, "strong", None),
    ],
)
def test_advice_goes_to_the_finding_that_stays(
    advice: Advice, fix: Fix | None, help: str, mended: Fix | None
) -> None:
    told = [("a", HERE._replace(help="weak", fix=FIX)), ("b", HERE._replace(help="strong", fix=fix))]
    ((_, stays),) = spoken(told, a=ToldBy(("b",), advice=advice))
    assert (stays.help, stays.fix) == (help, mended)
    told[1] = ("b", told[1][1]._replace(path=("y",), fix=None))
    ((_, stays),) = spoken(told, a=ToldBy(("b",), Where.DOCUMENT, advice))
    assert (stays.help, stays.fix) == ("strong", None)


def test_a_rule_may_look_closer_itself() -> None:
    def seek(problem: Problem, document: Document) -> Any:
        return None if problem.path == ("y",) else lambda other: other.message == "yes"

    told_by = ToldBy(("b",), seek=seek)
    no, yes = ("b", HERE._replace(message="no")), ("b", HERE._replace(message="yes"))
    assert names([("a", HERE), no], a=told_by) == ["a", "b"]
    assert names([("a", HERE), no, yes], a=told_by) == ["b", "b"]
    assert names([("a", THERE), yes], a=told_by) == ["a", "b"]


RULES = """
ruleset: own
extends: [stacqc:recommended]
rules:
  cloud:
    summary: Clouds are few.
    at: eo:cloud_cover
    check: {between: [0, 50]}
    help: choose another scene
    told_by: TOLD_BY
"""


def rules_file(folder: Path, told_by: str, **changed: str) -> Path:
    file = folder / "own.yaml"
    text = RULES.replace("TOLD_BY", told_by)
    for old, new in changed.items():
        text = text.replace(old, new)
    file.write_text(text)
    return file


@pytest.mark.parametrize(
    "told_by", ["schema", "[schema]", "{rule: schema}", "[{rule: [schema], advice: also}]"]
)
def test_rules_of_files_name_those_that_speak_for_them(tmp_path: Path, told_by: str) -> None:
    file = rules_file(tmp_path, told_by)
    document = item(properties={**ITEM["properties"], "eo:cloud_cover": 101})
    (finding,) = check(document, ruleset=[str(file)]).findings
    assert finding.rule == "schema"
    assert "choose another scene" in finding.help
    (finding,) = check(document, ruleset=[str(file)], ignore="schema").findings
    assert finding.rule == "cloud"


@pytest.mark.parametrize(
    ("where", "rules"),
    [
        ("$.assets.*.roles", {"schema"}),
        ("[$.id, '$.assets.a.roles']", {"schema"}),
        ("$.assets.b.roles", {"schema", "cloud"}),
        ("$.assets.*", {"schema", "cloud"}),
        ("'$.links[*].rel'", {"schema", "cloud"}),
    ],
)
def test_rules_of_files_say_at_which_path_others_speak_for_them(
    tmp_path: Path, where: str, rules: set[str]
) -> None:
    file = rules_file(tmp_path, f"{{rule: schema, where: {where}, advice: none}}")
    document = item(
        properties={**ITEM["properties"], "eo:cloud_cover": 60},
        assets={"a": {"href": "https://example.com/a.tif", "type": "image/tiff", "roles": "data"}},
    )
    assert {f.rule for f in check(document, ruleset=[str(file)]).findings} == rules


def test_a_path_is_that_of_a_missing_member_too(tmp_path: Path) -> None:
    file = rules_file(tmp_path, "{rule: schema, where: '$.links[*].rel', advice: none}")
    document = item(properties={**ITEM["properties"], "eo:cloud_cover": 60}, links=[{"href": "a.json"}])
    (finding,) = check(document, ruleset=[str(file)]).findings
    assert (finding.rule, finding.member) == ("schema", "rel")


STRICT = {"ruleset": "strict", "ignore": ("extension-outdated", "asset-title-missing", "property-name-style")}


@pytest.mark.parametrize(
    ("members", "rules"),
    [
        ({"links": [{"rel": "self", "href": "https://example.com/a.json"}]}, set()),
        ({"links": [{"Rel": "self", "href": "https://example.com/a.json"}]}, {"schema"}),
        ({"links": [{"href": "https://example.com/a.json"}]}, {"schema"}),
        ({"links": []}, {"self-link-missing"}),
        ({"links": [{"rel": "about", "href": "https://example.com/", "titel": "A"}]},
         {"self-link-missing", "member-misspelt"}),
        ({"assets": {"a": {"href": "https://example.com/a.png", "type": "image/png", "role": ["thumbnail"]}}},
         {"member-misspelt"}),
        ({"assets": {"a": {"href": "https://example.com/a.png", "type": "image/png", "roles": ["Thumbnail"]}}},
         {"asset-role-wrong"}),
        ({"assets": {"a": {"href": "https://example.com/a.tif", "type": "image/tiff", "roles": ["data"], "titel": "A"}}},
         {"member-misspelt", "thumbnail-missing"}),
    ],
)  # fmt: skip
def test_what_a_misspelt_name_hides_is_not_missing(members: dict[str, Any], rules: set[str]) -> None:
    itself = [{"rel": "self", "href": "https://example.com/a.json"}]
    found = check(item(**{"links": itself, **members}), **STRICT).findings
    assert {f.rule for f in found} == rules


def test_former_names_speak_too(tmp_path: Path) -> None:
    file = rules_file(tmp_path, "older")
    file.write_text(
        file.read_text() + "  newer: {summary: A., at: gsd, check: {type: number}, aliases: [older]}\n"
    )
    assert load([str(file)]).rules["cloud"].told_by == (ToldBy(("newer",)),)


@pytest.mark.parametrize(
    ("told_by", "changed", "message", "help"),
    [
        ("shema", {}, "There is no rule shema that could speak for cloud", 'did you mean "schema"?'),
        ("cloud", {}, "The rule cloud cannot be told by itself", "name the rules"),
        ("{rule: schema, where: nowhere}", {}, "nowhere", ""),
        ("{rule: schema, when: {option.none: a}}", {}, "option none", ""),
        ("{rule: schema, where: [$.id, nowhere]}", {}, "nowhere", ""),
        ("{rule: schema, where: $..id}", {}, "$..id is not a selector", "there is no descent"),
        ("{rule: schema, advice: also}", {"{between: [0, 50]}": "{same_type: true}", "at: eo": "across: tree\n    at: eo"},
         "advice: also is for rules that look at one document at a time", "leave it out"),
    ],
)  # fmt: skip
def test_mistakes_in_who_speaks_are_placed(
    tmp_path: Path, told_by: str, changed: dict[str, str], message: str, help: str
) -> None:
    with pytest.raises(RulesetError) as error:
        load([str(rules_file(tmp_path, told_by, **changed))])
    assert message in str(error.value)
    assert help in error.value.help
    assert error.value.line


def test_what_only_the_second_look_of_schemas_told_is_told_once() -> None:
    collection = COLLECTION | {"summaries": {"gsd": {"minimum": [], "maximum": 2}}}
    found = check(collection).findings
    assert [(f.rule, f.location.pointer) for f in found] == [("schema", "/summaries/gsd/minimum")]
    found = check(item(properties={"datetime": "2024-05-01 00:00:00", "eo:cloud_cover": 5})).findings
    assert [f.rule for f in found] == ["schema"]


@pytest.mark.parametrize(("ruleset", "uri", "told"), [
    ("isdeform", "sar", ["extension-uri"]), ("isdeform", SAR_ADDRESS, ["extension-declared"]),
    ("strict", "sar", ["extension-uri"]), ("strict", SAR_ADDRESS, ["extension-unused"]),
])  # fmt: skip
def test_an_extension_that_is_not_used_and_has_no_address_is_one_finding(
    ruleset: str, uri: str, told: list[str]
) -> None:
    rules = ("extension-uri", "extension-declared", "extension-unused")
    report = check(
        item(stac_extensions=[uri], properties={"datetime": "2024-05-01T00:00:00Z"}), ruleset=ruleset
    )
    found = [one for one in report if one.rule in rules]
    assert [one.rule for one in found] == told
    reason = "none of its fields is used: remove it, or add the fields that are meant"
    assert (reason in found[0].help) is (uri == "sar")
    assert found[0].help.endswith("remove it, or add the fields that are meant")


RAW_VIEW = "https://raw.githubusercontent.com/stac-extensions/view/main/json-schema/schema.json"
MLM = "https://stac-extensions.github.io/mlm/v1.5.1/schema.json"
RENDER = "https://stac-extensions.github.io/render/v2.0.0/schema.json"
ITEM_ASSETS = "https://stac-extensions.github.io/item-assets/v1.0.0/schema.json"
DOI = "https://stac-extensions.github.io/scientific/v1.0.0/schema.json"
MODEL = {"href": "https://example.com/m.pt", "roles": ["model"], "mlm:artifact_type": "torch.save"}


@pytest.mark.parametrize(
    ("document", "rule", "pointer"),
    [
        (item(stac_extensions=[EO, RAW_VIEW]), "extension-uri", "/stac_extensions/1"),
        (COLLECTION | {"stac_extensions": [RENDER, ITEM_ASSETS], "renders": {"a": {"assets": ["b"]}}}, "schema", ""),
        (COLLECTION | {"stac_extensions": [DOI], "summaries": {"sci:doi": ["none"]}}, "doi-wrong", "/summaries/sci:doi/0"),
    ],
)  # fmt: skip
def test_what_two_schemas_or_rules_ask_for_is_one_finding(
    document: dict[str, Any], rule: str, pointer: str
) -> None:
    (found,) = check(document).findings
    assert (found.rule, found.location.pointer) == (rule, pointer)


def test_a_raw_address_that_is_not_used_says_both() -> None:
    (found,) = check(item(stac_extensions=[EO, RAW_VIEW])).findings
    assert found.help.endswith("schema.json; or take the extension view out of stac_extensions")
    (found,) = check(item(stac_extensions=[EO, RAW_VIEW]), ignore="extension-uri").findings
    assert (found.rule, found.location.pointer) == ("schema", "/stac_extensions/1")


def test_the_asset_that_lacks_the_role_of_a_model_is_told_alone() -> None:
    found = check(item(stac_extensions=[MLM], assets={"model": MODEL})).findings
    assert [f.location.pointer for f in found if "mlm:model" in f.message] == [
        "/assets/model/mlm:artifact_type"
    ]
    found = check(
        item(stac_extensions=[MLM], assets={"model": {"href": "https://example.com/m.pt"}})
    ).findings
    assert [f.location.pointer for f in found if "mlm:model" in f.message] == ["/assets"]


def test_a_rule_speaks_for_itself_at_another_place_of_the_same_value(tmp_path: Path) -> None:
    text = """
ruleset: own
rules:
  low:
    summary: A.
    at: [one, two]
    check: {between: [0, 5]}
    told_by: {rule: low, where: $.properties.one}
    examples: {valid: [{properties: {one: 1}}], invalid: [{properties: {one: 9}}]}
"""
    file = tmp_path / "own.yaml"
    file.write_text(text, encoding="utf-8")

    def said(**properties: Any) -> list[str]:
        found = check({"type": "Feature", "id": "a", "properties": properties}, ruleset=[str(file)]).findings
        return [str(f.location.path[-1]) for f in found]

    assert said(one=9, two=9) == ["one"]
    assert said(one=9, two=8) == ["one", "two"]
    assert said(one=3, two=9) == ["two"]


def test_another_rule_may_speak_in_some_documents_only(tmp_path: Path) -> None:
    def said(told_by: str, **members: Any) -> list[str]:
        document = item(properties={**ITEM["properties"], "eo:cloud_cover": 101}, **members)
        return [f.rule for f in check(document, ruleset=[str(rules_file(tmp_path, told_by))]).findings]

    told_by = "{rule: schema, when: {$.collection: {present: true}}}"
    links = [{"rel": "collection", "href": "https://example.com/c.json", "type": "application/json"}]
    assert said(told_by, collection="c", links=links) == ["schema"]
    assert said(told_by) == ["cloud", "schema"]
    assert said("{rule: schema, when: {type: Collection}}") == ["cloud", "schema"]
    assert said("{rule: schema, when: {type: Item}}") == ["schema"]


def test_names_in_another_style_are_one_finding() -> None:
    properties = {"datetime": "2024-05-01T00:00:00Z", "sceneId": "a", "HTTPSource": "b", "gsd": 5}
    (found,) = [
        one
        for one in check(item(properties=properties), ruleset="strict")
        if one.rule == "property-name-style"
    ]
    assert found.message == "The names sceneId and HTTPSource are not in lower case with underscores"
    assert found.help == "write scene_id and http_source"
    assert found.location.path == ("properties", "sceneId")
