"""The page as a file: nothing in it but what was shipped, its hashes true, its data plain JSON."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html import unescape

import pytest

from stacqc.findings import Edit, Finding, Fix, Location, Severity
from stacqc.formats import View, renderer
from stacqc.formats.html import data as module
from stacqc.formats.html.assemble import json_in_html
from stacqc.report import Report

NASTY = "</script><!--<script>&amp;\u2028\ud800\x00"


def page(*findings: Finding, **members: object) -> str:
    report = Report(list(findings), **members)  # type: ignore[arg-type]
    for finding in findings:
        report.counts[finding.rule, finding.severity] += 1
    return "".join(renderer("html")(report, View()))


def finding(text: str) -> Finding:
    return Finding("r", Severity.ERROR, text, Location(text, 1, 1, 1, 2, (text,), text), text)


def data_of(text: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    assert found is not None
    data: dict[str, object] = json.loads(found[1])
    return data


def test_policy_names_the_hashes_of_style_and_script() -> None:
    text = page()
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert found is not None
    policy = unescape(found[1])
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        parts = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.S)
        assert len(parts) == 1
        digest = b64encode(sha256(parts[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_no_address_of_anything_else_is_loaded() -> None:
    addresses = re.findall(r"""(?:src|href)=["']?([^"'\s>]+)""", page().split("<script")[0])
    assert [a for a in addresses if not a.startswith(("data:image/svg+xml", "#"))] == []


def test_nasty_texts_end_no_element() -> None:
    text = page(finding(NASTY))
    assert text.count("</script>") == page(finding("harmless")).count("</script>")
    assert "<!--" not in text
    strings = data_of(text)["strings"]
    assert isinstance(strings, list)
    assert "</script><!--<script>&amp;\\u2028\\ud800\\u0000" in strings


def test_json_in_html_holds_no_character_of_markup() -> None:
    text = json_in_html({"a": NASTY.replace("\ud800", "")})
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == {"a": NASTY.replace("\ud800", "")}


def test_texts_that_repeat_stand_in_the_page_once() -> None:
    text = page(*[finding("a message that repeats itself")] * 50)
    strings = data_of(text)["strings"]
    assert isinstance(strings, list)
    assert strings.count("a message that repeats itself") == 1


def test_counts_are_of_all_findings_when_some_are_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FINDINGS", 3)
    data = data_of(page(*[finding("x")] * 10))
    assert len(data["findings"]) == 3  # type: ignore[arg-type]
    assert data["totals"]["hidden"] == 7  # type: ignore[index]
    assert data["documents"][0][8] == [10, 0, 0]  # type: ignore[index]


def test_time_can_be_fixed_so_that_pages_repeat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert data_of(page())["made"] == "1970-01-01T00:00:00Z"
    assert page(finding("x")) == page(finding("x"))


@pytest.mark.parametrize(("title", "help_", "said"), [
    ("Write five", "x", "Write five"), ("", "write five", "write five"), ("", "", "remove a"),
])  # fmt: skip
def test_a_fix_without_a_title_has_one(title: str, help_: str, said: str) -> None:
    fix = Fix((Edit("remove", ("a",)),), title=title)
    data = data_of(page(finding("x")._replace(help=help_, fix=fix)))
    findings, strings = data["findings"], data["strings"]
    assert isinstance(findings, list)
    assert isinstance(strings, list)
    assert strings[findings[0][12][0]] == said
