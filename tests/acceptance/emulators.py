"""Google Cloud Storage and Azure on this machine, for tests: their emulators, and what writes to them."""

from __future__ import annotations

import base64
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from stacqc.sources.stores import ahead, store
from stacqc.sources.stores import client as store_client

#: The one account that Azurite has; its key is published.
_ACCOUNT = "devstoreaccount1"
_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
_SECONDS = 30


@dataclass(frozen=True)
class Cloud:
    """A store that runs."""

    scheme: str
    address: str
    #: What its user calls a bucket.
    bucket: str
    make: Callable[[str], Any]
    put: Callable[[str, str, bytes], Any]
    delete: Callable[[str, str], Any]

    def upload(self, folder: Path, bucket: str) -> None:
        """Put all files of a folder into a bucket of their own."""
        self.make(bucket)
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                self.put(bucket, str(file.relative_to(folder)), file.read_bytes())


def use(monkeypatch: pytest.MonkeyPatch, scheme: str, address: str, key: str = _KEY) -> None:
    """Let all that reads a scheme from now on ask the store at an address."""
    import fsspec

    for name in os.environ:
        if name.lower().endswith("_proxy") or name.startswith(("AZURE_", "GOOGLE_", "STORAGE_EMULATOR")):
            monkeypatch.delenv(name)
    if scheme == "gs":
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", address)
        # Nobody is to look for the metadata service of a cloud, which takes its time.
        monkeypatch.setenv("NO_GCE_CHECK", "true")
    else:
        monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", connection(address, key))
    monkeypatch.setattr(store_client, "TRIES", 1)
    store_client._file_system.cache_clear()
    fsspec.get_filesystem_class(scheme).clear_instance_cache()
    store.forget()
    ahead._ready.clear()


def connection(address: str, key: str = _KEY) -> str:
    """Return what tells a client of Azure where to ask, and as whom."""
    parts = {"DefaultEndpointsProtocol": "http", "AccountName": _ACCOUNT, "AccountKey": key}
    return (
        "".join(f"{name}={value};" for name, value in parts.items()) + f"BlobEndpoint={address}/{_ACCOUNT};"
    )


@contextmanager
def running(scheme: str, folder: Path) -> Iterator[Cloud]:
    """Run an emulator; skip where there is none."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = _google(port) if scheme == "gs" else _azure(port)
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            _wait(port, process, folder / "log.txt")
            yield (google if scheme == "gs" else azure)(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
            process.wait(_SECONDS)


def _google(port: int) -> list[str]:
    beside = str(Path(sys.executable).parent)
    found = shutil.which("gcp-storage-emulator", path=os.pathsep.join((beside, os.environ["PATH"])))
    if found is None:
        pytest.skip("no Google Cloud Storage here: pip install gcp-storage-emulator")
    return [found, "start", "--host", "127.0.0.1", "--port", str(port), "--in-memory", "--quiet"]


def _azure(port: int) -> list[str]:
    found = shutil.which("azurite-blob")
    if found is None:
        pytest.skip("no Azure here: npm install --global azurite")
    options = ("--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent")
    return [found, "--blobPort", str(port), *options]


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the emulator does not start: {log.read_text()[-2000:]}")


def google(address: str) -> Cloud:
    """Return what writes to an emulator of Google Cloud Storage."""

    def ask(method: str, path: str, body: bytes = b"") -> None:
        kind = "application/json" if method == "POST" and "upload" not in path else "application/octet-stream"
        request = urllib.request.Request(
            f"{address}{path}", body or None, {"Content-Type": kind}, method=method
        )
        # What its emulator thinks of an empty body is of no use here.
        urllib.request.urlopen(request, timeout=_SECONDS).close()

    def quoted(key: str) -> str:
        return urllib.parse.quote(key, safe="")

    return Cloud(
        "gs", address, "bucket",
        lambda bucket: ask("POST", "/storage/v1/b?project=test", f'{{"name": "{bucket}"}}'.encode()),
        lambda bucket, key, body: ask("POST", f"/upload/storage/v1/b/{bucket}/o?uploadType=media&name={quoted(key)}", body),
        lambda bucket, key: ask("DELETE", f"/storage/v1/b/{bucket}/o/{quoted(key)}"),
    )  # fmt: skip


def azure(address: str) -> Cloud:
    """Return what writes to an emulator of Azure."""
    from azure.storage.blob import BlobServiceClient

    client = BlobServiceClient.from_connection_string(connection(address))
    return Cloud(
        "az", address, "container", client.create_container,
        lambda bucket, key, body: client.get_blob_client(bucket, key).upload_blob(body, overwrite=True),
        lambda bucket, key: client.get_blob_client(bucket, key).delete_blob(),
    )  # fmt: skip


def wrong_key() -> str:
    """Return a key that is well formed and not that of the account."""
    return base64.b64encode(b"5ecre7-0f-the-te5t5" * 3).decode()
