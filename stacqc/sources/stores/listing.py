"""The names in folders of a store, listed side by side and remembered as long as there is room."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

#: Folders that are listed at once.
AT_ONCE = 16
#: Folders, and names in them, that are remembered: those of some hundred documents that are looked at together.
_MAX_FOLDERS = 1024
_MAX_NAMES = 500_000
Names = frozenset[str]


class Listings:
    """What lies in folders, each listed once as long as it is remembered."""

    def __init__(self, listed: Callable[[str], Names], is_parallel: Callable[[str], bool]) -> None:
        self._listed = listed
        self._is_parallel = is_parallel
        self._known: OrderedDict[str, Future[Names]] = OrderedDict()
        #: How many names there are in the folders that were asked for.
        self._sizes: dict[str, int] = {}
        self._held = 0

    def begin(self, folder: str) -> None:
        """List a folder meanwhile, where its store can be asked for several at once."""
        if folder not in self._known and self._is_parallel(folder):
            self._remember(folder, _pool().submit(self._listed, folder))

    def names(self, folder: str) -> Names:
        """Return the names in a folder; raises OSError."""
        known = self._known.get(folder)
        if known is None:
            known = Future()
            try:
                known.set_result(self._listed(folder))
            except OSError as error:
                known.set_exception(error)
            self._remember(folder, known)
        else:
            self._known.move_to_end(folder)
        names = known.result()
        if folder not in self._sizes:
            self._sizes[folder] = len(names)
            self._held += len(names)
        return names

    def clear(self) -> None:
        """Forget all of them."""
        while self._known:
            self._forget_oldest()

    def _remember(self, folder: str, future: Future[Names]) -> None:
        self._known[folder] = future
        while len(self._known) > _MAX_FOLDERS or (len(self._known) > 1 and self._held > _MAX_NAMES):
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        folder, future = self._known.popitem(last=False)
        future.cancel()
        self._held -= self._sizes.pop(folder, 0)


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, "stacqc-listing")
