"""Documents of old versions of STAC, brought to the current one to be judged by its schemas."""

from __future__ import annotations

from typing import Any

from stacqc.schema.notices import CURRENT


def migrated(data: Any) -> Any:
    """Return a copy of an old document brought to the current version of STAC by pystac."""
    import copy

    from pystac.serialization import identify_stac_object, migrate_to_latest

    data = copy.deepcopy(data)
    try:
        return migrate_to_latest(data, identify_stac_object(data))
    except Exception:  # pystac raises whatever its extensions raise on data they do not expect
        return {**data, "stac_version": CURRENT[-1]}  # that it is outdated has a finding of its own


def migratable(version: str) -> bool:
    """Say whether documents of a version are brought to the current one before they are judged."""
    return version.startswith(("0.", "1.0.0-", "1.1.0-"))
