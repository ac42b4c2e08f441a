"""A small STAC API that misbehaves on request, on the loopback device."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.unit.serving import Quiet, serving

Json = dict[str, Any]
#: Status, headers, body.
Answer = tuple[int, dict[str, str], bytes]
JSON_TYPE = {"Content-Type": "application/json"}


def as_json(data: Any, status: int = 200, **headers: str) -> Answer:
    return (
        status,
        {**JSON_TYPE, **{k.replace("_", "-"): v for k, v in headers.items()}},
        json.dumps(data).encode(),
    )


def item(name: str, collection: str = "c", **properties: Any) -> Json:
    return {
        "type": "Feature", "stac_version": "1.1.0", "id": name, "collection": collection,
        "links": [{"rel": "collection", "href": "https://example.org/c"}], "assets": {},
        "geometry": {"type": "Point", "coordinates": [1.0, 2.0]}, "bbox": [1.0, 2.0, 1.0, 2.0],
        "properties": {"datetime": "2024-01-01T00:00:00Z", **properties},
    }  # fmt: skip


def collection(name: str = "c") -> Json:
    extent = {"spatial": {"bbox": [[1, 2, 1, 2]]}, "temporal": {"interval": [["2024-01-01T00:00:00Z", None]]}}
    return {"type": "Collection", "stac_version": "1.1.0", "id": name, "description": "d", "license": "MIT",
            "links": [], "extent": extent}  # fmt: skip


@dataclass
class FakeApi:
    """Serves `items` of collections page by page; `before` may answer a request instead."""

    items: dict[str, list[Json]]
    page: int = 2
    before: Callable[[str, int], Answer | None] = lambda path, number: None
    requests: list[str] = field(default_factory=list)
    bodies: list[Json] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    address: str = ""

    def answer(self, path: str) -> Answer:
        self.requests.append(path)
        made = self.before(path, len(self.requests))
        if made is not None:
            return made
        parts = urlsplit(path)
        steps = [s for s in parts.path.split("/") if s]
        query = {k: v[0] for k, v in parse_qs(parts.query).items()}
        if not steps:
            return as_json({"type": "Catalog", "id": "root", "conformsTo": [], "links": []})
        if steps == ["collections"]:
            return as_json({"collections": [collection(name) for name in self.items], "links": []})
        if len(steps) == 3 and steps[2] == "items":
            return self.listing(steps[1], query)
        if len(steps) == 4:
            return as_json(next(i for i in self.items[steps[1]] if i["id"] == unquote(steps[3])))
        if len(steps) == 2 and steps[1] in self.items:
            return as_json(collection(steps[1]))
        return as_json({"code": "NotFound"}, 404)

    def listing(self, name: str, query: dict[str, str]) -> Answer:
        start = int(query.get("start", 0))
        end = start + min(self.page, int(query.get("limit", 10)))
        found = self.items[name]
        links = []
        if end < len(found):
            links.append(
                {
                    "rel": "next",
                    "href": f"{self.address}/collections/{name}/items?limit={self.page}&start={end}",
                }
            )
        return as_json({"type": "FeatureCollection", "features": found[start:end], "links": links})


@contextmanager
def served(api: FakeApi) -> Iterator[FakeApi]:
    """Run the API on a free port."""

    class Handler(Quiet, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            api.headers.append(dict(self.headers))
            status, headers, body = api.answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            api.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.do_GET()

    with serving(Handler) as api.address:
        yield api
