"""An API is read to its end or not at all: pages, retries, and whatever a server may do wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from stacqc.sources.api import web
from tests.unit.fake_api import Answer, FakeApi, as_json, collection, item, served
from tests.unit.test_diff_sides import classes, diff, stacqc

NAMES = ["b", "é", "a_inwf", "a_inw", "Z"]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    pauses: list[float] = []
    monkeypatch.setattr(web, "_sleep", pauses.append)
    return pauses


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "collections.ndjson").write_text(json.dumps(collection()))
    (tmp_path / "items.ndjson").write_text("".join(json.dumps(item(name)) + "\n" for name in NAMES))
    return tmp_path


def api(before: Callable[[str, int], Answer | None] = lambda path, number: None, page: int = 2) -> FakeApi:
    return FakeApi({"c": [item(name) for name in NAMES]}, page=page, before=before)


def once(path_part: str, answer: Answer, times: int = 1) -> Callable[[str, int], Answer | None]:
    """Answers so the first times that a path is asked for."""
    left = [times]

    def before(path: str, number: int) -> Answer | None:
        if path_part in path and left[0]:
            left[0] -= 1
            return answer
        return None

    return before


def test_pages_are_followed_and_put_in_order(files: Path) -> None:
    with served(api()) as fake:
        report = diff(files, fake.address)
        assert (report["exit"], report["summary"]["checked"]) == (0, {"Item": 5, "Collection": 1})
        fake.items["c"][1]["properties"]["datetime"] = "2024-01-02T00:00:00Z"
        fake.items["c"].append(item("new"))
        report = diff(files, fake.address)
    assert classes(report) == {"value": 1, "only-database": 1}
    assert any(f["uri"] == f"{fake.address}/collections/c/items/new" for f in report["findings"])


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_passing_troubles_are_waited_out(status: int, files: Path, no_waiting: list[float]) -> None:
    with served(api(once("start=2", as_json({}, status), 3))) as fake:
        assert diff(files, fake.address)["exit"] == 0
    assert no_waiting == [0.5, 1.0, 2.0]


@pytest.mark.parametrize(("wanted", "pause"), [("7", 7.0), ("100000", 60.0), ("soon", 0.5), ("-5", 0.5)])
def test_a_server_may_say_how_long_to_wait(
    wanted: str, pause: float, files: Path, no_waiting: list[float]
) -> None:
    with served(api(once("start=2", as_json({}, 429, Retry_After=wanted)))) as fake:
        assert diff(files, fake.address)["exit"] == 0
    assert no_waiting == [pause]


def test_a_date_to_wait_for_is_understood(files: Path, no_waiting: list[float]) -> None:
    from datetime import UTC, datetime, timedelta
    from email.utils import format_datetime

    date = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    with served(api(once("start=2", as_json({}, 503, Retry_After=date)))) as fake:
        assert diff(files, fake.address)["exit"] == 0
    assert 15 < no_waiting[0] <= 20


TROUBLES: list[tuple[str, Answer, str]] = [
    ("start=2", as_json({}, 500), "500"),
    ("start=2", as_json({}, 429), "429"),
    ("start=2", as_json({}, 404), "404"),
    ("start=2", as_json({}, 401), "credentials"),
    ("start=2", (200, {"Content-Type": "text/html"}, b"<html>Sign in</html>"), "no JSON but text/html"),
    ("start=2", (200, {"Content-Type": "application/json"}, b'{"features": [{"type"'), "cut off"),
    ("start=2", (200, {"Content-Type": "application/json", "Content-Length": "9999"}, b'{"features": ['), "connection failed"),
    ("start=2", (200, {"Content-Type": "application/json"}, b'{"features": {"a": 1}}'), "no features"),
    ("start=2", (200, {"Content-Type": "application/json"}, b'{"a":' + b"[" * 5000), "cut off"),
    ("start=2", (200, {"Content-Type": "application/json"}, b'{"detail": "try later"}'), "holds no features"),
    ("start=2", (302, {"Location": "http://169.254.169.254/secret"}, b""), "another server"),
    ("start=2", (302, {"Location": "/collections/c/items?start=2"}, b""), "redirects"),
    ("start=2", as_json({"features": [], "links": [{"rel": "next", "href": "http://evil.example/x"}]}), "another server"),
    ("start=2", as_json({"features": [], "links": [{"rel": "next", "href": "file:///etc/passwd"}]}), "another server"),
    ("items?limit", as_json({"features": [item("b")], "numberMatched": 5, "links": []}), "counts 5 features, but sent 1"),
]  # fmt: skip


@pytest.mark.parametrize(("where", "answer", "said"), TROUBLES)
def test_lasting_trouble_is_said_and_never_taken_for_a_difference(
    where: str, answer: Answer, said: str, files: Path
) -> None:
    with served(api(once(where, answer, 99))) as fake:
        report = diff(files, fake.address)
    assert report["exit"] == 2
    assert said in report["failures"][0]["message"]
    assert classes(report) == {}


@pytest.mark.parametrize("status", [403, 404, 500])
def test_what_of_one_collection_cannot_be_read_is_not_missing_and_the_others_are_compared(
    status: int, tmp_path: Path
) -> None:
    held = {"a": [item("1", "a"), item("2", "a")], "b": [item("3", "b")], "c": [item("4", "c", n=1)]}
    (tmp_path / "collections.ndjson").write_text("".join(json.dumps(collection(c)) + "\n" for c in held))
    rows = [*held["a"], *held["b"], item("4", "c", n=2), item("5", "c")]
    (tmp_path / "items.ndjson").write_text("".join(json.dumps(row) + "\n" for row in rows))
    with served(FakeApi(held, before=once("/a/items", as_json({}, status), 99))) as fake:
        report = diff(tmp_path, fake.address)
        missing = diff(tmp_path, fake.address, "--ids", "1,4")
    (failure,) = report["failures"]
    assert failure["uri"] == f"{fake.address}/collections/a"
    assert failure["message"].startswith("its items are not compared: the server answers ")
    assert str(status) in failure["message"]
    assert (report["exit"], report["summary"]["checked"]) == (2, {"Collection": 3, "Item": 2})
    assert classes(report) == {"value": 1, "only-file": 1}
    assert report["summary"]["passed_over"]["unread"]["count"] == 2
    assert [f["uri"] for f in missing["failures"]] == [f"{fake.address}/collections/a"]
    assert "absent-ids" not in missing["summary"]["passed_over"]


def test_a_server_that_answers_for_no_collection_is_not_asked_for_all(
    tmp_path: Path, no_waiting: list[float]
) -> None:
    held = {f"c{n}": [item(str(n), f"c{n}")] for n in range(20)}
    (tmp_path / "items.ndjson").write_text("".join(json.dumps(i[0]) + "\n" for i in held.values()))
    with served(FakeApi(held, before=once("/items", as_json({}, 503), 999))) as fake:
        report = diff(tmp_path, fake.address)
        checked = json.loads(stacqc("check", fake.address, "--no-config", "-f", "json").stdout)
    expected = [f"{fake.address}/collections/c{n}" for n in (0, 1)] + [fake.address]
    assert sorted(f["uri"] for f in report["failures"]) == sorted(expected)
    assert classes(report) == {}
    assert sorted(f["uri"] for f in checked["failures"]) == sorted(expected)
    assert len(no_waiting) < 60


def test_pages_in_a_circle_are_noticed(files: Path) -> None:
    def before(path: str, number: int) -> Answer | None:
        if "start=2" in path:
            return as_json({"features": [item("x")], "links": [{"rel": "next", "href": path}]})
        return None

    with served(api(before)) as fake:
        report = diff(files, fake.address)
    assert "circle" in report["failures"][0]["message"]


def test_small_pages_are_asked_for_where_large_ones_are_refused(files: Path) -> None:
    def before(path: str, number: int) -> Answer | None:
        return as_json({}, 400) if "limit=1000" in path else None

    with served(api(before, page=50)) as fake:
        assert diff(files, fake.address)["exit"] == 0


def test_the_next_page_may_be_posted_for(files: Path) -> None:
    with served(api()) as fake:

        def before(path: str, number: int) -> Answer | None:
            if "/search" in path:
                start = fake.bodies[-1]["start"]
                return as_json({"features": fake.items["c"][start:], "links": []})
            if "/items" in path:
                link = {
                    "rel": "next",
                    "href": f"{fake.address}/search",
                    "method": "POST",
                    "body": {"start": 2},
                }
                return as_json({"features": fake.items["c"][:2], "links": [link]})
            return None

        fake.before = before
        assert diff(files, fake.address)["exit"] == 0
        assert fake.bodies == [{"start": 2}]


def test_a_proxy_may_call_itself_by_another_scheme() -> None:
    server = web.Web("https://example.org/stac")
    assert server.own("http://example.org/stac/x?a=1") == "https://example.org/stac/x?a=1"
    assert server.own("/y") == "https://example.org/y"
    server.close()


def test_secrets_go_to_the_server_and_nowhere_else(files: Path) -> None:
    with served(api()) as fake:
        address = fake.address.replace("http://", "http://user:S3CRET@") + "/?key=S3CRET2"
        result = stacqc("diff", files, address, "-f", "json")
        assert result.exit_code == 0
        assert all("key=S3CRET2" in path for path in fake.requests)
        assert all(h.get("Authorization", "").startswith("Basic ") for h in fake.headers)
        fake.items["c"].pop()
        fake.items["c"].append(item("new"))
        outputs = [stacqc("diff", files, address, "-f", f).output for f in ("text", "json", "concise")]
        fake.before = lambda path, number: as_json({}, 500)
        outputs.append(stacqc("diff", files, address).output)
    assert not any("S3CRET" in text or "user" in text for text in outputs)


@pytest.mark.parametrize(
    "address",
    ["http://", "http://[::1", "http://127.0.0.1:1/", "https://127.0.0.1:99999/", "http://no.invalid/"],
)
def test_an_address_that_leads_nowhere_is_said(address: str, files: Path) -> None:
    result = stacqc("diff", files, address)
    assert result.exit_code == 2
    assert "could not check" in result.output


def test_a_page_that_is_no_api_is_said(files: Path) -> None:
    with served(api(lambda path, number: as_json({"type": "Catalog", "id": "x", "links": []}))) as fake:
        assert "no STAC API" in diff(files, fake.address)["failures"][0]["message"]


def test_check_takes_an_api_and_chooses_from_it() -> None:
    with served(FakeApi({"c": [item(n) for n in NAMES], "d": [item("x", "d", created="yesterday")]})) as fake:
        result = stacqc("check", fake.address, "--no-config", "-f", "json")
        report = json.loads(result.stdout)
        assert report["summary"]["checked"] == {"Collection": 2, "Item": 6}
        assert result.exit_code == 1
        assert {f["uri"] for f in report["findings"]} == {f"{fake.address}/collections/d/items/x"}
        words = [
            "--collection",
            "c",
            "--bbox",
            "0,0,5,5.5",
            "--datetime",
            "2024-01-01/..",
            "--max-items",
            "3",
        ]
        result = stacqc("check", fake.address, *words, "--no-config", "-f", "json")
        assert json.loads(result.stdout)["summary"]["checked"] == {"Collection": 1, "Item": 3}
        assert any("bbox=0,0,5,5.5&datetime=2024-01-01T00:00:00Z/.." in path for path in fake.requests)


@pytest.mark.parametrize(
    "words",
    [["--max-items", "1"], ["--ids", "b"], ["--bbox", "0,0,2,3"], ["--datetime", "../2024-02-01T00:00:00Z"]],
)
def test_a_collection_is_not_held_against_the_items_that_were_chosen(words: list[str]) -> None:
    items = [item("b", platform="p"), item("d", platform="q", datetime="2024-05-01T00:00:00Z")]
    items[1] |= {"bbox": [8.0, 8.0, 8.0, 8.0], "geometry": {"type": "Point", "coordinates": [8.0, 8.0]}}
    made = {**collection(), "summaries": {"platform": ["p", "q"]}}

    def before(path: str, number: int) -> Answer | None:
        if path.partition("?")[0] == "/collections":
            return as_json({"collections": [made], "links": []})
        return as_json(made) if path == "/collections/c" else None

    with served(FakeApi({"c": items}, before=before)) as fake:
        result = stacqc("check", fake.address, *words, "--no-config", "--only", "summaries-stale")
        assert (result.exit_code, "summaries-stale" in result.output) == (0, False), result.output
        made["summaries"]["platform"] += ["r"]
        whole = stacqc("check", fake.address, "--no-config", "--only", "summaries-stale")
        assert "summaries-stale" in whole.output


def test_an_address_may_be_written_in_capitals(files: Path) -> None:
    with served(api()) as fake:
        loud = fake.address.replace("http:", "HTTP:")
        assert diff(files, loud) == diff(files, fake.address)
        result = stacqc("check", loud, "--no-config", "-f", "json")
        assert json.loads(result.stdout)["summary"]["checked"] == {"Collection": 1, "Item": 5}


def test_documents_can_be_had_again_for_what_only_the_whole_run_shows() -> None:
    import pickle

    from stacqc.comparison.choice import Choice
    from stacqc.sources.again import Reader
    from stacqc.sources.api.client import ApiOptions
    from stacqc.sources.pgstac.side import PgstacOptions
    from stacqc.sources.remote import Remote

    with served(api()) as fake:
        remote = Remote(fake.address, Choice(), 0, PgstacOptions(), ApiOptions())
        reader = Reader()
        shards = list(remote.shards())
        for shard in shards:
            reader.remember(shard)
        wanted = [
            f"{fake.address}/collections/c/items/%C3%A9",
            f"{fake.address}/collections/c",
            "/no/such/file",
        ]
        found = dict(reader.documents(wanted))
        remote.close()
    assert {a: d and d.id for a, d in found.items()} == dict(zip(wanted, ["é", "c", None], strict=True))
    assert len(list(pickle.loads(pickle.dumps(shards[0])).documents())) == 6


def test_check_says_what_went_wrong_with_a_server() -> None:
    with served(api(once("start=2", as_json({}, 500), 99))) as fake:
        result = stacqc("check", fake.address, "--no-config", "-f", "json")
    report = json.loads(result.stdout)
    assert (result.exit_code, report["summary"]["checked"]) == (2, {"Collection": 1, "Item": 2})
    assert "500" in report["failures"][0]["message"]


@pytest.mark.parametrize("status", [403, 404, 500])
def test_check_goes_on_behind_a_collection_that_is_refused(status: int) -> None:
    held = {"a": [item("1", "a")], "b": [item("2", "b")]}
    with served(FakeApi(held, before=once("/a/items", as_json({}, status), 99))) as fake:
        result = stacqc("check", fake.address, "--no-config", "-f", "json")
    report = json.loads(result.stdout)
    assert (result.exit_code, report["summary"]["checked"]) == (2, {"Collection": 2, "Item": 1})
    (failure,) = report["failures"]
    assert failure["uri"] == f"{fake.address}/collections/a"
    assert str(status) in failure["message"]


def test_check_refuses_choices_without_a_server(tmp_path: Path) -> None:
    result = stacqc("check", tmp_path, "--max-items", "3")
    assert (result.exit_code, "--max-items chooses from a database" in result.output) == (2, True)
