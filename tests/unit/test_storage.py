"""Files of this machine, opened for reading from start to end or here and there."""

from __future__ import annotations

from pathlib import Path

import pytest

from stacqc.sources.storage import opened_here


@pytest.mark.parametrize(("forwards", "read"), [(False, range(10, 65_536)), (True, range(1 << 20, 1 << 21))])
def test_as_much_is_read_at_once_as_serves(tmp_path: Path, forwards: bool, read: range) -> None:
    (tmp_path / "large").write_bytes(b"x" * (4 << 20))
    with opened_here(str(tmp_path / "large"), forwards) as stream:
        stream.seek(1000)
        assert stream.read(10) == b"x" * 10
        assert stream.raw.tell() - 1000 in read
