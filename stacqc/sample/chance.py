"""Pseudo-random values that depend on nothing but the seed and the name of the thing they are for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from stacqc.digest import blake2b

T = TypeVar("T")


def block(seed: int, *path: object, size: int = 8) -> bytes:
    """Return `size` bytes drawn for one field of one object."""
    return blake2b("/".join(map(str, (seed, *path))).encode(), digest_size=size).digest()


def u64(seed: int, *path: object) -> int:
    """Return a whole number of 64 bits."""
    return int.from_bytes(block(seed, *path), "big")


def fraction(seed: int, *path: object) -> float:
    """Return a number in [0, 1), exact in binary and so the same on every machine."""
    return (u64(seed, *path) >> 11) / 2**53


def between(low: int, high: int, seed: int, *path: object) -> int:
    """Return a whole number from `low` to `high`, both included."""
    return low + u64(seed, *path) % (high - low + 1)


def pick(choices: Sequence[T], seed: int, *path: object) -> T:
    """Return one of `choices`."""
    return choices[u64(seed, *path) % len(choices)]
