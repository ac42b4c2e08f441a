"""Measure looking for assets in a store that takes its time to answer: `python bench/store.py` prints a table.

The store is made up: it holds a folder for each item with the item and its asset, and answers each request of
S3 so many milliseconds later. What takes the time is the way there and back, as it does far from a store.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

_CHECK = """
import sys
from stacqc.sources.stores import listing as store_listing
store_listing.AT_ONCE = int(sys.argv.pop(1))
from stacqc.__main__ import main
main()
"""
_OPTIONS = ["--no-config", "--no-progress", "-q", "--jobs", "1"]


def item(number: int) -> bytes:
    """Return an item with an asset beside it."""
    corner = [float(number % 90), 0.0]
    made = {
        "type": "Feature", "stac_version": "1.0.0", "id": f"i{number}", "geometry": {"type": "Point", "coordinates": corner},
        "bbox": [*corner, *corner], "properties": {"datetime": "2026-01-01T00:00:00Z"},
        "links": [{"rel": "root", "href": "../catalog.json"}, {"rel": "parent", "href": "../catalog.json"}],
        "assets": {"data": {"href": "./data.tif"}},
    }  # fmt: skip
    return json.dumps(made).encode()


def catalog(items: int) -> bytes:
    """Return what lists them."""
    links = [{"rel": "item", "href": f"./i{n}/i{n}.json"} for n in range(items)]
    links.append({"rel": "root", "href": "./catalog.json"})
    made = {"type": "Catalog", "stac_version": "1.0.0", "id": "c", "description": "many", "links": links}
    return json.dumps(made).encode()


class Store(BaseHTTPRequestHandler):
    """Answers late."""

    protocol_version = "HTTP/1.1"
    wait = 0.0
    items = 0
    asked: Counter[str]

    def do_GET(self) -> None:
        """Answer with an object or the list of a folder."""
        time.sleep(self.wait)
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        self.asked["lists" if "list-type" in query else "objects"] += 1
        if "list-type" in query:
            self.send(200, self.listed(query.get("prefix", [""])[0]))
        elif (found := self.found(parts.path)) is None:
            self.send(404, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            self.send(206 if "Range" in self.headers else 200, found)

    do_HEAD = do_GET  # noqa: N815

    def found(self, path: str) -> bytes | None:
        """Return an object."""
        if path == "/bucket/catalog.json":
            return catalog(self.items)
        number = re.fullmatch(r"/bucket/i(\d+)/i\d+\.json", path)
        return item(int(number[1])) if number else None

    def listed(self, folder: str) -> bytes:
        """Return the list of a folder."""
        number = folder.strip("/")
        keys = (f"{number}/{number}.json", f"{number}/data.tif") if number else ("catalog.json",)
        date = "<LastModified>2026-01-01T00:00:00.000Z</LastModified>"
        entries = "".join(f"<Contents><Key>{key}</Key>{date}<Size>1</Size></Contents>" for key in keys)
        return f"<ListBucketResult><KeyCount>{len(keys)}</KeyCount>{entries}</ListBucketResult>".encode()

    def send(self, status: int, body: bytes) -> None:
        """Send a body."""
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Patient(ThreadingHTTPServer):
    """A server at which many may knock at once."""

    request_queue_size = 128
    daemon_threads = True


@contextmanager
def served(wait: float, items: int) -> Iterator[tuple[str, Counter[str]]]:
    """Run the store, and yield its address and what it was asked for."""
    asked: Counter[str] = Counter()
    handler = type("Handler", (Store,), {"wait": wait, "items": items, "asked": asked})
    server = Patient(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()


def seconds(address: str, at_once: int, *options: str) -> float:
    """Return how long a check takes."""
    keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "us-east-1"}
    command = [
        sys.executable,
        "-c",
        _CHECK,
        str(at_once),
        "check",
        "s3://bucket/catalog.json",
        *_OPTIONS,
        *options,
    ]
    start = time.perf_counter()
    subprocess.run(
        command,
        env={**os.environ, **keys, "AWS_ENDPOINT_URL": address},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=500)
    parser.add_argument("--milliseconds", type=float, default=30)
    options = parser.parse_args()
    print("| lists at once | seconds | of these for assets | lists |\n|---|---|---|---|")
    with served(options.milliseconds / 1000, options.items) as (address, asked):
        without = seconds(address, 1, "--ignore", "asset-missing")
        for at_once in (1, 4, 16):
            asked.clear()
            took = seconds(address, at_once)
            print(f"| {at_once} | {took:.1f} | {max(0.0, took - without):.1f} | {asked['lists']} |")


if __name__ == "__main__":
    main()
