"""Starts stacqc as a process of its own: the command `stacqc`, and `python -m stacqc`."""

import gc
import io
import os
import sys
import threading
from contextlib import suppress
from typing import TextIO

#: New objects until garbage is looked for: more than a run on one document makes.
_UNTIL_GARBAGE = 200_000


def main() -> None:
    """Run the command line, and end the process without the detours that take longer than a document."""
    gc.set_threshold(_UNTIL_GARBAGE)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed by who started us; the exit code is heard all the same
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 (for as long as we run)
    sys.stdout = written_whole(sys.stdout)
    try:
        from stacqc.cli import main as run

        run()
    except KeyboardInterrupt:  # while imports were under way
        sys.stderr.write("\nstopped\n")
        os._exit(130)
    except OSError:  # of standard error: there is nobody left to tell
        os._exit(2)
    except SystemExit as end:
        gc.freeze()
        code = end.code if _is_written(sys.stdout) else _without_output(end.code)
        if _is_written(sys.stderr) and type(code) is int and _can_leave():
            os._exit(code)
        raise SystemExit(code) from None


def written_whole(stream: TextIO) -> TextIO:
    """Return a stream that writes all it is given, where Python was told not to buffer (`PYTHONUNBUFFERED`, `-u`).

    An unbuffered text stream asks the system once and passes over what that left: the rest of a report, when the
    process is stopped and goes on while the reader is slow.
    """
    raw = getattr(stream, "buffer", None)
    if not isinstance(raw, io.RawIOBase):
        return stream
    whole = io.BufferedWriter(raw)
    return io.TextIOWrapper(whole, stream.encoding, stream.errors, line_buffering=True)


def _is_written(stream: TextIO) -> bool:
    """Whether all that was given to a stream is written; what cannot be is dropped.

    Else the interpreter would try again at its end, and tell of it in its own words.
    """
    try:
        stream.flush()
    except (OSError, ValueError):  # full, or closed
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return False
    return True


def _without_output(code: object) -> object:
    """Return the exit code of a run whose output is not written to its end."""
    if code in (None, 0, 1):  # nobody has told of it yet
        with suppress(OSError):
            sys.stderr.write("Error: the output cannot be written\n")
            sys.stderr.flush()
    return 2


def _can_leave() -> bool:
    """Whether nothing waits for the end: no process, thread or profiler."""
    if "multiprocessing" in sys.modules or threading.active_count() > 1:
        return False
    return sys.getprofile() is None and sys.gettrace() is None


if __name__ == "__main__":
    main()
