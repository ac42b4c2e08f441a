"""Starts stacqc as a process of its own: the command `stacqc`, and `python -m stacqc`."""

import gc
import os
import sys
import threading

#: New objects until garbage is looked for: more than a run on one document makes.
_UNTIL_GARBAGE = 200_000


def main() -> None:
    """Run the command line, and end the process without the detours that take longer than a document."""
    gc.set_threshold(_UNTIL_GARBAGE)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed by who started us; the exit code is heard all the same
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 (for as long as we run)
    try:
        from stacqc.cli import main as run

        run()
    except KeyboardInterrupt:  # while imports were under way
        sys.stderr.write("\nstopped\n")
        os._exit(130)
    except SystemExit as end:
        gc.freeze()
        if type(end.code) is int and _can_leave():
            os._exit(end.code)
        raise


def _can_leave() -> bool:
    """Whether all is written and nothing waits for the end: no process, thread or profiler."""
    if "multiprocessing" in sys.modules or threading.active_count() > 1:
        return False
    if sys.getprofile() is not None or sys.gettrace() is not None:
        return False
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):  # full, or closed
        return False
    return True


if __name__ == "__main__":
    main()
