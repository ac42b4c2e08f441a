"""Stores for tests: a real one on this machine, and one whose answers are made up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from stacqc.sources.stores import ahead, store
from stacqc.sources.stores import client as store_client

SECRET = "5ecre7-0f-the-te5t5"


def use(monkeypatch: pytest.MonkeyPatch, address: str, secret: str = SECRET) -> None:
    """Let all that reads s3:// from now on ask the store at an address."""
    import fsspec

    for name, value in {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "tester",
        "AWS_SECRET_ACCESS_KEY": secret,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/nowhere",
        "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(store_client, "TRIES", 1)
    store_client._file_system.cache_clear()
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    store.forget()
    ahead._ready.clear()


@contextmanager
def running() -> Iterator[str]:
    """Run a store of S3 and yield its address."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def client(address: str) -> Any:
    """Return what writes to a store."""
    import boto3

    return boto3.client(
        "s3",
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id="tester",
        aws_secret_access_key=SECRET,
    )


def upload(address: str, folder: Path, bucket: str) -> None:
    """Put all files of a folder into a bucket of their own."""
    writer = client(address)
    writer.create_bucket(Bucket=bucket)
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            writer.put_object(Bucket=bucket, Key=str(file.relative_to(folder)), Body=file.read_bytes())


Answer = Callable[["Asked"], None]


class Asked(BaseHTTPRequestHandler):
    """A request to a made-up store."""

    protocol_version = "HTTP/1.1"
    answer: Answer

    def do_GET(self) -> None:
        """Answer."""
        type(self).answer(self)

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def send(
        self,
        status: int,
        body: bytes = b"",
        promised: int | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> None:
        """Send a body, or less of it than was promised."""
        self.send_response(status)
        for name, value in (fields or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if promised is None else promised))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        if promised is not None:
            self.close_connection = True

    def refuse(self, status: int, code: str, fields: Mapping[str, str] | None = None) -> None:
        """Send an error as S3 and Azure do, with what must never be shown."""
        text = f"<Error><Code>{code}</Code><Message>no, {SECRET}</Message></Error>"
        self.send(status, text.encode(), fields=fields)


def listing(keys: Iterable[str]) -> bytes:
    """Return the list of a folder as S3 sends it."""
    date = "<LastModified>2026-01-01T00:00:00.000Z</LastModified>"
    entries = "".join(f"<Contents><Key>{key}</Key>{date}<Size>1</Size></Contents>" for key in keys)
    return f"<ListBucketResult>{entries}</ListBucketResult>".encode()


class Silent(ThreadingHTTPServer):
    """A server at which many may knock at once, and which says nothing of those that go unanswered."""

    request_queue_size = 128
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing."""


@contextmanager
def answering(answer: Answer) -> Iterator[str]:
    """Run a store that answers so, and yield its address."""
    handler = type("Handler", (Asked,), {"answer": staticmethod(answer)})
    server = Silent(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def silence(asked: Asked) -> None:
    """Never answer in time."""
    time.sleep(3)
    asked.close_connection = True
