"""Makes runs in several processes and hands them back in order."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

from stacqc.sample.options import Options
from stacqc.sample.sampler import Run, Sampler


class _Local:
    """The sampler of one worker process."""

    sampler: Sampler


def _begin(options: Options) -> None:
    # Ctrl-C reaches all processes of a terminal; the one that began them ends them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _Local.sampler = Sampler(options)


def _make(run: int) -> Run:
    return _Local.sampler.run(run)


def runs_made_by_workers(options: Options, runs: Iterable[int], jobs: int) -> Iterator[Run]:
    """Yield runs in order, never more than two for each worker ahead of the one wanted."""
    with ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (options,)) as pool:
        waiting: deque[Future[Run]] = deque()
        for run in runs:
            waiting.append(pool.submit(_make, run))
            if len(waiting) > 2 * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
