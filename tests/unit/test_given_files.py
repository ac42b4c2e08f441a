"""Files that a user names beside the documents are read as they are, in no more memory than they need."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from stacqc.disk.given_files import read_given


@pytest.mark.parametrize("size", [0, 1, 65_536, 200_001])
def test_a_file_is_read_whole_in_the_memory_it_needs(tmp_path: Path, size: int) -> None:
    file = tmp_path / "given"
    file.write_bytes(bytes(range(256)) * (size // 256) + b"x" * (size % 256))
    tracemalloc.start()
    try:
        content = read_given(file)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert content == file.read_bytes()
    assert peak < 1_000_000 + 4 * size


def test_a_file_without_an_end_is_refused() -> None:
    with pytest.raises(OSError, match="more than 100,000 bytes"):
        read_given(Path("/dev/zero"), 100_000)


def test_a_file_as_large_as_may_be_is_read(tmp_path: Path) -> None:
    file = tmp_path / "given"
    file.write_bytes(b"x" * 70_000)
    assert len(read_given(file, 70_000)) == 70_000
    with pytest.raises(OSError, match="more than"):
        read_given(file, 69_999)
