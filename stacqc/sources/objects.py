"""STAC objects in memory as documents: mappings, and the objects of pystac and of pydantic models."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stacqc.document import Document, kind_of
from stacqc.findings import Failure
from stacqc.sources.containers.container import Container
from stacqc.sources.containers.cutting import Only
from stacqc.sources.containers.members import MEMBERS_KEY

_LONGEST_ID = 80


@dataclass(frozen=True, slots=True)
class Single(Container):
    """One object, written as a text of its own."""

    def _documents(self, only: Only) -> Iterator[Document | Failure]:
        yield Document(self.uri, self.raw or b"")


@dataclass(frozen=True, slots=True)
class Unfit(Container):
    """An object that cannot be written as JSON."""

    reason: str = ""

    def _documents(self, only: Only) -> Iterator[Document | Failure]:
        yield Failure(self.uri, f"not checked: {self.reason}")


def containers(objects: Iterable[Any]) -> Iterator[Container]:
    """Yield each object, and what the catalogs of pystac hold in memory, under a name of its own."""
    seen: Counter[str] = Counter()
    for found in objects:
        for one in _with_descendants(found):
            data = data_of(one)
            name = _name(data)
            seen[name] += 1
            yield _container(data, f"<{name}>" if seen[name] == 1 else f"<{name} ({seen[name]})>")


def _name(data: Any) -> str:
    kind, id_ = kind_of(data) or "object", data.get("id") if isinstance(data, dict) else None
    return f"{kind} {id_[:_LONGEST_ID]}" if isinstance(id_, str) else kind


def _container(data: Any, uri: str) -> Container:
    try:
        raw = json.dumps(data, indent=2, ensure_ascii=False).encode("utf-8", "surrogatepass")
    except (TypeError, ValueError, RecursionError) as error:
        return Unfit(uri, "object", None, f"it cannot be written as JSON ({str(error)[:200]})")
    kind = kind_of(data)
    return Container(uri, kind, raw) if kind in MEMBERS_KEY else Single(uri, "object", raw)


def data_of(found: Any) -> Any:
    """Return an object as plain data; raises TypeError for what is no STAC object of any library."""
    if isinstance(found, Mapping):
        return dict(found)
    if callable(getattr(found, "model_dump_json", None)):
        return json.loads(found.model_dump_json(by_alias=True, exclude_unset=True))
    if any(base.__module__.partition(".")[0] == "pystac" for base in type(found).__mro__):
        return _without_open_links(found.to_dict(transform_hrefs=False))
    raise TypeError(f"stacqc cannot check {type(found).__name__}: give a path, a dict or an object of pystac")


def _without_open_links(data: dict[str, Any]) -> dict[str, Any]:
    """Leave out the links that pystac gives an address only when it saves the catalog."""
    for one in (data, *data.get("features", ())):
        one["links"] = [k for k in one.get("links", ()) if k.get("href") is not None]
        if "features" in one and not one["links"]:
            del one["links"]
    return data


def _with_descendants(found: Any) -> Iterator[Any]:
    """Yield an object and all below it that is in memory; nothing is read."""
    pending, seen = [found], set[int]()
    while pending:
        one = pending.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        if hasattr(one, "get_child_links"):
            links = [*one.get_child_links(), *one.get_item_links()]
            pending += [link.target for link in links if link.is_resolved()]
