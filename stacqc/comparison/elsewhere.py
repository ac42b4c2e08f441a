"""Other processes of this machine that compare batches of pairs."""

from __future__ import annotations

import os
import tempfile
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from stacqc.comparison.batches import BatchComparer, Completions, Outcomes, Pair, Slot, packed
from stacqc.comparison.settings import Settings
from stacqc.scale.processes import deaf, quiet_start

#: Batches that processes may have before them, for the time in which no pairs come, and those of each at least:
#: one at work, one at hand.
_TOGETHER, _AHEAD = 8, 2
#: Bytes of the file between one batch and the next.
_SPACE = 1 << 23


class Work:
    """A batch that is compared elsewhere."""

    def __init__(self, process: Process) -> None:
        self._process = process
        #: What was found; None while it is not known, or where the process failed or died.
        self.outcomes: Outcomes | None = None

    @property
    def is_away(self) -> bool:
        """Whether it is not finished."""
        return self in self._process.away

    def wait(self) -> Outcomes | None:
        """Return what was found, None where nothing will be."""
        while self.is_away:
            self._process.receive()
        return self.outcomes


class Process:
    """A process that compares one batch after the other, and the batches that it has not finished."""

    def __init__(self, content: Path, settings: Settings, completions: Completions, ahead: int) -> None:
        """Start it, for so many batches before it; raises OSError, ImportError or NotImplementedError where there can be none."""
        context = get_context("spawn")
        # This thread reads and writes itself: others would wait long for their turn beside one that never rests.
        self._line, theirs = context.Pipe()
        self.away: deque[Work] = deque()
        self.taken = 0
        self._ahead = ahead
        #: Whether it has begun to listen, or has died.
        self.is_ready = False
        given = theirs, content, settings, completions
        self._process = context.Process(target=_serve, args=given, daemon=True)
        with quiet_start():
            self._process.start()
        theirs.close()

    def start(self, slot: Slot) -> Work:
        """Have it compare a batch; raises OSError where it is no longer there."""
        # So short a message never waits until it is read.
        self._line.send(slot)
        self.taken += 1
        self.away.append(Work(self))
        return self.away[-1]

    def look(self) -> int:
        """Take in what it says, and return how many batches are away; as many as may be while it begins."""
        while (self.away or not self.is_ready) and self._line.poll():
            self.receive()
        return len(self.away) if self.is_ready else self._ahead

    def receive(self) -> None:
        """Wait until it listens, or until a batch is finished; those of a process that died all are."""
        try:
            found = self._line.recv()
        except (EOFError, OSError):
            self.away.clear()
        else:
            if self.is_ready:
                self.away.popleft().outcomes = found
        self.is_ready = True

    def close(self) -> None:
        """Let it go after what it is at."""
        self._line.close()
        self._process.join()


class Elsewhere:
    """Hands out batches. What they hold goes through a file: it is copied once, and a pipe is slow for so much."""

    def __init__(self, workers: int, settings: Settings, completions: Completions) -> None:
        """Start processes; raises OSError, ImportError or NotImplementedError where there can be none."""
        handle, name = tempfile.mkstemp(prefix="stacqc-")
        self._file = Path(name)
        self._is_hidden = False
        self._content = os.fdopen(handle, "wb", buffering=0)
        self._ahead = max(_AHEAD, _TOGETHER // workers)
        self._processes: list[Process] = []
        try:
            for _ in range(workers):
                self._processes.append(Process(self._file, settings, completions, self._ahead))
        except BaseException:
            self.close()
            raise

    @property
    def is_busy(self) -> bool:
        """Whether all processes have enough to do."""
        away = [process.look() for process in self._processes]
        if all(process.is_ready for process in self._processes):
            self._hide()
        return min(away) >= self._ahead

    def _hide(self) -> None:
        """Take the file out of its folder, now that all have opened it: nothing stays behind, however this ends."""
        if self._is_hidden:
            return
        self._is_hidden = True
        # Some systems keep what is open where it is.
        with suppress(OSError):
            self._file.unlink(missing_ok=True)

    def start(self, pairs: Sequence[Pair]) -> Work | None:
        """Hand out a batch; None where it is too large, or no process can take it."""
        number = min(range(len(self._processes)), key=lambda n: self._processes[n].look())
        process = self._processes[number]
        head, content = packed(pairs)
        if process.look() >= self._ahead or len(head) + len(content) > _SPACE:
            return None
        # A process is done with what it was given before the last batches that it has.
        start = (number * self._ahead + process.taken % self._ahead) * _SPACE
        try:
            self._content.seek(start)
            # Where there is little room, less may be written than was to be, and no error says so.
            is_written = all(self._content.write(part) == len(part) for part in (head, content))
            return process.start(Slot(start, len(head), len(content))) if is_written else None
        except OSError:
            return None

    def close(self) -> None:
        """End the processes."""
        for process in self._processes:
            process.close()
        self._content.close()
        self._hide()


def _serve(line: Connection, content: Path, settings: Settings, completions: Completions) -> None:
    """Compare what is asked for until nobody asks any more."""
    deaf()
    comparer = BatchComparer(content, settings, completions)
    try:
        line.send(None)
        while True:
            _answer(line, comparer, line.recv())
    except (EOFError, OSError):
        # Nobody is there any more.
        return


def _answer(line: Connection, comparer: BatchComparer, slot: Slot) -> None:
    try:
        line.send(comparer.outcomes(slot))
    except OSError:
        raise
    except Exception:
        # The one who asked compares it again, and sees for himself.
        line.send(None)
