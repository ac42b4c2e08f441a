"""Processes of this machine that work for this one: started quietly, deaf to the keyboard, ended with their parent."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor


def executor_of(jobs: int) -> ProcessPoolExecutor:
    """Return an executor of so many processes.

    Raises OSError, ImportError or NotImplementedError where there can be no processes.
    """
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    if sys.platform != "win32":
        from multiprocessing.resource_tracker import ensure_running

        # Started with the first process it would undo that the keyboard is held back.
        ensure_running()
    return ProcessPoolExecutor(jobs, get_context("spawn"), _begin)


@contextmanager
def quiet_start() -> Iterator[None]:
    """Let processes start without the script of the user, and with the keyboard held back from them."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        with _held_back():
            yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def _held_back() -> Iterator[None]:
    """Let what is pressed meanwhile wait; processes that start now never hear of it."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def deaf() -> None:
    """Prepare a worker process: the keyboard is the parent's, and there are no cycles to look for."""
    import gc

    # Documents hold none; to look for some in every outcome costs more than to make it.
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _begin() -> None:
    """Prepare a process of an executor: without a parent there is no work."""
    import threading

    deaf()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
