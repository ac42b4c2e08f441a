"""A file that another program cuts off while it is read ends in a sentence; what else was named is judged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stacqc.sources.containers.container import Container
from stacqc.sources.containers.ranges import PART
from stacqc.sources.sides import ndjson

from ..documents import ITEM
from .conftest import Stacqc

#: Runs the command line, and cuts a file off as soon as its first document or part was given.
_CUTTING = """
import os, sys
from stacqc.cli import main
from stacqc.sources.containers.container import Container

def cutting(give):
    def given(self):
        for entry in give(self):
            yield entry
            os.truncate(self.uri, 100_000)
    return given

Container.documents = cutting(Container.documents)
Container.parts = cutting(Container.parts)
main()
"""


def _item(number: int, size: int) -> str:
    return json.dumps({**ITEM, "id": f"i{number}", "description": "d" * size})


def _collection(path: Path, count: int, size: int) -> None:
    with path.open("w") as stream:
        stream.write('{"type": "FeatureCollection", "features": [')
        stream.write(",\n".join(_item(n, size) for n in range(count)))
        stream.write("]}")


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", _CUTTING, "check", *arguments, "--no-config", "--only", "tag:verdict"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_large_container_that_is_cut_off_is_told_and_the_rest_is_judged(tmp_path: Path, jobs: str) -> None:
    _collection(tmp_path / "large.json", 400, 100_000)
    (tmp_path / "other.json").write_text(json.dumps({**ITEM, "links": 5}))
    done = _run(tmp_path, "large.json", "other.json", "--jobs", jobs, "-f", "json")
    assert done.returncode == 2, done.stderr
    report = json.loads(done.stdout)
    (failure,) = report["failures"]
    assert failure["uri"] == "large.json"
    assert failure["message"] == "not read: it became shorter while it was read; check it once it is complete"
    assert [f["rule"] for f in report["findings"]] == ["schema"]


def test_lines_that_are_cut_off_are_told(
    stacqc: Stacqc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "items.ndjson").write_text("\n".join(_item(n, 100_000) for n in range(90)))
    original = Container.parts

    def cutting(container: Container) -> Iterator[Any]:
        for part in original(container):
            yield part
            os.truncate(container.uri, PART + 100)

    monkeypatch.setattr(Container, "parts", cutting)
    ended = stacqc("check", "items.ndjson", "--jobs", "2", "--only", "tag:verdict")
    assert ended.code == 2
    assert "could not check items.ndjson: not read: it became shorter while it was read" in ended.out


def test_items_of_a_file_that_was_cut_off_are_not_missing(
    stacqc: Stacqc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [_item(n + 10, 1000) for n in range(80)]
    (tmp_path / "a.ndjson").write_text("\n".join(lines))
    (tmp_path / "b.ndjson").write_text("\n".join(lines))
    original = ndjson.LinesSide.items

    def cutting(side: ndjson.LinesSide) -> Iterator[Any]:
        if side.name == "a.ndjson":
            os.truncate(side.name, 20_000)
        yield from original(side)

    monkeypatch.setattr(ndjson.LinesSide, "items", cutting)
    ended = stacqc("diff", "a.ndjson", "b.ndjson")
    assert ended.code == 2, ended
    assert "a.ndjson: cannot be read (it became shorter" in ended.err + ended.out
