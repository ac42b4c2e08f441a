"""What a database changes by itself and no one need mend: named, switchable, and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from stacqc.report import Tally


class Equivalence(NamedTuple):
    """One kind of change that is passed over: its name, its code, what happens, and whether it is on."""

    name: str
    code: str
    meaning: str
    on: bool = True


ALL = (
    Equivalence("inferred-links", "E1", "links to self, root, parent, collection, items and children, which APIs make themselves"),
    Equivalence("link-hrefs", "E2", "relative links that the API made absolute"),
    Equivalence("null-members", "E3", "null members of objects dropped on one side"),
    Equivalence("key-order", "E4", "documents whose members are in another order"),
    Equivalence("geometry-numbers", "E5", "coordinates written otherwise, such as 30 for 30.0"),
    Equivalence("geometry-members", "E6", "members and fourth ordinates of geometries that PostGIS drops"),
    Equivalence("number-spelling", "E7", "numbers written otherwise, such as 100000 for 1E5"),
    Equivalence("datetime-spelling", "E8", "known times written otherwise, such as Z for +00:00"),
    Equivalence("item-assets", "E10", "rows completed from the item_assets of their collection"),
    Equivalence("item-assets-nulls", "E11", "null members of item_assets that came into items"),
    Equivalence("feature-type", "E12", "a missing type that the database fills in, and the hidden member private"),
    Equivalence("base-item-tag", "E13", "rows tagged with the version of item_assets they were stored under"),
    Equivalence("collection-links", "E14", "links of collections that the API makes, and parent_ids"),
    Equivalence("extent-spelling", "E15", "extents of collections that cover the same, recomputed by the database"),
    Equivalence("client-objects", "E16", "what pystac changes when a dump was written through its objects", on=False),
    Equivalence("flattening", "E17", "items moved to the collection that the database holds, with parent_collection and self_href"),
    Equivalence("nested-collections", "E18", "catalogs and nested collections that a flat database does not hold"),
    Equivalence("nesting-members", "D", "members of collections that tell their place in the tree or when they were loaded"),
    Equivalence("extension-order", "order", "stac_extensions in another order"),
    Equivalence("set-order", "order", "keywords, roles and platforms in another order"),
    Equivalence("array-order", "order", "other arrays in another order", on=False),
    Equivalence("ring-order", "order", "rings that start elsewhere or turn the other way"),
    Equivalence("tolerance", "limit", "coordinates that differ by no more than the tolerance"),
    Equivalence("href-mapping", "config", "hrefs rewritten as the configuration says"),
)  # fmt: skip
BY_NAME = {e.name: e for e in ALL}


class Equivalences:
    """Which equivalences are on, and how often each was used."""

    def __init__(self, switched: Mapping[str, bool] | None = None) -> None:
        switched = switched or {}
        self.on = frozenset(e.name for e in ALL if switched.get(e.name, e.on))
        self.used: Counter[str] = Counter()

    def use(self, name: str, times: int = 1) -> bool:
        """Count an equivalence and return True, or return False where it is off."""
        if name not in self.on:
            return False
        self.used[name] += times
        return True

    def tally(self) -> list[Tally]:
        """Return what was used, in the order of the table."""
        return [Tally(e.name, self.used[e.name], f"{e.meaning} ({e.code})") for e in ALL if self.used[e.name]]


def switches(pairs: Iterable[str]) -> dict[str, bool]:
    """Read `NAME=on` and `NAME=off`, a code such as E3 being good for a name; raises ValueError."""
    made = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        if value not in ("on", "off"):
            raise ValueError(f"--equivalence wants NAME=on or NAME=off, not {pair!r}")
        made.update(dict.fromkeys(names_of(name), value == "on"))
    return made


def names_of(name: str) -> list[str]:
    """Return the equivalences called `name`, which may be a code; raises ValueError."""
    found = [e.name for e in ALL if name in (e.name, e.code)]
    if not found:
        from stacqc.words import nearest

        near = nearest(name, list(BY_NAME))
        hint = f"did you mean {near}?" if near else f"they are {', '.join(BY_NAME)}"
        raise ValueError(f"there is no equivalence {name!r}; {hint}")
    return found
