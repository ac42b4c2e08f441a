"""Starting: nothing is imported or read again that one document does not need, and nothing is lost at the end."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from stacqc.__main__ import written_whole
from stacqc.settings.config import Config, ConfigError, read
from tests.documents import ITEM

#: What takes long to import and one valid document does not need.
HEAVY = {
    "asyncio", "difflib", "hashlib", "http", "importlib.metadata", "logging", "multiprocessing", "pickle", "pydantic",
    "pystac", "shutil", "ssl", "subprocess", "tempfile", "tomllib", "yaml",
}  # fmt: skip
CONFIG = """
ruleset = ["recommended", "strict"]
ignore = ["bbox-wrong"]
jobs = "auto"
severity = {"asset-missing" = "off"}
[per-file]
"old/**" = {ignore = ["bbox-reversed"]}
[diff]
ignore = ["/properties/updated"]
tolerance = 1e-7
"""
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def unbuffered() -> str:
    """The environment variable that tells Python whether to buffer."""
    return ""


@pytest.fixture
def process(tmp_path: Path, unbuffered: str) -> Run:
    """Return a function that runs a Python command in a process of its own."""
    environment = {**os.environ, "STACQC_CACHE_DIR": str(tmp_path / "cache"), "PYTHONUNBUFFERED": unbuffered}

    def run(*arguments: object, **more: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *map(str, arguments)]
        return subprocess.run(
            command, env=environment, cwd=tmp_path, text=True, stderr=subprocess.PIPE, check=False, **more
        )  # type: ignore[call-overload]

    return run


@pytest.mark.parametrize("config", ["", CONFIG])
def test_one_document_imports_nothing_that_it_does_not_need(
    process: Run, tmp_path: Path, config: str
) -> None:
    item = tmp_path / "item.json"
    item.write_text(json.dumps(ITEM))
    (tmp_path / "stacqc.toml").write_text(config)
    for _ in range(2):
        command = ("-X", "importtime", "-m", "stacqc", "check", item, "--each-alone")
        done = process(*command, stdout=subprocess.PIPE)
        assert done.returncode == 0, done.stdout
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "stacqc.engine.runner" in loaded
    assert loaded & HEAVY == set()


def test_a_report_is_written_to_its_end(process: Run, tmp_path: Path) -> None:
    lines = tmp_path / "items.ndjson"
    lines.write_text("".join(json.dumps({**ITEM, "id": n}) + "\n" for n in range(5_000)))
    done = process("-m", "stacqc", "check", lines, "-f", "jsonl", "--jobs", 1, stdout=subprocess.PIPE)
    findings = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert len({found["line"] for found in findings if found["kind"] == "finding"}) == 5_000


class Slow(io.RawIOBase):
    """A file that takes a part of what it is given, as a pipe does when the writer is stopped and goes on."""

    name = "slow"

    def __init__(self) -> None:
        self.taken = b""

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        part = bytes(content[:1000])
        self.taken += part
        return len(part)


def test_nothing_is_lost_where_python_does_not_buffer() -> None:
    slow = Slow()
    unbuffered = io.TextIOWrapper(cast(Any, slow), "utf-8", write_through=True)
    whole = written_whole(unbuffered)
    whole.write("é" * 5_000)
    whole.flush()
    assert slow.taken.decode() == "é" * 5_000
    assert written_whole(whole) is whole


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("command", [("check", "item.json", "-f", "json"), ("rules",), ("--help",)])
def test_output_that_cannot_be_written_is_no_success(
    process: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "item.json").write_text(json.dumps(ITEM))
    with open("/dev/full", "w") as full:
        done = process("-m", "stacqc", *command, stdout=full)
    assert done.returncode == 2
    assert done.stderr.endswith("cannot be written (No space left on device)\n")
    assert done.stderr.count("\n") == 1


def test_a_configuration_read_before_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STACQC_CACHE_DIR", str(tmp_path / "cache"))
    file = tmp_path / "stacqc.toml"
    file.write_text(CONFIG)
    first = read(file)
    monkeypatch.setitem(sys.modules, "stacqc.settings.config_file", None)
    assert read(file) == first
    assert first == Config(
        file=file,
        ruleset=("recommended", "strict"),
        ignore=("bbox-wrong",),
        severity={"asset-missing": "off"},
        per_file={"old/**": ("bbox-reversed",)},
        diff={"ignore": ("/properties/updated",), "tolerance": 1e-7},
    )


def test_a_changed_configuration_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STACQC_CACHE_DIR", str(tmp_path / "cache"))
    file, below = tmp_path / "stacqc.toml", tmp_path / "below.toml"
    below.write_text('fail-on = "warning"')
    file.write_text('extend = "below.toml"')
    assert read(file).fail_on == "warning"
    below.write_text('fail-on = "info"')
    assert read(file).fail_on == "info"
    below.write_text('fail-on = "never"')
    for _ in range(2):
        with pytest.raises(ConfigError, match="fail-on"):
            read(file)


def test_the_same_text_means_something_else_in_pyproject(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STACQC_CACHE_DIR", str(tmp_path / "cache"))
    text = '[tool.stacqc]\nfail-on = "info"\n'
    own, project = tmp_path / "stacqc.toml", tmp_path / "pyproject.toml"
    own.write_text(text)
    project.write_text(text)
    assert read(project).fail_on == "info"
    with pytest.raises(ConfigError, match="tool is no setting"):
        read(own)


def test_options_that_json_cannot_hold_are_as_they_were_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STACQC_CACHE_DIR", str(tmp_path / "cache"))
    file = tmp_path / "stacqc.toml"
    file.write_text("[options]\nday = 2020-01-01\nlimit = inf\nbig = 99999999999999999999\n")
    first = read(file).options
    assert read(file).options == first
    assert first["limit"] == float("inf")
    assert first["day"].year == 2020
