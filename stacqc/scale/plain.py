"""Outcomes as plain JSON and back: what is kept on disk is data, and reading it runs no code of its own."""

from __future__ import annotations

import sys
from base64 import b64decode, b64encode
from collections import Counter
from datetime import datetime
from importlib import import_module
from typing import Any

_SCALARS = frozenset({str, bool, float, type(None)})
_SEQUENCES: dict[type, str] = {list: "l", tuple: "t", set: "s", frozenset: "f"}
_MADE = {"l": list, "t": tuple, "s": set, "f": frozenset}
_TYPES: dict[str, type] = {kind.__name__: kind for kind in (dict, list, str, bool, int, float, type(None))}
_INT64 = range(-(2**63), 2**63)


class Unplain(Exception):
    """Something that cannot be written as plain data, or data that nothing can be made of."""


def to_plain(value: Any) -> Any:
    """Return a value as JSON knows it; raises Unplain."""
    kind = type(value)
    if kind in _SCALARS or (kind is int and value in _INT64):
        return value
    tag = _SEQUENCES.get(kind)
    if tag is not None:
        return [tag, *map(to_plain, value)]
    if kind is dict or kind is Counter:
        tag = "d" if kind is dict else "c"
        return [tag, list(map(to_plain, value)), list(map(to_plain, value.values()))]
    return _rare(value, kind)


def _rare(value: Any, kind: type) -> Any:
    if kind is bytes:
        return ["b", b64encode(value).decode()]
    if kind is int:
        return ["i", str(value)]
    if kind is type and value.__name__ in _TYPES:
        return ["y", value.__name__]
    if kind is datetime:
        return ["m", value.isoformat()]
    if isinstance(value, int):
        return ["e", _name(kind), int(value)]
    if isinstance(value, tuple):
        return ["n", _name(kind), *map(to_plain, value)]
    if isinstance(value, list):
        return ["q", _name(kind), to_plain(vars(value)), *map(to_plain, value)]
    if callable(value) or isinstance(value, type):
        raise Unplain(f"{kind.__name__} is no data")
    return ["o", _name(kind), to_plain(value.__getstate__())]


def _name(kind: type) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


class Maker:
    """Makes values of plain data; objects only of classes of stacqc, and of the modules that are named."""

    def __init__(self, modules: frozenset[str]) -> None:
        self._modules = modules
        self._classes: dict[str, type] = {}

    def made(self, plain: Any) -> Any:
        """Return what `to_plain` was given; raises Unplain."""
        try:
            return self._made(plain)
        except Unplain:
            raise
        except Exception as error:
            raise Unplain(f"{type(error).__name__}: {error}") from None

    def _made(self, plain: Any) -> Any:
        if plain.__class__ is not list:
            return plain
        tag = plain[0]
        sequence = _MADE.get(tag)
        if sequence is not None:
            return sequence([p if p.__class__ is not list else self._made(p) for p in plain[1:]])
        if tag in ("d", "c"):
            pairs = zip(map(self._made, plain[1]), map(self._made, plain[2]), strict=True)
            return dict(pairs) if tag == "d" else Counter(dict(pairs))
        return self._rare(tag, plain)

    def _rare(self, tag: str, plain: Any) -> Any:
        if tag == "b":
            return b64decode(plain[1])
        if tag == "i":
            return int(plain[1])
        if tag == "y":
            return _TYPES[plain[1]]
        if tag == "m":
            return datetime.fromisoformat(plain[1])
        kind: Any = self._class(plain[1])
        if tag == "e":
            return kind(plain[2])
        if tag == "n":
            return tuple.__new__(kind, map(self._made, plain[2:]))
        if tag == "q":
            made = kind(map(self._made, plain[3:]))
            vars(made).update(self._made(plain[2]))
            return made
        return self._object(kind, self._made(plain[2]))

    def _object(self, kind: Any, state: Any) -> Any:
        value = object.__new__(kind)
        if hasattr(kind, "__setstate__"):
            value.__setstate__(state)
            return value
        parts = state if type(state) is tuple else (state,)
        for part in parts:
            for name, member in (part or {}).items():
                object.__setattr__(value, name, member)
        return value

    def _class(self, name: str) -> type:
        known = self._classes.get(name)
        if known is None:
            known = self._classes[name] = self._found(name)
        return known

    def _found(self, name: str) -> type:
        module, _, path = name.partition(":")
        if not module.startswith("stacqc.") and module not in self._modules:
            raise Unplain(f"{name} is not to be made")
        found: Any = sys.modules.get(module) or import_module(module)
        for step in path.split("."):
            found = vars(found)[step]
        if not isinstance(found, type) or found.__module__ != module:
            raise Unplain(f"{name} is no class")
        return found
