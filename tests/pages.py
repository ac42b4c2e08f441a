"""The commands that pages show: they are run, and what they print must be what the page says.

A block of the kind `console` holds commands after `$ ` and what they print; a block with a title such as
`title="item.json"` is a file that the commands find. `python tests/pages.py PAGE…` writes the true output
into pages.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FENCE = re.compile(r"^```(?P<kind>\w+)(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
TITLE = re.compile(r'title="([^"]+)"')
END = "\x1d"


def pages() -> list[Path]:
    """Return the pages that show commands with their output."""
    candidates = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    return [page for page in candidates if "```console" in page.read_text(encoding="utf-8")]


def build_site(folder: Path) -> Path:
    """Build the documentation into a folder; fails on every warning."""
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(build, cwd=ROOT, env=quiet, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def played(page: str, folder: Path) -> str:
    """Return a page with what its commands print in a folder that has the examples."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    return FENCE.sub(_player(folder, _environment(folder)), page)


def _player(folder: Path, environment: dict[str, str]) -> Callable[[re.Match[str]], str]:
    def play(block: re.Match[str]) -> str:
        title = TITLE.search(block["info"])
        if title:
            (folder / title[1]).write_text(block["text"], encoding="utf-8")
        if block["kind"] != "console":
            return block[0]
        return f"```console{block['info']}\n{_session(block['text'], folder, environment)}```"

    return play


def _environment(folder: Path) -> dict[str, str]:
    programs = folder / ".programs"
    programs.mkdir()
    program = programs / "stacqc"
    start = "import sys; sys.argv[0] = 'stacqc'; from stacqc.cli import main; main()"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{start}" "$@"\n')
    program.chmod(0o755)
    return {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "COLUMNS": "110",
    }


def _session(text: str, folder: Path, environment: dict[str, str]) -> str:
    """Return commands with their output; they run one after another in one shell."""
    commands = _commands(text)
    script = "".join(f"{command}\nstatus=$?; printf '{END}'; (exit $status)\n" for _, command in commands)
    done = subprocess.run(
        ["/bin/sh", "-c", "exec 2>&1\n" + script],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "please report it" not in done.stdout, done.stdout
    outputs = done.stdout.split(END)
    return "".join(
        shown + output.rstrip("\n") + ("\n" if output.strip() else "")
        for (shown, _), output in zip(commands, outputs, strict=False)
    )


def _commands(text: str) -> Iterable[tuple[str, str]]:
    """Return the commands of a session as they are shown and as a shell takes them."""
    found: list[tuple[str, str]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((line + "\n", line[2:]))
        elif line.startswith("> ") and found[-1][1].endswith("\\"):
            shown, command = found[-1]
            found[-1] = (f"{shown}{line}\n", f"{command}\n{line[2:]}")
    return found


def main() -> None:
    for page in map(Path, sys.argv[1:]):
        before = page.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            after = played(before, Path(folder))
        if after != before:
            page.write_text(after, encoding="utf-8")
            print(page)


if __name__ == "__main__":
    main()
