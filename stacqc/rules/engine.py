"""The rules of the engine itself: what it says of a text before any rule can look at its data."""

from __future__ import annotations

from stacqc.rule import declare_rule
from stacqc.rules._told import NO_ASSETS, NO_LINKS, NO_MODEL, RAW_ADDRESS
from stacqc.told_by import Advice, ToldBy

_JSON = "https://www.rfc-editor.org/rfc/rfc8259"
_EXTENSIONS = "https://github.com/radiantearth/stac-spec/blob/master/extensions/README.md"
_CATALOG = '{"type": "Catalog", "stac_version": "1.1.0", "id": "c", "description": "d", "links": []'
_GOOD = _CATALOG + "}"
_ITEM: dict[str, object] = {
    "type": "Feature",
    "stac_version": "1.1.0",
    "id": "a",
    "geometry": None,
    "properties": {"datetime": "2024-05-01T00:00:00Z"},
    "links": [],
    "assets": {},
}


def _item(**members: object) -> dict[str, object]:
    return {**_ITEM, **members}


declare_rule(
    "json-syntax",
    tags=("verdict",),
    summary="Every file is well-formed JSON.",
    why="A file that was cut off or edited by hand is lost to every reader.",
    fix="Write the file again, or correct the place that is shown.",
    docs=_JSON,
    examples={"valid": [_GOOD], "invalid": [_CATALOG, "", _CATALOG + ",}"]},
)
declare_rule(
    "json-encoding",
    tags=("verdict",),
    summary="Every file is UTF-8 without a byte order mark.",
    why="Many readers refuse a byte order mark, and other encodings turn names into other names.",
    fix="Save the file as UTF-8.",
    docs=f"{_JSON}#section-8.1",
    examples={"valid": [_GOOD], "invalid": ["\ufeff" + _GOOD]},
)
declare_rule(
    "json-duplicate-key",
    tags=("verdict",),
    summary="No member stands twice in one object.",
    why="Readers keep the last one, some the first, and none says so.",
    fix="Remove one of them.",
    docs=f"{_JSON}#section-4",
    examples={"valid": [_GOOD], "invalid": [_CATALOG + ', "id": "d"}']},
)
declare_rule(
    "json-number",
    tags=("verdict",),
    summary="Numbers are JSON numbers that a reader can hold.",
    why="NaN and Infinity are no JSON, and what exceeds 64 bits is rounded or becomes infinite.",
    fix="Leave the member out, write null, or write the number as text.",
    docs=f"{_JSON}#section-6",
    examples={"valid": [_GOOD], "invalid": [_CATALOG + ', "gsd": NaN}', _CATALOG + ', "gsd": 1e400}']},
)
declare_rule(
    "not-stac",
    tags=("verdict",),
    summary="A file given as STAC is STAC.",
    fix="Leave the file out, or write its type and stac_version.",
    examples={"valid": [_GOOD], "invalid": [{"name": "a package", "version": "1.0.0"}]},
)
declare_rule(
    "schema",
    told_by=(NO_LINKS, NO_MODEL, NO_ASSETS, RAW_ADDRESS),
    tags=("verdict",),
    summary="Every document keeps the JSON Schemas of STAC and of the extensions it declares.",
    why="Clients and databases rely on the types and names that the schemas fix.",
    fix="Write what the help line allows.",
    docs="https://github.com/radiantearth/stac-spec",
    examples={"valid": [_item()], "invalid": [_item(properties={}), _item(assets=[]), _item(id=5)]},
)
declare_rule(
    "schema-format",
    tags=("verdict",),
    summary="Text that the schemas give a format (date-time, uri, …) has that format.",
    why="Validators differ in whether they look at formats; databases do, when they parse the text.",
    fix="Write the text in the format that the help line shows.",
    docs="https://json-schema.org/draft-07/json-schema-validation#rfc.section.7",
    examples={
        "valid": [_item()],
        "invalid": [
            _item(properties={"datetime": "2024-13-01T00:00:00Z"}),
            {
                "document": _item(properties={"datetime": "2024-05-01 00:00:00Z"}),
                "fixed": _item(properties={"datetime": "2024-05-01T00:00:00Z"}),
            },
        ],
    },
)
declare_rule(
    "schema-unavailable",
    # What is no address has no schema either.
    told_by=ToldBy(("schema-format",), advice=Advice.NONE),
    tags=("verdict",),
    severity="warning",
    summary="The schema of every declared extension can be had.",
    why="Without its schema nothing is known about the fields of an extension: they are not checked.",
    fix="Give the schema with --schema-dir or --schema-map, or allow --fetch-schemas.",
    docs=_EXTENSIONS,
    examples={
        "valid": [_item()],
        "invalid": [_item(stac_extensions=["https://example.com/mine/v1.0.0/schema.json"])],
    },
)
declare_rule(
    "extension-uri",
    summary="Extensions are declared by their published address.",
    why="Every extension schema demands its own exact address, so that another spelling makes each of them fail; "
    "the address of a branch moreover changes its meaning with time.",
    fix="Write the address that the help line gives.",
    docs=_EXTENSIONS,
    examples={
        "valid": [_item(stac_extensions=["https://stac-extensions.github.io/sat/v1.0.0/schema.json"], properties={
            "datetime": "2024-05-01T00:00:00Z", "sat:orbit_state": "ascending"})],
        "invalid": [_item(stac_extensions=[
            "https://raw.githubusercontent.com/stac-extensions/sat/refs/heads/main/json-schema/schema.json"])],
    },
)  # fmt: skip
declare_rule(
    "stac-version-outdated",
    severity="warning",
    summary="Documents are written in a current version of STAC.",
    why="Clients drop the old versions one by one.",
    fix="Migrate to the current version, for instance with pystac.",
    docs="https://github.com/radiantearth/stac-spec/releases",
    examples={"valid": [_item()], "invalid": [_item(stac_version="1.0.0-beta.2")]},
)
declare_rule(
    "stac-version-unknown",
    tags=("verdict",),
    summary="stac_version names a version of STAC that exists.",
    fix="Write the version whose rules the document keeps.",
    docs="https://github.com/radiantearth/stac-spec/releases",
    examples={"valid": [_item()], "invalid": [_item(stac_version="9.9.9")]},
)
declare_rule(
    "second-opinion",
    summary="Other validators give the same verdict by the same schemas.",
    why="It is asked for with --second-opinion, and guards stacqc itself: its fast path must never change a verdict.",
    fix="Report the document: one of the validators is wrong.",
    docs="https://github.com/stac-utils/stac-validator",
)
declare_rule(
    "baseline-stale",
    severity="info",
    summary="Every entry of the baseline stands for a finding that is still there.",
    why="What was mended may not hide in the baseline: the same defect would come back unseen.",
    fix="Take the entries out with --prune-baseline.",
)
