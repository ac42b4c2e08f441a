"""Changes of single values in parsed documents, and which of them may be made together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from typing import Any

from stacqc.findings import Edit, Path, at_path, pointer


class Refused(Exception):
    """Edits that cannot be made, and why."""


def by_container(edits: Iterable[Edit]) -> list[tuple[Path | None, list[Edit]]]:
    """Return edits by the path of what holds the member they name, None for the document itself.

    Edits that say the same are one.
    """
    groups: dict[Path | None, list[Edit]] = {}
    for edit in {repr(edit): edit for edit in edits}.values():
        groups.setdefault(edit.path[:-1] if edit.path else None, []).append(edit)
    return list(groups.items())


def edit_data(data: Any, edits: Sequence[Edit]) -> Any:
    """Return a parsed value with edits made, the given one untouched; raises Refused."""
    made = deepcopy(data)
    for path, group in sorted(by_container(edits), key=lambda g: -len(g[0] or ())):
        if path is None:
            made = group[-1].value
        else:
            _edit_members(_at(made, path), group)
    return made


def _edit_members(holder: Any, edits: list[Edit]) -> None:
    if type(holder) is dict:
        _edit_object(holder, edits)
    elif type(holder) is list:
        _edit_array(holder, edits)
    else:
        raise Refused(f"{pointer(edits[0].path)} does not exist")


def _edit_object(holder: dict[str, Any], edits: list[Edit]) -> None:
    renamed = {e.path[-1]: e.value for e in edits if e.action == "rename"}
    removed = {e.path[-1] for e in edits if e.action == "remove"}
    if not (renamed.keys() | removed) <= holder.keys() or not renamed.keys().isdisjoint(renamed.values()):
        raise Refused(f"{pointer(edits[0].path)} does not exist")
    set_ = {str(e.path[-1]): e.value for e in edits if e.action == "replace"}
    kept = {renamed.get(n, n): set_.pop(n, v) for n, v in list(holder.items()) if n not in removed}
    holder.clear()
    holder.update({**kept, **set_})


def _edit_array(holder: list[Any], edits: list[Edit]) -> None:
    removed = []
    for edit in edits:
        index = edit.path[-1]
        if type(index) is not int or not 0 <= index <= len(holder):
            raise Refused(f"{pointer(edit.path)} does not exist")
        if edit.action == "remove":
            removed.append(index)
        else:
            holder[index : index + 1] = [edit.value]
    for index in sorted(removed, reverse=True):
        del holder[index : index + 1]


def _at(data: Any, path: Path) -> Any:
    try:
        return at_path(data, path)
    except (KeyError, IndexError, TypeError):
        raise Refused(f"{pointer(path)} does not exist") from None


class Claims:
    """The places that chosen edits change, so that no other one changes them too."""

    def __init__(self) -> None:
        self._edits: dict[Path, Edit] = {}
        self._above: set[Path] = set()

    def take(self, edits: Sequence[Edit]) -> bool:
        """Claim the places of `edits`, all or none; edits that say the same share a place."""
        if any(self._is_taken(edit) for edit in edits):
            return False
        for edit in edits:
            for path in _places(edit):
                self._edits[path] = edit
                self._above.update(path[:depth] for depth in range(len(path)))
        return True

    def _is_taken(self, edit: Edit) -> bool:
        return any(self._is_taken_at(path, edit) for path in _places(edit))

    def _is_taken_at(self, path: Path, edit: Edit) -> bool:
        if path in self._above:
            return True
        found = (self._edits.get(path[:depth]) for depth in range(len(path) + 1))
        return any(other is not None and repr(other) != repr(edit) for other in found)


def _places(edit: Edit) -> list[Path]:
    """The paths that an edit changes: a new name is a place too."""
    return [edit.path, (*edit.path[:-1], edit.value)] if edit.action == "rename" else [edit.path]
