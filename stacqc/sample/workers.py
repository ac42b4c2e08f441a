"""Makes runs in several processes and hands them back in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

from .options import Options
from .properties import Json
from .sampler import File, Sampler

Made = tuple[list[File], list[Json]]


class _Local:
    """The sampler of one worker process."""

    sampler: Sampler


def _begin(options: Options) -> None:
    _Local.sampler = Sampler(options)


def _make(run: int) -> Made:
    made = _Local.sampler.run(run)
    return made.files, made.defects


def runs_made_by_workers(options: Options, runs: Iterable[int], jobs: int) -> Iterator[Made]:
    """Yield runs in order, never more than two for each worker ahead of the one wanted."""
    with ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (options,)) as pool:
        waiting: deque[Future[Made]] = deque()
        for run in runs:
            waiting.append(pool.submit(_make, run))
            if len(waiting) > 2 * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
