"""What the TAB key offers, as the script of a shell asks for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def offered(words: str, folder: Path) -> list[str]:
    """Return what is offered for the last of some words."""
    asked = {"_STACQC_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    program = "import sys; sys.argv[0] = 'stacqc'; from stacqc.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **asked, "STACQC_CACHE_DIR": str(folder)},
        capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.splitlines()


@pytest.mark.parametrize(("words", "expected"), [
    ("stacqc check cat", ["file,cat"]),
    ("stacqc diff a.json b", ["file,b"]),
    ("stacqc properties x", ["file,x"]),
    ("stacqc flatten x", ["file,x"]),
    ("stacqc test x", ["file,x"]),
    ("stacqc check --ruleset is", ["file,is", "plain,isdeform"]),
    ("stacqc check --only pair-d", ["plain,pair-dates-agree"]),
    ("stacqc rules pair-d", ["plain,pair-dates-agree"]),
    ("stacqc check -f sa", ["plain,sarif"]),
    ("stacqc diff -f sa", ["plain,sarif"]),
    ("stacqc check --changed", ["plain,--changed-since"]),
])  # fmt: skip
def test_words_are_completed(words: str, expected: list[str], tmp_path: Path) -> None:
    assert offered(words, tmp_path) == expected
