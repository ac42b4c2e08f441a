"""Which entries of a rule file an entry refers to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

#: How an entry of each section is referred to.
_REFERENCES = {
    "options": r"\boption\.{}(?![\w-])",
    "patterns": r"\(\?&{}\)",
    "define": r"(?:^|\{{){}(?:[.}}]|$)",
    "rules": r"^{}$",
}
SECTIONS = frozenset(_REFERENCES)
#: Parts of a rule that are for people.
_PROSE = frozenset({"summary", "why", "docs", "examples", "tags", "since"})


def refers(spec: Any, section: str, name: str) -> bool:
    """Whether an entry has something in it that means the entry `name` of a section."""
    reference = re.compile(_REFERENCES[section].format(re.escape(name)))
    return any(reference.search(text) for text in _texts(spec))


def _texts(part: Any) -> Iterator[str]:
    """Yield all names and texts of an entry."""
    if type(part) is str:
        yield part
    elif type(part) is dict:
        for name, inner in part.items():
            if name not in _PROSE:
                yield name
                yield from _texts(inner)
    elif type(part) in (list, tuple):
        for inner in part:
            yield from _texts(inner)
