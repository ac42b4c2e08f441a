"""Which files differ from a revision of git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from stacqc.aspects.links import is_remote, resolve
from stacqc.document import Document
from stacqc.words import show

#: What git tells its hooks of a repository, which may be another one than that of the files.
_OF_HOOKS = frozenset(
    {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY"}
)
Asked = subprocess.CompletedProcess[bytes]


class NoHistory(Exception):
    """Files whose history cannot be asked for, and why."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Files that are new or different, and files that are gone, by their real paths."""

    files: frozenset[str]
    gone: frozenset[str] = field(default=frozenset())

    def has(self, address: str) -> bool:
        """Return whether a document, named by its address, is in a changed file."""
        return _real(address) in self.files or _real(address.partition("#/")[0]) in self.files

    def concerns(self, document: Document) -> bool:
        """Return whether a document is in a changed file, or has a link to one that is gone."""
        return _real(document.uri) in self.files or (bool(self.gone) and self._leads_to_gone(document))

    def _leads_to_gone(self, document: Document) -> bool:
        hrefs = (link.get("href") for _, link in document.links)
        local = (href for href in hrefs if type(href) is str and not is_remote(href))
        return any(_real(resolve(href, document.folder)) in self.gone for href in local)


def changed_since(revision: str, paths: Iterable[str]) -> Changed:
    """Return what changed since the working files left a revision; raises NoHistory."""
    files: set[str] = set()
    gone: set[str] = set()
    for top in sorted({_top(path) for path in paths}):
        for name in _differing(top, revision):
            path = _real(os.path.join(top, name.rstrip("/")))
            if os.path.isdir(path) and not os.path.islink(path):
                files.update(_below(path))
            else:
                (files if os.path.lexists(path) else gone).add(path)
    return Changed(frozenset(files), frozenset(gone))


def _differing(top: str, revision: str) -> list[str]:
    """Return the names that are not as they were in a revision, or not known to git."""
    wanted = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    commit = _parts(_git(top, *wanted))
    if not commit:
        raise NoHistory(f"{show(revision)} is no revision of the repository at {top}{_shallow(top)}")
    start = _parts(_git(top, "merge-base", commit[0], "HEAD")) or commit
    compare = ("diff", "--name-only", "--no-renames", "--ignore-submodules=none", "-z", start[0], "--")
    return [
        name
        for question in (compare, ("ls-files", "--others", "--exclude-standard", "-z"))
        for name in _parts(_answered(top, _git(top, *question)), "\0")
    ]


def _below(folder: str) -> Iterator[str]:
    """Yield the files of a repository inside another one, which tells no more than that it differs."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != ".git"]
        yield from (os.path.join(parent, name) for name in names)


def _top(path: str) -> str:
    folder = path if os.path.isdir(path) else os.path.dirname(path) or os.curdir
    asked = _git(folder, "rev-parse", "--show-toplevel")
    if b"not a git repository" in asked.stderr:
        raise NoHistory(f"{path} is in no git repository")
    return _parts(_answered(path, asked))[0]


def _shallow(top: str) -> str:
    """What to do where a clone has a part of the history only."""
    is_shallow = _parts(_git(top, "rev-parse", "--is-shallow-repository")) == ["true"]
    return ", which is a shallow clone: git fetch --unshallow brings the rest" if is_shallow else ""


def _answered(path: str, asked: Asked) -> Asked:
    """Return an answer of git; raises NoHistory where it has none."""
    if asked.returncode:
        said = os.fsdecode(asked.stderr).strip().partition("\n")[0].removeprefix("fatal: ")
        raise NoHistory(f"git does not tell what changed at {path}: {said}")
    return asked


def _git(folder: str, *arguments: str) -> Asked:
    """Ask git, in words that do not depend on the language of the user; raises NoHistory where there is none."""
    outside = {name: value for name, value in os.environ.items() if name not in _OF_HOOKS}
    try:
        return subprocess.run(  # noqa: S603 (no shell; the revision cannot be taken for an option)
            ["git", "-c", "core.fsmonitor=false", "-C", folder, *arguments],  # noqa: S607
            capture_output=True, check=False, timeout=120, stdin=subprocess.DEVNULL, env={**outside, "LC_ALL": "C"},
        )  # fmt: skip
    except FileNotFoundError:
        raise NoHistory("git is not installed, or not on the PATH") from None
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise NoHistory(f"git cannot be asked ({type(error).__name__})") from None


def _parts(asked: Asked, end: str = "\n") -> list[str]:
    """Return an answer of git part by part; nothing where it failed."""
    text = "" if asked.returncode else os.fsdecode(asked.stdout)
    return [part for part in text.split(end) if part]


def _real(path: str) -> str:
    folder, name = os.path.split(path)
    return os.path.join(_real_folder(os.path.abspath(folder)), name)


@lru_cache(maxsize=65536)
def _real_folder(folder: str) -> str:
    return os.path.realpath(folder)
