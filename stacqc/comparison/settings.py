"""What a comparison is told: equivalences, tolerance, what to ignore, and how files map to the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: Names under which older rows hold a value, with the name it has now.
LEGACY_KEYS = {"processing:id": "processingId"}

#: Members of collections that the producer writes anew for each tree and each loading.
NESTING = ("STAC hierarchy", "breadcrumb", "ingestion_time")


@dataclass(frozen=True, slots=True)
class Settings:
    """All that steers a comparison; the members of [diff] in a configuration file."""

    equivalences: Mapping[str, bool] = field(default_factory=dict)
    tolerance: float = 1e-9
    #: JSON Pointers of values that are not compared, with what is below them.
    ignore: tuple[str, ...] = ()
    #: "auto": the nearest collection that the database holds; "top": the first below the root;
    #: "none": the collection that lists the item.
    flatten: str = "auto"
    #: Collections of the files by id, and the collection of the database that they are, or that takes their items.
    collections: Mapping[str, str] = field(default_factory=dict)
    #: Prefixes of hrefs in the files, and what stands for them in the database.
    hrefs: Mapping[str, str] = field(default_factory=dict)
    #: Address of the folder of the tree, to which self_href adds the path of the file.
    self_href: str = ""
    legacy_keys: Mapping[str, str] = field(default_factory=lambda: LEGACY_KEYS)
