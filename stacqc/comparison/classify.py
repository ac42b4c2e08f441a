"""From raw differences to classed ones: each is either an equivalence, counted, or a difference, named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from stacqc.comparison.difference import ABSENT, Difference, json_type
from stacqc.comparison.displacement import of_boxes, of_geometries
from stacqc.comparison.equivalences import Equivalences
from stacqc.comparison.excerpts import unseen
from stacqc.comparison.extents import same_extent
from stacqc.comparison.geometry import farthest, is_number, same_box, same_geometry
from stacqc.comparison.instants import FIELDS, is_before, same_instant
from stacqc.comparison.settings import NESTING, Settings
from stacqc.comparison.walk import RawDifference, canonical, same_members
from stacqc.findings import Path, pointer


class Classifier:
    """Names the differences of one pair of documents after the other."""

    def __init__(self, settings: Settings, equivalences: Equivalences) -> None:
        self.settings = settings
        self.equivalences = equivalences
        self._ignored = tuple(p.rstrip("/") for p in settings.ignore)

    def classed(self, raw: Iterable[RawDifference | Difference]) -> list[Difference]:
        """Return the differences that are none of the equivalences and not to be ignored."""
        found = [d for r in raw if not self._is_ignored(_path(r)) for d in self._one(r)]
        return self._with_legacy_keys(found)

    def _is_ignored(self, path: Path) -> bool:
        if not self._ignored:
            return False
        at = pointer(path)
        return any(at == p or at.startswith(p + "/") for p in self._ignored)

    def _one(self, raw: RawDifference | Difference) -> Iterator[Difference]:
        if isinstance(raw, Difference):
            yield raw
            return
        path, a, b = raw
        if not (self._is_nothing(path, a, b) or self._is_equivalent(path, a, b)):
            kind = self._kind(path, a, b)
            yield _of_places(kind, path, a, b) or Difference(kind, path, a, b, _note(path, a, b))

    def _is_nothing(self, path: Path, a: Any, b: Any) -> bool:
        """Whether one side merely lacks what the other one leaves empty."""
        use = self.equivalences.use
        if (a is None and b is ABSENT) or (a is ABSENT and b is None):
            from_collection = a is ABSENT and path[0] == "assets"
            return use("item-assets-nulls" if from_collection else "null-members")
        if path == ("private",) or (path == ("type",) and a is ABSENT and b == "Feature"):
            return use("feature-type")
        if path == ("parent_ids",):
            return use("collection-links")
        if path and path[0] in NESTING and use("nesting-members"):
            return True
        client = path == ("stac_version",) or (path in _EMPTY_LISTS and not (a and b))
        return client and "client-objects" in self.equivalences.on and use("client-objects")

    def _is_equivalent(self, path: Path, a: Any, b: Any) -> bool:
        use = self.equivalences.use
        if path in _PLACES:
            compare = same_box if path[0] == "bbox" else same_geometry
            return compare(a, b, self.settings.tolerance, self.equivalences)
        if is_number(a) and is_number(b):
            return bool(a == b) and use("number-spelling")
        if path[0] == "properties" and path[-1] in FIELDS and same_instant(a, b):
            return use("datetime-spelling")
        if path == ("description",) and _same_behind_breadcrumb(a, b):
            return use("nesting-members")
        if path[0] == "extent" and same_extent(a, b):
            return use("extent-spelling")
        if type(a) is list and type(b) is list and same_members(a, b):
            return use(_ORDERS.get(str(path[-1]), "array-order"))
        return path[-1] == "href" and type(a) is str and self._mapped(a) == b and use("href-mapping")

    def _mapped(self, href: str) -> str:
        for prefix, other in self.settings.hrefs.items():
            if href.startswith(prefix):
                return other + href[len(prefix) :]
        return href

    def _kind(self, path: Path, a: Any, b: Any) -> str:
        if path[:1] in _PLACES and ABSENT not in (a, b):
            return "geometry"
        if a is ABSENT or b is ABSENT:
            return "added" if a is ABSENT else "dropped"
        if len(path) == 3 and path[0] == "assets" and path[2] == "href":
            return "asset-href"
        if path == ("properties", "updated") and is_before(b, a):
            return "stale"
        return "type" if json_type(a) != json_type(b) and None not in (a, b) else "value"

    def _with_legacy_keys(self, found: list[Difference]) -> list[Difference]:
        """Put one difference for a value that merely stands under an older name."""
        added = {d.path: d for d in found if d.kind == "added"}
        for old, new in self.settings.legacy_keys.items():
            for dropped in [d for d in found if d.kind == "dropped" and d.path[-1] == new]:
                older = added.get((*dropped.path[:-1], old))
                if older is not None and canonical(older.database) == canonical(dropped.file):
                    found = [d for d in found if d is not older and d is not dropped]
                    note = f"it stands there as {old}"
                    found.append(Difference("legacy-key", dropped.path, dropped.file, ABSENT, note))
        return found


_PLACES = (("geometry",), ("bbox",))
#: Arrays whose order says nothing, and the equivalence of each.
_ORDERS = {
    "stac_extensions": "extension-order",
    "keywords": "set-order",
    "roles": "set-order",
    "platforms": "set-order",
}
_EMPTY_LISTS = (("keywords",), ("providers",), ("stac_extensions",))


def _path(raw: RawDifference | Difference) -> Path:
    return raw.path if isinstance(raw, Difference) else raw[0]


def _same_behind_breadcrumb(a: Any, b: Any) -> bool:
    """Whether two descriptions differ in nothing but the links that they may begin with."""
    return type(a) is str and type(b) is str and _without_breadcrumb(a) == _without_breadcrumb(b)


def _without_breadcrumb(text: str) -> str:
    first, _, rest = text.partition("\n\n")
    return rest if first.startswith("[") and first.endswith(")") else text


def _of_places(kind: str, path: Path, a: Any, b: Any) -> Difference | None:
    """Return a difference of geometries or boxes; None where all that can be said of them are their values."""
    if path == _PLACES[0] and (found := of_geometries(a, b)):
        return Difference(kind, path, a, b, "", *found)
    if path == _PLACES[1] and (found := of_boxes(a, b)):
        return Difference(kind, path, a, b, found.exactly, "", *found[1:])
    return None


def _note(path: Path, a: Any, b: Any) -> str:
    if json_type(a) != json_type(b) and ABSENT not in (a, b):
        return f"{json_type(a)} became {json_type(b)}"
    if path in _PLACES and (by := farthest(a, b)):
        return f"numbers differ by up to {by:.3g}"
    if type(a) is list and type(b) is list and same_members(a, b):
        return "the same in another order"
    if type(a) is str and type(b) is str and (note := unseen(a, b)):
        return note
    if path == ("properties", "updated"):
        return "the database is older" if is_before(b, a) else "the file is older" if is_before(a, b) else ""
    return ""
