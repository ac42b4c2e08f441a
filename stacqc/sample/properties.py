"""The properties of the items: native ISDeform names and standard STAC names, with the right types."""

from __future__ import annotations

from functools import lru_cache
from math import ceil, floor
from typing import Any

from stacqc.sample.chance import block
from stacqc.sample.run_plan import RunPlan, Scene, rfc3339
from stacqc.sample.shape import Node
from stacqc.sample.vocabulary import (
    COSPAR,
    FACILITY,
    FREQUENCY,
    GEOMETRY_WORDS,
    LICENSE,
    LINEAGE,
    MAIN_REFERENCE,
    PRODUCER,
    PRODUCTS,
    PROVIDERS,
    PUBLICATIONS,
    WAVELENGTH,
)

Json = dict[str, Any]
STAC_NAMES = frozenset(
    {
        "title",
        "description",
        "keywords",
        "created",
        "updated",
        "datetime",
        "start_datetime",
        "end_datetime",
        "platform",
        "instruments",
        "constellation",
        "gsd",
        "providers",
        "license",
    }
)
FILTERED = frozenset({"inwf", "inu", "dts"})
TIFF = "image/tiff; application=geotiff"


def properties(plan: RunPlan, node: Node, layout: str = "live") -> Json:
    """Return the properties of an item."""
    product = PRODUCTS[node.code]
    drawn = block(plan.seed, plan.index, node.geometry, node.pair, node.code, "item", size=8)
    made: Json = {
        "title": product.title,
        "description": describe(plan, node),
        "keywords": ["insar", "sentinel-1", "deformation", f"{GEOMETRY_WORDS[node.geometry]} geometry"],
        "productType": product.product_type,
        "productId": product_id(plan, node),
        "status": "ACQUIRED",
        "created": rfc3339(plan.created + 7 * node.ordinal),
        "updated": plan.updated,
        **(_pair_times(plan, node.pair) if node.pair >= 0 else _run_times(plan, product.scenes)),
        **_common(plan),
        **_by_geometry(plan, node.geometry),
        **_by_code(plan, node.code),
        "productSize": 10_000_000 + int.from_bytes(drawn[:4], "big") % 900_000_000,
        **(_pair_values(plan, node.pair) if node.pair >= 0 else _run_values(plan, node.code)),
    }
    return made if layout == "live" else {k: v for k, v in made.items() if ":" in k or k in STAC_NAMES}


def describe(plan: RunPlan, node: Node) -> str:
    """Return a sentence on what the item holds."""
    where = f"in {GEOMETRY_WORDS[node.geometry]} geometry"
    if node.pair < 0:
        return f"{PRODUCTS[node.code].title} of the whole stack {where}."
    first, second = plan.pair(node.pair)
    return f"{PRODUCTS[node.code].title} of {first.day} and {second.day} {where}."


def product_id(plan: RunPlan, node: Node) -> str:
    """Return the EPOS id of a product; a run keeps to one form for each kind of product."""
    check = block(plan.seed, plan.index, node.geometry, node.pair, node.code, "id", size=2).hex().upper()
    acronym, looks = PRODUCTS[node.code].acronym, f"{node.geometry}{plan.looks}rlks"
    if node.pair >= 0:
        first, second = plan.pair(node.pair)
        return f"{acronym}_{PRODUCER}_{first.day}_{second.day}_{looks}{check}"
    middle = looks if plan.short_product_ids else f"{acronym}_{node.geometry}_"
    return f"{acronym}_{PRODUCER}_{middle}{check}"


def _times(first: Scene, second: Scene) -> Json:
    return {
        "startDate": first.time,
        "completionDate": second.time,
        "date": f"{first.time}/{second.time}",
        "datesOfSARScenes": f"{first.day}-{second.day}",
        "firstLineUtc": first.time,
        "lastLineUtc": rfc3339(first.start + 27),
    }


@lru_cache(maxsize=8)
def _pair_times(plan: RunPlan, pair: int) -> Json:
    first, second = plan.pair(pair)
    stac = {"datetime": first.time, "start_datetime": first.time, "end_datetime": second.time}
    return {**stac, **_times(first, second)}


@lru_cache(maxsize=8)
def _run_times(plan: RunPlan, scenes: str) -> Json:
    start, end = plan.interval
    times = {"datetime": plan.master.time, "start_datetime": start, "end_datetime": end}
    return {**times, "datesOfSARScenes": scenes}


@lru_cache(maxsize=4)
def _common(plan: RunPlan) -> Json:
    dem = dem_name(plan.bbox)
    return {
        "processingId": f"GDMSARUGA_{plan.id}",
        "userId": PRODUCER,
        "softwareVersion": f"NSBAS:v{plan.version}:{plan.commit}",
        "appliedAlgorithmDescription": LINEAGE,
        "serviceUsedForGeneration": FACILITY,
        "mainReference": MAIN_REFERENCE,
        "usedDigitalElevationModel": "NASADEM",
        "digitalElevationModelId": dem,
        "parameters": {
            "digitalElevationModel": f"DEM/{dem}.dem",
            "layOver": True,
            "orbitType": "precise",
            "looks": plan.looks,
            "coherenceThreshold": 0.3,
        },
        "superMasterSARImageId": plan.master.name,
        "relativeOrbitNumber": plan.track,
        "orbitDirection": plan.direction,
        "antennaSide": "right",
        "polarisation": ["VV"],
        "mode": "IW",
        "sensor": "IW",
        "wavelength": WAVELENGTH,
        "numberOfLooksRange": plan.looks,
        "numberOfLooksAzimuth": max(plan.looks // 4, 1),
        "spatialResolution": [2.3 * plan.looks, 14.0 * max(plan.looks // 4, 1)],
        "nearRangeLookAngle": 29.4,
        "farRangeLookAngle": 41.8,
        "numberOfBursts": 9 + plan.track % 18,
        "boundingBoxFeature": list(plan.bbox),
        "boundingBoxRadar": list(plan.bbox),
        "footprintBoundingBox": list(plan.bbox),
        "providers": PROVIDERS,
        "license": LICENSE,
        "instruments": ["c-sar"],
        "constellation": "sentinel-1",
        "gsd": 5.0,
        "sar:instrument_mode": "IW",
        "sar:frequency_band": "C",
        "sar:center_frequency": FREQUENCY,
        "sar:polarizations": ["VV"],
        "sar:observation_direction": "right",
        "sar:looks_range": plan.looks,
        "sar:looks_azimuth": max(plan.looks // 4, 1),
        "sar_ext:wavelength": WAVELENGTH,
        "sat:orbit_state": plan.direction,
        "sat:relative_orbit": plan.track,
        "processing:level": "L3",
        "processing:lineage": LINEAGE,
        "processing:facility": FACILITY,
        "processing:software": {"NSBAS": plan.version},
        "processing:version": plan.version,
        "sci:publications": PUBLICATIONS,
        "insar:processing_dem": "NASADEM",
        "insar:geocoding_dem": "NASADEM",
    }


def dem_name(bbox: tuple[float, ...]) -> str:
    """Return the name of an elevation model whose range (west, east, south, north) covers the box."""
    west, south, east, north = bbox
    return f"nasadem30_{floor(west)}_{ceil(east)}_{floor(south)}_{ceil(north)}"


@lru_cache(maxsize=8)
def _by_geometry(plan: RunPlan, geometry: str) -> Json:
    size = (
        (2.3 * plan.looks, 14.0 * max(plan.looks // 4, 1))
        if geometry == "radar"
        else (0.000277778, 0.000277778)
    )
    links = {"lookupTableId": "lut", "mapOfLOSVectorId": "cosneu"}
    return {
        "geographicCSTypeCode": "EPSG:4326" if geometry == "geo" else "RADAR_GEOMETRY",
        "rangePixelSize": size[0],
        "azimuthPixelSize": size[1],
        **{k: product_id(plan, Node(0, "item", 0, geometry, "aux", -1, code)) for k, code in links.items()},
    }


@lru_cache(maxsize=32)
def _by_code(plan: RunPlan, code: str) -> Json:
    bands = PRODUCTS[code].bands
    made: Json = {
        "productFormat": TIFF,
        "bandDescription": [name for name, _ in bands],
        "valueUnit": [unit for _, unit in bands],
    }
    if code in FILTERED:
        made["appliedFilter"] = "sliding window, adaptive, 8 by 8"
    if code == "inu":
        made["appliedUnwrappingAlgorithm"] = "Region growing guided by coherence, 10.1000/isdeform.unwrapping"
    if code in ("dts", "mvlos", "net"):
        made["referencePoint"] = [1000 + plan.track, 3000 - plan.track]
    return made


@lru_cache(maxsize=8)
def _pair_values(plan: RunPlan, pair: int) -> Json:
    first, second = plan.pair(pair)
    perpendicular = (second.perpendicular - first.perpendicular) / 1000
    return {
        "appliedCorrections": "stratified troposphere, topographic residue",
        "perpendicularBaseline": perpendicular,
        "parallelBaseline": (second.parallel - first.parallel) / 1000,
        "alongTrackBaseline": (second.along - first.along) / 10000,
        "masterSARImageId": first.name,
        "slaveSARImageId": second.name,
        **_platform(first.platform, first.platform + second.platform),
        "insar:perpendicular_baseline": perpendicular,
        "insar:temporal_baseline": round((second.start - first.start) / 86400, 6),
        "insar:reference_datetime": first.time,
        "insar:secondary_datetime": second.time,
    }


@lru_cache(maxsize=32)
def _run_values(plan: RunPlan, code: str) -> Json:
    stack = "".join(scene.platform for scene in plan.scenes[: plan.used])
    lone = PRODUCTS[code].scenes == "Common_Product" and code != "tcoh"
    return _platform(plan.master.platform, plan.master.platform if lone else stack)


def _platform(one: str, several: str) -> Json:
    letters = sorted(set(several))
    return {
        "platform": f"sentinel-1{one}",
        "platforms": [f"sentinel-1{letter}" for letter in letters],
        "acquisitionInformation": [
            {"platform": f"sentinel-1{letter}", "instrument": "c-sar"} for letter in letters
        ],
        "sat:platform_international_designator": COSPAR[one],
        "sat_ext:platform_international_designators": [COSPAR[letter] for letter in letters],
    }
