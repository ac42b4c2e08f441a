"""Outputs that take no more, inputs that are closed, and a run that is stopped."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stacqc.disk.folders import write_atomically, written_at_once

FULL = Path("/dev/full")


def run(*arguments: object, **more: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stacqc", *map(str, arguments)]
    done: subprocess.CompletedProcess[str] = subprocess.run(  # type: ignore[call-overload]
        command, text=True, stderr=subprocess.PIPE, timeout=60, **more
    )
    return done


@pytest.mark.skipif(not FULL.exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("arguments", [("rules",), ("rules", "schema"), ("schemas", "list"), ("--help",)])
def test_a_full_disk_is_named(arguments: tuple[str, ...]) -> None:
    with FULL.open("w") as full:
        done = run(*arguments, stdout=full)
    assert done.returncode == 2
    assert done.stderr == "Error: the output cannot be written (No space left on device)\n"


@pytest.mark.parametrize(
    "arguments", [("rules",), ("check", "gone.json"), ("check", "--no-config", "{folder}")]
)
def test_a_reader_that_has_gone_is_no_finding(arguments: tuple[str, ...], tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = run(*(word.format(folder=tmp_path) for word in arguments), stdout=writer)
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (2, "")


@pytest.mark.skipif(not FULL.exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("arguments", [("nowhere",), ("check", "--fail-on", "x"), ("rules",)])
def test_the_exit_code_is_heard_where_nothing_can_be_told(arguments: tuple[str, ...]) -> None:
    with FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "stacqc", *arguments], stdout=full, stderr=full, timeout=60
        )
    assert done.returncode == 2


@pytest.mark.skipif(os.name != "posix", reason="file descriptors are closed before the run begins")
def test_a_closed_standard_input_is_empty() -> None:
    done = run("check", "-", stdout=subprocess.PIPE, preexec_fn=lambda: os.close(0))
    assert (done.returncode, done.stderr) == (2, "")
    assert "The file is empty" in done.stdout


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no device without an end")
@pytest.mark.parametrize("option", ["--config", "--baseline", "--ruleset"])
def test_a_file_without_an_end_is_refused(option: str, tmp_path: Path) -> None:
    (tmp_path / "endless.yaml").symlink_to("/dev/zero")
    done = run("check", option, tmp_path / "endless.yaml", tmp_path, stdout=subprocess.DEVNULL)
    assert done.returncode == 2
    assert "more than 536,870,912 bytes" in done.stderr


def test_a_run_stopped_while_it_starts_says_so_and_no_more(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("raise KeyboardInterrupt\n")
    done = run("check", ".", stdout=subprocess.PIPE, cwd=tmp_path)
    assert (done.returncode, done.stderr.strip()) == (130, "stopped")


def test_what_is_stopped_leaves_no_half_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("stacqc.disk.folders.os.chmod", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "a.json", b"{}")
    with pytest.raises(KeyboardInterrupt), written_at_once(tmp_path / "b.ndjson"):
        stopped()
    assert list(tmp_path.iterdir()) == []


def test_the_list_of_commands_is_whole_at_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done = run("--help", stdout=subprocess.PIPE)
    lines = done.stdout.partition("Commands:\n")[2].splitlines()
    assert len(lines) >= 10
    assert all(line.endswith(".") and not line.endswith("..") and len(line) <= 80 for line in lines)
