"""What lies in a store is checked as if it were files, and what goes wrong with the store is said clearly."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from stacqc.engine.runner import run
from stacqc.scale.running import run_on
from stacqc.sources import shard
from stacqc.sources.containers import ranges
from stacqc.sources.inputs import Inputs
from stacqc.sources.stores import ahead, store
from stacqc.sources.stores import client as store_client
from stacqc.sources.stores import stream as store_stream

from ..documents import CATALOG, ITEM
from . import stores
from .conftest import Stacqc
from .test_parallel import catalog, plan, shown

pytest.importorskip("s3fs")
pytest.importorskip("moto.server")
# Of the client of the store, which ends with the process.
pytestmark = pytest.mark.filterwarnings("ignore")
__all__ = ["catalog"]


@pytest.fixture(scope="module")
def server(catalog: Path) -> Iterator[str]:
    """Return the address of a store with the catalog in its bucket."""
    with stores.running() as address:
        stores.upload(address, catalog, "bucket")
        yield address


@pytest.fixture(autouse=True)
def _store(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stores.use(monkeypatch, server)


def told(text: str, start: Path) -> Any:
    """Return what a report in JSON says, with addresses below the root of the catalog alone."""
    made = json.loads(told_plainly(text, start))
    for finding in made["findings"]:
        finding.pop("fingerprint", None)
    return made


_SOURCES = ("tree/collection.json", "tree", "ndjson/items.ndjson", "ndjson", "fc/items.json", "fc/*.json")


@pytest.mark.parametrize(
    ("source", "jobs"), [*((source, 1) for source in _SOURCES), *((s, 2) for s in _SOURCES[:4:2])]
)
def test_the_report_is_that_of_files(
    stacqc: Stacqc, catalog: Path, source: str, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shard, "SHARD_SIZE", 40)
    monkeypatch.setattr(ranges, "PART", 100_000)
    monkeypatch.setattr(store_stream, "_BLOCK", 70_000)
    options = ("--ruleset", "isdeform", "--ruleset", "strict", "-f", "json", "--no-config", "--jobs", jobs)
    far = stacqc("check", f"s3://bucket/{source}", *options)
    near = stacqc("check", f"{catalog}/{source}", *options)
    assert told(far.out, catalog) == told(near.out, catalog)
    assert far.code == near.code == 1
    assert stores.SECRET not in far.out + far.err


@pytest.mark.parametrize("source", ["ndjson/items.ndjson", "tree"])
def test_a_scheme_may_be_written_in_capitals(stacqc: Stacqc, catalog: Path, source: str) -> None:
    for words in (["check"], ["diff", catalog / "ndjson"]):
        loud, plain = (stacqc(*words, f"{scheme}://bucket/{source}", "-f", "json") for scheme in ("S3", "s3"))
        assert told(loud.out, catalog) == told(plain.out, catalog)
        assert loud.code == plain.code != 2


def test_findings_show_the_address(stacqc: Stacqc) -> None:
    outcome = stacqc("check", "s3://bucket/ndjson/items.ndjson", "--ruleset", "isdeform", "-f", "concise")
    assert outcome.out.startswith("s3://bucket/ndjson/items.ndjson:")
    sarif = stacqc("check", "s3://bucket/ndjson/items.ndjson", "--ruleset", "isdeform", "-f", "sarif")
    assert '"uri":"s3://bucket/ndjson/items.ndjson"' in sarif.out
    page = stacqc(
        "check", "s3://bucket/tree/collection.json", "--ruleset", "isdeform", "-f", "html:page.html"
    )
    assert "s3://bucket/tree" in Path("page.html").read_text()
    assert page.code == 1


def test_properties_and_comparison_read_it_too(stacqc: Stacqc, catalog: Path) -> None:
    far = stacqc("properties", "s3://bucket/tree/collection.json", "-f", "json")
    near = stacqc("properties", catalog / "tree" / "collection.json", "-f", "json")
    assert told_plainly(far.out, catalog) == told_plainly(near.out, catalog)
    for source in ("tree", "tree/collection.json", "ndjson", "ndjson/items.ndjson", "fc"):
        far = stacqc("diff", f"s3://bucket/{source}", catalog / "ndjson", "-f", "json")
        near = stacqc("diff", catalog / source, catalog / "ndjson", "-f", "json")
        assert told(far.out, catalog) == told(near.out, catalog)
        assert far.code == near.code


def told_plainly(text: str, start: Path) -> str:
    """Return an output with addresses below the root of the catalog alone."""
    return text.replace(str(start), "…").replace("s3://bucket", "…")


def test_rows_are_read(stacqc: Stacqc, server: str, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    from .test_folder import item
    from .test_geoparquet import write

    write(tmp_path / "items.parquet", [item("a"), item("b", gsd=-1.0), item("c")], rows=2)
    body = (tmp_path / "items.parquet").read_bytes()
    stores.client(server).put_object(Bucket="bucket", Key="rows/items.parquet", Body=body)
    for source in ("s3://bucket/rows/items.parquet", "s3://bucket/rows/"):
        outcome = stacqc("check", source, "--only", "tag:verdict", "-f", "concise")
        assert outcome.code == 1
        assert outcome.out.startswith("s3://bucket/rows/items.parquet:2:")


def test_links_are_followed_inside_the_root_only(stacqc: Stacqc, server: str, tmp_path: Path) -> None:
    writer = stores.client(server)
    hrefs = {
        "in": "./sub/in.json", "whole": "s3://bucket/links/whole.json", "up": "../secret.json",
        "above": "../../../secret/a.json", "slash": "/secret.json", "other": "s3://secret/a.json",
        "file": f"file://{tmp_path}/secret.json", "path": str(tmp_path / "secret.json"), "quoted": "s3%3A//secret/a.json",
    }  # fmt: skip
    links = [{"rel": "item", "href": href} for href in hrefs.values()]
    root = {**CATALOG, "links": links}
    writer.create_bucket(Bucket="secret")
    secret = json.dumps({**ITEM, "id": "secret"}).encode()
    for bucket, key, body in (
        ("bucket", "links/catalog.json", json.dumps(root).encode()),
        ("bucket", "links/sub/in.json", json.dumps({**ITEM, "id": "in"}).encode()),
        ("bucket", "links/whole.json", json.dumps({**ITEM, "id": "whole"}).encode()),
        ("bucket", "secret.json", secret),
        ("secret", "a.json", secret),
    ):
        writer.put_object(Bucket=bucket, Key=key, Body=body)
    (tmp_path / "secret.json").write_bytes(secret)
    outcome = stacqc("check", "s3://bucket/links/catalog.json", "-f", "json", "--only", "tag:structure")
    report = json.loads(outcome.out)
    assert report["summary"]["checked"] == {"Catalog": 1, "Item": 2}
    assert not report.get("failures")
    stray = {f["pointer"] for f in report["findings"] if f["rule"] == "link-outside-root"}
    names = list(hrefs)
    assert {names[int(pointer.split("/")[2])] for pointer in stray} == {
        "up",
        "above",
        "slash",
        "file",
        "path",
    }


@pytest.mark.parametrize(
    "href", ["s3://bucket/secret.json", "./s3://bucket/a.json", "s3%3A//bucket/a.json", "x%3a//b/c"]
)
def test_no_file_leads_into_a_store(
    stacqc: Stacqc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, href: str
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("a store was asked")

    monkeypatch.setattr(store_client, "_file_system", never)
    document = {**CATALOG, "links": [{"rel": "item", "href": href}, {"rel": "child", "href": href}]}
    (tmp_path / "catalog.json").write_text(json.dumps(document))
    report = json.loads(stacqc("check", "catalog.json", "-f", "json").out)
    assert report["summary"]["checked"] == {"Catalog": 1}
    assert not report.get("failures")


def test_what_is_missing_is_a_finding_and_what_assets_lead_to_is_looked_for(
    stacqc: Stacqc, server: str
) -> None:
    writer = stores.client(server)
    item = {**ITEM, "assets": {"a": {"href": "./a.tif"}, "b": {"href": "./b.tif"}}}
    links = [{"rel": "item", "href": "./a.json"}, {"rel": "item", "href": "./gone.json"}]
    for name, body in (("catalog.json", {**CATALOG, "links": links}), ("a.json", item), ("a.tif", "")):
        writer.put_object(Bucket="bucket", Key=f"missing/{name}", Body=json.dumps(body).encode())
    outcome = stacqc("check", "s3://bucket/missing/catalog.json", "-f", "concise")
    assert (
        "link-target-missing The link leads to s3://bucket/missing/gone.json, which does not exist"
        in outcome.out
    )
    assert "asset-missing The asset b leads to ./b.tif" in outcome.out
    assert "./a.tif" not in outcome.out
    assert outcome.code == 1


def test_odd_names_and_sizes(stacqc: Stacqc, server: str) -> None:
    writer = stores.client(server)
    writer.create_bucket(Bucket="odd")
    large = json.dumps(
        {**ITEM, "id": "large", "properties": {**ITEM["properties"], "title": "x" * ahead.FIRST}}
    )
    for key, body in (
        ("empty.json", b""),
        ("a//b.json", json.dumps(ITEM).encode()),
        ("höhe %20 #1.json", json.dumps({**ITEM, "id": "umlaut"}).encode()),
        ("large.json", large.encode()),
        (".hidden/a.json", b"{"),
        ("node_modules/a.json", b"{"),
        ("exact.json", json.dumps({**ITEM, "id": "exact"}).encode().ljust(ahead.FIRST)),
    ):
        writer.put_object(Bucket="odd", Key=key, Body=body)
    report = json.loads(stacqc("check", "s3://odd", "-f", "json", "--only", "tag:verdict").out)
    assert report["summary"]["checked"] == {"Item": 3, "unreadable": 1}
    assert {failure["uri"] for failure in report["failures"]} == {"s3://odd/empty.json", "s3://odd/a//b.json"}


@pytest.mark.parametrize(
    ("address", "shown", "said"),
    [
        ("s3://bucket/none.json", "s3://bucket/none.json", "it does not exist"),
        ("s3://bucket/none/", "s3://bucket/none/", "there is no JSON file and no other STAC in this folder"),
        ("s3://nobucket/a.json", "s3://nobucket/a.json", "the bucket does not exist"),
        ("s3://nobucket/", "s3://nobucket/", "the bucket does not exist"),
        ("s3://no_such?x=1", "s3://no_such", "an address with a query is not read"),
        ("s3://", "s3://", "the address names no bucket"),
        ("s3://me:hush@bucket/a.json", "s3://", "credentials do not belong into an address"),
        ("zip://a.json::s3://bucket/a.zip", "zip://", "an address within an address is not read"),
        ("foo://bucket/a.json", "foo://bucket/a.json", "nothing is known that reads foo://"),
    ],
)
def test_what_cannot_be_read_is_said_clearly(stacqc: Stacqc, address: str, shown: str, said: str) -> None:
    outcome = stacqc("check", address)
    assert outcome.code == 2
    assert f"could not check {shown}: " in outcome.out
    assert said in outcome.out
    assert "hush" not in outcome.out + outcome.err
    assert stacqc("diff", address, address).code == 2


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (403, "AccessDenied", "access is denied"),
        (403, "InvalidAccessKeyId", "the store does not know these credentials"),
        (403, "SignatureDoesNotMatch", "the store refuses these credentials"),
        (400, "ExpiredToken", "the credentials have expired"),
        (500, "InternalError", "the store fails"),
        (503, "SlowDown", "the store is busy"),
        (418, "<odd>", "the store fails"),
    ],
)
def test_refusals_are_told_without_secrets(
    stacqc: Stacqc, monkeypatch: pytest.MonkeyPatch, status: int, code: str, said: str
) -> None:
    with stores.answering(lambda asked: asked.refuse(status, code)) as address:
        stores.use(monkeypatch, address)
        sources = ("s3://bucket/a.json", "s3://bucket/items.ndjson", "s3://bucket/tree/")
        # A store that fails is asked again, which takes its time.
        for source in sources if status < 500 else sources[:1]:
            outcome = stacqc("check", source)
            assert outcome.code == 2
            assert said in outcome.out
            assert stores.SECRET not in outcome.out + outcome.err


def test_what_may_not_be_read_hides_nothing_else(
    stacqc: Stacqc, monkeypatch: pytest.MonkeyPatch, catalog: Path
) -> None:
    items = {f"/bucket/{n}.json": json.dumps({**ITEM, "id": f"i{n}"}).encode() for n in range(8)}
    links = [{"rel": "item", "href": f"./{n}.json"} for n in range(8)]
    items["/bucket/root.json"] = json.dumps({**CATALOG, "links": links}).encode()

    def answer(asked: stores.Asked) -> None:
        if asked.path == "/bucket/3.json":
            asked.refuse(403, "AccessDenied")
        elif asked.path == "/bucket/5.json":
            asked.send(206, b'{"type": ', promised=500)
        elif asked.path in items:
            asked.send(206, items[asked.path])
        else:
            asked.refuse(403, "AccessDenied")

    with stores.answering(answer) as address:
        stores.use(monkeypatch, address)
        outcome = stacqc("check", "s3://bucket/root.json", "-f", "json", "--only", "tag:structure")
    report = json.loads(outcome.out)
    assert outcome.code == 2
    assert report["summary"]["checked"] == {"Catalog": 1, "Item": 6}
    assert {(f["uri"], f["message"]) for f in report["failures"]} == {
        ("s3://bucket/3.json", "not read: access is denied"),
        ("s3://bucket/5.json", "not read: the connection was cut"),
    }


class Recorder(Executor):
    """An executor that does at once what it is asked, and remembers it as it would be sent."""

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def submit(self, function: Any, /, *arguments: Any, **more: Any) -> Future[Any]:
        """Call the function."""
        self.sent.append(arguments[0])
        made: Future[Any] = Future()
        made.set_result(function(*pickle.loads(pickle.dumps(arguments)), **more))
        return made


@pytest.mark.parametrize("source", ["ndjson/items.ndjson", "fc/items.json"])
def test_workers_elsewhere_read_their_own_parts(
    catalog: Path, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranges, "PART", 200_000)
    recorder = Recorder()
    found = run_on(recorder, Inputs([f"s3://bucket/{source}"]).shards(), plan())
    near = run(Inputs([f"{catalog}/{source}"]).shards(), plan())
    assert told(shown(found), catalog) == told(shown(near), catalog)
    parts = [part for part in recorder.sent if isinstance(part, ranges.Range)]
    assert len(parts) > 2
    assert all(part.raw is None for part in parts)


def test_a_cluster_reads_it(catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed")
    from stacqc.scale.cluster import run_on_dask

    monkeypatch.setattr(shard, "SHARD_SIZE", 20)
    monkeypatch.setattr(ranges, "PART", 100_000)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        for source in ("ndjson/items.ndjson", "tree/collection.json"):
            shards = Inputs([f"s3://bucket/{source}"]).shards()
            found = run_on_dask(cluster.scheduler_address, shards, plan())
            near = run(Inputs([f"{catalog}/{source}"]).shards(), plan())
            assert told(shown(found), catalog) == told(shown(near), catalog)


def test_no_store_at_all(stacqc: Stacqc, monkeypatch: pytest.MonkeyPatch) -> None:
    stores.use(monkeypatch, "http://127.0.0.1:9")
    outcome = stacqc(
        "check", "s3://bucket/a.json", "s3://bucket/b.json", "s3://bucket/c/", "s3://bucket/d.json"
    )
    assert outcome.code == 2
    assert outcome.out.count("not read: the connection failed") == 3
    assert "d.json: not read: the store did not answer before, and was not asked again" in outcome.out


def test_silence_ends(stacqc: Stacqc, monkeypatch: pytest.MonkeyPatch) -> None:
    with stores.answering(stores.silence) as address:
        stores.use(monkeypatch, address)
        monkeypatch.setattr("s3fs.S3FileSystem.read_timeout", 0.2)
        outcome = stacqc("check", "s3://bucket/a.json")
    assert outcome.code == 2
    assert "no answer in time" in outcome.out


def test_what_comes_byte_by_byte_ends(stacqc: Stacqc, monkeypatch: pytest.MonkeyPatch) -> None:
    def trickle(asked: stores.Asked) -> None:
        asked.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(60):
            asked.wfile.write(b"a")
            time.sleep(0.05)

    monkeypatch.setattr(store, "_ANSWER", 0.4)
    monkeypatch.setattr(store, "PACE", 1 << 30)
    with stores.answering(trickle) as address:
        stores.use(monkeypatch, address)
        outcome = stacqc("check", "s3://bucket/a.json")
    assert outcome.code == 2
    assert "no answer in time" in outcome.out


def test_missing_credentials(stacqc: Stacqc, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    outcome = stacqc("check", "s3://bucket/tree/collection.json")
    assert outcome.code == 2
    assert "no credentials were found" in outcome.out
    assert "AWS_PROFILE" in outcome.out
    stores.use(monkeypatch, "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_NO_SIGN_REQUEST", "YES")
    assert store_client.file_system("s3://bucket").anon is True


def test_an_object_that_shrinks_is_noticed(stacqc: Stacqc, monkeypatch: pytest.MonkeyPatch) -> None:
    line = json.dumps(ITEM).encode() + b"\n"

    def answer(asked: stores.Asked) -> None:
        if asked.command == "HEAD":
            asked.send_response(200)
            asked.send_header("Content-Length", str(len(line) * 5))
            asked.end_headers()
        else:
            asked.send(206, line)

    with stores.answering(answer) as address:
        stores.use(monkeypatch, address)
        outcome = stacqc("check", "s3://bucket/items.ndjson", "--only", "tag:verdict")
    assert outcome.code == 2
    assert "it changed while it was read" in outcome.out


def test_what_works_on_files_alone_says_so(stacqc: Stacqc) -> None:
    for options in (("--fix",), ("--diff",), ("--changed-since", "HEAD")):
        outcome = stacqc("check", "s3://bucket/tree/collection.json", *options)
        assert outcome.code == 2
        assert "s3://bucket/tree/collection.json" in outcome.err


def test_nothing_is_kept_of_a_store(stacqc: Stacqc, server: str) -> None:
    writer = stores.client(server)
    for gsd, code in ((1, 0), (-1, 1)):
        item = {**ITEM, "properties": {**ITEM["properties"], "gsd": gsd}}
        writer.put_object(Bucket="bucket", Key="cached.json", Body=json.dumps(item).encode())
        assert stacqc("check", "s3://bucket/cached.json", "--cache", "--only", "tag:verdict").code == code
    assert not Path(".stacqc_cache").exists()


def test_memory_is_a_store_too(stacqc: Stacqc) -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.pipe_file(
        "/root/catalog.json", json.dumps({**CATALOG, "links": [{"rel": "item", "href": "./a.json"}]}).encode()
    )
    memory.pipe_file("/root/a.json", json.dumps(ITEM).encode())
    for source in ("memory://root/catalog.json", "memory://root/", "memory://root"):
        outcome = stacqc("check", source, "-f", "json", "--only", "tag:verdict")
        assert json.loads(outcome.out)["summary"]["checked"] == {"Catalog": 1, "Item": 1}
        assert outcome.code == 0


def test_files_import_nothing_of_it(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(ITEM))
    script = (
        "import sys; from stacqc.sources.inputs import Inputs; from stacqc.settings.config import Config\n"
        "from stacqc.engine.planning import plan_of; from stacqc.engine.runner import run\n"
        "run(Inputs(['.']).shards(), plan_of(Config()).plan)\n"
        "print([m for m in ('fsspec', 'stacqc.sources.stores.store', 'pyarrow', 'msgspec') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout == "[]\n"


_FOLDERS = 60


def test_folders_of_assets_are_listed_side_by_side_and_once(
    stacqc: Stacqc, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists: list[str] = []
    lock, at_once, most = threading.Lock(), 0, 0
    links = [{"rel": "item", "href": f"./{n}/{n}.json"} for n in range(_FOLDERS)]
    held = {"/bucket/catalog.json": {**CATALOG, "links": links}}
    for n in range(_FOLDERS):
        assets = {"a": {"href": "./a.tif"}, "b": {"href": f"../{n}/b.tif"}}
        held[f"/bucket/{n}/{n}.json"] = {**ITEM, "id": f"i{n}", "assets": assets}

    def answer(asked: stores.Asked) -> None:
        nonlocal at_once, most
        path, _, query = asked.path.partition("?")
        if "list-type=2" not in query:
            asked.send(206, json.dumps(held[path]).encode()) if path in held else asked.refuse(
                404, "NoSuchKey"
            )
            return
        (folder,) = parse_qs(query)["prefix"]
        with lock:
            lists.append(folder)
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.05)
        # Every other folder has one asset less.
        keys = [f"{folder}a.tif"] + [f"{folder}b.tif"] * (int(folder.strip("/")) % 2)
        with lock:
            at_once -= 1
        asked.send(200, stores.listing(keys))

    with stores.answering(answer) as address:
        stores.use(monkeypatch, address)
        outcome = stacqc(
            "check", "s3://bucket/catalog.json", "--only", "asset-missing", "-f", "json", "--jobs", 1
        )
    report = json.loads(outcome.out)
    assert report["summary"]["checked"] == {"Catalog": 1, "Item": _FOLDERS}
    assert {f["uri"] for f in report["findings"]} == {
        f"s3://bucket/{n}/{n}.json" for n in range(0, _FOLDERS, 2)
    }
    assert sorted(lists) == sorted(f"{n}/" for n in range(_FOLDERS))
    assert 4 <= most <= 16
