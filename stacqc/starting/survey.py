"""What STAC lies in a folder: the document to start from, how much there is, whose ids it has."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from stacqc.aspects.linked import linked
from stacqc.document import Document
from stacqc.sources.files import Unreadable, read_file, walk
from stacqc.sources.tree.catalog import ROOT_NAMES

#: Files that are read before the picture is clear enough.
MOST = 2_000
#: A larger file is no document of a tree that people edit.
_LARGEST = 8 * 1024 * 1024
#: Names that need no quoting, whatever language the file is written in.
_plain = re.compile(r"[\w][\w./ +-]*", re.ASCII).fullmatch


@dataclass(slots=True)
class Survey:
    """What was found: documents by kind, the path to check, and the layout of ISDeform ids."""

    kinds: Counter[str] = field(default_factory=Counter)
    #: The root document, or the folder where there is no single one; with "/" on every system.
    path: str = "."
    #: "live" or "legacy" where the ids are those of ISDeform products, else empty.
    layout: str = ""
    #: Whether there are more files than were read.
    cut: bool = False

    @property
    def folder(self) -> str:
        """The folder that all STAC lies in."""
        return os.path.dirname(self.path) if self.path.endswith(".json") else self.path


class _Root(NamedTuple):
    depth: int
    unusual: bool
    path: str


def survey(folder: Path) -> Survey:
    """Look through a folder; documents that cannot be read are passed over."""
    found, roots, forms = Survey(), list[_Root](), Counter[str]()
    paths = [p for p in islice(walk(str(folder)), MOST + 1) if isinstance(p, str)]
    found.cut = len(paths) > MOST
    for document in _documents(paths[:MOST]):
        found.kinds[document.kind] += 1
        if document.kind == "Item":
            forms[_form(document)] += 1
        elif document.kind in ("Catalog", "Collection") and not linked(document, "parent"):
            roots.append(_root(document.uri, folder))
    found.path = _start(roots)
    found.layout = _layout(forms)
    return found


def _documents(paths: Iterable[str]) -> Iterator[Document]:
    for path in paths:
        try:
            document = Document(path, read_file(path, limit=_LARGEST))
        except Unreadable:
            continue
        if document.kind:
            yield document


def _root(path: str, folder: Path) -> _Root:
    relative = Path(os.path.relpath(path, folder)).as_posix()
    return _Root(relative.count("/"), os.path.basename(path) not in ROOT_NAMES, relative)


def _start(roots: list[_Root]) -> str:
    """The single uppermost root, or the whole folder where there are several or it has an odd name."""
    if not roots:
        return "."
    first, *others = sorted(roots)
    if any(other[:2] == first[:2] for other in others) or not _plain(first.path):
        return "."
    return first.path


def _form(item: Document) -> str:
    """The layout that the id of an item has, empty for what is not of ISDeform."""
    from stacqc.rules._isdeform import id_of

    _load_profile()
    return str(id_of(item).get("form", ""))


@cache
def _load_profile() -> None:
    """Make the definitions of the profile known."""
    from stacqc.rulesets.ruleset import load

    load(("isdeform",))


def _layout(forms: Counter[str]) -> str:
    form, times = max(forms.items(), key=lambda f: f[1], default=("", 0))
    return form if times * 2 > forms.total() else ""
