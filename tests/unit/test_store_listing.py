"""Folders of a store are listed once each, side by side, and forgotten where they are many."""

from __future__ import annotations

import threading

import pytest

from stacqc.sources.stores import listing as store_listing
from stacqc.sources.stores.listing import Listings, Names


class Folders:
    """A store in which each folder holds one name, and which remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.refused: set[str] = set()

    def names(self, folder: str) -> Names:
        self.asked.append(folder)
        if folder in self.refused:
            raise PermissionError(folder)
        return frozenset((f"in-{folder}",))


@pytest.fixture
def folders() -> Folders:
    return Folders()


def test_a_folder_is_listed_once_whether_it_was_begun_or_not(folders: Folders) -> None:
    listings = Listings(folders.names, lambda _: True)
    listings.begin("a")
    listings.begin("a")
    for folder in "abab":
        assert listings.names(folder) == {f"in-{folder}"}
    assert sorted(folders.asked) == ["a", "b"]
    listings.clear()
    assert listings.names("a") == {"in-a"}
    assert sorted(folders.asked) == ["a", "a", "b"]


def test_where_the_store_takes_one_request_at_a_time_nothing_is_begun(folders: Folders) -> None:
    listings = Listings(folders.names, lambda _: False)
    listings.begin("a")
    assert folders.asked == []
    assert listings.names("a") == {"in-a"}


def test_what_may_not_be_listed_says_so_each_time(folders: Folders) -> None:
    folders.refused.add("a")
    listings = Listings(folders.names, lambda _: True)
    listings.begin("a")
    for _ in range(2):
        with pytest.raises(PermissionError):
            listings.names("a")


def test_many_are_listed_at_once_and_not_too_many() -> None:
    barrier = threading.Barrier(store_listing.AT_ONCE)
    lock, at_once, most = threading.Lock(), 0, 0

    def names(folder: str) -> Names:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        barrier.wait(20)
        with lock:
            at_once -= 1
        return frozenset()

    listings = Listings(names, lambda _: True)
    wanted = [str(n) for n in range(4 * store_listing.AT_ONCE)]
    for folder in wanted:
        listings.begin(folder)
    assert [listings.names(folder) for folder in wanted] == [frozenset()] * len(wanted)
    assert most == store_listing.AT_ONCE


def test_what_is_remembered_is_bounded(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_listing, "_MAX_FOLDERS", 3)
    listings = Listings(folders.names, lambda _: False)
    for folder in "abcadae":
        listings.names(folder)
    assert list(listings._known) == ["d", "a", "e"]
    monkeypatch.setattr(store_listing, "_MAX_NAMES", 1)
    listings.names("f")
    listings.names("g")
    assert list(listings._known) == ["f", "g"]
