"""Files are replaced whole, and nothing but files is ever replaced."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from stacqc.disk.folders import write_atomically
from stacqc.disk.kept import keep, kept


def test_a_file_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b"old")
    file.chmod(0o640)
    write_atomically(file, b"new")
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [f.name for f in tmp_path.iterdir()] == ["a.json"]


def test_folders_are_made(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a" / "b" / "c.json", b"x")
    assert (tmp_path / "a" / "b" / "c.json").read_bytes() == b"x"


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_bytes(b"old")
    (tmp_path / "link.json").symlink_to("real.json")
    write_atomically(tmp_path / "link.json", b"new")
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "real.json").read_bytes() == b"new"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes among files here")
def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_atomically(tmp_path / "pipe", b"x")
        assert os.read(reader, 10) == b"x"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="no names for what is open here")
def test_an_open_pipe_is_written_to_by_its_number() -> None:
    reader, writer = os.pipe()
    try:
        write_atomically(Path(f"/dev/fd/{writer}"), b"x")
        assert os.read(reader, 10) == b"x"
    finally:
        os.close(reader)
        os.close(writer)


def test_a_read_only_file_is_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b"old")
    file.chmod(0o444)
    with pytest.raises(PermissionError):
        write_atomically(file, b"new")
    assert file.read_bytes() == b"old"


@pytest.mark.parametrize(
    "spoil", [lambda text: text[:-1], lambda text: text.replace(b"1", b"2"), lambda text: b""]
)
def test_what_is_kept_is_not_taken_where_it_was_written_by_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setenv("STACQC_CACHE_DIR", str(tmp_path))
    keep("some", "abc", {"a": 1})
    assert kept("some", "abc") == {"a": 1}
    file = tmp_path / "some" / "abc.json"
    (tmp_path / "some" / "other.json").write_bytes(file.read_bytes())
    file.write_bytes(spoil(file.read_bytes()))
    assert kept("some", "abc") is None
    assert kept("some", "other") is None
