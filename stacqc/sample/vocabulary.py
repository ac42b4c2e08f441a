"""The words of the ISDeform profile: products, extensions, publications, constants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

PREFIX = "https://stac-extensions.github.io/"
SCIENTIFIC = PREFIX + "scientific/v1.0.0/schema.json"
ITEM_EXTENSIONS = (
    PREFIX + "sar/v1.3.0/schema.json",
    PREFIX + "sat/v1.2.0/schema.json",
    PREFIX + "processing/v1.2.0/schema.json",
    SCIENTIFIC,
    PREFIX + "insar/v1.0.0/schema.json",
)
ROOT_ID = ROOT_TITLE = "GDM-SAR-In"
ROOT_BREADCRUMB = "Repository"
ADDRESS = "https://example.org/static/GDMSARIn"
LICENSE = "CC-BY-NC-4.0"
LICENSE_LINK = {
    "rel": "license",
    "href": "https://creativecommons.org/licenses/by-nc/4.0/",
    "type": "text/html",
    "title": "CC BY-NC 4.0",
}
PRODUCER = "GDMCNRS"
FREQUENCY = 5.405
WAVELENGTH = 0.05546576
GEOMETRIES = ("geo", "radar")
GEOMETRY_WORDS = {"geo": "ground", "radar": "radar"}
GEOMETRY_TITLES = {"geo": "Ground geometry", "radar": "Radar geometry"}
COSPAR = {"a": "2014-016A", "b": "2016-025A"}
COLLECTION_TYPE = "application/json"
ITEM_TYPE = "application/geo+json"

PUBLICATIONS: list[dict[str, str]] = [
    {"citation": "Doin et al. 2011"},
    {"doi": "10.5270/Fringe2015.pp116", "citation": "Grandin 2015"},
    {"doi": "10.3390/rs13183734", "citation": "Thollard et al. 2021"},
]
MAIN_REFERENCE = "Doin et al. 2011, Grandin 2015, Thollard et al. 2021"
CITE_AS: list[dict[str, str]] = [
    {"rel": "cite-as", "href": "https://doi.org/" + p["doi"], "type": "text/html", "title": p["citation"]}
    for p in PUBLICATIONS
    if "doi" in p
]
PROVIDERS: list[dict[str, Any]] = [
    {"name": "GDM-SAR", "roles": ["processor", "host"], "url": "https://example.org/gdm-sar"},
    {"name": "Copernicus Sentinel-1", "roles": ["licensor"], "url": "https://example.org/sentinel-1"},
]
LINEAGE = "Small baseline processing of Sentinel-1 interferograms with NSBAS"
FACILITY = "GDM-SAR"


@dataclass(frozen=True, slots=True)
class Product:
    """What one product code stands for."""

    code: str
    acronym: str
    product_type: str
    title: str
    bands: tuple[tuple[str, str], ...]
    scenes: str = ""
    legacy: str = ""


PAIR_PRODUCTS = (
    Product(
        "coh", "Coh", "SPATIAL_COHERENCE", "Spatial coherence",
        (("coherence", "1"), ("amplitude", "1")), "", "spatial_coherence",
    ),
    Product(
        "inw", "InW", "WRAPPED_INTERFEROGRAM", "Wrapped Differential Interferogram",
        (("phase", "rad"), ("amplitude", "1")), "", "wrapped_interferogram",
    ),
    Product(
        "inwf", "InWF", "FILTERED_WRAPPED_INTERFEROGRAM", "Filtered Wrapped Differential Interferogram",
        (("phase", "rad"), ("coherence", "1")), "", "filtered_wrapped_interferogram",
    ),
    Product(
        "inu", "InU", "UNWRAPPED_INTERFEROGRAM", "Unwrapped Differential Interferogram",
        (("phase", "rad"), ("coherence", "1")), "", "unwrapped_interferogram",
    ),
)  # fmt: skip
_LOS = (("north", "1"), ("east", "1"), ("up", "1"))
AUX_PRODUCTS = (
    Product(
        "cosenu", "CosENU", "MAP_OF_LOS_VECTOR", "Map of LOS vector (ENU coefficient)",
        (("east", "1"), ("north", "1"), ("up", "1")), "Common_Product", "map_of_los_vector_enu",
    ),
    Product(
        "cosneu", "CosNEU", "MAP_OF_LOS_VECTOR_EPOS", "Map of LOS vector (NEU coefficient)",
        _LOS, "Common_Product", "map_of_los_vector_neu",
    ),
    Product(
        "dem", "DEM", "DEM_RADAR_GEOMETRY", "Digital Elevation Model",
        (("elevation", "m"), ("amplitude", "1")), "Common_Product", "digital_elevation_model",
    ),
    Product(
        "lut", "LUT", "LOOKUP_TABLE_RADAR2GROUND_COORDINATES",
        "Lookup tables to pass from radar to ground coordinates",
        (("range", "px"), ("azimuth", "px")), "Common_Product", "lookup_table_sat_to_ground_coordinates",
    ),
    Product(
        "tcoh", "TCoh", "TEMPORAL_COHERENCE", "Temporal Coherence (Quality of measure)",
        (("coherence", "1"), ("amplitude", "1")), "Common_Product", "temporal_coherence",
    ),
)  # fmt: skip
SERIES_PRODUCTS = (
    Product(
        "dts", "DTS-LOS", "LOS_DISPLACEMENT_TIMESERIES", "Time series",
        (("phase delay", "rad"),), "Time_Serie", "los_displacement_time_series",
    ),
    Product(
        "mvlos", "MV-LOS", "MEAN_LOS_VELOCITY", "Mean LOS velocity",
        (("velocity", "rad/yr"), ("amplitude", "1")), "Time_Serie", "mean_velocity_map",
    ),
    Product(
        "net", "Net", "NETWORK_MISCLOSURE", "Network misclosure (root mean square of the inversion)",
        (("misclosure", "rad"), ("interferograms", "1")), "Time_Serie", "network_misclosures",
    ),
)  # fmt: skip
PRODUCTS = {p.code: p for p in (*PAIR_PRODUCTS, *AUX_PRODUCTS, *SERIES_PRODUCTS)}
# Which auxiliary products a run of three, four or five of them has.
AUX_BY_COUNT = {
    3: ("cosneu", "lut", "tcoh"),
    4: ("cosneu", "dem", "lut", "tcoh"),
    5: ("cosenu", "cosneu", "dem", "lut", "tcoh"),
}
SERIES_BY_COUNT = {0: (), 1: ("net",), 2: ("mvlos", "net"), 3: ("dts", "mvlos", "net")}
