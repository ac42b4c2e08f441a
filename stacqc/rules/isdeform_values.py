"""Rules of the ISDeform profile on values: units of bands, words of the radar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from stacqc.document import Document
from stacqc.findings import Edit, Fix, Path, Problem
from stacqc.rule import rule
from stacqc.rules._isdeform import MISNAMED, code_of
from stacqc.rulesets.lists import as_list
from stacqc.told_by import ToldBy, Where
from stacqc.words import choice, show

_RUN = "0f3c2a10-6b1d-4e57-9c2a-5d8e7f901234"
_PAIR = f"{_RUN}_geo_interferogram_20210112_20210124_4rlks_"
_RAD = frozenset({"rad", "radian", "radians"})
_ONE = frozenset({"1", "", "no unit", "unitless", "dimensionless", "none", "-"})
#: The units that the first band of a product may have.
_UNITS = {
    **dict.fromkeys(("inw", "inwf", "inu", "aps", "dts"), _RAD),
    **dict.fromkeys(("coh", "tcoh", "cosenu", "cosneu"), _ONE),
    "dem": frozenset({"m", "metre", "meter", "metres", "meters"}),
    "mvlos": frozenset({"rad/yr", "rad/year", "rad/a"}),
}


@rule(
    "band-units",
    told_by=(ToldBy(("product-id-agrees",), Where.DOCUMENT), MISNAMED),
    reads=("bandDescription", "valueUnit", "{isdeform.product.code}"),
    severity="warning",
    kinds=("Item",),
    rulesets=("isdeform",),
    tags=("isdeform", "vocabulary"),
    fix="Write the unit of the first band, one unit for each band, and no blanks around names.",
    examples={
        "valid": [{"id": f"{_PAIR}inu_item", "properties": {"bandDescription": ["phase"], "valueUnit": ["rad"]}}],
        "invalid": [{"id": f"{_PAIR}inu_item", "properties": {"bandDescription": ["phase"], "valueUnit": ["m"]}},
                    {"properties": {"bandDescription": ["elevation "], "valueUnit": ["m"]}},
                    {"properties": {"bandDescription": ["phase", "amplitude"], "valueUnit": ["rad"]}}],
    },
)  # fmt: skip
def band_units(document: Document) -> Iterable[Problem]:
    """There is one unit for each band, it is the one of the product, and names have no blanks around them.

    Programs take the unit from here when they turn phase into millimetres.
    """
    get = document.properties.get
    bands, units = get("bandDescription"), get("valueUnit")
    if type(bands) is not list or type(units) is not list:
        return ()
    allowed = _UNITS.get(code_of(document))
    first = units[0].lower() if units and type(units[0]) is str and allowed is not None else None
    is_right = first is None or allowed is None or first in allowed
    if is_right and len(bands) == len(units) and not _is_blank_around(bands, units):
        return ()
    return _wrong_bands(document, bands, units, allowed)


def _is_blank_around(bands: list[Any], units: list[Any]) -> bool:
    return any(type(text) is str and text != text.strip() for text in (*bands, *units))


def _wrong_bands(
    document: Document, bands: list[Any], units: list[Any], allowed: frozenset[str] | None
) -> Iterator[Problem]:
    if len(bands) != len(units):
        message = f"There are {len(bands)} bands and {len(units)} units"
        yield Problem(("properties", "valueUnit"), message, "write one unit for each band")
    for name, values in (("bandDescription", bands), ("valueUnit", units)):
        for index, text in enumerate(values):
            if type(text) is str and text != text.strip():
                yield _untrimmed(("properties", name, index), text)
    first = units[0].strip().lower() if units and type(units[0]) is str else None
    if allowed is not None and first is not None and first not in allowed:
        message = f'Unit "{units[0]}" for {code_of(document)}'
        yield Problem(("properties", "valueUnit", 0), message, f"the first band is in {sorted(allowed)[-1]}")


def _untrimmed(path: Path, text: str) -> Problem:
    fix = Fix((Edit("replace", path, text.strip()),), title="take the blanks off")
    return Problem(path, f'"{text[:80]}" has blanks around it', f'write "{text.strip()[:80]}"', fix)


#: For each product the bands of an asset that were found right: most items of it have the same.
_right: dict[str, list[Any]] = {}


def _bands(*units: str, name: str = "phase") -> dict[str, Any]:
    return {"product": {"href": "./a.tiff", "bands": [{"name": name, "unit": unit} for unit in units]}}


@rule(
    "asset-bands",
    told_by=(ToldBy(("product-id-agrees",), Where.DOCUMENT), MISNAMED),
    severity="warning",
    kinds=("Item",),
    rulesets=("isdeform",),
    tags=("isdeform", "vocabulary"),
    fix="Write the unit of the first band, and no blanks around names and units.",
    examples={
        "valid": [{"id": f"{_PAIR}inu_item", "assets": _bands("rad", "1")}],
        "invalid": [{"id": f"{_PAIR}inu_item", "assets": _bands("m")}, {"assets": _bands("m", name="elevation ")}],
    },
)  # fmt: skip
def asset_bands(document: Document) -> Iterable[Problem]:
    """The bands of an asset have the unit of the product, and no blanks around their names.

    Files of the nested layout have no other place for it, and programs turn phase into millimetres by it.
    """
    found: list[Problem] = []
    for key, asset in document.assets.items():
        bands = asset.get("bands")
        if bands.__class__ is list and bands and _right.get(code := code_of(document)) != bands:
            wrong = list(_wrong_asset_bands(("assets", key, "bands"), bands, document))
            if not wrong and code:
                _right[code] = bands
            found += wrong
    return found


def _wrong_asset_bands(path: Path, bands: list[Any], document: Document) -> Iterator[Problem]:
    for index, band in enumerate(bands):
        for name in ("name", "unit") if band.__class__ is dict else ():
            text = band.get(name)
            if text.__class__ is str and text != text.strip():
                yield _untrimmed((*path, index, name), text)
    unit = bands[0].get("unit") if bands[0].__class__ is dict else None
    allowed = _UNITS.get(code_of(document))
    if allowed is not None and type(unit) is str and unit.strip().lower() not in allowed:
        message = f'Unit "{unit}" for {code_of(document)}'
        yield Problem((*path, 0, "unit"), message, f"the first band is in {sorted(allowed)[-1]}")


_WORDS = {
    "orbitDirection": frozenset({"ascending", "descending"}),
    "antennaSide": frozenset({"left", "right"}),
    "sat:orbit_state": frozenset({"ascending", "descending", "geostationary"}),
    "sar:observation_direction": frozenset({"left", "right"}),
}
_POLARISED = ("polarisation", "sar:polarizations")
_POLARISATIONS = frozenset({"VV", "VH", "HH", "HV"})


@rule(
    "sar-enums",
    reads=(*_WORDS, *_POLARISED, "$.stac_extensions"),
    kinds=("Item",),
    rulesets=("isdeform",),
    tags=("isdeform", "vocabulary"),
    docs="https://github.com/stac-extensions/sar",
    fix="Write the word in lower case; write polarizations as a list.",
    examples={
        "valid": [{"properties": {"orbitDirection": "descending", "polarisation": ["VV"]}}],
        "invalid": [{"properties": {"orbitDirection": "DESCENDING"}}, {"properties": {"sar:polarizations": "VV"}},
                    {"properties": {"polarisation": ["XX"]}}],
    },
)  # fmt: skip
def sar_enums(document: Document) -> Iterable[Problem]:
    """Pass and side are written in lower case, polarizations as a list of VV, VH, HH and HV.

    The standard names are looked at where their extension is not declared; where it is, the schema does.
    """
    return [*_wrong_words(document), *_wrong_polarisations(document)]


def _wrong_words(document: Document) -> Iterator[Problem]:
    get = document.properties.get
    for name, words in _WORDS.items():
        value = get(name)
        if value.__class__ is str and value not in words and _is_ours(document, name):
            path, lower = ("properties", name), value.lower()
            fix = Fix((Edit("replace", path, lower),), title=f"write {lower}") if lower in words else None
            message = f"{name} is {show(value)}, allowed are {choice(sorted(words))}"
            yield Problem(path, message, f"write {lower}" if fix else "", fix)


def _is_ours(document: Document, name: str) -> bool:
    """Whether no schema looks at a property: it is native, or its extension is not declared."""
    prefix, colon, _ = name.partition(":")
    return not colon or not any(f"/{prefix}/" in uri for uri in document.extensions)


def _wrong_polarisations(document: Document) -> Iterator[Problem]:
    for name in _POLARISED:
        value = document.properties.get(name)
        if value is None or (
            value.__class__ is list and all(map(_POLARISATIONS.__contains__, map(str, value)))
        ):
            continue
        if _is_ours(document, name) and (value.__class__ is list or ":" in name):
            path = ("properties", name)
            meant = [part.upper() for part in as_list(value) if type(part) is str]
            is_clear = len(meant) == len(as_list(value)) and _POLARISATIONS.issuperset(meant)
            fix = Fix((Edit("replace", path, meant),)) if is_clear else None
            message = f"{name} is {show(value)}, it must be a list of VV, VH, HH and HV"
            yield Problem(path, message, 'write a list, such as ["VV", "VH"]', fix)
