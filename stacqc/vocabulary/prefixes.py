"""Prefixes of field names: which extension each belongs to."""

from __future__ import annotations

#: Prefixes of field names, and the extension each belongs to.
PREFIXES = {
    "accuracy": "accuracy", "altm": "altimetry", "anon": "anonymized-location", "auth": "authentication",
    "card4l": "card4l", "ceosard": "ceos-ard", "cf": "cf", "classification": "classification",
    "cmip6": "cmip6", "cube": "datacube", "eo": "eo", "eq": "earthquake", "file": "file",
    "forecast": "forecast", "fws_nwi": "usfws-nwi", "goes": "goes", "grid": "grid", "insar": "insar",
    "label": "label", "landsat": "landsat", "mgrs": "mgrs", "ml-aoi": "ml-aoi", "ml-model": "ml-model",
    "mlm": "mlm", "noaa_mrms_qpe": "noaa-mrms-qpe", "order": "order", "osc": "osc", "pc": "pointcloud",
    "pers": "perspective-imagery", "processing": "processing", "product": "product", "proj": "projection",
    "raster": "raster", "rd": "remote-data", "s1": "sentinel-1", "s2": "sentinel-2", "s3": "sentinel-3",
    "s5p": "sentinel-5p", "sar": "sar", "sat": "sat", "sci": "scientific", "stats": "stats",
    "stereo-img": "stereo-imagery", "storage": "storage", "table": "table", "vector": "vector",
    "video": "video", "view": "view", "vrt": "virtual-assets", "xarray": "xarray-assets", "zarr": "zarr",
}  # fmt: skip
