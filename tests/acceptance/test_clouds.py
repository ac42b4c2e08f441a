"""Google Cloud Storage and Azure are read as files are, and what goes wrong with them is said in one clear line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stacqc.sources import shard
from stacqc.sources.containers import ranges
from stacqc.sources.stores import client as store_client
from stacqc.sources.stores import store
from stacqc.sources.stores import stream as store_stream

from ..documents import CATALOG, ITEM
from . import emulators, stores
from .conftest import Stacqc
from .emulators import Cloud
from .test_parallel import catalog

# Of the clients of the stores, which end with the process.
pytestmark = pytest.mark.filterwarnings("ignore")
__all__ = ["catalog"]


@pytest.fixture(scope="module", params=["gs", "az"])
def running(
    request: pytest.FixtureRequest, catalog: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cloud]:
    """Return a store with the catalog in its bucket."""
    pytest.importorskip({"gs": "gcsfs", "az": "adlfs"}[request.param])
    with emulators.running(request.param, tmp_path_factory.mktemp("emulator")) as cloud:
        cloud.upload(catalog, "catalog")
        yield cloud


@pytest.fixture
def cloud(running: Cloud, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """Return a store that everything asks."""
    emulators.use(monkeypatch, running.scheme, running.address)
    return running


def told(text: str, start: str) -> object:
    """Return what a report in JSON says, with addresses below the root of the catalog alone."""
    made = json.loads(text.replace(start, "…"))
    for finding in made["findings"]:
        finding.pop("fingerprint", None)
    return made


_SOURCES = ("tree/collection.json", "ndjson/items.ndjson", "fc/*.json")


@pytest.mark.parametrize(("source", "jobs"), [*((source, 1) for source in _SOURCES), ("tree", 2)])
def test_the_report_is_that_of_files(
    stacqc: Stacqc, cloud: Cloud, catalog: Path, source: str, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shard, "SHARD_SIZE", 40)
    monkeypatch.setattr(ranges, "PART", 100_000)
    monkeypatch.setattr(store_stream, "_BLOCK", 70_000)
    options = ("--ruleset", "isdeform", "-f", "json", "--no-config", "--jobs", jobs)
    far = stacqc("check", f"{cloud.scheme}://catalog/{source}", *options)
    near = stacqc("check", f"{catalog}/{source}", *options)
    assert told(far.out, f"{cloud.scheme}://catalog") == told(near.out, str(catalog))
    assert (far.code, far.err) == (1, near.err)


def test_azure_is_read_by_all_its_names(stacqc: Stacqc, cloud: Cloud) -> None:
    if cloud.scheme != "az":
        pytest.skip("of Azure alone")
    for start in ("abfs://catalog", "abfs://catalog@devstoreaccount1.dfs.core.windows.net"):
        for source in ("tree/collection.json", "ndjson/it*.ndjson", "fc"):
            outcome = stacqc("check", f"{start}/{source}", "-f", "json", "--only", "tag:verdict")
            report = json.loads(outcome.out)
            assert report["summary"]["checked"]["Item"] > 10
            assert not report.get("failures")


def test_what_is_missing_is_a_finding_and_what_assets_lead_to_is_looked_for(
    stacqc: Stacqc, cloud: Cloud
) -> None:
    item = {**ITEM, "assets": {"a": {"href": "./data/a.tif"}, "b": {"href": "./data/b.tif"}}}
    links = [{"rel": "item", "href": "./a.json"}, {"rel": "item", "href": "./gone.json"}]
    cloud.make("missing")
    for name, body in (("catalog.json", {**CATALOG, "links": links}), ("a.json", item), ("data/a.tif", {})):
        cloud.put("missing", name, json.dumps(body).encode())
    outcome = stacqc("check", f"{cloud.scheme}://missing/catalog.json", "-f", "concise")
    assert f"leads to {cloud.scheme}://missing/gone.json, which does not exist" in outcome.out
    assert "asset-missing The asset b leads to ./data/b.tif" in outcome.out
    assert "./data/a.tif" not in outcome.out
    assert (outcome.code, outcome.err) == (1, "")


def test_odd_names(stacqc: Stacqc, cloud: Cloud) -> None:
    cloud.make("odd-names")
    names = ("höhe %20 #1.json", "a?b.json", "[a].json", "a/b.c/d.json", "a b/+.json")
    for name in names:
        cloud.put("odd-names", name, json.dumps({**ITEM, "id": name.replace("/", "-")}).encode())
    outcome = stacqc("check", f"{cloud.scheme}://odd-names", "-f", "json", "--only", "tag:verdict")
    assert json.loads(outcome.out)["summary"]["checked"] == {"Item": len(names)}


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("catalog/none.json", "it does not exist"),
        ("catalog/none/", "there is no JSON file and no other STAC in this folder"),
        ("nobucket/a.json", "the {bucket} does not exist"),
        ("nobucket/a/", "the {bucket} does not exist"),
        ("nobucket", "the {bucket} does not exist"),
        ("nobucket/*.json", "the {bucket} does not exist"),
    ],
)
def test_what_cannot_be_read_is_said_clearly(stacqc: Stacqc, cloud: Cloud, path: str, said: str) -> None:
    outcome = stacqc("check", f"{cloud.scheme}://{path}")
    assert (outcome.code, outcome.err) == (2, "")
    assert f"could not check {cloud.scheme}://{path}: " in outcome.out
    assert said.format(bucket=cloud.bucket) in outcome.out


def test_an_object_that_goes_while_a_folder_is_read(
    stacqc: Stacqc, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.make("going")
    for name in "abc":
        cloud.put("going", f"{name}.json", json.dumps({**ITEM, "id": name}).encode())

    def then_delete(folder: str) -> Iterator[str]:
        yield from list(found(folder))
        cloud.delete("going", "b.json")

    found = store.addresses_below
    monkeypatch.setattr(store, "addresses_below", then_delete)
    outcome = stacqc("check", f"{cloud.scheme}://going", "-f", "json", "--only", "tag:verdict")
    report = json.loads(outcome.out)
    assert report["summary"]["checked"]["Item"] == 2
    assert report["failures"] == [
        {"uri": f"{cloud.scheme}://going/b.json", "message": "not read: it does not exist"}
    ]
    assert outcome.code == 2


def test_an_object_that_goes_while_it_is_read(
    stacqc: Stacqc, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.make("lines")
    line = json.dumps(ITEM).encode() + b"\n"
    cloud.put("lines", "items.ndjson", line * 1000)
    monkeypatch.setattr(store_stream, "_BLOCK", len(line) * 10)
    read = store.read_at

    def then_delete(path: str, start: int, size: int) -> bytes:
        if start == len(line) * 100:
            cloud.delete("lines", "items.ndjson")
        return read(path, start, size)

    monkeypatch.setattr(store_stream, "read_at", then_delete)
    outcome = stacqc(
        "check", f"{cloud.scheme}://lines/items.ndjson", "-f", "concise", "--only", "tag:verdict"
    )
    assert outcome.code == 2
    assert f"could not check {cloud.scheme}://lines/items.ndjson: not read: it does not exist" in outcome.out


@pytest.mark.parametrize(
    ("scheme", "module", "said"),
    [
        ("gs", "gcsfs", "gs:// needs gcsfs: pip install 'stacqc[gcs]'"),
        ("abfs", "adlfs", "abfs:// needs adlfs: pip install 'stacqc[azure]'"),
    ],
)
def test_a_missing_package_is_named(
    stacqc: Stacqc, monkeypatch: pytest.MonkeyPatch, scheme: str, module: str, said: str
) -> None:
    pytest.importorskip("fsspec")
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.delitem(sys.modules, f"{module}.core", raising=False)
    monkeypatch.delitem(sys.modules["fsspec.registry"]._registry, scheme, raising=False)
    store_client._file_system.cache_clear()
    told_in_one_line(stacqc, f"{scheme}://bucket/a.json", said)


@pytest.mark.parametrize("scheme", ["gs", "az"])
def test_nobody_there(stacqc: Stacqc, monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    pytest.importorskip({"gs": "gcsfs", "az": "adlfs"}[scheme])
    emulators.use(monkeypatch, scheme, "http://127.0.0.1:9")
    outcome = stacqc("check", *(f"{scheme}://bucket/{name}.json" for name in "abcd"))
    assert outcome.code == 2
    assert outcome.out.count("not read: the connection failed") == 3
    assert "d.json: not read: the store did not answer before, and was not asked again" in outcome.out


_GOOGLE = [
    (401, "Anonymous caller does not have storage.objects.get access", "no credentials were found: give those of"),
    (401, "Request had invalid authentication credentials", "the store refuses these credentials"),
    (403, "somebody does not have storage.objects.get access", "access is denied"),
    (400, "Invalid bucket name: 'x'", "the store fails (400)"),
    (400, "an invalid argument", "the store does not understand what it is asked"),
    (400, "Bucket is a requester pays bucket but no user project provided.", "whoever reads this bucket pays"),
    (429, "slow down", "the store is busy"),
    (503, "gone fishing", "the store is busy"),
    (418, "odd", "the store fails (418)"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "message", "said"), _GOOGLE)
def test_refusals_of_google_are_told_without_secrets(
    stacqc: Stacqc, monkeypatch: pytest.MonkeyPatch, status: int, message: str, said: str
) -> None:
    pytest.importorskip("gcsfs")
    error = {"error": {"code": status, "message": f"{message} ({stores.SECRET})"}}

    def answer(asked: stores.Asked) -> None:
        asked.send(status, json.dumps(error).encode())

    with stores.answering(answer) as address:
        emulators.use(monkeypatch, "gs", address)
        for source in ("a.json", "items.ndjson", "tree/"):
            told_in_one_line(stacqc, f"gs://bucket/{source}", said)


_AZURE = [
    (401, "NoAuthenticationInformation", "no credentials were found: give those of the store in the environment (for Azure"),
    (409, "PublicAccessNotPermitted", "no credentials were found"),
    (403, "AuthenticationFailed", "the store refuses these credentials"),
    (403, "AuthorizationFailure", "access is denied"),
    (403, "AuthorizationPermissionMismatch", "access is denied"),
    (400, "InvalidResourceName", "the container has no valid name"),
    (409, "BlobArchived", "it is in an archive"),
    (503, "ServerBusy", "the store is busy"),
    (404, "ContainerNotFound", "the container does not exist"),
    (418, "Odd", "the store fails (Odd)"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "code", "said"), _AZURE)
def test_refusals_of_azure_are_told_without_secrets(
    stacqc: Stacqc, monkeypatch: pytest.MonkeyPatch, status: int, code: str, said: str
) -> None:
    pytest.importorskip("adlfs")

    def answer(asked: stores.Asked) -> None:
        asked.refuse(status, code, {"x-ms-error-code": code, "Content-Type": "application/xml"})

    with stores.answering(answer) as address:
        emulators.use(monkeypatch, "az", address, emulators.wrong_key())
        for source in ("a.json", "items.ndjson", "tree/"):
            told_in_one_line(stacqc, f"az://bucket/{source}", said)


def told_in_one_line(stacqc: Stacqc, path: str, said: str) -> None:
    """Check a path that cannot be read, and hold that this is all that is said of it."""
    outcome = stacqc("check", path, "-f", "concise")
    assert outcome.code == 2
    (line, *_) = outcome.out.splitlines()
    assert line.startswith(f"could not check {path}: ")
    assert said in line
    assert outcome.err == ""
    for secret in (stores.SECRET, emulators.wrong_key()):
        assert secret not in outcome.out


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "no credentials were found: give those of the store in the environment (for Azure: AZURE_"),
        (
            {"AZURE_STORAGE_CONNECTION_STRING": "hush;hush"},
            "the connection string of the account is not valid",
        ),
    ],
)
def test_no_credentials_for_azure(
    stacqc: Stacqc, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], said: str
) -> None:
    pytest.importorskip("adlfs")
    emulators.use(monkeypatch, "az", "http://127.0.0.1:9")
    monkeypatch.delenv("AZURE_STORAGE_CONNECTION_STRING")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    told_in_one_line(stacqc, "az://bucket/a.json", said)


def test_nothing_is_written_by_the_libraries_of_a_store(cloud: Cloud, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "stacqc",
        "check",
        f"{cloud.scheme}://catalog/tree/collection.json",
        "-q",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
