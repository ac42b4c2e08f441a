"""Measuring whole processes: CPU time, wall time and memory, rival commands taking turns."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Contender:
    """A command, what it is called in the table, how many documents it checks, and which codes are fine."""

    name: str
    command: Sequence[str]
    documents: int
    codes: tuple[int, ...] = (0,)
    #: Runs that are enough for a slow one.
    runs: int = 0

    @property
    def is_missing(self) -> bool:
        """Whether its program cannot be had."""
        return not self.command[0]


@dataclass
class Outcome:
    """The runs of one contender: seconds of CPU (user and system), seconds of wall time, peak MB."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    peak: float = 0

    @property
    def median(self) -> float:
        """The median of the CPU seconds."""
        return statistics.median(self.cpu)


def run_once(contender: Contender, environment: Mapping[str, str], outcome: Outcome) -> None:
    """Run a contender once; an exit code that is not its own ends the benchmark."""
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            contender.command, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        outcome.wall.append(time.perf_counter() - start)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in contender.codes:
            output.seek(0)
            sys.exit(
                f"{contender.name} ended with {process.returncode}:\n{output.read()[-2000:].decode(errors='replace')}"
            )
    outcome.cpu.append(usage.ru_utime + usage.ru_stime)
    outcome.peak = max(outcome.peak, usage.ru_maxrss / 1024)


def race(contenders: Sequence[Contender], runs: int, environment: Mapping[str, str]) -> dict[str, Outcome]:
    """Run all contenders in turn, `runs` times, so that a disturbance meets them all alike."""
    outcomes = {c.name: Outcome() for c in contenders}
    for turn in range(runs):
        for contender in contenders:
            if turn < (contender.runs or runs) and not contender.is_missing:
                print(f"  run {turn + 1}: {contender.name}", file=sys.stderr)
                run_once(contender, environment, outcomes[contender.name])
    return outcomes


def machine() -> str:
    """Return a sentence that names the machine and the Python."""
    model = "unknown processor"
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line
        ]
        model = names[0] if names else model
    return f"{os.cpu_count()} cores, {model}, Python {sys.version.split()[0]}"
