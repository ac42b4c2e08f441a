"""What servers say of the addresses in documents: asked once each, within bounds, and only on demand."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import stacqc
from stacqc.hrefs import asking
from stacqc.hrefs.settings import HrefSettings
from stacqc.report import Report
from tests.unit.fake_files import OK, Answer, FakeFiles, served

from ..documents import CATALOG, ITEM
from .conftest import Stacqc

RULES = [f"--only={name}" for name in ("asset-not-found", "link-not-found", "href-unreachable", "href-unchecked",
                                       "asset-content-type", "asset-content-length")]  # fmt: skip


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeFiles]:
    for name in os.environ:
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    with served(FakeFiles({"/ok.tif": OK})) as files:
        yield files


def item(name: str = "a", links: list[Any] | None = None, **assets: Any) -> dict[str, Any]:
    """Return an item with assets, each an address or an object."""
    made = {key: {"href": asset} if isinstance(asset, str) else asset for key, asset in assets.items()}
    return {**ITEM, "id": name, "links": links or [], "assets": made}


def checked(files: FakeFiles, *items: dict[str, Any], **settings: Any) -> Report:
    given = {"check_hrefs": True, "allow_hosts": files.host, "only": "tag:network", **settings}
    return stacqc.check(list(items), **given)


def told(report: Report) -> list[tuple[str, str]]:
    assert report.failures == []
    return [(finding.rule, finding.location.pointer) for finding in report]


def quickly(tmp_path: Path, **members: Any) -> Path:
    """Return a configuration with bounds in which a test need not wait."""
    file = tmp_path / "quick.toml"
    lines = [f"{name} = {value}" for name, value in {"timeout": 0.4, **members}.items()]
    file.write_text("\n".join(["[hrefs]", *lines]) + "\n")
    return file


def test_without_the_flag_nothing_is_asked(files: FakeFiles, stacqc: Stacqc, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(item(data=f"{files.address}/gone.tif")))
    outcome = stacqc("check", "a.json", "--allow-host", files.host, *RULES)
    assert files.requests == []
    assert (outcome.code, "asset-not-found finds nothing without --check-hrefs" in outcome.err) == (0, True)


def test_what_is_there_is_no_finding_and_asked_once(files: FakeFiles) -> None:
    items = [
        item(str(n), data=f"{files.address}/ok.tif", more=f"{files.address}/ok.tif#part") for n in range(5)
    ]
    assert told(checked(files, *items)) == []
    assert files.requests == [("HEAD", "/ok.tif")]


def test_what_is_gone_is_found_at_each_place(files: FakeFiles) -> None:
    gone = f"{files.address}/gone.tif"
    license = [{"rel": "license", "href": gone, "type": "text/html"}]
    report = checked(files, item("a", data=gone), item("b", license, data=f"{files.address}/ok.tif"))
    assert told(report) == [("asset-not-found", "/assets/data/href"), ("link-not-found", "/links/0/href")]
    assert report.findings[0].message == f"The asset data leads to {gone}, which is not there"
    assert report.findings[0].help == "the server answers 404 Not Found"
    # Some servers know no HEAD: what they say of it is not believed at once.
    assert files.methods("/gone.tif") == ["HEAD", "GET"]


def test_findings_are_on_the_line_of_the_address(files: FakeFiles, stacqc: Stacqc, tmp_path: Path) -> None:
    text = json.dumps(item(data=f"{files.address}/gone.tif"), indent=2)
    (tmp_path / "a.json").write_text(text)
    outcome = stacqc("check", "a.json", "--check-hrefs", "--allow-host", files.host, "-f", "concise", *RULES)
    line = next(n for n, line in enumerate(text.splitlines(), 1) if "gone.tif" in line)
    assert outcome.out.startswith(f"a.json:{line}:15 error asset-not-found ")
    assert outcome.code == 1


@pytest.mark.parametrize("status", [400, 403, 405, 501])
def test_where_head_is_refused_one_byte_is_asked_for(files: FakeFiles, status: int) -> None:
    part = (206, {"Content-Type": "image/tiff", "Content-Range": "bytes 0-0/1000", "Content-Length": "1"})
    files.answers["/a.tif"] = lambda method, _: (
        (status, {"Content-Length": "0"}) if method == "HEAD" else part
    )
    asset = {"href": f"{files.address}/a.tif", "file:size": 1000, "type": "image/tiff"}
    assert told(checked(files, item(data=asset))) == []
    assert files.methods("/a.tif") == ["HEAD", "GET"]
    assert files.headers[-1]["Range"] == "bytes=0-0"


def test_large_answers_are_not_read(files: FakeFiles) -> None:
    huge = (200, {"Content-Type": "image/tiff", "Content-Length": "300000000"})
    files.answers["/huge.tif"] = lambda method, _: (
        (405, {"Content-Length": "0"}) if method == "HEAD" else huge
    )
    begin = time.monotonic()
    assert told(checked(files, item(data=f"{files.address}/huge.tif"))) == []
    assert time.monotonic() - begin < 20


@pytest.mark.parametrize(
    ("answer", "help_"),
    [
        ((500, {"Content-Length": "0"}), "the server answers 500 Internal Server Error"),
        ((502, {"Content-Length": "0"}), "the server answers 502 Bad Gateway"),
        ((418, {"Content-Length": "0"}), "the server answers 418 I'm a Teapot"),
        ((799, {"Content-Length": "0"}), "the server answers 799"),
        ((0, {"how": "garbage"}), "what it sends is no HTTP"),
        ((0, {"how": "close"}), "it closes the connection before it has answered"),
        ((0, {"how": "silence"}), "the server does not answer within 0.4 s"),
        ((0, {"how": "drip"}), "the server does not answer within 0.4 s"),
        ((302, {"Location": "/a.tif", "Content-Length": "0"}), "it redirects more than 5 times"),
        ((302, {"Location": "ftp://example.com/", "Content-Length": "0"}), "it redirects to what is no valid address of a web server"),
        ((302, {"Location": "http://[", "Content-Length": "0"}), "it redirects to what is no valid address of a web server"),
        ((302, {"Content-Length": "0"}), "it redirects without saying where (302 Found)"),
    ],
)  # fmt: skip
def test_trouble_of_a_server_is_a_milder_finding(
    files: FakeFiles, answer: Answer, help_: str, tmp_path: Path
) -> None:
    files.answers["/a.tif"] = answer
    begin = time.monotonic()
    report = checked(files, item(data=f"{files.address}/a.tif"), config=quickly(tmp_path))
    assert told(report) == [("href-unreachable", "/assets/data/href")]
    assert (report.findings[0].help, str(report.findings[0].severity)) == (help_, "warning")
    assert time.monotonic() - begin < 20


def test_redirects_are_followed(files: FakeFiles) -> None:
    files.answers["/a.tif"] = (302, {"Location": "b.tif", "Content-Length": "0"})
    files.answers["/b.tif"] = (308, {"Location": f"{files.address}/ok.tif", "Content-Length": "0"})
    files.answers["/old.tif"] = (301, {"Location": "/gone.tif", "Content-Length": "0"})
    report = checked(files, item(data=f"{files.address}/a.tif", old=f"{files.address}/old.tif"))
    assert told(report) == [("asset-not-found", "/assets/old/href")]


def test_credentials_are_wanted_once_per_host(files: FakeFiles) -> None:
    for n in range(3):
        files.answers[f"/{n}.tif"] = (401, {"Content-Length": "0", "WWW-Authenticate": 'Basic realm="x"'})
    report = checked(files, item(**{f"a{n}": f"{files.address}/{n}.tif" for n in range(3)}))
    assert told(report) == [("href-unchecked", "/assets/a0/href")]
    assert "3 addresses" in report.findings[0].message
    assert "401 Unauthorized" in report.findings[0].message


def test_a_busy_server_is_asked_again_when_it_wants(files: FakeFiles) -> None:
    busy = (429, {"Retry-After": "1", "Content-Length": "0"})
    files.answers["/a.tif"] = lambda _, number: OK if number > 1 else busy
    begin = time.monotonic()
    assert told(checked(files, item(data=f"{files.address}/a.tif"))) == []
    assert files.methods("/a.tif") == ["HEAD", "HEAD"]
    assert 1 <= time.monotonic() - begin < 30


@pytest.mark.parametrize("wanted", ["86400", "Fri, 31 Dec 2100 23:59:59 GMT", "9" * 400])
def test_a_server_that_wants_much_patience_is_left_alone(files: FakeFiles, wanted: str) -> None:
    files.answers["/a.tif"] = (503, {"Retry-After": wanted, "Content-Length": "0"})
    report = checked(files, item(data=f"{files.address}/a.tif"))
    assert told(report) == [("href-unreachable", "/assets/data/href")]
    assert files.methods("/a.tif") == ["HEAD"]


@pytest.mark.parametrize("wanted", ["0", "soon", "-1", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_patience_ends(files: FakeFiles, wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "TRIES", 2)
    files.answers["/a.tif"] = (503, {"Retry-After": wanted, "Content-Length": "0"})
    report = checked(files, item(data=f"{files.address}/a.tif"))
    assert told(report) == [("href-unreachable", "/assets/data/href")]
    assert len(files.requests) == 2


def test_a_host_that_never_answers_is_given_up(files: FakeFiles, tmp_path: Path) -> None:
    assets = {f"a{n:03}": f"{files.address}/{n}.tif" for n in range(200)}
    files.answers |= {f"/{n}.tif": (0, {"how": "silence"}) for n in range(200)}
    report = checked(files, item(**assets), config=quickly(tmp_path))
    assert {finding.rule for finding in report} == {"href-unreachable"}
    (rest,) = [finding for finding in report if "addresses" in finding.message]
    assert "given up, since the server does not answer within 0.4 s" in rest.message
    assert len(files.requests) < 20


def test_requests_are_few_at_a_time(files: FakeFiles, tmp_path: Path) -> None:
    files.delay = 0.02
    assets = {f"a{n}": f"{files.address}/{n}.tif" for n in range(40)}
    files.answers |= {f"/{n}.tif": OK for n in range(40)}
    settings = quickly(tmp_path, timeout=5, **{"per-host": 3})
    assert told(checked(files, item(**assets), config=settings)) == []
    assert len(files.requests) == 40
    assert 1 < files.busiest <= 3


def test_the_number_of_addresses_is_bounded(files: FakeFiles, tmp_path: Path) -> None:
    items = [item(f"{n:02}", data=f"{files.address}/{n}.tif") for n in range(50)]
    files.answers |= {f"/{n}.tif": OK for n in range(50)}
    report = checked(files, *items, config=quickly(tmp_path, timeout=5, max=10))
    (finding,) = report
    assert finding.rule == "href-unchecked"
    # The estimate hangs on the hashes of addresses, and these on the port of the server.
    assert re.match(r"10 of about \d{2,3} addresses were asked for", finding.message)
    assert len(files.requests) == 10


def test_time_is_bounded(files: FakeFiles, tmp_path: Path) -> None:
    files.delay = 0.2
    files.answers |= {f"/{n}.tif": OK for n in range(40)}
    assets = {f"a{n:02}": f"{files.address}/{n}.tif" for n in range(40)}
    settings = quickly(tmp_path, timeout=5, **{"max-time": 0.5, "per-host": 1})
    (finding,) = checked(files, item(**assets), config=settings)
    assert finding.rule == "href-unchecked"
    assert "the time for addresses, 0.5 s, is over" in finding.message
    assert len(files.requests) < 6


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "169.254.169.254",
                                  "[::ffff:10.0.0.1]", "[64:ff9b::a9fe:a9fe]", "10.1.2.3", "0.0.0.0"])  # fmt: skip
def test_only_public_addresses_are_asked(files: FakeFiles, host: str) -> None:
    port = files.address.rpartition(":")[2]
    report = checked(files, item(data=f"http://{host}:{port}/ok.tif"), allow_hosts="example.com")
    assert told(report) == [("href-unchecked", "/assets/data/href")]
    assert "it is no public address" in report.findings[0].message
    assert files.requests == []


def test_redirects_lead_to_no_other_address_either(files: FakeFiles) -> None:
    port = files.address.rpartition(":")[2]
    files.answers["/a.tif"] = (302, {"Location": f"http://localhost:{port}/secret", "Content-Length": "0"})
    report = checked(files, item(data=f"{files.address}/a.tif"))
    assert told(report) == [("href-unchecked", "/assets/data/href")]
    assert files.methods("/secret") == []


def test_no_credentials_are_sent_or_shown(files: FakeFiles, stacqc: Stacqc, tmp_path: Path) -> None:
    authority = files.host
    assets = {
        "user": f"http://me:hunter2@{authority}/ok.tif",
        "signed": f"{files.address}/ok.tif?X-Amz-Signature=hunter2&a=b",
        "token": f"{files.address}/ok.tif?access_token=hunter2",
    }
    (tmp_path / "a.json").write_text(json.dumps(item(**assets), indent=2))
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password hunter2\n")
    outcome = stacqc("check", "a.json", "--check-hrefs", "--allow-host", authority, *RULES)
    assert files.requests == []
    assert "3 addresses" in outcome.out
    assert "hunter2" not in outcome.out + outcome.err


def test_requests_tell_nothing_of_the_user(
    files: FakeFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password hunter2\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HOME", str(tmp_path))
    files.answers["/a.tif"] = (302, {"Location": "/ok.tif", "Set-Cookie": "id=1", "Content-Length": "0"})
    assert told(checked(files, item(data=f"{files.address}/a.tif"))) == []
    assert [set(headers) for headers in files.headers] == [
        {"Host", "User-Agent", "Accept", "Accept-Encoding"}
    ] * 2


def test_what_is_sent_is_compared_with_what_is_said(files: FakeFiles) -> None:
    files.answers["/login"] = (200, {"Content-Type": "text/html; charset=utf-8", "Content-Length": "77"})
    files.answers["/any"] = (200, {"Content-Type": "application/octet-stream", "Content-Length": "5"})
    assets = {
        "login": {"href": f"{files.address}/login", "type": "image/tiff; application=geotiff"},
        "short": {"href": f"{files.address}/ok.tif", "type": "image/tiff", "file:size": 4000},
        "fine": {"href": f"{files.address}/any", "type": "image/png", "file:size": 5},
    }
    report = checked(files, item(**assets))
    assert told(report) == [("asset-content-type", "/assets/login/type"),
                            ("asset-content-length", "/assets/short/file:size")]  # fmt: skip
    assert "text/html" in report.findings[0].message
    assert "4,000" in report.findings[1].message
    assert "1,000" in report.findings[1].message


def test_links_to_the_catalog_itself_are_not_asked(files: FakeFiles) -> None:
    rels = ("self", "root", "parent", "collection", "next", "search")
    links = [{"rel": rel, "href": f"{files.address}/{rel}"} for rel in rels]
    links += [
        {"rel": "via", "href": f"{files.address}/post", "method": "POST"},
        {"rel": "xyz", "href": f"{files.address}/{{z}}/{{x}}"},
        {"rel": "via", "href": "s3://bucket/a"},
        {"rel": "about", "href": f"{files.address}/about"},
    ]
    assert told(checked(files, item("a", links))) == [("link-not-found", "/links/9/href")]
    assert {path for _, path in files.requests} == {"/about"}


def test_alternate_places_of_an_asset_are_asked(files: FakeFiles) -> None:
    asset = {"href": "s3://bucket/a.tif", "alternate": {"https": {"href": f"{files.address}/gone.tif"}}}
    assert told(checked(files, item(data=asset))) == [
        ("asset-not-found", "/assets/data/alternate/https/href")
    ]


def catalog(folder: Path, address: str, count: int) -> Path:
    """Write a tree whose items lead to files of a server, every third of which is gone."""
    folder.mkdir()
    links = [{"rel": "item", "href": f"./{n}.json", "type": "application/geo+json"} for n in range(count)]
    (folder / "catalog.json").write_text(json.dumps({**CATALOG, "links": links}))
    for n in range(count):
        href = f"{address}/{'gone' if n % 3 == 0 else 'ok'}.tif?{n}"
        (folder / f"{n}.json").write_text(json.dumps(item(str(n), data=href), indent=2))
    return folder / "catalog.json"


def test_several_processes_say_the_same(files: FakeFiles, stacqc: Stacqc, tmp_path: Path) -> None:
    root = catalog(tmp_path / "c", files.address, 150)
    command = ["check", root, "--check-hrefs", "--allow-host", files.host, "-f", "json", *RULES]
    one, two = stacqc(*command, "--jobs", 1), stacqc(*command, "--jobs", 2)
    assert json.loads(one.out)["findings"] == json.loads(two.out)["findings"]
    assert len(json.loads(one.out)["findings"]) == 50


def test_a_cached_run_asks_anew(files: FakeFiles, stacqc: Stacqc, tmp_path: Path) -> None:
    root = catalog(tmp_path / "c", files.address, 9)
    command = ["check", root, "--cache", "--check-hrefs", "--allow-host", files.host, "-f", "json", *RULES]
    assert len(json.loads(stacqc(*command).out)["findings"]) == 3
    asked = len(files.requests)
    files.answers["/gone.tif"] = OK
    assert json.loads(stacqc(*command).out)["findings"] == []
    assert len(files.requests) == asked + 9
    without = ["check", root, "--cache", "-f", "json", *RULES]
    asked = len(files.requests)
    assert json.loads(stacqc(*without).out)["findings"] == []
    assert len(files.requests) == asked


def test_known_findings_are_passed_over(files: FakeFiles, stacqc: Stacqc, tmp_path: Path) -> None:
    root = catalog(tmp_path / "c", files.address, 9)
    command = [
        "check",
        root,
        "--check-hrefs",
        "--allow-host",
        files.host,
        "--select",
        "baseline-stale",
        *RULES,
    ]
    assert stacqc(*command, "--baseline", "known.json", "--write-baseline").code == 0
    assert len(json.loads((tmp_path / "known.json").read_text())["findings"]["asset-not-found"]) == 3
    assert stacqc(*command, "--baseline", "known.json").code == 0
    # A run that does not ask cannot call an entry out of date.
    quiet = stacqc(
        "check", root, "--baseline", "known.json", *RULES, "--select", "baseline-stale", "--fail-on", "info"
    )
    assert (quiet.code, "baseline-stale" in quiet.out) == (0, False)


def test_rules_are_selected_as_others(files: FakeFiles, stacqc: Stacqc, tmp_path: Path) -> None:
    root = catalog(tmp_path / "c", files.address, 3)
    ask = ["check", root, "--check-hrefs", "--allow-host", files.host]
    assert stacqc(*ask, "--only", "tag:network", "--ignore", "asset-not-found").code == 0
    assert stacqc(*ask, "--only", "asset-not-found").code == 1
    assert "asset-not-found" in stacqc(*ask, "-f", "concise").out


def test_hosts_of_a_configuration_that_was_only_found_do_not_count(
    files: FakeFiles, stacqc: Stacqc, tmp_path: Path
) -> None:
    root = catalog(tmp_path / "c", files.address, 3)
    config = tmp_path / "c" / "stacqc.toml"
    config.write_text(f'check-hrefs = true\n[hrefs]\nallow-hosts = ["{files.host}"]\n')
    found = stacqc("check", root, *RULES, "-f", "concise")
    assert files.requests == []
    assert "allow-hosts" in found.err
    assert "href-unchecked" in found.out
    named = stacqc("check", root, *RULES, "-f", "concise", "--config", config)
    assert "asset-not-found" in named.out
    switched_off = stacqc("check", root, *RULES, "--config", config, "--no-check-hrefs")
    assert "no findings" in switched_off.out


def test_fixing_asks_no_address_twice(files: FakeFiles, stacqc: Stacqc, tmp_path: Path) -> None:
    asset = {"href": f"{files.address}/ok.tif", "type": "image/tiff", "roles": ["Data"]}
    (tmp_path / "a.json").write_text(json.dumps(item(data=asset), indent=2))
    stacqc("check", "a.json", "--fix", "--check-hrefs", "--allow-host", files.host)
    assert '"data"' in (tmp_path / "a.json").read_text()
    assert files.requests == [("HEAD", "/ok.tif")]


def test_files_that_are_not_judged_are_not_asked_for(
    files: FakeFiles, stacqc: Stacqc, tmp_path: Path
) -> None:
    from .test_changed_since import git

    root = catalog(tmp_path / "c", files.address, 6)
    git(tmp_path / "c", "init", "-q")
    git(tmp_path / "c", "add", ".")
    git(tmp_path / "c", "commit", "-qm", "all")
    (tmp_path / "c" / "0.json").write_text(json.dumps(item("0", data=f"{files.address}/gone.tif")))
    outcome = stacqc(
        "check", root, "--changed-since", "HEAD", "--check-hrefs", "--allow-host", files.host, *RULES
    )
    assert outcome.code == 1
    assert len({path for _, path in files.requests}) == 1


def test_a_run_within_a_loop_of_events_works(files: FakeFiles) -> None:
    import asyncio

    async def main() -> Report:
        return checked(files, item(data=f"{files.address}/gone.tif"))

    assert told(asyncio.run(main())) == [("asset-not-found", "/assets/data/href")]


def test_the_extra_is_named_where_it_is_missing(
    stacqc: Stacqc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.json").write_text(json.dumps(item()))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    outcome = stacqc("check", "a.json", "--check-hrefs")
    assert (outcome.code, "stacqc[api]" in outcome.err) == (2, True)


def test_settings_of_the_table_are_those_of_the_run() -> None:
    from stacqc.settings.config_file import HrefsTable

    defaults = HrefsTable().model_dump()
    assert HrefSettings(**defaults) == HrefSettings()
