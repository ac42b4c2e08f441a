"""Runs the command line as a user does, in this process."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from stacqc.cli import main


class Outcome(NamedTuple):
    """What a run gave: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


Stacqc = Callable[..., Outcome]


@pytest.fixture
def stacqc(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Stacqc:
    """Return a function that runs `stacqc ARGUMENTS` in an empty folder and never lets a traceback through."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STACQC_CACHE_DIR", str(tmp_path / ".cache"))
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    def run(*arguments: object, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "argv", ["stacqc", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        assert "Traceback" not in captured.out + captured.err
        assert "please report" not in captured.out + captured.err
        return Outcome(code, captured.out, captured.err)

    return run


@pytest.fixture
def stacqc_essential(stacqc: Stacqc) -> Stacqc:
    """Return `stacqc` with the rules of the engine and of structure alone, whatever is recommended."""

    essential = ("tag:verdict", "tag:structure", "extension-uri", "stac-version-outdated")
    only = [word for rule in essential for word in ("--only", rule)]

    def run(*arguments: object, stdin: bytes = b"") -> Outcome:
        chosen = {"--only", "--schemas-only"} & set(map(str, arguments))
        more = only if arguments[0] == "check" and not chosen else []
        return stacqc(*arguments, *more, stdin=stdin)

    return run
