"""Runs that begin with what the last one found."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from itertools import chain
from pathlib import Path
from typing import Any
from zlib import crc32

import stacqc
from stacqc.digest import blake2b
from stacqc.disk.data import data_dir
from stacqc.disk.folders import cache_dir
from stacqc.engine.partial import Partial
from stacqc.engine.plan import Documents, Input, Plan
from stacqc.engine.probing import remembered
from stacqc.engine.runner import finished, without_cycle_collector
from stacqc.engine.worker import Worker
from stacqc.report import Report
from stacqc.rule import folds_of
from stacqc.scale.cache import Cache, Look
from stacqc.scale.pools import Pool
from stacqc.scale.running import Out, Progress, Running, take_all
from stacqc.scale.shards import Merger, parts_of
from stacqc.sources.again import Reader
from stacqc.sources.shard import Entry, Shard

_LEAST, _MOST, _MEAN = 64, 1024, 256


def open_cache(folder: Path, plan: Plan) -> Cache:
    """Return the cache of a folder for runs by one plan; raises CacheUnusable."""
    made = blake2b(plan.digest.encode(), digest_size=16)
    here = os.path.relpath(os.getcwd(), folder)
    options = None if plan.schemas is None else plan.schemas.options
    baseline = _content(plan.baseline.file) if plan.baseline is not None else None
    hrefs = None if plan.hrefs is None else plan.hrefs.settings.max
    settings = (here, options, plan.limit, sorted(plan.per_file.items()), plan.with_facts, baseline, hrefs)
    severities = [(choice.rule.name, int(choice.severity)) for choice in plan.rules]
    made.update(repr((settings, severities, list(_files(plan)))).encode("utf-8", "surrogatepass"))
    modules = {make.__module__ for make in folds_of(plan.rules)}
    return Cache(folder, made.hexdigest(), frozenset(modules))


def _content(file: Path) -> str:
    return blake2b(file.read_bytes()).hexdigest() if file.exists() else ""


def _files(plan: Plan) -> Iterator[tuple[str, int, int]]:
    """Yield all that judges documents: the code, the schemas, and how old they are."""
    folders = [Path(stacqc.__file__).parent, data_dir("schemas"), data_dir("rules"), cache_dir() / "schemas"]
    files: list[Path] = []
    if plan.schemas is not None:
        store = plan.schemas.store
        folders += store.folders
        files += [Path(target) for target in store.mapping.values()] + ([store.lock] if store.lock else [])
    for choice in plan.rules:
        code = getattr(choice.rule.check or choice.rule.fold, "__code__", None)
        files += [Path(code.co_filename)] if code is not None else []
    for folder in folders:
        files += [file for file in folder.rglob("*") if file.suffix in (".py", ".json", ".yaml")]
    for file in sorted(set(files)):
        if file.is_file():
            status = file.stat()
            yield str(file), status.st_size, status.st_mtime_ns


def run_cached(
    pool: Pool, cache: Cache, shards: Iterable[Input], plan: Plan, progress: Progress = None
) -> Report:
    """Check what has changed, and take the rest from the cache."""
    reader = Reader()
    parts = parts_of(_recut(shards), reader)
    with without_cycle_collector():
        keys, changed = _known(cache, parts)
        # What servers say is asked for anew each time.
        simple = not plan.with_facts and plan.baseline is None and plan.hrefs is None
        if changed is None and simple and (report := cache.report(keys)) is not None:
            report.rules = {choice.rule.name: choice.rule.info for choice in plan.rules}
            return report
        rest: Iterable[Documents] = () if changed is None else chain((changed,), parts)
        going = Cached(pool, plan, cache, keys)
        return _finished(going, rest, plan, reader, simple, progress)


def _known(cache: Cache, parts: Iterator[Documents]) -> tuple[list[bytes], Documents | None]:
    """Return the keys of the shards up to the first one that has changed, and that one."""
    keys: list[bytes] = []
    for shard in parts:
        look = cache.look(shard)
        if look.key is None or not look.is_known:
            return keys, shard
        keys.append(look.key)
    return keys, None


def _finished(
    going: Cached, rest: Iterable[Documents], plan: Plan, reader: Reader, simple: bool, progress: Progress
) -> Report:
    whole, merger = Worker(plan), Merger(plan.limit)
    try:
        take_all(chain(going.begun(), going.partials(rest)), merger, progress)
    finally:
        going.close()
    merger.into(whole.partial)
    asked: dict[str, bool] = {}
    with remembered(asked):
        report = finished(whole, reader)
    if simple and going.is_whole and not report.failures:
        rules, report.rules = report.rules, {}
        going.cache.keep_report(going.keys, report, asked)
        report.rules = rules
    return report


class Cached(Running):
    """Keeps outcomes as they come in."""

    def __init__(self, pool: Pool, plan: Plan, cache: Cache, keys: list[bytes]) -> None:
        super().__init__(pool, plan)
        self.cache = cache
        self.keys = keys
        #: Whether every shard so far is in the cache.
        self.is_whole = True
        self._begun = len(keys)
        self._looks: deque[Look] = deque()

    def begun(self) -> Iterator[Partial]:
        """Yield the outcomes of the shards that came before the first changed one."""
        for key in self.keys[: self._begun]:
            yield self.cache.partial(key)

    def start(self, shard: Documents) -> None:
        """Take the outcome from the cache, or begin to check."""
        look = self.cache.look(shard)
        self._looks.append(look)
        if look.key is None or not look.is_known:
            super().start(shard)
            return
        found: Future[Partial] = Future()
        found.set_result(self.cache.partial(look.key))
        self.waiting.append(Out(shard, found))

    def outcome(self, out: Out) -> Partial:
        """Return the outcome of a shard, kept for the next run."""
        partial = super().outcome(out)
        look = self._looks.popleft()
        if look.key is not None and (look.is_known or self.cache.keep(out.shard, look, partial)):
            self.keys.append(look.key)
        else:
            self.is_whole = False
        return partial


def _recut(shards: Iterable[Input]) -> Iterator[Input]:
    """Cut shards anew where the names of files say so, so that one more file moves no other cut."""
    waiting: list[Entry] = []
    tree: Any = None
    for shard in shards:
        if type(shard) is not Shard or shard.tree != tree:
            if waiting:
                yield Shard(tuple(waiting), tree)
                waiting = []
            tree = shard.tree if type(shard) is Shard else None
        if type(shard) is not Shard:
            yield shard
            continue
        for entry in shard.entries:
            waiting.append(entry)
            if _ends(entry, len(waiting)):
                yield Shard(tuple(waiting), tree)
                waiting = []
    if waiting:
        yield Shard(tuple(waiting), tree)


def _ends(entry: Entry, size: int) -> bool:
    if size >= _MOST:
        return True
    name = entry if isinstance(entry, str) else entry.uri
    return size >= _LEAST and crc32(name.encode("utf-8", "surrogatepass")) % _MEAN == 0
