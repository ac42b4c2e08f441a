"""What is known of each of very many collections: a few at hand, the others packed away."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any, Generic, Protocol, Self, TypeVar


class State(Protocol):
    """What is known of one collection."""

    @property
    def is_asked(self) -> bool:
        """Whether anything depends on it."""

    def merge(self, other: Self) -> None:
        """Take in what another shard knows."""

    def packed(self) -> tuple[Any, ...]:
        """Return all of it as plain values, of the type `form()`."""

    @classmethod
    def unpacked(cls, *plain: Any) -> Self:
        """Return what was packed."""

    @staticmethod
    def form() -> Any:
        """Return the type of what `packed` gives."""


S = TypeVar("S", bound=State)
#: A name, whether its state is asked, and its state.
_Entry = tuple[str, bool, bytes]


class Shelf(Generic[S]):
    """States by name. `live` are those at hand; a name may have others in the pages."""

    #: The class of the states, said by subclasses.
    kind: type[S]
    #: States at hand; beyond it they are packed, to be merged with later ones of their name in the end.
    at_hand = 2048

    def __init__(self) -> None:
        self.live: dict[str, S] = {}
        self._pages: list[bytes] = []
        self._limit = self.at_hand

    def begin(self, name: str) -> S:
        """Return a new state for a name that is not at hand."""
        if len(self.live) >= self._limit:
            self.pack()
        state = self.live[name] = self.kind()
        return state

    def pack(self) -> None:
        """Put away all states; what cannot be written, such as half a surrogate pair, stays at hand."""
        entries, odd = [], {}
        for name, state in self.live.items():
            try:
                name.encode()
                entries.append((name, state.is_asked, _written(state.packed())))
            except (TypeError, ValueError, OverflowError, RecursionError):
                odd[name] = state
        if entries:
            self._pages.append(zlib.compress(_written(entries), 1))
        self.live = odd
        self._limit = self.at_hand + len(odd)

    def merge(self, other: Shelf[S]) -> None:
        """Take in the state of another shard."""
        self._pages += other._pages
        for name, state in other.live.items():
            mine = self.live.get(name)
            if mine is None:
                self.live[name] = state
            else:
                mine.merge(state)
        if len(self.live) >= self._limit:
            self.pack()

    def asked(self) -> Iterator[tuple[str, S]]:
        """Yield each state that is asked, whole, in no certain order; the shelf is empty then."""
        names = {name for name, state in self.live.items() if state.is_asked}
        for page in self._pages:
            names.update(name for name, is_asked, _ in _entries(page) if is_asked)
        return self.named(names)

    def named(self, names: Collection[str]) -> Iterator[tuple[str, S]]:
        """Yield the states of some names, unpacked as late and let go as soon as their pages allow."""
        states, pages = self.live, self._pages
        self.live, self._pages = {}, []
        last = {
            name: n
            for n, page in enumerate(pages if names else ())
            for name, *_ in _entries(page)
            if name in names
        }
        for number, page in enumerate(pages) if last else ():
            for name, _, plain in _entries(page):
                if name in last:
                    _put(states, name, self._read(plain))
                    if last[name] == number:
                        yield name, states.pop(name)
        yield from ((name, state) for name, state in states.items() if name in names)

    def _read(self, plain: bytes) -> S:
        return self.kind.unpacked(*_reader(self.kind.form()).decode(plain))

    def __getstate__(self) -> dict[str, Any]:
        self.pack()
        return dict(self.__dict__)


def _put(states: dict[str, S], name: str, state: S) -> None:
    known = states.get(name)
    if known is None:
        states[name] = state
    else:
        known.merge(state)


def _written(plain: Any) -> bytes:
    from msgspec import msgpack

    return msgpack.encode(plain)


@cache
def _reader(form: Any) -> Any:
    from msgspec import msgpack

    return msgpack.Decoder(form)


def _entries(page: bytes) -> list[_Entry]:
    found: list[_Entry] = _reader(list[_Entry]).decode(zlib.decompress(page))
    return found
