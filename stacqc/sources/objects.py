"""STAC objects in memory as documents: mappings, and the objects of pystac and of pydantic models."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stacqc.aspects.links import relative_from
from stacqc.document import Document
from stacqc.findings import Failure
from stacqc.kinds import kind_of
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
        return _as_saved(found.to_dict(transform_hrefs=False))
    raise TypeError(f"stacqc cannot check {type(found).__name__}: give a path, a dict or an object of pystac")


def _as_saved(data: dict[str, Any]) -> dict[str, Any]:
    """Give a document of pystac, and its features, the links that its file has.

    Links that get an address only when the catalog is saved are left out; those between files of this machine,
    which pystac holds by their whole paths, with a self link to the file that was read, become relative.
    """
    for one in (data, *data.get("features", ())):
        links = [link for link in one.get("links", ()) if link.get("href") is not None]
        own = next((k["href"] for k in links if k.get("rel") == "self" and os.path.isabs(k["href"])), None)
        one["links"] = links if own is None else list(_links_of_file(own, links))
        if "features" in one and not one["links"]:
            del one["links"]
    return data


def _links_of_file(file: str, links: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for link in links:
        if os.path.isabs(href := link["href"]):
            link = {**link, "href": relative_from(os.path.dirname(file), href)}
        if link.get("rel") != "self":
            yield link


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
