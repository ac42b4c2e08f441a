"""What the user named on the command line, as shards of documents."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterable, Iterator
from functools import cached_property

from stacqc.aspects.links import is_inside
from stacqc.document import NO_TREE, Document, Tree
from stacqc.findings import Failure
from stacqc.paths import from_here, in_store, normalised
from stacqc.schemes import lowered
from stacqc.sources.containers.container import Container
from stacqc.sources.containers.members import looks_like_lines
from stacqc.sources.containers.peek import holds_no_stac, kind_or_document, stream_kind
from stacqc.sources.files import Unreadable, read_file
from stacqc.sources.head import HeadReader
from stacqc.sources.names import ADDRESSES, refused, shown
from stacqc.sources.shard import Entry, Shard, batches
from stacqc.sources.storage import is_folder
from stacqc.sources.tree.catalog import is_new, tree_of, walk_tree

STDIN = "-"
#: Single files that are kept as they were read; more would be much in memory, and are read again.
_FEW = 100
#: What is said of a file beside a catalog.
_PASSED = (
    "{} was passed over: it holds many documents, and is no part of the catalog; name it to have it checked"
)


class Inputs:
    """Turns paths, patterns and `-` into shards; every file is brought once, however often it is named."""

    def __init__(self, paths: Iterable[str], follow: bool = True, strict: bool = True) -> None:
        self.paths = _named_alike(list(paths))
        self.follow = follow
        #: Whether a file named by itself must be STAC.
        self.strict = strict
        #: What was passed over, and why, in words for the user.
        self.notes: list[str] = []
        self._seen: set[int] = set()
        #: Files of one document that is no root: what was read of the first, and the items among the others.
        self._singles: list[Entry] = []
        self._items: dict[Tree, list[str]] = {}
        #: Files of many documents beside the documents of a tree.
        self._passed: list[str] = []

    def shards(self) -> Iterator[Shard | Container]:
        """Yield all of the input in the order of the paths given."""
        if any(map(in_store, self.paths)):
            from stacqc.sources.stores.store import forget

            forget()
        for path in self.paths:
            if in_store(path):
                yield from self._shards_of_store(lowered(path))
            else:
                yield from self._local(path)
        yield from self._alone()
        self.notes += [_PASSED.format(path) for path in self._passed if hash(path) not in self._seen]

    def _alone(self) -> Iterator[Shard]:
        """Yield the single files but those in a tree that is named too: they are a part of that."""
        read = (e for e in self._singles if not isinstance(e, Document) or is_new(e.uri, self._seen))
        yield from batches(read, Tree())
        for tree, paths in self._items.items():
            yield from batches((path for path in paths if is_new(path, self._seen)), tree)

    def _local(self, path: str) -> Iterator[Shard | Container]:
        for found in self._expand(path):
            yield from self._shards_of(found)

    def _shards_of_store(self, path: str) -> Iterator[Shard | Container]:
        """Bring what an address in a store stands for; what cannot be asked for is a failure."""
        from stacqc.sources.stores.store import expanded

        if (no := refused(path)) is not None:
            self._singles.append(Failure(no[0], f"not read: {no[1]}"))
            return
        try:
            for found in expanded(path):
                yield from self._shards_of(found)
        except OSError as error:
            self._singles.append(Failure(path, f"not read: {error.strerror}"))

    def _expand(self, path: str) -> list[str]:
        if path == STDIN or os.path.lexists(path) or not glob.has_magic(path):
            return [path]
        return sorted(glob.glob(path, recursive=True)) or [path]

    @cached_property
    def _heads(self) -> HeadReader:
        return HeadReader()

    def _shards_of(self, path: str) -> Iterator[Shard | Container]:
        if path == STDIN:
            yield from self._standard_input()
        elif is_folder(path):
            yield from self._folder(path)
        elif (kind := stream_kind(path)) is not None:
            if is_new(normalised(path), self._seen):
                yield Container(path, kind)
        else:
            yield from self._file(path)

    def _standard_input(self) -> Iterator[Container]:
        raw = sys.stdin.buffer.read()
        uri = "<stdin>"
        if looks_like_lines(raw):
            yield Container(uri, "lines", raw)
            return
        found = kind_or_document(uri, raw, NO_TREE)
        if isinstance(found, str):
            yield Container(uri, found, raw)
        else:
            from stacqc.sources.objects import Single

            yield Single(uri, "object", raw)

    def _folder(self, path: str) -> Iterator[Shard | Container]:
        from stacqc.sources.tree.folder import Folder

        return Folder(path, self._seen, self.notes).shards()

    def _file(self, path: str) -> Iterator[Shard | Container]:
        try:
            raw = read_file(path)
        except Unreadable as trouble:
            self._singles.append(Failure(shown(path) or repr(path), f"not read: {_explained(trouble)}"))
            return
        uri, tree = normalised(path), _tree_of_single(path)._replace(strict=self.strict)
        if len(self._singles) >= _FEW and self._heads.is_item(raw):
            self._items.setdefault(tree, []).append(uri)
            return
        found = kind_or_document(uri, raw, tree)
        if not self.strict and holds_no_stac(found, raw):
            return
        if isinstance(found, str):
            if is_new(uri, self._seen):
                yield Container(uri, found, raw)
        elif self.follow and found.kind in ("Catalog", "Collection"):
            tree = tree_of(found)
            yield from batches(walk_tree(found.within(tree), self._seen, self._passed), tree)
        else:
            self._singles.append(found)


def _named_alike(paths: list[str]) -> list[str]:
    """Return paths as they are; where some are relative, those below the working folder all are, to be known again."""
    local = {path for path in paths if path != STDIN and not in_store(path)}
    if all(map(os.path.isabs, local)):
        return paths
    return [_from_here(path) if path in local else path for path in paths]


def _from_here(path: str) -> str:
    if not (os.path.isabs(path) or path.startswith(os.pardir)):
        return path
    found = from_here(os.path.abspath(path))
    return path if os.path.isabs(found) else found


def _tree_of_single(path: str) -> Tree:
    """The place of a file checked by itself: its links are looked up, but nobody vouches for the rest."""
    path = normalised(path)
    if in_store(path):
        return Tree(os.path.dirname(path))
    return Tree(os.curdir if is_inside(path, os.curdir) else os.path.dirname(path))


def _explained(trouble: Unreadable) -> str:
    """Say why a path cannot be read, and where it is known what was meant, that."""
    path = trouble.path
    if not trouble.missing or not path:
        return trouble.reason
    if in_store(path):
        return trouble.reason
    if os.path.islink(path):
        return f"it is a link to {os.readlink(path)}, which does not exist"
    if glob.has_magic(path):
        return "no file fits this pattern"
    if shown(path) != path:
        return f"{trouble.reason}; {ADDRESSES}"
    near = _near(path)
    return f"{trouble.reason}; did you mean {near}?" if near else trouble.reason


def _near(path: str) -> str:
    from difflib import get_close_matches

    folder, name = os.path.split(path)
    try:
        near = get_close_matches(name, os.listdir(folder or os.curdir), 1)
    except OSError:
        return ""
    return os.path.join(folder, near[0]) if near else ""
